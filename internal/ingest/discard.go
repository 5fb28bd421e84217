package ingest

import (
	"context"
	"fmt"
	"strings"

	"broadsheet/internal/news"
)

// Discard ends the wait of a quarantined file that is not to be filed. The reason
// is kept with it, and who gave it.
func (r *Room) Discard(ctx context.Context, id news.QuarantineID, reason string) (news.Event, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return news.Event{}, fmt.Errorf("discard %s: %w", id, err)
	}
	reason = strings.Join(strings.Fields(storable(reason)), " ")
	if reason == "" || len(reason) > maxReason {
		return news.Event{}, fmt.Errorf("discard %s: say in a line why it is not to be filed: %w", id, news.ErrInvalid)
	}
	return r.Store.Discard(ctx, id, reason, news.ActorOf(ctx).By, r.Now())
}
