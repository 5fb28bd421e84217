package site

import (
	"fmt"
	"strings"
	"time"
)

// Moment is a time as a page shows it, always absolute.
type Moment struct {
	ISO  string `json:"iso"`  // for machines
	Text string `json:"text"` // for readers
}

// calendar writes dates and times in a language, "en" or "de", and a zone, on
// the 24-hour clock.
type calendar struct {
	lang string
	loc  *time.Location
}

// names are a language's own names in the calendar.
type names struct {
	days   [7]string // from Sunday
	months [12]string
	short  [12]string
	zones  map[string]string // where they differ from Go's abbreviations
}

func namesOf(lang string) names {
	if lang == "de" {
		return names{
			days:   [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
			months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
			short:  [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
			zones:  map[string]string{"CET": "MEZ", "CEST": "MESZ", "EET": "OEZ", "EEST": "OESZ", "WET": "WEZ", "WEST": "WESZ"},
		}
	}
	return names{
		days:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		short:  [12]string{"Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"},
	}
}

// day returns "Monday 23 November 2026" or "Montag, 23. November 2026".
func (c calendar) day(t time.Time) string {
	t, n := t.In(c.loc), namesOf(c.lang)
	if c.lang == "de" {
		return fmt.Sprintf("%s, %d. %s %d", n.days[t.Weekday()], t.Day(), n.months[t.Month()-1], t.Year())
	}
	return fmt.Sprintf("%s %d %s %d", n.days[t.Weekday()], t.Day(), n.months[t.Month()-1], t.Year())
}

// plain returns the day without its weekday, for the middle of a sentence.
func (c calendar) plain(t time.Time) string {
	t, n := t.In(c.loc), namesOf(c.lang)
	if c.lang == "de" {
		return fmt.Sprintf("%d. %s %d", t.Day(), n.months[t.Month()-1], t.Year())
	}
	return fmt.Sprintf("%d %s %d", t.Day(), n.months[t.Month()-1], t.Year())
}

// date returns "23 Nov", or "23 Nov 2025" where the year is not that of ref.
func (c calendar) date(t, ref time.Time) string {
	t, n := t.In(c.loc), namesOf(c.lang)
	dot := ""
	if c.lang == "de" {
		dot = "."
	}
	s := fmt.Sprintf("%d%s %s", t.Day(), dot, n.short[t.Month()-1])
	if t.Year() != ref.In(c.loc).Year() {
		s += fmt.Sprintf(" %d", t.Year())
	}
	return s
}

// stamp returns the time alone on the day of ref, and date and time otherwise.
func (c calendar) stamp(t, ref time.Time) string {
	clock := t.In(c.loc).Format("15:04")
	if t.In(c.loc).Format(time.DateOnly) == ref.In(c.loc).Format(time.DateOnly) {
		return clock
	}
	return c.date(t, ref) + ", " + clock
}

// full returns date, time and zone: "23 Nov, 15:05 CET". ref tells whether the
// year can be left out.
func (c calendar) full(t, ref time.Time) string {
	return c.date(t, ref) + ", " + t.In(c.loc).Format("15:04") + " " + c.zone(t)
}

// zone returns the zone's abbreviation at t; zones without one are "UTC+3".
func (c calendar) zone(t time.Time) string {
	z, _ := t.In(c.loc).Zone()
	if own, ok := namesOf(c.lang).zones[z]; ok {
		return own
	}
	if strings.HasPrefix(z, "+") || strings.HasPrefix(z, "-") {
		sign, digits := z[:1], strings.TrimPrefix(z[1:], "0")
		if len(digits) > 2 { // "0530" has lost its first zero
			digits = digits[:len(digits)-2] + ":" + digits[len(digits)-2:]
		}
		return "UTC" + sign + digits
	}
	return z
}
