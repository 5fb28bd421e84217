package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"broadsheet/internal/follow"
	"broadsheet/internal/news"
)

// LiveStore is what the live stream needs of the store.
type LiveStore interface {
	follow.Journal
	Tell(context.Context, news.Hint) error
	Hints() (<-chan news.Hint, func())
}

// Live tells open browsers what happens: the deeds of the journal, and hints of
// other parts ([Live.Tell]). What it sends are hints, never words of a story: a
// browser asks for what it shows. It may be used by many goroutines.
type Live struct {
	store LiveStore
	log   *slog.Logger

	mu     sync.Mutex // guards all below
	seats  map[*liveSeat]bool
	sat    int64 // number of the newest seat
	closed bool
	wait   []news.Event // deeds that are yet to be sent
}

// liveSeat is one browser.
type liveSeat struct {
	send    chan liveMessage
	cut     chan struct{} // closed when it is too slow, too many came after it, or the house closes
	once    sync.Once     // guards what comes before cut is closed
	crowded bool          // too many came after it; read once cut is closed
	user    news.User
	session string
	n       int64 // those with smaller numbers are older
}

// liveMessage is what is sent at once: deeds, or a hint.
type liveMessage struct {
	events []news.Event
	hint   *news.Hint
}

const (
	liveRoom      = 256                   // messages that wait for one browser
	liveTogether  = 80 * time.Millisecond // deeds within it are sent as one message
	liveReplay    = 500                   // deeds that are sent again to one who comes back
	liveBeat      = 15 * time.Second
	liveWrite     = 5 * time.Second
	liveReconnect = 1500 * time.Millisecond
	liveOfSession = 12 // streams of one browser
	liveOfUser    = 200
)

// Tell gives a hint to all browsers, of every process of the house. v is small:
// what is read is asked for.
func (l *Live) Tell(ctx context.Context, topic string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return l.store.Tell(ctx, news.Hint{Topic: topic, Data: string(b)})
}

// run sends until ctx ends, and then closes all streams.
func (l *Live) run(ctx context.Context) error {
	defer l.close()
	last, err := l.store.LastEvent(ctx)
	if err != nil {
		return err
	}
	hints, stop := l.store.Hints()
	defer stop()
	came := make(chan struct{}, 1)
	var following sync.WaitGroup
	defer following.Wait()
	following.Go(func() {
		follow.Follower{From: last, Journal: l.store, Log: l.log, Handle: func(_ context.Context, e news.Event) error {
			l.mu.Lock()
			l.wait = append(l.wait, e)
			l.mu.Unlock()
			select {
			case came <- struct{}{}:
			default:
			}
			return nil
		}}.Run(ctx)
	})
	var soon <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case h := <-hints:
			l.spread(liveMessage{hint: &h})
		case <-came:
			if soon == nil {
				soon = time.After(liveTogether)
			}
		case <-soon:
			soon = nil
			l.mu.Lock()
			events := l.wait
			l.wait = nil
			l.mu.Unlock()
			l.spread(liveMessage{events: events})
		}
	}
}

// spread hands a message to every browser. One that does not keep up is cut: it
// comes back and says what it knows.
func (l *Live) spread(m liveMessage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for s := range l.seats {
		select {
		case s.send <- m:
		default:
			s.end(false)
		}
	}
}

func (s *liveSeat) end(crowded bool) {
	s.once.Do(func() {
		s.crowded = crowded
		close(s.cut)
	})
}

// sit begins a stream. Of too many of one browser or user the oldest ends.
func (l *Live) sit(u news.User, session string) *liveSeat {
	s := &liveSeat{send: make(chan liveMessage, liveRoom), cut: make(chan struct{}), user: u, session: session}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		s.end(false)
	}
	l.crowd(liveOfSession, func(x *liveSeat) bool { return x.session == session })
	l.crowd(liveOfUser, func(x *liveSeat) bool { return x.user.ID == u.ID })
	l.sat++
	s.n = l.sat
	l.seats[s] = true
	return s
}

// crowd makes room for one more among those seats of which there may be so many.
// The caller holds l.mu.
func (l *Live) crowd(most int, of func(*liveSeat) bool) {
	var oldest *liveSeat
	count := 0
	for s := range l.seats {
		if !of(s) {
			continue
		}
		count++
		if oldest == nil || s.n < oldest.n {
			oldest = s
		}
	}
	if count >= most {
		oldest.end(true)
		delete(l.seats, oldest)
	}
}

func (l *Live) leave(s *liveSeat) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seats, s)
}

func (l *Live) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for s := range l.seats {
		s.end(false)
	}
}

// LiveEvent is a deed as browsers are told of it.
type LiveEvent struct {
	N     int64        `json:"n"`
	Verb  news.Verb    `json:"verb"`
	Story news.StoryID `json:"story,omitempty"`
	Ref   string       `json:"ref,omitempty"`
}

// told returns the deeds of a message that come after one. They are told to all
// alike, as reading is for all.
func told(events []news.Event, after int64) []LiveEvent {
	out := []LiveEvent{}
	for _, e := range events {
		if e.N > after {
			out = append(out, LiveEvent{N: e.N, Verb: e.Verb, Story: e.Story, Ref: e.Ref})
		}
	}
	return out
}

// stream is the answer to one browser.
type stream struct {
	rw   http.ResponseWriter
	rc   *http.ResponseController
	last int64 // number of the last deed sent
}

// write sends one event; a browser that does not take it within a while is lost.
func (s *stream) write(name string, id int64, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	text := "event: " + name + "\ndata: " + string(b) + "\n\n"
	if id > 0 {
		text = "id: " + strconv.FormatInt(id, 10) + "\n" + text
	}
	return s.raw(text)
}

func (s *stream) raw(text string) error {
	if err := s.rc.SetWriteDeadline(time.Now().Add(liveWrite)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.rw.Write([]byte(text)); err != nil {
		return err
	}
	return s.rc.Flush()
}

// liveStream is the one stream of a browser's window.
func (w *Window) liveStream(rw http.ResponseWriter, r *http.Request) error {
	after, resumed := int64(0), r.Header.Get("Last-Event-ID")
	if resumed == "" {
		resumed = r.URL.Query().Get("after")
	}
	if resumed != "" {
		var err error
		if after, err = strconv.ParseInt(resumed, 10, 64); err != nil || after < 0 {
			return fmt.Errorf("where to go on from must be the number of a deed: %w", news.ErrInvalid)
		}
	}
	seat := w.live.sit(userOf(r), seatOf(r).session.Key)
	defer w.live.leave(seat)
	h := rw.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead { // or the connection is never free again
		return nil
	}
	s := &stream{rw: rw, rc: http.NewResponseController(rw)}
	if err := s.rc.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return gone(err)
	}
	if err := w.greet(r.Context(), s, seat, after, resumed != ""); err != nil {
		return gone(err)
	}
	return gone(w.keepTelling(r, s, seat))
}

// greet says how far the journal is, and what happened since the browser was here
// last, or that it was too much and all is to be looked at anew.
func (w *Window) greet(ctx context.Context, s *stream, seat *liveSeat, after int64, resumed bool) error {
	if err := s.raw("retry: " + strconv.FormatInt(liveReconnect.Milliseconds(), 10) + "\n\n"); err != nil {
		return err
	}
	last, err := w.live.store.LastEvent(ctx)
	if err != nil {
		return err
	}
	s.last = last
	if !resumed || after >= last {
		return s.write("hello", last, struct{}{})
	}
	if last-after > liveReplay {
		return s.write("reset", last, struct{}{})
	}
	events, err := w.live.store.Journal(ctx, after, liveReplay)
	if err != nil {
		return err
	}
	if n := len(events); n > 0 {
		s.last = events[n-1].N
	}
	return s.write("journal", s.last, told(events, after))
}

func (w *Window) keepTelling(r *http.Request, s *stream, seat *liveSeat) error {
	ended, stop := w.people.Watch(seatOf(r).session)
	defer stop()
	beat := time.NewTicker(liveBeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return nil
		case <-seat.cut:
			if seat.crowded {
				return s.write("crowded", 0, struct{}{})
			}
			return nil
		case <-beat.C:
			err = s.raw(": beat\n\n")
		case <-ended:
			return s.write("ended", 0, struct{}{})
		case m := <-seat.send:
			switch {
			case m.hint != nil:
				err = s.write("hint", 0, m.hint)
			case len(m.events) > 0:
				if told := told(m.events, s.last); len(told) > 0 {
					err = s.write("journal", m.events[len(m.events)-1].N, told)
				}
				s.last = max(s.last, m.events[len(m.events)-1].N)
			}
		}
		if err != nil {
			return err
		}
	}
}
