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
