package newsroom_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/store/storetest"
)

func TestPaceOfAUser(t *testing.T) {
	p, now := newsroom.NewPaces(), storetest.T0
	asked := func(u news.UserID, times int) int {
		done := 0
		for range times {
			if p.Step(u, now) == nil {
				done++
			}
		}
		return done
	}
	if got := asked("a", 100); got != 60 {
		t.Errorf("100 deeds at once: %d done, want 60", got)
	}
	if got := asked("b", 1); got != 1 {
		t.Errorf("another user: %d done, want 1", got)
	}
	now = now.Add(time.Second)
	if got := asked("a", 100); got != 20 {
		t.Errorf("100 deeds a second later: %d done, want 20", got)
	}
	now = now.Add(-time.Hour) // the clock is set back
	if got := asked("a", 1); got != 0 {
		t.Errorf("a deed with the clock set back: %d done, want 0", got)
	}
	now = now.Add(time.Minute)
	if got := asked("a", 100); got != 60 {
		t.Errorf("100 deeds after a rest: %d done, want 60", got)
	}
	for i := range 1000 { // saving every two seconds
		now = now.Add(2 * time.Second)
		if asked("a", 1) != 1 {
			t.Fatalf("save %d is slowed", i)
		}
	}
}

// Deeds that come too fast are answered 429; reading goes on, and so does whoever
// waits.
func TestDeedsAreSlowed(t *testing.T) {
	h := newsroomtest.Open(t)
	f := h.File("a")
	u, token := h.User("kt", news.Editor)
	_, other := h.User("ab", news.Editor)
	w := &walker{t: t, h: h, client: h.Client()}
	w.client.Jar = nil
	h.StopWatch(storetest.T0)
	address := "/data/story/" + string(f.Story.ID) + "/watch"
	again := w.session(u) // two browsers of one user
	for i := range 60 {
		if res, text := w.ask("POST", address, []string{token, again}[i%2], ours()); res.StatusCode != http.StatusOK {
			t.Fatalf("deed %d = %d, want 200: %s", i, res.StatusCode, text)
		}
	}
	if res, _ := w.ask("POST", address, token, ours()); res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") != "1" {
		t.Errorf("deed 61 = %d, Retry-After %q, want 429 and 1", res.StatusCode, res.Header.Get("Retry-After"))
	}
	if res, _ := w.ask("GET", "/data/story/"+string(f.Story.ID), token, ours()); res.StatusCode != http.StatusOK {
		t.Errorf("reading = %d, want 200", res.StatusCode)
	}
	if res, _ := w.ask("POST", address, other, ours()); res.StatusCode != http.StatusOK {
		t.Errorf("another user's deed = %d, want 200", res.StatusCode)
	}
	h.StopWatch(storetest.T0.Add(time.Second))
	if res, _ := w.ask("POST", address, token, ours()); res.StatusCode != http.StatusOK {
		t.Errorf("deed a second later = %d, want 200", res.StatusCode)
	}
}

// Three texts of a story fit into a merge, and no more.
func TestMergeTakesThreeTexts(t *testing.T) {
	h := newsroomtest.Open(t)
	f := h.File("a")
	_, token := h.User("kt", news.Editor)
	merge := func(bytes int) int {
		text := strings.Repeat("x", bytes)
		body := fmt.Sprintf(`{"base":{"body":%q},"mine":{"body":%q},"theirs":{"body":%q}}`, text, text, text)
		r, err := http.NewRequestWithContext(t.Context(), "POST", h.Address("/data/story/"+string(f.Story.ID)+"/merge"), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = ours()
		r.Header.Set("Content-Type", "application/json")
		r.AddCookie(&http.Cookie{Name: "desk", Value: token})
		res, err := h.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if got := merge(news.LongestBody); got != http.StatusOK {
		t.Errorf("merge of three of the longest = %d, want 200", got)
	}
	if got := merge(6 << 20); got != http.StatusRequestEntityTooLarge {
		t.Errorf("merge of three larger = %d, want 413", got)
	}
}
