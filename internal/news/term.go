package news

import (
	"maps"
	"slices"
	"strings"
)

// Term is a controlled term as an agency describes it: a subject, person, place
// or other thing that its copy names by code.
type Term struct {
	Code string `json:"code"`           // as sent
	Type string `json:"type,omitempty"` // the last part of its code: person, organisation, abstract …
	// Names and Definitions are by language (BCP 47); "" is a language not said.
	Names       map[string]string `json:"names,omitempty"`
	Definitions map[string]string `json:"definitions,omitempty"`
	SameAs      []string          `json:"sameAs,omitempty"`  // codes elsewhere
	Broader     []string          `json:"broader,omitempty"` // codes of wider terms
}

// Name returns the term's name in a language, else in another of its regions,
// else in none said, else in English, else the first by language; "" if it has
// no name.
func (t Term) Name(language string) string {
	base := func(tag string) string {
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		return tag
	}
	best, rank := "", 0
	for _, tag := range slices.Sorted(maps.Keys(t.Names)) {
		fit := 1
		switch {
		case strings.EqualFold(tag, language):
			fit = 5
		case tag != "" && base(tag) == base(language):
			fit = 4
		case tag == "":
			fit = 3
		case base(tag) == "en":
			fit = 2
		}
		if fit > rank {
			best, rank = t.Names[tag], fit
		}
	}
	return best
}
