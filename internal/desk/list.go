package desk

import (
	"context"
	"time"

	"broadsheet/internal/news"
)

// MarkStore is what people's marks in lists need of the store.
type MarkStore interface {
	MarkRead(ctx context.Context, reader string, id news.StoryID, n int, now time.Time) error
	Watch(ctx context.Context, reader string, id news.StoryID, on bool, now time.Time) error
}

// MarkRead records that the user has seen a story as far as a version; 0 makes it
// unread again. It is theirs alone, and no deed.
func (r *Room) MarkRead(ctx context.Context, u news.User, id news.StoryID, version int) error {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return err
	}
	return r.Store.MarkRead(ctx, u.Name, id, max(0, version), r.Now())
}

// Watch records that the user wants to be told of what moves in a story's event,
// or no longer. It is theirs alone, and no deed.
func (r *Room) Watch(ctx context.Context, u news.User, id news.StoryID, on bool) error {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return err
	}
	return r.Store.Watch(ctx, u.Name, id, on, r.Now())
}
