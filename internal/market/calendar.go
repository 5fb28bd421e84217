package market

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a small machine may have no zones of its own

	"broadsheet/internal/news"
)

// Closure is a day on which a venue does not keep its calendar, such as a day
// of mourning.
type Closure struct {
	MIC string
	Day string // at the venue, 2006-01-02
	// Close is when it closes that day, local time as 15:04; empty is that it
	// does not open.
	Close string
}

// Check returns an error wrapping [news.ErrInvalid] for the first rule it breaks.
func (c Closure) Check() error {
	if _, ok := venues[c.MIC]; !ok {
		return fmt.Errorf("venue %q has no calendar here; write its MIC, for example XNYS: %w", c.MIC, news.ErrInvalid)
	}
	if _, err := time.Parse(time.DateOnly, c.Day); err != nil {
		return fmt.Errorf("day %q: write it as 2026-11-27: %w", c.Day, news.ErrInvalid)
	}
	if _, err := time.Parse("15:04", c.Close); c.Close != "" && err != nil {
		return fmt.Errorf("close %q: write a time such as 13:00, or nothing: %w", c.Close, news.ErrInvalid)
	}
	return nil
}

// Hours is what a calendar says of a moment.
type Hours struct {
	Open bool
	// Since is when the session that is open began; zero if it has run over
	// midnight.
	Since time.Time
	// Known is false if there is no calendar; Open says nothing then.
	Known bool
}

// Hours returns what the instrument's calendar says of t. What has no venue is
// traded at all hours, currencies on weekdays; an index without a venue has no
// calendar.
func (in Instrument) Hours(t time.Time, closures []Closure) Hours {
	v, ok := venues[in.MIC]
	if in.MIC == "" {
		switch in.Kind() {
		case Crypto:
			return Hours{Open: true, Known: true}
		case Forex:
			v, ok = forexHours(), true
		}
	}
	if !ok {
		return Hours{}
	}
	return v.hoursAt(t.In(zoneOf(v.zone)), in.MIC, closures)
}

func (v venue) hoursAt(local time.Time, mic string, closures []Closure) Hours {
	h := Hours{Known: true}
	day, clock := local.Format(time.DateOnly), local.Format("15:04")
	early, shut := v.exception(mic, day, closures)
	if shut {
		return h
	}
	for _, s := range v.week {
		if !s.on(local.Weekday(), day) || clock < s.open || clock >= s.close || early != "" && clock >= early {
			continue
		}
		h.Open = true
		if s.open != "00:00" {
			h.Since = atClock(local, s.open)
		}
	}
	return h
}

// exception returns the early close of a day, if it has one, and whether the
// venue does not open at all.
func (v venue) exception(mic, day string, closures []Closure) (early string, shut bool) {
	for _, c := range closures {
		if c.MIC == mic && c.Day == day {
			return c.Close, c.Close == ""
		}
	}
	if strings.Contains(v.half, day) {
		return v.halfClose, false
	}
	return "", strings.Contains(v.closed, day)
}

func (s hours) on(weekday time.Weekday, day string) bool {
	return strings.IndexByte(s.days, '0'+byte(weekday)) >= 0 && (s.from == "" || day >= s.from) && (s.until == "" || day <= s.until)
}

// opens reports whether the venue has a session on a day.
func (v venue) opens(mic string, local time.Time, closures []Closure) bool {
	day := local.Format(time.DateOnly)
	if _, shut := v.exception(mic, day, closures); shut {
		return false
	}
	for _, s := range v.week {
		if s.on(local.Weekday(), day) {
			return true
		}
	}
	return false
}

// atClock returns the time of a day at "15:04" of its zone.
func atClock(local time.Time, clock string) time.Time {
	hour, minute := int(clock[0]-'0')*10+int(clock[1]-'0'), int(clock[3]-'0')*10+int(clock[4]-'0')
	return time.Date(local.Year(), local.Month(), local.Day(), hour, minute, 0, 0, local.Location())
}

// localTime is a moment at the venue, in UTC if it is not known.
func localTime(mic string, t time.Time) time.Time {
	if v, ok := venues[mic]; ok {
		return t.In(zoneOf(v.zone))
	}
	return t.UTC()
}

// sessionBefore returns the date of the venue's last session before a day.
func sessionBefore(mic string, t time.Time, closures []Closure) string {
	v, ok := venues[mic]
	local := localTime(mic, t)
	for range 14 {
		local = local.AddDate(0, 0, -1)
		if !ok || v.opens(mic, local, closures) {
			break
		}
	}
	return local.Format(time.DateOnly)
}

// zones are the time zones of all venues, read once: reading one costs more
// than all the rest of an evaluation.
var zones = sync.OnceValue(func() map[string]*time.Location {
	out := map[string]*time.Location{}
	add := func(name string) {
		loc, err := time.LoadLocation(name)
		if err != nil {
			panic("time zone " + name + " of a venue is not in time/tzdata")
		}
		out[name] = loc
	}
	for _, v := range venues {
		add(v.zone)
	}
	add(forexHours().zone)
	return out
})

func zoneOf(name string) *time.Location { return zones()[name] }
