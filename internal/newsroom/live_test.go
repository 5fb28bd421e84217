package newsroom_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
)

// tuned is a browser's live stream as the network has it.
type tuned struct {
	t     *testing.T
	lines chan string
	ended chan struct{}
}

func tune(t *testing.T, h *newsroomtest.House, token, after string) *tuned {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", h.Address("/live"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "desk", Value: token})
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	res, err := h.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != "text/event-stream" {
		t.Fatalf("GET /live = %d, %s, want a stream", res.StatusCode, got)
	}
	s := &tuned{t: t, lines: make(chan string, 1000), ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			s.lines <- lines.Text()
		}
	}()
	return s
}

// until reads on to a line that has a text and returns all lines up to it.
func (s *tuned) until(text string) string {
	s.t.Helper()
	var read strings.Builder
	patience := time.NewTimer(10 * time.Second)
	defer patience.Stop()
	for {
		select {
		case line := <-s.lines:
			read.WriteString(line + "\n")
			if strings.Contains(line, text) {
				return read.String()
			}
		case <-patience.C:
			s.t.Fatalf("the stream has no %q, only\n%s", text, read.String())
		}
	}
}

func TestLiveTellsOfDeedsAndHints(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Editor)
	s := tune(t, h, token, "")
	s.until("event: hello")
	f := h.File("a")
	s.until(string(f.Story.ID))
	if err := h.Window.Live().Tell(context.Background(), "presence", map[string]string{"story": "a"}); err != nil {
		t.Fatal(err)
	}
	s.until(`{"topic":"presence","data":"{\"story\":\"a\"}"}`)
}

func TestLiveGoesOnWhereItBroke(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Editor)
	before, err := h.Store.LastEvent(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	a, b := h.File("a"), h.File("b")
	read := tune(t, h, token, fmt.Sprint(before)).until(string(b.Story.ID))
	if !strings.Contains(read, string(a.Story.ID)) || !strings.Contains(read, fmt.Sprintf("id: %d\n", before+2)) {
		t.Errorf("stream after %d says\n%s\nwant both stories and the number of the last", before, read)
	}
	tune(t, h, token, "0").until("event: journal")
	for i := range 501 {
		h.File(fmt.Sprint("c", i))
	}
	tune(t, h, token, fmt.Sprint(before)).until("event: reset")
	s := tune(t, h, token, fmt.Sprint(before+2+501))
	s.until("event: hello")
}

// Whoever is signed out by somebody else hears nothing more within a second.
func TestLiveEndsWithTheSession(t *testing.T) {
	h := newsroomtest.Open(t)
	u, token := h.User("kt", news.Editor)
	s := tune(t, h, token, "")
	s.until("event: hello")
	begin := time.Now()
	if err := h.Store.EndSessions(context.Background(), u.ID, "", "", news.AuditLine{What: news.AuditSessionsEnded}, h.Now()); err != nil {
		t.Fatal(err)
	}
	s.until("event: ended")
	select {
	case <-s.ended:
	case <-time.After(5 * time.Second):
		t.Fatal("the stream goes on after its session")
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("the stream ended after %v, want within a second", took)
	}
}

// A browser that does not read holds up no other.
func TestLiveCutsWhoDoesNotRead(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Editor)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", h.Address("/live"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "desk", Value: token})
	res, err := h.Client().Do(r) // whose body nobody reads
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	s := tune(t, h, token, "")
	s.until("event: hello")
	long := strings.Repeat("x", 6000)
	go func() {
		for range s.lines {
		}
	}()
	for range 3000 {
		if err := h.Window.Live().Tell(ctx, "noise", long); err != nil {
			t.Fatal(err)
		}
	}
	other := tune(t, h, token, "")
	other.until("event: hello")
	f := h.File("a")
	other.until(string(f.Story.ID))
}

// Reading is for all: who works for one title hears of others, opens their stories,
// and finds them in lists where a filter names the title; else lists are of theirs.
func TestReadingIsForAll(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Editor, "evening")
	s := tune(t, h, token, "")
	s.until("event: hello")
	a := h.File("a")
	b := h.File("b", func(d *news.StoryDeed) { d.Placements = nil })
	if read := s.until(string(b.Story.ID)); !strings.Contains(read, string(a.Story.ID)) {
		t.Errorf("a user of another title did not hear of a story on courier:\n%s", read)
	}
	if err := h.Store.CatchUpLists(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &walker{t: t, h: h, client: h.Client()}
	for _, c := range []struct {
		path string
		a, b bool
	}{
		{"/data/list", false, true}, {"/data/list?filter=title:courier", true, false}, {"/data/story/" + string(a.Story.ID), true, false}, {"/data/story/" + string(b.Story.ID), false, true},
	} {
		res, text := w.ask("GET", c.path, token, http.Header{})
		if gotA, gotB := strings.Contains(text, string(a.Story.ID)), strings.Contains(text, string(b.Story.ID)); res.StatusCode != http.StatusOK || gotA != c.a || gotB != c.b {
			t.Errorf("GET %s = %d, the story on courier %v, that on no title %v; want 200, %v and %v", c.path, res.StatusCode, gotA, gotB, c.a, c.b)
		}
	}
	if _, text := w.ask("GET", "/data/desk", token, http.Header{}); !strings.Contains(text, `"limited":true`) {
		t.Errorf("GET /data/desk = %s, want to be told that lists are of some titles", text)
	}
}

// Of too many streams of one browser, or of one user, the oldest is ended and told
// why; the others go on.
func TestLiveHasRoomForSoMany(t *testing.T) {
	h := newsroomtest.Open(t)
	u, first := h.User("kt", news.Editor)
	w := &walker{t: t, h: h}
	var streams []*tuned
	open := func(token string, n int) {
		for range n {
			s := tune(t, h, token, "")
			s.until("event: hello")
			streams = append(streams, s)
		}
	}
	open(first, 13)
	streams[0].until("event: crowded")
	<-streams[0].ended
	for range 15 {
		open(w.session(u), 12)
	}
	open(w.session(u), 9) // 12, 15 times 12, and 9
	streams[1].until("event: crowded")
	_, other := h.User("ab", news.Editor)
	open(other, 1)
	f := h.File("a")
	for _, s := range streams[2:] {
		s.until(string(f.Story.ID))
	}
}
