package newsroom_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"

	"github.com/chromedp/chromedp"
)

// long is a story of about 3,000 words: 60 paragraphs, with crossheads between.
func long(d *news.StoryDeed) {
	var b strings.Builder
	for i := range 60 {
		if i%10 == 5 {
			fmt.Fprintf(&b, "<h2>Part %d of the line</h2>\n", i/10+1)
		}
		fmt.Fprintf(&b, "<p>Paragraph %d: %s</p>\n", i, strings.Repeat("the <em>ferry</em> between Norport and Vesmark left on time again, ", 5))
	}
	d.Version.Body = b.String()
}

// busy is by how much a measurement may miss its aim before a test fails for it: the
// machine that runs all tests at once is no editor's.
const busy = 3

// TestKeystrokeToPaint types into a story of 3,000 words and measures, for each
// key, how long the page works until the next frame is ready, and how long until
// it is painted, the wait for the screen's own beat included.
func TestKeystrokeToPaint(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	f := h.File("a", long)
	s.open(f.Story.ID)
	s.at("Paragraph 30")
	eval[int](s, `(() => {
		window.spent = [];
		window.painted = [];
		const after = new MessageChannel();
		let began = 0;
		after.port1.onmessage = () => { window.painted.push(performance.now() - began); };
		document.addEventListener("keydown", () => {
			began = performance.now();
			setTimeout(() => {
				document.querySelector(".body").getBoundingClientRect();
				window.spent.push(performance.now() - began);
			}, 0);
			requestAnimationFrame(() => after.port2.postMessage(0));
		}, true);
		return 1;
	})()`)
	beat := time.NewTicker(60 * time.Millisecond) // a fast typist
	defer beat.Stop()
	for range 100 {
		s.do(chromedp.KeyEvent("x"))
		<-beat.C
	}
	spent, painted := eval[[]float64](s, "window.spent"), eval[[]float64](s, "window.painted")
	slices.Sort(spent)
	slices.Sort(painted)
	at := func(x []float64, part float64) float64 { return x[int(part*float64(len(x)-1))] }
	if len(spent) < 100 || len(painted) < 100 {
		t.Fatalf("measured %d and %d keys, want 100", len(spent), len(painted))
	}
	t.Logf("3,000 words: key to words laid out %.1f ms (95%%: %.1f), key to paint %.1f ms (95%%: %.1f)", at(spent, .5), at(spent, .95), at(painted, .5), at(painted, .95))
	if at(spent, .5) >= busy*16 {
		t.Errorf("a key takes %.1f ms, the aim is less than 16", at(spent, .5))
	}
}

// TestOpenAStory goes from one story of 3,000 words to the next and back, as
// somebody does who looks through a list, until the other's words are laid out.
func TestOpenAStory(t *testing.T) {
	h := newsroomtest.Open(t)
	s := seat(t, h, "anna", news.Editor)
	a, b := h.File("a", long), h.File("b", long)
	s.open(a.Story.ID)
	var took []float64
	for i := range 20 {
		f := b
		if i%2 == 1 {
			f = a
		}
		eval[int](s, fmt.Sprintf(`(() => {
			window.opened = 0;
			const began = performance.now();
			const look = new MutationObserver(() => {
				const body = document.querySelector("#story .body");
				if (document.querySelector("#story h1")?.textContent !== %q || !body || !body.getBoundingClientRect().height) return;
				look.disconnect();
				window.opened = performance.now() - began;
			});
			look.observe(document.querySelector("#story"), { childList: true, subtree: true, characterData: true });
			history.pushState(null, "", "/story/" + %q);
			dispatchEvent(new PopStateEvent("popstate"));
			return 1;
		})()`, f.Latest.Headline, f.Story.ID))
		s.until("window.opened")
		took = append(took, eval[float64](s, "window.opened"))
	}
	slices.Sort(took)
	t.Logf("3,000 words: a story opens in %.0f ms (95%%: %.0f)", took[len(took)/2], took[len(took)*95/100])
	if took[len(took)/2] >= busy*150 {
		t.Errorf("a story opens in %.0f ms, the aim is less than 150", took[len(took)/2])
	}
}
