package newsroom_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/store"
)

// furnish makes a desk, a template and a plan, and returns the template's id.
func furnish(t *testing.T, h *newsroomtest.House, chief news.User) news.TemplateID {
	t.Helper()
	if _, err := h.Desk.SaveDesk(t.Context(), chief, news.Desk{ID: "sport", Name: "Sport", Members: []string{"bo", "chief"}}); err != nil {
		t.Fatal(err)
	}
	x := news.Template{ID: news.TemplateID(store.NewID()), Name: "Match report", Title: "courier", Section: "sport", Wording: news.Wording{Kicker: "Football", Body: "<p>The teams:</p><h2>Reactions</h2><p>The coach said</p>"}}
	if _, err := h.Desk.SaveTemplate(t.Context(), chief, x); err != nil {
		t.Fatal(err)
	}
	for _, p := range []news.Plan{
		{Name: "harbour vote", What: "The council decides on the new quay", At: "Hallen", Due: h.Now().Add(-25 * time.Hour), Holder: "bo"},
		{Name: "cup final", What: "Match report and the coaches’ words", At: "North Stadium", Due: h.Now().Add(6 * time.Hour), Desk: "sport"},
		{Name: "bridge inspection", Due: h.Now().Add(8 * time.Hour), Holder: "anna"},
		{Name: "winter timetable", Due: h.Now().Add(50 * time.Hour)},
	} {
		p.ID, p.Title, p.Section = news.PlanID(store.NewID()), "courier", "world"
		if _, err := h.Desk.SavePlan(t.Context(), chief, p); err != nil {
			t.Fatal(err)
		}
	}
	return x.ID
}

// A story from a template to another desk, by keyboard alone.
func TestStoryFromTemplateToAnotherDesk(t *testing.T) {
	h := newsroomtest.Open(t)
	anna, annas := h.User("anna", news.Reporter)
	bo, bos := h.User("bo", news.Editor)
	chief, _ := h.User("chief", news.Chief)
	furnish(t, h, chief)
	y := &typist{t, h, h.Browser(annas, 1440, 900)}
	y.goTo("/")
	y.press("c")
	y.at("#begin-slugline")
	y.sound("the sheet for a new story")
	y.shot("begin")
	y.types("cup final")
	y.press("Tab", "Tab")
	y.at("#begin-template")
	y.press("ArrowDown")
	y.until(`document.querySelector("#begin-place").value === "courier|sport"`)
	y.press("Enter")
	if y.js(`document.activeElement.id`) == "begin-template" {
		y.tab("dialog .pri")
		y.press("Enter")
	}
	y.at("#field-headline")
	y.types("Hallen wins the cup")
	y.until(`document.querySelector("#story-body")?.innerText.includes("The coach said")`)
	y.press("Ctrl+s")
	y.says("#story-status", "Version 2 saved")
	id := news.StoryID(y.js(`location.pathname.split("/")[2]`))
	f := h.Story(id)
	if f.Latest.Headline != "Hallen wins the cup" || f.Latest.Slugline != "cup final" || f.Placements[0].Section != "sport" || f.Story.Holder != anna.Name {
		t.Errorf("the story is %+v of %+v, want the words typed, in sport, with anna", f.Latest, f.Story)
	}

	y.js(`document.activeElement.blur()`)
	y.press("a")
	y.at("#note-text")
	y.types("Please check the scores, @b")
	y.until(`document.querySelector("#called")?.innerText.includes("@bo")`)
	newsroomtest.CheckAxe(t, y.ctx, "colleagues")
	y.press("Enter")
	y.until(`document.querySelector("#note-text").value === "Please check the scores, @bo "`)
	y.tab("#note-to")
	y.types("Sport")
	y.until(`document.querySelector("#note-to").value === "desk:sport"`)
	y.tab("#note-send")
	y.press("Enter")
	y.says("#note-here", "On desk Sport, with nobody yet")
	y.sound("notes")
	y.shot("notes")

	// bo is told, sees it, and takes it.
	y.is(bos)
	y.goTo("/for-me")
	y.says(`nav a[href="/for-me"] .count`, "1")
	y.says("main", "Please check the scores, @bo")
	y.sound("what is for me")
	y.shot("for-me")
	y.tab(`main a[href^="/story/"]`)
	y.press("Enter")
	y.says("#note-here", "On desk Sport")
	y.until(`!document.querySelector('nav a[href="/for-me"] .count')`)
	y.tab("#note-take")
	y.press("Enter")
	y.says("#note-here", "with Test bo")
	if st := h.Story(id).Story; st.Holder != bo.Name || st.Desk != "sport" {
		t.Errorf("the story is %s, want with bo on desk sport", st.Whereabouts())
	}

	// A follow-up is new words about it.
	y.tab("#follow-up")
	y.press("Enter")
	y.at("#field-headline")
	y.until(`location.pathname !== "/story/` + string(id) + `" && document.querySelector(".family")?.innerText.includes("A follow-up of Hallen wins the cup")`)
}

// A note comes to an open page by itself, and what is being written there stays;
// an ended session takes none of it.
func TestNotesComeByThemselves(t *testing.T) {
	h := newsroomtest.Open(t)
	anna, annas := h.User("anna", news.Editor)
	bo, _ := h.User("bo", news.Editor)
	f, other := h.File("one"), h.File("two")
	y := &typist{t, h, h.Browser(annas, 1440, 900)}
	y.goTo("/story/" + string(f.Story.ID) + "#notes")
	y.until(`document.querySelector("#note-text")`)
	y.js(`document.querySelector("#note-text").focus()`)
	y.types("I am at the harbour, @b")
	y.until(`document.querySelector("#called")?.innerText.includes("@bo")`)
	say := func(f news.StoryFile, text string) {
		t.Helper()
		if _, err := h.Desk.Note(t.Context(), bo, f.Story.ID, news.NoteID(store.NewID()), text); err != nil {
			t.Fatal(err)
		}
	}
	say(f, "@anna the ferry is back")
	y.says(".notes", "the ferry is back")
	y.until(`document.querySelector("#called") && !document.querySelector("#called").hidden`)
	y.press("Enter")
	if got := y.js(`document.querySelector("#note-text").value`); got != "I am at the harbour, @bo " {
		t.Errorf("the note being written is %q after another came, want it as it was, with the name", got)
	}
	say(other, "@anna and this one")
	y.says(`nav a[href="/for-me"] .count`, "1")
	if n, err := h.Store.Unseen(t.Context(), anna.Name); err != nil || n[f.Story.ID] != 0 || n[other.Story.ID] != 1 {
		t.Errorf("Unseen(anna) = %v, %v, want the note she has before her seen, the other not", n, err)
	}

	y.js(`fetch("/sign-out", { method: "POST", headers: { "X-Desk": "1" } }).then(() => "")`)
	y.press("Ctrl+Enter")
	y.says("#note-wrong", "You are signed out")
	if got := y.js(`document.querySelector("#note-text").value`); got != "I am at the harbour, @bo " {
		t.Errorf("the note is %q after the session ended, want it kept", got)
	}
}

// Somebody who was faster is named, and what was written stays.
func TestSendingWhatHasMoved(t *testing.T) {
	h := newsroomtest.Open(t)
	_, annas := h.User("anna", news.Editor)
	bo, _ := h.User("bo", news.Editor)
	f := h.File("moved")
	y := &typist{t, h, h.Browser(annas, 1440, 900)}
	y.goTo("/story/" + string(f.Story.ID) + "#notes")
	y.until(`document.querySelector("#note-text")`)
	// Nothing tells the page of it before it asks for its own.
	y.js(`void (window.fetch = ((f) => (u, o) => { if (o && o.method === "POST") window.asked = true; return String(u).endsWith("/notes") && !window.asked ? new Promise(() => {}) : f(u, o); })(window.fetch))`)
	if _, err := h.Desk.Send(t.Context(), bo, f.Story.ID, desk.Sending{Note: news.NoteID(store.NewID()), To: news.Whereabouts{Holder: "bo"}}); err != nil {
		t.Fatal(err)
	}
	y.js(`document.querySelector("#note-text").focus()`)
	y.types("Mine, I think")
	y.js(`document.querySelector("#note-take").focus()`)
	y.press("Enter")
	y.says("#note-wrong", "It is with bo now")
	y.says("#note-here", "With Test bo")
	if got := y.js(`document.querySelector("#note-text").value`); got != "Mine, I think" {
		t.Errorf("the note is %q after the refusal, want it kept", got)
	}
}

// From a line of the plan to its story and to done, by keyboard alone.
func TestPlanByKeyboard(t *testing.T) {
	h := newsroomtest.Open(t)
	_, annas := h.User("anna", news.Reporter)
	h.User("bo", news.Editor)
	chief, _ := h.User("chief", news.Chief)
	furnish(t, h, chief)
	y := &typist{t, h, h.Browser(annas, 1440, 900)}
	y.goTo("/plan")
	y.says("main", "1 late.")
	if n := y.js(`document.querySelectorAll('nav a[href="/plan"]').length`); n != "1" {
		t.Errorf("the plan stands %s times in the line at the top, want once", n)
	}
	y.sound("the plan")
	y.shot("plan")
	y.press("a")
	y.at("#n-name")
	y.types("ferry timetable")
	y.press("Tab")
	y.types("soon")
	y.press("Enter")
	y.says("[role=alert]", "write 15:30")
	if got := y.js(`document.querySelector("#n-name").value`); got != "ferry timetable" {
		t.Errorf("the line is %q after the refusal, want what was typed", got)
	}
	y.tab("#n-due")
	y.press("Ctrl+a")
	y.types("16:15")
	y.press("Enter")
	y.until(`document.activeElement?.matches("tr[data-plan]") && document.activeElement.innerText.includes("ferry timetable")`)
	y.press("w")
	y.at("tr[data-plan] select")
	y.types("Test anna")
	y.press("Enter")
	y.until(`document.activeElement?.matches("tr[data-plan]") && document.activeElement.innerText.includes("assigned")`)
	y.press("Enter")
	y.at("#field-headline")
	y.types("Ferries sail every hour")
	y.press("Ctrl+s")
	y.says("#story-status", "Version 2 saved")
	y.js(`document.activeElement.blur()`)
	y.press("g", "l")
	y.says("main", "Ferries sail every hour")
	y.until(`document.body.dataset.screen === "plan"`)
	for range 200 { // the first may come before the page's script
		y.press("j")
		if y.js(`document.activeElement.matches("tr[data-plan]") && document.activeElement.innerText.includes("ferry timetable")`) == "true" {
			break
		}
	}
	y.press("d")
	y.until(`document.activeElement?.matches("tr.over") && document.activeElement.innerText.includes("done")`)
	lines, err := h.Store.Plans(t.Context(), h.Now(), h.Now().Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l.Name == "ferry timetable" && (l.State != news.Done || l.Story == "" || l.Headline != "Ferries sail every hour") {
			t.Errorf("the item is %+v, want done with its story", l)
		}
	}
}

var template = regexp.MustCompile(`action="(/templates/[0-9a-f-]{36})"`)

// Each form does what it says without any script.
func TestWritingWithoutScript(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("chief", news.Chief)
	h.User("anna", news.Reporter)
	v := newVisitor(t, h)
	v.submit("/sign-in", "/sign-in", url.Values{"name": {"chief"}, "password": {newsroomtest.Password}})
	status, _, text := v.submit("/desks/new", "/desks", url.Values{"rev": {"0"}, "id": {"Sport!"}, "name": {"Sport"}})
	if status != http.StatusBadRequest || !strings.Contains(text, "lower-case") || !strings.Contains(text, `value="Sport!"`) {
		t.Errorf("POST /desks with a loud name = %d, want 400, why, and what was typed", status)
	}
	if status, at, text := v.submit("/desks/new", "/desks", url.Values{"rev": {"0"}, "id": {"sport"}, "name": {"Sport"}, "member": {"anna"}}); status != http.StatusOK || at != "/desks" || !strings.Contains(text, "Test anna") {
		t.Errorf("POST /desks = %d at %s, want the list with the desk", status, at)
	}
	if status, _, text := v.submit("/desks/sport", "/desks/sport", url.Values{"rev": {"1"}, "name": {"Sport"}, "step": {"retire"}}); status != http.StatusOK || !strings.Contains(text, "given up") {
		t.Errorf("POST /desks/sport to give it up = %d, want it said", status)
	}
	if status, _, text := v.submit("/desks/sport", "/desks/sport", url.Values{"rev": {"1"}, "name": {"Games"}}); status != http.StatusConflict || !strings.Contains(text, "look again") {
		t.Errorf("POST /desks/sport as seen before = %d, want 409 and what to do", status)
	}

	_, _, text = v.get("/templates/new")
	to := template.FindStringSubmatch(text)
	if to == nil {
		t.Fatalf("GET /templates/new has no form:\n%s", text)
	}
	if status, _, text := v.submit("/templates/new", to[1], url.Values{"rev": {"0"}, "name": {"Match"}, "place": {"courier|sport"}, "kicker": {"Football"}, "body": {"<p>Score:</p><script>x</script>"}}); status != http.StatusOK || !strings.Contains(text, "courier, sport") {
		t.Errorf("POST %s = %d, want the list with the template", to[1], status)
	}
	if _, _, text := v.get(to[1]); strings.Contains(text, "&lt;script") || !strings.Contains(text, "Score:") {
		t.Errorf("GET %s shows a script or not the body", to[1])
	}

	_, _, text = v.get("/new?template=" + strings.TrimPrefix(to[1], "/templates/"))
	id := regexp.MustCompile(`name="id" value="([0-9a-f-]{36})"`).FindStringSubmatch(text)[1]
	fields := url.Values{"id": {id}, "slugline": {"cup final"}, "place": {"courier|sport"}, "template": {strings.TrimPrefix(to[1], "/templates/")}}
	for range 2 {
		if status, at, _ := v.submit("/new", "/new", fields); status != http.StatusOK || at != "/story/"+id {
			t.Errorf("POST /new = %d at %s, want the one story", status, at)
		}
	}
	if f := h.Story(news.StoryID(id)); f.Latest.Kicker != "Football" || f.Latest.Slugline != "cup final" {
		t.Errorf("Story() = %+v, want the template and the slugline", f.Latest)
	}
	fields.Set("id", store.NewID())
	fields.Set("place", "courier|moon")
	if status, _, text := v.submit("/new", "/new", fields); status != http.StatusBadRequest || !strings.Contains(text, "has no section") || !strings.Contains(text, `value="cup final"`) {
		t.Errorf("POST /new in no section = %d, want 400, why, and what was typed", status)
	}
	if status, _, text := v.submit("/plan", "/plan", url.Values{"id": {store.NewID()}, "name": {"harbour vote"}, "due": {"15:30"}, "place": {"courier|world"}, "back": {"days=7"}}); status != http.StatusOK || !strings.Contains(text, "harbour vote") {
		t.Errorf("POST /plan = %d, want the list with the line", status)
	}

	// A reporter makes no desk and no template.
	v.submit("/", "/sign-out", url.Values{})
	v.submit("/sign-in", "/sign-in", url.Values{"name": {"anna"}, "password": {newsroomtest.Password}})
	for _, path := range []string{"/desks/new", "/templates/new"} {
		if status, _, text := v.get(path); status != http.StatusForbidden || !strings.Contains(text, "may not") {
			t.Errorf("GET %s by a reporter = %d, want 403 and who may", path, status)
		}
	}
}

func TestTemplateInTheEditor(t *testing.T) {
	h := newsroomtest.Open(t)
	chief, chiefs := h.User("chief", news.Chief)
	h.User("bo", news.Editor)
	h.User("anna", news.Reporter)
	id := furnish(t, h, chief)
	y := &typist{t, h, h.Browser(chiefs, 1440, 900)}
	y.goTo("/templates/" + string(id))
	y.until(`document.querySelector("#story-body [contenteditable]")?.innerText.includes("The teams:")`)
	y.sound("a template")
	y.shot("template")
	y.js(`document.querySelector("#story-body [contenteditable]").focus()`)
	y.types("Score: ")
	y.press("Ctrl+Enter")
	y.tab("form .pri")
	y.press("Enter")
	y.until(`location.pathname === "/templates"`)
	x, err := h.Store.Template(t.Context(), id)
	if err != nil || x.Rev != 2 || !strings.Contains(x.Wording.Body, "Score: ") {
		t.Errorf("Template() = %+v, %v, want what was typed", x, err)
	}
	y.sound("templates")
	y.shot("templates")
	for _, path := range []string{"/desks", "/desks/sport", "/desks/new", "/new"} {
		y.goTo(path)
		y.sound(path)
		y.shot(strings.ReplaceAll(strings.Trim(path, "/"), "/", "-"))
	}
	lines, err := h.Store.Plans(t.Context(), h.Now(), h.Now().Add(24*time.Hour))
	if err != nil || len(lines) == 0 {
		t.Fatal(lines, err)
	}
	y.goTo("/plan/" + string(lines[0].ID))
	y.sound("a planned item")
	y.shot("planitem")
}
