package news

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var frontNow = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func frontTitle() Title {
	return Title{ID: "courier", Name: "The Courier", Sections: []Section{{Path: "world", Name: "World"}, {Path: "sport", Name: "Sport"}, {Path: "culture", Name: "Culture"}}}
}

// chance makes a front and a stock of all kinds from a seed.
func chance(seed uint64) (Front, Stock) {
	r := rand.New(rand.NewPCG(seed, 1))
	s := Stock{Sections: frontTitle().Sections, Now: frontNow}
	id := func() StoryID { return StoryID(fmt.Sprintf("s%02d", r.IntN(90))) }
	for i := range r.IntN(90) {
		c := Candidate{Story: StoryID(fmt.Sprintf("s%02d", i)), Section: s.Sections[r.IntN(3)].Path, Urgency: 1 + r.IntN(9), Published: frontNow.Add(-time.Duration(r.IntN(50)) * time.Hour), Pictured: r.IntN(2) == 0}
		if r.IntN(5) == 0 {
			c.Shut = "embargoed"
		}
		s.Stories = append(s.Stories, c)
	}
	for range r.IntN(20) {
		s.Alike = append(s.Alike, [2]StoryID{id(), id()})
	}
	layouts := append(Layouts(), Layouts()...)
	f := Front{Title: "courier", Layout: layouts[r.IntN(len(layouts))]}
	if r.IntN(4) == 0 {
		f.Section = "world"
	}
	for range r.IntN(12) {
		x := Slot{At: []SlotID{SlotLead, SlotLead2, SecondSlot(1 + r.IntN(5)), StripSlot("sport", 1+r.IntN(8)), StripSlot("world", 1+r.IntN(8))}[r.IntN(5)], Story: id()}
		if r.IntN(3) == 0 {
			x.From = frontNow.Add(time.Duration(r.IntN(5)-2) * time.Hour)
			x.Until = x.From.Add(2 * time.Hour)
		}
		f = f.With(x)
	}
	if f.Section != "" {
		f.Slots = slices.DeleteFunc(f.Slots, func(x Slot) bool { return strings.HasPrefix(string(x.At), "strip") })
	}
	return f, s
}

func TestFillHoldsItsBounds(t *testing.T) {
	for seed := range uint64(3000) {
		f, s := chance(seed)
		if err := f.Check(frontTitle()); err != nil {
			t.Fatalf("seed %d: Check() = %v, want nil", seed, err)
		}
		p := Fill(f, s)
		shut := map[StoryID]bool{}
		for _, c := range s.Stories {
			shut[c.Story] = c.Shut != ""
		}
		seen, pictures := map[StoryID]Filled{}, 0
		for _, x := range p.All() {
			if known := slices.ContainsFunc(s.Stories, func(c Candidate) bool { return c.Story == x.Story }); shut[x.Story] || !known {
				t.Errorf("seed %d: %s stands on the page, and readers may not see it", seed, x.Story)
			}
			if _, twice := seen[x.Story]; twice {
				t.Errorf("seed %d: %s stands twice", seed, x.Story)
			}
			if x.Why == "" {
				t.Errorf("seed %d: nothing says why %s stands at %s", seed, x.Story, x.At)
			}
			seen[x.Story] = x
			if x.Picture {
				pictures++
			}
		}
		if len(seen) > FrontStories || pictures > FrontPictures {
			t.Errorf("seed %d: %d stories and %d pictures, want at most %d and %d", seed, len(seen), pictures, FrontStories, FrontPictures)
		}
		for _, pair := range s.Alike {
			a, onA := seen[pair[0]]
			b, onB := seen[pair[1]]
			if f.Section == "" && onA && onB && a.Story != b.Story && !a.Pinned && !b.Pinned {
				t.Errorf("seed %d: %s and %s tell of one event and both stand by rule", seed, a.Story, b.Story)
			}
		}
		for _, x := range f.Slots {
			_, shown := seen[x.Story]
			skipped := slices.ContainsFunc(p.Skipped, func(k Skipped) bool { return k.Story == x.Story && k.Why != "" })
			if x.Story != "" && !skipped && (!shown || !seen[x.Story].Pinned || seen[x.Story].At != x.At) {
				t.Errorf("seed %d: the pin of %s on %s is neither shown nor explained", seed, x.Story, x.At)
			}
		}
		rand.Shuffle(len(s.Stories), func(i, j int) { s.Stories[i], s.Stories[j] = s.Stories[j], s.Stories[i] })
		if again := Fill(f, s); !reflect.DeepEqual(again, p) && len(s.Alike) == 0 {
			t.Errorf("seed %d: Fill() differs by the order of the candidates", seed)
		} else if again.Layout != p.Layout || !slices.EqualFunc(again.All(), p.All(), func(a, b Filled) bool { return a.At == b.At && a.Story == b.Story }) {
			t.Errorf("seed %d: Fill() gives other stories by the order of the candidates", seed)
		}
	}
}

func story(id string, section string, urgency int, ago time.Duration) Candidate {
	return Candidate{Story: StoryID(id), Section: section, Urgency: urgency, Published: frontNow.Add(-ago), Pictured: true}
}

func TestFillTakesPinsOverTheRule(t *testing.T) {
	s := Stock{Sections: frontTitle().Sections, Now: frontNow, Stories: []Candidate{
		story("a", "world", 1, time.Hour), story("b", "sport", 3, 2*time.Hour), story("c", "culture", 4, 3*time.Hour),
		story("old", "culture", 8, 400*time.Hour), story("d", "world", 5, 4*time.Hour),
	}}
	s.Stories = append(s.Stories, Candidate{Story: "secret", Section: "world", Shut: "it is under embargo"})
	f := Front{Title: "courier"}.With(Slot{At: SlotLead, Story: "old", Headline: "Of old"}).With(Slot{At: SecondSlot(1), Story: "secret"}).
		With(Slot{At: SecondSlot(2), Story: "c", From: frontNow, Until: frontNow.Add(time.Hour)})
	p := Fill(f, s)
	if got := p.Lead[0]; got.Story != "old" || !got.Pinned || got.Headline != "Of old" {
		t.Errorf("lead = %+v, want the pinned story with its headline", got)
	}
	if p.Second[0].Story != "a" || p.Second[1].Story != "c" || !p.Second[1].Pinned {
		t.Errorf("second = %+v, want a by rule and c pinned", p.Second)
	}
	if len(p.Skipped) != 1 || p.Skipped[0].Why != "it is under embargo" {
		t.Errorf("skipped = %+v, want the secret one with its reason", p.Skipped)
	}
	s.Now = frontNow.Add(time.Hour)
	if p = Fill(f, s); p.Second[1].Pinned || len(p.Skipped) != 2 {
		t.Errorf("after its end the pin stands: %+v, skipped %+v", p.Second, p.Skipped)
	}
}

func TestFillGivesOneEventOnePlace(t *testing.T) {
	s := Stock{Sections: frontTitle().Sections, Now: frontNow, Alike: [][2]StoryID{{"b", "a"}, {"c", "b"}}, Stories: []Candidate{
		story("a", "world", 1, time.Hour), story("b", "world", 2, 2*time.Hour), story("c", "culture", 4, 3*time.Hour)}}
	p := Fill(Front{Title: "courier"}, s)
	if len(p.All()) != 2 || !slices.Equal(p.Lead[0].Folded, []StoryID{"b"}) {
		t.Errorf("Fill() = %+v, want a with b folded into it, and c, which is like b alone", p.All())
	}
}

func TestFillShapesTheTop(t *testing.T) {
	var s Stock
	s.Now, s.Sections = frontNow, frontTitle().Sections
	for i := range 30 {
		s.Stories = append(s.Stories, story(fmt.Sprintf("s%02d", i), []string{"world", "sport", "culture"}[i%3], 1+i%9, time.Duration(i)*time.Minute))
	}
	for _, c := range []struct {
		layout        Layout
		seconds       int
		leads, second int
		picture       bool
	}{{LayoutByRule, 0, 1, 4, true}, {LayoutLead, 5, 1, 5, true}, {LayoutBare, 0, 1, 3, false}, {LayoutDouble, 3, 2, 3, true}, {LayoutBig, 0, 1, 4, true}, {LayoutQuiet, 0, 2, 0, true}} {
		p := Fill(Front{Title: "courier", Layout: c.layout, Seconds: c.seconds}, s)
		if len(p.Lead) != c.leads || len(p.Second) != c.second || p.Lead[0].Picture != c.picture || len(p.Strips) != 3 {
			t.Errorf("layout %q: %d leads (picture %v), %d second, %d strips; want %d (%v), %d, 3", c.layout, len(p.Lead), p.Lead[0].Picture, len(p.Second), len(p.Strips), c.leads, c.picture, c.second)
		}
	}
	if p := Fill(Front{Title: "courier", Section: "world"}, s); p.Layout != LayoutList || len(p.Lead) != 0 || len(p.Hour) != 10 {
		t.Errorf("section by rule: %+v, want its ten stories as a list", p)
	}
	f := Front{Title: "courier", Section: "world"}.With(Slot{At: SlotLead, Story: "s29"})
	if p := Fill(f, s); p.Lead[0].Story != "s29" || len(p.Second) != 4 || len(p.Hour) != 6 {
		t.Errorf("section with a pin: %+v, want a lead, four and six", p)
	}
	strips := Fill(Front{Title: "courier", NoHour: true, Strips: []FrontStrip{{"sport", 2}}}, s)
	if len(strips.Strips) != 1 || len(strips.Strips[0].Slots) != 2 || strips.Hour != nil {
		t.Errorf("one strip of two: %+v", strips)
	}
}

func TestFrontCheckSaysWhatToDo(t *testing.T) {
	pin := func(at SlotID, story StoryID) Slot { return Slot{At: at, Story: story} }
	for _, c := range []struct {
		f    Front
		says string
	}{
		{Front{}, "not of title"},
		{Front{Section: "nowhere"}, "no such section; it has world"},
		{Front{Section: "world", Strips: []FrontStrip{{"sport", 1}}}, "leave them out"},
		{Front{Layout: "triple"}, "none of"},
		{Front{Layout: LayoutList}, "none of"},
		{Front{Seconds: 6}, "it takes 3 to 5"},
		{Front{Strips: []FrontStrip{{"sport", 1}, {"sport", 2}}}, "take one away"},
		{Front{Strips: []FrontStrip{{"sport", 9}}}, "it takes 1 to 8"},
		{Front{Slots: []Slot{pin("second/6", "a")}}, "no place"},
		{Front{Slots: []Slot{pin("strip/nowhere/1", "a")}}, "no place"},
		{Front{Section: "world", Slots: []Slot{pin("strip/world/1", "a")}}, "no place"},
		{Front{Slots: []Slot{pin(SlotLead, "a"), pin(SlotLead, "b")}}, "two pins"},
		{Front{Slots: []Slot{pin(SlotLead, "a"), pin(SlotLead2, "a")}}, "pinned twice"},
		{Front{Slots: []Slot{{At: SlotLead, Story: "a", From: frontNow, Until: frontNow}}}, "set a later end"},
		{Front{Slots: []Slot{{At: SlotLead, Headline: "H"}}}, "pin the story"},
		{Front{Slots: []Slot{{At: SlotLead, Story: "a", Headline: strings.Repeat("é", 121)}}}, "shorten it"},
		{Front{Slots: []Slot{{At: SlotLead, Story: "a", Headline: "one\ntwo"}}}, "more than one line"},
		{Front{Slots: []Slot{{At: SlotLead, Story: "a", Size: "huge"}}}, "neither small nor large"},
	} {
		if c.says != "not of title" {
			c.f.Title = "courier"
		}
		if err := c.f.Check(frontTitle()); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Check(%+v) = %v, want it invalid, saying %q", c.f, err, c.says)
		}
	}
}

func TestBannerEndsByItself(t *testing.T) {
	b := Banner{Title: "courier", Words: "Bridge closed", From: frontNow, Until: frontNow.Add(time.Hour)}
	if err := b.Check(frontNow); err != nil {
		t.Errorf("Check() = %v, want nil", err)
	}
	for _, c := range []struct {
		after time.Duration
		on    bool
	}{{-time.Microsecond, false}, {0, true}, {time.Hour - 1, true}, {time.Hour, false}} {
		if got := b.On(frontNow.Add(c.after)); got != c.on {
			t.Errorf("On(%v) = %v, want %v", c.after, got, c.on)
		}
	}
	if got := b.Next(frontNow); !got.Equal(b.Until) {
		t.Errorf("Next() = %v, want its end", got)
	}
	for _, bad := range []Banner{{Words: strings.Repeat("é", 121), Until: b.Until}, {Words: "x"}, {Words: "x", Until: frontNow}, {Words: "a\nb", Until: b.Until}, {Words: "x", Until: frontNow.Add(100 * time.Hour)}} {
		if err := bad.Check(frontNow); !errors.Is(err, ErrInvalid) {
			t.Errorf("Check(%+v) = %v, want ErrInvalid", bad, err)
		}
	}
}
