package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// Readers is the handle of public code. It reaches the released set, notices
// of withdrawal and titles, and no other table: unreleased words, pictures and
// counts cannot be named through it. A test reads this file to hold it to that.
type Readers struct{ s *Store }

// Readers returns the handle of public code.
func (s *Store) Readers() *Readers { return &Readers{s: s} }

// Titles returns the titles in their order.
func (r *Readers) Titles(ctx context.Context) ([]news.Title, error) {
	return r.s.Titles(ctx)
}

// Story returns the released story at an address of a title. A story that was
// there and is withdrawn is ErrKilled, whatever the reason; its notice tells.
func (r *Readers) Story(ctx context.Context, title news.TitleID, path string) (news.Released, *news.GoneNotice, error) {
	rel, err := scanOne[news.Released](r.s.r.QueryRowContext(ctx, `SELECT detail FROM released WHERE title = $1 AND path = $2`, string(title), path))
	if err == nil {
		return rel, nil, nil
	}
	if !errors.Is(err, news.ErrNotFound) {
		return rel, nil, fmt.Errorf("released story %s on %s: %w", path, title, err)
	}
	gone, err := scanOne[news.GoneNotice](r.s.r.QueryRowContext(ctx, `SELECT detail FROM gone WHERE title = $1 AND path = $2`, string(title), path))
	if err != nil {
		return rel, nil, fmt.Errorf("released story %s on %s: %w", path, title, err)
	}
	return rel, &gone, fmt.Errorf("released story %s on %s: %w", path, title, news.ErrKilled)
}

// Newest returns the listed stories of a title, newest first, at most limit,
// without their bodies. An empty section means all; a zero time means from the
// newest, else only those published before it.
func (r *Readers) Newest(ctx context.Context, title news.TitleID, section string, before time.Time, limit int) ([]news.Released, error) {
	top := int64(1) << 62
	if !before.IsZero() {
		top = micro(before)
	}
	query := `SELECT card FROM released WHERE title = $1 AND listed = $2 AND published < $3 ORDER BY published DESC, story DESC LIMIT $4`
	args := []any{string(title), true, top, limit}
	if section != "" {
		query = `SELECT card FROM released WHERE title = $1 AND section = $2 AND listed = $3 AND published < $4 ORDER BY published DESC, story DESC LIMIT $5`
		args = []any{string(title), section, true, top, limit}
	}
	rows, err := r.s.r.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Released](rows)
}

// Cards returns those of the stories that readers of a title may see, in the
// order of ids and without their bodies.
func (r *Readers) Cards(ctx context.Context, title news.TitleID, ids []news.StoryID) ([]news.Released, error) {
	var out []news.Released
	for _, id := range ids {
		card, err := scanOne[news.Released](r.s.r.QueryRowContext(ctx, `SELECT card FROM released WHERE title = $1 AND story = $2`, string(title), string(id)))
		if errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("released story %s on %s: %w", id, title, err)
		}
		out = append(out, card)
	}
	return out, nil
}

// Picture returns the content type of a picture file that a released story of
// the title shows.
func (r *Readers) Picture(ctx context.Context, title news.TitleID, key string) (string, error) {
	var contentType string
	err := r.s.r.QueryRowContext(ctx, `SELECT content_type FROM released_picture WHERE title = $1 AND key = $2 LIMIT 1`, string(title), key).Scan(&contentType)
	if err != nil {
		return "", fmt.Errorf("released picture: %w", r.s.meaning(err))
	}
	return contentType, nil
}
