package cli

import (
	"crypto/x509"
	"fmt"
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

// remotes returns the folders and mailboxes of a source on servers elsewhere, as
// the runner drives them. An error wraps [news.ErrInvalid] if a certificate file
// cannot be read.
func (h *house) remotes(src config.Source) ([]ingest.Polled, error) {
	c := h.settings
	dial := fetch.Dialer(c.Fetch.Networks())
	limits := func(s config.Server) remote.Limits {
		return remote.Limits{Files: s.MaxFiles, Bytes: int64(c.Wire.MaxMB) << 20}
	}
	rules := func(s config.Server, patterns []string, settle config.Duration) remote.Rules {
		return remote.Rules{Dial: dial, Patterns: patterns, After: s.After, Settle: time.Duration(settle), Limits: limits(s)}
	}
	var out []ingest.Polled
	add := func(kind news.RoadKind, s config.Server, x ingest.Collector) {
		out = append(out, ingest.Polled{Road: s.Road(src.ID, kind), Every: time.Duration(s.Every), Collector: x})
	}
	for _, x := range src.FTP {
		roots, err := rootsIn(x.CA)
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", src.ID, err)
		}
		add(news.FTPRoad, x.Server, &ftp.Folder{Rules: rules(x.Server, x.Pattern, x.Settle), Host: x.Host, Port: x.Port, User: x.User, Password: src.FTPPassword, Path: x.Folder, TLS: x.TLS, Roots: roots})
	}
	for _, x := range src.SFTP {
		add(news.SFTPRoad, x.Server, &sftp.Folder{Rules: rules(x.Server, x.Pattern, x.Settle), Host: x.Host, Port: x.Port, User: x.User, Password: src.SFTPPassword, Key: src.SFTPKey, Passphrase: src.SFTPPassphrase, Path: x.Folder, HostKey: x.HostKey})
	}
	for _, x := range src.IMAP {
		roots, err := rootsIn(x.CA)
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", src.ID, err)
		}
		add(news.IMAPRoad, x.Server, &imap.Mailbox{Dial: dial, Limits: limits(x.Server), Host: x.Host, Port: x.Port, User: x.User, Password: src.IMAPPassword, Token: src.IMAPToken, Folder: x.Folder, TLS: x.TLS, Roots: roots, After: x.After})
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
