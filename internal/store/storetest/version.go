package storetest

import (
	"errors"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// attachedTakes lie beside a story's versions, in the order they came, and
// change none of them.
func attachedTakes(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	mustSave(t, s, d)
	if got, err := s.AttachedTakes(t.Context(), d.Story.ID); err != nil || len(got) != 0 {
		t.Fatalf("AttachedTakes() = %v, %v, want none", got, err)
	}
	f := mustStory(t, s, d.Story.ID)
	for i, item := range []news.WireItemID{"w2", "w3"} {
		a := news.AttachedTake{Story: d.Story.ID, Item: item, At: T0.Add(time.Duration(i+1) * time.Minute), By: "agency:npa", Version: string(item[1:]),
			Content: news.Content{Headline: "Take " + string(item), Body: "<p>More.</p>"}}
		f.Story.Pending = item
		mustSave(t, s, news.StoryDeed{Verb: news.VerbAttached, At: a.At, Story: f.Story, Attached: &a})
		f = mustStory(t, s, d.Story.ID)
	}
	got, err := s.AttachedTakes(t.Context(), d.Story.ID)
	if err != nil || len(got) != 2 || got[0].Item != "w2" || got[1].Headline != "Take w3" || !got[1].At.Equal(T0.Add(2*time.Minute)) {
		t.Errorf("AttachedTakes() = %+v, %v, want w2 and w3", got, err)
	}
	if f.Story.Head != 1 || f.Latest.Headline != d.Version.Headline {
		t.Errorf("Story() = version %d %q, want the first untouched", f.Story.Head, f.Latest.Headline)
	}
	again := got[1]
	_, err = s.SaveStory(t.Context(), news.StoryDeed{Verb: news.VerbAttached, At: T0, Story: f.Story, Attached: &again})
	if !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveStory(the same take again) = %v, want ErrConflict", err)
	}
}

// versionNames are rows of their own, with a line in the journal.
func versionNames(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	mustSave(t, s, d)
	name := news.VersionName{Story: d.Story.ID, N: 1, Name: "Before the ruling", By: "desk:ed", At: T0}
	e, err := s.SaveVersionName(t.Context(), name)
	if err != nil || e.Verb != news.VerbNamed || e.Ref != "v1 Before the ruling" || e.N == 0 {
		t.Fatalf("SaveVersionName() = %+v, %v, want a line in the journal", e, err)
	}
	name.Name, name.By = "As filed", "desk:kt"
	if _, err := s.SaveVersionName(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	got, err := s.VersionNames(t.Context(), d.Story.ID)
	if err != nil || len(got) != 1 || got[0] != name {
		t.Errorf("VersionNames() = %+v, %v, want %+v", got, err, name)
	}
	name.N = 2
	if _, err := s.SaveVersionName(t.Context(), name); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("SaveVersionName(2) = %v, want ErrNotFound", err)
	}
	if f := mustStory(t, s, d.Story.ID); f.Story.Rev != 1 {
		t.Errorf("Rev = %d after naming, want 1: the story has not moved", f.Story.Rev)
	}
}
