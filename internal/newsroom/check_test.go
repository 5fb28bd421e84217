package newsroom_test

import (
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
)

// What stops a story disables the button in words, F7 leads to where it is mended,
// and a warning is passed with a reason that stays.
func TestChecksLeadToTheirFields(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Editor)
	f := h.File("a", waiting, func(d *news.StoryDeed) { d.Version.Headline, d.Version.Standfirst = "", "" })
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.press("Ctrl+Enter")
	d.says("#publish-stops", "It has no headline; edit it first.")
	if d.js(`document.querySelector("#publish-send").disabled`) != "true" {
		t.Error("publish is not disabled without a headline")
	}
	d.js(`document.querySelector("#tab-checks").click()`)
	d.says("#tabpanel-checks", "It has no standfirst")
	d.shot("list")
	d.js(`document.dispatchEvent(new KeyboardEvent("keydown", { key: "F7", bubbles: true }))`)
	d.until(`document.activeElement.id === "field-headline"`)
	d.js(`document.dispatchEvent(new KeyboardEvent("keydown", { key: "F7", bubbles: true }))`)
	d.until(`document.activeElement.id === "field-standfirst"`)
	d.set("#field-headline", "Ferries sail again")
	d.until(`!document.querySelector("#tabpanel-checks").innerText.includes("no headline")`)
	d.click("Pass it …")
	d.set(".passing input", "It is a flash.")
	d.click("Pass")
	d.js(`document.querySelector(".passing")?.requestSubmit()`)
	d.says("#tabpanel-checks", "It is a flash.")
	d.shot("passed")
	if passed := h.Story(f.Story.ID).Story.Passed; len(passed) != 1 || passed[0].By != "desk:kt" {
		t.Errorf("Story().Passed = %+v, want one by kt", passed)
	}
}

// The byline's field is closed while the words are the agency's, and says what
// readers are told.
func TestBylineFieldIsLocked(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	_, token := h.User("kt", news.Editor)
	f := h.File("a", waiting)
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.says("#byline-told", "Locked: Agency report: NPA")
	if d.js(`document.querySelector("#field-byline").readOnly`) != "true" {
		t.Error("the byline's field is open")
	}
}
