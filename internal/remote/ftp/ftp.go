// Package ftp collects agencies' files from a folder of an FTP server, plain or
// with TLS (RFC 959, 3659, 4217).
//
// It never sends a file and never opens a port: transfers are passive, and go to
// the host the control connection goes to, whatever a server names. It decides
// nothing about which files are new; remote.Rules does.
//
// Start at [Folder.Collect].
package ftp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"path"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/remote"

	client "github.com/jlaffaye/ftp"
)

// Ways to speak TLS.
const (
	Explicit = "explicit" // AUTH TLS on the plain port
	Implicit = "implicit" // from the first byte, on a port of its own
	None     = "none"     // the password and the copy travel in clear
)

// Folder is a folder of an FTP server. Its fields are set before its first use;
// it belongs to one goroutine.
type Folder struct {
	remote.Rules
	Host           string
	Port           int // 0 is 21, or 990 with Implicit
	User, Password string
	Path           string         // of the folder; empty is where a log-in leads
	TLS            string         // Explicit if empty
	Roots          *x509.CertPool // that sign the server's certificate; nil is the system's
}

// maxReply bounds one answer on the control connection, in bytes.
const maxReply = 256 << 10

// Collect takes what is new in the folder after the cursor, the oldest first,
// and returns the cursor up to which all has been taken, also with an error,
// which ends the round (see [remote.Rules.Round]). It asks for no wait. No
// error has the password in it.
func (f *Folder) Collect(ctx context.Context, cursor string, take remote.Take) (next string, wait time.Duration, err error) {
	next, err = f.Round(ctx, f.open, cursor, take)
	if err != nil {
		err = remote.Said(fmt.Errorf("ftp %s: %w", f.address(), err), f.Password)
	}
	return next, 0, err
}

func (f *Folder) address() string {
	port := f.Port
	switch {
	case port > 0:
	case f.TLS == Implicit:
		port = 990
	default:
		port = 21
	}
	return net.JoinHostPort(f.Host, strconv.Itoa(port))
}

// session is a log-in.
type session struct {
	folder  *Folder
	line    *remote.Line
	tls     *tls.Config // nil without
	host    string      // the address that data connections go to
	listing bool        // the next data connection carries a listing
	conn    *client.ServerConn
	exact   bool // times are to the second, in UTC
}

func (f *Folder) open(line *remote.Line) (remote.Session, error) {
	s := &session{folder: f, line: line}
	options := []client.DialOption{client.DialWithDialFunc(s.dial)}
	if f.TLS != None {
		// Many servers want the data connection to resume the control
		// connection's TLS session, as a proof of who opens it.
		s.tls = &tls.Config{ServerName: f.Host, RootCAs: f.Roots, MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(0)}
		if f.TLS == Implicit {
			options = append(options, client.DialWithTLS(s.tls))
		} else {
			options = append(options, client.DialWithExplicitTLS(s.tls))
		}
	}
	var err error
	if s.conn, err = client.Dial(f.address(), options...); err != nil {
		if f.TLS != None && f.TLS != Implicit && code(err) >= 500 {
			return nil, fmt.Errorf("the server has no explicit TLS; tls = %q or tls = %q chooses another way: %w", Implicit, None, err)
		}
		return nil, err
	}
	if err := s.conn.Login(f.User, f.Password); err != nil {
		if code(err) == client.StatusNotLoggedIn {
			return nil, fmt.Errorf("log in as %s: user or password is refused: %w", f.User, err)
		}
		return nil, fmt.Errorf("log in as %s: %w", f.User, err)
	}
	s.exact = s.conn.IsTimePreciseInList()
	if f.Path != "" {
		if err := s.conn.ChangeDir(f.Path); err != nil {
			return nil, fmt.Errorf("go to folder %s: %w", f.Path, err)
		}
	}
	return s, nil
}

// dial opens the control connection first and data connections after it. These
// go to the control connection's host, and nowhere else.
func (s *session) dial(network, address string) (net.Conn, error) {
	control := s.host == ""
	if host, _, err := net.SplitHostPort(address); err != nil || !control && host != s.host {
		return nil, fmt.Errorf("data connection to %s, which is not the server: %w", address, news.ErrInvalid)
	}
	c, err := s.line.Dial(network, address)
	if err != nil {
		return nil, err
	}
	if control {
		at, ok := c.RemoteAddr().(*net.TCPAddr)
		if !ok {
			c.Close()
			return nil, fmt.Errorf("dial %s: no TCP: %w", address, news.ErrInvalid)
		}
		s.host = at.IP.String()
		c = remote.Cap(c, maxReply)
	}
	if s.tls != nil && (!control || s.folder.TLS == Implicit) {
		c = tls.Client(c, s.tls)
	}
	if control {
		return c, nil
	}
	d := &data{Conn: c, r: c}
	if s.listing {
		d.r = remote.Listing(c, s.folder.Limits.Or().Names)
	}
	return d, nil
}

// data is a data connection. That it closes badly says nothing: the answer on
// the control connection does.
type data struct {
	net.Conn
	r io.Reader
}

func (d *data) Read(p []byte) (int, error) { return d.r.Read(p) }

func (d *data) Close() error {
	d.Conn.Close()
	return nil
}

// code is an answer's number, or 0 if the error is none of the server's.
func code(err error) int {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}

// well reports whether an error is only another good answer than the usual one.
func well(err error) bool {
	var answer *textproto.Error
	return errors.As(err, &answer) && answer.Code/100 == 2 && err.Error() == answer.Error()
}

// refused makes an answer about one file an error that says so.
func refused(err error) error {
	if code(err) == client.StatusFileUnavailable || code(err) == client.StatusFileActionIgnored {
		return fmt.Errorf("%w: %w", news.ErrNotFound, err)
	}
	return err
}

func (s *session) List() ([]remote.File, error) {
	s.listing = true
	entries, err := s.conn.List("")
	s.listing = false
	if err != nil && !well(err) {
		return nil, err
	}
	files := make([]remote.File, 0, len(entries))
	for _, e := range entries {
		if e.Type == client.EntryTypeFile {
			files = append(files, file(e))
		}
	}
	return files, nil
}

func file(e *client.Entry) remote.File {
	return remote.File{Name: strings.TrimSuffix(e.Name, "\r"), Size: int64(min(e.Size, 1<<62)), Changed: e.Time}
}

func (s *session) Open(f remote.File) (io.ReadCloser, error) {
	size := f.Size
	if size == 0 { // or the listing gives no sizes
		var err error
		if size, err = s.conn.FileSize(f.Name); err != nil {
			size = -1
		}
	}
	r, err := s.conn.Retr(f.Name)
	if err != nil {
		return nil, refused(err)
	}
	return &body{r: r, size: size}, nil
}

// Look asks with MLST, whose times are as exact as the listing's, or else for
// the size alone.
func (s *session) Look(name string) (remote.File, error) {
	if s.exact {
		e, err := s.conn.GetEntry(name)
		if err != nil {
			return remote.File{}, refused(err)
		}
		return file(e), nil
	}
	size, err := s.conn.FileSize(name)
	return remote.File{Name: name, Size: size}, refused(err)
}

func (s *session) Delete(name string) error { return s.conn.Delete(name) }

func (s *session) Move(name, to string) error {
	err := s.conn.Rename(name, to)
	if code(err) < 500 {
		return err
	}
	if made := s.conn.MakeDir(path.Dir(to)); made != nil {
		return err
	}
	return s.conn.Rename(name, to)
}

func (s *session) Close() error { return s.conn.Quit() }

// body is a file on its way. A data connection that is cut looks like one that
// ends, so the end counts only if the server says that it has sent the file and
// the bytes are as many as it said before.
type body struct {
	r       *client.Response
	size, n int64 // size is -1 if not known
	closed  bool
}

func (b *body) Read(p []byte) (int, error) {
	if b.closed {
		return 0, io.EOF
	}
	n, err := b.r.Read(p)
	b.n += int64(n)
	switch {
	case b.size >= 0 && b.n > b.size:
		return n, fmt.Errorf("more bytes come than the %d that were announced", b.size)
	case err == nil:
		return n, nil
	case err != io.EOF && !(errors.Is(err, io.ErrUnexpectedEOF) && b.n == b.size): // no TLS farewell, as some servers have it
		return n, err
	}
	if err := b.end(); err != nil {
		return n, err
	}
	return n, io.EOF
}

// end closes the data connection and reads what the server says of it.
func (b *body) end() error {
	err := b.Close()
	switch {
	case err != nil:
		return err
	case b.size >= 0 && b.n != b.size:
		return fmt.Errorf("%d bytes came of %d: %w", b.n, b.size, io.ErrUnexpectedEOF)
	}
	return nil
}

func (b *body) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	if err := b.r.Close(); err != nil && !well(err) {
		return err
	}
	return nil
}
