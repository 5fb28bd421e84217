package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"broadsheet/internal/news"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{news.ErrNotFound, 404}, {news.ErrEmbargoed, 404}, {news.ErrKilled, 410}, {news.ErrInvalid, 400},
		{news.ErrConflict, 409}, {&http.MaxBytesError{Limit: 1}, 413}, {errors.New("disk"), 503},
	} {
		if got := Status(fmt.Errorf("deed: %w", c.err)); got != c.want {
			t.Errorf("Status(%v) = %d, want %d", c.err, got, c.want)
		}
	}
}

func TestLocal(t *testing.T) {
	for _, c := range []struct {
		host, name string
		local      bool
	}{
		{"localhost", "localhost", true}, {"LocalHost:8080", "LocalHost", true}, {"127.0.0.1:8080", "127.0.0.1", true},
		{"[::1]:8080", "::1", true}, {"[::1]", "::1", true}, {"[2001:db8::1]", "2001:db8::1", false},
		{"courier.example:443", "courier.example", false}, {"localhost.example", "localhost.example", false}, {"[", "[", false}, {"", "", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = c.host
		if name, local := HostName(r), Local(r); name != c.name || local != c.local {
			t.Errorf("HostName(%q), Local() = %q, %v, want %q, %v", c.host, name, local, c.name, c.local)
		}
	}
}

func TestHandleSurvivesPanicAndHidesErrors(t *testing.T) {
	var log bytes.Buffer
	answer := func(w http.ResponseWriter, _ *http.Request, status int, _ error) { http.Error(w, "sorry", status) }
	for _, h := range []Handler{
		func(http.ResponseWriter, *http.Request) error { panic("oops secret") },
		func(http.ResponseWriter, *http.Request) error { return errors.New("dial secret") },
	} {
		rec := httptest.NewRecorder()
		Handle(h, slog.New(slog.NewTextHandler(&log, nil)), answer).ServeHTTP(rec, httptest.NewRequest("GET", "/x", nil))
		if rec.Code != 503 || strings.Contains(rec.Body.String(), "secret") {
			t.Errorf("answer = %d %q, want 503 without the cause", rec.Code, rec.Body)
		}
	}
	if n := strings.Count(log.String(), "secret"); n != 2 {
		t.Errorf("log names the cause %d times, want 2", n)
	}
}

func TestFormsNegotiate(t *testing.T) {
	body := []byte(strings.Repeat("the same line of a page\n", 100))
	f := NewForms(200, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, body)
	for _, c := range []struct{ accept, want string }{
		{"", ""}, {"gzip", "gzip"}, {"gzip, br", "br"}, {"br;q=0, gzip;q=0.5", "gzip"}, {"br; q=0.0", ""}, {"zstd, deflate", ""}, {"identity", ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		if c.accept != "" {
			r.Header.Set("Accept-Encoding", c.accept)
		}
		rec := httptest.NewRecorder()
		f.ServeHTTP(rec, r)
		var in io.Reader = rec.Body
		if got := rec.Header().Get("Content-Encoding"); got != c.want {
			t.Errorf("Accept-Encoding %q: form %q, want %q", c.accept, got, c.want)
		}
		switch c.want {
		case "br":
			in = brotli.NewReader(in)
		case "gzip":
			gr, err := gzip.NewReader(in)
			if err != nil {
				t.Fatal(err)
			}
			in = gr
		}
		if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, body) {
			t.Errorf("Accept-Encoding %q: body of %d bytes, %v, want the page", c.accept, len(got), err)
		}
		tag := rec.Header().Get("Etag")
		for _, match := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			r.Header.Set("If-None-Match", match)
			rec := httptest.NewRecorder()
			f.ServeHTTP(rec, r)
			if rec.Code != 304 || rec.Body.Len() != 0 {
				t.Errorf("If-None-Match %q = %d with %d bytes, want 304 with none", match, rec.Code, rec.Body.Len())
			}
		}
	}
}

func TestFormsOfOtherStatusesAreNeverNotModified(t *testing.T) {
	f := NewForms(410, http.Header{"Content-Type": {"text/html"}}, []byte("gone"))
	r := httptest.NewRequest("HEAD", "/", nil)
	r.Header.Set("If-None-Match", "*")
	rec := httptest.NewRecorder()
	f.ServeHTTP(rec, r)
	if rec.Code != 410 || rec.Body.Len() != 0 {
		t.Errorf("HEAD = %d with %d bytes, want 410 with none", rec.Code, rec.Body.Len())
	}
}

func BenchmarkForms(b *testing.B) {
	f := NewForms(200, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, bytes.Repeat([]byte("the same line of a page\n"), 600))
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	b.ReportAllocs()
	for b.Loop() {
		f.ServeHTTP(discard{http.Header{}}, r)
	}
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}
