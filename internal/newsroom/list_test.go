package newsroom_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	texts "broadsheet/internal/reading"
	"broadsheet/internal/store"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// came is copy of an agency that came so many minutes ago and waits.
func came(headline string, minutes int, change ...func(*news.StoryDeed)) []func(*news.StoryDeed) {
	return append([]func(*news.StoryDeed){func(d *news.StoryDeed) {
		at := time.Now().Add(-time.Duration(minutes) * time.Minute)
		d.At, d.Story.Created, d.Version.At = at, at, at
		d.Version.Headline, d.Version.Words = headline, 240
		d.Placements[0].State, d.Placements[0].Published = news.Held, 0
		d.Placements[0].Path = "world/" + strings.ToLower(strings.ReplaceAll(headline, " ", "-"))
	}}, change...)
}

func by(source news.SourceID) func(*news.StoryDeed) {
	return func(d *news.StoryDeed) { d.Story.Source, d.Version.By = source, "agency:"+string(source) }
}

// liveNow makes copy one that readers have.
func liveNow(d *news.StoryDeed) { d.Placements[0].State, d.Placements[0].Published = news.Live, 1 }

// wireRoom is a house whose clock is the browser's, with a second agency.
func wireRoom(t *testing.T) *newsroomtest.House {
	t.Helper()
	h := newsroomtest.Open(t)
	h.Set(time.Now())
	for _, id := range []news.SourceID{"afk", "reg"} {
		if _, err := h.Store.SaveSource(t.Context(), news.Source{ID: id, Name: string(id), Credit: strings.ToUpper(string(id))}, h.Now()); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// rows returns the headlines of the rows in the page, from the top.
func (s *screen) rows() string {
	s.t.Helper()
	return eval[string](s, `[...document.querySelectorAll("#wire .ev .hd")].map(e => e.textContent.replace("unread ", "").trim()).join(" | ")`)
}

func (s *screen) wire(path string) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.h.Address(path)), chromedp.WaitVisible("#wire .listhead"))
	s.until(`document.querySelector("#wire .ev") || !document.querySelector("#wire .empty").hidden`)
	s.until(`!document.querySelector("#wire.behind")`)
}

// shot keeps a picture of the screen where BROADSHEET_SHOTS names a folder.
func (s *screen) shot(name string) {
	s.t.Helper()
	dir := os.Getenv("BROADSHEET_SHOTS")
	if dir == "" {
		return
	}
	s.settled()
	got, err := chromedp.Call(s.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), got.Data, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) dark(yes bool) {
	s.t.Helper()
	value := "light"
	if yes {
		value = "dark"
	}
	if _, err := chromedp.Call(s.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}}); err != nil {
		s.t.Fatal(err)
	}
}

// afternoon files what a wire brings in an afternoon.
func afternoon(h *newsroomtest.House) {
	text := ""
	for i := range 220 {
		text += fmt.Sprintf("w%d ", i*7919%1000)
	}
	like := func(extra string) func(*news.StoryDeed) {
		return func(d *news.StoryDeed) { d.Signature = texts.Sign(d.Version.Headline, text+extra) }
	}
	h.File("1", came("Insurers wait for the text of the corridor treaty before they lower premiums", 61, like("a"), by("afk"))...)
	first := h.File("2", came("Norland and Vesmark agree to reopen river corridor, state media say", 34, like("b"), liveNow)...)
	h.File("3", came("Port workers extend their strike by two days", 80, by("afk"))...)
	h.File("4", came("Zentralbank belässt den Leitzins bei 2,25 Prozent", 95, by("reg"), func(d *news.StoryDeed) { d.Version.Language = "de" })...)
	h.File("5", came("Oldest bridge of Hallen: year is 1141, not 1411", 120, liveNow, func(d *news.StoryDeed) { d.Version.Kind = news.Correction })...)
	h.File("6", came("Council budget: what changes for the harbour from January", 150, func(d *news.StoryDeed) { d.Story.EmbargoUntil = time.Now().Add(2*time.Hour + 10*time.Minute) })...)
	h.File("7", came("Earthquake of 6.1 off the coast of Norland; no tsunami warning", 12, by("reg"), func(d *news.StoryDeed) { d.Version.Urgency, d.Version.Words = 1, 18 })...)
	h.File("8", came("Ferry line adds a night sailing", 170, func(d *news.StoryDeed) {
		d.Story.Holder, d.Version.Pictures = "kt", []news.PictureUse{{Picture: "p"}}
	})...)
	h.File("9", came("Minister resigns", 200, liveNow, func(d *news.StoryDeed) { d.Story.KilledAt, d.Story.KillReason = time.Now(), "Wrong person." })...)
	h.File("10", came("Storm closes two mountain roads and the old tunnel", 230, by("afk"), func(d *news.StoryDeed) { d.Story.Limits.Out = []string{"AT"} })...)
	for i := range 40 {
		h.File(fmt.Sprint("more", i), came(fmt.Sprintf("Report number %d from the provinces of Norland", i+1), 260+9*i, by([]news.SourceID{"npa", "afk", "reg"}[i%3]))...)
	}
	second := first
	v := *second.Latest
	v.N, v.Body, v.At, v.Words = 2, v.Body+"<p>The deal covers 340 km.</p><p>It holds for 20 years.</p>", time.Now().Add(-8*time.Minute), 612
	rec := news.WireRecord{ID: news.WireItemID(store.NewID()), Source: "npa", SHA: "x", Hash: "x", Story: v.Story, At: v.At, Outcome: "updated",
		Item: news.WireItem{GUID: "2", Version: "2", EditorialNotes: []news.EditorialNote{{Text: "ADDS length of the corridor"}}}}
	d := news.StoryDeed{Verb: news.VerbUpdated, At: v.At, Story: second.Story, Version: &v, Wire: &rec, Signature: texts.Sign(v.Headline, text+"c")}
	d.Story.Head = 2
	if _, err := h.Store.SaveStory(context.Background(), d); err != nil {
		panic(err)
	}
}

func TestListShowsAnAfternoon(t *testing.T) {
	h := wireRoom(t)
	afternoon(h)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	s.told("#wire .rows", "Norland and Vesmark")
	if rows := s.rows(); !strings.HasPrefix(rows, "FLASH Earthquake") {
		t.Errorf("rows = %s, want the flash that nobody has seen on top", rows)
	}
	s.told("#row-"+eval[string](s, `[...document.querySelectorAll("#wire .ev")].find(e => e.textContent.includes("Norland and Vesmark")).dataset.key`)+" .fc", "+2 ¶, lead unchanged, 2 new figures")
	s.press("j")
	s.press("j")
	s.press("o")
	s.do(chromedp.WaitVisible("#story .body"))
	s.shot("list-1440-light")
	newsroomtest.CheckAxe(t, s.ctx, "wire list with a story")
	s.dark(true)
	s.shot("list-1440-dark")
	newsroomtest.CheckAxe(t, s.ctx, "wire list with a story, dark")
	s.do(chromedp.EmulateViewport(390, 844))
	s.shot("list-390-story-dark")
	s.do(chromedp.Click("#panes button"))
	s.shot("list-390-dark")
	s.dark(false)
	s.shot("list-390-light")
	s.do(chromedp.EmulateViewport(1280, 800))
	s.shot("list-1280-light")
	s.do(chromedp.EmulateViewport(390, 844))
	newsroomtest.CheckAxe(t, s.ctx, "wire list on a phone")
	if wide := eval[bool](s, `document.documentElement.scrollWidth > innerWidth`); wide {
		t.Error("the page is wider than the phone")
	}
}

// slash presses that key as a keyboard does: its character follows only if nobody
// took the key.
func (s *screen) slash() {
	s.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		p := input.DispatchKeyEventParams{Type: kind, Key: "/", Code: "Slash", WindowsVirtualKeyCode: 191}
		if kind == input.DispatchKeyEventTypeKeyDown {
			p.Text = "/"
		}
		if _, err := chromedp.Call(s.ctx, input.DispatchKeyEvent, p); err != nil {
			s.t.Fatal(err)
		}
	}
}

const chosenTop = `Math.round(document.querySelector("#wire .ev.chosen").getBoundingClientRect().top)`

// What comes in while somebody reads the list waits under a bar, is told, and
// moves nothing that is looked at.
func TestListNewRowsMoveNothing(t *testing.T) {
	h := wireRoom(t)
	for i := range 60 {
		h.File(fmt.Sprint("s", i), came(fmt.Sprint("Report number ", i), 100+i)...)
	}
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	for range 14 {
		s.press("j")
	}
	s.settled()
	headline, top := eval[string](s, `document.querySelector("#wire .ev.chosen .hw").textContent`), eval[int](s, chosenTop)
	for i := range 7 {
		h.File(fmt.Sprint("n", i), came(fmt.Sprint("Newer report ", i), 1)...)
	}
	s.told("#wire .fresh", "7 new")
	if now := eval[int](s, chosenTop); now != top || headline != eval[string](s, `document.querySelector("#wire .ev.chosen .hw").textContent`) {
		t.Errorf("the chosen row moved from %d to %d", top, now)
	}
	// A take of a row in sight is told in its place.
	f := h.File("seen", came("Story that moves", 0)...)
	s.told("#wire .fresh", "8 new")
	s.shot("list-new")
	s.press("n")
	s.told("#wire .rows", "Story that moves")
	s.until(`document.querySelector("#wire .fresh").hidden`)
	v := *f.Latest
	v.N, v.Words, v.At = 2, 777, h.Now()
	d := news.StoryDeed{Verb: news.VerbUpdated, At: h.Now(), Story: f.Story, Version: &v}
	d.Story.Head = 2
	if _, err := h.Store.SaveStory(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	s.told("#row-"+string(f.Story.ID), "777 w")
	// A flash stands on top.
	h.File("flash", came("Dam breaks above Hallen", 0, func(d *news.StoryDeed) { d.Version.Urgency = 1 })...)
	s.until(`document.querySelector("#wire .fresh").textContent.includes("FLASH NPA") || document.querySelector("#wire .ev .hd").textContent.includes("Dam breaks")`)
	s.press("n")
	s.until(`document.querySelector("#wire .ev .hd").textContent.includes("Dam breaks")`)
	for i := range 3 {
		h.File(fmt.Sprint("after", i), came(fmt.Sprint("After the flash ", i), 0)...)
	}
	s.until(`document.querySelector("#wire .fresh").textContent.includes("3 new") || document.querySelector("#wire .rows").textContent.includes("After the flash 2")`)
	s.press("n")
	s.told("#wire .rows", "After the flash 2")
	if rows := s.rows(); !strings.HasPrefix(rows, "FLASH Dam breaks") {
		t.Errorf("rows = %.200s, want the flash on top until it is read", rows)
	}
}

// A flash nobody has seen stands above newer rows that were read before the list
// was opened.
func TestListUnreadFlashAboveReadRows(t *testing.T) {
	h := wireRoom(t)
	var read []news.StoryID
	for i := range 6 {
		read = append(read, h.File(fmt.Sprint("s", i), came(fmt.Sprint("Report number ", i), 10+i)...).Story.ID)
	}
	h.File("flash", came("Dam breaks above Hallen", 90, func(d *news.StoryDeed) { d.Version.Urgency = 1 })...)
	s := seat(t, h, "kt", news.Editor)
	for _, id := range read {
		if err := h.Desk.MarkRead(t.Context(), s.user, id, 1); err != nil {
			t.Fatal(err)
		}
	}
	s.wire("/")
	s.told("#wire .rows", "Report number 5")
	if rows := s.rows(); !strings.HasPrefix(rows, "FLASH Dam breaks") || !strings.Contains(rows, "Report number 0 | Report number 1 | Report number 2") {
		t.Errorf("rows = %s, want the unread flash on top and the rest newest first", rows)
	}
}

// A request for rows that moved is made again when it was refused, and the list
// says that it is behind until then.
func TestListAsksAgain(t *testing.T) {
	h := wireRoom(t)
	h.File("a", came("Ferry", 3)...)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	eval[int](s, `(() => {
		const real = window.fetch;
		window.refused = 0;
		window.fetch = (url, o) => String(url).includes("&story=") && window.refused < 2
			? (window.refused++, Promise.resolve(new Response('{"message":"busy"}', { status: 503, headers: { "Content-Type": "application/json" } })))
			: real(url, o);
		return 1;
	})()`)
	h.File("b", came("Harbour closed", 0)...)
	s.told("#wire .listsaid", "not up to date")
	s.until(`document.querySelector("#wire .rows").textContent.includes("Harbour closed") || document.querySelector("#wire .fresh").textContent.includes("1 new")`)
	if n := eval[int](s, `window.refused`); n != 2 {
		t.Errorf("%d requests were refused, want 2 before the one that was not", n)
	}
	s.until(`document.querySelector("#wire .listsaid").textContent === ""`)
}

// The foot says of each agency when its newest came and whether that is well, and
// is red where one is silent.
func TestListFootHasTheAgencies(t *testing.T) {
	h := wireRoom(t)
	if _, err := h.Store.FellSilent(t.Context(), "npa", h.Now().Add(-31*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Store.SaveSource(t.Context(), news.Source{ID: "old", Name: "Old", Credit: "OLD", Retired: h.Now()}, h.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Wire.Take(t.Context(), "afk", "f.json", "test", strings.NewReader(fmt.Sprintf(copyText, "a", "a", "15000000", "x"))); err != nil {
		t.Fatal(err)
	}
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	s.told("#agencies", "NPA 31 min silent")
	s.told("#agencies", " ok")
	if red := eval[string](s, `[...document.querySelectorAll("#agencies .ill")].map(e => e.textContent).join()`); red != "NPA 31 min silent" {
		t.Errorf("red in the foot = %q, want the agency that is silent", red)
	}
	if all := s.says("#agencies"); strings.Contains(all, "OLD") || !strings.Contains(all, "AFK ") || !strings.Contains(all, "REG nothing yet") {
		t.Errorf("the foot = %q, want the agencies at work", all)
	}
}

// The whole list by keyboard alone.
func TestListByKeyboard(t *testing.T) {
	h := wireRoom(t)
	afternoon(h)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	s.slash()
	s.do(chromedp.KeyEvent("agency:afk strike"))
	s.until(`document.querySelectorAll("#wire .ev").length === 1`)
	if rows := s.rows(); rows != "Port workers extend their strike by two days" {
		t.Errorf("rows = %s, want the strike alone", rows)
	}
	s.press(kb.Enter)
	s.press("j")
	s.press("t")
	s.told("#wire .listsaid", "on your desk")
	s.told("#wire .ev", "with you")
	s.do(chromedp.WaitVisible("#story .body"))
	s.until(`!document.querySelector("#wire .ev.unread")`)
	s.press("u")
	s.until(`document.querySelector("#wire .ev.unread")`)
	s.press("w")
	s.told("#wire .ev", "watched")
	s.press("s")
	s.told("#wire .listsaid", "Spiked")
	s.told("#wire .empty", "No story is one of these")
	s.press("z")
	s.told("#wire .ev", "Port workers")
	// Errors say what to write; Escape leads back to all.
	s.slash()
	s.do(chromedp.KeyEvent("agncy:x"))
	s.told("#filter-said", "there are agency, title")
	s.press(kb.Escape)
	s.told("#wire .rows", "Norland and Vesmark")
	// An event is unfolded and folded.
	s.until(`document.activeElement.closest(".rows")`)
	key := eval[string](s, `[...document.querySelectorAll("#wire .ev")].find(e => e.textContent.includes("Norland and Vesmark")).dataset.key`)
	s.press(kb.Home)
	for range 20 {
		if eval[bool](s, fmt.Sprintf(`document.querySelector("#wire .ev.chosen")?.dataset.key === %q`, key)) {
			break
		}
		s.press("j")
	}
	s.press(kb.ArrowRight)
	s.until(`document.querySelectorAll("#wire .ev.inner").length === 1 && document.querySelector("#wire .ev.chosen").getAttribute("aria-expanded") === "true"`)
	s.shot("list-unfolded")
	s.press("j")
	s.press(kb.ArrowLeft)
	s.until(`document.querySelectorAll("#wire .ev.inner").length === 0`)
	// Several at once.
	s.press("x")
	s.press("x")
	s.until(`document.querySelectorAll("#wire .ev.picked").length === 2`)
	s.press("w")
	s.until(`[...document.querySelectorAll("#wire .ev .fc")].filter(e => e.textContent.includes("watched")).length >= 2`)
	// What is on the desk stands in my stories.
	s.press("g")
	s.press("s")
	s.do(chromedp.WaitVisible("#wire[data-list=stories] .ev"))
	s.told("#wire .rows", "Port workers")
	s.shot("stories-1440")
	newsroomtest.CheckAxe(t, s.ctx, "my stories")
}

// A search is saved by name, found by its number, and seen by others if it is
// everybody's.
func TestListSavedSearch(t *testing.T) {
	h := wireRoom(t)
	afternoon(h)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	s.do(chromedp.SendKeys("#filter", "agency:reg"))
	s.until(`document.querySelector("#wire .rows").textContent.includes("Zentralbank") && !document.querySelector("#wire .rows").textContent.includes("Port workers")`)
	s.do(chromedp.Click(`//button[text()="Save"]`), chromedp.WaitVisible("#search-name"), chromedp.SendKeys("#search-name", "Region"), chromedp.Click("#search-shared"), chromedp.Click("dialog .btn.pri"))
	s.told("#wire .searches", "Region")
	s.press("1")
	s.told("#wire .rows", "Port workers")
	s.press("2")
	s.until(`!document.querySelector("#wire .rows").textContent.includes("Port workers")`)
	s.shot("list-saved")
	other := s.beside("ab", news.Reporter)
	other.wire("/")
	other.told("#wire .searches", "Region")
	s.do(chromedp.Click(`//button[text()="Arrange"]`), chromedp.WaitVisible("dialog .searchlist"))
	newsroomtest.CheckAxe(t, s.ctx, "saved searches")
	s.do(chromedp.Click(`//button[text()="Remove"]`))
	other.until(`!document.querySelector("#wire .searches").textContent.includes("Region")`)
}

// Where somebody is signed out elsewhere, the open list says so and hears no more.
func TestListEndsWithTheSession(t *testing.T) {
	h := wireRoom(t)
	h.File("a", came("Ferry", 3)...)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	eval[int](s, `(window.ended = 0, window.begin = performance.now(), new MutationObserver(() => { if (document.querySelector("#wire.behind")) window.ended ||= performance.now(); }).observe(document.querySelector("#wire"), {attributes: true}), 1)`)
	begin := time.Now()
	if err := h.People.EndSessions(news.Actor{User: &s.user}.In(t.Context()), s.user.ID, ""); err != nil {
		t.Fatal(err)
	}
	s.until(`window.ended > 0`)
	if took := time.Since(begin); took > 1500*time.Millisecond {
		t.Errorf("the stream ended after %v, want within a second", took)
	}
}
