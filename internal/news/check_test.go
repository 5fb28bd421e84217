package news

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// soundProof is a story with which nothing is amiss, on two titles.
func soundProof() Proof {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	title := func(id TitleID) Title {
		return Title{ID: id, Language: "en", TimeZone: "Europe/Berlin", Sections: []Section{{Path: "world", Name: "World"}}}
	}
	return Proof{
		Story: Story{ID: "s", Source: "npa"},
		Version: &Version{N: 1, By: "agency:npa", Kind: Take, Content: Content{Language: "en-GB", Headline: "Ferry line opens", Standfirst: "After three years.",
			Body: `<p>It <a href="https://ferry.example/">opened</a>.</p><figure data-picture="p"></figure>`, Credit: "NPA", SignOff: "G.Holm", Pictures: []PictureUse{{Picture: "p", Caption: "A ferry", Alt: "A ferry at its berth"}}}},
		Placements: []Placement{{Story: "s", Title: "courier", Section: "world", State: Live}, {Story: "s", Title: "evening", Section: "world", State: Live}},
		Titles:     []Title{title("courier"), title("evening")},
		Sources:    map[SourceID]Source{"npa": {ID: "npa", Name: "Norland Press", Credit: "NPA"}},
		Pictures:   map[PictureID]Picture{"p": {ID: "p", Source: "npa", Credit: "NPA", Renditions: []Rendition{{Name: "wide", Key: "media/x"}}}},
		Signers:    []string{"G. Holm"},
		Now:        now,
	}
}

func TestSoundStoryHasNoChecks(t *testing.T) {
	if got := soundProof().Checks(); len(got) != 0 {
		t.Errorf("Checks() = %+v, want none", got)
	}
}

func TestEachCheck(t *testing.T) {
	set := func(do func(*Proof)) Proof {
		p := soundProof()
		do(&p)
		return p
	}
	pic := func(do func(*Picture)) Proof {
		return set(func(p *Proof) {
			x := p.Pictures["p"]
			do(&x)
			p.Pictures["p"] = x
		})
	}
	rights := func(r Rights) Proof {
		return set(func(p *Proof) { p.Sources["npa"] = Source{ID: "npa", Name: "Norland Press", Credit: "NPA", Rights: r} })
	}
	no := false
	now := soundProof().Now
	for _, c := range []struct {
		p        Proof
		code     string
		severity Severity
		title    TitleID
		field    string
		says     string
		why      error
	}{
		{set(func(p *Proof) { p.Story.KilledAt = now }), "killed", Stops, "", "hold", "withdrawn for good", ErrKilled},
		{set(func(p *Proof) { p.Version = nil }), "no-text", Stops, "", "body", "no text yet", ErrInvalid},
		{set(func(p *Proof) { p.Placements = nil }), "no-title", Stops, "", "placement", "name a title and a section", ErrInvalid},
		{set(func(p *Proof) { p.Story.EmbargoHold = true }), "embargo-unread", Stops, "", "embargo", "lift it by name", ErrEmbargoed},
		{set(func(p *Proof) { p.Story.EmbargoUntil = now.Add(time.Hour) }), "embargo", Warns, "", "embargo", "until 23 November 2026, 11:00 CET", nil},
		{set(func(p *Proof) { p.Story.Frozen = "The agency killed it." }), "frozen", Stops, "", "hold", "kill it, or release it", ErrInvalid},
		{set(func(p *Proof) { p.Story.Withheld = true }), "withheld", Stops, "", "hold", "asks to hold it", ErrInvalid},
		{set(func(p *Proof) { p.Story.Pending = "w" }), "pending", Warns, "", "take", "newer take", nil},
		{set(func(p *Proof) { p.Story.Flags = []string{"Look at it."} }), "flag", Warns, "", "hold", "Look at it", nil},
		{set(func(p *Proof) { p.Story.Limits.Unread = []string{"ask first"} }), "limits-unread", Warns, "", "limits", "“ask first”", nil},
		{set(func(p *Proof) { p.Alike = []Twin{{Headline: "A ferry", Live: []TitleID{"evening"}}} }), "alike", Warns, "", "alike", "readers of evening have one like it: “A ferry”", nil},
		{set(func(p *Proof) { p.Version.Headline = " \t" }), "no-headline", Stops, "", "headline", "no headline", ErrInvalid},
		{set(func(p *Proof) { p.Version.Standfirst = "" }), "no-standfirst", Warns, "", "standfirst", "no standfirst", nil},
		{set(func(p *Proof) { p.Version.Body = "<p> </p>" }), "empty-body", Warns, "", "body", "body is empty", nil},
		{set(func(p *Proof) { p.Version.Body = `<p><a href="mailto:a&#64;b.example">x</a></p>` }), "link", Warns, "", "body", "“mailto:a@b.example”", nil},
		{set(func(p *Proof) { p.Version.Body = `<p><a href="/here">x</a></p>` }), "link", Warns, "", "body", "“/here”", nil},
		{set(func(p *Proof) {
			p.Version.By, p.Origin.Share = "desk:kt", .3
			p.Sources["npa"] = Source{Name: "Norland Press", Rights: Rights{Edits: "none"}}
		}), "edits", Warns, "", "body", "Norland Press allows the desk no changes", nil},
		{set(func(p *Proof) { p.Pictures = nil }), "picture-unknown", Warns, "", "picture:p", "is not here", nil},
		{set(func(p *Proof) { p.Version.Pictures = nil }), "picture-unknown", Warns, "", "body", "not one of the story's", nil},
		{pic(func(x *Picture) { x.Renditions = nil }), "picture-file", Warns, "", "picture:p", "the picture “A ferry” has not come", nil},
		{set(func(p *Proof) { p.Version.Pictures[0].Caption = "" }), "picture-unnamed", Warns, "", "picture:p", "no caption", nil},
		{set(func(p *Proof) { p.Version.Pictures[0].Alt = "" }), "picture-alt", Warns, "", "picture:p", "cannot see it", nil},
		{pic(func(x *Picture) { x.DigitalSourceType = "trainedAlgorithmicMedia" }), "picture-generated", Warns, "", "picture:p", "was generated", nil},
		{pic(func(x *Picture) { x.Withdrawn = true }), "picture-withdrawn", Warns, "", "picture:p", "withdrawn", nil},
		{pic(func(x *Picture) { x.Embargo.Time = now.Add(time.Hour) }), "picture-embargo", Warns, "", "picture:p", "under embargo until", nil},
		{pic(func(x *Picture) { x.Credit = "" }), "picture-credit", Stops, "", "picture:p", "no credit", ErrInvalid},
		{rights(Rights{Pictures: PictureRights{Allowed: &no}}), "picture-rights", Warns, "courier", "picture:p", "readers do not get the picture", nil},
		{rights(Rights{Titles: []TitleID{"courier"}}), "rights", Stops, "evening", "limits", "does not allow title", ErrInvalid},
		{set(func(p *Proof) { p.Story.Limits.NotOnline = true }), "rights", Stops, "courier", "limits", "print only", ErrInvalid},
		{rights(Rights{KeepDays: 2}), "rights-end", Warns, "courier", "limits", "lose it on 25 November 2026, 10:00 CET", nil},
		{set(func(p *Proof) { p.Story.Ends = now }), "rights-ended", Stops, "evening", "limits", "ended on 23 November", ErrInvalid},
		{set(func(p *Proof) { p.Titles[1].Retired = now }), "title", Stops, "evening", "placement", "is retired", ErrInvalid},
		{set(func(p *Proof) { p.Titles[1].Sources = []SourceID{"vpa"} }), "title", Stops, "evening", "placement", `takes no copy of "npa"`, ErrInvalid},
		{set(func(p *Proof) { p.Placements[1].Section = "moon" }), "section", Stops, "evening", "placement", `no section "moon"; it has world`, ErrInvalid},
		{set(func(p *Proof) { p.Placements[1].Headline = strings.Repeat("ü", 91) }), "headline-long", Warns, "evening", "headline", "91 letters", nil},
		{set(func(p *Proof) { p.Titles[1].Language = "de-AT" }), "language", Warns, "evening", "language", `"de-AT"`, nil},
		{set(func(p *Proof) {
			p.Placements[1].Kicker, p.Placements[1].Replaced = "Harbour", map[string]string{"kicker": "Ferries"}
		}), "override", Warns, "evening", "placement", "from “Ferries” to “”", nil},
		{set(func(p *Proof) { p.Version.Byline, p.Origin.Share = "Ida Norring", .1 }), "byline", Warns, "courier", "byline", "readers are told “Agency report: NPA”", nil},
		{set(func(p *Proof) { p.Version.SignOff = "X.Nobody" }), "sign-off", Warns, "courier", "signOff", "nobody with an account signs as “X.Nobody”", nil},
	} {
		i := slices.IndexFunc(c.p.Checks(), func(x Check) bool { return x.Code == c.code && x.Title == c.title && x.Field == c.field })
		if i < 0 {
			t.Errorf("Checks() = %+v, want %s of %q on %q", c.p.Checks(), c.code, c.field, c.title)
			continue
		}
		got := c.p.Checks()[i]
		if got.Severity != c.severity || !strings.Contains(got.Words, c.says) {
			t.Errorf("%s = %s %q, want it to say %q and that it %s", c.code, got.Severity, got.Words, c.says, c.severity)
		}
		if c.why != nil && (!errors.Is(got.Err(), c.why) || !strings.HasPrefix(got.Err().Error(), got.Words)) {
			t.Errorf("%s: Err() = %v, want %v in the same words", c.code, got.Err(), c.why)
		}
	}
}

func TestWhatStopsCanBeLiftedByNameWhereItMay(t *testing.T) {
	p := soundProof()
	p.Story.EmbargoHold, p.Story.Limits.NotOnline = true, true
	checks := p.Checks()
	if c, ok := Stopping(checks, ""); !ok || c.Code != "embargo-unread" {
		t.Errorf("Stopping() = %s, %v, want the embargo", c.Code, ok)
	}
	if c, ok := Stopping(checks, "", "embargo"); ok {
		t.Errorf("Stopping(embargo lifted) = %s, want nothing", c.Code)
	}
	if _, ok := Stopping(checks, "evening", "embargo"); !ok {
		t.Error("Stopping(evening) = nothing, want the agency's limits")
	}
	if c, ok := Stopping(checks, "evening", "limits"); ok {
		t.Errorf("Stopping(evening, limits lifted) = %s, want nothing", c.Code)
	}
	p.Sources["npa"] = Source{Rights: Rights{Titles: []TitleID{"courier"}}}
	if c, ok := Stopping(p.Checks(), "evening", "limits"); !ok || c.Lift != "" {
		t.Errorf("Stopping(evening, a contract against it) = %+v, %v, want that nothing lifts it", c, ok)
	}
}

func TestPassedWarningComesBackInOtherWords(t *testing.T) {
	p := soundProof()
	p.Version.Standfirst, p.Story.Pending = "", "w"
	first := p.Checks()
	if len(first) != 2 {
		t.Fatalf("Checks() = %+v, want two", first)
	}
	p.Story.Passed = []Passed{{Code: first[0].Code, Words: first[0].Words, Reason: "seen"}}
	got := p.Checks()
	if len(got) != 2 || got[1].Passed == nil || got[1].Passed.Reason != "seen" || got[0].Passed != nil {
		t.Errorf("Checks() = %+v, want the one that was passed last, with its reason", got)
	}
	p.Story.Passed[0].Words = "another thing"
	if got := p.Checks(); got[0].Passed != nil || got[1].Passed != nil {
		t.Errorf("Checks() = %+v, want none passed", got)
	}
	p.Story.EmbargoHold = true
	p.Story.Passed = []Passed{{Code: "embargo-unread", Words: p.Checks()[0].Words}}
	if c := p.Checks()[0]; c.Passed != nil || c.Severity != Stops {
		t.Errorf("Checks()[0] = %+v, want that nobody can pass what stops", c)
	}
}

func TestHonestByline(t *testing.T) {
	for _, c := range []struct {
		share          float64
		agency, byline string
		theirs         string
		whose          Whose
		want           string
		told           string
	}{
		{0, "NPA", "", "", WhoseAgency, "", "Agency report: NPA"},
		{0, "NPA", "Ida Norring", "Ida Norring", WhoseAgency, "Ida Norring", "Agency report: NPA, by Ida Norring"},
		{.149, "NPA", "G. Holm", "", WhoseAgency, "", "Agency report: NPA"},
		{.149, "NPA", "G. Holm", "Ida Norring", WhoseAgency, "Ida Norring", "Agency report: NPA, by Ida Norring"},
		{.15, "NPA", "G. Holm", "", WhoseShared, "G. Holm", "By G. Holm, with NPA"},
		{.599, "NPA", "G. Holm", "", WhoseShared, "G. Holm", "By G. Holm, with NPA"},
		{.3, "NPA", "ida norring ", "Ida Norring", WhoseAgency, "Ida Norring", "Agency report: NPA, by Ida Norring"},
		{.3, "NPA", "", "", WhoseAgency, "", "Agency report: NPA"},
		{.6, "NPA", "G. Holm", "", WhoseOwn, "G. Holm", "By G. Holm"},
		{.9, "NPA", "Ida Norring", "Ida Norring", WhoseShared, "", "With NPA"},
		{1, "", "G. Holm", "", WhoseOwn, "G. Holm", "By G. Holm"},
		{1, "", "", "", WhoseOwn, "", ""},
	} {
		o := Origin{Share: c.share, Byline: c.theirs}
		whose, byline := o.Attribute(c.agency, c.byline)
		if whose != c.whose || byline != c.want {
			t.Errorf("Attribute(%v, %q, %q over %q) = %s, %q, want %s, %q", c.share, c.agency, c.byline, c.theirs, whose, byline, c.whose, c.want)
		}
		if told := BylineWords(whose, c.agency, byline); told != c.told {
			t.Errorf("BylineWords(%s, %q, %q) = %q, want %q", whose, c.agency, byline, told, c.told)
		}
		if locked := o.BylineLocked(c.agency); locked != (c.agency != "" && c.share < .15) {
			t.Errorf("BylineLocked(%v, %q) = %v", c.share, c.agency, locked)
		}
	}
}

func TestCanonical(t *testing.T) {
	t0 := soundProof().Now
	placements := []Placement{{Title: "a"}, {Title: "c", FirstPublished: t0}, {Title: "b", FirstPublished: t0}, {Title: "d", FirstPublished: t0.Add(-time.Hour)}}
	for _, c := range []struct {
		s    Story
		on   []Placement
		want TitleID
	}{{Story{}, placements, "d"}, {Story{}, placements[:3], "b"}, {Story{Home: "a"}, placements, "a"}, {Story{}, placements[:1], ""}} {
		if got := HomeOf(c.s, c.on); got != c.want {
			t.Errorf("HomeOf(%q, %v) = %q, want %q", c.s.Home, c.on, got, c.want)
		}
	}
	for _, c := range []struct {
		p     Placement
		home  TitleID
		share float64
		want  bool
	}{
		{Placement{Title: "a"}, "a", 0, true}, {Placement{Title: "b"}, "a", .29, false}, {Placement{Title: "b"}, "a", .3, true},
		{Placement{Title: "b", OwnAddress: "another story by now"}, "a", 0, true}, {Placement{Title: "b"}, "", 0, true},
	} {
		if got := c.p.OwnCanonical(c.home, c.share); got != c.want {
			t.Errorf("%+v.OwnCanonical(%q, %v) = %v, want %v", c.p, c.home, c.share, got, c.want)
		}
	}
}

func TestWallTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	lordHowe, err := time.LoadLocation("Australia/Lord_Howe") // by half an hour
	if err != nil {
		t.Fatal(err)
	}
	apia, err := time.LoadLocation("Pacific/Apia") // which left out 30 December 2011
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, which string
		loc         *time.Location
		want, says  string
	}{
		{"2026-11-23T15:00", "", berlin, "2026-11-23T14:00:00Z", ""},
		{"2026-03-29T01:59", "", berlin, "2026-03-29T00:59:00Z", ""},
		{"2026-03-29T03:00", "", berlin, "2026-03-29T01:00:00Z", ""},
		{"2026-03-29T02:30", "", berlin, "", "there is no 02:30 on 29 March 2026 in Europe/Berlin: the clocks are put forward to 03:00"},
		{"2026-10-25T02:30", "", berlin, "", "comes twice on 25 October 2026 in Europe/Berlin, as the clocks are put back: say the first (CEST, +02:00) or the second (CET, +01:00)"},
		{"2026-10-25T02:30", "first", berlin, "2026-10-25T00:30:00Z", ""},
		{"2026-10-25T02:30", "second", berlin, "2026-10-25T01:30:00Z", ""},
		{"2026-10-25T03:00", "first", berlin, "2026-10-25T02:00:00Z", ""},
		{"2026-10-04T02:15", "", lordHowe, "", "put forward to 02:30"},
		{"2026-04-05T01:45", "second", lordHowe, "2026-04-04T15:15:00Z", ""},
		{"2011-12-30T12:00", "", apia, "", "put forward to 00:00"},
		{"2026-11-23T15:00", "", time.UTC, "2026-11-23T15:00:00Z", ""},
		{"tomorrow", "", berlin, "", "no day and time such as"},
		{"2026-02-30T10:00", "", berlin, "", "no day and time such as"},
	} {
		got, err := WallTime(c.text, c.loc, c.which)
		if c.says != "" {
			if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("WallTime(%s, %s) = %v, %v, want ErrInvalid saying %q", c.text, c.loc, got, err, c.says)
			}
			continue
		}
		if err != nil || got.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("WallTime(%s, %s, %q) = %v, %v, want %s", c.text, c.loc, c.which, got, err, c.want)
		}
	}
}
