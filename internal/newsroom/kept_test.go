package newsroom_test

import (
	"fmt"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
)

// A note being typed is there again after the page was left, for its user and its
// story alone, until it is sent.
func TestANoteStaysWhenThePageIsLeft(t *testing.T) {
	h := newsroomtest.Open(t)
	_, annas := h.User("anna", news.Editor)
	_, bos := h.User("bo", news.Editor)
	f, other := h.File("one"), h.File("two")
	y := &typist{t, h, h.Browser(annas, 1440, 900)}
	on := func(f news.StoryFile, want string) {
		t.Helper()
		y.goTo("/plan")
		y.goTo("/story/" + string(f.Story.ID) + "#notes")
		y.until(`document.querySelector("#note-text")`)
		if got := y.js(`document.querySelector("#note-text").value`); got != want {
			t.Errorf("the note on %s is %q, want %q", f.Latest.Slugline, got, want)
		}
	}
	on(f, "")
	y.js(`document.querySelector("#note-text").focus()`)
	y.types("Ask the harbour master")
	on(other, "")
	on(f, "Ask the harbour master")
	y.is(bos)
	on(f, "")
	y.is(annas)
	on(f, "Ask the harbour master")
	y.js(`document.querySelector("#note-text").focus()`)
	y.press("Ctrl+Enter")
	y.says(".notes", "Ask the harbour master")
	on(f, "")
}

// What is too much to paste is refused in words, and a template that is not saved
// is not left without a question.
func TestTemplateSaysWhatItRefuses(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	s.do(chromedp.Navigate(s.h.Address("/templates/new")), chromedp.WaitVisible(".template-body .body"))
	asked := `!dispatchEvent(new Event("beforeunload", { cancelable: true }))`
	if eval[bool](s, asked) {
		t.Error("the page asks before it is left and nothing was typed")
	}
	eval[int](s, `(() => {
		const d = new DataTransfer();
		d.setData("text/plain", "word ".repeat(500000));
		document.querySelector(".body").dispatchEvent(new ClipboardEvent("paste", { clipboardData: d, bubbles: true, cancelable: true }));
		return 1;
	})()`)
	s.told("#t-refused", "Nothing was pasted")
	s.do(chromedp.Focus(".template-body .body"), chromedp.KeyEvent("The teams"))
	s.until(`document.querySelector("#t-refused").hidden`)
	if !eval[bool](s, asked) {
		t.Error("the page does not ask before an unsaved template is left")
	}
	eval[any](s, `void document.querySelector("#template-form").dispatchEvent(new Event("submit"))`)
	if eval[bool](s, asked) {
		t.Error("the page asks after the template was saved")
	}
}

// A front that is not published stays in the browser until the server has laid it
// out, and is nobody else's.
func TestAFrontStaysUntilItIsLaidOut(t *testing.T) {
	s, f := frontDesk(t)
	s.drag("#take-"+string(f[7].Story.ID), `.slot[data-at="lead"]`)
	s.told("#front-stands", "1 change not published")
	place := fmt.Sprintf("front|%s|courier/", s.user.ID)
	kept := fmt.Sprintf(`localStorage.getItem(%q)`, place)
	s.until(kept)
	again := s.another()
	again.frontOpen("/fronts/courier")
	again.slotSays("lead", "Snow falls")
	again.told("#front-said", "Changes of yours that were not published are still here")

	other := s.another()
	other.user, other.token = s.h.User("kt", news.Editor)
	other.signIn()
	other.frontOpen("/fronts/courier")
	other.slotSays("lead", "Ferry opens")

	s.signIn()
	s = s.another()
	s.do(chromedp.Navigate(s.h.Address("/fronts")))
	eval[any](s, fmt.Sprintf(`void localStorage.setItem(%q, %s.replace('"layout":""', '"layout":"none such"'))`, place, kept))
	s.do(chromedp.Navigate(s.h.Address("/fronts/courier")))
	s.told("#front-page", "are kept in this browser and could not be laid out")
	if !eval[bool](s, "!!"+kept+`?.includes("none such")`) {
		t.Error("what the server refused is gone from the browser")
	}
	newsroomtest.CheckAxe(t, s.ctx, "a front that could not be laid out")
	s.click("#front-without")
	s.slotSays("lead", "Ferry opens")
	if eval[bool](s, "!!"+kept) {
		t.Error("what was discarded is still in the browser")
	}
}
