package news

import (
	"fmt"
	"time"
)

// ClockForm is how a time by the clock on the wall is written.
const ClockForm = "2006-01-02T15:04"

// WallTime reads a time by the clock of a place, as in [ClockForm]. Where the
// clock shows it twice, since it is set back, which must say "first" or
// "second"; where it is skipped, or unclear, the error wraps [ErrInvalid] and
// says what to do.
func WallTime(text string, loc *time.Location, which string) (time.Time, error) {
	wall, err := time.Parse(ClockForm, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no day and time such as 2026-11-23T15:00: %w", text, ErrInvalid)
	}
	found := wallTimes(wall, loc)
	day, clock := wall.Format("2 January 2006"), wall.Format("15:04")
	switch {
	case len(found) == 0:
		// The clock jumps over it: what it shows a little later is the first after.
		after := wall
		for len(wallTimes(after, loc)) == 0 {
			after = after.Add(time.Minute)
		}
		return time.Time{}, fmt.Errorf("there is no %s on %s in %s: the clocks are put forward to %s; choose that or later: %w", clock, day, loc, after.Format("15:04"), ErrInvalid)
	case len(found) == 1:
		return found[0], nil
	case which == "first":
		return found[0], nil
	case which == "second":
		return found[1], nil
	}
	return time.Time{}, fmt.Errorf("%s comes twice on %s in %s, as the clocks are put back: say the first (%s) or the second (%s): %w", clock, day, loc, found[0].In(loc).Format("MST, -07:00"), found[1].In(loc).Format("MST, -07:00"), ErrInvalid)
}

// wallTimes returns the moments at which the clock of a place shows a time; wall
// holds that time as if it were UTC.
func wallTimes(wall time.Time, loc *time.Location) []time.Time {
	var out []time.Time
	for _, near := range []time.Duration{-36 * time.Hour, 36 * time.Hour} {
		_, offset := wall.Add(near).In(loc).Zone()
		t := wall.Add(-time.Duration(offset) * time.Second)
		if shown := t.In(loc); shown.Format(ClockForm) == wall.Format(ClockForm) && (len(out) == 0 || !out[0].Equal(t)) {
			out = append(out, t)
		}
	}
	if len(out) == 2 && out[1].Before(out[0]) {
		out[0], out[1] = out[1], out[0]
	}
	return out
}
