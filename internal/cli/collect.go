package cli

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/fetch"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/remote"
	"broadsheet/internal/remote/ftp"
	"broadsheet/internal/remote/imap"
	"broadsheet/internal/remote/sftp"
)

// collector takes what is new after a cursor, the oldest first, and returns the
// cursor up to which all has been taken for good, also with an error. wait is
// what the other side asked for; 0 is the schedule's.
type collector interface {
	Collect(ctx context.Context, cursor string, take func(ctx context.Context, name string, body io.Reader) error) (next string, wait time.Duration, err error)
}

// namedCollector is one road of a source.
type namedCollector struct {
	name  string // tells it from all others of the source, after a restart too
	via   string // what is noted of files that come by it
	every time.Duration
	collector
}

// collectorsOf returns the collectors of a source's servers. An error wraps
// [news.ErrInvalid] if a certificate file cannot be read.
func collectorsOf(src config.Source, c config.Config) ([]namedCollector, error) {
	dial := fetch.Dialer(c.Fetch.Networks())
	limits := func(s config.Server) remote.Limits {
		return remote.Limits{Files: s.MaxFiles, Bytes: int64(c.Wire.MaxMB) << 20}
	}
	rules := func(s config.Server, patterns []string, settle config.Duration) remote.Rules {
		return remote.Rules{Dial: dial, Patterns: patterns, After: s.After, Settle: time.Duration(settle), Limits: limits(s)}
	}
	var out []namedCollector
	add := func(kind string, s config.Server, x collector) {
		out = append(out, namedCollector{s.Name(kind), kind, time.Duration(s.Every), x})
	}
	for _, x := range src.FTP {
		roots, err := rootsIn(x.CA)
		if err != nil {
			return nil, err
		}
		add("ftp", x.Server, &ftp.Folder{Rules: rules(x.Server, x.Pattern, x.Settle), Host: x.Host, Port: x.Port, User: x.User, Password: src.FTPPassword, Path: x.Folder, TLS: x.TLS, Roots: roots})
	}
	for _, x := range src.SFTP {
		add("sftp", x.Server, &sftp.Folder{Rules: rules(x.Server, x.Pattern, x.Settle), Host: x.Host, Port: x.Port, User: x.User, Password: src.SFTPPassword, Key: src.SFTPKey, Passphrase: src.SFTPPassphrase, Path: x.Folder, HostKey: x.HostKey})
	}
	for _, x := range src.IMAP {
		roots, err := rootsIn(x.CA)
		if err != nil {
			return nil, err
		}
		add("imap", x.Server, &imap.Mailbox{Dial: dial, Limits: limits(x.Server), Host: x.Host, Port: x.Port, User: x.User, Password: src.IMAPPassword, Token: src.IMAPToken, Folder: x.Folder, TLS: x.TLS, Roots: roots, After: x.After})
	}
	return out, nil
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

// collection runs one collector of a source. The cursor is kept while the
// process lives; after a restart all that is there is taken again, which
// changes nothing.
type collection struct {
	namedCollector
	room   *ingest.Room
	source news.SourceID
	jitter func() float64 // from 0 to 1

	cursor   string
	failures int
}

// longestCollect is how long a failing server is left alone at most.
const longestCollect = time.Hour

// Run collects until ctx ends and returns its error.
func (c *collection) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
		wait := c.once(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		timer.Reset(wait)
	}
}

// once collects once and returns how long to wait. A failure that lasts is
// logged once, and the server asked less and less often, unless files come all
// the same.
func (c *collection) once(ctx context.Context) time.Duration {
	next, wait, err := c.Collect(ctx, c.cursor, func(ctx context.Context, name string, body io.Reader) error {
		_, err := c.room.Take(ctx, c.source, name, c.via, body)
		return err
	})
	moved := next != c.cursor
	c.cursor = next
	switch {
	case ctx.Err() != nil:
	case err != nil && (c.failures == 0 || moved):
		c.room.Log.Error("collecting fails", "source", c.source, "from", c.name, "err", err)
	case err == nil && c.failures > 0:
		c.room.Log.Info("collecting works again", "source", c.source, "from", c.name, "failures", c.failures)
	}
	every := c.every
	if err == nil {
		c.failures = 0
	} else {
		if c.failures++; !moved {
			every = min(c.every<<min(c.failures-1, 10), max(longestCollect, c.every))
		}
	}
	return max(wait, every+time.Duration((c.jitter()-0.5)*0.4*float64(every)))
}

// collections returns what collects for a source.
func (h *house) collections(src config.Source) ([]*collection, error) {
	list, err := collectorsOf(src, h.settings)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", src.ID, err)
	}
	var out []*collection
	for _, x := range list {
		out = append(out, &collection{namedCollector: x, room: h.wire, source: src.ID, jitter: rand.Float64})
	}
	return out, nil
}
