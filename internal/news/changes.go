package news

import (
	"fmt"
	"slices"
	"strings"
)

// FieldChange is a field of a wording that says something else than before.
type FieldChange struct {
	Field string `json:"field"` // see [Wording.Fields]
	From  string `json:"from"`
	To    string `json:"to"`
}

// NumberChange is a figure of the text that was replaced: "12" by "14".
type NumberChange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Changes is what was measured between two texts of a story, for lists and
// bars. It is counted, not guessed: no field is filled by what an agency says
// of its own copy.
type Changes struct {
	Fields []FieldChange `json:"fields,omitempty"`
	// Added to Moved count blocks: paragraphs and what stands among them. One
	// that moved and changed is counted as moved.
	Added   int `json:"added,omitempty"`
	Removed int `json:"removed,omitempty"`
	Changed int `json:"changed,omitempty"`
	Moved   int `json:"moved,omitempty"`
	// Lead says that the first paragraph is not what it was.
	Lead    bool           `json:"lead,omitempty"`
	Numbers []NumberChange `json:"numbers,omitempty"`
	// PicturesAdded and PicturesRemoved count those with the story.
	PicturesAdded   int `json:"picturesAdded,omitempty"`
	PicturesRemoved int `json:"picturesRemoved,omitempty"`
	// Words is how many words the newer text has more; less if below 0.
	Words int `json:"words,omitempty"`
}

// Compare returns the changes of fields and pictures between two contents; the
// text itself is compared by package body.
func (c Content) Compare(newer Content) Changes {
	out := Changes{Words: newer.Words - c.Words}
	from, to := c.Wording(), newer.Wording()
	after := to.Fields()
	for i, f := range from.Fields() {
		if *f.Text != *after[i].Text {
			out.Fields = append(out.Fields, FieldChange{f.Name, *f.Text, *after[i].Text})
		}
	}
	has := func(list []PictureUse, id PictureID) bool {
		return slices.ContainsFunc(list, func(u PictureUse) bool { return u.Picture == id })
	}
	for _, u := range newer.Pictures {
		if !has(c.Pictures, u.Picture) {
			out.PicturesAdded++
		}
	}
	for _, u := range c.Pictures {
		if !has(newer.Pictures, u.Picture) {
			out.PicturesRemoved++
		}
	}
	return out
}

// None reports whether nothing that was compared changed.
func (c Changes) None() bool {
	return len(c.Fields) == 0 && c.Added+c.Removed+c.Changed+c.Moved+c.PicturesAdded+c.PicturesRemoved == 0
}

// Line says the changes in a few words for a line of a list, as in
// "+2 ¶, lead unchanged, one figure changed".
func (c Changes) Line() string {
	var out []string
	say := func(n int, form string) {
		if n > 0 {
			out = append(out, fmt.Sprintf(form, n))
		}
	}
	for _, f := range c.Fields {
		out = append(out, "new "+FieldWords(f.Field))
	}
	say(c.Added, "+%d ¶")
	say(c.Removed, "−%d ¶")
	say(c.Changed, "%d ¶ changed")
	say(c.Moved, "%d ¶ moved")
	switch {
	case c.Lead:
		out = append(out, "lead changed")
	case c.Added+c.Removed+c.Changed+c.Moved > 0:
		out = append(out, "lead unchanged")
	}
	if n := len(c.Numbers); n > 0 {
		out = append(out, count(n, "figure", "figures")+" changed")
	}
	say(c.PicturesAdded, "+%d pictures")
	say(c.PicturesRemoved, "−%d pictures")
	if len(out) == 0 {
		return "nothing changed"
	}
	text := strings.Join(out, ", ")
	return strings.NewReplacer("+1 pictures", "+1 picture", "−1 pictures", "−1 picture").Replace(text)
}

// Sentence says the changes as an editor reads them, as in "Two paragraphs
// added, one figure changed."
func (c Changes) Sentence() string {
	var out []string
	say := func(n int, what, many, did string) {
		if n > 0 {
			out = append(out, count(n, what, many)+" "+did)
		}
	}
	for _, f := range c.Fields {
		out = append(out, FieldWords(f.Field)+" changed")
	}
	say(c.Added, "paragraph", "paragraphs", "added")
	say(c.Removed, "paragraph", "paragraphs", "removed")
	say(c.Changed, "paragraph", "paragraphs", "changed")
	say(c.Moved, "paragraph", "paragraphs", "moved")
	say(len(c.Numbers), "figure", "figures", "changed")
	say(c.PicturesAdded, "picture", "pictures", "added")
	say(c.PicturesRemoved, "picture", "pictures", "removed")
	if len(out) == 0 {
		return "Nothing changed."
	}
	text := strings.Join(out, ", ")
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// FieldWords returns what a field is called among people.
func FieldWords(field string) string {
	if field == "signOff" {
		return "sign-off"
	}
	return field
}

// count writes a number of things as prose does: in words up to twelve.
func count(n int, one, many string) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	what := many
	if n == 1 {
		what = one
	}
	if n < len(words) {
		return words[n] + " " + what
	}
	return fmt.Sprintf("%d %s", n, what)
}
