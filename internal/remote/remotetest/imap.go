package remotetest

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// IMAP is an IMAP server with one user. Its exported fields are set before Port
// is asked.
type IMAP struct {
	*listener
	Config *tls.Config
	Plain  bool // STARTTLS rather than TLS from the first byte
	// Cut, if above 0, is after how many more bytes sent, TLS's own included,
	// the connection ends.
	Cut atomic.Int64
	// Hang makes the server fall silent after the TLS handshake.
	Hang bool
	// Swap, if set, changes what the server is about to send, in clear. Its
	// calls come one after another.
	Swap func(string) string
	// Leave makes the server take leave, as TLS has it, after what it sends next.
	Leave atomic.Bool
	Caps  imap.CapSet

	swapping sync.Mutex // held while Swap is called

	t    testing.TB
	mem  *imapmemserver.Server
	user *imapmemserver.User
}

// NewIMAP returns a server that listens on 127.0.0.1, with an empty INBOX.
func NewIMAP(t testing.TB, cert tls.Certificate) *IMAP {
	t.Helper()
	s := &IMAP{t: t, Config: &tls.Config{Certificates: []tls.Certificate{cert}}, mem: imapmemserver.New(), user: imapmemserver.NewUser(User, Password),
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapMove: {}}}
	s.mem.AddUser(s.user)
	s.Create("INBOX")
	s.listener = listen(t, s.serve)
	return s
}

// Create makes a folder.
func (s *IMAP) Create(name string) {
	s.t.Helper()
	if err := s.user.Create(name, nil); err != nil {
		s.t.Fatal(err)
	}
}

// Delete removes a folder; one made again has numbers of another validity.
func (s *IMAP) Delete(name string) {
	s.t.Helper()
	if err := s.user.Delete(name); err != nil {
		s.t.Fatal(err)
	}
}

// literal is a message as the server's package wants it.
type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// Put puts a message into a folder.
func (s *IMAP) Put(folder, message string, flags ...imap.Flag) {
	s.t.Helper()
	if _, err := s.user.Append(folder, literal{strings.NewReader(message)}, &imap.AppendOptions{Flags: flags}); err != nil {
		s.t.Fatal(err)
	}
}

// Count returns how many messages a folder has, and how many of them nobody has
// seen.
func (s *IMAP) Count(folder string) (all, unseen uint32) {
	s.t.Helper()
	d, err := s.user.Status(folder, &imap.StatusOptions{NumMessages: true, NumUnseen: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return *d.NumMessages, *d.NumUnseen
}

func (s *IMAP) serve(raw net.Conn) {
	var c net.Conn = &bitten{raw, &s.Cut}
	if !s.Plain {
		private := tls.Server(c, s.Config)
		if private.Handshake() != nil {
			return
		}
		c = private
	}
	if s.Hang {
		_, _ = io.Copy(io.Discard, c)
		return
	}
	if s.Swap != nil {
		c = &swapped{c, s}
	}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return s.mem.NewSession(), nil, nil
		},
		Caps: s.Caps, TLSConfig: s.Config, InsecureAuth: !s.Plain, Logger: log.New(io.Discard, "", 0)})
	one := &single{c: c, done: make(chan struct{})}
	_ = server.Serve(one)
}

// bitten ends after what cut leaves.
type bitten struct {
	net.Conn
	cut *atomic.Int64
}

func (c *bitten) Write(p []byte) (int, error) {
	if left := c.cut.Load(); left > 0 {
		if left <= int64(len(p)) {
			c.cut.Store(0)
			n, _ := c.Conn.Write(p[:left])
			c.Conn.Close()
			return n, net.ErrClosed
		}
		c.cut.Add(int64(-len(p)))
	}
	return c.Conn.Write(p)
}

// swapped changes what is sent.
type swapped struct {
	net.Conn
	s *IMAP
}

func (c *swapped) Write(p []byte) (int, error) {
	c.s.swapping.Lock()
	text := c.s.Swap(string(p))
	c.s.swapping.Unlock()
	if _, err := io.WriteString(c.Conn, text); err != nil {
		return 0, err
	}
	if c.s.Leave.CompareAndSwap(true, false) {
		c.Conn.Close()
		return 0, net.ErrClosed
	}
	return len(p), nil
}

// single is a listener of one connection, which it waits for to end.
type single struct {
	c    net.Conn
	once atomic.Bool
	done chan struct{}
}

var errOnce = errors.New("there was one connection")

func (l *single) Accept() (net.Conn, error) {
	if l.once.CompareAndSwap(false, true) {
		return &ending{Conn: l.c, done: l.done}, nil
	}
	<-l.done
	return nil, errOnce
}

func (l *single) Close() error   { return nil }
func (l *single) Addr() net.Addr { return l.c.LocalAddr() }

// ending tells when it is closed, or cannot be written to: the server's package
// then waits for itself for ever.
type ending struct {
	net.Conn
	once sync.Once
	done chan struct{}
}

func (c *ending) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if err != nil {
		c.Close()
	}
	return n, err
}

func (c *ending) Close() error {
	c.once.Do(func() { close(c.done) })
	return c.Conn.Close()
}
