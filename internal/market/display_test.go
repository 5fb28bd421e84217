package market

import (
	"testing"
	"time"
)

func TestDisplay(t *testing.T) {
	three := 3
	for _, c := range []struct {
		language    string
		in          Instrument
		last, base  string
		price, pct  string
		major, sign string
	}{
		{"en-GB", Instrument{Symbol: "BP", MIC: "XNYS", Unit: "USD"}, "31.675", "31.78", "31.675\u00a0$", "-0.33%", "", "−0.33%"},
		{"en", Instrument{Symbol: "QUAY", MIC: "XNYS", Unit: "USD"}, "148.85001", "148.23", "148.85\u00a0$", "0.42%", "", "+0.42%"},
		{"de-DE", Instrument{Symbol: "QUAY", MIC: "XNYS", Unit: "USD"}, "742880", "740100.5", "742.880,00\u00a0$", "0,38\u00a0%", "", "+0,38\u00a0%"},
		{"de-CH", Instrument{Symbol: "QUAY", MIC: "XSWX", Unit: "CHF"}, "12345.6", "12345.6", "12’345.60\u00a0CHF", "0.00%", "", "0.00%"},
		{"fr-FR", Instrument{Symbol: "QUAI", MIC: "XPAR", Unit: "EUR"}, "12345.6", "12000", "12\u202f345,60\u00a0€", "2,88\u00a0%", "", "+2,88\u00a0%"},
		{"es", Instrument{Symbol: "MUELLE", MIC: "XMAD", Unit: "EUR"}, "1234.5", "1300", "1234,50\u00a0€", "-5,04\u00a0%", "", "−5,04\u00a0%"},
		{"es", Instrument{Symbol: "MUELLE", MIC: "XMAD", Unit: "EUR"}, "12345", "", "12.345,00\u00a0€", None, "", None},
		{"pl", Instrument{Symbol: "PORT", MIC: "XWAR", Unit: "PLN"}, "1234.5", "1300", "1234,50\u00a0PLN", "-5,04%", "", "−5,04%"},
		{"sv-SE", Instrument{Symbol: "KAJ", MIC: "XSTO", Unit: "SEK"}, "1234.5", "1300", "1\u00a0234,50\u00a0SEK", "−5,04\u00a0%", "", "−5,04\u00a0%"},
		{"it", Instrument{Symbol: "MOLO", MIC: "XMIL", Unit: "EUR"}, "12345.5", "12000", "12.345,50\u00a0€", "2,88%", "", "+2,88%"},
		{"nl", Instrument{Symbol: "KADE", MIC: "XAMS", Unit: "EUR"}, "1234.5", "1200", "1.234,50\u00a0€", "2,88%", "", "+2,88%"},
		{"tr", Instrument{Symbol: "RIHTIM", MIC: "XIST", Unit: "TRY"}, "98", "100", "98,00\u00a0TRY", "-%2,00", "", "−%2,00"},
		{"ar-EG", Instrument{Symbol: "MINA", MIC: "XNYS", Unit: "USD"}, "1234.5", "1300", "1,234.50\u00a0$", "-5.04%", "", "−5.04%"},
		{"tlh", Instrument{Symbol: "QUAY", MIC: "XNYS"}, "1234.5", "1300", "1,234.50\u00a0$", "-5.04%", "", "−5.04%"},
		{"en", Instrument{Symbol: "KAI", MIC: "XLON", Unit: "GBp"}, "432.05", "429.85", "432.05\u00a0p", "0.51%", "4.3205\u00a0£", "+0.51%"},
		{"en", Instrument{Symbol: "TSURU", MIC: "XTKS", Unit: "JPY"}, "2310.5", "2310.5", "2,310.5\u00a0¥", "0.00%", "", "0.00%"},
		{"en", Instrument{Symbol: "QUAY/BTC", Unit: "BTC"}, "0.05", "0.05", "0.05000000\u00a0BTC", "0.00%", "", "0.00%"},
		{"en", Instrument{Symbol: "EUR/USD"}, "1.0845", "1.085", "1.0845", "-0.05%", "", "−0.05%"},
		{"en", Instrument{Symbol: "EUR/JPY"}, "168.1", "168", "168.10", "0.06%", "", "+0.06%"},
		{"en", Instrument{Symbol: "DINAR", MIC: "XKUW", Unit: "KWD"}, "1.5", "1.5", "1.500\u00a0KWD", "0.00%", "", "0.00%"},
		{"de", Instrument{Symbol: "US10Y", Unit: "PCT"}, "4.12", "4.09", "4,12\u00a0%", "3\u00a0bp", "", "+3\u00a0bp"},
		{"en", Instrument{Symbol: "QUAY", MIC: "XNYS", MaxDigits: &three}, "1.23456", "", "1.235\u00a0$", None, "", None},
		{"en", Instrument{Symbol: "QUAY", MIC: "XNYS", MinDigits: &three}, "1", "", "1.000\u00a0$", None, "", None},
		{"en", Instrument{Symbol: "QUAY", MIC: "XNYS"}, "0.00000123456", "", "0.0000012\u00a0$", None, "", None},
		{"en", Instrument{Symbol: "QUAY", MIC: "XNYS"}, "-0.00001", "", "-0.00001\u00a0$", None, "", None},
		{"en", Instrument{Symbol: "QUAY", MIC: "XNYS"}, "", "", None, None, "", None},
	} {
		v := Evaluate(c.in, Quote{Last: price(t, c.last), Base: price(t, c.base), AsOf: at(t, monday)}, Context{Now: at(t, monday)})
		l := LocaleOf(c.language)
		if got := v.Price(l); got != c.price {
			t.Errorf("Price(%s, %s %s) = %q, want %q", c.language, c.in.ID(), c.last, got, c.price)
		}
		if got := v.Percent(l); got != c.pct {
			t.Errorf("Percent(%s, %s of %s) = %q, want %q", c.language, c.last, c.base, got, c.pct)
		}
		if got := v.Major(l); got != c.major {
			t.Errorf("Major(%s, %s %s) = %q, want %q", c.language, c.in.ID(), c.last, got, c.major)
		}
		if got := v.Glyph(l); got != c.sign {
			t.Errorf("Glyph(%s, %s of %s) = %q, want %q", c.language, c.last, c.base, got, c.sign)
		}
	}
}

func TestArrow(t *testing.T) {
	for last, want := range map[string]string{"101": "▲", "99": "▼", "100": "", "100.004": "", "": ""} {
		v := Evaluate(Instrument{Symbol: "QUAY", MIC: "XNYS"}, Quote{Last: price(t, last), Base: price(t, "100"), AsOf: at(t, monday)}, Context{Now: at(t, monday)})
		if got := v.Arrow(); got != want {
			t.Errorf("Arrow(%s of 100) = %q, want %q", last, got, want)
		}
	}
}

func TestLocaleOf(t *testing.T) {
	for tag, want := range map[string]string{"de": "de", "de-DE": "de", "DE_de": "de", "de-AT": "de-at", "sv-Latn-SE": "sv", "xx": "en", "": "en", "-": "en", "en-IN": "en"} {
		if LocaleOf(tag) != locales[want] {
			t.Errorf("LocaleOf(%q) = %+v, want that of %q", tag, LocaleOf(tag), want)
		}
	}
}

func TestStamp(t *testing.T) {
	moment := time.Date(2026, 11, 23, 16, 15, 0, 42_457_058, time.FixedZone("", 3600))
	for want, q := range map[string]Quote{
		"": {}, "2026-11-23": {AsOf: at(t, "2026-11-23T00:00:00Z"), DateOnly: true}, "2026-11-23T15:15:00.042Z": {AsOf: moment}, "2026-11-23T15:30:00Z": {AsOf: at(t, monday)},
	} {
		if got := q.Stamp(); got != want {
			t.Errorf("Stamp(%s) = %q, want %q", q.AsOf, got, want)
		}
	}
}

func BenchmarkEvaluateAndDisplay(b *testing.B) {
	in := Instrument{Symbol: "KAI", MIC: "XLON", Unit: "GBX"}
	q := Quote{Last: price(b, "2744.50"), Base: price(b, "2766.90"), Unit: "GBX", AsOf: at(b, "2026-11-23T15:15:00Z"), DelayMin: 15}
	c := Context{Now: at(b, monday)}
	l := LocaleOf("de-DE")
	b.ReportAllocs()
	for b.Loop() {
		v := Evaluate(in, q, c)
		if v.Price(l) == "" || v.Percent(l) == "" {
			b.Fatal("nothing to show")
		}
	}
}
