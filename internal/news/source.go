package news

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// SourceID names an agency inside the house.
type SourceID string

// Source is an agency: how it is credited, what its contract allows, and where
// its copy goes.
type Source struct {
	ID   SourceID `json:"id" toml:"id"`
	Name string   `json:"name" toml:"name"`
	// Credit is what readers see: "Agency report: Credit".
	Credit string `json:"credit" toml:"credit"`
	Rights Rights `json:"rights,omitzero" toml:"rights"`
	// SignOff is the name that signs this agency's copy where the copy itself
	// does not; the title's code is added.
	SignOff string `json:"signOff,omitempty" toml:"sign_off"`
	// EmptyEmbargo says what an embargo without a time means in this agency's
	// messages: "hold" (default) or "none".
	EmptyEmbargo string `json:"emptyEmbargo,omitempty" toml:"empty_embargo"`
	// Within are limits in this agency's terms of use, as it words them, that
	// every title of this house is within: "TURKEY OUT" for papers elsewhere.
	// Copy and pictures with any other limit of place or medium wait (R20).
	Within []string `json:"within,omitempty" toml:"within"`
	Rules  []Rule   `json:"rules,omitempty" toml:"rule"`
}

// Rights are what a source's contract allows.
type Rights struct {
	// Titles are those that may show its copy; none means every title.
	Titles []TitleID `json:"titles,omitempty" toml:"titles"`
	// KeepDays is how many days after first publication readers may see the
	// copy; 0 means for good.
	KeepDays int `json:"keepDays,omitempty" toml:"keep_days"`
}

// Allow reports whether copy may stand on a title at all.
func (r Rights) Allow(t TitleID) bool {
	if len(r.Titles) == 0 {
		return true
	}
	for _, x := range r.Titles {
		if x == t {
			return true
		}
	}
	return false
}

// Until returns when the right to show copy first published at t ends; zero
// means never.
func (r Rights) Until(t time.Time) time.Time {
	if r.KeepDays <= 0 || t.IsZero() {
		return time.Time{}
	}
	return t.AddDate(0, 0, r.KeepDays)
}

// Rule sends matching items of a source to a section of a title. Every filled
// condition must hold; within one condition any entry may. For each title the
// first matching rule decides.
type Rule struct {
	Subjects []string `json:"subjects,omitempty" toml:"subjects"` // code, or its beginning, e.g. "medtop:15000000"
	Keywords []string `json:"keywords,omitempty" toml:"keywords"` // keyword or word of the slugline, any case
	Language string   `json:"language,omitempty" toml:"language"` // primary language tag
	Title    TitleID  `json:"title" toml:"title"`
	Section  string   `json:"section" toml:"section"`
	Publish  string   `json:"publish" toml:"publish"` // "now" or "hold"
	SignOff  string   `json:"signOff,omitempty" toml:"sign_off"`
}

// Matches reports whether the rule's conditions hold for the item.
func (r Rule) Matches(w *WireItem) bool { return r.Refuses(w) == "" }

// Refuses says in a few words why the rule's conditions do not hold for the
// item; it is empty if they do.
func (r Rule) Refuses(w *WireItem) string {
	if r.Language != "" {
		base, _, _ := strings.Cut(strings.ToLower(w.Language), "-")
		if base != strings.ToLower(r.Language) {
			return fmt.Sprintf("its language is %q, not %q", w.Language, r.Language)
		}
	}
	if !matchAny(r.Subjects, w.hasSubject) {
		return fmt.Sprintf("no subject of it begins with %s", strings.Join(r.Subjects, " or "))
	}
	if !matchAny(r.Keywords, w.hasKeyword) {
		return fmt.Sprintf("neither its keywords nor its slugline have %s", strings.Join(r.Keywords, " or "))
	}
	return ""
}

// hasSubject reports whether a subject's code begins with want.
func (w *WireItem) hasSubject(want string) bool {
	for _, c := range w.Subjects {
		if strings.HasPrefix(subjectCode(c.Code), want) {
			return true
		}
	}
	return false
}

// hasKeyword reports whether a keyword, or a word of the slugline, is want.
func (w *WireItem) hasKeyword(want string) bool {
	want = strings.ToLower(want)
	for _, k := range w.Keywords {
		if strings.ToLower(k) == want {
			return true
		}
	}
	return slices.Contains(sluglineWords(w.Slugline), want)
}

// sluglineWords are the words of a slugline in lower case, however it parts them.
func sluglineWords(slugline string) []string {
	return strings.FieldsFunc(strings.ToLower(slugline), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func matchAny(wants []string, has func(string) bool) bool {
	if len(wants) == 0 {
		return true
	}
	for _, w := range wants {
		if has(w) {
			return true
		}
	}
	return false
}

// subjectCode turns the URI form of a Media Topic into the qcode form.
func subjectCode(code string) string {
	for _, p := range []string{"http://cv.iptc.org/newscodes/mediatopic/", "https://cv.iptc.org/newscodes/mediatopic/"} {
		if rest, ok := strings.CutPrefix(code, p); ok {
			return "medtop:" + rest
		}
	}
	return code
}

// Route returns the rule that places the item, for each title at most one, in
// the order of the rules.
func (s Source) Route(w *WireItem) []Rule {
	var out []Rule
	for i, v := range s.Explain(w) {
		if v == "" {
			out = append(out, s.Rules[i])
		}
	}
	return out
}

// Explain says for each of the source's rules why it does not place the item;
// it is empty for a rule that does.
func (s Source) Explain(w *WireItem) []string {
	out := make([]string, len(s.Rules))
	taken := map[TitleID]int{}
	for i, r := range s.Rules {
		switch by, done := taken[r.Title]; {
		case done:
			out[i] = fmt.Sprintf("rule %d decides for title %q", by, r.Title)
		case !s.Rights.Allow(r.Title):
			out[i] = fmt.Sprintf("the contract does not allow title %q", r.Title)
		default:
			if out[i] = r.Refuses(w); out[i] == "" {
				taken[r.Title] = i + 1
			}
		}
	}
	return out
}

// Check returns an error wrapping [ErrInvalid] for the first rule the source
// breaks. titles are the titles its rules may name.
func (s Source) Check(titles []Title) error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("source %q: %s: %w", s.ID, fmt.Sprintf(format, a...), ErrInvalid)
	}
	if !idForm.MatchString(string(s.ID)) {
		return bad("id must be lower-case letters, digits and hyphens, starting with a letter")
	}
	if s.Credit == "" {
		return bad("credit is empty; readers must be told whose report it is")
	}
	switch s.EmptyEmbargo {
	case "", "hold", "none":
	default:
		return bad("empty_embargo %q is neither \"hold\" nor \"none\"", s.EmptyEmbargo)
	}
	known := func(id TitleID) (Title, bool) {
		for _, t := range titles {
			if t.ID == id {
				return t, true
			}
		}
		return Title{}, false
	}
	for _, id := range s.Rights.Titles {
		if _, ok := known(id); !ok {
			return bad("rights name title %q, which does not exist", id)
		}
	}
	for i, r := range s.Rules {
		t, ok := known(r.Title)
		if !ok {
			return bad("rule %d names title %q, which does not exist", i+1, r.Title)
		}
		if _, ok := t.Section(r.Section); !ok {
			return bad("rule %d names section %q, which title %q does not have", i+1, r.Section, r.Title)
		}
		if r.Publish != "now" && r.Publish != "hold" {
			return bad("rule %d: publish %q is neither \"now\" nor \"hold\"", i+1, r.Publish)
		}
	}
	return nil
}
