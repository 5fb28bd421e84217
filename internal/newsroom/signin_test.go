package newsroom_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
)

// visitor is a browser without script.
type visitor struct {
	t *testing.T
	h *newsroomtest.House
	c *http.Client
}

func newVisitor(t *testing.T, h *newsroomtest.House) *visitor {
	return &visitor{t, h, h.Client()}
}

// get returns the status, the address it ended at and the text.
func (v *visitor) get(path string) (int, string, string) {
	v.t.Helper()
	res, err := v.c.Get(v.h.Address(path))
	return v.read(res, err)
}

func (v *visitor) read(res *http.Response, err error) (int, string, string) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	if _, err := io.Copy(&b, res.Body); err != nil {
		v.t.Fatal(err)
	}
	return res.StatusCode, res.Request.URL.RequestURI(), b.String()
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// submit fills in the form at a page and sends it.
func (v *visitor) submit(page, to string, fields url.Values) (int, string, string) {
	v.t.Helper()
	_, _, text := v.get(page)
	m := tokenField.FindStringSubmatch(text)
	if m == nil {
		v.t.Fatalf("GET %s has no form token:\n%s", page, text)
	}
	fields.Set("token", m[1])
	res, err := v.c.PostForm(v.h.Address(to), fields)
	return v.read(res, err)
}

func TestSignInAndOut(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	v := newVisitor(t, h)
	if status, at, _ := v.get("/story/x"); status != http.StatusOK || at != "/sign-in?to=%2Fstory%2Fx" {
		t.Errorf("GET /story/x, signed out = %d at %s, want the sign-in page that leads back", status, at)
	}
	status, _, text := v.submit("/sign-in", "/sign-in", url.Values{"name": {"kt"}, "password": {"not the right one"}})
	if status != http.StatusForbidden || !strings.Contains(text, "Name or password is not right") {
		t.Errorf("sign in with another password = %d, want 403 and why", status)
	}
	if status, at, _ := v.submit("/sign-in", "/sign-in", url.Values{"name": {"KT "}, "password": {newsroomtest.Password}, "to": {"/"}}); status != http.StatusOK || at != "/" {
		t.Errorf("sign in = %d at %s, want the main screen", status, at)
	}
	if status, _, text := v.get("/"); status != http.StatusOK || !strings.Contains(text, "Test kt") {
		t.Errorf("GET /, signed in = %d, want the main screen with the name", status)
	}
	if status, at, _ := v.submit("/", "/sign-out", url.Values{}); status != http.StatusOK || at != "/sign-in" {
		t.Errorf("sign out = %d at %s, want the sign-in page", status, at)
	}
	if _, at, _ := v.get("/"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("GET / after signing out ends at %s, want the sign-in page", at)
	}
}

// A link that leads elsewhere after sign-in must lead nowhere.
func TestSignInLeadsToNoOtherSite(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	for _, to := range []string{"//evil.example/", "https://evil.example/", `/\evil.example/`, "evil"} {
		v := newVisitor(t, h)
		if _, at, _ := v.submit("/sign-in", "/sign-in", url.Values{"name": {"kt"}, "password": {newsroomtest.Password}, "to": {to}}); at != "/" {
			t.Errorf("sign in with to=%s ends at %s, want /", to, at)
		}
	}
}

func TestDeedNeedsOurOwnPage(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Editor)
	for _, c := range []struct {
		name   string
		header http.Header
		want   int
	}{
		{"neither token nor header", http.Header{}, http.StatusForbidden},
		{"another site", http.Header{"Sec-Fetch-Site": {"cross-site"}, "X-Desk": {"1"}}, http.StatusForbidden},
		{"another origin", http.Header{"Origin": {"http://evil.example"}, "X-Desk": {"1"}}, http.StatusForbidden},
		{"our script", http.Header{"Sec-Fetch-Site": {"same-origin"}, "X-Desk": {"1"}}, http.StatusOK},
	} {
		r, err := http.NewRequest("POST", h.Address("/sign-out"), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = c.header
		r.AddCookie(&http.Cookie{Name: "desk", Value: token})
		res, err := h.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("POST /sign-out from %s = %d, want %d", c.name, res.StatusCode, c.want)
		}
	}
}

func TestMainScreenInABrowser(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Editor)
	f := h.File("a")
	ctx := h.Browser(token, 1440, 900)
	if err := chromedp.Do(ctx, chromedp.Navigate(h.Address("/story/"+string(f.Story.ID))), chromedp.WaitVisible("#story h1")); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Text("#story"))
	if err != nil || !strings.Contains(got, f.Latest.Headline) {
		t.Errorf("#story = %q, %v, want the headline %q", got, err, f.Latest.Headline)
	}
}
