package news

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// span is part of a day, in minutes from midnight by the clock on the wall. One
// whose end is not after its beginning runs over midnight.
type span struct{ from, to int }

// schedule is when a rule holds: nil days are all, nil hours the whole day.
type schedule struct {
	days  []time.Weekday
	hours []span
}

var (
	hoursForm   = regexp.MustCompile(`^([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})$`)
	urgencyForm = regexp.MustCompile(`^([1-9])(?:-([1-9]))?$`)
)

// scheduleOf reads a rule's weekdays and hours, which [Rule.fault] has found
// readable; what is not readable never holds.
func scheduleOf(r Rule) schedule {
	days, errDays := weekdays(r.Weekdays)
	hours, errHours := dayHours(r.Hours)
	if errDays != nil || errHours != nil {
		return schedule{days: []time.Weekday{}, hours: []span{}}
	}
	return schedule{days, hours}
}

// holds reports whether a moment, in the time zone that counts, lies within. The
// part of a span after midnight belongs to the day before, on which it began. An
// hour that the clock repeats holds twice, one that it skips not at all.
func (s schedule) holds(at time.Time) bool {
	on := func(d time.Weekday) bool { return s.days == nil || slices.Contains(s.days, d) }
	if s.hours == nil {
		return on(at.Weekday())
	}
	minute := at.Hour()*60 + at.Minute()
	for _, h := range s.hours {
		switch {
		case h.from < h.to:
			if minute >= h.from && minute < h.to && on(at.Weekday()) {
				return true
			}
		case minute >= h.from && on(at.Weekday()), minute < h.to && on((at.Weekday()+6)%7):
			return true
		}
	}
	return false
}

// weekdays reads "Mon-Fri,Sun".
func weekdays(text string) ([]time.Weekday, error) {
	if text == "" {
		return nil, nil
	}
	var out []time.Weekday
	for part := range strings.SplitSeq(text, ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(part), "-")
		if !ok {
			to = from
		}
		a, b := weekday(from), weekday(to)
		if a < 0 || b < 0 {
			return nil, fmt.Errorf("weekdays %q are not written like \"Mon-Fri,Sun\"", text)
		}
		for d := a; ; d = (d + 1) % 7 {
			out = append(out, d)
			if d == b {
				break
			}
		}
	}
	return out, nil
}

func weekday(text string) time.Weekday {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if text = strings.TrimSpace(text); strings.EqualFold(text, d.String()[:3]) || strings.EqualFold(text, d.String()) {
			return d
		}
	}
	return -1
}

// dayHours reads "06:00-22:00,23:00-01:00".
func dayHours(text string) ([]span, error) {
	if text == "" {
		return nil, nil
	}
	var out []span
	for part := range strings.SplitSeq(text, ",") {
		m := hoursForm.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fmt.Errorf("hours %q are not written like \"06:00-22:00\"", text)
		}
		from, okFrom := minuteOf(m[1], m[2])
		to, okTo := minuteOf(m[3], m[4])
		if !okFrom || !okTo || from == 24*60 {
			return nil, fmt.Errorf("hours %q: there is no such time of day", text)
		}
		if from == to {
			return nil, fmt.Errorf("hours %q begin and end at the same time; leave them out for the whole day", text)
		}
		out = append(out, span{from, to})
	}
	return out, nil
}

// minuteOf is a time of day in minutes; 24:00 is the day's end.
func minuteOf(hour, minute string) (int, bool) {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	return h*60 + m, m < 60 && (h < 24 || h == 24 && m == 0)
}

// urgencyRange reads "2" or "1-3".
func urgencyRange(text string) (from, to int, ok bool) {
	m := urgencyForm.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, false
	}
	from, _ = strconv.Atoi(m[1])
	if to = from; m[2] != "" {
		to, _ = strconv.Atoi(m[2])
	}
	return from, to, from <= to
}

// fault says what is wrong with a rule, in words that follow its number; empty
// if nothing is.
func (r Rule) fault(titles []Title) string {
	i := slices.IndexFunc(titles, func(t Title) bool { return t.ID == r.Title })
	switch {
	case r.Publish != "now" && r.Publish != "hold" && r.Publish != "discard":
		return fmt.Sprintf(": publish %q is none of \"now\", \"hold\" and \"discard\"", r.Publish)
	case r.Title == "" && r.Publish != "discard":
		return " names no title; only a rule that discards may do without"
	case r.Title == "" && (r.Weekdays != "" || r.Hours != ""):
		return " has weekdays or hours and no title whose time zone they are in"
	case r.Title != "" && i < 0:
		return fmt.Sprintf(" names title %q, which does not exist", r.Title)
	}
	if r.Publish == "discard" {
		if r.Section != "" {
			return fmt.Sprintf(" discards and names section %q; leave the section out", r.Section)
		}
	} else if _, ok := titles[i].Section(r.Section); !ok {
		return fmt.Sprintf(" names section %q, which title %q does not have", r.Section, r.Title)
	}
	if fault := r.conditionFault(); fault != "" {
		return ": " + fault
	}
	return ""
}

// conditionFault says which condition of a rule cannot be read; empty if all can.
func (r Rule) conditionFault() string {
	for _, f := range r.Formats {
		if !slices.Contains(Formats(), strings.ToLower(f)) {
			return fmt.Sprintf("format %q is none of %s", f, strings.Join(Formats(), ", "))
		}
	}
	for name, list := range map[string][]string{"profiles": r.Profiles, "subjects": r.Subjects, "keywords": r.Keywords, "sluglines": r.Sluglines, "languages": r.Languages, "places": r.Places,
		"datelines": r.Datelines, "genres": r.Genres, "people": r.People, "organisations": r.Organisations,
		"not_subjects": r.NotSubjects, "not_keywords": r.NotKeywords, "not_sluglines": r.NotSluglines, "not_places": r.NotPlaces} {
		if slices.ContainsFunc(list, func(s string) bool { return strings.TrimSpace(s) == "" }) {
			return name + " has an empty entry"
		}
	}
	if _, _, ok := urgencyRange(r.Urgency); r.Urgency != "" && !ok {
		return fmt.Sprintf("urgency %q is not written like \"2\" or \"1-3\", from 1 to 9", r.Urgency)
	}
	if _, err := weekdays(r.Weekdays); err != nil {
		return err.Error()
	}
	if _, err := dayHours(r.Hours); err != nil {
		return err.Error()
	}
	return ""
}
