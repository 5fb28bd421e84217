package newsroom_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/people"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestTypingIsSavedAndBecomesAVersion(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	s.typed("Calm", " and grey")
	c := s.working(f.Story.ID, has("Calm and grey sea."))
	if c.Head != 1 || c.Wording.Headline != f.Latest.Headline {
		t.Errorf("working copy = %+v, want it based on version 1 with the headline", c)
	}
	s.told("#story-status", "Saved ")
	s.told(".story-state", "8 words")
	s.press("s", chromedp.ModifierCtrl)
	s.told("#story-status", "Version 2 saved")
	if now := h.Story(f.Story.ID); now.Latest.Body != "<p>Calm and grey sea.</p>\n<p>Fair wind.</p>\n<p>Good boat.</p>" || now.Latest.By != "desk:anna" {
		t.Errorf("version 2 = %+v, want what was typed", now.Latest)
	}
	if _, err := h.Store.WorkingCopy(t.Context(), f.Story.ID, s.user.ID); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("WorkingCopy() = %v, want ErrNotFound", err)
	}
	s.typed("Fair", "ly strong")
	s.working(f.Story.ID, has("Fairly strong wind"))
	s.do(chromedp.Click("#story-acts .btn-quiet"))
	s.told("#story-note", "discarded")
	s.until(`!document.querySelector(".body").textContent.includes("strong")`)
	s.do(chromedp.Click("#story-note .btn"))
	s.working(f.Story.ID, has("Fairly strong wind"))
}

func TestKeysOfTheBody(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	body := func(call, want string) {
		t.Helper()
		s.press("s", chromedp.ModifierCtrl)
		s.until(`document.querySelector("#story-status").textContent.match(/Version \d+ saved|Nothing to save/)`)
		if got := h.Story(f.Story.ID).Latest.Body; got != want {
			t.Errorf("%s: body = %q, want %q", call, got, want)
		}
		eval[int](s, `(document.querySelector("#story-status").textContent = "", 1)`)
	}
	s.at("Fair")
	s.press("2", chromedp.ModifierCtrl, chromedp.ModifierShift)
	body("crosshead", "<p>Calm sea.</p>\n<h2>Fair wind.</h2>\n<p>Good boat.</p>")
	s.press("2", chromedp.ModifierCtrl, chromedp.ModifierShift)
	s.press("9", chromedp.ModifierCtrl, chromedp.ModifierShift)
	body("quote", "<p>Calm sea.</p>\n<blockquote><p>Fair wind.</p></blockquote>\n<p>Good boat.</p>")
	s.press("z", chromedp.ModifierCtrl)
	body("undo", threeBody)
	s.press(kb.ArrowDown, chromedp.ModifierAlt)
	s.do(chromedp.KeyEvent("X"))
	body("to the next paragraph", "<p>Calm sea.</p>\n<p>Fair wind.</p>\n<p>XGood boat.</p>")
	s.press(kb.ArrowUp, chromedp.ModifierAlt, chromedp.ModifierShift)
	body("move up", "<p>Calm sea.</p>\n<p>XGood boat.</p>\n<p>Fair wind.</p>")
	s.press(kb.ArrowDown, chromedp.ModifierAlt, chromedp.ModifierShift)
	s.press("8", chromedp.ModifierCtrl, chromedp.ModifierShift)
	s.at("boat.")
	s.enter()
	s.do(chromedp.KeyEvent("more"))
	s.enter()
	s.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("deep"))
	body("list", "<p>Calm sea.</p>\n<p>Fair wind.</p>\n<ul><li>XGood boat.</li><li>more<ul><li>deep</li></ul></li></ul>")
	s.at("Calm sea.")
	s.press("6", chromedp.ModifierCtrl, chromedp.ModifierShift)
	s.do(chromedp.KeyEvent("Day"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("People"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("Monday"))
	s.until(`!document.querySelector(".of-table").hidden`)
	s.do(chromedp.Click(`//button[text()="Add row"]`), chromedp.KeyEvent("Tuesday"))
	body("table", "<p>Calm sea.</p>\n<table><thead><tr><th>Day</th><th>People</th><th></th></tr></thead><tbody><tr><td>Monday</td><td></td><td></td></tr><tr><td>Tuesday</td><td></td><td></td></tr></tbody></table>\n"+
		"<p>Fair wind.</p>\n<ul><li>XGood boat.</li><li>more<ul><li>deep</li></ul></li></ul>")
	s.do(chromedp.Click(`//button[text()="Remove table"]`))
	s.at("Calm")
	s.press("b", chromedp.ModifierCtrl)
	s.do(chromedp.KeyEvent("er"))
	eval[int](s, `(() => { const r = document.createRange(); const w = [...document.querySelectorAll(".body p")].find((p) => p.textContent === "Fair wind."); r.selectNodeContents(w); getSelection().removeAllRanges(); getSelection().addRange(r); return 1; })()`)
	s.settled()
	s.press("k", chromedp.ModifierCtrl)
	s.do(chromedp.WaitVisible("#link-address"), chromedp.SendKeys("#link-address", "javascript:alert(1)\r"), chromedp.WaitVisible("dialog .bad"))
	s.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#link-address").value = "example.org/wind"`), chromedp.Click("dialog .btn.pri"))
	body("bold, link", "<p>Calm<strong>er</strong> sea.</p>\n"+`<p><a href="https://example.org/wind">Fair wind.</a></p>`+"\n<ul><li>XGood boat.</li><li>more<ul><li>deep</li></ul></li></ul>")
}

const threeBody = "<p>Calm sea.</p>\n<p>Fair wind.</p>\n<p>Good boat.</p>"

func TestTwoBrowsersOnDifferentParagraphs(t *testing.T) {
	h := newsroomtest.Open(t)
	anna := seat(t, h, "anna", news.Editor)
	ben := anna.beside("ben", news.Reporter)
	f := h.File("a", threeParagraphs)
	anna.open(f.Story.ID)
	ben.open(f.Story.ID)
	anna.typed("Calm", "er")
	ben.typed("Good", " old")
	anna.told("#story-present", "Also open by Test ben, in paragraph 3.")
	anna.until(`document.querySelector(".body .taken")?.dataset.by === "Test ben" && document.querySelector(".body .taken").textContent.startsWith("Good")`)
	ben.told("#story-present", "Also open by Test anna, in paragraph 1.")
	anna.press("s", chromedp.ModifierCtrl)
	anna.told("#story-status", "Version 2 saved")
	ben.told("#story-note", "Test anna saved version 2: 1 change, merged with yours")
	ben.told(".body", "Calmer sea.")
	ben.do(chromedp.KeyEvent("er"))
	ben.press("s", chromedp.ModifierCtrl)
	ben.told("#story-status", "Version 3 saved")
	if got := h.Story(f.Story.ID).Latest.Body; got != "<p>Calmer sea.</p>\n<p>Fair wind.</p>\n<p>Good older boat.</p>" {
		t.Errorf("version 3 = %q, want both editors' words", got)
	}
	anna.told(".body", "Good older boat.")
}

func TestTwoBrowsersOnOneParagraph(t *testing.T) {
	h := newsroomtest.Open(t)
	anna := seat(t, h, "anna", news.Editor)
	ben := anna.beside("ben", news.Editor)
	f := h.File("a", threeParagraphs)
	anna.open(f.Story.ID)
	ben.open(f.Story.ID)
	anna.typed("Fair wind", " from the south")
	ben.typed("Fair", "ly strong")
	ben.working(f.Story.ID, has("Fairly strong wind"))
	anna.press("s", chromedp.ModifierCtrl)
	anna.told("#story-status", "Version 2 saved")
	ben.told("#story-note", "changed words that you changed, too (1 place). Both are kept.")
	ben.told(".body", "Fairly strong wind.")
	ben.do(chromedp.Click("#story-note .btn"), chromedp.WaitVisible("dialog.clashes"))
	for _, want := range []string{"Fairly strong wind.", "Fair wind from the south.", "Fair wind."} {
		ben.told("dialog.clashes", want)
	}
	if !eval[bool](ben, `document.querySelector("dialog.clashes .pri").disabled`) {
		t.Error("the sheet can be left by its button before anything is chosen")
	}
	ben.do(chromedp.Click(`dialog.clashes input[value=both]`), chromedp.Click("dialog.clashes .pri"))
	ben.told(".body", "Fairly strong wind.")
	ben.told(".body", "Fair wind from the south.")
	ben.press("s", chromedp.ModifierCtrl)
	ben.told("#story-status", "Version 3 saved")
	if got := h.Story(f.Story.ID).Latest.Body; got != "<p>Calm sea.</p>\n<p>Fairly strong wind.</p>\n<p>Fair wind from the south.</p>\n<p>Good boat.</p>" {
		t.Errorf("version 3 = %q, want both paragraphs", got)
	}
}

// Who saves first wins nothing: the other's save is refused with both texts.
func TestSaveThatLosesKeepsItsWords(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	s.typed("Fair", "ly strong")
	w := f.Latest.Wording()
	w.Body = strings.Replace(w.Body, "Fair", "No", 1)
	_, err := h.Store.SaveStory(t.Context(), deskVersion(h.Story(f.Story.ID), "ben", w))
	if err != nil {
		t.Fatal(err)
	}
	s.press("s", chromedp.ModifierCtrl)
	s.do(chromedp.WaitVisible("dialog.clashes"))
	s.do(chromedp.Click("dialog.clashes input[value=mine]"), chromedp.Click("dialog.clashes .pri"))
	s.told("#story-status", "Version 3 saved")
	if got := h.Story(f.Story.ID).Latest.Body; !strings.Contains(got, "Fairly strong wind") {
		t.Errorf("version 3 = %q, want what was chosen", got)
	}
}

func deskVersion(f news.StoryFile, by string, w news.Wording) news.StoryDeed {
	v := *f.Latest
	f.Story.Head++
	f.Story.Touched = true
	v.N, v.By, v.Kind, v.Headline, v.Body = f.Story.Head, "desk:"+by, news.Edit, w.Headline, w.Body
	return news.StoryDeed{Verb: news.VerbEdited, At: v.At, Story: f.Story, Version: &v}
}

func TestTwoWindowsOfOnePerson(t *testing.T) {
	h := newsroomtest.Open(t)
	one := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	one.open(f.Story.ID)
	two := one.another()
	two.open(f.Story.ID)
	one.typed("Calm", "er")
	one.working(f.Story.ID, has("Calmer"))
	two.typed("Good", " old")
	two.working(f.Story.ID, has("Calmer", "Good old"))
	two.told(".body", "Calmer sea.")
}

// Words of yesterday, based on a version that is no longer the newest, are merged
// with what others did since when the story is opened again.
func TestWorkingCopyOfAnOlderVersion(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	for _, c := range []struct {
		name, changed, note string
		want                []string
	}{
		{"another paragraph", "Calm", "ben saved version 2: 1 change, merged with yours", []string{"Rough sea.", "Fairly strong wind."}},
		{"the same paragraph", "Fair", "Both are kept.", []string{"Calm sea.", "Fairly strong wind."}},
	} {
		f := h.File(c.name, threeParagraphs)
		mine, theirs := f.Latest.Wording(), f.Latest.Wording()
		mine.Body = strings.Replace(mine.Body, "Fair", "Fairly strong", 1)
		theirs.Body = strings.Replace(theirs.Body, c.changed, "Rough", 1)
		if _, err := h.Desk.KeepWorking(t.Context(), s.user, news.WorkingCopy{Story: f.Story.ID, Head: 1, Wording: mine}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Store.SaveStory(t.Context(), deskVersion(f, "ben", theirs)); err != nil {
			t.Fatal(err)
		}
		s.open(f.Story.ID)
		s.told("#story-note", c.note)
		for _, want := range c.want {
			s.told(".body", want)
		}
	}
}

// While the network is cut, words are kept in the browser, and say so; once it is
// back, they reach the server.
func TestNetworkIsCut(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	s.typed("Calm", "er")
	s.working(f.Story.ID, has("Calmer"))
	s.offline(true)
	s.do(chromedp.KeyEvent(" and greyer"))
	s.told("#story-status", "Working offline since")
	s.told("#story-line", "what you type is kept in this browser")
	s.typed("Good", " old")
	s.press("s", chromedp.ModifierCtrl)
	s.told("#story-note", "No version was saved")
	if c, err := h.Store.WorkingCopy(t.Context(), f.Story.ID, s.user.ID); err != nil || strings.Contains(c.Wording.Body, "greyer") {
		t.Fatalf("WorkingCopy() = %+v, %v, want the network cut", c, err)
	}
	s.offline(false)
	s.working(f.Story.ID, has("Calmer and greyer sea", "Good old boat"))
	s.told("#story-status", "Saved ")
	s.until(`document.querySelector("#story-line").hidden`)
}

// A tab that dies while the network is cut loses nothing: the next one shows it.
func TestBrowserDiesOffline(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	s.typed("Calm", "er")
	s.working(f.Story.ID, has("Calmer"))
	s.offline(true)
	s.typed("Good", " old")
	s.do(chromedp.SendKeys("#field-headline", " at last"))
	s.told("#story-status", "Working offline since")
	next := s.another()
	s.crash()
	next.open(f.Story.ID)
	next.told("#story-note", "2 changes kept here since")
	next.told(".body", "Good old boat.")
	c := next.working(f.Story.ID, has("Calmer", "Good old"))
	if !strings.HasSuffix(c.Wording.Headline, "at last") {
		t.Errorf("headline = %q, want what was typed offline", c.Wording.Headline)
	}
}

func TestSessionIsRevokedWhileTyping(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	s.typed("Calm", "er")
	s.working(f.Story.ID, has("Calmer"))
	if err := h.Store.EndSessions(t.Context(), s.user.ID, "", "", news.AuditLine{}, h.Now()); err != nil {
		t.Fatal(err)
	}
	s.do(chromedp.KeyEvent(" and greyer"))
	s.told("#story-line", "You are signed out; what you type is kept in this browser.")
	s.typed("Good", " old")
	s.told(".body", "Calmer and greyer sea.")
	// Somebody else signs in, in another tab: the words stay their owner's.
	_, other := h.User("ben", news.Editor)
	mine := s.token
	s.token = other
	s.signIn()
	eval[int](s, `(window.dispatchEvent(new Event("focus")), 1)`)
	s.told("#story-line", "somebody else's")
	if _, err := h.Store.WorkingCopy(t.Context(), f.Story.ID, "ben"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("WorkingCopy(ben) = %v, want ErrNotFound", err)
	}
	in, err := h.People.SignIn(t.Context(), "anna", newsroomtest.Password, "", people.Place{From: "test", Agent: "test"})
	if err != nil || in.Token == mine {
		t.Fatal(err)
	}
	s.token = in.Token
	s.signIn()
	eval[int](s, `(window.dispatchEvent(new Event("focus")), 1)`)
	s.working(f.Story.ID, has("Calmer and greyer sea", "Good old boat"))
	s.told("#story-status", "Saved ")
}

func TestStoryIsKilledWhileTyping(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	s.typed("Calm", "er")
	s.working(f.Story.ID, has("Calmer"))
	st := h.Story(f.Story.ID).Story
	st.KilledAt, st.KillReason = h.Now(), "It is wrong."
	if _, err := h.Store.SaveStory(t.Context(), news.StoryDeed{Verb: news.VerbKilled, At: h.Now(), Story: st}); err != nil {
		t.Fatal(err)
	}
	s.told("#story-line", "It can be read here, not changed. What you had typed stays here")
	s.told(".body", "Calmer sea.")
	if eval[string](s, `document.querySelector(".body").contentEditable`) != "false" {
		t.Error("the body of a killed story can be changed")
	}
}

func TestReaderOfAnotherTitleChangesNothing(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	_, token := h.User("eve", news.Editor, "evening")
	f := h.File("a", threeParagraphs)
	s.token = token
	s.signIn()
	s.open(f.Story.ID)
	s.told("#story-line", "You may read this story, not change it.")
	if eval[string](s, `document.querySelector(".body").contentEditable`) != "false" || eval[bool](s, `!document.querySelector("#field-headline").readOnly`) {
		t.Error("a story of another title can be changed")
	}
}

func TestFiveMegabytesAreRefusedInWords(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs)
	s.open(f.Story.ID)
	s.at("Fair")
	s.paste("text/plain", strings.Repeat("calm sea and fair wind\n\n", 5<<20/24))
	s.told("#story-note", "That is 5.0 MB, and a story may have 2. Nothing was pasted")
	s.do(chromedp.KeyEvent("ly strong"))
	s.working(f.Story.ID, has("Fairly strong wind"))
	// And past the editor: the server says it in words, too, and changes nothing.
	b, err := json.Marshal(map[string]any{"user": s.user.ID, "head": 1, "wording": news.Wording{Headline: "x", Body: "<p>" + strings.Repeat("calm sea ", 5<<20/9) + "</p>"}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest("PUT", h.Address("/data/story/"+string(f.Story.ID)+"/working"), strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Desk", "1")
	r.AddCookie(&http.Cookie{Name: "desk", Value: s.token})
	res, err := h.Client().Do(r)
	v := newVisitor(t, h)
	status, _, text := v.read(res, err)
	if status != http.StatusUnprocessableEntity && status != http.StatusBadRequest || !strings.Contains(text, "5.0 MB and a story may have 2") {
		t.Errorf("PUT 5 MB = %d %s, want it refused in words", status, text)
	}
}

func TestKeysOfTheBodyAreListed(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	s.open(h.File("a", threeParagraphs).Story.ID)
	eval[int](s, `(document.querySelector("#panel").focus(), 1)`)
	s.do(chromedp.KeyEvent("?"))
	for _, want := range []string{"In the body", "crosshead", "move the paragraph up", "save a version"} {
		s.told("dialog .keygroups", want)
	}
}

func TestPicturesAndEmbedsByReference(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs, func(d *news.StoryDeed) {
		d.Pictures = []news.Picture{{ID: "p1", Source: "npa", GUID: "p1"}}
		d.Version.Pictures = []news.PictureUse{{Picture: "p1", Caption: "A boat at the quay.", Credit: "NPA"}}
	})
	s.open(f.Story.ID)
	s.at("Calm sea.")
	s.press("5", chromedp.ModifierCtrl, chromedp.ModifierShift)
	s.do(chromedp.WaitVisible("dialog .choices"), chromedp.Click("dialog .choices button"))
	s.told(".body .ref", "A boat at the quay.")
	s.at("Good boat.")
	s.press("5", chromedp.ModifierCtrl, chromedp.ModifierShift)
	s.do(chromedp.SendKeys("#embed-address", "http://example.org/video"), chromedp.Click("dialog .btn.pri"))
	s.told("dialog .bad", "begins with https://")
	s.do(chromedp.SetValue("#embed-address", "https://example.org/video"), chromedp.Click("dialog .btn.pri"))
	s.press("s", chromedp.ModifierCtrl)
	s.told("#story-status", "Version 2 saved")
	want := "<p>Calm sea.</p>\n<figure data-picture=\"p1\"></figure>\n<p>Fair wind.</p>\n<p>Good boat.</p>\n<figure data-embed=\"https://example.org/video\"></figure>"
	if got := h.Story(f.Story.ID).Latest.Body; got != want {
		t.Errorf("body = %q, want %q", got, want)
	}
}

// Every state of the story pane passes axe, in light and dark, on a phone, too.
func TestEditorIsAccessible(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", threeParagraphs, func(d *news.StoryDeed) {
		d.Version.Body += "\n<h2>Boats</h2>\n<ul><li>One</li></ul>\n<table><thead><tr><th>Day</th></tr></thead><tbody><tr><td>Monday</td></tr></tbody></table>\n" + `<figure data-embed="https://example.org/video"></figure>`
	})
	s.open(f.Story.ID)
	check := func(state string) {
		t.Helper()
		for _, size := range [][2]int64{{390, 844}, {1440, 900}} {
			s.do(chromedp.EmulateViewport(size[0], size[1]))
			found, err := newsroomtest.Axe(s.ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range found {
				t.Errorf("%s at %d px: %+v", state, size[0], v)
			}
		}
	}
	check("a story")
	s.at("Monday")
	s.until(`!document.querySelector(".of-table").hidden`)
	check("in a table")
	s.typed("Fair", "ly strong")
	w := f.Latest.Wording()
	w.Body = strings.Replace(w.Body, "Fair", "No", 1)
	if _, err := h.Store.SaveStory(t.Context(), deskVersion(h.Story(f.Story.ID), "ben", w)); err != nil {
		t.Fatal(err)
	}
	s.told("#story-note", "Both are kept")
	check("two texts")
	s.do(chromedp.Click("#story-note .btn"), chromedp.WaitVisible("dialog.clashes"))
	check("choosing")
	s.do(chromedp.Click(`//dialog//button[text()="Not now"]`))
	s.at("Fairly")
	s.press("5", chromedp.ModifierCtrl, chromedp.ModifierShift)
	s.do(chromedp.WaitVisible("#embed-address"))
	check("a picture")
}
