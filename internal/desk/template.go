package desk

import (
	"context"
	"fmt"

	"broadsheet/internal/news"
)

// SaveTemplate writes a template, a new one if its Rev is 0. Its words are cleaned
// as a story's are. One for every title is written by somebody who works for all.
func (r *Room) SaveTemplate(ctx context.Context, u news.User, t news.Template) (news.Event, error) {
	if err := r.mayTemplate(ctx, u, t); err != nil {
		return news.Event{}, fmt.Errorf("save template %q: %w", t.Name, err)
	}
	var err error
	t.Name = oneLine(t.Name)
	if t.Wording, err = clean(t.Wording); err != nil {
		return news.Event{}, fmt.Errorf("save template %q: %w", t.Name, err)
	}
	if err := t.Check(); err != nil {
		return news.Event{}, err
	}
	if t.Title != "" {
		titles, err := r.Store.Titles(ctx)
		if err != nil {
			return news.Event{}, err
		}
		title, err := titleOf(titles, t.Title)
		if err != nil {
			return news.Event{}, fmt.Errorf("save template %q: %w", t.Name, err)
		}
		if _, ok := title.Section(t.Section); !ok && t.Section != "" {
			return news.Event{}, fmt.Errorf("save template %q: title %q has no section %q: %w", t.Name, t.Title, t.Section, news.ErrInvalid)
		}
	}
	t.By, t.At = u.Name, r.Now()
	return r.Store.SaveTemplate(ctx, t)
}

// mayTemplate asks about the title it is for and the one it was for.
func (r *Room) mayTemplate(ctx context.Context, u news.User, t news.Template) error {
	asked := []news.TitleID{t.Title}
	if t.Rev > 0 {
		old, err := r.Store.Template(ctx, t.ID)
		if err != nil {
			return err
		}
		asked = append(asked, old.Title)
	}
	for _, title := range asked {
		if err := news.Forbid(u, news.ActPublish, title); err != nil {
			return err
		}
		if title == "" && len(u.Titles) > 0 {
			return fmt.Errorf("it is for every title, and %s works for some; name a title: %w", u.Name, news.ErrForbidden)
		}
	}
	return nil
}

// TemplateOf returns a template made of a story's newest version, not yet saved:
// its name, id and title are the caller's to give.
func (r *Room) TemplateOf(ctx context.Context, id news.StoryID) (news.Template, error) {
	f, err := r.Store.Story(ctx, id)
	switch {
	case err != nil:
		return news.Template{}, err
	case f.Latest == nil:
		return news.Template{}, fmt.Errorf("template of %s: it has no text yet: %w", id, news.ErrInvalid)
	case f.Story.Source != "":
		return news.Template{}, fmt.Errorf("template of %s: it is an agency's copy, which may end up in no story but its own; make one of a story of yours: %w", id, news.ErrInvalid)
	}
	t := news.Template{Name: f.Latest.Slugline, Wording: f.Latest.Wording(), Urgency: f.Latest.Urgency}
	// Those are of whoever writes.
	t.Wording.Byline, t.Wording.SignOff = "", ""
	if len(f.Placements) == 1 {
		t.Title, t.Section = f.Placements[0].Title, f.Placements[0].Section
	}
	return t, nil
}
