package newsroom_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// enter signs a visitor in.
func enter(t *testing.T, h *newsroomtest.House, name string) *visitor {
	t.Helper()
	v := newVisitor(t, h)
	if status, at, _ := v.submit("/sign-in", "/sign-in", url.Values{"name": {name}, "password": {newsroomtest.Password}, "to": {"/titles"}}); status != http.StatusOK || at != "/titles" {
		t.Fatalf("sign in as %s = %d at %s, want the titles", name, status, at)
	}
	return v
}

var (
	valueForm  = regexp.MustCompile(` value="([^"]*)"`)
	areaForm   = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`)
	selectForm = regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>`)
	chosenForm = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// typed returns what the first large form of a page would send as it stands.
func typed(page string) url.Values {
	out := url.Values{}
	if i := strings.Index(page, "<main"); i >= 0 {
		page = page[i:]
	}
	if i := strings.Index(page, "</form>"); i >= 0 {
		page = page[:i]
	}
	unescape := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&").Replace
	for _, m := range regexp.MustCompile(`<input [^>]*>`).FindAllString(page, -1) {
		name := regexp.MustCompile(`name="([^"]+)"`).FindStringSubmatch(m)
		value := valueForm.FindStringSubmatch(m)
		if name == nil || strings.Contains(m, `type="checkbox"`) && !strings.Contains(m, " checked") {
			continue
		}
		text := ""
		if value != nil {
			text = unescape(value[1])
		}
		out.Add(name[1], text)
	}
	for _, m := range areaForm.FindAllStringSubmatch(page, -1) {
		out.Set(m[1], unescape(m[2]))
	}
	for _, m := range selectForm.FindAllStringSubmatch(page, -1) {
		if c := chosenForm.FindStringSubmatch(m[2]); c != nil {
			out.Set(m[1], unescape(c[1]))
		}
	}
	return out
}

// press sends the form of a page with changes.
func (v *visitor) press(page, do string, change map[string]string) (int, string, string) {
	v.t.Helper()
	_, _, text := v.get(page)
	return v.pressIn(text, page, do, change)
}

// pressIn sends a form as a page has it.
func (v *visitor) pressIn(text, to, do string, change map[string]string) (int, string, string) {
	v.t.Helper()
	fields := typed(text)
	for name, value := range change {
		fields.Set(name, value)
	}
	fields.Set("do", do)
	res, err := v.c.PostForm(v.h.Address(to), fields)
	return v.read(res, err)
}

func wants(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %q:\n%s", what, part, text)
		}
	}
}

// A title made at the desk is on the readers' side at once, all without script.
func TestTitleWithoutScript(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ad", news.Administrator)
	v := enter(t, h, "ad")
	status, _, text := v.press("/titles/new", "section-add", map[string]string{"id": "gazette", "name": "The Gazette", "code": "TG", "timeZone": "UTC", "strap": "Of the coast"})
	if status != http.StatusOK {
		t.Fatalf("section-add = %d", status)
	}
	wants(t, "form with a section more", text, `name="section.1.path"`, `value="The Gazette"`, `aria-label="Up section 2"`)
	status, _, text = v.pressIn(text, "/titles/new", "save", map[string]string{"section.1.path": "sport", "section.1.name": "Sport", "accent": "#dddddd"})
	if status != http.StatusBadRequest {
		t.Errorf("save with a pale accent = %d, want 400", status)
	}
	wants(t, "refusal", text, "reaches a contrast of 1.3", "1.3 : 1 on the page, and 4.5 is needed", `name="section.1.path" value="sport"`)
	status, at, text := v.pressIn(text, "/titles/new", "save", map[string]string{"accent": "#17447c", "wordmark": `<svg viewBox="0 0 40 9"><path d="M0 0h9v9z" fill="red"/></svg>`})
	if status != http.StatusOK || at != "/titles/gazette?done=saved" {
		t.Fatalf("save = %d at %s, want the title saved: %s", status, at, text)
	}
	wants(t, "title", text, "data:image/svg", "on the page", "Saved.")
	front := func(say string) {
		t.Helper()
		until(t, "the front to say "+say, func() bool {
			res, err := v.c.Get("http://localhost:" + h.Port + "/@gazette/")
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			b, _ := io.ReadAll(res.Body)
			return strings.Contains(string(b), say)
		})
	}
	front(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 9" fill="currentColor"><path d="M0 0h9v9z" fill="currentColor">`)
	front("#17447c")
	front("Of the coast")
	if status, _, text = v.press("/titles/gazette", "section-up 1", nil); status != http.StatusOK || strings.Index(text, `value="sport"`) > strings.Index(text, `value="news"`) {
		t.Errorf("section-up = %d, want sport before news", status)
	}
	// Two at once: the second learns of it, keeps what they typed and may go on.
	_, _, old := v.get("/titles/gazette")
	v.press("/titles/gazette", "save", map[string]string{"name": "The Morning Gazette"})
	status, _, text = v.pressIn(old, "/titles/gazette", "save", map[string]string{"name": "The Evening Gazette"})
	if status != http.StatusConflict {
		t.Errorf("save over another's = %d, want 409", status)
	}
	wants(t, "conflict", text, "Somebody changed this since", `value="The Evening Gazette"`)
	front("The Morning Gazette")
	if status, _, _ = v.pressIn(text, "/titles/gazette", "save", nil); status != http.StatusOK {
		t.Errorf("save after being told = %d, want 200", status)
	}
	front("The Evening Gazette")
}

func TestTitleIsRetiredAndRemoved(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ad", news.Administrator)
	h.File("a")
	v := enter(t, h, "ad")
	_, _, text := v.get("/titles/courier")
	rev := url.Values{"rev": {typed(text).Get("rev")}}
	rev.Set("do", "remove")
	if status, _, text := v.submit("/titles/courier", "/titles/courier/end", rev); status != http.StatusBadRequest || !strings.Contains(text, "names it") {
		t.Errorf("remove a title in use = %d, want 400 with why: %s", status, text)
	}
	rev.Set("do", "retire")
	if status, at, _ := v.submit("/titles/courier", "/titles/courier/end", rev); status != http.StatusOK || at != "/titles/courier?done=retired" {
		t.Errorf("retire = %d at %s", status, at)
	}
	if status, _, text := v.get("/titles"); status != http.StatusOK || !strings.Contains(text, "retired 23 Nov 2026") {
		t.Errorf("GET /titles = %d, want it retired", status)
	}
}

func TestSetupIsForThoseWhoMay(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ed", news.Editor)
	h.User("ch", news.Chief, "courier")
	v := newVisitor(t, h)
	v.submit("/sign-in", "/sign-in", url.Values{"name": {"ed"}, "password": {newsroomtest.Password}})
	for _, path := range []string{"/titles", "/titles/courier", "/sources", "/sources/npa", "/sources/npa/rules", "/quarantine", "/roads"} {
		if status, _, _ := v.get(path); status != http.StatusForbidden {
			t.Errorf("GET %s as an editor = %d, want 403", path, status)
		}
	}
	if status, _, text := v.get("/"); status != http.StatusOK || strings.Contains(text, "Quarantine") {
		t.Errorf("GET / as an editor = %d, want no word of the quarantine", status)
	}
	c := enter(t, h, "ch")
	if status, at, _ := c.press("/titles/courier", "save", map[string]string{"strap": "By the chief"}); status != http.StatusOK || !strings.Contains(at, "done=saved") {
		t.Errorf("save as the title's chief = %d at %s, want 200", status, at)
	}
	if status, _, _ := c.press("/titles/new", "save", map[string]string{"id": "other", "name": "Other", "code": "OT"}); status != http.StatusForbidden {
		t.Errorf("make a title as another's chief = %d, want 403", status)
	}
	if status, _, _ := c.get("/sources"); status != http.StatusForbidden {
		t.Errorf("GET /sources as a chief = %d, want 403", status)
	}
}

// until waits for what other goroutines bring about.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); <-tick.C {
		if is() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

const copyText = `{"uri":%q,"version":"1","type":"text","language":"en","headlines":[{"role":"main","value":"Ferry %s opens"}],"subjects":[{"uri":"medtop:%s","name":"x"}],"bodies":[{"contentType":"text/html","value":"<p>The ferry %s opened on Monday.</p>"}]}`

// A source made at the desk is collected from at once, tried before, paused, and
// let go on; its secrets are not shown.
func TestSourceWithoutScript(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ad", news.Administrator)
	var asked, keyed atomic.Int64
	agency := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("key") == "url-secret" && r.Header.Get("Authorization") == "Bearer pull-secret" {
			keyed.Add(1)
		}
		n := asked.Add(1)
		fmt.Fprintf(w, copyText, fmt.Sprint("f", n), fmt.Sprint(n), "15000000", "one")
	}))
	defer agency.Close()
	h.Drive()
	v := enter(t, h, "ad")
	_, _, text := v.press("/sources/new", "pull-add", map[string]string{"id": "dpx", "name": "Delta Press", "credit": "DPX"})
	address := strings.Replace(agency.URL, "localhost", "127.0.0.1", 1) + "/top.json?key=url-secret"
	status, _, text := v.pressIn(text, "/sources/new", "try 0", map[string]string{"pull.0.url": address, "pull.0.every": "1h"})
	if status != http.StatusOK {
		t.Errorf("try = %d, want 200", status)
	}
	wants(t, "the try", text, "It answers; the first file, top.json, is ninjs", "such as “Ferry 1 opens”", "Nothing was taken.")
	if list, err := h.Store.NewestWire(t.Context(), "dpx", 9); err != nil || len(list) != 0 {
		t.Errorf("a try filed %v, %v, want nothing", list, err)
	}
	status, at, text := v.pressIn(text, "/sources/new", "save", map[string]string{"secret.authorization": "Bearer pull-secret", "silentAfter": "2h"})
	if status != http.StatusOK || at != "/sources/dpx?done=saved" {
		t.Fatalf("save = %d at %s: %s", status, at, text)
	}
	until(t, "the new source to be collected from", func() bool { return keyed.Load() == 1 })
	wants(t, "source", text, `value="`+strings.TrimSuffix(address, "?key=url-secret")+`"`, "One is kept and not shown", `value="2h"`)
	if strings.Contains(text, "secret\"") && strings.Contains(text, "pull-secret") || strings.Contains(text, "url-secret") {
		t.Errorf("the form shows a secret: %s", text)
	}
	// What is not shown stays over a save.
	if status, _, _ := v.press("/sources/dpx", "save", map[string]string{"credit": "Delta"}); status != http.StatusOK {
		t.Errorf("save again = %d", status)
	}
	road := news.NewRoad("dpx", news.PullRoad, address)
	until(t, "the road to stand well", func() bool {
		r, err := h.Store.Road(t.Context(), road.ID)
		return err == nil && !r.Well.IsZero() && r.Owner == ""
	})
	roads := func(do string) (int, string, string) {
		return v.submit("/roads", "/roads", url.Values{"road": {string(road.ID)}, "do": {do}})
	}
	n := asked.Load()
	if status, at, _ := roads("run"); status != http.StatusOK || at != "/roads?done=run" {
		t.Errorf("run now = %d at %s", status, at)
	}
	until(t, "the road to be asked at once", func() bool { return asked.Load() > n })
	until(t, "the end of that", func() bool {
		r, err := h.Store.Road(t.Context(), road.ID)
		return err == nil && r.Owner == ""
	})
	if status, _, text := roads("paused"); status != http.StatusOK || !strings.Contains(text, "paused") || !strings.Contains(text, "Go on") {
		t.Errorf("pause = %d, want the road paused: %s", status, text)
	}
	if status, _, text := roads("run"); status != http.StatusBadRequest || !strings.Contains(text, "let it go on first") {
		t.Errorf("run a paused road = %d, want 400 with what to do", status)
	}
	n = asked.Load()
	if status, _, _ := roads("resumed"); status != http.StatusOK {
		t.Errorf("go on = %d", status)
	}
	until(t, "the road to be asked again", func() bool { return asked.Load() > n })
	status, _, text = v.submit("/sources/dpx", "/sources/dpx/token", url.Values{"rev": {typed(first(v.get("/sources/dpx"))).Get("rev")}})
	m := regexp.MustCompile(`<code class="secret">([^<]+)</code>`).FindStringSubmatch(text)
	if status != http.StatusOK || m == nil {
		t.Fatalf("new token = %d, want it shown once: %s", status, text)
	}
	until(t, "the token to count", func() bool { token, open := h.Traffic.Push("dpx"); return token == m[1] && open })
	if text := first(v.get("/sources/dpx")); strings.Contains(text, m[1]) {
		t.Error("the token is shown again")
	}
	lines, err := h.Store.Audit(t.Context(), news.AuditFilter{Ref: "dpx"})
	if err != nil || len(lines) < 3 || lines[0].Who != "desk:ad" || lines[0].What != string(news.VerbSource) {
		t.Errorf("Audit(dpx) = %+v, %v, want each change by ad", lines, err)
	}
	if all := fmt.Sprintf("%+v", lines); strings.Contains(all, "url-secret") || strings.Contains(all, "pull-secret") || strings.Contains(all, m[1]) || !strings.Contains(all, "secret token") {
		t.Errorf("the audit log has %s, want that secrets changed and none of them", all)
	}
	if lines, err := h.Store.Audit(t.Context(), news.AuditFilter{Ref: string(road.ID)}); err != nil || len(lines) != 3 || lines[0].Who != "desk:ad" {
		t.Errorf("Audit(road) = %+v, %v, want that ad ran, paused and resumed it", lines, err)
	}
}

func first(_ int, _ string, text string) string { return text }

// A rule is tried on what came before it is saved.
func TestRulesWithDryRun(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ad", news.Administrator)
	for i, topic := range []string{"15000000", "04000000"} {
		if _, err := h.Wire.Take(t.Context(), "npa", "f.json", "test", strings.NewReader(fmt.Sprintf(copyText, fmt.Sprint(i), fmt.Sprint(i), topic, "x"))); err != nil {
			t.Fatal(err)
		}
	}
	v := enter(t, h, "ad")
	status, _, text := v.press("/sources/npa/rules", "rule-add", nil)
	if status != http.StatusOK {
		t.Fatalf("rule-add = %d", status)
	}
	_, _, text = v.pressIn(text, "/sources/npa/rules", "rule-up 1", map[string]string{"rule.1.subjects": "medtop:15000000; medtop:99", "rule.1.publish": "now", "rule.1.where": "courier/sport"})
	wants(t, "rules", text, `value="medtop:15000000; medtop:99"`, "Rule 1: publish on The Courier, Sport", "Rule 2: publish on The Courier, World")
	status, _, text = v.pressIn(text, "/sources/npa/rules", "try", nil)
	if status != http.StatusOK {
		t.Errorf("dry run = %d", status)
	}
	wants(t, "dry run", text, "1 of 2 items would go another way. Nothing was changed.", "Ferry 0 opens", "<b>rule 1, courier/sport: publish now</b>", "rule 1, courier/world: publish now")
	if src, err := h.Store.Source(t.Context(), "npa"); err != nil || len(src.Rules) != 1 {
		t.Errorf("after a dry run the source has %d rules, %v, want 1", len(src.Rules), err)
	}
	if status, at, _ := v.pressIn(text, "/sources/npa/rules", "save", nil); status != http.StatusOK || at != "/sources/npa/rules?done=saved" {
		t.Errorf("save = %d at %s", status, at)
	}
	src, err := h.Store.Source(t.Context(), "npa")
	if err != nil || len(src.Rules) != 2 || src.Rules[0].Section != "sport" || len(src.Rules[0].Subjects) != 2 {
		t.Errorf("the source has the rules %+v, %v, want two", src.Rules, err)
	}
	if status, _, text := v.press("/sources/npa/rules", "save", map[string]string{"rule.0.urgency": "high"}); status != http.StatusBadRequest || !strings.Contains(text, "is not written like") {
		t.Errorf("save an urgency of words = %d, want 400 with why", status)
	}
}

// A broken file is shown, taken again after a fix, or discarded with a reason.
func TestQuarantine(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ad", news.Administrator)
	broken := "<?xml version=\"1.0\"?>\n<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\">\n<script>alert(1)</script>\n<itemMeta></wrong>\n</newsItem>\n"
	taken, err := h.Wire.Take(t.Context(), "npa", "broken.xml", "folder", strings.NewReader(broken))
	if err != nil || taken.Quarantine == "" {
		t.Fatalf("Take(broken) = %+v, %v, want it in quarantine", taken, err)
	}
	binary, err := h.Wire.Take(t.Context(), "npa", "odd.bin", "folder", strings.NewReader("\x00\x01\x02<b>"))
	if err != nil || binary.Quarantine == "" {
		t.Fatalf("Take(binary) = %+v, %v, want it in quarantine", binary, err)
	}
	v := enter(t, h, "ad")
	_, _, text := v.get("/quarantine")
	wants(t, "quarantine", text, "broken.xml", "odd.bin", `Quarantine <span class="count">2</span>`, "Take all 2 again")
	at := "/quarantine/" + string(taken.Quarantine)
	_, _, text = v.get(at)
	wants(t, "file", text, "&lt;script&gt;alert(1)&lt;/script&gt;", `<li class="here"><span class="n">4</span>`, "the fault is in line 4")
	if strings.Contains(text, "<script>alert") {
		t.Error("the page obeys the file")
	}
	_, _, text = v.get("/quarantine/" + string(binary.Quarantine))
	wants(t, "binary file", text, "00 01 02 3c 62 3e", "···&lt;b&gt;")
	res, err := v.c.Get(h.Address(at + "/bytes"))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if string(raw) != broken || !strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "sandbox") || res.Header.Get("Content-Disposition") != `attachment; filename=broken.xml` || res.Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("GET %s/bytes = %v, want the file to be kept and not opened", at, res.Header)
	}
	if status, _, text := v.submit(at, at+"/replay", url.Values{}); status != http.StatusUnprocessableEntity || !strings.Contains(text, "It still cannot be filed") {
		t.Errorf("replay without a fix = %d, want 422 with why", status)
	}
	away := "/quarantine/" + string(binary.Quarantine)
	if status, _, text := v.submit(away, away+"/discard", url.Values{"reason": {" "}}); status != http.StatusBadRequest || !strings.Contains(text, "say in a line why") {
		t.Errorf("discard without a reason = %d, want 400", status)
	}
	if status, at, _ := v.submit(away, away+"/discard", url.Values{"reason": {"A test of theirs"}}); status != http.StatusOK || at != "/quarantine?done=discarded" {
		t.Errorf("discard = %d at %s", status, at)
	}
	wants(t, "all", first(v.get("/quarantine?all=1")), "by ad: A test of theirs")
}

// After a fix, here a larger limit, a file that waited is filed.
func TestReplayAfterAFix(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ad", news.Administrator)
	limit := h.Wire.MaxBytes
	h.Wire.MaxBytes = 10
	taken, err := h.Wire.Take(t.Context(), "npa", "long.json", "folder", strings.NewReader(fmt.Sprintf(copyText, "long", "long", "15000000", "x")))
	if err != nil || taken.Quarantine == "" {
		t.Fatalf("Take(long) = %+v, %v, want it in quarantine", taken, err)
	}
	h.Wire.MaxBytes = limit
	v := enter(t, h, "ad")
	at := "/quarantine/" + string(taken.Quarantine)
	if status, at, _ := v.submit(at, at+"/replay", url.Values{}); status != http.StatusOK || at != "/quarantine?done=replayed" {
		t.Errorf("replay = %d at %s, want it filed", status, at)
	}
	if _, err := h.Store.StoryByGUID(t.Context(), "npa", "long"); err != nil {
		t.Errorf("the story = %v, want it filed", err)
	}
	if text := first(v.get("/quarantine")); strings.Contains(text, `class="count"`) || !strings.Contains(text, "Nothing waits here") {
		t.Error("the quarantine still counts the file")
	}
}

// The screens in a browser: a title is made by keyboard alone, its masthead and
// contrast are shown while it is typed, and axe finds nothing on any screen.
func TestSetupInABrowser(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("ad", news.Administrator)
	taken, err := h.Wire.Take(t.Context(), "npa", "broken.json", "folder", strings.NewReader("{\n\"uri\": \"x\",\n!\n}"))
	if err != nil || taken.Quarantine == "" {
		t.Fatal(taken, err)
	}
	if _, err := h.Wire.Take(t.Context(), "npa", "f.json", "test", strings.NewReader(fmt.Sprintf(copyText, "a", "a", "15000000", "x"))); err != nil {
		t.Fatal(err)
	}
	h.Drive()
	ctx := h.Browser(token, 1440, 900)
	makeTitleByKeys(t, h, ctx)
	for _, path := range []string{"/titles", "/titles/gazette", "/titles/new", "/sources", "/sources/npa", "/sources/new", "/sources/npa/rules", "/quarantine", "/quarantine/" + string(taken.Quarantine), "/roads"} {
		steps(t, ctx, chromedp.Navigate(h.Address(path)), chromedp.WaitVisible("main h1"))
		newsroomtest.CheckAxe(t, ctx, path)
	}
	rehearseInBrowser(t, h, ctx)
	dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, dark); err != nil {
		t.Fatal(err)
	}
	steps(t, ctx, chromedp.EmulateViewport(390, 844))
	for _, path := range []string{"/titles", "/titles/gazette", "/sources/npa", "/sources/npa/rules", "/quarantine/" + string(taken.Quarantine), "/roads"} {
		steps(t, ctx, chromedp.Navigate(h.Address(path)), chromedp.WaitVisible("main h1"))
		newsroomtest.CheckAxe(t, ctx, path+" on a phone in the dark")
		wide, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > innerWidth`))
		if err != nil || wide {
			t.Errorf("%s on a phone scrolls sideways (%v)", path, err)
		}
	}
	steps(t, ctx, chromedp.EmulateViewport(1440, 900))
	steps(t, ctx, chromedp.Navigate(h.Address("/")), chromedp.WaitVisible("#agencies span"))
	if got, err := chromedp.Run(ctx, chromedp.Text("#agencies")); err != nil || !strings.Contains(got, "NPA") {
		t.Errorf("#agencies = %q, %v, want the agency", got, err)
	}
}

// steps does them one by one and names the first that does not come off.
func steps(t *testing.T, ctx context.Context, all ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for i, x := range all {
		short, cancel := context.WithTimeout(ctx, 15*time.Second)
		err := chromedp.Do(short, x)
		cancel()
		if err != nil {
			where, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + " " + document.querySelector("main")?.innerText.slice(0, 400)`))
			t.Fatalf("step %d: %v at %s", i+1, err, where)
		}
	}
}

// makeTitleByKeys fills the form of a title from field to field with Tab.
func makeTitleByKeys(t *testing.T, h *newsroomtest.House, ctx context.Context) {
	t.Helper()
	steps(t, ctx, chromedp.Navigate(h.Address("/titles")), chromedp.WaitVisible(`a[href="/titles/new"]`), chromedp.Focus(`a[href="/titles/new"]`), chromedp.KeyEvent("\r"), chromedp.WaitVisible("#title-form"),
		chromedp.Focus("#id"), chromedp.KeyEvent("gazette\tThe Gazette\tOf the coast\tTG"), chromedp.Focus("#accent"), chromedp.KeyEvent("#cccccc"))
	got, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".mastheads .name, output.figure")].map(x => x.textContent)`))
	if all := strings.Join(got, "|"); err != nil || strings.Count(all, "The Gazette") != 2 || !strings.Contains(all, "1.5 : 1 on the page, and 4.5 is needed") {
		t.Errorf("while it is typed the page shows %q, %v, want the name in both mastheads and that the colour is too pale", got, err)
	}
	steps(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("#accent").select()`), chromedp.KeyEvent("#17447c\r"), chromedp.WaitVisible(".ok"),
		chromedp.Navigate("http://localhost:"+h.Port+"/@gazette/"), chromedp.WaitVisible("header .name"))
	if got, err := chromedp.Run(ctx, chromedp.Text("header .name")); err != nil || !strings.Contains(got, "The Gazette") {
		t.Errorf("the reader's front = %q, %v, want the new title", got, err)
	}
}

// rehearseInBrowser changes a rule and runs it dry with Enter.
func rehearseInBrowser(t *testing.T, h *newsroomtest.House, ctx context.Context) {
	t.Helper()
	field := `[name="rule.0.keywords"]`
	steps(t, ctx, chromedp.Navigate(h.Address("/sources/npa/rules")), chromedp.WaitVisible("summary"), chromedp.Focus("summary"), chromedp.KeyEvent(" "), chromedp.WaitVisible(field), chromedp.Focus(field),
		chromedp.KeyEvent("boats\r"), chromedp.WaitVisible("#dry"))
	if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.id`)); err != nil || got != "dry" {
		t.Errorf("after a dry run the focus is on %q, %v, want what came of it", got, err)
	}
	if got, err := chromedp.Run(ctx, chromedp.Text("#dry + p")); err != nil || !strings.Contains(got, "1 of 1 items would go another way") {
		t.Errorf("dry run = %q, %v, want one item changed", got, err)
	}
	newsroomtest.CheckAxe(t, ctx, "dry run")
	steps(t, ctx, chromedp.Focus(`button[value="rule-add"]`), chromedp.KeyEvent("\r"), chromedp.WaitVisible(`[name="rule.1.publish"]`))
	if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.name`)); err != nil || got != "rule.1.publish" {
		t.Errorf("after adding a rule the focus is on %q, %v, want the new one", got, err)
	}
}
