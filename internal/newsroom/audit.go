package newsroom

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// AuditPage shows who did what.
type AuditPage struct {
	Frame
	Who, What, Story, Day string
	Kinds                 []Choice
	Lines                 []AuditEntry
	Older                 string // address of what came before; empty is none
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
		{Value: "account.", Label: "Accounts"}, {Value: "title.", Label: "Titles"}, {Value: "source.", Label: "Sources"}, {Value: "road.", Label: "Roads"}, {Value: "wire.", Label: "Quarantine"}, {Value: "front.", Label: "Fronts"},
		{Value: news.AuditExport, Label: "Exports"}}
}

func (w *Window) auditPage(rw http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p := &AuditPage{Frame: Frame{Heading: "Audit"}, Who: strings.TrimSpace(q.Get("who")), What: q.Get("what"), Story: strings.TrimSpace(q.Get("story")), Day: q.Get("day")}
	f := news.AuditFilter{Who: p.Who, What: p.What, Story: news.StoryID(p.Story), Limit: 100}
	if p.Who != "" && !strings.Contains(p.Who, ":") && p.Who != "settings" {
		f.Who = "desk:" + p.Who
	}
	if p.Day != "" {
		day, err := time.Parse(time.DateOnly, p.Day)
		if err != nil {
			p.Wrong = "Write the day as 2026-11-23."
		}
		f.Since, f.Until = day, day.AddDate(0, 0, 1)
	}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	for _, k := range auditKinds() {
		k.Chosen = k.Value == p.What
		p.Kinds = append(p.Kinds, k)
	}
	if p.Wrong != "" {
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
	if n := len(lines); n == f.Limit {
		older := url.Values{"who": {p.Who}, "what": {p.What}, "story": {p.Story}, "day": {p.Day}, "before": {strconv.FormatInt(lines[n-1].N, 10)}}
		p.Older = "/audit?" + older.Encode()
	}
	return w.page(rw, r, http.StatusOK, "audit", p)
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

func auditEntry(l news.AuditLine, names map[string]string) AuditEntry {
	at := l.At.UTC()
	e := AuditEntry{N: l.N, Time: at.Format("2 Jan 15:04:05"), Full: at.Format(time.RFC3339), Who: strings.TrimPrefix(l.Who, "desk:"), From: l.From,
		What: deedWords(l.What), About: l.Ref, Changes: l.Changes}
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
