package browser

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// push puts a quote of BP into the demo, as a feed of the newsroom's own would.
func push(t *testing.T, base, price string) {
	t.Helper()
	row := fmt.Sprintf("symbol,mic,last,prev_close,currency,as_of,delay_min,sample\nBP,XNYS,%s,31.78,USD,%s,0,true\n", price, time.Now().UTC().Format(time.RFC3339Nano))
	r, err := http.NewRequest("POST", base+"/api/quotes", strings.NewReader(row))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+quotesToken)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if text, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		t.Fatalf("POST /api/quotes = %d %s", res.StatusCode, text)
	}
}

// watchBar notes all texts that the bar ever shows, and every shift of the layout.
const watchBar = `window.texts = ""; window.shift = 0;
new MutationObserver(function () { texts += document.querySelector("[data-bar]").textContent; }).observe(document.querySelector("[data-bar]"), {subtree: true, childList: true, characterData: true});
new PerformanceObserver(function (l) { l.getEntries().forEach(function (e) { shift += e.value; }); }).observe({type: "layout-shift", buffered: false});
document.querySelector("main").getBoundingClientRect().top`

// A pushed quote is on the open page within five seconds and moves nothing; who
// has no script gets it with the next page.
func TestQuoteReachesOpenPage(t *testing.T) {
	path := chromium(t)
	t.Setenv("BROADSHEET_QUOTES_TOKEN", quotesToken)
	base := demo(t)
	ctx := tab(t, path, true)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(base+"/@courier/"))
	top := get(t, ctx, chromedp.Evaluate[float64](watchBar))
	push(t, base, "77.125")
	begun := time.Now()
	for !get(t, ctx, chromedp.Evaluate[bool](`texts.includes("77.125")`)) {
		if time.Since(begun) > 5*time.Second {
			t.Fatalf("after 5 s the bar has shown %q, want 77.125", get(t, ctx, chromedp.Evaluate[string](`texts`)))
		}
	}
	t.Logf("on the open page after %v", time.Since(begun))
	if shift := get(t, ctx, chromedp.Evaluate[float64](`shift`)); shift != 0 {
		t.Errorf("the layout shifted by %v, want nothing to move", shift)
	}
	if now := get(t, ctx, chromedp.Evaluate[float64](`document.querySelector("main").getBoundingClientRect().top`)); now != top {
		t.Errorf("the text stands at %v px, and stood at %v", now, top)
	}

	// Whoever has said pause is shown nothing new until they say otherwise.
	if pressed := get(t, ctx, chromedp.Evaluate[string](`texts = ""; document.querySelector(".bar .pause").click(); document.querySelector(".bar .pause").getAttribute("aria-pressed")`)); pressed != "true" {
		t.Fatalf("the pause is pressed: %q, want true", pressed)
	}
	push(t, base, "78.125")
	plain := tab(t, path, false)
	do(t, plain, chromedp.Navigate(base+"/@courier/"))
	for begun := time.Now(); !strings.Contains(get(t, plain, chromedp.Text("[data-bar]")), "$"); {
		if time.Since(begun) > 10*time.Second {
			t.Fatal("without script the page never has prices")
		}
	}
	if got := get(t, ctx, chromedp.Evaluate[string](`texts`)); got != "" {
		t.Errorf("while paused the bar showed %q, want nothing new", got)
	}
}
