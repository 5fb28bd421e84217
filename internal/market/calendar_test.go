package market

import (
	"testing"
	"time"
)

func at(t testing.TB, s string) time.Time {
	t.Helper()
	out, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestHours(t *testing.T) {
	for _, c := range []struct {
		mic, at string
		open    bool
		note    string
	}{
		{"XNYS", "2026-11-23T14:29:59Z", false, "a second before 9:30"},
		{"XNYS", "2026-11-23T14:30:00Z", true, "the opening belongs to the session"},
		{"XNYS", "2026-11-23T20:59:59Z", true, "a second before 16:00"},
		{"XNYS", "2026-11-23T21:00:00Z", false, "the close does not"},
		{"XNYS", "2026-11-22T16:00:00Z", false, "Sunday"},
		{"XNYS", "2026-11-26T16:00:00Z", false, "Thanksgiving"},
		{"XNAS", "2026-11-27T17:59:00Z", true, "half day, before 13:00"},
		{"XNAS", "2026-11-27T18:00:00Z", false, "half day, 13:00"},
		{"XNYS", "2026-07-03T15:00:00Z", false, "Independence Day is kept on the Friday"},
		{"XNYS", "2027-06-18T15:00:00Z", false, "Juneteenth is kept on the Friday"},
		{"XNYS", "2027-12-24T15:00:00Z", false, "Christmas is kept on the Friday"},
		{"XNYS", "2027-12-31T15:00:00Z", true, "no New Year's day for 2028 in 2027"},
		{"XNYS", "2026-03-09T13:30:00Z", true, "New York is on summer time, Europe is not"},
		{"XLON", "2026-03-09T07:59:00Z", false, "London is on winter time"},
		{"XLON", "2026-03-09T08:00:00Z", true, "8:00 in London"},
		{"XLON", "2026-03-30T07:00:00Z", true, "8:00 summer time in London"},
		{"XETR", "2026-03-27T08:00:00Z", true, "9:00 in Frankfurt, winter"},
		{"XETR", "2026-03-30T07:00:00Z", true, "9:00 in Frankfurt, summer"},
		{"XETR", "2026-03-30T15:30:00Z", false, "17:30 in Frankfurt, summer"},
		{"XLON", "2026-10-26T16:29:00Z", true, "Europe is back on winter time"},
		{"XNYS", "2026-10-26T20:00:00Z", false, "New York is not: 16:00"},
		{"XNYS", "2026-10-26T13:30:00Z", true, "nor in the morning: 9:30"},
		{"XNYS", "2026-11-02T13:30:00Z", false, "now it is: 8:30"},
		{"XLON", "2026-12-24T12:29:00Z", true, "half day"},
		{"XLON", "2026-12-24T12:30:00Z", false, "half day"},
		{"XLON", "2026-12-28T12:00:00Z", false, "Boxing Day is kept on the Monday"},
		{"XLON", "2026-08-31T12:00:00Z", false, "summer bank holiday"},
		{"XETR", "2027-05-17T10:00:00Z", true, "Whit Monday is a session"},
		{"XETR", "2026-10-05T10:00:00Z", true, "and so is the Monday after German Unity"},
		{"XETR", "2026-12-30T12:59:00Z", true, "the short last session, before 14:00"},
		{"XETR", "2026-12-30T13:00:00Z", false, "and at 14:00"},
		{"XETR", "2026-12-31T10:00:00Z", false, "no session"},
		{"XPAR", "2026-12-31T13:04:00Z", true, "half day, 14:04"},
		{"XPAR", "2026-12-31T13:05:00Z", false, "half day, 14:05"},
		{"XAMS", "2026-05-01T10:00:00Z", false, "Labour Day"},
		{"XLIS", "2026-11-23T08:00:00Z", true, "Lisbon opens with Paris"},
		{"XTKS", "2026-11-24T02:29:00Z", true, "before the lunch break"},
		{"XTKS", "2026-11-24T02:30:00Z", false, "lunch"},
		{"XTKS", "2026-11-24T06:29:00Z", true, "until 15:30 since November 2024"},
		{"XTKS", "2024-10-31T06:15:00Z", false, "until 15:00 before"},
		{"XTAE", "2025-11-23T10:00:00Z", true, "Sunday, before Tel Aviv changed its week"},
		{"XTAE", "2026-11-22T10:00:00Z", false, "Sunday, after"},
		{"XNYM", "2026-11-22T23:00:00Z", true, "Sunday 18:00 in New York"},
		{"XNYM", "2026-11-23T22:30:00Z", false, "the hour of rest"},
		{"XNYM", "2026-11-27T22:00:00Z", false, "Friday 17:00"},
	} {
		h := Instrument{Symbol: "X", MIC: c.mic}.Hours(at(t, c.at), nil)
		if h.Open != c.open || !h.Known {
			t.Errorf("Hours(%s, %s) = %+v, want open %v: %s", c.mic, c.at, h, c.open, c.note)
		}
	}
}

func TestHoursWithoutVenue(t *testing.T) {
	saturday, friday, sunday := at(t, "2026-11-21T12:00:00Z"), at(t, "2026-11-20T22:00:00Z"), at(t, "2026-11-22T22:00:00Z")
	for _, c := range []struct {
		in   Instrument
		at   time.Time
		want Hours
	}{
		{Instrument{Symbol: "BTC/USD"}, saturday, Hours{Open: true, Known: true}},
		{Instrument{Symbol: "EUR/USD"}, saturday, Hours{Known: true}},
		{Instrument{Symbol: "EUR/USD"}, friday, Hours{Known: true}},
		{Instrument{Symbol: "EUR/USD"}, friday.Add(-time.Minute), Hours{Open: true, Known: true}},
		{Instrument{Symbol: "EUR/USD"}, sunday, Hours{Open: true, Known: true, Since: sunday}},
		{Instrument{Symbol: "SPX", Unit: "PTS"}, saturday, Hours{}},
		{Instrument{Symbol: "X", MIC: "ZZZZ"}, saturday, Hours{}},
	} {
		got := c.in.Hours(c.at, nil)
		if got.Open != c.want.Open || got.Known != c.want.Known || !got.Since.Equal(c.want.Since) {
			t.Errorf("Hours(%s, %s) = %+v, want %+v", c.in.ID(), c.at, got, c.want)
		}
	}
}

func TestClosures(t *testing.T) {
	mourning := []Closure{{MIC: "XNYS", Day: "2025-01-09"}, {MIC: "XNYS", Day: "2026-11-23", Close: "12:00"}, {MIC: "XNYS", Day: "2026-11-26", Close: "13:00"}}
	for s, want := range map[string]bool{
		"2025-01-09T16:00:00Z": false, "2025-01-10T16:00:00Z": true,
		"2026-11-23T16:59:00Z": true, "2026-11-23T17:00:00Z": false,
		"2026-11-26T16:00:00Z": true, // an exception goes before the calendar's own
	} {
		if got := (Instrument{Symbol: "X", MIC: "XNYS"}).Hours(at(t, s), mourning); got.Open != want {
			t.Errorf("Hours(XNYS, %s, mourning) = %+v, want open %v", s, got, want)
		}
	}
	if got := (Instrument{Symbol: "X", MIC: "XNAS"}).Hours(at(t, "2025-01-09T16:00:00Z"), mourning); !got.Open {
		t.Errorf("Hours(XNAS) with a closure of XNYS = %+v, want open", got)
	}
}

func TestEveryVenueIsWhole(t *testing.T) {
	for mic, v := range venues {
		if !micForm.MatchString(mic) || zoneOf(v.zone) == nil || len(v.week) == 0 {
			t.Errorf("venue %s: %+v, want a MIC, a zone and hours", mic, v)
		}
		if v.unit != "" && !isISO(v.unit) {
			t.Errorf("venue %s: unit %q, want an ISO 4217 code", mic, v.unit)
		}
		for _, h := range v.week {
			if len(h.open) != 5 || len(h.close) != 5 || h.open >= h.close || h.days == "" {
				t.Errorf("venue %s: hours %+v, want 15:04 before 15:04 on some days", mic, h)
			}
		}
		for _, list := range []string{v.closed, v.half} {
			for i := 0; i+10 <= len(list); i += 11 {
				day, err := time.Parse(time.DateOnly, list[i:i+10])
				if err != nil || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
					t.Errorf("venue %s: day %q, want a weekday", mic, list[i:i+10])
				}
			}
		}
	}
}

func TestSessionBefore(t *testing.T) {
	for _, c := range []struct{ mic, at, want string }{
		{"XNYS", "2026-11-27T16:00:00Z", "2026-11-25"}, {"XNYS", "2026-11-23T16:00:00Z", "2026-11-20"},
		{"XLON", "2026-04-07T12:00:00Z", "2026-04-02"}, {"XETR", "2027-01-04T12:00:00Z", "2026-12-30"}, {"ZZZZ", "2026-11-23T16:00:00Z", "2026-11-22"},
	} {
		if got := sessionBefore(c.mic, at(t, c.at), nil); got != c.want {
			t.Errorf("sessionBefore(%s, %s) = %s, want %s", c.mic, c.at, got, c.want)
		}
	}
}
