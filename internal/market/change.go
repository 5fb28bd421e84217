package market

import (
	"math/big"
	"time"
)

// ratio is last and base as whole numbers of one scale; base is above zero.
// Splits keep it exact, where a divided base could not be.
type ratio struct{ last, base *big.Int }

// percent returns (last − base) / base in percent.
func (r ratio) percent() (Dec, bool) {
	n := new(big.Int).Sub(r.last, r.base)
	return quotient(n.Mul(n, big.NewInt(100)), r.base)
}

// after returns the ratio with the base as it is after a split.
func (r ratio) after(s Split) ratio {
	return ratio{new(big.Int).Mul(r.last, big.NewInt(s.To)), new(big.Int).Mul(r.base, big.NewInt(s.From))}
}

// further reports whether last is further from base than in the other, by the
// factor between them.
func (r ratio) further(other ratio) bool {
	a, b := r.last, r.base
	if a.Cmp(b) < 0 {
		a, b = b, a
	}
	x, y := other.last, other.base
	if x.Cmp(y) < 0 {
		x, y = y, x
	}
	return new(big.Int).Mul(a, y).Cmp(new(big.Int).Mul(x, b)) > 0
}

// adjust returns last and base after the splits between the session of the
// base and that of the last trade, and whether there is one.
func adjust(v *View, c Context) (r ratio, split bool) {
	q := v.Quote
	x, y := align(*q.Last, *q.Base)
	r = ratio{x, y}
	if len(c.Splits) == 0 {
		return r, false
	}
	at := localTime(v.Instrument.MIC, q.AsOf)
	switch {
	case q.AsOf.IsZero():
		at = localTime(v.Instrument.MIC, c.Now)
	case q.DateOnly:
		year, month, day := q.AsOf.UTC().Date()
		at = time.Date(year, month, day, 12, 0, 0, 0, at.Location())
	}
	day, before := at.Format(time.DateOnly), sessionBefore(v.Instrument.MIC, at, c.Closures)
	adjusted := r
	for _, s := range c.Splits {
		if s.Ex > before && s.Ex <= day && s.From > 0 && s.To > 0 {
			adjusted, split = adjusted.after(s), true
		}
	}
	switch {
	case !split || q.BaseAdjusted == AdjustedYes:
		return r, split
	case q.BaseAdjusted == AdjustedNo || r.further(adjusted):
		return adjusted, split
	}
	return r, split
}

// jumps reports whether a listed price moved as it does when a split was missed
// or the units are mixed: by more than a half, or, where its ticks are finer
// than that, to within 2 % of a half.
func (r ratio) jumps() bool {
	change := new(big.Int).Sub(r.last, r.base)
	change.Abs(change).Lsh(change, 1)
	if change.Cmp(r.base) > 0 {
		return true
	}
	twice := new(big.Int).Lsh(r.last, 1) // at one to two, twice last is base
	apart := twice.Sub(twice, r.base)
	apart.Abs(apart).Mul(apart, big.NewInt(50))
	return r.base.Cmp(big.NewInt(coarse)) > 0 && apart.Cmp(r.base) <= 0
}

// coarse is the base, in its last digits, up to which one tick may be a half.
const coarse = 10
