package feed

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// zones are the names of offsets from UTC that dates of RSS carry: those of
// RFC 822 and the European ones. Others mean different hours in different
// places.
var zones = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000", "WET": "+0000",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
	"BST": "+0100", "WEST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200", "EET": "+0200", "EEST": "+0300",
}

// mailDate is a date of RFC 822 after its day of the week.
var mailDate = regexp.MustCompile(`^(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*\.?[ -](\d{4}|\d{2})(?:,? (\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)? ?(.*)$`)

// when reads a date in the shapes of RFC 3339 and RFC 822 that feeds hold,
// and whether it says one moment wherever it is read: it has a time of day and
// an offset. ok is false if it cannot be read. The machine's zone plays no part.
func when(s string) (t news.Time, certain, ok bool) {
	s = wire.Text(s)
	if t, err := wire.ParseTime(s); err == nil {
		return t, wire.Zoned(s) && wire.Timed(s), true
	}
	if day, rest, found := strings.Cut(s, ","); found && !strings.ContainsAny(day, "0123456789") {
		s = strings.TrimSpace(rest)
	}
	m := mailDate.FindStringSubmatch(s)
	if m == nil {
		return t, false, false
	}
	year := m[3]
	if n, _ := strconv.Atoi(year); len(year) == 2 { // RFC 2822 §4.3
		year = strconv.Itoa(2000 + n)
		if n >= 50 {
			year = strconv.Itoa(1900 + n)
		}
	}
	offset, timed := m[7], m[4] != ""
	if i := strings.IndexByte(offset, '('); i >= 0 { // a comment
		offset = strings.TrimSpace(offset[:i])
	}
	if named, found := zones[strings.ToUpper(offset)]; found {
		offset = named
	}
	certain = offset != "" && timed
	if offset == "" {
		offset = "+0000"
	}
	if !timed {
		m[4], m[5] = "0", "00"
	}
	if m[6] == "" {
		m[6] = "00"
	}
	offset = strings.Replace(strings.TrimPrefix(strings.TrimPrefix(offset, "GMT"), "UTC"), ":", "", 1)
	text := strings.Join([]string{m[1], strings.ToUpper(m[2][:1]) + strings.ToLower(m[2][1:]), year, m[4] + ":" + m[5] + ":" + m[6], offset}, " ")
	parsed, err := time.Parse("2 Jan 2006 15:04:05 -0700", text)
	if err != nil || parsed.Year() < 1900 || parsed.Year() > 2200 {
		return t, false, false
	}
	return news.Time{Time: parsed}, certain, true
}

// versionOf is the version that a time of change stands for: in UTC and always
// of one length, so that versions order by their bytes.
func versionOf(t news.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}
