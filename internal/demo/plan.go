package demo

import (
	"time"

	"broadsheet/internal/news"
)

// Desks returns the demo's desks, each with one member.
func Desks(member string) []news.Desk {
	return []news.Desk{{ID: "news", Name: "News", Members: []string{member}}, {ID: "sport", Name: "Sport"}, {ID: "pictures", Name: "Pictures"}}
}

// Templates returns the demo's templates, without ids.
func Templates() []news.Template {
	return []news.Template{
		{Name: "Match report", Title: "courier", Section: "sport", Wording: news.Wording{Kicker: "Football",
			Body: "<p>The result, the minute that decided it, and who was there.</p><h2>First half</h2><p></p><h2>Second half</h2><p></p><h2>What they said</h2><p></p>"}},
		{Name: "Council meeting", Title: "courier", Section: "politics", Wording: news.Wording{Kicker: "Hallen",
			Body: "<p>What was decided, by how many votes, and from when.</p><h2>What it means</h2><p></p><h2>Who was against it</h2><p></p>"}},
		{Name: "Kurzmeldung", Title: "tageblatt", Wording: news.Wording{Body: "<p>Wer, was, wann, wo. Woher wir es wissen.</p>"}},
	}
}

// Plans returns what the demo's newsroom has planned, without ids: one item that
// is late, some for today, one for tomorrow.
func Plans(now time.Time) []news.Plan {
	at := func(d time.Duration) time.Time { return now.Add(d).Truncate(15 * time.Minute) }
	return []news.Plan{
		{Name: "harbour dues", What: "The port says what berths will cost from January", At: "Hallen", Due: at(-2 * time.Hour), Title: "courier", Section: "business", Desk: "news"},
		{Name: "council on the quay", What: "Vote on the new quay, expected to be close", At: "Hallen", Due: at(2 * time.Hour), Title: "courier", Section: "politics", Desk: "news"},
		{Name: "Hafenbahn", What: "Bund und Land einigen sich über das zweite Gleis", At: "Sandau", Due: at(3 * time.Hour), Title: "tageblatt", Section: "politik"},
		{Name: "cup draw", What: "Who plays whom, and the coaches’ words", Due: at(26 * time.Hour), Title: "courier", Section: "sport", Desk: "sport"},
	}
}
