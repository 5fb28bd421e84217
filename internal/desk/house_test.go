package desk

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// bureau is a desk on a real store, with a clock set by hand. Its titles are
// "courier", which copy of "npa" may stand on, and "evening", which it may not.
type bureau struct {
	*Room
	t     *testing.T
	store *store.Store
	at    time.Time
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	s := storetest.SQLite(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	title, source := storetest.House(t, s)
	title.ID, title.Name, title.Hosts, title.Code = "evening", "The Evening", []string{"evening.localhost"}, "TE"
	if _, err := s.SaveTitle(t.Context(), title, 1, storetest.T0); err != nil {
		t.Fatal(err)
	}
	source.Rights.Titles = []news.TitleID{"courier"}
	if _, err := s.SaveSource(t.Context(), source, storetest.T0); err != nil {
		t.Fatal(err)
	}
	b := &bureau{t: t, store: s, at: storetest.T0}
	b.Room = &Room{Store: s, Now: func() time.Time { return b.at }}
	return b
}

// held makes a story held that is not before readers yet.
func held(d *news.StoryDeed) {
	d.Placements[0].State, d.Placements[0].Published = news.Held, 0
}

// ours makes a story one of the desk's own, on no title.
func ours(d *news.StoryDeed) {
	d.Story.Source, d.Story.GUID, d.Placements = "", "", nil
}

// file saves a new story, changed as told, and returns it as an editor sees it.
func (b *bureau) file(guid string, change ...func(*news.StoryDeed)) news.StoryFile {
	b.t.Helper()
	d := storetest.NewStory(guid)
	for _, c := range change {
		c(&d)
	}
	if _, err := b.store.SaveStory(b.t.Context(), d); err != nil {
		b.t.Fatal(err)
	}
	return b.look(d.Story.ID)
}

func (b *bureau) look(id news.StoryID) news.StoryFile {
	b.t.Helper()
	f, err := b.store.Story(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// placement returns the story's placement on a title as it is now.
func (b *bureau) placement(id news.StoryID, title news.TitleID) news.Placement {
	b.t.Helper()
	p, ok := b.look(id).Placement(title)
	if !ok {
		b.t.Fatalf("Story(%s) has no placement on %q", id, title)
	}
	return p
}

// readers returns what readers of a title get at the story's address there.
func (b *bureau) readers(id news.StoryID, title news.TitleID) (news.Released, *news.GoneNotice, error) {
	b.t.Helper()
	return b.store.Readers().Story(b.t.Context(), title, b.placement(id, title).Path)
}

// wantHeadline checks what readers of "courier" get; "" is nothing.
func (b *bureau) wantHeadline(id news.StoryID, want string) {
	b.t.Helper()
	r, _, err := b.readers(id, "courier")
	switch {
	case want == "" && !errors.Is(err, news.ErrNotFound):
		b.t.Errorf("Readers().Story() = %q, %v, want ErrNotFound", r.Headline, err)
	case want != "" && (err != nil || r.Headline != want):
		b.t.Errorf("Readers().Story() = %q, %v, want %q", r.Headline, err, want)
	}
}

func (b *bureau) publish(f news.StoryFile, o Order) news.Event {
	b.t.Helper()
	e, err := b.Publish(b.t.Context(), chief(), f, o)
	if err != nil {
		b.t.Fatalf("Publish(%+v) = %v, want nil", o, err)
	}
	return e
}

// refused checks that a deed failed as it should, that its line tells why, and
// that the story has not moved.
func (b *bureau) refused(call string, err error, f news.StoryFile, want error, says string) {
	b.t.Helper()
	if !errors.Is(err, want) || !strings.Contains(err.Error(), says) {
		b.t.Errorf("%s = %v, want %v saying %q", call, err, want, says)
	}
	if now := b.look(f.Story.ID); now.Story.Rev != f.Story.Rev {
		b.t.Errorf("%s moved the story from rev %d to %d, want it untouched", call, f.Story.Rev, now.Story.Rev)
	}
}

// settle lets the clock's work be done at a time, as press.Due does it.
func (b *bureau) settle(at time.Time) int {
	b.t.Helper()
	b.at = at
	due, err := b.store.Due(context.Background(), at, 100)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, id := range due {
		if _, err := b.store.SettleDue(context.Background(), id, at); err != nil {
			b.t.Fatal(err)
		}
	}
	return len(due)
}

func text(s string) *string { return &s }

// chief is somebody who may do all, by the name of "kt".
func chief() news.User {
	return news.User{ID: "u1", Name: "kt", FullName: "Kay Tiller", Role: news.Administrator}
}

// sprint writes a readable form so that two can be compared.
func sprint(r news.Released) string {
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		panic(err)
	}
	return string(b)
}
