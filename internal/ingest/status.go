package ingest

import (
	"cmp"
	"context"
	"time"

	"broadsheet/internal/news"
)

// Status says of every source how its copy comes, counting items from since on.
func (t *Traffic) Status(ctx context.Context, since time.Time) ([]news.WireStatus, error) {
	sources, err := t.Store.SourceSetups(ctx)
	if err != nil {
		return nil, err
	}
	known, err := t.Store.Roads(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[news.RoadID]news.Road{}
	for _, r := range known {
		byID[r.ID] = r
	}
	lines := make([]news.WireStatus, 0, len(sources))
	for _, x := range sources {
		w, err := t.Store.WireStatus(ctx, x.ID, since)
		if err != nil {
			return nil, err
		}
		secrets, err := t.Secrets(ctx, x.ID)
		if err != nil {
			return nil, err
		}
		w.Retired, w.SilentAfter = x.Retired, time.Duration(x.SilentAfter)
		last, made := LastHeard(x.ID, w.Last, known)
		if x.Retired.IsZero() {
			w.SilentSince = news.SilentSince(last, made, t.Runner.Room.Now(), w.SilentAfter)
		}
		x.Folder = cmp.Or(x.Folder, t.Ways.Folder(x.ID))
		for _, r := range x.Roads(x.ID, secrets[news.SecretToken] != "") {
			if is, ok := byID[r.ID]; ok {
				r = is
			}
			w.Roads = append(w.Roads, news.RoadStatus{Road: r, State: r.State(!w.SilentSince.IsZero())})
		}
		lines = append(lines, w)
	}
	return lines, nil
}
