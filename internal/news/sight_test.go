package news

import (
	"math/rand/v2"
	"testing"
	"time"
)

// drawn is a random story, placement and contract, with times close enough
// together that they meet in every order.
func drawn(r *rand.Rand, base time.Time) (Story, Placement, Rights) {
	at := func() time.Time {
		if r.IntN(3) == 0 {
			return time.Time{}
		}
		return base.Add(time.Duration(r.IntN(20)-10) * 6 * time.Hour)
	}
	s := Story{EmbargoUntil: at(), Expires: at(), EmbargoHold: r.IntN(8) == 0, Withheld: r.IntN(8) == 0}
	if r.IntN(6) == 0 {
		s.KilledAt = at()
	}
	if r.IntN(8) == 0 {
		s.Frozen = "A kill may mean it."
	}
	if r.IntN(3) == 0 {
		s.Ends = at()
	}
	states := []State{Held, Scheduled, Live, Live, Live, Corrected, TakenDown, Killed}
	p := Placement{Title: "a", State: states[r.IntN(len(states))], Published: r.IntN(3), PublishAt: at(), FirstPublished: at()}
	var rights Rights
	if r.IntN(3) == 0 {
		rights.KeepDays = 1 + r.IntN(3)
	}
	switch r.IntN(6) {
	case 0:
		rights.Titles = []TitleID{"b"}
	case 1:
		rights.Titles = []TitleID{"b", "a"}
	}
	return s, p, rights
}

// TestSeeKeepsItsPromises draws stories and clocks at random and holds See to
// what the newsroom promises in words.
func TestSeeKeepsItsPromises(t *testing.T) {
	base := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	views := map[View]int{}
	for seed := range uint64(60_000) {
		r := rand.New(rand.NewPCG(seed, 7))
		s, p, rights := drawn(r, base)
		now := base.Add(time.Duration(r.IntN(30)-10) * 5 * time.Hour)
		got := See(s, p, rights, now)
		views[got.View]++
		fail := func(promise string) {
			t.Fatalf("seed %d: See(%+v, %+v, %+v, %v) = %+v breaks: %s", seed, s, p, rights, now, got, promise)
		}
		if got.View == Shown {
			switch {
			case s.Killed() || p.State == Killed || p.State == TakenDown:
				fail("what is withdrawn is not shown")
			case now.Before(s.EmbargoUntil) || s.EmbargoHold:
				fail("nothing is shown under embargo")
			case !s.Ends.IsZero() && !now.Before(s.Ends):
				fail("nothing is shown after its validity")
			case s.Withheld || s.Frozen != "" || p.State == Held || p.Published == 0:
				fail("what waits for a person is not shown")
			case now.Before(p.PublishAt):
				fail("nothing is shown ahead of its schedule")
			case !rights.Allow(p.Title):
				fail("nothing is shown on a title the contract does not name")
			case rights.KeepDays > 0 && !p.FirstPublished.IsZero() && !now.Before(p.FirstPublished.AddDate(0, 0, rights.KeepDays)):
				fail("nothing is shown after the contract's days")
			}
		}
		free := !s.Killed() && !s.Withheld && s.Frozen == "" && s.Ends.IsZero() && !s.EmbargoHold && !now.Before(s.EmbargoUntil) && !now.Before(p.PublishAt) &&
			p.Published > 0 && (p.State == Live || p.State == Corrected || p.State == Scheduled) && rights.Allow(p.Title) && rights.KeepDays == 0
		if free && got.View != Shown {
			fail("what nothing holds back is shown")
		}
		if got.View == Gone && (p.FirstPublished.IsZero() || got.Reason == "") {
			fail("only what readers saw is gone, and they are told why")
		}
		if got.Listed && (got.View != Shown || (!s.Expires.IsZero() && !now.Before(s.Expires))) {
			fail("only what is shown and fresh is in lists")
		}
		if !got.Until.IsZero() && !got.Until.After(now) {
			fail("the answer's end lies ahead")
		}
		// Until it says it may change, it does not; when it says never, never.
		later := now.Add(time.Duration(r.IntN(400*3600)) * time.Second)
		if got.Until.IsZero() || later.Before(got.Until) {
			then := See(s, p, rights, later)
			if then.View != got.View || then.Listed != got.Listed || then.Reason != got.Reason {
				fail("it said it would stay so, and at " + later.String() + " it was " + then.View.String())
			}
		}
	}
	for _, v := range []View{Hidden, Shown, Gone} {
		if views[v] < 1000 {
			t.Errorf("the draw gave view %v only %d times; it proves too little", v, views[v])
		}
	}
}

func TestSeeAtTheEdges(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	live := Placement{Title: "a", State: Live, Published: 1}
	seen := live
	seen.FirstPublished = at.Add(-time.Hour)
	for _, c := range []struct {
		name   string
		s      Story
		p      Placement
		r      Rights
		now    time.Time
		view   View
		reason GoneReason
	}{
		{"a second before the embargo", Story{EmbargoUntil: at}, live, Rights{}, at.Add(-time.Second), Hidden, ""},
		{"at the embargo", Story{EmbargoUntil: at}, live, Rights{}, at, Shown, ""},
		{"embargo given in another zone", Story{EmbargoUntil: at.In(time.FixedZone("", 3600))}, live, Rights{}, at, Shown, ""},
		{"killed before readers saw it", Story{KilledAt: at}, live, Rights{}, at, Hidden, ""},
		{"killed after", Story{KilledAt: at}, seen, Rights{}, at, Gone, GoneKilled},
		{"killed and under embargo", Story{KilledAt: at, EmbargoUntil: at.Add(time.Hour)}, seen, Rights{}, at, Gone, GoneKilled},
		{"a schedule that came", Story{}, Placement{Title: "a", State: Scheduled, Published: 1, PublishAt: at}, Rights{}, at, Shown, ""},
		{"contract ends", Story{}, seen, Rights{KeepDays: 1}, seen.FirstPublished.AddDate(0, 0, 1), Gone, GoneRights},
		{"contract's last moment", Story{}, seen, Rights{KeepDays: 1}, seen.FirstPublished.AddDate(0, 0, 1).Add(-time.Microsecond), Shown, ""},
		{"contract for another title", Story{}, seen, Rights{Titles: []TitleID{"b"}}, at, Gone, GoneRights},
		{"recalled until further notice", Story{Withheld: true}, seen, Rights{}, at, Hidden, ""},
	} {
		got := See(c.s, c.p, c.r, c.now)
		if got.View != c.view || got.Reason != c.reason {
			t.Errorf("%s: See() = %v %q, want %v %q", c.name, got.View, got.Reason, c.view, c.reason)
		}
	}
}

func TestSeePicture(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		p    Picture
		want bool
	}{
		{"plain", Picture{}, true},
		{"withdrawn", Picture{Withdrawn: true}, false},
		{"withheld", Picture{Withheld: true}, false},
		{"under embargo", Picture{Embargo: Time{at.Add(time.Second)}}, false},
		{"embargo over", Picture{Embargo: Time{at}}, true},
		{"expired", Picture{Expires: Time{at}}, false},
		{"about to expire", Picture{Expires: Time{at.Add(time.Second)}}, true},
	} {
		if got, _ := SeePicture(c.p, at); got != c.want {
			t.Errorf("%s: SeePicture() = %v, want %v", c.name, got, c.want)
		}
	}
}
