package news

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Severity says what a check comes to.
type Severity string

// The severities.
const (
	Stops Severity = "stops" // it is not published
	Warns Severity = "warns" // somebody is to look
)

// Check is one thing that is missing or odd about a story before readers get it.
type Check struct {
	Code     string   `json:"code"`
	Words    string   `json:"words"` // a sentence without its capital and full stop, with what to do
	Severity Severity `json:"severity"`
	Title    TitleID  `json:"title,omitempty"` // empty: on every title
	// Field is where to mend it: a field of [Content] by its JSON name, "picture:ID",
	// or "placement", "embargo", "limits", "hold", "take" or "alike".
	Field string `json:"field"`
	// Lift is what an order may lift by name to go on: "embargo", "limits" or
	// "hold"; empty is nothing.
	Lift   string  `json:"lift,omitempty"`
	Passed *Passed `json:"passed,omitempty"` // somebody has looked at it
	why    error   // of the five, for what stops; nil is ErrInvalid
}

// Err returns what stops a deed as an error in the check's own words.
func (c Check) Err() error {
	why := c.why
	if why == nil {
		why = ErrInvalid
	}
	return fmt.Errorf("%s: %w", c.Words, why)
}

// Passed is a warning that somebody has looked at and passed, and why. It holds
// for that very warning; once its words change it is to be looked at again.
type Passed struct {
	Code   string    `json:"code"`
	Title  TitleID   `json:"title,omitempty"`
	Words  string    `json:"words"`
	Reason string    `json:"reason"`
	By     string    `json:"by"` // "desk:name"
	At     time.Time `json:"at"`
}

// Of reports whether it was this check that was passed.
func (p Passed) Of(c Check) bool {
	return p.Code == c.Code && p.Title == c.Title && p.Words == c.Words
}

// Proof is a story as readers would get it, with all that tells what is missing
// or odd.
type Proof struct {
	Story      Story
	Version    *Version    // that readers would get; nil where there is no text
	Placements []Placement // those it would go to, as they would be
	Titles     []Title
	Sources    map[SourceID]Source
	Pictures   map[PictureID]Picture // that the version uses
	Origin     Origin
	// Alike are stories like it. Live are the titles whose readers have them.
	Alike []Twin
	// Signers are the names that close copy or stand over it: people with an
	// account, and sources' own. Nil is not known.
	Signers []string
	Now     time.Time
}

// frontHeadline is how many letters of a headline a front has room for.
const frontHeadline = 90

// Checks returns what is missing or odd, what stops first. It depends on nothing
// but the proof.
func (p Proof) Checks() []Check {
	out := p.standing()
	if p.Version != nil {
		out = append(out, p.words()...)
		out = append(out, p.pictures()...)
		for _, x := range p.Placements {
			out = append(out, p.onTitle(x)...)
		}
	}
	for i := range out {
		for j, passed := range p.Story.Passed {
			if out[i].Severity == Warns && passed.Of(out[i]) {
				out[i].Passed = &p.Story.Passed[j]
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Check) int { return rank(a) - rank(b) })
	return out
}

func rank(c Check) int {
	switch {
	case c.Severity == Stops:
		return 0
	case c.Passed == nil:
		return 1
	}
	return 2
}

// Stopping returns the first check that stops the story on a title, but for
// what is lifted; "" asks for what stops it everywhere.
func Stopping(checks []Check, on TitleID, lifted ...string) (Check, bool) {
	for _, c := range checks {
		if c.Severity == Stops && c.Title == on && (c.Lift == "" || !slices.Contains(lifted, c.Lift)) {
			return c, true
		}
	}
	return Check{}, false
}

func stop(code, field, format string, a ...any) Check {
	return Check{Code: code, Field: field, Severity: Stops, Words: fmt.Sprintf(format, a...)}
}

func warn(code, field, format string, a ...any) Check {
	return Check{Code: code, Field: field, Severity: Warns, Words: fmt.Sprintf(format, a...)}
}

// standing is what the story's standing and its agency say.
func (p Proof) standing() []Check {
	st := p.Story
	var out []Check
	if st.Killed() {
		c := stop("killed", "hold", "it was withdrawn for good")
		c.why = ErrKilled
		return []Check{c}
	}
	if p.Version == nil {
		out = append(out, stop("no-text", "body", "it has no text yet"))
	}
	if len(p.Placements) == 0 {
		out = append(out, stop("no-title", "placement", "it is on no title; name a title and a section"))
	}
	if st.EmbargoHold {
		c := stop("embargo-unread", "embargo", "its copy speaks of an embargo without a readable time; lift it by name if it is over")
		c.Lift, c.why = "embargo", ErrEmbargoed
		out = append(out, c)
	}
	if p.Now.Before(st.EmbargoUntil) {
		out = append(out, warn("embargo", "embargo", "it is under embargo until %s; readers get it then and not before", p.when(st.EmbargoUntil)))
	}
	if st.Frozen != "" {
		c := stop("frozen", "hold", "a kill came that probably means it; kill it, or release it by name: %s", strings.TrimSuffix(st.Frozen, "."))
		c.Lift = "hold"
		out = append(out, c)
	}
	if st.Withheld {
		c := stop("withheld", "hold", "its agency asks to hold it; release it by name if that is over")
		c.Lift = "hold"
		out = append(out, c)
	}
	if st.Pending != "" {
		out = append(out, warn("pending", "take", "the agency has sent a newer take that nobody has looked at"))
	}
	for _, text := range st.Flags {
		out = append(out, warn("flag", "hold", "%s", strings.TrimSuffix(text, ".")))
	}
	if len(st.Limits.Unread) > 0 {
		out = append(out, warn("limits-unread", "limits", "the agency says of its use: “%s”", strings.Join(st.Limits.Unread, "”, “")))
	}
	for _, twin := range p.Alike {
		if len(twin.Live) > 0 && !twin.Story.Killed() {
			out = append(out, warn("alike", "alike", "readers of %s have one like it: “%s”", titleList(twin.Live), twin.Headline))
		}
	}
	return out
}

func titleList(ids []TitleID) string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return strings.Join(out, ", ")
}

// when writes a time by the clock of the first title it goes to.
func (p Proof) when(t time.Time) string {
	loc := time.UTC
	if len(p.Placements) > 0 {
		loc = titleOf(p.Titles, p.Placements[0].Title).Location()
	}
	return t.In(loc).Format("2 January 2006, 15:04 MST")
}

// Scope is where the story stands on one title.
func (p Proof) Scope(on TitleID) Scope {
	return Scope{Title: titleOf(p.Titles, on), Sources: p.Sources}
}

// Home returns the placement on the story's home, if readers may see it there.
func (p Proof) Home() (Placement, bool) {
	id := HomeOf(p.Story, p.Placements)
	for _, x := range p.Placements {
		if x.Title == id && x.Path != "" && See(p.Story, x, p.Scope(id), p.Now).View == Shown {
			return x, true
		}
	}
	return Placement{}, false
}

// onTitle is what is missing or odd on one title.
func (p Proof) onTitle(x Placement) []Check {
	st, v := p.Story, p.Version
	t := titleOf(p.Titles, x.Title)
	sc := p.Scope(x.Title)
	var out []Check
	add := func(c Check) {
		c.Title = x.Title
		out = append(out, c)
	}
	if why := sc.Refuse(st, x); why != "" {
		c := stop("rights", "limits", "%s", why)
		free := st
		if free.Limits = (Limits{}); sc.Refuse(free, x) == "" {
			c.Lift = "limits"
		}
		add(c)
	} else if end := sc.end(st, x, p.Now); !end.IsZero() {
		if !later(p.Now, x.PublishAt).Before(end) {
			add(stop("rights-ended", "limits", "the right to show it on %s ended on %s", x.Title, end.In(t.Location()).Format("2 January 2006, 15:04 MST")))
		} else if end.Sub(p.Now) < rightsSoon {
			add(warn("rights-end", "limits", "readers of %s lose it on %s, when its rights end", x.Title, end.In(t.Location()).Format("2 January 2006, 15:04 MST")))
		}
	}
	if why := t.RefuseNew(st.Source); why != "" && x.FirstPublished.IsZero() {
		add(stop("title", "placement", "%s", why))
	}
	if _, ok := t.Section(x.Section); !ok {
		add(stop("section", "placement", "%s", NoSection(t, x.Section)))
	}
	c := v.Content.On(x)
	if n := len([]rune(c.Headline)); n > frontHeadline {
		add(warn("headline-long", "headline", "the headline has %d letters and a front room for %d; give %s a shorter one", n, frontHeadline, x.Title))
	}
	if lang := v.Language; lang != "" && t.Language != "" && !sameLanguage(lang, t.Language) {
		add(warn("language", "language", "it is in %q and %s is in %q", lang, x.Title, t.Language))
	}
	for _, o := range x.Overrides(v.Content) {
		if was, ok := x.Replaced[o.Field]; *o.Own != "" && ok && was != o.Base {
			add(warn("override", "placement", "the words over which %s laid its own %s have changed since, from “%s” to “%s”; see that its own still fit", x.Title, fieldName(o.Field), was, o.Base))
		}
	}
	agency := st.Limits.Credited(v.Credit)
	if whose, byline := p.Origin.Attribute(agency, c.Byline); c.Byline != "" && byline != strings.TrimSpace(c.Byline) {
		add(warn("byline", "byline", "the byline “%s” is not shown: %.0f %% of the words are the desk's, and readers are told “%s”", c.Byline, 100*p.Origin.Share, BylineWords(whose, agency, byline)))
	}
	if c.SignOff != "" && p.Signers != nil && !slices.ContainsFunc(p.Signers, func(s string) bool { return SameSigner(s, c.SignOff) }) {
		add(warn("sign-off", "signOff", "nobody with an account signs as “%s”", c.SignOff))
	}
	return out
}

// rightsSoon is how long before rights end the desk is told so.
const rightsSoon = 7 * 24 * time.Hour

// NoSection says in words which sections a title has, where it has not the one
// asked for.
func NoSection(t Title, section string) string {
	var known []string
	for _, s := range t.Sections {
		known = append(known, s.Path)
	}
	if section == "" {
		return fmt.Sprintf("no section of title %q is chosen; it has %s", t.ID, strings.Join(known, ", "))
	}
	return fmt.Sprintf("title %q has no section %q; it has %s", t.ID, section, strings.Join(known, ", "))
}

// end is when the right to show a story on a placement ends by the clock alone,
// counted from now where no reader has it yet; zero is never.
func (sc Scope) end(s Story, p Placement, now time.Time) time.Time {
	terms, _ := sc.terms(s.Source, s.Contract)
	first := p.FirstPublished
	if first.IsZero() {
		first = later(now, p.PublishAt)
	}
	return earlier(earlier(terms.Until(first), s.Limits.End(sc.title(p), first, terms.archiveDays())), s.Ends)
}

func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(strings.ToLower(a), "-")
	b, _, _ = strings.Cut(strings.ToLower(b), "-")
	return a == b
}

// fieldName is what the desk calls a field.
func fieldName(json string) string {
	if json == "signOff" {
		return "sign-off"
	}
	return json
}

// SameSigner reports whether two names close copy as the same person, whatever
// spaces, case and a title's code are written with them.
func SameSigner(a, b string) bool { return a != "" && signer(a) == signer(b) }

func signer(s string) string {
	s, _, _ = strings.Cut(s, "--")
	return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(s, ".", ". ")), " "))
}
