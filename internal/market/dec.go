package market

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// Dec is an exact decimal number of at most 18 digits. The zero Dec is 0. Two
// Decs are the same number exactly if they are equal with ==.
type Dec struct {
	// The number is coef / 10^scale, without zeros at its end.
	coef  int64
	scale uint8
}

// The limits of a number. No price needs more; a feed that sends more is at
// fault, or an attack on memory.
const (
	maxDigits  = 18
	maxScale   = 40 // digits after the point
	maxDecText = 64 // bytes
)

// ParseDec reads a number such as "-37.63", ".5" or "4e-8": digits with a
// point, without spaces or grouping. An error wraps [news.ErrInvalid] and
// quotes s.
func ParseDec(s string) (Dec, error) {
	d, err := parseDec(s)
	if err != nil {
		return Dec{}, fmt.Errorf("%q is not a usable number: %w: %w", shorten(s), err, news.ErrInvalid)
	}
	return d, nil
}

func shorten(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}

var (
	errNoNumber = errors.New("write digits with a point, for example 31.675")
	errTooLong  = fmt.Errorf("it has more than %d digits", maxDigits)
	errTooSmall = fmt.Errorf("it has more than %d digits after the point", maxScale)
	errExponent = errors.New("its exponent is out of all bounds")
)

func parseDec(s string) (Dec, error) {
	if len(s) > maxDecText {
		return Dec{}, errTooLong
	}
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		var err error
		if exponent, err = parseExponent(s[i+1:]); err != nil {
			return Dec{}, err
		}
		mantissa = s[:i]
	}
	negative := strings.HasPrefix(mantissa, "-")
	if negative || strings.HasPrefix(mantissa, "+") {
		mantissa = mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return Dec{}, errNoNumber
	}
	scale := len(fraction) - exponent
	kept := strings.TrimRight(digits, "0")
	scale -= len(digits) - len(kept)
	kept = strings.TrimLeft(kept, "0")
	switch {
	case kept == "":
		return Dec{}, nil
	case len(kept)+max(-scale, 0) > maxDigits:
		return Dec{}, errTooLong
	case scale > maxScale:
		return Dec{}, errTooSmall
	}
	coef, err := strconv.ParseInt(kept+strings.Repeat("0", max(-scale, 0)), 10, 64)
	if err != nil {
		return Dec{}, errNoNumber
	}
	if negative {
		coef = -coef
	}
	return Dec{coef, uint8(max(scale, 0))}, nil
}

// parseExponent reads at most three digits, so that nothing is ever built from
// a number that only the exponent makes large.
func parseExponent(s string) (int, error) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, errNoNumber
	}
	if len(strings.TrimLeft(digits, "0")) > 3 {
		return 0, errExponent
	}
	return strconv.Atoi(s)
}

// newDec returns coef / 10^scale, without zeros at its end.
func newDec(coef int64, scale int) Dec {
	for scale > 0 && coef%10 == 0 {
		coef /= 10
		scale--
	}
	return Dec{coef, uint8(scale)}
}

// Sign returns -1, 0 or 1.
func (d Dec) Sign() int {
	switch {
	case d.coef < 0:
		return -1
	case d.coef > 0:
		return 1
	}
	return 0
}

// Cmp compares two numbers: -1, 0 or 1.
func (d Dec) Cmp(e Dec) int {
	if d == e {
		return 0
	}
	x, y := align(d, e)
	return x.Cmp(y)
}

// Shift moves the decimal point to the right, or with negative places to the
// left. ok is false if the result is beyond the limits of a Dec.
func (d Dec) Shift(places int) (shifted Dec, ok bool) {
	scale := int(d.scale) - places
	if scale > maxScale || scale < -maxDigits {
		return Dec{}, false
	}
	if scale >= 0 {
		return newDec(d.coef, scale), true
	}
	limit := pow10(maxDigits+scale) - 1
	if d.coef > limit || d.coef < -limit {
		return Dec{}, false
	}
	return Dec{d.coef * pow10(-scale), 0}, true
}

// String returns the number as digits with a point, without grouping, exponent
// or needless zeros.
func (d Dec) String() string {
	negative, whole, fraction := d.round(maxScale)
	if fraction != "" {
		whole += "." + fraction
	}
	if negative {
		whole = "-" + whole
	}
	return whole
}

// round returns the digits of the number before and after the point, with at
// most places after it, rounded half away from zero, without zeros at the end.
// Zero is not negative.
func (d Dec) round(places int) (negative bool, whole, fraction string) {
	coef, scale := d.coef, int(d.scale)
	if coef < 0 {
		negative, coef = true, -coef
	}
	if cut := scale - places; cut > 0 {
		scale = places
		if cut > maxDigits {
			coef = 0
		} else {
			half := pow10(cut)
			rest := coef % half
			coef /= half
			if rest >= half-rest {
				coef++
			}
		}
	}
	digits := strconv.FormatInt(coef, 10)
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	whole, fraction = digits[:len(digits)-scale], strings.TrimRight(digits[len(digits)-scale:], "0")
	return negative && coef != 0, whole, fraction
}

// pow10 returns 10^n for n from 0 to 18.
func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// align returns two numbers as whole numbers of one scale.
func align(d, e Dec) (x, y *big.Int) {
	x, y = big.NewInt(d.coef), big.NewInt(e.coef)
	if d.scale < e.scale {
		x.Mul(x, bigPow10(int(e.scale-d.scale)))
	} else {
		y.Mul(y, bigPow10(int(d.scale-e.scale)))
	}
	return x, y
}

func bigPow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// quotient returns a / b with two digits after the point, rounded half away
// from zero. ok is false if that is beyond the limits of a Dec. b is not zero.
func quotient(a, b *big.Int) (d Dec, ok bool) {
	negative := a.Sign()*b.Sign() < 0
	n, divisor := new(big.Int).Abs(a), new(big.Int).Abs(b)
	n.Mul(n, big.NewInt(100))
	rest := new(big.Int)
	n.QuoRem(n, divisor, rest)
	if rest.Lsh(rest, 1).Cmp(divisor) >= 0 {
		n.Add(n, big.NewInt(1))
	}
	if !n.IsInt64() || n.Int64() >= pow10(maxDigits) {
		return Dec{}, false
	}
	coef := n.Int64()
	if negative {
		coef = -coef
	}
	return newDec(coef, 2), true
}

// MarshalText writes the number as String does; in JSON it is a string, since
// many readers of JSON make floating-point numbers of the others.
func (d Dec) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDec] reads.
func (d *Dec) UnmarshalText(text []byte) error {
	v, err := ParseDec(string(text))
	*d = v
	return err
}

// UnmarshalJSON reads a string or a number, exactly as it is written. A null
// changes nothing.
func (d *Dec) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if text == "null" {
		return nil
	}
	if unquoted, ok := strings.CutPrefix(text, `"`); ok {
		text = strings.TrimSuffix(unquoted, `"`)
	}
	return d.UnmarshalText([]byte(text))
}

// Moved returns d moved by so many thousandths, written with two decimals at
// least; false if that is not above zero. It is for invented prices.
func (d Dec) Moved(thousandths int64) (moved Dec, ok bool) {
	coef, scale := d.coef, int(d.scale)
	for ; scale < 2; scale++ {
		coef *= 10
	}
	step := coef * thousandths / 1000
	if step == 0 {
		step = thousandths
	}
	moved = newDec(coef+step, scale)
	return moved, moved.coef > 0
}
