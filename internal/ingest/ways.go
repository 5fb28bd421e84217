package ingest

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/remote"
	"broadsheet/internal/remote/ftp"
	"broadsheet/internal/remote/imap"
	"broadsheet/internal/remote/sftp"
)

// Ways are what the roads of all sources have in common.
type Ways struct {
	Fetch HubFetcher
	Dial  remote.Dial
	// Base is the address of [Callbacks] as hubs reach it.
	Base string
	// Folder is the drop folder of a source that names none.
	Folder func(news.SourceID) string
	// Look, Settle and Grace are those of a [Folder].
	Look, Settle, Grace time.Duration
	MaxBytes            int64 // of one file
}

// A feed that its hub sends is asked this many times less often, but not more
// often than every slowest.
const (
	hubSlows = 4
	slowest  = 15 * time.Minute
)

// folder returns the drop folder of a source.
func (w Ways) folder(room *Room, x news.SourceSetup) *Folder {
	path := x.Folder
	if path == "" {
		path = w.Folder(x.ID)
	}
	return &Folder{Room: room, Source: x.ID, Path: path, Look: w.Look, Settle: w.Settle, Grace: w.Grace}
}

// Polled returns the roads of a source that are polled, as the runner drives them.
// One that cannot be driven is told of in ill, by its road; the others can be.
func (w Ways) Polled(room *Room, store SubscriptionStore, x news.SourceSetup, secrets news.Secrets) (out []Polled, ill map[news.RoadID]error) {
	ill = map[news.RoadID]error{}
	for _, p := range x.Pulls {
		out = append(out, w.pull(room, store, x, p, secrets[news.SecretAuthorization])...)
	}
	add := func(kind news.RoadKind, s news.Server, c Collector) {
		out = append(out, Polled{Road: s.Road(x.ID, kind), Every: time.Duration(s.Every), Collector: c})
	}
	rules := func(s news.Server, patterns []string, settle news.Duration) remote.Rules {
		return remote.Rules{Dial: w.Dial, Patterns: patterns, After: s.After, Settle: time.Duration(settle), Limits: w.limits(s)}
	}
	for _, s := range x.FTP {
		roots, err := rootsIn(s.CA)
		if err != nil {
			ill[s.Road(x.ID, news.FTPRoad).ID] = err
			continue
		}
		add(news.FTPRoad, s.Server, &ftp.Folder{Rules: rules(s.Server, s.Pattern, s.Settle), Host: s.Host, Port: s.Port, User: s.User,
			Password: secrets[news.SecretFTPPassword], Path: s.Folder, TLS: s.TLS, Roots: roots})
	}
	for _, s := range x.SFTP {
		add(news.SFTPRoad, s.Server, &sftp.Folder{Rules: rules(s.Server, s.Pattern, s.Settle), Host: s.Host, Port: s.Port, User: s.User,
			Password: secrets[news.SecretSFTPPassword], Key: secrets[news.SecretSFTPKey], Passphrase: secrets[news.SecretSFTPPassphrase], Path: s.Folder, HostKey: s.HostKey})
	}
	for _, s := range x.IMAP {
		roots, err := rootsIn(s.CA)
		if err != nil {
			ill[s.Road(x.ID, news.IMAPRoad).ID] = err
			continue
		}
		add(news.IMAPRoad, s.Server, &imap.Mailbox{Dial: w.Dial, Limits: w.limits(s.Server), Host: s.Host, Port: s.Port, User: s.User,
			Password: secrets[news.SecretIMAPPassword], Token: secrets[news.SecretIMAPToken], Folder: s.Folder, TLS: s.TLS, Roots: roots, After: s.After})
	}
	return out, ill
}

func (w Ways) limits(s news.Server) remote.Limits {
	return remote.Limits{Files: s.MaxFiles, Bytes: w.MaxBytes}
}

// pull returns a pull, with the subscription at its hub if there is to be one.
func (w Ways) pull(room *Room, store SubscriptionStore, x news.SourceSetup, p news.Pull, authorization string) []Polled {
	pull := &Pull{Fetch: w.Fetch, URL: p.URL, Authorization: authorization}
	out := []Polled{{Road: news.NewRoad(x.ID, news.PullRoad, p.URL), Every: time.Duration(p.Every), Whole: true, Collector: pull}}
	if !p.WebSub {
		return out
	}
	hub := news.NewRoad(x.ID, news.WebSubRoad, p.URL)
	pull.Subscribed, pull.Slow = Subscribes(room, store, hub.ID), max(hubSlows*time.Duration(p.Every), slowest)
	return append(out, Polled{Road: hub, Every: time.Minute, Limit: 5 * time.Minute,
		Collector: &Subscriber{Room: room, Store: store, Fetch: w.Fetch, Road: hub.ID, URL: p.URL, Authorization: authorization, Base: w.Base}})
}

// rootsIn reads the certificates of a file. No file is nil, the system's.
func rootsIn(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("ca_file: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("ca_file %s has no certificate in PEM: %w", path, news.ErrInvalid)
	}
	return roots, nil
}

const (
	tryTime = 25 * time.Second
	tryRead = 4 << 20 // bytes of the first file
)

var errTried = errors.New("tried")

// Try goes down a polled road of a source once, through the same guard as ever,
// takes nothing and leaves all as it is there. typed are secrets that are not kept
// yet and come before those that are. It returns in words what came, or
// an error that says why nothing did, without secrets.
func (t *Traffic) Try(ctx context.Context, x news.SourceSetup, typed news.Secrets, id news.RoadID) (string, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return "", fmt.Errorf("try road: %w", err)
	}
	secrets, err := t.Secrets(ctx, x.ID)
	if err != nil {
		return "", err
	}
	maps.Copy(secrets, typed)
	list, ill := t.Ways.Polled(t.Runner.Room, t.Store, x, secrets)
	if err := ill[id]; err != nil {
		return "", fmt.Errorf("%s: %w", oneLine(err), news.ErrInvalid)
	}
	for _, p := range list {
		if p.Road.ID == id {
			return t.try(ctx, x.Source, p)
		}
	}
	return "", fmt.Errorf("road %s is not one that can be tried: %w", id, news.ErrNotFound)
}

func (t *Traffic) try(ctx context.Context, src news.Source, p Polled) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	said := ""
	_, _, err := collectSafely(ctx, p.Collector, "", func(_ context.Context, name string, body io.Reader) error {
		raw, err := io.ReadAll(io.LimitReader(body, tryRead))
		if err != nil {
			return err
		}
		said = t.firstFile(src, storable(name), raw)
		return errTried
	})
	switch {
	case said != "":
		return said, nil
	case err != nil && ctx.Err() != nil:
		return "", fmt.Errorf("no answer came within %v: %w", tryTime, news.ErrInvalid)
	case err != nil:
		return "", fmt.Errorf("%s: %w", oneLine(err), news.ErrInvalid)
	}
	return "It answers; nothing waits there.", nil
}

// firstFile says what the first file of a road is.
func (t *Traffic) firstFile(src news.Source, name string, raw []byte) string {
	items, err := t.Runner.Room.reader(src).ReadFile(name, raw)
	if err != nil {
		return fmt.Sprintf("It answers; the first file, %s, could not be filed: %s.", name, oneLine(err))
	}
	newest := ""
	if len(items) > 0 && items[0].Headline != "" {
		newest = fmt.Sprintf(", such as “%s”", items[0].Headline)
	}
	return fmt.Sprintf("It answers; the first file, %s, is %s with %d items%s. Nothing was taken.", name, items[0].Format, len(items), newest)
}
