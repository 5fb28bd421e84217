package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// SavePlan writes a planned item: a new one if its Rev is 0, else it must be as
// the caller saw it. It returns ErrConflict if it has moved, or if the story it
// names is another item's.
func (s *Store) SavePlan(ctx context.Context, p news.Plan, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		old, err := scanOne[news.Plan](t.row(`SELECT detail FROM plan WHERE id = $1`, string(p.ID)))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return news.Event{}, err
		}
		return news.Event{Verb: news.VerbPlan, Story: p.Story, Ref: string(p.ID), Changes: news.AuditChanges(old, p)}, t.savePlan(p)
	})
	if err != nil {
		return e, fmt.Errorf("save planned item %q: %w", p.Name, err)
	}
	return e, nil
}

func (t *tx) savePlan(p news.Plan) error {
	seen := p.Rev
	p.Rev++
	detail, err := toJSON(p)
	if err != nil {
		return err
	}
	open := 0
	if p.Open() {
		open = 1
	}
	if seen == 0 {
		return t.exec(`INSERT INTO plan (id, rev, due, open, story, detail) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(p.ID), p.Rev, micro(p.Due), open, string(p.Story), detail)
	}
	return t.change(`UPDATE plan SET rev = $1, due = $2, open = $3, story = $4, detail = $5 WHERE id = $6 AND rev = $7`,
		p.Rev, micro(p.Due), open, string(p.Story), detail, string(p.ID), seen)
}

// Plan returns a planned item.
func (s *Store) Plan(ctx context.Context, id news.PlanID) (news.Plan, error) {
	p, err := scanOne[news.Plan](s.r.QueryRowContext(ctx, `SELECT detail FROM plan WHERE id = $1`, string(id)))
	if err != nil {
		return p, fmt.Errorf("planned item %q: %w", id, err)
	}
	return p, nil
}

// PlanOf returns the planned item that a story was begun for.
func (s *Store) PlanOf(ctx context.Context, id news.StoryID) (news.Plan, error) {
	p, err := scanOne[news.Plan](s.r.QueryRowContext(ctx, `SELECT detail FROM plan WHERE story = $1 AND story <> ''`, string(id)))
	if err != nil {
		return p, fmt.Errorf("planned item of story %s: %w", id, err)
	}
	return p, nil
}

// maxPlans is how many planned items a list shows.
const maxPlans = 1000

// Plans returns the planned items that are due from one time up to another, and
// those from before that are still open, in the order in which they are due.
func (s *Store) Plans(ctx context.Context, from, until time.Time) ([]news.PlanLine, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT p.detail, COALESCE(v.headline, ''), EXISTS (SELECT 1 FROM released r WHERE r.story = p.story AND p.story <> '')
		FROM plan p LEFT JOIN story v ON v.id = p.story
		WHERE p.due >= $1 AND p.due < $2 OR p.open = 1 AND p.due < $1 ORDER BY p.due, p.id LIMIT $3`, micro(from), micro(until), maxPlans)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.PlanLine
	for rows.Next() {
		var text string
		var l news.PlanLine
		if err := rows.Scan(&text, &l.Headline, &l.Published); err != nil {
			return nil, err
		}
		if err := fromJSON(text, &l.Plan); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}
