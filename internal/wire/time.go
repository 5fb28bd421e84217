package wire

import (
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// layouts are the shapes of date and time that agencies send. Where one has no
// zone there is a "Z" in none.
var layouts = []string{
	time.RFC3339, // a fraction of a second may follow in all that have seconds
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04Z0700",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 Z0700",
	"20060102T150405Z0700",
	"20060102T150405Z07:00",
	"20060102T1504Z0700",
	"20060102Z0700",
	"2006-01-02Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"20060102T150405",
	"20060102T1504",
	"2006-01-02",
	"20060102",
}

// ParseTime reads a time in any of the shapes agencies send; white space around
// it is ignored. The offset is kept as sent; a time without one is taken as
// UTC, a date alone as its first moment: where that matters ask [Zoned] and
// [Timed]. Years outside 1900 to 2200 are refused. An error wraps
// [news.ErrInvalid].
func ParseTime(s string) (news.Time, error) {
	t, layout := parseTime(s)
	switch {
	case layout == "":
		return news.Time{}, fmt.Errorf("time %q cannot be read; send it as 2026-11-23T15:00:00+01:00: %w", cut(strings.TrimSpace(s), 60), news.ErrInvalid)
	case t.Year() < 1900 || t.Year() > 2200:
		return news.Time{}, fmt.Errorf("time %q lies outside the years 1900 to 2200: %w", strings.TrimSpace(s), news.ErrInvalid)
	}
	return news.Time{Time: t}, nil
}

// Zoned reports whether a time that [ParseTime] reads says its offset from UTC.
func Zoned(s string) bool {
	_, layout := parseTime(s)
	return strings.Contains(layout, "Z")
}

// Timed reports whether a time that [ParseTime] reads has a time of day.
func Timed(s string) bool {
	_, layout := parseTime(s)
	return strings.Contains(layout, "15")
}

// parseTime returns a time and the layout it was read by, "" if by none. The
// machine's own zone plays no part.
func parseTime(s string) (time.Time, string) {
	s = strings.TrimSpace(s)
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			return t, layout
		}
	}
	return time.Time{}, ""
}

// cut shortens a text for a message to at most max bytes and a mark.
func cut(s string, max int) string {
	if len(s) <= max {
		return s
	}
	return strings.ToValidUTF8(s[:max], "") + "…"
}
