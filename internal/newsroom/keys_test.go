package newsroom_test

import (
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The sheet of keys is read from its heading, by groups, with its button in view,
// and leads back to where somebody was.
func TestKeySheet(t *testing.T) {
	h := wireRoom(t)
	f := h.File("a", came("Ferry", 3)...)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/story/" + string(f.Story.ID))
	s.do(chromedp.WaitVisible("#tab-notes"))
	eval[bool](s, `(document.querySelector("#wire .rows").focus(), true)`)
	s.press("?")
	s.do(chromedp.WaitVisible(".keysheet"))
	s.shot("keys-1440")
	if at := eval[string](s, `document.activeElement.id`); at != "keys-heading" {
		t.Errorf("the focus is on %q, want the heading", at)
	}
	if top := eval[int](s, `document.querySelector(".keygroups").scrollTop + document.querySelector(".keysheet").scrollTop`); top != 0 {
		t.Errorf("the sheet is scrolled by %d, want its beginning", top)
	}
	if got := eval[string](s, `[...document.querySelectorAll(".keysheet h3")].map(e => e.textContent).join()`); got != "Everywhere,Story,List,In the body,Panel" {
		t.Errorf("groups = %s", got)
	}
	if n := eval[int](s, `new Set([...document.querySelectorAll(".keysheet section")].map(e => e.getBoundingClientRect().left)).size`); n < 2 {
		t.Errorf("the sheet has %d columns at 1440 px, want two or three", n)
	}
	inView := `(() => {
		const b = document.querySelector(".keysheet .btn").getBoundingClientRect(), g = document.querySelector(".keygroups").getBoundingClientRect();
		return b.top >= 0 && b.bottom <= innerHeight && b.bottom <= g.top;
	})()`
	if !eval[bool](s, inView) {
		t.Error("Close is out of view or covers lines")
	}
	newsroomtest.CheckAxe(t, s.ctx, "sheet of keys")
	s.press(kb.Escape)
	s.until(`!document.querySelector(".keysheet") && document.activeElement.classList.contains("rows")`)
	s.do(chromedp.EmulateViewport(390, 844))
	s.press("?")
	s.do(chromedp.WaitVisible(".keysheet"))
	s.shot("keys-390")
	if !eval[bool](s, inView) || eval[bool](s, `document.documentElement.scrollWidth > innerWidth`) {
		t.Error("on a phone Close is out of view or the sheet is wider than the screen")
	}
	newsroomtest.CheckAxe(t, s.ctx, "sheet of keys on a phone")
}

// No two keys of a page are the same; those of a part that must hold the focus come
// before the page's.
func TestKeysDoNotClash(t *testing.T) {
	h := wireRoom(t)
	f := h.File("a", came("Ferry", 3)...)
	s := seat(t, h, "kt", news.Editor)
	for _, path := range []string{"/story/" + string(f.Story.ID), "/stories", "/plan", "/fronts/courier", "/account"} {
		s.do(chromedp.Navigate(h.Address(path)))
		s.until(`document.querySelector("#panel") ? document.querySelector("#tab-notes") : document.readyState === "complete"`)
		eval[bool](s, `(document.activeElement.blur(), true)`)
		s.press("?")
		s.do(chromedp.WaitVisible(".keysheet"))
		twice := eval[[]string](s, `[...document.querySelectorAll(".keysheet dt:not([data-scope])")].map(e => e.dataset.keys.toLowerCase()).filter((k, i, all) => all.indexOf(k) !== i)`)
		if len(twice) > 0 {
			t.Errorf("%s binds twice: %s", path, strings.Join(twice, ", "))
		}
	}
}

// The panel's tabs stand in one line and have the keys of their places.
func TestPanelTabsInOneLine(t *testing.T) {
	h := wireRoom(t)
	f := h.File("a", came("Ferry", 3)...)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/story/" + string(f.Story.ID))
	s.do(chromedp.WaitVisible("#tab-notes"))
	s.do(chromedp.WaitVisible("#story .body"))
	if got := eval[string](s, `[...document.querySelectorAll("#panel [role=tab]")].map(e => e.id).join()`); got != "tab-publish,tab-preview,tab-versions,tab-checks,tab-placement,tab-notes" {
		t.Fatalf("tabs = %s", got)
	}
	one := `new Set([...document.querySelectorAll("#panel [role=tab]")].map(e => e.offsetTop)).size === 1`
	eval[bool](s, `(document.querySelector("#tab-notes").append("12"), document.querySelector("#tab-checks").append(" 12"), true)`)
	if !eval[bool](s, one+` && document.querySelector("#panel .tabs").scrollWidth <= document.querySelector("#panel .tabs").clientWidth`) {
		t.Error("the tabs do not fit one line at 1440 px")
	}
	s.shot("tabs-1440")
	s.press("1", chromedp.ModifierCtrl, chromedp.ModifierAlt)
	s.until(`document.querySelector("#tab-publish").getAttribute("aria-selected") === "true"`)
	s.do(chromedp.EmulateViewport(320, 800))
	s.press("6", chromedp.ModifierCtrl, chromedp.ModifierAlt)
	s.until(`document.querySelector("#tab-notes").getAttribute("aria-selected") === "true"`)
	seen := `(() => {
		const t = document.querySelector("#tab-notes").getBoundingClientRect(), s = document.querySelector("#panel .tabs").getBoundingClientRect();
		return t.left >= s.left - 1 && t.right <= s.right + 1;
	})()`
	if !eval[bool](s, one) || !eval[bool](s, seen) {
		t.Error("in a narrow panel the tabs wrap or the chosen one is out of sight")
	}
}

// On a phone the current screen is in sight at the top, and edges with more beyond
// them fade.
func TestNavigationOnAPhone(t *testing.T) {
	h := wireRoom(t)
	s := seat(t, h, "ad", news.Administrator)
	s.do(chromedp.EmulateViewport(390, 844))
	for path, more := range map[string]string{"/": "after", "/roads": "before"} {
		s.do(chromedp.Navigate(h.Address(path)))
		s.until(`(document.querySelector(".top nav").dataset.more || "").includes("` + more + `")`)
		if !eval[bool](s, `(() => {
			const a = document.querySelector(".top nav [aria-current]").getBoundingClientRect(), n = document.querySelector(".top nav").getBoundingClientRect();
			return a.left >= n.left && a.right <= n.right;
		})()`) {
			t.Errorf("%s: the current screen is out of sight", path)
		}
		s.shot("nav-390" + strings.ReplaceAll(path, "/", "-"))
	}
}
