// Package live tells open pages what has changed: one stream for each browser, by
// server-sent events (HTML, 9.2), and the same by polling where there can be no
// stream. What is told of a channel is always its whole state, so that of two
// messages only the newer one matters: a reader who is slow skips some and is
// never sent what is old.
//
// It knows no quotes and no stories, keeps nothing for good and asks nobody. Each
// node tells its own readers what it sees in the store.
//
// Start at [New], [Hub.Tell] and [Hub.Stream].
package live

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Config is what a Hub is made of.
type Config struct {
	Now func() time.Time
	Log *slog.Logger
	// Limit is how many streams there may be at once; 0 is three fifths of the
	// files this process may have open. Beyond it readers poll.
	Limit int
	// Beat is how long a stream is silent before it is sent a sign of life, in
	// which one that has gone is found; 20 seconds if zero.
	Beat time.Duration
	// Patience is how long a reader may take nothing before it is let go; a
	// minute if zero.
	Patience time.Duration
	// Life is how long a stream lasts before the browser must come again, to
	// another node perhaps; half an hour, more or less, if zero.
	Life time.Duration
	// Keep is how long what was told of a channel that nobody listens to is
	// kept, for those who come again; ten minutes if zero.
	Keep time.Duration
	// Attached makes every stream an ordinary handler's, as those over TLS and
	// HTTP/2 are.
	Attached bool
}

// Hub holds the channels and the streams. It may be used by many goroutines.
type Hub struct {
	now      func() time.Time
	log      *slog.Logger
	limit    int64
	beat     time.Duration
	patience time.Duration
	life     time.Duration
	keep     time.Duration
	attached bool

	mu       sync.Mutex // guards channels and last
	channels map[string]*channel
	last     int64 // the newest number given

	streams atomic.Int64
	refused atomic.Int64
	skipped atomic.Int64
	evicted atomic.Int64
	writers []*writer
	next    atomic.Uint64
	polls   polls
	done    chan struct{}
	ending  sync.Once
	ended   sync.WaitGroup
}

// channel is what readers can listen to.
type channel struct {
	name string
	told atomic.Pointer[message]

	listeners int // guarded by the hub's mu
	// lasting channels are kept without listeners: their state has no end.
	lasting bool // guarded by the hub's mu
}

// message is the state of a channel, encoded once for all readers.
type message struct {
	n    int64 // its number: microseconds of the clock, higher than all before
	k    int64 // its number on the channel, from 1
	data []byte
	sent []byte // as an event of a stream
}

// New returns a hub. End it with [Hub.Close].
func New(c Config) *Hub {
	h := &Hub{now: c.Now, log: c.Log, limit: int64(c.Limit), beat: cmp.Or(c.Beat, 20*time.Second), patience: cmp.Or(c.Patience, time.Minute),
		life: cmp.Or(c.Life, 30*time.Minute), keep: cmp.Or(c.Keep, 10*time.Minute), attached: c.Attached, channels: map[string]*channel{}, done: make(chan struct{})}
	if h.limit <= 0 {
		h.limit = int64(mostFiles()) * 3 / 5
	}
	h.polls.kept = map[string]*poll{}
	for range max(2, runtime.NumCPU()) {
		w := newWriter(h)
		h.writers = append(h.writers, w)
		h.ended.Go(w.run)
	}
	h.ended.Go(h.sweep)
	return h
}

// Tell sets the state of a channel and tells those who listen. event is the name
// by which pages know it, data is marshalled as JSON. The same state again tells
// nobody. A lasting channel keeps its state for those who come later; another
// forgets it some time after nobody listens.
func (h *Hub) Tell(name, event string, lasting bool, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("tell %s: %w", name, err)
	}
	h.mu.Lock()
	c := h.channel(name)
	c.lasting = c.lasting || lasting
	old := c.told.Load()
	if old != nil && string(old.data) == string(text) {
		h.mu.Unlock()
		return nil
	}
	h.last = max(h.last+1, h.now().UnixMicro())
	m := &message{n: h.last, k: 1, data: text}
	if old != nil {
		m.k = old.k + 1
	}
	m.sent = fmt.Appendf(nil, "event: %s\nid: %d\ndata: %s\n\n", event, m.n, text)
	c.told.Store(m)
	h.mu.Unlock()
	for _, w := range h.writers {
		w.wake()
	}
	return nil
}

// channel returns a channel by name, a new one if need be. The caller holds mu.
func (h *Hub) channel(name string) *channel {
	c := h.channels[name]
	if c == nil {
		c = &channel{name: name}
		h.channels[name] = c
	}
	return c
}

// listen takes places at channels; leave gives them back.
func (h *Hub) listen(names []string) []*channel {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []*channel
	for _, name := range names {
		c := h.channel(name)
		c.listeners++
		out = append(out, c)
	}
	return out
}

func (h *Hub) leave(list []*channel) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range list {
		c.listeners--
		if c.listeners == 0 && !c.lasting && c.told.Load() == nil {
			delete(h.channels, c.name)
		}
	}
}

// sweep forgets channels that nobody has listened to for long.
func (h *Hub) sweep() {
	tick := time.NewTicker(h.keep / 2)
	defer tick.Stop()
	for {
		select {
		case <-h.done:
			return
		case <-tick.C:
		}
		before := h.now().Add(-h.keep).UnixMicro()
		h.mu.Lock()
		for name, c := range h.channels {
			if m := c.told.Load(); c.listeners == 0 && !c.lasting && (m == nil || m.n < before) {
				delete(h.channels, name)
			}
		}
		h.mu.Unlock()
		h.polls.forget(before)
	}
}

// Count says how the hub stands.
type Count struct {
	Streams int64 `json:"streams"`
	Limit   int64 `json:"limit"`
	Refused int64 `json:"refused"` // sent away to poll
	Skipped int64 `json:"skipped"` // messages a slow reader did not get, for newer ones
	Evicted int64 `json:"evicted"` // readers let go because they took nothing
}

// Count returns how the hub stands now.
func (h *Hub) Count() Count {
	return Count{Streams: h.streams.Load(), Limit: h.limit, Refused: h.refused.Load(), Skipped: h.skipped.Load(), Evicted: h.evicted.Load()}
}

// Close ends all streams, a few at a time, so that their browsers do not all come
// to another node in one instant, and waits until they have ended or ctx has.
func (h *Hub) Close(ctx context.Context) error {
	h.ending.Do(func() { close(h.done) })
	ended := make(chan struct{})
	go func() {
		h.ended.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// number reads a Last-Event-ID; 0 is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Heard reports whether anybody listens to a channel.
func (h *Hub) Heard(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.channels[name]
	return c != nil && c.listeners > 0
}

// Told reports whether a channel has a state.
func (h *Hub) Told(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.channels[name]
	return c != nil && c.told.Load() != nil
}
