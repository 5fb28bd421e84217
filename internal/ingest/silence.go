package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// SilenceStore is what the silence alarm needs of the store.
type SilenceStore interface {
	LastWire(context.Context, news.SourceID) (time.Time, error)
	Roads(context.Context) ([]news.Road, error)
	FellSilent(ctx context.Context, source news.SourceID, since time.Time) (bool, error)
	Heard(context.Context, news.SourceID) (bool, error)
}

// Silence tells when a source from which copy is awaited sends none, though its
// roads may all be well: once when it has been silent for too long, and once
// when copy comes again, however many processes look and restart.
type Silence struct {
	Room    *Room
	Store   SilenceStore
	Sources []Awaited // guarded by mu; see SetSources

	mu sync.Mutex
}

// SetSources says which sources are awaited from now on.
func (s *Silence) SetSources(sources []Awaited) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Sources = sources
}

func (s *Silence) sources() []Awaited {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Sources
}

// Awaited is a source and how long it may be silent.
type Awaited struct {
	Source news.SourceID
	After  time.Duration
}

const silenceLook = 15 * time.Second

// Run looks until ctx ends and returns its error. With no source it only waits.
func (s *Silence) Run(ctx context.Context) error {
	tick := time.NewTicker(silenceLook)
	defer tick.Stop()
	ailing := false
	for {
		err := s.Look(ctx)
		if err != nil && !ailing && ctx.Err() == nil {
			s.Room.Log.Error("the silence alarm waits for the store", "err", err)
		}
		ailing = err != nil
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Look looks at every source once. One source's fault does not keep the others
// from being looked at.
func (s *Silence) Look(ctx context.Context) error {
	sources := s.sources()
	if len(sources) == 0 {
		return nil
	}
	roads, err := s.Store.Roads(ctx)
	if err != nil {
		return err
	}
	var faults []error
	for _, a := range sources {
		if err := s.look(ctx, a, roads); err != nil {
			faults = append(faults, fmt.Errorf("silence of %s: %w", a.Source, err))
		}
	}
	return errors.Join(faults...)
}

func (s *Silence) look(ctx context.Context, a Awaited, roads []news.Road) error {
	last, err := s.Store.LastWire(ctx, a.Source)
	if err != nil {
		return err
	}
	last, made := LastHeard(a.Source, last, roads)
	since := news.SilentSince(last, made, s.Room.Now(), a.After)
	if since.IsZero() {
		was, err := s.Store.Heard(ctx, a.Source)
		if was {
			s.Room.Log.Info("source is heard again", "source", a.Source)
		}
		return err
	}
	fresh, err := s.Store.FellSilent(ctx, a.Source, since)
	if fresh {
		s.Room.Log.Error("source is silent", "source", a.Source, "since", since.UTC().Format(time.RFC3339), "silent_after", a.After)
	}
	return err
}

// LastHeard returns when anything new came last from a source, whose newest item
// was filed at filed, on any of its roads, and since when the house has known
// the oldest of these; zero is never.
func LastHeard(source news.SourceID, filed time.Time, roads []news.Road) (last, made time.Time) {
	last = filed
	for _, r := range roads {
		if r.Source != source {
			continue
		}
		if r.LastItem.After(last) {
			last = r.LastItem
		}
		if made.IsZero() || r.Made.Before(made) {
			made = r.Made
		}
	}
	return last, made
}
