package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// served is a house that serves beside the terminal's commands.
type served struct {
	t       *testing.T
	address string
}

// serve starts the house of the terminal's settings and ends it with the test.
func (term *terminal) serve() served {
	term.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	log, done := make(lines, 1000), make(chan int, 1)
	go func() {
		done <- run(ctx, &app{out: io.Discard, err: log, now: time.Now}, []string{"serve", "-listen", "127.0.0.1:0"})
	}()
	term.t.Cleanup(func() {
		cancel()
		if code := <-done; code != 0 {
			term.t.Errorf("run(serve) = %d, want 0, saying %q", code, log.rest())
		}
	})
	for {
		select {
		case line := <-log:
			if m := regexp.MustCompile(`msg=serving at=(http://\S+)/`).FindStringSubmatch(line); m != nil {
				return served{term.t, m[1]}
			}
		case code := <-done:
			done <- code
			term.t.Fatalf("run(serve) = %d before it served, saying %q", code, log.rest())
		}
	}
}

// until asks again and again until the answer is as wanted.
func (s served) until(what string, ask func() bool) {
	s.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); <-tick.C {
		if ask() {
			return
		}
	}
	s.t.Fatalf("waited in vain until %s", what)
}

func (s served) get(path string) (int, string) {
	s.t.Helper()
	res, err := http.Get(s.address + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// push sends copy with a token and returns the status.
func (s served) push(source, token, body string) int {
	s.t.Helper()
	r, err := http.NewRequest("POST", s.address+"/api/wire/"+source, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// A house that serves follows what another process changes: titles, sources,
// roads, tokens, and which of them are paused.
func TestServeFollowsTheSetup(t *testing.T) {
	term := newTerminal(t)
	asked := make(chan string, 100)
	agency := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, message("pulled", "Pulled copy"))
		asked <- r.URL.Path
	}))
	defer agency.Close()
	term.write("broadsheet.toml", fmt.Sprintf(settings, filepath.Join(term.folder, "data"))+"[fetch]\nallow = [\"127.0.0.0/8\"]\n")
	s := term.serve()
	term.in = "id = \"gazette\"\nname = \"The Gazette\"\nlanguage = \"en\"\ntime_zone = \"UTC\"\ncode = \"TG\"\n[[section]]\npath = \"news\"\nname = \"News\"\n"
	term.ok("title", "set", "-")
	s.until("the new title is served", func() bool {
		status, text := s.get("/@gazette/")
		return status == http.StatusOK && strings.Contains(text, "The Gazette")
	})
	term.in = fmt.Sprintf("id = \"dpx\"\ncredit = \"DPX\"\n[[pull]]\nurl = %q\nevery = \"10s\"\n[[rule]]\ntitle = \"gazette\"\nsection = \"news\"\npublish = \"now\"\n", agency.URL+"/top.json")
	term.ok("source", "set", "-")
	s.until("the new source's copy is before readers", func() bool {
		_, text := s.get("/@gazette/")
		return strings.Contains(text, "Pulled copy")
	})
	token := strings.TrimSpace(term.ok("source", "token", "dpx").out)
	s.until("the new token is taken", func() bool { return s.push("dpx", token, message("pushed", "Pushed copy")) == http.StatusAccepted })
	push := news.NewPushRoad("dpx")
	s.until("the road of pushes is known", func() bool { return term.run("wire", "road", "pause", string(push.ID)).code == 0 })
	s.until("pushes are sent away for a while", func() bool { return s.push("dpx", token, message("later", "Later")) == http.StatusServiceUnavailable })
	term.ok("wire", "road", "resume", string(push.ID))
	s.until("pushes are taken again", func() bool { return s.push("dpx", token, message("later", "Later")) == http.StatusAccepted })
	term.ok("source", "retire", "dpx")
	s.until("a retired source may not push", func() bool { return s.push("dpx", token, "x") == http.StatusUnauthorized })
	if len(asked) == 0 {
		t.Error("the new source was never asked")
	}
}
