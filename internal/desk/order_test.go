package desk

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// onBoth files a story of the desk's own that waits on both titles.
func (b *bureau) onBoth() news.StoryFile {
	b.t.Helper()
	f := b.file("own", ours)
	for _, title := range []news.TitleID{"courier", "evening"} {
		world := "world"
		if _, err := b.Place(b.t.Context(), chief(), b.look(f.Story.ID), Placing{Title: title, Section: &world}); err != nil {
			b.t.Fatalf("Place(%s) = %v, want nil", title, err)
		}
	}
	return b.look(f.Story.ID)
}

func (b *bureau) read(id news.StoryID, title news.TitleID) news.Released {
	b.t.Helper()
	r, _, err := b.readers(id, title)
	if err != nil {
		b.t.Fatalf("Readers().Story(%s) = %v, want the story", title, err)
	}
	return r
}

func TestPublishTitleByTitleInTheirOwnWords(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	at := b.at.Add(time.Hour)
	b.publish(f, Order{On: []Place{{Title: "courier"}, {Title: "evening", Section: "sport", At: at, Own: map[string]string{"headline": " Our\nown ", "standfirst": "And why."}}}})
	if r := b.read(f.Story.ID, "courier"); r.Headline != f.Latest.Headline || r.Section != "world" {
		t.Errorf("courier reads %q in %s, want the story's headline in world", r.Headline, r.Section)
	}
	p := b.placement(f.Story.ID, "evening")
	if p.State != news.Scheduled || !p.PublishAt.Equal(at) || p.Replaced["headline"] != f.Latest.Headline || p.By != "desk:kt" {
		t.Errorf("evening's placement = %+v, want it scheduled by kt with what its headline replaces", p)
	}
	b.settle(at)
	if r := b.read(f.Story.ID, "evening"); r.Headline != "Our own" || r.Standfirst != "And why." || r.Section != "sport" || !strings.HasSuffix(r.Path, "/our-own") {
		t.Errorf("evening reads %q, %q at %s, want its own words in sport", r.Headline, r.Standfirst, r.Path)
	}

	f = b.look(f.Story.ID)
	_, err := b.Publish(t.Context(), chief(), f, Order{On: []Place{{Title: "evening", Own: map[string]string{"body": "x"}}}})
	b.refused("Publish(own body)", err, f, news.ErrInvalid, `cannot say "body" in its own words`)

	// What was given back is the story's again, and readers are told.
	b.publish(f, Order{On: []Place{{Title: "evening", Own: map[string]string{"headline": ""}}}, Note: "A plainer headline."})
	r := b.read(f.Story.ID, "evening")
	if r.Headline != f.Latest.Headline || len(r.Changes) != 2 || r.Changes[1].Note != "A plainer headline." {
		t.Errorf("evening reads %q with %+v, want the story's headline and a note on it", r.Headline, r.Changes)
	}
	if p := b.placement(f.Story.ID, "evening"); p.Replaced["headline"] != "" || p.Standfirst == "" {
		t.Errorf("evening's placement = %+v, want its standfirst alone in its own words", p)
	}
}

func TestWhatReadersAreToldOfAChange(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	b.publish(f, Order{Note: "Nobody had an older version."})
	if r := b.read(f.Story.ID, "courier"); len(r.Changes) != 1 || r.Changes[0].Note != "" {
		t.Errorf("first publication = %+v, want no note on a change", r.Changes)
	}
	next := func(headline string, o Order) news.Released {
		t.Helper()
		b.at = b.at.Add(time.Hour)
		if _, err := b.Edit(t.Context(), b.look(f.Story.ID), Words{Headline: &headline}, "kt"); err != nil {
			t.Fatal(err)
		}
		b.publish(b.look(f.Story.ID), o)
		return b.read(f.Story.ID, "courier")
	}
	if r := next("Two", Order{Change: news.Edit, Note: " Added what \n the crew says. "}); len(r.Changes) != 2 || r.Changes[1].Note != "Added what the crew says." || !r.Updated.Equal(b.at) {
		t.Errorf("update = %+v of %v, want the note", r.Changes, r.Updated)
	}
	was := b.at
	if r := next("Three", Order{Change: news.Minor, Note: "A comma."}); r.Headline != "Three" || len(r.Changes) != 2 || !r.Updated.Equal(was) {
		t.Errorf("minor change = %q, %+v of %v, want the words and nothing told", r.Headline, r.Changes, r.Updated)
	}
	f = b.look(f.Story.ID)
	_, err := b.Publish(t.Context(), chief(), f, Order{Change: news.Correction})
	b.refused("Publish(correction, no note)", err, f, news.ErrInvalid, "what was wrong")
	r := next("Four", Order{Change: news.Correction, Note: "It was four, not three."})
	if !r.Corrected || len(r.Changes) != 3 || r.Changes[2].Kind != news.Correction || r.Changes[2].Note != "It was four, not three." {
		t.Errorf("correction = corrected %v, %+v, want it told", r.Corrected, r.Changes)
	}
	if r := next("Five", Order{}); !r.Corrected {
		t.Error("a later update hides that the story was corrected")
	}
}

func TestTwoPublishesAtOnce(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	var errs [2]error
	var both sync.WaitGroup
	for i := range errs {
		both.Go(func() { _, errs[i] = b.Publish(t.Context(), chief(), f, Order{}) })
	}
	both.Wait()
	if errs[0] != nil {
		errs[0], errs[1] = errs[1], errs[0]
	}
	if errs[0] != nil || !errors.Is(errs[1], news.ErrConflict) || !strings.Contains(errs[1].Error(), "meanwhile version 1 went live on courier at 10:00:00 by kt; version 1 went live on evening") {
		t.Errorf("two Publish() = %v and %v, want one done and the other told of it", errs[0], errs[1])
	}
	for _, title := range []news.TitleID{"courier", "evening"} {
		pubs, err := b.store.Publications(t.Context(), f.Story.ID, title)
		if err != nil || len(pubs) != 1 {
			t.Errorf("Publications(%s) = %+v, %v, want one", title, pubs, err)
		}
	}
	// Out of order: killed meanwhile.
	f = b.look(f.Story.ID)
	if _, err := b.Kill(t.Context(), chief(), f.Story.ID, "Wrong."); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Publish(t.Context(), chief(), f, Order{}); !errors.Is(err, news.ErrConflict) || !strings.Contains(err.Error(), "it was killed") {
		t.Errorf("Publish(killed meanwhile) = %v, want to be told", err)
	}
}

func TestUnschedule(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	_, err := b.Unschedule(t.Context(), chief(), f)
	b.refused("Unschedule(held)", err, f, news.ErrInvalid, "waits for no time")
	due := b.at.Add(time.Hour)
	b.publish(f, Order{At: due})
	if e, err := b.Unschedule(t.Context(), chief(), b.look(f.Story.ID), "courier"); err != nil || e.Verb != news.VerbHeld || e.By != "desk:kt" {
		t.Fatalf("Unschedule(courier) = %+v, %v", e, err)
	}
	b.settle(due)
	b.wantHeadline(f.Story.ID, "")
	b.read(f.Story.ID, "evening")
	f = b.look(f.Story.ID)
	_, err = b.Unschedule(t.Context(), chief(), f, "evening")
	b.refused("Unschedule(live)", err, f, news.ErrInvalid, "waits for no time")
	b.publish(f, Order{Title: "courier"})
	b.read(f.Story.ID, "courier")
}

func TestEmbargoByTheDesk(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	_, err := b.Embargo(t.Context(), chief(), f, time.Time{})
	b.refused("Embargo(lift none)", err, f, news.ErrInvalid, "no embargo")
	_, err = b.Embargo(t.Context(), chief(), f, b.at)
	b.refused("Embargo(now)", err, f, news.ErrInvalid, "time to come")
	until := b.at.Add(2 * time.Hour)
	if e, err := b.Embargo(t.Context(), chief(), f, until); err != nil || e.Verb != news.VerbEmbargoed {
		t.Fatalf("Embargo() = %+v, %v", e, err)
	}
	b.publish(b.look(f.Story.ID), Order{})
	b.wantHeadline(f.Story.ID, "")
	b.settle(until)
	b.read(f.Story.ID, "courier")
	f = b.look(f.Story.ID)
	_, err = b.Embargo(t.Context(), chief(), f, until.Add(time.Hour))
	b.refused("Embargo(readers have it)", err, f, news.ErrInvalid, "readers of courier have it already")

	lifted := b.file("lifted", ours)
	if _, err := b.Embargo(t.Context(), chief(), lifted, until.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Embargo(t.Context(), chief(), b.look(lifted.Story.ID), time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.publish(b.look(lifted.Story.ID), Order{Title: "courier", Section: "world"})
	b.wantHeadline(lifted.Story.ID, lifted.Latest.Headline)
}

func TestRightsOfWhoeverActs(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	reporter := news.User{ID: "r", Name: "rr", Role: news.Reporter}
	local := news.User{ID: "e", Name: "ee", Role: news.Editor, Titles: []news.TitleID{"courier"}}
	here := Order{Title: "courier"}
	lift := map[string]Order{"embargo": here, "limits": here, "hold": here}
	for name, o := range lift {
		o.LiftEmbargo, o.LiftLimits, o.LiftHold = name == "embargo", name == "limits", name == "hold"
		lift[name] = o
	}
	for call, err := range map[string]error{
		"Publish(reporter)":       second(b.Publish(t.Context(), reporter, f, Order{})),
		"Publish(lift embargo)":   second(b.Publish(t.Context(), local, f, lift["embargo"])),
		"Publish(lift limits)":    second(b.Publish(t.Context(), local, f, lift["limits"])),
		"Publish(lift hold)":      second(b.Publish(t.Context(), local, f, lift["hold"])),
		"Publish(evening)":        second(b.Publish(t.Context(), local, f, Order{Title: "evening"})),
		"Correct(reporter)":       second(b.Correct(t.Context(), reporter, f, Words{Headline: text("x")}, "n")),
		"TakeDown(evening)":       second(b.TakeDown(t.Context(), local, f, "evening", "r")),
		"Kill(editor)":            second(b.Kill(t.Context(), local, f.Story.ID, "r")),
		"PlanKill(editor)":        planned(b.PlanKill(t.Context(), local, f.Story.ID, "r")),
		"KillAsPlanned(editor)":   second(b.KillAsPlanned(t.Context(), local, f.Story.ID, "r", "x")),
		"Embargo(evening)":        second(b.Embargo(t.Context(), local, f, b.at.Add(time.Hour))),
		"Place(evening)":          second(b.Place(t.Context(), local, f, Placing{Title: "evening", Note: text("n")})),
		"MergeWords(evening)":     merged(b.MergeWords(t.Context(), account(news.Chief, "gazette"), f.Story.ID, news.Wording{}, news.Wording{}, news.Wording{})),
		"Release(reporter)":       second(b.Release(t.Context(), reporter, f)),
		"Pass(all titles)":        second(b.Pass(t.Context(), local, f, nil, Order{}, news.Check{Code: "x", Words: "y"}, "r")),
		"Pass(evening)":           second(b.Pass(t.Context(), local, f, nil, Order{}, news.Check{Code: "x", Words: "y", Title: "evening"}, "r")),
		"Unschedule(nobody)":      second(b.Unschedule(t.Context(), news.User{}, b.scheduled())),
		"Publish(closed account)": second(b.Publish(t.Context(), news.User{ID: "x", Role: news.Chief, Disabled: b.at}, f, Order{})),
	} {
		if !errors.Is(err, news.ErrForbidden) {
			t.Errorf("%s = %v, want ErrForbidden", call, err)
		}
	}
	// Without naming them, an editor publishes where they may.
	if _, err := b.Publish(t.Context(), local, f, Order{}); err != nil {
		t.Fatalf("Publish(editor of courier) = %v, want nil", err)
	}
	b.read(f.Story.ID, "courier")
	if p := b.placement(f.Story.ID, "evening"); p.State != news.Held {
		t.Errorf("Publish(editor of courier) leaves evening %s, want held", p.State)
	}
}

func (b *bureau) scheduled() news.StoryFile {
	b.t.Helper()
	f := b.file("scheduled", held)
	b.publish(f, Order{At: b.at.Add(time.Hour)})
	return b.look(f.Story.ID)
}

func second(_ news.Event, err error) error { return err }

func merged(_ Merged, err error) error { return err }

func planned(_ KillPlan, err error) error { return err }

func TestKillInTwoSteps(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	b.publish(f, Order{Title: "courier"})
	plan, err := b.PlanKill(t.Context(), chief(), f.Story.ID, " Wrong. ")
	if err != nil || len(plan.Ran) != 1 || plan.Ran[0].Title != "courier" || plan.Ran[0].Path == "" || plan.Ran[0].Name == "" || len(plan.Never) != 1 || plan.Never[0] != "evening" || plan.Reason != "Wrong." {
		t.Fatalf("PlanKill() = %+v, %v, want that it ran on courier and never on evening", plan, err)
	}
	b.read(f.Story.ID, "courier")
	if _, err := b.KillAsPlanned(t.Context(), chief(), f.Story.ID, "Wrong.", "x"); !errors.Is(err, news.ErrConflict) {
		t.Errorf("KillAsPlanned(no plan) = %v, want ErrConflict", err)
	}
	if _, err := b.KillAsPlanned(t.Context(), chief(), f.Story.ID, "Another reason.", plan.Token); !errors.Is(err, news.ErrConflict) {
		t.Errorf("KillAsPlanned(another reason) = %v, want ErrConflict", err)
	}
	// An edit meanwhile does not stop it, another title does.
	if _, err := b.Edit(t.Context(), b.look(f.Story.ID), Words{Headline: text("Newer")}, "kt"); err != nil {
		t.Fatal(err)
	}
	if again, err := b.PlanKill(t.Context(), chief(), f.Story.ID, "Wrong."); err != nil || again.Token != plan.Token {
		t.Errorf("PlanKill(after an edit) = %+v, %v, want the same token", again, err)
	}
	b.publish(b.look(f.Story.ID), Order{Title: "evening"})
	if _, err := b.KillAsPlanned(t.Context(), chief(), f.Story.ID, "Wrong.", plan.Token); !errors.Is(err, news.ErrConflict) || !strings.Contains(err.Error(), "where it ran") {
		t.Errorf("KillAsPlanned(ran elsewhere since) = %v, want ErrConflict", err)
	}
	if plan, err = b.PlanKill(t.Context(), chief(), f.Story.ID, "Wrong."); err != nil {
		t.Fatal(err)
	}
	e, err := b.KillAsPlanned(t.Context(), chief(), f.Story.ID, "Wrong.", plan.Token)
	if err != nil || e.Verb != news.VerbKilled || e.By != "desk:kt" {
		t.Fatalf("KillAsPlanned() = %+v, %v", e, err)
	}
	if _, gone, err := b.readers(f.Story.ID, "evening"); !errors.Is(err, news.ErrKilled) || gone.Reason != "Wrong." {
		t.Errorf("Readers().Story(evening) = %+v, %v, want the notice", gone, err)
	}
}
