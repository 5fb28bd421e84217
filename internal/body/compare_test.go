package body

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// shown writes pieces as [-gone-] and {+come+}.
func shown(pieces []Piece) string {
	var s strings.Builder
	for _, p := range pieces {
		text := p.Text
		if p.Strong {
			text = "*" + text + "*"
		}
		switch p.Op {
		case Removed:
			text = "[-" + text + "-]"
		case Added:
			text = "{+" + text + "+}"
		}
		s.WriteString(text)
	}
	return s.String()
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"", "", ""},
		{"The same.", "The same.", "The same."},
		{"fallen by a quarter since last year", "fallen by a third since last year", "fallen by a [-quarter-]{+third+} since last year"},
		{"It cost 1,200.50 crowns.", "It cost 1,300.50 crowns.", "It cost [-1,200.50-]{+1,300.50+} crowns."},
		{"They don't know.", "They didn't know.", "They [-don't-]{+didn't+} know."},
		{"Die Brücke öffnet morgen.", "Die Brücken öffnen morgen.", "Die [-Brücke öffnet-]{+Brücken öffnen+} morgen."},
		{"他们在周一同意", "他们在周二同意", "他们在周[-一-]{+二+}同意"},
		{"فتح الجسر اليوم", "فتح الجسر غدا", "فتح الجسر [-اليوم-]{+غدا+}"},
		{"Καλημέρα κόσμε", "Καληνύχτα κόσμε", "[-Καλημέρα-]{+Καληνύχτα+} κόσμε"},
		{"สะพานเปิดวันนี้", "สะพานปิดวันนี้", "สะพาน[-เ-]ปิดวันนี้"},
		{"one", "", "[-one-]"},
		{"", "one", "{+one+}"},
	} {
		if got := shown(Words(c.a, c.b)); got != c.want {
			t.Errorf("Words(%q, %q) = %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

// A change of how words are set is a change.
func TestCompareMarks(t *testing.T) {
	rows := Compare("<p>The <b>old</b> bridge opens on Monday.</p>", "<p>The old bridge opens on Monday.</p>")
	if got, want := shown(rows[0].Pieces), "The [-*old*-]{+old+} bridge opens on Monday."; len(rows) != 1 || got != want {
		t.Errorf("Compare(bold, plain) = %s, want %s", got, want)
	}
}

// said writes rows as marks and the opening of their blocks.
func said(rows []Row) string {
	var out []string
	for _, r := range rows {
		b := r.New
		if b == nil {
			b = r.Old
		}
		first, _, _ := strings.Cut(b.Text, " ")
		out = append(out, map[Op]string{Same: "=", Added: "+", Removed: "-", Changed: "~", Moved: ">"}[r.Op]+first)
	}
	return strings.Join(out, " ")
}

func paras(texts ...string) string {
	var out []string
	for _, s := range texts {
		out = append(out, "<p>"+s+"</p>")
	}
	return strings.Join(out, "\n")
}

const (
	one   = "One day the ministers of both states met at the river to talk."
	two   = "Two of them wanted the corridor open again before the winter came."
	three = "Three locks along it are still closed and need work, engineers say."
	four  = "Four towns on the banks live from nothing but what the barges bring."
)

func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, a, b, want string }{
		{"same", paras(one, two), paras(one, two), "=One =Two"},
		{"added", paras(one, three), paras(one, two, three), "=One +Two =Three"},
		{"removed", paras(one, two, three), paras(one, three), "=One -Two =Three"},
		{"changed", paras(one, two), paras(one, strings.Replace(two, "winter", "spring", 1)), "=One ~Two"},
		{"changed and added beside", paras(one, two, four), paras(one, three, strings.Replace(two, "winter", "spring", 1), four), "=One +Three ~Two =Four"},
		{"rewritten", paras(one), paras(three), "-One +Three"},
		{"moved", paras(one, two, three, four), paras(four, one, two, three), ">Four =One =Two =Three"},
		{"moved and changed", paras(one, two, three, four), paras(strings.Replace(four, "barges", "boats", 1), one, two, three), ">Four =One =Two =Three"},
		{"crosshead", paras(one) + "<h2>Ways</h2>" + paras(two), paras(one, two), "=One -Ways =Two"},
		{"all gone", paras(one), "", "-One"},
		{"all new", "", paras(one), "+One"},
		{"nothing", "", "", ""},
	} {
		if got := said(Compare(c.a, c.b)); got != c.want {
			t.Errorf("%s: Compare = %s, want %s", c.name, got, c.want)
		}
	}
}

func TestBlocksText(t *testing.T) {
	text := `<p>A <em>b</em><br>c &amp; d</p><ul><li>e<ol><li>f</li></ol></li><li>g</li></ul>` +
		`<table><caption>Cap</caption><tr><th>h</th><td>i</td></tr><tr><td>j</td><td></td><td>k</td></tr></table>` +
		`<blockquote><p>l</p><p>m</p></blockquote><figure data-picture="p1"></figure><h2>n</h2>`
	want := []string{"A b\nc & d", "e\nf\ng", "Cap\nh\ti\nj\tk", "l\nm", "p1", "n"}
	var got []string
	for _, b := range Blocks(text) {
		got = append(got, b.Text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Blocks().Text = %q, want %q", got, want)
	}
}

func TestChanges(t *testing.T) {
	a := news.Content{Headline: "Bridge opens", Body: paras(one, "Deliveries have fallen by 12 per cent since 2019, they say.", four), Words: 40}
	b := a
	b.Headline = "Bridge opens late"
	b.Body = paras(one, "Deliveries have fallen by 14 per cent since 2019, they say.", two, three, four)
	b.Words = 64
	c := Changes(a, b)
	if got, want := c.Line(), "new headline, +2 ¶, 1 ¶ changed, lead unchanged, one figure changed"; got != want {
		t.Errorf("Line() = %q, want %q", got, want)
	}
	if got, want := c.Sentence(), "Headline changed, two paragraphs added, one paragraph changed, one figure changed."; got != want {
		t.Errorf("Sentence() = %q, want %q", got, want)
	}
	if len(c.Numbers) != 1 || c.Numbers[0] != (news.NumberChange{From: "12", To: "14"}) || c.Words != 24 {
		t.Errorf("Changes() = %+v, want 12 → 14 and 24 words", c)
	}
	if c := Changes(a, a); !c.None() || c.Line() != "nothing changed" || c.Sentence() != "Nothing changed." {
		t.Errorf("Changes(a, a) = %+v, want none", c)
	}
	c = Changes(news.Content{Body: paras(one, two)}, news.Content{Body: paras(three, one, two)})
	if !c.Lead || c.Line() != "+1 ¶, lead changed" {
		t.Errorf("Changes(new lead) = %q, want the lead changed", c.Line())
	}
}

// checkCompare holds what is true of every comparison.
func checkCompare(t *testing.T, a, b string) {
	t.Helper()
	x, y := Blocks(a), Blocks(b)
	if got, want := Join(x), Clean(a); got != want {
		t.Fatalf("Join(Blocks(%q)) = %q, want the cleaned text %q", a, got, want)
	}
	seen := make([]int, len(x))
	next := 0
	for _, r := range Compare(a, b) {
		var older, newer strings.Builder
		for _, p := range r.Pieces {
			if p.Op != Added {
				older.WriteString(p.Text)
			}
			if p.Op != Removed {
				newer.WriteString(p.Text)
			}
		}
		if r.From >= 0 {
			seen[r.From]++
			if *r.Old != x[r.From] || older.String() != r.Old.Text {
				t.Fatalf("Compare(%q, %q): row %+v has not the words of its older block", a, b, r)
			}
		}
		if r.To >= 0 {
			if r.To != next {
				t.Fatalf("Compare(%q, %q): block %d of the newer text stands before %d", a, b, r.To, next)
			}
			next++
			if *r.New != y[r.To] || newer.String() != r.New.Text {
				t.Fatalf("Compare(%q, %q): row %+v has not the words of its newer block", a, b, r)
			}
		}
		if r.Op == Same && r.Old.HTML != r.New.HTML {
			t.Fatalf("Compare(%q, %q): %+v is not the same", a, b, r)
		}
	}
	if next != len(y) {
		t.Fatalf("Compare(%q, %q) has %d of %d newer blocks", a, b, next, len(y))
	}
	for i, n := range seen {
		if n != 1 {
			t.Fatalf("Compare(%q, %q) has older block %d %d times", a, b, i, n)
		}
	}
}

// shuffled changes a text as desks do: words, paragraphs in and out, moves.
func shuffled(r *rand.Rand, blocks []Block) string {
	out := slices.Clone(blocks)
	for range r.IntN(6) {
		i := r.IntN(len(out) + 1)
		switch r.IntN(4) {
		case 0:
			out = slices.Insert(out, i, Blocks(fmt.Sprintf("<p>New words %d come here %d times.</p>", r.IntN(3), r.IntN(9)))...)
		case 1:
			if i < len(out) {
				out = slices.Delete(out, i, i+1)
			}
		case 2:
			if i < len(out) {
				words := strings.Fields(out[i].Text)
				if len(words) > 0 {
					words[r.IntN(len(words))] = fmt.Sprint(r.IntN(99))
				}
				out = slices.Replace(out, i, i+1, Blocks("<p>"+strings.Join(words, " ")+"</p>")...)
			}
		case 3:
			if i < len(out) {
				b := out[i]
				out = slices.Delete(out, i, i+1)
				out = slices.Insert(out, r.IntN(len(out)+1), b)
			}
		}
	}
	return Join(out)
}

func TestCompareHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	base := Blocks(paras(one, two, three, four, one) + "<h2>Ways</h2><ul><li>a</li><li>b</li></ul>" + paras("Short.", "Short."))
	for range 400 {
		checkCompare(t, shuffled(r, base), shuffled(r, base))
	}
}

func FuzzCompare(f *testing.F) {
	f.Add(paras(one, two), paras(two, one))
	f.Add("<p>a<b>b</b><a href='https://a.example/'>c</a></p>", "<p>a b<br>c</p>")
	f.Add("<table><tr><td>1</td><td></td></tr></table>", "<ul><li>1<ul><li>2</ul></ul><figure data-picture=x></figure>")
	for _, c := range attack {
		f.Add(c.in, c.want)
	}
	f.Fuzz(func(t *testing.T, a, b string) { checkCompare(t, a, b) })
}

// longText is one of n words in paragraphs of fifty.
func longText(n int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var out []string
	for range n / 50 {
		words := make([]string, 50)
		for i := range words {
			words[i] = fmt.Sprintf("word%d", r.IntN(1500))
		}
		out = append(out, strings.Join(words, " ")+".")
	}
	return paras(out...)
}

func BenchmarkCompare(b *testing.B) {
	text := longText(3000, 1)
	few := strings.NewReplacer("word7 ", "other ", "word300 ", "", "word1200 ", "and more words ").Replace(text)
	for _, c := range []struct{ name, a, b string }{
		{"few changes", text, few},
		{"every paragraph changed", text, strings.ReplaceAll(text, ".</p>", " indeed.</p>")},
		{"nothing alike", text, longText(3000, 2)},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Compare(c.a, c.b)
			}
		})
	}
}

// A text of a single paragraph of a hundred thousand words is still compared.
func TestCompareIsBounded(t *testing.T) {
	a := strings.ReplaceAll(longText(100_000, 1), ".</p>\n<p>", " ")
	b := strings.ReplaceAll(longText(100_000, 2), ".</p>\n<p>", " ")
	checkCompare(t, a, b)
	checkCompare(t, longText(100_000, 1), longText(100_000, 2))
}
