package site

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// nowhere takes an answer and forgets it.
type nowhere struct{ h http.Header }

func (n nowhere) Header() http.Header         { return n.h }
func (n nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n nowhere) WriteHeader(int)             {}

// BenchmarkSteadyStory is a reader's request for a kept story page, without
// the network.
func BenchmarkSteadyStory(b *testing.B) {
	h := printed(b)
	r := httptest.NewRequest("GET", "/world/2026/11/23/corridor", nil)
	r.Host = "courier.example"
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	r.Header.Set("Cookie", "textsize=3; scheme=dark")
	w := nowhere{http.Header{}}
	h.site.ServeHTTP(w, r)
	b.ReportAllocs()
	for b.Loop() {
		clear(w.h)
		h.site.ServeHTTP(w, r)
	}
}
