package press

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"broadsheet/internal/news"
)

// DueStore is what the clock's work needs of the store.
type DueStore interface {
	Due(ctx context.Context, now time.Time, limit int) ([]news.StoryID, error)
	SettleDue(ctx context.Context, id news.StoryID, now time.Time) (news.Event, error)
	FrontsDue(ctx context.Context, now time.Time, limit int) ([]news.FrontDue, error)
	SettleFront(ctx context.Context, d news.FrontDue, now time.Time) (news.Event, error)
}

// Due releases and ends what the clock makes due, of stories first and then of
// fronts and banners. Several processes may run it at once: for each one wins and
// the others find nothing to do.
type Due struct {
	Store DueStore
	Now   func() time.Time
	Log   *slog.Logger
	// Look is how often it looks; 200 ms if zero. A release is late by at most
	// that, and never early.
	Look time.Duration
}

// Run settles until ctx ends and returns its error. Faults are logged and
// tried again at the next look.
func (d Due) Run(ctx context.Context) error {
	look := d.Look
	if look <= 0 {
		look = 200 * time.Millisecond
	}
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		if err := d.Settle(ctx); err != nil && ctx.Err() == nil {
			d.Log.Error("due work waits", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Settle settles all that is due now. One story's fault does not keep the
// others waiting; the faults are returned together.
func (d Due) Settle(ctx context.Context) error {
	now := d.Now()
	var faults []error
	tried := map[news.StoryID]bool{}
	for ctx.Err() == nil {
		ids, err := d.Store.Due(ctx, now, 100+len(tried))
		if err != nil {
			return errors.Join(append(faults, err)...)
		}
		fresh := false
		for _, id := range ids {
			if tried[id] {
				continue
			}
			tried[id], fresh = true, true
			if _, err := d.Store.SettleDue(ctx, id, now); err != nil && !errors.Is(err, news.ErrConflict) {
				faults = append(faults, err)
			}
		}
		if !fresh {
			break
		}
	}
	return errors.Join(append(faults, d.settleFronts(ctx, now))...)
}

// settleFronts comes after the stories, so that a front that is due with a story
// has it.
func (d Due) settleFronts(ctx context.Context, now time.Time) error {
	due, err := d.Store.FrontsDue(ctx, now, 100)
	if err != nil {
		return err
	}
	var faults []error
	for _, x := range due {
		if _, err := d.Store.SettleFront(ctx, x, now); err != nil && !errors.Is(err, news.ErrConflict) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}
