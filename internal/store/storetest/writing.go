package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// own saves a story of the desk's, with somebody or on a desk.
func own(t *testing.T, s *store.Store, at news.Whereabouts, change ...func(*news.StoryDeed)) news.StoryID {
	t.Helper()
	d := NewStory("")
	d.Verb, d.Story.Source, d.Story.Desk, d.Story.Holder = news.VerbBegun, "", at.Desk, at.Holder
	d.Placements[0].State, d.Placements[0].Published, d.Placements[0].Path = news.Held, 0, "world/"+string(d.Story.ID)
	for _, c := range change {
		c(&d)
	}
	mustSave(t, s, d)
	return d.Story.ID
}

func wantSent(t *testing.T, s *store.Store, user string, want ...news.StoryID) {
	t.Helper()
	lines, err := s.SentTo(context.Background(), user, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []news.StoryID
	for _, l := range lines {
		got = append(got, l.Story.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("SentTo(%s) = %v, want %v", user, got, want)
	}
}

// whereabouts: a sending moves the story, tells whom it is for, and is refused if
// the story has moved; takes leave it where it is.
func whereabouts(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	if _, err := s.SaveDesk(ctx, news.Desk{ID: "sport", Name: "Sport", Members: []string{"bo", "cy"}}, T0); err != nil {
		t.Fatal(err)
	}
	id := own(t, s, news.Whereabouts{Holder: "anna"})
	wantSent(t, s, "anna", id)
	wantSent(t, s, "bo")
	f := mustStory(t, s, id)
	seen := f.Story
	send := func(st news.Story, to news.Whereabouts, tell ...string) error {
		n := news.Note{ID: news.NoteID(store.NewID()), Story: id, At: T0.Add(time.Minute), By: "anna", Kind: news.NoteSent, Text: "Yours", Was: st.Whereabouts(), Now: to, For: tell}
		st.Desk, st.Holder = to.Desk, to.Holder
		e, err := s.SaveStory(ctx, news.StoryDeed{Verb: news.VerbSent, At: n.At, Story: st, Note: &n})
		if err == nil && e.Ref != string(n.ID) {
			t.Errorf("SaveStory(sent).Ref = %q, want the note's id", e.Ref)
		}
		return err
	}
	if err := send(f.Story, news.Whereabouts{Desk: "sport"}, "bo", "cy"); err != nil {
		t.Fatalf("SaveStory(sent) = %v, want nil", err)
	}
	wantSent(t, s, "anna")
	wantSent(t, s, "bo", id)
	wantSent(t, s, "cy", id)
	if err := send(seen, news.Whereabouts{Holder: "dag"}, "dag"); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveStory(sent, seen before) = %v, want ErrConflict", err)
	}
	wantSent(t, s, "dag")
	if notes, err := s.Notes(ctx, id); err != nil || len(notes) != 1 || notes[0].Now.Desk != "sport" {
		t.Errorf("Notes() = %+v, %v, want the one sending", notes, err)
	}

	// Taken by bo it is cy's no longer, once cy has seen the note.
	if err := send(mustStory(t, s, id).Story, news.Whereabouts{Desk: "sport", Holder: "bo"}); err != nil {
		t.Fatal(err)
	}
	wantSent(t, s, "cy", id)
	if err := s.SeeNotes(ctx, "cy", id, T0.Add(time.Minute), T0.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantSent(t, s, "cy")
	wantSent(t, s, "bo", id)
	st := mustStory(t, s, id).Story
	st.SpikedAt, st.SpikedBy = T0, "bo"
	mustSave(t, s, news.StoryDeed{Verb: news.VerbSpiked, At: T0, Story: st})
	wantSent(t, s, "bo")
}

// notesToPeople: a note is written once, told once, and seen by each for
// themselves.
func notesToPeople(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	id := own(t, s, news.Whereabouts{})
	rev := mustStory(t, s, id).Story.Rev
	n := news.Note{ID: news.NoteID(store.NewID()), Story: id, At: T0, By: "anna", Kind: news.NoteSaid, Text: "@bo @cy look", For: []string{"bo", "cy"}}
	for i := range 2 {
		if e, err := s.SaveNote(ctx, n); err != nil || i == 0 && e.Verb != news.VerbNoted || i == 1 && e.N != 0 {
			t.Fatalf("SaveNote() the %dth time = %+v, %v, want one deed", i+1, e, err)
		}
	}
	other := n
	other.Text = "another"
	if _, err := s.SaveNote(ctx, other); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveNote(another under its id) = %v, want ErrConflict", err)
	}
	other.ID, other.Story = news.NoteID(store.NewID()), "nowhere"
	if _, err := s.SaveNote(ctx, other); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("SaveNote(on no story) = %v, want ErrNotFound", err)
	}
	unseen := func(name string, want int) {
		t.Helper()
		if got, err := s.Unseen(ctx, name); err != nil || got[id] != want {
			t.Errorf("Unseen(%s) = %v, %v, want %d", name, got, err, want)
		}
	}
	unseen("bo", 1)
	unseen("anna", 0)
	if err := s.SeeNotes(ctx, "bo", id, T0.Add(-time.Second), T0); err != nil {
		t.Fatal(err)
	}
	unseen("bo", 1) // what came after they looked is not seen
	if err := s.SeeNotes(ctx, "bo", id, T0, T0); err != nil {
		t.Fatal(err)
	}
	unseen("bo", 0)
	unseen("cy", 1)
	if l, err := s.NotesFor(ctx, "bo", false, 10); err != nil || len(l) != 1 || l[0].Text != n.Text || l[0].Headline == "" {
		t.Errorf("NotesFor(bo) = %+v, %v, want the note with its story's headline", l, err)
	}
	if l, err := s.NotesFor(ctx, "bo", true, 10); err != nil || len(l) != 0 {
		t.Errorf("NotesFor(bo, unseen) = %+v, %v, want none", l, err)
	}
	if got := mustStory(t, s, id).Story.Rev; got != rev {
		t.Errorf("notes moved the story from rev %d to %d", rev, got)
	}
}

// planning: what is due in a span and what is late from before it; one story an
// item, whoever is faster.
func planning(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	plan := func(name string, due time.Time, state news.PlanState) news.Plan {
		p := news.Plan{ID: news.PlanID(store.NewID()), Name: name, Due: due, Zone: "Europe/Berlin", Title: "courier", State: state, By: "anna", Created: T0}
		if _, err := s.SavePlan(ctx, p, T0); err != nil {
			t.Fatalf("SavePlan(%s) = %v, want nil", name, err)
		}
		p.Rev++
		return p
	}
	plan("late", T0.Add(-50*time.Hour), news.Planned)
	plan("over", T0.Add(-49*time.Hour), news.Done)
	today := plan("today", T0.Add(time.Hour), news.Planned)
	plan("done", T0, news.Done)
	plan("next", T0.Add(72*time.Hour), news.Planned)
	names := func() (out []string) {
		t.Helper()
		lines, err := s.Plans(ctx, T0.Add(-time.Hour), T0.Add(24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			out = append(out, l.Name)
		}
		return out
	}
	if got, want := names(), []string{"late", "done", "today"}; !slices.Equal(got, want) {
		t.Errorf("Plans() = %v, want %v", got, want)
	}

	var wg sync.WaitGroup
	won := make([]error, 6)
	for i := range won {
		wg.Go(func() {
			d := NewStory("")
			p := today
			p.Story, p.State = d.Story.ID, news.Assigned
			d.Verb, d.Story.Source, d.Plan = news.VerbBegun, "", &p
			d.Placements = nil
			_, won[i] = s.SaveStory(ctx, d)
		})
	}
	wg.Wait()
	winners := 0
	for _, err := range won {
		switch {
		case err == nil:
			winners++
		case !errors.Is(err, news.ErrConflict):
			t.Errorf("SaveStory(begun for a plan) = %v, want nil or ErrConflict", err)
		}
	}
	now, err := s.Plan(ctx, today.ID)
	if winners != 1 || err != nil || now.Story == "" {
		t.Fatalf("of six who began the story %d won, item %+v, %v, want one", winners, now, err)
	}
	if p, err := s.PlanOf(ctx, now.Story); err != nil || p.ID != today.ID {
		t.Errorf("PlanOf() = %s, %v, want %s", p.ID, err, today.ID)
	}
	if all, err := s.Stories(ctx, 10); err != nil || len(all) != 1 {
		t.Errorf("Stories() = %d, %v, want the winner's alone", len(all), err)
	}
	lines, err := s.Plans(ctx, T0, T0.Add(2*time.Hour))
	if err != nil || lines[len(lines)-1].Headline == "" || lines[len(lines)-1].Published {
		t.Errorf("Plans() = %+v, %v, want the story's headline, not yet published", lines, err)
	}
}

// deskRows: desks and templates move by compare-and-swap, and stories begun from
// another are found there.
func deskRows(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	d := news.Desk{ID: "sport", Name: "Sport"}
	x := news.Template{ID: news.TemplateID(store.NewID()), Name: "Match", At: T0, Wording: news.Wording{Body: "<p>Goals: </p>"}}
	for _, c := range []struct {
		name string
		rev  int64
		want error
	}{{"new", 0, nil}, {"new again", 0, news.ErrConflict}, {"as seen", 1, nil}, {"as seen before", 1, news.ErrConflict}, {"as seen now", 2, nil}} {
		d.Rev, x.Rev = c.rev, c.rev
		d.Name, x.Name = fmt.Sprint("Sport ", c.rev), fmt.Sprint("Match ", c.rev)
		if _, err := s.SaveDesk(ctx, d, T0); !errors.Is(err, c.want) {
			t.Errorf("SaveDesk(%s) = %v, want %v", c.name, err, c.want)
		}
		if _, err := s.SaveTemplate(ctx, x); !errors.Is(err, c.want) {
			t.Errorf("SaveTemplate(%s) = %v, want %v", c.name, err, c.want)
		}
	}
	if l, err := s.Desks(ctx); err != nil || len(l) != 1 || l[0].Rev != 3 || l[0].Name != "Sport 2" {
		t.Errorf("Desks() = %+v, %v, want the last one saved", l, err)
	}
	if got, err := s.Template(ctx, x.ID); err != nil || got.Rev != 3 || got.Wording.Body != x.Wording.Body {
		t.Errorf("Template() = %+v, %v, want the last one saved", got, err)
	}
	if l, err := s.Templates(ctx); err != nil || len(l) != 1 {
		t.Errorf("Templates() = %d, %v, want one", len(l), err)
	}
	parent := own(t, s, news.Whereabouts{})
	child := own(t, s, news.Whereabouts{}, func(d *news.StoryDeed) { d.Story.From = &news.Parent{Story: parent, As: news.FollowUp} })
	// Readers of the follow-up are led to it.
	d2 := NewStory("follow-up")
	d2.Story.From = &news.Parent{Story: parent, As: news.FollowUp}
	d2.Story.Source, d2.Story.GUID = "", ""
	mustSave(t, s, d2)
	if r, _, err := s.Readers().Story(ctx, "courier", d2.Placements[0].Path); err != nil || !slices.Equal(r.Related, []news.StoryID{parent}) {
		t.Errorf("Readers().Story(follow-up).Related = %v, %v, want its parent", r.Related, err)
	}
	if l, err := s.BegunFrom(ctx, d2.Story.ID); err != nil || len(l) != 0 {
		t.Errorf("BegunFrom(follow-up) = %+v, %v, want none", l, err)
	}
	if l, err := s.BegunFrom(ctx, parent); err != nil || len(l) != 2 || l[0].Story.ID != child {
		t.Errorf("BegunFrom() = %+v, %v, want %s", l, err, child)
	}
}
