package market

import "time"

// Candle is how an instrument was traded in a span of time: a minute, or a
// session. It never has a price that no quote had.
type Candle struct {
	// At is when the span began: the minute, or midnight UTC of the session's
	// date at the venue.
	At   time.Time `json:"at"`
	Open Dec       `json:"open"`
	High Dec       `json:"high"`
	Low  Dec       `json:"low"`
	Last Dec       `json:"last"`
	Unit string    `json:"unit,omitempty"`
}

// With returns the candle with one more price.
func (c Candle) With(price Dec) Candle {
	if price.Cmp(c.High) > 0 {
		c.High = price
	}
	if price.Cmp(c.Low) < 0 {
		c.Low = price
	}
	c.Last = price
	return c
}

// NewCandle returns the candle of the first price of a span.
func NewCandle(at time.Time, price Dec, unit string) Candle {
	return Candle{At: at, Open: price, High: price, Low: price, Last: price, Unit: unit}
}

// Minute returns the minute that a quote belongs to; false for one that has no
// price, no time of day, or is no trade.
func (q Quote) Minute() (time.Time, bool) {
	if q.Last == nil || q.AsOf.IsZero() || q.DateOnly {
		return time.Time{}, false
	}
	return q.AsOf.UTC().Truncate(time.Minute), true
}

// Session returns the date of the session that a quote belongs to, as midnight
// UTC; false for one without a price or a date.
func (q Quote) Session() (time.Time, bool) {
	if q.Last == nil || q.AsOf.IsZero() {
		return time.Time{}, false
	}
	mic, _, err := ParseID(q.Instrument)
	if err != nil {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, q.tradeDate(mic))
	return day, err == nil
}
