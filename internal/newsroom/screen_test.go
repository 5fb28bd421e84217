package newsroom_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// screen is a tab of somebody who works at the desk.
type screen struct {
	t     *testing.T
	h     *newsroomtest.House
	ctx   context.Context
	user  news.User
	token string
}

// seat opens a browser for a new account.
func seat(t *testing.T, h *newsroomtest.House, name string, role news.Role) *screen {
	t.Helper()
	s := &screen{t: t, h: h}
	s.user, s.token = h.User(name, role)
	s.ctx = h.Browser(s.token, 1440, 900)
	s.listen()
	return s
}

// beside opens a window for a new account in the browser of another, with cookies
// and a store of its own.
func (s *screen) beside(name string, role news.Role) *screen {
	s.t.Helper()
	n := &screen{t: s.t, h: s.h}
	n.user, n.token = s.h.User(name, role)
	ctx, cancel := chromedp.NewContext(s.ctx, chromedp.WithNewBrowserContext())
	s.t.Cleanup(cancel)
	n.ctx = ctx
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		s.t.Fatal(err)
	}
	n.signIn()
	n.listen()
	return n
}

// another opens another tab of the same person.
func (s *screen) another() *screen {
	s.t.Helper()
	n := *s
	var cancel context.CancelFunc
	n.ctx, cancel = chromedp.NewContext(s.ctx)
	s.t.Cleanup(cancel)
	n.listen()
	return &n
}

func (s *screen) signIn() {
	s.t.Helper()
	cookie := network.SetCookieParams{Name: "desk", Value: s.token, Domain: "desk.localhost", Path: "/", HTTPOnly: new(true)}
	if _, err := chromedp.Call(s.ctx, network.SetCookie, cookie); err != nil {
		s.t.Fatal(err)
	}
}

// listen fails the test if a page's script fails.
func (s *screen) listen() {
	s.t.Helper()
	if err := chromedp.Do(s.ctx); err != nil {
		s.t.Fatal(err)
	}
	err := chromedp.Listen(s.ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventExceptionThrown); ok {
			s.t.Errorf("script of %s: %s %v", s.user.Name, e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, steps...); err != nil {
		s.t.Fatalf("%s: %v; the story pane says: %s", s.user.Name, err, s.says("#story"))
	}
}

// open shows a story and waits for its editor.
func (s *screen) open(id news.StoryID) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.h.Address("/story/"+string(id))), chromedp.WaitVisible("#story .body"))
}

// eval returns what an expression is worth in the page.
func eval[T any](s *screen, expression string) T {
	s.t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		s.t.Fatalf("%s: %s: %v", s.user.Name, expression, err)
	}
	return v
}

// until waits for an expression to be true in the page.
func (s *screen) until(expression string) {
	s.t.Helper()
	if _, err := chromedp.Run(s.ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingInterval(50*time.Millisecond))); err != nil {
		s.t.Fatalf("%s: %s never came true: %v; the story pane says: %s", s.user.Name, expression, err, s.says("#story"))
	}
}

// told waits for an element to say something.
func (s *screen) told(selector, words string) {
	s.t.Helper()
	s.until(fmt.Sprintf("(document.querySelector(%q)?.textContent || '').includes(%q)", selector, words))
}

func (s *screen) says(selector string) string {
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[string](fmt.Sprintf("(document.querySelector(%q)?.innerText || '')", selector)))
	if err != nil {
		return err.Error()
	}
	return v
}

// at puts the cursor behind words of the body.
func (s *screen) at(words string) {
	s.t.Helper()
	if !eval[bool](s, fmt.Sprintf(`(() => {
		const body = document.querySelector(".body");
		body.focus();
		const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) {
			const i = walk.currentNode.data.indexOf(%[1]q);
			if (i >= 0) { getSelection().collapse(walk.currentNode, i + %[1]q.length); return true; }
		}
		return false;
	})()`, words)) {
		s.t.Fatalf("%s: the body has no %q: %s", s.user.Name, words, s.says(".body"))
	}
	s.settled()
}

// settled waits until the editor has heard of a selection made by a script.
func (s *screen) settled() {
	s.t.Helper()
	eval[int](s, `(window.settled = false, requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { window.settled = true; }, 30))))`)
	s.until("window.settled")
}

// typed puts the cursor behind words of the body and types.
func (s *screen) typed(after, keys string) {
	s.t.Helper()
	s.at(after)
	s.do(chromedp.KeyEvent(keys))
}

// press presses a key with others held.
func (s *screen) press(key string, held ...chromedp.Modifier) {
	s.t.Helper()
	s.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(held...)))
}

// enter presses Enter as a keyboard does: its character follows only if nobody took
// the key, which two events of their own would not heed.
func (s *screen) enter() {
	s.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		p := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}
		if kind == input.DispatchKeyEventTypeKeyDown {
			p.Text = "\r"
		}
		if _, err := chromedp.Call(s.ctx, input.DispatchKeyEvent, p); err != nil {
			s.t.Fatal(err)
		}
	}
}

// working waits for a user's working copy on the server to be as wanted.
func (s *screen) working(id news.StoryID, want func(news.Wording) bool) news.WorkingCopy {
	s.t.Helper()
	var c news.WorkingCopy
	deadline, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for deadline.Err() == nil {
		var err error
		if c, err = s.h.Store.WorkingCopy(s.ctx, id, s.user.ID); err == nil && want(c.Wording) {
			return c
		}
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			s.t.Fatal(err)
		}
		<-look.C
	}
	s.t.Fatalf("working copy of %s = %+v; the story pane says: %s", s.user.Name, c.Wording, s.says("#story"))
	return c
}

func has(words ...string) func(news.Wording) bool {
	return func(w news.Wording) bool {
		for _, x := range words {
			if !strings.Contains(w.Body, x) {
				return false
			}
		}
		return true
	}
}

func threeParagraphs(d *news.StoryDeed) {
	d.Version.Body = "<p>Calm sea.</p>\n<p>Fair wind.</p>\n<p>Good boat.</p>"
}

func (s *screen) offline(yes bool) {
	s.t.Helper()
	if _, err := chromedp.Call(s.ctx, network.Enable, network.EnableParams{}); err != nil {
		s.t.Fatal(err)
	}
	all := []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: yes}}
	if _, err := chromedp.Call(s.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: all}); err != nil {
		s.t.Fatal(err)
	}
}

// crash ends the tab's process without a word to its page.
func (s *screen) crash() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 5*time.Second)
	defer cancel()
	_ = chromedp.Do(ctx, chromedp.Navigate("chrome://crash")) // never comes back
}

// paste puts something on a clipboard and pastes it at the cursor.
func (s *screen) paste(kind, words string) {
	s.t.Helper()
	eval[int](s, fmt.Sprintf(`(() => {
		const d = new DataTransfer();
		d.setData(%s, %s);
		document.querySelector(".body").dispatchEvent(new ClipboardEvent("paste", { clipboardData: d, bubbles: true, cancelable: true }));
		return 1;
	})()`, quoteJS(kind), quoteJS(words)))
}

func quoteJS(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}
