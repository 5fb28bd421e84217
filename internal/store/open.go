package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/news"

	"github.com/google/uuid"
)

//go:embed migrations
var migrations embed.FS

// Store is an open database. Its methods may be called from many goroutines.
type Store struct {
	w, r  *sql.DB // the same pool on PostgreSQL
	kind  kind
	group group // of deeds that share a commit; SQLite alone

	texts texts // guards itself

	mu    sync.Mutex // guards bells and hears
	bells map[chan struct{}]bool
	hears map[chan news.Hint]bool
	stop  context.CancelFunc
	done  chan struct{} // closed when the listener has ended
}

type kind string

const (
	sqlite   kind = "sqlite"
	postgres kind = "postgres"
)

// Open opens the database at a URL, "sqlite:PATH" or "postgres://…", and
// brings its tables up to this program's version. The caller closes it. It
// refuses a SQLite file whose durability settings did not take, and a database
// that a newer program has migrated.
func Open(ctx context.Context, rawURL string) (*Store, error) {
	s := &Store{bells: map[chan struct{}]bool{}, hears: map[chan news.Hint]bool{}, done: make(chan struct{})}
	var err error
	switch {
	case strings.HasPrefix(rawURL, "sqlite:"):
		s.kind = sqlite
		err = s.openSQLite(ctx, strings.TrimPrefix(rawURL, "sqlite:"))
	case strings.HasPrefix(rawURL, "postgres://"), strings.HasPrefix(rawURL, "postgresql://"):
		s.kind = postgres
		err = s.openPostgres(ctx, rawURL)
	default:
		return nil, fmt.Errorf("open store: URL must start with sqlite: or postgres://: %w", news.ErrInvalid)
	}
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", Redact(rawURL), err)
	}
	if err := s.migrate(ctx); err != nil {
		s.closePools()
		return nil, fmt.Errorf("migrate store %s: %w", Redact(rawURL), err)
	}
	lctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = cancel
	go func() {
		defer close(s.done)
		s.listen(lctx, rawURL)
	}()
	return s, nil
}

// Close ends the listener and closes the pools.
func (s *Store) Close() error {
	s.stop()
	<-s.done
	return s.closePools()
}

func (s *Store) closePools() error {
	err := s.w.Close()
	if s.r != s.w {
		err = errors.Join(err, s.r.Close())
	}
	return err
}

// Redact returns a store URL without its password, for logs and messages.
func Redact(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return "(unreadable URL)"
	}
	return u.Redacted()
}

// NewID returns a new UUIDv7, which sorts by the time it was made.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Kind returns "sqlite" or "postgres".
func (s *Store) Kind() string { return string(s.kind) }

// migrate applies the numbered files that the database lacks, one transaction
// each.
func (s *Store) migrate(ctx context.Context) error {
	if err := s.makeMigrationTable(ctx); err != nil {
		return err
	}
	files, err := fs.Glob(migrations, "migrations/"+string(s.kind)+"/*.sql")
	if err != nil {
		return err
	}
	sort.Strings(files)
	newest := 0
	for _, f := range files {
		n, err := strconv.Atoi(strings.SplitN(filepath.Base(f), "_", 2)[0])
		if err != nil {
			return fmt.Errorf("migration file %s has no number: %w", f, err)
		}
		newest = n
		text, err := migrations.ReadFile(f)
		if err != nil {
			return err
		}
		if err := s.migrateOne(ctx, n, string(text)); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(f), err)
		}
	}
	var has int
	if err := s.w.QueryRowContext(ctx, `SELECT COALESCE(MAX(n), 0) FROM migration`).Scan(&has); err != nil {
		return err
	}
	if has > newest {
		return fmt.Errorf("the database is at migration %d and this program knows %d: run a newer broadsheet: %w", has, newest, news.ErrInvalid)
	}
	return nil
}

// makeMigrationTable makes the table of what has been applied. PostgreSQL's IF
// NOT EXISTS is no help to two nodes that start at once: both find nothing and
// one of them fails.
func (s *Store) makeMigrationTable(ctx context.Context) error {
	sqlTx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, ctx: ctx, kind: s.kind}
	if err := t.lockName("migration"); err != nil {
		return err
	}
	if err := t.exec(`CREATE TABLE IF NOT EXISTS migration (n BIGINT PRIMARY KEY, at BIGINT NOT NULL)`); err != nil {
		return err
	}
	return sqlTx.Commit()
}

func (s *Store) migrateOne(ctx context.Context, n int, text string) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if s.kind == postgres { // several nodes may start at once
		if _, err := tx.ExecContext(ctx, `LOCK TABLE migration IN EXCLUSIVE MODE`); err != nil {
			return err
		}
	}
	var has int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM migration WHERE n = $1`, n).Scan(&has); err != nil || has > 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, text); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO migration (n, at) VALUES ($1, $2)`, n, time.Now().UnixMicro()); err != nil {
		return err
	}
	return tx.Commit()
}

// Migration returns the number of the newest migration applied.
func (s *Store) Migration(ctx context.Context) (int, error) {
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT COALESCE(MAX(n), 0) FROM migration`).Scan(&n)
	return n, err
}

func makeFolder(path string) error {
	if dir := filepath.Dir(path); dir != "." && dir != "" {
		return os.MkdirAll(dir, 0o755)
	}
	return nil
}
