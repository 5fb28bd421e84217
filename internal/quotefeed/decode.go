package quotefeed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"time"

	"broadsheet/internal/market"
)

// Context is what a provider's answer does not say itself.
type Context struct {
	// Now is when the answer came; no quote may be ahead of it.
	Now time.Time
	// Asked are the instruments asked for; what else is in the answer is passed
	// over. None takes everything that says its own venue.
	Asked []market.Instrument
	// Trades are earlier trades of the one instrument asked for, oldest first,
	// for files that cancel trades.
	Trades []Trade
	// Dialect is how the house's CSV is written.
	Dialect Dialect
}

// Trade is one execution.
type Trade struct {
	ID    string
	Price market.Dec // in the unit of its instrument
	At    time.Time  // zero is not known
	gone  bool       // taken back
}

// Decode reads what a provider sent. No items and no error say that it holds
// nothing new. An item without a price says that the feed has none: the last
// one stays. Items of a stream or of a push may hold one instrument many times,
// in any order; [market.Quote.After] tells which to keep. An error wraps
// [ErrProvider], or [news.ErrInvalid] for the house's own forms or a provider
// that is not known.
//
// provider is a name such as "finnhub" or "mifir-lseg"; what follows the last
// known part of it, as in "yahoo-quote", is free.
func Decode(provider string, raw []byte, ctx Context) ([]Item, []Problem, error) {
	decode := decoderOf(provider)
	if decode == nil {
		return nil, nil, invalid("provider %q is not known", cut(provider))
	}
	raw, err := unpack(raw)
	if err != nil {
		return nil, nil, err
	}
	if decode.house {
		items, problems, err := readHouse(raw, ctx)
		for i := range items {
			items[i].Quote.Sample = items[i].Quote.Sample || decode.sample
		}
		return items, problems, err
	}
	text := bytes.TrimSpace(raw)
	if isPage(text) {
		return nil, nil, refusal("the answer is a web page")
	}
	b := &batch{ctx: ctx}
	if err := decode.read(b, text); err != nil {
		return nil, nil, err
	}
	for i := range b.items {
		if b.items[i].Quote.Received.IsZero() {
			b.items[i].Quote.Received = ctx.Now
		}
	}
	return b.items, b.problems, nil
}

// decoder reads one provider's shapes.
type decoder struct {
	read   func(*batch, []byte) error
	house  bool // the house's own forms
	sample bool // everything from it is invented
}

func decoderOf(provider string) *decoder {
	for name := strings.ToLower(provider); name != ""; {
		if d, ok := decoders()[name]; ok {
			return &d
		}
		name = name[:max(strings.LastIndexByte(name, '-'), 0)]
	}
	return nil
}

func decoders() map[string]decoder {
	house, massive := decoder{house: true}, decoder{read: readMassive}
	return map[string]decoder{
		"canonical": house, "csv": house, "push": house, "json": house, "replay": {house: true, sample: true}, "sample": {house: true, sample: true},
		"finnhub": {read: readFinnhub}, "twelvedata": {read: readTwelveData}, "alphavantage": {read: readAlphaVantage},
		"massive": massive, "polygon": massive, "alpaca": {read: readAlpaca}, "tiingo": {read: readTiingo},
		"eodhd": {read: readEODHD}, "fmp": {read: readFMP}, "stooq": {read: readStooq}, "yahoo": {read: readYahoo},
		"mifir-dbag": {read: readDeutscheBoerse}, "mifir-lseg": {read: readLSEG}, "mifir-euronext": {read: readEuronext},
		"ecb": {read: readECB}, "fred": {read: readFRED}, "coingecko": {read: readCoinGecko}, "fix": {read: readFIX},
	}
}

// isPage reports whether an answer is a web page, whatever its status says.
func isPage(text []byte) bool {
	head := strings.ToLower(string(text[:min(len(text), 200)]))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<head")
}

// unpack returns the bytes in a gzip, or raw if it is none.
func unpack(raw []byte) ([]byte, error) {
	if !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		if len(raw) > maxFile {
			return nil, refusal("the answer is larger than %d MiB", maxFile>>20)
		}
		return raw, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, refusal("the gzip cannot be read: %v", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, maxFile+1))
	if err == nil && len(out) > maxFile {
		err = errors.New("it unpacks to more than it may")
	}
	if err != nil {
		return nil, refusal("the gzip cannot be read: %v", err)
	}
	return out, nil
}
