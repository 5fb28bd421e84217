package store

import (
	"context"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// Agencies returns how the wire of each source stands, by id.
func (s *Store) Agencies(ctx context.Context) ([]news.AgencyState, error) {
	sources, err := s.Sources(ctx)
	if err != nil {
		return nil, err
	}
	roads, err := s.Roads(ctx)
	if err != nil {
		return nil, err
	}
	silent, err := s.silences(ctx)
	if err != nil {
		return nil, err
	}
	out := []news.AgencyState{}
	for _, src := range sources {
		a := news.AgencyState{Source: src.ID, Name: src.Name, Credit: src.Credit, Retired: src.Retired, SilentSince: silent[src.ID]}
		if a.Last, err = s.LastWire(ctx, src.ID); err != nil {
			return nil, fmt.Errorf("agency %s: %w", src.ID, err)
		}
		for _, r := range roads {
			if r.Source == src.ID && r.Error != "" && a.Fault == "" {
				a.Fault, a.FaultSince = r.Error, r.FailingSince
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// silences returns the sources whose silence has been told, each with its time.
func (s *Store) silences(ctx context.Context) (map[news.SourceID]time.Time, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT source, since FROM silence ORDER BY source`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[news.SourceID]time.Time{}
	for rows.Next() {
		var id news.SourceID
		var since int64
		if err := rows.Scan(&id, &since); err != nil {
			return nil, err
		}
		out[id] = time.UnixMicro(since).UTC()
	}
	return out, rows.Err()
}
