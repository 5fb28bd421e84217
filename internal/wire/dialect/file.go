package dialect

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"github.com/BurntSushi/toml"
)

// file is all that a dialect can say. A key that is not here is an error. Texts
// that are searched for are regular expressions (RE2); codes, roles and names
// are the same in any case.
type file struct {
	// About says in a line whose dialect this is.
	About string `toml:"about"`
	// Match says which items are of it, where a source does not name its dialect.
	Match match `toml:"match"`

	// Language is that of items which do not say theirs (BCP 47).
	Language string `toml:"language"`
	// Credit is the credit line of items which have none, and no byline and no
	// holder of rights to credit.
	Credit string `toml:"credit"`
	// Zone is that of times which say none (IANA). Without it they are UTC, and
	// an embargo among them waits for an editor.
	Zone string `toml:"zone"`
	// EmptyEmbargo says what an embargo field that is there and empty means:
	// "hold" (default) or "none". A source's own setting goes before it.
	EmptyEmbargo string `toml:"empty_embargo"`
	// LaterVersions is what a version after 1 means, where the agency's revisions
	// count one thing alone.
	LaterVersions string `toml:"later_versions"`
	// ExpireIsRelease says that an embargoed NITF without a time of release ends
	// its embargo at date.expire.
	ExpireIsRelease bool `toml:"expire_is_release"`
	// TitleIsSlugline says that the title of an NITF is the working name.
	TitleIsSlugline bool `toml:"title_is_slugline"`
	// KeywordCodes are the forms of keywords that are no words for readers.
	KeywordCodes []string `toml:"keyword_codes"`
	// SignOff are the forms of a last line that closes the copy, and Boilerplate
	// those of lines at its end that belong to no story. Both leave the text.
	SignOff     []string `toml:"sign_off"`
	Boilerplate []string `toml:"boilerplate"`

	// Revisions are the spellings of a guid that hold the revision.
	Revisions []revision `toml:"revision"`
	// Labels are words of the agency's in fields, and what they mean.
	Labels []label `toml:"label"`
	// Signals are codes of signals, instructions and kinds of message, with or
	// without their scheme, and what they mean.
	Signals map[string]string `toml:"signals"`
	// Private is what stands beside public text and is for the newsroom.
	Private private `toml:"private"`
	// Notes are the roles of notes that have another home.
	Notes notes `toml:"notes"`
	// Urgency are the agency's codes of urgency, from 1 to 9 in ours.
	Urgency map[string]int `toml:"urgency"`
	// Categories are the agency's category letters, as subjects ("medtop:15000000").
	Categories map[string]string `toml:"categories"`
}

// match is how an item is known: by its provider's name or code or by how its
// guid begins, and if Formats is filled only in formats that begin so.
type match struct {
	Providers []string `toml:"providers"`
	GUIDs     []string `toml:"guids"`
	Formats   []string `toml:"formats"`
}

// revision is a form of a guid and what is made of its parts: GUID names the
// item in all its versions ("$1"), Version its revision ("$2").
type revision struct {
	ID      string `toml:"id"`
	GUID    string `toml:"guid"`
	Version string `toml:"version"`
}

// label is a form that is looked for in fields.
type label struct {
	Text string `toml:"text"`
	// In are the fields it is looked for in: headline (default), slugline,
	// kicker, genre, profile, keyword, note or lead, the text's first paragraph.
	In []string `toml:"in"`
	// Means is one of the meanings.
	Means string `toml:"means"`
	// Strip takes it off a headline, slugline or kicker.
	Strip bool `toml:"strip"`
}

// private is what is for the newsroom: elements of the text by class, texts and
// notes by role, blocks of the text by their words, and everything from a block
// on.
type private struct {
	Classes []string `toml:"classes"`
	Roles   []string `toml:"roles"`
	Lines   []string `toml:"lines"`
	From    []string `toml:"from"`
}

type notes struct {
	// Correction are the roles of what a correction tells readers, SignOff those
	// of the line that closes the copy.
	Correction []string `toml:"correction"`
	SignOff    []string `toml:"sign_off"`
}

// meaning is what a signal or label does to an item.
type meaning string

// The meanings, which are all there are.
const (
	meansNothing    meaning = "none"       // it is passed over
	meansUpdate     meaning = "update"     // the item follows an earlier one
	meansCorrection meaning = "correction" // it corrects an earlier one
	meansKill       meaning = "kill"       // never to be published; recall it
	meansWithhold   meaning = "withhold"   // not to be published until further notice
	meansHold       meaning = "hold"       // an editor must release it
	meansAdvisory   meaning = "advisory"   // a word to newsrooms, no copy
)

var meanings = []meaning{meansUpdate, meansCorrection, meansKill, meansWithhold, meansHold, meansAdvisory, meansNothing}

// Read reads a dialect. from says where it comes from, for people. An error
// wraps [news.ErrInvalid] and says the line or the key, and what would do.
func Read(name, text, from string) (*Dialect, error) {
	if !nameForm.MatchString(name) {
		return nil, fmt.Errorf("dialect %s: the file's name is the dialect's; %q is none such as \"npa.toml\": %w", from, name, news.ErrInvalid)
	}
	var f file
	md, err := toml.Decode(text, &f)
	var parse toml.ParseError
	switch {
	case errors.As(err, &parse):
		return nil, fmt.Errorf("dialect %s, line %d: %s: %w", from, parse.Position.Line, parse.Message, news.ErrInvalid)
	case err != nil:
		return nil, fmt.Errorf("dialect %s: %v: %w", from, err, news.ErrInvalid)
	}
	if extra := md.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("dialect %s: unknown key %q; %s: %w", from, extra[0].String(), known(extra[0]), news.ErrInvalid)
	}
	d, err := f.compile(name, from)
	if err != nil {
		return nil, fmt.Errorf("dialect %s: %v: %w", from, err, news.ErrInvalid)
	}
	return d, nil
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// known lists the keys that may stand where an unknown one does.
func known(key toml.Key) string {
	t := reflect.TypeFor[file]()
	where := "the top"
	for _, part := range key[:len(key)-1] {
		for i := range t.NumField() {
			if f := t.Field(i); f.Tag.Get("toml") == part {
				t, where = f.Type, part
				break
			}
		}
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return "nothing may stand below " + part
		}
	}
	var names []string
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("toml"))
	}
	return "at " + where + " may stand " + strings.Join(names, ", ")
}

// compile checks what a file says and makes a dialect of it.
func (f file) compile(name, from string) (*Dialect, error) {
	d := &Dialect{Name: name, From: from, About: f.About, Match: f.Match, language: f.Language, credit: f.Credit, noEmptyEmbargo: f.EmptyEmbargo == "none"}
	if f.EmptyEmbargo != "" && f.EmptyEmbargo != "none" && f.EmptyEmbargo != "hold" {
		return nil, fmt.Errorf("empty_embargo %q is neither \"hold\" nor \"none\"", f.EmptyEmbargo)
	}
	if f.LaterVersions != "" {
		var err error
		if d.laterVersions, err = meaningOf("later_versions", f.LaterVersions); err != nil {
			return nil, err
		}
	}
	h := &d.habit
	h.ExpireIsRelease, h.TitleIsSlugline = f.ExpireIsRelease, f.TitleIsSlugline
	h.CorrectionNotes, h.SignOffNotes, h.PrivateRoles = set(lower(f.Notes.Correction)), set(lower(f.Notes.SignOff)), set(lower(f.Private.Roles))
	h.PrivateClasses = set(f.Private.Classes)
	if f.Zone != "" {
		zone, err := time.LoadLocation(f.Zone)
		if err != nil || f.Zone == "Local" {
			return nil, fmt.Errorf("zone %q is no time zone such as \"Europe/Oslo\"", f.Zone)
		}
		h.Zone = zone
	}
	for _, list := range []struct {
		key   string
		forms []string
		to    *[]*regexp.Regexp
	}{
		{"keyword_codes", f.KeywordCodes, &d.keywordCodes}, {"sign_off", f.SignOff, &d.signOff}, {"boilerplate", f.Boilerplate, &d.boilerplate},
		{"private.lines", f.Private.Lines, &d.privateLines}, {"private.from", f.Private.From, &d.privateFrom},
	} {
		for _, s := range list.forms {
			form, err := pattern(list.key, s)
			if err != nil {
				return nil, err
			}
			*list.to = append(*list.to, form)
		}
	}
	return d, errors.Join(f.compileRevisions(h), f.compileLabels(d), f.compileCodes(d))
}

func (f file) compileRevisions(h *wire.Habit) error {
	for i, r := range f.Revisions {
		form, err := pattern(fmt.Sprintf("revision %d: id", i+1), r.ID)
		if err != nil {
			return err
		}
		if r.GUID == "" || r.Version == "" {
			return fmt.Errorf("revision %d: guid and version say what is made of the parts of id, such as \"$1\" and \"$2\"", i+1)
		}
		h.Revisions = append(h.Revisions, wire.Revision{ID: form, GUID: r.GUID, Version: r.Version})
	}
	return nil
}

func (f file) compileLabels(d *Dialect) error {
	for i, l := range f.Labels {
		form, err := pattern(fmt.Sprintf("label %d: text", i+1), l.Text)
		if err != nil {
			return err
		}
		means, err := meaningOf(fmt.Sprintf("label %d: means", i+1), l.Means)
		if err != nil {
			return err
		}
		if len(l.In) == 0 {
			l.In = []string{"headline"}
		}
		for _, in := range l.In {
			if _, ok := places[in]; !ok {
				return fmt.Errorf("label %d: in %q is no field that labels are looked for in; these are %s", i+1, in, strings.Join(placeNames(), ", "))
			}
			if l.Strip && in != "headline" && in != "slugline" && in != "kicker" {
				return fmt.Errorf("label %d: strip takes a label off a headline, slugline or kicker, not off %s", i+1, in)
			}
		}
		d.labels = append(d.labels, compiledLabel{form: form, in: l.In, means: means, strip: l.Strip})
	}
	return nil
}

func (f file) compileCodes(d *Dialect) error {
	d.signals, d.categories, d.habit.Urgencies = map[news.Signal]meaning{}, map[string]string{}, map[string]int{}
	for code, s := range f.Signals {
		means, err := meaningOf("signals."+code, s)
		if err != nil {
			return err
		}
		d.signals[wire.Signal(code)] = means
	}
	for code, u := range f.Urgency {
		if u < 1 || u > 9 {
			return fmt.Errorf("urgency.%s is %d; it runs from 1, a flash, to 9", code, u)
		}
		d.habit.Urgencies[strings.ToLower(code)] = u
	}
	for code, subject := range f.Categories {
		if !strings.Contains(subject, ":") {
			return fmt.Errorf("categories.%s is %q; write a subject's code with its scheme, such as \"medtop:15000000\"", code, subject)
		}
		d.categories[strings.ToLower(code)] = subject
	}
	for _, list := range [][]string{f.Match.Providers, f.Match.GUIDs, f.Match.Formats} {
		if slices.Contains(list, "") {
			return errors.New("match holds an empty text, which all items would fit")
		}
	}
	return nil
}

func pattern(key, s string) (*regexp.Regexp, error) {
	if s == "" {
		return nil, fmt.Errorf("%s is empty", key)
	}
	form, err := regexp.Compile(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	if form.MatchString("") {
		return nil, fmt.Errorf("%s: %q fits an empty text, and so any", key, s)
	}
	return form, nil
}

func meaningOf(key, s string) (meaning, error) {
	if slices.Contains(meanings, meaning(s)) {
		return meaning(s), nil
	}
	var names []string
	for _, m := range meanings {
		names = append(names, string(m))
	}
	return "", fmt.Errorf("%s: %q is no meaning; these are %s", key, s, strings.Join(names, ", "))
}

func lower(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(s)
	}
	return out
}

func set(list []string) map[string]bool {
	if len(list) == 0 {
		return nil
	}
	out := map[string]bool{}
	for _, s := range list {
		out[s] = true
	}
	return out
}
