package site

import (
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// write does what a newsroom does with stories before readers have them: all that
// it says to itself is marked, and one story that it publishes is not.
func (s *secretive) write() {
	s.t.Helper()
	ctx := s.t.Context()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	anna := news.User{ID: "qxzpanna", Name: "qxzpanna", FullName: "Anna Norring", SignOff: "A. Norring", Role: news.Chief}
	_, err := s.store.SaveUser(ctx, anna, s.now)
	must(err)
	_, err = s.desk.SaveDesk(ctx, anna, news.Desk{ID: "night", Name: "Qxzpdeskname", Members: []string{anna.Name}})
	must(err)
	t := news.Template{ID: news.TemplateID(store.NewID()), Name: "Qxzptemplate", Title: "courier", Wording: news.Wording{Slugline: "Qxzpslugline", Body: "<p>Qxzobegunbody</p>"}}
	_, err = s.desk.SaveTemplate(ctx, anna, t)
	must(err)
	p := news.Plan{ID: news.PlanID(store.NewID()), Name: "Qxzpplanned", What: "Qxzpwhat +47 555 90 011", At: "Qxzpplace", Due: s.now.Add(time.Hour), Title: "courier"}
	_, err = s.desk.SavePlan(ctx, anna, p)
	must(err)
	shown, err := s.desk.Begin(ctx, anna, desk.Beginning{ID: news.StoryID(store.NewID()), Template: t.ID, Plan: p.ID, Wording: news.Wording{Headline: "Qxzobegun", Slugline: "Qxzpslugline"}})
	must(err)
	_, err = s.desk.Begin(ctx, anna, desk.Beginning{ID: news.StoryID(store.NewID()), Title: "courier", Wording: news.Wording{Headline: "Qxzpunborn", Body: "<p>Qxzpunbornbody</p>"}})
	must(err)
	_, err = s.desk.Publish(ctx, anna, shown, desk.Order{})
	must(err)
	for _, id := range []news.StoryID{shown.Story.ID, s.story("nj3").Story.ID} {
		_, err = s.desk.Note(ctx, anna, id, news.NoteID(store.NewID()), "Qxzpnotetext: call +47 555 90 012, ida@private.example")
		must(err)
		f, err := s.store.Story(ctx, id)
		must(err)
		_, err = s.desk.Send(ctx, anna, id, desk.Sending{Note: news.NoteID(store.NewID()), Seen: f.Story.Whereabouts(), To: news.Whereabouts{Desk: "night"}, Text: "Qxzpcomment"})
		must(err)
	}
	f, err := s.store.Story(ctx, shown.Story.ID)
	must(err)
	// A new version of what readers have makes all of it anew.
	_, err = s.desk.Edit(ctx, f, desk.Words{Kicker: ptr("Qxzokicker")}, anna.Name)
	must(err)
	f, err = s.store.Story(ctx, shown.Story.ID)
	must(err)
	_, err = s.desk.Publish(ctx, anna, f, desk.Order{})
	must(err)
	s.follow()
}
