package quotefeed

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/market"
)

// casesEnv names another file of cases.
const casesEnv = "BROADSHEET_QUOTE_CASES"

// caseColumns is the header of a file of cases.
const caseColumns = "id provider input context symbol dir state pct_en-US pct_de-DE pct_en-GB price_en-US price_de-DE price_en-GB price_major_en-GB as_of note"

// quoteCase is one line: what a provider sent, what was known beside it, and
// what readers see.
type quoteCase struct {
	id, provider, input string
	ctx                 caseContext
	want                map[string]string
}

// caseContext is what a case says beside the provider's bytes.
type caseContext struct {
	Now          time.Time       `json:"now"`
	Inst         *caseInstrument `json:"inst"`
	Base         *market.Dec     `json:"prev_close"`
	Base24h      *market.Dec     `json:"prev_24h"`
	BaseAdjusted *bool           `json:"prev_close_adjusted"`
	DelayMin     int             `json:"delay_min"`
	StaleAfter   string          `json:"stale_after"`
	Have         json.RawMessage `json:"have"`
	CorpActions  []caseAction    `json:"corp_actions"`
	CSV          *caseDialect    `json:"csv"`
	Sample       bool            `json:"sample"`
}

type caseInstrument struct {
	Sym     string   `json:"sym"`
	MIC     string   `json:"mic"`
	Cur     string   `json:"cur"`
	Cls     string   `json:"cls"`
	Display string   `json:"display"`
	ISIN    string   `json:"isin"`
	Aliases []string `json:"aliases"`
	MinFrac *int     `json:"min_frac"`
	MaxFrac *int     `json:"max_frac"`
}

type caseAction struct {
	Type string `json:"type"`
	Ex   string `json:"ex"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

type caseDialect struct {
	Comma   string `json:"comma"`
	Decimal string `json:"decimal"`
	Group   string `json:"group"`
	Zone    string `json:"tz"`
}

func TestQuoteCases(t *testing.T) {
	files := []string{filepath.Join("testdata", "cases.tsv")}
	named := os.Getenv(casesEnv)
	other := named
	if other == "" {
		other = filepath.Join("..", "..", "..", "shared", "data", "quote-cases.tsv")
	}
	switch _, err := os.Stat(other); {
	case err == nil:
		files = append(files, other)
	case named != "" || !errors.Is(err, fs.ErrNotExist):
		t.Errorf("%s=%q: %v", casesEnv, named, err)
	}
	for _, file := range files {
		cases := readCases(t, file)
		if len(cases) < 40 {
			t.Errorf("readCases(%q) = %d cases, want at least 40", file, len(cases))
		}
		for _, c := range cases {
			t.Run(c.id, func(t *testing.T) { c.check(t) })
		}
	}
}

func readCases(t testing.TB, file string) []quoteCase {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
	columns := strings.Split(lines[0], "\t")
	if got := strings.Join(columns, " "); got != caseColumns {
		t.Fatalf("%s: columns %q, want %q", file, got, caseColumns)
	}
	unescape := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\t`, "\t")
	var out []quoteCase
	for i, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != len(columns) {
			t.Fatalf("%s:%d: %d fields, want %d", file, i+2, len(fields), len(columns))
		}
		c := quoteCase{want: map[string]string{}}
		for j, f := range fields {
			c.want[columns[j]] = unescape.Replace(f)
		}
		c.id, c.provider, c.input = c.want["id"], c.want["provider"], c.want["input"]
		if err := json.Unmarshal([]byte(fields[3]), &c.ctx); err != nil {
			t.Fatalf("%s:%d: context: %v", file, i+2, err)
		}
		out = append(out, c)
	}
	return out
}

// raw returns the bytes that the provider sent.
func (c quoteCase) raw(t *testing.T) []byte {
	t.Helper()
	if c.input != "(empty gzip member)" {
		return []byte(c.input)
	}
	var b bytes.Buffer
	if err := gzip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (c quoteCase) check(t *testing.T) {
	t.Helper()
	got := c.outcome(t)
	for _, column := range strings.Fields(caseColumns)[4:15] {
		if got[column] != c.want[column] {
			t.Errorf("%s: Decode(%q, %.60q…) %s = %q, want %q; %s", c.id, c.provider, c.input, column, got[column], c.want[column], c.want["note"])
		}
	}
}

// outcome decodes, keeps, evaluates and writes as the house does.
func (c quoteCase) outcome(t *testing.T) map[string]string {
	t.Helper()
	omitted := func(state string) map[string]string {
		return map[string]string{"symbol": "(omit)", "dir": "none", "state": state}
	}
	ctx := Context{Now: c.ctx.Now, Dialect: c.ctx.CSV.dialect(t)}
	if c.ctx.Inst != nil {
		ctx.Asked = []market.Instrument{c.ctx.Inst.instrument()}
		ctx.Trades = c.earlierTrades()
	}
	items, problems, err := Decode(c.provider, c.raw(t), ctx)
	switch {
	case errors.Is(err, ErrProvider):
		return omitted("provider_error")
	case err != nil || len(items) == 0 && len(problems) > 0:
		return omitted("rejected")
	case len(items) == 0:
		return omitted("no_change")
	}
	in := items[0].Instrument
	q := c.before(in)
	for _, item := range items {
		if item.Quote.Instrument != in.ID() {
			continue
		}
		next := item.Quote
		next.Sample = next.Sample || c.ctx.Sample
		if !item.DelayKnown {
			next.DelayMin = c.ctx.DelayMin
		}
		if c.ctx.BaseAdjusted != nil {
			next.BaseAdjusted = market.AdjustedNo
			if *c.ctx.BaseAdjusted {
				next.BaseAdjusted = market.AdjustedYes
			}
		}
		q = next.After(q, in)
	}
	return written(market.Evaluate(in, q, c.evaluation(t)))
}

func written(v market.View) map[string]string {
	out := map[string]string{"symbol": v.Instrument.Label(), "dir": "none", "state": string(v.State), "as_of": v.Quote.Stamp(),
		"price_major_en-GB": v.Major(market.LocaleOf("en-GB"))}
	if v.Change != nil {
		out["dir"] = [...]string{"down", "flat", "up"}[v.Direction+1]
	}
	for _, language := range []string{"en-US", "de-DE", "en-GB"} {
		l := market.LocaleOf(language)
		out["pct_"+language], out["price_"+language] = v.Percent(l), v.Price(l)
	}
	return out
}

func (c quoteCase) evaluation(t *testing.T) market.Context {
	t.Helper()
	out := market.Context{Now: c.ctx.Now}
	if c.ctx.StaleAfter != "" {
		d, err := time.ParseDuration(c.ctx.StaleAfter)
		if err != nil {
			t.Fatal(err)
		}
		out.StaleAfter = d
	}
	for _, a := range c.ctx.CorpActions {
		if a.Type == "split" {
			out.Splits = append(out.Splits, market.Split{Ex: a.Ex, From: a.From, To: a.To})
		}
	}
	return out
}

// before is the quote that was there before the provider's bytes came.
func (c quoteCase) before(in market.Instrument) market.Quote {
	q := market.Quote{Instrument: in.ID(), Unit: in.Unit, Base: c.ctx.Base}
	if q.Base == nil {
		q.Base = c.ctx.Base24h
	}
	var have map[string]*market.Dec
	if json.Unmarshal(c.ctx.Have, &have) == nil {
		q.Last = have[in.Symbol]
	}
	return q
}

func (c quoteCase) earlierTrades() []Trade {
	var have []struct {
		ID    string     `json:"tid"`
		Price market.Dec `json:"price"`
	}
	if json.Unmarshal(c.ctx.Have, &have) != nil {
		return nil // prices by symbol, or none
	}
	var out []Trade
	for _, h := range have {
		out = append(out, Trade{ID: h.ID, Price: h.Price})
	}
	return out
}

func (i *caseInstrument) instrument() market.Instrument {
	class := market.Class(i.Cls)
	if i.Cls == "minor" { // a share quoted in a hundredth
		class = market.Equity
	}
	return market.Instrument{Symbol: i.Sym, MIC: i.MIC, Unit: i.Cur, Class: class, Display: i.Display, ISIN: i.ISIN, Aliases: i.Aliases,
		MinDigits: i.MinFrac, MaxDigits: i.MaxFrac}
}

func (d *caseDialect) dialect(t *testing.T) Dialect {
	t.Helper()
	var out Dialect
	if d == nil {
		return out
	}
	mark := func(s string) rune {
		for _, r := range s {
			return r
		}
		return 0
	}
	out.Comma, out.Decimal, out.Group = mark(d.Comma), mark(d.Decimal), mark(d.Group)
	if d.Zone != "" {
		zone, err := zoneNamed(d.Zone)
		if err != nil {
			t.Fatal(err)
		}
		out.Zone = zone
	}
	return out
}
