package ingest

import (
	"context"
	"errors"
	"fmt"

	"broadsheet/internal/news"
)

// allOrNone reports whether a file's items are to be filed all or none (NewsML-G2
// signal nmsig:atomic, R18).
func allOrNone(items []Item) bool {
	for i := range items {
		if items[i].Has(news.SignalAtomic) {
			return true
		}
	}
	return false
}

const noneFiled = "none of the message's items was filed, since they stand or fall together"

// fileAtomic files all items of a file in one deed after another of one
// transaction, or none.
func (r *Room) fileAtomic(ctx context.Context, src news.Source, k *keptFile) {
	seen := map[string]bool{}
	for _, it := range k.items {
		if seen[it.GUID] {
			k.unread = errors.Join(k.unread, fmt.Errorf("a message whose items stand or fall together names %s twice; send it once: %w", it.GUID, news.ErrInvalid))
		}
		seen[it.GUID] = true
	}
	if k.unread != nil {
		k.unread = fmt.Errorf("%s: %w", noneFiled, k.unread)
		return
	}
	for range attempts {
		filed, err := r.tryAtomic(ctx, src, k)
		switch {
		case errors.Is(err, news.ErrConflict):
			continue
		case errors.Is(err, news.ErrInvalid):
			k.unread = fmt.Errorf("%s: %w", noneFiled, err)
		case err != nil:
			k.err = fmt.Errorf("file %s: %w", k.file.Name, err)
		default:
			k.taken.Items = filed
		}
		return
	}
	k.err = fmt.Errorf("file %s: %w: its stories kept moving; send it again", k.file.Name, news.ErrConflict)
}

func (r *Room) tryAtomic(ctx context.Context, src news.Source, k *keptFile) ([]Filed, error) {
	ahead := &ahead{Store: r.Store, pictures: map[string]news.Picture{}}
	room := r.over(ahead)
	var filed []Filed
	var others [][]Item // what else a recall means
	var deeds []news.StoryDeed
	for i := range k.items {
		meant, err := room.meant(ctx, src, k.items[i])
		if err != nil {
			return nil, err
		}
		f, d, err := room.prepare(ctx, src, k.file, &meant[0])
		if err != nil {
			return nil, fmt.Errorf("file %s: %w", k.items[i].GUID, err)
		}
		filed, others = append(filed, f), append(others, meant[1:])
		if d.Wire == nil {
			continue // filed before
		}
		for _, p := range d.Pictures {
			p.Rev++
			ahead.pictures[p.GUID] = p
		}
		deeds = append(deeds, d)
	}
	if len(deeds) > 0 {
		if _, err := r.Store.SaveStories(ctx, deeds); err != nil {
			return nil, err
		}
	}
	for i := range filed {
		var err error
		if filed[i], err = r.fileOthers(ctx, src, k.file, filed[i], k.items[i], others[i]); err != nil {
			return nil, err
		}
	}
	return filed, nil
}

// ahead is the store as it will be once the deeds made so far are done: a
// picture item and the story that shows it come in one message.
type ahead struct {
	Store
	pictures map[string]news.Picture // by guid, of the one source
}

func (a *ahead) PictureByGUID(ctx context.Context, source news.SourceID, guid string) (news.Picture, error) {
	if p, ok := a.pictures[guid]; ok {
		return p, nil
	}
	return a.Store.PictureByGUID(ctx, source, guid)
}

// over returns the room on another store, with a budget of its own.
func (r *Room) over(s Store) *Room {
	return &Room{Store: s, Blobs: r.Blobs, Now: r.Now, NewID: r.NewID, Log: r.Log, MaxBytes: r.MaxBytes, Topics: r.Topics, Dialects: r.Dialects}
}
