package market

import (
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// Status is what a feed says of trading in an instrument.
type Status string

// The statuses. Empty says nothing.
const (
	Trading   Status = "trading"
	Shut      Status = "closed"    // heeded only where the venue has no calendar
	Halted    Status = "halted"    // for a moment: price and change stand
	Suspended Status = "suspended" // until further notice: the change says nothing any more
	Reference Status = "reference" // a fixing or a daily value, not a trade
)

// Adjusted says whether a feed's base already counts a split of the day.
type Adjusted string

// The answers. Empty is not known.
const (
	AdjustedYes Adjusted = "yes"
	AdjustedNo  Adjusted = "no"
)

// Quote is the last price of an instrument, as a feed gave it. The feed owns it.
type Quote struct {
	Instrument string `json:"instrument"` // its ID
	// Name and Class are for instruments that the desk has not described.
	Name  string `json:"name,omitempty"`
	Class Class  `json:"class,omitempty"`
	// Last is the last regular trade, Base the official close of the venue's
	// session before it (for crypto, the price 24 hours earlier). Nil is not
	// known. Both are in Unit.
	Last *Dec   `json:"last,omitempty"`
	Base *Dec   `json:"base,omitempty"`
	Unit string `json:"unit,omitempty"`
	// BaseAdjusted says whether Base counts a split of the day.
	BaseAdjusted Adjusted `json:"baseAdjusted,omitempty"`
	// Claimed is the change in percent as the feed says it. It is shown only
	// where there is no Base to compute from.
	Claimed *Dec `json:"claimed,omitempty"`
	// AsOf is when Last held; zero is not known. With DateOnly only its date
	// (UTC) is.
	AsOf     time.Time `json:"asOf,omitzero"`
	DateOnly bool      `json:"dateOnly,omitempty"`
	// Received is the last contact with the feed about this instrument.
	Received time.Time `json:"received,omitzero"`
	DelayMin int       `json:"delayMin,omitempty"` // by how many minutes the feed is late
	Status   Status    `json:"status,omitempty"`
	Sample   bool      `json:"sample,omitempty"` // invented, and to be shown as such
	Source   string    `json:"source,omitempty"` // whom readers are told the quote is from
	// Feed is the source that was asked for it; empty is the newsroom's own file
	// or push. Readers see it only under a [Licence] of the feed.
	Feed string `json:"feed,omitempty"`
}

// Stamp writes AsOf as feeds do: in UTC to the millisecond, or as a date; ""
// where it is not known.
func (q Quote) Stamp() string {
	switch {
	case q.AsOf.IsZero():
		return ""
	case q.DateOnly:
		return q.AsOf.UTC().Format(time.DateOnly)
	}
	return q.AsOf.UTC().Truncate(time.Millisecond).Format("2006-01-02T15:04:05.999Z07:00")
}

// In returns the quote with its prices in another unit of the same money:
// pounds as pence, agorot as shekels. A quote or a wish without a unit is
// returned with the one unit there is. An error wraps [news.ErrInvalid]: no
// price is ever turned into other money.
func (q Quote) In(unit string) (Quote, error) {
	from, to := spelled(q.Unit), spelled(unit)
	if from == "" {
		from = to
	}
	if to == "" {
		to = from
	}
	places, ok := shiftBetween(from, to)
	if !ok {
		return q, fmt.Errorf("quote of %s is in %s and the instrument in %s; correct the one that is wrong: %w", q.Instrument, from, to, news.ErrInvalid)
	}
	q.Unit = to
	if places == 0 {
		return q, nil
	}
	for _, price := range []**Dec{&q.Last, &q.Base} {
		if *price == nil {
			continue
		}
		moved, ok := (*price).Shift(places)
		if !ok {
			return q, fmt.Errorf("quote of %s: %s %s cannot be written in %s: %w", q.Instrument, *price, from, to, news.ErrInvalid)
		}
		*price = &moved
	}
	return q, nil
}

// spelled returns a unit in its one spelling, or as it is if it is not known.
func spelled(unit string) string {
	if code, ok := UnitCode(unit); ok {
		return code
	}
	return unit
}

// After returns the quote to keep when q comes in and old is the one that is
// there. A quote older than old changes nothing but the last contact. Where the
// feed sent no price, the last one stays; where it sent no base, that of the
// same day stays.
func (q Quote) After(old Quote, in Instrument) Quote {
	received := q.Received
	if old.Received.After(received) {
		received = old.Received
	}
	switch {
	case q.AsOf.Before(old.AsOf) && !q.AsOf.IsZero():
		q = old
	case q.Last == nil:
		q.Last, q.Base, q.BaseAdjusted, q.Claimed, q.Unit = old.Last, old.Base, old.BaseAdjusted, old.Claimed, old.Unit
		q.AsOf, q.DateOnly, q.Sample = old.AsOf, old.DateOnly, old.Sample
	case q.Base == nil && (old.AsOf.IsZero() || old.tradeDate(in.MIC) == q.tradeDate(in.MIC)):
		q.Base, q.BaseAdjusted = old.Base, old.BaseAdjusted
	}
	q.Received = received
	return q
}

// tradeDate is the date of AsOf at the venue; a quote that has only a date has
// no other.
func (q Quote) tradeDate(mic string) string {
	if q.DateOnly {
		return q.AsOf.UTC().Format(time.DateOnly)
	}
	return localTime(mic, q.AsOf).Format(time.DateOnly)
}
