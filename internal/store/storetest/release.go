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

// readers says what public code gets: "shown", "gone" or "hidden" by address,
// and whether the story is in the list.
func readers(t *testing.T, s *store.Store, path string) (view string, listed bool) {
	t.Helper()
	ctx := context.Background()
	_, _, err := s.Readers().Story(ctx, "courier", path)
	switch {
	case err == nil:
		view = "shown"
	case errors.Is(err, news.ErrKilled):
		view = "gone"
	case errors.Is(err, news.ErrNotFound):
		view = "hidden"
	default:
		t.Fatal(err)
	}
	list, err := s.Readers().Newest(ctx, "courier", "", time.Time{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		listed = listed || r.Path == path
	}
	return view, listed
}

func wantReaders(t *testing.T, s *store.Store, path, view string, listed bool) {
	t.Helper()
	if v, l := readers(t, s, path); v != view || l != listed {
		t.Errorf("readers of %s get %s, listed %v; want %s, %v", path, v, l, view, listed)
	}
}

func kill(t *testing.T, s *store.Store, id news.StoryID, at time.Time) {
	t.Helper()
	f := mustStory(t, s, id)
	d := news.StoryDeed{Verb: news.VerbKilled, At: at, Story: f.Story}
	d.Story.KilledAt, d.Story.KillReason = at, "Withdrawn by the agency."
	mustSave(t, s, d)
}

func releaseAndKill(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	mustSave(t, s, d)
	path := d.Placements[0].Path
	wantReaders(t, s, path, "shown", true)

	f := mustStory(t, s, d.Story.ID)
	if f.Story.Rev != 1 {
		t.Errorf("Rev = %d, want 1", f.Story.Rev)
	}
	v := *f.Latest
	v.N, v.Headline, v.Kind, v.Note = 2, "Ferry line opens late", news.Correction, "The ferry line opened on Tuesday."
	p := f.Placements[0]
	p.Published, p.State = 2, news.Corrected
	up := news.StoryDeed{Verb: news.VerbCorrected, At: T0.Add(time.Hour), Story: f.Story, Version: &v, Placements: []news.Placement{p}}
	up.Story.Head = 2
	e := mustSave(t, s, up)
	if len(e.Touched) != 1 || e.Touched[0].Section != "world" {
		t.Errorf("event touches %v, want courier/world", e.Touched)
	}
	r, _, err := s.Readers().Story(context.Background(), "courier", path)
	if err != nil {
		t.Fatal(err)
	}
	if r.Headline != v.Headline || !r.Corrected || len(r.Changes) != 2 || r.Changes[1].Note != v.Note || !r.FirstPublished.Equal(T0) || !r.Updated.Equal(T0.Add(time.Hour)) {
		t.Errorf("readers get %+v, want the corrected version with two changes", r)
	}

	kill(t, s, d.Story.ID, T0.Add(2*time.Hour))
	wantReaders(t, s, path, "gone", false)
	_, gone, _ := s.Readers().Story(context.Background(), "courier", path)
	if gone == nil || gone.Headline != v.Headline || gone.Why != news.GoneKilled || gone.Reason == "" {
		t.Errorf("notice = %+v, want the published headline and the reason", gone)
	}
}

func embargoDue(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	d := NewStory("a")
	lift := T0.Add(10 * time.Minute)
	d.Story.EmbargoUntil = lift
	mustSave(t, s, d)
	path := d.Placements[0].Path
	wantReaders(t, s, path, "hidden", false)
	if due, err := s.Due(ctx, lift.Add(-time.Microsecond), 10); err != nil || len(due) != 0 {
		t.Errorf("Due(just before) = %v, %v, want none", due, err)
	}
	due, err := s.Due(ctx, lift, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("Due(lift) = %v, %v, want one", due, err)
	}
	e, err := s.SettleDue(ctx, due[0], lift)
	if err != nil || e.N == 0 {
		t.Fatalf("SettleDue = event %d, %v, want a deed", e.N, err)
	}
	wantReaders(t, s, path, "shown", true)
	if e, err = s.SettleDue(ctx, due[0], lift); err != nil || e.N != 0 {
		t.Errorf("SettleDue again = event %d, %v, want no deed", e.N, err)
	}
	r, _, _ := s.Readers().Story(ctx, "courier", path)
	if !r.FirstPublished.Equal(lift) {
		t.Errorf("first published %v, want %v", r.FirstPublished, lift)
	}
}

// overlookedRelease is a deed decided before the clock released the story: it
// must not take the address and the first time readers have from them.
func overlookedRelease(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	d := NewStory("a")
	lift := T0.Add(10 * time.Minute)
	d.Story.EmbargoUntil = lift
	mustSave(t, s, d)
	seen := mustStory(t, s, d.Story.ID)
	if _, err := s.SettleDue(ctx, d.Story.ID, lift); err != nil {
		t.Fatal(err)
	}
	p := seen.Placements[0]
	p.Path = "world/2026/11/24/elsewhere"
	stale := news.StoryDeed{Verb: news.VerbPublished, At: lift.Add(time.Hour), Story: seen.Story, Placements: []news.Placement{p}}
	if _, err := s.SaveStory(ctx, stale); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveStory(seen before the release) = %v, want ErrConflict", err)
	}
	wantReaders(t, s, d.Placements[0].Path, "shown", true)
	now := mustStory(t, s, d.Story.ID)
	if got, _ := now.Placement("courier"); got.Path != d.Placements[0].Path || !got.FirstPublished.Equal(lift) {
		t.Errorf("placement = %s since %v, want %s since %v", got.Path, got.FirstPublished, d.Placements[0].Path, lift)
	}
	mustSave(t, s, news.StoryDeed{Verb: news.VerbPublished, At: lift.Add(time.Hour), Story: now.Story, Placements: now.Placements})
}

func killUnseen(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	d.Story.EmbargoUntil = T0.Add(time.Hour)
	mustSave(t, s, d)
	kill(t, s, d.Story.ID, T0.Add(time.Minute))
	wantReaders(t, s, d.Placements[0].Path, "hidden", false)
	if due, _ := s.Due(context.Background(), T0.AddDate(1, 0, 0), 10); len(due) != 0 {
		t.Errorf("Due after the kill = %v, want none", due)
	}
}

func onePath(t *testing.T, s *store.Store) {
	House(t, s)
	a, b := NewStory("a"), NewStory("b")
	b.Placements[0].Path = a.Placements[0].Path
	mustSave(t, s, a)
	if _, err := s.SaveStory(context.Background(), b); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveStory(same path) = %v, want ErrConflict", err)
	}
	if _, err := s.Story(context.Background(), b.Story.ID); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Story(refused) = %v, want ErrNotFound", err)
	}
	if taken, err := s.PathTaken(context.Background(), "courier", a.Placements[0].Path, b.Story.ID); !taken || err != nil {
		t.Errorf("PathTaken() = %v, %v, want true, nil", taken, err)
	}
}

func sameWireItem(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	wire := func(d *news.StoryDeed) {
		d.Wire = &news.WireRecord{ID: news.WireItemID(store.NewID()), Source: "npa", Hash: "h", SHA: "s", At: T0, Story: d.Story.ID,
			Item: news.WireItem{GUID: "g", Version: "1"}}
		d.File = &news.WireFile{Source: "npa", SHA: "s", Name: "a.json", Key: "raw/s", Size: 1, At: T0, Via: "folder"}
	}
	a, b := NewStory("a"), NewStory("b")
	wire(&a)
	wire(&b)
	mustSave(t, s, a)
	if _, err := s.SaveStory(ctx, b); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveStory(same item) = %v, want ErrConflict", err)
	}
	if filed, err := s.WireFiled(ctx, "npa", "g", "1", "h"); !filed || err != nil {
		t.Errorf("WireFiled() = %v, %v, want true, nil", filed, err)
	}
	if n, err := s.CountWireItems(ctx, "npa"); n != 1 || err != nil {
		t.Errorf("CountWireItems() = %d, %v, want 1, nil", n, err)
	}
}

func recentCopy(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	file := func(guid, headline string, at time.Time, status news.PubStatus, links ...news.Link) {
		d := NewStory(guid)
		d.At = at
		d.Wire = &news.WireRecord{ID: news.WireItemID(store.NewID()), Source: "npa", Hash: guid, SHA: "sha-" + guid, At: at, Story: d.Story.ID,
			Item: news.WireItem{GUID: guid, PubStatus: status, Headline: headline, Links: links}}
		d.File = &news.WireFile{Source: "npa", SHA: "sha-" + guid, Name: guid, Key: "raw/" + guid, Size: 1, At: at, Via: "folder"}
		mustSave(t, s, d)
	}
	file("old", "Old ferry", T0.Add(-time.Microsecond), news.Usable)
	file("a", "Ferry opens", T0, news.Usable, news.Link{Rel: "sameAs", Title: "w0140"}, news.Link{Rel: news.UpdateOf, GUID: "old"}, news.Link{Rel: news.SeeAlso, GUID: "x"})
	file("k", "Kill", T0.Add(time.Minute), news.Canceled)
	file("b", "Bridge shut", T0.Add(2*time.Minute), news.Usable)
	got, err := s.RecentCopy(ctx, "npa", T0)
	if err != nil || len(got) != 2 || got[0].GUID != "b" || got[1].GUID != "a" {
		t.Fatalf("RecentCopy() = %+v, %v; want b and a", got, err)
	}
	if a := got[1]; a.Headline != "Ferry opens" || a.SHA != "sha-a" || !a.At.Equal(T0) || len(a.Same) != 1 || a.Same[0].Title != "w0140" || len(a.Follows) != 1 || a.Follows[0] != "old" {
		t.Errorf("RecentCopy() = %+v, want what a is called and follows", a)
	}
	if got, err := s.RecentCopy(ctx, "nobody", T0); err != nil || len(got) != 0 {
		t.Errorf("RecentCopy(nobody) = %+v, %v; want none", got, err)
	}
}

func frozenAndEnded(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	d.Story.Ends = T0.Add(2 * time.Hour)
	mustSave(t, s, d)
	path := d.Placements[0].Path
	turn := func(at time.Time, verb news.Verb, frozen string) {
		f := mustStory(t, s, d.Story.ID)
		f.Story.Frozen = frozen
		mustSave(t, s, news.StoryDeed{Verb: verb, At: at, Story: f.Story})
	}
	turn(T0.Add(time.Hour), news.VerbFrozen, "A kill may mean it.")
	wantReaders(t, s, path, "hidden", false)
	turn(T0.Add(90*time.Minute), news.VerbReleased, "")
	wantReaders(t, s, path, "shown", true)
	end := T0.Add(2 * time.Hour)
	due, err := s.Due(context.Background(), end, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("Due(end) = %v, %v; want the story", due, err)
	}
	if _, err := s.SettleDue(context.Background(), due[0], end); err != nil {
		t.Fatal(err)
	}
	wantReaders(t, s, path, "gone", false)
}

// pictured returns a story with one picture that waits for "p.jpg".
func pictured(guid string) (news.StoryDeed, news.PictureID) {
	d := NewStory(guid)
	id := news.PictureID(store.NewID())
	d.Pictures = []news.Picture{{ID: id, Source: "npa", GUID: "pic-" + guid, Renditions: []news.Rendition{{Name: "a", Href: "p.jpg"}}}}
	d.Version.Pictures = []news.PictureUse{{Picture: id, Caption: "A ferry", Credit: "NPA"}}
	return d, id
}

func pictureFile(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	file := news.MediaFile{Source: "npa", Name: "p.jpg", Key: "media/1", ContentType: "image/jpeg", Width: 640, Height: 427, Size: 9, At: T0}
	before, _ := pictured("before")
	mustSave(t, s, before)
	shows := func(path string, key string) {
		t.Helper()
		r, _, err := s.Readers().Story(ctx, "courier", path)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(r.Pictures) > 0 {
			got = r.Pictures[0].Renditions[0].Key
		}
		if got != key {
			t.Errorf("%s shows %q, want %q", path, got, key)
		}
		_, err = s.Readers().Picture(ctx, "courier", "media/1")
		if wantErr := key != "media/1"; (err != nil) != wantErr {
			t.Errorf("Picture(media/1) = %v, want error %v", err, wantErr)
		}
	}
	shows(before.Placements[0].Path, "")
	e, err := s.SaveMedia(ctx, file)
	if err != nil || len(e.Touched) != 1 {
		t.Fatalf("SaveMedia() touches %v, %v, want one placement", e.Touched, err)
	}
	shows(before.Placements[0].Path, "media/1")
	if e, err := s.SaveMedia(ctx, file); err != nil || e.N != 0 {
		t.Errorf("SaveMedia(same) = event %d, %v, want no deed", e.N, err)
	}
	after, _ := pictured("after")
	mustSave(t, s, after)
	shows(after.Placements[0].Path, "media/1")
	file.Key = "media/2"
	if e, err = s.SaveMedia(ctx, file); err != nil || len(e.Touched) != 2 {
		t.Fatalf("SaveMedia(new bytes) touches %v, %v, want two placements", e.Touched, err)
	}
	shows(after.Placements[0].Path, "media/2")
}

func withdrawnPicture(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	d, _ := pictured("a")
	mustSave(t, s, d)
	if _, err := s.SaveMedia(ctx, news.MediaFile{Source: "npa", Name: "p.jpg", Key: "media/1", ContentType: "image/jpeg", Width: 2, Height: 1, At: T0}); err != nil {
		t.Fatal(err)
	}
	pic, err := s.PictureByGUID(ctx, "npa", "pic-a")
	if err != nil {
		t.Fatal(err)
	}
	pic.Withdrawn = true
	e := mustSave(t, s, news.StoryDeed{Verb: news.VerbPicture, At: T0, Pictures: []news.Picture{pic}})
	if len(e.Touched) != 1 {
		t.Errorf("withdrawal touches %v, want one placement", e.Touched)
	}
	if _, err := s.Readers().Picture(ctx, "courier", "media/1"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Picture(withdrawn) = %v, want ErrNotFound", err)
	}
	if _, err := s.SaveStory(ctx, news.StoryDeed{Verb: news.VerbPicture, At: T0, Pictures: []news.Picture{pic}}); !errors.Is(err, news.ErrConflict) {
		t.Errorf("SaveStory(stale picture) = %v, want ErrConflict", err)
	}
}

func rightsEnd(t *testing.T, s *store.Store) {
	_, source := House(t, s)
	ctx := context.Background()
	d := NewStory("a")
	mustSave(t, s, d)
	path := d.Placements[0].Path
	end := T0.AddDate(0, 0, 30)
	due, err := s.Due(ctx, end, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("Due(end of rights) = %v, %v, want one", due, err)
	}
	if _, err := s.SettleDue(ctx, due[0], end); err != nil {
		t.Fatal(err)
	}
	wantReaders(t, s, path, "gone", false)
	source.Rights.KeepDays = 60
	if _, err := s.SaveSource(ctx, source, end); err != nil {
		t.Fatal(err)
	}
	if due, _ = s.Due(ctx, end, 10); len(due) != 1 {
		t.Fatalf("Due(longer contract) = %v, want one", due)
	}
	if _, err := s.SettleDue(ctx, due[0], end); err != nil {
		t.Fatal(err)
	}
	wantReaders(t, s, path, "shown", true)
}

func quarantine(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := news.Quarantined{ID: "q1", Source: "npa", Name: "a.xml", At: T0, Via: "folder", SHA: "s", Key: "raw/s", Size: 3, Reason: "line 1: not XML"}
	if _, err := s.Quarantine(ctx, q); err != nil {
		t.Fatal(err)
	}
	q.ID, q.Reason = "q2", "line 2: still not XML"
	if _, err := s.Quarantine(ctx, q); err != nil {
		t.Fatal(err)
	}
	list, err := s.Quarantined(ctx, false)
	if err != nil || len(list) != 1 || list[0].Reason != q.Reason {
		t.Fatalf("Quarantined() = %+v, %v, want one entry with the newest reason", list, err)
	}
	if _, err := s.Replayed(ctx, "q2", T0); err != nil {
		t.Fatal(err)
	}
	if list, _ = s.Quarantined(ctx, false); len(list) != 0 {
		t.Errorf("Quarantined() after the replay = %v, want none", list)
	}
	if list, _ = s.Quarantined(ctx, true); len(list) != 1 || list[0].Replayed.IsZero() {
		t.Errorf("Quarantined(all) = %v, want one, replayed", list)
	}
	if _, err := s.Replayed(ctx, "q2", T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("Replayed(twice) = %v, want ErrConflict", err)
	}
	if _, err := s.QuarantinedFile(ctx, "nope"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("QuarantinedFile(nope) = %v, want ErrNotFound", err)
	}
}

func relatedLater(t *testing.T, s *store.Store) {
	House(t, s)
	ctx := context.Background()
	first := NewStory("a")
	first.Version.Related = []string{"b", "c"}
	mustSave(t, s, first)
	later := NewStory("b")
	e := mustSave(t, s, later)
	if len(e.Touched) != 2 {
		t.Errorf("event touches %v, want the story that waited too", e.Touched)
	}
	r, _, err := s.Readers().Story(ctx, "courier", first.Placements[0].Path)
	if err != nil || len(r.Related) != 1 || r.Related[0] != later.Story.ID {
		t.Errorf("related = %v, %v; want %s", r.Related, err, later.Story.ID)
	}
	kill(t, s, first.Story.ID, T0)
	cards, err := s.Readers().Cards(ctx, "courier", []news.StoryID{"nobody", later.Story.ID, first.Story.ID})
	if err != nil || len(cards) != 1 || cards[0].Story != later.Story.ID || cards[0].Body != "" {
		t.Errorf("Cards() = %d, %v; want the one readers may see, without its body", len(cards), err)
	}
}

// noticeHeadline is a story whose next version is embargoed when it is killed:
// its notice must not tell the headline of that version.
func noticeHeadline(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	mustSave(t, s, d)
	f := mustStory(t, s, d.Story.ID)
	v, p := *f.Latest, f.Placements[0]
	v.N, v.Headline, p.Published = 2, "Ferry line sold", 2
	next := news.StoryDeed{Verb: news.VerbUpdated, At: T0, Story: f.Story, Version: &v, Placements: []news.Placement{p}}
	next.Story.Head, next.Story.EmbargoUntil = 2, T0.Add(time.Hour)
	mustSave(t, s, next)
	wantReaders(t, s, p.Path, "hidden", false)
	kill(t, s, d.Story.ID, T0.Add(time.Minute))
	if _, gone, err := s.Readers().Story(context.Background(), "courier", p.Path); gone == nil || gone.Headline != d.Version.Headline {
		t.Errorf("Readers().Story() = notice %+v, %v, want the headline %q", gone, err, d.Version.Headline)
	}
}

// sharedPictures is two stories that show the same pictures in another order,
// released while the agency sends a picture again: none may be refused.
func sharedPictures(t *testing.T, s *store.Store) {
	_, source := House(t, s)
	ctx := context.Background()
	a, b := NewStory("a"), NewStory("b")
	for i := range 2 {
		id := news.PictureID(store.NewID())
		a.Pictures = append(a.Pictures, news.Picture{ID: id, Source: "npa", GUID: fmt.Sprint("p", i)})
		a.Version.Pictures = append(a.Version.Pictures, news.PictureUse{Picture: id})
	}
	b.Version.Pictures = []news.PictureUse{a.Version.Pictures[1], a.Version.Pictures[0]}
	mustSave(t, s, a)
	mustSave(t, s, b)
	for i := range 40 {
		source.Name = fmt.Sprint("Agency ", i) // makes both due
		if _, err := s.SaveSource(ctx, source, T0); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, id := range []news.StoryID{a.Story.ID, b.Story.ID} {
			wg.Go(func() {
				if _, err := s.SettleDue(ctx, id, T0); err != nil {
					t.Errorf("SettleDue(%s) = %v, want nil", id, err)
				}
			})
		}
		wg.Go(func() {
			p, err := s.PictureByGUID(ctx, "npa", "p0")
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := s.SaveStory(ctx, news.StoryDeed{Verb: news.VerbPicture, At: T0, Pictures: []news.Picture{p}}); err != nil {
				t.Errorf("SaveStory(picture) = %v, want nil", err)
			}
		})
		wg.Wait()
	}
}

// publicationOrder is versions published by processes whose clocks differ:
// readers are told of each once, in the order they got them.
func publicationOrder(t *testing.T, s *store.Store) {
	House(t, s)
	d := NewStory("a")
	mustSave(t, s, d)
	for n := 2; n <= 3; n++ {
		f := mustStory(t, s, d.Story.ID)
		v, p := *f.Latest, f.Placements[0]
		v.N, p.Published = n, n
		up := news.StoryDeed{Verb: news.VerbUpdated, At: T0.Add(time.Duration(-n) * time.Second), Story: f.Story, Version: &v, Placements: []news.Placement{p}}
		up.Story.Head = n
		mustSave(t, s, up)
	}
	mustSave(t, s, news.StoryDeed{Verb: news.VerbAttached, At: T0.Add(time.Second), Story: mustStory(t, s, d.Story.ID).Story})
	pubs, err := s.Publications(context.Background(), d.Story.ID, "courier")
	if err != nil || len(pubs) != 3 {
		t.Fatalf("Publications() = %+v, %v, want three", pubs, err)
	}
	for i, p := range pubs {
		if p.Version != i+1 {
			t.Errorf("publication %d is of version %d, want %d", i, p.Version, i+1)
		}
	}
}
