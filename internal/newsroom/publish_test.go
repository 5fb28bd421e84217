package newsroom_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/people"
	"broadsheet/internal/store/storetest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// atDesk is somebody at the desk in a browser.
type atDesk struct {
	t   *testing.T
	h   *newsroomtest.House
	ctx context.Context
}

// sit opens a story in a browser of somebody's.
func sit(t *testing.T, h *newsroomtest.House, token string, id news.StoryID, width, height int64) *atDesk {
	t.Helper()
	d := &atDesk{t, h, h.Browser(token, width, height)}
	d.do(chromedp.Navigate(h.Address("/story/" + string(id))))
	d.until(`document.querySelector("#story-body [contenteditable]")`)
	return d
}

func (d *atDesk) do(steps ...chromedp.Action[chromedp.Void]) {
	d.t.Helper()
	if err := chromedp.Do(d.ctx, steps...); err != nil {
		d.t.Fatal(err)
	}
}

// js evaluates an expression, a promise's value included.
func (d *atDesk) js(expression string) string {
	d.t.Helper()
	got, err := chromedp.Run(d.ctx, chromedp.Evaluate[string](`(async () => String(await (`+expression+`)))()`, chromedp.EvalAwaitPromise))
	if err != nil {
		d.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// until waits until an expression holds, and fails with what the panel says.
func (d *atDesk) until(expression string) {
	d.t.Helper()
	got := d.js(`(async () => { const end = performance.now() + 8000; for (;;) { if (` + expression + `) return "yes"; if (performance.now() > end) return document.body.innerText; await new Promise((r) => setTimeout(r, 10)); } })()`)
	if got != "yes" {
		d.shot("failed")
		d.t.Fatalf("never came: %s; the screen says:\n%s", expression, got)
	}
}

// press sends keys, with modifiers before them: "Ctrl+Enter".
func (d *atDesk) press(keys string) {
	d.t.Helper()
	parts := strings.Split(keys, "+")
	last := map[string]string{"Enter": "\r", "F7": "\ue000", "Tab": "\t", "Space": " "}[parts[len(parts)-1]]
	if last == "" {
		last = parts[len(parts)-1]
	}
	var mods []chromedp.Modifier
	for _, m := range parts[:len(parts)-1] {
		mods = append(mods, map[string]chromedp.Modifier{"Ctrl": chromedp.ModifierCtrl, "Alt": chromedp.ModifierAlt, "Shift": chromedp.ModifierShift}[m])
	}
	d.do(chromedp.KeyEvent(last, chromedp.KeyModifiers(mods...)))
}

// click clicks the button or link with a text.
func (d *atDesk) click(text string) {
	d.t.Helper()
	find := `[...document.querySelectorAll("button,summary,a,label")].find((e) => e.offsetParent && e.textContent.trim().startsWith(` + strconv.Quote(text) + `))`
	d.until(find)
	d.js(`(` + find + `).click()`)
}

// set fills a field as if it had been typed.
func (d *atDesk) set(selector, value string) {
	d.t.Helper()
	d.until(`document.querySelector(` + strconv.Quote(selector) + `)`)
	d.js(`(() => { const e = document.querySelector(` + strconv.Quote(selector) + `); e.value = ` + strconv.Quote(value) + `; e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })); })()`)
}

// says waits until an element has a text.
func (d *atDesk) says(selector, text string) {
	d.t.Helper()
	d.until(`document.querySelector(` + strconv.Quote(selector) + `)?.innerText.includes(` + strconv.Quote(text) + `)`)
}

// shot keeps a picture of the screen where BROADSHEET_SHOTS names a folder.
func (d *atDesk) shot(name string) {
	d.t.Helper()
	dir := os.Getenv("BROADSHEET_SHOTS")
	if dir == "" {
		return
	}
	got, err := chromedp.Call(d.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(d.t.Name(), "/", "-")+"-"+name+".png"), got.Data, 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// scheme sets what the browser's owner prefers.
func (d *atDesk) scheme(name string) {
	d.t.Helper()
	if _, err := chromedp.Call(d.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}}); err != nil {
		d.t.Fatal(err)
	}
}

// reads returns the status and text that a reader of a title gets.
func reads(t *testing.T, h *newsroomtest.House, title, path string) (int, string) {
	t.Helper()
	res, err := h.Client().Get("http://localhost:" + h.Port + "/@" + title + "/" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// second adds a title "evening" by another clock.
func second(t *testing.T, h *newsroomtest.House) {
	t.Helper()
	title := h.Title
	title.ID, title.Name, title.Hosts, title.Code, title.TimeZone = "evening", "The Evening", nil, "TE", "Europe/London"
	if _, err := h.Store.SaveTitle(t.Context(), title, 1, storetest.T0); err != nil {
		t.Fatal(err)
	}
}

// waiting makes a story wait for the desk on both titles.
func waiting(d *news.StoryDeed) {
	d.Placements[0].State, d.Placements[0].Published = news.Held, 0
	d.Version.Standfirst, d.Version.Credit = "After three years.", "NPA"
	p := d.Placements[0]
	p.Title = "evening"
	d.Placements = append(d.Placements, p)
}

// send presses the button of the sheet once it can be pressed.
func (d *atDesk) send() {
	d.t.Helper()
	d.until(`document.querySelector("#publish-send")?.disabled === false`)
	d.js(`document.querySelector("#publish-send").click()`)
}

// shownMillis is how long the screen says that readers waited.
func (d *atDesk) shownMillis() int {
	d.t.Helper()
	n, err := strconv.Atoi(d.js(`document.querySelector("#publish-done [data-ms]").dataset.ms`))
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

// Publish by keys alone: Ctrl+Enter opens the sheet beside the text, Ctrl+Enter
// sends it, and the screen says when readers had it, which they then have.
func TestPublishIsVisibleAtOnce(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Editor)
	f := h.File("a", waiting)
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.js(`document.querySelector("#field-headline").focus()`)
	d.press("Ctrl+Enter")
	d.until(`document.activeElement.id === "publish-send" && !document.activeElement.disabled`)
	d.says("#publish-send", "Publish to 2 titles")
	d.shot("sheet")
	d.press("Ctrl+Enter")
	d.says("#publish-done", "Live on 2 titles")
	d.shot("done")
	best := d.shownMillis()
	t.Logf("readers had it after %d ms, the whole took %s ms", best, d.js(`document.querySelector("#publish-done [data-ms]").dataset.total`))
	for _, title := range []string{"courier", "evening"} {
		p, _ := h.Story(f.Story.ID).Placement(news.TitleID(title))
		if status, text := reads(t, h, title, p.Path); status != http.StatusOK || !strings.Contains(text, f.Latest.Headline) {
			t.Errorf("GET %s of %s = %d, want the story", p.Path, title, status)
		}
	}
	// What is typed is what is published, with a note that the change suggests.
	d.until(`document.querySelector("#publish-send").disabled && !document.querySelector("#publish-same").hidden`)
	d.set("#field-headline", "Ferries sail again")
	d.until(`document.querySelector("#publish-note").offsetParent && document.querySelector("#publish-note").value === "New headline."`)
	d.shot("update")
	d.set("#publish-note", "The headline is plainer.")
	d.js(`document.querySelector("#publish-send").focus()`)
	d.press("Ctrl+Enter")
	d.says("#publish-done", "The headline is plainer.")
	p, _ := h.Story(f.Story.ID).Placement("courier")
	if status, text := reads(t, h, "courier", p.Path); status != http.StatusOK || !strings.Contains(text, "Ferries sail again") || !strings.Contains(text, "The headline is plainer.") {
		t.Errorf("after the update readers get %d, want the new headline and the note", status)
	}
	// The machine may be busy with other tests; one of a few is the program's own.
	for i := 0; i < 4 || i < 12 && best >= publishLimit; i++ {
		best = min(best, d.shownMillis())
		headline := fmt.Sprintf("Ferries sail again, %d", i)
		d.set("#field-headline", headline)
		d.send()
		d.until(`document.querySelector("#publish-done [data-ms]")`)
		d.until(`document.querySelector("#publish-send").disabled && !document.querySelector("#publish-same").hidden`)
		if _, text := reads(t, h, "courier", p.Path); !strings.Contains(text, headline) {
			t.Errorf("the screen says that readers have %q, and they have not", headline)
		}
	}
	if best = min(best, d.shownMillis()); best <= 0 || best >= publishLimit {
		t.Errorf("the screen says that readers had it after %d ms at best, want less than %d", best, publishLimit)
	}
}

func TestCorrectionIsShownToReaders(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Editor)
	f := h.File("a", func(d *news.StoryDeed) { d.Version.Standfirst = "After three years." })
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.set("#field-headline", "Fourteen ferries sail again")
	d.press("Ctrl+Enter")
	d.says("#publish-send", "Publish to 1 title")
	d.click("Correction")
	d.says("#publish-send", "Correct on 1 title")
	d.send()
	d.says("#publish-said", "what was wrong")
	d.set("#publish-note", "There are fourteen ferries, not forty.")
	d.shot("correction")
	d.send()
	d.says("#publish-done", "live, corrected")
	p, _ := h.Story(f.Story.ID).Placement("courier")
	_, text := reads(t, h, "courier", p.Path)
	if !strings.Contains(text, "<b>Correction:</b>") || !strings.Contains(text, "There are fourteen ferries, not forty.") || !strings.Contains(text, "Fourteen ferries sail again") {
		t.Errorf("readers get no correction: %s", text)
	}
}

func TestScheduleByTheTitlesClock(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	h.Set(time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC))
	_, token := h.User("kt", news.Editor)
	f := h.File("a", waiting)
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.press("Ctrl+Enter")
	d.says("#publish-send", "Publish to 2 titles")
	d.set("#publish-at", "2027-03-28T02:30") // skipped in Berlin
	d.says("#publish-send", "Schedule on 2 titles")
	d.send()
	d.says("#publish-said", "there is no 02:30 on 28 March 2027 in Europe/Berlin")
	d.shot("skipped")
	d.set("#publish-at", "2027-03-28T06:30")
	d.send()
	d.says("#publish-done", "waits until 28 March, 06:30 CEST")
	d.says("#publish-done", "waits until 28 March, 06:30 BST")
	d.shot("scheduled")
	p, _ := h.Story(f.Story.ID).Placement("courier")
	if !p.PublishAt.Equal(time.Date(2027, 3, 28, 4, 30, 0, 0, time.UTC)) {
		t.Errorf("courier's placement waits until %v, want 06:30 in Berlin", p.PublishAt)
	}
	if status, _ := reads(t, h, "courier", p.Path); status != http.StatusNotFound {
		t.Errorf("readers get %d of what is scheduled, want 404", status)
	}
	d.click("Take it off the schedule")
	d.says("#publish-done", "waits for the desk")
	if p, _ := h.Story(f.Story.ID).Placement("courier"); p.State != news.Held {
		t.Errorf("courier's placement is %s, want held", p.State)
	}
}

func TestScheduleAtATimeThatComesTwice(t *testing.T) {
	h := newsroomtest.Open(t)
	h.Set(time.Date(2027, 10, 30, 12, 0, 0, 0, time.UTC))
	_, token := h.User("kt", news.Editor)
	f := h.File("a", waiting, func(d *news.StoryDeed) { d.Placements = d.Placements[:1] })
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.press("Ctrl+Enter")
	d.says("#publish-send", "Publish to 1 title")
	d.set("#publish-at", "2027-10-31T02:30") // in Berlin
	d.send()
	d.says("#publish-said", "comes twice")
	d.js(`document.querySelector("#publish-which").value = "second"`)
	d.send()
	d.says("#publish-done", "waits until 31 October, 02:30 CET")
}

// The second of two who publish at once is told what happened, and nothing is
// done twice; what they chose stays.
func TestTwoPublishAtOnceInTwoBrowsers(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, one := h.User("kt", news.Editor)
	_, two := h.User("lm", news.Editor)
	f := h.File("a", waiting)
	a, b := sit(t, h, one, f.Story.ID, 1440, 900), sit(t, h, two, f.Story.ID, 1440, 900)
	for _, d := range []*atDesk{a, b} {
		d.press("Ctrl+Enter")
		d.until(`document.activeElement.id === "publish-send" && !document.activeElement.disabled`)
	}
	a.press("Ctrl+Enter")
	a.says("#publish-done", "Live on 2 titles")
	b.press("Ctrl+Enter")
	// Either the server says what happened, or the stream has said so before.
	b.until(`document.querySelector("#publish-said").innerText.includes("version 1 went live on courier") && document.querySelector("#publish-said").innerText.includes("by kt") || !document.querySelector("#publish-same").hidden`)
	b.shot("second")
	for _, title := range []news.TitleID{"courier", "evening"} {
		if pubs, err := h.Store.Publications(t.Context(), f.Story.ID, title); err != nil || len(pubs) != 1 {
			t.Errorf("Publications(%s) = %+v, %v, want one", title, pubs, err)
		}
	}
}

func TestSessionEndsWhilePublishing(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	u, token := h.User("kt", news.Editor)
	f := h.File("a", waiting)
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.press("Ctrl+Enter")
	d.until(`document.activeElement.id === "publish-send" && !document.activeElement.disabled`)
	d.set("input[name=headline-evening]", "Their own words")
	_, session, err := h.People.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.People.SignOut(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	d.send()
	d.says("#publish-said", "You are signed out")
	d.says("#publish-said", "what you chose is still here")
	d.shot("ended")
	if p, _ := h.Story(f.Story.ID).Placement("courier"); p.State != news.Held {
		t.Errorf("placement = %s, want held", p.State)
	}
	again, err := h.People.SignIn(t.Context(), u.Name, newsroomtest.Password, "", people.Place{From: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(d.ctx, network.SetCookie, network.SetCookieParams{Name: "desk", Value: again.Token, Domain: "desk.localhost", Path: "/"}); err != nil {
		t.Fatal(err)
	}
	d.send()
	d.says("#publish-done", "Live on 2 titles")
	p, _ := h.Story(f.Story.ID).Placement("evening")
	if _, text := reads(t, h, "evening", p.Path); !strings.Contains(text, "Their own words") {
		t.Error("evening lost the headline that was chosen before the session ended")
	}
}

// Every tab at both widths and in both schemes: nothing is too wide, and axe finds
// nothing.
func TestPublishScreens(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Chief)
	f := h.File("a", waiting, func(d *news.StoryDeed) {
		d.Story.EmbargoUntil, d.Story.EmbargoHold = storetest.T0.Add(time.Hour), true
		d.Story.Flags = []string{"The agency sent a word to newsrooms."}
	})
	for _, w := range []int64{1440, 390} {
		d := sit(t, h, token, f.Story.ID, w, map[int64]int64{1440: 900, 390: 844}[w])
		for _, scheme := range []string{"light", "dark"} {
			d.scheme(scheme)
			for _, tab := range []string{"publish", "checks", "placement", "preview"} {
				panel := `document.querySelector("#tabpanel-` + tab + `")`
				d.js(`(() => { document.body.dataset.pane = "panel"; document.querySelector("#tab-` + tab + `").click(); })()`)
				d.until(panel + `.childElementCount > 0 && !` + panel + `.innerText.includes("Looking")`)
				if tab == "publish" {
					d.until(`document.querySelector("#publish-stops").innerText.includes("embargo")`)
				}
				if tab == "preview" {
					d.until(`document.querySelector("#preview-frame")?.contentDocument?.querySelector(".preview")`)
				}
				d.js(`document.querySelectorAll("#panel details").forEach((e) => (e.open = true))`)
				name := fmt.Sprintf("%s-%d-%s", tab, w, scheme)
				d.shot(name)
				newsroomtest.CheckAxe(t, d.ctx, name)
				if over := d.js(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); over != "0" {
					t.Errorf("%s is %s px too wide", name, over)
				}
			}
		}
	}
}

func operator() news.User {
	return news.User{ID: "u1", Name: "op", FullName: "Op", Role: news.Administrator}
}
