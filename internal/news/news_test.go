package news

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestCompareVersions(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"1", "2", -1}, {"2", "10", -1}, {"007", "7", 0}, {"", "1", 0}, {"", "2", -1},
		{"978556838", "1542761538", -1}, {"99999999999999999999999", "100000000000000000000000", -1},
		{"2a", "2b", -1}, {"b", "a", 1}, {"3", "3", 0},
	} {
		if got := CompareVersions(c.a, c.b); got != c.want {
			t.Errorf("CompareVersions(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := CompareVersions(c.b, c.a); got != -c.want {
			t.Errorf("CompareVersions(%q, %q) = %d, want %d", c.b, c.a, got, -c.want)
		}
	}
}

func TestPathWords(t *testing.T) {
	for in, want := range map[string]string{
		"Norland and Vesmark agree to reopen river": "norland-and-vesmark-agree-to-reopen-river",
		"Größte Straße: „Über den Orve“":            "groesste-strasse-ueber-den-orve",
		"Harbour's 3.5% rise":                       "harbours-3-5-rise",
		"../../etc/passwd?x=1#y":                    "etc-passwd-x-1-y",
		"ميناء جديد":                                "ميناء-جديد",
		"":                                          "",
		"—!?":                                       "",
	} {
		if got := PathWords(in); got != want {
			t.Errorf("PathWords(%q) = %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{strings.Repeat("word ", 40), strings.Repeat("x", 300), strings.Repeat("ي", 200)} {
		got := PathWords(in)
		if len(got) > 72 || got == "" || !utf8.ValidString(got) || strings.HasSuffix(got, "-") {
			t.Errorf("PathWords(%.20q…) = %q, want at most 72 bytes of whole words", in, got)
		}
	}
}

func TestStoryPath(t *testing.T) {
	day := time.Date(2026, 11, 3, 23, 30, 0, 0, time.UTC)
	if got, want := StoryPath("world", "Ferry opens", day, ""), "world/2026/11/03/ferry-opens"; got != want {
		t.Errorf("StoryPath() = %q, want %q", got, want)
	}
	if got, want := StoryPath("world", "Ferry opens", day, "ab12"), "world/2026/11/03/ferry-opens-ab12"; got != want {
		t.Errorf("StoryPath() = %q, want %q", got, want)
	}
	if got, want := StoryPath("world", "!", day, ""), "world/2026/11/03/story"; got != want {
		t.Errorf("StoryPath() = %q, want %q", got, want)
	}
}

func goodTitle() Title {
	return Title{ID: "courier", Name: "The Courier", Language: "en", TimeZone: "Europe/Berlin", Code: "TC", Sections: []Section{{"world", "World"}}}
}

func TestTitleCheck(t *testing.T) {
	if err := goodTitle().Check(); err != nil {
		t.Fatalf("Check() = %v, want nil", err)
	}
	for want, spoil := range map[string]func(*Title){
		"id must be":                   func(t *Title) { t.ID = "The Courier" },
		"name is empty":                func(t *Title) { t.Name = " " },
		`language "" is no BCP 47 tag`: func(t *Title) { t.Language = "" },
		"not an IANA name":             func(t *Title) { t.TimeZone = "Berlin" },
		"capital letters":              func(t *Title) { t.Code = "tc" },
		"has no sections":              func(t *Title) { t.Sections = nil },
		"not a reserved":               func(t *Title) { t.Sections[0].Path = "media" },
		"occurs twice":                 func(t *Title) { t.Sections = append(t.Sections, t.Sections[0]) },
		"has no name":                  func(t *Title) { t.Sections[0].Name = "" },
		"not #rrggbb":                  func(t *Title) { t.Accent = "red" },
		"bar style \"round\"":          func(t *Title) { t.Bar.Style = "round" },
		"bar order \"abc\"":            func(t *Title) { t.Bar.Order = "abc" },
	} {
		title := goodTitle()
		spoil(&title)
		err := title.Check()
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Check() = %v, want ErrInvalid with %q", err, want)
		}
	}
}

func TestSourceCheckAndRoute(t *testing.T) {
	titles := []Title{goodTitle()}
	good := Source{ID: "npa", Credit: "NPA", Rules: []Rule{
		{Title: "courier", Section: "world", Publish: "now", Subjects: []string{"medtop:15"}, Language: "en"},
		{Title: "courier", Section: "world", Publish: "hold", Keywords: []string{"Port"}},
		{Title: "courier", Section: "world", Publish: "now"}}}
	if err := good.Check(titles); err != nil {
		t.Fatalf("Check() = %v, want nil", err)
	}
	for want, spoil := range map[string]func(*Source){
		"id must be":      func(s *Source) { s.ID = "N P A" },
		"credit is empty": func(s *Source) { s.Credit = "" },
		"duplicates":      func(s *Source) { s.Duplicates = "merge" },
		"empty_embargo":   func(s *Source) { s.EmptyEmbargo = "maybe" },
		"rights name":     func(s *Source) { s.Rights.Titles = []TitleID{"nowhere"} },
		"rule 1 names title": func(s *Source) {
			s.Rules = []Rule{{Title: "nowhere", Section: "world", Publish: "now"}}
		},
		"rule 1 names section": func(s *Source) {
			s.Rules = []Rule{{Title: "courier", Section: "moon", Publish: "now"}}
		},
		"publish \"soon\"": func(s *Source) {
			s.Rules = []Rule{{Title: "courier", Section: "world", Publish: "soon"}}
		},
	} {
		s := good
		spoil(&s)
		err := s.Check(titles)
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Check() = %v, want ErrInvalid with %q", err, want)
		}
	}
	for _, c := range []struct {
		name string
		item WireItem
		want int // the rule
	}{
		{"subject by its URI", WireItem{Language: "en-GB", Subjects: []Concept{{Code: "http://cv.iptc.org/newscodes/mediatopic/15000000"}}}, 0},
		{"another language", WireItem{Language: "de", Subjects: []Concept{{Code: "medtop:15000000"}}}, 2},
		{"keyword", WireItem{Keywords: []string{"port"}}, 1},
		{"slugline", WireItem{Slugline: "VESMARK-PORT-STRIKE"}, 1},
		{"a word inside another", WireItem{Slugline: "VESMARK-AIRPORT"}, 2},
		{"nothing", WireItem{}, 2},
	} {
		got := good.Route(Matter{Item: &c.item}, titles).Place
		if len(got) != 1 || got[0].Publish != good.Rules[c.want].Publish || len(got[0].Subjects) != len(good.Rules[c.want].Subjects) {
			t.Errorf("%s: Route() = %+v, want rule %d alone", c.name, got, c.want+1)
		}
	}
	why := good.Explain(Matter{Item: &WireItem{Language: "de", Keywords: []string{"Port"}}}, titles)
	if len(why) != 3 || !strings.Contains(why[0].Why, "language") || why[1].Why != "" || !strings.Contains(why[2].Why, "rule 2") {
		t.Errorf("Explain() = %+v, want the language, nothing and rule 2", why)
	}
	good.Rights.Titles = []TitleID{"other"}
	if got := good.Route(Matter{Item: &WireItem{}}, titles); len(got.Place) != 0 || len(got.Refused) != 1 {
		t.Errorf("Route() outside the contract = %+v, want none, and why", got)
	}
}

func TestSynthetic(t *testing.T) {
	for in, want := range map[string]bool{
		"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia": true,
		"digsrctype:compositeSynthetic":                                          true, "algorithmicMedia": true,
		"http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture": false, "": false,
	} {
		if got := Synthetic(in); got != want {
			t.Errorf("Synthetic(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestReadableHidesWhatReadersMayNotSee(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	file := []Rendition{{Name: "small", Key: "media/a", Width: 640, Height: 427}, {Name: "wide", Key: "media/b", Width: 1280, Height: 853}, {Name: "waiting", Width: 100, Height: 100}}
	pictures := map[PictureID]Picture{
		"shown": {ID: "shown", Renditions: file}, "recalled": {ID: "recalled", Withdrawn: true, Renditions: file},
		"nofile": {ID: "nofile", Renditions: []Rendition{{Name: "x", Href: "https://agency.example/x.jpg"}}},
	}
	v := Version{N: 2, Kind: Take, Content: Content{Headline: "H", SignOff: "N.Desk", Urgency: 12,
		Pictures: []PictureUse{{Picture: "recalled"}, {Picture: "nofile"}, {Picture: "shown", Caption: "c"}, {Picture: "unknown"}}}}
	r := Readable(Story{Source: "npa"}, v, Placement{Headline: "Over", SignOff: "A.Other"}, nil, pictures, Origin{}, Scope{Sources: map[SourceID]Source{"npa": {}}}, now)
	if len(r.Pictures) != 1 || r.Pictures[0].ID != "shown" {
		t.Fatalf("Readable().Pictures = %+v, want the shown one alone", r.Pictures)
	}
	if x := r.Pictures[0].Renditions; len(x) != 2 || x[0].Name != "wide" {
		t.Errorf("Readable() renditions = %+v, want the two with files, widest first", x)
	}
	if r.Headline != "Over" || r.SignOff != "A.Other" || r.Urgency != 5 {
		t.Errorf("Readable() = %q %q %d, want the placement's words and urgency 5", r.Headline, r.SignOff, r.Urgency)
	}
	if c := r.Card(); c.Body != "" || c.Changes != nil {
		t.Errorf("Card() keeps the body or the changes")
	}
}

func TestRightToLeft(t *testing.T) {
	for _, c := range []struct {
		language string
		want     bool
	}{
		{"ar", true}, {"ar-EG", true}, {"HE", true}, {"en", false}, {"", false},
		{"ar-Latn", false}, {"ku-Arab-IQ", true}, {"pa-Arab", true}, {"az-Cyrl", false}, {"he-1994", true}, {"en-x-arab", false},
	} {
		if got := RightToLeft(c.language); got != c.want {
			t.Errorf("RightToLeft(%q) = %v, want %v", c.language, got, c.want)
		}
	}
}
