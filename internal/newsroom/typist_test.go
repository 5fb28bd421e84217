package newsroom_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// typist is somebody at the desk who has no mouse.
type typist struct {
	t   *testing.T
	h   *newsroomtest.House
	ctx context.Context
}

func (y *typist) do(steps ...chromedp.Action[chromedp.Void]) {
	y.t.Helper()
	if err := chromedp.Do(y.ctx, steps...); err != nil {
		y.t.Fatal(err)
	}
}

func (y *typist) js(expression string) string {
	y.t.Helper()
	got, err := chromedp.Run(y.ctx, chromedp.Evaluate[string](`(async () => String(await (`+expression+`)))()`, chromedp.EvalAwaitPromise))
	if err != nil {
		y.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// until waits until an expression holds, over pages that are left meanwhile.
func (y *typist) until(expression string) {
	y.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; {
		// A page that is being left answers with an error.
		got, err := chromedp.Run(y.ctx, chromedp.Evaluate[string](`(async () => { const end = performance.now() + 1000; for (;;) { if (`+expression+`) return "yes"; if (performance.now() > end) return document.body.innerText; await new Promise((r) => setTimeout(r, 10)); } })()`, chromedp.EvalAwaitPromise))
		if err == nil && got == "yes" {
			return
		}
		if time.Now().After(end) {
			y.shot("failed")
			y.t.Fatalf("never came: %s (%v); the screen says:\n%s", expression, err, got)
		}
	}
}

// says waits until an element has a text.
func (y *typist) says(selector, text string) {
	y.t.Helper()
	y.until(`document.querySelector(` + strconv.Quote(selector) + `)?.innerText.includes(` + strconv.Quote(text) + `)`)
}

// at waits until an element has the focus.
func (y *typist) at(selector string) {
	y.t.Helper()
	y.until(`document.activeElement?.matches(` + strconv.Quote(selector) + `)`)
}

// types types letters where the focus is.
func (y *typist) types(text string) {
	y.t.Helper()
	y.do(chromedp.KeyEvent(text))
}

// press sends keys one after the other: "Tab", "Ctrl+Enter", "a". A key whose
// deed is done by script writes no letter, as in a browser with a keyboard.
func (y *typist) press(keys ...string) {
	y.t.Helper()
	named := map[string]struct {
		text string
		code int64
	}{"Enter": {"\r", 13}, "Tab": {"", 9}, "Escape": {"", 27}, "ArrowDown": {"", 40}, "ArrowUp": {"", 38}}
	for _, k := range keys {
		parts := strings.Split(k, "+")
		last := parts[len(parts)-1]
		p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: last, Code: last, Text: last}
		if n, ok := named[last]; ok {
			p.Text, p.WindowsVirtualKeyCode = n.text, n.code
		} else {
			p.Code, p.WindowsVirtualKeyCode = "Key"+strings.ToUpper(last), int64(strings.ToUpper(last)[0])
		}
		for _, m := range parts[:len(parts)-1] {
			p.Modifiers |= map[string]int64{"Alt": 1, "Ctrl": 2, "Shift": 8}[m]
			p.Text = ""
		}
		for _, p.Type = range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			if p.Type == input.DispatchKeyEventTypeKeyUp {
				p.Text = ""
			}
			if _, err := chromedp.Call(y.ctx, input.DispatchKeyEvent, p); err != nil {
				y.t.Fatal(err)
			}
		}
	}
}

// tab presses Tab until an element has the focus.
func (y *typist) tab(selector string) {
	y.t.Helper()
	for range 60 {
		if y.js(`document.activeElement?.matches(`+strconv.Quote(selector)+`)`) == "true" {
			return
		}
		y.press("Tab")
	}
	y.t.Fatalf("Tab does not come to %s", selector)
}

func (y *typist) goTo(path string) {
	y.t.Helper()
	y.do(chromedp.Navigate(y.h.Address(path)))
	y.until(`document.querySelector("main")`)
}

// is makes the browser that of somebody else.
func (y *typist) is(token string) {
	y.t.Helper()
	cookie := network.SetCookieParams{Name: "desk", Value: token, Domain: "desk.localhost", Path: "/", HTTPOnly: new(true)}
	if _, err := chromedp.Call(y.ctx, network.SetCookie, cookie); err != nil {
		y.t.Fatal(err)
	}
}

// shot keeps pictures of the screen where BROADSHEET_SHOTS names a folder: light
// and dark, wide and on a phone.
func (y *typist) shot(name string) {
	y.t.Helper()
	dir := os.Getenv("BROADSHEET_SHOTS")
	if dir == "" {
		return
	}
	for _, scheme := range []string{"dark", "light"} {
		for _, width := range []int64{390, 1440} {
			if _, err := chromedp.Call(y.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
				y.t.Fatal(err)
			}
			y.do(chromedp.EmulateViewport(width, 900))
			got, err := chromedp.Call(y.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
			if err != nil {
				y.t.Fatal(err)
			}
			file := strings.Join([]string{"writing", name, strconv.FormatInt(width, 10), scheme}, "-") + ".png"
			if err := os.WriteFile(filepath.Join(dir, file), got.Data, 0o600); err != nil {
				y.t.Fatal(err)
			}
		}
	}
}

// sound checks a screen at 390 px: nothing is wider than the phone, and axe finds
// nothing there or at 1440 px.
func (y *typist) sound(what string) {
	y.t.Helper()
	newsroomtest.CheckAxe(y.t, y.ctx, what)
	y.do(chromedp.EmulateViewport(390, 844))
	if over := y.js(`document.documentElement.scrollWidth`); over != "390" {
		y.t.Errorf("%s is %s px wide on a phone of 390", what, over)
	}
	small := y.js(`[...document.querySelectorAll("main button, main select, main input:not([type=hidden]), main .btn, main .btn-quiet")].filter((e) => e.offsetParent && !e.closest("label") && !e.closest(".hide") && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 80)).join("\n")`)
	if small != "" {
		y.t.Errorf("%s has targets lower than 44 px on a phone:\n%s", what, small)
	}
	newsroomtest.CheckAxe(y.t, y.ctx, what+" on a phone")
	y.do(chromedp.EmulateViewport(1440, 900))
}
