package newsroom_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// peopled is a house in which something has happened, and its administrator's
// session.
func peopled(t *testing.T) (*newsroomtest.House, string) {
	h := newsroomtest.Open(t)
	_, token := h.User("ad", news.Administrator)
	h.User("kt", news.Editor)
	h.User("rr", news.Reporter, "courier")
	v := newVisitor(t, h)
	v.submit("/sign-in", "/sign-in", url.Values{"name": {"kt"}, "password": {"not the right one"}})
	kt := signedIn(t, h, "kt")
	kt.get("/audit")
	addApp(t, h, kt)
	ad := signedIn(t, h, "ad")
	ad.submit("/people/rr", "/people/rr", url.Values{"do": {"close"}})
	return h, token
}

// colours makes a browser prefer light or dark.
func colours(t *testing.T, ctx context.Context, scheme string) {
	t.Helper()
	p := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, p); err != nil {
		t.Fatal(err)
	}
}

// axe finds nothing wrong with the screens of accounts, wide and narrow, light and
// dark, and nothing is wider than the window.
func TestScreensOfAccountsForAll(t *testing.T) {
	h, token := peopled(t)
	v := newVisitor(t, h)
	at, err := url.Parse(h.Address("/"))
	if err != nil {
		t.Fatal(err)
	}
	v.c.Jar.SetCookies(at, sessionOf(token))
	v.submit("/account", "/account/app", url.Values{})
	for _, width := range []int64{1440, 390} {
		ctx := h.Browser(token, width, 900)
		for _, scheme := range []string{"light", "dark"} {
			colours(t, ctx, scheme)
			for _, path := range []string{"/account", "/account/prove", "/account/app", "/people", "/people/kt", "/people/rr", "/audit", "/audit?what=denied", "/audit?day=x", "/nothing", "/sign-in"} {
				if err := chromedp.Do(ctx, chromedp.Navigate(h.Address(path)), chromedp.WaitVisible("#main")); err != nil {
					t.Fatalf("GET %s: %v", path, err)
				}
				newsroomtest.CheckAxe(t, ctx, path+" "+scheme)
				if wide, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - innerWidth`)); err != nil || wide > 0 {
					t.Errorf("GET %s at %d px is %d px too wide, %v", path, width, wide, err)
				}
				shoot(t, ctx, path, scheme, width)
			}
		}
	}
}

// shoot keeps a picture of the page in the folder that BROADSHEET_SHOTS names.
func shoot(t *testing.T, ctx context.Context, path, scheme string, width int64) {
	t.Helper()
	folder := os.Getenv("BROADSHEET_SHOTS")
	if folder == "" {
		return
	}
	image, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%s-%d-%s.png", strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(strings.Trim(path, "/")), width, scheme)
	if err := os.WriteFile(filepath.Join(folder, name), image, 0o644); err != nil {
		t.Fatal(err)
	}
}

// sessionOf is the cookie of a session.
func sessionOf(token string) []*http.Cookie {
	return []*http.Cookie{{Name: "desk", Value: token, Path: "/"}}
}
