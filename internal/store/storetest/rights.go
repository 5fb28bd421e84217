package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// settle settles all that is due at a time.
func settle(t *testing.T, s *store.Store, at time.Time) {
	t.Helper()
	due, err := s.Due(context.Background(), at, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range due {
		if _, err := s.SettleDue(context.Background(), id, at); err != nil {
			t.Fatal(err)
		}
	}
}

func mustSource(t *testing.T, s *store.Store, src news.Source, at time.Time) {
	t.Helper()
	if _, err := s.SaveSource(context.Background(), src, at); err != nil {
		t.Fatal(err)
	}
	settle(t, s, at)
}

func mustTitle(t *testing.T, s *store.Store, title news.Title, at time.Time) {
	t.Helper()
	if _, err := s.SaveTitle(context.Background(), title, 0, at); err != nil {
		t.Fatal(err)
	}
	settle(t, s, at)
}

// withPicture files a story live on "courier" that shows picture file "media/1".
func withPicture(t *testing.T, s *store.Store, change ...func(*news.StoryDeed)) news.StoryDeed {
	t.Helper()
	d, _ := pictured("a")
	for _, c := range change {
		c(&d)
	}
	mustSave(t, s, d)
	if _, err := s.SaveMedia(context.Background(), news.MediaFile{Source: "npa", Name: "p.jpg", Key: "media/1", ContentType: "image/jpeg", Width: 2, Height: 1, At: T0}); err != nil {
		t.Fatal(err)
	}
	return d
}

// wantPicture checks that readers can reach the picture's file, and that the
// story shows it, or neither.
func wantPicture(t *testing.T, s *store.Store, path, when string, want bool) {
	t.Helper()
	_, err := s.Readers().Picture(context.Background(), "courier", "media/1")
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		t.Fatal(err)
	}
	if got := err == nil; got != want {
		t.Errorf("%s the picture's file is reachable: %v, want %v", when, got, want)
	}
	r, _, err := s.Readers().Story(context.Background(), "courier", path)
	if got := err == nil && len(r.Pictures) > 0; got != want {
		t.Errorf("%s the story shows the picture: %v (%v), want %v", when, got, err, want)
	}
}

// territories is a story live on a title whose contract, and whose place, change
// under it.
func territories(t *testing.T, s *store.Store) {
	title, source := House(t, s)
	d := withPicture(t, s)
	path := d.Placements[0].Path
	at := T0
	for _, c := range []struct {
		name     string
		contract []string
		place    news.Territories
		view     string
	}{
		{"a contract for Germany", []string{"DE"}, nil, "gone"},
		{"the title in Germany", []string{"DE"}, news.Territories{"DE"}, "shown"},
		{"the title in Austria too", []string{"DE"}, news.Territories{"DE", "AT"}, "gone"},
		{"a contract for both", []string{"DE", "AT"}, news.Territories{"DE", "AT"}, "shown"},
		{"no territory of the contract", nil, nil, "shown"},
	} {
		at = at.Add(time.Minute)
		title.Territory, source.Rights.Territories = c.place, c.contract
		mustTitle(t, s, title, at)
		mustSource(t, s, source, at)
		wantReaders(t, s, path, c.view, c.view == "shown")
		wantPicture(t, s, path, c.name, c.view == "shown")
	}
}

// itemLimits is copy that says itself where it may not be shown.
func itemLimits(t *testing.T, s *store.Store) {
	title, _ := House(t, s)
	title.Territory = news.Territories{"DE"}
	mustTitle(t, s, title, T0)
	d := withPicture(t, s)
	path := d.Placements[0].Path
	wantReaders(t, s, path, "shown", true)
	limit := func(l news.Limits) {
		t.Helper()
		f := mustStory(t, s, d.Story.ID)
		f.Story.Limits = l
		mustSave(t, s, news.StoryDeed{Verb: news.VerbAttached, At: T0.Add(time.Minute), Story: f.Story})
	}
	limit(news.Limits{Out: []string{"DE"}})
	wantReaders(t, s, path, "gone", false)
	wantPicture(t, s, path, "Germany out:", false)
	limit(news.Limits{Out: []string{"FR"}, Unread: []string{"by arrangement"}})
	wantReaders(t, s, path, "shown", true)
	limit(news.Limits{NoArchive: true})
	end := T0.AddDate(0, 0, 14)
	settle(t, s, end.Add(-time.Microsecond))
	wantReaders(t, s, path, "shown", true)
	settle(t, s, end)
	wantReaders(t, s, path, "gone", false)
	wantPicture(t, s, path, "after the archive's days", false)
	limit(news.Limits{LastDay: "2026-12-20"})
	wantReaders(t, s, path, "shown", true)                 // by the deed's clock, which is earlier
	last := time.Date(2026, 12, 20, 23, 0, 0, 0, time.UTC) // midnight in Berlin
	settle(t, s, last.Add(-time.Microsecond))
	wantReaders(t, s, path, "shown", true)
	settle(t, s, last)
	wantReaders(t, s, path, "gone", false)
}

// pictureEnds is a picture whose rights end before those of its story, and a
// story whose rights end before those of its picture.
func pictureEnds(t *testing.T, s *store.Store) {
	_, source := House(t, s)
	source.Rights = news.Rights{KeepDays: 5, KeepDaysPictures: 2}
	mustSource(t, s, source, T0)
	d := withPicture(t, s)
	path := d.Placements[0].Path
	wantPicture(t, s, path, "at first", true)
	for _, c := range []struct {
		at      time.Time
		view    string
		picture bool
	}{
		{T0.AddDate(0, 0, 2).Add(-time.Microsecond), "shown", true}, {T0.AddDate(0, 0, 2), "shown", false}, {T0.AddDate(0, 0, 5), "gone", false},
	} {
		settle(t, s, c.at)
		wantReaders(t, s, path, c.view, c.view == "shown")
		wantPicture(t, s, path, c.at.String(), c.picture)
	}
	source.Rights = news.Rights{KeepDays: 6, KeepDaysPictures: 30}
	mustSource(t, s, source, T0.AddDate(0, 0, 5))
	wantPicture(t, s, path, "under a longer contract", true)
	settle(t, s, T0.AddDate(0, 0, 6))
	wantReaders(t, s, path, "gone", false)
	wantPicture(t, s, path, "when the story's rights are over and the picture's are not", false)
}

// noPictures is a contract that loses its pictures, and a picture that loses its
// credit's reason to be shown.
func noPictures(t *testing.T, s *store.Store) {
	_, source := House(t, s)
	d := withPicture(t, s)
	path := d.Placements[0].Path
	no := false
	source.Rights.Pictures.Allowed = &no
	mustSource(t, s, source, T0)
	wantReaders(t, s, path, "shown", true)
	wantPicture(t, s, path, "without pictures in the contract", false)
	source.Rights.Pictures = news.PictureRights{Titles: []news.TitleID{"evening"}}
	mustSource(t, s, source, T0)
	wantPicture(t, s, path, "with pictures for another title", false)
	source.Rights.Pictures = news.PictureRights{MandatoryCredit: true}
	mustSource(t, s, source, T0)
	wantPicture(t, s, path, "with a credit that must be and is", true)
	pic, err := s.PictureByGUID(context.Background(), "npa", "pic-a")
	if err != nil {
		t.Fatal(err)
	}
	pic.Limits.Until = T0.Add(time.Hour)
	mustSave(t, s, news.StoryDeed{Verb: news.VerbPicture, At: T0, Pictures: []news.Picture{pic}})
	wantPicture(t, s, path, "before the end of its use", true)
	settle(t, s, T0.Add(time.Hour))
	wantReaders(t, s, path, "shown", true)
	wantPicture(t, s, path, "after the end of its use", false)
}

// foreignPicture is a story with a picture of another agency: that agency's
// contract decides on the picture, and a change of it is seen.
func foreignPicture(t *testing.T, s *store.Store) {
	_, source := House(t, s)
	other := source
	other.ID, other.Credit, other.Rights = "cw", "CW", news.Rights{}
	mustSource(t, s, other, T0)
	d, id := pictured("a")
	d.Pictures[0].Source = "cw"
	d.Pictures[0].Renditions[0] = news.Rendition{Name: "a", Key: "media/1", ContentType: "image/jpeg", Width: 2, Height: 1}
	mustSave(t, s, d)
	path := d.Placements[0].Path
	wantPicture(t, s, path, "at first", true)
	no := false
	other.Rights.Pictures.Allowed = &no
	mustSource(t, s, other, T0)
	wantReaders(t, s, path, "shown", true)
	wantPicture(t, s, path, fmt.Sprintf("when its own agency's contract has no pictures (%s)", id), false)
}

// embargoMin is a contract whose copy readers get some time after the agency's
// own release.
func embargoMin(t *testing.T, s *store.Store) {
	_, source := House(t, s)
	source.Rights.EmbargoMin = 30 * time.Minute
	mustSource(t, s, source, T0)
	d := NewStory("a")
	lift := T0.Add(time.Hour)
	d.Story.EmbargoUntil = lift
	mustSave(t, s, d)
	for _, c := range []struct {
		at   time.Time
		view string
	}{{lift, "hidden"}, {lift.Add(30*time.Minute - time.Microsecond), "hidden"}, {lift.Add(30 * time.Minute), "shown"}} {
		settle(t, s, c.at)
		wantReaders(t, s, d.Placements[0].Path, c.view, c.view == "shown")
	}
}

// sameTerritory is a title saved again with another name: nothing readers see
// depends on that, and nothing is looked at again.
func sameTerritory(t *testing.T, s *store.Store) {
	title, _ := House(t, s)
	mustSave(t, s, NewStory("a"))
	title.Name = "The Other Courier"
	if _, err := s.SaveTitle(context.Background(), title, 0, T0); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Due(context.Background(), T0, 10); err != nil || len(due) != 0 {
		t.Errorf("Due(after a change of name) = %v, %v, want none", due, err)
	}
	title.Territory = news.Territories{"DE"}
	if _, err := s.SaveTitle(context.Background(), title, 0, T0); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Due(context.Background(), T0, 10); err != nil || len(due) != 1 {
		t.Errorf("Due(after a change of territory) = %v, %v, want the story", due, err)
	}
}

// manyChanges is contracts and titles changed while stories are filed and
// settled: none may be refused, and the last word holds.
func manyChanges(t *testing.T, s *store.Store) {
	title, source := House(t, s)
	ctx := context.Background()
	second := title
	second.ID, second.Hosts = "evening", nil
	if _, err := s.SaveTitle(ctx, second, 1, T0); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	try := func(what string, err error) {
		if err != nil {
			t.Errorf("%s = %v, want nil", what, err)
		}
	}
	const rounds = 15
	ids := make([]news.StoryID, rounds)
	for i := range ids {
		d := NewStory(fmt.Sprintf("first-%d", i))
		p := d.Placements[0]
		p.Title = "evening"
		d.Placements = append(d.Placements, p)
		mustSave(t, s, d)
		ids[i] = d.Story.ID
	}
	for _, who := range []*news.Title{&title, &second} {
		wg.Go(func() {
			for i := range rounds {
				who.Territory = news.Territories{"DE"}
				if i%2 == 0 {
					who.Territory = news.Territories{"FR"}
				}
				_, err := s.SaveTitle(ctx, *who, 0, T0)
				try("SaveTitle", err)
			}
		})
	}
	wg.Go(func() {
		for i := range rounds {
			source.Rights.Territories = []string{"DE"}
			source.Rights.KeepDays = 10 + i
			_, err := s.SaveSource(ctx, source, T0)
			try("SaveSource", err)
		}
	})
	wg.Go(func() {
		for i := range rounds {
			_, err := s.SaveStory(ctx, NewStory(fmt.Sprintf("more-%d", i)))
			try("SaveStory", err)
		}
	})
	wg.Go(func() {
		for _, id := range ids {
			_, err := s.SettleDue(ctx, id, T0)
			try("SettleDue", err)
		}
	})
	wg.Wait()
	title.Territory = news.Territories{"AT"}
	mustTitle(t, s, title, T0)
	for i := range ids {
		wantReaders(t, s, fmt.Sprintf("world/2026/11/23/first-%d", i), "gone", false)
	}
}
