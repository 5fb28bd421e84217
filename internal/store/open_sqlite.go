package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"broadsheet/internal/news"

	sqlitedriver "modernc.org/sqlite"
)

// sqlitePragmas are set on every connection, in this order: EXTRA while the
// file is switched to WAL, so that the old journal's end is durable, then FULL,
// which loses no acknowledged commit on power loss. What savepoints put aside is
// kept in memory: it is gone with the process anyway.
var sqlitePragmas = []string{"busy_timeout(5000)", "synchronous(EXTRA)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)"}

func (s *Store) openSQLite(ctx context.Context, path string) error {
	if path == "" {
		return fmt.Errorf("sqlite URL names no file: %w", news.ErrInvalid)
	}
	if err := makeFolder(path); err != nil {
		return err
	}
	v := url.Values{"_pragma": sqlitePragmas, "_txlock": {"immediate"}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
	var err error
	if s.w, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	// One writer: SQLite has one anyway, and a queue here beats a busy loop there.
	s.w.SetMaxOpenConns(1)
	if err := checkPragmas(ctx, s.w); err != nil {
		s.w.Close()
		return err
	}
	v.Set("_txlock", "deferred")
	v.Add("_pragma", "query_only(ON)")
	if s.r, err = sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+v.Encode()); err != nil {
		s.w.Close()
		return err
	}
	s.r.SetMaxOpenConns(8)
	s.r.SetMaxIdleConns(8)
	return nil
}

// checkPragmas refuses a connection whose settings did not take.
func checkPragmas(ctx context.Context, db *sql.DB) error {
	for _, c := range []struct{ pragma, want string }{
		{"busy_timeout", "5000"}, {"synchronous", "2"}, {"journal_mode", "wal"}, {"foreign_keys", "1"},
	} {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+c.pragma).Scan(&got); err != nil {
			return fmt.Errorf("read pragma %s: %w", c.pragma, err)
		}
		if got != c.want {
			return fmt.Errorf("pragma %s is %q, want %q: the file system may not support it; copy the database to a local disk", c.pragma, got, c.want)
		}
	}
	return nil
}

// sqliteConflict reports whether err is a broken uniqueness rule.
func sqliteConflict(err error) bool {
	var e *sqlitedriver.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() {
	case 2067, 1555: // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY
		return true
	}
	return false
}
