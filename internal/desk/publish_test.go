package desk

import (
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestPublishHeldStoryAndClearsItsFlags(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", held, func(d *news.StoryDeed) {
		d.Story.Flags, d.Story.Pending, d.Story.Withheld = []string{"look at it"}, "item", true
	})
	b.wantHeadline(f.Story.ID, "")
	b.at = b.at.Add(time.Hour)
	e := b.publish(f, Order{LiftHold: true})
	if e.Verb != news.VerbPublished || len(e.Touched) != 1 || e.Touched[0] != (news.TouchedPlacement{Title: "courier", Section: "world", Story: f.Story.ID}) {
		t.Errorf("Publish() = %s touching %v, want %s touching courier/world", e.Verb, e.Touched, news.VerbPublished)
	}
	st := b.look(f.Story.ID).Story
	if len(st.Flags) != 0 || st.Pending != "" || st.Withheld {
		t.Errorf("Publish() leaves flags %q, pending %q, withheld %v, want none", st.Flags, st.Pending, st.Withheld)
	}
	p := b.placement(f.Story.ID, "courier")
	if p.State != news.Live || p.Published != 1 || p.Path != "world/2026/11/23/ferry-line-opens-a" {
		t.Errorf("Publish() places %s, version %d, at %s, want live, 1, at world/2026/11/23/ferry-line-opens-a", p.State, p.Published, p.Path)
	}
	if r, _, err := b.readers(f.Story.ID, "courier"); err != nil || !r.FirstPublished.Equal(b.at) || !r.Listed {
		t.Errorf("Readers().Story() = first published %v, listed %v, %v, want %v, listed", r.FirstPublished, r.Listed, err, b.at)
	}
}

func TestPublishAtATimeToCome(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", held)
	due := b.at.Add(2 * time.Hour)
	b.publish(f, Order{At: due})
	if p := b.placement(f.Story.ID, "courier"); p.State != news.Scheduled || !p.PublishAt.Equal(due) {
		t.Errorf("Publish(At: %v) = %s at %v, want scheduled", due, p.State, p.PublishAt)
	}
	b.wantHeadline(f.Story.ID, "")
	if n := b.settle(due.Add(-time.Microsecond)); n != 0 {
		t.Errorf("Due(just before) = %d stories, want 0", n)
	}
	if n := b.settle(due); n != 1 {
		t.Errorf("Due(%v) = %d stories, want 1", due, n)
	}
	b.wantHeadline(f.Story.ID, f.Latest.Headline)
	p := b.placement(f.Story.ID, "courier")
	if p.State != news.Live || !p.FirstPublished.Equal(due) {
		t.Errorf("after its time the placement is %s since %v, want live since %v", p.State, p.FirstPublished, due)
	}

	f = b.look(f.Story.ID)
	_, err := b.Publish(t.Context(), chief(), f, Order{At: due.Add(time.Hour)})
	b.refused("Publish(live, a time to come)", err, f, news.ErrInvalid, "readers of courier have it already")
	b.wantHeadline(f.Story.ID, f.Latest.Headline)
}

func TestPublishUnderEmbargo(t *testing.T) {
	b := newBureau(t)
	unreadable := b.file("hold", func(d *news.StoryDeed) { held(d); d.Story.EmbargoHold = true })
	_, err := b.Publish(t.Context(), chief(), unreadable, Order{})
	b.refused("Publish(embargo without a time)", err, unreadable, news.ErrEmbargoed, "lift it by name")
	b.wantHeadline(unreadable.Story.ID, "")
	b.publish(unreadable, Order{LiftEmbargo: true})
	b.wantHeadline(unreadable.Story.ID, unreadable.Latest.Headline)
	if b.look(unreadable.Story.ID).Story.EmbargoHold {
		t.Error("Publish(LiftEmbargo) keeps the hold, want it lifted")
	}

	lift := b.at.Add(3 * time.Hour)
	dated := func(d *news.StoryDeed) { held(d); d.Story.EmbargoUntil = lift }
	waits, goes := b.file("waits", dated), b.file("goes", dated)
	b.publish(waits, Order{})
	b.wantHeadline(waits.Story.ID, "")
	b.publish(goes, Order{LiftEmbargo: true})
	b.wantHeadline(goes.Story.ID, goes.Latest.Headline)
	b.settle(lift)
	b.wantHeadline(waits.Story.ID, waits.Latest.Headline)
}

func TestPublishRefusesClearly(t *testing.T) {
	b := newBureau(t)
	killed := b.file("killed", func(d *news.StoryDeed) { held(d); d.Story.KilledAt = b.at })
	bare := b.file("bare", func(d *news.StoryDeed) { held(d); d.Version.Headline = " \t" })
	empty := b.file("empty", func(d *news.StoryDeed) { held(d); d.Story.Head, d.Version = 0, nil })
	nowhere := b.file("nowhere", func(d *news.StoryDeed) { d.Placements = nil })
	waiting, live := b.file("waiting", held), b.file("live")
	for _, c := range []struct {
		call string
		f    news.StoryFile
		o    Order
		want error
		says string
	}{
		{"Publish(killed)", killed, Order{}, news.ErrKilled, "withdrawn for good"},
		{"Publish(no headline)", bare, Order{}, news.ErrInvalid, "no headline; edit it first"},
		{"Publish(no text)", empty, Order{}, news.ErrInvalid, "no text yet"},
		{"Publish(on no title)", nowhere, Order{}, news.ErrInvalid, "name a title and a section"},
		{"Publish(unknown title)", waiting, Order{Title: "gazette"}, news.ErrInvalid, `no title "gazette"; there are courier, evening`},
		{"Publish(unknown section)", waiting, Order{Section: "moon"}, news.ErrInvalid, `no section "moon"; it has world, sport`},
		{"Publish(new title, no section)", nowhere, Order{Title: "courier"}, news.ErrInvalid, "it has world, sport"},
		{"Publish(outside the contract)", waiting, Order{Title: "evening", Section: "world"}, news.ErrInvalid, `the contract does not allow title "evening"`},
		{"Publish(moved after readers saw it)", live, Order{Section: "sport"}, news.ErrInvalid, "its section cannot change"},
	} {
		_, err := b.Publish(t.Context(), chief(), c.f, c.o)
		b.refused(c.call, err, c.f, c.want, c.says)
	}
	b.wantHeadline(waiting.Story.ID, "")
}

// Limits of the agency's hold one title back and not the others, until they are
// lifted by name; a contract cannot be lifted.
func TestPublishUnderLimits(t *testing.T) {
	b := newBureau(t)
	limited := b.file("limited", held, func(d *news.StoryDeed) { d.Story.Limits = news.Limits{Out: []string{"DE"}} })
	_, err := b.Publish(t.Context(), chief(), limited, Order{})
	b.refused("Publish(limited)", err, limited, news.ErrInvalid, `title "courier" declares none`)
	b.publish(limited, Order{LiftLimits: true})
	b.wantHeadline(limited.Story.ID, limited.Latest.Headline)
	if l := b.look(limited.Story.ID).Story.Limits; len(l.Out) > 0 {
		t.Errorf("Publish(LiftLimits) keeps %+v, want them lifted", l)
	}
	_, err = b.Publish(t.Context(), chief(), limited, Order{Title: "evening", Section: "world", LiftLimits: true})
	if err == nil || !strings.Contains(err.Error(), "the contract does not allow") {
		t.Errorf("Publish(evening, LiftLimits) = %v, want the contract's refusal", err)
	}
	both := b.file("both", held, func(d *news.StoryDeed) {
		p := d.Placements[0]
		p.Title = "evening"
		d.Placements = append(d.Placements, p)
	})
	b.publish(both, Order{})
	b.wantHeadline(both.Story.ID, both.Latest.Headline)
	if p, _ := b.look(both.Story.ID).Placement("evening"); p.State != news.Held {
		t.Errorf("Publish(both) leaves %s on evening, want held: the contract does not allow it", p.State)
	}
}

func TestPublishOnTitleItIsNotOn(t *testing.T) {
	b := newBureau(t)
	f := b.file("own", ours)
	b.publish(f, Order{Title: "evening", Section: "sport"})
	r, _, err := b.readers(f.Story.ID, "evening")
	if err != nil || r.Section != "sport" || !strings.HasPrefix(r.Path, "sport/2026/11/23/") {
		t.Errorf("Readers().Story(evening) = %s at %s, %v, want it in sport", r.Section, r.Path, err)
	}
	b.publish(b.look(f.Story.ID), Order{Title: "courier", Section: "world"})
	if got := b.look(f.Story.ID).Placements; len(got) != 2 || got[1].Title != "evening" {
		t.Fatalf("Publish(second title) = %+v, want two placements", got)
	}
	b.wantHeadline(f.Story.ID, f.Latest.Headline)
}

// An address is told apart by the end of the id, carries the day at the title
// and its own headline, and stays once readers have it.
func TestPublishAddress(t *testing.T) {
	b := newBureau(t)
	b.at = time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // the 24th in Berlin
	same := func(d *news.StoryDeed) { held(d); d.Version.Headline = "Ferry opens" }
	first, second := b.file("first", same), b.file("second", same)
	named := b.file("named", func(d *news.StoryDeed) { held(d); d.Placements[0].Headline = "Our own words" })
	for _, f := range []news.StoryFile{first, second, named} {
		b.publish(f, Order{})
	}
	id := strings.ReplaceAll(string(second.Story.ID), "-", "")
	for _, c := range []struct {
		f    news.StoryFile
		want string
	}{
		{first, "world/2026/11/24/ferry-opens"},
		{second, "world/2026/11/24/ferry-opens-" + id[len(id)-8:]},
		{named, "world/2026/11/24/our-own-words"},
	} {
		if got := b.placement(c.f.Story.ID, "courier").Path; got != c.want {
			t.Errorf("Publish(%s) = path %s, want %s", c.f.Story.GUID, got, c.want)
		}
	}
	b.wantHeadline(second.Story.ID, "Ferry opens")

	if _, err := b.Edit(t.Context(), b.look(first.Story.ID), Words{Headline: text("Quite another headline")}, "kt"); err != nil {
		t.Fatal(err)
	}
	b.at = b.at.AddDate(0, 0, 3)
	b.publish(b.look(first.Story.ID), Order{Section: "world"})
	if got, want := b.placement(first.Story.ID, "courier").Path, "world/2026/11/24/ferry-opens"; got != want {
		t.Errorf("Publish(edited) = path %s, want %s as readers know it", got, want)
	}
	b.wantHeadline(first.Story.ID, "Quite another headline")
}

func TestPublishMovesToAnotherSectionBeforeReadersSawIt(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", held)
	b.publish(f, Order{Section: "sport"})
	list, err := b.store.Readers().Newest(t.Context(), "courier", "sport", time.Time{}, 10)
	if err != nil || len(list) != 1 || list[0].Story != f.Story.ID {
		t.Errorf("Newest(courier, sport) = %v, %v, want the story", list, err)
	}
}

func TestPublishOnWhatTheEditorSawOnly(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", held)
	if _, err := b.Edit(t.Context(), f, Words{Headline: text("Newer words")}, "kt"); err != nil {
		t.Fatal(err)
	}
	moved := b.look(f.Story.ID)
	_, err := b.Publish(t.Context(), chief(), f, Order{})
	b.refused("Publish(seen before an edit)", err, moved, news.ErrConflict, string(f.Story.ID))
	b.wantHeadline(f.Story.ID, "")
	if p := b.placement(f.Story.ID, "courier"); p.State != news.Held || !p.FirstPublished.IsZero() {
		t.Errorf("the placement is %s since %v, want held", p.State, p.FirstPublished)
	}
}
