package news

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func full() *WireItem {
	return &WireItem{Format: "newsml-g2 2.35", Profile: "Sport Premium", Language: "de-CH", Urgency: 3, Slugline: "HALLEN-FERRY-STRIKE", Genre: "genre:Interview",
		Dateline: "NEU HALLEN, 23. November (VN) -", Located: "Sandau", Keywords: []string{"Port", "Strike"}, Subjects: []Concept{{Code: "subj:15054000"}},
		Places: []Place{{Name: "Hallen", Code: "geo:NO-HAL"}}, People: []Concept{{Name: "R. Example"}}, Organisations: []Organisation{{Name: "Hallen Port", Code: "org:77"}}}
}

func TestConditions(t *testing.T) {
	m := Matter{Item: full(), Topics: []string{"medtop:20001065", "medtop:20000822", "medtop:15000000"}, At: time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC)}
	for _, c := range []struct {
		name string
		rule Rule
		want bool
	}{
		{"nothing asked", Rule{}, true},
		{"format", Rule{Formats: []string{"nitf", "NewsML-G2"}}, true},
		{"another format", Rule{Formats: []string{"newsml1"}}, false},
		{"profile", Rule{Profiles: []string{"sport*"}}, true},
		{"another profile", Rule{Profiles: []string{"sport"}}, false},
		{"topic above", Rule{Subjects: []string{"medtop:15000000"}}, true},
		{"topic above, as a URI", Rule{Subjects: []string{"https://cv.iptc.org/newscodes/mediatopic/15000000"}}, true},
		{"code as sent", Rule{Subjects: []string{"subj:15"}}, true},
		{"another topic", Rule{Subjects: []string{"medtop:04000000"}}, false},
		{"topic excluded", Rule{NotSubjects: []string{"medtop:04000000", "medtop:20001065"}}, false},
		{"another topic excluded", Rule{NotSubjects: []string{"medtop:04000000"}}, true},
		{"keyword", Rule{Keywords: []string{"port"}}, true},
		{"word of the slugline", Rule{Keywords: []string{"ferry"}}, true},
		{"keyword excluded", Rule{NotKeywords: []string{"strike"}}, false},
		{"slugline", Rule{Sluglines: []string{"*-ferry-*"}}, true},
		{"part of a slugline", Rule{Sluglines: []string{"ferry"}}, false},
		{"slugline excluded", Rule{NotSluglines: []string{"HALLEN*"}}, false},
		{"language", Rule{Language: "DE"}, true},
		{"one of the languages", Rule{Languages: []string{"en", "de"}}, true},
		{"language of a country", Rule{Languages: []string{"de-CH"}}, true},
		{"language of another country", Rule{Languages: []string{"de-AT"}}, false},
		{"language and languages are one list", Rule{Language: "en", Languages: []string{"de"}}, true},
		{"urgency", Rule{Urgency: "3"}, true},
		{"urgency range", Rule{Urgency: "1-3"}, true},
		{"less urgent", Rule{Urgency: "4-9"}, false},
		{"place", Rule{Places: []string{"HALLEN"}}, true},
		{"place by its code", Rule{Places: []string{"no-hal"}}, true},
		{"another place", Rule{Places: []string{"Sandau"}}, false},
		{"place excluded", Rule{NotPlaces: []string{"geo:NO-HAL"}}, false},
		{"dateline", Rule{Datelines: []string{"Neu Hallen"}}, true},
		{"beginning of a dateline's word", Rule{Datelines: []string{"Neu Hall"}}, false},
		{"where it was made", Rule{Datelines: []string{"sandau"}}, true},
		{"genre", Rule{Genres: []string{"interview"}}, true},
		{"another genre", Rule{Genres: []string{"comment"}}, false},
		{"person", Rule{People: []string{"r. example"}}, true},
		{"organisation", Rule{Organisations: []string{"77"}}, true},
		{"another organisation", Rule{Organisations: []string{"7"}}, false},
		{"all together", Rule{Formats: []string{"newsml-g2"}, Subjects: []string{"medtop:15000000"}, Urgency: "1-4", Hours: "23:00-01:00", Weekdays: "Mon"}, true},
		{"all but one", Rule{Formats: []string{"newsml-g2"}, Subjects: []string{"medtop:15000000"}, Urgency: "1-2", Hours: "23:00-01:00"}, false},
	} {
		zone, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		why := c.rule.Refuses(m, zone)
		if got := why == ""; got != c.want {
			t.Errorf("%s: Refuses() = %q, want holds %v", c.name, why, c.want)
		}
		if got := c.rule.Matches(m, func() *time.Location { return zone }); got != c.want {
			t.Errorf("%s: Matches() = %v, want %v", c.name, got, c.want)
		}
	}
	if why := (Rule{Urgency: "5"}).Refuses(Matter{Item: &WireItem{}}, time.UTC); why != "" {
		t.Errorf("Refuses(copy without urgency, 5) = %q, want that it counts as 5", why)
	}
	if why := (Rule{Places: []string{""}, Genres: []string{""}}).Refuses(Matter{Item: &WireItem{}}, time.UTC); why == "" {
		t.Errorf("Refuses(empty entries) = %q, want that nothing is not a term", why)
	}
}

func TestFamily(t *testing.T) {
	for in, want := range map[string]string{
		"newsml-g2 2.35": "newsml-g2", "newsml-g2": "newsml-g2", "newsml 1.2": "newsml1", "nitf 3.6": "nitf", "NITF": "nitf", "ninjs 3.x": "ninjs", "iptc 7901": "iptc7901",
		"anpa 1312": "anpa", "rss 2.0": "rss", "rdf 1.0": "rss", "atom 1.0": "atom", "json feed 1.1": "jsonfeed", "mail": "mail", "telex": "", "": "",
	} {
		if got := Family(in); got != want {
			t.Errorf("Family(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLikePattern(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"abc", "ABC", true}, {"abc", "abcd", false}, {"a*", "a", true}, {"*", "", true}, {"*a*", "bab", true}, {"a*b*c", "axxbyyc", true}, {"a*b*c", "acb", false},
		{"ab*ba", "aba", false}, {"*-x", "a-x-x", true}, {"", "", true}, {"", "a", false}, {"**a", "a", true}, {"a*a", "a", false},
	} {
		if got := likePattern(c.pattern, c.text); got != c.want {
			t.Errorf("likePattern(%q, %q) = %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
}

// TestHours covers midnight and the two nights of the year on which the clock
// of Berlin jumps: 29 March 2026, 02:00 to 03:00, and 25 October, back to 02:00.
func TestHours(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		days, hours, at string // at is UTC
		want            bool
	}{
		{"", "06:00-22:00", "2026-11-23T05:00:00Z", true},  // 06:00
		{"", "06:00-22:00", "2026-11-23T04:59:59Z", false}, // 05:59:59
		{"", "06:00-22:00", "2026-11-23T20:59:59Z", true},  // 21:59:59
		{"", "06:00-22:00", "2026-11-23T21:00:00Z", false}, // 22:00
		{"", "00:00-24:00", "2026-11-23T23:00:00Z", true},  // midnight
		{"", "22:00-24:00", "2026-11-23T22:59:59Z", true},  // 23:59:59
		{"", "22:00-24:00", "2026-11-23T23:00:00Z", false}, // 00:00 next day
		{"", "22:00-06:00", "2026-11-23T23:00:00Z", true},  // 00:00
		{"", "22:00-06:00", "2026-11-23T11:00:00Z", false}, // noon
		{"", "06:00-09:00, 18:00-20:00", "2026-11-23T18:00:00Z", true},
		{"", "06:00-09:00, 18:00-20:00", "2026-11-23T11:00:00Z", false},
		{"Mon", "", "2026-11-22T23:00:00Z", true},      // Monday 00:00 in Berlin, Sunday in UTC
		{"Mon", "", "2026-11-23T23:00:00Z", false},     // Tuesday 00:00
		{"Mon-Fri", "", "2026-11-28T11:00:00Z", false}, // Saturday
		{"Sat-Mon", "", "2026-11-22T11:00:00Z", true},  // Sunday
		{"Sat-Mon", "", "2026-11-24T11:00:00Z", false}, // Tuesday
		{"tue, sunday", "", "2026-11-22T11:00:00Z", true},
		{"Fri", "22:00-06:00", "2026-11-27T22:00:00Z", true},  // Friday 23:00
		{"Fri", "22:00-06:00", "2026-11-28T04:00:00Z", true},  // Saturday 05:00: Friday's night
		{"Fri", "22:00-06:00", "2026-11-28T05:00:00Z", false}, // Saturday 06:00
		{"Fri", "22:00-06:00", "2026-11-27T02:00:00Z", false}, // Friday 03:00: Thursday's night
		{"Sat", "22:00-06:00", "2026-11-29T02:00:00Z", true},  // Sunday 03:00: Saturday's night, over the week's end
		{"", "02:00-03:00", "2026-03-29T00:59:59Z", false},    // 01:59:59, and then it is
		{"", "02:00-03:00", "2026-03-29T01:00:00Z", false},    // 03:00
		{"", "01:30-03:30", "2026-03-29T01:15:00Z", true},     // 03:15
		{"", "02:00-03:00", "2026-10-25T00:30:00Z", true},     // 02:30, for the first time
		{"", "02:00-03:00", "2026-10-25T01:30:00Z", true},     // 02:30, for the second
		{"", "02:00-03:00", "2026-10-25T02:00:00Z", false},    // 03:00
		{"Sun", "22:00-03:00", "2026-10-25T01:30:00Z", false}, // Sunday 02:30: Saturday's night
		{"Sat", "22:00-03:00", "2026-10-25T01:30:00Z", true},
		{"", "6-22", "2026-11-23T11:00:00Z", false}, // cannot be read: never
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := scheduleOf(Rule{Weekdays: c.days, Hours: c.hours}).holds(at.In(berlin)); got != c.want {
			t.Errorf("holds(%q %q, %s) = %v, want %v", c.days, c.hours, at.In(berlin).Format("Mon 15:04:05 MST"), got, c.want)
		}
	}
}

// A rule's hours are those of its title's clock.
func TestHoursOfTwoTitles(t *testing.T) {
	far := goodTitle()
	far.ID, far.TimeZone = "herald", "Pacific/Auckland"
	s := Source{ID: "npa", Credit: "NPA", Rules: []Rule{
		{Title: "courier", Section: "world", Publish: "now", Hours: "06:00-22:00"},
		{Title: "herald", Section: "world", Publish: "now", Hours: "06:00-22:00"}}}
	m := Matter{Item: &WireItem{}, At: time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)} // 21:00 and 09:00
	titles := []Title{goodTitle(), far}
	if got := s.Route(m, titles); len(got.Place) != 2 {
		t.Errorf("Route(20:00 UTC) = %+v, want both titles", got)
	}
	m.At = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) // 11:00 and 23:00
	if got := s.Route(m, titles); len(got.Place) != 1 || got.Place[0].Title != "courier" {
		t.Errorf("Route(10:00 UTC) = %+v, want the courier alone", got)
	}
}

func TestDiscard(t *testing.T) {
	second := goodTitle()
	second.ID = "evening"
	titles := []Title{goodTitle(), second}
	courier, evening := Rule{Title: "courier", Section: "world", Publish: "now"}, Rule{Title: "evening", Section: "world", Publish: "hold"}
	all, one := Rule{Publish: "discard", Keywords: []string{"test"}}, Rule{Title: "courier", Publish: "discard", Keywords: []string{"test"}}
	for _, c := range []struct {
		name    string
		rules   []Rule
		keyword string
		place   []TitleID
		rule    int // that discards it outright
	}{
		{"discarded everywhere", []Rule{all, courier, evening}, "test", nil, 1},
		{"another item", []Rule{all, courier, evening}, "other", []TitleID{"courier", "evening"}, 0},
		{"discarded where nothing was decided", []Rule{courier, all, evening}, "test", []TitleID{"courier"}, 0},
		{"discarded for one title", []Rule{one, courier, evening}, "test", []TitleID{"evening"}, 0},
		{"discarded for the only title", []Rule{one, courier}, "test", nil, 1},
		{"placed before it is discarded", []Rule{courier, one}, "test", []TitleID{"courier"}, 0},
		{"no rule", nil, "test", nil, 0},
	} {
		s := Source{ID: "npa", Credit: "NPA", Rules: c.rules}
		if err := s.Check(titles); err != nil {
			t.Errorf("%s: Check() = %v, want nil", c.name, err)
		}
		m := Matter{Item: &WireItem{Keywords: []string{c.keyword}}}
		got := s.Route(m, titles)
		var place []TitleID
		for _, r := range got.Place {
			place = append(place, r.Title)
		}
		if !slices.Equal(place, c.place) || got.Discarded() != c.rule {
			t.Errorf("%s: Route() = %v, discarded by %d, want %v, %d", c.name, place, got.Discarded(), c.place, c.rule)
		}
		for i, v := range s.Explain(m, titles) {
			placed := slices.ContainsFunc(got.Place, func(r Rule) bool { return r.Title == v.Title && v.Publish != "discard" })
			if (v.Why == "") != (placed || slices.Contains(got.Discard, i+1)) {
				t.Errorf("%s: Explain() says of rule %d %q, and Route() = %+v", c.name, i+1, v.Why, got)
			}
		}
	}
}

func TestSourceCheckOfRulesAndContracts(t *testing.T) {
	home := goodTitle()
	home.Territory = Territories{"DE"}
	anywhere := goodTitle()
	anywhere.ID = "evening"
	titles := []Title{home, anywhere}
	rule := Rule{Title: "courier", Section: "world", Publish: "now"}
	for want, spoil := range map[string]func(*Source){
		`rule 1 names no title`:                                             func(s *Source) { s.Rules[0].Title = "" },
		`rule 1 discards and names section "world"`:                         func(s *Source) { s.Rules[0].Publish = "discard" },
		`rule 1 has weekdays or hours and no title`:                         func(s *Source) { s.Rules[0] = Rule{Publish: "discard", Hours: "06:00-07:00"} },
		`rule 1: format "telex" is none of newsml-g2`:                       func(s *Source) { s.Rules[0].Formats = []string{"telex"} },
		`rule 1: urgency "0-3"`:                                             func(s *Source) { s.Rules[0].Urgency = "0-3" },
		`rule 1: urgency "3-1"`:                                             func(s *Source) { s.Rules[0].Urgency = "3-1" },
		`rule 1: weekdays "Mon-Fry"`:                                        func(s *Source) { s.Rules[0].Weekdays = "Mon-Fry" },
		`rule 1: hours "6-22"`:                                              func(s *Source) { s.Rules[0].Hours = "6-22" },
		`rule 1: hours "06:00-25:00": there is no such time`:                func(s *Source) { s.Rules[0].Hours = "06:00-25:00" },
		`rule 1: hours "24:00-06:00": there is no such time`:                func(s *Source) { s.Rules[0].Hours = "24:00-06:00" },
		`begin and end at the same time`:                                    func(s *Source) { s.Rules[0].Hours = "06:00-06:00" },
		`rule 1: not_places has an empty entry`:                             func(s *Source) { s.Rules[0].NotPlaces = []string{" "} },
		`rights name territory "Germany"`:                                   func(s *Source) { s.Rights.Territories = []string{"Germany"} },
		`title "evening" declares none; write for example territory = "DE"`: func(s *Source) { s.Rights.Territories = []string{"DE"} },
		`rights have a number of days below 0`:                              func(s *Source) { s.Rights.Pictures.KeepDays = -1 },
		`keep_days_pictures and pictures.keep_days`:                         func(s *Source) { s.Rights.KeepDaysPictures, s.Rights.Pictures.KeepDays = 1, 2 },
		`rights have an embargo_min below 0`:                                func(s *Source) { s.Rights.EmbargoMin = -1 },
		`rights have edits "some"`:                                          func(s *Source) { s.Rights.Edits = "some" },
		`name title "nowhere"`:                                              func(s *Source) { s.Rights.Pictures.Titles = []TitleID{"nowhere"} },
		`contract 1 has no name`:                                            func(s *Source) { s.Contracts = []Contract{{}} },
		`two contracts have the name "sport"`:                               func(s *Source) { s.Contracts = []Contract{{Name: "sport"}, {Name: "sport"}} },
		`contract "sport": rights have edits`:                               func(s *Source) { s.Contracts = []Contract{{Name: "sport", Rights: Rights{Edits: "x"}}} },
		`contract "sport": format "x"`:                                      func(s *Source) { s.Contracts = []Contract{{Name: "sport", Formats: []string{"x"}}} },
	} {
		s := Source{ID: "npa", Credit: "NPA", Rules: []Rule{rule}}
		spoil(&s)
		if err := s.Check(titles); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("Check() = %v, want ErrInvalid with %q", err, want)
		}
	}
	good := Source{ID: "npa", Credit: "NPA", Rules: []Rule{rule, {Publish: "discard", Genres: []string{"horoscope"}}},
		Rights: Rights{Titles: []TitleID{"courier"}, Territories: []string{"DE", "AT"}, EmbargoMin: time.Minute, Edits: "shorten"}, Contracts: []Contract{{Name: "sport"}, {Name: "culture"}}}
	if err := good.Check(titles); err != nil {
		t.Errorf("Check() = %v, want nil", err)
	}
}

func TestTerritories(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string
	}{{"DE", "[DE]"}, {[]any{"DE", "AT"}, "[DE AT]"}, {[]any{}, "[]"}, {7, "fault"}, {[]any{7}, "fault"}} {
		var got Territories
		text := "fault"
		if err := got.UnmarshalTOML(c.in); err == nil {
			text = fmt.Sprint([]string(got))
		}
		if text != c.want {
			t.Errorf("UnmarshalTOML(%v) = %s, want %s", c.in, text, c.want)
		}
	}
	title := goodTitle()
	title.Territory = Territories{"de"}
	if err := title.Check(); !errors.Is(err, ErrInvalid) {
		t.Errorf("Check(territory de) = %v, want ErrInvalid", err)
	}
}

func TestContractOf(t *testing.T) {
	s := Source{Rights: Rights{KeepDays: 1}, Contracts: []Contract{
		{Name: "photo", Types: []ItemType{PictureItem}, Rights: Rights{KeepDays: 2}},
		{Name: "sport", Profiles: []string{"sport*"}, Rights: Rights{KeepDays: 3}}}}
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		profile string
		kind    ItemType
		want    string
		days    int
	}{{"Sport Live", TextItem, "sport", 3}, {"Sport Live", "", "sport", 3}, {"Sport Live", PictureItem, "photo", 2}, {"Politics", TextItem, "", 1}} {
		got := s.ContractOf(Matter{Item: &WireItem{Profile: c.profile}}, c.kind)
		if end := s.Terms(got).Until(at); got != c.want || !end.Equal(at.AddDate(0, 0, c.days)) {
			t.Errorf("ContractOf(%s, %s) = %q until %v, want %q, %d days", c.profile, c.kind, got, end, c.want, c.days)
		}
	}
	if end := s.Terms("dropped").Until(at); !end.Equal(at.AddDate(0, 0, 1)) {
		t.Errorf("Terms(dropped).Until() = %v, want the strictest of all contracts", end)
	}
}

func TestCredits(t *testing.T) {
	scope := func(r Rights) Scope { return Scope{Sources: map[SourceID]Source{"npa": {Rights: r}}} }
	for _, c := range []struct {
		name   string
		rights Rights
		pic    Picture
		use    PictureUse
		want   string
		ok     bool
	}{
		{"its own", Rights{}, Picture{Source: "npa"}, PictureUse{Credit: "K/NPA"}, "K/NPA", true},
		{"the picture's", Rights{}, Picture{Source: "npa", Credit: "NPA"}, PictureUse{}, "NPA", true},
		{"none and none asked for", Rights{}, Picture{Source: "npa"}, PictureUse{}, "", true},
		{"none and one must be", Rights{MandatoryCredit: true}, Picture{Source: "npa"}, PictureUse{}, "", false},
		{"none and the item wants one", Rights{}, Picture{Source: "npa", Limits: Limits{MandatoryCredit: true}}, PictureUse{}, "", false},
		{"the item's words", Rights{}, Picture{Source: "npa", Limits: Limits{MandatoryCredit: true, Credit: "Gazette"}}, PictureUse{}, "Gazette", true},
		{"the item's words beside its own", Rights{}, Picture{Source: "npa", Limits: Limits{MandatoryCredit: true, Credit: "Gazette"}}, PictureUse{Credit: "NPA"}, "Gazette / NPA", true},
		{"the item's words in its own", Rights{}, Picture{Source: "npa", Limits: Limits{MandatoryCredit: true, Credit: "gazette"}}, PictureUse{Credit: "NPA/Gazette"}, "NPA/Gazette", true},
		{"the contract's form", Rights{Pictures: PictureRights{Credit: "{byline}/{credit}"}}, Picture{Source: "npa", Byline: "K. Light"}, PictureUse{Credit: "NPA"}, "K. Light/NPA", true},
		{"the contract's form without a byline", Rights{Pictures: PictureRights{Credit: "{byline}/{credit}"}}, Picture{Source: "npa"}, PictureUse{Credit: "NPA"}, "NPA", true},
	} {
		if got, ok := scope(c.rights).CreditPicture(c.pic, c.use); got != c.want || ok != c.ok {
			t.Errorf("%s: CreditPicture() = %q, %v, want %q, %v", c.name, got, ok, c.want, c.ok)
		}
	}
	r := Readable(Story{Limits: Limits{MandatoryCredit: true, Credit: "Gazette"}}, Version{Content: Content{Credit: "NPA"}}, Placement{}, nil, nil, Origin{}, Scope{}, time.Time{})
	if r.Agency != "Gazette / NPA" {
		t.Errorf("Readable().Agency = %q, want the credit the item asks for", r.Agency)
	}
}

func TestLimitsSayWhy(t *testing.T) {
	de := Title{ID: "courier", Territory: Territories{"DE"}}
	for _, c := range []struct {
		l    Limits
		t    Title
		says string
	}{
		{Limits{}, Title{}, ""}, {Limits{Out: []string{"FR"}}, de, ""}, {Limits{Only: []string{"DE"}}, de, ""},
		{Limits{Out: []string{"DE"}}, de, `the agency does not give it for DE, where title "courier" is`},
		{Limits{Only: []string{"FR"}}, de, `the agency gives it for FR only, and title "courier" is in DE`},
		{Limits{Out: []string{"FR"}}, Title{ID: "x"}, `title "x" declares none; give it a territory`},
		{Limits{NotOnline: true}, de, "for print only"},
	} {
		if got := c.l.Refuse(c.t); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("Refuse(%+v, %s) = %q, want %q", c.l, c.t.ID, got, c.says)
		}
	}
	words := strings.Join(Limits{Out: []string{"DE"}, Only: []string{"AT"}, NotOnline: true, NoArchive: true, NoSales: true, EditorialOnly: true, MandatoryCredit: true, LastDay: "2026-12-31",
		Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}.Words(), "; ")
	if want := "print only; not in DE; only in AT; no archive; no sales; editorial use only; mandatory credit; until 2026-12-01T00:00:00Z; until the end of 2026-12-31"; words != want {
		t.Errorf("Words() = %q, want %q", words, want)
	}
}
