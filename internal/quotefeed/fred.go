package quotefeed

import (
	"time"

	"broadsheet/internal/market"
)

// readFRED reads the observations of a series: the newest number is the price,
// the one before it the base. A day without a number is ".".
func readFRED(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if e := top.get("error_message"); !e.isNull() {
		return refusal("%s", e.text())
	}
	if !top.get("observations").isList() {
		return refusal("the answer has no observations")
	}
	var fixings []fixing
	for _, n := range top.get("observations").list() {
		fixings = append(fixings, fixing{n.get("date").text(), n.get("value").text()})
	}
	b.addFixings(reading{only: true}, fixings)
	return nil
}

// fixing is a value of one day.
type fixing struct{ day, value string }

// addFixings takes the newest of the fixings as the price and the one before it
// as the base, in whatever order they are. Days without a value are passed over.
func (b *batch) addFixings(r reading, fixings []fixing) {
	var newest, before fixing
	for _, f := range fixings {
		if missing(f.value) {
			continue
		}
		switch {
		case f.day > newest.day:
			newest, before = f, newest
		case f.day > before.day && f.day < newest.day:
			before = f
		}
	}
	r.last, r.base, r.status = newest.value, before.value, market.Reference
	if t, err := time.Parse(time.DateOnly, newest.day); err == nil {
		r.asOf, r.dateOnly = t, true
	}
	b.add("series "+r.symbol, r)
}
