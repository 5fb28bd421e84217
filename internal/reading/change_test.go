package reading_test

import (
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

func TestChanges(t *testing.T) {
	const one = `<p>The ferry opened on <em>Monday</em>.</p><h2>Prices</h2><p>It costs 4 crowns.</p>`
	for _, c := range []struct {
		name, before, after string
		head                bool
		want                news.Change
	}{
		{"nothing", one, one, false, news.Change{}},
		{"a paragraph more", one, one + `<p>It sails 3 times a day.</p>`, false, news.Change{Added: 1, Figures: 1}},
		{"a figure", one, `<p>The ferry opened on <em>Monday</em>.</p><h2>Prices</h2><p>It costs 5 crowns.</p>`, false, news.Change{Added: 1, Removed: 1, Figures: 1}},
		{"a new lead and headline", one, `<p>All is off.</p>` + one, true, news.Change{Added: 1, Lead: true, Head: true}},
		{"moved", `<p>a</p><p>b</p>`, `<p>b</p><p>a</p>`, false, news.Change{Lead: true}},
		{"entries", `<ul><li>a</li></ul>`, `<ul><li>a</li><li>b</li></ul>`, false, news.Change{Added: 1}},
		{"from nothing", ``, `<p>a</p>`, false, news.Change{Added: 1, Lead: true}},
	} {
		before, after := news.Version{N: 1, Content: news.Content{Headline: "a", Body: c.before}}, news.Version{N: 2, Content: news.Content{Headline: "a", Body: c.after}}
		if c.head {
			after.Headline = "b"
		}
		c.want.Against = 1
		if got := reading.Changes(before, after); got != c.want {
			t.Errorf("%s: Changes() = %+v, want %+v", c.name, got, c.want)
		}
	}
}
