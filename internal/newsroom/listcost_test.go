package newsroom_test

import (
	"context"
	"os"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newsroom/newsroomtest"
	"broadsheet/internal/store/storetest"
)

// The cost of the lists with 10,000 wire items among 50,000 stories. It is
// measured where BROADSHEET_BENCH_DESK is set; bench/README.md has the figures.
func TestListCostInTheStore(t *testing.T) {
	if os.Getenv("BROADSHEET_BENCH_DESK") == "" {
		t.Skip("BROADSHEET_BENCH_DESK is not set")
	}
	s := storetest.SQLite(t)
	defer s.Close()
	storetest.House(t, s)
	begin := time.Now()
	end := storetest.T0
	newsroomtest.Fill(t, s, end, 50_000, 10_000)
	t.Logf("filled in %v", time.Since(begin).Round(time.Second))
	for _, text := range []string{"", "agency:npa", "urgency:<3", "title:courier state:held", "state:scheduled", "section:sport state:live", "harbour", "n4711", `"ferry council"`, "har* -ferry", "said", `"said on"`,
		"ferry harbour council", "since:24h", "is:unread", "-agency:npa,afk", "lang:de", "is:flash since:24h", "desk:me", "place:nowhere", "by:kt"} {
		f, err := news.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		q := news.ListQuestion{Filter: f.For("kt"), Reader: "kt", Now: end, Limit: 100}
		var rows, count time.Duration
		n, found := 0, 0
		const rounds = 5
		for range rounds {
			begin := time.Now()
			page, err := s.Rows(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			rows += time.Since(begin)
			begin = time.Now()
			if found, _, err = s.CountRows(context.Background(), q); err != nil {
				t.Fatal(err)
			}
			count += time.Since(begin)
			n = len(page.Rows)
		}
		t.Logf("%-28q rows %6.1f ms (%d)  count %6.1f ms (%d)", text, float64(rows.Microseconds())/1000/rounds, n, float64(count.Microseconds())/1000/rounds, found)
	}
}

// What an editor waits for in a browser with the same copy: the list opened, a
// filter typed, a screen scrolled, ten thousand rows in the list, a story opened.
func TestListCostInABrowser(t *testing.T) {
	if os.Getenv("BROADSHEET_BENCH_DESK") == "" {
		t.Skip("BROADSHEET_BENCH_DESK is not set")
	}
	h := newsroomtest.Open(t)
	h.Set(time.Now())
	newsroomtest.Fill(t, h.Store, h.Now(), 50_000, 10_000)
	s := seat(t, h, "kt", news.Editor)
	s.wire("/")
	eval[int](s, `(window.frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))),
		window.median = (l) => l.sort((a, b) => a - b)[l.length >> 1], window.result = {}, 1)`)
	measure := func(name, script string) {
		t.Helper()
		eval[int](s, `(window.result[`+quoteJS(name)+`] = undefined, (async () => { `+script+` })().then((v) => { window.result[`+quoteJS(name)+`] = v; }, (e) => { window.result[`+quoteJS(name)+`] = String(e); }), 1)`)
		s.until(`window.result[` + quoteJS(name) + `] !== undefined`)
		t.Logf("%-46s %s", name, eval[string](s, `JSON.stringify(window.result[`+quoteJS(name)+`])`))
	}
	filter := `const input = document.querySelector("#filter"), box = document.querySelector("#wire .rows");
		const until = async (f) => { const end = performance.now() + 5000; while (!f()) { if (performance.now() > end) throw new Error("never"); await frame(); } };
		const asked = async (text) => {
			const first = document.querySelector("#wire .ev");
			const begin = performance.now();
			input.value = text;
			input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
			await until(() => document.querySelector("#wire .ev") !== first);
			await frame();
			return performance.now() - begin;
		};`
	measure("filter until painted, ms (median, longest)", filter+`
		const took = [];
		for (const text of ["agency:npa", "urgency:<4", "harbour", "title:courier state:held", "n4711", "\"ferry council\"", "since:24h -agency:afk", "har* -ferry", "is:unread", "section:sport state:live", ""]) took.push(await asked(text));
		const longest = Math.max(...took);
		return [Math.round(median(took)), Math.round(longest)];`)
	measure("rows in the list after scrolling to the end", filter+`
		await asked("since:3d");
		for (let i = 0; i < 4000 && Number(document.querySelector("#wire .ev").getAttribute("aria-setsize")) < 0; i++) {
			box.scrollTop = box.scrollHeight;
			box.dispatchEvent(new Event("scroll"));
			await frame();
		}
		box.scrollTop = box.scrollHeight;
		await frame(); await frame();
		return [Number([...document.querySelectorAll("#wire .ev")].pop().getAttribute("aria-posinset")), document.querySelectorAll("#wire .ev").length];`)
	measure("a screen scrolled, ms (median, longest of 200)", `
		const box = document.querySelector("#wire .rows"), took = [];
		box.scrollTop = 0;
		await frame();
		for (let i = 0; i < 200; i++) {
			const begin = performance.now();
			box.scrollTop += box.clientHeight;
			await frame();
			took.push(performance.now() - begin);
		}
		const longest = Math.max(...took);
		return [Math.round(median(took)), Math.round(longest)];`)
	measure("anywhere in the list, ms (median, longest of 50)", `
		const box = document.querySelector("#wire .rows"), took = [];
		for (let i = 0; i < 50; i++) {
			const begin = performance.now();
			box.scrollTop = (i * 7919 % 50) / 50 * box.scrollHeight;
			await frame();
			took.push(performance.now() - begin);
		}
		const longest = Math.max(...took);
		return [Math.round(median(took)), Math.round(longest)];`)
	measure("a story opened, ms (median, longest of 15)", `
		const box = document.querySelector("#wire .rows"), took = [];
		box.scrollTop = 0;
		await frame(); await frame();
		const key = (k) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true }));
		for (let i = 0; i < 16; i++) {
			key("j");
			const before = document.querySelector("#story .body");
			const begin = performance.now();
			key("o");
			const end = begin + 8000;
			while (!document.querySelector("#story .body") || document.querySelector("#story .body") === before) {
				if (performance.now() > end) throw new Error("never");
				await frame();
			}
			await frame();
			if (i > 0) took.push(performance.now() - begin); // the first loads the editor
		}
		const longest = Math.max(...took);
		return [Math.round(median(took)), Math.round(longest)];`)
}
