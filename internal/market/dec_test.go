package market

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// number reads a number that the test itself wrote.
func number(t testing.TB, s string) Dec {
	t.Helper()
	d, err := ParseDec(s)
	if err != nil {
		t.Fatalf("ParseDec(%q) = %v", s, err)
	}
	return d
}

func TestParseDec(t *testing.T) {
	for in, want := range map[string]string{
		"31.675": "31.675", "-37.63": "-37.63", "+1": "1", ".5": "0.5", "5.": "5", "007.50": "7.5", "-0": "0", "-0.000": "0",
		"148.85000": "148.85", "1e3": "1000", "4e-8": "0.00000004", "1.2E-7": "0.00000012", "1.5e+2": "150",
		"742880": "742880", "999999999999999999": "999999999999999999", "0.1000000000000000000000000000000": "0.1",
		"67187.33589365664": "67187.33589365664", "1.2345678901234567e-7": "0.00000012345678901234567", "0e99": "0",
		"1e-40": "0." + strings.Repeat("0", 39) + "1",
	} {
		d, err := ParseDec(in)
		if err != nil || d.String() != want {
			t.Errorf("ParseDec(%q) = %q, %v, want %q", in, d, err, want)
		}
		if again := number(t, d.String()); again != d {
			t.Errorf("ParseDec(%q) = %#v, want %#v as ParseDec(%q)", d.String(), again, d, in)
		}
	}
	for in, why := range map[string]string{
		"": "write digits", ".": "write digits", "-": "write digits", "abc": "write digits", "NaN": "write digits", "Inf": "write digits", "1,5": "write digits",
		" 1": "write digits", "1 000": "write digits", "--1": "write digits", "1.2.3": "write digits", "0x10": "write digits", "１": "write digits", "1e": "write digits",
		"1e+-3": "write digits", "e5": "write digits", "1_000": "write digits",
		"1e1000000000": "exponent", "1e-999999999": "exponent", "1e18": "18 digits", "1234567890123456789": "18 digits", "1.234567890123456789": "18 digits",
		"1e-41": "after the point", strings.Repeat("9", 5000): "18 digits",
	} {
		d, err := ParseDec(in)
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), why) {
			t.Errorf("ParseDec(%.30q) = %v, %v, want ErrInvalid with %q", in, d, err, why)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("ParseDec(%.30q): the error has %d bytes, want one line", in, len(err.Error()))
		}
	}
}

func TestDecCmp(t *testing.T) {
	order := []string{"-100", "-0.5", "0", "0.00000001", "0.4999", "0.5", "1", "1.0001", "999999999999999999"}
	for i, a := range order {
		for j, b := range order {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := number(t, a).Cmp(number(t, b)); got != want {
				t.Errorf("Cmp(%s, %s) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestDecShift(t *testing.T) {
	for _, c := range []struct {
		in     string
		places int
		want   string
		ok     bool
	}{
		{"4.321", 2, "432.1", true}, {"432.1", -2, "4.321", true}, {"98", 2, "9800", true}, {"-1", -3, "-0.001", true}, {"0", 18, "0", true},
		{"99999999999999999", 1, "999999999999999990", true}, {"999999999999999999", 1, "0", false}, {"-999999999999999999", 2, "0", false}, {"1e-40", -1, "0", false},
	} {
		got, ok := number(t, c.in).Shift(c.places)
		if got.String() != c.want || ok != c.ok {
			t.Errorf("Shift(%s, %d) = %s, %v, want %s, %v", c.in, c.places, got, ok, c.want, c.ok)
		}
	}
}

func TestDecJSON(t *testing.T) {
	type row struct {
		Last *Dec `json:"last,omitempty"`
	}
	for in, want := range map[string]string{
		`{"last":"31.675"}`: `{"last":"31.675"}`, `{"last":31.6750}`: `{"last":"31.675"}`, `{"last":4e-8}`: `{"last":"0.00000004"}`,
		`{"last":null}`: `{}`, `{}`: `{}`, `{"last":0}`: `{"last":"0"}`,
	} {
		var r row
		if err := json.Unmarshal([]byte(in), &r); err != nil {
			t.Errorf("Unmarshal(%s) = %v", in, err)
			continue
		}
		got, err := json.Marshal(r)
		if err != nil || string(got) != want {
			t.Errorf("Marshal(Unmarshal(%s)) = %s, %v, want %s", in, got, err, want)
		}
	}
	for _, in := range []string{`{"last":"x"}`, `{"last":true}`, `{"last":{}}`, `{"last":1e999}`, `{"last":""}`} {
		var r row
		if err := json.Unmarshal([]byte(in), &r); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Unmarshal(%s) = %v, want ErrInvalid", in, err)
		}
	}
}

// rat is the number as a fraction, for the tests to compare with.
func (d Dec) rat() *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(d.coef), bigPow10(int(d.scale)))
}

// twoDigits rounds a fraction half away from zero by its definition: the
// nearest hundredth, of two equally near the one further from zero.
func twoDigits(r *big.Rat) string {
	hundred := new(big.Rat).Mul(new(big.Rat).Abs(r), big.NewRat(100, 1))
	hundred.Add(hundred, big.NewRat(1, 2))
	n := new(big.Int).Quo(hundred.Num(), hundred.Denom())
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return new(big.Rat).SetFrac(n, big.NewInt(100)).FloatString(2)
}

func FuzzParseDec(f *testing.F) {
	for _, s := range []string{"31.675", "-37.63", "4e-8", "1e999999999", "NaN", "", ".", "00.10", "999999999999999999", "1e-40", "١"} {
		f.Add(s, "1.5")
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		d, err := ParseDec(s)
		if err != nil {
			if !errors.Is(err, news.ErrInvalid) || d != (Dec{}) {
				t.Fatalf("ParseDec(%q) = %v, %v, want 0 and ErrInvalid", s, d, err)
			}
			return
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok || d.rat().Cmp(want) != 0 {
			t.Fatalf("ParseDec(%q) = %s, want %v", s, d, want)
		}
		if again, err := ParseDec(d.String()); err != nil || again != d {
			t.Fatalf("ParseDec(%q) = %v, %v, want the number it was written from", d.String(), again, err)
		}
		base, err := ParseDec(other)
		if err != nil || base.Sign() <= 0 {
			return
		}
		x, y := align(d, base)
		got, ok := ratio{x, y}.percent()
		exact := new(big.Rat).Sub(d.rat(), base.rat())
		exact.Quo(exact, base.rat()).Mul(exact, big.NewRat(100, 1))
		if ok && got.rat().FloatString(2) != twoDigits(exact) {
			t.Fatalf("percent(%s, %s) = %s, want %s", d, base, got, twoDigits(exact))
		}
	})
}
