package newsroom

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// sheet is a form that is written once for both ways: what it has is shown, and,
// where it has been sent, read into the same places. What cannot be read is shown
// as it was typed, with what is wrong.
type sheet struct {
	r      *http.Request
	read   bool // the form has been sent
	under  string
	fields []Field
	faults []string
}

// Field is one field of a form.
type Field struct {
	Kind        string // "text", "area", "select", "checks", "flag", "secret"
	Name, Label string
	Value       string
	Hint        string
	Choices     []Choice
	On          bool // of a flag
	Long        bool // it has a line of its own
	Plain       bool // no spelling is checked: codes, addresses
	Required    bool
	Figures     []Figure // how a colour reads
	Focus       bool     // the page opens there
}

// Figure is how a colour reads on one ground.
type Figure struct {
	Ground, Colour string
	Words          string
	Enough         bool
}

// Row is one of several like things in a form, with what can be done with it.
type Row struct {
	Legend  string
	Fields  []Field
	More    []Field // behind a line that opens
	Buttons []Button
	Said    string // of this row alone
	Wrong   string
}

// Button sends its form with what is to be done.
type Button struct{ Do, Label, Spoken string }

// newSheet begins a form.
func newSheet(r *http.Request) *sheet {
	return &sheet{r: r, read: r.Method == http.MethodPost}
}

// at has the names of the fields that follow begin with a word.
func (s *sheet) at(under string) *sheet {
	s.under = under
	return s
}

// take returns the fields so far and begins anew.
func (s *sheet) take() []Field {
	out := s.fields
	s.fields = nil
	return out
}

func (s *sheet) name(name string) string {
	if s.under == "" {
		return name
	}
	return s.under + "." + name
}

// sent returns what was sent for a field.
func (s *sheet) sent(name string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s.r.PostFormValue(s.name(name)), "\ufffd"), "\x00", "")
}

func (s *sheet) add(f Field) *Field {
	f.Name = s.name(f.Name)
	s.fields = append(s.fields, f)
	return &s.fields[len(s.fields)-1]
}

func (s *sheet) text(name, label string, to *string, hint string) *Field {
	if s.read {
		*to = strings.Join(strings.Fields(s.sent(name)), " ")
	}
	return s.add(Field{Kind: "text", Name: name, Label: label, Value: *to, Hint: hint})
}

func (s *sheet) area(name, label string, to *string, hint string) *Field {
	if s.read {
		*to = strings.TrimSpace(strings.ReplaceAll(s.sent(name), "\r\n", "\n"))
	}
	return s.add(Field{Kind: "area", Name: name, Label: label, Value: *to, Hint: hint, Long: true})
}

// listMark parts the entries of a list; entries may have commas.
const listMark = ";"

// list is a line of entries.
func (s *sheet) list(name, label string, to *[]string, hint string) *Field {
	if s.read {
		*to = nil
		for part := range strings.SplitSeq(s.sent(name), listMark) {
			if part = strings.Join(strings.Fields(part), " "); part != "" {
				*to = append(*to, part)
			}
		}
	}
	return s.add(Field{Kind: "text", Name: name, Label: label, Value: strings.Join(*to, listMark+" "), Hint: hint, Plain: true})
}

func (s *sheet) number(name, label string, to *int, hint string) *Field {
	value := ""
	if s.read {
		value = strings.TrimSpace(s.sent(name))
		n, err := strconv.Atoi(value)
		if err != nil && value != "" {
			s.faults = append(s.faults, fmt.Sprintf("%s: “%s” is no whole number", label, value))
		}
		*to = n
	}
	if *to != 0 {
		value = strconv.Itoa(*to)
	}
	return s.add(Field{Kind: "text", Name: name, Label: label, Value: value, Hint: hint, Plain: true})
}

// span is a length of time such as 2h or 90s.
func (s *sheet) span(name, label string, to *time.Duration, hint string) *Field {
	value := ""
	if s.read {
		value = strings.ReplaceAll(s.sent(name), " ", "")
		d, err := time.ParseDuration(value)
		if err != nil && value != "" {
			s.faults = append(s.faults, fmt.Sprintf("%s: “%s” is no time such as 90s, 15m or 2h", label, value))
		}
		*to = d
	}
	if *to != 0 {
		value = spanWords(*to)
	}
	return s.add(Field{Kind: "text", Name: name, Label: label, Value: value, Hint: hint, Plain: true})
}

// spanWords writes a length of time without what is nothing: 2h, not 2h0m0s.
func spanWords(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func (s *sheet) duration(name, label string, to *news.Duration, hint string) *Field {
	return s.span(name, label, (*time.Duration)(to), hint)
}

func (s *sheet) choice(name, label string, to *string, choices []Choice, hint string) *Field {
	if s.read {
		*to = s.sent(name)
	}
	choices = slices.Clone(choices)
	known := false
	for i := range choices {
		choices[i].Chosen = choices[i].Value == *to
		known = known || choices[i].Chosen
	}
	if !known {
		choices = append(choices, Choice{Value: *to, Label: *to, Chosen: true})
	}
	return s.add(Field{Kind: "select", Name: name, Label: label, Value: *to, Choices: choices, Hint: hint})
}

// checks are entries of which any may be chosen.
func (s *sheet) checks(name, label string, to *[]string, choices []Choice, hint string) *Field {
	if s.read {
		*to = nil
		for _, v := range s.r.PostForm[s.name(name)] {
			if v != "" {
				*to = append(*to, v)
			}
		}
	}
	choices = slices.Clone(choices)
	for i := range choices {
		choices[i].Chosen = slices.Contains(*to, choices[i].Value)
	}
	return s.add(Field{Kind: "checks", Name: name, Label: label, Choices: choices, Hint: hint, Long: true})
}

func (s *sheet) flag(name, label string, to *bool, hint string) *Field {
	if s.read {
		*to = s.sent(name) != ""
	}
	return s.add(Field{Kind: "flag", Name: name, Label: label, On: *to, Hint: hint})
}

// count returns how many rows of a kind there are.
func (s *sheet) count(name string, now int) int {
	if !s.read {
		return now
	}
	n, err := strconv.Atoi(s.r.PostFormValue(name + ".n"))
	if err != nil {
		return 0
	}
	return min(max(n, 0), 500)
}

// wrong says what could not be read, "" if all could.
func (s *sheet) wrong() string {
	if len(s.faults) == 0 {
		return ""
	}
	return strings.Join(s.faults, ". ") + "."
}

// did reads what a button asks for: a word, and the number of a row.
func did(r *http.Request) (string, int) {
	word, rest, _ := strings.Cut(r.PostFormValue("do"), " ")
	n, err := strconv.Atoi(rest)
	if err != nil {
		n = -1
	}
	return word, n
}

// rearrange does to rows what a button asks for: name-up, name-down, name-remove
// or name-add. It reports whether that was it.
func rearrange[T any](rows *[]T, name, word string, n int, fresh T) bool {
	what, ok := strings.CutPrefix(word, name+"-")
	if !ok {
		return false
	}
	switch in := n >= 0 && n < len(*rows); {
	case what == "add":
		*rows = append(*rows, fresh)
	case what == "remove" && in:
		*rows = slices.Delete(*rows, n, n+1)
	case what == "up" && in && n > 0:
		(*rows)[n-1], (*rows)[n] = (*rows)[n], (*rows)[n-1]
	case what == "down" && in && n+1 < len(*rows):
		(*rows)[n+1], (*rows)[n] = (*rows)[n], (*rows)[n+1]
	}
	return true
}

// focus opens the page at the row that a button has just been about, so that
// whoever works by keyboard goes on where they were.
func focus(rows []Row, word string, n int) {
	_, what, _ := strings.Cut(word, "-")
	switch what {
	case "up":
		n--
	case "down":
		n++
	case "add":
		n = len(rows) - 1
	}
	n = min(n, len(rows)-1)
	if n >= 0 && len(rows[n].Fields) > 0 {
		rows[n].Fields[0].Focus = true
	}
}

// movers are the buttons of a row among others; thing says what it is.
func movers(name, thing string, n, of int) []Button {
	var out []Button
	add := func(do, label string) {
		out = append(out, Button{Do: fmt.Sprintf("%s-%s %d", name, do, n), Label: label, Spoken: label + " " + thing + " " + strconv.Itoa(n+1)})
	}
	if n > 0 {
		add("up", "Up")
	}
	if n+1 < of {
		add("down", "Down")
	}
	add("remove", "Remove")
	return out
}

// strs and titleIDs go between lists of ids and of text.
func strs[T ~string](in []T) []string {
	var out []string
	for _, x := range in {
		out = append(out, string(x))
	}
	return out
}

func ids[T ~string](in []string) []T {
	var out []T
	for _, x := range in {
		out = append(out, T(x))
	}
	return out
}
