// Package browser opens the demo in a real Chromium, as a reader would.
//
// It runs the built binary. Start at TestDemoInABrowser.
package browser

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium returns the path of the browser. It skips the test if there is
// none, unless BROADSHEET_TEST_ALL is set.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("BROADSHEET_TEST_ALL") != "" {
		t.Fatal("no Chromium: apt-get install chromium")
	}
	t.Skip("no Chromium: apt-get install chromium")
	return ""
}

// quotesToken is what the demo asks of whoever pushes quotes.
const quotesToken = "a token of the tests"

var address = regexp.MustCompile(`(http://\S+)/@courier/`)

// demo starts the demo and returns the address of its machine.
func demo(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "broadsheet")
	if out, err := exec.Command("go", "build", "-o", program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	p := exec.Command(program, "demo", "-listen", "127.0.0.1:0", "-data", filepath.Join(dir, "data"))
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Process.Signal(os.Interrupt)
		p.Wait()
	})
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if m := address.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
			}
		}
		close(found)
	}()
	select {
	case a, ok := <-found:
		if !ok {
			t.Fatal("the demo ended before it said its address")
		}
		return a
	case <-time.After(2 * time.Minute):
		t.Fatal("the demo said no address for two minutes")
	}
	return ""
}

// tab returns a fresh browser's tab. script says whether pages may run theirs.
func tab(t *testing.T, path string, script bool) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("blink-settings", "scriptEnabled="+map[bool]string{true: "true", false: "false"}[script]))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func get[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestDemoInABrowser opens the front and a story, chooses another text size and
// finds it kept on the next page: with the page's script, and without any.
func TestDemoInABrowser(t *testing.T) {
	path := chromium(t)
	base := demo(t)
	for _, c := range []struct {
		name   string
		script bool
	}{{"with script", true}, {"without script", false}} {
		t.Run(c.name, func(t *testing.T) {
			ctx := tab(t, path, c.script)
			do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(base+"/@courier/"))
			if got := get(t, ctx, chromedp.Text("header")); !strings.Contains(got, "The Harbour Courier") {
				t.Errorf("masthead = %q, want the paper's name", got)
			}
			do(t, ctx, chromedp.Click("main h3 a"), chromedp.WaitVisible("main form.ts"))
			if got := get(t, ctx, chromedp.Text("main h1")); got == "" {
				t.Error("the story has no headline")
			}
			before := textSize(t, ctx)
			do(t, ctx, chromedp.Click(`main form.ts button[name="size"][value="5"]`), chromedp.WaitVisible(`html[data-ts="5"] main h1`))
			after := textSize(t, ctx)
			if after <= before {
				t.Errorf("text is %v px after choosing the largest size, and was %v", after, before)
			}
			do(t, ctx, chromedp.Navigate(base+"/@courier/"), chromedp.Click("main h3 a"), chromedp.WaitVisible("main form.ts"))
			if next := textSize(t, ctx); next != after {
				t.Errorf("text is %v px on the next page, want the %v chosen", next, after)
			}
		})
	}
}

// textSize returns the size of the body text in px. It is evaluated by the
// debugger, which does not ask whether pages may run scripts.
func textSize(t *testing.T, ctx context.Context) float64 {
	t.Helper()
	return get(t, ctx, chromedp.Evaluate[float64](`parseFloat(getComputedStyle(document.querySelector("main p:not([class])")).fontSize)`))
}
