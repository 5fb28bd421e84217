package storetest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/market"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// changeTitle: of two who saw the same title one wins, and who comes with a title
// that is not new does not make it.
func changeTitle(t *testing.T, s *store.Store) {
	ctx := context.Background()
	title, _ := House(t, s)
	title.Rev = 1
	title.Name = "The Morning Courier"
	if e, err := s.ChangeTitle(ctx, news.TitleDeed{Title: title}, T0); err != nil || e.Verb != news.VerbTitle || e.Ref != "courier" {
		t.Fatalf("ChangeTitle(rev 1) = %+v, %v, want a deed on it", e, err)
	}
	title.Name = "The Evening Courier"
	for _, rev := range []int64{0, 1, 3} {
		title.Rev = rev
		if _, err := s.ChangeTitle(ctx, news.TitleDeed{Title: title}, T0); !errors.Is(err, news.ErrConflict) {
			t.Errorf("ChangeTitle(rev %d of 2) = %v, want ErrConflict", rev, err)
		}
	}
	second := news.Title{ID: "gazette", Name: "The Gazette", Language: "en", TimeZone: "UTC", Code: "TG", Sections: []news.Section{{Path: "world", Name: "World"}}}
	if _, err := s.ChangeTitle(ctx, news.TitleDeed{Title: second}, T0); err != nil {
		t.Fatal(err)
	}
	titles, err := s.Titles(ctx)
	if err != nil || len(titles) != 2 || titles[0].Name != "The Morning Courier" || titles[0].Rev != 2 || titles[1].ID != "gazette" || titles[1].Rev != 1 {
		t.Errorf("Titles() = %+v, %v, want the courier at 2 and then the gazette at 1", titles, err)
	}
}

// seededTitle: what the settings file says counts once, and again when it says
// something else.
func seededTitle(t *testing.T, s *store.Store) {
	ctx := context.Background()
	title := news.Title{ID: "gazette", Name: "Of the file", Language: "en", TimeZone: "UTC", Code: "TG", Sections: []news.Section{{Path: "world", Name: "World"}}}
	seed := func(name, hash string) {
		t.Helper()
		title.Name = name
		if _, err := s.ChangeTitle(ctx, news.TitleDeed{Title: title, Seed: hash}, T0); err != nil {
			t.Fatal(err)
		}
	}
	want := func(name string) {
		t.Helper()
		titles, err := s.Titles(ctx)
		if err != nil || len(titles) != 1 || titles[0].Name != name {
			t.Fatalf("Titles() = %+v, %v, want %q", titles, err, name)
		}
	}
	seed("Of the file", "1")
	desk := title
	desk.Rev, desk.Name = 1, "Of the desk"
	if _, err := s.ChangeTitle(ctx, news.TitleDeed{Title: desk}, T0); err != nil {
		t.Fatal(err)
	}
	seed("Of the file", "1")
	want("Of the desk")
	seed("Of the new file", "2")
	want("Of the new file")
	if hash, err := s.Seeded(ctx, "title", "gazette"); hash != "2" || err != nil {
		t.Errorf("Seeded(gazette) = %q, %v, want 2", hash, err)
	}
	if hash, err := s.Seeded(ctx, "title", "nobody"); hash != "" || err != nil {
		t.Errorf("Seeded(nobody) = %q, %v, want nothing", hash, err)
	}
	in := market.Instrument{Symbol: "BP", MIC: "XNYS", Name: "BP"}
	for _, hash := range []string{"1", "1", "2"} {
		if err := s.SeedInstrument(ctx, in, hash, T0); err != nil {
			t.Fatal(err)
		}
		in.Name = "BP p.l.c. " + hash
	}
	list, err := s.Instruments(ctx)
	if err != nil || len(list) != 1 || list[0].Name != "BP p.l.c. 1" {
		t.Errorf("Instruments() = %+v, %v, want that of the second hash", list, err)
	}
	if err := s.RemoveInstrument(ctx, in.ID()); err != nil {
		t.Errorf("RemoveInstrument() = %v, want nil", err)
	}
	if err := s.RemoveInstrument(ctx, in.ID()); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("RemoveInstrument(again) = %v, want ErrNotFound", err)
	}
}

// titleInUse is not removed, and counts its stories by section.
func titleInUse(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	mustSave(t, s, NewStory("a"))
	if _, err := s.RemoveTitle(ctx, "courier", 1, T0); !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), "1 stories are placed on it; retire it") {
		t.Errorf("RemoveTitle(in use) = %v, want ErrInvalid with what to do", err)
	}
	if use, err := s.SectionUse(ctx, "courier"); err != nil || use["world"] != 1 || len(use) != 1 {
		t.Errorf("SectionUse(courier) = %v, %v, want one in world", use, err)
	}
	second := news.Title{ID: "gazette", Name: "The Gazette", Language: "en", TimeZone: "UTC", Code: "TG", Sections: []news.Section{{Path: "world", Name: "World"}}}
	if _, err := s.ChangeTitle(ctx, news.TitleDeed{Title: second}, T0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveTitle(ctx, "gazette", 7, T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("RemoveTitle(another rev) = %v, want ErrConflict", err)
	}
	if _, err := s.RemoveTitle(ctx, "gazette", 1, T0); err != nil {
		t.Errorf("RemoveTitle(empty) = %v, want nil", err)
	}
	if titles, err := s.Titles(ctx); err != nil || len(titles) != 1 {
		t.Errorf("Titles() = %+v, %v, want the courier alone", titles, err)
	}
}

// changeSource: roads and secrets go with the source, and nothing of a change of
// rules is looked at anew for readers.
func changeSource(t *testing.T, s *store.Store) {
	ctx := context.Background()
	_, src := House(t, s)
	mustSave(t, s, NewStory("a"))
	mustSettle(t, s)
	src.Rev = 1
	roads := news.RoadSetup{Pulls: []news.Pull{{URL: "https://x.example/?key=1", Every: news.Duration(time.Minute)}}, FTP: []news.FTP{{Server: news.Server{Host: "ftp.example", User: "u"}}}}
	d := news.SourceDeed{Source: src, Roads: roads, Secrets: news.Secrets{news.SecretToken: "t", news.SecretFTPPassword: "p"}}
	if _, err := s.ChangeSource(ctx, d, T0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeSource(ctx, d, T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("ChangeSource(old rev) = %v, want ErrConflict", err)
	}
	x, err := s.SourceSetup(ctx, "npa")
	if err != nil || x.Rev != 2 || !reflect.DeepEqual(x.RoadSetup, roads) || !slices.Equal(x.Has, []news.SecretKind{news.SecretFTPPassword, news.SecretToken}) {
		t.Errorf("SourceSetup(npa) = %+v, %v, want its roads and two secrets", x, err)
	}
	d.Source.Rev, d.Source.Rules, d.Secrets = 2, nil, news.Secrets{news.SecretToken: ""}
	if _, err := s.ChangeSource(ctx, d, T0); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Secrets(ctx, "npa"); err != nil || len(got) != 1 || got[news.SecretFTPPassword] != "p" {
		t.Errorf("Secrets(npa) = %v, %v, want the password alone", got, err)
	}
	if due, err := s.Due(ctx, T0, 9); err != nil || len(due) != 0 {
		t.Errorf("Due() after a change of rules = %v, %v, want nothing", due, err)
	}
	d.Source.Rev, d.Source.Credit, d.Secrets = 3, "Norland Press", nil
	if _, err := s.ChangeSource(ctx, d, T0); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Due(ctx, T0, 9); err != nil || len(due) != 1 {
		t.Errorf("Due() after a change of the credit = %v, %v, want the story", due, err)
	}
	if _, err := s.RemoveSource(ctx, "npa", 4, T0); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("RemoveSource(in use) = %v, want ErrInvalid", err)
	}
	if _, err := s.ChangeSource(ctx, news.SourceDeed{Source: news.Source{ID: "cw", Credit: "CW"}, Secrets: news.Secrets{news.SecretToken: "t"}}, T0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveSource(ctx, "cw", 1, T0); err != nil {
		t.Errorf("RemoveSource(new) = %v, want nil", err)
	}
	if got, err := s.Secrets(ctx, "cw"); err != nil || len(got) != 0 {
		t.Errorf("Secrets(removed) = %v, %v, want none", got, err)
	}
}

func mustSettle(t *testing.T, s *store.Store) {
	t.Helper()
	ids, err := s.Due(context.Background(), T0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if _, err := s.SettleDue(context.Background(), id, T0); err != nil {
			t.Fatal(err)
		}
	}
}

// pausedRoad is leased by nobody, also not by who saw it before, and stays paused
// under whoever collects from it meanwhile.
func pausedRoad(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	r := news.NewRoad("npa", news.PullRoad, "https://x.example/")
	r.Made, r.Due = T0, T0
	if _, err := s.OpenRoad(ctx, r, T0); err != nil {
		t.Fatal(err)
	}
	held, err := s.LeaseRoad(ctx, r.ID, "one", T0, T0.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if e, err := s.PauseRoad(ctx, r.ID, true, T0); err != nil || e.Verb != news.VerbRoad || e.Ref != string(r.ID) {
		t.Errorf("PauseRoad() = %+v, %v, want a deed on the road", e, err)
	}
	if e, err := s.PauseRoad(ctx, r.ID, true, T0); err != nil || e.N != 0 {
		t.Errorf("PauseRoad(again) = %+v, %v, want no deed", e, err)
	}
	held.Due = T0
	if err := s.SaveRoad(ctx, held); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LeaseRoad(ctx, r.ID, "two", T0.Add(time.Hour), T0.Add(2*time.Hour)); !errors.Is(err, news.ErrConflict) {
		t.Errorf("LeaseRoad(paused) = %v, want ErrConflict", err)
	}
	if _, err := s.HurryRoad(ctx, r.ID, T0); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("HurryRoad(paused) = %v, want ErrInvalid", err)
	}
	if _, err := s.PauseRoad(ctx, r.ID, false, T0.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.LeaseRoad(ctx, r.ID, "two", T0.Add(time.Hour), T0.Add(2*time.Hour)); err != nil || !got.Paused.IsZero() {
		t.Errorf("LeaseRoad(resumed) = %+v, %v, want it at once", got, err)
	}
}

// discarded: a file that is not to be filed waits no more, with who said so and
// why.
func discarded(t *testing.T, s *store.Store) {
	ctx := context.Background()
	House(t, s)
	q := news.Quarantined{ID: "q", Source: "npa", Name: "x.xml", At: T0, SHA: "1", Key: "wire/1", Reason: "line 3: bad"}
	if _, err := s.Quarantine(ctx, q); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Waiting(ctx); n != 1 || err != nil {
		t.Errorf("Waiting() = %d, %v, want 1", n, err)
	}
	if e, err := s.Discard(ctx, "q", "a test of theirs", "desk:kt", T0); err != nil || e.Verb != news.VerbDiscarded {
		t.Errorf("Discard() = %+v, %v, want a deed", e, err)
	}
	if _, err := s.Discard(ctx, "q", "again", "desk:kt", T0); !errors.Is(err, news.ErrConflict) {
		t.Errorf("Discard(again) = %v, want ErrConflict", err)
	}
	if n, err := s.Waiting(ctx); n != 0 || err != nil {
		t.Errorf("Waiting() after Discard = %d, %v, want 0", n, err)
	}
	all, err := s.Quarantined(ctx, true)
	if err != nil || len(all) != 1 || all[0].DiscardReason != "a test of theirs" || all[0].DiscardedBy != "desk:kt" || all[0].Waits() {
		t.Errorf("Quarantined(all) = %+v, %v, want it with who and why", all, err)
	}
}
