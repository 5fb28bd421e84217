package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
	"broadsheet/internal/store"
)

// prose returns a text of n invented words, the same for the same seed.
func prose(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 11))
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("w%d", r.IntN(4000))
	}
	return out
}

// other returns a text with some of its words replaced, which leaves about a
// part of its runs of four words.
func other(text []string, seed uint64, changes int) []string {
	r := rand.New(rand.NewPCG(seed, 12))
	out := slices.Clone(text)
	for range changes {
		out[r.IntN(len(out))] = fmt.Sprintf("x%d", r.IntN(1e6))
	}
	return out
}

// copyDeed files a text as the wire room does.
func copyDeed(source news.SourceID, guid, slugline string, text []string, at time.Time) news.StoryDeed {
	d := NewStory(guid)
	d.At, d.Story.Source, d.Story.Created = at, source, at
	d.Version.Headline, d.Version.Slugline, d.Version.Body = "Headline of "+guid, slugline, "<p>"+strings.Join(text, " ")+"</p>"
	d.Signature = reading.Sign(d.Version.Headline, strings.Join(text, " "))
	return d
}

// newText gives a story its next version.
func newText(t *testing.T, s *store.Store, id news.StoryID, text []string, at time.Time) {
	t.Helper()
	f := mustStory(t, s, id)
	v, p := *f.Latest, f.Placements[0]
	v.N++
	v.Body, p.Published = "<p>"+strings.Join(text, " ")+"</p>", v.N
	d := news.StoryDeed{Verb: news.VerbUpdated, At: at, Story: f.Story, Version: &v, Placements: []news.Placement{p}, Signature: reading.Sign(v.Headline, strings.Join(text, " "))}
	d.Story.Head = v.N
	mustSave(t, s, d)
}

// secondAgency adds a source "dpx", whose copy may go where that of "npa" does.
func secondAgency(t *testing.T, s *store.Store) {
	t.Helper()
	if _, err := s.SaveSource(context.Background(), news.Source{ID: "dpx", Name: "Delta Press Exchange", Credit: "DPX"}, T0); err != nil {
		t.Fatal(err)
	}
}

func alikes(t *testing.T, s *store.Store, id news.StoryID) []news.AlikeLine {
	t.Helper()
	out, err := s.Alikes(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// wantAlike checks that a story has one link, of a kind, and that it is seen
// from the other story just so.
func wantAlike(t *testing.T, s *store.Store, a, b news.StoryID, kind news.AlikeKind, least float64) {
	t.Helper()
	x, y := alikes(t, s, a), alikes(t, s, b)
	if len(x) != 1 || len(y) != 1 || x[0].Other != b || y[0].Other != a || x[0].Kind != kind || y[0].Kind != kind || x[0].Score < least || x[0].Score != y[0].Score {
		t.Errorf("Alikes() = %+v and %+v, want one link %q of %.1f and more", x, y, kind, least)
	}
}

// flagged counts the flags of a story that say something.
func flagged(f news.StoryFile, says string) (n int) {
	for _, text := range f.Story.Flags {
		if strings.Contains(text, says) {
			n++
		}
	}
	return n
}

// sameText is one text from two agencies: linked and said, and only held back
// where the source says so.
func sameText(t *testing.T, s *store.Store) {
	House(t, s)
	secondAgency(t, s)
	text := prose(1, 300)
	a := copyDeed("npa", "a", "", text, T0)
	b := copyDeed("dpx", "b", "", other(text, 1, 4), T0.Add(time.Hour))
	mustSave(t, s, a)
	mustSave(t, s, b)
	wantAlike(t, s, a.Story.ID, b.Story.ID, news.AlikeSame, .8)
	f := mustStory(t, s, b.Story.ID)
	if flagged(f, "The same text came from NPA as “Headline of a” (a).") != 1 || f.Placements[0].State != news.Live {
		t.Errorf("story = %q, %s; want it flagged and live", f.Story.Flags, f.Placements[0].State)
	}
	if f := mustStory(t, s, a.Story.ID); len(f.Story.Flags) != 0 {
		t.Errorf("the first story's flags = %q, want none", f.Story.Flags)
	}

	c := copyDeed("dpx", "c", "", text, T0.Add(2*time.Hour))
	c.HoldTwins = true
	c.Placements = append(c.Placements, news.Placement{Story: c.Story.ID, Title: "gazette", Section: "world", Path: "world/c", State: news.Live, Published: 1})
	mustSave(t, s, c)
	f = mustStory(t, s, c.Story.ID)
	if p, _ := f.Placement("courier"); p.State != news.Held || !p.FirstPublished.IsZero() || flagged(f, "Readers of courier have the same text already") != 1 {
		t.Errorf("placement = %+v, flags %q; want it held where readers have the text", p, f.Story.Flags)
	}
	if p, _ := f.Placement("gazette"); p.State != news.Live {
		t.Errorf("placement = %+v, want it live where readers do not have the text", p)
	}
	if c.Placements[0].State != news.Live || len(c.Story.Flags) != 0 {
		t.Error("SaveStory changed the caller's deed")
	}
	// What readers have is never taken from them.
	far := copyDeed("dpx", "far", "", prose(2, 300), T0)
	mustSave(t, s, far)
	g := mustStory(t, s, far.Story.ID)
	v, p := *g.Latest, g.Placements[0]
	v.N, p.Published = 2, 2
	up := news.StoryDeed{Verb: news.VerbUpdated, At: T0.Add(3 * time.Hour), Story: g.Story, Version: &v, Placements: []news.Placement{p}, Signature: a.Signature, HoldTwins: true}
	up.Story.Head = 2
	mustSave(t, s, up)
	if g = mustStory(t, s, far.Story.ID); g.Placements[0].State != news.Live || flagged(g, "The same text") == 0 {
		t.Errorf("update = %s, %q; want it live and flagged", g.Placements[0].State, g.Story.Flags)
	}
}

// kindsOfLikeness is takes, rewrites and other agencies' words, and the time
// they may be apart.
func kindsOfLikeness(t *testing.T, s *store.Store) {
	House(t, s)
	secondAgency(t, s)
	text := prose(1, 400)
	pair := func(name string, b news.StoryDeed, kind news.AlikeKind, least float64) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			mustSave(t, s, b)
			got := alikes(t, s, b.Story.ID)
			if kind == "" && len(got) != 0 || kind != "" && (len(got) == 0 || got[0].Kind != kind || got[0].Score < least) {
				t.Errorf("Alikes() = %+v, want %q of %.1f and more", got, kind, least)
			}
		})
	}
	mustSave(t, s, copyDeed("npa", "a", "orve-ferries", text, T0))
	pair("another take", copyDeed("npa", "a2", "", other(text, 2, 60), T0.Add(71*time.Hour)), news.AlikeTake, .3)
	pair("another agency's report", copyDeed("dpx", "b", "orve-ferries", other(text, 3, 60), T0.Add(71*time.Hour)), news.AlikeText, .3)
	rewritten := other(text, 4, 92)
	if j := reading.Score(reading.Sign("", strings.Join(text, " ")), reading.Sign("", strings.Join(rewritten, " "))); j < .2 || j >= .3 {
		t.Fatalf("the rewrite shares %.2f, want .2 to .3", j)
	}
	pair("a rewrite by its name", copyDeed("npa", "a3", "BC-Orve-Ferries 2ndLd-Writethru", rewritten, T0.Add(23*time.Hour)), news.AlikeTake, .2)
	pair("the same without its name", copyDeed("npa", "a4", "tarrow", other(text, 9, 96), T0.Add(24*time.Hour)), "", 0)
	pair("nothing in common but the name", copyDeed("npa", "a5", "orve-ferries", prose(5, 400), T0.Add(time.Hour)), "", 0)
	pair("the same text too late", copyDeed("dpx", "late", "", text, T0.Add(200*time.Hour)), "", 0)
	pair("the same text by a clock behind", copyDeed("dpx", "early", "", text, T0.Add(-70*time.Hour)), news.AlikeSame, 1)

	alert := func(source news.SourceID, guid, headline string) news.StoryDeed {
		d := copyDeed(source, guid, "", []string{"More", "to", "follow."}, T0)
		d.Signature = reading.Sign(headline, "More to follow.")
		return d
	}
	mustSave(t, s, alert("npa", "alert", "Bridge at Tarrow closed"))
	pair("another alert", alert("dpx", "alert2", "Bridge at Hallen closed"), "", 0)
	pair("the same alert", alert("dpx", "alert3", "BRIDGE AT TARROW CLOSED"), news.AlikeSame, 1)
}

// linkFollowsText is a link that goes when a new version has other words, and
// one that an editor has made or undone, which does not change.
func linkFollowsText(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	text := prose(1, 300)
	a, b := copyDeed("npa", "a", "", text, T0), copyDeed("npa", "b", "", text, T0)
	mustSave(t, s, a)
	mustSave(t, s, b)
	wantAlike(t, s, a.Story.ID, b.Story.ID, news.AlikeSame, 1)
	newText(t, s, b.Story.ID, other(text, 1, 40), T0.Add(100*time.Hour))
	wantAlike(t, s, a.Story.ID, b.Story.ID, news.AlikeTake, .3) // although they are far apart by now
	newText(t, s, b.Story.ID, prose(2, 300), T0.Add(101*time.Hour))
	if got := alikes(t, s, a.Story.ID); len(got) != 0 {
		t.Errorf("Alikes(after other words) = %+v, want none", got)
	}
	newText(t, s, a.Story.ID, prose(2, 300), T0.Add(102*time.Hour))
	wantAlike(t, s, a.Story.ID, b.Story.ID, news.AlikeSame, 1)

	say := func(d news.LinkDeed, want error) news.Event {
		t.Helper()
		d.At, d.Story, d.Other, d.By = T0, b.Story.ID, a.Story.ID, "desk:kt"
		e, err := s.SaveLink(ctx, d)
		if !errors.Is(err, want) {
			t.Errorf("SaveLink(%+v) = %v, want %v", d, err, want)
		}
		return e
	}
	say(news.LinkDeed{Unlink: true}, news.ErrConflict) // an editor who saw no link
	if e := say(news.LinkDeed{Unlink: true, Seen: news.LinkFound}, nil); e.Verb != news.VerbUnlinked || e.Story != b.Story.ID || e.Ref != string(a.Story.ID) {
		t.Errorf("SaveLink(unlink) = %+v, want the two stories", e)
	}
	if e := say(news.LinkDeed{Unlink: true, Seen: news.LinkUnlinked}, nil); e.N != 0 {
		t.Errorf("SaveLink(unlink again) = %+v, want no deed", e)
	}
	newText(t, s, b.Story.ID, text, T0.Add(103*time.Hour))
	newText(t, s, a.Story.ID, text, T0.Add(104*time.Hour))
	if got := alikes(t, s, a.Story.ID); len(got) != 1 || got[0].Standing != news.LinkUnlinked || got[0].By != "desk:kt" {
		t.Errorf("Alikes(unlinked) = %+v, want it remembered", got)
	}
	if f := mustStory(t, s, a.Story.ID); flagged(f, "The same text") != 1 {
		t.Errorf("flags = %q, want none of the text that was unlinked", f.Story.Flags)
	}
	say(news.LinkDeed{Kind: news.AlikeTake, Seen: news.LinkUnlinked}, nil)
	newText(t, s, b.Story.ID, prose(3, 300), T0.Add(105*time.Hour))
	if got := alikes(t, s, b.Story.ID); len(got) != 1 || got[0].Standing != news.LinkMade || got[0].Kind != news.AlikeTake {
		t.Errorf("Alikes(linked) = %+v, want the editor's word", got)
	}
	if _, err := s.SaveLink(ctx, news.LinkDeed{At: T0, Story: a.Story.ID, Other: "nobody"}); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("SaveLink(nobody) = %v, want ErrNotFound", err)
	}
}

// twinsAtOnce are copies of one text that come by many roads in one moment: of
// any two the later finds the earlier, and no deed is lost to another.
func twinsAtOnce(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	for round := range 4 {
		text := prose(uint64(20+round), 200)
		var deeds []news.StoryDeed
		for i := range 6 {
			deeds = append(deeds, copyDeed("npa", fmt.Sprintf("r%d-%d", round, i), fmt.Sprintf("name-%d", i%2), other(text, uint64(i), 1), T0))
		}
		var wg sync.WaitGroup
		for _, d := range deeds {
			wg.Go(func() {
				if _, err := s.SaveStory(ctx, d); err != nil {
					t.Errorf("SaveStory(twin) = %v, want nil", err)
				}
			})
		}
		wg.Wait()
		flags := 0
		for _, d := range deeds {
			if got := alikes(t, s, d.Story.ID); len(got) != 5 {
				t.Errorf("Alikes() has %d links, want 5", len(got))
			}
			if flagged(mustStory(t, s, d.Story.ID), "The same text") > 0 {
				flags++
			}
		}
		if flags != 5 {
			t.Errorf("%d of 6 twins are flagged, want all but the first", flags)
		}
		// A kill, an update and an editor's word at once.
		killed := mustStory(t, s, deeds[0].Story.ID).Story
		killed.KilledAt, killed.KillReason = T0, "Wrong."
		wg.Go(func() {
			if _, err := s.SaveStory(ctx, news.StoryDeed{Verb: news.VerbKilled, At: T0, Story: killed}); err != nil && !errors.Is(err, news.ErrConflict) {
				t.Errorf("SaveStory(kill) = %v, want nil or ErrConflict", err)
			}
		})
		for _, d := range deeds[1:4] {
			wg.Go(func() {
				f := mustStory(t, s, d.Story.ID)
				v := *f.Latest
				v.N = 2
				up := news.StoryDeed{Verb: news.VerbUpdated, At: T0, Story: f.Story, Version: &v, Signature: reading.Sign("", strings.Join(other(text, 99, 3), " "))}
				up.Story.Head = 2
				if _, err := s.SaveStory(ctx, up); err != nil && !(errors.Is(err, news.ErrConflict) && !strings.Contains(err.Error(), "deadlock")) {
					t.Errorf("SaveStory(update) = %v, want nil, or ErrConflict without a deadlock", err)
				}
			})
		}
		wg.Go(func() {
			d := news.LinkDeed{At: T0, Story: deeds[5].Story.ID, Other: deeds[4].Story.ID, Unlink: true, Seen: news.LinkFound}
			if _, err := s.SaveLink(ctx, d); err != nil {
				t.Errorf("SaveLink() = %v, want nil", err)
			}
		})
		wg.Wait()
	}
}

// manyAlike are texts of one form: market reports that differ in figures, and
// weather tables.
func manyAlike(t *testing.T, s *store.Store) {
	House(t, s)
	frame := prose(1, 120)
	links := func(ids []news.StoryID) (all, most int) {
		for _, id := range ids {
			n := len(alikes(t, s, id))
			all, most = all+n, max(most, n)
		}
		return all, most
	}
	var closes []news.StoryID
	for i := range 50 {
		text := slices.Clone(frame)
		for j := 5; j < len(text); j += 24 {
			text[j] = fmt.Sprint(1000*j + i)
		}
		d := copyDeed("npa", fmt.Sprintf("close-%d", i), "market close", text, T0.Add(time.Duration(i)*time.Hour))
		mustSave(t, s, d)
		closes = append(closes, d.Story.ID)
	}
	if all, most := links(closes); most > 8 || all == 0 {
		t.Errorf("50 market reports have %d links, one of them %d; want some, and at most 8 each", all, most)
	}
	// A table: place, figure, figure, sky; the places stay.
	var tables []news.StoryID
	r := rand.New(rand.NewPCG(5, 5))
	for i := range 40 {
		var text []string
		for place := range 40 {
			text = append(text, fmt.Sprintf("Place%d", place), fmt.Sprint(r.IntN(30)), fmt.Sprint(r.IntN(30)), []string{"rain", "sun", "fog"}[r.IntN(3)])
		}
		d := copyDeed("npa", fmt.Sprintf("table-%d", i), fmt.Sprintf("weather-%d", i), text, T0.Add(time.Duration(i)*time.Hour))
		mustSave(t, s, d)
		tables = append(tables, d.Story.ID)
	}
	if all, _ := links(tables); all != 0 {
		t.Errorf("40 weather tables have %d links, want none", all)
	}
	// Copy with a long standing passage, and little else in common.
	var notices []news.StoryID
	standing := prose(6, 60)
	for i := range 40 {
		d := copyDeed("npa", fmt.Sprintf("notice-%d", i), "", append(prose(uint64(100+i), 100), standing...), T0.Add(time.Duration(i)*time.Minute))
		mustSave(t, s, d)
		notices = append(notices, d.Story.ID)
	}
	if all, most := links(notices[20:]); most > 8 || all > 60 {
		t.Errorf("after twenty texts with one standing passage, twenty more have %d links, one of them %d; want it passed over", all, most)
	}
}

// recallWarns is a kill of a story that others repeat: the desk is told of
// them, and nothing is withdrawn by likeness.
func recallWarns(t *testing.T, s *store.Store) {
	House(t, s)
	secondAgency(t, s)
	ctx := context.Background()
	text := prose(1, 300)
	file := func(source news.SourceID, guid string, text []string) news.StoryID {
		d := copyDeed(source, guid, "", text, T0)
		mustSave(t, s, d)
		return d.Story.ID
	}
	a := file("npa", "a", text)
	same, take := file("dpx", "same", text), file("npa", "take", other(text, 1, 40))
	alike, undone, far := file("dpx", "alike", other(text, 2, 55)), file("npa", "undone", text), file("npa", "far", prose(9, 300))
	if _, err := s.SaveLink(ctx, news.LinkDeed{At: T0, Story: a, Other: undone, Unlink: true, Seen: news.LinkFound}); err != nil {
		t.Fatal(err)
	}
	seen := mustStory(t, s, take)
	st := mustStory(t, s, a).Story
	st.KilledAt, st.KillReason = T0, "It was invented."
	e := mustSave(t, s, news.StoryDeed{Verb: news.VerbKilled, At: T0, Story: st})
	if len(e.Touched) != 1 || e.Touched[0].Story != a {
		t.Errorf("the kill touched %+v, want its own placement only", e.Touched)
	}
	const says = "“Headline of a” (NPA a) was killed, and this story repeats it; look at it at once."
	for id, want := range map[news.StoryID]int{same: 1, take: 1, alike: 0, undone: 0, far: 0, a: 0} {
		f := mustStory(t, s, id)
		if flagged(f, says) != want {
			t.Errorf("%s has flags %q, want %d of the kill", f.Story.GUID, f.Story.Flags, want)
		}
		if _, _, err := s.Readers().Story(ctx, "courier", f.Placements[0].Path); id != a && err != nil {
			t.Errorf("Readers().Story(%s) = %v, want it live still", f.Story.GUID, err)
		}
	}
	// An editor who looked before the kill must look again.
	if _, err := s.SaveStory(ctx, news.StoryDeed{Verb: news.VerbPublished, At: T0, Story: seen.Story}); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveStory(seen before the kill) = %v, want ErrConflict", err)
	}
	// What comes after the kill is told of it, too.
	if f := mustStory(t, s, file("dpx", "late", text)); flagged(f, says) != 1 {
		t.Errorf("a copy after the kill has flags %q, want to be told of it", f.Story.Flags)
	}
	b := file("npa", "b", prose(7, 300))
	c := file("dpx", "c", prose(7, 300))
	st = mustStory(t, s, b).Story
	st.Withheld = true
	mustSave(t, s, news.StoryDeed{Verb: news.VerbWithheld, At: T0, Story: st})
	if f := mustStory(t, s, c); flagged(f, "was withheld, and this story repeats it") != 1 {
		t.Errorf("flags = %q, want to be told of what was withheld", f.Story.Flags)
	}
}

// likenessStaysInside is an embargoed story with the text of one that readers
// have: nothing they get changes by it or names it.
func likenessStaysInside(t *testing.T, s *store.Store) {
	House(t, s)
	secondAgency(t, s)
	ctx := context.Background()
	text := prose(1, 200)
	read := func(path string) string {
		t.Helper()
		r, _, err := s.Readers().Story(ctx, "courier", path)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.Readers().Newest(ctx, "courier", "", time.Time{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		out, err := json.Marshal([]any{r, list})
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	live := copyDeed("npa", "open", "", text, T0)
	mustSave(t, s, live)
	before := read(live.Placements[0].Path)
	secret := copyDeed("dpx", "hidden-guid", "", text, T0)
	secret.Story.EmbargoUntil = T0.AddDate(0, 0, 1)
	e := mustSave(t, s, secret)
	for _, x := range e.Touched {
		if x.Story != secret.Story.ID {
			t.Errorf("filing the embargoed story touched %s, want its own placement only", x.Story)
		}
	}
	wantAlike(t, s, live.Story.ID, secret.Story.ID, news.AlikeSame, 1)
	if after := read(live.Placements[0].Path); after != before {
		t.Errorf("readers get %s, want what they had: %s", after, before)
	}
	// The live story that comes second is flagged with the other's headline.
	late := copyDeed("npa", "late", "", text, T0)
	mustSave(t, s, late)
	if _, err := s.SaveLink(ctx, news.LinkDeed{At: T0, Story: late.Story.ID, Other: secret.Story.ID, Seen: news.LinkFound}); err != nil {
		t.Fatal(err)
	}
	newText(t, s, late.Story.ID, text, T0.Add(time.Minute))
	if f := mustStory(t, s, late.Story.ID); flagged(f, "Headline of hidden-guid") != 1 {
		t.Fatalf("flags = %q, want the newsroom to be told", f.Story.Flags)
	}
	got := read(late.Placements[0].Path)
	for _, word := range []string{"hidden-guid", string(secret.Story.ID), "alike", "score"} {
		if strings.Contains(got, word) {
			t.Errorf("readers get %q in %s", word, got)
		}
	}
	st := mustStory(t, s, secret.Story.ID).Story
	st.KilledAt, st.KillReason = T0, "Hidden reason."
	mustSave(t, s, news.StoryDeed{Verb: news.VerbKilled, At: T0, Story: st})
	if got := read(late.Placements[0].Path); strings.Contains(got, "idden") {
		t.Errorf("after the kill readers get %s", got)
	}
}
