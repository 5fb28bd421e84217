package desk

import (
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestSpikeAndUnspike(t *testing.T) {
	b := newBureau(t)
	editor, reporter := somebody("ed", news.Editor), somebody("rep", news.Reporter)
	f := b.file("a", held)
	_, err := b.Spike(t.Context(), reporter, f)
	b.refused("Spike(reporter)", err, f, news.ErrForbidden, "ask somebody who is editor")
	_, err = b.Unspike(t.Context(), editor, f)
	b.refused("Unspike(not spiked)", err, f, news.ErrInvalid, "not spiked")
	if e, err := b.Spike(t.Context(), editor, f); err != nil || e.Verb != news.VerbSpiked {
		t.Fatalf("Spike() = %s, %v, want %s", e.Verb, err, news.VerbSpiked)
	}
	spiked := b.look(f.Story.ID)
	if !spiked.Story.Spiked() || spiked.Story.SpikedBy != "ed" || spiked.Latest.Headline != f.Latest.Headline {
		t.Errorf("Spike() leaves %+v, want it spiked by ed with its words", spiked.Story)
	}
	_, err = b.Spike(t.Context(), editor, spiked)
	b.refused("Spike(again)", err, spiked, news.ErrInvalid, "ed has spiked it already")
	_, err = b.Publish(t.Context(), chief(), spiked, Order{})
	b.refused("Publish(spiked)", err, spiked, news.ErrInvalid, "bring it back first")
	b.at = b.at.Add(400 * 24 * time.Hour)
	if _, err := b.Unspike(t.Context(), editor, spiked); err != nil {
		t.Fatalf("Unspike() = %v, want nil at any time", err)
	}
	if back := b.look(f.Story.ID); back.Story.Spiked() || back.Story.SpikedBy != "" || back.Placements[0].State != news.Held {
		t.Errorf("Unspike() leaves %+v, want it as it was", back.Story)
	}
}

func TestSpikeRefusesWhatReadersHaveOrGet(t *testing.T) {
	b := newBureau(t)
	editor := somebody("ed", news.Editor)
	live, due := b.file("live"), b.file("due", held)
	b.publish(due, Order{At: b.at.Add(time.Hour)})
	due = b.look(due.Story.ID)
	killed := b.file("killed", func(d *news.StoryDeed) { held(d); d.Story.KilledAt = b.at })
	_, err := b.Spike(t.Context(), editor, live)
	b.refused("Spike(live)", err, live, news.ErrInvalid, "take it down there first")
	_, err = b.Spike(t.Context(), editor, due)
	b.refused("Spike(scheduled)", err, due, news.ErrInvalid, "on the schedule of courier")
	_, err = b.Spike(t.Context(), editor, killed)
	b.refused("Spike(killed)", err, killed, news.ErrKilled, "for good")
	seen := b.file("moved", held)
	b.publish(seen, Order{})
	if _, err := b.Spike(t.Context(), editor, seen); err == nil {
		t.Error("Spike(published meanwhile) = nil, want it refused")
	}
	b.wantHeadline(seen.Story.ID, seen.Latest.Headline)
}
