// Package quotesource asks providers of quotes: exchanges' free delayed files, the
// European Central Bank, and companies that sell quotes. It knows their addresses,
// how much may be asked at once and how often, and where a collection goes on.
//
// It reads no format (quotefeed), keeps nothing (ticker) and dials nobody itself:
// every request goes through the guard of package fetch. Whether readers may see
// what comes is not its business either, but that of the licence that an
// administrator records.
//
// Start at [Open] and [Provider.Collect].
package quotesource

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/quotefeed"
)

// Info is what an administrator must know of a provider.
type Info struct {
	ID, Name string
	// Attribution must stand beside its quotes, if not empty, and lead there.
	Attribution, AttributionURL string
	// DelayMin is how late its quotes are where they do not say, in minutes.
	DelayMin int
	NeedsKey bool
	// Every is how often it is asked if the settings do not say, and Least how
	// often it may be asked at most.
	Every, Least time.Duration
	// Terms is what is known of its licence for display, for whoever decides.
	Terms string
}

// Getter fetches an address; *fetch.Client is one.
type Getter interface {
	Get(ctx context.Context, q fetch.Request, use func(fetch.Answer, io.Reader) error) (fetch.Answer, error)
}

// Ask is one collection.
type Ask struct {
	Instruments []market.Instrument
	// Cursor is where the last collection ended, "" at first.
	Cursor string
	Now    time.Time
}

// Answer is what a collection brought, also if it ended early with an error.
type Answer struct {
	Items    []quotefeed.Item
	Problems []quotefeed.Problem
	Cursor   string
}

// Provider asks one provider.
type Provider interface {
	Info() Info
	// Collect asks for what is new. What it returns with an error is good as far
	// as it goes. An error that wraps [Limited] says how long to wait.
	Collect(ctx context.Context, get Getter, a Ask) (Answer, error)
}

// Limited says that the provider asks to be left alone for a while.
type Limited struct{ For time.Duration }

func (l *Limited) Error() string { return fmt.Sprintf("the provider asks to wait %s", l.For) }

// Settings are those of one source.
type Settings struct {
	Provider string
	Key      string // secret
	// Base replaces the provider's own address, for a proxy or a test.
	Base    string
	Mapping Mapping
}

// Providers returns what is known of all providers, by id.
func Providers() []Info {
	var out []Info
	for _, id := range []string{"ecb", "finnhub", "json", "massive", "mifir-dbag", "mifir-euronext", "mifir-lseg", "twelvedata"} {
		p, err := Open(Settings{Provider: id, Key: "-", Mapping: Mapping{URL: "https://example.org/"}})
		if err != nil {
			panic("provider " + id + " cannot be opened: " + err.Error())
		}
		out = append(out, p.Info())
	}
	return out
}

// Open returns a provider. The error wraps [news.ErrInvalid] and says what is
// wrong with the settings.
func Open(s Settings) (Provider, error) {
	var p Provider
	switch s.Provider {
	case "ecb":
		p = &ecb{base: or(s.Base, "https://www.ecb.europa.eu")}
	case "finnhub":
		p = &single{info: finnhubInfo(), base: or(s.Base, "https://finnhub.io"), key: s.Key, decoder: "finnhub", address: finnhubAddress}
	case "twelvedata":
		p = &batched{info: twelveDataInfo(), base: or(s.Base, "https://api.twelvedata.com"), authorization: "apikey " + s.Key, most: 8, decoder: "twelvedata", address: twelveDataAddress}
	case "massive", "polygon":
		p = &batched{info: massiveInfo(), base: or(s.Base, "https://api.massive.com"), authorization: "Bearer " + s.Key, most: 100, decoder: "massive", address: massiveAddress}
	case "mifir-dbag":
		p = &deutscheBoerse{base: or(s.Base, "https://mfs.deutsche-boerse.com")}
	case "mifir-euronext":
		p = &euronext{base: or(s.Base, "https://marketdata.euronext.com")}
	case "mifir-lseg":
		p = &lseg{base: or(s.Base, "https://dmd.lseg.com")}
	case "json":
		if err := s.Mapping.check(); err != nil {
			return nil, err
		}
		p = &mapped{Mapping: s.Mapping, key: s.Key}
	default:
		return nil, fmt.Errorf("provider %q of quotes is not known; there are ecb, finnhub, json, massive, mifir-dbag, mifir-euronext, mifir-lseg and twelvedata: %w", s.Provider, news.ErrInvalid)
	}
	if p.Info().NeedsKey && s.Key == "" {
		return nil, fmt.Errorf("provider %q of quotes needs a key: %w", s.Provider, news.ErrInvalid)
	}
	return p, nil
}

func or(s, instead string) string {
	if s != "" {
		return strings.TrimRight(s, "/")
	}
	return instead
}

// mostBytes is how much of one answer is read.
const mostBytes = 32 << 20

// read fetches an address whole. An answer of 429 becomes [Limited].
func read(ctx context.Context, get Getter, address, authorization string) ([]byte, error) {
	var raw []byte
	_, err := get.Get(ctx, fetch.Request{URL: address, Authorization: authorization}, func(_ fetch.Answer, body io.Reader) error {
		var err error
		raw, err = io.ReadAll(io.LimitReader(body, mostBytes+1))
		if err == nil && len(raw) > mostBytes {
			err = fmt.Errorf("the answer is larger than %d MiB", mostBytes>>20)
		}
		return err
	})
	var status *fetch.StatusError
	if errors.As(err, &status) && (status.Status == http.StatusTooManyRequests || status.RetryAfter > 0) {
		wait := status.RetryAfter
		if wait <= 0 {
			wait = time.Minute
		}
		return nil, fmt.Errorf("%w: %w", err, &Limited{For: wait})
	}
	return raw, err
}

// take decodes an answer and adds it.
func (a *Answer) take(decoder string, raw []byte, ctx quotefeed.Context) error {
	items, problems, err := quotefeed.Decode(decoder, raw, ctx)
	a.Items, a.Problems = append(a.Items, items...), append(a.Problems, problems...)
	return err
}

// of returns the instruments of some venues.
func of(list []market.Instrument, mics ...string) []market.Instrument {
	var out []market.Instrument
	for _, in := range list {
		if slices.Contains(mics, in.MIC) {
			out = append(out, in)
		}
	}
	return out
}

// blank reports whether nothing is in an answer.
func blank(raw []byte) bool { return len(bytes.TrimSpace(raw)) == 0 }
