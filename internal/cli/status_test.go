package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
)

func TestWireStatus(t *testing.T) {
	term := newTerminal(t)
	term.ok("wire", "put", "-source", "npa", term.write("a.json", message("a", "One")))
	term.run("wire", "put", "-source", "npa", term.write("b.json", "{"))
	term.ok("wire", "status").says("npa              last at 2026-11-23T09:00:00Z, 1 items in 24 h, 1 files in quarantine\n  folder   waiting  ", "cw               nothing yet, 0 items")
	term.at = term.at.AddDate(0, 0, 2)
	var lines []news.WireStatus
	term.ok("wire", "status", "-json").json(&lines)
	if len(lines) != 2 || lines[1].Source != "npa" || lines[1].Items != 0 || lines[1].Waiting != 1 || lines[1].Last.IsZero() || len(lines[1].Roads) != 1 || lines[1].Roads[0].State != news.RoadWaiting {
		t.Errorf("run(wire status -json) = %+v, want npa with its last item two days ago and its folder", lines)
	}
	if p := term.run("wire", "status", "-hours", "0"); p.code != 2 {
		t.Errorf("%s = %d, want 2", p.call, p.code)
	}
}

// Three feeds, one of them ill, a push and a folder, as an operator sees them.
func TestWireStatusOfRoads(t *testing.T) {
	term := newTerminal(t)
	feeds := http.NewServeMux()
	feeds.HandleFunc("/good.json", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, message("a", "One")) })
	feeds.HandleFunc("/ill.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	server := httptest.NewServer(feeds)
	defer server.Close()
	t.Setenv("BROADSHEET_WIRE_TOKEN_NPA", "push-secret")
	t.Setenv("BROADSHEET_PULL_AUTHORIZATION_NPA", "Bearer pull-secret")
	pull := "  [[source.pull]]\n  url = \"" + server.URL + "/%s.json?key=url-secret\"\n  every = \"1m\"\n%s"
	text := "public_url = \"https://wire.example.org\"\n" + strings.Replace(fmt.Sprintf(settings, filepath.Join(term.folder, "data")), "credit = \"NPA\"\n",
		"credit = \"NPA\"\nsilent_after = \"2h\"\n"+fmt.Sprintf(pull, "good", "")+fmt.Sprintf(pull, "ill", "  websub = true\n"), 1) + "[fetch]\nallow = [\"127.0.0.0/8\", \"::1/128\"]\n"
	term.write("broadsheet.toml", text)
	c, err := config.Load("broadsheet.toml")
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	h, err := openHouse(t.Context(), c, newLog(&log), func() time.Time { return term.at })
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	traffic := h.traffic()
	traffic.Runner.Jitter = func() float64 { return 0.5 }
	if err := traffic.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	secrets, err := h.secrets(t.Context(), "npa")
	if err != nil {
		t.Fatal(err)
	}
	polled, ill := traffic.Ways.Polled(h.wire, h.store, c.Sources[0], secrets)
	if len(polled) != 3 || len(ill) > 0 || len(traffic.Hubs.Roads) != 1 || !traffic.Hubs.Weak {
		t.Fatalf("Polled() = %d, %v, %d hubs, sha1 %v, want 3, 1, over https", len(polled), ill, len(traffic.Hubs.Roads), traffic.Hubs.Weak)
	}
	for _, p := range polled {
		if err := traffic.Runner.Open(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if _, err := traffic.Runner.Once(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	traffic.Notes.Well(news.NewPushRoad("npa").ID, false)
	if err := traffic.Notes.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(server.URL, "http://")
	p := term.ok("wire", "status")
	p.says("npa              last at 2026-11-23T09:00:00Z, 1 items in 24 h, 0 files in quarantine\n",
		"  folder   waiting  "+filepath.Join(term.folder, "data", "wire", "npa")+"\n",
		"  push     well  /api/wire/npa\n",
		"  pull     well, last item 2026-11-23T09:00:00Z, next try 2026-11-23T09:01:00Z  "+server.URL+"/good.json\n",
		"  pull     failing since 2026-11-23T09:00:00Z (1 in a row), next try 2026-11-23T09:10:00Z  "+server.URL+"/ill.json: fetch "+host+"/ill.json: answered 503 Service Unavailable\n",
		"  websub   failing since 2026-11-23T09:00:00Z (1 in a row), next try 2026-11-23T09:10:00Z  ")
	// Two hours and a second later it is silent.
	term.at = term.at.Add(2*time.Hour + time.Second)
	p = term.ok("wire", "status")
	p.says("0 files in quarantine, silent since 2026-11-23T09:00:00Z (silent_after 2h0m0s)\n", "  push     silent  /api/wire/npa\n", "  pull     failing since")
	var lines []news.WireStatus
	js := term.ok("wire", "status", "-json")
	js.json(&lines)
	if len(lines) != 2 || lines[1].SilentSince.IsZero() || len(lines[1].Roads) != 5 || lines[1].Roads[3].State != news.RoadFailing || lines[1].Roads[3].Failures != 1 {
		t.Errorf("run(wire status -json) = %+v, want npa silent with five roads", lines)
	}
	if all := p.out + js.out + log.String(); strings.Contains(all, "secret") {
		t.Errorf("status or log says a secret: %s", all)
	}
}

// serve drives the roads by itself.
func TestServeCollects(t *testing.T) {
	term := newTerminal(t)
	asked := make(chan string, 16)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, message("a", "One"))
		asked <- r.URL.Path
	}))
	defer server.Close()
	term.write("broadsheet.toml", strings.Replace(fmt.Sprintf(settings, filepath.Join(term.folder, "data")), "credit = \"NPA\"\n",
		"credit = \"NPA\"\nsilent_after = \"2h\"\n  [[source.pull]]\n  url = \""+server.URL+"/top.json\"\n  every = \"1m\"\n", 1)+"[fetch]\nallow = [\"127.0.0.0/8\", \"::1/128\"]\n")
	ctx, stop := context.WithCancel(t.Context())
	var errs strings.Builder
	done := make(chan int)
	go func() {
		done <- run(ctx, &app{in: strings.NewReader(""), out: io.Discard, err: &errs, now: time.Now}, []string{"serve", "-listen", "127.0.0.1:0"})
	}()
	select {
	case <-asked:
	case <-time.After(20 * time.Second):
		t.Error("serve asked no feed")
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("run(serve) = %d, want 0: %s", code, errs.String())
	}
	term.at = time.Now()
	var lines []news.WireStatus
	term.ok("wire", "status", "-json").json(&lines)
	if len(lines) != 2 || len(lines[1].Roads) != 2 || lines[1].Roads[1].Kind != news.PullRoad || lines[1].Roads[1].Made.IsZero() || lines[1].Roads[1].Failures != 0 || !lines[1].Roads[1].Until.IsZero() {
		t.Errorf("run(wire status -json) = %+v, want the pull known, not failing, and given back", lines)
	}
	if strings.Contains(errs.String(), "level=ERROR") {
		t.Errorf("serve logs errors: %s", errs.String())
	}
}

var _ ingest.Collector = (*ingest.Pull)(nil)
