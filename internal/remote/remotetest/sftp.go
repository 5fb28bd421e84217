package remotetest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// SFTP is an SSH server with a folder of the file system. Its exported fields
// are set before Port is asked.
type SFTP struct {
	*listener
	Folder string
	// HostKeys are the server's: one of Ed25519 unless a test adds others.
	HostKeys []ssh.Signer
	// Cut, if above 0, is after how many more bytes sent the connection ends.
	Cut atomic.Int64
	// Hang makes the server fall silent before the log-in.
	Hang bool
	// Handlers serve names that no file system has; nil is Folder.
	Handlers *sftp.Handlers
	// Asked counts attempts at the password.
	Asked atomic.Int64

	t       testing.TB
	key     ssh.PublicKey // a client may log in with
	private ed25519.PrivateKey
}

// NewSFTP returns a server that listens on 127.0.0.1, with an empty folder.
func NewSFTP(t testing.TB) *SFTP {
	t.Helper()
	_, host, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(host)
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &SFTP{Folder: t.TempDir(), HostKeys: []ssh.Signer{signer}, t: t}
	if s.key, err = ssh.NewPublicKey(public); err != nil {
		t.Fatal(err)
	}
	s.private = private
	s.listener = listen(t, s.serve)
	return s
}

// Passphrase opens Key.
const Passphrase = "let-me-through-5"

// Key is a private key that logs in, in PEM.
func (s *SFTP) Key() string {
	s.t.Helper()
	block, err := ssh.MarshalPrivateKeyWithPassphrase(s.private, "", []byte(Passphrase))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(pem.EncodeToMemory(block))
}

// Fingerprint is that of the first host key.
func (s *SFTP) Fingerprint() string { return ssh.FingerprintSHA256(s.HostKeys[0].PublicKey()) }

// Put writes a file with a time.
func (s *SFTP) Put(name, body string, at time.Time) {
	s.t.Helper()
	path := filepath.Join(s.Folder, name)
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		s.t.Fatal(err)
	}
}

var errRefused = errors.New("refused")

func (s *SFTP) serve(raw net.Conn) {
	if s.Hang {
		_, _ = io.Copy(io.Discard, raw)
		return
	}
	config := &ssh.ServerConfig{
		PasswordCallback: func(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			s.Asked.Add(1)
			if c.User() == User && string(password) == Password {
				return nil, nil
			}
			return nil, errRefused
		},
		PublicKeyCallback: func(c ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if c.User() == User && string(key.Marshal()) == string(s.key.Marshal()) {
				return nil, nil
			}
			return nil, errRefused
		},
	}
	for _, k := range s.HostKeys {
		config.AddHostKey(k)
	}
	conn, channels, requests, err := ssh.NewServerConn(&bitten{raw, &s.Cut}, config)
	if err != nil {
		return
	}
	defer conn.Close()
	go ssh.DiscardRequests(requests)
	for c := range channels {
		if c.ChannelType() != "session" {
			_ = c.Reject(ssh.UnknownChannelType, "no")
			continue
		}
		channel, asks, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for q := range asks {
				_ = q.Reply(q.Type == "subsystem" && string(q.Payload[4:]) == "sftp", nil)
			}
		}()
		s.files(channel)
	}
}

// files serves the folder until the other side leaves.
func (s *SFTP) files(channel ssh.Channel) {
	defer channel.Close()
	if s.Handlers != nil {
		server := sftp.NewRequestServer(channel, *s.Handlers)
		_ = server.Serve()
		return
	}
	server, err := sftp.NewServer(channel, sftp.WithServerWorkingDirectory(s.Folder))
	if err != nil {
		return
	}
	_ = server.Serve()
}
