package market

import (
	"errors"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

func TestInstrumentCheck(t *testing.T) {
	good := func() Instrument {
		return Instrument{Symbol: "KAI", MIC: "XLON", Name: "Kai plc", Unit: "GBX", Class: Equity, ISIN: "GB0007980591", Aliases: []string{"KAI.L"}}
	}
	if err := good().Check(); err != nil {
		t.Fatalf("Check() = %v, want nil", err)
	}
	one, two := 1, 2
	for want, spoil := range map[string]func(*Instrument){
		`symbol ""`:               func(in *Instrument) { in.Symbol = "" },
		`symbol "<script>"`:       func(in *Instrument) { in.Symbol = "<script>" },
		`symbol "kai"`:            func(in *Instrument) { in.Symbol = "kai" },
		`mic "LSE"`:               func(in *Instrument) { in.MIC = "LSE" },
		"looks like a venue":      func(in *Instrument) { in.MIC, in.Symbol = "", "XLON:KAI" },
		`write "QUA.B"`:           func(in *Instrument) { in.MIC, in.Symbol = "XNYS", "QUA-B" },
		`unit "POUNDS"`:           func(in *Instrument) { in.Unit = "POUNDS" },
		`unit "Gbp"`:              func(in *Instrument) { in.Unit = "Gbp" },
		`class "stock"`:           func(in *Instrument) { in.Class = "stock" },
		"check digit":             func(in *Instrument) { in.ISIN = "GB0007980592" },
		"alias":                   func(in *Instrument) { in.Aliases = []string{""} },
		"one line":                func(in *Instrument) { in.Name = "Kai\nplc" },
		"at most 24":              func(in *Instrument) { in.Display = strings.Repeat("x", 25) },
		"more than max_digits 1":  func(in *Instrument) { in.MinDigits, in.MaxDigits = &two, &one },
		"write 0 to 12, not 4000": func(in *Instrument) { n := 4000; in.MaxDigits = &n },
	} {
		in := good()
		spoil(&in)
		if err := in.Check(); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Check() = %v, want ErrInvalid with %q", err, want)
		}
	}
}

func TestInstrumentID(t *testing.T) {
	for _, in := range []Instrument{{Symbol: "BP", MIC: "XNYS"}, {Symbol: "BP.", MIC: "XLON"}, {Symbol: "EUR/USD"}, {Symbol: "I:SPX"}} {
		mic, symbol, err := ParseID(in.ID())
		if err != nil || mic != in.MIC || symbol != in.Symbol {
			t.Errorf("ParseID(%q) = %q, %q, %v, want %q, %q", in.ID(), mic, symbol, err, in.MIC, in.Symbol)
		}
	}
	for _, id := range []string{"", "XNYS:", "xnys:bp", "XNYS:B P", ":BP"} {
		if _, _, err := ParseID(id); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("ParseID(%q) = %v, want ErrInvalid", id, err)
		}
	}
}

func TestUnitCode(t *testing.T) {
	for in, want := range map[string]string{
		"USD": "USD", "usd": "USD", "GBX": "GBX", "GBp": "GBX", "p": "GBX", "GBX/p": "GBX", "GBP": "GBP", "gbp": "GBP", "ZAc": "ZAc", "ZAC": "ZAc", "ILA": "ILA",
		"BTC": "BTC", "PTS": "PTS", "PCT": "PCT", "%": "PCT",
	} {
		if got, ok := UnitCode(in); got != want || !ok {
			t.Errorf("UnitCode(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "gBp", "Gbp", "US", "USD EUR", " USD", "D E", "$", "XXXX"} {
		if got, ok := UnitCode(in); ok {
			t.Errorf("UnitCode(%q) = %q, want none", in, got)
		}
	}
}

func TestKind(t *testing.T) {
	for _, c := range []struct {
		in   Instrument
		want Class
	}{
		{Instrument{Symbol: "BP", MIC: "XNYS"}, Equity}, {Instrument{Symbol: "CL1", MIC: "XNYM"}, Future}, {Instrument{Symbol: "EUR/USD"}, Forex},
		{Instrument{Symbol: "BTC/USD"}, Crypto}, {Instrument{Symbol: "BTC-USD"}, Crypto}, {Instrument{Symbol: "ETH/BTC", Unit: "BTC"}, Crypto},
		{Instrument{Symbol: "SPX", Unit: "PTS"}, Index}, {Instrument{Symbol: "US10Y", Unit: "PCT"}, Bond}, {Instrument{Symbol: "BP"}, Equity},
		{Instrument{Symbol: "VUSA", MIC: "XLON", Class: Fund}, Fund},
	} {
		if got := c.in.Kind(); got != c.want {
			t.Errorf("Kind(%s) = %q, want %q", c.in.ID(), got, c.want)
		}
	}
}

func TestAnswers(t *testing.T) {
	in := Instrument{Symbol: "QUA.B", MIC: "XNYS", ISIN: "GB0007980591", Aliases: []string{"QUA_B.US"}}
	for spelling, want := range map[string]bool{"QUA.B": true, "QUA-B": true, "QUA/B": true, "QUA B": true, "QUA_B.US": true, "GB0007980591": true, "QUAB": false, "": false, "QUA.A": false} {
		if got := in.Answers(spelling); got != want {
			t.Errorf("Answers(%q) = %v, want %v", spelling, got, want)
		}
	}
	if pair := (Instrument{Symbol: "ABC.D", MIC: "XLON"}); pair.Answers("ABC-D") {
		t.Errorf("Answers(ABC-D) on London = true, want false: only American venues part classes so")
	}
}
