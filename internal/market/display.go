package market

// None is what stands where there is no number.
const None = "–"

// Bare writes the price without its unit, "31.675".
func (v View) Bare(l Locale) string {
	if v.Quote.Last == nil {
		return None
	}
	least, most := v.places(*v.Quote.Last)
	return l.Number(*v.Quote.Last, least, most)
}

// places returns the decimals of a price. One that would be rounded to zero has
// as many more as show two of its digits.
func (v View) places(d Dec) (least, most int) {
	least, most = v.Instrument.digits()
	if d.coef != 0 {
		if _, whole, fraction := d.round(most); whole == "0" && fraction == "" {
			most = int(d.scale) - digitsOf(d.coef) + 2
		}
	}
	return least, most
}

func digitsOf(coef int64) int {
	n := 0
	for ; coef != 0; coef /= 10 {
		n++
	}
	return n
}

// Price writes the price with its unit in the house's form, "31.675 $".
func (v View) Price(l Locale) string {
	if v.Quote.Last == nil {
		return None
	}
	return v.withUnit(*v.Quote.Last, v.Instrument.Unit, l)
}

func (v View) withUnit(d Dec, unit string, l Locale) string {
	least, most := v.places(d)
	if unit == unitPercent {
		return l.Percent(d, least, most)
	}
	if mark := sign(unit); mark != "" {
		return l.Number(d, least, most) + nbsp + mark
	}
	return l.Number(d, least, most)
}

// Major writes a price in pence, cents or agorot in the whole currency,
// "4.321 £"; "" for prices that are in whole money already.
func (v View) Major(l Locale) string {
	minor, ok := minorUnits[v.Instrument.Unit]
	if !ok || v.Quote.Last == nil {
		return ""
	}
	d, ok := v.Quote.Last.Shift(-2)
	if !ok {
		return ""
	}
	return v.withUnit(d, minor.major, l)
}

// Percent writes the change in the house's form: "1.99%", "-0.33%", "–" where
// none may be shown. The change of a yield is in basis points: "3 bp".
func (v View) Percent(l Locale) string {
	switch {
	case v.Change == nil:
		return None
	case v.BasisPoints:
		return l.Number(*v.Change, 0, 1) + nbsp + "bp"
	}
	return l.Percent(*v.Change, 2, 2)
}

// Glyph writes the change with its sign and a true minus: "+0.42%", "−0.81%",
// "0.00%". [View.Arrow] stands before it.
func (v View) Glyph(l Locale) string {
	l.minus = minus
	text := v.Percent(l)
	if v.Direction > 0 {
		return "+" + text
	}
	return text
}

// Arrow returns the mark of the direction: "▲", "▼" or "".
func (v View) Arrow() string {
	switch {
	case v.Direction > 0:
		return "▲"
	case v.Direction < 0:
		return "▼"
	}
	return ""
}
