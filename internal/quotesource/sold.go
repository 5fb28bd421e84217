package quotesource

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/quotefeed"
)

// batched asks for many instruments in one request.
type batched struct {
	info                         Info
	base, authorization, decoder string
	most                         int // instruments in one request
	address                      func(base string, list []market.Instrument) string
}

func (p *batched) Info() Info { return p.info }

// Collect goes through the instruments a request's worth at a time; the cursor is
// the number of the next, so that a budget is spread over all of them.
func (p *batched) Collect(ctx context.Context, get Getter, a Ask) (Answer, error) {
	out := Answer{Cursor: a.Cursor}
	if len(a.Instruments) == 0 {
		return out, nil
	}
	from, _ := strconv.Atoi(a.Cursor)
	if from < 0 || from >= len(a.Instruments) {
		from = 0
	}
	part := a.Instruments[from:min(from+p.most, len(a.Instruments))]
	raw, err := read(ctx, get, p.address(p.base, part), p.authorization)
	if err != nil {
		return out, err
	}
	out.Cursor = strconv.Itoa(from + len(part))
	return out, out.take(p.decoder, raw, quotefeed.Context{Now: a.Now, Asked: part})
}

// single asks for one instrument a request.
type single struct {
	info               Info
	base, key, decoder string
	address            func(base, key string, in market.Instrument) string
}

func (p *single) Info() Info { return p.info }

// mostSingle is how many requests one collection makes.
const mostSingle = 30

// Collect asks for each instrument after the cursor. One that fails does not keep
// the others back, unless the provider says that it is enough.
func (p *single) Collect(ctx context.Context, get Getter, a Ask) (Answer, error) {
	out := Answer{Cursor: a.Cursor}
	from, _ := strconv.Atoi(a.Cursor)
	if from < 0 || from >= len(a.Instruments) {
		from = 0
	}
	var failed error
	for i, in := range a.Instruments[from:min(from+mostSingle, len(a.Instruments))] {
		raw, err := read(ctx, get, p.address(p.base, p.key, in), "")
		if err == nil {
			err = out.take(p.decoder, raw, quotefeed.Context{Now: a.Now, Asked: []market.Instrument{in}})
		}
		var limited *Limited
		switch {
		case errors.As(err, &limited), ctx.Err() != nil:
			return out, err
		case err != nil:
			failed = err
		}
		out.Cursor = strconv.Itoa(from + i + 1)
	}
	return out, failed
}

func twelveDataInfo() Info {
	return Info{ID: "twelvedata", Name: "Twelve Data", Attribution: "Data provided by Twelve Data", AttributionURL: "https://twelvedata.com", NeedsKey: true,
		Every: time.Minute, Least: time.Minute, Terms: "Showing quotes to others needs a business plan and a visible link beside them."}
}

// twelveDataAddress spells an instrument as SYMBOL:MIC.
func twelveDataAddress(base string, list []market.Instrument) string {
	return base + "/quote?symbol=" + url.QueryEscape(symbols(list, func(in market.Instrument) string {
		if in.MIC == "" {
			return in.Symbol
		}
		return in.Symbol + ":" + in.MIC
	}))
}

func massiveInfo() Info {
	return Info{ID: "massive", Name: "Massive (formerly Polygon)", NeedsKey: true, DelayMin: 15, Every: time.Minute, Least: 12 * time.Second,
		Terms: "Personal plans forbid showing quotes to others; business feeds are made for it."}
}

func massiveAddress(base string, list []market.Instrument) string {
	return base + "/v2/snapshot/locale/us/markets/stocks/tickers?tickers=" + url.QueryEscape(symbols(list, func(in market.Instrument) string { return in.Symbol }))
}

func finnhubInfo() Info {
	return Info{ID: "finnhub", Name: "Finnhub", NeedsKey: true, Every: time.Minute, Least: 30 * time.Second,
		Terms: "A free key is for personal use; showing quotes to others is by contract."}
}

func finnhubAddress(base, key string, in market.Instrument) string {
	return base + "/api/v1/quote?symbol=" + url.QueryEscape(in.Symbol) + "&token=" + url.QueryEscape(key)
}

func symbols(list []market.Instrument, spell func(market.Instrument) string) string {
	var out []string
	for _, in := range list {
		out = append(out, spell(in))
	}
	return strings.Join(out, ",")
}
