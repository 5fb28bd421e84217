package wire

import (
	"regexp"
	"testing"
	"time"
)

func TestNobodysHabits(t *testing.T) {
	var none Habits
	h := none.Of(Origin{Provider: "NPA"})
	if guid, version := h.Identity(" NPA7_01 "); guid != "NPA7_01" || version != "" {
		t.Errorf("Identity(NPA7_01) = %q, %q, want it whole", guid, version)
	}
	if got := h.Urgency("3"); got != 3 {
		t.Errorf("Urgency(3) = %d, want 3", got)
	}
	if h.Zoned("2026-11-23T09:00:00") {
		t.Error("Zoned(no zone) = true, want false")
	}
}

func TestHabitReadsAsItsAgencyWrites(t *testing.T) {
	h := Habit{
		Revisions: []Revision{{ID: regexp.MustCompile(`^(NPA\d+)_(\d{2})$`), GUID: "$1", Version: "$2"}},
		Urgencies: map[string]int{"w": 6, "1": 2}, Zone: time.FixedZone("", 2*3600),
		PrivateClasses: map[string]bool{"desk": true},
	}
	for id, want := range map[string][2]string{"NPA7_01": {"NPA7", "01"}, "NPA7": {"NPA7", ""}, "XPA7_01": {"XPA7_01", ""}} {
		if guid, version := h.Identity(id); guid != want[0] || version != want[1] {
			t.Errorf("Identity(%q) = %q, %q, want %q", id, guid, version, want)
		}
	}
	for s, want := range map[string]int{"W": 6, "1": 2, "4": 4, "x": 0} {
		if got := h.Urgency(s); got != want {
			t.Errorf("Urgency(%q) = %d, want %d", s, got, want)
		}
	}
	for s, want := range map[string]string{
		"2026-11-23T09:00:00":  "2026-11-23T09:00:00+02:00",
		"2026-11-23T09:00:00Z": "2026-11-23T09:00:00Z",
		"20261123":             "2026-11-23T00:00:00+02:00",
	} {
		got, err := h.ParseTime(s)
		if err != nil || got.Format(time.RFC3339) != want || !h.Zoned(s) {
			t.Errorf("ParseTime(%q) = %s, %v, want %s", s, got.Format(time.RFC3339), err, want)
		}
	}
	root, err := ReadXML([]byte(`<body><p>Words.</p><div class="a desk"><p>Call Ada.</p><p>Now.</p></div></body>`), 1000)
	if err != nil {
		t.Fatal(err)
	}
	notes := h.TakePrivate(root)
	if len(notes) != 1 || notes[0].Role != "desk" || notes[0].Text != "Call Ada.\nNow." {
		t.Errorf("TakePrivate() = %+v, want the words of class desk", notes)
	}
	if got := Markup(root.Children); got != "<p>Words.</p>" {
		t.Errorf("Markup() after TakePrivate = %q, want the rest", got)
	}
}
