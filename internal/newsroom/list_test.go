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
	_ = kb.Enter
}
