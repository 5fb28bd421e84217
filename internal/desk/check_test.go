package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// codes lists checks as CODE or CODE@TITLE.
func codes(checks []news.Check) string {
	var out []string
	for _, c := range checks {
		code := c.Code
		if c.Title != "" {
			code += "@" + string(c.Title)
		}
		if c.Passed != nil {
			code = "(" + code + ")"
		}
		out = append(out, code)
	}
	return strings.Join(out, " ")
}

// The screen's list and the deed's refusal are one: what stops it is refused in
// the same words, and what is not listed is done.
func TestWhatTheListSaysIsWhatTheDeedDoes(t *testing.T) {
	b := newBureau(t)
	for name, change := range map[string]func(*news.StoryDeed){
		"sound":       func(*news.StoryDeed) {},
		"embargo":     func(d *news.StoryDeed) { d.Story.EmbargoHold = true },
		"withheld":    func(d *news.StoryDeed) { d.Story.Withheld = true },
		"frozen":      func(d *news.StoryDeed) { d.Story.Frozen = "A kill may mean it." },
		"no headline": func(d *news.StoryDeed) { d.Version.Headline = "" },
		"print only":  func(d *news.StoryDeed) { d.Story.Limits.NotOnline = true },
		"ended":       func(d *news.StoryDeed) { d.Story.Ends = b.at },
		"no credit": func(d *news.StoryDeed) {
			d.Pictures = append(d.Pictures, news.Picture{ID: "bare", GUID: "bare"})
			d.Version.Pictures = []news.PictureUse{{Picture: "bare"}}
		},
		"no section": func(d *news.StoryDeed) { d.Placements[0].Section = "moon" },
	} {
		f := b.file("g-"+strings.ReplaceAll(name, " ", "-"), held, change)
		checks, err := b.Checks(t.Context(), chief(), f, nil, Order{})
		if err != nil {
			t.Fatalf("Checks(%s) = %v, want nil", name, err)
		}
		stop, stops := news.Stopping(checks, "")
		if !stops {
			stop, stops = news.Stopping(checks, "courier")
		}
		if stops != (name != "sound") {
			t.Errorf("Checks(%s) = %s, stops %v", name, codes(checks), stops)
		}
		_, err = b.Publish(t.Context(), chief(), f, Order{})
		switch {
		case !stops && err != nil:
			t.Errorf("Publish(%s) = %v, want nil", name, err)
		case stops && (err == nil || !strings.Contains(err.Error(), stop.Words)):
			t.Errorf("Publish(%s) = %v, want it refused with %q", name, err, stop.Words)
		}
		if stop.Lift != "" {
			if _, err := b.Publish(t.Context(), chief(), f, Order{LiftEmbargo: stop.Lift == "embargo", LiftHold: stop.Lift == "hold", LiftLimits: stop.Lift == "limits"}); err != nil {
				t.Errorf("Publish(%s, %s lifted) = %v, want nil", name, stop.Lift, err)
			}
		}
	}
}

func TestChecksOfWhatIsBeingWritten(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", held, func(d *news.StoryDeed) { d.Version.Credit = "NPA" })
	c := f.Latest.Wording()
	c.Headline, c.Byline = strings.Repeat("long ", 30), "Kay Tiller"
	checks, err := b.Checks(t.Context(), chief(), f, &c, Order{})
	if got := codes(checks); err != nil || !strings.Contains(got, "headline-long@courier") || !strings.Contains(got, "byline@courier") {
		t.Errorf("Checks(working copy) = %s, %v, want its headline and byline", got, err)
	}
	if checks, err = b.Checks(t.Context(), chief(), f, nil, Order{}); err != nil || strings.Contains(codes(checks), "headline-long") {
		t.Errorf("Checks(saved) = %s, %v, want nothing of the working copy", codes(checks), err)
	}
}

func TestPassedWarningStaysWithTheStory(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", held, func(d *news.StoryDeed) { d.Version.Standfirst = "" })
	checks, err := b.Checks(t.Context(), chief(), f, nil, Order{})
	if err != nil {
		t.Fatal(err)
	}
	var c news.Check
	for _, x := range checks {
		if x.Code == "no-standfirst" {
			c = x
		}
	}
	_, err = b.Pass(t.Context(), chief(), f, nil, Order{}, c, " ")
	b.refused("Pass(no reason)", err, f, news.ErrInvalid, "say why")
	_, err = b.Pass(t.Context(), chief(), f, nil, Order{}, c, strings.Repeat("é", maxPassReason+1))
	b.refused("Pass(long reason)", err, f, news.ErrInvalid, "300 are allowed")
	_, err = b.Pass(t.Context(), chief(), f, nil, Order{}, news.Check{Code: c.Code, Words: "other words"}, "because")
	b.refused("Pass(no such warning)", err, f, news.ErrInvalid, "nothing warns of that now")
	stopped := b.file("stopped", held, func(d *news.StoryDeed) { d.Story.Withheld = true })
	checks, err = b.Checks(t.Context(), chief(), stopped, nil, Order{})
	if err != nil {
		t.Fatal(err)
	}
	stop, ok := news.Stopping(checks, "")
	if !ok {
		t.Fatalf("Checks(withheld) = %s, want a stop", codes(checks))
	}
	stop.Severity = news.Warns // whoever asks may say anything
	_, err = b.Pass(t.Context(), chief(), stopped, nil, Order{}, stop, "because")
	b.refused("Pass(what stops)", err, stopped, news.ErrInvalid, "cannot be passed")
	killed := b.file("killed", held, func(d *news.StoryDeed) { d.Version.Standfirst, d.Story.KilledAt = "", b.at })
	_, err = b.Pass(t.Context(), chief(), killed, nil, Order{}, c, "because")
	b.refused("Pass(killed)", err, killed, news.ErrKilled, "for good")
	typed := f.Latest.Wording()
	typed.Headline = strings.Repeat("long ", 30)
	checks, err = b.Checks(t.Context(), chief(), f, &typed, Order{})
	long := slices.IndexFunc(checks, func(x news.Check) bool { return x.Code == "headline-long" })
	if err != nil || long < 0 {
		t.Fatalf("Checks(working copy) = %s, %v, want headline-long", codes(checks), err)
	}
	if _, err := b.Pass(t.Context(), chief(), f, &typed, Order{}, checks[long], "It is a list."); err != nil {
		t.Errorf("Pass(of what is being written) = %v, want nil", err)
	}
	f = b.file("b", held, func(d *news.StoryDeed) { d.Version.Standfirst = "" })
	for _, reason := range []string{"A flash.", "A flash  still."} {
		if e, err := b.Pass(t.Context(), chief(), b.look(f.Story.ID), nil, Order{}, c, reason); err != nil || e.Verb != news.VerbPassed {
			t.Fatalf("Pass() = %+v, %v", e, err)
		}
	}
	f = b.look(f.Story.ID)
	if len(f.Story.Passed) != 1 || f.Story.Passed[0].Reason != "A flash still." || f.Story.Passed[0].By != "desk:kt" {
		t.Errorf("Story().Passed = %+v, want the last reason alone", f.Story.Passed)
	}
	if checks, _ = b.Checks(t.Context(), chief(), f, nil, Order{}); !strings.Contains(codes(checks), "(no-standfirst)") {
		t.Errorf("Checks() = %s, want it passed", codes(checks))
	}
}

const take = `<p>The ferry line opened on Monday after three years of work, the harbour office said.</p><p>Fourteen boats sail between Hallen and the islands each day, and fares stay as they were.</p>`

// The release gate tells readers whose words they read, whatever byline is asked
// for.
func TestBylineFollowsTheWords(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", held, func(d *news.StoryDeed) {
		d.Version.Body, d.Version.Credit, d.Version.Byline = take, "NPA", "Ida Norring"
	})
	b.publish(f, Order{Title: "courier"})
	wrote := func(body string, want news.Whose, byline string) {
		t.Helper()
		if _, err := b.Edit(t.Context(), b.look(f.Story.ID), Words{Body: &body}, "kt"); err != nil {
			t.Fatal(err)
		}
		b.publish(b.look(f.Story.ID), Order{On: []Place{{Title: "courier", Own: map[string]string{"byline": "Kay Tiller"}}}})
		r := b.read(f.Story.ID, "courier")
		if r.Whose != want || r.Byline != byline || r.Agency != "NPA" {
			t.Errorf("readers are told %s, %q, %q of %q, want %s, %q", r.Whose, r.Byline, r.Agency, body, want, byline)
		}
	}
	if r := b.read(f.Story.ID, "courier"); r.Whose != news.WhoseAgency || r.Byline != "Ida Norring" {
		t.Errorf("readers are told %s, %q, want the agency's", r.Whose, r.Byline)
	}
	wrote(strings.Replace(take, "Fourteen", "Some", 1), news.WhoseAgency, "Ida Norring")
	wrote(take+"<p>Nobody at the quay had believed in it, and many came.</p>", news.WhoseShared, "Kay Tiller")
	wrote("<p>"+strings.Repeat("Our own man at the quay saw boats leave one after another. ", 8)+"</p>"+take, news.WhoseOwn, "Kay Tiller")
	wrote(take, news.WhoseAgency, "Ida Norring")
}

func TestHomeAndOwnAddress(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	if _, err := b.Place(t.Context(), chief(), f, Placing{Title: "evening", Home: true}); err != nil {
		t.Fatal(err)
	}
	f = b.look(f.Story.ID)
	b.publish(f, Order{Title: "courier"})
	if r := b.read(f.Story.ID, "courier"); r.Home != "" {
		t.Errorf("courier points to %q, where no reader has it", r.Home)
	}
	b.at = b.at.Add(time.Minute)
	b.publish(b.look(f.Story.ID), Order{Title: "evening"})
	r, home := b.read(f.Story.ID, "courier"), b.read(f.Story.ID, "evening")
	if r.Home != "evening" || r.HomePath != home.Path || home.Home != "" {
		t.Errorf("courier points to %q at %s, evening to %q; want to evening at %s, and nowhere", r.Home, r.HomePath, home.Home, home.Path)
	}
	f = b.look(f.Story.ID)
	_, err := b.Place(t.Context(), chief(), f, Placing{Title: "courier", Home: true})
	b.refused("Place(another home)", err, f, news.ErrInvalid, "search engines know its home")
	why := "Another story by now."
	if _, err := b.Place(t.Context(), chief(), f, Placing{Title: "courier", OwnAddress: &why}); err != nil {
		t.Fatal(err)
	}
	if r := b.read(f.Story.ID, "courier"); r.Home != "" {
		t.Errorf("courier points to %q, want to itself, as the desk said", r.Home)
	}
	none := ""
	if _, err := b.Place(t.Context(), chief(), b.look(f.Story.ID), Placing{Title: "courier", OwnAddress: &none}); err != nil {
		t.Fatal(err)
	}
	// Gone from home: the other page is its own again.
	if _, err := b.TakeDown(t.Context(), chief(), b.look(f.Story.ID), "evening", "A court has asked for it."); err != nil {
		t.Fatal(err)
	}
	if r := b.read(f.Story.ID, "courier"); r.Home != "" {
		t.Errorf("courier points to %q, which has been taken down", r.Home)
	}
	f = b.look(f.Story.ID)
	_, err = b.Place(t.Context(), chief(), f, Placing{Title: "courier", Own: map[string]string{"headline": "Quietly"}})
	b.refused("Place(own words readers have)", err, f, news.ErrInvalid, "its words change when it is published")
	moon := "moon"
	_, err = b.Place(t.Context(), chief(), f, Placing{Title: "courier", Section: &moon})
	b.refused("Place(another section)", err, f, news.ErrInvalid, "its section cannot change")
}

// A preview is what readers get afterwards, to the letter.
func TestPreviewIsWhatReadersGet(t *testing.T) {
	b := newBureau(t)
	f := b.onBoth()
	o := Order{On: []Place{{Title: "evening", Section: "sport", Own: map[string]string{"kicker": "Ferries"}}}}
	same := func(step string, o Order) {
		t.Helper()
		f := b.look(f.Story.ID)
		want, err := b.Preview(t.Context(), chief(), f, nil, "evening", o)
		if err != nil {
			t.Fatalf("%s: Preview() = %v", step, err)
		}
		if _, _, err := b.readers(f.Story.ID, "evening"); step == "first" && err == nil {
			t.Error("Preview() showed it to readers")
		}
		b.publish(f, o)
		if got := b.read(f.Story.ID, "evening"); sprint(got) != sprint(want) {
			t.Errorf("%s: readers get\n%s, the preview was\n%s", step, sprint(got), sprint(want))
		}
	}
	same("first", o)
	b.at = b.at.Add(time.Hour)
	if _, err := b.Edit(t.Context(), b.look(f.Story.ID), Words{Headline: text("Second"), Body: text(take)}, "kt"); err != nil {
		t.Fatal(err)
	}
	same("update", Order{On: []Place{{Title: "evening"}}, Note: "What is new."})
	b.at = b.at.Add(time.Hour)
	same("own words", Order{On: []Place{{Title: "evening", Own: map[string]string{"headline": "Ours"}}}, Change: news.Correction, Note: "It was wrong."})

	c := b.look(f.Story.ID).Latest.Wording()
	c.Kicker, c.Headline = "", "Being written"
	r, err := b.Preview(t.Context(), chief(), b.look(f.Story.ID), &c, "courier", Order{})
	if err != nil || r.Headline != "Being written" || r.Section != "world" || !r.FirstPublished.Equal(b.at) {
		t.Errorf("Preview(working copy) = %q in %s of %v, %v", r.Headline, r.Section, r.FirstPublished, err)
	}
	if _, err := b.Preview(t.Context(), news.User{}, f, nil, "courier", Order{}); err == nil {
		t.Error("Preview(nobody) = nil, want it refused")
	}
}

func TestSheetSaysWhereItStands(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", func(d *news.StoryDeed) { d.Version.Body, d.Version.Credit = take, "NPA" })
	if _, err := b.Edit(t.Context(), f, Words{Kicker: text("Harbour"), Body: text(take + "<p>Many came to see it on the quay.</p>")}, "kt"); err != nil {
		t.Fatal(err)
	}
	f = b.look(f.Story.ID)
	s, err := b.Sheet(t.Context(), chief(), f, nil, Order{On: []Place{{Title: "courier", Own: map[string]string{"headline": "Ours"}}}})
	if err != nil || len(s.On) != 1 || s.Note != "One paragraph added." {
		t.Fatalf("Sheet() = %+v, %v, want one title and a note of one paragraph", s, err)
	}
	if x := s.On[0]; !x.Seen || x.Headline != "Ours" || x.Fields[0].Own != "Ours" || x.Fields[0].Replaced != f.Latest.Headline || x.Byline != "Agency report: NPA" || s.Share < .15 || s.Share > .3 {
		t.Errorf("Sheet().On[0] = %+v, share %.2f, want its own headline and whose words it is in", x, s.Share)
	}
}

func TestChangeNote(t *testing.T) {
	base := news.Content{Headline: "H", Body: "<p>The ferry line opened on Monday.</p><p>Fares stay the same for all.</p>"}
	for _, c := range []struct {
		lang, body, headline, want string
	}{
		{"en", base.Body, "H", ""},
		{"en", base.Body, "Other", "New headline."},
		{"en", base.Body + "<p>Nobody came.</p>", "H", "One paragraph added."},
		{"en", "<p>The ferry line opened on Tuesday.</p>", "H", "One paragraph changed and one paragraph taken out."},
		{"de-AT", base.Body + "<p>Eins.</p><p>Zwei.</p>", "Neu", "Neue Überschrift und 2 Absätze ergänzt."},
	} {
		after := base
		after.Language, after.Body, after.Headline = c.lang, c.body, c.headline
		if got := ChangeNote(base, after); got != c.want {
			t.Errorf("ChangeNote(%s, %q) = %q, want %q", c.lang, c.body, got, c.want)
		}
	}
}
