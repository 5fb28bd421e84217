package imap

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/remote"
	"broadsheet/internal/remote/remotetest"

	client "github.com/emersion/go-imap/v2"
)

// mail is a message that arrives with its bytes as they are: 8-bit, long lines,
// a line that looks like the end of an answer.
func mail(n int) string {
	return fmt.Sprintf("From: wire@agency.example.org\r\nSubject: take %d\r\n\r\n%s\r\n)\r\nT1 OK done\r\n\xff\xfe\r\n", n, strings.Repeat("copy ü ", 3000))
}

// box is a server with a certificate, and its INBOX.
func box(t *testing.T) (*remotetest.IMAP, func() *Mailbox) {
	t.Helper()
	cert, roots := remotetest.Certificate(t)
	s := remotetest.NewIMAP(t, cert)
	return s, func() *Mailbox {
		return &Mailbox{Dial: fetch.Dialer(remotetest.Loopback()), Limits: remote.Limits{Silence: 10 * time.Second},
			Host: "127.0.0.1", Port: s.Port(), User: remotetest.User, Password: remotetest.Password, Roots: roots}
	}
}

// collect runs a round and returns the numbers of the takes, in order.
func collect(t *testing.T, m *Mailbox, from string) (takes []int, next string, err error) {
	t.Helper()
	next, wait, err := m.Collect(context.Background(), from, func(_ context.Context, name string, body io.Reader) error {
		b, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		var n int
		if _, err := fmt.Sscanf(strings.SplitN(string(b), "\r\n", 3)[1], "Subject: take %d", &n); err != nil || string(b) != mail(n) {
			t.Errorf("take(%s) got %d bytes, %v; want the message as it was sent", name, len(b), err)
		}
		if !strings.HasSuffix(name, ".eml") || remote.CheckName(name) != nil {
			t.Errorf("take(%s), want a plain name that ends in .eml", name)
		}
		takes = append(takes, n)
		return nil
	})
	if wait != 0 {
		t.Errorf("Collect() asks to wait %v, want 0", wait)
	}
	if err != nil && (strings.Contains(err.Error(), remotetest.Password) || strings.ContainsAny(err.Error(), "\r\n")) {
		t.Errorf("Collect() = %q; want one line without the password", err)
	}
	return takes, next, err
}

func TestCollect(t *testing.T) {
	for _, way := range []string{Implicit, StartTLS, ""} {
		s, mailbox := box(t)
		s.Plain = way == StartTLS
		s.Put("INBOX", mail(1))
		s.Put("INBOX", mail(2), client.FlagSeen) // somebody has read it
		m := mailbox()
		m.TLS = way
		takes, next, err := collect(t, m, "")
		if fmt.Sprint(takes) != "[1 2]" || err != nil {
			t.Fatalf("%q: Collect() took %v, %v; want 1 and 2", way, takes, err)
		}
		if takes, again, err := collect(t, m, next); len(takes) != 0 || err != nil || again != next {
			t.Errorf("%q: Collect() again took %v, %v; want nothing", way, takes, err)
		}
		s.Put("INBOX", mail(3))
		m = mailbox() // another node
		m.TLS = way
		if takes, _, err := collect(t, m, next); fmt.Sprint(takes) != "[3]" || err != nil {
			t.Errorf("%q: Collect(cursor) took %v, %v; want 3 alone", way, takes, err)
		}
		if all, unseen := s.Count("INBOX"); all != 3 || unseen != 2 {
			t.Errorf("%q: INBOX has %d messages, %d not seen; want 3 and 2, left as they were", way, all, unseen)
		}
	}
}

func TestCollectByRounds(t *testing.T) {
	s, mailbox := box(t)
	for n := range 7 {
		s.Put("INBOX", mail(n))
	}
	m := mailbox()
	m.Limits.Files = 3
	next, all := "", ""
	for range 4 {
		takes, to, err := collect(t, m, next)
		if err != nil {
			t.Fatal(err)
		}
		next, all = to, all+fmt.Sprint(takes)
	}
	if all != "[0 1 2][3 4 5][6][]" {
		t.Errorf("four rounds took %s; want three at a time, in order", all)
	}
}

func TestCollectPutsAway(t *testing.T) {
	for _, c := range []struct {
		after               string
		inbox, unseen, done uint32
	}{{"", 1, 1, 0}, {"seen", 1, 0, 0}, {"delete", 0, 0, 0}, {"move:Done", 0, 0, 1}} {
		s, mailbox := box(t)
		s.Create("Done")
		s.Put("INBOX", mail(1))
		m := mailbox()
		m.After = c.after
		takes, next, err := collect(t, m, "")
		inbox, unseen := s.Count("INBOX")
		done, _ := s.Count("Done")
		if fmt.Sprint(takes) != "[1]" || err != nil || inbox != c.inbox || unseen != c.unseen || done != c.done {
			t.Errorf("Collect() with after %q took %v, %v; INBOX has %d, %d not seen, Done has %d; want %+v", c.after, takes, err, inbox, unseen, done, c)
		}
		if takes, _, err := collect(t, m, next); len(takes) != 0 || err != nil {
			t.Errorf("Collect() again with after %q took %v, %v; want nothing", c.after, takes, err)
		}
	}
	// A folder that is not there: taken all the same, and said once.
	s, mailbox := box(t)
	s.Put("INBOX", mail(1))
	m := mailbox()
	m.After = "move:Nowhere"
	takes, next, err := collect(t, m, "")
	if fmt.Sprint(takes) != "[1]" || err == nil || !strings.Contains(err.Error(), "is taken but stays as it was") {
		t.Errorf("Collect() = %v, %v; want 1 taken and that it stays", takes, err)
	}
	s.Put("INBOX", mail(2))
	if takes, _, err := collect(t, m, next); fmt.Sprint(takes) != "[2]" || err != nil {
		t.Errorf("Collect() = %v, %v; want 2, and nothing said again", takes, err)
	}
	// A server that can only delete all that anybody has marked.
	s, mailbox = box(t)
	s.Caps = client.CapSet{client.CapIMAP4rev1: {}}
	s.Put("INBOX", mail(1))
	s.Put("INBOX", mail(2), client.FlagDeleted)
	m = mailbox()
	m.After = "delete"
	takes, _, err = collect(t, m, "")
	if all, _ := s.Count("INBOX"); all != 2 || len(takes) != 2 || err == nil || !strings.Contains(err.Error(), "UIDPLUS") {
		t.Errorf("Collect() without UIDPLUS took %v, %v, left %d messages; want it refused", takes, err, all)
	}
}

func TestCollectStartsAgainWithNewNumbers(t *testing.T) {
	s, mailbox := box(t)
	s.Create("Wire")
	s.Put("Wire", mail(1))
	s.Put("Wire", mail(2))
	m := mailbox()
	m.Folder = "Wire"
	_, next, err := collect(t, m, "")
	if err != nil {
		t.Fatal(err)
	}
	s.Delete("Wire")
	s.Create("Wire")
	s.Put("Wire", mail(3))
	if takes, _, err := collect(t, m, next); fmt.Sprint(takes) != "[3]" || err != nil {
		t.Errorf("Collect() took %v, %v; want 3, though its number was another message's", takes, err)
	}
}

func TestCollectPassesOverWhatIsTooLarge(t *testing.T) {
	s, mailbox := box(t)
	s.Put("INBOX", mail(1))
	s.Put("INBOX", strings.Repeat(mail(2), 20))
	s.Put("INBOX", mail(3))
	m := mailbox()
	m.Limits.Bytes = 100_000
	takes, next, err := collect(t, m, "")
	if fmt.Sprint(takes) != "[1 3]" || err == nil || !strings.Contains(err.Error(), "message 2 of INBOX has ") || !strings.Contains(err.Error(), "at most 100000 are fetched") {
		t.Errorf("Collect() took %v, %v; want 1 and 3, and the other said", takes, err)
	}
	if takes, _, err := collect(t, m, next); len(takes) != 0 || err != nil {
		t.Errorf("Collect() again took %v, %v; want it said once", takes, err)
	}
	// The server tells another size than it sends.
	s, mailbox = box(t)
	s.Put("INBOX", strings.Repeat(mail(2), 20))
	s.Swap = func(text string) string { return swapSize(text) }
	m = mailbox()
	m.Limits.Bytes = 100_000
	if takes, _, err := collect(t, m, ""); len(takes) != 0 || err == nil || !strings.Contains(err.Error(), "at most 100000 are fetched") {
		t.Errorf("Collect(lying size) took %v, %v; want none and why", takes, err)
	}
}

// swapSize makes every told size 10.
func swapSize(text string) string {
	before, after, ok := strings.Cut(text, "RFC822.SIZE ")
	if !ok {
		return text
	}
	return before + "RFC822.SIZE 10" + strings.TrimLeft(after, "0123456789")
}

func TestCollectIsCutOff(t *testing.T) {
	s, mailbox := box(t)
	for n := range 3 {
		s.Put("INBOX", mail(n))
	}
	cuts := 3
	s.Swap = func(text string) string {
		if cuts > 0 && strings.Contains(text, " FETCH (UID 2 BODY[]") {
			if cuts--; cuts == 1 {
				s.Leave.Store(true) // politely, so that the line ends and does not break
			} else {
				s.Cut.Store(6000) // of some 20,000
			}
		}
		return text
	}
	next, all := "", ""
	for i := range 6 {
		takes, to, err := collect(t, mailbox(), next)
		next, all = to, all+fmt.Sprint(takes)
		switch {
		case i >= 3 && err != nil:
			t.Errorf("Collect(%d) = %v, want nil", i, err)
		case i < 3 && (!errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "fetch message 2") || strings.Contains(err.Error(), "after all others") != (i == 2)):
			t.Errorf("Collect(%d) = %v; want that message 2 was cut off, and at the third time that it is tried last", i, err)
		}
	}
	if all != "[0][][][2 1][][]" {
		t.Errorf("six rounds took %s; want 0, then 2, and 1, which failed three times, last and whole", all)
	}
}

func TestCollectWhenTakeFails(t *testing.T) {
	s, mailbox := box(t)
	for n := range 3 {
		s.Put("INBOX", mail(n))
	}
	full := errors.New("the disk is full")
	next := ""
	for range 5 {
		var err error
		next, _, err = mailbox().Collect(context.Background(), next, func(_ context.Context, name string, body io.Reader) error {
			if strings.HasSuffix(name, "-2.eml") {
				return full
			}
			return nil // without reading it
		})
		if !errors.Is(err, full) {
			t.Errorf("Collect() = %v, want %v", err, full)
		}
	}
	if takes, _, err := collect(t, mailbox(), next); fmt.Sprint(takes) != "[1 2]" || err != nil {
		t.Errorf("Collect() took %v, %v; want 1 and 2", takes, err)
	}
}

func TestCollectDoesNotHang(t *testing.T) {
	s, mailbox := box(t)
	s.Hang = true
	for name, want := range map[string]string{"silence": "nothing came for 50ms", "the round": "the round took longer than 50ms", "the caller": "context canceled"} {
		m := mailbox()
		ctx, cancel := context.WithCancel(context.Background())
		switch name {
		case "silence":
			m.Limits.Silence = 50 * time.Millisecond
		case "the round":
			m.Limits.Round = 50 * time.Millisecond
		default:
			time.AfterFunc(50*time.Millisecond, cancel)
		}
		_, _, err := m.Collect(ctx, "", func(context.Context, string, io.Reader) error { return nil })
		cancel()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Collect(hanging), bounded by %s = %v; want %q", name, err, want)
		}
	}
}

func TestCollectIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     func(*Mailbox, *remotetest.IMAP)
	}{
		{"a wrong password", "user or password is refused", func(m *Mailbox, _ *remotetest.IMAP) { m.Password = "wrong-" + remotetest.Password }},
		{"a token there is no use for", "log in as wire", func(m *Mailbox, _ *remotetest.IMAP) { m.Token = remotetest.Password }},
		{"a certificate nobody knows", "certificate", func(m *Mailbox, _ *remotetest.IMAP) { m.Roots = nil }},
		{"no STARTTLS", "start TLS", func(m *Mailbox, s *remotetest.IMAP) { s.Plain, s.Config, m.TLS = true, nil, StartTLS }},
		{"a certificate nobody knows, by STARTTLS", "certificate", func(m *Mailbox, s *remotetest.IMAP) { s.Plain, m.TLS, m.Roots = true, StartTLS, nil }},
		{"no such folder", "open folder Nowhere", func(m *Mailbox, _ *remotetest.IMAP) { m.Folder = "Nowhere" }},
		{"a private address", "not a public address", func(m *Mailbox, _ *remotetest.IMAP) { m.Dial = fetch.Dialer(nil) }},
		{"an answer without end", "the answer has more than", func(_ *Mailbox, s *remotetest.IMAP) {
			s.Swap = func(text string) string { return "* OK " + strings.Repeat("x", 5<<20) + text }
		}},
	} {
		s, mailbox := box(t)
		s.Put("INBOX", mail(1))
		m := mailbox()
		c.change(m, s)
		m.Port = s.Port()
		takes, next, err := collect(t, m, "before")
		if err == nil || !strings.Contains(err.Error(), c.want) || len(takes) != 0 || next != "before" {
			t.Errorf("%s: Collect() = %v, %q, %v; want an error saying %q, and the cursor as it was", c.name, takes, next, err, c.want)
		}
	}
}

func TestNumbersAreWalkedNotSpread(t *testing.T) {
	s, mailbox := box(t)
	s.Put("INBOX", mail(1))
	swaps, tag := 0, 0
	s.Swap = func(text string) string {
		for _, m := range regexp.MustCompile(`(?m)^T([0-9]+) OK`).FindAllStringSubmatch(text, -1) {
			tag, _ = strconv.Atoi(m[1])
		}
		if strings.HasPrefix(text, "* SEARCH 1\r\n") {
			swaps++
			return fmt.Sprintf("* ESEARCH (TAG \"T%d\") UID ALL 1:4294967295\r\n%s", tag+1, text[len("* SEARCH 1\r\n"):])
		}
		return text
	}
	if takes, _, err := collect(t, mailbox(), ""); fmt.Sprint(takes) != "[1]" || err != nil {
		t.Errorf("Collect() took %v, %v; want 1", takes, err)
	}
	if swaps != 1 {
		t.Errorf("the server's answer was changed %d times, want once", swaps)
	}
}

// TestTokenLogsIn speaks to a server that has nothing but the log-in by token
// (the test server's package has none).
func TestTokenLogsIn(t *testing.T) {
	cert, roots := remotetest.Certificate(t)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	shown := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		fmt.Fprint(c, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n")
		for lines := bufio.NewScanner(c); lines.Scan(); {
			words := strings.Fields(lines.Text())
			switch {
			case words[1] == "AUTHENTICATE":
				first, _ := base64.StdEncoding.DecodeString(words[len(words)-1])
				shown <- words[2] + " " + string(first)
				fmt.Fprintf(c, "%s OK [CAPABILITY IMAP4rev1] welcome\r\n", words[0])
			default:
				fmt.Fprintf(c, "%s NO not here\r\n", words[0])
			}
		}
	}()
	m := &Mailbox{Dial: fetch.Dialer(remotetest.Loopback()), Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, User: "wire@agency.example.org", Token: "t0k", Roots: roots}
	if _, _, err := collect(t, m, ""); err == nil || !strings.Contains(err.Error(), "open folder INBOX") {
		t.Errorf("Collect() = %v; want to be in, and no folder there", err)
	}
	if got := <-shown; got != "XOAUTH2 user=wire@agency.example.org\x01auth=Bearer t0k\x01\x01" {
		t.Errorf("the server was shown %q", got)
	}
}
