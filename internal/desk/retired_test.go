package desk

import (
	"errors"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// A title that is retired, or takes no copy of the source, gets no new story; one
// that readers have there may still be corrected.
func TestNothingNewOnARetiredTitle(t *testing.T) {
	b := newBureau(t)
	live, waits := b.file("live"), b.file("waits", held)
	nowhere := b.file("nowhere", func(d *news.StoryDeed) { d.Placements = nil })
	for _, c := range []struct {
		change func(*news.Title)
		says   string
	}{
		{func(x *news.Title) { x.Retired = b.at }, `title "courier" is retired`},
		{func(x *news.Title) { x.Sources = []news.SourceID{"other"} }, `title "courier" takes no copy of "npa"`},
	} {
		titles, err := b.store.Titles(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		x := titles[0]
		x.Retired, x.Sources = titles[1].Retired, nil
		c.change(&x)
		if _, err := b.store.SaveTitle(t.Context(), x, 0, b.at); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Publish(t.Context(), chief(), waits, Order{}); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Publish(new) = %v, want ErrInvalid saying %s", err, c.says)
		}
		if _, err := b.Take(t.Context(), chief(), nowhere, "courier", "world"); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Take(new) = %v, want ErrInvalid saying %s", err, c.says)
		}
	}
	headline := "The ferry line opens again"
	if _, err := b.Correct(t.Context(), chief(), live, Words{Headline: &headline}, "It had opened before."); err != nil {
		t.Errorf("Correct(what readers have) = %v, want nil", err)
	}
}
