package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

// SaveInstrument writes an instrument. The same instrument again does nothing.
// Instruments and quotes are not in the journal: they have a counter.
func (s *Store) SaveInstrument(ctx context.Context, in market.Instrument) error {
	detail, err := toJSON(in)
	if err != nil {
		return err
	}
	err = s.quoteDeed(ctx, func(t *tx) (bool, error) {
		r, err := t.ExecContext(t.ctx, `INSERT INTO instrument (id, detail) VALUES ($1, $2)
			ON CONFLICT (id) DO UPDATE SET detail = excluded.detail WHERE instrument.detail <> excluded.detail`, in.ID(), detail)
		if err != nil {
			return false, err
		}
		n, err := r.RowsAffected()
		return n > 0, err
	})
	if err != nil {
		return fmt.Errorf("save instrument %s: %w", in.ID(), err)
	}
	return nil
}

// SeedInstrument writes an instrument as the settings file has it, if it has not
// said the same before.
func (s *Store) SeedInstrument(ctx context.Context, in market.Instrument, seed string, now time.Time) error {
	detail, err := toJSON(in)
	if err != nil {
		return err
	}
	err = s.quoteDeed(ctx, func(t *tx) (bool, error) {
		t.now = now
		if err := t.seed("instrument", in.ID(), seed); err != nil {
			return false, err
		}
		return true, t.exec(`INSERT INTO instrument (id, detail) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET detail = excluded.detail`, in.ID(), detail)
	})
	if err != nil && !errors.Is(err, errNoChange) {
		return fmt.Errorf("save instrument %s: %w", in.ID(), err)
	}
	return nil
}

// RemoveInstrument removes an instrument; what was quoted of it stays.
func (s *Store) RemoveInstrument(ctx context.Context, id string) error {
	err := s.quoteDeed(ctx, func(t *tx) (bool, error) {
		return true, t.change(`DELETE FROM instrument WHERE id = $1`, id)
	})
	if errors.Is(err, news.ErrConflict) {
		err = news.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("remove instrument %s: %w", id, err)
	}
	return nil
}

// Instruments returns all instruments by id.
func (s *Store) Instruments(ctx context.Context) ([]market.Instrument, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM instrument ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return scanJSON[market.Instrument](rows)
}

// SaveQuotes writes the quotes that are not older than the one their
// instrument has, and returns how many changed something. All are written or
// none.
func (s *Store) SaveQuotes(ctx context.Context, quotes []market.Quote) (int, error) {
	changed := 0
	err := s.quoteDeed(ctx, func(t *tx) (bool, error) {
		changed = 0
		for _, q := range quotes {
			detail, err := toJSON(q)
			if err != nil {
				return false, err
			}
			r, err := t.ExecContext(t.ctx, `INSERT INTO quote (instrument, at, detail) VALUES ($1, $2, $3)
				ON CONFLICT (instrument) DO UPDATE SET at = excluded.at, detail = excluded.detail
				WHERE excluded.at >= quote.at AND quote.detail <> excluded.detail`, q.Instrument, micro(q.AsOf), detail)
			if err != nil {
				return false, fmt.Errorf("quote of %s: %w", q.Instrument, err)
			}
			n, err := r.RowsAffected()
			if err != nil {
				return false, err
			}
			changed += int(n)
			if n > 0 {
				if err := t.candles(q); err != nil {
					return false, fmt.Errorf("candle of %s: %w", q.Instrument, err)
				}
			}
		}
		return changed > 0, nil
	})
	if err != nil {
		return 0, fmt.Errorf("save quotes: %w", err)
	}
	return changed, nil
}

// Quotes returns the last quote of every instrument that has one, by
// instrument.
func (s *Store) Quotes(ctx context.Context) ([]market.Quote, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM quote ORDER BY instrument`)
	if err != nil {
		return nil, err
	}
	return scanJSON[market.Quote](rows)
}

// QuoteCount returns a number that moves with every change of instruments and
// quotes.
func (s *Store) QuoteCount(ctx context.Context) (int64, error) {
	var n int64
	err := s.r.QueryRowContext(ctx, `SELECT n FROM quote_counter WHERE id = 1`).Scan(&n)
	return n, err
}

// quoteDeed runs do in one transaction and moves the counter if it changed
// anything. The counter's row is taken first, so that all wait in one line.
func (s *Store) quoteDeed(ctx context.Context, do func(*tx) (bool, error)) error {
	sqlTx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, ctx: ctx, kind: s.kind}
	if err := t.exec(`UPDATE quote_counter SET n = n + 1 WHERE id = 1`); err != nil {
		return err
	}
	changed, err := do(t)
	if err != nil || !changed {
		return err
	}
	return sqlTx.Commit()
}
