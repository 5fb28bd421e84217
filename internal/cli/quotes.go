package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/market"
	"broadsheet/internal/quotesource"
	"broadsheet/internal/store"
	"broadsheet/internal/ticker"
)

const (
	// minutesKept is how long prices of minutes are kept; those of days are for
	// good.
	minutesKept = 8 * 24 * time.Hour
	// replayEvery is how often the demo's sample quotes move.
	replayEvery = 4 * time.Second
)

// quotes returns the collector of the settings' feeds.
func (h *house) quotes() (*ticker.Collector, error) {
	c := &ticker.Collector{Room: h.ticker, Roads: h.store, Get: fetch.New(fetch.Config{Timeout: time.Duration(h.settings.Fetch.Timeout), Allow: h.settings.Fetch.Networks(), Now: h.now}), NewID: store.NewID, Log: h.log}
	for _, f := range h.settings.Quotes.Feeds {
		p, err := f.Open()
		if err != nil {
			return nil, err
		}
		c.Feeds = append(c.Feeds, ticker.Feed{ID: f.ID, Provider: p, Instruments: f.Instruments, Every: time.Duration(f.Every)})
	}
	return c, nil
}

func quotesPutCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("name at least one file")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	var faults []error
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, bare(err)))
			continue
		}
		taken, err := h.ticker.Take(ctx, raw, name)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		for _, p := range taken.Problems {
			faults = append(faults, fmt.Errorf("%s: %s", name, p))
		}
		if a.json {
			err = a.printJSON(taken)
		} else {
			_, err = fmt.Fprintf(a.out, "%s: %d quotes taken, %d unchanged or older, %d refused\n", name, taken.Accepted, taken.Older, len(taken.Problems))
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(faults...)
}

func quotesProvidersCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	for _, p := range quotesource.Providers() {
		key := ""
		if p.NeedsKey {
			key = ", needs a key"
		}
		if _, err := fmt.Fprintf(a.out, "%-15s %s, asked every %s%s\n%15s %s\n", p.ID, p.Name, p.Every, key, "", p.Terms); err != nil {
			return err
		}
	}
	return nil
}

func quotesShowCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	ids, err := parse(set, args)
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	lines, err := h.ticker.Lines(ctx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if len(ids) > 0 && !slices.Contains(ids, l.Instrument.ID()) {
			continue
		}
		if a.json {
			err = a.printJSON(l)
		} else {
			locale := market.LocaleOf("en-GB")
			_, err = fmt.Fprintf(a.out, "%-14s %s %s  %s  as of %s%s\n", l.Instrument.ID(), l.Price(locale), l.Percent(locale), l.State, l.Quote.Stamp(), hidden(l))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func hidden(l ticker.Line) string {
	if l.Public {
		return ""
	}
	return "  not for readers: feed " + l.Quote.Feed + " has no licence"
}

func quotesLicenceCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	terms := set.String("terms", "", "which contract or terms allow readers to see its quotes, in a `SENTENCE`")
	attribution := set.String("attribution", "", "`WORDS` that must stand beside its quotes")
	link := set.String("url", "", "https `ADDRESS` that the attribution leads to")
	end := set.Bool("end", false, "readers may see its quotes no longer")
	by := set.String("by", who(), "who says so")
	why := set.String("why", "", "why, for the record")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("name one feed of the settings")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	l := market.Licence{Source: rest[0], Display: !*end, Terms: *terms, Attribution: *attribution, AttributionURL: *link}
	if err := h.ticker.License(ctx, *by, l, *why); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "Readers may see quotes of %s: %v\n", l.Source, l.Display)
	return err
}

func quotesCorrectCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	last := set.String("last", "", "the right price, in the listing's unit")
	base := set.String("prev-close", "", "the right previous close; empty keeps it")
	by := set.String("by", who(), "who says so")
	why := set.String("why", "", "why, for the record")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("name one instrument, such as XNYS:BP")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	return h.ticker.Correct(ctx, *by, rest[0], *last, *base, *why)
}

func quotesSplitCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	ex := set.String("ex", "", "first `DAY` they trade so, 2006-01-02")
	from := set.Int64("from", 1, "of so many shares")
	to := set.Int64("to", 0, "become so many")
	by := set.String("by", who(), "who says so")
	why := set.String("why", "", "why, for the record")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("name one instrument, such as XNYS:BP")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	return h.ticker.Split(ctx, *by, rest[0], market.Split{Ex: *ex, From: *from, To: *to}, *why)
}

func quotesClosureCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	early := set.String("close", "", "local time it closes, 15:04; empty is that it does not open")
	by := set.String("by", who(), "who says so")
	why := set.String("why", "", "why, for the record")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return usage("name a venue and a day, such as XNYS 2026-11-27")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	return h.ticker.Shut(ctx, *by, market.Closure{MIC: rest[0], Day: rest[1], Close: *early}, *why)
}
