package site

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// listener is an open page's stream.
type listener struct {
	t    *testing.T
	text *bufio.Scanner
}

func (h *house) listen(host, query string) *listener {
	h.t.Helper()
	server := httptest.NewServer(h.site)
	h.t.Cleanup(server.Close)
	r, err := http.NewRequest("GET", server.URL+"/live"+query, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Host = host
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != http.StatusOK || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		h.t.Fatalf("GET /live = %d, %v, want a stream with our headers", res.StatusCode, res.Header)
	}
	return &listener{h.t.(*testing.T), bufio.NewScanner(res.Body)}
}

// next returns the name of the next event, and reads its data.
func (l *listener) next(data any) string {
	l.t.Helper()
	name := ""
	for l.text.Scan() {
		if n, ok := strings.CutPrefix(l.text.Text(), "event: "); ok {
			name = n
		}
		if d, ok := strings.CutPrefix(l.text.Text(), "data: "); ok {
			if err := json.Unmarshal([]byte(d), data); err != nil {
				l.t.Fatalf("event %s: %v", name, err)
			}
			return name
		}
	}
	l.t.Fatalf("the stream ended: %v", l.text.Err())
	return ""
}

func TestOpenPageIsToldOfItsStory(t *testing.T) {
	h := newHouse(t)
	first, other := deed("ferry", "courier", "world", 0, news.Content{Headline: "Ferry opens"}), deed("other", "courier", "world", 0, news.Content{Headline: "Other"})
	h.save(first)
	h.save(other)
	l := h.listen("courier.example", "?story="+string(first.Story.ID))
	var got LiveStory
	if name := l.next(&got); name != "story" || got.Version != 1 {
		t.Fatalf("first event = %s %+v, want the story as it stands", name, got)
	}
	h.save(h.again(other.Story.ID, news.Edit, 1, "", func(c *news.Content) { c.Headline = "Not this one" }))
	h.save(h.again(first.Story.ID, news.Edit, 2, "", func(c *news.Content) { c.Headline = "Ferry opens late" }))
	if name := l.next(&got); name != "story" || got.Version != 2 || got.Story != first.Story.ID || !strings.Contains(got.Said, "updated at 10:02") {
		t.Errorf("next event = %s %+v, want version 2 of the story, at its time in Berlin", name, got)
	}
	f, err := h.store.Story(t.Context(), first.Story.ID)
	if err != nil {
		t.Fatal(err)
	}
	st := f.Story
	st.KilledAt, st.KillReason = t0, "It was invented."
	h.save(news.StoryDeed{Verb: news.VerbKilled, At: t0, Story: st})
	if name := l.next(&got); name != "story" || got.Version != 0 || !strings.Contains(got.Said, "withdrawn") {
		t.Errorf("next event = %s %+v, want it gone", name, got)
	}
}

// Nobody learns of a story that readers never saw, not even that it moved.
func TestOpenPageIsToldOfNothingUnreleased(t *testing.T) {
	h := newHouse(t)
	d := deed("ferry", "courier", "world", 0, news.Content{Headline: "Ferry opens"})
	d.Placements[0].State, d.Placements[0].Published = news.Held, 0
	h.save(d)
	res := h.ask(http.MethodGet, "courier.example", "/live.json?story="+string(d.Story.ID), nil)
	if body := read(t, res); strings.Contains(body, string(d.Story.ID)) {
		t.Errorf("GET /live.json = %s, want nothing of the story", body)
	}
}

func TestOpenPageIsToldOfTheBar(t *testing.T) {
	h := newHouse(t)
	if err := h.site.TellBar(t.Context(), "courier"); err != nil {
		t.Fatal(err)
	}
	l := h.listen("courier.example", "")
	var got LiveBar
	if name := l.next(&got); name != "bar" || len(got.Rows) != 16 || got.Rows[1].Symbol != "BP" || got.Rows[1].Price != "31.675\u00a0$" || got.Rows[1].Class != "down" || got.Rows[1].Stale != "stale" {
		t.Errorf("first event = %s %+v, want the bar with BP down and stale", name, got)
	}
	if got.AsOf == nil || got.AsOf.Text == "" || !strings.Contains(strings.Join(got.Labels, " "), "Sample data") {
		t.Errorf("first event = %+v, want its time, and that it is sample data", got)
	}
}
