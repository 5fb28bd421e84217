package reading

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// truth is the share of runs of words that two texts have in common.
func truth(a, b string) float64 {
	x, y := runsOf(wordHashes(nil, a)), runsOf(wordHashes(nil, b))
	both, all := 0, len(x)
	for _, h := range y {
		if _, found := slices.BinarySearch(x, h); found {
			both++
		} else {
			all++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(both) / float64(all)
}

// candidates reports whether one text would be found from the other.
func candidates(a, b news.Signature) bool {
	x, y := Bands(a), Bands(b)
	for i := range x {
		if i < len(y) && x[i] == y[i] {
			return true
		}
	}
	return false
}

// stems are what words of invented copy are made of, by language.
var stems = map[string][]string{
	"en": {"ferr", "harb", "count", "north", "gale", "vote", "bridg", "mill", "clos", "tarrow", "orv", "said", "pric", "grain", "moor", "light", "wint", "coast", "train", "fund"},
	"de": {"fähr", "häf", "rät", "größ", "stürm", "brück", "küst", "wähl", "schlüss", "orve", "kost", "zahl", "süd", "wält", "läng", "straß", "müll", "züg", "höh", "prüf"},
	"fr": {"élu", "côt", "forêt", "maîtr", "naïv", "déclar", "bât", "trait", "fleuv", "hôt", "pêch", "marché", "reçu", "loi", "vot", "port", "prix", "blé", "gré", "œuvr"},
	"ar": {"ميناء", "مجلس", "نهر", "قمح", "سفين", "شاطئ", "أسعار", "وزير", "قال", "جسر", "شمال", "عاصف", "اتفاق", "قطار", "مدين", "سوق", "شتاء", "نور", "صوت", "برلمان"},
}

var endings = map[string][]string{
	"en": {"", "s", "ed", "ing", "er", "y", "al", "ion"}, "de": {"", "en", "er", "es", "ung", "lich", "e", "te"},
	"fr": {"", "s", "e", "es", "ant", "eur", "é", "ment"}, "ar": {"", "ة", "ات", "ين", "ها", "نا", "ي", "ون"},
}

func word(r *rand.Rand, language string) string {
	if r.IntN(25) == 0 {
		return fmt.Sprint(r.IntN(5000))
	}
	// Some words are common, as in any language.
	n := len(stems[language])
	i := min(r.IntN(n), r.IntN(n))
	return stems[language][i] + endings[language][r.IntN(8)] + []string{"", "", stems[language][r.IntN(n)]}[r.IntN(3)]
}

func story(r *rand.Rand, language string, words int) []string {
	out := make([]string, words)
	for i := range out {
		out[i] = word(r, language)
	}
	return out
}

// edited returns a text as a sub-editor or another agency would leave it: words
// changed, paragraphs cut, added and moved.
func edited(r *rand.Rand, text []string, language string, rate float64) []string {
	out := slices.Clone(text)
	for range int(rate * float64(len(text))) {
		i := r.IntN(len(out))
		switch r.IntN(4) {
		case 0:
			out[i] = word(r, language)
		case 1:
			out = slices.Delete(out, i, min(i+1+r.IntN(3), len(out)))
		case 2:
			out = slices.Insert(out, i, word(r, language))
		default:
			n := min(r.IntN(12), len(out)-i)
			cut := slices.Clone(out[i : i+n])
			out = slices.Insert(slices.Delete(out, i, i+n), r.IntN(len(out)-n+1), cut...)
		}
		if len(out) < 2 {
			return text
		}
	}
	return out
}

func TestIdenticalTextIsOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for language := range stems {
		for _, n := range []int{4, 12, 27, 60, 600, 30_000} {
			text := strings.Join(story(r, language, n), " ")
			a, b := Sign("A headline", text), Sign("A headline", text)
			if got := Score(a, b); got != 1 {
				t.Errorf("Score(%s, %d words, itself) = %v, want 1", language, n, got)
			}
			if (n >= 60) != (a.Sketch != nil) && n != 27 {
				t.Errorf("Sign(%s, %d words) has a sketch of %d, want one from some 27 words on", language, n, len(a.Sketch))
			}
		}
	}
}

func TestSpellingDoesNotMatter(t *testing.T) {
	for _, c := range [][2]string{
		{"The Ferry LEFT at 10.30, crowded.", "the ferry left — at 10:30 (crowded)"},
		{"Größere Fähren für Öland und Zürich", "Gro\u0308ßere Fa\u0308hren fu\u0308r O\u0308land und Zu\u0308rich"},
		{"L’élu a déclaré: «Non» à Orve", "L'e\u0301lu a de\u0301clare\u0301 \"non\" à Orve"},
		{"قَالَ الوزير إنّ الميـــناء أُغلق ٢٤ ساعة", "قال الوزير إن الميناء أغلق 24 ساعة"},
		{"知事は船が出たと言った", "知事は、船が出た。と言った"},
	} {
		if a, b := Sign("", c[0]), Sign("", c[1]); !Same(a, b) {
			t.Errorf("Same(%q, %q) = false, want true", c[0], c[1])
		}
	}
	for _, c := range [][2]string{
		{"The index closed at 1204 points", "The index closed at 1205 points"},
		{"Ferry kills no one in Orve", "Ferry kills one in Orve"},
	} {
		if a, b := Sign("", c[0]), Sign("", c[1]); Same(a, b) || Score(a, b) != 0 {
			t.Errorf("Same(%q, %q) = %v, want false and no score", c[0], c[1], Same(a, b))
		}
	}
}

func TestShortTextsSayNothingRatherThanNonsense(t *testing.T) {
	for _, text := range []string{"", "More to follow.", " … — !", "\xff\xfe"} {
		if s := Sign("", text); s.Scheme != 0 || len(Bands(s)) != 0 {
			t.Errorf("Sign(%q) = %+v, want nothing", text, s)
		}
	}
	// Stock words beneath two alerts make them no copies of each other.
	a, b := Sign("Bridge at Tarrow closed", "Details to follow shortly."), Sign("Mayor of Hallen resigns", "Details to follow shortly.")
	if Score(a, b) != 0 {
		t.Errorf("Score(two alerts) = %v, want 0", Score(a, b))
	}
	if c := Sign("BRIDGE at Tarrow closed", "Details to follow shortly"); Score(a, c) != 1 {
		t.Errorf("Score(an alert, itself) = %v, want 1", Score(a, c))
	}
	// A word said again and again is one run of words, and no text.
	if s := Sign("", strings.Repeat("rain ", 400)); s.Sketch != nil {
		t.Errorf("Sign(one word 400 times) has a sketch")
	}
}

// The stored form: a change here needs a new Scheme.
func TestSchemeOneStandsForGood(t *testing.T) {
	s := Sign("", "The ferry line from Hallen to Orve opened on Monday, 47 days after ice had closed the strait. "+
		"Größere Fähren folgen. L’élu a déclaré que le port rouvrirait. قال الوزير إن الميناء أغلق. More was to follow from the port.")
	got := fmt.Sprintf("%d %d %v %v", s.Scheme, s.Text, s.Sketch[:4], Bands(s)[:2])
	const want = "1 1002619633239617063 [19758 7337 9509 61658] [6511185700425638279 4745611300076302832]"
	if got != want {
		t.Errorf("Sign() = %s, want %s", got, want)
	}
}

func TestEstimateIsNearTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	var sum, square float64
	n := 0
	for _, language := range []string{"en", "de", "fr", "ar"} {
		for range 250 {
			a := story(r, language, 80+r.IntN(600))
			b := edited(r, a, language, r.Float64()*r.Float64()*.5)
			x, y := strings.Join(a, " "), strings.Join(b, " ")
			off := Score(Sign("", x), Sign("", y)) - truth(x, y)
			if math.Abs(off) > 5*.045 {
				t.Errorf("%s: Score() is off by %.3f, want within five standard errors", language, off)
			}
			sum, square, n = sum+off, square+off*off, n+1
		}
	}
	mean, deviation := sum/float64(n), math.Sqrt(square/float64(n))
	t.Logf("%d pairs: mean error %+.4f, standard error %.4f", n, mean, deviation)
	if math.Abs(mean) > .005 || deviation > .045 {
		t.Errorf("Score() errs by %+.4f on average, %.4f as a standard, want under .005 and .045", mean, deviation)
	}
}

// texts are real ones: the demo's copy and, where they are, public samples.
func texts(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"../demo/copy/*/*.txt"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) < 40 {
			t.Fatalf("found %d texts of %s, %v; want the demo's", len(names), pattern, err)
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, text, _ := strings.Cut(string(raw), "\n\n")
			out = append(out, text)
		}
	}
	return append(out, samples(t)...)
}

// samples are the texts in public ninjs documents.
func samples(t testing.TB) []string {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "data", "ninjs")
	if _, err := os.Stat(root); err != nil {
		t.Log("public samples are not here; left out")
		return nil
	}
	var out []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".json" {
			return err
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var doc struct {
			Text   string                   `json:"body_text"`
			Bodies []struct{ Value string } `json:"bodies"`
		}
		if json.Unmarshal(raw, &doc) != nil {
			return nil
		}
		for _, b := range doc.Bodies {
			doc.Text += b.Value
		}
		if len(strings.Fields(doc.Text)) > 40 {
			out = append(out, doc.Text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// What is found and what is not, on pairs of which the truth is known.
func TestFindsWhatIsAlike(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	all := texts(t)
	for _, language := range []string{"en", "de", "fr", "ar"} {
		for range 150 {
			all = append(all, strings.Join(story(r, language, 60+r.IntN(700)), " "))
		}
	}
	type bin struct{ pairs, found, judged int }
	bins := map[int]*bin{}
	var wrongSame, same, missedSame int
	for range 4 {
		for _, text := range all {
			b := strings.Join(edited(r, strings.Fields(text), "en", r.Float64()*r.Float64()*.6), " ")
			j := truth(text, b)
			x, y := Sign("", text), Sign("", b)
			if x.Sketch == nil || y.Sketch == nil {
				continue
			}
			k := bins[int(j*10)]
			if k == nil {
				k = new(bin)
				bins[int(j*10)] = k
			}
			k.pairs++
			if candidates(x, y) {
				k.found++
				kind, ok := news.Likeness(Score(x, y), Same(x, y), true, false, 0)
				if ok {
					k.judged++
				}
				if kind == news.AlikeSame {
					same++
					if j < .7 {
						wrongSame++
					}
				} else if j >= .9 {
					missedSame++
				}
			} else if j >= .9 {
				missedSame++
			}
		}
	}
	for i := range 11 {
		if k := bins[i]; k != nil {
			t.Logf("true share %.1f to %.1f: %4d pairs, %5.1f %% looked at, %5.1f %% linked", float64(i)/10, float64(i+1)/10, k.pairs, 100*float64(k.found)/float64(k.pairs), 100*float64(k.judged)/float64(k.pairs))
			if want := []float64{0, 0, 0, .7, .9, .97, .99, 1, 1, 1, 1}[i]; float64(k.found) < want*float64(k.pairs) {
				t.Errorf("of pairs that share %.1f and more, %d of %d are looked at, want %v", float64(i)/10, k.found, k.pairs, want)
			}
		}
	}
	t.Logf("same: %d found, %d of them share less than .7, %d that share .9 and more missed", same, wrongSame, missedSame)
	if wrongSame > 0 || missedSame > 0 {
		t.Errorf("%d of %d pairs called the same share less than .7, and %d that share .9 were missed, want none", wrongSame, same, missedSame)
	}
}

// Of texts that have nothing to do with each other, none is looked at in vain,
// or hardly any.
func TestUnrelatedTextsAreNoCandidates(t *testing.T) {
	all := texts(t)
	signs := make([]news.Signature, len(all))
	for i, text := range all {
		signs[i] = Sign("", text)
	}
	pairs, looked, linked := 0, 0, 0
	for i, a := range signs {
		for j, b := range signs[:i] {
			if a.Sketch == nil || b.Sketch == nil {
				continue
			}
			pairs++
			share := truth(all[i], all[j])
			if candidates(a, b) {
				looked++
				if _, ok := news.Likeness(Score(a, b), Same(a, b), false, false, 0); ok {
					linked++
					if share < .25 {
						t.Errorf("linked two texts that share %.2f: %.60q, %.60q", share, all[i], all[j])
					}
				} else if share < .02 {
					t.Logf("looked at in vain: share %.3f", share)
				}
			}
		}
	}
	t.Logf("%d texts, %d pairs: %d looked at, %d linked", len(all), pairs, looked, linked)
	if pairs < 1000 || looked-linked > pairs/200 {
		t.Errorf("looked at %d of %d pairs, linked %d; want hardly any in vain", looked, pairs, linked)
	}
}

func FuzzSign(f *testing.F) {
	f.Add("Headline", "The ferry left at 10.30.")
	f.Add("قال", "知事は船が出たと言った ǅ ﬁ ١٢٣")
	f.Add("\xff", strings.Repeat("a b c d e ", 40))
	f.Fuzz(func(t *testing.T, headline, text string) {
		s := Sign(headline, text)
		if s.Scheme == 0 && (s.Text != 0 || s.Sketch != nil) || s.Sketch != nil && len(s.Sketch) != sketchLength {
			t.Fatalf("Sign() = %+v, want all or nothing", s)
		}
		if s.Scheme != 0 && Score(s, Sign(headline, text)) != 1 {
			t.Fatal("Score(a text, itself) is not 1")
		}
		if got := Score(s, Sign(headline, text+" and something else")); got < 0 || got > 1 {
			t.Fatalf("Score() = %v, want 0 to 1", got)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, language := range []string{"en", "de", "ar"} {
		text := strings.Join(story(r, language, 600), " ")
		b.Run(language+"600words", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Sign("", text)
			}
		})
	}
}

func BenchmarkScore(b *testing.B) {
	r := rand.New(rand.NewPCG(4, 4))
	x, y := Sign("", strings.Join(story(r, "en", 600), " ")), Sign("", strings.Join(story(r, "en", 600), " "))
	for b.Loop() {
		Score(x, y)
	}
}
