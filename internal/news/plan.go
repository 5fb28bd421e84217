package news

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// PlanID names a planned item for good (UUID).
type PlanID string

// PlanState is how far a planned item has come.
type PlanState string

// The states of a planned item.
const (
	Planned  PlanState = "planned"
	Assigned PlanState = "assigned" // somebody is to do it
	Filed    PlanState = "filed"    // its copy is in
	Done     PlanState = "done"
	Dropped  PlanState = "dropped" // it will not be done
)

// PlanStates lists the states in their order.
func PlanStates() []PlanState { return []PlanState{Planned, Assigned, Filed, Done, Dropped} }

// Plan is one line of the planning list: what is to be written, by whom, and by
// when. It is no calendar.
type Plan struct {
	ID PlanID `json:"id"`
	// Rev moves by one with every deed on the item.
	Rev  int64  `json:"rev"`
	Name string `json:"name"` // the working name, a slugline to be
	What string `json:"what,omitempty"`
	At   string `json:"at,omitempty"` // the place
	// Holder is the name of the user who is to do it; empty is nobody yet.
	Holder string    `json:"holder,omitempty"`
	Due    time.Time `json:"due"`
	// Zone is the time zone in which Due was said: the title's.
	Zone    string    `json:"zone"`
	Title   TitleID   `json:"title"`
	Section string    `json:"section,omitempty"`
	Desk    DeskID    `json:"desk,omitempty"`
	State   PlanState `json:"state"`
	// Story is the one begun for it, if it has been.
	Story   StoryID   `json:"story,omitempty"`
	By      string    `json:"by"` // who planned it
	Created time.Time `json:"created"`
}

// Open reports whether the item is still to be done.
func (p Plan) Open() bool { return p.State != Done && p.State != Dropped }

// Late reports whether an open item's copy should be in and is not.
func (p Plan) Late(now time.Time) bool { return p.Open() && p.State != Filed && p.Due.Before(now) }

// location returns the item's time zone, UTC if this machine does not know it.
func (p Plan) location() *time.Location {
	if loc, err := time.LoadLocation(p.Zone); err == nil {
		return loc
	}
	return time.UTC
}

// DayForm is how a day is written.
const DayForm = "2006-01-02"

// Day returns the day the item is due, by the clock of its title.
func (p Plan) Day() string { return p.Due.In(p.location()).Format(DayForm) }

// Clock returns the time of the day the item is due, by the clock of its title.
func (p Plan) Clock() string { return p.Due.In(p.location()).Format("15:04") }

// Within reports whether the item belongs into a list of so many days, today
// being the first by the clock of its title: what is due in them, and what is open
// from days before.
func (p Plan) Within(now time.Time, days int) bool {
	today := now.In(p.location())
	last := today.AddDate(0, 0, days-1).Format(DayForm)
	day := p.Day()
	return day <= last && (day >= today.Format(DayForm) || p.Open())
}

// Check returns an error wrapping [ErrInvalid] for the first rule the item
// breaks.
func (p Plan) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("planned item %q: %s: %w", p.Name, fmt.Sprintf(format, a...), ErrInvalid)
	}
	switch {
	case !ValidID(string(p.ID)):
		return bad("%q is no id; make a UUID", p.ID)
	case strings.TrimSpace(p.Name) == "":
		return bad("give it a working name")
	case p.Due.IsZero():
		return bad("say when it is due")
	case p.Title == "":
		return bad("name the title it is for")
	case !slices.Contains(PlanStates(), p.State):
		return bad("the state is one of %v", PlanStates())
	}
	for _, f := range []struct {
		what, text string
		most       int
	}{{"the working name", p.Name, 120}, {"what it is about", p.What, 1000}, {"the place", p.At, 120}} {
		if err := oneLine(f.what, f.text, f.most, bad); err != nil {
			return err
		}
	}
	return nil
}

// PlanLine is a planned item in a list.
type PlanLine struct {
	Plan
	Late bool `json:"late,omitempty"`
	// Headline and Published are of its story: what it is called now, and whether
	// readers have it.
	Headline  string `json:"headline,omitempty"`
	Published bool   `json:"published,omitempty"`
}

// ReadDue reads when something is due, by the clock of a place: "15:30" is today,
// "tomorrow 15:30" and "2026-11-25 15:30" are what they say, and a time with its
// own offset, as in RFC 3339, is that moment.
func ReadDue(text string, now time.Time, loc *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	day, clock, two := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	if !two {
		day, clock = "today", day
	}
	here := now.In(loc)
	switch day {
	case "today":
		day = here.Format(DayForm)
	case "tomorrow":
		day = here.AddDate(0, 0, 1).Format(DayForm)
	}
	// Of a clock time that comes twice, the copy is due at the first.
	t, err := WallTime(day+"T"+strings.TrimSpace(clock), loc, "first")
	if err != nil {
		return t, fmt.Errorf("due %q: write 15:30, tomorrow 15:30 or 2026-11-25 15:30 (%w)", text, err)
	}
	return t, nil
}
