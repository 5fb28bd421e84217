package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
	"broadsheet/internal/ticker"
)

const token = "Zx9-very-secret-token"

// gate is the window over a real room of the market.
type gate struct {
	http.Handler
	t   *testing.T
	log bytes.Buffer
}

func newGate(t *testing.T, change func(*Config)) *gate {
	t.Helper()
	s := storetest.SQLite(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	g := &gate{t: t}
	log := slog.New(slog.NewTextHandler(&g.log, nil))
	now := func() time.Time { return storetest.T0 }
	c := Config{Quotes: &ticker.Room{Store: s, Now: now, Log: log, DelayMin: 15, StaleAfter: time.Hour}, Token: token, Log: log,
		Well: func(ctx context.Context) error { _, err := s.LastEvent(ctx); return err }}
	if change != nil {
		change(&c)
	}
	g.Handler = New(c)
	return g
}

// ask sends a request and returns the status and the answer, which is JSON,
// kept by nobody, and never says the token.
func (g *gate) ask(method, path, authorization string, body io.Reader) (int, map[string]any) {
	g.t.Helper()
	req := httptest.NewRequest(method, path, body)
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	rec := httptest.NewRecorder()
	g.ServeHTTP(rec, req)
	raw := rec.Body.String()
	if strings.Contains(raw, token) || strings.Contains(g.log.String(), token) {
		g.t.Errorf("%s %s says the token: %s%s", method, path, raw, g.log.String())
	}
	var answer map[string]any
	if rec.Header().Get("Content-Type") == "application/json; charset=utf-8" {
		if err := json.Unmarshal([]byte(raw), &answer); err != nil {
			g.t.Errorf("%s %s = %q, want JSON: %v", method, path, raw, err)
		}
		if got := rec.Header().Get("Cache-Control"); got != "no-store" {
			g.t.Errorf("%s %s: Cache-Control = %q, want no-store", method, path, got)
		}
	}
	if rec.Code == http.StatusUnauthorized && !strings.HasPrefix(rec.Header().Get("WWW-Authenticate"), "Bearer ") {
		g.t.Errorf("%s %s: WWW-Authenticate = %q, want Bearer", method, path, rec.Header().Get("WWW-Authenticate"))
	}
	return rec.Code, answer
}

func (g *gate) quotes(body string) (int, map[string]any) {
	g.t.Helper()
	return g.ask("POST", "/api/quotes", "Bearer "+token, strings.NewReader(body))
}

const goodCSV = "symbol,mic,last,prev_close,currency,as_of\nBP,XNYS,31.675,31.78,USD,2026-11-23T08:45:00Z\n"

func TestQuotesNeedTheToken(t *testing.T) {
	g := newGate(t, nil)
	for name, c := range map[string]struct {
		authorization string
		want          int
	}{
		"missing": {"", 401}, "wrong": {"Bearer nonsense", 401}, "empty": {"Bearer ", 401}, "a part of it": {"Bearer " + token[:8], 401},
		"longer": {"Bearer " + token + "x", 401}, "another scheme": {"Basic " + token, 401}, "no scheme": {token, 401}, "right": {"Bearer " + token, 200},
	} {
		status, answer := g.ask("POST", "/api/quotes", c.authorization, strings.NewReader(goodCSV))
		if status != c.want {
			t.Errorf("POST /api/quotes with token %s = %d %v, want %d", name, status, answer, c.want)
		}
		if text, _ := answer["error"].(string); c.want == 401 && !strings.Contains(text, "Authorization: Bearer TOKEN") {
			t.Errorf("POST /api/quotes with token %s = %q, want how to send it", name, text)
		}
	}
	none := newGate(t, func(c *Config) { c.Token = "" })
	for _, authorization := range []string{"", "Bearer ", "Bearer x"} {
		if status, _ := none.ask("POST", "/api/quotes", authorization, strings.NewReader(goodCSV)); status != 401 {
			t.Errorf("POST /api/quotes with %q where no token is set = %d, want 401", authorization, status)
		}
	}
}

func TestOtherMethodsAndAddresses(t *testing.T) {
	g := newGate(t, nil)
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/api/quotes", 404}, {"PUT", "/api/quotes", 404}, {"POST", "/api/health", 404},
		{"GET", "/api/", 404}, {"GET", "/api/stories", 404}, {"POST", "/api/quotes/more", 404},
	} {
		status, answer := g.ask(c.method, c.path, "Bearer "+token, strings.NewReader(goodCSV))
		if status != c.want || answer["error"] != "Not Found" {
			t.Errorf("%s %s = %d %v, want %d Not Found", c.method, c.path, status, answer, c.want)
		}
	}
}

func TestQuotesAsCSVAndJSON(t *testing.T) {
	g := newGate(t, nil)
	for _, c := range []struct {
		name, body                  string
		status                      int
		accepted, unchanged, faults int
		says                        string
	}{
		{"CSV", goodCSV, 200, 1, 0, 0, ""},
		{"the same again", goodCSV, 200, 0, 1, 0, ""},
		{"JSON list", `[{"symbol":"RIO","mic":"XNYS","last":"61.315","prevClose":59.825,"currency":"USD","asOf":"2026-11-23T08:45:00Z"}]`, 200, 1, 0, 0, ""},
		{"JSON object", `{"quotes":[{"symbol":"GSK","mic":"XNYS","last":38.42,"currency":"USD"}]}`, 200, 1, 0, 0, ""},
		{"one good, one bad", "symbol,mic,last\nNGG,XNYS,69.18\nBTI,XNYS,n0ne\n", 200, 1, 0, 1, "line 3"},
		{"no number as CSV", "symbol,mic,last\nBTI,XNYS,31.6x\n", 400, 0, 0, 1, "31.6x"},
		{"no number as JSON", `[{"symbol":"BTI","mic":"XNYS","last":"abc"}]`, 400, 0, 0, 1, "abc"},
		{"from the future", "symbol,mic,last,as_of\nBTI,XNYS,37,2026-11-23T09:05:00Z\n", 400, 0, 0, 1, "lies in the future"},
		{"no quotes", "[]", 200, 0, 0, 0, ""},
	} {
		status, answer := g.quotes(c.body)
		problems, isList := answer["problems"].([]any)
		if status != c.status || answer["accepted"] != float64(c.accepted) || answer["unchangedOrOlder"] != float64(c.unchanged) || !isList || len(problems) != c.faults {
			t.Errorf("POST /api/quotes %s = %d %v, want %d: %d taken, %d unchanged, %d problems", c.name, status, answer, c.status, c.accepted, c.unchanged, c.faults)
			continue
		}
		for _, p := range problems {
			p := p.(map[string]any)
			line, _ := p["text"].(string)
			place, _ := p["place"].(string)
			if line == "" || place == "" || strings.Contains(line, "\n") || !strings.Contains(place+": "+line, c.says) {
				t.Errorf("POST /api/quotes %s: problem = %v, want one line at a place, saying %q", c.name, p, c.says)
			}
		}
	}
}

func TestQuotesThatCannotBeRead(t *testing.T) {
	g := newGate(t, nil)
	for name, body := range map[string]string{
		"empty": "", "a web page": "<!doctype html><title>Sign in</title>", "no columns": "name;price\nBP;31\n", "half a JSON": `[{"symbol":`, "no UTF-8": "symbol,last\n\xff\xfe,1\n",
	} {
		status, answer := g.quotes(body)
		text, _ := answer["error"].(string)
		if status != 400 || text == "" || strings.Contains(text, "\n") {
			t.Errorf("POST /api/quotes %s = %d %v, want 400 and one line", name, status, answer)
		}
	}
	if g.log.Len() > 0 {
		t.Errorf("log = %q, want none: these are the sender's faults", g.log.String())
	}
}

func TestQuotesTooLarge(t *testing.T) {
	g := newGate(t, nil)
	large := func(size int) io.Reader {
		return io.MultiReader(strings.NewReader(goodCSV), bytes.NewReader(bytes.Repeat([]byte("\n"), size-len(goodCSV))))
	}
	if status, answer := g.ask("POST", "/api/quotes", "Bearer "+token, large(maxQuotes)); status != 200 {
		t.Errorf("POST /api/quotes of %d bytes = %d %v, want 200", maxQuotes, status, answer)
	}
	status, answer := g.ask("POST", "/api/quotes", "Bearer "+token, large(maxQuotes+1))
	if text, _ := answer["error"].(string); status != 413 || !strings.Contains(text, "too large") {
		t.Errorf("POST /api/quotes of %d bytes = %d %v, want 413 saying too large", maxQuotes+1, status, answer)
	}
	if status, _ := g.ask("POST", "/api/quotes", "Bearer nonsense", large(maxQuotes+1)); status != 401 {
		t.Errorf("POST /api/quotes, large with a wrong token = %d, want 401 before it is read", status)
	}
}

func TestHealth(t *testing.T) {
	g := newGate(t, nil)
	if status, answer := g.ask("GET", "/api/health", "", nil); status != 200 || answer["status"] != "ok" {
		t.Errorf("GET /api/health = %d %v, want 200 ok without a token", status, answer)
	}
	ill := newGate(t, func(c *Config) { c.Well = func(context.Context) error { return errDisk } })
	status, answer := ill.ask("GET", "/api/health", "", nil)
	ill.wantHidden("GET /api/health", status, answer)
}

var errDisk = errors.New("open /srv/secret/broadsheet.db: input/output error")

// faulty takes no quotes.
type faulty struct{}

func (faulty) Take(context.Context, []byte, string) (ticker.Taken, error) {
	return ticker.Taken{}, errDisk
}

func TestFaultsOfOursAreLoggedNotTold(t *testing.T) {
	g := newGate(t, func(c *Config) { c.Quotes = faulty{} })
	status, answer := g.quotes(goodCSV)
	g.wantHidden("POST /api/quotes", status, answer)
}

// wantHidden checks that a fault of ours is 503, told in no words of ours, and
// in the log.
func (g *gate) wantHidden(call string, status int, answer map[string]any) {
	g.t.Helper()
	if status != 503 || len(answer) != 1 || answer["error"] != "Service Unavailable" {
		g.t.Errorf("%s = %d %v, want 503 Service Unavailable and no more", call, status, answer)
	}
	if n := strings.Count(g.log.String(), "input/output error"); n != 1 {
		g.t.Errorf("%s is logged %d times in %q, want once", call, n, g.log.String())
	}
}
