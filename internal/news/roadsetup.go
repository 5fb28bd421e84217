package news

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration written like "300ms" or "15m".
type Duration time.Duration

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err == nil && v <= 0 {
		err = errors.New("must be longer than nothing")
	}
	*d = Duration(v)
	return err
}

// MarshalText writes a duration.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// RoadSetup is by which roads a source's copy may come, as it is set up. It holds
// no secret.
type RoadSetup struct {
	Folder string `json:"folder,omitempty" toml:"folder,omitempty,omitzero"` // its drop folder; empty is "wire/ID" in the data folder
	Pulls  []Pull `json:"pulls,omitempty" toml:"pull,omitempty,omitzero"`
	FTP    []FTP  `json:"ftp,omitempty" toml:"ftp,omitempty,omitzero"`
	SFTP   []SFTP `json:"sftp,omitempty" toml:"sftp,omitempty,omitzero"`
	IMAP   []IMAP `json:"imap,omitempty" toml:"imap,omitempty,omitzero"`
	// SilentAfter is how long nothing may come from it before that is told; 0
	// is for ever.
	SilentAfter Duration `json:"silentAfter,omitempty" toml:"silent_after,omitempty,omitzero"`
}

// Pull is an address of an agency that is asked again and again.
type Pull struct {
	URL   string   `json:"url" toml:"url,omitempty,omitzero"`
	Every Duration `json:"every,omitempty" toml:"every,omitempty,omitzero"`
	// WebSub says that the feed's hub is asked to send it.
	WebSub bool `json:"websub,omitempty" toml:"websub,omitempty,omitzero"`
}

// Server is what folders on other machines have in common.
type Server struct {
	Host   string   `json:"host" toml:"host,omitempty,omitzero"`
	Port   int      `json:"port,omitempty" toml:"port,omitempty,omitzero"` // 0 is the protocol's
	User   string   `json:"user" toml:"user,omitempty,omitzero"`
	Folder string   `json:"folder,omitempty" toml:"folder,omitempty,omitzero"`
	Every  Duration `json:"every,omitempty" toml:"every,omitempty,omitzero"`
	After  string   `json:"after,omitempty" toml:"after,omitempty,omitzero"`
	// MaxFiles is how many files one round takes; 0 is 500.
	MaxFiles int `json:"maxFiles,omitempty" toml:"max_files,omitempty,omitzero"`
}

// FTP is a folder of an FTP server.
type FTP struct {
	Server
	Pattern []string `json:"pattern,omitempty" toml:"pattern,omitempty,omitzero"`
	Settle  Duration `json:"settle,omitempty" toml:"settle,omitempty,omitzero"`
	TLS     string   `json:"tls,omitempty" toml:"tls,omitempty,omitzero"`
	CA      string   `json:"caFile,omitempty" toml:"ca_file,omitempty,omitzero"`
}

// SFTP is a folder of an SSH server.
type SFTP struct {
	Server
	Pattern []string `json:"pattern,omitempty" toml:"pattern,omitempty,omitzero"`
	Settle  Duration `json:"settle,omitempty" toml:"settle,omitempty,omitzero"`
	HostKey string   `json:"hostKey,omitempty" toml:"host_key,omitempty,omitzero"`
}

// IMAP is a folder of a mail server.
type IMAP struct {
	Server
	TLS string `json:"tls,omitempty" toml:"tls,omitempty,omitzero"`
	CA  string `json:"caFile,omitempty" toml:"ca_file,omitempty,omitzero"`
}

// Roads are the roads that are set up for a source whose drop folder is Folder;
// push says whether it has a token to push with.
func (s RoadSetup) Roads(source SourceID, push bool) []Road {
	out := []Road{s.FolderRoad(source)}
	if push {
		out = append(out, NewPushRoad(source))
	}
	for _, p := range s.Pulls {
		out = append(out, NewRoad(source, PullRoad, p.URL))
		if p.WebSub {
			out = append(out, NewRoad(source, WebSubRoad, p.URL))
		}
	}
	for _, x := range s.FTP {
		out = append(out, x.Road(source, FTPRoad))
	}
	for _, x := range s.SFTP {
		out = append(out, x.Road(source, SFTPRoad))
	}
	for _, x := range s.IMAP {
		out = append(out, x.Road(source, IMAPRoad))
	}
	return out
}

// Plain returns the setup with the addresses of its pulls as they may be shown:
// without a password, and without what follows a question mark.
func (s RoadSetup) Plain() RoadSetup {
	s.Pulls = slices.Clone(s.Pulls)
	for i := range s.Pulls {
		s.Pulls[i].URL = plainAddress(s.Pulls[i].URL)
	}
	return s
}

// KeepKeys returns the setup with those addresses of pulls written out that stand
// as old's are shown; "?" after one takes its key away.
func (s RoadSetup) KeepKeys(old RoadSetup) RoadSetup {
	s.Pulls = slices.Clone(s.Pulls)
	for i, p := range s.Pulls {
		for _, o := range old.Pulls {
			if p.URL == plainAddress(o.URL) {
				s.Pulls[i].URL = o.URL
			}
		}
	}
	return s
}

// FolderRoad is the source's drop folder.
func (s RoadSetup) FolderRoad(source SourceID) Road { return NewRoad(source, FolderRoad, s.Folder) }

// Road is the road to a server's folder: the same user, host, port and folder
// are the same road.
func (s Server) Road(source SourceID, kind RoadKind) Road {
	path := s.Folder
	if path != "" && !strings.HasPrefix(path, "/") {
		path = "/./" + path // from where the server begins, which need not be its root
	}
	u := url.URL{Scheme: string(kind), User: url.User(s.User), Host: s.Host, Path: path}
	if s.Port > 0 {
		u.Host = net.JoinHostPort(strings.Trim(s.Host, "[]"), strconv.Itoa(s.Port))
	}
	return NewRoad(source, kind, u.String())
}

// shortestEvery is how often another machine may be asked.
const shortestEvery = 10 * time.Second

// CheckRoads returns an error wrapping [ErrInvalid] for the first rule that the
// setup of a source's roads breaks. hubs says that hubs can reach the house.
func (s RoadSetup) CheckRoads(source SourceID, hubs bool) error {
	if s.SilentAfter != 0 && time.Duration(s.SilentAfter) < time.Minute {
		return fmt.Errorf("source %q: silent_after must be at least \"1m\": %w", source, ErrInvalid)
	}
	asked := map[string]int{}
	for i, p := range s.Pulls {
		u, err := url.Parse(p.URL)
		before := asked[p.URL]
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			return fmt.Errorf("pull %d of source %q: url must be http or https with a host: %w", i+1, source, ErrInvalid)
		case time.Duration(p.Every) < shortestEvery:
			return fmt.Errorf("pull %d of source %q: every must be at least \"10s\": %w", i+1, source, ErrInvalid)
		case before > 0:
			return fmt.Errorf("pulls %d and %d of source %q ask the same address: %w", before, i+1, source, ErrInvalid)
		case p.WebSub && !hubs:
			return fmt.Errorf("pull %d of source %q: websub needs public_url, the address that hubs send to: %w", i+1, source, ErrInvalid)
		}
		asked[p.URL] = i + 1
	}
	if err := s.checkServers(); err != nil {
		return fmt.Errorf("source %q, %w", source, err)
	}
	return nil
}

func (s RoadSetup) checkServers() error {
	seen := map[RoadID]bool{}
	for i, x := range s.FTP {
		if err := x.check(FTPRoad, seen); err != nil {
			return fmt.Errorf("ftp %d: %w", i+1, err)
		}
	}
	for i, x := range s.SFTP {
		if err := x.check(SFTPRoad, seen); err != nil {
			return fmt.Errorf("sftp %d: %w", i+1, err)
		}
	}
	for i, x := range s.IMAP {
		if err := x.check(IMAPRoad, seen); err != nil {
			return fmt.Errorf("imap %d: %w", i+1, err)
		}
	}
	return nil
}

func (s Server) check(kind RoadKind, seen map[RoadID]bool) error {
	road := s.Road("", kind)
	switch {
	case s.Host == "" || strings.ContainsAny(s.Host, "/ @") || strings.Count(s.Host, ":") == 1:
		return fmt.Errorf("host %q: write a name such as \"ftp.example.org\", and the port as port: %w", s.Host, ErrInvalid)
	case s.User == "":
		return fmt.Errorf("user is empty; write the one the agency gave, or \"anonymous\": %w", ErrInvalid)
	case s.Port < 0 || s.Port > 65535 || s.MaxFiles < 0:
		return fmt.Errorf("port is 1 to 65535 and max_files at least 1, or neither is there: %w", ErrInvalid)
	case strings.ContainsAny(s.Folder+s.User, "\r\n\x00"):
		return fmt.Errorf("folder and user are one line each: %w", ErrInvalid)
	case time.Duration(s.Every) < shortestEvery:
		return fmt.Errorf("every must be at least %q: %w", "10s", ErrInvalid)
	case seen[road.ID]:
		return fmt.Errorf("%s stands there twice: %w", road.Address, ErrInvalid)
	}
	seen[road.ID] = true
	return nil
}

// SecretKind is a kind of secret that a source's roads need.
type SecretKind string

// The kinds of secrets. One is of all roads of its kind.
const (
	SecretToken          SecretKind = "token"         // that the agency shows to push copy
	SecretAuthorization  SecretKind = "authorization" // sent to the addresses of pulls
	SecretFTPPassword    SecretKind = "ftp_password"
	SecretSFTPPassword   SecretKind = "sftp_password"
	SecretSFTPKey        SecretKind = "sftp_key"        // PEM
	SecretSFTPPassphrase SecretKind = "sftp_passphrase" // of the key
	SecretIMAPPassword   SecretKind = "imap_password"
	SecretIMAPToken      SecretKind = "imap_token" // OAuth 2
)

// SecretKinds lists the kinds.
func SecretKinds() []SecretKind {
	return []SecretKind{SecretToken, SecretAuthorization, SecretFTPPassword, SecretSFTPPassword, SecretSFTPKey, SecretSFTPPassphrase, SecretIMAPPassword, SecretIMAPToken}
}

// Secrets are a source's. They are never printed, logged or shown again.
type Secrets map[SecretKind]string

// String says which there are.
func (s Secrets) String() string { return fmt.Sprint(s.Kinds()) }

// MarshalJSON writes which there are.
func (s Secrets) MarshalJSON() ([]byte, error) { return nil, errors.New("secrets are not written") }

// Kinds lists those there are.
func (s Secrets) Kinds() []SecretKind {
	var out []SecretKind
	for _, k := range slices.Sorted(maps.Keys(s)) {
		if s[k] != "" {
			out = append(out, k)
		}
	}
	return out
}

// SourceSetup is a source with its roads, as the desk sets it up.
type SourceSetup struct {
	Source
	RoadSetup
	// Has are the secrets that are kept for it.
	Has []SecretKind `json:"secrets,omitempty" toml:"-"`
}
