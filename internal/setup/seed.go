package setup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
)

// Seeds are what the settings file says of titles, sources and instruments.
type Seeds struct {
	Titles      []news.Title
	Sources     []news.SourceSetup
	Instruments []market.Instrument
}

// Seed applies each entry of the settings file that has changed since it was
// applied last, and returns in words for the log those that took the place of
// something. What was changed at the desk stays as long as its entry stays as it
// is. An error names the entry that does not fit what the house has.
func (r *Room) Seed(ctx context.Context, s Seeds) ([]string, error) {
	var said []string
	if err := r.seedTitles(ctx, s.Titles, &said); err != nil {
		return said, err
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return said, err
	}
	for _, x := range s.Sources {
		hash, fresh, err := r.fresh(ctx, "source", string(x.ID), x, &said)
		if err != nil {
			return said, err
		}
		if !fresh {
			continue
		}
		if err := CheckSource(x, titles, r.Dialects, r.Hubs); err != nil {
			return said, fmt.Errorf("settings: %w", err)
		}
		if _, err := r.Store.ChangeSource(ctx, news.SourceDeed{Source: x.Source, Roads: x.RoadSetup, Seed: hash}, r.Now()); err != nil {
			return said, err
		}
	}
	for _, in := range s.Instruments {
		hash, fresh, err := r.fresh(ctx, "instrument", in.ID(), in, &said)
		if err != nil {
			return said, err
		}
		if !fresh {
			continue
		}
		if err := r.Store.SeedInstrument(ctx, in, hash, r.Now()); err != nil {
			return said, err
		}
	}
	return said, nil
}

func (r *Room) seedTitles(ctx context.Context, seeds []news.Title, said *[]string) error {
	var ids []news.TitleID
	for _, t := range seeds {
		ids = append(ids, t.ID)
		hash, fresh, err := r.fresh(ctx, "title", string(t.ID), t, said)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		titles, err := r.Store.Titles(ctx)
		if err != nil {
			return err
		}
		// Against the file's other titles it has been checked, and these may change yet.
		titles = slices.DeleteFunc(titles, func(o news.Title) bool {
			return slices.ContainsFunc(seeds, func(s news.Title) bool { return s.ID == o.ID })
		})
		if t, err = CheckTitle(t, titles, r.DeskHosts); err != nil {
			return fmt.Errorf("settings: %w", err)
		}
		if _, err := r.Store.ChangeTitle(ctx, news.TitleDeed{Title: t, Seed: hash}, r.Now()); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	hash, err := hashOf(ids)
	if err != nil {
		return err
	}
	_, err = r.Store.OrderTitles(ctx, ids, hash, r.Now())
	return err
}

// fresh returns the hash of an entry and whether it is to be applied.
func (r *Room) fresh(ctx context.Context, kind, id string, entry any, said *[]string) (string, bool, error) {
	hash, err := hashOf(entry)
	if err != nil {
		return "", false, err
	}
	last, err := r.Store.Seeded(ctx, kind, id)
	if err != nil || last == hash {
		return hash, false, err
	}
	if last != "" {
		*said = append(*said, fmt.Sprintf("%s %q is as the settings file has it now; what was changed at the desk is written over", kind, id))
	}
	return hash, true, nil
}

func hashOf(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
