package iptc7901

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// header is the first line of a message:
// "<service><number> <priority> <category> <words>  <agency> <number> <reference>".
type header struct {
	service   string
	sent      int // the service's number; 0 for none
	priority  int
	category  string
	agency    string // in lower case; may be empty
	number    int    // the agency's number; 0 for none
	reference int    // the agency's number of what this is about; 0 for none
}

var serviceForm = regexp.MustCompile(`^([A-Za-z]{2,6})([0-9]{3,5})$`)

// readHeader reads a header. The count of words may be missing, and what stands
// between it and the agency (options) is passed over.
func readHeader(line string) (header, bool) {
	fields := strings.Fields(line)
	if len(fields) < 3 || len(fields) > 12 || len(fields[1]) != 1 || !letters(fields[2]) || len(fields[2]) > 4 {
		return header{}, false
	}
	m := serviceForm.FindStringSubmatch(fields[0])
	if m == nil || fields[1][0] < '1' || fields[1][0] > '9' {
		return header{}, false
	}
	h := header{service: strings.ToLower(m[1]), sent: number(m[2]), priority: int(fields[1][0] - '0'), category: strings.ToLower(fields[2])}
	rest := fields[3:]
	for i, s := range rest {
		last := i+1 == len(rest)
		switch {
		case digits(s) && h.agency != "" && digits(rest[i-1]):
			h.reference = number(s)
		case letters(s) && h.agency == "" && (last || digits(rest[i+1])):
			h.agency = strings.ToLower(s)
			if !last {
				h.number = number(rest[i+1])
			}
		case letters(s) && h.agency != "" && !last && digits(rest[i+1]):
			h.reference = number(rest[i+1])
		}
	}
	return h, true
}

// own is the number that others refer to: the agency's, or else the service's.
func (h header) own() int {
	if h.number != 0 {
		return h.number
	}
	return h.sent
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// letters reports whether a field is a code: letters, and inside it hyphens or
// slashes, as in "dpa-spe".
func letters(s string) bool {
	for i, r := range s {
		if !unicode.IsLetter(r) && (i == 0 || r != '-' && r != '/') {
			return false
		}
	}
	return s != "" && len(s) <= 20
}

// number reads digits; a number of more than five is none.
func number(s string) int {
	if len(s) > 5 {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// filing is when a message was filed.
type filing struct {
	day string // as in 2026-11-23; empty if the message does not say
	at  time.Time
}

// months are those of trailers by their first three letters, in the languages
// of agencies that send the format.
var months = map[string]time.Month{
	"jan": 1, "ene": 1, "feb": 2, "fev": 2, "fév": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "avr": 4, "abr": 4, "mai": 5, "may": 5, "jun": 6, "jul": 7,
	"aug": 8, "ago": 8, "sep": 9, "set": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12, "dic": 12, "déc": 12,
}

func month(name string) time.Month {
	r := []rune(strings.ToLower(name))
	if len(r) < 3 {
		return 0
	}
	return months[string(r[:3])]
}

// zones are those whose abbreviations mean one offset from UTC, in seconds.
var zones = map[string]int{"GMT": 0, "UTC": 0, "MEZ": 3600, "CET": 3600, "MESZ": 7200, "CEST": 7200}

var trailerForm = regexp.MustCompile(`(?i)^([0-9]{2})([0-9]{2})([0-9]{2}) ?(GMT|UTC|MEZ|CET|MESZ|CEST)? (\p{L}{3,9})\.? ([0-9]{4}|[0-9]{2})$`)

// readTrailer reads the first line of a trailer: "<DDHHMM> [GMT] <Mon> <YY>".
// A time that says no zone is in the agency's, or in UTC.
func readTrailer(tail string, own *time.Location) filing {
	line, _, _ := strings.Cut(strings.TrimSpace(tail), "\n")
	m := trailerForm.FindStringSubmatch(wire.Text(line))
	if m == nil {
		return filing{}
	}
	year := number(m[6])
	if year < 100 {
		year += 2000
	}
	at, ok := moment(year, month(m[5]), number(m[1]), number(m[2]), number(m[3]), zone(m[4], own))
	if !ok {
		return filing{}
	}
	return filing{at.Format(time.DateOnly), at}
}

// zone returns the zone of an abbreviation: the agency's own for none, and UTC
// for those that are not known.
func zone(name string, own *time.Location) *time.Location {
	if name == "" && own != nil {
		return own
	}
	if offset := zones[strings.ToUpper(name)]; offset != 0 {
		return time.FixedZone(strings.ToUpper(name), offset)
	}
	return time.UTC
}

// moment makes a time, refusing days and hours that there are not.
func moment(year int, month time.Month, day, hour, minute int, loc *time.Location) (time.Time, bool) {
	t := time.Date(year, month, day, hour, minute, 0, 0, loc)
	ok := month > 0 && year >= 1900 && year <= 2200 && t.Day() == day && t.Month() == month && hour < 24 && minute < 60
	return t, ok
}

// stamp puts the time of filing into the item: as its version too, which the
// format has none of. Where it is missing the number of a lead orders them.
func (m *message) stamp() {
	switch {
	case m.filed.day != "":
		m.item.Version = m.filed.at.UTC().Format("200601021504") // a clock set back must not make it older
		m.item.Updated = news.Time{Time: m.filed.at}
		if m.lead == 0 && len(m.refs) == 0 && m.item.PubStatus == news.Usable && len(m.item.Signals) == 0 {
			m.item.Created = m.item.Updated
		}
	case m.lead > 0:
		m.item.Version = strconv.Itoa(m.lead + 1)
	}
}
