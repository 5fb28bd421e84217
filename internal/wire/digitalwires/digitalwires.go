// Package digitalwires reads dpa-digitalwires 0.9, the JSON form of dpa's wires
// and of agencies that dpa carries: one object, one story, with pictures and
// other media by reference.
//
// It is not ninjs, though both are JSON, and shares nothing with it. Notes,
// notepad and what is marked as not publishable go into editorial notes and into
// no other field. It fetches nothing and cleans no text; body.Clean does that.
//
// Start at [Parse].
package digitalwires

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxBytes is the longest file that is read.
const maxBytes = 32 << 20

var formatForm = regexp.MustCompile(`"format"\s*:\s*"digitalwires@([0-9.]{1,20})"`)

// Sniff reports whether a file looks like digitalwires: JSON that names the
// format near its beginning.
func Sniff(raw []byte) bool {
	head := wire.TrimBOM(raw[:min(len(raw), 4096)])
	return len(head) > 0 && head[0] == '{' && formatForm.Match(head)
}

// entry is a file, as far as it is read.
type entry struct {
	Format         string          `json:"format"`
	URN            string          `json:"urn"`
	Version        json.RawMessage `json:"version"`
	VersionCreated string          `json:"version_created"`
	ContentCreated string          `json:"content_created"`
	PubStatus      string          `json:"pubstatus"`
	Signal         string          `json:"signal"`
	Embargoed      *string         `json:"embargoed"`
	Language       string          `json:"language"`
	Urgency        json.RawMessage `json:"urgency"`
	Kicker         string          `json:"kicker"`
	Headline       string          `json:"headline"`
	Subhead        string          `json:"subhead"`
	Teaser         string          `json:"teaser"`
	Byline         string          `json:"byline"`
	Dateline       string          `json:"dateline"`
	Text           string          `json:"article_html"`
	Infobox        string          `json:"infobox_html"`
	Creditline     string          `json:"creditline"`
	Copyright      string          `json:"copyrightnotice"`
	UsageTerms     string          `json:"usageterms"`
	AutoPublish    string          `json:"autopublishnotice"`
	Notes          []struct {
		Role        string `json:"role"`
		Text        string `json:"ednote"`
		Publishable bool   `json:"is_publishable"`
	} `json:"ednotes"`
	Descriptions []struct {
		Role string `json:"role"`
		Text string `json:"description"`
	} `json:"descriptions"`
	Associations []association `json:"associations"`
	Categories   []category    `json:"categories"`
}

// Parse reads a file of one story.
//
// A property of the wrong type refuses the file, unless it recalls copy: a kill
// or a withhold must reach the newsroom whatever else is wrong with it. habits
// answers how the story's agency writes; nil is the format alone.
//
// An error wraps [news.ErrInvalid], and io.ErrUnexpectedEOF too where the file
// ends in its middle.
func Parse(raw []byte, habits wire.Habits) ([]news.WireItem, error) {
	if len(raw) > maxBytes {
		return nil, fmt.Errorf("the file has %d bytes; at most %d are read: %w", len(raw), maxBytes, news.ErrInvalid)
	}
	var e entry
	err := json.Unmarshal(bytes.ToValidUTF8(wire.TrimBOM(raw), nil), &e)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && strings.Contains(err.Error(), "unexpected end"):
		return nil, fmt.Errorf("the file ends in the middle of the JSON; send it again whole: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	case err != nil && !errors.As(err, &kind):
		return nil, fmt.Errorf("not JSON: %v: %w", err, news.ErrInvalid)
	}
	status := wire.PubStatus(e.PubStatus)
	recalls := status == news.Canceled || status == news.Withheld
	switch {
	case wire.Text(e.URN) == "":
		return nil, fmt.Errorf("property \"urn\" is missing or empty; without it an item's updates and its kill could not be told from new copy: %w", news.ErrInvalid)
	case kind != nil && !recalls:
		return nil, fmt.Errorf("urn %q: property %q is a JSON %s, which it must not be: %w", wire.Text(e.URN), kind.Field, kind.Value, news.ErrInvalid)
	}
	r := &reader{e: e, it: news.WireItem{Format: "digitalwires", Type: news.TextItem, PubStatus: status}}
	if m := formatForm.FindSubmatch(raw[:min(len(raw), 4096)]); m != nil {
		r.it.Format += " " + string(m[1])
	}
	if kind != nil {
		r.warn("property %q is a JSON %s and was passed over", kind.Field, kind.Value)
	}
	r.habit = habits.Of(wire.Origin{Format: r.it.Format, Provider: r.first("provider"), GUID: wire.Text(e.URN)})
	r.read()
	return []news.WireItem{r.it}, nil
}

// reader fills one item from one entry.
type reader struct {
	e     entry
	it    news.WireItem
	habit wire.Habit
}

func (r *reader) warn(format string, a ...any) {
	r.it.Warnings = append(r.it.Warnings, fmt.Sprintf(format, a...))
}

func (r *reader) note(role, text string) {
	if text = wire.Lines(text); text != "" {
		r.it.EditorialNotes = append(r.it.EditorialNotes, news.EditorialNote{Role: role, Text: text})
	}
}

func (r *reader) read() {
	it, e := &r.it, r.e
	it.GUID, it.Version = r.habit.Identity(e.URN)
	if v := scalar(e.Version); v != "" {
		it.Version = v
	}
	it.Signals = wire.AddSignal(it.Signals, wire.Signal(e.Signal))
	it.Urgency, it.Language = r.habit.Urgency(scalar(e.Urgency)), wire.Text(e.Language)
	it.Kicker, it.Headline, it.Subheadline = wire.Text(e.Kicker), wire.Text(e.Headline), wire.Text(e.Subhead)
	it.Abstract, it.Byline = wire.Lines(e.Teaser), wire.Text(e.Byline)
	it.Dateline = strings.Trim(wire.Text(e.Dateline), " -–—_")
	it.Creditline, it.Copyright, it.UsageTerms = wire.Text(e.Creditline), wire.Text(e.Copyright), wire.Lines(e.UsageTerms)
	it.Created, it.Updated = r.date("content_created", e.ContentCreated), r.date("version_created", e.VersionCreated)
	r.note("autopublishnotice", e.AutoPublish)
	r.embargo()
	r.notes()
	r.categories()
	r.text()
	r.media()
}

// scalar is a number or a text as it was written.
func scalar(raw json.RawMessage) string {
	s := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if s == "null" || strings.ContainsAny(s, "{[") {
		return ""
	}
	return wire.Text(s)
}

// date reads a time; one that cannot be read is noted and left out.
func (r *reader) date(name, s string) news.Time {
	if wire.Text(s) == "" {
		return news.Time{}
	}
	t, err := r.habit.ParseTime(s)
	if err != nil {
		r.warn("property %q: %v", name, err)
	}
	return t
}

// embargo reads the end of the embargo. One that is there and says no certain
// moment makes the item wait for a person (receiver rule R8).
func (r *reader) embargo() {
	if r.e.Embargoed == nil {
		return
	}
	s := wire.Text(*r.e.Embargoed)
	t, err := r.habit.ParseTime(s)
	switch {
	case s == "":
		r.it.EmbargoHold, r.it.EmbargoEmpty = true, true
	case err != nil, !r.habit.Zoned(s), !wire.Timed(s):
		r.it.EmbargoHold = true
		r.warn("property \"embargoed\" is %q, which says no certain moment; an editor must release the item", s)
	default:
		r.it.Embargo = t
	}
}

// notes reads the words to the newsroom. Of those that may be published the
// agency's habit gives two another home as well.
func (r *reader) notes() {
	for _, n := range r.e.Notes {
		role := wire.LocalCode(n.Role)
		r.note(role, n.Text)
		if !n.Publishable {
			continue
		}
		switch as := strings.ToLower(role); {
		case r.habit.CorrectionNotes[as]:
			fill(&r.it.CorrectionNote, wire.Text(n.Text))
		case r.habit.SignOffNotes[as]:
			fill(&r.it.SignOff, wire.Text(n.Text))
		}
	}
}

// text reads the story and the box beside it.
func (r *reader) text() {
	var parts []string
	for i, markup := range []string{r.e.Text, r.e.Infobox} {
		if strings.TrimSpace(markup) == "" {
			continue
		}
		root, err := wire.ReadHTML(markup)
		if err != nil {
			r.warn("the text: %v", err)
			continue
		}
		r.it.EditorialNotes = append(r.it.EditorialNotes, r.habit.TakePrivate(root)...)
		if i == 0 {
			r.open(root)
		}
		if body := wire.BodyMarkup(root); strings.TrimSpace(tag.ReplaceAllString(body, "")) != "" || strings.Contains(body, "data-embed") {
			parts = append(parts, body)
		}
	}
	r.it.BodyHTML = strings.Join(parts, "\n")
}

// open sets the dateline before the text's first words, where dpa's other formats
// have it.
func (r *reader) open(root *wire.Node) {
	line := wire.Text(r.e.Dateline)
	first := root.Find(func(n *wire.Node) bool { return n.Name == "p" })
	if line == "" || first == nil || strings.HasPrefix(first.Value(), line) {
		return
	}
	first.Children = append([]*wire.Node{{Text: line + " "}}, first.Children...)
}

var tag = regexp.MustCompile(`<[^>]*>`)

func fill(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// account reports whether a name is an account at the agency ("kosel.s") and no
// word to readers.
func account(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return unicode.IsLetter(c) && !unicode.IsLower(c) }) < 0
}
