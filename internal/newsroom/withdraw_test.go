package newsroom_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
)

// A kill is shown first, done second, gone within a second, and in no list.
func TestKillInTwoStepsLeavesNothing(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Chief)
	f := h.File("a", waiting)
	if _, err := h.Desk.Publish(t.Context(), operator(), f, desk.Order{Title: "courier"}); err != nil {
		t.Fatal(err)
	}
	p, _ := h.Story(f.Story.ID).Placement("courier")
	for _, path := range []string{p.Path, "", "world/"} {
		if status, text := reads(t, h, "courier", path); status != http.StatusOK || !strings.Contains(text, f.Latest.Headline) {
			t.Fatalf("GET /%s = %d, want the story before the kill", path, status)
		}
	}
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.press("Ctrl+Enter")
	d.click("Kill the story …")
	d.set("#kill-reason", "The report was invented.")
	d.click("Show what a kill does")
	d.says("#kill-plan", "/"+p.Path)
	d.says("#kill-plan", "Nothing shows that it was ever on")
	d.shot("plan")
	if status, _ := reads(t, h, "courier", p.Path); status != http.StatusOK {
		t.Errorf("readers get %d after the first step, want the story still", status)
	}
	d.until(`document.activeElement.id === "kill-now"`)
	d.press("Enter")
	d.says("#publish-done", "Gone from 1 title")
	d.shot("killed")
	if ms := d.shownMillis(); ms >= 5*publishLimit {
		t.Errorf("the screen says that it was gone after %d ms, want less than %d", ms, 5*publishLimit)
	}
	t.Logf("gone after %d ms", d.shownMillis())
	if status, text := reads(t, h, "courier", p.Path); status != http.StatusGone || !strings.Contains(text, "The report was invented.") {
		t.Errorf("readers get %d, want 410 with the reason", status)
	}
	for _, path := range []string{"", "world/"} {
		if _, text := reads(t, h, "courier", path); strings.Contains(text, p.Path) {
			t.Errorf("GET /%s still leads to what was killed", path)
		}
	}
	// The paper has neither feeds nor a search yet. Those at the desk find it as
	// killed, and nothing of it as being before readers.
	ask := func(list, filter string) string {
		return d.js(`(async () => (await (await fetch("/data/list?list=` + list + `&filter=" + encodeURIComponent(` + strconv.Quote(filter) + `))).text()))()`)
	}
	d.until(`(await (await fetch("/data/list?filter=state:killed")).text()).includes("` + string(f.Story.ID) + `")`)
	for _, list := range []string{"wire", "stories"} {
		for _, filter := range []string{"state:live", f.Latest.Headline + " state:live"} {
			if text := ask(list, filter); !strings.Contains(text, `"rows":`) || strings.Contains(text, string(f.Story.ID)) {
				t.Errorf("%s of %q = %s, want nothing of what was killed", list, filter, text)
			}
		}
		if text := ask(list, f.Latest.Headline); strings.Contains(text, string(f.Story.ID)) && !strings.Contains(text, "killed") {
			t.Errorf("%s of its headline = %s, want it as killed", list, text)
		}
	}
	ev, _ := h.Story(f.Story.ID).Placement("evening")
	if status, _ := reads(t, h, "evening", ev.Path); status != http.StatusNotFound {
		t.Errorf("readers of evening get %d, want 404: they never had it", status)
	}
}

func TestTakeDownAndBringBack(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Editor)
	f := h.File("a")
	p, _ := f.Placement("courier")
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.press("Ctrl+Enter")
	d.click("Take down from")
	d.set("#withdraw details[open] input", "A court has asked for it.")
	d.shot("down")
	d.click("Take it down from")
	d.says("#publish-done", "Gone from 1 title")
	if status, text := reads(t, h, "courier", p.Path); status != http.StatusGone || !strings.Contains(text, "A court has asked for it.") {
		t.Errorf("readers get %d, want 410 with the reason", status)
	}
	d.click("Bring it back to readers")
	d.says("#publish-done", "Live on 1 title")
	if status, _ := reads(t, h, "courier", p.Path); status != http.StatusOK {
		t.Errorf("readers get %d, want it back", status)
	}
}

// A kill by keys alone.
func TestKillByKeysAlone(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Chief)
	f := h.File("a")
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	tabTo := func(condition string) {
		t.Helper()
		for range 60 {
			if d.js(`((e) => !!e && (`+condition+`))(document.activeElement)`) == "true" {
				return
			}
			d.press("Tab")
		}
		t.Fatalf("Tab never comes to %s", condition)
	}
	d.press("Ctrl+Enter")
	d.until(`document.querySelector("#publish-form")?.contains(document.activeElement)`)
	tabTo(`e.tagName === "SUMMARY" && e.textContent.startsWith("Kill")`)
	d.press("Enter")
	d.press("Tab")
	tabTo(`e.id === "kill-reason"`)
	d.do(chromedp.KeyEvent("It was invented."))
	tabTo(`e.id === "kill-look"`)
	d.press("Enter")
	d.until(`document.activeElement.id === "kill-now"`)
	d.press("Enter")
	d.says("#publish-done", "Gone from 1 title")
	if st := h.Story(f.Story.ID).Story; !st.Killed() || st.KillReason != "It was invented." {
		t.Errorf("Story() = killed %v for %q, want it killed", st.Killed(), st.KillReason)
	}
}

// An embargo of the desk's holds back what is published, and lifting it lets it go.
func TestEmbargoSetAndLifted(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Editor)
	f := h.File("a", waiting)
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.press("Ctrl+Enter")
	d.click("Set an embargo …")
	d.set("#embargo-at", "2026-11-23T18:00")
	d.click("Set the embargo")
	d.says("#withdraw", "Embargo until 23 Nov, 18:00")
	d.until(`document.querySelector("#publish-stops").innerText.includes("to look at")`)
	d.send()
	d.says("#publish-done", "waits until 23 November, 18:00 CET")
	p, _ := h.Story(f.Story.ID).Placement("courier")
	if status, _ := reads(t, h, "courier", p.Path); status != http.StatusNotFound {
		t.Errorf("readers get %d under embargo, want 404", status)
	}
	d.says("#publish-titles", "waits until 23 Nov, 18:00")
	d.shot("embargo")
	d.click("Lift the embargo")
	d.says("#publish-done", "Live on 2 titles")
	if status, _ := reads(t, h, "courier", p.Path); status != http.StatusOK {
		t.Errorf("readers get %d after it was lifted, want the story", status)
	}
}
