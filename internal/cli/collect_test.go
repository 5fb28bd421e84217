package cli

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/remote/remotetest"
)

// servers are three servers of one agency, each with a story, and the settings
// that lead there.
func (term *terminal) servers() (f *remotetest.FTP, s *remotetest.SFTP, m *remotetest.IMAP) {
	term.t.Helper()
	cert, _ := remotetest.Certificate(term.t)
	term.write("ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})))
	f, s, m = remotetest.NewFTP(term.t), remotetest.NewSFTP(term.t), remotetest.NewIMAP(term.t, cert)
	f.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	text := fmt.Sprintf(settings, term.folder+"/data") + fmt.Sprintf(`
  [[source.ftp]]
  host = "localhost"
  port = %d
  user = "wire"
  every = "1m"
  ca_file = "ca.pem"
  after = "move:done"
  [[source.sftp]]
  host = "127.0.0.1"
  port = %d
  user = "wire"
  every = "1m"
  host_key = %q
  [[source.imap]]
  host = "127.0.0.1"
  port = %d
  user = "wire"
  every = "1m"
  ca_file = "ca.pem"
  after = "seen"
[fetch]
allow = ["127.0.0.0/8"]
`, f.Port(), s.Port(), s.Fingerprint(), m.Port())
	term.write("broadsheet.toml", text)
	f.Put("ftp.json", remotetest.FTPFile{Body: message("by-ftp", "Ferry one"), Changed: morning.Add(-time.Hour)})
	f.Put("newest.part", remotetest.FTPFile{Body: "x", Changed: morning})
	s.Put("sftp.json", message("by-sftp", "Ferry two"), morning.Add(-time.Hour))
	s.Put("newest.part", "x", morning)
	m.Put("INBOX", "From: Wire <wire@agency.example.org>\r\nSubject: Ferry three\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <by-imap@agency.example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTwo ferries left Hallen on Monday.\r\n\r\nMore are to follow.\r\n")
	for _, name := range []string{"FTP", "SFTP", "IMAP"} {
		term.t.Setenv("BROADSHEET_"+name+"_PASSWORD_CW", remotetest.Password)
	}
	return f, s, m
}

// collect collects once from every server of "cw", a while after the last time,
// and returns the log and how the roads stand.
func (term *terminal) collect(change func(*config.Config)) (string, map[news.RoadKind]news.Road) {
	term.t.Helper()
	c, err := config.Load("")
	if err != nil {
		term.t.Fatal(err)
	}
	if change != nil {
		change(&c)
	}
	var log strings.Builder
	h, err := openHouse(term.t.Context(), c, slog.New(slog.NewTextHandler(&log, nil)), func() time.Time { return term.at })
	if err != nil {
		term.t.Fatal(err)
	}
	defer h.close()
	secrets, err := h.secrets(term.t.Context(), "cw")
	if err != nil {
		term.t.Fatal(err)
	}
	list, ill := h.traffic().Ways.Polled(h.wire, h.store, c.Sources[1], secrets)
	if len(ill) > 0 || len(list) != 3 {
		term.t.Fatalf("Polled() = %d, %v; want one of each kind", len(list), ill)
	}
	runner := &ingest.Runner{Room: h.wire, Store: h.store, Jitter: func() float64 { return 0.5 }}
	roads := map[news.RoadKind]news.Road{}
	for _, x := range list {
		if err := runner.Open(term.t.Context(), x); err != nil {
			term.t.Fatal(err)
		}
		if _, err := runner.Once(term.t.Context(), x); err != nil {
			term.t.Errorf("Once(%s) = %v, want nil", x.Road.ID, err)
		}
		if roads[x.Road.Kind], err = h.store.Road(term.t.Context(), x.Road.ID); err != nil {
			term.t.Fatal(err)
		}
	}
	term.at = term.at.Add(2 * time.Hour)
	if strings.Contains(log.String(), remotetest.Password) {
		term.t.Errorf("the log has the password: %s", log.String())
	}
	return log.String(), roads
}

func TestCopyComesFromServers(t *testing.T) {
	term := newTerminal(t)
	f, _, m := term.servers()
	log, roads := term.collect(nil)
	if strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
		t.Errorf("collecting logs %s; want no fault", log)
	}
	for kind, r := range roads {
		if r.Failures != 0 || r.Cursor == "" || r.LastItem.IsZero() || strings.Contains(r.Address, "wire@") {
			t.Errorf("road %s stands %+v, want it well, with a cursor and without its user", kind, r)
		}
	}
	if got, want := roads[news.FTPRoad].Address, fmt.Sprintf("ftp://localhost:%d", f.Port()); got != want {
		t.Errorf("address of the FTP road = %s, want %s", got, want)
	}
	term.ok("wire", "status").says("ftp      ", "sftp     ", "imap     ")
	term.ok("story", "list").says("Ferry one", "Ferry two", "Ferry three")
	if got := fmt.Sprint(f.Names()); got != "[done/ftp.json newest.part]" {
		t.Errorf("the FTP server has %s, want the story moved to done", got)
	}
	if _, unseen := m.Count("INBOX"); unseen != 0 {
		t.Errorf("%d messages are not seen, want none", unseen)
	}
	// After a restart nothing is filed twice.
	before := term.ok("story", "list").out
	term.collect(nil)
	if after := term.ok("story", "list").out; after != before {
		t.Errorf("story list is %s after a restart, want %s", after, before)
	}
}

func TestServersAreRefusedWithoutALeave(t *testing.T) {
	term := newTerminal(t)
	term.servers()
	log, _ := term.collect(func(c *config.Config) { c.Fetch.Allow = nil })
	if n := strings.Count(log, "which is not a public address"); n != 3 {
		t.Errorf("collecting logs %s; want three refusals of private addresses", log)
	}
	// The fault lasts, so nothing is logged anew, but the roads say what it is.
	for _, name := range []string{"FTP", "SFTP", "IMAP"} {
		t.Setenv("BROADSHEET_"+name+"_PASSWORD_CW", "wrong")
	}
	log, roads := term.collect(nil)
	if strings.Contains(log, "road fails") {
		t.Errorf("collecting with wrong passwords logs %s; want nothing of a fault that lasts", log)
	}
	for kind, r := range roads {
		if r.Failures != 2 || strings.Contains(r.Error, "public address") || strings.Contains(r.Error, remotetest.Password) || r.Error == "" {
			t.Errorf("road %s stands %+v, want its second failure, of the password", kind, r)
		}
	}
}
