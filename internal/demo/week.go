package demo

import (
	"regexp"
	"strings"
	"time"
)

// The copy was written as if it were Thursday, six in the evening: what is less
// than 18 hours old was sent on Thursday, and names it so. week moves both the
// hours and the names of the days to when the demo runs, so that "on Thursday"
// stays true on a Tuesday.
type week struct {
	now      time.Time
	midnight time.Time // the last one where the papers are
	turn     int       // days from Thursday to today
}

const (
	writtenOn    = time.Thursday
	writtenHours = 18 * time.Hour
)

func newWeek(now time.Time, loc *time.Location) week {
	t := now.In(loc)
	return week{now: now, midnight: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc), turn: int(t.Weekday()-writtenOn+7) % 7}
}

// ago returns when copy of that age was sent: today for what was sent on
// Thursday, however early it is now.
func (w week) ago(age time.Duration) time.Time {
	if age <= writtenHours {
		return w.now.Add(-time.Duration(float64(w.now.Sub(w.midnight)) * float64(age) / float64(writtenHours)))
	}
	return w.midnight.Add(writtenHours - age)
}

// tomorrow returns a time of the next day.
func (w week) tomorrow(hours time.Duration) time.Time {
	return w.midnight.AddDate(0, 0, 1).Add(hours)
}

var (
	englishDays = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	germanDays  = []string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}
	anyDay      = regexp.MustCompile(`\b(?:` + strings.Join(englishDays, "|") + "|" + strings.Join(germanDays, "|") + `)`)
)

// turned returns the text with the names of its days moved.
func (w week) turned(text string) string {
	return anyDay.ReplaceAllStringFunc(text, func(day string) string {
		for _, days := range [][]string{englishDays, germanDays} {
			for i, d := range days {
				if d == day {
					return days[(i+w.turn)%7]
				}
			}
		}
		return day
	})
}
