package news

import (
	"fmt"
	"time"
)

// View is what a reader gets for a placement.
type View int

// The three views. Each way out to readers asks [See] and obeys it.
const (
	Hidden View = iota // as if it did not exist: 404, in no list
	Shown
	Gone // it was there and is withdrawn: 410 with the reason, in no list
)

func (v View) String() string { return [...]string{"hidden", "shown", "gone"}[v] }

// GoneReason says why a placement is gone.
type GoneReason string

// The reasons readers are told.
const (
	GoneKilled GoneReason = "killed"
	GoneTaken  GoneReason = "takenDown"
	GoneRights GoneReason = "rights"
)

// Sight is the answer to "may a reader see this placement now?".
type Sight struct {
	View   View
	Reason GoneReason // set when View is Gone
	// Listed says that the placement may stand on fronts and in lists.
	Listed bool
	// Until is when the answer may change by the clock alone; zero is never.
	Until time.Time
}

// Scope is where a placement stands and which agencies' contracts hold there.
type Scope struct {
	Title   Title
	Sources map[SourceID]Source
}

// title returns the scope's title for a placement on it. A placement on another
// stands on a title nothing is known of.
func (sc Scope) title(p Placement) Title {
	if sc.Title.ID == p.Title {
		return sc.Title
	}
	return Title{ID: p.Title}
}

// terms returns the contracts that something of a source comes under; false if
// the source is not known. What is the house's own comes under none.
func (sc Scope) terms(id SourceID, contract string) (Terms, bool) {
	if id == "" {
		return nil, true
	}
	src, ok := sc.Sources[id]
	if !ok {
		return nil, false
	}
	return src.Terms(contract), true
}

// Refuse says in words for the desk why contract or agency are against the story
// on the placement's title; empty if they are not. It does not look at the clock.
func (sc Scope) Refuse(s Story, p Placement) string {
	terms, ok := sc.terms(s.Source, s.Contract)
	if !ok {
		return fmt.Sprintf("nothing is known of source %q", s.Source)
	}
	if why := terms.Refuse(sc.title(p)); why != "" {
		return why
	}
	return s.Limits.Refuse(sc.title(p))
}

// See answers the one question every way out asks: may a reader see this
// placement of this story now? It depends on nothing but its arguments.
//
// Killed and withdrawn come before everything; then contract and agency; then
// what holds a story back; then what ends it. A story that no reader ever saw is
// never Gone, so that a kill or an end of rights cannot betray that it existed.
func See(s Story, p Placement, sc Scope, now time.Time) Sight {
	seen := !p.FirstPublished.IsZero()
	gone := func(why GoneReason) Sight {
		if !seen {
			return Sight{View: Hidden}
		}
		return Sight{View: Gone, Reason: why}
	}
	switch {
	case s.Killed() || p.State == Killed:
		return gone(GoneKilled)
	case p.State == TakenDown:
		return gone(GoneTaken)
	case sc.Refuse(s, p) != "":
		return gone(GoneRights)
	case p.State != Live && p.State != Corrected && p.State != Scheduled,
		p.Published == 0, s.Withheld, s.Frozen != "", s.EmbargoHold:
		return Sight{View: Hidden}
	}
	terms, _ := sc.terms(s.Source, s.Contract)
	if release := later(later(p.PublishAt, s.EmbargoUntil), terms.release(s)); now.Before(release) {
		return Sight{View: Hidden, Until: release}
	}
	end := earlier(earlier(terms.Until(p.FirstPublished), s.Limits.End(sc.title(p), p.FirstPublished, terms.archiveDays())), s.Ends)
	if !end.IsZero() && !now.Before(end) {
		return gone(GoneRights)
	}
	if !s.Expires.IsZero() && now.Before(s.Expires) {
		return Sight{View: Shown, Listed: true, Until: earlier(s.Expires, end)}
	}
	return Sight{View: Shown, Listed: s.Expires.IsZero(), Until: end}
}

// RefusePicture is [Scope.Refuse] for a picture in a story on a placement.
func (sc Scope) RefusePicture(pic Picture, p Placement) string {
	terms, ok := sc.terms(pic.Source, pic.Contract)
	if !ok {
		return fmt.Sprintf("nothing is known of source %q", pic.Source)
	}
	if why := terms.RefusePictures(sc.title(p)); why != "" {
		return why
	}
	return pic.Limits.Refuse(sc.title(p))
}

// CreditPicture returns the credit readers see under a picture; empty where it
// must have one and nobody knows whose, so that it may not be shown.
func (sc Scope) CreditPicture(pic Picture, use PictureUse) (credit string, ok bool) {
	terms, _ := sc.terms(pic.Source, pic.Contract)
	terms = terms.pictures()
	own := or(use.Credit, pic.Credit)
	must := pic.Limits.MandatoryCredit || terms.mandatoryCredit()
	if must || own != "" || pic.Byline != "" {
		own = pic.Limits.Credited(terms.Credit(own, pic.Byline))
	}
	return own, own != "" || !must
}

// SeePicture answers whether readers of a story that is shown on a placement may
// see a picture in it now, and when that answer may change by the clock alone
// (zero is never).
func SeePicture(pic Picture, use PictureUse, p Placement, sc Scope, now time.Time) (shown bool, until time.Time) {
	if pic.Withdrawn || pic.Withheld || sc.RefusePicture(pic, p) != "" {
		return false, time.Time{}
	}
	if _, ok := sc.CreditPicture(pic, use); !ok {
		return false, time.Time{}
	}
	if !pic.Embargo.IsZero() && now.Before(pic.Embargo.Time) {
		return false, pic.Embargo.Time
	}
	terms, _ := sc.terms(pic.Source, pic.Contract)
	terms = terms.pictures()
	end := earlier(pic.Expires.Time, terms.Until(p.FirstPublished))
	end = earlier(end, pic.Limits.End(sc.title(p), p.FirstPublished, terms.archiveDays()))
	if !end.IsZero() && !now.Before(end) {
		return false, time.Time{}
	}
	return true, end
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// earlier returns the earlier of two times, where zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
