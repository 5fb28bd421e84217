package people

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// How long a session lasts: without being used, and at most. A shift is not
// ended by it, a forgotten browser is.
const (
	idle     = 12 * time.Hour
	lifetime = 7 * 24 * time.Hour
	// seenEvery is how exactly the last use of a session is kept.
	seenEvery = time.Minute
	// provedFor is how long after a proof somebody may change what proves them.
	provedFor = 10 * time.Minute
	// lookEvery is how often open pages are asked for that another node may have
	// ended.
	lookEvery = 500 * time.Millisecond
)

// ErrSignedOut says that nobody is signed in, or no longer.
var ErrSignedOut = errors.New("signed out")

// ErrProve says that somebody must show anew who they are.
var ErrProve = errors.New("show again who you are")

// Place is where a browser is: what its owner recognises it by.
type Place struct{ From, Agent string }

// begin starts a session in place of the one with the key old, if there is one.
func (r *Room) begin(ctx context.Context, u news.User, from Place, second bool, old string, l news.AuditLine) (string, error) {
	token, now := secret(), r.Now().UTC()
	x := news.Session{Key: hash(token), User: u.ID, Made: now, Seen: now, Proved: now, Until: now.Add(idle), From: from.From, Agent: cut(from.Agent, 200), Second: second}
	if l.Who == "" {
		l.Who, l.From, l.Ref = "desk:"+u.Name, from.From, string(u.ID)
	}
	err := r.Store.BeginSession(ctx, x, old, l)
	if errors.Is(err, news.ErrForbidden) {
		err = ErrWrong // closed meanwhile
	}
	if err != nil {
		return "", err
	}
	r.watched.look(ctx)
	return token, nil
}

// Session returns whose session a token is, and keeps it alive. ErrSignedOut
// means that it is nobody's, or ended.
func (r *Room) Session(ctx context.Context, token string) (news.User, news.Session, error) {
	if token == "" {
		return news.User{}, news.Session{}, ErrSignedOut
	}
	now := r.Now().UTC()
	x, u, err := r.Store.Session(ctx, hash(token), now)
	if errors.Is(err, news.ErrNotFound) || err == nil && !u.Open() {
		return news.User{}, news.Session{}, ErrSignedOut
	}
	if err != nil {
		return u, x, err
	}
	if now.Sub(x.Seen) >= seenEvery {
		x.Seen, x.Until = now, now.Add(idle)
		if end := x.Made.Add(lifetime); x.Until.After(end) {
			x.Until = end
		}
		err = r.Store.SeeSession(ctx, x)
	}
	return u, x, err
}

// SignOut ends a session.
func (r *Room) SignOut(ctx context.Context, x news.Session) error {
	defer r.watched.look(ctx)
	return r.Store.EndSessions(ctx, x.User, x.Key, "", news.AuditLine{What: news.AuditSessionEnded, Ref: string(x.User)}, r.Now())
}

// Sessions returns an account's sessions, the last used first. Others' are for
// those who may change accounts.
func (r *Room) Sessions(ctx context.Context, id news.UserID) ([]news.Session, error) {
	if err := r.ownOrAllowed(ctx, id); err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	list, err := r.Store.Sessions(ctx, id, r.Now())
	slices.SortStableFunc(list, func(a, b news.Session) int { return b.Seen.Compare(a.Seen) })
	return list, err
}

// EndSession ends one session of an account, named by its key. One that has ended
// is no error.
func (r *Room) EndSession(ctx context.Context, id news.UserID, key string) error {
	if err := r.ownOrAllowed(ctx, id); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	if key == "" {
		return fmt.Errorf("end session: say which: %w", news.ErrInvalid)
	}
	defer r.watched.look(ctx)
	return r.Store.EndSessions(ctx, id, key, "", news.AuditLine{What: news.AuditSessionEnded, Ref: string(id)}, r.Now())
}

// EndSessions ends all sessions of an account but the one with the key but.
func (r *Room) EndSessions(ctx context.Context, id news.UserID, but string) error {
	if err := r.ownOrAllowed(ctx, id); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	defer r.watched.look(ctx)
	return r.Store.EndSessions(ctx, id, "", but, news.AuditLine{What: news.AuditSessionsEnded, Ref: string(id)}, r.Now())
}

// ownOrAllowed lets somebody look after their own account, and those who may
// change accounts after all.
func (r *Room) ownOrAllowed(ctx context.Context, id news.UserID) error {
	if u := news.ActorOf(ctx).User; u != nil && u.ID == id {
		return nil
	}
	return r.mayChange(ctx, id)
}

// Proved reports whether a session's owner showed who they are just now.
func (r *Room) Proved(x news.Session) bool { return r.Now().Sub(x.Proved) < provedFor }

// Watch returns a channel that is closed when a session has ended, within a
// second on whatever node it was ended. Whatever stays open for somebody, such as
// a stream of events, ends then. Call the function to stop watching.
func (r *Room) Watch(x news.Session) (<-chan struct{}, func()) { return r.watched.add(x.Key) }

// watch is the open pages that end with their session.
type watch struct {
	live func(context.Context) (map[string]bool, error)

	mu    sync.Mutex // guards all below
	pages map[string]map[chan struct{}]bool
	stop  context.CancelFunc // of the goroutine that looks while there are pages
}

func (w *watch) add(key string) (<-chan struct{}, func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ended := make(chan struct{})
	if w.pages[key] == nil {
		w.pages[key] = map[chan struct{}]bool{}
	}
	w.pages[key][ended] = true
	if w.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		w.stop = stop
		go w.run(ctx)
	}
	return ended, func() { w.remove(key, ended) }
}

func (w *watch) remove(key string, page chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.pages[key], page)
	if len(w.pages[key]) == 0 {
		delete(w.pages, key)
	}
	if len(w.pages) == 0 && w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// run looks until there are no pages any more.
func (w *watch) run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.look(ctx)
		}
	}
}

// look ends the pages whose session has ended. If the store cannot say, they stay
// until it can: a page open is no page changed.
func (w *watch) look(ctx context.Context) {
	w.mu.Lock()
	asked := slices.Collect(maps.Keys(w.pages)) // those that begin meanwhile are not in the answer
	w.mu.Unlock()
	if len(asked) == 0 {
		return
	}
	live, err := w.live(context.WithoutCancel(ctx))
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, key := range asked {
		if live[key] {
			continue
		}
		for page := range w.pages[key] {
			close(page)
		}
		delete(w.pages, key)
	}
	if len(w.pages) == 0 && w.stop != nil {
		w.stop()
		w.stop = nil
	}
}
