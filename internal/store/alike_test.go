package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// copyOf returns a text of invented words.
func copyOf(r *rand.Rand, words int) string {
	var b strings.Builder
	for range words {
		fmt.Fprintf(&b, "w%d ", min(r.IntN(8000), r.IntN(8000)))
	}
	return b.String()
}

// filing is a deed as the wire room makes it of one file of one story.
func filing(r *rand.Rand, at time.Time, compared bool) news.StoryDeed {
	text := copyOf(r, 400)
	guid := store.NewID()
	d := storetest.NewStory(guid)
	d.At, d.Version.At, d.Version.Body = at, at, "<p>"+text+"</p>"
	d.Version.Slugline = fmt.Sprintf("topic%d/place%d", r.IntN(300), r.IntN(10))
	rec := news.WireRecord{ID: news.WireItemID(store.NewID()), Source: "npa", SHA: guid, Hash: guid, Story: d.Story.ID, At: at, Outcome: "filed",
		Item: news.WireItem{GUID: guid, Version: "1", Headline: d.Version.Headline, BodyHTML: d.Version.Body}}
	d.Wire, d.File = &rec, &news.WireFile{Source: "npa", SHA: guid, Name: guid + ".xml", Key: "wire/" + guid, Size: 4000, At: at, Via: "folder"}
	if compared {
		d.Signature = reading.Sign(d.Version.Headline, text)
	}
	return d
}

// BenchmarkFiling files stories with and without comparing them with the 3,000
// of the same span, turn by turn in the same store, and reports both and the
// ratio.
func BenchmarkFiling(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkFiling(b, storetest.SQLite) })
	b.Run("postgres", func(b *testing.B) { benchmarkFiling(b, storetest.Postgres(b)) })
}

func benchmarkFiling(b *testing.B, open func(testing.TB) *store.Store) {
	ctx := context.Background()
	s := open(b)
	defer s.Close()
	storetest.House(b, s)
	r := rand.New(rand.NewPCG(7, 7))
	at := storetest.T0
	for range 3000 {
		if _, err := s.SaveStory(ctx, filing(r, at, true)); err != nil {
			b.Fatal(err)
		}
		at = at.Add(30 * time.Second)
	}
	var alone, compared, signing time.Duration
	for b.Loop() {
		for _, with := range []bool{false, true} {
			d := filing(r, at, false)
			begin := time.Now()
			if with {
				d.Signature = reading.Sign(d.Version.Headline, d.Version.Body)
				signing += time.Since(begin)
			}
			if _, err := s.SaveStory(ctx, d); err != nil {
				b.Fatal(err)
			}
			if took := time.Since(begin); with {
				compared += took
			} else {
				alone += took
			}
			at = at.Add(30 * time.Second)
		}
	}
	b.ReportMetric(float64(alone.Microseconds())/float64(b.N), "µs/alone")
	b.ReportMetric(float64(compared.Microseconds())/float64(b.N), "µs/compared")
	b.ReportMetric(float64(signing.Microseconds())/float64(b.N), "µs/signing")
	b.ReportMetric(float64(compared)/float64(alone), "ratio")
}

// signedStory files a text under a guid and returns the story's ID.
func signedStory(t *testing.T, s *store.Store, guid, text string, at time.Time) news.StoryID {
	t.Helper()
	d := storetest.NewStory(guid)
	d.At, d.Signature = at, reading.Sign(d.Version.Headline, text)
	if _, err := s.SaveStory(context.Background(), d); err != nil {
		t.Fatalf("SaveStory(%s) = %v, want nil", guid, err)
	}
	return d.Story.ID
}

func wantLinks(t *testing.T, s *store.Store, id news.StoryID, want ...news.StoryID) {
	t.Helper()
	lines, err := s.Alikes(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	var got []news.StoryID
	for _, l := range lines {
		got = append(got, l.Other)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("Alikes(%s) = %v, want %v", id, got, want)
	}
}

// Two processes file into one database, and one starts anew: each knows what
// the other has filed.
func TestProcessesFindEachOthersTexts(t *testing.T) {
	for name, url := range databases(t) {
		t.Run(name, func(t *testing.T) {
			ctx, url := context.Background(), url(t)
			open := func() *store.Store {
				s, err := store.Open(ctx, url)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.Close() })
				return s
			}
			one, two := open(), open()
			storetest.House(t, one)
			r := rand.New(rand.NewPCG(8, 8))
			x, y := copyOf(r, 200), copyOf(r, 200)
			a := signedStory(t, one, "a", x, storetest.T0)
			b := signedStory(t, two, "b", x, storetest.T0)
			wantLinks(t, two, b, a)
			c := signedStory(t, one, "c", y, storetest.T0)
			d := signedStory(t, one, "d", x, storetest.T0)
			e := signedStory(t, two, "e", y, storetest.T0)
			wantLinks(t, one, d, a, b)
			wantLinks(t, two, e, c)
			three := open()
			f := signedStory(t, three, "f", x, storetest.T0.Add(70*time.Hour))
			wantLinks(t, three, f, a, b, d)
			// Of what the other process has changed, the new words count.
			file, err := two.Story(ctx, b)
			if err != nil {
				t.Fatal(err)
			}
			v := *file.Latest
			v.N = 2
			up := news.StoryDeed{Verb: news.VerbUpdated, At: storetest.T0.Add(71 * time.Hour), Story: file.Story, Version: &v, Signature: reading.Sign("", y)}
			up.Story.Head = 2
			if _, err := two.SaveStory(ctx, up); err != nil {
				t.Fatal(err)
			}
			g := signedStory(t, one, "g", y, storetest.T0.Add(71*time.Hour))
			wantLinks(t, one, g, b, c, e)
			h := signedStory(t, three, "h", x, storetest.T0.Add(71*time.Hour))
			wantLinks(t, three, h, a, d, f)
		})
	}
}

// databases are the URLs of fresh databases that are there to be tested.
func databases(t *testing.T) map[string]func(*testing.T) string {
	t.Helper()
	return map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "store.db") },
		"postgres": func(t *testing.T) string { return storetest.FreshPostgres(t) },
	}
}

// A deed that a process knew of and that is undone, as by a restored backup, is
// neither found nor in the way; one that has taken its number is known.
func TestUndoneDeedIsForgotten(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := store.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other, err := store.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	storetest.House(t, s)
	r := rand.New(rand.NewPCG(8, 8))
	x := copyOf(r, 200)
	a := signedStory(t, s, "a", x, storetest.T0)
	b := signedStory(t, s, "b", x, storetest.T0)
	wantLinks(t, s, b, a)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{
		`DELETE FROM journal WHERE n = (SELECT n FROM counter)`, `UPDATE counter SET n = n - 1`, `DELETE FROM story_alike`,
		`DELETE FROM story_signature WHERE story = '` + string(b) + `'`, `DELETE FROM story WHERE id = '` + string(b) + `'`,
		`DELETE FROM placement WHERE story = '` + string(b) + `'`, `DELETE FROM released WHERE story = '` + string(b) + `'`,
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	c := signedStory(t, other, "c", x, storetest.T0) // under the number of what was undone
	d := signedStory(t, s, "d", x, storetest.T0)
	wantLinks(t, s, d, a, c)
}

// BenchmarkLookUp files texts beside a million others, of which some 10,000 are
// of the last days.
func BenchmarkLookUp(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ctx := context.Background()
			path := filepath.Join(b.TempDir(), "store.db")
			s, err := store.Open(ctx, "sqlite:"+path)
			if err != nil {
				b.Fatal(err)
			}
			storetest.House(b, s)
			r := rand.New(rand.NewPCG(7, 7))
			fillSignatures(b, path, r, n)
			begin := time.Now()
			if _, err := s.SaveStory(ctx, filing(r, storetest.T0, true)); err != nil {
				b.Fatal(err)
			}
			first := time.Since(begin)
			var took time.Duration
			for b.Loop() {
				d := filing(r, storetest.T0, true)
				begin := time.Now()
				if _, err := s.SaveStory(ctx, d); err != nil {
					b.Fatal(err)
				}
				took += time.Since(begin)
			}
			b.ReportMetric(float64(first.Milliseconds()), "ms/first")
			b.ReportMetric(float64(took.Microseconds())/float64(b.N), "µs/deed")
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// fillSignatures writes n signatures of made-up texts, one a minute up to T0.
func fillSignatures(b *testing.B, path string, r *rand.Rand, n int) {
	b.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	insert, err := tx.Prepare(`INSERT INTO story_signature (story, scheme, at, source, name, text, sketch) VALUES ($1, 1, $2, 'npa', $3, $4, $5)`)
	if err != nil {
		b.Fatal(err)
	}
	sketch := make([]byte, 256)
	for i := range n {
		for j := range sketch {
			sketch[j] = byte(r.Uint32())
		}
		at := storetest.T0.Add(-time.Duration(n-i) * time.Minute)
		if _, err := insert.Exec(fmt.Sprintf("%020d", i), at.UnixMicro(), r.Int64N(5000), r.Int64(), sketch); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
