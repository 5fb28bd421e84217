package desk

import (
	"context"
	"fmt"

	"broadsheet/internal/news"

	"github.com/google/uuid"
)

// Take puts a story on the user's own desk, as the wire left it: nothing of its
// words is touched, and readers see no more than before. Named with a title it
// also waits there, in a section, unless it has a placement there already. What
// somebody else has is refused in words that say who; it is sent, not taken.
func (r *Room) Take(ctx context.Context, u news.User, f news.StoryFile, title news.TitleID, section string) (news.Event, error) {
	st := f.Story
	switch {
	case st.Killed():
		return news.Event{}, fmt.Errorf("take %s: it was withdrawn for good: %w", st.ID, news.ErrKilled)
	case st.Spiked():
		return news.Event{}, fmt.Errorf("take %s: %s has spiked it; bring it back first: %w", st.ID, st.SpikedBy, news.ErrInvalid)
	case st.Holder != "" && st.Holder != u.Name:
		return news.Event{}, fmt.Errorf("take %s: it is %s; ask them to send it: %w", st.ID, st.Whereabouts(), news.ErrInvalid)
	}
	d := news.StoryDeed{Verb: news.VerbTaken, At: r.Now()}
	if title != "" {
		if err := news.Forbid(u, news.ActWrite, title); err != nil {
			return news.Event{}, fmt.Errorf("take %s: %w", st.ID, err)
		}
		if _, on := f.Placement(title); !on {
			p, err := r.held(ctx, f, title, section)
			if err != nil {
				return news.Event{}, fmt.Errorf("take %s: %w", st.ID, err)
			}
			d.Placements = []news.Placement{p}
		}
	} else if err := mayWrite(u, f); err != nil {
		return news.Event{}, fmt.Errorf("take %s: %w", st.ID, err)
	}
	if st.Holder == u.Name && len(d.Placements) == 0 {
		return news.Event{}, fmt.Errorf("take %s: you have it already: %w", st.ID, news.ErrInvalid)
	}
	if was := st.Whereabouts(); st.Holder != u.Name {
		st.Holder = u.Name
		d.Note = &news.Note{ID: news.NoteID(uuid.Must(uuid.NewV7()).String()), Story: st.ID, At: r.Now(), By: u.Name, Kind: news.NoteSent, Was: was, Now: st.Whereabouts()}
	}
	d.Story = st
	return r.Store.SaveStory(ctx, d)
}

// held is a placement on which a story waits for the desk.
func (r *Room) held(ctx context.Context, f news.StoryFile, title news.TitleID, section string) (news.Placement, error) {
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return news.Placement{}, err
	}
	t, err := titleOf(titles, title)
	if err != nil {
		return news.Placement{}, err
	}
	if why := t.RefuseNew(f.Story.Source); why != "" {
		return news.Placement{}, fmt.Errorf("%s; choose another: %w", why, news.ErrInvalid)
	}
	if _, ok := t.Section(section); !ok {
		return news.Placement{}, fmt.Errorf("title %q has no section %q; name one of its own: %w", title, section, news.ErrInvalid)
	}
	headline := ""
	if f.Latest != nil {
		headline = f.Latest.Headline
	}
	p := news.Placement{Story: f.Story.ID, Title: title, Section: section, State: news.Held, Path: news.StoryPath(section, headline, r.Now().In(t.Location()), "")}
	taken, err := r.Store.PathTaken(ctx, title, p.Path, f.Story.ID)
	if taken {
		p.Path = news.StoryPath(section, headline, r.Now().In(t.Location()), tail(f.Story.ID))
	}
	return p, err
}
