package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"broadsheet/internal/news"
)

// Line holds the connections of one round. They are all closed when its
// context ends or the line is broken, and each read and write on them fails
// after a silence. It may be used by many goroutines.
type Line struct {
	ctx     context.Context
	dial    Dial
	silence time.Duration

	mu    sync.Mutex // guards what follows
	conns map[*conn]bool
	why   error // the line is broken
}

// NewLine returns a line that dials with dial. The caller breaks it in the end.
func NewLine(ctx context.Context, dial Dial, silence time.Duration) *Line {
	l := &Line{ctx: ctx, dial: dial, silence: silence, conns: map[*conn]bool{}}
	context.AfterFunc(ctx, func() { l.Break(context.Cause(ctx)) })
	return l
}

// ErrHungUp ends a line whose work is done.
var ErrHungUp = errors.New("the line is closed")

// Break closes the connections, now and from now on. What waits on one gets
// why, or, if that is nil, an error that the line is closed. Only the first
// call counts.
func (l *Line) Break(why error) {
	if why == nil {
		why = ErrHungUp
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why == nil {
		l.why = why
	}
	for c := range l.conns {
		c.Conn.Close()
	}
	clear(l.conns)
}

// Within breaks the line if done is not called within d.
func (l *Line) Within(d time.Duration, what string) (done func()) {
	timer := time.AfterFunc(d, func() { l.Break(fmt.Errorf("%s took longer than %s", what, d)) })
	return func() { timer.Stop() }
}

// Why is why the line is broken, or nil.
func (l *Line) Why() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

// Dial opens a connection of the line. It belongs to the line.
func (l *Line) Dial(network, address string) (net.Conn, error) {
	raw, err := l.dial(l.ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, line: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why != nil {
		raw.Close()
		return nil, l.why
	}
	l.conns[c] = true
	return c, nil
}

// conn is a connection of a line.
type conn struct {
	net.Conn
	line *Line
}

func (c *conn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.line.silence)); err != nil {
		return 0, c.failed(err)
	}
	n, err := c.Conn.Read(p)
	return n, c.failed(err)
}

func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.line.silence)); err != nil {
		return 0, c.failed(err)
	}
	n, err := c.Conn.Write(p)
	return n, c.failed(err)
}

// failed says why the line is broken rather than that a connection is closed.
func (c *conn) failed(err error) error {
	switch why := c.line.Why(); {
	case err == nil || err == io.EOF:
		return err
	case why != nil:
		return why
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("nothing came for %s: %w", c.line.silence, os.ErrDeadlineExceeded)
	}
	return err
}

func (c *conn) Close() error {
	c.line.mu.Lock()
	delete(c.line.conns, c)
	c.line.mu.Unlock()
	return c.Conn.Close()
}

// maxLine bounds what one name of a listing may cost on the wire, on average,
// in bytes.
const maxLine = 512

// TooMany is the error of a listing with more names than a round reads.
func TooMany(names int) error {
	return fmt.Errorf("the folder lists more than %d files; have it cleared, or set after to \"delete\" or \"move:done\": %w", names, news.ErrInvalid)
}

// Listing reads a listing of lines and fails beyond so many of them.
func Listing(r io.Reader, names int) io.Reader {
	return &listing{r: r, names: names, lines: names, bytes: int64(names) * maxLine}
}

type listing struct {
	r            io.Reader
	names, lines int
	bytes        int64
}

func (l *listing) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.bytes -= int64(n)
	for _, c := range p[:n] {
		if c == '\n' {
			l.lines--
		}
	}
	if l.lines < 0 || l.bytes < 0 {
		return 0, TooMany(l.names)
	}
	return n, err
}

// Capped is a connection that gives no more than so many bytes after what was
// last written to it: another machine's answer cannot fill the memory.
type Capped struct {
	net.Conn
	max, left atomic.Int64
}

// Cap returns c with a cap on each answer, in bytes.
func Cap(c net.Conn, max int64) *Capped {
	out := &Capped{Conn: c}
	out.Next(max)
	return out
}

// Next sets the cap of the answers from now on.
func (c *Capped) Next(max int64) {
	c.max.Store(max)
	c.left.Store(max)
}

func (c *Capped) Write(p []byte) (int, error) {
	c.left.Store(c.max.Load())
	return c.Conn.Write(p)
}

func (c *Capped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.left.Add(-int64(n)) < 0 {
		return 0, fmt.Errorf("the answer has more than %d bytes: %w", c.max.Load(), news.ErrInvalid)
	}
	return n, err
}
