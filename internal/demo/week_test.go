package demo

import (
	"strings"
	"testing"
	"time"
)

func home(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(Titles()[0].TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// copyAt is Files without the pictures, which do not depend on the day.
func copyAt(t *testing.T, now time.Time) []File {
	t.Helper()
	w := newWeek(now, home(t))
	stories, err := readCopy(w)
	if err != nil {
		t.Fatal(err)
	}
	var out []File
	for i := range stories {
		files, err := stories[i].messages(w)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, files...)
	}
	return out
}

// moments are five past midnight, noon and five to midnight of a whole week,
// where the papers are.
func moments(t *testing.T) []time.Time {
	t.Helper()
	var out []time.Time
	for day := 16; day <= 22; day++ {
		for _, minutes := range []int{5, 12 * 60, 24*60 - 5} {
			out = append(out, time.Date(2026, 11, day, 0, minutes, 0, 0, home(t)))
		}
	}
	return out
}

func TestNothingIsSentAfterNow(t *testing.T) {
	for _, now := range moments(t) {
		files := copyAt(t, now)
		for _, f := range files {
			if f.At.After(now) {
				t.Errorf("at %v %s comes at %v, want no time to come", now, f.Name, f.At)
			}
		}
		for _, it := range texts(t, files) {
			if it.Updated.IsZero() || it.Updated.After(now) || it.Created.IsZero() || it.Created.After(it.Updated.Time) {
				t.Errorf("at %v %s is created %v, updated %v, want both in that order and not to come", now, it.file.Name, it.Created, it.Updated)
			}
			if !it.Embargo.IsZero() && (!it.Embargo.After(now) || it.Embargo.Sub(now) > 48*time.Hour) {
				t.Errorf("at %v %s is under embargo until %v, want tomorrow", now, it.file.Name, it.Embargo)
			}
		}
	}
}

// The copy was written as of a Thursday at six. Whenever the demo runs, a story
// sent on that Thursday, or so many days before, is sent on the day its text
// names.
func TestDaysNamedAreDaysSent(t *testing.T) {
	written := time.Date(2026, 11, 19, 18, 0, 0, 0, time.UTC)
	for _, now := range moments(t) {
		w := newWeek(now, home(t))
		stories, err := readCopy(w)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stories {
			named := w.turned(written.Add(-s.age).Weekday().String())
			if got := w.ago(s.age).In(home(t)).Weekday().String(); got != named {
				t.Errorf("at %v %s is sent on a %s and speaks of %s as its day", now, s.guid, got, named)
			}
		}
	}
}

func TestLeadStoryNamesTheDayOfTheDemo(t *testing.T) {
	for _, now := range moments(t) {
		today := now.Weekday().String()
		n := 0
		for _, it := range texts(t, copyAt(t, now)) {
			if !strings.HasSuffix(it.GUID, "/river-corridor") {
				continue
			}
			n++
			if want := "Norland and Vesmark agreed on " + today + " to reopen"; !strings.Contains(it.BodyText, want) {
				t.Errorf("at %v %s does not say %q", now, it.file.Name, want)
			}
			if got := it.Updated.In(home(t)).Weekday().String(); got != today {
				t.Errorf("at %v %s is of a %s, want %s", now, it.file.Name, got, today)
			}
		}
		if n != 2 {
			t.Errorf("at %v there are %d takes of river-corridor, want 2", now, n)
		}
	}
}

func TestTurned(t *testing.T) {
	tuesday := newWeek(time.Date(2026, 11, 17, 12, 0, 0, 0, home(t)), home(t))
	for in, want := range map[string]string{
		"on Thursday and by Monday":            "on Tuesday and by Saturday",
		"am Donnerstag, Freitags nie":          "am Dienstag, Mittwochs nie",
		"Donnerstagabend in Sunday-best":       "Dienstagabend in Friday-best",
		"Thor's day, a Mondayish FridaysForum": "Thor's day, a Saturdayish WednesdaysForum",
		"no day at all":                        "no day at all",
	} {
		if got := tuesday.turned(in); got != want {
			t.Errorf("turned(%q) = %q, want %q", in, got, want)
		}
	}
	thursday := newWeek(time.Date(2026, 11, 19, 12, 0, 0, 0, home(t)), home(t))
	if got := thursday.turned("on Thursday"); got != "on Thursday" {
		t.Errorf("turned(on a Thursday) = %q, want it as written", got)
	}
}

func TestReadStoryRefusesClearly(t *testing.T) {
	const head = "guid: a\nsection: world\nagency: npa\nheadline: H\n"
	if s, err := readStory(head + "\nOne.\n\n* two\n* three\n\n=== correction\nnote: Three, not two.\nheadline: I\n\nFour.\n"); err != nil || len(s.takes) != 2 || s.takes[1].headline != "I" || !s.takes[1].correction ||
		s.takes[0].headline != "H" || len(s.takes[0].paragraphs) != 2 {
		t.Errorf("readStory(two takes) = %+v, %v, want both", s, err)
	}
	for _, c := range []struct{ text, says string }{
		{head + "colour: red\n\nOne.\n", `unknown header key "colour"`},
		{head + "a line\n\nOne.\n", `header line "a line" has no colon`},
		{head + "urgency: high\n\nOne.\n", "header urgency"},
		{head + "hours: soon\n\nOne.\n", "header hours"},
		{head, "take 1 has no empty line"},
		{"guid: a\nsection: world\nagency: npa\n\nOne.\n", "headline is missing"},
	} {
		if _, err := readStory(c.text); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("readStory(%q) = %v, want an error saying %q", c.text, err, c.says)
		}
	}
}

// Agencies mark up crossheads, lists, tables and quotations in ways the house
// must know again.
func TestBodyHTML(t *testing.T) {
	s := story{agency: "npa", dateline: "Sandau", signOff: "kt/ab"}
	got := s.bodyHTML(take{paragraphs: []string{"One & two\ngo on.", "- Crosshead -", "* a\n* b", "> said\n> so", "Day | Boats\nMonday | 4"}})
	for _, want := range []string{"<p>Sandau (NPA) - One &amp; two go on.</p>", "<p>- Crosshead -</p>", "<ul><li>a</li><li>b</li></ul>", "<blockquote><p>said so</p></blockquote>",
		"<thead><tr><th>Day</th><th>Boats</th></tr></thead><tbody><tr><td>Monday</td><td>4</td></tr></tbody>", "<p>kt/ab</p>\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("bodyHTML() = %q, want it to hold %q", got, want)
		}
	}
}
