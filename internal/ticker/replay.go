package ticker

import (
	"context"
	"math/rand/v2"
	"time"

	"broadsheet/internal/quotefeed"
)

// Replay moves sample quotes about, so that a paper without any source of quotes
// shows how a market bar lives. It invents every price, says so of each, and
// touches no instrument that has a quote of any other kind.
type Replay struct {
	Room  *Room
	Every time.Duration
	Seed  uint64
}

// Run moves quotes until ctx ends, and returns its error.
func (p Replay) Run(ctx context.Context) error {
	chance := rand.New(rand.NewPCG(p.Seed, p.Seed))
	tick := time.NewTicker(p.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if err := p.step(ctx, chance); err != nil && ctx.Err() == nil {
			p.Room.Log.Error("sample quotes", "err", err)
		}
	}
}

// step moves some of the sample quotes by at most three thousandths, in steps as
// fine as the price is written.
func (p Replay) step(ctx context.Context, chance *rand.Rand) error {
	s, err := p.Room.look(ctx)
	if err != nil {
		return err
	}
	quotes, err := p.Room.Store.Quotes(ctx)
	if err != nil {
		return err
	}
	now := p.Room.Now()
	var r reading
	for _, q := range quotes {
		if !q.Sample || q.Last == nil || chance.IntN(3) > 0 {
			continue
		}
		last, ok := q.Last.Moved(chance.Int64N(7) - 3)
		if !ok {
			continue
		}
		q.Last, q.AsOf, q.Received = &last, now.Add(-time.Duration(q.DelayMin)*time.Minute), now
		r.items = append(r.items, quotefeed.Item{Instrument: s.instruments[q.Instrument], Quote: q, DelayKnown: true})
	}
	if len(r.items) == 0 {
		return nil
	}
	_, err = p.Room.keepAll(ctx, r, "sample quotes")
	return err
}
