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
	"broadsheet/internal/quotefeed"
	"broadsheet/internal/quotesource"
)

// Feed is one source of quotes that is asked.
type Feed struct {
	// ID names it in the settings, in its licence and in its quotes.
	ID       string
	Provider quotesource.Provider
	// Instruments are the ids it is asked for; none is all those that no other
	// feed is asked for.
	Instruments []string
	// Every is how often it is asked while a venue is open; zero is as often as
	// its provider suggests.
	Every time.Duration
}

// Road is how a feed stands, under the name that the house keeps it by.
func (f Feed) Road() news.Road {
	info := f.Provider.Info()
	return news.Road{ID: news.RoadID("quotes/" + f.ID), Source: "", Kind: news.QuoteRoad, Address: info.Name}
}

func (f Feed) every() time.Duration {
	info := f.Provider.Info()
	if f.Every > 0 {
		return max(f.Every, info.Least)
	}
	return info.Every
}

// Roads is what a collector needs of the store.
type Roads interface {
	OpenRoad(context.Context, news.Road, time.Time) (news.Road, error)
	LeaseRoad(ctx context.Context, id news.RoadID, owner string, now, until time.Time) (news.Road, error)
	SaveRoad(context.Context, news.Road) error
}

// Collector asks feeds when they are due. Many nodes may run one: a feed's row
// says who asks it now, so that no provider is asked twice.
type Collector struct {
	Room  *Room
	Roads Roads
	Get   quotesource.Getter
	Feeds []Feed
	NewID func() string
	Log   *slog.Logger
}

const (
	// feedLease is longer than any collection takes.
	feedLease = 5 * time.Minute
	// afterClose is how long a feed is asked after its venues have closed: its
	// quotes are late, and the close is the last of them.
	afterClose = 25 * time.Minute
	// whileClosed is how often it is asked when all is closed.
	whileClosed = time.Hour
	// longestWait bounds the wait after failures.
	longestWait = time.Hour
	// collectorLook is how often what is due is looked for.
	collectorLook = time.Second
)

// Run asks feeds until ctx ends, each on its own, and returns ctx's error.
func (c *Collector) Run(ctx context.Context) error {
	done := make(chan struct{}, len(c.Feeds))
	for _, f := range c.Feeds {
		go func() {
			defer func() { done <- struct{}{} }()
			c.run(ctx, f)
		}()
	}
	for range c.Feeds {
		<-done
	}
	<-ctx.Done()
	return ctx.Err()
}

func (c *Collector) run(ctx context.Context, f Feed) {
	tick := time.NewTicker(collectorLook)
	defer tick.Stop()
	opened, failing := false, ""
	for {
		err := func() error {
			if !opened {
				if _, err := c.Roads.OpenRoad(ctx, f.Road(), c.Room.Now()); err != nil {
					return err
				}
				opened = true
			}
			return c.Once(ctx, f)
		}()
		if text := plainError(err); text != failing && ctx.Err() == nil {
			failing = text
			if text == "" {
				c.Log.Info("quotes are coming again", "feed", f.ID)
			} else {
				c.Log.Warn("no quotes", "feed", f.ID, "why", text)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once asks a feed if it is due, and keeps what comes. An error is the feed's, or
// the store's; what came with it is kept.
func (c *Collector) Once(ctx context.Context, f Feed) error {
	now := c.Room.Now()
	road, err := c.Roads.LeaseRoad(ctx, f.Road().ID, c.NewID(), now, now.Add(feedLease))
	if errors.Is(err, news.ErrConflict) {
		return nil // not due, or asked by another node
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, feedLease*4/5)
	defer cancel()
	asked, open, err := c.wanted(ctx, f, now)
	var a quotesource.Answer
	if err == nil && len(asked) > 0 {
		a, err = f.Provider.Collect(ctx, c.Get, quotesource.Ask{Instruments: asked, Cursor: road.Cursor, Now: now})
		road.Cursor = a.Cursor
	}
	changed, kept := c.keep(ctx, f, a)
	err = errors.Join(err, kept)
	road.Tried = now
	if changed > 0 {
		road.LastItem = now
	}
	wait := f.every()
	if !open {
		wait = max(wait, whileClosed)
	}
	if err == nil {
		road.Well, road.Failures, road.Error, road.FailingSince = now, 0, "", time.Time{}
	} else {
		road = road.Failed(now, plainError(err), 1)
		wait = backOff(f.every(), road.Failures)
		var limited *quotesource.Limited
		if errors.As(err, &limited) {
			wait = max(wait, limited.For)
			road.Asked = now.Add(limited.For)
		}
	}
	road.Due = now.Add(wait)
	return errors.Join(err, c.Roads.SaveRoad(context.WithoutCancel(ctx), road))
}

// backOff doubles the wait with each failure in a row.
func backOff(every time.Duration, failures int) time.Duration {
	for range min(failures, 12) {
		every *= 2
	}
	return min(every, longestWait)
}

// wanted returns what a feed is asked for, and whether any of it is traded now or
// was a short while ago.
func (c *Collector) wanted(ctx context.Context, f Feed, now time.Time) (asked []market.Instrument, open bool, err error) {
	s, err := c.Room.look(ctx)
	if err != nil {
		return nil, false, err
	}
	mine := map[string]bool{}
	others := map[string]bool{}
	for _, g := range c.Feeds {
		for _, id := range g.Instruments {
			if g.ID == f.ID {
				mine[id] = true
			} else {
				others[id] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.instruments)) {
		if len(f.Instruments) > 0 && !mine[id] || len(f.Instruments) == 0 && others[id] {
			continue
		}
		in := s.instruments[id]
		asked = append(asked, in)
		for _, t := range []time.Time{now, now.Add(-afterClose)} {
			if h := in.Hours(t, s.closures); h.Open || !h.Known {
				open = true
			}
		}
	}
	return asked, open, nil
}

// keep takes what a feed brought.
func (c *Collector) keep(ctx context.Context, f Feed, a quotesource.Answer) (changed int, err error) {
	if len(a.Items) == 0 {
		return 0, nil
	}
	delay := f.Provider.Info().DelayMin
	for i := range a.Items {
		it := &a.Items[i]
		it.Quote.Feed = f.ID
		if it.Quote.Received.IsZero() {
			it.Quote.Received = c.Room.Now()
		}
		if !it.DelayKnown {
			it.Quote.DelayMin, it.DelayKnown = delay, true
		}
	}
	taken, err := c.Room.keepAll(context.WithoutCancel(ctx), reading{a.Items, a.Problems}, "feed "+f.ID)
	for _, p := range taken.Problems {
		c.Log.Debug("quote was not taken", "feed", f.ID, "why", p.String())
	}
	return taken.Accepted, err
}

// reading is what one reading brought.
type reading struct {
	items    []quotefeed.Item
	problems []quotefeed.Problem
}

// plainError is an error in one line.
func plainError(err error) string {
	if err == nil {
		return ""
	}
	return strings.Join(strings.Fields(fmt.Sprint(err)), " ")
}
