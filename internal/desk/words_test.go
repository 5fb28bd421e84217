package desk

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestEditIsUnseenUntilPublished(t *testing.T) {
	b := newBureau(t)
	f := b.file("a")
	old := f.Latest.Headline
	e, err := b.Edit(t.Context(), f, Words{Headline: text(" The  desk's\nheadline "), Standfirst: text("What it means."),
		Body: text(`<p onclick="x()">Five new words stand here.</p><script>alert(1)</script>`)}, "kt")
	if err != nil || e.Verb != news.VerbEdited {
		t.Fatalf("Edit() = %s, %v, want %s", e.Verb, err, news.VerbEdited)
	}
	b.wantHeadline(f.Story.ID, old)
	now := b.look(f.Story.ID)
	if !now.Story.Touched || now.Story.Head != 2 {
		t.Errorf("Edit() leaves touched %v, head %d, want true, 2", now.Story.Touched, now.Story.Head)
	}
	v := now.Latest
	if v.Headline != "The desk's headline" || v.Standfirst != "What it means." || v.Body != "<p>Five new words stand here.</p>" || v.Words != 5 {
		t.Errorf("Edit() = %q, %q, %q, %d words, want the words given, cleaned and counted", v.Headline, v.Standfirst, v.Body, v.Words)
	}
	if v.Kind != news.Edit || v.By != "desk:kt" || v.Language != "en" {
		t.Errorf("Edit() = kind %s by %s in %q, want an edit by desk:kt, what was not named as before", v.Kind, v.By, v.Language)
	}
	b.publish(now, Order{})
	b.wantHeadline(f.Story.ID, "The desk's headline")
	if r, _, _ := b.readers(f.Story.ID, "courier"); !r.Edited || r.Corrected || len(r.Changes) != 2 {
		t.Errorf("Readers().Story() = edited %v, corrected %v, %d changes, want true, false, 2", r.Edited, r.Corrected, len(r.Changes))
	}
}

func TestEditRefusesClearly(t *testing.T) {
	b := newBureau(t)
	f := b.file("a")
	_, err := b.Edit(t.Context(), f, Words{Headline: text("  ")}, "kt")
	b.refused("Edit(no headline)", err, f, news.ErrInvalid, "headline is empty")
	empty := b.file("empty", func(d *news.StoryDeed) { held(d); d.Story.Head, d.Version = 0, nil })
	_, err = b.Edit(t.Context(), empty, Words{Headline: text("Words")}, "kt")
	b.refused("Edit(no text)", err, empty, news.ErrInvalid, "no text yet")
	if _, err := b.Kill(t.Context(), chief(), f.Story.ID, "Wrong."); err != nil {
		t.Fatal(err)
	}
	f = b.look(f.Story.ID)
	_, err = b.Edit(t.Context(), f, Words{Headline: text("Words")}, "kt")
	b.refused("Edit(killed)", err, f, news.ErrKilled, "withdrawn for good")
}

func TestTwoEditorsOneWins(t *testing.T) {
	b := newBureau(t)
	f := b.file("a")
	if _, err := b.Edit(t.Context(), f, Words{Headline: text("The first editor's")}, "one"); err != nil {
		t.Fatalf("Edit(first) = %v, want nil", err)
	}
	seen := b.look(f.Story.ID)
	_, err := b.Edit(t.Context(), f, Words{Headline: text("The second editor's")}, "two")
	b.refused("Edit(second)", err, seen, news.ErrConflict, "changed meanwhile")
	if got := b.look(f.Story.ID).Latest.Headline; got != "The first editor's" {
		t.Errorf("Story().Latest.Headline = %q, want the first editor's", got)
	}
	if _, err := b.Edit(t.Context(), seen, Words{Headline: text("The second editor's")}, "two"); err != nil {
		t.Errorf("Edit(second, having looked again) = %v, want nil", err)
	}
}

func TestCorrectTellsReadersAtOnce(t *testing.T) {
	b := newBureau(t)
	f := b.file("a")
	_, err := b.Correct(t.Context(), chief(), f, Words{Headline: text("Fourteen boats sail")}, " \n")
	b.refused("Correct(no note)", err, f, news.ErrInvalid, "what was wrong")

	b.at = b.at.Add(time.Hour)
	const note = "There are 14 boats, not 40."
	e, err := b.Correct(t.Context(), chief(), f, Words{Headline: text("Fourteen boats sail")}, " "+note+"\n")
	if err != nil || e.Verb != news.VerbCorrected || len(e.Touched) != 1 {
		t.Fatalf("Correct() = %s touching %v, %v, want %s touching one", e.Verb, e.Touched, err, news.VerbCorrected)
	}
	r, _, err := b.readers(f.Story.ID, "courier")
	if err != nil || r.Headline != "Fourteen boats sail" || !r.Corrected || !r.Updated.Equal(b.at) {
		t.Errorf("Readers().Story() = %q, corrected %v, updated %v, %v, want the correction of %v", r.Headline, r.Corrected, r.Updated, err, b.at)
	}
	if n := len(r.Changes); n != 2 || r.Changes[1].Note != note || r.Changes[1].Kind != news.Correction {
		t.Errorf("Readers().Story().Changes = %+v, want the note %q", r.Changes, note)
	}

	// A later edit does not hide that the story was corrected.
	if _, err := b.Edit(t.Context(), b.look(f.Story.ID), Words{Kicker: text("Harbour")}, "kt"); err != nil {
		t.Fatal(err)
	}
	b.publish(b.look(f.Story.ID), Order{})
	if r, _, err = b.readers(f.Story.ID, "courier"); err != nil || !r.Corrected || r.Kicker != "Harbour" {
		t.Errorf("Readers().Story() = corrected %v, kicker %q, %v, want true, Harbour", r.Corrected, r.Kicker, err)
	}
}

// What is known to be wrong must not come out at its hour, and readers who
// never saw it are told of no correction there.
func TestCorrectBeforeReadersSawIt(t *testing.T) {
	b := newBureau(t)
	due := b.at.Add(time.Hour)
	scheduled, waiting := b.file("scheduled", held), b.file("waiting", held)
	embargoed := b.file("embargoed", func(d *news.StoryDeed) { d.Story.EmbargoUntil = due })
	b.publish(scheduled, Order{At: due})
	for _, f := range []news.StoryFile{scheduled, embargoed, waiting} {
		if _, err := b.Correct(t.Context(), chief(), b.look(f.Story.ID), Words{Headline: text("Right " + f.Story.GUID)}, "It was wrong."); err != nil {
			t.Fatalf("Correct(%s) = %v, want nil", f.Story.GUID, err)
		}
		b.wantHeadline(f.Story.ID, "")
	}
	b.settle(due)
	b.wantHeadline(scheduled.Story.ID, "Right scheduled")
	b.wantHeadline(embargoed.Story.ID, "Right embargoed")
	b.wantHeadline(waiting.Story.ID, "")
	for _, f := range []news.StoryFile{scheduled, embargoed} {
		if p := b.placement(f.Story.ID, "courier"); p.State != news.Live || p.Published != 2 {
			t.Errorf("Correct(%s) = %s, version %d, want live, 2", f.Story.GUID, p.State, p.Published)
		}
	}
}

func TestTakeDownTellsReaders(t *testing.T) {
	b := newBureau(t)
	f := b.file("own", ours)
	b.publish(f, Order{Title: "evening", Section: "world"})
	b.publish(b.look(f.Story.ID), Order{Title: "courier", Section: "world"})
	f = b.look(f.Story.ID)
	_, err := b.TakeDown(t.Context(), chief(), f, "gazette", "No.")
	b.refused("TakeDown(gazette)", err, f, news.ErrInvalid, `not on title "gazette"`)

	b.at = b.at.Add(time.Hour)
	if e, err := b.TakeDown(t.Context(), chief(), f, "courier", " A court has asked for it. "); err != nil || e.Verb != news.VerbTakenDown {
		t.Fatalf("TakeDown(courier) = %s, %v, want %s", e.Verb, err, news.VerbTakenDown)
	}
	_, gone, err := b.readers(f.Story.ID, "courier")
	if !errors.Is(err, news.ErrKilled) || gone == nil {
		t.Fatalf("Readers().Story(courier) = %+v, %v, want a notice and ErrKilled", gone, err)
	}
	if gone.Why != news.GoneTaken || gone.Reason != "A court has asked for it." || gone.Headline != f.Latest.Headline || !gone.At.Equal(b.at) {
		t.Errorf("notice = %+v, want the reason, the headline and %v", gone, b.at)
	}
	if r, _, err := b.readers(f.Story.ID, "evening"); err != nil {
		t.Errorf("Readers().Story(evening) = %q, %v, want the story, as before", r.Headline, err)
	}

	// Publishing the story elsewhere does not bring it back; naming the title does.
	b.publish(b.look(f.Story.ID), Order{})
	if _, _, err := b.readers(f.Story.ID, "courier"); !errors.Is(err, news.ErrKilled) {
		t.Errorf("after Publish() Readers().Story(courier) = %v, want ErrKilled still", err)
	}
	b.publish(b.look(f.Story.ID), Order{Title: "courier"})
	if _, _, err := b.readers(f.Story.ID, "courier"); err != nil {
		t.Errorf("after Publish(courier) Readers().Story(courier) = %v, want the story", err)
	}

	// A story no reader saw leaves no notice.
	unseen := b.file("unseen", held)
	if _, err := b.TakeDown(t.Context(), chief(), unseen, "courier", "Not ours."); err != nil {
		t.Fatal(err)
	}
	b.wantHeadline(unseen.Story.ID, "")
}

func TestKillKeepsItsReason(t *testing.T) {
	b := newBureau(t)
	f := b.file("a")
	_, err := b.Kill(t.Context(), chief(), f.Story.ID, "  ")
	b.refused("Kill(no reason)", err, f, news.ErrInvalid, "give a reason")
	if _, err := b.Kill(t.Context(), chief(), "nobody", "Wrong."); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Kill(nobody) = %v, want ErrNotFound", err)
	}
	b.at = b.at.Add(time.Minute)
	if _, err := b.Kill(t.Context(), chief(), f.Story.ID, " The report was invented. "); err != nil {
		t.Fatal(err)
	}
	killed := b.look(f.Story.ID)
	_, err = b.Kill(t.Context(), chief(), f.Story.ID, "Another reason.")
	b.refused("Kill(again)", err, killed, news.ErrKilled, "withdrawn already")
	_, gone, err := b.readers(f.Story.ID, "courier")
	if !errors.Is(err, news.ErrKilled) || gone == nil || gone.Why != news.GoneKilled || gone.Reason != "The report was invented." || !gone.At.Equal(b.at) {
		t.Errorf("Readers().Story() = %+v, %v, want a notice with the first reason", gone, err)
	}
	_, err = b.Publish(t.Context(), chief(), killed, Order{})
	b.refused("Publish(killed)", err, killed, news.ErrKilled, "withdrawn for good")
	_, err = b.Correct(t.Context(), chief(), killed, Words{Headline: text("x")}, "It was wrong.")
	b.refused("Correct(killed)", err, killed, news.ErrKilled, "withdrawn for good")
}

func TestReleaseLetsAStoryGo(t *testing.T) {
	for name, back := range map[string]func(*news.Story){"withheld": func(st *news.Story) { st.Withheld = true }, "frozen": func(st *news.Story) { st.Frozen = "A kill may mean it." }} {
		b := newBureau(t)
		f := b.file("a")
		_, err := b.Release(t.Context(), chief(), f)
		b.refused("Release(not held)", err, f, news.ErrInvalid, "nothing the agency sent keeps it back")
		st := f.Story
		back(&st)
		st.Flags = []string{"A kill may mean it."}
		if _, err := b.store.SaveStory(t.Context(), news.StoryDeed{Verb: news.VerbWithheld, At: b.at, Story: st}); err != nil {
			t.Fatal(err)
		}
		b.wantHeadline(f.Story.ID, "")
		stale := b.look(f.Story.ID)
		stale.Story.Rev--
		if _, err := b.Release(t.Context(), chief(), stale); !errors.Is(err, news.ErrConflict) {
			t.Errorf("%s: Release(what the editor saw before) = %v, want ErrConflict", name, err)
		}
		if e, err := b.Release(t.Context(), chief(), b.look(f.Story.ID)); err != nil || e.Verb != news.VerbReleased {
			t.Fatalf("%s: Release() = %+v, %v", name, e, err)
		}
		b.wantHeadline(f.Story.ID, f.Latest.Headline)
		if now := b.look(f.Story.ID).Story; now.Withheld || now.Frozen != "" || len(now.Flags) != 0 {
			t.Errorf("%s: story after Release() = %+v, want nothing left of it", name, now)
		}
		if _, err := b.Kill(t.Context(), chief(), f.Story.ID, "Wrong."); err != nil {
			t.Fatal(err)
		}
		killed := b.look(f.Story.ID)
		_, err = b.Release(t.Context(), chief(), killed)
		b.refused("Release(killed)", err, killed, news.ErrKilled, "withdrawn for good")
	}
}

func TestKillWinsOverEditors(t *testing.T) {
	b := newBureau(t)
	f := b.file("a")
	const editors, edits = 8, 5
	begun := make(chan struct{}, editors)
	var wg sync.WaitGroup
	for i := range editors {
		wg.Go(func() {
			for n := range edits {
				if n == 1 {
					begun <- struct{}{}
				}
				seen, err := b.store.Story(t.Context(), f.Story.ID)
				if err != nil {
					t.Errorf("Story() = %v, want nil", err)
					return
				}
				words := Words{Headline: text(fmt.Sprintf("Editor %d, edit %d", i, n))}
				if _, err := b.Edit(t.Context(), seen, words, "kt"); err != nil && !errors.Is(err, news.ErrConflict) && !errors.Is(err, news.ErrKilled) {
					t.Errorf("Edit(%d, %d) = %v, want nil, ErrConflict or ErrKilled", i, n, err)
				}
			}
		})
	}
	go func() { wg.Wait(); close(begun) }()
	<-begun
	if _, err := b.Kill(t.Context(), chief(), f.Story.ID, "The report was invented."); err != nil {
		t.Errorf("Kill() = %v, want nil", err)
	}
	wg.Wait()
	now := b.look(f.Story.ID)
	if !now.Story.Killed() || now.Story.KillReason != "The report was invented." {
		t.Errorf("Story() = killed %v for %q, want the reason kept", now.Story.Killed(), now.Story.KillReason)
	}
	_, gone, err := b.readers(f.Story.ID, "courier")
	if !errors.Is(err, news.ErrKilled) || gone == nil || strings.HasPrefix(gone.Headline, "Editor") {
		t.Errorf("Readers().Story() = %+v, %v, want ErrKilled and the headline readers had", gone, err)
	}
}
