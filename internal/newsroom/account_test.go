package newsroom_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/people"

	"github.com/pquerna/otp/totp"
)

const otherWords = "another four words here"

func wantSays(t *testing.T, what string, status, want int, text, says string) {
	t.Helper()
	if status != want || !strings.Contains(html.UnescapeString(text), says) {
		t.Errorf("%s = %d, want %d and %q in:\n%s", what, status, want, says, text)
	}
}

var (
	secretText = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)
	codeText   = regexp.MustCompile(`<li><code>([a-z2-7-]{19})</code>`)
	linkText   = regexp.MustCompile(`<code class="secret">http://desk\.localhost:\d+(/welcome/[^<]+)</code>`)
)

// code is what an app with a secret shows now.
func code(t *testing.T, h *newsroomtest.House, secret string) string {
	t.Helper()
	c, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), h.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// addApp adds an app on the pages, and returns its secret and the recovery codes.
func addApp(t *testing.T, h *newsroomtest.House, v *visitor) (string, []string) {
	t.Helper()
	_, at, text := v.submit("/account", "/account/app", url.Values{})
	m := secretText.FindStringSubmatch(text)
	if at != "/account/app" || m == nil {
		t.Fatalf("POST /account/app ends at %s, want the secret:\n%s", at, text)
	}
	status, _, text := v.submit("/account/app", "/account/app/code", url.Values{"code": {"000000"}})
	wantSays(t, "POST /account/app/code, wrong", status, http.StatusBadRequest, text, "not the code the app shows now")
	status, _, text = v.submit("/account/app", "/account/app/code", url.Values{"code": {code(t, h, m[1])}})
	var codes []string
	for _, c := range codeText.FindAllStringSubmatch(text, -1) {
		codes = append(codes, c[1])
	}
	if status != http.StatusOK || len(codes) != 10 {
		t.Fatalf("POST /account/app/code = %d, %d codes, want 10:\n%s", status, len(codes), text)
	}
	return m[1], codes
}

func TestAppWithoutScript(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	secret, codes := addApp(t, h, signedIn(t, h, "kt"))
	h.Set(h.Now().Add(time.Minute))
	v := newVisitor(t, h)
	fields := url.Values{"name": {"kt"}, "password": {newsroomtest.Password}, "to": {"/account"}}
	if _, at, _ := v.submit("/sign-in", "/sign-in", fields); at != "/sign-in/second?to=%2Faccount" {
		t.Fatalf("sign in ends at %s, want the second factor", at)
	}
	if _, at, _ := v.get("/account"); !strings.HasPrefix(at, "/sign-in?") {
		t.Errorf("GET /account, half signed in, ends at %s, want the sign-in page", at)
	}
	status, _, text := v.submit("/sign-in/second", "/sign-in/second", url.Values{"code": {"123456"}, "to": {"/account"}})
	wantSays(t, "wrong code", status, http.StatusForbidden, text, "That code is not right")
	c := code(t, h, secret)
	if _, at, _ := v.submit("/sign-in/second", "/sign-in/second", url.Values{"code": {c}, "to": {"/account"}}); at != "/account" {
		t.Fatalf("right code ends at %s, want /account", at)
	}
	v = newVisitor(t, h)
	v.submit("/sign-in", "/sign-in", fields)
	if status, _, _ := v.submit("/sign-in/second", "/sign-in/second", url.Values{"code": {c}}); status != http.StatusForbidden {
		t.Errorf("used code = %d, want 403", status)
	}
	if _, at, _ := v.submit("/sign-in/second", "/sign-in/second", url.Values{"code": {codes[3]}, "to": {"/account"}}); at != "/account" {
		t.Errorf("recovery code ends at %s, want /account", at)
	}
	if _, _, text := v.get("/account"); !strings.Contains(text, "9 left") {
		t.Error("GET /account does not say that 9 recovery codes are left")
	}
	h.Set(h.Now().Add(11 * time.Minute))
	if _, at, _ := v.submit("/account", "/account/app/drop", url.Values{}); at != "/account/prove?to=%2Faccount" {
		t.Errorf("POST /account/app/drop, eleven minutes later, ends at %s, want the proof", at)
	}
	status, _, text = v.submit("/account/prove?to=/account", "/account/prove", url.Values{"password": {newsroomtest.Password}, "code": {"999999"}})
	wantSays(t, "wrong proof", status, http.StatusForbidden, text, "Password or code is not right")
	if _, at, _ := v.submit("/account/prove?to=/account", "/account/prove", url.Values{"password": {newsroomtest.Password}, "code": {code(t, h, secret)}, "to": {"/account"}}); at != "/account" {
		t.Errorf("proof ends at %s, want /account", at)
	}
	if _, at, text := v.submit("/account", "/account/app/drop", url.Values{}); at != "/account?done=app" || strings.Contains(text, "Recovery codes") {
		t.Errorf("POST /account/app/drop ends at %s, want the page without recovery codes", at)
	}
}

func TestOwnAccount(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Reporter)
	v, other := signedIn(t, h, "kt"), signedIn(t, h, "kt")
	_, _, text := v.submit("/account", "/account", url.Values{"fullName": {" Test  K. "}, "signOff": {"T. K."}, "mail": {"kt@example.com"}})
	for _, want := range []string{"Saved.", `value="Test K."`, `value="T. K."`, "data-plain-keys"} {
		if !strings.Contains(text, want) {
			t.Errorf("POST /account does not show %q", want)
		}
	}
	status, _, text := v.submit("/account", "/account", url.Values{"fullName": {""}, "keys": {"on"}})
	wantSays(t, "POST /account without a name", status, http.StatusBadRequest, text, "give the full name")
	status, _, text = v.submit("/account", "/account/password", url.Values{"old": {"not the old one"}, "new": {otherWords}})
	wantSays(t, "POST /account/password, wrong old one", status, http.StatusForbidden, text, "The password is not right.")
	status, _, text = v.submit("/account", "/account/password", url.Values{"old": {newsroomtest.Password}, "new": {"short"}})
	wantSays(t, "POST /account/password, short", status, http.StatusBadRequest, text, "take at least 12")
	status, _, text = v.submit("/account", "/account/password", url.Values{"old": {newsroomtest.Password}, "new": {otherWords}})
	wantSays(t, "POST /account/password", status, http.StatusOK, text, "You have a new password")
	if _, at, _ := other.get("/account"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("GET /account in another browser ends at %s, want the sign-in page", at)
	}
}

func TestSessionsOnThePage(t *testing.T) {
	h := newsroomtest.Open(t)
	_, first := h.User("kt", news.Reporter)
	v, other, third := signedIn(t, h, "kt"), signedIn(t, h, "kt"), signedIn(t, h, "kt")
	_, _, text := v.get("/account")
	ids := regexp.MustCompile(`name="session" value="([0-9a-f]{24})"`).FindAllStringSubmatch(text, -1)
	if len(ids) != 3 || strings.Contains(text, first) {
		t.Fatalf("GET /account offers to end %d, want 3, and no token", len(ids))
	}
	for _, id := range ids[:1] {
		if _, at, _ := v.submit("/account", "/account/sessions", url.Values{"session": {id[1]}}); at != "/account?done=session" {
			t.Errorf("POST /account/sessions ends at %s", at)
		}
	}
	if _, _, text := v.submit("/account", "/account/sessions", url.Values{"session": {"others"}}); strings.Count(text, "(this one)") != 1 || strings.Contains(text, `value="others"`) {
		t.Error("POST /account/sessions others leaves more than this one")
	}
	for _, o := range []*visitor{other, third} {
		if _, at, _ := o.get("/account"); !strings.HasPrefix(at, "/sign-in") {
			t.Errorf("GET /account in an ended session ends at %s, want the sign-in page", at)
		}
	}
}

func TestPeople(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("ad", news.Administrator)
	ad := signedIn(t, h, "ad")
	status, _, text := ad.submit("/people", "/people", url.Values{"name": {"Not a name"}, "fullName": {"Test N"}, "role": {"editor"}})
	wantSays(t, "POST /people with a bad name", status, http.StatusBadRequest, text, "lower-case letters")
	status, _, text = ad.submit("/people", "/people", url.Values{"name": {"nn"}, "fullName": {"Test N. N."}, "role": {"editor"}, "title": {"courier"}})
	link := linkText.FindStringSubmatch(text)
	if status != http.StatusOK || link == nil {
		t.Fatalf("POST /people = %d, want a link:\n%s", status, text)
	}
	if _, _, text := ad.get("/people/nn"); linkText.MatchString(text) {
		t.Error("GET /people/nn shows the link again")
	}
	nn := newVisitor(t, h)
	status, _, text = nn.submit(link[1], link[1], url.Values{"password": {"short"}})
	wantSays(t, "welcome with a short password", status, http.StatusBadRequest, text, "take at least 12")
	if _, at, _ := nn.submit(link[1], link[1], url.Values{"password": {newsroomtest.Password}}); at != "/" {
		t.Fatalf("welcome ends at %s, want the main screen", at)
	}
	status, _, text = newVisitor(t, h).submit(link[1], link[1], url.Values{"password": {otherWords}})
	wantSays(t, "welcome a second time", status, http.StatusBadRequest, text, "has been used or has ended")
	status, _, text = ad.submit("/people/nn", "/people/nn", url.Values{"fullName": {"Test N."}, "role": {"chief"}, "rev": {"1"}})
	wantSays(t, "POST /people/nn", status, http.StatusOK, text, "The account is saved")
	status, _, text = ad.submit("/people/nn", "/people/nn", url.Values{"fullName": {"Test X."}, "role": {"chief"}, "rev": {"1"}})
	wantSays(t, "POST /people/nn on what has moved", status, http.StatusConflict, text, "Somebody changed it meanwhile")
	if _, at, _ := nn.get("/"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("GET / with another role ends at %s, want the sign-in page", at)
	}
	nn = signedIn(t, h, "nn")
	ad.submit("/people/nn", "/people/nn", url.Values{"do": {"close"}})
	if _, at, _ := nn.get("/"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("GET / of a closed account ends at %s, want the sign-in page", at)
	}
	_, _, text = ad.submit("/people/nn", "/people/nn", url.Values{"do": {"reopen"}})
	if strings.Contains(text, "Closed since") {
		t.Error("POST /people/nn reopen leaves it closed")
	}
	nn = signedIn(t, h, "nn")
	ad.submit("/people/nn", "/people/nn/sessions", url.Values{})
	if _, at, _ := nn.get("/"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("GET / of an ended session ends at %s, want the sign-in page", at)
	}
	status, _, text = ad.submit("/people/ad", "/people/ad", url.Values{"fullName": {"Test ad"}, "role": {"editor"}, "rev": {"1"}})
	wantSays(t, "the last administrator's own role", status, http.StatusBadRequest, text, "last administrator")
}

// A cookie from before signing in is good for nothing after it.
func TestSessionIsNewAfterSigningIn(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	v := newVisitor(t, h)
	planted := &http.Cookie{Name: "desk", Value: "planted-by-somebody-else-0123456789", Path: "/"}
	at, err := url.Parse(h.Address("/"))
	if err != nil {
		t.Fatal(err)
	}
	v.c.Jar.SetCookies(at, []*http.Cookie{planted})
	v.submit("/sign-in", "/sign-in", url.Values{"name": {"kt"}, "password": {newsroomtest.Password}})
	token := func() string {
		for _, c := range v.c.Jar.Cookies(at) {
			if c.Name == "desk" {
				return c.Value
			}
		}
		return ""
	}
	first := token()
	if first == "" || first == planted.Value {
		t.Errorf("session cookie = %q, want a new one", first)
	}
	addApp(t, h, v)
	second := token()
	if second == first {
		t.Error("session cookie after adding an app is the one from before, want a new one")
	}
	for _, old := range []string{planted.Value, first} {
		r, err := http.NewRequest("GET", h.Address("/data/story/x"), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "desk", Value: old})
		res, err := h.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("GET with the old cookie = %d, want 401", res.StatusCode)
		}
	}
}

// away asks as if from another machine, by a name that needs HTTPS.
func away(t *testing.T, h *newsroomtest.House, method, path, token string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, "http://desk.example:"+h.Port+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Desk", "1")
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-desk", Value: token})
	}
	c := h.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res
}

func TestCookiesAwayFromTheMachine(t *testing.T) {
	h := newsroomtest.Open(t)
	_, token := h.User("kt", news.Reporter)
	res := away(t, h, "POST", "/sign-in", "", url.Values{"name": {"kt"}, "password": {newsroomtest.Password}})
	found := false
	for _, c := range res.Cookies() {
		if c.Value == "" {
			continue
		}
		found = true
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %s, want __Host-, Secure, HttpOnly, SameSite=Lax, Path=/, no Domain", c.Raw)
		}
	}
	if !found || res.StatusCode != http.StatusSeeOther {
		t.Errorf("POST /sign-in = %d, no cookie, want one", res.StatusCode)
	}
	if hsts := res.Header.Get("Strict-Transport-Security"); !strings.Contains(hsts, "max-age=31536000") {
		t.Errorf("Strict-Transport-Security = %q, want a year", hsts)
	}
	if res := away(t, h, "GET", "/audit", token, nil); res.StatusCode != http.StatusForbidden {
		t.Errorf("GET /audit as reporter = %d, want 403", res.StatusCode)
	}
}

// Whoever may bring copy before readers needs a second factor, away from this
// machine; here it may be put off.
func TestSecondFactorIsAskedFor(t *testing.T) {
	h := newsroomtest.Open(t)
	h.People.Second = people.SecondRoles
	_, editor := h.User("kt", news.Editor)
	_, reporter := h.User("rr", news.Reporter)
	if res := away(t, h, "GET", "/", reporter, nil); res.StatusCode != http.StatusOK {
		t.Errorf("GET / as reporter = %d, want 200", res.StatusCode)
	}
	if res := away(t, h, "GET", "/data/story/x", editor, nil); res.StatusCode != http.StatusForbidden {
		t.Errorf("GET /data/story/x as editor without = %d, want 403", res.StatusCode)
	}
	if res := away(t, h, "GET", "/account", editor, nil); res.StatusCode != http.StatusOK {
		t.Errorf("GET /account as editor without = %d, want 200", res.StatusCode)
	}
	v := signedIn(t, h, "kt")
	if status, _, text := v.get("/"); status != http.StatusOK || !strings.Contains(text, "no second factor") {
		t.Errorf("GET / on this machine = %d, want 200 and a note", status)
	}
	_, text := 0, ""
	_, _, text = v.get("/account")
	wantSays(t, "GET /account", 200, 200, text, "you need a second factor")
	addApp(t, h, v)
	if _, _, text := v.get("/"); strings.Contains(text, "no second factor") {
		t.Error("GET / with a second factor has the note still")
	}
}

// Sign-in says 429 after too many tries, the same for names that nobody has.
func TestSignInIsSlowed(t *testing.T) {
	h := newsroomtest.Open(t)
	h.User("kt", news.Editor)
	h.User("ab", news.Editor)
	bodies := map[string]string{}
	for _, name := range []string{"kt", "xx"} {
		v := newVisitor(t, h)
		for i := range 11 {
			_, _, page := v.get("/sign-in")
			m := tokenField.FindStringSubmatch(page)
			res, err := v.c.PostForm(h.Address("/sign-in"), url.Values{"name": {name}, "password": {"wrong words " + name}, "token": {m[1]}})
			if err != nil {
				t.Fatal(err)
			}
			retry := res.Header.Get("Retry-After")
			status, _, text := v.read(res, nil)
			if want := map[bool]int{true: http.StatusForbidden, false: http.StatusTooManyRequests}[i < 10]; status != want || (retry != "") != (i == 10) {
				t.Errorf("try %d as %s = %d, Retry-After %q, want %d", i+1, name, status, retry, want)
			}
			bodies[name] = plainBody(text, name)
		}
	}
	if bodies["kt"] != bodies["xx"] {
		t.Errorf("known and unknown names get different pages:\n%s\n%s", bodies["kt"], bodies["xx"])
	}
	signedIn(t, h, "ab")
}

var changing = regexp.MustCompile(`(nonce|value|data-token)="[^"]*"`)

func plainBody(text, name string) string {
	return strings.ReplaceAll(changing.ReplaceAllString(text, ""), name, "")
}
