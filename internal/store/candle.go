package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

// The spans of candles.
const (
	spanMinute = "minute"
	spanDay    = "day"
)

// candles adds a quote to the minute and the session it belongs to.
func (t *tx) candles(q market.Quote) error {
	if at, ok := q.Minute(); ok {
		if err := t.candle(q, spanMinute, at); err != nil {
			return err
		}
	}
	if at, ok := q.Session(); ok {
		return t.candle(q, spanDay, at)
	}
	return nil
}

func (t *tx) candle(q market.Quote, span string, at time.Time) error {
	c, err := scanOne[market.Candle](t.row(`SELECT detail FROM quote_candle WHERE instrument = $1 AND span = $2 AND at = $3`, q.Instrument, span, micro(at)))
	switch {
	case errors.Is(err, news.ErrNotFound):
		c = market.NewCandle(at, *q.Last, q.Unit)
	case err != nil:
		return err
	default:
		c = c.With(*q.Last)
	}
	return t.writeCandle(q.Instrument, span, c)
}

func (t *tx) writeCandle(instrument, span string, c market.Candle) error {
	detail, err := toJSON(c)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO quote_candle (instrument, span, at, detail) VALUES ($1, $2, $3, $4)
		ON CONFLICT (instrument, span, at) DO UPDATE SET detail = excluded.detail`, instrument, span, micro(c.At), detail)
}

// Minutes returns an instrument's minutes from a time on, oldest first, at most
// limit.
func (s *Store) Minutes(ctx context.Context, instrument string, from time.Time, limit int) ([]market.Candle, error) {
	return s.candlesFrom(ctx, instrument, spanMinute, from, limit)
}

// Days returns an instrument's sessions from a day on, oldest first, at most
// limit.
func (s *Store) Days(ctx context.Context, instrument string, from time.Time, limit int) ([]market.Candle, error) {
	return s.candlesFrom(ctx, instrument, spanDay, from, limit)
}

func (s *Store) candlesFrom(ctx context.Context, instrument, span string, from time.Time, limit int) ([]market.Candle, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM quote_candle WHERE instrument = $1 AND span = $2 AND at >= $3 ORDER BY at LIMIT $4`,
		instrument, span, micro(from), limit)
	if err != nil {
		return nil, err
	}
	return scanJSON[market.Candle](rows)
}

// SaveDays writes sessions as a feed of history has them, over those that quotes
// made.
func (s *Store) SaveDays(ctx context.Context, instrument string, days []market.Candle) error {
	err := s.quoteDeed(ctx, func(t *tx) (bool, error) {
		for _, c := range days {
			if err := t.writeCandle(instrument, spanDay, c); err != nil {
				return false, err
			}
		}
		return len(days) > 0, nil
	})
	if err != nil {
		return fmt.Errorf("save days of %s: %w", instrument, err)
	}
	return nil
}

// ForgetMinutes removes minutes before a time, at most limit of them, and returns
// how many.
func (s *Store) ForgetMinutes(ctx context.Context, before time.Time, limit int) (int, error) {
	r, err := s.w.ExecContext(ctx, `DELETE FROM quote_candle WHERE (instrument, span, at) IN
		(SELECT instrument, span, at FROM quote_candle WHERE span = $1 AND at < $2 ORDER BY at LIMIT $3)`, spanMinute, micro(before), limit)
	if err != nil {
		return 0, fmt.Errorf("forget minutes: %w", err)
	}
	n, err := r.RowsAffected()
	return int(n), err
}

// SaveSplit records a split and who says so. The same again does nothing.
func (s *Store) SaveSplit(ctx context.Context, instrument string, x market.Split, c market.Change) error {
	err := s.quoteDeed(ctx, func(t *tx) (bool, error) {
		if err := t.exec(`INSERT INTO quote_split (instrument, ex, from_shares, to_shares) VALUES ($1, $2, $3, $4)
			ON CONFLICT (instrument, ex) DO UPDATE SET from_shares = excluded.from_shares, to_shares = excluded.to_shares`, instrument, x.Ex, x.From, x.To); err != nil {
			return false, err
		}
		return true, t.marketChange(c)
	})
	if err != nil {
		return fmt.Errorf("save split of %s: %w", instrument, err)
	}
	return nil
}

// Splits returns all splits by instrument, each in the order of their days.
func (s *Store) Splits(ctx context.Context) (map[string][]market.Split, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT instrument, ex, from_shares, to_shares FROM quote_split ORDER BY instrument, ex`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]market.Split{}
	for rows.Next() {
		var id string
		var x market.Split
		if err := rows.Scan(&id, &x.Ex, &x.From, &x.To); err != nil {
			return nil, err
		}
		out[id] = append(out[id], x)
	}
	return out, rows.Err()
}

// SaveClosure records a day on which a venue does not keep its calendar.
func (s *Store) SaveClosure(ctx context.Context, x market.Closure, c market.Change) error {
	err := s.quoteDeed(ctx, func(t *tx) (bool, error) {
		if err := t.exec(`INSERT INTO quote_closure (mic, day, close) VALUES ($1, $2, $3)
			ON CONFLICT (mic, day) DO UPDATE SET close = excluded.close`, x.MIC, x.Day, x.Close); err != nil {
			return false, err
		}
		return true, t.marketChange(c)
	})
	if err != nil {
		return fmt.Errorf("save closure of %s: %w", x.MIC, err)
	}
	return nil
}

// Closures returns all such days, by venue and day.
func (s *Store) Closures(ctx context.Context) ([]market.Closure, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT mic, day, close FROM quote_closure ORDER BY mic, day`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []market.Closure
	for rows.Next() {
		var x market.Closure
		if err := rows.Scan(&x.MIC, &x.Day, &x.Close); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// SaveLicence writes a source's licence: a new one if its Rev is 0, else it must
// be as the caller saw it, or it is ErrConflict.
func (s *Store) SaveLicence(ctx context.Context, l market.Licence, c market.Change) error {
	err := s.quoteDeed(ctx, func(t *tx) (bool, error) {
		seen := l.Rev
		l := l
		l.Rev++
		detail, err := toJSON(l)
		if err != nil {
			return false, err
		}
		if seen == 0 {
			err = t.exec(`INSERT INTO quote_licence (source, rev, detail) VALUES ($1, $2, $3)`, l.Source, l.Rev, detail)
		} else {
			err = t.change(`UPDATE quote_licence SET rev = $1, detail = $2 WHERE source = $3 AND rev = $4`, l.Rev, detail, l.Source, seen)
		}
		if err != nil {
			return false, s.meaning(err)
		}
		return true, t.marketChange(c)
	})
	if err != nil {
		return fmt.Errorf("save licence of %s: %w", l.Source, err)
	}
	return nil
}

// Licences returns all licences by source.
func (s *Store) Licences(ctx context.Context) ([]market.Licence, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM quote_licence ORDER BY source`)
	if err != nil {
		return nil, err
	}
	return scanJSON[market.Licence](rows)
}

// CorrectQuote puts a quote in place of the one an instrument has, however old,
// and records who did it and why. A minute and a session that it belongs to are
// as if it had been their only price.
func (s *Store) CorrectQuote(ctx context.Context, q market.Quote, c market.Change) error {
	err := s.quoteDeed(ctx, func(t *tx) (bool, error) {
		detail, err := toJSON(q)
		if err != nil {
			return false, err
		}
		if err := t.exec(`INSERT INTO quote (instrument, at, detail) VALUES ($1, $2, $3)
			ON CONFLICT (instrument) DO UPDATE SET at = excluded.at, detail = excluded.detail`, q.Instrument, micro(q.AsOf), detail); err != nil {
			return false, err
		}
		if at, ok := q.Minute(); ok {
			if err := t.writeCandle(q.Instrument, spanMinute, market.NewCandle(at, *q.Last, q.Unit)); err != nil {
				return false, err
			}
		}
		if at, ok := q.Session(); ok {
			if err := t.mendDay(q, at); err != nil {
				return false, err
			}
		}
		return true, t.marketChange(c)
	})
	if err != nil {
		return fmt.Errorf("correct quote of %s: %w", q.Instrument, err)
	}
	return nil
}

// mendDay makes a session anew from its minutes.
func (t *tx) mendDay(q market.Quote, day time.Time) error {
	rows, err := t.QueryContext(t.ctx, `SELECT detail FROM quote_candle WHERE instrument = $1 AND span = $2 AND at >= $3 AND at < $4 ORDER BY at`,
		q.Instrument, spanMinute, micro(day.Add(-14*time.Hour)), micro(day.Add(38*time.Hour)))
	if err != nil {
		return err
	}
	minutes, err := scanJSON[market.Candle](rows)
	if err != nil {
		return err
	}
	c := market.NewCandle(day, *q.Last, q.Unit)
	first := true
	for _, m := range minutes {
		in := q
		in.AsOf = m.At
		if of, ok := in.Session(); !ok || !of.Equal(day) {
			continue
		}
		if first {
			c, first = market.Candle{At: day, Open: m.Open, High: m.High, Low: m.Low, Last: m.Last, Unit: m.Unit}, false
		}
		c = c.With(m.High).With(m.Low).With(m.Last)
	}
	return t.writeCandle(q.Instrument, spanDay, c)
}

// marketChange records what somebody changed by hand. The counter's row is held,
// so that the numbers follow each other.
func (t *tx) marketChange(c market.Change) error {
	if c.By == "" {
		return nil
	}
	if err := t.row(`SELECT COALESCE(MAX(n), 0) + 1 FROM quote_change`).Scan(&c.N); err != nil {
		return err
	}
	detail, err := toJSON(c)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO quote_change (n, at, detail) VALUES ($1, $2, $3)`, c.N, micro(c.At), detail)
}

// MarketChanges returns what was changed by hand, newest first, at most limit.
func (s *Store) MarketChanges(ctx context.Context, limit int) ([]market.Change, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM quote_change ORDER BY n DESC LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	return scanJSON[market.Change](rows)
}
