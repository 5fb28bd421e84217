// Package sftp collects agencies' files from a folder of an SSH server
// (draft-ietf-secsh-filexfer-02).
//
// It never trusts a server on first sight: without the server's key in the
// settings it tells the key's fingerprint and goes no further. It decides
// nothing about which files are new; remote.Rules does.
//
// Start at [Folder.Collect].
package sftp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"path"
	"strconv"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/remote"

	client "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// Folder is a folder of an SSH server. Its fields are set before its first use;
// it belongs to one goroutine.
type Folder struct {
	remote.Rules
	Host     string
	Port     int // 0 is 22
	User     string
	Password string // or Key, or both
	// Key is a private key in PEM, with its Passphrase if it has one.
	Key, Passphrase string
	Path            string // of the folder; empty is where a log-in leads
	// HostKey is the server's: a fingerprint such as "SHA256:…", or a line of
	// a known-hosts file, or such a line without its hosts.
	HostKey string
}

// Collect takes what is new in the folder after the cursor, the oldest first,
// and returns the cursor up to which all has been taken, also with an error,
// which ends the round (see [remote.Rules.Round]). It asks for no wait. No
// error has a secret in it.
func (f *Folder) Collect(ctx context.Context, cursor string, take remote.Take) (next string, wait time.Duration, err error) {
	next, err = f.Round(ctx, f.open, cursor, take)
	if err != nil {
		err = remote.Said(fmt.Errorf("sftp %s: %w", f.address(), err), f.Password, f.Passphrase)
	}
	return next, 0, err
}

func (f *Folder) address() string {
	port := f.Port
	if port <= 0 {
		port = 22
	}
	return net.JoinHostPort(f.Host, strconv.Itoa(port))
}

// logIn makes an SSH connection.
func (f *Folder) logIn(line *remote.Line) (*ssh.Client, error) {
	pin, err := readPin(f.HostKey)
	if err != nil {
		return nil, err
	}
	methods, err := f.methods()
	if err != nil {
		return nil, err
	}
	for {
		raw, err := line.Dial("tcp", f.address())
		if err != nil {
			return nil, err
		}
		c := &ssh.ClientConfig{User: f.User, Auth: methods, HostKeyCallback: pin.check, HostKeyAlgorithms: pin.algorithms()}
		conn, channels, requests, err := ssh.NewClientConn(raw, f.address(), c)
		if err == nil {
			return ssh.NewClient(conn, channels, requests), nil
		}
		raw.Close()
		switch {
		case pin.err == nil:
			return nil, fmt.Errorf("log in as %s: %w", f.User, err)
		case !pin.again():
			return nil, pin.err
		}
	}
}

// methods are the ways to say who logs in.
func (f *Folder) methods() ([]ssh.AuthMethod, error) {
	var out []ssh.AuthMethod
	if f.Key != "" {
		var signer ssh.Signer
		var err error
		if f.Passphrase != "" {
			signer, err = ssh.ParsePrivateKeyWithPassphrase([]byte(f.Key), []byte(f.Passphrase))
		} else {
			signer, err = ssh.ParsePrivateKey([]byte(f.Key))
		}
		if err != nil {
			return nil, fmt.Errorf("the private key cannot be read: %v: %w", err, news.ErrInvalid)
		}
		out = append(out, ssh.PublicKeys(signer))
	}
	if f.Password != "" {
		out = append(out, ssh.Password(f.Password), ssh.KeyboardInteractive(func(_, _ string, questions []string, echos []bool) ([]string, error) {
			answers := make([]string, len(questions))
			for i := range questions {
				if !echos[i] { // a question whose answer may be shown does not ask for the password
					answers[i] = f.Password
				}
			}
			return answers, nil
		}))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is neither a password nor a key to log in with: %w", news.ErrInvalid)
	}
	return out, nil
}

// session is a log-in.
type session struct {
	folder *Folder
	ssh    *ssh.Client
	names  *names
	conn   *client.Client
}

func (f *Folder) open(line *remote.Line) (remote.Session, error) {
	s := &session{folder: f}
	var err error
	if s.ssh, err = f.logIn(line); err != nil {
		return nil, err
	}
	shell, err := s.ssh.NewSession()
	if err != nil {
		return nil, err
	}
	in, err := shell.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := shell.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := shell.RequestSubsystem("sftp"); err != nil {
		return nil, fmt.Errorf("the server has no sftp: %w", err)
	}
	s.names = &names{r: out, most: f.Limits.Or().Names}
	if s.conn, err = client.NewClientPipe(s.names, in); err != nil {
		return nil, err
	}
	return s, nil
}

// at is the path of a name of the folder.
func (s *session) at(name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join(s.folder.Path, name)
}

// refused makes an answer about one file an error that says so.
func refused(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w", news.ErrNotFound, err)
	}
	return err
}

func (s *session) List() ([]remote.File, error) {
	s.names.start()
	folder := s.folder.Path
	if folder == "" {
		folder = "."
	}
	infos, err := s.conn.ReadDir(folder)
	if s.names.end() {
		return nil, remote.TooMany(s.names.most)
	}
	if err != nil {
		return nil, err
	}
	var files []remote.File
	for _, i := range infos {
		if i.Mode().IsRegular() {
			files = append(files, file(i))
		}
	}
	return files, nil
}

func file(i fs.FileInfo) remote.File {
	f := remote.File{Name: i.Name(), Size: i.Size()}
	if at := i.ModTime(); at.Unix() != 0 { // else the server does not say
		f.Changed = at
	}
	return f
}

func (s *session) Open(f remote.File) (io.ReadCloser, error) {
	h, err := s.conn.Open(s.at(f.Name))
	if err != nil {
		return nil, refused(err)
	}
	return &body{f: h, size: f.Size, buf: make([]byte, min(chunk, max(f.Size, 1)))}, nil
}

func (s *session) Look(name string) (remote.File, error) {
	i, err := s.conn.Lstat(s.at(name))
	if err != nil {
		return remote.File{}, refused(err)
	}
	return file(i), nil
}

func (s *session) Delete(name string) error { return s.conn.Remove(s.at(name)) }

func (s *session) Move(name, to string) error {
	err := s.conn.Rename(s.at(name), s.at(to))
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if made := s.conn.Mkdir(path.Dir(s.at(to))); made != nil {
		return err
	}
	return s.conn.Rename(s.at(name), s.at(to))
}

func (s *session) Close() error { return errors.Join(s.conn.Close(), s.ssh.Close()) }

// chunk is how much of a file is asked for at once: the library splits it into
// requests that are under way together, which a long line needs.
const chunk = 512 << 10

// body is a file on its way. It ends where its listing says.
type body struct {
	f       *client.File
	size, n int64
	buf     []byte
	rest    []byte // of buf, not yet read
	err     error
}

func (b *body) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.fill()
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	if n == 0 && len(p) > 0 {
		return 0, b.err
	}
	return n, nil
}

func (b *body) fill() {
	n, err := b.f.Read(b.buf)
	b.n += int64(n)
	b.rest = b.buf[:n]
	switch {
	case b.n > b.size:
		b.rest, b.err = nil, fmt.Errorf("more bytes come than the %d that were announced", b.size)
	case err == io.EOF && b.n < b.size:
		b.err = fmt.Errorf("%d bytes came of %d: %w", b.n, b.size, io.ErrUnexpectedEOF)
	default:
		b.err = err
	}
}

func (b *body) Close() error { return b.f.Close() }
