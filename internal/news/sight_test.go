package news

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// world is what is drawn at random for See: all that it depends on but the
// clock, with times close enough together that they meet in every order.
type world struct {
	s     Story
	p     Placement
	scope Scope
	pic   Picture
	use   PictureUse
}

// moment draws a time around base, or none.
func moment(r *rand.Rand, base time.Time) time.Time {
	if r.IntN(3) == 0 {
		return time.Time{}
	}
	return base.Add(time.Duration(r.IntN(20)-10) * 6 * time.Hour)
}

// one draws an entry.
func one[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func drawnRights(r *rand.Rand) Rights {
	var x Rights
	if r.IntN(3) == 0 {
		x.KeepDays = 1 + r.IntN(3)
	}
	x.Titles = one(r, nil, nil, nil, nil, []TitleID{"b"}, []TitleID{"b", "a"})
	x.Territories = one(r, nil, nil, nil, []string{"DE"}, []string{"DE", "AT"}, []string{"FR"})
	x.EmbargoMin = one(r, 0, 0, 0, 7*time.Hour)
	x.NoArchiveDays = r.IntN(3)
	x.KeepDaysPictures = one(r, 0, 0, 1, 2)
	no, yes := false, true
	x.Pictures.Allowed = one(r, nil, nil, nil, &yes, &no)
	x.Pictures.Territories = one(r, nil, nil, nil, []string{"DE"}, []string{"FR"})
	x.Pictures.Titles = one(r, nil, nil, nil, []TitleID{"b"}, []TitleID{"a"})
	x.MandatoryCredit = r.IntN(6) == 0
	return x
}

func drawnLimits(r *rand.Rand, base time.Time) Limits {
	l := Limits{Out: one(r, nil, nil, nil, nil, []string{"DE"}, []string{"AT", "CH"}), Only: one(r, nil, nil, nil, nil, []string{"DE"}, []string{"DE", "AT"}),
		NotOnline: r.IntN(12) == 0, NoArchive: r.IntN(5) == 0, MandatoryCredit: r.IntN(5) == 0, Unread: one(r, nil, []string{"by arrangement"})}
	if r.IntN(12) == 0 {
		l.Unplaced = []string{"TOLVEN OUT"}
	}
	if r.IntN(4) == 0 {
		l.Until = moment(r, base)
	}
	if r.IntN(4) == 0 {
		l.LastDay = base.AddDate(0, 0, r.IntN(5)-2).Format(time.DateOnly)
	}
	return l
}

func drawn(r *rand.Rand, base time.Time) world {
	at := func() time.Time { return moment(r, base) }
	var w world
	w.s = Story{Source: one(r, SourceID("npa"), "npa", "npa", "npa", "cw", "", "gone"), EmbargoUntil: at(), Expires: at(), EmbargoHold: r.IntN(8) == 0, Withheld: r.IntN(8) == 0,
		Created: at(), Contract: one(r, "", "", "sport", "dropped")}
	if r.IntN(6) == 0 {
		w.s.KilledAt = at()
	}
	if r.IntN(8) == 0 {
		w.s.Frozen = "A kill may mean it."
	}
	if r.IntN(3) == 0 {
		w.s.Ends = at()
	}
	if r.IntN(2) == 0 {
		w.s.Limits = drawnLimits(r, base)
	}
	states := []State{Held, Scheduled, Live, Live, Live, Corrected, TakenDown, Killed}
	w.p = Placement{Title: "a", State: states[r.IntN(len(states))], Published: r.IntN(3), PublishAt: at(), FirstPublished: at()}
	w.scope.Title = Title{ID: one(r, TitleID("a"), "a", "a", "a", "a", "a", "b"), TimeZone: one(r, "UTC", "Europe/Berlin", "Pacific/Auckland"),
		Territory: one(r, nil, Territories{"DE"}, Territories{"DE"}, Territories{"AT"}, Territories{"DE", "AT"})}
	w.scope.Sources = map[SourceID]Source{"npa": {Rights: drawnRights(r), Contracts: []Contract{{Name: "sport", Rights: drawnRights(r)}}}, "cw": {}}
	w.pic = Picture{Source: one(r, SourceID("npa"), "npa", "cw", "", "gone"), Contract: one(r, "", "", "sport", "dropped"), Withdrawn: r.IntN(10) == 0, Withheld: r.IntN(10) == 0,
		Embargo: Time{at()}, Expires: Time{at()}, Credit: one(r, "", "NPA", "NPA")}
	if r.IntN(2) == 0 {
		w.pic.Limits = drawnLimits(r, base)
	}
	w.use = PictureUse{Credit: one(r, "", "", "NPA")}
	return w
}

// terms are the contracts that something comes under, found here without the
// code under test.
func (w world) terms(id SourceID, contract string) []Rights {
	src := w.scope.Sources[id]
	switch {
	case id == "":
		return nil
	case contract == "sport" && len(src.Contracts) > 0:
		return []Rights{src.Contracts[0].Rights}
	case contract == "":
		return []Rights{src.Rights}
	}
	all := []Rights{src.Rights}
	for _, c := range src.Contracts {
		all = append(all, c.Rights)
	}
	return all
}

// outside says which promise about where and how long the world breaks if it
// shows at now what comes under the contracts and the limits; "" is none.
func (w world) outside(all []Rights, l Limits, now time.Time) string {
	territory := w.scope.Title.Territory
	if w.scope.Title.ID != w.p.Title {
		territory = nil
	}
	zone, _ := time.LoadLocation(w.scope.Title.TimeZone)
	if w.scope.Title.ID != w.p.Title {
		zone = time.UTC
	}
	first := w.p.FirstPublished
	for _, r := range all {
		if len(r.Titles) > 0 && !slices.Contains(r.Titles, w.p.Title) {
			return "nothing is shown on a title the contract does not name"
		}
		if len(r.Territories) > 0 && (len(territory) == 0 || slices.ContainsFunc(territory, func(c string) bool { return !slices.Contains(r.Territories, c) })) {
			return "nothing is shown outside the contract's territories"
		}
		if r.KeepDays > 0 && !first.IsZero() && !now.Before(first.AddDate(0, 0, r.KeepDays)) {
			return "nothing is shown after the contract's days"
		}
		days := r.NoArchiveDays
		if days == 0 {
			days = 14
		}
		if l.NoArchive && !first.IsZero() && !now.Before(first.AddDate(0, 0, days)) {
			return "nothing that may not be archived is shown for long"
		}
	}
	switch {
	case l.NotOnline:
		return "what is for print is shown nowhere"
	case len(l.Unplaced) > 0:
		return "what is limited to places nobody knows is shown nowhere"
	case (len(l.Out) > 0 || len(l.Only) > 0) && len(territory) == 0:
		return "what is limited to countries is not shown on a title that names none"
	case slices.ContainsFunc(territory, func(c string) bool { return slices.Contains(l.Out, c) }):
		return "nothing is shown in a country the agency excludes"
	case len(l.Only) > 0 && slices.ContainsFunc(territory, func(c string) bool { return !slices.Contains(l.Only, c) }):
		return "nothing is shown outside the countries the agency names"
	case !l.Until.IsZero() && !now.Before(l.Until):
		return "nothing is shown after the end of its use"
	case l.LastDay != "" && now.In(zone).Format(time.DateOnly) > l.LastDay:
		return "nothing is shown after its last day by the title's clock"
	}
	return ""
}

// breaks says which promise the answer to the story breaks; "" is none.
func (w world) breaks(got Sight, now time.Time) string {
	s, p := w.s, w.p
	all := w.terms(s.Source, s.Contract)
	unknown := s.Source == "gone"
	var wait time.Duration
	for _, r := range all {
		wait = max(wait, r.EmbargoMin)
	}
	own := s.Created
	if s.EmbargoUntil.After(own) {
		own = s.EmbargoUntil
	}
	early := wait > 0 && now.Before(own.Add(wait))
	outside := w.outside(all, s.Limits, now)
	if got.View == Shown {
		switch {
		case s.Killed() || p.State == Killed || p.State == TakenDown:
			return "what is withdrawn is not shown"
		case now.Before(s.EmbargoUntil) || s.EmbargoHold:
			return "nothing is shown under embargo"
		case early:
			return "nothing is shown before the contract's wait is over"
		case !s.Ends.IsZero() && !now.Before(s.Ends):
			return "nothing is shown after its validity"
		case s.Withheld || s.Frozen != "" || p.State == Held || p.Published == 0:
			return "what waits for a person is not shown"
		case now.Before(p.PublishAt):
			return "nothing is shown ahead of its schedule"
		case unknown:
			return "nothing of a source nobody knows is shown"
		case outside != "":
			return outside
		}
	}
	free := !s.Killed() && !s.Withheld && s.Frozen == "" && (s.Ends.IsZero() || now.Before(s.Ends)) && !s.EmbargoHold && !now.Before(s.EmbargoUntil) && !now.Before(p.PublishAt) &&
		p.Published > 0 && (p.State == Live || p.State == Corrected || p.State == Scheduled) && !unknown && !early && outside == ""
	switch {
	case free && got.View != Shown:
		return "what nothing holds back is shown"
	case got.View == Gone && (p.FirstPublished.IsZero() || got.Reason == ""):
		return "only what readers saw is gone, and they are told why"
	case got.Listed && (got.View != Shown || (!s.Expires.IsZero() && !now.Before(s.Expires))):
		return "only what is shown and fresh is in lists"
	case !got.Until.IsZero() && !got.Until.After(now):
		return "the answer's end lies ahead"
	}
	return ""
}

// picturePromise says which promise the answer to the picture breaks.
func (w world) picturePromise(shown bool, until, now time.Time) string {
	pic := w.pic
	var all []Rights
	forbidden, must := false, pic.Limits.MandatoryCredit
	for _, r := range w.terms(pic.Source, pic.Contract) {
		forbidden = forbidden || r.Pictures.Allowed != nil && !*r.Pictures.Allowed
		must = must || r.MandatoryCredit
		if len(r.Pictures.Titles) > 0 {
			r.Titles = r.Pictures.Titles
		}
		if len(r.Pictures.Territories) > 0 {
			r.Territories = r.Pictures.Territories
		}
		if r.KeepDaysPictures > 0 {
			r.KeepDays = r.KeepDaysPictures
		}
		all = append(all, r)
	}
	why := w.outside(all, pic.Limits, now)
	switch {
	case pic.Withdrawn || pic.Withheld:
		why = "a picture that is recalled is not shown"
	case now.Before(pic.Embargo.Time):
		why = "no picture is shown under embargo"
	case !pic.Expires.IsZero() && !now.Before(pic.Expires.Time):
		why = "no picture is shown after its end"
	case forbidden || pic.Source == "gone":
		why = "no picture is shown that no contract covers"
	case must && w.use.Credit == "" && pic.Credit == "":
		why = "no picture that must have a credit is shown without"
	}
	switch {
	case shown && why != "":
		return why
	case !shown && why == "":
		return "a picture that nothing holds back is shown"
	case !until.IsZero() && !until.After(now):
		return "the answer's end lies ahead"
	}
	return ""
}

// TestSeeKeepsItsPromises draws stories, pictures, contracts and clocks at
// random and holds See and SeePicture to what the newsroom promises in words.
func TestSeeKeepsItsPromises(t *testing.T) {
	base := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	views, pictures := map[View]int{}, map[bool]int{}
	for seed := range uint64(60_000) {
		r := rand.New(rand.NewPCG(seed, 7))
		w := drawn(r, base)
		now := base.Add(time.Duration(r.IntN(30)-10) * 5 * time.Hour)
		got := See(w.s, w.p, w.scope, now)
		views[got.View]++
		fail := func(promise string) {
			t.Fatalf("seed %d: See(%+v, %+v, %+v, %v) = %+v breaks: %s", seed, w.s, w.p, w.scope, now, got, promise)
		}
		if promise := w.breaks(got, now); promise != "" {
			fail(promise)
		}
		shown, until := SeePicture(w.pic, w.use, w.p, w.scope, now)
		pictures[shown]++
		failPicture := func(promise string) {
			t.Fatalf("seed %d: SeePicture(%+v, %+v, %+v, %+v, %v) = %v, %v breaks: %s", seed, w.pic, w.use, w.p, w.scope, now, shown, until, promise)
		}
		if promise := w.picturePromise(shown, until, now); promise != "" {
			failPicture(promise)
		}
		// Until it says it may change, it does not; when it says never, never.
		later := now.Add(time.Duration(r.IntN(400*3600)) * time.Second)
		if got.Until.IsZero() || later.Before(got.Until) {
			then := See(w.s, w.p, w.scope, later)
			if then.View != got.View || then.Listed != got.Listed || then.Reason != got.Reason {
				fail("it said it would stay so, and at " + later.String() + " it was " + then.View.String())
			}
		}
		if until.IsZero() || later.Before(until) {
			if then, _ := SeePicture(w.pic, w.use, w.p, w.scope, later); then != shown {
				failPicture("it said it would stay so until " + later.String())
			}
		}
	}
	for _, v := range []View{Hidden, Shown, Gone} {
		if views[v] < 1000 {
			t.Errorf("the draw gave view %v only %d times; it proves too little", v, views[v])
		}
	}
	for _, shown := range []bool{true, false} {
		if pictures[shown] < 1000 {
			t.Errorf("the draw gave pictures shown=%v only %d times; it proves too little", shown, pictures[shown])
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
		c.s.Source = "npa"
		got := See(c.s, c.p, Scope{Title: Title{ID: "a"}, Sources: map[SourceID]Source{"npa": {Rights: c.r}}}, c.now)
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
		if got, _ := SeePicture(c.p, PictureUse{}, Placement{Title: "a"}, Scope{Title: Title{ID: "a"}}, at); got != c.want {
			t.Errorf("%s: SeePicture() = %v, want %v", c.name, got, c.want)
		}
	}
}
