package setup

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/remote"
	"broadsheet/internal/remote/ftp"
	"broadsheet/internal/remote/imap"
	"broadsheet/internal/remote/sftp"
	"broadsheet/internal/terms"
	"broadsheet/internal/wire/dialect"
	"broadsheet/internal/wordmark"
)

// CheckTitle returns a title with its wordmark cleaned, or an error wrapping
// [news.ErrInvalid] for the first rule it breaks, by itself or beside the house's
// other titles and the desk.
func CheckTitle(t news.Title, others []news.Title, deskHosts []string) (news.Title, error) {
	if err := t.Check(); err != nil {
		return t, err
	}
	bad := func(format string, a ...any) error {
		return fmt.Errorf("title %q: %s: %w", t.ID, fmt.Sprintf(format, a...), news.ErrInvalid)
	}
	for _, code := range t.Territory {
		if !terms.Country(code) {
			return t, bad("territory %q is no country of ISO 3166", code)
		}
	}
	if err := t.CheckAccent(); err != nil {
		return t, err
	}
	var err error
	if t.Wordmark, err = wordmark.Clean(t.Wordmark); err != nil {
		return t, bad("%s", bare(err))
	}
	for _, id := range t.Bar.Instruments {
		if _, _, err := market.ParseID(id); err != nil {
			return t, bad("market bar: %s", bare(err))
		}
	}
	for i, h := range t.Hosts {
		if slices.Contains(deskHosts, h) {
			return t, fmt.Errorf("host %q belongs to the desk and to title %q: %w", h, t.ID, news.ErrInvalid)
		}
		if slices.Contains(t.Hosts[:i], h) {
			return t, bad("host %q stands there twice", h)
		}
	}
	for _, o := range others {
		if o.ID == t.ID {
			continue
		}
		for _, h := range t.Hosts {
			if slices.Contains(o.Hosts, h) {
				return t, fmt.Errorf("host %q belongs to titles %q and %q: %w", h, o.ID, t.ID, news.ErrInvalid)
			}
		}
		if o.Code == t.Code {
			return t, bad("title %q closes its sign-offs with the code %q already; choose another", o.ID, t.Code)
		}
	}
	return t, nil
}

// CheckSource returns an error wrapping [news.ErrInvalid] for the first rule that a
// source or one of its roads breaks. titles are the house's; dialects may be nil,
// and are not asked then; hubs says that hubs can reach the house.
func CheckSource(x news.SourceSetup, titles []news.Title, dialects *dialect.Set, hubs bool) error {
	if err := x.Source.Check(titles); err != nil {
		return err
	}
	for _, code := range territories(x.Source) {
		if !terms.Country(code) {
			return fmt.Errorf("source %q: rights name territory %q, which is no country of ISO 3166: %w", x.ID, code, news.ErrInvalid)
		}
	}
	if dialects != nil {
		if err := dialects.Check(x.Dialect); err != nil {
			return fmt.Errorf("source %q: %s: %w", x.ID, bare(err), news.ErrInvalid)
		}
	}
	if err := x.CheckRoads(x.ID, hubs); err != nil {
		return err
	}
	if err := checkServers(x.RoadSetup); err != nil {
		return fmt.Errorf("source %q, %w", x.ID, err)
	}
	return nil
}

// territories are all that a source's contracts name.
func territories(s news.Source) []string {
	out := slices.Concat(s.Rights.Territories, s.Rights.Pictures.Territories)
	for _, c := range s.Contracts {
		out = slices.Concat(out, c.Rights.Territories, c.Rights.Pictures.Territories)
	}
	return out
}

// checkServers checks what the protocols ask of folders on other machines.
func checkServers(s news.RoadSetup) error {
	for i, f := range s.FTP {
		if err := first(remote.CheckAfter(f.After), remote.CheckPatterns(f.Pattern), oneOf("tls", f.TLS, ftp.Explicit, ftp.Implicit, ftp.None), caFile(f.CA)); err != nil {
			return fmt.Errorf("ftp %d: %w", i+1, err)
		}
	}
	for i, f := range s.SFTP {
		if err := first(remote.CheckAfter(f.After), remote.CheckPatterns(f.Pattern), sftp.CheckHostKey(f.HostKey)); err != nil {
			return fmt.Errorf("sftp %d: %w", i+1, err)
		}
	}
	for i, m := range s.IMAP {
		if err := first(imap.CheckAfter(m.After), oneOf("tls", m.TLS, imap.Implicit, imap.StartTLS), caFile(m.CA)); err != nil {
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
	if value == "" || slices.Contains(values, value) {
		return nil
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
