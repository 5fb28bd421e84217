package newsroom

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"broadsheet/internal/news"
)

// AuditPage shows who did what.
type AuditPage struct {
	Frame
	Who, What, Story, Day string
	Kinds                 []Choice
	Lines                 []AuditEntry
	Older, CSV            string // addresses of what came before, empty if nothing, and of all as CSV
	Wrong                 string
}

// Choice is one of a list to choose from.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// AuditEntry is a line of the audit log as the page has it.
type AuditEntry struct {
	N               int64
	Time, Full      string
	Who, From, What string
	About, Link     string
	Bad             bool // refused or failed
	Changes         []news.AuditChange
}

// auditKinds are the kinds of deed that the page lets one choose.
func auditKinds() []Choice {
	return []Choice{{Value: "", Label: "Everything"}, {Value: "story.", Label: "Stories"}, {Value: news.AuditRead, Label: "Read under embargo"},
		{Value: "session.", Label: "Signing in and out"}, {Value: news.AuditSignInFailed, Label: "Failed sign-ins"}, {Value: news.AuditDenied, Label: "Denied"},
		{Value: "account.", Label: "Accounts"}, {Value: "title.", Label: "Titles"}, {Value: "source.", Label: "Sources"}, {Value: "road.", Label: "Roads"}, {Value: "wire.", Label: "Quarantine"}, {Value: "front.", Label: "Fronts"}, {Value: "banner.", Label: "Breaking news"},
		{Value: "plan.", Label: "Planning"}, {Value: "template.", Label: "Templates"}, {Value: "desk.", Label: "Desks"}, {Value: "search.", Label: "Saved searches"},
		{Value: news.AuditExport, Label: "Exports"}}
}

func (w *Window) auditPage(rw http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p := &AuditPage{Frame: Frame{Heading: "Audit"}, Who: strings.TrimSpace(q.Get("who")), What: q.Get("what"), Story: strings.TrimSpace(q.Get("story")), Day: q.Get("day")}
	for _, k := range auditKinds() {
		k.Chosen = k.Value == p.What
		p.Kinds = append(p.Kinds, k)
	}
	f, err := auditFilter(q)
	if err != nil {
		p.Wrong = said(http.StatusBadRequest, err)
		return w.page(rw, r, http.StatusBadRequest, "audit", p)
	}
	lines, err := w.people.Audit(r.Context(), f)
	if err != nil {
		return err
	}
	names, err := w.people.Names(r.Context())
	if err != nil {
		return err
	}
	for _, l := range lines {
		p.Lines = append(p.Lines, auditEntry(l, names))
	}
	chosen := url.Values{"who": {p.Who}, "what": {p.What}, "story": {p.Story}, "day": {p.Day}}
	p.CSV = "/audit.csv?" + chosen.Encode()
	if n := len(lines); n == f.Limit {
		chosen.Set("before", strconv.FormatInt(lines[n-1].N, 10))
		p.Older = "/audit?" + chosen.Encode()
	}
	return w.page(rw, r, http.StatusOK, "audit", p)
}

// auditFilter reads which lines are asked for.
func auditFilter(q url.Values) (news.AuditFilter, error) {
	f := news.AuditFilter{Who: strings.TrimSpace(q.Get("who")), What: q.Get("what"), Story: news.StoryID(strings.TrimSpace(q.Get("story"))), Limit: 100}
	if f.Who != "" && !strings.Contains(f.Who, ":") && f.Who != "settings" {
		f.Who = "desk:" + f.Who
	}
	if text := q.Get("day"); text != "" {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return f, fmt.Errorf("write the day as 2026-11-23: %w", news.ErrInvalid)
		}
		f.Since, f.Until = day, day.AddDate(0, 0, 1)
	}
	if text := q.Get("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return f, fmt.Errorf("%q is no number of a line: %w", text, news.ErrInvalid)
		}
		f.Before = n
	}
	return f, nil
}

// maxAuditSheet is how many lines a sheet has at most.
const maxAuditSheet = 100000

// auditSheet hands out the lines as CSV, and writes that down.
func (w *Window) auditSheet(rw http.ResponseWriter, r *http.Request) error {
	f, err := auditFilter(r.URL.Query())
	if err != nil {
		return err
	}
	f.Limit = maxAuditSheet
	lines, err := w.people.Audit(r.Context(), f)
	if err != nil {
		return err
	}
	names, err := w.people.Names(r.Context())
	if err != nil {
		return err
	}
	if err := w.people.Note(r.Context(), news.AuditLine{What: news.AuditExport, Ref: "audit log", Note: fmt.Sprintf("%d lines", len(lines))}); err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8")
	rw.Header().Set("Content-Disposition", `attachment; filename="audit.csv"`)
	c := csv.NewWriter(rw)
	row := func(cells ...string) {
		for i := range cells {
			cells[i] = plainCell(cells[i])
		}
		c.Write(cells) // its error is that of Flush
	}
	row("number", "time", "who", "from", "what", "about", "story", "version", "changes")
	for _, l := range lines {
		e := auditEntry(l, names)
		var changes []string
		for _, x := range l.Changes {
			changes = append(changes, fmt.Sprintf("%s %q to %q", x.Field, x.Old, x.New))
		}
		row(strconv.FormatInt(l.N, 10), e.Full, l.Who, l.From, l.What, e.About, string(l.Story), strconv.Itoa(l.Version), strings.Join(changes, "; "))
	}
	c.Flush()
	return gone(c.Error())
}

// plainCell keeps a spreadsheet from taking a cell for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// deedWords are what a deed is called where people read of it.
func deedWords(what string) string {
	switch what {
	case news.AuditSignIn:
		return "signed in"
	case news.AuditSignInFailed:
		return "sign-in failed"
	case news.AuditSignInSlowed:
		return "sign-in slowed"
	case news.AuditSessionEnded:
		return "signed out"
	case news.AuditSessionsEnded:
		return "signed out everywhere"
	case news.AuditPassword:
		return "password changed"
	case news.AuditLink:
		return "one-time link"
	case news.AuditFactor:
		return "second factor"
	case news.AuditRead:
		return "read under embargo"
	}
	return strings.ReplaceAll(what, ".", " ")
}

// whoWords is whose deed it was, for reading.
func whoWords(who string) string {
	if name, ok := strings.CutPrefix(who, "agency:"); ok {
		return "agency " + name
	}
	return strings.TrimPrefix(who, "desk:")
}

// changeWords is a change for reading: the field in plain words, and of a list or
// a record, which the line has cut short, only that it was changed.
func changeWords(c news.AuditChange) news.AuditChange {
	var b strings.Builder
	for _, r := range c.Field {
		switch {
		case r == '.':
			b.WriteString(", ")
		case unicode.IsUpper(r):
			b.WriteString(" " + string(unicode.ToLower(r)))
		default:
			b.WriteRune(r)
		}
	}
	c.Field = strings.ReplaceAll(b.String(), "sign off", "sign-off")
	was := c.Old != ""
	c.Old, c.New = valueWords(c.Old), valueWords(c.New)
	if c.New == manyWords {
		c.New = "set"
		if was {
			c.New = "changed"
		}
	}
	if c.Old == manyWords {
		c.Old = ""
	}
	return c
}

// manyWords stands for a value of several parts.
const manyWords = "…"

func valueWords(v string) string {
	switch {
	case v == "true":
		return "yes"
	case v == "false":
		return "no"
	case strings.HasPrefix(v, "{"), strings.HasPrefix(v, "["):
		var list []string
		if json.Unmarshal([]byte(v), &list) == nil {
			return strings.Join(list, ", ")
		}
		return manyWords
	}
	return v
}

func auditEntry(l news.AuditLine, names map[string]string) AuditEntry {
	at := l.At.UTC()
	e := AuditEntry{N: l.N, Time: at.Format("2 Jan 15:04:05"), Full: at.Format(time.RFC3339), Who: whoWords(l.Who), From: l.From,
		What: deedWords(l.What), About: l.Ref}
	for _, c := range l.Changes {
		e.Changes = append(e.Changes, changeWords(c))
	}
	e.Bad = l.What == news.AuditDenied || l.What == news.AuditSignInFailed || l.What == news.AuditSignInSlowed
	if e.Who == "" {
		e.Who = "the house"
		if strings.HasPrefix(l.What, "session.") {
			e.Who = "nobody yet"
		}
	}
	if name, ok := names[l.Ref]; ok {
		e.About = name
	}
	if l.Note != "" && l.Note != e.About {
		e.About = strings.TrimSpace(e.About + " " + l.Note)
	}
	if l.Story != "" {
		e.Link = "/story/" + url.PathEscape(string(l.Story))
		e.About = "story"
		if l.Version > 0 {
			e.About = fmt.Sprintf("story, version %d", l.Version)
		}
		before := " on "
		for _, t := range l.Titles {
			e.About += before + string(t)
			before = ", "
		}
	}
	return e
}

// reads remembers who was written down as reading what, so that a screen that
// loads a story again is not written down again.
type reads struct {
	mu   sync.Mutex // guards seen
	seen map[string]time.Time
}

const (
	readAgain = 10 * time.Minute
	maxReads  = 10000 // remembered; beyond that all are forgotten
)

// first reports whether this reading is to be written down.
func (l *reads) first(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.seen[key]; ok && now.Sub(at) < readAgain {
		return false
	}
	if len(l.seen) >= maxReads || l.seen == nil {
		l.seen = map[string]time.Time{}
	}
	l.seen[key] = now
	return true
}

// noteReading writes down who reads a story under embargo. One that could not be
// written down is not shown.
func (w *Window) noteReading(r *http.Request, f news.StoryFile) error {
	now := w.now()
	if !f.Story.EmbargoHold && !f.Story.EmbargoUntil.After(now) {
		return nil
	}
	if !w.reads.first(fmt.Sprintf("%s %s %d", seatOf(r).session.Key, f.Story.ID, f.Story.Head), now) {
		return nil
	}
	return w.people.Note(r.Context(), news.AuditLine{What: news.AuditRead, Story: f.Story.ID, Version: f.Story.Head})
}
