package desk

import (
	"context"
	"fmt"

	"broadsheet/internal/news"
)

// Link says that two stories are alike, whatever comparing them says from now
// on. kind is what they are to each other; empty is what was found.
func (r *Room) Link(ctx context.Context, a, b news.StoryID, kind news.AlikeKind, by string) (news.Event, error) {
	switch kind {
	case "", news.AlikeSame, news.AlikeTake, news.AlikeText:
	default:
		return news.Event{}, fmt.Errorf("link %s and %s: kind %q is none of %q, %q and %q: %w", a, b, kind, news.AlikeSame, news.AlikeTake, news.AlikeText, news.ErrInvalid)
	}
	return r.link(ctx, news.LinkDeed{Story: a, Other: b, Kind: kind, By: "desk:" + by})
}

// Unlink says that two stories are not alike: they are not linked again by
// comparing them.
func (r *Room) Unlink(ctx context.Context, a, b news.StoryID, by string) (news.Event, error) {
	return r.link(ctx, news.LinkDeed{Story: a, Other: b, Unlink: true, By: "desk:" + by})
}

func (r *Room) link(ctx context.Context, d news.LinkDeed) (news.Event, error) {
	if err := news.Allow(ctx, news.ActWrite); err != nil {
		return news.Event{}, fmt.Errorf("link %s: %w", d.Story, err)
	}
	if d.Story == d.Other {
		return news.Event{}, fmt.Errorf("link %s: name two stories: %w", d.Story, news.ErrInvalid)
	}
	links, err := r.Store.Alikes(ctx, d.Story)
	if err != nil {
		return news.Event{}, err
	}
	for _, l := range links {
		if l.Other == d.Other {
			d.Seen = l.Standing
		}
	}
	d.At = r.Now()
	return r.Store.SaveLink(ctx, d)
}
