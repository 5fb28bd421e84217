package news

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"@kt please look", []string{"kt"}},
		{"Ask @g.schulte. And (@kt), @kt!", []string{"g.schulte", "kt"}},
		{"desk@private.example and a@b", nil},
		{"@KT is nobody's name", nil},
		{"@anna-lena\n@bo", []string{"anna-lena", "bo"}},
		{"@ alone", nil},
	} {
		if got := Mentions(c.text); !slices.Equal(got, c.want) {
			t.Errorf("Mentions(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

const anID = "0191f0a0-0000-7000-8000-00000000000a"

// The day of a planned item is that of its title, whatever the server's clock or
// the season says.
func TestPlanDayIsTheTitles(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	late := Plan{Due: at("2026-11-24T23:30:00Z"), Zone: "Europe/Berlin", State: Planned} // 00:30 on the 25th there
	if got := late.Day() + " " + late.Clock(); got != "2026-11-25 00:30" {
		t.Errorf("Day(), Clock() = %s, want the 25th at 00:30", got)
	}
	for _, c := range []struct {
		name string
		p    Plan
		now  string
		days int
		want bool
	}{
		{"tomorrow there", late, "2026-11-24T22:00:00Z", 1, false},
		{"today there", late, "2026-11-24T23:10:00Z", 1, true},
		{"within the week", late, "2026-11-20T09:00:00Z", 7, true},
		{"late from yesterday", late, "2026-11-26T09:00:00Z", 1, true},
		{"done yesterday", Plan{Due: late.Due, Zone: late.Zone, State: Done}, "2026-11-26T09:00:00Z", 1, false},
		{"done today", Plan{Due: late.Due, Zone: late.Zone, State: Done}, "2026-11-25T20:00:00Z", 1, true},
		{"the long day of October", Plan{Due: at("2026-10-25T22:59:00Z"), Zone: "Europe/Berlin", State: Planned}, "2026-10-24T22:01:00Z", 1, true},
		{"the day after it", Plan{Due: at("2026-10-25T23:00:00Z"), Zone: "Europe/Berlin", State: Planned}, "2026-10-24T22:01:00Z", 1, false},
	} {
		if got := c.p.Within(at(c.now), c.days); got != c.want {
			t.Errorf("%s: Within(%s, %d) = %v, want %v", c.name, c.now, c.days, got, c.want)
		}
	}
	if !late.Late(late.Due.Add(time.Minute)) || late.Late(late.Due) {
		t.Error("Late() is not true from a minute after the due time, or true at it")
	}
	filed := late
	filed.State = Filed
	if filed.Late(late.Due.Add(time.Hour)) {
		t.Error("Late() of what is filed = true, want false")
	}
}

func TestWritingChecks(t *testing.T) {
	plan := Plan{ID: anID, Name: "ferry", Due: time.Unix(1, 0), Title: "courier", State: Planned}
	for _, c := range []struct {
		name string
		err  error
		says string
	}{
		{"plan", plan.Check(), ""},
		{"plan without name", Plan{ID: anID, Due: plan.Due, Title: "courier", State: Planned}.Check(), "working name"},
		{"plan without id", Plan{Name: "x"}.Check(), "make a UUID"},
		{"desk", Desk{ID: "sport", Name: "Sport"}.Check(), ""},
		{"desk with a loud name", Desk{ID: "Sport!", Name: "Sport"}.Check(), "lower-case"},
		{"desk of two lines", Desk{ID: "sport", Name: "a\nb"}.Check(), "one line"},
		{"template", Template{ID: anID, Name: "Match"}.Check(), ""},
		{"template with a section of nothing", Template{ID: anID, Name: "Match", Section: "sport"}.Check(), "name the title"},
		{"note", Note{ID: anID, Kind: NoteSaid, Text: "x"}.Check(), ""},
		{"empty note", Note{ID: anID, Kind: NoteSaid, Text: " \n"}.Check(), "write something"},
		{"sending without words", Note{ID: anID, Kind: NoteSent}.Check(), ""},
		{"endless note", Note{ID: anID, Kind: NoteSaid, Text: strings.Repeat("a", LongestNote+1)}.Check(), "put the rest into the story"},
	} {
		if c.says == "" && c.err != nil || c.says != "" && (!errors.Is(c.err, ErrInvalid) || !strings.Contains(c.err.Error(), c.says)) {
			t.Errorf("%s: Check() = %v, want %q", c.name, c.err, c.says)
		}
	}
}

func TestReadDue(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC) // the 25th in Berlin
	for _, c := range []struct{ text, want string }{
		{"15:30", "2026-11-25T14:30:00Z"},
		{"tomorrow 00:05", "2026-11-25T23:05:00Z"},
		{"2026-07-01 09:00", "2026-07-01T07:00:00Z"},
		{"2026-07-01T09:00", "2026-07-01T07:00:00Z"},
		{"2026-11-25T15:30:00+03:00", "2026-11-25T12:30:00Z"},
		{"2026-10-25 02:30", "2026-10-25T00:30:00Z"}, // comes twice
		{"2026-03-29 02:30", ""},                     // never comes
		{"soon", ""}, {"", ""}, {"25:00", ""},
	} {
		got, err := ReadDue(c.text, now, loc)
		if c.want == "" {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("ReadDue(%q) = %v, %v, want ErrInvalid", c.text, got, err)
			}
		} else if err != nil || got.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("ReadDue(%q) = %v, %v, want %s", c.text, got, err, c.want)
		}
	}
}
