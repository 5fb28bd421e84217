package market

import (
	"slices"
	"strings"
)

// Class says what kind of thing an instrument is; it decides decimals, hours
// without a venue, and which jumps are doubted.
type Class string

// The classes.
const (
	Equity Class = "equity" // shares, depositary receipts, listed notes
	Fund   Class = "fund"   // listed funds; without a venue, funds priced once a day
	Index  Class = "index"
	Forex  Class = "fx"
	Crypto Class = "crypto"
	Bond   Class = "bond" // with the unit PCT, a yield
	Future Class = "future"
)

func classes() []Class { return []Class{Equity, Fund, Index, Forex, Crypto, Bond, Future} }

func classNames() []string {
	var out []string
	for _, c := range classes() {
		out = append(out, string(c))
	}
	return out
}

func (c Class) known() bool { return slices.Contains(classes(), c) }

// listed reports whether its symbols follow the exchanges' spelling of share
// classes, and its jumps are doubted.
func (c Class) listed() bool { return c == Equity || c == Fund }

// classOf tells the class of an instrument that names none.
func classOf(mic, symbol, unit string) Class {
	switch {
	case unit == unitPercent:
		return Bond
	case unit == unitPoints:
		return Index
	}
	if v, ok := venues[mic]; ok && v.class != "" {
		return v.class
	}
	if mic != "" {
		return Equity
	}
	base, quote := pairOf(symbol)
	switch {
	case base == "":
		return Equity
	case isISO(base) && isISO(quote):
		return Forex
	}
	return Crypto
}

// pairOf takes apart a pair such as "EUR/USD" or "BTC-USD"; both are empty if
// symbol is none.
func pairOf(symbol string) (base, quote string) {
	i := strings.IndexAny(symbol, "/-")
	if i < 3 || len(symbol)-i-1 < 3 {
		return "", ""
	}
	return symbol[:i], symbol[i+1:]
}

// digits returns how many decimals a price is shown with at least and at most.
// The decimals of ISO 4217 are a minimum: Tokyo quotes half yen.
func (in Instrument) digits() (least, most int) {
	unit := in.unit()
	switch in.Kind() {
	case Index:
		least, most = 2, 2
	case Forex:
		least, most = 4, 5
		if _, quote := pairOf(in.Symbol); isoDecimals(quote) == 0 {
			least, most = 2, 3
		}
	case Crypto:
		least, most = 2, 8
		if unit != "" && !isISO(unit) {
			least = 8
		}
	default:
		least, most = unitDigits(unit)
	}
	if in.MinDigits != nil {
		least = *in.MinDigits
		most = max(most, least)
	}
	if in.MaxDigits != nil {
		most = *in.MaxDigits
		least = min(least, most)
	}
	return least, most
}

// unitDigits returns the decimals of prices of listed things in a unit.
func unitDigits(unit string) (least, most int) {
	switch isoDecimals(unit) {
	case 0:
		return 0, 1
	case 3:
		return 3, 4
	}
	return 2, 4
}
