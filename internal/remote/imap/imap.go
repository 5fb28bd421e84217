// Package imap collects agencies' mail from a folder of an IMAP server (RFC
// 9051 and 3501), message by message, as the bytes that were sent.
//
// What is new goes by the server's numbers of messages (UIDs), never by what
// somebody has read. It parses no mail and decides nothing about it.
//
// Start at [Mailbox.Collect].
package imap

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/remote"

	client "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Ways to speak TLS. There is none without.
const (
	Implicit = "implicit" // from the first byte, on a port of its own
	StartTLS = "starttls" // on the plain port
)

// Mailbox is a folder of an IMAP server. Its fields are set before its first
// use; it belongs to one goroutine.
type Mailbox struct {
	Dial   remote.Dial
	Limits remote.Limits // Names is not used
	Host   string
	Port   int // 0 is 993, or 143 with StartTLS
	User   string
	// Password logs in, unless there is a Token of OAuth 2 (XOAUTH2).
	Password, Token string
	Folder          string         // INBOX if empty
	TLS             string         // Implicit if empty
	Roots           *x509.CertPool // that sign the server's certificate; nil is the system's
	// After is what is done with a message there once it is taken: "" leaves
	// it as it is, "seen", "delete", or "move:FOLDER".
	After string
}

// CheckAfter returns an error wrapping [news.ErrInvalid] if After cannot be s.
func CheckAfter(s string) error {
	to, moves := strings.CutPrefix(s, "move:")
	if s == "" || s == "seen" || s == "delete" || moves && to != "" {
		return nil
	}
	return fmt.Errorf("after %q: write \"seen\", \"delete\", \"move:Done\" or nothing: %w", s, news.ErrInvalid)
}

// maxAnswer bounds what comes after one command, a message's body apart, in
// bytes.
const maxAnswer = 4 << 20

// Collect takes the messages after the cursor, the oldest first, and returns
// the cursor up to which all have been taken, also with an error, which ends
// the round. A message that cannot be fetched is treated as a file is by
// [remote.Rules.Round]; one that is too large is passed over, and the error
// says so once. It asks for no wait. No error has a secret in it.
func (m *Mailbox) Collect(ctx context.Context, cursor string, take remote.Take) (next string, wait time.Duration, err error) {
	limits := m.Limits.Or()
	ctx, cancel := context.WithTimeoutCause(ctx, limits.Round, fmt.Errorf("the round took longer than %s: %w", limits.Round, context.DeadlineExceeded))
	defer cancel()
	line := remote.NewLine(ctx, m.Dial, limits.Silence)
	defer line.Break(nil)
	r := &round{Mailbox: m, limits: limits, ctx: ctx, line: line, take: take, cursor: readCursor(cursor)}
	next = cursor
	err = r.open()
	if err == nil {
		err = r.run()
		next = r.cursor.String()
		r.leave()
	} else if r.conn != nil {
		line.Break(nil)
		_ = r.conn.Close()
	}
	if why := line.Why(); err != nil && why != nil && !errors.Is(err, why) && !errors.Is(why, remote.ErrHungUp) {
		err = fmt.Errorf("%w (%w)", err, why)
	}
	if err = errors.Join(append(r.said, err)...); err != nil {
		err = remote.Said(fmt.Errorf("imap %s: %w", m.address(), err), m.Password, m.Token)
	}
	return next, 0, err
}

func (m *Mailbox) address() string {
	port := m.Port
	switch {
	case port > 0:
	case m.TLS == StartTLS:
		port = 143
	default:
		port = 993
	}
	return net.JoinHostPort(m.Host, strconv.Itoa(port))
}

func (m *Mailbox) folder() string {
	if m.Folder == "" {
		return "INBOX"
	}
	return m.Folder
}

// open connects, logs in and opens the folder.
func (r *round) open() error {
	raw, err := r.line.Dial("tcp", r.address())
	if err != nil {
		return err
	}
	r.answers = remote.Cap(raw, maxAnswer)
	tlsConfig := &tls.Config{ServerName: r.Host, RootCAs: r.Roots, MinVersion: tls.VersionTLS12}
	options := &imapclient.Options{TLSConfig: tlsConfig}
	if r.TLS == StartTLS {
		if r.conn, err = imapclient.NewStartTLS(r.answers, options); err != nil {
			return fmt.Errorf("start TLS: %w", err)
		}
	} else {
		private := tls.Client(r.answers, tlsConfig)
		if err := private.HandshakeContext(r.ctx); err != nil {
			return err
		}
		r.conn = imapclient.New(private, options)
	}
	if err := r.conn.WaitGreeting(); err != nil {
		return err
	}
	if err := r.logIn(); err != nil {
		return fmt.Errorf("log in as %s: %w", r.User, err)
	}
	data, err := r.conn.Select(r.folder(), &client.SelectOptions{ReadOnly: r.After == ""}).Wait()
	if err != nil {
		return fmt.Errorf("open folder %s: %w", r.folder(), err)
	}
	if data.UIDValidity == 0 {
		return fmt.Errorf("folder %s has no lasting numbers of messages (UIDVALIDITY): %w", r.folder(), news.ErrInvalid)
	}
	r.next = data.UIDNext
	if data.UIDValidity != r.cursor.Validity {
		// The numbers mean other messages now: all is taken again, which
		// changes nothing about what was filed before.
		r.cursor = &cursor{Validity: data.UIDValidity}
	}
	return nil
}

func (r *round) logIn() error {
	var err error
	if r.Token != "" {
		err = r.conn.Authenticate(&xoauth2{r.User, r.Token})
	} else {
		err = r.conn.Login(r.User, r.Password).Wait()
	}
	var answer *client.Error
	if errors.As(err, &answer) && answer.Type == client.StatusResponseTypeNo {
		return fmt.Errorf("user or password is refused: %w", err)
	}
	return err
}

// leaving is how long leave-taking may last.
const leaving = 5 * time.Second

// leave takes leave and waits for the library to let go of the line.
func (r *round) leave() {
	if r.line.Why() == nil {
		defer r.line.Within(leaving, "leave-taking")()
		_ = r.conn.Logout().Wait() // the work is done
	}
	r.line.Break(nil)
	_ = r.conn.Close()
}

// xoauth2 logs in with a token: base64 of user=U^Aauth=Bearer T^A^A.
type xoauth2 struct{ user, token string }

func (x *xoauth2) Start() (mechanism string, first []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers a refusal, which comes as a challenge, with nothing, so that the
// server says it.
func (x *xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }
