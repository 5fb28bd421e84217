package newsroom_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/store/storetest"
)

func TestPlacementAndPreview(t *testing.T) {
	h := newsroomtest.Open(t)
	second(t, h)
	old := h.Title
	old.ID, old.Name, old.Hosts, old.Retired = "old", "The Old Paper", nil, storetest.T0
	if _, err := h.Store.SaveTitle(t.Context(), old, 2, storetest.T0); err != nil {
		t.Fatal(err)
	}
	_, token := h.User("kt", news.Editor)
	f := h.File("a", func(d *news.StoryDeed) { d.Placements[0].State, d.Placements[0].Published = news.Held, 0 })
	d := sit(t, h, token, f.Story.ID, 1440, 900)
	d.js(`document.querySelector("#tab-placement").click()`)
	if strings.Contains(d.js(`document.querySelector("#tabpanel-placement").innerText`), "The Old Paper") {
		t.Error("a retired title is offered for the story")
	}
	d.click("Put it there")
	d.until(`document.querySelector("#on-evening")`)
	if p, ok := h.Story(f.Story.ID).Placement("evening"); !ok || p.State != news.Held || p.Section != "world" {
		t.Errorf("evening's placement = %+v, want it held in world", p)
	}
	if d.js(`document.querySelector("[aria-labelledby=on-evening] .btn").disabled`) != "true" {
		t.Error("the placement can be saved and nothing was changed")
	}
	d.js(`document.querySelector("#on-evening-headline").closest("details").open = true`)
	d.set("#on-evening-headline", "Our own words")
	d.js(`document.querySelector("[aria-labelledby=on-evening]").requestSubmit()`)
	d.says("[aria-labelledby=on-evening]", "In place of “"+f.Latest.Headline+"”")
	d.shot("placement")
	d.js(`document.querySelector("#tab-preview").click()`)
	frame := `document.querySelector("#preview-frame")?.contentDocument?.body?.innerText`
	d.until(frame + `?.includes("` + f.Latest.Headline + `")`)
	d.set("#tabpanel-preview select", "evening")
	d.until(frame + `?.includes("Our own words")`)
	d.until(frame + `?.includes("Preview for The Evening")`)
	d.shot("phone")
	d.set("#field-standfirst", "Being written now.")
	d.until(frame + `?.includes("Being written now.")`)
	d.js(`(() => { const s = document.querySelectorAll("#tabpanel-preview select"); s[1].value = "wide"; s[1].dispatchEvent(new Event("change")); s[2].value = "dark"; s[2].dispatchEvent(new Event("change")); })()`)
	d.until(`document.querySelector("#preview-frame").contentDocument?.documentElement?.dataset.theme === "dark"`)
	d.shot("wide-dark")
	if status, _ := reads(t, h, "evening", "world/2026/11/23/our-own-words"); status != http.StatusNotFound {
		t.Errorf("readers get %d of what is previewed, want 404", status)
	}
}

// request asks a host for a path with a session's token and follows no redirect.
func request(t *testing.T, h *newsroomtest.House, host, path, token string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest("GET", "http://"+host+":"+h.Port+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "desk", Value: token})
	}
	c := h.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

// Nobody gets a preview, nor an unreleased picture, who is not signed in.
func TestPreviewNeedsASession(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Reporter)
	info, err := h.Blobs.Put("media", strings.NewReader("\xff\xd8\xff\xe0 a picture nobody has seen"))
	if err != nil {
		t.Fatal(err)
	}
	hash := info.Key[strings.LastIndex(info.Key, "/")+1:]
	secret, err := h.Blobs.Put("media", strings.NewReader("words of an agency, no picture"))
	if err != nil {
		t.Fatal(err)
	}
	f := h.File("a", func(d *news.StoryDeed) {
		d.Placements[0].State, d.Placements[0].Published = news.Held, 0
		d.Version.Headline = "Qxzpunreleased"
		d.Pictures = []news.Picture{{ID: "pic", Source: "npa", GUID: "pic", Credit: "NPA", Renditions: []news.Rendition{{Name: "w", Key: info.Key, ContentType: "image/jpeg", Width: 640, Height: 400}}}}
		d.Version.Pictures = []news.PictureUse{{Picture: "pic", Caption: "Qxzpcaption"}}
	})
	paths := map[string]int{
		"/preview/story/" + string(f.Story.ID) + "/courier":                              http.StatusOK,
		"/preview/on/courier/media/" + hash:                                              http.StatusOK,
		"/preview/on/courier/media/" + secret.Key[strings.LastIndex(secret.Key, "/")+1:]: http.StatusNotFound,
		"/preview/on/courier/media/../../../etc/passwd":                                  http.StatusOK, // a link that leads nowhere
		"/preview/on/courier/world/":                                                     http.StatusOK,
		"/preview/story/nobody/courier":                                                  http.StatusNotFound,
		"/preview/story/" + string(f.Story.ID) + "/nowhere":                              http.StatusBadRequest,
	}
	ask := func(host, path, token string) (*http.Response, string) {
		t.Helper()
		return request(t, h, host, path, token)
	}
	for path, want := range paths {
		res, text := ask("desk.localhost", path, token)
		if res.StatusCode != want && !(want == http.StatusOK && res.StatusCode < 400) {
			t.Errorf("GET %s, signed in = %d, want %d", path, res.StatusCode, want)
		}
		if strings.HasPrefix(path, "/preview/story/"+string(f.Story.ID)+"/c") {
			if !strings.Contains(text, "Qxzpunreleased") || !strings.Contains(text, "/preview/on/courier/media/"+hash) {
				t.Errorf("GET %s has not the story and its picture:\n%s", path, text)
			}
			if c := res.Header.Get("Cache-Control"); c != "no-store" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'") || !strings.Contains(text, `content="noindex"`) {
				t.Errorf("GET %s may be kept or framed: %v", path, res.Header)
			}
		}
		for _, c := range []struct{ host, token string }{{"desk.localhost", ""}, {"desk.localhost", "wrong"}, {"localhost", token}, {"courier.localhost", token}, {"localhost", ""}} {
			res, text := ask(c.host, path, c.token)
			if res.StatusCode < 300 || strings.Contains(text, "Qxzp") || strings.Contains(text, "a picture nobody") {
				t.Errorf("GET %s%s with session %q = %d, want nothing of it", c.host, path, c.token, res.StatusCode)
			}
		}
	}
	for _, path := range []string{"/media/" + hash, "/@courier/media/" + hash, "/@courier/preview/story/" + string(f.Story.ID) + "/courier"} {
		if res, text := ask("localhost", path, token); res.StatusCode < 400 || strings.Contains(text, "Qxzp") {
			t.Errorf("GET %s of the paper = %d, want nothing", path, res.StatusCode)
		}
	}
}

// Deeds are refused who may not do them, in words.
func TestDeedsAskForTheRightTo(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("rr", news.Reporter)
	_, chief := h.User("cc", news.Chief)
	f := h.File("a")
	send := func(token, path, body string) (int, string) {
		r, err := http.NewRequest("POST", h.Address("/data/story/"+string(f.Story.ID)+"/"+path), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Desk", "1")
		r.AddCookie(&http.Cookie{Name: "desk", Value: token})
		res, err := h.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(b)
	}
	for _, path := range []string{"publish", "unschedule", "embargo", "take-down", "release", "kill", "place"} {
		if status, text := send(token, path, `{"title":"courier","reason":"r","on":[{"title":"courier"}]}`); status != http.StatusForbidden {
			t.Errorf("POST %s by a reporter = %d %s, want 403", path, status, text)
		}
	}
	if status, text := send(chief, "publish", `{"on":[]}`); status != http.StatusBadRequest || !strings.Contains(text, "Choose a title") {
		t.Errorf("POST publish on none = %d %s, want 400", status, text)
	}
	if status, _ := send(chief, "publish", `{"on":[{"title":"courier"}]} {}`); status != http.StatusBadRequest {
		t.Errorf("POST publish, two values = %d, want 400", status)
	}
	if status, text := send(chief, "kill", `{"reason":"Wrong.","token":"guessed"}`); status != http.StatusConflict || !strings.Contains(text, "ook again") {
		t.Errorf("POST kill with a guessed token = %d %s, want 409", status, text)
	}
	status, text := send(chief, "sheet", `{"on":[{"title":"courier"}]}`)
	var s struct {
		On []struct{ Title string }
	}
	if err := json.Unmarshal([]byte(text), &s); status != http.StatusOK || err != nil || len(s.On) != 1 {
		t.Errorf("POST sheet = %d %s, want one title", status, text)
	}
}

// Whoever looks at a preview of what is under embargo is written down.
func TestPreviewUnderEmbargoIsWrittenDown(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	f := h.File("a", func(d *news.StoryDeed) { d.Story.EmbargoUntil = h.Now().Add(time.Hour) })
	v := signedIn(t, h, "kt")
	if status, _, text := v.get("/preview/story/" + string(f.Story.ID) + "/courier"); status != http.StatusOK || !strings.Contains(text, f.Latest.Headline) {
		t.Errorf("GET preview = %d, want the story", status)
	}
	lines, err := h.Store.Audit(t.Context(), news.AuditFilter{What: news.AuditRead})
	if err != nil || len(lines) != 1 || lines[0].Story != f.Story.ID {
		t.Errorf("Audit(story.read) = %+v, %v, want one line", lines, err)
	}
}
