package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// workingDetail is what a working copy's row has as JSON.
type workingDetail struct {
	Window string `json:"window,omitempty"`
	news.Wording
}

// SaveWorkingCopy keeps what somebody has typed, in place of what they had there,
// and returns it as it is kept. It returns ErrConflict if the copy is no longer
// the one of c.Seq, as when another window of theirs has saved; nothing is
// changed then. It is no deed on the story.
func (s *Store) SaveWorkingCopy(ctx context.Context, c news.WorkingCopy) (news.WorkingCopy, error) {
	detail, err := toJSON(workingDetail{c.Window, c.Wording})
	if err != nil {
		return c, err
	}
	seen := c.Seq
	c.Seq++
	var res sql.Result
	if seen == 0 {
		res, err = s.w.ExecContext(ctx, `INSERT INTO working_copy (story, account, head, seq, at, detail) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (story, account) DO NOTHING`, string(c.Story), string(c.User), c.Head, c.Seq, micro(c.At), detail)
	} else {
		res, err = s.w.ExecContext(ctx, `UPDATE working_copy SET head = $1, seq = $2, at = $3, detail = $4 WHERE story = $5 AND account = $6 AND seq = $7`,
			c.Head, c.Seq, micro(c.At), detail, string(c.Story), string(c.User), seen)
	}
	if err == nil {
		var n int64
		if n, err = res.RowsAffected(); err == nil && n == 0 {
			err = news.ErrConflict
		}
	}
	if err != nil {
		return c, fmt.Errorf("save working copy of %s: %w", c.Story, s.meaning(err))
	}
	return c, nil
}

const workingCopyColumns = `SELECT w.story, w.account, w.head, w.seq, w.at, COALESCE(a.detail, '{}') FROM working_copy w LEFT JOIN account a ON a.id = w.account`

// WorkingCopy returns what somebody has typed into a story.
func (s *Store) WorkingCopy(ctx context.Context, story news.StoryID, user news.UserID) (news.WorkingCopy, error) {
	var c news.WorkingCopy
	var detail, account string
	var at int64
	err := s.r.QueryRowContext(ctx, `SELECT w.story, w.account, w.head, w.seq, w.at, COALESCE(a.detail, '{}'), w.detail FROM working_copy w
		LEFT JOIN account a ON a.id = w.account WHERE w.story = $1 AND w.account = $2`, string(story), string(user)).
		Scan(&c.Story, &c.User, &c.Head, &c.Seq, &at, &account, &detail)
	if err != nil {
		return c, fmt.Errorf("working copy of %s: %w", story, s.meaning(err))
	}
	var u news.User
	var d workingDetail
	err = errors.Join(fromJSON(detail, &d), fromJSON(account, &u))
	c.At, c.Name, c.Window, c.Wording = time.UnixMicro(at).UTC(), u.FullName, d.Window, d.Wording
	return c, err
}

// WorkingCopies returns everybody's working copies of a story without their
// words, newest save first.
func (s *Store) WorkingCopies(ctx context.Context, story news.StoryID) ([]news.WorkingCopy, error) {
	return s.workingLines(ctx, workingCopyColumns+` WHERE w.story = $1 ORDER BY w.at DESC, w.account`, string(story))
}

// WorkingCopiesOf returns somebody's working copies without their words, newest
// save first, at most limit.
func (s *Store) WorkingCopiesOf(ctx context.Context, user news.UserID, limit int) ([]news.WorkingCopy, error) {
	return s.workingLines(ctx, workingCopyColumns+` WHERE w.account = $1 ORDER BY w.at DESC, w.story LIMIT $2`, string(user), limit)
}

func (s *Store) workingLines(ctx context.Context, query string, args ...any) ([]news.WorkingCopy, error) {
	rows, err := s.r.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.WorkingCopy
	for rows.Next() {
		var c news.WorkingCopy
		var u news.User
		var at int64
		var account string
		if err := rows.Scan(&c.Story, &c.User, &c.Head, &c.Seq, &at, &account); err != nil {
			return nil, err
		}
		if err := fromJSON(account, &u); err != nil {
			return nil, err
		}
		c.At, c.Name = time.UnixMicro(at).UTC(), u.FullName
		out = append(out, c)
	}
	return out, rows.Err()
}

// DropWorkingCopy forgets what somebody has typed into a story, if it is still
// the copy of seq, and returns ErrConflict if it is a later one. One that is not
// there is no error.
func (s *Store) DropWorkingCopy(ctx context.Context, story news.StoryID, user news.UserID, seq int64) error {
	res, err := s.w.ExecContext(ctx, `DELETE FROM working_copy WHERE story = $1 AND account = $2 AND seq <= $3`, string(story), string(user), seq)
	if err != nil {
		return fmt.Errorf("drop working copy of %s: %w", story, s.meaning(err))
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	var left int
	if err := s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM working_copy WHERE story = $1 AND account = $2`, string(story), string(user)).Scan(&left); err != nil {
		return err
	}
	if left > 0 {
		return fmt.Errorf("drop working copy of %s: %w", story, news.ErrConflict)
	}
	return nil
}

// SavePresence tells that somebody has a story open until p.Until, and forgets
// those whose time was over at now.
func (s *Store) SavePresence(ctx context.Context, p news.Presence, now time.Time) error {
	_, err := s.w.ExecContext(ctx, `INSERT INTO presence (story, account, window_name, head, paragraph, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (story, account, window_name) DO UPDATE SET head = excluded.head, paragraph = excluded.paragraph, until = excluded.until`,
		string(p.Story), string(p.User), p.Window, p.Head, p.Paragraph, micro(p.Since), micro(p.Until))
	if err == nil {
		_, err = s.w.ExecContext(ctx, `DELETE FROM presence WHERE until <= $1`, micro(now))
	}
	if err != nil {
		return fmt.Errorf("presence at %s: %w", p.Story, s.meaning(err))
	}
	return nil
}

// DropPresence tells that a window has left a story.
func (s *Store) DropPresence(ctx context.Context, story news.StoryID, user news.UserID, window string) error {
	_, err := s.w.ExecContext(ctx, `DELETE FROM presence WHERE story = $1 AND account = $2 AND window_name = $3`, string(story), string(user), window)
	return err
}

// Presences returns who has a story open at now, who came first before.
func (s *Store) Presences(ctx context.Context, story news.StoryID, now time.Time) ([]news.Presence, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT p.story, p.account, p.window_name, p.head, p.paragraph, p.since, p.until, COALESCE(a.detail, '{}')
		FROM presence p LEFT JOIN account a ON a.id = p.account WHERE p.story = $1 AND p.until > $2 ORDER BY p.since, p.account, p.window_name`, string(story), micro(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.Presence
	for rows.Next() {
		var p news.Presence
		var u news.User
		var since, until int64
		var account string
		if err := rows.Scan(&p.Story, &p.User, &p.Window, &p.Head, &p.Paragraph, &since, &until, &account); err != nil {
			return nil, err
		}
		if err := fromJSON(account, &u); err != nil {
			return nil, err
		}
		p.Name, p.Account, p.Since, p.Until = u.FullName, u.Name, time.UnixMicro(since).UTC(), time.UnixMicro(until).UTC()
		out = append(out, p)
	}
	return out, rows.Err()
}
