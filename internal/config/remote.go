package config

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/remote"
	"broadsheet/internal/remote/ftp"
	"broadsheet/internal/remote/imap"
	"broadsheet/internal/remote/sftp"
)

// Server is what folders on other machines have in common.
type Server struct {
	Host   string   `toml:"host"`
	Port   int      `toml:"port"` // 0 is the protocol's
	User   string   `toml:"user"`
	Folder string   `toml:"folder"`
	Every  Duration `toml:"every"`
	After  string   `toml:"after"`
	// MaxFiles is how many files one round takes; 0 is 500.
	MaxFiles int `toml:"max_files"`
}

// FTP is a folder of an FTP server.
type FTP struct {
	Server
	Pattern []string `toml:"pattern"`
	Settle  Duration `toml:"settle"`
	TLS     string   `toml:"tls"`
	CA      string   `toml:"ca_file"`
}

// SFTP is a folder of an SSH server.
type SFTP struct {
	Server
	Pattern []string `toml:"pattern"`
	Settle  Duration `toml:"settle"`
	HostKey string   `toml:"host_key"`
}

// IMAP is a folder of a mail server.
type IMAP struct {
	Server
	TLS string `toml:"tls"`
	CA  string `toml:"ca_file"`
}

// Remote are the roads a source may come by from machines elsewhere.
type Remote struct {
	FTP  []FTP  `toml:"ftp"`
	SFTP []SFTP `toml:"sftp"`
	IMAP []IMAP `toml:"imap"`

	// Secrets, from the environment; each is of all blocks of its kind.
	FTPPassword    string `toml:"-"`
	SFTPPassword   string `toml:"-"`
	SFTPKey        string `toml:"-"` // PEM
	SFTPPassphrase string `toml:"-"` // of SFTPKey
	IMAPPassword   string `toml:"-"`
	IMAPToken      string `toml:"-"` // OAuth 2
}

// readSecrets reads a source's secrets from the environment.
func (s *Source) readSecrets() error {
	for _, x := range []struct {
		name string
		to   *string
	}{
		{"BROADSHEET_WIRE_TOKEN_", &s.Token}, {"BROADSHEET_PULL_AUTHORIZATION_", &s.Authorization},
		{"BROADSHEET_FTP_PASSWORD_", &s.FTPPassword},
		{"BROADSHEET_SFTP_PASSWORD_", &s.SFTPPassword}, {"BROADSHEET_SFTP_KEY_", &s.SFTPKey}, {"BROADSHEET_SFTP_PASSPHRASE_", &s.SFTPPassphrase},
		{"BROADSHEET_IMAP_PASSWORD_", &s.IMAPPassword}, {"BROADSHEET_IMAP_TOKEN_", &s.IMAPToken},
	} {
		var err error
		if *x.to, err = secret(secretName(x.name, s.ID)); err != nil {
			return err
		}
	}
	return nil
}

// shortestEvery is how often another machine may be asked.
const shortestEvery = 10 * time.Second

// check returns an error wrapping [news.ErrInvalid] for the first rule a
// source's blocks of servers break.
func (r *Remote) check() error {
	seen := map[string]bool{}
	for i, f := range r.FTP {
		if err := first(f.check("ftp", seen), remote.CheckAfter(f.After), remote.CheckPatterns(f.Pattern), oneOf("tls", f.TLS, ftp.Explicit, ftp.Implicit, ftp.None), caFile(f.CA)); err != nil {
			return fmt.Errorf("ftp %d: %w", i+1, err)
		}
	}
	for i, f := range r.SFTP {
		if err := first(f.check("sftp", seen), remote.CheckAfter(f.After), remote.CheckPatterns(f.Pattern), sftp.CheckHostKey(f.HostKey)); err != nil {
			return fmt.Errorf("sftp %d: %w", i+1, err)
		}
	}
	for i, m := range r.IMAP {
		if err := first(m.check("imap", seen), imap.CheckAfter(m.After), oneOf("tls", m.TLS, imap.Implicit, imap.StartTLS), caFile(m.CA)); err != nil {
			return fmt.Errorf("imap %d: %w", i+1, err)
		}
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func oneOf(key, value string, values ...string) error {
	for _, v := range append(values, "") {
		if value == v {
			return nil
		}
	}
	return fmt.Errorf("%s %q: write one of %s: %w", key, value, strings.Join(values, ", "), news.ErrInvalid)
}

// caFile checks that a file is there. What is in it is read when it is needed.
func caFile(path string) error {
	if path == "" {
		return nil
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("ca_file: %w: %w", err, news.ErrInvalid)
	}
	return nil
}

// Road is the road to a server's folder: the same user, host, port and folder
// are the same road.
func (s Server) Road(source news.SourceID, kind news.RoadKind) news.Road {
	path := s.Folder
	if path != "" && !strings.HasPrefix(path, "/") {
		path = "/./" + path // from where the server begins, which need not be its root
	}
	u := url.URL{Scheme: string(kind), User: url.User(s.User), Host: s.Host, Path: path}
	if s.Port > 0 {
		u.Host = net.JoinHostPort(strings.Trim(s.Host, "[]"), strconv.Itoa(s.Port))
	}
	return news.NewRoad(source, kind, u.String())
}

func (s Server) check(kind string, seen map[string]bool) error {
	road := s.Road("", news.RoadKind(kind))
	switch {
	case s.Host == "" || strings.ContainsAny(s.Host, "/ @") || strings.Count(s.Host, ":") == 1:
		return fmt.Errorf("host %q: write a name such as \"ftp.example.org\", and the port as port: %w", s.Host, news.ErrInvalid)
	case s.User == "":
		return fmt.Errorf("user is empty; write the one the agency gave, or \"anonymous\": %w", news.ErrInvalid)
	case s.Port < 0 || s.Port > 65535 || s.MaxFiles < 0:
		return fmt.Errorf("port is 1 to 65535 and max_files at least 1, or neither is there: %w", news.ErrInvalid)
	case strings.ContainsAny(s.Folder+s.User, "\r\n\x00"):
		return fmt.Errorf("folder and user are one line each: %w", news.ErrInvalid)
	case time.Duration(s.Every) < shortestEvery:
		return fmt.Errorf("every must be at least %q: %w", "10s", news.ErrInvalid)
	case seen[string(road.ID)]:
		return fmt.Errorf("%s stands there twice: %w", road.Address, news.ErrInvalid)
	}
	seen[string(road.ID)] = true
	return nil
}
