package browser

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const deskSettings = `
listen = "127.0.0.1:%d"
data = %q
[[title]]
id = "courier"
name = "The Courier"
language = "en"
time_zone = "UTC"
code = "TC"
  [[title.section]]
  path = "world"
  name = "World"
[[source]]
id = "npa"
credit = "NPA"
`

// newsroom is the program with a desk, a story and somebody who is signed in.
type newsroom struct {
	t        *testing.T
	program  string
	settings string
	data     string
	port     int
	story    news.StoryID
	user     news.User
	token    string
	running  *exec.Cmd
}

func openNewsroom(t *testing.T) *newsroom {
	t.Helper()
	dir := t.TempDir()
	n := &newsroom{t: t, program: filepath.Join(dir, "broadsheet"), settings: filepath.Join(dir, "broadsheet.toml"), data: filepath.Join(dir, "data")}
	if out, err := exec.Command("go", "build", "-o", n.program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	if err := os.WriteFile(n.settings, fmt.Appendf(nil, deskSettings, n.port, n.data), 0o600); err != nil {
		t.Fatal(err)
	}
	n.start() // makes the titles and sources of the settings
	n.kill()
	n.withStore(func(ctx context.Context, s *store.Store) {
		room := people.New(s, time.Now, store.NewID)
		u, code, err := room.Open(ctx, news.User{Name: "anna", FullName: "Test anna", Role: news.Editor})
		if err != nil {
			t.Fatal(err)
		}
		n.user = u
		in, err := room.Welcome(ctx, code, "four words of our own", people.Place{From: "test", Agent: "test"})
		if err != nil {
			t.Fatal(err)
		}
		n.token = in.Token
		d := storetest.NewStory("a")
		n.story = d.Story.ID
		if _, err := s.SaveStory(ctx, d); err != nil {
			t.Fatal(err)
		}
	})
	return n
}

// start runs the program and waits until it answers.
func (n *newsroom) start() {
	n.t.Helper()
	p := exec.Command(n.program, "serve", "-config", n.settings)
	p.Stderr = n.t.Output()
	if err := p.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.running = p
	n.t.Cleanup(func() {
		p.Process.Kill()
		p.Wait()
	})
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); <-look.C {
		res, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", n.port))
		if err == nil {
			res.Body.Close()
			return
		}
	}
	n.t.Fatal("the program does not answer")
}

// kill ends the program as a power cut would.
func (n *newsroom) kill() {
	n.running.Process.Kill()
	n.running.Wait()
}

// withStore opens the store while the program does not run.
func (n *newsroom) withStore(do func(context.Context, *store.Store)) {
	n.t.Helper()
	s, err := store.Open(n.t.Context(), "sqlite:"+filepath.Join(n.data, "broadsheet.db"))
	if err != nil {
		n.t.Fatal(err)
	}
	defer s.Close()
	do(n.t.Context(), s)
}

// TestServerIsKilledWhileTyping types without a pause, kills the program in the
// middle of it, and starts it again: on its disk is all that was typed until two
// seconds before, and the rest comes from the browser by itself.
func TestServerIsKilledWhileTyping(t *testing.T) {
	path := chromium(t)
	n := openNewsroom(t)
	n.start()
	ctx := tab(t, path, true)
	cookie := network.SetCookieParams{Name: "desk", Value: n.token, Domain: "desk.localhost", Path: "/", HTTPOnly: new(true)}
	if _, err := chromedp.Call(ctx, network.SetCookie, cookie); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(fmt.Sprintf("http://desk.localhost:%d/story/%s", n.port, n.story)), chromedp.WaitVisible("#story .body"), chromedp.Click(".body p"), chromedp.KeyEvent(kb.End))
	var typed []time.Time // when each number was typed
	typing := func(long time.Duration) {
		for end := time.Now().Add(long); time.Now().Before(end); {
			do(t, ctx, chromedp.KeyEvent(" "+strconv.Itoa(len(typed))))
			typed = append(typed, time.Now())
		}
	}
	typing(5 * time.Second)
	n.kill()
	killed := time.Now()
	typing(time.Second)
	n.withStore(func(ctx context.Context, s *store.Store) {
		c, err := s.WorkingCopy(ctx, n.story, n.user.ID)
		if err != nil {
			t.Fatal(err)
		}
		last := lastNumber(t, c.Wording.Body)
		if lost := killed.Sub(typed[last]); lost > 2*time.Second {
			t.Errorf("the last word on the disk was typed %v before the kill, want 2 s at most", lost)
		} else {
			t.Logf("%d words typed before the kill; on the disk is what was typed %v before it", len(typed), lost.Round(time.Millisecond))
		}
	})
	told := func(selector, words string) {
		t.Helper()
		get(t, ctx, chromedp.Poll[bool](fmt.Sprintf("(document.querySelector(%q)?.textContent || '').includes(%q)", selector, words)))
	}
	told("#story-status", "Working offline since")
	told("#story-line", "what you type is kept in this browser")
	n.start()
	typing(100 * time.Millisecond)
	told("#story-status", "Saved ")
	get(t, ctx, chromedp.Poll[bool](`document.querySelector("#story-line").hidden`))
	do(t, ctx, chromedp.KeyEvent("s", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	told("#story-status", "Version 2 saved")
	n.kill()
	n.withStore(func(ctx context.Context, s *store.Store) {
		f, err := s.Story(ctx, n.story)
		if err != nil || lastNumber(t, f.Latest.Body) != len(typed)-1 {
			t.Errorf("version %d = %q, %v, want all %d words", f.Story.Head, f.Latest.Body, err, len(typed))
		}
	})
}

// lastNumber returns the last of the numbers typed behind the first paragraph,
// which must all be there.
func lastNumber(t *testing.T, body string) int {
	t.Helper()
	_, numbers, _ := strings.Cut(strings.TrimSuffix(body, "</p>"), "Monday.")
	for i, f := range strings.Fields(numbers) {
		if f != strconv.Itoa(i) && i < len(strings.Fields(numbers))-1 {
			t.Fatalf("body = %q, want the numbers in a row", body)
		}
	}
	last := len(strings.Fields(numbers)) - 1
	if last < 0 {
		t.Fatalf("body = %q, want numbers", body)
	}
	return last
}
