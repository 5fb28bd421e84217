package live

import (
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// errFull says that the system takes no more for a reader now.
var errFull = errors.New("buffer is full")

// writer serves many detached streams from one goroutine. A write never waits: a
// reader whose buffer is full is passed over until it has taken something, and
// gets what is newest then.
type writer struct {
	hub  *Hub
	bell chan struct{}

	mu       sync.Mutex // guards fresh and attached
	fresh    []*stream
	attached map[*stream]bool

	streams []*stream // the goroutine's own
}

func newWriter(h *Hub) *writer {
	return &writer{hub: h, bell: make(chan struct{}, 1), attached: map[*stream]bool{}}
}

// add hands a detached stream over.
func (w *writer) add(s *stream) {
	w.mu.Lock()
	w.fresh = append(w.fresh, s)
	w.mu.Unlock()
	w.wake()
}

// ring says whether an attached stream is to be woken.
func (w *writer) ring(s *stream, on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if on {
		w.attached[s] = true
		return
	}
	delete(w.attached, s)
}

func (w *writer) wake() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

// lookEvery is how often a reader that takes nothing is tried again.
const lookEvery = time.Second

// rest is the least time between two rounds: what is told meanwhile goes with the
// next one.
const rest = 5 * time.Millisecond

func (w *writer) run() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		beat := false
		select {
		case <-w.hub.done:
			w.close()
			return
		case <-w.bell:
		case <-tick.C:
			beat = true
		}
		w.round(beat)
		time.Sleep(rest)
	}
}

// round offers every stream what it has not been sent. On a beat it also looks
// after those that are silent, stuck or old.
func (w *writer) round(beat bool) {
	w.mu.Lock()
	w.streams = append(w.streams, w.fresh...)
	w.fresh = nil
	for s := range w.attached {
		select {
		case s.bell <- struct{}{}:
		default:
		}
	}
	w.mu.Unlock()
	now := w.hub.now()
	w.streams = slices.DeleteFunc(w.streams, func(s *stream) bool {
		if s.offer(now) && (!beat || s.tend(now)) {
			return false
		}
		s.conn.Close()
		s.end()
		return true
	})
}

// close ends all streams in waves.
func (w *writer) close() {
	w.mu.Lock()
	w.streams = append(w.streams, w.fresh...)
	w.fresh = nil
	w.mu.Unlock()
	rand.Shuffle(len(w.streams), func(i, j int) { w.streams[i], w.streams[j] = w.streams[j], w.streams[i] })
	const wave = 500
	for i, s := range w.streams {
		if i > 0 && i%wave == 0 {
			time.Sleep(20 * time.Millisecond)
		}
		s.conn.Close()
		s.end()
	}
	w.streams = nil
}

// offer writes what is left of the last message and then what is new, as far as
// the reader takes it. It reports whether the reader is still there.
func (s *stream) offer(now time.Time) bool {
	for {
		if len(s.tail) == 0 {
			m := s.pending()
			if m == nil {
				s.stuck = false
				return true
			}
			s.tail = m.sent
		}
		n, err := s.write(s.tail)
		if n > 0 {
			s.tail, s.moved, s.spoken = s.tail[n:], now, now
		}
		switch {
		case errors.Is(err, errFull), err == nil && len(s.tail) > 0:
			s.stuck = true
			return true
		case err != nil:
			return false
		}
		s.stuck = false
		s.tail = nil
	}
}

// tend looks after a stream and reports whether it goes on.
func (s *stream) tend(now time.Time) bool {
	if s.stuck {
		if now.Sub(s.moved) > s.hub.patience {
			s.hub.evicted.Add(1)
			return false
		}
		return true
	}
	if now.After(s.ends) {
		return false
	}
	if now.Sub(s.spoken) < s.hub.beat {
		return true
	}
	s.tail = sign
	return s.offer(now)
}
