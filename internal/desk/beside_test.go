package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

const (
	para1 = "<p>The ferry line between both towns opened on Monday after two years of work.</p>"
	para2 = "<p>Deliveries have fallen by 12 per cent since the harbour closed, the operator says.</p>"
	para3 = "<p>Residents on both banks said that they had waited long enough for the boats.</p>"
	para4 = "<p>The operator wants to run six boats a day and twice as many in summer.</p>"
)

// onTake files a story of one take with three paragraphs.
func (b *bureau) onTake(guid string) news.StoryFile {
	b.t.Helper()
	return b.file(guid, func(d *news.StoryDeed) {
		d.Version.WireItem = news.WireItemID(guid + "-1")
		d.Version.Body = para1 + "\n" + para2 + "\n" + para3
	})
}

// attach puts a take beside a story as ingest does.
func (b *bureau) attach(f news.StoryFile, item news.WireItemID, change func(*news.AttachedTake)) {
	b.t.Helper()
	b.at = b.at.Add(time.Minute)
	f = b.look(f.Story.ID)
	first, err := b.store.Version(b.t.Context(), f.Story.ID, 1)
	if err != nil {
		b.t.Fatal(err)
	}
	a := news.AttachedTake{Story: f.Story.ID, Item: item, At: b.at, By: "agency:npa", Version: "2", Content: first.Content}
	change(&a)
	f.Story.Pending = item
	f.Story.Flags = append(f.Story.Flags, news.AttachedFlag(a), "Another thing.")
	if _, err := b.store.SaveStory(b.t.Context(), news.StoryDeed{Verb: news.VerbAttached, At: b.at, Story: f.Story, Attached: &a}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) edit(f news.StoryFile, w Words) news.StoryFile {
	b.t.Helper()
	b.at = b.at.Add(time.Minute)
	if _, err := b.Edit(b.t.Context(), b.look(f.Story.ID), w, "kt"); err != nil {
		b.t.Fatal(err)
	}
	return b.look(f.Story.ID)
}

func (b *bureau) beside(f news.StoryFile) Beside {
	b.t.Helper()
	x, err := b.Beside(b.t.Context(), f.Story.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return x
}

func (b *bureau) merge(f news.StoryFile, m Merging) news.StoryFile {
	b.t.Helper()
	b.at = b.at.Add(time.Minute)
	if _, err := b.MergeTake(b.t.Context(), chief(), f.Story.ID, m); err != nil {
		b.t.Fatalf("MergeTake(%+v) = %v, want nil", m, err)
	}
	return b.look(f.Story.ID)
}

// A take that leaves the desk's paragraphs alone is merged with nothing to choose.
func TestMergeTakeApart(t *testing.T) {
	b := newBureau(t)
	f := b.onTake("g")
	f = b.edit(f, Words{Headline: text("Our headline"), Body: text(strings.Replace(para1, "two years", "three years", 1) + para2 + para3)})
	if _, err := b.Beside(t.Context(), f.Story.ID); !errors.Is(err, news.ErrNotFound) {
		t.Fatalf("Beside(no take) = %v, want ErrNotFound", err)
	}
	b.attach(f, "g-2", func(a *news.AttachedTake) {
		a.Body = para1 + strings.Replace(para2, "12", "14", 1) + para3 + para4 + "<p>kt/ab</p>"
		a.Dateline, a.Keywords = "FAREHAM", []string{"ferry"}
	})
	x := b.beside(f)
	if want := "Two paragraphs added, one paragraph changed, one figure changed. Your edits do not touch them."; x.Said != want || !x.Apart || x.Take != 2 || x.BuiltOn != 1 {
		t.Errorf("Beside() says %q (take %d on %d), want %q", x.Said, x.Take, x.BuiltOn, want)
	}
	before := b.look(f.Story.ID)
	_, err := b.MergeTake(t.Context(), chief(), f.Story.ID, Merging{Head: 1, Item: x.Item})
	b.refused("MergeTake(an older head)", err, before, news.ErrConflict, "look again")
	f = b.merge(f, Merging{Head: x.Head, Item: x.Item})
	v := f.Latest
	if want := body.Clean(strings.Replace(para1, "two years", "three years", 1) + strings.Replace(para2, "12", "14", 1) + para3 + para4 + "<p>kt/ab</p>"); v.Body != want {
		t.Errorf("MergeTake() = %s, want %s", v.Body, want)
	}
	if v.Headline != "Our headline" || v.BuiltOn != "g-2" || v.Kind != news.Edit || v.By != "desk:"+chief().Name || v.Dateline != "FAREHAM" || v.N != 3 || v.Words == 0 {
		t.Errorf("MergeTake() = %+v, want our headline on take 2 with its facts", v)
	}
	if f.Story.Pending != "" || len(f.Story.Flags) != 1 || f.Story.Flags[0] != "Another thing." {
		t.Errorf("MergeTake() leaves pending %q and flags %q", f.Story.Pending, f.Story.Flags)
	}
	if _, err := b.Beside(t.Context(), f.Story.ID); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Beside(merged) = %v, want ErrNotFound", err)
	}
	b.wantHeadline(f.Story.ID, "Ferry line opens g") // readers keep what they have
	// A later edit remembers the take; the next one is held against it.
	f = b.edit(f, Words{Kicker: text("Ferries")})
	b.attach(f, "g-3", func(a *news.AttachedTake) {
		a.Body, a.Correction, a.Note = para1+strings.Replace(para2, "12", "15", 1)+para3+para4+"<p>kt/ab</p>", true, "It is 15."
	})
	x = b.beside(f)
	if want := "The agency corrects what it sent before. One paragraph changed, one figure changed. Your edits do not touch them."; x.Said != want || x.BuiltOn != 2 || x.Note != "It is 15." {
		t.Errorf("Beside(take 3) says %q on take %d, want %q", x.Said, x.BuiltOn, want)
	}
	f = b.merge(f, Merging{Head: x.Head, Item: x.Item, Note: "A figure was wrong."})
	if f.Latest.Kind != news.Correction || f.Latest.Note != "A figure was wrong." {
		t.Errorf("MergeTake(note) = %s %q, want a correction", f.Latest.Kind, f.Latest.Note)
	}
}

// What both changed is chosen by an editor, or nothing is saved.
func TestMergeTakeConflicts(t *testing.T) {
	b := newBureau(t)
	f := b.onTake("g")
	f = b.edit(f, Words{Headline: text("Our headline"), Body: text(para1 + strings.Replace(para2, "12 per cent", "an eighth", 1) + strings.Replace(para3, "long enough", "too long", 1))})
	b.attach(f, "g-2", func(a *news.AttachedTake) {
		a.Headline = "Their headline"
		a.Body = para1 + strings.Replace(para2, "12", "14", 1) + strings.Replace(para3, "Residents", "People", 1)
	})
	x := b.beside(f)
	if x.Apart || !strings.HasSuffix(x.Said, "2 paragraphs were changed by both.") {
		t.Errorf("Beside() says %q, want two paragraphs changed by both", x.Said)
	}
	if x.Rows[1].Joined != nil || x.Rows[2].Joined == nil {
		t.Errorf("Beside().Rows = %+v, want words joined in the third paragraph only", x.Rows)
	}
	before := b.look(f.Story.ID)
	for _, c := range []struct {
		call string
		m    Merging
		says string
	}{
		{"MergeTake(nothing chosen)", Merging{}, "both changed the headline"},
		{"MergeTake(no paragraph chosen)", Merging{Fields: map[string]body.Choice{"headline": body.TakeTheirs}}, "both changed paragraph 2"},
		{"MergeTake(nonsense)", Merging{Fields: map[string]body.Choice{"headline": "x"}}, "cannot be chosen"},
		{"MergeTake(joined that is none)", Merging{Fields: map[string]body.Choice{"headline": body.TakeMine}, Rows: map[int]body.Choice{1: body.TakeJoined, 2: body.TakeMine}}, "cannot be chosen"},
	} {
		c.m.Head, c.m.Item = x.Head, x.Item
		_, err := b.MergeTake(t.Context(), chief(), f.Story.ID, c.m)
		b.refused(c.call, err, before, news.ErrInvalid, c.says)
	}
	_, err := b.MergeTake(t.Context(), somebody("other", news.Reporter, "evening"), f.Story.ID, Merging{Head: x.Head, Item: x.Item})
	b.refused("MergeTake(of another title)", err, before, news.ErrForbidden, "may not")
	f = b.merge(f, Merging{Head: x.Head, Item: x.Item, Fields: map[string]body.Choice{"headline": body.TakeTheirs},
		Rows: map[int]body.Choice{1: body.TakeTheirs, 2: body.TakeJoined}})
	want := body.Clean(para1 + strings.Replace(para2, "12", "14", 1) + strings.NewReplacer("Residents", "People", "long enough", "too long").Replace(para3))
	if f.Latest.Body != want || f.Latest.Headline != "Their headline" {
		t.Errorf("MergeTake(chosen) = %q %s, want %s", f.Latest.Headline, f.Latest.Body, want)
	}
}

// The desk may look at a take and want nothing of it.
func TestMergeTakeKeepsOurs(t *testing.T) {
	b := newBureau(t)
	f := b.onTake("g")
	f = b.edit(f, Words{Body: text(para1)})
	b.attach(f, "g-2", func(a *news.AttachedTake) { a.Body, a.Headline = para4, "Another" })
	x := b.beside(f)
	f = b.merge(f, Merging{Head: x.Head, Item: x.Item, KeepOurs: true})
	if f.Latest.Body != body.Clean(para1) || f.Latest.BuiltOn != "g-2" || f.Story.Pending != "" {
		t.Errorf("MergeTake(KeepOurs) = %+v, want our words on take 2", f.Latest)
	}
	b.attach(f, "g-3", func(a *news.AttachedTake) { a.Body = para1 })
	if _, err := b.Kill(t.Context(), chief(), f.Story.ID, "It is wrong."); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Beside(t.Context(), f.Story.ID); !errors.Is(err, news.ErrKilled) {
		t.Errorf("Beside(killed) = %v, want ErrKilled", err)
	}
}

func TestHistoryCompareRestoreName(t *testing.T) {
	b := newBureau(t)
	f := b.onTake("g")
	f = b.edit(f, Words{Headline: text("Our headline")})
	f = b.edit(f, Words{Body: text(para1 + para2)})
	b.attach(f, "g-2", func(a *news.AttachedTake) { a.Body += para4 })
	if _, err := b.Name(t.Context(), chief(), f.Story.ID, 2, "  Before the\nruling "); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Name(t.Context(), chief(), f.Story.ID, 9, "x"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Name(9) = %v, want ErrNotFound", err)
	}
	past, err := b.History(t.Context(), f.Story.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range past {
		got = append(got, strings.Join([]string{string(p.Kind), p.By, p.Name, p.Said}, "|"))
	}
	want := []string{"take|agency:npa||+1 ¶, lead unchanged", "edit|desk:kt||−1 ¶, lead unchanged", "edit|desk:kt|Before the ruling|new headline", "take|agency:npa||first version"}
	if !slices.Equal(got, want) {
		t.Errorf("History() = %q, want %q", got, want)
	}
	if past[0].N != 0 || past[0].Take != 2 || past[1].Take != 1 || past[3].On[0] != "courier" {
		t.Errorf("History() = %+v, want take 2 beside words on take 1", past)
	}
	if p, err := b.History(t.Context(), f.Story.ID, 2); err != nil || len(p) != 2 {
		t.Errorf("History(2) = %d, %v, want 2", len(p), err)
	}
	c, err := b.Compare(t.Context(), f.Story.ID, "1", "3")
	if err != nil || c.Said != "Headline changed, one paragraph removed." || len(c.Rows) != 3 || len(c.Fields) != 1 {
		t.Errorf("Compare(1, 3) = %+v, %v", c, err)
	}
	if c, err := b.Compare(t.Context(), f.Story.ID, "3", "take 2"); err != nil || c.Changes.Added != 2 {
		t.Errorf("Compare(3, take 2) = %+v, %v, want two paragraphs more", c.Changes, err)
	}
	for name, want := range map[string]error{"9": news.ErrNotFound, "x": news.ErrInvalid, "take 9": news.ErrNotFound, "": news.ErrInvalid} {
		if _, err := b.Compare(t.Context(), f.Story.ID, "1", name); !errors.Is(err, want) {
			t.Errorf("Compare(1, %q) = %v, want %v", name, err, want)
		}
	}
	seen := b.look(f.Story.ID)
	b.edit(f, Words{Kicker: text("Ferries")})
	if _, err := b.Restore(t.Context(), chief(), seen, 1); !errors.Is(err, news.ErrConflict) {
		t.Errorf("Restore(as seen before) = %v, want ErrConflict", err)
	}
	f = b.look(f.Story.ID)
	_, err = b.Restore(t.Context(), chief(), f, f.Story.Head)
	b.refused("Restore(newest)", err, f, news.ErrInvalid, "newest")
	_, err = b.Restore(t.Context(), chief(), f, 44)
	b.refused("Restore(44)", err, f, news.ErrNotFound, "no such version")
	if _, err := b.Restore(t.Context(), chief(), f, 1); err != nil {
		t.Fatal(err)
	}
	f = b.look(f.Story.ID)
	if v := f.Latest; v.N != 5 || v.Restores != 1 || v.BuiltOn != "g-1" || v.WireItem != "" || v.Kind != news.Edit || v.Body != body.Clean(para1+para2+para3) {
		t.Errorf("Restore(1) = %+v, want the first words as version 5", v)
	}
}
