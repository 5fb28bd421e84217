package news_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestParseFilter(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"", ""},
		{"  agency:AFP  ", "agency:afp"},
		{"agency:afp,REU agency:afp", "agency:afp,reu"},
		{"title:courier section:world state:Held", "title:courier section:world state:held"},
		{"urgency:<4", "urgency:1-3"},
		{"urgency:<=4 ", "urgency:1-4"},
		{"urgency:>5", "urgency:6-9"},
		{"urgency:1-3", "urgency:1-3"},
		{"urgency:2", "urgency:2"},
		{"since:24h", "since:1d"},
		{"since:90m", "since:90m"},
		{"since:16:00", "since:16:00"},
		{"since:2026-11-24", "since:2026-11-24"},
		{"has:pictures is:unread", "has:picture is:unread"},
		{`"River Corridor" port* -sport`, `"river corridor" port* -sport`},
		{"„Hafen von Øst“", `"hafen von ost"`},
		{`place:"New Harbour"`, `place:"new harbour"`},
		{"-agency:AFP lang:DE-at", "lang:de-at -agency:afp"},
		{"desk:me by:kt", "desk:me by:kt"},
		{"Straße café don't", "strasse cafe dont"},
		{"洪水", `"洪 水"`},
		{"state:killed", "is:killed"},
		{"— !?", ""},
		{"a - b", "a b"},
	} {
		f, err := news.ParseFilter(c.in)
		if err != nil || f.String() != c.out {
			t.Errorf("ParseFilter(%q) = %q, %v, want %q", c.in, f, err, c.out)
		}
	}
}

func TestParseFilterSaysWhatToDo(t *testing.T) {
	for _, c := range []struct{ in, says string }{
		{"agncy:AFP", "there are agency, title"},
		{"urgency:0", "urgency:<4"},
		{"urgency:<1", "urgency:<4"},
		{"urgency:x", "urgency:2"},
		{"since:yesterday", "since:24h"},
		{"state:gone", "there are held, scheduled, live, corrected, takendown, killed"},
		{"is:big", "is:unread"},
		{`"river corridor`, "not closed"},
		{"agency:", "agency:AFP"},
		{"state:held,killed", "write it alone"},
		{": x", "colon stands alone"},
		{"lang:german!", "lang:de"},
		{"title:a/b", "title:courier"},
		{strings.Repeat("x ", 600), "leave something out"},
		{strings.Repeat("x ", 100), "leave some out"},
		{"\xff", "type it anew"},
	} {
		_, err := news.ParseFilter(c.in)
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("ParseFilter(%q) = %v, want ErrInvalid saying %q", c.in, err, c.says)
		}
	}
}

func TestFilterForAUser(t *testing.T) {
	f, err := news.ParseFilter("desk:me,none -by:me")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.For("kt").String(), "desk:kt,none -by:kt"; got != want {
		t.Errorf("For(kt) = %q, want %q", got, want)
	}
	if got, want := f.String(), "desk:me,none -by:me"; got != want {
		t.Errorf("filter became %q, want %q", got, want)
	}
}

func TestSinceByTheClock(t *testing.T) {
	zone := time.FixedZone("x", 3600)
	now := time.Date(2026, 11, 24, 9, 30, 0, 0, zone)
	for in, want := range map[string]time.Time{
		"since:2h":         now.Add(-2 * time.Hour),
		"since:08:00":      time.Date(2026, 11, 24, 8, 0, 0, 0, zone),
		"since:16:00":      time.Date(2026, 11, 23, 16, 0, 0, 0, zone),
		"since:2026-11-20": time.Date(2026, 11, 20, 0, 0, 0, 0, zone),
		"":                 {},
	} {
		f, err := news.ParseFilter(in)
		if got := f.Since.From(now); err != nil || !got.Equal(want) {
			t.Errorf("From(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
}

// Whatever is typed is refused with ErrInvalid or comes back from its text.
func FuzzFilter(f *testing.F) {
	for _, s := range []string{"agency:AFP urgency:<4 -sport", `"a b" place:"x y" since:3d`, "-state:held is:unread desk:me", "a:b:c", `-"x" ,`, "洪水*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		one, err := news.ParseFilter(in)
		if err != nil {
			if !errors.Is(err, news.ErrInvalid) {
				t.Fatalf("ParseFilter(%q) = %v, want ErrInvalid", in, err)
			}
			return
		}
		if len(one.String()) > 1000 {
			return // accents and signs grow where they are folded
		}
		two, err := news.ParseFilter(one.String())
		if err != nil || !reflect.DeepEqual(one, two) {
			t.Fatalf("ParseFilter(%q) = %#v; its text %q gives %#v, %v", in, one, one.String(), two, err)
		}
	})
}
