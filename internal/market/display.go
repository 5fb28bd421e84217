package market

// None is what stands where there is no number.
const None = "–"

// Bare writes the price without its unit, "31.675".
func (v View) Bare(l Locale) string {
	if v.Quote.Last == nil {
		return None
	}
	return v.number(l, *v.Quote.Last)
}

// number writes a price with the decimals of the instrument. A price that would
// be rounded to zero is written with as many more as show two of its digits.
func (v View) number(l Locale, d Dec) string {
	least, most := v.Instrument.digits()
	if d.coef != 0 {
		if _, whole, fraction := d.round(most); whole == "0" && fraction == "" {
			most = int(d.scale) - digitsOf(d.coef) + 2
		}
	}
	return l.Number(d, least, most)
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
	return withUnit(v.Bare(l), v.Instrument.Unit, l)
}

func withUnit(number, unit string, l Locale) string {
	switch mark := sign(unit); {
	case number == None || mark == "":
		return number
	case unit == unitPercent:
		return number + l.percent
	default:
		return number + nbsp + mark
	}
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
	return withUnit(v.number(l, d), minor.major, l)
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
	return l.Number(*v.Change, 2, 2) + l.percent
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
