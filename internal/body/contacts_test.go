package body

import (
	"strings"
	"testing"
)

func TestWithoutAddress(t *testing.T) {
	for in, want := range map[string]string{
		"By Ida Norring": "By Ida Norring", "Ida Norring <ida@npa.example>": "Ida Norring", "Ida Norring, tel. +47 555 01 234": "Ida Norring",
		"ida@npa.example (Ida Norring)": "(Ida Norring)", "ida@npa.example": "",
	} {
		if got := WithoutAddress(in); got != want {
			t.Errorf("WithoutAddress(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWithoutContacts(t *testing.T) {
	const story = "<p>The ferry opened on Monday.</p>\n<p>More boats are to follow.</p>"
	for _, c := range []struct{ name, in, want string }{
		{"contact line", story + "\n<p>Contact: Ida Norring, tel. +47 555 01 234, desk@npa.example</p>", story},
		{"German contact line", story + "\n<p>Kontakt: Ole Muster, 040 5550123</p>", story},
		{"bare name and number", story + "\n<p>Ole Muster, +49 40 5550123</p>", story},
		{"heading and list", story + "\n<h2>Contacts</h2>\n<ul>\n<li>Ida Norring, ida@npa.example</li>\n<li>Desk: +47 555 01 234</li>\n</ul>", story},
		{"two lines and an end", story + "\n<p>Media contact: Ida Norring</p>\n<p>ida@npa.example</p>\n<p>- ends -</p>", story},
		{"desk line within", "<p>The ferry opened.</p>\n<p>Editing by Ida Norring: +47 555 01 234</p>\n<p>More boats follow.</p>", "<p>The ferry opened.</p>\n<p>More boats follow.</p>"},
		{"hotline within", "<p>The hotline 0800 555 0123 is open.</p>\n<p>More boats follow.</p>", ""},
		{"hotline in the last sentence", story + "\n<p>Those who saw the boat may call the harbour police at 0800 555 0123.</p>", ""},
		{"mail address in the copy", story + "\n<p>The city asks all who lost a bag on the ferry to write to lost@hallen.example by Friday.</p>", ""},
		{"contact advice within", "<p>Contact: the hotline, 0800 555 0123, is open all night.</p>\n<p>More boats follow.</p>", ""},
		{"figures are no numbers", story + "\n<p>Result: 3 2 1 14:9 11</p>", ""},
		{"nothing but a contact", "<p>Ole Muster, +49 40 5550123</p>", ""},
	} {
		if c.want == "" {
			c.want = c.in
		}
		got, contacts := WithoutContacts(c.in)
		if got != c.want || (got != c.in) != (len(contacts) > 0) {
			t.Errorf("%s: WithoutContacts(%q) = %q, %q; want %q", c.name, c.in, got, contacts, c.want)
		}
		for _, line := range contacts {
			if strings.Contains(line, "<") {
				t.Errorf("%s: contact %q holds markup", c.name, line)
			}
		}
	}
}

// FuzzMayTell holds that nothing is passed over that tells an address or a
// number: the forms are looked for in every text.
func FuzzMayTell(f *testing.F) {
	for _, seed := range []string{"", "tel: 555 1234", "TELEFAX \u00a0 (0) 12 34 56", "<p>Ring</p><p>0171 55 66 77</p>", "<table><tr><td>Fax</td><td>55 66 77</td></tr></table>",
		"<p>Call +<strong>49</strong> 171 2345 678<br>0049 171 234567</p>", "in 2026, 11,413 of 0.5", "ida@courier.example.org", "mob..   \u00a0+1234", "phone:</p><ul><li>12345</li></ul>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := Clean(s)
		for _, c := range [][2]string{{s, s}, {clean, Text(clean)}} {
			plain := !strings.Contains(c[0], "<") || c[0] != c[1]
			if told := mailForm.MatchString(c[1]) || phoneForm.MatchString(c[1]); told && plain && !mayTell(c[0]) {
				t.Errorf("mayTell(%q) = false, but %q tells", c[0], c[1])
			}
		}
	})
}
