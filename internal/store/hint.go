package store

import (
	"context"
	"fmt"
	"strings"

	"broadsheet/internal/news"
)

const (
	hintChannel = "broadsheet_hint"
	// maxHint is how long a hint may be, in bytes; PostgreSQL takes no more.
	maxHint = 7000
	// hintRoom is how many hints wait for one who hears them; more are lost.
	hintRoom = 256
)

// Tell gives a hint to all who hear hints, on PostgreSQL in every process. It
// writes nothing.
func (s *Store) Tell(ctx context.Context, h news.Hint) error {
	if len(h.Topic)+len(h.Data) > maxHint || strings.ContainsAny(h.Topic, "\n\x00") {
		return fmt.Errorf("hint %.40q is too long; tell where to look instead: %w", h.Topic, news.ErrInvalid)
	}
	if s.kind == sqlite {
		s.hint(h)
		return nil
	}
	// Schemas of one database share their channels.
	_, err := s.w.ExecContext(ctx, `SELECT pg_notify($1, current_schema() || E'\n' || $2)`, hintChannel, h.Topic+"\n"+h.Data)
	return err
}

// Hints returns a channel of the hints that are told from now on. Who does not
// read them loses them. Call the function to give it back.
func (s *Store) Hints() (<-chan news.Hint, func()) {
	c := make(chan news.Hint, hintRoom)
	s.mu.Lock()
	s.hears[c] = true
	s.mu.Unlock()
	return c, func() {
		s.mu.Lock()
		delete(s.hears, c)
		s.mu.Unlock()
	}
}

// hint hands a hint to those who hear in this process.
func (s *Store) hint(h news.Hint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.hears {
		select {
		case c <- h:
		default:
		}
	}
}

// notified is a hint as PostgreSQL hands it on; those of other schemas are none.
func (s *Store) notified(payload, schema string) {
	own, rest, _ := strings.Cut(payload, "\n")
	topic, data, ok := strings.Cut(rest, "\n")
	if ok && own == schema {
		s.hint(news.Hint{Topic: topic, Data: data})
	}
}
