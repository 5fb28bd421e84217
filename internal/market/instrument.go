package market

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// Instrument is what is traded: one listing of one security on one venue, or
// an index, a currency pair or a coin on none. The desk owns it.
type Instrument struct {
	Symbol string `json:"symbol" toml:"symbol"`
	// MIC is the venue (ISO 10383), empty where there is none.
	MIC string `json:"mic,omitempty" toml:"mic"`
	// Display is the symbol as readers see it; empty is Symbol.
	Display string `json:"display,omitempty" toml:"display"`
	Name    string `json:"name,omitempty" toml:"name"`
	// Unit is what its prices are in; see [UnitCode] for the spellings. It is
	// of the listing, never of the venue or the ISIN: some London lines trade
	// in pounds, most in pence. Empty is that of the quotes, or the venue's only
	// unit, if it has one.
	Unit string `json:"unit,omitempty" toml:"unit"`
	// Class is empty where MIC, symbol and unit tell it.
	Class Class  `json:"class,omitempty" toml:"class"`
	ISIN  string `json:"isin,omitempty" toml:"isin"`
	// Aliases are other spellings of the symbol that feeds use, such as
	// "BRK-A" or "AAPL.US".
	Aliases []string `json:"aliases,omitempty" toml:"aliases"`
	// MinDigits and MaxDigits replace the number of decimals of the class.
	MinDigits *int `json:"minDigits,omitempty" toml:"min_digits"`
	MaxDigits *int `json:"maxDigits,omitempty" toml:"max_digits"`
}

// maxDecimals is the largest number of decimals an instrument may ask for.
const maxDecimals = 12

var (
	symbolForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9./^=:-]{0,19}$`)
	micForm    = regexp.MustCompile(`^[A-Z0-9]{4}$`)
	isinForm   = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{9}[0-9]$`)
)

// ID returns "MIC:SYMBOL", or the symbol alone where there is no venue.
func (in Instrument) ID() string {
	if in.MIC == "" {
		return in.Symbol
	}
	return in.MIC + ":" + in.Symbol
}

// ParseID takes an instrument's ID apart. It returns an error wrapping
// [news.ErrInvalid] if id is none.
func ParseID(id string) (mic, symbol string, err error) {
	symbol = id
	if before, after, ok := strings.Cut(id, ":"); ok && micForm.MatchString(before) {
		mic, symbol = before, after
	}
	if !symbolForm.MatchString(symbol) {
		return "", "", fmt.Errorf("instrument id %q: write MIC:SYMBOL, for example \"XNYS:BP\": %w", id, news.ErrInvalid)
	}
	return mic, symbol, nil
}

// Label returns the symbol as readers see it.
func (in Instrument) Label() string {
	if in.Display != "" {
		return in.Display
	}
	return in.Symbol
}

// Check returns an error wrapping [news.ErrInvalid] for the first rule the
// instrument breaks.
func (in Instrument) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("instrument %q: %s: %w", in.ID(), fmt.Sprintf(format, a...), news.ErrInvalid)
	}
	if !symbolForm.MatchString(in.Symbol) {
		return bad("symbol %q: write 1 to 20 of A-Z 0-9 . / ^ = : - beginning with a letter or digit", in.Symbol)
	}
	if in.MIC != "" && !micForm.MatchString(in.MIC) {
		return bad("mic %q: write the four letters of ISO 10383, for example \"XNYS\", or none", in.MIC)
	}
	if mic, _, _ := ParseID(in.ID()); mic != in.MIC {
		return bad("symbol %q looks like a venue and a symbol; write the venue as mic", in.Symbol)
	}
	if right := SpellSymbol(in.MIC, in.Symbol); right != in.Symbol {
		return bad("symbol %q: on this venue write %q", in.Symbol, right)
	}
	if err := plainText(in.Display, 24); err != nil {
		return bad("display %q: %v", in.Display, err)
	}
	if err := plainText(in.Name, 200); err != nil {
		return bad("name %q: %v", in.Name, err)
	}
	if in.Class != "" && !in.Class.known() {
		return bad("class %q: write one of %s", in.Class, strings.Join(classNames(), ", "))
	}
	if problem := in.unitProblem(); problem != "" {
		return bad("%s", problem)
	}
	if in.ISIN != "" && !validISIN(in.ISIN) {
		return bad("isin %q: write the 12 characters of ISO 6166 with their right check digit, or none", in.ISIN)
	}
	for _, alias := range in.Aliases {
		if err := plainText(alias, 40); err != nil || alias == "" {
			return bad("alias %q: write another spelling of the symbol, at most 40 characters", alias)
		}
	}
	for _, n := range []*int{in.MinDigits, in.MaxDigits} {
		if n != nil && (*n < 0 || *n > maxDecimals) {
			return bad("min_digits and max_digits: write 0 to %d, not %d", maxDecimals, *n)
		}
	}
	if in.MinDigits != nil && in.MaxDigits != nil && *in.MinDigits > *in.MaxDigits {
		return bad("min_digits %d is more than max_digits %d", *in.MinDigits, *in.MaxDigits)
	}
	return nil
}

// unitProblem allows no unit at all: the quotes may give it.
func (in Instrument) unitProblem() string {
	if _, ok := UnitCode(in.Unit); ok || in.Unit == "" || in.Kind() == Crypto && coinForm.MatchString(in.Unit) {
		return ""
	}
	return fmt.Sprintf("unit %q: write an ISO 4217 code, \"GBX\" for pence, \"ZAc\", \"ILA\", \"PTS\" for points or \"PCT\" for percent", in.Unit)
}

// unit returns the canonical unit of the instrument's prices, empty if none is
// known.
func (in Instrument) unit() string {
	if in.Unit == "" {
		return venueUnit(in.MIC)
	}
	if code, ok := UnitCode(in.Unit); ok {
		return code
	}
	return in.Unit
}

// Kind returns the class, told by venue, symbol and unit if it has none.
func (in Instrument) Kind() Class {
	if in.Class != "" {
		return in.Class
	}
	return classOf(in.MIC, in.Symbol, in.unit())
}

// Answers reports whether a feed's spelling of a symbol means the instrument:
// its symbol, one of its aliases, or its ISIN.
func (in Instrument) Answers(spelling string) bool {
	return spelling != "" && (spelling == in.ISIN || SpellSymbol(in.MIC, spelling) == in.Symbol || slices.Contains(in.Aliases, spelling))
}

// SpellSymbol returns a symbol of an American venue with its class of shares
// behind a dot, however the feed parts it: BRK-A and BRK/A are BRK.A. Other
// symbols are returned as they are.
func SpellSymbol(mic, symbol string) string {
	if v := venues[mic]; v.zone != americanZone || v.class != "" {
		return symbol
	}
	if n := len(symbol); n > 2 && n < 8 && strings.IndexByte("-/ ", symbol[n-2]) >= 0 && symbol[n-1] >= 'A' && symbol[n-1] <= 'Z' {
		return symbol[:n-2] + "." + symbol[n-1:]
	}
	return symbol
}

// plainText refuses what is too long, not text, or would break a line.
func plainText(s string, most int) error {
	if utf8.RuneCountInString(s) > most {
		return fmt.Errorf("write at most %d characters", most)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return fmt.Errorf("write plain text of one line")
	}
	return nil
}

// validISIN checks the form and the check digit (ISO 6166, Luhn over the
// characters with letters as 10 to 35).
func validISIN(s string) bool {
	if !isinForm.MatchString(s) {
		return false
	}
	sum, double := 0, false
	add := func(digit int) {
		if double {
			digit *= 2
		}
		sum += digit/10 + digit%10
		double = !double
	}
	for i := len(s) - 1; i >= 0; i-- {
		if c := s[i]; c <= '9' {
			add(int(c - '0'))
		} else {
			n := int(c-'A') + 10
			add(n % 10)
			add(n / 10)
		}
	}
	return sum%10 == 0
}
