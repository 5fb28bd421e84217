package desk

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// The audit log says of each deed on a story what it changed, and none of its words.
func TestAuditSaysWhatADeedChanged(t *testing.T) {
	b := newBureau(t)
	f := b.file("a", ours, func(d *news.StoryDeed) { d.Version.Headline, d.Version.Standfirst = "Unreleased words", "" })
	world, sport := "world", "sport"
	do := func(what string, deed func(news.StoryFile) error, want ...news.AuditChange) {
		t.Helper()
		b.at = b.at.Add(time.Second)
		if err := deed(b.look(f.Story.ID)); err != nil {
			t.Fatalf("%s = %v, want nil", what, err)
		}
		lines, err := b.store.Audit(t.Context(), news.AuditFilter{Story: f.Story.ID, Limit: 1})
		if err != nil || len(lines) != 1 {
			t.Fatalf("Audit(%s) = %v, %v, want its line", what, lines, err)
		}
		for _, c := range want {
			if !slices.Contains(lines[0].Changes, c) {
				t.Errorf("Audit(%s) has %+v, want %+v among them", what, lines[0].Changes, c)
			}
		}
		text, err := json.Marshal(lines[0])
		if err != nil {
			t.Fatal(err)
		}
		if low := strings.ToLower(string(text)); strings.Contains(low, "unreleased") || strings.Contains(low, "hidden") {
			t.Errorf("Audit(%s) = %s, want no words of the story", what, text)
		}
	}
	chg := func(field, old, now string) news.AuditChange {
		return news.AuditChange{Field: field, Old: old, New: now}
	}
	stamp := func(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }
	ctx, kt := t.Context(), chief()
	do("place", func(f news.StoryFile) error {
		return second(b.Place(ctx, kt, f, Placing{Title: "courier", Section: &world, Note: text("For page one."), Own: map[string]string{"headline": "Hidden headline"}}))
	}, chg("courier.state", "", "held"), chg("courier.section", "", "world"), chg("courier.note", "", "For page one."), chg("courier.own", "", `["headline"]`))
	do("place anew", func(f news.StoryFile) error {
		return second(b.Place(ctx, kt, f, Placing{Title: "courier", Section: &sport}))
	}, chg("courier.section", "world", "sport"))
	until := b.at.Add(2 * time.Hour)
	do("embargo", func(f news.StoryFile) error { return second(b.Embargo(ctx, kt, f, until)) }, chg("embargoUntil", "", stamp(until)))
	do("lift", func(f news.StoryFile) error { return second(b.Embargo(ctx, kt, f, time.Time{})) },
		chg("embargoUntil", stamp(until), ""), chg("embargoLifted", "", "true"))
	do("pass", func(f news.StoryFile) error {
		checks, err := b.Checks(ctx, kt, f, nil, Order{})
		i := slices.IndexFunc(checks, func(c news.Check) bool { return c.Code == "no-standfirst" })
		if err != nil || i < 0 {
			t.Fatalf("Checks() = %s, %v, want no-standfirst", codes(checks), err)
		}
		return second(b.Pass(ctx, kt, f, nil, Order{}, checks[i], "A flash."))
	}, chg("passed.no-standfirst", "", "A flash."))
	due := b.at.Add(time.Hour)
	do("schedule", func(f news.StoryFile) error { return second(b.Publish(ctx, kt, f, Order{At: due})) },
		chg("courier.state", "held", "scheduled"), chg("courier.publishAt", "", stamp(due)), chg("courier.published", "", "1"))
	do("publish", func(f news.StoryFile) error { return second(b.Publish(ctx, kt, f, Order{})) }, chg("courier.state", "scheduled", "live"), chg("courier.publishAt", stamp(due), ""))
	do("correct", func(f news.StoryFile) error {
		return second(b.Correct(ctx, kt, f, Words{Headline: text("Unreleased right words")}, "It was four."))
	}, chg("courier.state", "live", "corrected"), chg("courier.published", "1", "2"), chg("correction", "", "It was four."))
	do("take down", func(f news.StoryFile) error { return second(b.TakeDown(ctx, kt, f, "courier", "By mistake.")) },
		chg("courier.state", "corrected", "takenDown"), chg("courier.reason", "", "By mistake."))
	do("kill", func(f news.StoryFile) error { return second(b.Kill(ctx, kt, f.Story.ID, "Legal reasons.")) }, chg("killReason", "", "Legal reasons."))
}
