package store

import (
	"context"
	"errors"
	"fmt"

	"broadsheet/internal/news"
)

// SaveTemplate writes a template: a new one if its Rev is 0, else it must be as
// the caller saw it. It returns ErrConflict if it has moved or the id is taken.
func (s *Store) SaveTemplate(ctx context.Context, x news.Template) (news.Event, error) {
	e, err := s.deed(ctx, x.At, func(t *tx) (news.Event, error) {
		x := x
		seen := x.Rev
		x.Rev++
		detail, err := toJSON(x)
		if err != nil {
			return news.Event{}, err
		}
		old, err := scanOne[news.Template](t.row(`SELECT detail FROM template WHERE id = $1`, string(x.ID)))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return news.Event{}, err
		}
		if seen == 0 {
			err = t.exec(`INSERT INTO template (id, rev, name, detail) VALUES ($1, $2, $3, $4)`, string(x.ID), x.Rev, x.Name, detail)
		} else {
			err = t.change(`UPDATE template SET rev = $1, name = $2, detail = $3 WHERE id = $4 AND rev = $5`, x.Rev, x.Name, detail, string(x.ID), seen)
		}
		return news.Event{Verb: news.VerbTemplate, Ref: string(x.ID), Changes: news.AuditChanges(old, x)}, err
	})
	if err != nil {
		return e, fmt.Errorf("save template %q: %w", x.Name, err)
	}
	return e, nil
}

// Template returns a template.
func (s *Store) Template(ctx context.Context, id news.TemplateID) (news.Template, error) {
	x, err := scanOne[news.Template](s.r.QueryRowContext(ctx, `SELECT detail FROM template WHERE id = $1`, string(id)))
	if err != nil {
		return x, fmt.Errorf("template %q: %w", id, err)
	}
	return x, nil
}

// Templates returns the templates by name, retired ones included.
func (s *Store) Templates(ctx context.Context) ([]news.Template, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM template ORDER BY name, id`)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Template](rows)
}
