package quotesource

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/quotefeed"
)

var now = time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)

// provider is a server that answers by path, and what it was asked.
type provider struct {
	t       *testing.T
	server  *httptest.Server
	get     *fetch.Client
	asked   []string // path and query, and the authorization after a space
	answers map[string]func() (status int, header http.Header, body []byte)
}

func newProvider(t *testing.T) *provider {
	p := &provider{t: t, answers: map[string]func() (int, http.Header, []byte){}}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked = append(p.asked, strings.TrimSpace(r.URL.RequestURI()+" "+r.Header.Get("Authorization")))
		answer := p.answers[r.URL.Path]
		if answer == nil {
			http.NotFound(w, r)
			return
		}
		status, header, body := answer()
		for k, v := range header {
			w.Header()[k] = v
		}
		w.WriteHeader(status)
		w.Write(body)
	}))
	t.Cleanup(p.server.Close)
	p.get = fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	return p
}

func (p *provider) on(path, body string) {
	p.answers[path] = func() (int, http.Header, []byte) { return http.StatusOK, nil, []byte(body) }
}

func (p *provider) open(s Settings) Provider {
	p.t.Helper()
	s.Base = p.server.URL
	s.Mapping.URL = strings.ReplaceAll(s.Mapping.URL, "BASE", p.server.URL)
	out, err := Open(s)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// collect collects and checks what came, as "instrument last unit@15:04".
func (p *provider) collect(from Provider, cursor string, list []market.Instrument, want ...string) Answer {
	p.t.Helper()
	a, err := from.Collect(p.t.Context(), p.get, Ask{Instruments: list, Cursor: cursor, Now: now})
	if err != nil || len(a.Problems) > 0 {
		p.t.Errorf("Collect() = %v, problems %v, want neither", err, a.Problems)
	}
	got := []string{}
	for _, it := range a.Items {
		last := "none"
		if it.Quote.Last != nil {
			last = it.Quote.Last.String()
		}
		got = append(got, fmt.Sprintf("%s %s %s@%s", it.Quote.Instrument, last, it.Quote.Unit, it.Quote.AsOf.Format("15:04")))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		p.t.Errorf("Collect() = %q, want %q", got, want)
	}
	return a
}

func zipped(t *testing.T, text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func archive(t *testing.T, text string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create("trades.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestECB(t *testing.T) {
	p := newProvider(t)
	p.on("/stats/eurofxref/eurofxref-hist-90d.xml", `<Envelope><Cube><Cube time="2026-11-20"><Cube currency="USD" rate="1.1512"/></Cube><Cube time="2026-11-19"><Cube currency="USD" rate="1.1500"/></Cube></Cube></Envelope>`)
	a := p.collect(p.open(Settings{Provider: "ecb"}), "", []market.Instrument{{Symbol: "EUR/USD", Class: market.Forex}}, "EUR/USD 1.1512 @00:00")
	if q := a.Items[0].Quote; q.Base == nil || q.Base.String() != "1.15" || !q.DateOnly {
		t.Errorf("Collect() = %+v, want the fixing before as its base, and a date only", q)
	}
}

const xetraTrade = `{"instrumentIdentificationCode":"DE0008232125","priceCurrency":"EUR","mmtModificationInd":"-","price":%s,"tradingDateAndTime":"2026-11-23T%s:00.157335613Z","transactionIdentificationCode":"%s","venueOfExecution":"XETA"}` + "\n"

func TestDeutscheBoerse(t *testing.T) {
	p := newProvider(t)
	p.on("/api/DETR-posttrade", `{"CurrentFiles":["DETR-posttrade-2026-11-23T15_02.json.gz","DETR-posttrade-daily-2026-11-23.json.gz","DETR-posttrade-2026-11-23T15_01.json.gz"]}`)
	file := func(name, text string) {
		p.answers["/api/download/"+name] = func() (int, http.Header, []byte) { return 200, nil, zipped(t, text) }
	}
	file("DETR-posttrade-2026-11-23T15_01.json.gz", fmt.Sprintf(xetraTrade, "7.72", "15:01", "a"))
	file("DETR-posttrade-2026-11-23T15_02.json.gz", "") // nothing was traded
	from := p.open(Settings{Provider: "mifir-dbag"})
	list := []market.Instrument{{Symbol: "LHA", MIC: "XETR", ISIN: "DE0008232125", Unit: "EUR"}}
	a := p.collect(from, "", list, "XETR:LHA 7.72 EUR@15:01")
	p.on("/api/DETR-posttrade", `{"CurrentFiles":["DETR-posttrade-2026-11-23T15_02.json.gz","DETR-posttrade-2026-11-23T15_03.json.gz"]}`)
	file("DETR-posttrade-2026-11-23T15_03.json.gz", fmt.Sprintf(xetraTrade, "7.74", "15:03", "b"))
	p.asked = nil
	p.collect(from, a.Cursor, list, "XETR:LHA 7.74 EUR@15:03")
	if len(p.asked) != 2 {
		t.Errorf("asked %q, want the index and the new file alone", p.asked)
	}
}

// A file that cannot be had ends the collection after those before it.
func TestCollectionGoesOnWhereItEnded(t *testing.T) {
	p := newProvider(t)
	p.on("/api/DETR-posttrade", `{"CurrentFiles":["a-1.json","a-2.json"]}`)
	p.on("/api/download/a-1.json", fmt.Sprintf(xetraTrade, "7.72", "15:01", "a"))
	from := p.open(Settings{Provider: "mifir-dbag"})
	list := []market.Instrument{{Symbol: "LHA", MIC: "XETR", ISIN: "DE0008232125", Unit: "EUR"}}
	a, err := from.Collect(t.Context(), p.get, Ask{Instruments: list, Now: now})
	if err == nil || len(a.Items) != 1 {
		t.Fatalf("Collect() = %d items, %v, want one, and an error", len(a.Items), err)
	}
	p.on("/api/download/a-2.json", fmt.Sprintf(xetraTrade, "7.73", "15:02", "b"))
	p.collect(from, a.Cursor, list, "XETR:LHA 7.73 EUR@15:02")
}

func TestEuronext(t *testing.T) {
	p := newProvider(t)
	const csv = "Data is delayed by 15 minutes.\nTradingDateTime,PublicationDateTime,MifidInstrumentID,MifidPrice,MifidQuantity,MifidPriceNotation,MifidCurrency,Venue,TradeUniqueIdentifier,MissingPrice,VenueOfPublication\n" +
		"2026-11-23T14:20:00.000000Z,2026-11-23T14:20:00.000000Z,FR0000120271,57.21,100,MONE,EUR,XPAR,1,,XPAR\n"
	p.answers["/data-reporting-service/trades-file/download/EQUITIES/LAST_15_MINUTES/PARIS"] = func() (int, http.Header, []byte) { return 200, nil, archive(t, csv) }
	p.collect(p.open(Settings{Provider: "mifir-euronext"}), "", []market.Instrument{{Symbol: "TTE", MIC: "XPAR", ISIN: "FR0000120271", Unit: "EUR"}, {Symbol: "BP", MIC: "XNYS"}}, "XPAR:TTE 57.21 EUR@14:20")
	if len(p.asked) != 1 {
		t.Errorf("asked %q, want Paris alone", p.asked)
	}
}

func TestLSEG(t *testing.T) {
	p := newProvider(t)
	p.on("/api/web/files", `{"files":[{"key":"XLON-post-2026-11-23T15_01.csv"},{"key":"XLON-pre-2026-11-23T15_01.csv"}]}`)
	p.on("/api/web/download", `{"presignedUrl":"`+p.server.URL+`/s3/1"}`)
	p.on("/s3/1", "tradingDateAndTime;instrumentIdentificationCode;mifidPrice;priceCurrency;venueOfExecution;transactionIdentificationCode\n2026-11-23T15:00:10Z;GB0007980591;4.321;GBP;XLON;t1\n")
	from := p.open(Settings{Provider: "mifir-lseg"})
	list := []market.Instrument{{Symbol: "BP", MIC: "XLON", ISIN: "GB0007980591", Unit: "GBX"}}
	a := p.collect(from, "", list, "XLON:BP 432.1 GBX@15:00") // the file says pounds, the listing trades in pence
	p.collect(from, a.Cursor, list)
}

func TestTwelveData(t *testing.T) {
	p := newProvider(t)
	p.on("/quote", `{"BP:XNYS":{"symbol":"BP","mic_code":"XNYS","currency":"USD","close":"31.675","previous_close":"31.78","last_quote_at":1795447800},"AAPL:XNAS":{"code":404,"message":"**symbol** not found","status":"error"}}`)
	from := p.open(Settings{Provider: "twelvedata", Key: "k3y"})
	a, err := from.Collect(t.Context(), p.get, Ask{Now: now, Instruments: []market.Instrument{{Symbol: "BP", MIC: "XNYS", Unit: "USD"}}})
	if err != nil || len(a.Items) == 0 || a.Items[0].Quote.Last.String() != "31.675" {
		t.Errorf("Collect() = %+v, %v, want 31.675", a, err)
	}
	if len(p.asked) != 1 || p.asked[0] != "/quote?symbol=BP%3AXNYS apikey k3y" {
		t.Errorf("asked %q, want the symbol with its venue, and the key in the header", p.asked)
	}
}

// A budget is spread over all instruments: each collection goes on with the next.
func TestBatchesTakeTurns(t *testing.T) {
	p := newProvider(t)
	p.on("/quote", `{"code":429,"message":"out of credits","status":"error"}`)
	from := p.open(Settings{Provider: "twelvedata", Key: "k"})
	var list []market.Instrument
	for i := range 10 {
		list = append(list, market.Instrument{Symbol: fmt.Sprintf("S%d", i), MIC: "XNYS", Unit: "USD"})
	}
	cursor := ""
	for range 3 {
		a, err := from.Collect(t.Context(), p.get, Ask{Instruments: list, Cursor: cursor, Now: now})
		if !errors.Is(err, quotefeed.ErrProvider) {
			t.Errorf("Collect() = %v, want ErrProvider for an error with status 200", err)
		}
		cursor = a.Cursor
	}
	for i, want := range []string{"S0%3A", "S8%3A", "S0%3A"} {
		if !strings.Contains(p.asked[i], "symbol="+want) {
			t.Errorf("request %d asked %s, want it to begin with %s", i, p.asked[i], want)
		}
	}
}

func TestMassive(t *testing.T) {
	p := newProvider(t)
	p.on("/v2/snapshot/locale/us/markets/stocks/tickers", `{"status":"OK","tickers":[{"ticker":"BP","lastTrade":{"p":31.675,"t":1795447800000000000},"prevDay":{"c":31.78}}]}`)
	p.collect(p.open(Settings{Provider: "massive", Key: "k3y"}), "", []market.Instrument{{Symbol: "BP", MIC: "XNYS", Unit: "USD"}}, "XNYS:BP 31.675 USD@"+time.Unix(1795447800, 0).UTC().Format("15:04"))
	if p.asked[0] != "/v2/snapshot/locale/us/markets/stocks/tickers?tickers=BP Bearer k3y" {
		t.Errorf("asked %q", p.asked)
	}
}

func TestFinnhub(t *testing.T) {
	p := newProvider(t)
	p.on("/api/v1/quote", `{"c":31.675,"d":-0.1,"dp":-0.33,"pc":31.78,"t":1795447800}`)
	from := p.open(Settings{Provider: "finnhub", Key: "k3y"})
	at := time.Unix(1795447800, 0).UTC().Format("15:04")
	p.collect(from, "", []market.Instrument{{Symbol: "BP", MIC: "XNYS", Unit: "USD"}, {Symbol: "SHEL", MIC: "XNYS", Unit: "USD"}}, "XNYS:BP 31.675 USD@"+at, "XNYS:SHEL 31.675 USD@"+at)
	if len(p.asked) != 2 {
		t.Errorf("asked %q, want each instrument by itself", p.asked)
	}
}

func TestMapping(t *testing.T) {
	p := newProvider(t)
	p.on("/prices", `{"data":{"rows":[{"id":"BP","px":{"last":31.675,"prev":"31.78"},"cur":"USD","ts":1795447800123},{"id":"UNKNOWN","px":{"last":1}}]}}`)
	from := p.open(Settings{Provider: "json", Key: "k3y", Mapping: Mapping{URL: "BASE/prices?s={symbols}", Authorization: "Token {key}", List: "data.rows", Symbol: "id", Last: "px.last", PrevClose: "px.prev", Currency: "cur", AsOf: "ts"}})
	p.collect(from, "", []market.Instrument{{Symbol: "BP", MIC: "XNYS", Unit: "USD"}}, "XNYS:BP 31.675 USD@"+time.UnixMilli(1795447800123).UTC().Format("15:04"))
	if p.asked[0] != "/prices?s=BP Token k3y" {
		t.Errorf("asked %q", p.asked)
	}
	p.on("/one/BP", `{"p":1e-2}`)
	from = p.open(Settings{Provider: "json", Mapping: Mapping{URL: "BASE/one/{symbol}", Last: "p"}})
	a, err := from.Collect(t.Context(), p.get, Ask{Now: now, Instruments: []market.Instrument{{Symbol: "BP", MIC: "XNYS", Unit: "USD"}}})
	if err != nil || len(a.Items) != 1 || a.Items[0].Quote.Last.String() != "0.01" {
		t.Errorf("Collect() = %+v, %v, want 0.01", a, err)
	}
}

// What providers send instead of quotes is an error of theirs, and never a price.
func TestFaults(t *testing.T) {
	bp := []market.Instrument{{Symbol: "BP", MIC: "XNYS", Unit: "USD"}}
	for _, c := range []struct {
		name   string
		status int
		body   string
	}{
		{"page with 200", 200, "<!doctype html><title>Are you a robot?</title>"},
		{"half of an answer", 200, `{"status":"OK","tickers":[{"ticker":"BP","lastTr`},
		{"empty", 200, ""},
		{"refusal", 403, `{"error":"key"}`},
		{"fault", 500, "oops"},
		{"another shape", 200, `{"status":"OK","shares":[1]}`},
	} {
		for _, name := range []string{"massive", "twelvedata", "finnhub", "json"} {
			p := newProvider(t)
			for _, path := range []string{"/v2/snapshot/locale/us/markets/stocks/tickers", "/quote", "/api/v1/quote"} {
				p.answers[path] = func() (int, http.Header, []byte) { return c.status, nil, []byte(c.body) }
			}
			from := p.open(Settings{Provider: name, Key: "k3y", Mapping: Mapping{URL: "BASE/quote", Last: "last"}})
			a, err := from.Collect(t.Context(), p.get, Ask{Instruments: bp, Now: now})
			if err == nil {
				t.Errorf("%s, %s: Collect() = %+v, nil, want an error", name, c.name, a)
			} else if strings.Contains(err.Error(), "k3y") {
				t.Errorf("%s, %s: the error tells the key: %v", name, c.name, err)
			}
			for _, it := range a.Items {
				if it.Quote.Last != nil {
					t.Errorf("%s, %s: Collect() = %+v, want no price", name, c.name, it)
				}
			}
		}
	}
}

func TestLimitSaysHowLong(t *testing.T) {
	p := newProvider(t)
	p.answers["/api/v1/quote"] = func() (int, http.Header, []byte) { return 429, http.Header{"Retry-After": {"90"}}, nil }
	_, err := p.open(Settings{Provider: "finnhub", Key: "k"}).Collect(t.Context(), p.get, Ask{Now: now, Instruments: []market.Instrument{{Symbol: "BP", MIC: "XNYS", Unit: "USD"}, {Symbol: "X", MIC: "XNYS"}}})
	var limited *Limited
	if !errors.As(err, &limited) || limited.For != 90*time.Second || len(p.asked) != 1 {
		t.Errorf("Collect() = %v after %d requests, want it to wait 90 s after one", err, len(p.asked))
	}
}

func TestSettingsAreRefusedClearly(t *testing.T) {
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{Provider: "yahoo"}, "is not known; there are"},
		{Settings{Provider: "finnhub"}, "needs a key"},
		{Settings{Provider: "json", Mapping: Mapping{URL: "ftp://x/", Last: "p"}}, "write http or https"},
		{Settings{Provider: "json", Mapping: Mapping{URL: "https://x.example/", Time: "weeks"}}, "write rfc3339"},
	} {
		if _, err := Open(c.s); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Open(%+v) = %v, want ErrInvalid with %q", c.s, err, c.want)
		}
	}
	if n := len(Providers()); n != 8 {
		t.Errorf("Providers() = %d, want all 8", n)
	}
}
