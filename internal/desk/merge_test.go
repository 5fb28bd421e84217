package desk

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"broadsheet/internal/news"
)

const threeParagraphs = "<p>Calm sea.</p>\n<p>Fair wind.</p>\n<p>Good boat.</p>"

func withBody(d *news.StoryDeed) { d.Version.Body = threeParagraphs }

// wording returns a version's wording with parts of its body replaced.
func wording(f news.StoryFile, oldNew ...string) news.Wording {
	w := f.Latest.Wording()
	w.Body = strings.NewReplacer(oldNew...).Replace(w.Body)
	return w
}

func (b *bureau) save(u news.User, f news.StoryFile, w news.Wording) Saved {
	b.t.Helper()
	s, err := b.SaveVersion(b.t.Context(), u, f.Story.ID, Saving{Head: f.Story.Head, Wording: w})
	if err != nil {
		b.t.Fatalf("SaveVersion() = %v, want nil", err)
	}
	return s
}

func TestTwoEditorsOfDifferentParagraphs(t *testing.T) {
	b := newBureau(t)
	f, anna, ben := b.file("g1", withBody), somebody("anna", news.Editor), somebody("ben", news.Reporter)
	if s := b.save(anna, f, wording(f, "Calm", "Rough")); s.Head != 2 || s.By != "desk:anna" || s.Merged {
		t.Errorf("SaveVersion(first) = %+v, want version 2 by anna, nothing merged", s)
	}
	w := wording(f, "Good", "Old")
	w.Headline = "Boat leaves"
	s := b.save(ben, f, w)
	want := "<p>Rough sea.</p>\n<p>Fair wind.</p>\n<p>Old boat.</p>"
	if s.Head != 3 || !s.Merged || s.Wording.Body != want || s.Wording.Headline != "Boat leaves" {
		t.Errorf("SaveVersion(second) = %+v, want version 3 with both", s)
	}
	if now := b.look(f.Story.ID); now.Latest.Body != want || now.Latest.By != "desk:ben" || !now.Story.Touched {
		t.Errorf("Story() = %+v, want both editors' words", now.Latest)
	}
	if s := b.save(ben, b.look(f.Story.ID), s.Wording); !s.Unchanged || s.Head != 3 {
		t.Errorf("SaveVersion(the same) = %+v, want nothing saved", s)
	}
}

func TestTwoEditorsOfOneParagraph(t *testing.T) {
	b := newBureau(t)
	f, anna, ben := b.file("g1", withBody), somebody("anna", news.Editor), somebody("ben", news.Editor)
	w := wording(f, "Fair wind", "No wind")
	w.Headline = "Boat waits"
	b.save(anna, f, w)
	mine := wording(f, "Fair wind", "Strong wind", "Good", "Old")
	mine.Headline = "Boat leaves"
	kept, err := b.KeepWorking(t.Context(), ben, news.WorkingCopy{Story: f.Story.ID, Head: 1, Wording: mine})
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.SaveVersion(t.Context(), ben, f.Story.ID, Saving{Head: 1, Seq: kept.Seq, Wording: mine})
	if err != nil || s.Clash == nil || s.Head != 2 || s.By != "desk:anna" {
		t.Fatalf("SaveVersion() = %+v, %v, want a clash with version 2", s, err)
	}
	want := []Clash{{"headline", f.Latest.Headline, "Boat leaves", "Boat waits"}, {"body", "<p>Fair wind.</p>", "<p>Strong wind.</p>", "<p>No wind.</p>"}}
	if len(s.Clash.Clashes) != 2 || s.Clash.Clashes[0] != want[0] || s.Clash.Clashes[1] != want[1] {
		t.Errorf("Clashes = %+v, want %+v", s.Clash.Clashes, want)
	}
	parts := []Part{{HTML: "<p>Calm sea.</p>"}, {Clash: 2}, {HTML: "<p>Old boat.</p>"}}
	if len(s.Clash.Parts) != 3 || s.Clash.Parts[0] != parts[0] || s.Clash.Parts[1] != parts[1] || s.Clash.Parts[2] != parts[2] {
		t.Errorf("Parts = %+v, want %+v", s.Clash.Parts, parts)
	}
	if now := b.look(f.Story.ID); now.Story.Head != 2 {
		t.Errorf("Story().Head = %d, want 2: nothing was saved", now.Story.Head)
	}
	if c, err := b.Working(t.Context(), ben, f.Story.ID); err != nil || c.Wording != mine {
		t.Errorf("Working() = %+v, %v, want the loser's words kept", c, err)
	}
	chosen := s.Wording
	chosen.Headline, chosen.Body = "Boat leaves", "<p>Calm sea.</p>\n<p>Strong wind.</p>\n<p>No wind.</p>\n<p>Old boat.</p>"
	if s, err = b.SaveVersion(t.Context(), ben, f.Story.ID, Saving{Head: 2, Seq: kept.Seq, Wording: chosen}); err != nil || s.Head != 3 || s.Wording != chosen {
		t.Errorf("SaveVersion(chosen) = %+v, %v, want version 3", s, err)
	}
	if _, err := b.Working(t.Context(), ben, f.Story.ID); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Working(saved) = %v, want ErrNotFound", err)
	}
}

// Twelve editors change a paragraph each, at once: all are in the last version.
func TestTwelveEditorsSaveAtOnce(t *testing.T) {
	b := newBureau(t)
	letters := "ABCDEFGHIJKL"
	f := b.file("g1", func(d *news.StoryDeed) {
		d.Version.Body = ""
		for _, c := range letters {
			d.Version.Body += "<p>Paragraph " + string(c) + " is old and long enough.</p>\n"
		}
	})
	var wg sync.WaitGroup
	for _, c := range letters {
		wg.Go(func() {
			w := wording(f, string(c)+" is old", string(c)+" is new")
			if s, err := b.SaveVersion(t.Context(), somebody("u"+strings.ToLower(string(c)), news.Reporter), f.Story.ID, Saving{Head: 1, Wording: w}); err != nil || s.Clash != nil {
				t.Errorf("SaveVersion(%c) = %+v, %v, want it saved", c, s, err)
			}
		})
	}
	wg.Wait()
	now := b.look(f.Story.ID)
	if got := strings.Count(now.Latest.Body, "is new"); got != 12 || now.Story.Head != 13 {
		t.Errorf("version %d has %d new paragraphs, want version 13 with 12", now.Story.Head, got)
	}
}

func TestVersionIsRefused(t *testing.T) {
	b := newBureau(t)
	f, anna := b.file("g1", withBody), somebody("anna", news.Editor)
	mine := wording(f, "Calm", "Rough")
	kept, err := b.KeepWorking(t.Context(), anna, news.WorkingCopy{Story: f.Story.ID, Head: 1, Wording: mine})
	if err != nil {
		t.Fatal(err)
	}
	save := func(u news.User, head int, w news.Wording) error {
		_, err := b.SaveVersion(t.Context(), u, f.Story.ID, Saving{Head: head, Seq: kept.Seq, Wording: w})
		return err
	}
	none := mine
	none.Headline = " "
	b.refused("SaveVersion(no headline)", save(anna, 1, none), f, news.ErrInvalid, "headline is empty")
	b.refused("SaveVersion(head 7)", save(anna, 7, mine), f, news.ErrInvalid, "no version 7")
	b.refused("SaveVersion(another title's)", save(somebody("eve", news.Chief, "evening"), 1, mine), f, news.ErrForbidden, "courier")
	if _, err := b.Kill(t.Context(), somebody("cleo", news.Chief), f.Story.ID, "It is wrong."); err != nil {
		t.Fatal(err)
	}
	f = b.look(f.Story.ID)
	b.refused("SaveVersion(killed)", save(anna, 1, mine), f, news.ErrKilled, "your words are kept")
	if c, err := b.Working(t.Context(), anna, f.Story.ID); err != nil || c.Wording != mine {
		t.Errorf("Working() = %+v, %v, want the words kept", c, err)
	}
}

// What has been typed since the words were sent stays when they become a version.
func TestVersionLeavesWhatWasTypedSince(t *testing.T) {
	b := newBureau(t)
	f, anna := b.file("g1", withBody), somebody("anna", news.Editor)
	c := news.WorkingCopy{Story: f.Story.ID, Head: 1, Wording: wording(f, "Calm", "Rough")}
	first, err := b.KeepWorking(t.Context(), anna, c)
	if err != nil {
		t.Fatal(err)
	}
	more := first
	more.Wording = wording(f, "Calm", "Very rough")
	if more, err = b.KeepWorking(t.Context(), anna, more); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SaveVersion(t.Context(), anna, f.Story.ID, Saving{Head: 1, Seq: first.Seq, Wording: first.Wording}); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Working(t.Context(), anna, f.Story.ID); err != nil || got.Wording != more.Wording {
		t.Errorf("Working() = %+v, %v, want what was typed since", got, err)
	}
}

func TestSignOffBelowTheCopy(t *testing.T) {
	b := newBureau(t)
	f := b.file("g1", withBody)
	w := wording(f)
	w.Body += "\n<p>G.Schulte--CR</p>"
	if s := b.save(somebody("anna", news.Editor), f, w); s.Wording.SignOff != "G. Schulte" && s.Wording.SignOff != "G.Schulte" || strings.Contains(s.Wording.Body, "Schulte") {
		t.Errorf("SaveVersion() = %+v, want the sign-off out of the copy and in its field", s.Wording)
	}
}
