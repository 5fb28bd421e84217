package desk

import (
	"testing"

	"broadsheet/internal/news"
)

func TestTakeFromTheWire(t *testing.T) {
	b := newBureau(t)
	kt, ab := somebody("kt", news.Reporter), somebody("ab", news.Reporter)
	f := b.file("a", held)
	if e, err := b.Take(t.Context(), kt, f, "", ""); err != nil || e.Verb != news.VerbTaken {
		t.Fatalf("Take() = %s, %v, want %s", e.Verb, err, news.VerbTaken)
	}
	took := b.look(f.Story.ID)
	if took.Story.Holder != "kt" || took.Story.Touched || took.Story.Head != 1 {
		t.Errorf("Take() leaves %+v, want kt to have it, its words untouched", took.Story)
	}
	_, err := b.Take(t.Context(), ab, took, "", "")
	b.refused("Take(another's)", err, took, news.ErrInvalid, "with kt")
	_, err = b.Take(t.Context(), kt, took, "", "")
	b.refused("Take(again)", err, took, news.ErrInvalid, "already")
	_, err = b.Take(t.Context(), kt, f, "", "")
	b.refused("Take(as it was)", err, took, news.ErrConflict, "")
}

func TestTakeForATitle(t *testing.T) {
	b := newBureau(t)
	kt := somebody("kt", news.Reporter)
	kt.Titles = []news.TitleID{"courier"}
	f := b.file("a", func(d *news.StoryDeed) { d.Placements = nil })
	_, err := b.Take(t.Context(), kt, f, "courier", "nowhere")
	b.refused("Take(no such section)", err, f, news.ErrInvalid, "no section")
	_, err = b.Take(t.Context(), kt, f, "evening", "world")
	b.refused("Take(another title)", err, f, news.ErrForbidden, "evening")
	if _, err := b.Take(t.Context(), kt, f, "courier", "sport"); err != nil {
		t.Fatalf("Take(courier) = %v, want nil", err)
	}
	if p := b.placement(f.Story.ID, "courier"); p.State != news.Held || p.Section != "sport" || p.Path == "" {
		t.Errorf("placement = %+v, want it held in sport", p)
	}
	b.wantHeadline(f.Story.ID, "")
	killed := b.file("killed", func(d *news.StoryDeed) { held(d); d.Story.KilledAt = b.at })
	_, err = b.Take(t.Context(), kt, killed, "", "")
	b.refused("Take(killed)", err, killed, news.ErrKilled, "for good")
}
