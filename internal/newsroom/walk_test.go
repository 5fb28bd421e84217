package newsroom_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/store/storetest"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// public are the routes that ask nobody who they are. A route that is new belongs
// here only if strangers need it before they have signed in.
func public() []string {
	return []string{"GET /static/{name}", "GET /favicon.svg", "GET /robots.txt", "GET /sign-in", "POST /sign-in", "GET /sign-in/second", "POST /sign-in/second",
		"POST /sign-in/passkey/ask", "POST /sign-in/passkey", "POST /sign-out", "GET /welcome/{code}", "POST /welcome/{code}", "/"}
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// walker asks for routes with names filled in that are there.
type walker struct {
	t      *testing.T
	h      *newsroomtest.House
	client *http.Client
	names  map[string]string
}

// newWalker makes a house with a story and an account "zz", which deeds of the walk
// may hit.
func newWalker(t *testing.T) *walker {
	h := newsroomtest.Open(t)
	f := h.File("a")
	h.User("zz", news.Reporter)
	c := h.Client()
	c.Jar = nil
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &walker{t, h, c, map[string]string{"{id}": string(f.Story.ID), "{story}": string(f.Story.ID), "{title}": "courier", "{source}": "npa", "{section}": "world",
		"{name}": "zz", "{code}": "none", "{$}": "", "{n}": "1", "{version}": "1"}}
}

// path fills in a pattern.
func (w *walker) path(pattern string) (method, path string) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = "GET", pattern+"no-such-page"
	}
	return method, placeholder.ReplaceAllStringFunc(path, func(p string) string {
		if v, ok := w.names[p]; ok {
			return v
		}
		return "x"
	})
}

// ask sends a request as our own script does, with a session's token, and returns
// the answer, whose body is closed; what never ends is cut.
func (w *walker) ask(method, path, token string, header http.Header) (*http.Response, string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var body io.Reader
	if method != "GET" {
		body = strings.NewReader("{}")
	}
	r, err := http.NewRequestWithContext(ctx, method, w.h.Address(path), body)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header = header.Clone()
	if method != "GET" && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "desk", Value: token})
	}
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	if strings.Contains(res.Header.Get("Content-Type"), "event-stream") {
		return res, ""
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	return res, string(text)
}

func ours() http.Header { return http.Header{"X-Desk": {"1"}, "Sec-Fetch-Site": {"same-origin"}} }

// Every route is walked by every role, on every title and on one alone, and by
// nobody: those who may not get 403 and a line in the audit log, nobody gets 401,
// and the others get neither from the route.
func TestWalkOfEveryRoute(t *testing.T) {
	w := newWalker(t)
	cells := 0
	for _, route := range newsroom.Routes() {
		if route.Act == "" && !slices.Contains(public(), route.Pattern) {
			t.Errorf("route %q has no act; anybody may come there", route.Pattern)
			continue
		}
		if route.Act != "" && route.Act != newsroom.Own && !slices.Contains(news.Acts(), route.Act) {
			t.Errorf("route %q has the act %q, which is none", route.Pattern, route.Act)
		}
		if route.Act == "" {
			continue
		}
		method, path := w.path(route.Pattern)
		if res, _ := w.ask(method, path, "", ours()); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s by nobody = %d, want 401", route.Pattern, res.StatusCode)
		}
		for _, role := range news.Roles() {
			for _, titles := range [][]news.TitleID{nil, {"courier"}, {"gazette"}} {
				cells++
				w.cell(route, method, path, role, titles)
			}
		}
	}
	if cells < 15*20 {
		t.Errorf("walked %d cells, want all", cells)
	}
	t.Logf("%d cells", cells)
}

func (w *walker) cell(route newsroom.Route, method, path string, role news.Role, titles []news.TitleID) {
	w.t.Helper()
	u := w.account(role, titles)
	token := w.session(u)
	ctx := context.Background()
	before := w.denials(ctx, u)
	res, text := w.ask(method, path, token, ours())
	may := route.Act == newsroom.Own || news.May(u, route.Act, "")
	denied := w.denials(ctx, u) - before
	who := fmt.Sprintf("%s by %s of %v", route.Pattern, role, titles)
	switch {
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode >= 500:
		w.t.Errorf("%s = %d: %s", who, res.StatusCode, text)
	case !may && (res.StatusCode != http.StatusForbidden || denied != 1):
		w.t.Errorf("%s = %d with %d lines of denial, want 403 and one", who, res.StatusCode, denied)
	case may && res.StatusCode == http.StatusForbidden && strings.Contains(text, " may not "+string(route.Act)) && titles == nil:
		w.t.Errorf("%s = 403, want to be let in: %s", who, text)
	}
}

// account returns one of a role and titles.
func (w *walker) account(role news.Role, titles []news.TitleID) news.User {
	w.t.Helper()
	name := string(role[:2])
	for _, t := range titles {
		name += "." + string(t)
	}
	u, err := w.h.Store.UserNamed(context.Background(), name)
	if errors.Is(err, news.ErrNotFound) {
		u = news.User{ID: news.UserID("id-" + name), Name: name, FullName: "Test " + name, Role: role, Titles: titles, Created: storetest.T0}
		if _, err = w.h.Store.SaveUser(context.Background(), u, storetest.T0); err == nil {
			u.Rev = 1
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// session begins a session without the password, whose hash takes its time.
func (w *walker) session(u news.User) string {
	w.t.Helper()
	token, err := w.h.People.Renew(context.Background(), u, news.Session{}, true)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

func (w *walker) denials(ctx context.Context, u news.User) int {
	w.t.Helper()
	lines, err := w.h.Store.Audit(ctx, news.AuditFilter{Who: "desk:" + u.Name, What: news.AuditDenied, Limit: 10000})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(lines)
}

// No deed is done for another site's page, or for one that is not ours.
func TestUnsafeRoutesRefuseOtherSites(t *testing.T) {
	w := newWalker(t)
	token := w.session(w.account(news.Administrator, nil))
	form := "application/x-www-form-urlencoded"
	for _, route := range newsroom.Routes() {
		method, path := w.path(route.Pattern)
		if method == "GET" {
			continue
		}
		for name, header := range map[string]http.Header{
			"another site":         {"Sec-Fetch-Site": {"cross-site"}, "X-Desk": {"1"}},
			"a sister site":        {"Sec-Fetch-Site": {"same-site"}, "X-Desk": {"1"}},
			"another origin":       {"Origin": {"http://evil.example"}, "X-Desk": {"1"}},
			"neither, a form":      {"Content-Type": {form}},
			"neither, JSON":        {},
			"neither, plain":       {"Content-Type": {"text/plain"}},
			"no token, our origin": {"Sec-Fetch-Site": {"same-origin"}, "Content-Type": {form}},
		} {
			if res, _ := w.ask(method, path, token, header); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s from %s = %d, want 403", route.Pattern, name, res.StatusCode)
			}
		}
	}
}

// Another spelling of an address opens nothing that the address does not.
func TestOtherSpellingsOpenNothing(t *testing.T) {
	w := newWalker(t)
	for _, route := range newsroom.Routes() {
		method, path := w.path(route.Pattern)
		if route.Act == "" || method != "GET" {
			continue
		}
		for _, other := range []string{path + "/", "/" + path, strings.ToUpper(path), path + ";x", path + "%2F", "/./" + path, "/x/.." + path, path + "%00", strings.Replace(path, "/", "/%2e/", 1), path + "?token=x"} {
			if other == "/" || other == "//" {
				continue
			}
			res, text := w.ask("GET", other, "", http.Header{})
			if res.StatusCode == http.StatusOK {
				t.Errorf("GET %s by nobody = 200, want none: %.200s", other, text)
			}
		}
	}
}

// Every answer has the headers that keep a browser safe, whatever it is.
func TestEveryAnswerIsGuarded(t *testing.T) {
	w := newWalker(t)
	token := w.session(w.account(news.Administrator, nil))
	nonces := map[string]string{}
	check := func(what string, res *http.Response) {
		t.Helper()
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "X-Robots-Tag": "noindex"} {
			if !strings.Contains(res.Header.Get(name), want) {
				t.Errorf("%s: %s = %q, want %q", what, name, res.Header.Get(name), want)
			}
		}
		if c := res.Header.Get("Access-Control-Allow-Origin"); c != "" {
			t.Errorf("%s: Access-Control-Allow-Origin = %q, want none", what, c)
		}
		m := regexp.MustCompile(`'nonce-([A-Za-z0-9_-]{22,})'`).FindStringSubmatch(res.Header.Get("Content-Security-Policy"))
		if m == nil {
			t.Errorf("%s: no nonce", what)
		} else if before := nonces[m[1]]; before != "" {
			t.Errorf("%s has the nonce of %s", what, before)
		} else {
			nonces[m[1]] = what
		}
	}
	for _, route := range newsroom.Routes() {
		method, path := w.path(route.Pattern)
		for _, as := range []string{"", token} {
			res, _ := w.ask(method, path, as, ours())
			check(fmt.Sprintf("%s = %d", route.Pattern, res.StatusCode), res)
			if token != "" && strings.Contains(res.Header.Get("Location"), token) {
				t.Errorf("%s has the session's token in its address", route.Pattern)
			}
		}
		if route.Pattern == "POST /sign-out" {
			token = w.session(w.account(news.Administrator, nil))
		}
	}
	res, _ := w.ask("GET", "/", token, http.Header{})
	check("page", res)
	for _, c := range []struct {
		method, path string
		header       http.Header
	}{{"TRACE", "/", ours()}, {"DELETE", "/sign-in", ours()}, {"GET", "/static/none.js", http.Header{}}, {"POST", "/sign-in", http.Header{"Sec-Fetch-Site": {"cross-site"}}}} {
		res, _ := w.ask(c.method, c.path, token, c.header)
		check(c.method+" "+c.path, res)
		if res.StatusCode < 400 {
			t.Errorf("%s %s = %d, want to be refused", c.method, c.path, res.StatusCode)
		}
	}
	if len(nonces) < 2*len(newsroom.Routes()) {
		t.Errorf("saw %d nonces, want one for each answer", len(nonces))
	}
}

// Reading changes nothing: as administrator, all that can be got is got, and no
// table is another but those of others.
func TestReadingChangesNothing(t *testing.T) {
	w := newWalker(t)
	token := w.session(w.account(news.Administrator, nil))
	db, err := sql.Open("sqlite", "file:"+w.h.Data+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	before := tables(t, db)
	for _, route := range newsroom.Routes() {
		method, path := w.path(route.Pattern)
		if method != "GET" {
			continue
		}
		w.ask("GET", path, token, http.Header{})
		w.ask("HEAD", path, token, http.Header{})
		after := tables(t, db)
		for name, rows := range after {
			if before[name] != rows && !slices.Contains(others(), name) {
				t.Errorf("GET %s changed table %s", path, name)
			}
		}
		before = after
	}
}

// others are the tables that change while somebody reads: who read, and how far
// the papers have followed the journal.
func others() []string { return []string{"audit", "audit_head", "follower"} }

// tables returns all tables as text.
func tables(t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	names, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for names.Next() {
		var name string
		if err := names.Scan(&name); err != nil {
			t.Fatal(err)
		}
		out[name] = ""
	}
	if err := errors.Join(names.Err(), names.Close()); err != nil {
		t.Fatal(err)
	}
	for name := range out {
		out[name] = rowsText(t, db, name)
	}
	return out
}

func rowsText(t *testing.T, db *sql.DB, table string) string {
	t.Helper()
	rows, err := db.Query(`SELECT * FROM "` + table + `"`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		row := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, row...)
	}
	return b.String()
}

// A real browser that goes through every page as administrator breaks the policy
// nowhere, and no script fails.
func TestCrawlBreaksNoPolicy(t *testing.T) {
	w := newWalker(t)
	token := w.session(w.account(news.Administrator, nil))
	ctx := w.h.Browser(token, 1440, 900)
	var mu sync.Mutex // guards said
	var said []string
	if _, err := chromedp.Call(ctx, cdplog.Enable, struct{}{}); err != nil {
		t.Fatal(err)
	}
	err := chromedp.Listen(ctx, func(e any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := e.(type) {
		case *cdplog.EventEntryAdded:
			// The preview stands in a sandbox, where the paper's own script must not run.
			if sandboxed := strings.Contains(e.Entry.Text, "frame is sandboxed") && strings.Contains(e.Entry.URL, "/preview/"); sandboxed {
				return
			}
			if e.Entry.Source == "security" || strings.Contains(e.Entry.Text, "Content Security Policy") {
				said = append(said, e.Entry.Text+" "+e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			said = append(said, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, route := range newsroom.Routes() {
		method, path := w.path(route.Pattern)
		if method != "GET" {
			continue
		}
		res, _ := w.ask("GET", path, token, http.Header{})
		if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			continue
		}
		pages++
		if err := chromedp.Do(ctx, chromedp.Navigate(w.h.Address(path)), chromedp.WaitReady("body")); err != nil {
			t.Fatalf("GET %s: %v", path, err)
		}
		mu.Lock()
		for _, text := range said {
			t.Errorf("GET %s: %s", path, text)
		}
		said = nil
		mu.Unlock()
	}
	if pages < 8 {
		t.Errorf("went through %d pages, want all", pages)
	}
	for _, screen := range newsroom.Screens() {
		if _, err := url.Parse(screen); err != nil || screen == "" {
			t.Errorf("the line at the top leads to %q", screen)
		}
	}
}
