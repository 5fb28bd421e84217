package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func newNoteID() news.NoteID { return news.NoteID(store.NewID()) }

func at(desk news.DeskID, holder string) news.Whereabouts {
	return news.Whereabouts{Desk: desk, Holder: holder}
}

func TestSendToADeskAndTake(t *testing.T) {
	b := newBureau(t)
	anna, bo, far, chief := somebody("anna", news.Reporter), somebody("bo", news.Reporter), somebody("far", news.Reporter, "evening"), somebody("chief", news.Chief)
	b.hire(anna, bo, far, chief)
	if _, err := b.SaveDesk(t.Context(), anna, news.Desk{ID: "sport", Name: "Sport"}); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("SaveDesk(reporter) = %v, want ErrForbidden", err)
	}
	if _, err := b.SaveDesk(t.Context(), chief, news.Desk{ID: "sport", Name: "Sport", Members: []string{"bo", "nobody"}}); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), `nobody here is called "nobody"`) {
		t.Errorf("SaveDesk(unknown member) = %v, want it refused", err)
	}
	if _, err := b.SaveDesk(t.Context(), chief, news.Desk{ID: "sport", Name: "Sport", Members: []string{"bo", "anna"}}); err != nil {
		t.Fatal(err)
	}
	local := somebody("local", news.Chief, "courier")
	here := news.Desk{ID: "town", Name: "Town", Titles: []news.TitleID{"courier"}}
	if _, err := b.SaveDesk(t.Context(), local, here); err != nil {
		t.Errorf("SaveDesk(of their title) = %v, want nil", err)
	}
	for name, d := range map[string]news.Desk{
		"of every title": {ID: "all", Name: "All"}, "of another": {ID: "eve", Name: "Evening", Titles: []news.TitleID{"courier", "evening"}},
		"there, of every title": {ID: "sport", Rev: 1, Name: "Sport", Titles: []news.TitleID{"courier"}},
	} {
		if _, err := b.SaveDesk(t.Context(), local, d); !errors.Is(err, news.ErrForbidden) {
			t.Errorf("SaveDesk(%s) = %v, want ErrForbidden", name, err)
		}
	}
	here.Rev, here.Titles = 1, nil
	if _, err := b.SaveDesk(t.Context(), local, here); !errors.Is(err, news.ErrForbidden) {
		t.Errorf("SaveDesk(widened to every title) = %v, want ErrForbidden", err)
	}
	f := b.file("a", held)
	id := f.Story.ID
	for _, c := range []struct {
		name string
		u    news.User
		s    Sending
		want error
		says string
	}{
		{"to where it is", anna, Sending{}, news.ErrInvalid, "on no desk already"},
		{"to no desk there is", anna, Sending{To: at("moon", "")}, news.ErrInvalid, "there are sport"},
		{"to nobody there is", anna, Sending{To: at("", "kim")}, news.ErrInvalid, `nobody here is called "kim"`},
		{"to somebody of another title", anna, Sending{To: at("", "far")}, news.ErrInvalid, "does not work for any title"},
		{"by somebody of another title", far, Sending{To: at("sport", "")}, news.ErrForbidden, "may not write"},
		{"from where it is not", anna, Sending{Seen: at("news", ""), To: at("sport", "")}, news.ErrConflict, "it is on no desk now"},
	} {
		c.s.Note = newNoteID()
		_, err := b.Send(t.Context(), c.u, id, c.s)
		b.refused("Send("+c.name+")", err, f, c.want, c.says)
	}
	s := Sending{Note: newNoteID(), To: at("sport", ""), Text: " For the evening, @chief agrees. "}
	for range 2 { // a doubled request moves it once
		if _, err := b.Send(t.Context(), anna, id, s); err != nil {
			t.Fatalf("Send() = %v, want nil", err)
		}
	}
	notes, err := b.store.Notes(t.Context(), id)
	if err != nil || len(notes) != 1 || notes[0].Text != "For the evening, @chief agrees." || !slices.Equal(notes[0].For, []string{"bo", "chief"}) {
		t.Fatalf("Notes() = %+v, %v, want one for bo and chief, not for anna, who sent it", notes, err)
	}

	// A new take in between does not matter; somebody who was faster does.
	if _, err := b.Edit(t.Context(), b.look(id), Words{Kicker: text("Harbour")}, "ed"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Send(t.Context(), bo, id, Sending{Note: newNoteID(), Seen: at("sport", ""), To: at("sport", "bo")}); err != nil {
		t.Fatalf("Send(taken by bo) = %v, want nil", err)
	}
	now := b.look(id)
	_, err = b.Send(t.Context(), anna, id, Sending{Note: newNoteID(), Seen: at("sport", ""), To: at("sport", "anna")})
	b.refused("Send(taken by anna, later)", err, now, news.ErrConflict, "it is with bo on desk sport now")
	if notes, _ := b.store.Notes(t.Context(), id); len(notes) != 2 || notes[1].Was != at("sport", "") || notes[1].Now != at("sport", "bo") {
		t.Errorf("Notes() = %+v, want the history of both moves", notes)
	}
}

// A story taken from the wire says where it was, and where it is.
func TestTakingIsPartOfTheWhereabouts(t *testing.T) {
	b := newBureau(t)
	anna := somebody("anna", news.Editor)
	b.hire(anna)
	f := b.file("a", held)
	if _, err := b.Take(t.Context(), anna, f, "", ""); err != nil {
		t.Fatalf("Take() = %v, want nil", err)
	}
	notes, err := b.store.Notes(t.Context(), f.Story.ID)
	if err != nil || len(notes) != 1 || notes[0].Kind != news.NoteSent || notes[0].Was != at("", "") || notes[0].Now != at("", "anna") || notes[0].By != "anna" {
		t.Errorf("Notes() = %+v, %v, want one move to anna", notes, err)
	}
	if l, err := b.store.SentTo(t.Context(), "anna", 10); err != nil || len(l) != 1 {
		t.Errorf("SentTo(anna) = %d, %v, want the story", len(l), err)
	}
}

func TestNoteTellsThoseItCallsUpon(t *testing.T) {
	b := newBureau(t)
	anna, bo, gone := somebody("anna", news.Reporter), somebody("bo", news.Reporter), somebody("gone", news.Editor)
	gone.Disabled = b.at
	b.hire(anna, bo, gone)
	f := b.begin(anna, Beginning{Title: "courier", Wording: news.Wording{Headline: "Ferry ran aground"}})
	id := newNoteID()
	for range 2 {
		if _, err := b.Note(t.Context(), bo, f.Story.ID, id, "@bo @gone @wirehandle, call the harbour master"); err != nil {
			t.Fatalf("Note() = %v, want nil", err)
		}
	}
	notes, err := b.store.Notes(t.Context(), f.Story.ID)
	if err != nil || len(notes) != 1 || !slices.Equal(notes[0].For, []string{"anna"}) {
		t.Fatalf("Notes() = %+v, %v, want one, for anna, who has the story", notes, err)
	}
	if n, err := b.store.Unseen(t.Context(), "anna"); err != nil || n[f.Story.ID] != 1 {
		t.Errorf("Unseen(anna) = %v, %v, want 1", n, err)
	}
	_, err = b.Note(t.Context(), bo, f.Story.ID, newNoteID(), " ")
	b.refused("Note(empty)", err, f, news.ErrInvalid, "write something")
	if _, err := b.Note(t.Context(), bo, "nowhere", newNoteID(), "x"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Note(on no story) = %v, want ErrNotFound", err)
	}
}

func TestPlanToStoryToDone(t *testing.T) {
	b := newBureau(t)
	anna, far := somebody("anna", news.Reporter), somebody("far", news.Reporter, "evening")
	b.hire(anna, far)
	b.at = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	p := news.Plan{ID: news.PlanID(store.NewID()), Name: "council  budget", What: "Vote in the council", At: "Hallen", Due: b.at.Add(6 * time.Hour), Title: "courier", Section: "world"}
	for _, c := range []struct {
		name   string
		u      news.User
		change func(*news.Plan)
		want   error
		says   string
	}{
		{"for a title not theirs", far, func(*news.Plan) {}, news.ErrForbidden, "courier"},
		{"for nobody there is", anna, func(p *news.Plan) { p.Holder = "kim" }, news.ErrInvalid, "nobody here"},
		{"for somebody of another title", anna, func(p *news.Plan) { p.Holder = "far" }, news.ErrInvalid, "does not work for"},
		{"without a time", anna, func(p *news.Plan) { p.Due = time.Time{} }, news.ErrInvalid, "when it is due"},
		{"in no section", anna, func(p *news.Plan) { p.Section = "moon" }, news.ErrInvalid, "no section"},
		{"for no desk", anna, func(p *news.Plan) { p.Desk = "moon" }, news.ErrInvalid, "no desk"},
	} {
		x := p
		c.change(&x)
		if _, err := b.SavePlan(t.Context(), c.u, x); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("SavePlan(%s) = %v, want %v saying %q", c.name, err, c.want, c.says)
		}
	}
	if _, err := b.SavePlan(t.Context(), anna, p); err != nil {
		t.Fatal(err)
	}
	today := func(u news.User) []news.PlanLine {
		t.Helper()
		l, err := b.Plans(t.Context(), u, PlanAsk{Days: 1})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := today(anna)
	if len(l) != 1 || l[0].Name != "council budget" || l[0].State != news.Planned || l[0].Late || l[0].Zone != "Europe/Berlin" || l[0].Day() != "2026-11-24" {
		t.Fatalf("Plans(today) = %+v, want the item, planned", l)
	}
	if got := today(far); len(got) != 0 {
		t.Errorf("Plans(today) of another title = %+v, want none", got)
	}
	b.at = b.at.Add(24 * time.Hour)
	if l = today(anna); len(l) != 1 || !l[0].Late {
		t.Fatalf("Plans(the day after) = %+v, want it, late", l)
	}
	f := b.begin(anna, Beginning{Plan: p.ID})
	if f.Latest.Slugline != "council budget" || f.Placements[0].Section != "world" {
		t.Errorf("Begin(plan) = %q in %s, want the plan's name and section", f.Latest.Slugline, f.Placements[0].Section)
	}
	if _, err := b.Begin(t.Context(), anna, Beginning{ID: newStoryID(), Plan: p.ID}); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), string(f.Story.ID)) {
		t.Errorf("Begin(plan, again) = %v, want it refused with the story", err)
	}
	now := today(anna)[0].Plan
	if now.State != news.Assigned || now.Holder != "anna" || now.Story != f.Story.ID {
		t.Errorf("Plans() = %+v, want it anna's with its story", now)
	}
	now.State, now.Story = news.Done, ""
	if _, err := b.SavePlan(t.Context(), anna, now); err != nil {
		t.Fatal(err)
	}
	if got, err := b.store.Plan(t.Context(), p.ID); err != nil || got.State != news.Done || got.Story != f.Story.ID {
		t.Errorf("Plan() = %+v, %v, want it done, with its story", got, err)
	}
	if _, err := b.SavePlan(t.Context(), anna, now); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SavePlan(seen before) = %v, want ErrConflict", err)
	}
	if got := today(anna); len(got) != 0 {
		t.Errorf("Plans() = %+v, want no more of what is done", got)
	}
}
