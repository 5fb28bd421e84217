package newsroom_test

import (
	"fmt"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
)

// filedWith files copy whose body has words of its own.
func filedWith(h *newsroomtest.House, words string, minutes int) news.StoryID {
	f := h.File(words, came(words, minutes, func(d *news.StoryDeed) { d.Version.Body = "<p>" + words + " is here.</p>\n<p>Fair wind.</p>" })...)
	return f.Story.ID
}

// pick opens a story as a click on its row does, without waiting for it.
func (s *screen) pick(id news.StoryID) {
	s.t.Helper()
	eval[int](s, fmt.Sprintf(`(document.getElementById("row-%s").click(), 1)`, id))
}

// held makes the page's requests for a story wait until release is called.
func (s *screen) held(id news.StoryID) (release func()) {
	s.t.Helper()
	eval[int](s, fmt.Sprintf(`(() => {
		const real = window.fetch;
		window.held = 0;
		const gate = new Promise((go) => { window.release = go; });
		window.fetch = async (url, options) => {
			const answer = await real(url, options);
			if (url === "/data/story/%s" && options.method === "GET") {
				window.held++;
				await gate;
				setTimeout(() => window.held--, 200);
			}
			return answer;
		};
		return 1;
	})()`, id))
	return func() {
		s.t.Helper()
		s.until("window.held > 0")
		eval[int](s, "(window.release(), 1)")
		s.until("window.held === 0")
	}
}

// What is typed just before another story is opened stays that of its own story, in
// the browser and on the server.
func TestNextStoryIsOpenedWhileTyping(t *testing.T) {
	h := wireRoom(t)
	s := seat(t, h, "anna", news.Editor)
	a, b := filedWith(h, "Alpha", 1), filedWith(h, "Bravo", 2)
	s.wire("/story/" + string(a))
	s.told(".body", "Alpha is here.")
	s.typed("Alpha", " harbour")
	s.pick(b)
	s.told(".body", "Bravo is here.")
	s.typed("Bravo", " bridge")
	s.pick(a)
	s.told(".body", "Alpha harbour is here.")
	for id, want := range map[news.StoryID]string{a: "Alpha harbour is here.", b: "Bravo bridge is here."} {
		c := s.working(id, has(want))
		if c.Head != 1 || c.Wording.Headline != strings.Fields(want)[0] {
			t.Errorf("working copy = %+v, want the words of %s alone", c, want)
		}
	}
	s.do(chromedp.Navigate(h.Address("/story/" + string(b))))
	s.told(".body", "Bravo bridge is here.")
	if got := eval[string](s, `document.querySelector("#field-headline").value`); got != "Bravo" {
		t.Errorf("headline = %q, want Bravo's", got)
	}
	// What is typed while the network is cut is kept in the browser, under its story.
	s.typed("Bravo bridge", " tolls")
	s.told("#story-status", "Saved ")
	s.working(b, has("tolls"))
	s.offline(true)
	s.typed("Fair", "ly strong")
	s.pick(a)
	s.told("#story", "The server cannot be reached.")
	s.offline(false)
	s.pick(a)
	s.told(".body", "Alpha harbour is here.")
	s.pick(b)
	s.told(".body", "Fairly strong wind.")
	s.working(b, has("Bravo bridge tolls is here.", "Fairly strong wind."))
	s.working(a, has("Alpha harbour is here.", "Fair wind."))
}

// A version on its way when the next story is opened leaves nothing unsaved behind.
func TestNextStoryIsOpenedWhileSaving(t *testing.T) {
	h := wireRoom(t)
	s := seat(t, h, "anna", news.Editor)
	a, b := filedWith(h, "Alpha", 1), filedWith(h, "Bravo", 2)
	s.wire("/story/" + string(a))
	s.told(".body", "Alpha is here.")
	s.typed("Alpha", " harbour")
	s.press("s", chromedp.ModifierCtrl)
	s.pick(b)
	s.told(".body", "Bravo is here.")
	s.pick(a)
	s.told(".body", "Alpha harbour is here.")
	s.told("#story .story-head", "v2")
	if note := s.says("#story-note"); note != "" {
		t.Errorf("note = %q, want none: all is in version 2", note)
	}
}

// Of two stories asked for the later one is shown, whichever answer comes first.
func TestSlowAnswerIsOvertaken(t *testing.T) {
	h := wireRoom(t)
	s := seat(t, h, "anna", news.Editor)
	a, b, c := filedWith(h, "Alpha", 1), filedWith(h, "Bravo", 2), filedWith(h, "Charlie", 3)
	s.wire("/")
	release := s.held(b)
	s.pick(b)
	s.until("window.held > 0")
	eval[int](s, "(history.back(), 1)")
	s.until(`location.pathname === "/"`)
	release()
	if !eval[bool](s, `!!document.querySelector("#story-empty") && !document.querySelector(".body")`) {
		t.Errorf("the closed pane shows %q", s.says("#story"))
	}
	s.pick(a)
	s.told(".body", "Alpha is here.")
	release = s.held(b)
	s.pick(b)
	s.pick(c)
	s.told(".body", "Charlie is here.")
	release()
	if at, body := eval[string](s, "location.pathname"), s.says(".body"); at != "/story/"+string(c) || !strings.Contains(body, "Charlie") {
		t.Errorf("%s shows %q, want Charlie", at, body)
	}
	s.typed("Charlie", " quay")
	s.working(c, has("Charlie quay is here."))
	ben, _ := h.User("ben", news.Editor)
	for id, want := range map[news.StoryID]int{a: 0, b: 0, c: 1} {
		if around, err := h.Desk.Attend(t.Context(), ben, news.Presence{Story: id, Window: "ben"}); err != nil || len(around.Present) != want {
			t.Errorf("Attend(%s) = %+v, %v, want %d there", h.Story(id).Latest.Headline, around, err, want)
		}
	}
}

// Back to where no story was open closes the one that is, and keeps its words.
func TestBackClosesTheStory(t *testing.T) {
	h := wireRoom(t)
	s := seat(t, h, "anna", news.Editor)
	a := filedWith(h, "Alpha", 1)
	for _, path := range []string{"/", "/stories"} {
		s.wire(path)
		s.told("#story-empty", "j and k move through the list, o opens a story, c begins a new one.")
		if path == "/stories" {
			continue // it has no row until somebody holds a story
		}
		s.pick(a)
		s.told(".body", "Alpha is here.")
		s.typed("Alpha", " harbour")
		eval[int](s, "(history.back(), 1)")
		s.told("#story-empty", "o opens a story")
		s.told("#panel", "Open a story to see this.")
		s.until(`location.pathname === "/" && !document.querySelector(".body") && !document.querySelector("#wire .ev.open")`)
		s.working(a, has("Alpha harbour is here."))
		newsroomtest.CheckAxe(t, s.ctx, "no story")
		eval[int](s, "(history.forward(), 1)")
		s.told(".body", "Alpha harbour is here.")
	}
}
