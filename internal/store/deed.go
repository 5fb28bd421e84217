package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"broadsheet/internal/news"
)

// tx is a transaction of a deed, with the time the room's clock gave it.
type tx struct {
	*sql.Tx
	ctx  context.Context
	now  time.Time
	kind kind
	// statements are prepared ones to use, nil for none.
	statements *statements
	// text is what the deed gives a story, if it does, until its line is written;
	// lines are those written so far.
	text  *signed
	lines []line
	// fresh is what the deed under way gives a story's line in the newsroom's lists.
	fresh fresh
}

// forUpdate makes a SELECT hold the rows it reads until the deed ends. SQLite
// has one writer at a time and needs no such words.
func (t *tx) forUpdate(query string) string {
	if t.kind == postgres {
		return query + " FOR UPDATE"
	}
	return query
}

// lockName makes deeds that name the same thing wait for each other, where no
// row stands for it yet.
func (t *tx) lockName(name string) error {
	if t.kind == postgres {
		return t.exec(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, name)
	}
	return nil
}

// lockKeys is [tx.lockName] for many keys of texts, in their order.
func (t *tx) lockKeys(keys []int64) error {
	if t.kind != postgres || len(keys) == 0 {
		return nil
	}
	slices.Sort(keys)
	return t.exec(`SELECT pg_advisory_xact_lock(k) FROM unnest($1::bigint[]) WITH ORDINALITY AS x (k, n) ORDER BY n`, slices.Compact(keys))
}

// shareName is [tx.lockName] for deeds that may go on side by side, but not
// beside one that locks the name.
func (t *tx) shareName(name string) error {
	if t.kind == postgres {
		return t.exec(`SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))`, name)
	}
	return nil
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.ExecContext(t.ctx, query, args...)
	return err
}

// change runs a statement that must change exactly one row; it returns
// ErrConflict if it changes none.
func (t *tx) change(query string, args ...any) error {
	res, err := t.ExecContext(t.ctx, query, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		return news.ErrConflict
	}
	return nil
}

func (t *tx) row(query string, args ...any) *sql.Row { return t.QueryRowContext(t.ctx, query, args...) }

// errNoChange ends a deed that found nothing to do: nothing is written.
var errNoChange = errors.New("nothing to change")

// deed runs one transaction and writes its event as the last statement before
// the commit, so that the counter's row is held as briefly as can be and the
// journal's order is the order of the commits. On SQLite, deeds that wait for
// its one writer share a commit (group.go).
func (s *Store) deed(ctx context.Context, now time.Time, do func(*tx) (news.Event, error)) (news.Event, error) {
	if s.kind == sqlite {
		return s.groupDeed(ctx, now, do)
	}
	sqlTx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return news.Event{}, err
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, ctx: ctx, now: now.UTC().Truncate(time.Microsecond), kind: s.kind}
	e, err := do(t)
	if errors.Is(err, errNoChange) {
		return news.Event{}, nil
	}
	if err == nil {
		err = t.journal(&e)
	}
	if err == nil {
		err = t.exec(`SELECT pg_notify($1, '')`, journalChannel)
	}
	if err == nil {
		err = sqlTx.Commit()
	}
	if err != nil {
		return news.Event{}, s.meaning(err)
	}
	s.follow(t)
	s.ring()
	return e, nil
}

// line is a line of the journal and the text that its deed gave a story.
type line struct {
	n      int64
	detail string
	text   *signed
}

// follow tells those who keep up with the journal in memory what a transaction
// that has been committed added to it.
func (s *Store) follow(t *tx) {
	for _, l := range t.lines {
		s.texts.follow(l.n, l.detail, l.text)
	}
}

// journal gives a deed's event its number and time and writes its line. A deed
// without a verb is for the audit log alone, or for none.
func (t *tx) journal(e *news.Event) error {
	if e.Verb == "" {
		return nil
	}
	e.At = t.now
	if by := news.ActorOf(t.ctx).By; by != "" {
		e.By = by
	}
	if err := t.row(`UPDATE counter SET n = n + 1 WHERE id = 1 RETURNING n`).Scan(&e.N); err != nil {
		return err
	}
	if err := t.auditDeed(*e); err != nil {
		return err
	}
	detail, err := toJSON(e)
	if err != nil {
		return err
	}
	t.lines = append(t.lines, line{e.N, detail, t.text})
	t.text = nil
	return t.exec(`INSERT INTO journal (n, at, verb, story, detail) VALUES ($1, $2, $3, $4, $5)`,
		e.N, e.At.UnixMicro(), string(e.Verb), string(e.Story), detail)
}

// meaning turns a driver's error into one of the five where it is one.
func (s *Store) meaning(err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return news.ErrNotFound
	case sqliteConflict(err), postgresConflict(err):
		return fmt.Errorf("%w (%v)", news.ErrConflict, err)
	case postgresInvalid(err):
		return fmt.Errorf("the database cannot hold it (%v): %w", err, news.ErrInvalid)
	}
	return err
}

// Bell returns a channel that is written to after a deed by this process, or
// on PostgreSQL by any. It is a hint. Call the function to give it back.
func (s *Store) Bell() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	s.mu.Lock()
	s.bells[c] = true
	s.mu.Unlock()
	return c, func() {
		s.mu.Lock()
		delete(s.bells, c)
		s.mu.Unlock()
	}
}

func (s *Store) ring() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.bells {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// listen waits for other processes' deeds where the database can tell.
func (s *Store) listen(ctx context.Context, rawURL string) {
	if s.kind == postgres {
		s.listenPostgres(ctx, rawURL)
		return
	}
	s.listenSQLite(ctx)
}

// listenSQLite looks at a number that SQLite keeps in memory and that moves
// when another connection commits: a look costs microseconds and no disk.
func (s *Store) listenSQLite(ctx context.Context) {
	conn, err := s.r.Conn(ctx)
	if err != nil {
		return // followers look by themselves
	}
	defer conn.Close()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	var last int64 = -1
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var v int64
		if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v); err != nil {
			continue
		}
		if v != last {
			last = v
			s.ring()
		}
	}
}

// Journal returns the events after number n, oldest first, at most limit.
func (s *Store) Journal(ctx context.Context, n int64, limit int) ([]news.Event, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM journal WHERE n > $1 ORDER BY n LIMIT $2`, n, limit)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Event](rows)
}

// LastEvent returns the number of the newest event, 0 if there is none.
func (s *Store) LastEvent(ctx context.Context) (int64, error) {
	var n int64
	err := s.r.QueryRowContext(ctx, `SELECT COALESCE(MAX(n), 0) FROM journal`).Scan(&n)
	return n, err
}

// Place returns the number of the last event that a named follower has dealt
// with, 0 for a new one.
func (s *Store) Place(ctx context.Context, follower string) (int64, error) {
	var n int64
	err := s.r.QueryRowContext(ctx, `SELECT n FROM follower WHERE name = $1`, follower).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// SavePlace remembers the last event that a named follower has dealt with. A
// place never moves back.
func (s *Store) SavePlace(ctx context.Context, follower string, n int64) error {
	_, err := s.w.ExecContext(ctx, `INSERT INTO follower (name, n) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET n = excluded.n WHERE follower.n < excluded.n`, follower, n)
	return err
}

// scanJSON reads rows of one JSON column and closes them.
func scanJSON[T any](rows *sql.Rows) ([]T, error) {
	defer rows.Close()
	var out []T
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		var v T
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return nil, fmt.Errorf("stored detail: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// rowScanner is a *sql.Row.
type rowScanner interface{ Scan(...any) error }

// scanOne reads one JSON column; a missing row is ErrNotFound.
func scanOne[T any](row rowScanner) (T, error) {
	var v T
	var text string
	err := row.Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return v, news.ErrNotFound
	}
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return v, fmt.Errorf("stored detail: %w", err)
	}
	return v, nil
}

// fromJSON reads a stored detail.
func fromJSON(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("stored detail: %w", err)
	}
	return nil
}

func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
