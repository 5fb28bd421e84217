package ftp

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/news"
	"broadsheet/internal/remote"
	"broadsheet/internal/remote/remotetest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// copyOf is a file's body.
func copyOf(name string) string { return strings.Repeat("copy of "+name+"\n", 500) }

func old(name string, ago time.Duration) remotetest.FTPFile {
	return remotetest.FTPFile{Body: copyOf(name), Changed: noon.Add(-ago)}
}

// folderOf is the root of a server, without TLS, at noon.
func folderOf(s *remotetest.FTP) *Folder {
	return &Folder{Host: "127.0.0.1", Port: s.Port(), User: remotetest.User, Password: remotetest.Password, TLS: None,
		Rules: remote.Rules{Dial: fetch.Dialer(remotetest.Loopback()), Now: func() time.Time { return noon },
			Pause:  func(context.Context, time.Duration) error { return nil },
			Limits: remote.Limits{Silence: 5 * time.Second}}}
}

// collect runs a round and returns the names taken, in order.
func collect(t *testing.T, f *Folder, from string) (names []string, next string, err error) {
	t.Helper()
	next, wait, err := f.Collect(context.Background(), from, func(_ context.Context, name string, body io.Reader) error {
		b, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		if string(b) != copyOf(name) {
			t.Errorf("take(%s) got %d bytes, want the file's %d", name, len(b), len(copyOf(name)))
		}
		names = append(names, name)
		return nil
	})
	if wait != 0 {
		t.Errorf("Collect() asks to wait %v, want 0", wait)
	}
	if err != nil && (strings.Contains(err.Error(), remotetest.Password) || strings.ContainsAny(err.Error(), "\r\n")) {
		t.Errorf("Collect() = %q; want one line without the password", err)
	}
	return names, next, err
}

func TestCollect(t *testing.T) {
	cert, roots := remotetest.Certificate(t)
	for _, c := range []struct {
		name, tls      string
		noMLSD, noEPSV bool
	}{{"plain", None, false, false}, {"plain, old", None, true, true}, {"explicit", Explicit, false, true}, {"implicit", Implicit, true, false}, {"by default", "", false, false}} {
		t.Run(c.name, func(t *testing.T) {
			s := remotetest.NewFTP(t)
			s.NoMLSD, s.NoEPSV, s.Implicit = c.noMLSD, c.noEPSV, c.tls == Implicit
			if c.tls != None {
				s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
			}
			s.Put("b.xml", old("b.xml", 2*time.Hour))
			s.Put("a.xml", old("a.xml", time.Hour))
			s.Put("a b (ü).xml", old("a b (ü).xml", 3*time.Hour))
			s.Put("c.xml.part", old("c.xml.part", 3*time.Hour))
			f := folderOf(s)
			f.TLS, f.Roots = c.tls, roots
			names, next, err := collect(t, f, "")
			if fmt.Sprint(names) != "[a b (ü).xml b.xml a.xml]" || err != nil {
				t.Fatalf("Collect() took %q, %v; want the three, the oldest first", names, err)
			}
			// Another node, or this one after a restart.
			s.Put("d.xml", old("d.xml", time.Minute))
			g := folderOf(s)
			g.TLS, g.Roots = c.tls, roots
			if names, _, err := collect(t, g, next); fmt.Sprint(names) != "[d.xml]" || err != nil {
				t.Errorf("Collect(cursor) took %q, %v; want d.xml alone", names, err)
			}
			if len(s.Names()) != 5 {
				t.Errorf("the server has %q; want nothing removed", s.Names())
			}
		})
	}
}

func TestCollectPutsAway(t *testing.T) {
	for after, want := range map[string]string{"delete": "[e.txt]", "move:done": "[done/a.xml e.txt]"} {
		s := remotetest.NewFTP(t)
		s.Put("a.xml", old("a.xml", time.Hour))
		s.Put("e.txt", old("e.txt", time.Hour))
		f := folderOf(s)
		f.After, f.Patterns = after, []string{"*.xml"}
		if names, _, err := collect(t, f, ""); fmt.Sprint(names) != "[a.xml]" || err != nil || fmt.Sprint(s.Names()) != want {
			t.Errorf("Collect() with after %s took %q, %v and left %v; want %s", after, names, err, s.Names(), want)
		}
	}
}

func TestCollectTakesNoHalfFile(t *testing.T) {
	s := remotetest.NewFTP(t)
	s.Put("a.xml", old("a.xml", time.Hour))
	s.Put("growing.xml", remotetest.FTPFile{Body: copyOf("growing.xml")[:700], Changed: noon.Add(-time.Second)})
	f := folderOf(s)
	f.Pause = func(context.Context, time.Duration) error {
		s.Put("growing.xml", remotetest.FTPFile{Body: copyOf("growing.xml"), Changed: noon})
		return nil
	}
	names, next, err := collect(t, f, "")
	if fmt.Sprint(names) != "[a.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want nothing of the one that grows", names, err)
	}
	// Its size stood still at both looks, and it grew after: more comes than was listed.
	s.Put("growing.xml", remotetest.FTPFile{Body: copyOf("growing.xml"), Changed: noon, Lie: 700})
	f.Pause = func(context.Context, time.Duration) error { return nil }
	names, next, err = collect(t, f, next)
	if len(names) != 0 || err == nil || !strings.Contains(err.Error(), "more bytes come than the 700") {
		t.Errorf("Collect() took %q, %v; want none, for the size is another one", names, err)
	}
	s.Put("growing.xml", remotetest.FTPFile{Body: copyOf("growing.xml")[:700], Changed: noon, Lie: int64(len(copyOf("growing.xml")))})
	names, next, err = collect(t, f, next)
	if len(names) != 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Collect() took %q, %v; want none, for bytes are missing", names, err)
	}
	s.Put("growing.xml", remotetest.FTPFile{Body: copyOf("growing.xml"), Changed: noon})
	if names, _, err := collect(t, f, next); fmt.Sprint(names) != "[growing.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want it whole", names, err)
	}
}

func TestCollectIsCutOff(t *testing.T) {
	s := remotetest.NewFTP(t)
	s.Put("a.xml", old("a.xml", 2*time.Hour))
	cut := old("b.xml", time.Hour)
	cut.Cut = 900
	s.Put("b.xml", cut)
	s.Put("c.xml", old("c.xml", time.Minute))
	f := folderOf(s)
	names, next, err := collect(t, f, "")
	if fmt.Sprint(names) != "[a.xml]" || err == nil || !strings.Contains(err.Error(), `fetch "b.xml"`) {
		t.Errorf("Collect() took %q, %v; want a.xml and that b.xml was cut off", names, err)
	}
	s.Put("b.xml", old("b.xml", time.Hour))
	if names, _, err = collect(t, f, next); fmt.Sprint(names) != "[b.xml c.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want b.xml whole, then c.xml", names, err)
	}
}

func TestCollectWhenTakeFails(t *testing.T) {
	s := remotetest.NewFTP(t)
	for i, name := range []string{"a.xml", "b.xml", "c.xml"} {
		s.Put(name, old(name, time.Duration(9-i)*time.Hour))
	}
	f := folderOf(s)
	f.After = "delete"
	full := errors.New("the disk is full")
	next, _, err := f.Collect(context.Background(), "", func(_ context.Context, name string, body io.Reader) error {
		if name == "b.xml" {
			return full
		}
		_, err := io.Copy(io.Discard, body)
		return err
	})
	if !errors.Is(err, full) || fmt.Sprint(s.Names()) != "[b.xml c.xml]" {
		t.Errorf("Collect() = %v, left %q; want the error, and a.xml alone gone", err, s.Names())
	}
	if names, _, err := collect(t, f, next); fmt.Sprint(names) != "[b.xml c.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want b.xml and c.xml", names, err)
	}
}

func TestCollectDoesNotHang(t *testing.T) {
	for _, verb := range []string{"USER", "MLSD", "RETR", "EPSV"} {
		s := remotetest.NewFTP(t)
		s.Hang = verb
		s.Put("a.xml", old("a.xml", time.Hour))
		for _, c := range []struct{ name, want string }{{"silence", "nothing came for 50ms"}, {"the round", "the round took longer than 50ms"}, {"the caller", "context canceled"}} {
			f := folderOf(s)
			ctx, cancel := context.WithCancel(context.Background())
			switch c.name {
			case "silence":
				f.Limits.Silence = 50 * time.Millisecond
			case "the round":
				f.Limits.Round = 50 * time.Millisecond
			default:
				time.AfterFunc(50*time.Millisecond, cancel)
			}
			next, _, err := f.Collect(ctx, "", func(context.Context, string, io.Reader) error { t.Error("taken"); return nil })
			cancel()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Collect(hanging in %s), bounded by %s = %s, %v; want %q", verb, c.name, next, err, c.want)
			}
		}
	}
}

func TestCollectIsRefused(t *testing.T) {
	cert, roots := remotetest.Certificate(t)
	_, others := remotetest.Certificate(t)
	for _, c := range []struct {
		name, want string
		change     func(*Folder, *remotetest.FTP)
	}{
		{"a wrong password", "user or password is refused", func(f *Folder, _ *remotetest.FTP) { f.Password = "wrong-" + remotetest.Password }},
		{"a certificate nobody knows", "certificate", func(f *Folder, _ *remotetest.FTP) { f.Roots = nil }},
		{"a certificate of another", "certificate", func(f *Folder, _ *remotetest.FTP) { f.Roots = others }},
		{"no TLS there", `tls = "none"`, func(_ *Folder, s *remotetest.FTP) { s.TLS = nil }},
		{"a private address", "not a public address", func(f *Folder, _ *remotetest.FTP) { f.Dial = fetch.Dialer(nil) }},
		{"a name that leads inside", "not a public address", func(f *Folder, _ *remotetest.FTP) { f.Dial, f.Host = fetch.Dialer(nil), "localhost" }},
		{"a line end in the password", "command contains CR or LF", func(f *Folder, _ *remotetest.FTP) { f.Password = "x\r\nDELE a.xml" }},
	} {
		s := remotetest.NewFTP(t)
		s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
		s.Put("a.xml", old("a.xml", time.Hour))
		asked := atomic.Bool{}
		s.Said = func(line string) {
			if strings.HasPrefix(line, "PASS") && c.name != "a wrong password" {
				asked.Store(true)
			}
		}
		f := folderOf(s)
		f.TLS, f.Roots = Explicit, roots
		c.change(f, s)
		f.Port = s.Port()
		names, next, err := collect(t, f, "before")
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), f.Password) || len(names) != 0 || next != "before" {
			t.Errorf("%s: Collect() = %q, %q, %v; want an error saying %q, and the cursor as it was", c.name, names, next, err, c.want)
		}
		if asked.Load() {
			t.Errorf("%s: the password was sent", c.name)
		}
	}
}

func TestDataGoesToTheServerAlone(t *testing.T) {
	reached := atomic.Bool{}
	canary, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("this machine has no 127.0.0.2")
	}
	defer canary.Close()
	go func() {
		for {
			c, err := canary.Accept()
			if err != nil {
				return
			}
			reached.Store(true)
			c.Close()
		}
	}()
	s := remotetest.NewFTP(t)
	s.NoEPSV, s.PASV = true, "127,0,0,2"
	s.Put("a.xml", old("a.xml", time.Hour))
	if names, _, err := collect(t, folderOf(s), ""); fmt.Sprint(names) != "[a.xml]" || err != nil || reached.Load() {
		t.Errorf("Collect() took %q, %v, went elsewhere %v; want the file from the server itself", names, err, reached.Load())
	}
	x := &session{folder: folderOf(s), line: remote.NewLine(context.Background(), fetch.Dialer(remotetest.Loopback()), time.Second), host: "127.0.0.1"}
	if _, err := x.dial("tcp", canary.Addr().String()); !errors.Is(err, news.ErrInvalid) || reached.Load() {
		t.Errorf("dial(another host) = %v; want ErrInvalid", err)
	}
}

func TestListingsOfAHostileServer(t *testing.T) {
	s := remotetest.NewFTP(t)
	var said []string
	var mu sync.Mutex
	s.Said = func(line string) {
		mu.Lock()
		defer mu.Unlock()
		said = append(said, line)
	}
	s.Put("good.xml", old("good.xml", time.Hour))
	listing := func(w io.Writer) {
		for _, name := range []string{"../../etc/passwd", "/etc/passwd", `..\x.xml`, "a\x1b[31m.xml", "a\x00b.xml", "good.xml", "good.xml", "a\tb.xml"} {
			fmt.Fprintf(w, "type=file;size=%d;modify=20261123110000; %s\r\n", len(copyOf("good.xml")), name)
		}
		fmt.Fprint(w, "type=dir;modify=20261123110000; sub.xml\r\nnonsense\r\n; \r\n\r\ntype=file;size=-4;modify=20261123110000; minus.xml\r\ntype=file;size=18446744073709551615;modify=20261123110000; huge.xml\r\n")
	}
	s.Listing = listing
	names, next, err := collect(t, folderOf(s), "")
	if fmt.Sprint(names) != "[good.xml]" || err == nil || !strings.Contains(err.Error(), "not a plain name") {
		t.Errorf("Collect() took %q, %v; want good.xml alone, and the names said", names, err)
	}
	if names, _, err := collect(t, folderOf(s), next); len(names) != 0 || err != nil {
		t.Errorf("Collect() again took %q, %v; want it said once", names, err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, line := range said {
		if strings.HasPrefix(line, "RETR") && line != "RETR good.xml" {
			t.Errorf("asked the server for %q", line)
		}
	}
}

func TestLongListings(t *testing.T) {
	s := remotetest.NewFTP(t)
	rows := 100_000
	s.Listing = func(out io.Writer) {
		w := bufio.NewWriter(out)
		for i := 0; i < rows || rows < 0; i++ {
			if _, err := fmt.Fprintf(w, "type=file;size=1;modify=20261123%02d%02d%02d; copy-%06d.xml\r\n", i/3600%12, i/60%60, i%60, i); err != nil {
				return
			}
		}
		w.Flush()
	}
	f := folderOf(s)
	f.Patterns, f.Limits.Names = []string{"none"}, 100_000
	if names, _, err := collect(t, f, ""); len(names) != 0 || err != nil {
		t.Errorf("Collect(100,000 names) = %v, want nil", err)
	}
	rows = -1 // without end
	if _, next, err := collect(t, f, "before"); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "more than 100000 files") {
		t.Errorf("Collect(names without end) = %s, %v; want that there are too many", next, err)
	}
}
