package quotefeed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

// lines writes items as "ID last base unit asOf delay" for the tests.
func lines(items []Item) []string {
	var out []string
	for _, it := range items {
		price := func(d *market.Dec) string {
			if d == nil {
				return "-"
			}
			return d.String()
		}
		q := it.Quote
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s %d", q.Instrument, price(q.Last), price(q.Base), q.Unit, q.Stamp(), q.DelayMin)))
	}
	return out
}

func TestReadKeepsGoodRows(t *testing.T) {
	raw := "symbol,mic,last,prev_close,currency,as_of,delay_min\n" +
		"QUAY,XNYS,31.675,31.78,USD,2026-11-23T15:15:00Z,15\n" + // 2
		"QUAY,XNYS,abc,31.78,USD,2026-11-23T15:15:00Z,15\n" + // 3
		"quay,XNYS,1,1,USD,2026-11-23T15:15:00Z,15\n" + // 4
		"\n" +
		"QUAY,XNYS,1,1,POUND STERLING,2026-11-23T15:15:00Z,15\n" + // 6
		"QUAY,XNYS,1,1,USD,yesterday,15\n" + // 7
		"QUAY,XNYS,1,1,USD,2026-11-23 15:15:00,15\n" + // 8
		"QUAY,XNYS,1,1,USD,2026-11-23T15:15:00Z,soon\n" + // 9
		"QUAY,XNYS,1,1\n" + // 10
		"QUAY,XNYS,\"1,1,USD,2026-11-23T15:15:00Z,15\n" + // 11
		"QUAY,,1,1,USD,2026-11-23T15:15:00Z,15\n" + // 12
		"QUAY,XNYS,1e999999,1,USD,2026-11-23T15:15:00Z,15\n" + // 13
		"KAI,XLON,432.1,429.85,GBp,2026-11-23T15:15:00Z,\n" // 14
	items, problems, err := Read([]byte(raw))
	if err != nil {
		t.Fatalf("Read() = %v", err)
	}
	got := strings.Join(lines(items), "\n")
	want := "XNYS:QUAY 31.675 31.78 USD 2026-11-23T15:15:00Z 15\nXLON:KAI 432.1 429.85 GBX 2026-11-23T15:15:00Z 0"
	if got != want {
		t.Errorf("Read() items =\n%s\nwant\n%s", got, want)
	}
	if !items[0].DelayKnown || items[1].DelayKnown {
		t.Errorf("Read() DelayKnown = %v, %v, want true, false", items[0].DelayKnown, items[1].DelayKnown)
	}
	wants := []struct{ place, text string }{
		{"line 3", `last: "abc" is not a usable number`}, {"line 4", `symbol "quay": write 1 to 20 of`}, {"line 6", `currency: "POUND STERLING"`},
		{"line 7", `as_of: "yesterday" is no time; write it as`}, {"line 8", `has no time zone; write 2026-11-23 15:15:00Z`}, {"line 9", `delay_min: "soon"`},
		{"line 10", "has 4 fields and the header has 7"}, {"line 11", "quotation marks"}, {"line 12", "mic of QUAY is missing"}, {"line 13", "exponent"},
	}
	if len(problems) != len(wants) {
		t.Fatalf("Read() = %d problems %v, want %d", len(problems), problems, len(wants))
	}
	for i, w := range wants {
		if p := problems[i]; p.Place != w.place || !strings.Contains(p.Text, w.text) || strings.Contains(p.Text, "\n") {
			t.Errorf("Read() problem %d = %q, want %q with %q in one line", i, p, w.place, w.text)
		}
	}
}

func TestReadJSONProblems(t *testing.T) {
	items, problems, err := Read([]byte(`{"quotes":[{"symbol":"QUAY","mic":"XNYS","last":31.675,"prevClose":"31.78","currency":"USD","asOf":"2026-11-23T15:15:00Z"},7,{"symbol":"QUAY","mic":"XNYS","last":{}},{"mic":"XNYS","last":1},{"symbol":"QUAY","mic":"XNYS","last":1,"sample":"perhaps"}]}`))
	if err != nil || len(items) != 1 || lines(items)[0] != "XNYS:QUAY 31.675 31.78 USD 2026-11-23T15:15:00Z 0" {
		t.Errorf("Read() = %v, %v, want the first quote", lines(items), err)
	}
	wants := []string{"quote 2: is no object", `quote 3: last: "{…}" is not`, "quote 4: symbol is missing", `quote 5: sample: "perhaps"`}
	if len(problems) != len(wants) {
		t.Fatalf("Read() = %v, want %d problems", problems, len(wants))
	}
	for i, w := range wants {
		if !strings.HasPrefix(problems[i].String(), w) {
			t.Errorf("Read() problem %d = %q, want %q", i, problems[i], w)
		}
	}
}

func TestReadRefusesFiles(t *testing.T) {
	for name, c := range map[string]struct{ raw, want string }{
		"empty":      {" \n", "is empty"},
		"a page":     {"<html>", "web page"},
		"latin 1":    {"symbol,last\nQ,1\xe9", "UTF-8"},
		"no columns": {"a,b\n1,2", "no columns symbol and last"},
		"cut JSON":   {`[{"symbol":`, "not JSON"},
		"two JSONs":  {`[] []`, "something follows it"},
		"dialect":    {"# comma=x\nsymbol,last", "first line"},
		"zone":       {"# zone=Mars\nsymbol,last", "IANA"},
		"too large":  {"symbol,last\n" + strings.Repeat("x", MaxBytes), "larger than"},
	} {
		items, _, err := Read([]byte(c.raw))
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want) || len(items) != 0 {
			t.Errorf("%s: Read(%.20q) = %d items, %v, want ErrInvalid with %q", name, c.raw, len(items), err, c.want)
		}
	}
}

func TestReadStopsAtTheCap(t *testing.T) {
	var b strings.Builder
	b.WriteString("symbol,mic,last\n")
	for range MaxRows + 5 {
		b.WriteString("QUAY,XNYS,1\n")
	}
	items, problems, err := Read([]byte(b.String()))
	if err != nil || len(items) != MaxRows || len(problems) != 1 || !strings.Contains(problems[0].Text, "the rest was not read") {
		t.Errorf("Read(%d rows) = %d items, %v, %v, want %d and one problem", MaxRows+5, len(items), problems, err, MaxRows)
	}
	many := "[" + strings.TrimSuffix(strings.Repeat(`{"symbol":"QUAY","mic":"XNYS","last":1},`, MaxRows+5), ",") + "]"
	items, problems, err = Read([]byte(many))
	if err != nil || len(items) != MaxRows || len(problems) != 1 {
		t.Errorf("Read(%d objects) = %d items, %v, %v, want %d and one problem", MaxRows+5, len(items), problems, err, MaxRows)
	}
}

func TestDialects(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"points":                          {"symbol,mic,last,prev_close\nQ,XNYS,31.675,31.78", "31.675 31.78"},
		"quoted thousands":                {"symbol,mic,last,prev_close\nQ,XNYS,\"1,234.50\",\"1,230\"", "1234.5 1230"},
		"decimal commas, proved":          {"symbol;mic;last;prev_close\nQ;XNYS;31,675;31,78", "31.675 31.78"},
		"proved by a zero":                {"symbol;mic;last;prev_close\nQ;XNYS;0,675;31,675", "0.675 31.675"},
		"proved by both marks":            {"symbol;mic;last;prev_close\nQ;XNYS;1.234,50;1.230", "1234.5 1230"},
		"thousands proved by two":         {"symbol;mic;last;prev_close\nQ;XNYS;1,234,567;1,230", "1234567 1230"},
		"in doubt":                        {"symbol;mic;last;prev_close\nQ;XNYS;31,675;31,780", "may have a decimal comma"},
		"declared":                        {"# decimal=,\nsymbol;mic;last;prev_close\nQ;XNYS;31,675;31,780", "31.675 31.78"},
		"declared by a spreadsheet":       {"sep=;\nsymbol;mic;last;prev_close\nQ;XNYS;31.675;31.78", "31.675 31.78"},
		"tabs and narrow spaces":          {"symbol\tmic\tlast\tprev_close\nQ\tXNYS\t12\u202f345,5\t12\u202f000,25", "12345.5 12000.25"},
		"apostrophes":                     {"symbol;mic;last;prev_close\nQ;XNYS;12'345.5;12’000.25", "12345.5 12000.25"},
		"wrong groups":                    {"symbol;mic;last;prev_close\nQ;XNYS;12.34,5;1,5", "not in threes"},
		"two decimal marks":               {"symbol;mic;last;prev_close\nQ;XNYS;1,2,3;1,5", "two decimal marks"},
		"marks of both kinds in one file": {"symbol;mic;last;prev_close\nQ;XNYS;1,5;1.25", "not in threes"},
	} {
		items, problems, err := Read([]byte(c.file))
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case len(problems) > 0:
			got = problems[0].String()
		default:
			got = lines(items)[0]
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: Read(%q) = %q, want %q", name, c.file, got, c.want)
		}
	}
}

func TestMoment(t *testing.T) {
	berlin, err := zoneNamed("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 11, 23, 15, 15, 0, 0, time.UTC)
	for _, s := range []string{"2026-11-23T15:15:00Z", "2026-11-23T16:15:00+01:00", "2026-11-23 15:15:00Z", "2026-11-23T15:15Z", "2026-11-23T16:15:00+0100",
		"1795446900", "1795446900000", "1795446900000000", "1795446900000000000", "2026-11-23 16:15", "2026-11-23T16:15:00"} {
		if got, dateOnly, err := moment("as_of", s, berlin); err != nil || dateOnly || !got.Equal(want) {
			t.Errorf("moment(%q) = %s, %v, %v, want %s", s, got, dateOnly, err, want)
		}
	}
	if got, dateOnly, err := moment("as_of", "2026-11-23", nil); err != nil || !dateOnly || got.Day() != 23 {
		t.Errorf("moment(2026-11-23) = %s, %v, %v, want the date", got, dateOnly, err)
	}
	for _, s := range []string{"2026-11-23T15:15:00", "23.11.2026", "0001-01-01T00:00:00Z", "9999-01-01", "12", "-1795446900", "1e99", "now"} {
		if got, _, err := moment("as_of", s, nil); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("moment(%q) = %s, %v, want ErrInvalid", s, got, err)
		}
	}
}

// TestProvidersDrift: whatever comes instead of its own shape, no provider
// makes a quote of it.
func TestProvidersDrift(t *testing.T) {
	ctx := Context{Now: time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC), Asked: []market.Instrument{{Symbol: "QUAY", MIC: "XNYS", Unit: "USD"}}}
	for name, d := range decoders() {
		for _, raw := range []string{`<!DOCTYPE html><html></html>`, `<html><body>429</body></html>`, `Too many requests`, `{"erreur":"limite"}`, `[[[]]]`, `null`, `"x"`, `{`, "\x00\x01", ``} {
			items, _, err := Decode(name, []byte(raw), ctx)
			for _, it := range items {
				if it.Quote.Last != nil {
					t.Errorf("Decode(%q, %q) = %v, want no price", name, raw, lines(items))
				}
			}
			// An empty file says that nothing was traded; a venue's files are the
			// only ones that may say so.
			quiet := raw == "" && name == "mifir-dbag"
			if !d.house && err == nil && len(items) == 0 && !quiet {
				t.Errorf("Decode(%q, %q) = nothing and no error, want ErrProvider", name, raw)
			}
			if err != nil && !errors.Is(err, ErrProvider) && !errors.Is(err, news.ErrInvalid) {
				t.Errorf("Decode(%q, %q) = %v, want ErrProvider or ErrInvalid", name, raw, err)
			}
		}
	}
	if _, _, err := Decode("nobody", []byte("{}"), ctx); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Decode(nobody) = %v, want ErrInvalid", err)
	}
}

func TestDecodeUnpacks(t *testing.T) {
	pack := func(raw []byte) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(raw); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	line := `{"isin":"DE0007100000","currency":"EUR","lastTrade":56.20,"lastTradeTime":"2026-11-23T10:00:00Z","transIdCode":"1","executionVenueId":"XETB"}`
	items, _, err := Decode("mifir-dbag", pack([]byte(line)), Context{})
	if got := lines(items); err != nil || len(got) != 1 || got[0] != "XETR:DE0007100000 56.2 - EUR 2026-11-23T10:00:00Z 15" {
		t.Errorf("Decode(gzip) = %v, %v, want the trade, of Xetra", got, err)
	}
	if _, _, err := Decode("mifir-dbag", pack(make([]byte, maxFile+1)), Context{}); !errors.Is(err, ErrProvider) || !strings.Contains(err.Error(), "unpacks to more") {
		t.Errorf("Decode(gzip bomb) = %v, want ErrProvider", err)
	}
	if _, _, err := Decode("mifir-dbag", pack([]byte(line))[:20], Context{}); !errors.Is(err, ErrProvider) {
		t.Errorf("Decode(cut gzip) = %v, want ErrProvider", err)
	}
}

func TestDecodeManyAsked(t *testing.T) {
	usd := func(symbol string) market.Instrument {
		return market.Instrument{Symbol: symbol, MIC: "XNYS", Unit: "USD"}
	}
	ctx := Context{Now: time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC), Asked: []market.Instrument{usd("QUAY"), usd("KRAN"), {Symbol: "QUAY", MIC: "XLON", Unit: "GBX"}}}
	items, problems, err := Decode("alpaca", []byte(`{"KRAN":null,"MOLE":{"latestTrade":{"p":3}},"QUAY":{"latestTrade":{"p":1.5,"t":"2026-11-23T15:29:00Z"}}}`), ctx)
	if got := strings.Join(lines(items), "; "); err != nil || len(problems) > 0 || got != "XNYS:KRAN - - USD  0; XNYS:QUAY 1.5 - USD 2026-11-23T15:29:00Z 0" {
		t.Errorf("Decode(alpaca) = %q, %v, %v, want KRAN without a price and QUAY, not MOLE", got, problems, err)
	}
	items, _, err = Decode("twelvedata", []byte(`{"QUAY":{"symbol":"QUAY","mic_code":"XLON","currency":"GBp","close":"150"},"KRAN":{"code":404,"status":"error"}}`), ctx)
	if got := strings.Join(lines(items), "; "); err != nil || got != "XNYS:KRAN - - USD  0; XLON:QUAY 150 - GBX  0" {
		t.Errorf("Decode(twelvedata) = %q, %v, want QUAY of London", got, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range readSeeds(f) {
		f.Add([]byte(c.input))
	}
	f.Add([]byte("# comma=; decimal=, zone=Europe/Berlin\nsymbol;mic;last\nQ;XNYS;1.234,5"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, problems, err := Read(raw)
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Fatalf("Read() = %v, want ErrInvalid", err)
		}
		checkItems(t, items)
		for _, p := range problems {
			if p.Place == "" || p.Text == "" || strings.Contains(p.Text, "\n") {
				t.Fatalf("Read() problem = %q, want a place and one line", p)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, c := range readSeeds(f) {
		f.Add(c.provider, []byte(c.input))
	}
	ctx := Context{Now: time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)}
	asked := ctx
	asked.Asked = []market.Instrument{{Symbol: "QUAY", MIC: "XNYS", Unit: "USD"}}
	f.Fuzz(func(t *testing.T, provider string, raw []byte) {
		for _, c := range []Context{ctx, asked} {
			items, _, err := Decode(provider, raw, c)
			if err != nil && !errors.Is(err, ErrProvider) && !errors.Is(err, news.ErrInvalid) {
				t.Fatalf("Decode(%q) = %v, want ErrProvider or ErrInvalid", provider, err)
			}
			checkItems(t, items)
			for _, it := range items {
				if it.Quote.AsOf.After(c.Now.Add(15 * time.Hour)) {
					t.Fatalf("Decode(%q) took a quote as of %s", provider, it.Quote.AsOf)
				}
			}
		}
	})
}

func readSeeds(f *testing.F) []quoteCase {
	f.Helper()
	return readCases(f, "testdata/cases.tsv")
}

// checkItems holds what every item promises, and that it can be shown.
func checkItems(t *testing.T, items []Item) {
	t.Helper()
	for _, it := range items {
		if err := it.Instrument.Check(); err != nil {
			t.Fatalf("item of %q: %v", it.Quote.Instrument, err)
		}
		if it.Quote.Instrument != it.Instrument.ID() {
			t.Fatalf("item of %q has the instrument %q", it.Quote.Instrument, it.Instrument.ID())
		}
		if it.Quote.DelayMin < 0 || it.Quote.DelayMin > longestDelay {
			t.Fatalf("item of %q is %d minutes late", it.Quote.Instrument, it.Quote.DelayMin)
		}
		v := market.Evaluate(it.Instrument, it.Quote, market.Context{Now: time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)})
		for _, language := range []string{"en", "de", "tr"} {
			l := market.LocaleOf(language)
			if v.Price(l) == "" || v.Percent(l) == "" || v.Bare(l) == "" || v.Glyph(l) == "" {
				t.Fatalf("item of %q shows nothing in %s", it.Quote.Instrument, language)
			}
		}
	}
}
