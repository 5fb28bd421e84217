package news

import "testing"

func TestTermName(t *testing.T) {
	term := Term{Names: map[string]string{"en-GB": "ferry", "nb": "ferge", "de-AT": "Fähre"}}
	for language, want := range map[string]string{"en-GB": "ferry", "en": "ferry", "de": "Fähre", "NB": "ferge", "fr": "ferry", "": "ferry"} {
		if got := term.Name(language); got != want {
			t.Errorf("Name(%q) = %q, want %q", language, got, want)
		}
	}
	term.Names[""] = "ferga"
	if got := term.Name("fr"); got != "ferga" {
		t.Errorf("Name(fr) = %q, want the name of no language", got)
	}
	if got := (Term{}).Name("en"); got != "" {
		t.Errorf("Name(en) of no names = %q, want none", got)
	}
}
