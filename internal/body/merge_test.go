package body

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func sides(m Merged) string {
	var out []string
	for _, r := range m.Rows {
		b := r.Base
		for _, other := range []*Block{r.Mine, r.Theirs} {
			if b == nil {
				b = other
			}
		}
		first, _, _ := strings.Cut(b.Text, " ")
		out = append(out, string(r.Side)+":"+first)
	}
	return strings.Join(out, " ")
}

func TestMerge(t *testing.T) {
	spring := strings.Replace(two, "winter", "spring", 1)
	summer := strings.Replace(two, "winter", "summer", 1)
	for _, c := range []struct{ name, base, mine, theirs, want, text string }{
		{"nobody", paras(one, two), paras(one, two), paras(one, two), "same:One same:Two", paras(one, two)},
		{"apart", paras(one, two, three), paras(strings.Replace(one, "river", "lake", 1), two, three), paras(one, two, three, four),
			"mine:One same:Two same:Three theirs:Four", paras(strings.Replace(one, "river", "lake", 1), two, three, four)},
		{"conflict", paras(one, two), paras(one, spring), paras(one, summer), "same:One conflict:Two", paras(one, spring)},
		{"alike", paras(one, two), paras(one, spring), paras(one, spring), "same:One alike:Two", paras(one, spring)},
		{"mine removed what theirs changed", paras(one, two), paras(one), paras(one, summer), "same:One conflict:Two", paras(one)},
		{"both removed", paras(one, two), paras(one), paras(one), "same:One alike:Two", paras(one)},
		{"both added alike", paras(one), paras(one, two), paras(one, two), "same:One alike:Two", paras(one, two)},
		{"both added the like", paras(one), paras(one, spring), paras(one, summer), "same:One conflict:Two", paras(one, spring)},
		{"both added others", paras(one), paras(one, two), paras(one, three), "same:One mine:Two theirs:Three", paras(one, two, three)},
		{"base empty", "", paras(one), paras(two), "mine:One theirs:Two", paras(one, two)},
		{"theirs removed", paras(one, two, three), paras(one, two, three, four), paras(one, three), "same:One theirs:Two same:Three mine:Four", paras(one, three, four)},
	} {
		m := Merge(c.base, c.mine, c.theirs)
		if got := sides(m); got != c.want {
			t.Errorf("%s: Merge = %s, want %s", c.name, got, c.want)
		}
		if got := m.Text(nil); got != c.text {
			t.Errorf("%s: Text = %q, want %q", c.name, got, c.text)
		}
	}
}

func TestMergeChoices(t *testing.T) {
	spring := strings.Replace(two, "winter", "spring", 1)
	summer := strings.Replace(two, "winter", "summer", 1)
	m := Merge(paras(one, two), paras(one, spring), paras(one, summer, three))
	if got := m.Conflicts(); !slices.Equal(got, []int{1}) {
		t.Fatalf("Conflicts() = %v, want [1]", got)
	}
	for _, c := range []struct {
		chosen map[int]Choice
		want   string
	}{
		{nil, paras(one, spring, three)},
		{map[int]Choice{1: TakeTheirs}, paras(one, summer, three)},
		{map[int]Choice{1: TakeBoth}, paras(one, spring, summer, three)},
		{map[int]Choice{1: TakeBase, 2: TakeMine}, paras(one, two)},
	} {
		if got := m.Text(c.chosen); got != c.want {
			t.Errorf("Text(%v) = %q, want %q", c.chosen, got, c.want)
		}
	}
}

func TestMergeJoinsWords(t *testing.T) {
	base := paras("Deliveries have fallen by a quarter since the <em>first</em> locks closed, according to the ministry.")
	for _, c := range []struct{ name, mine, theirs, want string }{
		{"apart", strings.Replace(base, "a quarter", "a third", 1), strings.Replace(base, "the ministry", "two ministries", 1),
			paras("Deliveries have fallen by a third since the <em>first</em> locks closed, according to two ministries.")},
		{"marks", strings.Replace(base, "Deliveries", "<strong>Deliveries</strong>", 1), strings.Replace(base, "first", "last", 1),
			paras("<strong>Deliveries</strong> have fallen by a quarter since the <em>last</em> locks closed, according to the ministry.")},
		{"the same words", strings.Replace(base, "a quarter", "a third", 1), strings.Replace(base, "a quarter", "a half", 1), ""},
		{"words side by side", strings.Replace(base, "fallen", "shrunk", 1), strings.Replace(base, "by a", "a", 1), ""},
		{"gone", "", strings.Replace(base, "a quarter", "a half", 1), ""},
		{"another kind", strings.ReplaceAll(base, "p>", "h2>"), strings.Replace(base, "a quarter", "a half", 1), ""},
	} {
		m := Merge(base, c.mine, c.theirs)
		r := m.Rows[len(m.Rows)-1]
		if (r.Joined != nil) != (c.want != "") || r.Joined != nil && r.Joined.HTML != c.want {
			t.Errorf("%s: Joined = %+v of %+v, want %q", c.name, r.Joined, m.Rows, c.want)
			continue
		}
		if got := m.Text(map[int]Choice{0: TakeJoined}); c.want != "" && got != c.want {
			t.Errorf("%s: Text(joined) = %q, want %q", c.name, got, c.want)
		}
	}
}

// checkMerge holds what is true of every merge.
func checkMerge(t *testing.T, base, mine, theirs string) {
	t.Helper()
	for _, c := range []struct {
		m    Merged
		want string
		what string
	}{
		{Merge(base, base, theirs), theirs, "Merge(base, base, theirs)"},
		{Merge(base, mine, base), mine, "Merge(base, mine, base)"},
		{Merge(base, mine, mine), mine, "Merge(base, mine, mine)"},
	} {
		if got, want := c.m.Text(nil), Clean(c.want); got != want || len(c.m.Conflicts()) > 0 {
			t.Fatalf("%s.Text() = %q with conflicts %v, want %q (base %q, mine %q, theirs %q)", c.what, got, c.m.Conflicts(), want, base, mine, theirs)
		}
	}
	m, turned := Merge(base, mine, theirs), Merge(base, theirs, mine)
	for i, side := range []struct {
		text string
		of   func(MergeRow) *Block
	}{{base, func(r MergeRow) *Block { return r.Base }}, {mine, func(r MergeRow) *Block { return r.Mine }}, {theirs, func(r MergeRow) *Block { return r.Theirs }}} {
		var all []Block
		for _, r := range m.Rows {
			if b := side.of(r); b != nil {
				all = append(all, *b)
			}
		}
		if got, want := Join(all), Clean(side.text); got != want {
			t.Fatalf("Merge(%q, %q, %q): text %d is %q in the rows, want %q", base, mine, theirs, i, got, want)
		}
	}
	if a, b := mirrored(m, false), mirrored(turned, true); !slices.Equal(a, b) {
		t.Fatalf("Merge(%q, %q, %q) = %q, and turned about %q", base, mine, theirs, a, b)
	}
}

// mirrored lists the rows of a merge without order, its sides exchanged if turn.
func mirrored(m Merged, turn bool) []string {
	var out []string
	text := func(b *Block) string {
		if b == nil {
			return "∅"
		}
		return b.HTML
	}
	for _, r := range m.Rows {
		if turn {
			r.Mine, r.Theirs = r.Theirs, r.Mine
			switch r.Side {
			case Mine:
				r.Side = Theirs
			case Theirs:
				r.Side = Mine
			}
		}
		out = append(out, string(r.Side)+text(r.Base)+text(r.Mine)+text(r.Theirs)+text(r.Joined))
	}
	slices.Sort(out)
	return out
}

func TestMergeHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	base := Blocks(paras(one, two, three, four, one) + "<h2>Ways</h2><ul><li>a</li><li>b</li></ul>" + paras("Short.", "Short."))
	for range 400 {
		checkMerge(t, shuffled(r, base), shuffled(r, base), shuffled(r, base))
	}
}

func FuzzMerge(f *testing.F) {
	f.Add(paras(one, two), paras(two, one), paras(one, three))
	f.Add("<p>a</p><p>a</p><p>b</p>", "<p>a</p><p>b</p><p>a</p>", "<p>b</p>")
	f.Add("<p>a<b>b</b></p><ul><li>1</ul>", "<p>a b</p><ol><li>1</ol>", "<h2>a</h2>")
	for i, c := range attack {
		f.Add(c.in, c.want, attack[(i+1)%len(attack)].in)
	}
	f.Fuzz(func(t *testing.T, base, mine, theirs string) { checkMerge(t, base, mine, theirs) })
}

func BenchmarkMerge(b *testing.B) {
	base := longText(3000, 1)
	mine := strings.NewReplacer("word7 ", "other ", "word300 ", "").Replace(base)
	theirs := strings.NewReplacer("word1200 ", "and more words ", "word9 ", "nine ").Replace(base)
	for b.Loop() {
		Merge(base, mine, theirs)
	}
}
