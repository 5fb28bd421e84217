package live

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"broadsheet/internal/web"
)

// mostChannels is how many channels one stream listens to.
const mostChannels = 4

// sendBuffer is how much the system holds for a stream whose reader takes
// nothing, in bytes. Without it a stalled reader may pin megabytes.
const sendBuffer = 16 << 10

// Stream answers with a stream of the channels, or with 204 when there are as
// many streams as may be: the browser then asks no more, and the page polls. What
// a page that comes again missed is sent at once (Last-Event-ID).
func (h *Hub) Stream(rw http.ResponseWriter, r *http.Request, names ...string) error {
	if len(names) > mostChannels {
		return fmt.Errorf("a stream of %d channels; %d are the most", len(names), mostChannels)
	}
	head := rw.Header()
	head["Cache-Control"] = []string{"no-store"}
	if r.Method == http.MethodHead {
		head["Content-Type"] = []string{eventStream}
		rw.WriteHeader(http.StatusOK)
		return nil
	}
	if h.closing() || h.streams.Add(1) > h.limit {
		if !h.closing() {
			h.streams.Add(-1)
		}
		h.refused.Add(1)
		rw.WriteHeader(http.StatusNoContent)
		return nil
	}
	head["Content-Type"], head["X-Accel-Buffering"] = []string{eventStream}, []string{"no"}
	now := h.now()
	s := &stream{hub: h, ends: now.Add(h.life + rand.N(h.life/4)), moved: now, spoken: now}
	since := number(r.Header.Get("Last-Event-ID"))
	for i, c := range h.listen(names) {
		s.places[i] = place{channel: c, seen: since}
	}
	if canDetach && !h.attached && r.TLS == nil && r.ProtoMajor == 1 {
		if err := s.detach(rw); err == nil {
			return nil
		}
	}
	s.attach(rw, r)
	return nil
}

const eventStream = "text/event-stream; charset=utf-8"

func (h *Hub) closing() bool {
	select {
	case <-h.done:
		return true
	default:
		return false
	}
}

// stream is one browser. A detached one is its writer's alone; an attached one
// its handler's.
type stream struct {
	hub    *Hub
	places [mostChannels]place
	conn   *net.TCPConn // nil of an attached one
	tail   []byte       // what the system did not take of a message begun
	ends   time.Time    // when the browser is to come again
	moved  time.Time    // when the reader last took something
	spoken time.Time    // when anything was last sent
	stuck  bool
	bell   chan struct{} // of an attached one
}

// place is a listener's at a channel.
type place struct {
	channel *channel
	seen    int64 // number of the last message sent
	k       int64 // its number on the channel, 0 of none sent here
}

// greeting asks the browser to come again after three to ten seconds, not with
// all others.
func greeting() string { return fmt.Sprintf("retry: %d\n\n", 3000+rand.IntN(7000)) }

// detach takes the connection from the server: from here on it costs no
// goroutine and no buffers, and a writer serves it with thousands of others.
func (s *stream) detach(rw http.ResponseWriter) error {
	head := rw.Header().Clone()
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		return err
	}
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		s.end()
		return conn.Close()
	}
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 200 OK\r\nConnection: close\r\n")
	if err := head.Write(&b); err != nil {
		s.end()
		return conn.Close()
	}
	b.WriteString("\r\n" + greeting())
	tcp.SetDeadline(time.Time{})
	tcp.SetWriteBuffer(sendBuffer)
	tcp.SetReadBuffer(4 << 10)
	s.conn, s.tail = tcp, b.Bytes()
	s.hub.writers[s.hub.next.Add(1)%uint64(len(s.hub.writers))].add(s)
	return nil
}

// end gives back what a stream holds, once.
func (s *stream) end() {
	var list []*channel
	for _, p := range s.places {
		if p.channel != nil {
			list = append(list, p.channel)
		}
	}
	s.hub.leave(list)
	s.hub.streams.Add(-1)
}

// pending returns the newest message that the stream has not been sent, the
// oldest of them first, and notes it as sent.
func (s *stream) pending() *message {
	var m *message
	var at *place
	for i := range s.places {
		p := &s.places[i]
		if p.channel == nil {
			break
		}
		if t := p.channel.told.Load(); t != nil && t.n > p.seen && (m == nil || t.n < m.n) {
			m, at = t, p
		}
	}
	if m != nil {
		if at.k > 0 {
			s.hub.skipped.Add(m.k - at.k - 1)
		}
		at.seen, at.k = m.n, m.k
	}
	return m
}

// writeWait is how long one write to an attached reader may take.
const writeWait = 10 * time.Second

// attach serves the stream in its handler, until the reader leaves, is too slow,
// or the hub ends.
func (s *stream) attach(rw http.ResponseWriter, r *http.Request) {
	s.bell = make(chan struct{}, 1)
	w := s.hub.writers[s.hub.next.Add(1)%uint64(len(s.hub.writers))]
	w.ring(s, true)
	defer s.end()
	defer w.ring(s, false)
	if tcp, ok := web.ConnOf(r.Context()).(*net.TCPConn); ok && r.ProtoMajor == 1 {
		tcp.SetWriteBuffer(sendBuffer)
	}
	control := http.NewResponseController(rw)
	control.SetReadDeadline(time.Time{})
	say := func(text []byte) bool {
		control.SetWriteDeadline(time.Now().Add(writeWait))
		_, err := rw.Write(text)
		return err == nil && control.Flush() == nil
	}
	if !say([]byte(greeting())) {
		return
	}
	beat := time.NewTicker(s.hub.beat)
	defer beat.Stop()
	life := time.NewTimer(s.hub.life + rand.N(s.hub.life/4))
	defer life.Stop()
	for {
		for m := s.pending(); m != nil; m = s.pending() {
			if !say(m.sent) {
				return
			}
		}
		select {
		case <-s.bell:
		case <-beat.C:
			if !say(sign) {
				return
			}
		case <-life.C:
			return
		case <-r.Context().Done():
			return
		case <-s.hub.done:
			return
		}
	}
}

// sign is a comment: it tells nothing and shows that both ends are there.
var sign = []byte(":\n\n")
