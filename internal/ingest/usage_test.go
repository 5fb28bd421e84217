package ingest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/newscodes"
	"broadsheet/internal/store/storetest"
)

// source changes the agency, and reads its rules anew.
func (n *newsroom) source(change func(*news.Source)) {
	n.t.Helper()
	src, err := n.store.Source(n.t.Context(), "npa")
	if err != nil {
		n.t.Fatal(err)
	}
	change(&src)
	if _, err := n.store.SaveSource(n.t.Context(), src, n.now()); err != nil {
		n.t.Fatal(err)
	}
}

// publishedIn says where the title is.
func (n *newsroom) publishedIn(codes ...string) {
	n.t.Helper()
	titles, err := n.store.Titles(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	titles[0].Territory = codes
	if _, err := n.store.SaveTitle(n.t.Context(), titles[0], 0, n.now()); err != nil {
		n.t.Fatal(err)
	}
}

func (n *newsroom) wantFlag(guid, says string) {
	n.t.Helper()
	for _, f := range n.file(guid).Story.Flags {
		if strings.Contains(f, says) {
			return
		}
	}
	n.t.Errorf("story %s has the flags %q, want one with %q", guid, n.file(guid).Story.Flags, says)
}

// subject makes the end of a message on a subject.
func subject(code string) string { return fmt.Sprintf(`,"subjects":[{"uri":%q}]`, code) }

// A rule on a branch of the vocabulary takes whatever stands below it, however
// the agency writes its codes.
func TestRulesTakeAllBelowATopic(t *testing.T) {
	n := newNewsroom(t)
	tree, err := newscodes.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	n.Topics = tree.Expand
	n.source(func(s *news.Source) {
		s.Rules = []news.Rule{{Subjects: []string{"medtop:15000000"}, Title: "courier", Section: "sport", Publish: "now"}, {Title: "courier", Section: "world", Publish: "now"}}
	})
	for code, want := range map[string]string{
		"medtop:15000000": "sport", "http://cv.iptc.org/newscodes/mediatopic/20001065": "sport", "medtop:20000881": "sport", "subj:15054000": "sport",
		"http://cv.iptc.org/newscodes/subjectcode/15054000": "sport", "subj:15999001": "sport", "medtop:04000000": "world", "subj:04000000": "world", "npa:15000000": "world",
	} {
		n.take(message("s-"+code, "1", subject(code)))
		if f := n.file("s-" + code); len(f.Placements) != 1 || f.Placements[0].Section != want {
			t.Errorf("copy on %s has the placements %+v, want one in %s", code, f.Placements, want)
		}
	}
}

func TestDiscardedItemsAreRecordedOnly(t *testing.T) {
	n := newNewsroom(t)
	n.source(func(s *news.Source) {
		s.Rules = append([]news.Rule{{Keywords: []string{"horoscope"}, Publish: "discard"}}, s.Rules...)
	})
	kind := `,"slugline":"STARS-HOROSCOPE"`
	taken := n.take(message("h", "1", kind))
	n.wantOutcome(taken, "discarded: rule 1")
	if taken.Items[0].Story != "" {
		t.Errorf("Take() files story %s, want none", taken.Items[0].Story)
	}
	if _, err := n.store.StoryByGUID(t.Context(), "npa", "h"); err == nil {
		t.Error("StoryByGUID() finds a story, want none")
	}
	n.wantOutcome(n.take(message("h", "1", kind)), "repeated")
	n.wantOutcome(n.take(message("h", "2", kind)), "discarded: rule 1")
	n.wantOutcome(n.take(`{"uri":"h","version":"3","pubStatus":"canceled"}`), "killed")
	n.wantOutcome(n.take(message("h", "4", "")), "kept: the story is killed")
	if got, err := n.store.CountWireItems(t.Context(), "npa"); got != 4 || err != nil {
		t.Errorf("CountWireItems() = %d, %v, want 4: all are recorded", got, err)
	}
	// What is before readers is not discarded by a later word on its subject.
	n.wantOutcome(n.take(message("i", "1", "")), "filed")
	n.wantOutcome(n.take(message("i", "2", kind)), "updated")
	if r, err := n.readers("i"); err != nil || r.Version != 2 {
		t.Errorf("readers of i get version %d, %v, want 2", r.Version, err)
	}
}

func TestRulesGoByTheTitlesClock(t *testing.T) {
	n := newNewsroom(t)
	n.source(func(s *news.Source) {
		s.Rules = []news.Rule{{Hours: "06:00-22:00", Title: "courier", Section: "world", Publish: "now"}, {Title: "courier", Section: "world", Publish: "hold"}}
	})
	for _, c := range []struct {
		after time.Duration
		state news.State
	}{{0, news.Live}, {12 * time.Hour, news.Held}, {20*time.Hour - time.Second, news.Held}, {20 * time.Hour, news.Live}} { // from 10:00 in Berlin
		n.at = storetest.T0.Add(c.after)
		guid := fmt.Sprint("c", c.after)
		n.take(message(guid, "1", ""))
		if p := n.file(guid).Placements[0]; p.State != c.state {
			t.Errorf("copy %v after 10:00 is %s, want %s", c.after, p.State, c.state)
		}
	}
}

// R20: copy that is limited to some countries waits for the desk on titles
// elsewhere, and no reader gets it by any other way.
func TestUsageTermsHoldCopyBack(t *testing.T) {
	for _, c := range []struct {
		terms     string
		territory []string
		says      string // "" is before readers
	}{
		{"", nil, ""},
		{"GERMANY OUT", []string{"FR"}, ""},
		{"GERMANY OUT", []string{"DE"}, "does not give it for DE"},
		{"GERMANY OUT", []string{"DE", "FR"}, "does not give it for DE"},
		{"GERMANY OUT", nil, "declares none"},
		{"Not for use outside the United States", []string{"US"}, ""},
		{"Not for use outside the United States", []string{"DE"}, "for US only"},
		{"NO INTERNET", nil, "print only"},
		{"EDITORIAL USE ONLY; NO SALES", nil, ""},
	} {
		n := newNewsroom(t)
		n.publishedIn(c.territory...)
		n.take(message("a", "1", fmt.Sprintf(`,"usageterms":%q`, c.terms)))
		f := n.file("a")
		_, err := n.readers("a")
		if shown := err == nil; shown != (c.says == "") || (f.Placements[0].State == news.Live) != shown {
			t.Errorf("%q in %v: shown %v, placement %s; want shown %v", c.terms, c.territory, shown, f.Placements[0].State, c.says == "")
		}
		if c.says != "" {
			n.wantFlag("a", c.says)
		}
	}
}

func TestUsageTermsOfALaterVersion(t *testing.T) {
	n := newNewsroom(t)
	n.publishedIn("DE")
	n.take(message("a", "1", ""))
	if _, err := n.readers("a"); err != nil {
		t.Fatal(err)
	}
	n.take(message("a", "2", `,"usageterms":"GERMANY OUT. By arrangement with Hallen Press"`))
	if _, err := n.readers("a"); err == nil {
		t.Error("readers have the story, want it gone once the agency excludes their country")
	}
	n.wantFlag("a", "It cannot go before readers of \"courier\"")
	n.wantFlag("a", "“By arrangement with Hallen Press”")
	n.take(message("a", "3", `,"usageterms":"NO SALES"`))
	if r, err := n.readers("a"); err != nil || r.Version != 3 {
		t.Errorf("readers get version %d, %v, want 3, whose terms let it go", r.Version, err)
	}
	for _, f := range n.file("a").Story.Flags {
		if strings.Contains(f, "Hallen Press") {
			t.Errorf("flag %q stands, want it gone with the version that had the words", f)
		}
	}
}

func TestNoteOnUseLimitsAndIsNotQuoted(t *testing.T) {
	n := newNewsroom(t)
	n.publishedIn("DE")
	n.take(message("a", "1", `,"ednote":"Recasts with quotes. GERMANY OUT"`))
	if _, err := n.readers("a"); err == nil {
		t.Error("readers have the story, want that a note on its use holds it back")
	}
	if u := n.file("a").Story.Limits.Unread; len(u) > 0 {
		t.Errorf("Limits.Unread = %q, want nothing of a note", u)
	}
}

// A take that comes to words of the desk's adds its limits; those the words came
// with stay.
func TestLimitsOfATouchedStory(t *testing.T) {
	n := newNewsroom(t)
	n.publishedIn("DE")
	n.take(message("a", "1", `,"usageterms":"NO SALES"`))
	f := n.file("a")
	st, v := f.Story, *f.Latest
	st.Head, st.Touched = 2, true
	v.N, v.Kind = 2, news.Edit
	if _, err := n.store.SaveStory(t.Context(), news.StoryDeed{Verb: news.VerbEdited, At: n.now(), Story: st, Version: &v}); err != nil {
		t.Fatal(err)
	}
	n.wantOutcome(n.take(message("a", "2", `,"usageterms":"GERMANY OUT"`)), "attached")
	if l := n.file("a").Story.Limits; !l.NoSales || len(l.Out) != 1 {
		t.Errorf("Limits = %+v, want those of both takes", l)
	}
	if _, err := n.readers("a"); err == nil {
		t.Error("readers have the story, want it gone")
	}
}

// A new picture of a take that came to words of the desk's is here to be taken,
// and a picture that readers have is not changed by it.
func TestPicturesOfAnAttachedTake(t *testing.T) {
	n := illustrated(t)
	picture := func(id, caption string) string {
		return fmt.Sprintf(`{"name":%q,"uri":%q,"version":"1","type":"picture","headlines":[{"role":"main","value":%q}],"renditions":[{"name":"wide","href":"ferry.jpg"}]}`, id, id, caption)
	}
	n.take(message("b", "1", `,"associations":[`+picture("p7", "One")+`]`))
	f := n.file("b")
	st, v := f.Story, *f.Latest
	st.Head, st.Touched = 2, true
	v.N, v.Kind = 2, news.Edit
	if _, err := n.store.SaveStory(t.Context(), news.StoryDeed{Verb: news.VerbEdited, At: n.now(), Story: st, Version: &v}); err != nil {
		t.Fatal(err)
	}
	before, err := n.store.PictureByGUID(t.Context(), "npa", "p7")
	if err != nil {
		t.Fatal(err)
	}
	n.wantOutcome(n.take(message("b", "2", `,"associations":[`+picture("p7", "Two")+`,`+picture("p8", "New")+`]`)), "attached")
	if after, err := n.store.PictureByGUID(t.Context(), "npa", "p7"); err != nil || after.Rev != before.Rev {
		t.Errorf("PictureByGUID(p7) = rev %d, %v, want rev %d", after.Rev, err, before.Rev)
	}
	added, err := n.store.PictureByGUID(t.Context(), "npa", "p8")
	if err != nil {
		t.Fatal(err)
	}
	takes, err := n.store.AttachedTakes(t.Context(), f.Story.ID)
	if err != nil || len(takes) != 1 || len(takes[0].Pictures) != 2 || takes[0].Pictures[1].Picture != added.ID {
		t.Errorf("AttachedTakes() = %+v, %v, want both pictures", takes, err)
	}
}

func TestPicturesTermsOfUse(t *testing.T) {
	for terms, want := range map[string]int{"NO SALES": 1, "GERMANY OUT": 0, "FRANCE OUT": 1, "MANDATORY CREDIT": 0, `MANDATORY CREDIT: HALLEN GAZETTE`: 1, "NO INTERNET": 0} {
		n := illustrated(t)
		n.publishedIn("DE")
		n.take(message("b", "1", fmt.Sprintf(`,"associations":[{"name":"main","uri":"p2","version":"1","type":"picture","usageterms":%q,"renditions":[{"name":"wide","href":"ferry.jpg"}]}]`, terms)))
		r, err := n.readers("b")
		if err != nil || len(r.Pictures) != want {
			t.Errorf("%s: readers get %d pictures, %v, want the story and %d", terms, len(r.Pictures), err, want)
			continue
		}
		if want == 0 {
			n.wantFlag("b", "Picture p2 is not shown")
		} else if strings.Contains(terms, "GAZETTE") && r.Pictures[0].Credit != "HALLEN GAZETTE" {
			t.Errorf("%s: credit %q, want the one asked for", terms, r.Pictures[0].Credit)
		}
	}
}

// A picture's own item knows its terms better than the copy that carries it.
func TestPictureItemsTermsReplace(t *testing.T) {
	n := illustrated(t)
	n.publishedIn("DE")
	n.take(`{"uri":"p1","version":"2","type":"picture","usageterms":"GERMANY OUT","renditions":[{"name":"wide","href":"ferry.jpg"}]}`)
	n.wantPictures("once it is out of their country", 0)
	n.take(message("a", "2", pictured("")))
	n.wantPictures("after copy that carries it and says nothing", 0)
	n.take(`{"uri":"p1","version":"3","type":"picture","usageterms":"NO SALES","renditions":[{"name":"wide","href":"ferry.jpg"}]}`)
	n.wantPictures("once its own item lets it go", 1)
}

func TestContractByProfile(t *testing.T) {
	n := newNewsroom(t)
	n.source(func(s *news.Source) {
		s.Contracts = []news.Contract{{Name: "sport", Profiles: []string{"sport*"}, Rights: news.Rights{Titles: []news.TitleID{"evening"}, Credit: "{credit} Sport"}},
			{Name: "culture", Profiles: []string{"culture"}, Rights: news.Rights{Credit: "{byline} for {credit}"}}}
	})
	n.take(message("s", "1", `,"profile":"sport live"`))
	if f := n.file("s"); len(f.Placements) != 0 || f.Story.Contract != "sport" || f.Latest.Credit != "NPA Sport" {
		t.Errorf("sport: placements %v under %q with credit %q, want none under sport, \"NPA Sport\"", f.Placements, f.Story.Contract, f.Latest.Credit)
	}
	n.wantFlag("s", `the contract does not allow title "courier"`)
	n.take(message("c", "1", `,"profile":"culture","by":"A. Example"`))
	if r, err := n.readers("c"); err != nil || r.Agency != "A. Example for NPA" {
		t.Errorf("culture: agency %q, %v, want the contract's form", r.Agency, err)
	}
	n.source(func(s *news.Source) { s.Contracts = s.Contracts[:1] }) // the one of culture is dropped
	for _, id := range must(n.store.Due(t.Context(), n.now(), 10)) {
		if _, err := n.store.SettleDue(t.Context(), id, n.now()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := n.readers("c"); err == nil {
		t.Error("readers have copy of a dropped contract on a title that another one excludes; want the strictest to hold")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
