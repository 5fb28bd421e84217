package sftp

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/news"
	"broadsheet/internal/remote"
	"broadsheet/internal/remote/remotetest"

	server "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// copyOf is a file's body: more than one request's worth.
func copyOf(name string) string { return strings.Repeat("copy of "+name+"\n", 20_000) }

// folderOf is a server's folder, at noon.
func folderOf(s *remotetest.SFTP) *Folder {
	return &Folder{Host: "127.0.0.1", Port: s.Port(), User: remotetest.User, Password: remotetest.Password, HostKey: s.Fingerprint(),
		Rules: remote.Rules{Dial: fetch.Dialer(remotetest.Loopback()), Now: func() time.Time { return noon },
			Pause:  func(context.Context, time.Duration) error { return nil },
			Limits: remote.Limits{Silence: 10 * time.Second}}}
}

// collect runs a round and returns the names taken, in order.
func collect(t *testing.T, f *Folder, from string) (names []string, next string, err error) {
	t.Helper()
	next, wait, err := f.Collect(context.Background(), from, func(_ context.Context, name string, body io.Reader) error {
		b, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		if want := copyOf(name); string(b) != want && len(b) > 0 {
			t.Errorf("take(%s) got %d bytes, want the file's %d", name, len(b), len(want))
		}
		names = append(names, name)
		return nil
	})
	if wait != 0 {
		t.Errorf("Collect() asks to wait %v, want 0", wait)
	}
	if err != nil && (strings.Contains(err.Error(), remotetest.Password) || strings.Contains(err.Error(), remotetest.Passphrase) || strings.ContainsAny(err.Error(), "\r\n")) {
		t.Errorf("Collect() = %q; want one line without a secret", err)
	}
	return names, next, err
}

func left(t *testing.T, s *remotetest.SFTP) string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(s.Folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(names)
}

func TestCollect(t *testing.T) {
	s := remotetest.NewSFTP(t)
	s.Put("b.xml", copyOf("b.xml"), noon.Add(-2*time.Hour))
	s.Put("a.xml", copyOf("a.xml"), noon.Add(-time.Hour))
	s.Put("empty.xml", "", noon.Add(-3*time.Hour))
	s.Put("c.xml.tmp", "half", noon.Add(-time.Hour))
	if err := os.Mkdir(filepath.Join(s.Folder, "folder.xml"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(s.Folder, "link.xml")); err != nil {
		t.Fatal(err)
	}
	names, next, err := collect(t, folderOf(s), "")
	if fmt.Sprint(names) != "[empty.xml b.xml a.xml]" || err != nil {
		t.Fatalf("Collect() took %q, %v; want the three, the oldest first", names, err)
	}
	s.Put("d.xml", copyOf("d.xml"), noon.Add(-time.Minute))
	f := folderOf(s) // another node, with a key
	f.Password, f.Key, f.Passphrase = "", s.Key(), remotetest.Passphrase
	if names, _, err := collect(t, f, next); fmt.Sprint(names) != "[d.xml]" || err != nil {
		t.Errorf("Collect(cursor) took %q, %v; want d.xml alone", names, err)
	}
	f.Path = s.Folder
	if names, _, err := collect(t, f, next); fmt.Sprint(names) != "[d.xml]" || err != nil {
		t.Errorf("Collect(the folder by its path) took %q, %v; want d.xml alone", names, err)
	}
}

func TestCollectPutsAway(t *testing.T) {
	for after, want := range map[string]string{"delete": "[e.txt]", "move:done": "[done/a.xml e.txt]"} {
		s := remotetest.NewSFTP(t)
		s.Put("a.xml", copyOf("a.xml"), noon.Add(-time.Hour))
		s.Put("e.txt", "", noon.Add(-time.Hour))
		f := folderOf(s)
		f.After, f.Patterns = after, []string{"*.xml"}
		if names, _, err := collect(t, f, ""); fmt.Sprint(names) != "[a.xml]" || err != nil || left(t, s) != want {
			t.Errorf("Collect() with after %s took %q, %v and left %v; want %s", after, names, err, left(t, s), want)
		}
	}
}

func TestCollectTakesNoHalfFile(t *testing.T) {
	s := remotetest.NewSFTP(t)
	s.Put("growing.xml", copyOf("growing.xml")[:700], noon)
	f := folderOf(s)
	f.Pause = func(context.Context, time.Duration) error {
		s.Put("growing.xml", copyOf("growing.xml")[:900], noon)
		return nil
	}
	names, next, err := collect(t, f, "")
	if len(names) != 0 || err != nil {
		t.Errorf("Collect() took %q, %v; want nothing of the one that grows", names, err)
	}
	// It stands still at both looks and grows just before it is opened.
	s.Put("a.xml", copyOf("a.xml"), noon.Add(-time.Hour))
	f.Pause = func(context.Context, time.Duration) error { return nil }
	var took []string
	next, _, err = f.Collect(context.Background(), next, func(_ context.Context, name string, body io.Reader) error {
		if name == "a.xml" {
			s.Put("growing.xml", copyOf("growing.xml"), noon)
		}
		if _, err := io.ReadAll(body); err != nil {
			return err
		}
		took = append(took, name)
		return nil
	})
	if fmt.Sprint(took) != "[a.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want a.xml alone, and no fault of a file that grows", took, err)
	}
	if names, _, err = collect(t, f, next); fmt.Sprint(names) != "[growing.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want it whole", names, err)
	}
}

func TestCollectIsCutOff(t *testing.T) {
	s := remotetest.NewSFTP(t)
	s.Put("a.xml", copyOf("a.xml"), noon.Add(-2*time.Hour))
	s.Put("b.xml", copyOf("b.xml"), noon.Add(-time.Hour))
	f := folderOf(s)
	next := ""
	took := 0
	take := func(_ context.Context, name string, body io.Reader) error {
		if name == "b.xml" {
			s.Cut.Store(100_000)
		}
		b, err := io.ReadAll(body)
		if err == nil {
			took++
		} else if len(b) >= len(copyOf(name)) {
			t.Errorf("take(%s) got all of it and %v", name, err)
		}
		return err
	}
	next, _, err := f.Collect(context.Background(), next, take)
	if took != 1 || err == nil || !strings.Contains(err.Error(), `fetch "b.xml"`) {
		t.Errorf("Collect() took %d, %v; want a.xml alone and that b.xml was cut off", took, err)
	}
	s.Cut.Store(0)
	if names, _, err := collect(t, folderOf(s), next); fmt.Sprint(names) != "[b.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want b.xml, whole", names, err)
	}
}

func TestCollectWhenTakeFails(t *testing.T) {
	s := remotetest.NewSFTP(t)
	for i, name := range []string{"a.xml", "b.xml", "c.xml"} {
		s.Put(name, copyOf(name), noon.Add(time.Duration(i-9)*time.Hour))
	}
	full := errors.New("the disk is full")
	next, _, err := folderOf(s).Collect(context.Background(), "", func(_ context.Context, name string, body io.Reader) error {
		if name == "b.xml" {
			return full
		}
		_, err := io.Copy(io.Discard, body)
		return err
	})
	if !errors.Is(err, full) {
		t.Errorf("Collect() = %v, want %v", err, full)
	}
	if names, _, err := collect(t, folderOf(s), next); fmt.Sprint(names) != "[b.xml c.xml]" || err != nil {
		t.Errorf("Collect() took %q, %v; want b.xml and c.xml", names, err)
	}
}

func TestCollectDoesNotHang(t *testing.T) {
	s := remotetest.NewSFTP(t)
	s.Hang = true
	for name, want := range map[string]string{"silence": "nothing came for 50ms", "the round": "the round took longer than 50ms", "the caller": "context canceled"} {
		f := folderOf(s)
		ctx, cancel := context.WithCancel(context.Background())
		switch name {
		case "silence":
			f.Limits.Silence = 50 * time.Millisecond
		case "the round":
			f.Limits.Round = 50 * time.Millisecond
		default:
			time.AfterFunc(50*time.Millisecond, cancel)
		}
		_, _, err := f.Collect(ctx, "", func(context.Context, string, io.Reader) error { return nil })
		cancel()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Collect(hanging), bounded by %s = %v; want %q", name, err, want)
		}
	}
}

func TestCollectIsRefused(t *testing.T) {
	other := remotetest.NewSFTP(t)
	for _, c := range []struct {
		name, want string
		asked      bool
		change     func(*Folder, *remotetest.SFTP)
	}{
		{"a wrong password", "log in as wire", true, func(f *Folder, _ *remotetest.SFTP) { f.Password = "wrong-" + remotetest.Password }},
		{"no host key", "set host_key = \"SHA256:", false, func(f *Folder, _ *remotetest.SFTP) { f.HostKey = "" }},
		{"another host key", "not the one of host_key", false, func(f *Folder, _ *remotetest.SFTP) { f.HostKey = other.Fingerprint() }},
		{"another host key in a line", "not the one of host_key", false, func(f *Folder, _ *remotetest.SFTP) {
			f.HostKey = "agency.example.org " + string(ssh.MarshalAuthorizedKey(other.HostKeys[0].PublicKey()))
		}},
		{"no host key that can be read", "43 characters", false, func(f *Folder, _ *remotetest.SFTP) { f.HostKey = "SHA256:short" }},
		{"a private address", "not a public address", false, func(f *Folder, _ *remotetest.SFTP) { f.Dial = fetch.Dialer(nil) }},
		{"nothing to log in with", "neither a password nor a key", false, func(f *Folder, _ *remotetest.SFTP) { f.Password = "" }},
		{"a key that cannot be read", "private key cannot be read", false, func(f *Folder, _ *remotetest.SFTP) { f.Key = "nonsense" }},
		{"a key without its passphrase", "private key cannot be read", false, func(f *Folder, s *remotetest.SFTP) { f.Key = s.Key() }},
	} {
		s := remotetest.NewSFTP(t)
		s.Put("a.xml", copyOf("a.xml"), noon.Add(-time.Hour))
		f := folderOf(s)
		c.change(f, s)
		f.Port = s.Port()
		names, next, err := collect(t, f, "before")
		if err == nil || !strings.Contains(err.Error(), c.want) || len(names) != 0 || next != "before" {
			t.Errorf("%s: Collect() = %q, %q, %v; want an error saying %q, and the cursor as it was", c.name, names, next, err, c.want)
		}
		if (s.Asked.Load() > 0) != c.asked {
			t.Errorf("%s: the password was sent %d times", c.name, s.Asked.Load())
		}
		if c.name == "no host key" && !strings.Contains(err.Error(), s.Fingerprint()) {
			t.Errorf("%s: Collect() = %v; want the fingerprint %s", c.name, err, s.Fingerprint())
		}
	}
}

func TestAnyOfTheServersKeysMayBePinned(t *testing.T) {
	s := remotetest.NewSFTP(t)
	s.Put("a.xml", copyOf("a.xml"), noon.Add(-time.Hour))
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	s.HostKeys = append(s.HostKeys, second)
	for _, k := range s.HostKeys {
		line := string(ssh.MarshalAuthorizedKey(k.PublicKey()))
		for _, pin := range []string{ssh.FingerprintSHA256(k.PublicKey()), line, "agency.example.org,192.0.2.1 " + line} {
			f := folderOf(s)
			f.HostKey = pin
			if names, _, err := collect(t, f, ""); len(names) != 1 || err != nil {
				t.Errorf("Collect(host key %s) took %q, %v; want the file", pin, names, err)
			}
		}
	}
}

// row is a file that only a listing has.
type row string

func (r row) Name() string     { return string(r) }
func (row) Size() int64        { return 1 }
func (row) Mode() fs.FileMode  { return 0o644 }
func (row) ModTime() time.Time { return noon.Add(-time.Hour) }
func (row) IsDir() bool        { return false }
func (row) Sys() any           { return nil }

// rows lists so many names, or names without end.
type rows int

func (n rows) ListAt(to []fs.FileInfo, at int64) (int, error) {
	for i := range to {
		if n >= 0 && int64(i)+at >= int64(n) {
			return i, io.EOF
		}
		to[i] = row(fmt.Sprintf("copy-%07d.xml", int64(i)+at))
	}
	return len(to), nil
}

func (n rows) Filelist(*server.Request) (server.ListerAt, error) { return n, nil }
func (rows) Fileread(*server.Request) (io.ReaderAt, error)       { return strings.NewReader("x"), nil }
func (rows) Filewrite(*server.Request) (io.WriterAt, error)      { return nil, fs.ErrPermission }
func (rows) Filecmd(*server.Request) error                       { return fs.ErrPermission }

func TestLongListings(t *testing.T) {
	for _, c := range []struct {
		n    rows
		most int
		want string
	}{{100_000, 100_000, ""}, {5001, 5000, "more than 5000 files"}, {-1, 5000, "more than 5000 files"}} {
		s := remotetest.NewSFTP(t)
		s.Handlers = &server.Handlers{FileGet: c.n, FilePut: c.n, FileCmd: c.n, FileList: c.n}
		f := folderOf(s)
		f.Patterns, f.Limits.Names = []string{"none"}, c.most
		_, _, err := collect(t, f, "")
		if c.want == "" && err != nil || c.want != "" && (!errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("Collect(%d names) = %v, want %q", c.n, err, c.want)
		}
	}
}

func TestCheckHostKey(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "SHA256:" + strings.Repeat("a", 43): true, "SHA256:" + strings.Repeat("a", 43) + "=": true, "SHA256:abc": false,
		"MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48": false, "ssh-ed25519 AAAA": false, "yes": false,
		"@revoked agency.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0pKkq0hzPWqCXBcP4y0yS0yPZ0cU8p0Q5UEq2L1qQ7": false,
	} {
		if err := CheckHostKey(text); (err == nil) != want {
			t.Errorf("CheckHostKey(%q) = %v, want allowed %v", text, err, want)
		}
	}
}
