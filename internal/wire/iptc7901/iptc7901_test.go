package iptc7901

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// copyOf is a message of the agency npa, number 0300, filed on 23 November
// 2026, with a heading and text.
func copyOf(heading, text string) string {
	return "\x01bas0300 4 pl 20  npa 0300\r\n\r\nFerry/Hallen/\r\n\x02" + heading + " =\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n") + "\r\n\x03231500 GMT Nov 26\r\n\x7f\r\n\x7f\x04"
}

// one parses a message that must hold one good item.
func one(t testing.TB, text string) news.WireItem {
	t.Helper()
	items, err := Parse([]byte(text), nil)
	if err != nil || len(items) != 1 {
		t.Fatalf("Parse(%q) = %d items, %v, want 1", text, len(items), err)
	}
	return items[0]
}

func TestSniff(t *testing.T) {
	for in, want := range map[string]bool{
		copyOf("H", "T"): true, "bas0300 4 pl 20  npa 0300\n\nFerry/\nH =\n": true, "\x00\x7f\x7f\r\n\x01ccc123 1 i\r\n": true, "\xef\xbb\xbfbas0300 4 pl\n": true,
		"": false, "\x01\x02\x03\x04": false, "<newsItem/>": false, `{"uri":"x"}`: false, "Bas0300 is a number.\n": false,
		"\x16\x16\x01w0123\x1fnordx\nr i \x13\x11 BC-Ferry 11-23 0010\n\x02^x<\n": false, "w0123\nr i BC-Ferry 11-23 0010\n": false,
		"BEGIN:VCARD\n": false, "<?xml version=\"1.0\"?><nitf/>": false, "bas0300 44 pl 20\n": false, "bas0300 0 pl 20\n": false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestReadHeader(t *testing.T) {
	for in, want := range map[string]header{
		"bdt0000 3 vm 831  dpa 0000":              {service: "bdt", priority: 3, category: "vm", agency: "dpa"},
		"rs0046 4 rs 46  npa 0027":                {service: "rs", sent: 46, priority: 4, category: "rs", agency: "npa", number: 27},
		"spe0001 3 SP 331  npa-spe 0002":          {service: "spe", sent: 1, priority: 3, category: "sp", agency: "npa-spe", number: 2},
		"bas0161 4 pl 40  npa 0161  npa 0157":     {service: "bas", sent: 161, priority: 4, category: "pl", agency: "npa", number: 161, reference: 157},
		"bas0161 4 pl 40  npa 0161 0157":          {service: "bas", sent: 161, priority: 4, category: "pl", agency: "npa", number: 161, reference: 157},
		"bas0161 4 pl  npa 0161":                  {service: "bas", sent: 161, priority: 4, category: "pl", agency: "npa", number: 161},
		"bas0161 4 pl 40":                         {service: "bas", sent: 161, priority: 4, category: "pl"},
		"bas0161 4 pl 40 ccccb npa":               {service: "bas", sent: 161, priority: 4, category: "pl", agency: "npa"},
		"bas0161 4 pl 40 npa 99999999999999999 1": {service: "bas", sent: 161, priority: 4, category: "pl", agency: "npa", reference: 1},
	} {
		if got, ok := readHeader(in); !ok || got != want {
			t.Errorf("readHeader(%q) = %+v, %v, want %+v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "bas0161", "bas0161 4", "0161 4 pl", "bas 4 pl", "bas0161 x pl", "bas0161 4 4", "bas0161 4 plural", strings.Repeat("bas0161 4 pl ", 5)} {
		if got, ok := readHeader(in); ok {
			t.Errorf("readHeader(%q) = %+v, want none", in, got)
		}
	}
}

func TestReadTrailer(t *testing.T) {
	for in, want := range map[string]string{
		"251037 Sep 24\n\x7f": "2024-09-25T10:37:00Z", "062130 Okt 24": "2024-10-06T21:30:00Z", "230900 GMT Nov 26": "2026-11-23T09:00:00Z",
		"\n 290001 MEZ Feb 2028": "2028-02-29T00:01:00+01:00", "010000 Mär 26": "2026-03-01T00:00:00Z", "312359 Déc 26": "2026-12-31T23:59:00Z", "231505 November 26": "2026-11-23T15:05:00Z",
		"": "", "310000 Nov 26": "", "232500 Nov 26": "", "231260 Nov 26": "", "231505 Xyz 26": "", "231505 Nov": "", "290001 Feb 27": "",
	} {
		got := readTrailer(in, nil)
		text := ""
		if got.day != "" {
			text = got.at.Format(time.RFC3339)
		}
		if text != want || got.day != strings.Split(want+"T", "T")[0] {
			t.Errorf("readTrailer(%q) = %q on %q, want %q", in, text, got.day, want)
		}
	}
}

func TestStatus(t *testing.T) {
	const text = "Please note item npa 0157."
	for heading, want := range map[string]news.PubStatus{
		"KILL KILL KILL": news.Canceled, "KILL": news.Canceled, "KILL: Ferry opens": news.Canceled, "Mandatory kill": news.Canceled, "MANDATORY KILL npa 0157": news.Canceled,
		"KILL NOTICE": news.Canceled, "(KILL KILL KILL)": news.Canceled, "ELIMINATION npa 0157": news.Canceled, "HOLD HOLD HOLD": news.Withheld, "HOLD - npa 0157": news.Withheld,
		"Withheld": news.Withheld, "HOLD HOLD\nKILL KILL": news.Canceled, "KILL KILL\nHOLD HOLD": news.Canceled, "ZURÜCKGEZOGEN: Fähre": news.Canceled,
		"Kill Bill comes to Hallen": news.Usable, "KILL-SWITCH LAW PASSES": news.Usable, "KILLER WHALE SEEN": news.Usable, "Hold the line": news.Usable, "HOLDING FIRM": news.Usable,
		"Storms kill 5 in Norland": news.Usable, "Rebels KILL five": news.Usable,
	} {
		it := one(t, copyOf(heading, text))
		if it.PubStatus != want {
			t.Errorf("Parse(%q).PubStatus = %q, want %q", heading, it.PubStatus, want)
		}
		if want := map[bool]string{true: "iptc7901:npa:bas:0300:2026-11-23", false: "iptc7901:npa:bas:0157:2026-11-23"}[want == news.Usable]; it.GUID != want {
			t.Errorf("Parse(%q).GUID = %q, want %q", heading, it.GUID, want)
		}
	}
}

func TestPleaInText(t *testing.T) {
	for text, want := range map[string]news.PubStatus{
		"Please kill item npa 157.": news.Canceled, "Bitte die Meldung npa 0157 nicht verwenden.": news.Canceled, "Please hold item npa 0157.": news.Withheld,
		"Bitte npa 0157 zurückhalten. Siehe npa 0157.": news.Withheld,
		"Please kill item xyz 157.":                    news.Usable, "He said: please kill the story.": news.Usable, "See npa 0157.": news.Usable,
	} {
		if got := one(t, copyOf("A note", text)).PubStatus; got != want {
			t.Errorf("Parse(%q).PubStatus = %q, want %q", text, got, want)
		}
	}
}

// TestRecallSurvivesAnything cuts a kill wherever it can be cut: once its words
// are there, it comes through.
func TestRecallSurvivesAnything(t *testing.T) {
	whole := copyOf("KILL KILL KILL", "Please kill item npa 0157.")
	start := strings.Index(whole, "KILL KILL KILL") + len("KILL KILL KILL")
	for n := start; n <= len(whole); n++ {
		items, err := Parse([]byte(whole[:n]), nil)
		if len(items) != 1 || items[0].PubStatus != news.Canceled {
			t.Errorf("Parse(kill cut at byte %d) = %d items, %v, want the kill", n, len(items), err)
		}
	}
}

func TestReferences(t *testing.T) {
	for text, want := range map[string]string{
		"npa 0157": "0157:2026-11-23", "npa157": "0157:2026-11-23", "NPA-157": "0157:2026-11-23", "bas0157": "0157:2026-11-23", "npa Nr. 157": "0157:2026-11-23",
		"npa 0301": "0301:2026-11-22", "npa 0157 vom 21.11.": "0157:2026-11-21", "npa 0157 vom 31.12.": "0157:2025-12-31", "npa 0157 vom 1.2.25": "0157:2025-02-01",
		"npa 0157 vom 31.2.2026": "0157:2026-11-23", "npa 0300": "0300:2026-11-23", "xnpa 0157": "0300:2026-11-23", "npa 123456": "0300:2026-11-23",
	} {
		if got := one(t, copyOf("KILL KILL KILL", "It is "+text+" that goes.")).GUID; got != "iptc7901:npa:bas:"+want {
			t.Errorf("Parse(kill of %q).GUID = %q, want …%s", text, got, want)
		}
	}
}

// TestReferenceInHeader holds that a number in the header is replaced only by
// what says that it is a lead, a correction or a kill.
func TestReferenceInHeader(t *testing.T) {
	const own, named = "iptc7901:npa:bas:0300:2026-11-23", "iptc7901:npa:bas:0157:2026-11-23"
	for heading, want := range map[string]struct {
		guid string
		rel  news.LinkRel
	}{
		"Ferry opens": {own, news.SeeAlso}, "1ST LEAD\nFerry opens": {named, news.UpdateOf}, "(Berichtigung: Uhrzeit)\nFerry opens": {named, news.CorrectionOf}, "KILL KILL KILL": {named, news.UpdateOf},
	} {
		it := one(t, strings.Replace(copyOf(heading, "Words."), "npa 0300", "npa 0300  npa 0157", 1))
		if it.GUID != want.guid || it.Links[0].Rel != want.rel || it.Links[0].GUID != named {
			t.Errorf("Parse(%q after npa 0157) = guid %q, links %v, want %q, %s of %q", heading, it.GUID, it.Links, want.guid, want.rel, named)
		}
	}
}

// TestKillOfSeveral holds that each message that a kill names gets its kill.
func TestKillOfSeveral(t *testing.T) {
	var names []string
	for i := range 2 * maxRefs {
		names = append(names, fmt.Sprintf("npa %04d", i+1))
	}
	items, err := Parse([]byte(copyOf("KILL KILL KILL", strings.Join(names, ",\n"))), nil)
	if err != nil || len(items) != maxRefs {
		t.Fatalf("Parse(kill of %d) = %d items, %v, want %d", len(names), len(items), err, maxRefs)
	}
	for i, it := range items {
		if want := fmt.Sprintf("iptc7901:npa:bas:%04d:2026-11-23", i+1); it.GUID != want || it.PubStatus != news.Canceled {
			t.Errorf("Parse(kill of %d)[%d] = %q, %q, want the kill of %q", len(names), i, it.GUID, it.PubStatus, want)
		}
	}
}

func TestEmbargo(t *testing.T) {
	for line, want := range map[string]string{
		"EMBARGOED for publication until 1800 GMT, 25 November 2026":         "2026-11-25T18:00:00Z",
		"EMBARGOED until November 25, 2026, 18:00 UTC":                       "2026-11-25T18:00:00Z",
		"Sperrfrist: 25.11.2026, 19.00 Uhr MEZ":                              "2026-11-25T19:00:00+01:00",
		"Sperrfrist 1. Juli 2026, 19 Uhr MESZ":                               "2026-07-01T19:00:00+02:00",
		"Embargo: 2026-11-25T19:00:00+01:00":                                 "2026-11-25T19:00:00+01:00",
		"Sperrfrist 25. November 2026, 19.00 Uhr":                            "hold", // no zone
		"Sperrfrist 25. November, 19.00 Uhr MEZ":                             "hold", // no year
		"Sperrfrist 25. November 2026 MEZ":                                   "hold", // no time
		"Sperrfrist 25. November 2026, 9.00 Uhr MEZ oder 19.00 Uhr":          "hold",
		"Sperrfrist 25. November 2026 oder 26. November 2026, 19.00 Uhr MEZ": "hold",
		"Sperrfrist 31. November 2026, 19.00 Uhr MEZ":                        "hold",
		"Sperrfrist 25. November 2026, 25.00 Uhr MEZ":                        "hold",
		"EMBARGOED until 1800 BST, 25 November 2026":                         "hold", // of two places
		"Sperrfrist heute Abend":                                             "hold",
		"Sperrfrist":                                                         "hold",
		"Not for publication before noon":                                    "hold",
		"Embargo gegen Norland bleibt":                                       "",
		"Embargo on Norland stays":                                           "",
		"Der Minister sprach von einer Sperrfrist":                           "",
	} {
		for place, text := range map[string]string{
			"heading": copyOf(line+"\nFerry opens", "Hallen (npa) - The ferry is open."),
			"label":   copyOf("("+line+")\nFerry opens", "Hallen (npa) - The ferry is open."),
			"text":    copyOf("Ferry opens", line+"\n\nHallen (npa) - The ferry is open."),
			"notes":   copyOf("Ferry opens", "Hallen (npa) - The ferry is open.\n\n# Notizblock\n\n- "+line),
		} {
			it := one(t, text)
			got := ""
			switch {
			case it.EmbargoHold && it.Embargo.IsZero():
				got = "hold"
			case !it.Embargo.IsZero() && !it.EmbargoHold:
				got = it.Embargo.Format(time.RFC3339)
			}
			if got != want {
				t.Errorf("Parse(%q in %s) = embargo %q, want %q", line, place, got, want)
			}
			if want != "" && strings.Contains(it.BodyHTML+it.Headline+it.Abstract, line) {
				t.Errorf("Parse(%q in %s) shows the embargo to readers", line, place)
			}
		}
	}
}

// TestNothingPrivateIsShown puts one word in every private place of a message.
func TestNothingPrivateIsShown(t *testing.T) {
	const secret = "geheim"
	for name, tail := range map[string]string{
		"notebook": "# Notizblock\n\n- " + secret, "notebook in English": "# Notebook\n\n## Contacts\n" + secret, "stars": "* * * *\n" + secret,
		"not for publication": "The following information is not for publication\n\n" + secret, "nicht zur Veröffentlichung": "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt\n" + secret,
		"sign-off": "npa " + secret + " n1", "initials": "geh/" + secret[:3] + "\n",
	} {
		it := one(t, copyOf("Ferry opens", "Hallen (npa) - The ferry is open.\n\nIt was closed for weeks.\n\n"+tail))
		if len(it.EditorialNotes) == 0 {
			t.Errorf("%s: Parse().EditorialNotes = none, want the private words", name)
		}
		it.EditorialNotes = nil
		text, err := json.Marshal(it)
		if err != nil || strings.Contains(string(text), secret[:3]) {
			t.Errorf("%s: Parse() = %s, %v, want no %q outside of EditorialNotes", name, text, err, secret[:3])
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		in, want string
		cut      bool
	}{
		{"", "holds no IPTC 7901 message", true},
		{"\x00\x7f\r\n\x04", "holds no IPTC 7901 message", true},
		{"words alone", `message 1 of 1, line 1: "words alone" is no IPTC 7901 header`, false},
		{"\x01bas0300 4 pl 20  npa 0300\n\nFerry/\n\x02\n\x03231500 Nov 26\n\x04", "neither headline nor text", false},
		{"\n\n\x01bas0300 4 pl 20  npa 0300\n\nFerry/\n\x02Ferry op", "message 1 of 1, line 3: the message ends in its middle", true},
		{copyOf("H", "T") + "\nstray", `message 2 of 2, line 10: "stray" is no`, false},
	} {
		items, err := Parse([]byte(c.in), nil)
		if !errors.Is(err, news.ErrInvalid) || errors.Is(err, io.ErrUnexpectedEOF) != c.cut || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("Parse(%.60q) = %d items, %v, want ErrInvalid with %q, cut short: %v", c.in, len(items), err, c.want, c.cut)
		}
	}
	if _, err := Parse(make([]byte, maxBytes+1), nil); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Parse(%d bytes) = %v, want ErrInvalid", maxBytes+1, err)
	}
}

func TestJoinLines(t *testing.T) {
	for in, want := range map[string]string{
		"one\n two": "one two", "Co-\nVorsitz": "Co-Vorsitz", "Landes- und\nBund": "Landes- und Bund", "Landes-\nund Bund": "Landes- und Bund",
		"Wort\n- und mehr": "Wort - und mehr", "1990-\n2000": "1990- 2000", "": "",
	} {
		if got := joinLines(strings.Split(in, "\n")); got != want {
			t.Errorf("joinLines(%q) = %q, want %q", in, got, want)
		}
	}
}
