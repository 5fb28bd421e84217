package newsroomtest

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

// What filled copy is made of: names of things, each in one story of ten, and the
// small words, in all.
const (
	things = "harbour ferry council bridge minister strike budget court river corridor storm election vote market bank price rate school hospital union talks border port " +
		"ship railway water energy flood fire police trial report inquiry mayor city region summit treaty deal export harvest fish museum concert match league coach goal"
	small = "said on Monday after the a of in to and for with that was were has have from by at its their would could not more than new old first last over under between against"
)

// Fill fills a store with a month's copy that ends at a time: stories in all, of
// which the newest wire are items of five agencies that nobody has published; of
// ten stories one tells of the event of another. The same numbers give the same
// copy.
func Fill(t testing.TB, s *store.Store, end time.Time, stories, wire int) {
	t.Helper()
	ctx := context.Background()
	agencies := []news.SourceID{"npa", "afk", "reg", "vdp", "tan"}
	for _, id := range agencies[1:] {
		if _, err := s.SaveSource(ctx, news.Source{ID: id, Name: strings.ToUpper(string(id)), Credit: strings.ToUpper(string(id))}, end.AddDate(0, -2, 0)); err != nil {
			t.Fatal(err)
		}
	}
	f := filler{r: rand.New(rand.NewPCG(4, 4)), things: strings.Fields(things), small: strings.Fields(small), agencies: agencies}
	const batch = 250
	var deeds []news.StoryDeed
	for i := range stories {
		at := end.Add(-72*time.Hour - time.Duration(stories-i)*50*time.Second)
		if left := stories - i; left <= wire {
			at = end.Add(-time.Duration(left) * 72 * time.Hour / time.Duration(wire))
		}
		deeds = append(deeds, f.deed(i, at, stories-i > wire))
		if len(deeds) == batch || i == stories-1 {
			if _, err := s.SaveStories(ctx, deeds); err != nil {
				t.Fatal(err)
			}
			deeds = deeds[:0]
		}
	}
	if err := s.CatchUpLists(ctx); err != nil {
		t.Fatal(err)
	}
}

type filler struct {
	r        *rand.Rand
	things   []string
	small    []string
	agencies []news.SourceID
	text     []string // of the event that is repeated
}

// some are n words, of which a part are things, the rest small or names of
// nowhere else.
func (f *filler) some(n int, part float64) []string {
	out := make([]string, n)
	for i := range out {
		switch {
		case f.r.Float64() < part:
			out[i] = f.things[f.r.IntN(len(f.things))]
		case f.r.IntN(2) == 0:
			out[i] = f.small[f.r.IntN(len(f.small))]
		default:
			out[i] = fmt.Sprintf("n%d", min(f.r.IntN(20_000), f.r.IntN(20_000)))
		}
	}
	return out
}

func (f *filler) deed(i int, at time.Time, published bool) news.StoryDeed {
	d := storetest.NewStory(fmt.Sprintf("fill-%d", i))
	headline := strings.Join(f.some(5+f.r.IntN(6), .6), " ")
	if i%10 != 0 || f.text == nil {
		f.text = f.some(200+f.r.IntN(200), .018)
	} else {
		f.text = append(f.text, "update")
	}
	v := d.Version
	d.At, d.Story.Created, v.At = at, at, at
	d.Story.Source = f.agencies[f.r.IntN(len(f.agencies))]
	v.By = "agency:" + string(d.Story.Source)
	v.Headline = strings.ToUpper(headline[:1]) + headline[1:]
	v.Slugline = strings.Join(f.some(2, 1), "/")
	v.Urgency = 1 + f.r.IntN(8)
	if v.Urgency < 3 && f.r.IntN(20) > 0 {
		v.Urgency = 4
	}
	v.Words = len(f.text)
	var b strings.Builder
	for n := 0; n < len(f.text); n += 40 {
		b.WriteString("<p>" + strings.Join(f.text[n:min(n+40, len(f.text))], " ") + ".</p>")
	}
	v.Body = b.String()
	d.Signature = reading.Sign(v.Headline, strings.Join(f.text, " "))
	p := &d.Placements[0]
	p.Path = fmt.Sprintf("world/2026/%d", i)
	if i%3 == 0 {
		p.Section = "sport"
	}
	if !published {
		p.State, p.Published = news.Held, 0
	}
	rec := news.WireRecord{ID: news.WireItemID(store.NewID()), Source: d.Story.Source, SHA: fmt.Sprint("sha", i), Hash: fmt.Sprint(i), Story: d.Story.ID, At: at, Outcome: "filed",
		Item: news.WireItem{GUID: d.Story.GUID, Version: "1", Headline: v.Headline}}
	v.WireItem, d.Wire = rec.ID, &rec
	return d
}
