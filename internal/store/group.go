package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// group lets deeds of one process that wait for SQLite's one writer share a
// commit, and so one wait for the disk. Each deed stands behind a savepoint:
// one that is refused takes nothing of the others with it. Nothing waits for
// company: whoever comes while a group is being committed is in the next.
type group struct {
	mu    sync.Mutex // guards queue and busy
	queue []*turn
	busy  bool // somebody leads

	statements statements // the leader's
}

// turn is one deed's place in the queue. Only the group's leader touches it
// between its joining the queue and its wake.
type turn struct {
	ctx   context.Context
	now   time.Time
	do    func(*tx) (news.Event, error)
	event news.Event
	err   error
	panic any // what do panicked with, for its own goroutine
	// wake is written once: true makes the turn's goroutine the next leader,
	// false says that its deed has ended.
	wake chan bool
}

// maxGroup is how many deeds share a commit at most, so that none waits long.
const maxGroup = 64

// groupDeed is [Store.deed] on SQLite.
func (s *Store) groupDeed(ctx context.Context, now time.Time, do func(*tx) (news.Event, error)) (news.Event, error) {
	t := &turn{ctx: ctx, now: now, do: do, wake: make(chan bool, 1)}
	g := &s.group
	g.mu.Lock()
	g.queue = append(g.queue, t)
	lead := !g.busy
	g.busy = true
	g.mu.Unlock()
	// A deed that has joined is seen to its end, whatever becomes of ctx: only
	// so does its caller know whether it was done.
	if lead || <-t.wake {
		s.lead()
	}
	if t.panic != nil {
		panic(t.panic)
	}
	return t.event, t.err
}

// lead commits the deeds that wait, the caller's first among them, and hands
// the lead on.
func (s *Store) lead() {
	g := &s.group
	g.mu.Lock()
	n := min(len(g.queue), maxGroup)
	turns := g.queue[:n:n]
	g.queue = g.queue[n:]
	g.mu.Unlock()
	s.commitGroup(turns)
	g.statements.prepare(s.w)
	for _, t := range turns[1:] {
		t.wake <- false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) == 0 {
		g.queue, g.busy = nil, false
		return
	}
	g.queue[0].wake <- true
}

// commitGroup runs deeds in one transaction and gives each its event or error.
func (s *Store) commitGroup(turns []*turn) {
	sqlTx, err := s.w.BeginTx(context.Background(), nil)
	if err != nil {
		failAll(turns, err)
		return
	}
	defer sqlTx.Rollback()
	var done []*tx
	for _, t := range turns {
		if t.err = t.ctx.Err(); t.err != nil {
			continue
		}
		did, err := s.runTurn(sqlTx, t, len(turns) == 1)
		if err != nil { // the transaction itself is lost
			failAll(turns, err)
			return
		}
		if did != nil {
			done = append(done, did)
		}
	}
	if len(done) == 0 {
		return
	}
	if err := sqlTx.Commit(); err != nil {
		failAll(turns, s.meaning(err))
		return
	}
	for _, t := range done {
		s.follow(t)
	}
	s.ring()
}

// failAll ends the deeds that had no error of their own with err: nothing of
// them was kept.
func failAll(turns []*turn, err error) {
	for _, t := range turns {
		if t.err == nil {
			t.event, t.err = news.Event{}, err
		}
	}
}

// runTurn runs one deed and returns what it did, nil if nothing of it is to be
// kept. One that is not alone stands behind a savepoint, which is all that is
// undone then. An error says that the whole transaction is lost.
func (s *Store) runTurn(sqlTx *sql.Tx, turn *turn, alone bool) (*tx, error) {
	// Interrupting a statement would roll back the other deeds too.
	ctx := context.WithoutCancel(turn.ctx)
	t := &tx{Tx: sqlTx, ctx: ctx, now: turn.now.UTC().Truncate(time.Microsecond), kind: s.kind, statements: &s.group.statements}
	if !alone { // it costs a copy of each page that is changed
		if err := t.exec(`SAVEPOINT deed`); err != nil {
			return nil, err
		}
	}
	e, err := t.protected(turn)
	if err == nil {
		err = t.journal(&e)
	}
	if err != nil && !alone {
		// On a full or failing disk SQLite has given up the transaction, and
		// this with it: what followed would be outside any.
		if err := t.exec(`ROLLBACK TO deed`); err != nil {
			return nil, fmt.Errorf("the transaction was given up: %w", err)
		}
	}
	if !alone {
		if err := t.exec(`RELEASE deed`); err != nil {
			return nil, err
		}
	}
	switch {
	case errors.Is(err, errNoChange):
		return nil, nil
	case err != nil:
		turn.err = s.meaning(err)
		return nil, nil
	}
	turn.event = e
	return t, nil
}

// protected runs a deed's function; a panic of it is kept for its own
// goroutine, or the deeds beside it would wait for ever.
func (t *tx) protected(turn *turn) (e news.Event, err error) {
	defer func() {
		if turn.panic = recover(); turn.panic != nil {
			err = errNoChange
		}
	}()
	return turn.do(t)
}
