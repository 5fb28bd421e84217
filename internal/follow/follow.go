// Package follow reads the journal from a remembered place and hands each
// event, in order, to one function. It is how rooms learn of deeds: nobody is
// called back.
//
// It is not a queue: a follower that fails stays at the event and tries again,
// and an event may be handed over twice after a crash, so followers bear
// repetition.
//
// Start at [Follower.Run].
package follow

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"broadsheet/internal/news"
)

// Journal is what a follower needs of the store.
type Journal interface {
	Journal(ctx context.Context, after int64, limit int) ([]news.Event, error)
	LastEvent(ctx context.Context) (int64, error)
	Place(ctx context.Context, follower string) (int64, error)
	SavePlace(ctx context.Context, follower string, n int64) error
	Bell() (<-chan struct{}, func())
}

// Follower hands events to Handle. Its fields are set before Run and not
// changed afterwards.
type Follower struct {
	// Name keys the remembered place. Empty means that nothing is remembered:
	// the follower starts at From each time, as a cache in memory does.
	Name    string
	From    int64 // where a nameless follower starts: the last event it need not see
	Journal Journal
	Handle  func(context.Context, news.Event) error
	Log     *slog.Logger
	// Look is how often the follower looks without a bell; 1 s if zero.
	Look time.Duration
}

// Run follows until ctx ends and returns its error. An error of Handle or of
// the journal is logged and the same event is tried again at the next look.
func (f Follower) Run(ctx context.Context) error {
	bell, stop := f.Journal.Bell()
	defer stop()
	look := f.Look
	if look <= 0 {
		look = time.Second
	}
	tick := time.NewTicker(look)
	defer tick.Stop()
	at, placed := f.From, f.Name == ""
	for {
		if !placed {
			n, err := f.Journal.Place(ctx, f.Name)
			if err == nil {
				at, placed = n, true
			} else {
				f.complain(ctx, err)
			}
		}
		if placed {
			var err error
			if at, err = f.catchUp(ctx, at); err != nil {
				f.complain(ctx, err)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-bell:
		case <-tick.C:
		}
	}
}

// catchUp handles all events after at and returns the last one handled.
func (f Follower) catchUp(ctx context.Context, at int64) (int64, error) {
	for ctx.Err() == nil {
		events, err := f.Journal.Journal(ctx, at, 500)
		if err != nil || len(events) == 0 {
			return at, err
		}
		start := at
		var failed error
		for _, e := range events {
			if failed = f.Handle(ctx, e); failed != nil {
				failed = fmt.Errorf("follow %s: event %d: %w", f.Name, e.N, failed)
				break
			}
			at = e.N
		}
		if f.Name != "" && at > start {
			if err := f.Journal.SavePlace(ctx, f.Name, at); err != nil {
				return at, err
			}
		}
		if failed != nil {
			return at, failed
		}
	}
	return at, nil
}

func (f Follower) complain(ctx context.Context, err error) {
	if ctx.Err() == nil && f.Log != nil {
		f.Log.Error("follower waits", "follower", f.Name, "err", err)
	}
}
