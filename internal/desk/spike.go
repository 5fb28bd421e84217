package desk

import (
	"context"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// Spike puts a story aside: lists no longer show it, nothing of it is lost, and
// [Room.Unspike] brings it back at any time. What readers have, or are to get, is
// not put aside: it is refused. A reporter may spike what is theirs alone.
func (r *Room) Spike(ctx context.Context, u news.User, f news.StoryFile) (news.Event, error) {
	st := f.Story
	if err := maySpike(u, f); err != nil {
		return news.Event{}, fmt.Errorf("spike %s: %w", st.ID, err)
	}
	switch {
	case st.Killed():
		return news.Event{}, fmt.Errorf("spike %s: it was withdrawn for good: %w", st.ID, news.ErrKilled)
	case st.Spiked():
		return news.Event{}, fmt.Errorf("spike %s: %s has spiked it already: %w", st.ID, st.SpikedBy, news.ErrInvalid)
	}
	for _, p := range f.Placements {
		switch p.State {
		case news.Live, news.Corrected:
			return news.Event{}, fmt.Errorf("spike %s: readers of %s have it, or get it when its embargo ends; take it down there first: %w", st.ID, p.Title, news.ErrInvalid)
		case news.Scheduled:
			return news.Event{}, fmt.Errorf("spike %s: it is on the schedule of %s; take it off first: %w", st.ID, p.Title, news.ErrInvalid)
		}
	}
	st.SpikedAt, st.SpikedBy = r.Now(), u.Name
	return r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbSpiked, At: r.Now(), Story: st})
}

// Unspike brings back what was spiked, as it was.
func (r *Room) Unspike(ctx context.Context, u news.User, f news.StoryFile) (news.Event, error) {
	st := f.Story
	if err := maySpike(u, f); err != nil {
		return news.Event{}, fmt.Errorf("unspike %s: %w", st.ID, err)
	}
	if !st.Spiked() {
		return news.Event{}, fmt.Errorf("unspike %s: it is not spiked: %w", st.ID, news.ErrInvalid)
	}
	st.SpikedAt, st.SpikedBy = time.Time{}, ""
	return r.Store.SaveStory(ctx, news.StoryDeed{Verb: news.VerbUnspiked, At: r.Now(), Story: st})
}

// maySpike asks on every title the story is on, unless it is the user's own.
func maySpike(u news.User, f news.StoryFile) error {
	if f.Story.Source == "" && f.Story.Holder == u.Name && f.Latest != nil && f.Latest.By == "desk:"+u.Name {
		return news.Forbid(u, news.ActWrite, "")
	}
	for _, p := range f.Placements {
		if err := news.Forbid(u, news.ActPublish, p.Title); err != nil {
			return err
		}
	}
	return news.Forbid(u, news.ActPublish, "")
}
