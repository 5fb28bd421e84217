package desk

import (
	"context"
	"fmt"
	"strings"

	"broadsheet/internal/news"
)

// Correct adds a version that says publicly what was wrong, and puts it before
// readers at once wherever they have the story. Where they are to get it at a
// time to come, they get the right words, and are told of no correction.
func (r *Room) Correct(ctx context.Context, u news.User, f news.StoryFile, w Words, note string) (news.Event, error) {
	fail := func(err error) (news.Event, error) {
		return news.Event{}, fmt.Errorf("correct %s: %w", f.Story.ID, err)
	}
	if err := news.Forbid(u, news.ActCorrect, ""); err != nil {
		return fail(err)
	}
	if strings.TrimSpace(note) == "" {
		return fail(fmt.Errorf("say in a note for readers what was wrong: %w", news.ErrInvalid))
	}
	d, err := r.version(f, w, u.Name, news.Correction, strings.TrimSpace(note))
	if err != nil {
		return fail(err)
	}
	d.Verb, d.By = news.VerbCorrected, "desk:"+u.Name
	for _, p := range f.Placements {
		if p.State != news.Live && p.State != news.Corrected && p.State != news.Scheduled {
			continue
		}
		if err := news.Forbid(u, news.ActCorrect, p.Title); err != nil {
			return fail(err)
		}
		p.Published, p.By = d.Story.Head, d.By
		if !p.FirstPublished.IsZero() {
			p.State = news.Corrected
		}
		d.Placements = append(d.Placements, p)
	}
	return r.save(ctx, f, d)
}
