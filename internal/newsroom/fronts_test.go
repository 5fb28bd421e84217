package newsroom_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/press"
	"broadsheet/internal/store/storetest"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// frontDesk opens the front of the courier with eight stories.
func frontDesk(t *testing.T) (*screen, []news.StoryFile) {
	t.Helper()
	h := newsroomtest.Open(t)
	var files []news.StoryFile
	for i, headline := range []string{"Ferry opens", "Bridge closes", "Choir sings", "Port grows", "Mill burns", "Team wins", "Tower leans", "Snow falls"} {
		files = append(files, h.File(fmt.Sprint("f", i), func(d *news.StoryDeed) {
			d.At = storetest.T0.Add(time.Duration(i) * time.Minute)
			d.Version.Headline, d.Version.Urgency = headline, 2+i
			d.Placements[0].Section = []string{"world", "sport"}[i%2]
		}))
	}
	h.Set(storetest.T0.Add(time.Hour))
	s := seat(t, h, "ed", news.Editor)
	s.frontOpen("/fronts/courier")
	return s, files
}

func (s *screen) frontOpen(path string) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.h.Address(path)), chromedp.WaitVisible("#front-page .slot-head"), chromedp.WaitVisible("#side-list .take"))
}

// slotSays waits until words stand on a place.
func (s *screen) slotSays(at, words string) {
	s.t.Helper()
	s.told(fmt.Sprintf(`.slot[data-at="%s"]`, at), words)
}

// paper waits until one headline stands before another on readers' front.
func (s *screen) paper(first, second string) {
	s.t.Helper()
	var page string
	for range 100 {
		page = s.reads("/")
		if a, b := strings.Index(page, first+"</a>"), strings.Index(page, second+"</a>"); a >= 0 && b > a {
			return
		}
		pause()
	}
	s.t.Errorf("readers' front does not have %q before %q:\n%s", first, second, page)
}

// pause lets the follower of the journal run.
func pause() { <-time.After(20 * time.Millisecond) }

func (s *screen) reads(path string) string {
	s.t.Helper()
	r, err := s.h.Client().Get(s.h.Paper(path))
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s = %d, %v", path, r.StatusCode, err)
	}
	return string(b)
}

// settle does what the clock makes due at a moment.
func (s *screen) settle(at time.Time) {
	s.t.Helper()
	s.h.Set(at)
	if err := (press.Due{Store: s.h.Store, Now: s.h.Now, Log: slog.Default()}).Settle(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// middle returns where an element is, after scrolling to it.
func (s *screen) middle(selector string) (x, y float64) {
	s.t.Helper()
	p := eval[[]float64](s, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.left + r.width / 3, r.top + Math.min(r.height / 2, 20)]; })()`, selector))
	return p[0], p[1]
}

func (s *screen) drag(from, to string) {
	s.t.Helper()
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		if err := chromedp.Do(s.ctx, chromedp.MouseEvent(kind, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1))); err != nil {
			s.t.Fatal(err)
		}
	}
	x, y := s.middle(from)
	toX, toY := s.middle(to)
	mouse(input.DispatchMouseEventTypeMousePressed, x, y)
	for i := range 5 {
		part := float64(i+1) / 5
		mouse(input.DispatchMouseEventTypeMouseMoved, x+(toX-x)*part, y+(toY-y)*part)
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, toX, toY)
}

// click clicks an element, which may be drawn anew between its being found and its
// being hit.
func (s *screen) click(selector string) {
	s.t.Helper()
	for range 5 {
		err := chromedp.Do(s.ctx, chromedp.Click(selector))
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), "node with given id") {
			s.t.Fatalf("%s: click on %s: %v", s.user.Name, selector, err)
		}
	}
	s.t.Fatalf("%s: %s is drawn anew for ever", s.user.Name, selector)
}

func TestFrontByDragging(t *testing.T) {
	s, f := frontDesk(t)
	s.slotSays("lead", "Ferry opens")
	s.slotSays("lead", "by rule: urgency 2")
	s.drag("#take-"+string(f[7].Story.ID), `.slot[data-at="lead"]`)
	s.slotSays("lead", "Snow falls")
	s.told(`.slot[data-at="lead"] .slot-at`, "pinned")
	s.told("#front-stands", "1 change not published")
	s.paper("Bridge closes", "Snow falls")
	s.drag(`.slot[data-at="lead"] .slot-head`, `.slot[data-at="second/2"]`)
	s.slotSays("second/2", "Snow falls")
	s.slotSays("lead", "by rule")
	s.click("#front-step")
	s.slotSays("lead", "Snow falls")
	s.click("#front-publish")
	s.told("#front-said", "Readers have it: revision 1")
	s.paper("Snow falls", "Ferry opens")
	s.click("#front-undo")
	s.told("#front-said", "back to all by rule")
	s.paper("Ferry opens", "Snow falls")
}

func TestFrontByKeyboardAlone(t *testing.T) {
	s, f := frontDesk(t)
	focused := func(selector string) {
		t.Helper()
		s.until(fmt.Sprintf("document.activeElement?.matches(%q)", selector))
	}
	press := func(key string) {
		t.Helper()
		s.do(chromedp.KeyEvent(key))
	}
	press("/")
	focused("#side-filter")
	s.do(chromedp.KeyEvent("snow"))
	s.until("document.querySelectorAll('#side-list .take').length === 1")
	press("\t")
	focused("#take-" + string(f[7].Story.ID))
	press("\r")
	s.told("#front-live", "Picked up “Snow falls”")
	focused(`.slot-head[data-place="lead"]`)
	press("\x1b")
	s.told("#front-live", "was put back")
	focused("#take-" + string(f[7].Story.ID))
	press("\r")
	focused(`.slot-head[data-place="lead"]`)
	s.press(kb.ArrowDown)
	s.told("#front-live", "Second 1, 2 of")
	press(" ")
	s.slotSays("second/1", "Snow falls")
	s.told("#front-live", "is pinned to Second 1")
	focused(`.slot-head[data-place="second/1"]`)
	press(" ")
	s.told("#front-live", "Picked up")
	s.press(kb.ArrowUp)
	press(" ")
	s.slotSays("lead", "Snow falls")
	s.press(kb.Enter, chromedp.ModifierCtrl)
	s.told("#front-said", "revision 1")
	s.paper("Snow falls", "Ferry opens")
}

func TestFrontChangesOverAtItsTime(t *testing.T) {
	s, f := frontDesk(t)
	s.drag("#take-"+string(f[6].Story.ID), `.slot[data-at="lead"]`)
	s.slotSays("lead", "Tower leans")
	// 13:30 in Berlin is half past twelve.
	eval[any](s, `(document.querySelector("#front-when").value = "2026-11-23T13:30")`)
	s.click("#front-later")
	s.told("#front-said", "It changes by itself at 13:30")
	due := time.Date(2026, 11, 23, 12, 30, 0, 0, time.UTC)
	s.settle(due.Add(-time.Second))
	s.paper("Ferry opens", "Tower leans")
	s.settle(due)
	s.paper("Tower leans", "Ferry opens")
	s.frontOpen("/fronts/courier")
	s.click("#side-history")
	s.told("#side-room", "1. pinned to lead")
	newsroomtest.CheckAxe(t, s.ctx, "history of a front")
}

func TestBannerFromTheScreen(t *testing.T) {
	s, f := frontDesk(t)
	s.click("#side-banner")
	s.do(chromedp.SendKeys("#banner-words", "Bridge closed to all traffic"))
	eval[any](s, fmt.Sprintf(`(document.querySelector("#banner-story").value = %q)`, f[1].Story.ID))
	newsroomtest.CheckAxe(t, s.ctx, "breaking news")
	s.click("#banner-form .pri")
	s.told("#banner-stands", "60 min left")
	link := `<a href="/@courier/` + f[1].Placements[0].Path + `">Bridge closed to all traffic</a>`
	for i := 0; !strings.Contains(s.reads("/sport/"), link); i++ {
		if i == 100 {
			t.Fatal("the banner is not on readers' pages")
		}
		pause()
	}
	s.settle(storetest.T0.Add(2*time.Hour + 5*time.Minute))
	for i := 0; strings.Contains(s.reads("/sport/"), "Bridge closed to all"); i++ {
		if i == 100 {
			t.Fatal("the banner stays after its end")
		}
		pause()
	}
}

func TestTwoEditorsOfOneFront(t *testing.T) {
	s, f := frontDesk(t)
	other := s.beside("kt", news.Editor)
	other.frontOpen("/fronts/courier")
	s.drag("#take-"+string(f[7].Story.ID), `.slot[data-at="lead"]`)
	s.slotSays("lead", "Snow falls")
	other.drag("#take-"+string(f[6].Story.ID), `.slot[data-at="lead"]`)
	other.slotSays("lead", "Tower leans")
	other.click("#front-publish")
	other.told("#front-said", "revision 1")
	if !eval[bool](s, `!!document.querySelector("#front-clash")`) { // the live stream may have told already
		s.click("#front-publish")
	}
	s.told("#front-clash", "kt has published this front meanwhile")
	s.told("#front-clash", "Tower leans")
	s.told("#front-clash", "Snow falls")
	newsroomtest.CheckAxe(t, s.ctx, "two editors of one front")
	s.paper("Tower leans", "Ferry opens")
	s.click("#front-clash .btn:last-child")
	s.click("#front-publish")
	s.told("#front-said", "revision 2")
	s.paper("Snow falls", "Ferry opens")
}

func TestFrontScreenIsSound(t *testing.T) {
	s, f := frontDesk(t)
	newsroomtest.CheckAxe(t, s.ctx, "front")
	s.click("#side-layout")
	newsroomtest.CheckAxe(t, s.ctx, "layout of a front")
	for _, x := range []struct{ id, class string }{{"layout-double", "pair"}, {"layout-big", "big"}, {"layout-bare", "bare"}, {"layout-quiet", "quiet"}, {"layout-rule", ""}} {
		s.click("#" + x.id)
		s.until(fmt.Sprintf(`document.querySelector(".fp-top").classList.contains(%q) || %q === ""`, x.class, x.class))
	}
	s.click("#side-stories")
	s.until(`document.querySelector("#side-list .take")`)
	s.drag("#take-"+string(f[5].Story.ID), `.slot[data-at="lead"]`)
	s.slotSays("lead", "Team wins")
	s.click(`.slot[data-at="lead"] .slot-do button`)
	s.until(`document.querySelector("#pin-headline")`)
	s.do(chromedp.SendKeys("#pin-headline", "Our team wins it all"))
	newsroomtest.CheckAxe(t, s.ctx, "a pin")
	eval[any](s, `(document.querySelector("#pin-until").value = "2026-11-23T09:30")`)
	s.click("dialog.pin .pri")
	s.until(`!document.querySelector("dialog.pin")`)
	s.told("#front-page", "Team wins” is pinned here and not shown: the pin has ended")
	s.click("#front-step")
	s.slotSays("lead", "Team wins")
	s.until(`document.querySelector("#front-frame") || (document.querySelector("#front-look").click(), false)`) // the tools may be drawn anew still
	s.until(`document.querySelector("#front-frame")?.contentDocument?.querySelector(".preview")`)
	if text := eval[string](s, `document.querySelector("#front-frame").contentDocument.body.innerText`); !strings.Contains(text, "Team wins") {
		t.Errorf("the preview says %q, want the pinned story", text)
	}
	s.click("#front-discard")
	s.told("#front-said", "This is what readers have")
	s.frontOpen("/fronts/courier/sport")
	newsroomtest.CheckAxe(t, s.ctx, "front of a section")
	s.do(chromedp.Navigate(s.h.Address("/fronts")))
	s.until(`document.querySelector("table.fronts")`)
	newsroomtest.CheckAxe(t, s.ctx, "fronts")
}

// On a phone a story is picked up with one tap and put down with another.
func TestFrontOnAPhone(t *testing.T) {
	s, f := frontDesk(t)
	s.do(chromedp.EmulateViewport(390, 844))
	s.frontOpen("/fronts/courier")
	if over := eval[int](s, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.Errorf("the screen is %d px wider than the phone", over)
	}
	newsroomtest.CheckAxe(t, s.ctx, "front on a phone")
	s.click("#take-" + string(f[7].Story.ID))
	s.told("#front-carried", "Carrying “Snow falls”")
	s.click(`.slot-head[data-place="second/1"]`)
	s.slotSays("second/1", "Snow falls")
	s.told("#front-stands", "1 change not published")
}

func TestFrontsAreForThoseWhoMay(t *testing.T) {
	h := newsroomtest.Open(t)
	for _, x := range []struct {
		name   string
		role   news.Role
		titles []news.TitleID
		want   int
	}{{"rp", news.Reporter, nil, http.StatusForbidden}, {"ev", news.Editor, []news.TitleID{"evening"}, http.StatusForbidden}, {"ed", news.Editor, nil, http.StatusOK}} {
		_, token := h.User(x.name, x.role, x.titles...)
		for _, path := range []string{"/fronts/courier", "/data/front/courier/on/", "/preview/front/courier/"} {
			r, err := http.NewRequest(http.MethodGet, h.Address(path), nil)
			if err != nil {
				t.Fatal(err)
			}
			r.AddCookie(&http.Cookie{Name: "desk", Value: token})
			answer, err := h.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != x.want {
				t.Errorf("%s asks for %s: %d, want %d", x.name, path, answer.StatusCode, x.want)
			}
		}
	}
}

// A story has the same word of urgency beside a front as in the wire, and times say
// whose clock they are by.
func TestFrontSideSpeaksAsTheWireDoes(t *testing.T) {
	h := wireRoom(t)
	h.File("u", came("Ferry on strike", 5, liveNow, func(d *news.StoryDeed) { d.Version.Urgency = 2 })...)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	s.told("#wire .rows", "Ferry on strike")
	want := eval[string](s, `document.querySelector("#wire .ev .hd .flash")?.textContent || ""`)
	s.do(chromedp.Navigate(h.Address("/fronts/courier")), chromedp.WaitVisible("#side-list .take"))
	if got := eval[string](s, `document.querySelector("#side-list .take .flash")?.textContent || ""`); got != want {
		t.Errorf("beside the front the story is called %q, in the wire %q", got, want)
	}
	titles, err := h.Store.Titles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	zone := titles[slices.IndexFunc(titles, func(x news.Title) bool { return x.ID == "courier" })].TimeZone
	s.told("#side-zone", "clock of "+zone)
}
