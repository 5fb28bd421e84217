package body

import (
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, lang, in, want string }{
		{"crosshead of its own", "en", `<p>Lead.</p><p>- 'Global hegemony' -</p><p>More.</p>`, "<p>Lead.</p>\n<h2>‘Global hegemony’</h2>\n<p>More.</p>"},
		{"crosshead in plain text", "en", "Lead.\n\n- Ice and snow -\n\nMore.", "<p>Lead.</p>\n<h2>Ice and snow</h2>\n<p>More.</p>"},
		{"crosshead in German", "de", `<p>Anfang.</p><p>– 'Kein Zurück' –</p><p>Mehr.</p>`, "<p>Anfang.</p>\n<h2>„Kein Zurück“</h2>\n<p>Mehr.</p>"},
		{"crosshead in another language", "fr", `<p>Début.</p><p>- 'Rien' -</p><p>Suite.</p>`, "<p>Début.</p>\n<h2>'Rien'</h2>\n<p>Suite.</p>"},
		{"decorated heading", "en", `<p>Lead.</p><hl2>- Tides -</hl2><p>More.</p>`, "<p>Lead.</p>\n<h2>Tides</h2>\n<p>More.</p>"},
		{"crosshead inside a paragraph", "en", `<p>Lead.<br>- Tides -<br>More.</p><p>End.</p>`, "<p>Lead.</p>\n<h2>Tides</h2>\n<p>More.</p>\n<p>End.</p>"},
		{"bold line", "en", `<p>Lead.</p><p><b>What comes next</b></p><p>More.</p>`, "<p>Lead.</p>\n<h2>What comes next</h2>\n<p>More.</p>"},
		{"bold sentence stays", "en", `<p>Lead.</p><p><b>He denied it.</b></p><p>More.</p>`, "<p>Lead.</p>\n<p><strong>He denied it.</strong></p>\n<p>More.</p>"},
		{"first block is never one", "en", `<p>- Tides -</p><p>More.</p>`, "<p>- Tides -</p>\n<p>More.</p>"},
		{"last block is never one", "en", `<p>Lead.</p><p>- Tides -</p>`, "<p>Lead.</p>\n<p>- Tides -</p>"},
		{"a list's dash", "en", `<p>Lead.</p><p>- one more thing</p><p>More.</p>`, "<p>Lead.</p>\n<p>- one more thing</p>\n<p>More.</p>"},
		{"dialogue", "fr", `<p>Début.</p><p>- Oui, dit-il. -</p><p>Suite.</p>`, "<p>Début.</p>\n<p>- Oui, dit-il. -</p>\n<p>Suite.</p>"},
		{"page number", "en", `<p>Lead.</p><p>- 5 -</p><p>More.</p>`, "<p>Lead.</p>\n<p>- 5 -</p>\n<p>More.</p>"},
		{"abbreviation at its end", "en", `<p>Lead.</p><p>- Back in the U.N. -</p><p>More.</p>`, "<p>Lead.</p>\n<h2>Back in the U.N.</h2>\n<p>More.</p>"},
		{"dashes in dashes", "en", `<p>Lead.</p><p>- - Tides - -</p><p>More.</p>`, "<p>Lead.</p>\n<h2>Tides</h2>\n<p>More.</p>"},
		{"markup in a crosshead", "en", `<p>Lead.</p><p>- <i>Tides</i> &amp; ice -</p><p>More.</p>`, "<p>Lead.</p>\n<h2>Tides &amp; ice</h2>\n<p>More.</p>"},
	} {
		if got := Read(c.in, c.lang).HTML; got != c.want {
			t.Errorf("%s: Read(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestReadSignOff(t *testing.T) {
	for _, c := range []struct {
		last string
		want SignOff
	}{
		{"bur-dar-gl/fz", SignOff{Raw: "bur-dar-gl/fz"}},
		{"kt/ab", SignOff{Raw: "kt/ab"}},
		{"gl", SignOff{}}, // a short text's last word
		{"(NPA)", SignOff{Raw: "(NPA)"}},
		{"(vn)", SignOff{Raw: "(vn)"}},
		{"G.Schulte--BTB", SignOff{Raw: "G.Schulte--BTB", Name: "G.Schulte", Code: "BTB"}},
		{"G. Schulte -- BTB", SignOff{Raw: "G. Schulte -- BTB", Name: "G. Schulte", Code: "BTB"}},
		{"Ö.Åberg-Niño--BTB", SignOff{Raw: "Ö.Åberg-Niño--BTB", Name: "Ö.Åberg-Niño", Code: "BTB"}},
		{"The end.", SignOff{}},
		{"and/or it was said", SignOff{}},
		{"(He did not answer.)", SignOff{}},
		{"1--2", SignOff{}},
	} {
		got := Read("<p>Lead.</p><p>More.</p><p>"+c.last+"</p>", "en")
		if got.SignOff != c.want {
			t.Errorf("Read(… %q).SignOff = %+v, want %+v", c.last, got.SignOff, c.want)
		}
		wantHTML := "<p>Lead.</p>\n<p>More.</p>"
		if c.want == (SignOff{}) {
			wantHTML += "\n<p>" + c.last + "</p>"
		}
		if got.HTML != wantHTML {
			t.Errorf("Read(… %q).HTML = %q, want %q", c.last, got.HTML, wantHTML)
		}
		inLine := Read("<p>Lead.</p><p>More.<br>"+c.last+"</p>", "en")
		if inLine.SignOff != c.want {
			t.Errorf("Read(… <br>%q).SignOff = %+v, want %+v", c.last, inLine.SignOff, c.want)
		}
	}
	long := "<p>" + strings.Repeat("The ferry left the quay. ", 8) + "</p>"
	if got := Read(long+"<p>gl</p>", "en"); got.SignOff.Raw != "gl" || strings.Contains(got.HTML, "gl<") {
		t.Errorf("Read(long text, gl).SignOff = %+v, want gl", got.SignOff)
	}
	if got := Read("<p>gl</p>", "en"); got.HTML != "<p>gl</p>" || got.SignOff.Raw != "" {
		t.Errorf("Read of one line = %+v, want its text kept", got)
	}
}

func TestReadCounts(t *testing.T) {
	got := Read(`<p>HALLEN, Norland (NPA) - The  port &amp; the<br>city.</p><ul><li>One</li><li>Two</li></ul><table><tr><th>Gauge</th><td>4 m</td></tr></table><p>kt/ab</p>`, "en")
	if want := "HALLEN, Norland (NPA) - The port & the\ncity.\n\nOne\nTwo\n\nGauge 4 m"; got.Text != want {
		t.Errorf("Read().Text = %q, want %q", got.Text, want)
	}
	if want := "The port & the city."; got.Lead != want {
		t.Errorf("Read().Lead = %q, want %q", got.Lead, want)
	}
	if got.Words != 14 {
		t.Errorf("Read().Words = %d, want 14", got.Words)
	}
}

func TestFirstSentence(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"The port reopened. Ships came.", 100, "The port reopened."},
		{"Dr. A. Miller of the U.N. said so. Then left.", 100, "Dr. A. Miller of the U.N. said so."},
		{"Am 3. November begann es. Dann nicht.", 100, "Am 3. November begann es."},
		{"It rose 4.5 percent! Really?", 100, "It rose 4.5 percent!"},
		{"One two three four five six seven", 20, "One two three four…"},
		{"Short", 20, "Short"},
		{"", 20, ""},
	} {
		if got := FirstSentence(c.in, c.limit); got != c.want {
			t.Errorf("FirstSentence(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func TestWithoutDateline(t *testing.T) {
	for in, want := range map[string]string{
		"HALLEN, Nov 23 (NPA) - The port reopened.":   "The port reopened.",
		"Sandau (vn) – Der Hafen ist offen.":          "Der Hafen ist offen.",
		"Sandau (dpa/tmn) - Der Hafen.":               "Der Hafen.",
		"The port (harbour) was open.":                "The port (harbour) was open.",
		"The minister (the older one) - said nothing": "The minister (the older one) - said nothing",
		"HALLEN (NPA) - ":                             "HALLEN (NPA) - ",
	} {
		if got := WithoutDateline(in); got != want {
			t.Errorf("WithoutDateline(%q) = %q, want %q", in, got, want)
		}
	}
}
