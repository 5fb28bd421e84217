package quotefeed

import (
	"strings"
	"time"

	"broadsheet/internal/market"
)

// row is a quote of the house's forms: its values by the house's names.
type row map[string]string

// houseNames are other spellings of the names, in small letters without
// underscores.
var houseNames = map[string]string{
	"ticker": "symbol", "venue": "mic", "exchange": "mic",
	"price": "last", "previousclose": "prevclose", "base": "prevclose",
	"unit": "currency", "time": "asof", "timestamp": "asof", "delay": "delaymin", "state": "status",
	"prevcloseadjusted": "adjusted", "changepercent": "change", "percentchange": "change",
}

// houseName returns the name of a column or a member: prev_close, prevClose and
// Prev Close are one.
func houseName(s string) string {
	s = nameGaps.Replace(strings.ToLower(strings.TrimSpace(s)))
	if other, ok := houseNames[s]; ok {
		return other
	}
	return s
}

var nameGaps = strings.NewReplacer("_", "", " ", "", "-", "")

// reading checks what only the house's forms have. Times without a zone are in
// zone; nil refuses them.
func (r row) reading(zone *time.Location) (reading, error) {
	text := func(name string) string {
		if s := strings.TrimSpace(r[name]); !missing(s) {
			return s
		}
		return ""
	}
	out := reading{
		symbol: strings.TrimSpace(r["symbol"]), mic: strings.ToUpper(text("mic")), isin: text("isin"), name: text("name"),
		unit: text("currency"), class: strings.ToLower(text("class")), last: r["last"], base: r["prevclose"], claimed: strings.TrimSuffix(text("change"), "%"),
		delay: r["delaymin"], source: text("source"),
	}
	if out.unit != "" {
		if _, ok := market.UnitCode(out.unit); !ok && !coinLike(out.unit) {
			return out, invalid("currency: %q is no unit; write an ISO 4217 code, or GBX for pence", cut(out.unit))
		}
	}
	var err error
	if out.asOf, out.dateOnly, err = moment("as_of", text("asof"), zone); err != nil {
		return out, err
	}
	if out.received, _, err = moment("received_at", text("receivedat"), zone); err != nil {
		return out, err
	}
	if out.sample, err = yes("sample", text("sample")); err != nil {
		return out, err
	}
	if s := text("adjusted"); s != "" {
		adjusted, err := yes("prev_close_adjusted", s)
		if err != nil {
			return out, err
		}
		out.adjusted = market.AdjustedNo
		if adjusted {
			out.adjusted = market.AdjustedYes
		}
	}
	return out, out.readStatus(text("status"))
}

// coinLike lets coins pass that only their instrument can judge.
func coinLike(unit string) bool {
	return len(unit) >= 2 && len(unit) <= 10 && strings.Trim(unit, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func (r *reading) readStatus(s string) error {
	switch strings.ToLower(s) {
	case "", "live", "delayed":
	case "trading", "open", "regular":
		r.status = market.Trading
	case "closed":
		r.status = market.Shut
	case "halted", "halt":
		r.status = market.Halted
	case "suspended":
		r.status = market.Suspended
	case "reference":
		r.status = market.Reference
	case "sample":
		r.sample = true
	default:
		return invalid("status: %q is none of trading, closed, halted, suspended, reference, sample", cut(s))
	}
	return nil
}

func yes(field, s string) (bool, error) {
	switch strings.ToLower(s) {
	case "", "false", "no", "0":
		return false, nil
	case "true", "yes", "1":
		return true, nil
	}
	return false, invalid("%s: %q is neither true nor false", field, cut(s))
}

// zoned and unzoned are the forms of times that are taken.
var (
	zoned   = []string{time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700"}
	unzoned = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"}
)

// moment reads a time, a date, or seconds or smaller units since 1970. "" is
// the zero time.
func moment(field, s string, zone *time.Location) (t time.Time, dateOnly bool, err error) {
	if s == "" {
		return t, false, nil
	}
	for _, layout := range zoned {
		if t, err := time.Parse(layout, s); err == nil && reasonable(t) {
			return t, false, nil
		}
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil && reasonable(t) {
		return t, true, nil
	}
	if t := sinceEpoch(s); reasonable(t) {
		return t, false, nil
	}
	for _, layout := range unzoned {
		local := zone
		if local == nil {
			local = time.UTC
		}
		if t, err := time.ParseInLocation(layout, s, local); err == nil && reasonable(t) {
			if zone == nil {
				return t, false, invalid("%s: %q has no time zone; write %sZ for UTC, or declare the zone", field, s, s)
			}
			return t, false, nil
		}
	}
	return t, false, invalid("%s: %q is no time; write it as 2026-11-23T15:15:00Z", field, cut(s))
}

// reasonable bounds times to those that every store can hold.
func reasonable(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }

// sinceEpoch reads a whole number of seconds, milli-, micro- or nanoseconds
// since 1970, told by its length; the zero time if it is none.
func sinceEpoch(s string) time.Time {
	d, err := market.ParseDec(s)
	if err != nil && len(s) != 19 {
		return time.Time{}
	}
	if err == nil {
		s, _, _ = strings.Cut(d.String(), ".")
	}
	var n int64
	for _, c := range s {
		if c < '0' || c > '9' {
			return time.Time{}
		}
		n = n*10 + int64(c-'0')
	}
	switch len(s) {
	case 9, 10:
		return time.Unix(n, 0).UTC()
	case 12, 13:
		return time.UnixMilli(n).UTC()
	case 15, 16:
		return time.UnixMicro(n).UTC()
	case 18, 19:
		return time.Unix(0, n).UTC()
	}
	return time.Time{}
}
