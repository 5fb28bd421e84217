package anpa

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/wire"
)

// header is the first two lines of a message: "<service><number> <selector>"
// and "<priority> <category> <controls> <keyword> [<version>] <mm-dd> <words>".
type header struct {
	service  string // one letter, in lower case
	sent     string // the service's number, four digits
	priority string // one letter, in lower case
	category string // one letter, in lower case
	tabular  bool   // the controls say that the copy is set in columns
	keyword  string
	version  string // "1stLd-Writethru"
	month    time.Month
	date     int // day of the month; 0 if there is none
}

// The device controls before the keyword: DC3 DC1 for text, DC4 DC2 for copy
// in columns. Either may be missing, as where a line has lost its controls.
var (
	firstForm  = regexp.MustCompile("^([A-Za-z])([0-9]{4})(?:[\x1f \t-].*|[a-z]{2,8})?$")
	secondForm = regexp.MustCompile("^([A-Za-z]) ([A-Za-z]) ?([\x13\x14]?)([\x11\x12]?) ?([A-Za-z][^ \x00-\x1f]{2,40})(?: +(.*))?$")
	dateForm   = regexp.MustCompile(`(?:^| )([0-9]{1,2})-([0-9]{1,2})(?: +[0-9]{1,6})?$`)
)

// readHeader reads the two lines.
func readHeader(f frame) (header, bool) {
	lines := strings.FieldsFunc(f.head, func(r rune) bool { return r == '\n' })
	if len(lines) < 2 {
		return header{}, false
	}
	first := firstForm.FindStringSubmatch(strings.TrimSpace(lines[0]))
	second := secondForm.FindStringSubmatch(strings.TrimSpace(lines[1]))
	if first == nil || second == nil {
		return header{}, false
	}
	h := header{
		service: strings.ToLower(first[1]), sent: first[2], priority: strings.ToLower(second[1]), category: strings.ToLower(second[2]),
		tabular: second[3] == "\x14" || second[4] == "\x12", keyword: wire.Text(second[5]),
	}
	rest := wire.Text(second[6])
	d := dateForm.FindStringSubmatch(rest)
	if d == nil && second[3]+second[4] == "" {
		return header{}, false // any two lines might look so
	}
	if d != nil {
		if t, ok := moment(2000, time.Month(number(d[1])), number(d[2]), 0, 0, time.UTC); ok {
			h.month, h.date = t.Month(), t.Day()
		}
		rest = strings.TrimSpace(rest[:len(rest)-len(d[0])])
	}
	h.version = rest
	return h, true
}

// number reads at most four digits.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) > 4 {
		return 0
	}
	return n
}

// trailer is the line that closes a message: "AP-WF-11-23-26 1505GMT".
type trailer struct {
	agency string
	day    string // of the filing, as in 2026-11-23; empty if there is no trailer
	filed  time.Time
}

var trailerForm = regexp.MustCompile(`(?i)^([A-Z]{2,6})(?:-[A-Z]{1,4})*-([0-9]{2})-([0-9]{2})-([0-9]{2}) ?([0-9]{2})([0-9]{2}) ?(GMT|UTC|EST|EDT|CST|CDT|MST|MDT|PST|PDT)?<?$`)

// readTrailer reads a trailer. A time that says no zone is in the agency's, which
// is UTC where it is not known.
func readTrailer(tail string, own *time.Location) trailer {
	line, _, _ := strings.Cut(strings.TrimLeftFunc(tail, blank), "\n")
	m := trailerForm.FindStringSubmatch(wire.Text(line))
	if m == nil {
		return trailer{}
	}
	t, ok := moment(2000+number(m[4]), time.Month(number(m[2])), number(m[3]), number(m[5]), number(m[6]), zone(m[7], own))
	if !ok {
		return trailer{}
	}
	return trailer{strings.ToUpper(m[1]), t.Format(time.DateOnly), t}
}

// zones are hours from UTC of the abbreviations that the format's agencies
// use; each means one offset.
var zones = map[string]int{"GMT": 0, "UTC": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}

func zone(name string, own *time.Location) *time.Location {
	name = strings.ToUpper(name)
	if name == "" && own != nil {
		return own
	}
	if hours := zones[name]; hours != 0 {
		return time.FixedZone(name, hours*3600)
	}
	return time.UTC
}

// moment makes a time, refusing days and hours that there are not.
func moment(year int, month time.Month, day, hour, minute int, loc *time.Location) (time.Time, bool) {
	t := time.Date(year, month, day, hour, minute, 0, 0, loc)
	return t, t.Month() == month && t.Day() == day && year >= 1900 && year <= 2200 && hour < 24 && minute < 60
}

// shown is a text for a message, cut if it is long.
func shown(s string) string {
	s = wire.Text(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
