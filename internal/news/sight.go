package news

import "time"

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

// See answers the one question every way out asks: may a reader see this
// placement of this story now? It depends on nothing but its arguments.
//
// Killed and withdrawn come before everything; then what holds a story back;
// then what ends it. A story that no reader ever saw is never Gone, so that a
// kill or an end of rights cannot betray that it existed.
func See(s Story, p Placement, r Rights, now time.Time) Sight {
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
	case !r.Allow(p.Title):
		return gone(GoneRights)
	case p.State != Live && p.State != Corrected && p.State != Scheduled,
		p.Published == 0, s.Withheld, s.Frozen != "", s.EmbargoHold:
		return Sight{View: Hidden}
	}
	if release := later(p.PublishAt, s.EmbargoUntil); now.Before(release) {
		return Sight{View: Hidden, Until: release}
	}
	end := earlier(r.Until(p.FirstPublished), s.Ends)
	if !end.IsZero() && !now.Before(end) {
		return gone(GoneRights)
	}
	if !s.Expires.IsZero() && now.Before(s.Expires) {
		return Sight{View: Shown, Listed: true, Until: earlier(s.Expires, end)}
	}
	return Sight{View: Shown, Listed: s.Expires.IsZero(), Until: end}
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
