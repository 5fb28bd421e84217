package site

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/ticker"
)

// each calls see for every word in both languages.
func each(see func(name, en, de string)) {
	en, de := reflect.ValueOf(*english()), reflect.ValueOf(*german())
	for _, f := range reflect.VisibleFields(en.Type()) {
		if f.Type.Kind() == reflect.String {
			see(f.Name, en.FieldByIndex(f.Index).String(), de.FieldByIndex(f.Index).String())
		}
	}
}

func TestWordsAreCompleteInEveryLanguage(t *testing.T) {
	n := 0
	each(func(name, en, de string) {
		n++
		if strings.TrimSpace(en) == "" || strings.TrimSpace(de) == "" {
			t.Errorf("%s is %q in English and %q in German, want words", name, en, de)
		}
		if en == de {
			t.Errorf("%s is %q in both languages", name, en)
		}
		for _, verb := range []string{"%s", "%d"} {
			if got, want := strings.Count(de, verb), strings.Count(en, verb); got != want {
				t.Errorf("%s = %q has %d of %s, want %d as in %q", name, de, got, verb, want, en)
			}
		}
	})
	if n < 60 {
		t.Errorf("there are %d words; the test looks at the wrong struct", n)
	}
}

func TestWordsFor(t *testing.T) {
	for _, c := range []struct{ language, words, lang string }{
		{"en", "en", ""}, {"en-GB", "en", ""}, {"EN", "en", ""}, {"de", "de", ""}, {"de-AT", "de", ""},
		{"ar", "en", "en"}, {"fr-CA", "en", "en"}, {"", "en", "en"},
	} {
		w, lang := wordsFor(c.language)
		if w.Lang != c.words || lang != c.lang {
			t.Errorf("wordsFor(%q) = %s, %q, want %s, %q", c.language, w.Lang, lang, c.words, c.lang)
		}
	}
}

func TestADailyValueHasNoTimeOfDay(t *testing.T) {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, zone := range []string{"Europe/Berlin", "America/New_York"} {
		title := testTitles()[0]
		title.TimeZone = zone
		b := ticker.Bar{Rows: []ticker.Row{{Symbol: "EUR/USD", Name: "Euro", Bare: "1.16", Change: "0.00%"}}, AsOf: day, DateOnly: true}
		want := Moment{ISO: "2026-11-23", Text: "23 Nov"}
		if got := newBarView(newPaper(title), b, t0).AsOf; got != want {
			t.Errorf("newBarView(a daily value).AsOf in %s = %+v, want %+v", zone, got, want)
		}
	}
}

func TestCalendar(t *testing.T) {
	zone := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return loc
	}
	berlin := zone("Europe/Berlin")
	en, de := calendar{"en", berlin}, calendar{"de", berlin}
	late := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // the 24th in Berlin
	summer := time.Date(2025, 7, 1, 8, 5, 0, 0, time.UTC)
	for _, c := range []struct{ call, got, want string }{
		{"en.day(t0)", en.day(t0), "Monday 23 November 2026"},
		{"de.day(t0)", de.day(t0), "Montag, 23. November 2026"},
		{"en.day(late)", en.day(late), "Tuesday 24 November 2026"},
		{"en.plain(t0)", en.plain(t0), "23 November 2026"},
		{"de.plain(t0)", de.plain(t0), "23. November 2026"},
		{"en.full(t0, t0)", en.full(t0, t0), "23 Nov, 10:00 CET"},
		{"de.full(t0, t0)", de.full(t0, t0), "23. Nov., 10:00 MEZ"},
		{"en.full(summer, t0)", en.full(summer, t0), "1 July 2025, 10:05 CEST"},
		{"de.full(summer, t0)", de.full(summer, t0), "1. Juli 2025, 10:05 MESZ"},
		{"en.stamp(t0, t0)", en.stamp(t0, t0), "10:00"},
		{"en.stamp(late, t0)", en.stamp(late, t0), "24 Nov, 00:30"},
		{"de.stamp(late, t0)", de.stamp(late, t0), "24. Nov., 00:30"},
		{"en.stamp(summer, t0)", en.stamp(summer, t0), "1 July 2025, 10:05"},
		{"en.date(newYear, t0)", en.date(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC), t0), "1 Jan 2027"},
		{"Riyadh.zone", calendar{"en", zone("Asia/Riyadh")}.zone(t0), "UTC+3"},
		{"Kathmandu.zone", calendar{"en", zone("Asia/Kathmandu")}.zone(t0), "UTC+5:45"},
		{"St_Johns.zone", calendar{"en", zone("America/Sao_Paulo")}.zone(t0), "UTC-3"},
		{"Kiritimati.zone", calendar{"de", zone("Pacific/Kiritimati")}.zone(t0), "UTC+14"},
		{"Athens.zone", calendar{"de", zone("Europe/Athens")}.zone(t0), "OEZ"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %q, want %q", c.call, c.got, c.want)
		}
	}
}

func TestEveryDayAndMonthHasAName(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		seen := map[string]bool{}
		c := calendar{lang, time.UTC}
		for d := range 366 {
			seen[c.day(time.Date(2028, 1, 1+d, 0, 0, 0, 0, time.UTC))] = true
		}
		if len(seen) != 366 {
			t.Errorf("%s: %d names for 366 days", lang, len(seen))
		}
		n := namesOf(lang)
		for i, name := range append(append(n.days[:], n.months[:]...), n.short[:]...) {
			if name == "" {
				t.Errorf("%s: name %d is empty", lang, i)
			}
		}
	}
}

func TestSignOff(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"kt/ab", "kt/ab--THC"}, {"G. Schulte", "G. Schulte--THC"}, {"kt--NPA", "kt--NPA"}, {"", ""},
	} {
		if got := signOff(c.name, "THC"); got != c.want {
			t.Errorf("signOff(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestBareName(t *testing.T) {
	for _, c := range []struct{ byline, want string }{
		{"By Mara Lind", "Mara Lind"}, {"BY MARA LIND", "MARA LIND"}, {"Von Mara Lind", "Mara Lind"}, {"Byron Lind", "Byron Lind"}, {" Mara Lind ", "Mara Lind"}, {"By ", "By"}, {"", ""},
	} {
		if got := bareName(c.byline); got != c.want {
			t.Errorf("bareName(%q) = %q, want %q", c.byline, got, c.want)
		}
	}
}

func TestCredit(t *testing.T) {
	for _, c := range []struct{ in, want string }{{"POOL/NPA", "POOL/NPA"}, {"© NPA", "NPA"}, {"(c) NPA", "NPA"}, {" ©NPA ", "NPA"}, {"", ""}} {
		if got := credit(c.in); got != c.want {
			t.Errorf("credit(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSamePlace(t *testing.T) {
	for _, c := range []struct {
		to   string
		want bool
	}{
		{"/", true}, {"/world/?before=x", true}, {"/@courier/world/", true}, {"/العالم/", true},
		{"", false}, {"world", false}, {"//evil.example/", false}, {"/\\evil.example/", false}, {"https://evil.example/", false},
		{"/a\r\nSet-Cookie: x", false}, {"/\t/evil.example", false}, {"/" + strings.Repeat("a", 2000), false},
	} {
		if got := samePlace(c.to); got != c.want {
			t.Errorf("samePlace(%q) = %v, want %v", c.to, got, c.want)
		}
	}
}

func TestMediaHash(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	for _, c := range []struct{ key, want string }{
		{"media/ab/" + hash, hash}, {"wire/ab/" + hash, ""}, {"media/aa/" + hash, ""}, {"media/ab/" + hash[1:], ""}, {"media/1", ""}, {"", ""},
		{"media/ab/" + strings.ToUpper(hash), ""},
	} {
		if got := mediaHash(c.key); got != c.want {
			t.Errorf("mediaHash(%q) = %q, want %q", c.key, got, c.want)
		}
	}
	if got, want := mediaKey(hash), "media/ab/"+hash; got != want {
		t.Errorf("mediaKey(%q) = %q, want %q", hash, got, want)
	}
}

func TestShowableIsOneShapeWidestFirst(t *testing.T) {
	key := func(c string) string { return "media/" + c + c + "/" + strings.Repeat(c, 64) }
	pic := news.ReleasedPicture{Renditions: []news.ReleasedRendition{
		{Key: "elsewhere", Width: 2000, Height: 1333},
		{Key: key("a"), Width: 1600, Height: 1067}, {Key: key("b"), Width: 1600, Height: 1067},
		{Key: key("c"), Width: 1000, Height: 1000}, {Key: key("d"), Width: 480, Height: 320}, {Key: key("e"), Width: 0, Height: 0},
	}}
	var got []int
	for _, x := range showable(pic) {
		got = append(got, x.Width)
	}
	if len(got) != 2 || got[0] != 1600 || got[1] != 480 {
		t.Errorf("showable() has widths %v, want [1600 480]", got)
	}
}
