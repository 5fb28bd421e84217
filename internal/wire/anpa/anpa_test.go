package anpa

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

// copyOf is a message with the number w0300 and the keyword BC-Ferry, filed on
// 23 November 2026.
func copyOf(version, text string) string {
	return "\x16\x16\x01w0300\x1fnordx\r\nr i \x13\x11 BC-Ferry " + version + "   11-23 0010\r\n\x02^BC-Ferry,10<\r\n" +
		strings.ReplaceAll(text, "\n", "\r\n") + "\r\n\t\x03NP-WF-11-23-26 1500GMT<\r\n\x0c\r\n\x04"
}

const story = "^Ferry opens<\n\t   HALLEN, Norland (NPA) _ The ferry is open.\n"

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
		copyOf("", story): true, "w0123nordx\nr i BC-Ferry 11-23 0010\n^x<\n": true, "\x05sel\n\x16\x16\x01w0123\x1fn\nr i \x13\x11 BC-Ferry\n\x02": true,
		"s0284-----\nr s \x14\x12 BC-X 8-18\n": true,
		"":                                     false, "\x01\x02\x03\x04": false, "<newsItem/>": false, `{"uri":"x"}`: false, "w0123\nWords follow here.\n": false,
		"\x01bas0300 4 pl 20  npa 0300\r\n\r\nFerry/\r\n\x02H =\r\n": false, "A1234\nI a word\n": false, "w0123nordx\nr i BC-Ferry\n": false, "w0123": false,
	} {
		if got := Sniff([]byte(in)); got != want {
			t.Errorf("Sniff(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestUrgency(t *testing.T) {
	for in, want := range map[string]int{"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "a": 6, "s": 6, "n": 6, "z": 6, "w": 6} {
		if got := (&message{}).urgency(in); got != want {
			t.Errorf("urgency(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestReadTrailer(t *testing.T) {
	for in, want := range map[string]string{
		"AP-WF-11-23-26 1505GMT<": "2026-11-23T15:05:00Z", "NP-WF-11-23-26 1505EST<\r\n\x0c": "2026-11-23T15:05:00-05:00", "NPA-02-29-28 0000GMT": "2028-02-29T00:00:00Z",
		"ap-wf-11-23-26 1505": "2026-11-23T15:05:00Z", "": "", "AP-WF-13-23-26 1505GMT<": "", "AP-WF-02-29-26 1505GMT<": "", "AP-WF-11-23-26 2505GMT<": "", "11-23-26 1505GMT": "",
	} {
		got := readTrailer(in, nil)
		text := ""
		if got.day != "" {
			text = got.filed.Format(time.RFC3339)
		}
		if text != want {
			t.Errorf("readTrailer(%q) = %q, want %q", in, text, want)
		}
	}
}

// TestIdentity holds that leads, corrections and kills find the copy that they
// mean, and that what shares its keyword does not.
func TestIdentity(t *testing.T) {
	const plain = "anpa:np:w:bcferry:2026-11-23"
	for version, want := range map[string]string{
		"": plain, "1stLd": plain, "2ndLd-Writethru": plain, "Correct": plain, "Kill": plain, "Withhold": plain, "1stAdd": "anpa:np:w:bcferry-0300:2026-11-23", "2ndTake": "anpa:np:w:bcferry-0300:2026-11-23",
	} {
		if got := one(t, copyOf(version, story)).GUID; got != want {
			t.Errorf("Parse(version %q).GUID = %q, want %q", version, got, want)
		}
	}
	alert := strings.ReplaceAll(copyOf("", story), "BC-Ferry", "BC-NPANewsAlert")
	if got, want := one(t, alert).GUID, "anpa:np:w:bcnpanewsalert-0300:2026-11-23"; got != want {
		t.Errorf("Parse(alert, nil).GUID = %q, want %q", got, want)
	}
	for _, c := range []struct{ header, trailer, want string }{
		{"12-31", "01-01-27", "2026-12-31"}, {"01-01", "12-31-26", "2027-01-01"}, {"11-22", "11-23-26", "2026-11-22"}, {"13-40", "11-23-26", "2026-11-23"},
	} {
		text := strings.NewReplacer("   11-23 ", "   "+c.header+" ", "11-23-26", c.trailer).Replace(copyOf("", story))
		if got := one(t, text).GUID; got != "anpa:np:w:bcferry:"+c.want {
			t.Errorf("Parse(header %s, trailer %s).GUID = %q, want the day %s", c.header, c.trailer, got, c.want)
		}
	}
	for full, short := range map[string]string{"BC-LT--Argentina-Cancer Beauty": "BC-LT--Argentina-CancerB", "BC-US--Giant Lobster Death": "BC-US--GiantLobsterDeath", "BC-Ferry": "BC-Ferry"} {
		if key(full) != key(short) {
			t.Errorf("key(%q) = %q, want that of %q, %q", full, key(full), short, key(short))
		}
	}
}

func TestSignals(t *testing.T) {
	for version, want := range map[string]string{
		"": "[]", "1stLd-Writethru": "[update]", "Writethru": "[update]", "3rdLd": "[update]", "1st Ld": "[update]", "Correct": "[correction]", "1stLd-Correct": "[correction]", "Clarification": "[correction]", "1stAdd": "[]",
	} {
		if got := fmt.Sprint(one(t, copyOf(version, story)).Signals); got != want {
			t.Errorf("Parse(version %q).Signals = %s, want %s", version, got, want)
		}
	}
	for note, want := range map[string]string{"CORRECTS spelling.": "[correction]", "Corrects spelling.": "[correction]", "UPDATES with quote.": "[]", "Note the correct spelling.": "[]"} {
		if got := fmt.Sprint(one(t, copyOf("", "^Ferry opens<\n^Eds: "+note+"<\n\t   Words.\n")).Signals); got != want {
			t.Errorf("Parse(Eds: %s).Signals = %s, want %s", note, got, want)
		}
	}
}

func TestStatus(t *testing.T) {
	for text, want := range map[string]news.PubStatus{
		"^KILL<": news.Canceled, "^BULLETIN KILL<": news.Canceled, "^MANDATORY KILL: Ferry<": news.Canceled, "^KILL KILL KILL<": news.Canceled, "^Mandatory kill<": news.Canceled, "^ELIMINATION<": news.Canceled,
		"^WITHHOLD<": news.Withheld, "^HOLD HOLD HOLD<": news.Withheld, "^URGENT: HOLD<": news.Withheld,
		"^Ferry<\n^Eds: Kill BC-Ferry, W0123.<": news.Canceled, "^Eds: W0123 must be killed.<": news.Canceled, "^Eds: Kill the story.<": news.Canceled,
		"\t   Editors: Please eliminate BC-Ferry Fares.": news.Canceled, "\t   Eds: Withhold BC-Ferry.": news.Withheld, "\t   BC-Ferry is withheld.": news.Withheld,
		"^Storms kill 5 in Norland<": news.Usable, "^Kill Bill comes to Hallen<": news.Usable, "^KILL BILL COMES TO HALLEN<": news.Usable, "^Hold the line<": news.Usable,
		"^Ferry<\n^Eds: Kills quote in 5th graf.<": news.Usable, "\t   HALLEN (NPA) _ They kill time.\n\t   BC-Ferry must be killed, he said.": news.Usable,
	} {
		if got := one(t, copyOf("", text+"\n\t   Words.\n")).PubStatus; got != want {
			t.Errorf("Parse(%q).PubStatus = %q, want %q", text, got, want)
		}
	}
}

// TestRecallSurvivesAnything cuts a kill wherever it can be cut: once its words
// are there, it comes through.
func TestRecallSurvivesAnything(t *testing.T) {
	whole := copyOf("Kill", "^BULLETIN KILL<\n^Eds: Kill BC-Ferry.<\n")
	for n := strings.Index(whole, "\x02"); n <= len(whole); n++ {
		items, err := Parse([]byte(whole[:n]), nil)
		if len(items) != 1 || items[0].PubStatus != news.Canceled {
			t.Errorf("Parse(kill cut at byte %d) = %d items, %v, want the kill", n, len(items), err)
		}
	}
}

func TestEmbargo(t *testing.T) {
	for line, want := range map[string]string{
		"EMBARGOED until 6:30 p.m. EST Tuesday, Nov. 24, 2026":       "2026-11-24T18:30:00-05:00",
		"For Release 12 a.m. PDT July 4, 2027, and thereafter":       "2027-07-04T00:00:00-07:00",
		"EMBARGOED for release until 12:01 p.m. GMT, March 24, 2027": "2027-03-24T12:01:00Z",
		"Hold for release until 2300 GMT, Nov. 24, 2026":             "2026-11-24T23:00:00Z",
		"For Release Tuesday, Nov. 24, and thereafter":               "hold",
		"EMBARGOED until 6:30 p.m. Tuesday, Nov. 24, 2026":           "hold", // no zone
		"EMBARGOED until 6:30 p.m. ET Tuesday, Nov. 24, 2026":        "hold", // standard or daylight time
		"EMBARGOED until 6:30 p.m. EST Tuesday, Nov. 24":             "hold", // no year
		"EMBARGOED until noon EST Nov. 24, 2026":                     "hold",
		"EMBARGOED until 13 p.m. EST Nov. 24, 2026":                  "hold",
		"EMBARGOED until 6 a.m. or 6 p.m. EST Nov. 24, 2026":         "hold",
		"EMBARGOED until 6 p.m. EST Nov. 31, 2026":                   "hold",
		"HFR":                               "hold",
		"Adv24":                             "hold",
		"Not for publication before Sunday": "hold",
		"Embargo on Norland stays":          "",
		"For releases, see the city's page": "",
	} {
		for place, text := range map[string]string{
			"heading": "^Ferry opens<\n^" + line + "<\n\t   Words.\n", "before the headline": "^" + line + "<\n^Ferry opens<\n\t   Words.\n", "paragraph": "^Ferry opens<\n\t   " + line + "\n\t   Words.\n",
		} {
			it := one(t, copyOf("", text))
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
			if want != "" && strings.Contains(it.BodyHTML+it.Headline+it.Subheadline, line) {
				t.Errorf("Parse(%q in %s) shows the embargo to readers", line, place)
			}
		}
	}
	for _, version := range []string{"Adv24", "HFR", "Hold for Release"} {
		if it := one(t, copyOf(version, story)); !it.EmbargoHold || it.PubStatus != news.Usable {
			t.Errorf("Parse(version %q) = hold %v, status %q, want it held and usable", version, it.EmbargoHold, it.PubStatus)
		}
	}
}

// TestNothingPrivateIsShown puts one word in every private place of a message.
func TestNothingPrivateIsShown(t *testing.T) {
	const secret = "hush"
	for _, line := range []string{"^Eds: call " + secret + "<", "^Eds: call\n" + secret + " now<", "^EDITOR'S NOTE _ " + secret + "<", "\t   Eds: " + secret, "\t   EDITOR'S NOTE _ " + secret, "^EDS: " + secret + "=", "^NPA Photo " + secret + "<", "^Photos: " + secret + "<"} {
		it := one(t, copyOf("", "^Ferry opens<\n"+line+"\n\t   HALLEN (NPA) _ It is open.\n"))
		if len(it.EditorialNotes) != 1 {
			t.Errorf("Parse(%q).EditorialNotes = %v, want one", line, it.EditorialNotes)
		}
		it.EditorialNotes = nil
		if text, err := json.Marshal(it); err != nil || strings.Contains(string(text), secret) {
			t.Errorf("Parse(%q) = %s, %v, want no %q outside of EditorialNotes", line, text, err, secret)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"``One _ two,'' he said.": "“One — two,” he said.", "3{ wins": "3½ wins", "_ item": "— item", "`so'": "‘so'", "snake_case": "snake_case", " a  b ": "a b", "": "",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		in, want string
		cut      bool
	}{
		{"", "holds no ANPA message", true},
		{"\x00\x7f\r\n\x16\x04", "holds no ANPA message", true},
		{"words alone", `message 1 of 1, line 1: "words alone" is no ANPA header`, false},
		{"\x01w0300\x1fx\nr i \x13\x11 BC-Ferry\n\x02^BC-Ferry,10<\n\x03NP-WF-11-23-26 1500GMT<\n\x04", "neither headline nor text", false},
		{"\n\n\x01w0300\x1fx\nr i \x13\x11 BC-Ferry\n\x02^Ferry op", "message 1 of 1, line 3: the message ends in its middle", true},
		{copyOf("", story) + "\nstray", `message 2 of 2`, false},
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
