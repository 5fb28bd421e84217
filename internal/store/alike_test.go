package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
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
