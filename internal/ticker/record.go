package ticker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

// Records is what the room needs of the store for what people record by hand.
type Records interface {
	SaveLicence(context.Context, market.Licence, market.Change) error
	CorrectQuote(context.Context, market.Quote, market.Change) error
	SaveSplit(context.Context, string, market.Split, market.Change) error
	SaveClosure(context.Context, market.Closure, market.Change) error
}

// Line is an instrument as the newsroom sees it.
type Line struct {
	market.View
	// Public says that readers may see its quote.
	Public bool `json:"public"`
}

// Lines returns all instruments and all that have a quote, by id.
func (r *Room) Lines(ctx context.Context) ([]Line, error) {
	s, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for id := range s.instruments {
		ids[id] = true
	}
	for id := range s.quotes {
		ids[id] = true
	}
	now := r.Now()
	var out []Line
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		in, ok := s.instruments[id]
		if !ok {
			mic, symbol, err := market.ParseID(id)
			if err != nil {
				continue
			}
			in = market.Instrument{MIC: mic, Symbol: symbol}
		}
		public, _ := s.shown(id)
		out = append(out, Line{View: market.Evaluate(in, s.quotes[id], s.context(id, now, r.StaleAfter)), Public: public.Last != nil || s.quotes[id].Last == nil})
	}
	return out, nil
}

// change begins the record of something done by hand. A reason is part of it.
func (r *Room) change(by, what, instrument, why string) (market.Change, error) {
	why = strings.TrimSpace(why)
	switch {
	case by == "":
		return market.Change{}, fmt.Errorf("say who says so: %w", news.ErrInvalid)
	case len(why) < 3:
		return market.Change{}, fmt.Errorf("say why, for the record: %w", news.ErrInvalid)
	}
	return market.Change{At: r.Now().UTC(), By: by, What: what, Instrument: instrument, Why: why}, nil
}

// License records whether readers may see a feed's quotes.
func (r *Room) License(ctx context.Context, by string, l market.Licence, why string) error {
	c, err := r.change(by, "licence", "", why)
	if err != nil {
		return err
	}
	s, err := r.look(ctx)
	if err != nil {
		return err
	}
	old := s.licences[l.Source]
	l.Rev, l.By, l.At = old.Rev, by, c.At
	if l.Terms == "" {
		l.Terms = old.Terms
	}
	if err := l.Check(); err != nil {
		return err
	}
	c.Before, c.After = fmt.Sprintf("%s: display %v", l.Source, old.Display), fmt.Sprintf("%s: display %v", l.Source, l.Display)
	return r.Records.SaveLicence(ctx, l, c)
}

// Correct puts the right price in place of a bad one. Prices are in the unit of
// the instrument; an empty one stays.
func (r *Room) Correct(ctx context.Context, by, instrument, last, base, why string) error {
	c, err := r.change(by, "quote", instrument, why)
	if err != nil {
		return err
	}
	s, err := r.look(ctx)
	if err != nil {
		return err
	}
	q, ok := s.quotes[instrument]
	if !ok {
		return fmt.Errorf("instrument %q has no quote: %w", instrument, news.ErrNotFound)
	}
	c.Before = fmt.Sprintf("%s, previous close %s", written(q.Last), written(q.Base))
	for _, x := range []struct {
		name, text string
		to         **market.Dec
	}{{"last", last, &q.Last}, {"previous close", base, &q.Base}} {
		if x.text == "" {
			continue
		}
		d, err := market.ParseDec(x.text)
		if err == nil && d.Sign() <= 0 {
			err = fmt.Errorf("it must be above zero: %w", news.ErrInvalid)
		}
		if err != nil {
			return fmt.Errorf("%s %q: %w", x.name, x.text, err)
		}
		*x.to = &d
	}
	if last == "" && base == "" {
		return fmt.Errorf("give the right last price or previous close: %w", news.ErrInvalid)
	}
	c.After = fmt.Sprintf("%s, previous close %s", written(q.Last), written(q.Base))
	q.Claimed, q.Received = nil, c.At
	return r.Records.CorrectQuote(ctx, q, c)
}

func written(d *market.Dec) string {
	if d == nil {
		return "none"
	}
	return d.String()
}

// Split records a split of an instrument.
func (r *Room) Split(ctx context.Context, by, instrument string, x market.Split, why string) error {
	c, err := r.change(by, "split", instrument, why)
	if err != nil {
		return err
	}
	_, _, err = market.ParseID(instrument)
	if _, dayErr := time.Parse(time.DateOnly, x.Ex); dayErr != nil {
		err = errors.Join(err, fmt.Errorf("day %q: write it as 2026-11-23: %w", x.Ex, news.ErrInvalid))
	}
	if x.From <= 0 || x.To <= 0 || x.From == x.To {
		err = errors.Join(err, fmt.Errorf("a split of %d for %d: write how many shares become how many: %w", x.To, x.From, news.ErrInvalid))
	}
	if err != nil {
		return err
	}
	c.After = fmt.Sprintf("%d for %d on %s", x.To, x.From, x.Ex)
	return r.Records.SaveSplit(ctx, instrument, x, c)
}

// Shut records a day on which a venue does not keep its calendar.
func (r *Room) Shut(ctx context.Context, by string, x market.Closure, why string) error {
	c, err := r.change(by, "closure", "", why)
	if err != nil {
		return err
	}
	if err := x.Check(); err != nil {
		return err
	}
	c.After = fmt.Sprintf("%s on %s: closes %q", x.MIC, x.Day, x.Close)
	return r.Records.SaveClosure(ctx, x, c)
}

// Archive lets prices of minutes go after a while.
type Archive struct {
	Store interface {
		ForgetMinutes(ctx context.Context, before time.Time, limit int) (int, error)
	}
	Now  func() time.Time
	Log  *slog.Logger
	Keep time.Duration
}

const (
	archiveEvery = time.Hour
	archiveBatch = 5000
)

// Run removes old minutes until ctx ends, and returns its error.
func (a Archive) Run(ctx context.Context) error {
	tick := time.NewTicker(archiveEvery)
	defer tick.Stop()
	for {
		if err := a.Once(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("old prices of minutes", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Once removes what is old now.
func (a Archive) Once(ctx context.Context) error {
	for {
		n, err := a.Store.ForgetMinutes(ctx, a.Now().Add(-a.Keep), archiveBatch)
		if err != nil || n < archiveBatch {
			return err
		}
	}
}
