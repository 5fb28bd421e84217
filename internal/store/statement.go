package store

import (
	"context"
	"database/sql"
)

// statements are the prepared statements of SQLite's one writer: compiling a
// statement costs about as much as running it. They belong to whoever leads the
// group of deeds. PostgreSQL's driver keeps its own.
type statements struct {
	ready  map[string]*sql.Stmt
	wanted map[string]bool // met in a transaction, to be prepared after it
}

// maxStatements is far more than this house has; what is beyond it is compiled
// each time.
const maxStatements = 300

// of returns the prepared form of a query for use in a transaction, nil if
// there is none yet.
func (s *statements) of(query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	st := s.ready[query]
	if st == nil && len(s.ready)+len(s.wanted) < maxStatements {
		if s.wanted == nil {
			s.wanted = map[string]bool{}
		}
		s.wanted[query] = true
	}
	return st
}

// prepare prepares what was wanted. The writer's one connection must be free.
// What cannot be prepared is left: running it says why.
func (s *statements) prepare(db *sql.DB) {
	for query := range s.wanted {
		if st, err := db.Prepare(query); err == nil {
			if s.ready == nil {
				s.ready = map[string]*sql.Stmt{}
			}
			s.ready[query] = st
		}
	}
	s.wanted = nil
}

func (t *tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if st := t.statements.of(query); st != nil {
		return t.StmtContext(ctx, st).ExecContext(ctx, args...)
	}
	return t.Tx.ExecContext(ctx, query, args...)
}

func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if st := t.statements.of(query); st != nil {
		return t.StmtContext(ctx, st).QueryContext(ctx, args...)
	}
	return t.Tx.QueryContext(ctx, query, args...)
}

func (t *tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if st := t.statements.of(query); st != nil {
		return t.StmtContext(ctx, st).QueryRowContext(ctx, args...)
	}
	return t.Tx.QueryRowContext(ctx, query, args...)
}
