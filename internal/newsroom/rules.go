package newsroom

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
)

// RulesPage is the list of a source's rules, to be changed and tried.
type RulesPage struct {
	Frame
	ID, Name, Action string
	Rev              int64
	Rules            []Row
	N                int
	Last             int // how many items a dry run looks at
	Ran              bool
	Lines            []RehearsedLine
	Changed          int
	Said, Wrong      string
}

// RehearsedLine is an item of a dry run as the page has it.
type RehearsedLine struct {
	ingest.Rehearsed
	Time string
}

// maxRehearsed is how many items a dry run looks at, at most.
const maxRehearsed = 500

func (w *Window) rulesPage(rw http.ResponseWriter, r *http.Request) error {
	was, err := w.store.SourceSetup(r.Context(), news.SourceID(r.PathValue("id")))
	if err != nil {
		return err
	}
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	s, rules := newSheet(r), was.Rules
	p := &RulesPage{Frame: Frame{Heading: "Rules of " + was.Name}, ID: string(was.ID), Name: was.Name, Action: sourceAt(was.ID) + "/rules", Rev: was.Rev, Last: 50, Said: setupSaid(r)}
	ruleRows(s, p, &rules, titles)
	status := http.StatusOK
	if s.read {
		if p.Rev, err = revOf(r); err != nil {
			return err
		}
		if n, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("last"))); err == nil {
			p.Last = min(max(n, 1), maxRehearsed)
		}
		p.Wrong = s.wrong()
		if status, err = w.doRules(rw, r, s, p, was, &rules, titles); err != nil || status == 0 {
			return err
		}
	}
	return w.page(rw, r, status, "rules", p)
}

// doRules does what a button of the rules' form asks for. The status 0 says that
// the answer has been given.
func (w *Window) doRules(rw http.ResponseWriter, r *http.Request, s *sheet, p *RulesPage, was news.SourceSetup, rules *[]news.Rule, titles []news.Title) (int, error) {
	word, n := did(r)
	if rearrange(rules, "rule", word, n, news.Rule{Publish: "hold"}) {
		s.read = false
		ruleRows(s, p, rules, titles)
		focus(p.Rules, word, n)
		return http.StatusOK, nil
	}
	if p.Wrong != "" {
		return http.StatusBadRequest, nil
	}
	var err error
	switch word {
	case "try":
		var lines []ingest.Rehearsed
		if lines, err = w.wire.Rehearse(r.Context(), was.ID, *rules, p.Last); err == nil {
			p.Ran = true
			for _, l := range lines {
				p.Lines = append(p.Lines, RehearsedLine{l, stampWords(l.At)})
				if l.Changed {
					p.Changed++
				}
			}
			return http.StatusOK, nil
		}
	case "save":
		if _, err = w.setup.SaveRules(r.Context(), was.ID, p.Rev, *rules); err == nil {
			return 0, done(rw, r, p.Action, "saved")
		}
	default:
		return http.StatusBadRequest, nil
	}
	status := 0
	if status, p.Wrong, err = refused(err); status == http.StatusConflict {
		p.Rev = was.Rev
	}
	return status, err
}

// ruleRows writes the rules' form, and reads it if it was sent.
func ruleRows(s *sheet, p *RulesPage, rules *[]news.Rule, titles []news.Title) {
	n := s.count("rule", len(*rules))
	if s.read {
		*rules = make([]news.Rule, n)
	}
	places := []Choice{{Value: "", Label: "Every title (discard)"}}
	for _, t := range titles {
		places = append(places, Choice{Value: string(t.ID), Label: t.Name + " (discard)"})
		for _, x := range t.Sections {
			places = append(places, Choice{Value: string(t.ID) + "/" + x.Path, Label: t.Name + ": " + x.Name})
		}
	}
	p.Rules = nil
	for i := range *rules {
		x := &(*rules)[i]
		s.at(fmt.Sprintf("rule.%d", i))
		where := string(x.Title)
		if x.Section != "" {
			where += "/" + x.Section
		}
		s.choice("publish", "Action", &x.Publish, []Choice{{Value: "now", Label: "Publish"}, {Value: "hold", Label: "Hold for the desk"}, {Value: "discard", Label: "Discard"}}, "")
		s.choice("where", "Where", &where, places, "")
		title, section, _ := strings.Cut(where, "/")
		if x.Title, x.Section = news.TitleID(title), section; x.Publish == "discard" {
			x.Section = ""
		}
		s.text("signOff", "Sign-off", &x.SignOff, "Where the copy has none.")
		conditions(s, x)
		row := Row{Legend: ruleWords(i, *x, titles), Buttons: movers("rule", "rule", i, len(*rules))}
		for j, f := range s.take() {
			if j < 3 || f.Value != "" {
				row.Fields = append(row.Fields, f)
			} else {
				row.More = append(row.More, f)
			}
		}
		p.Rules = append(p.Rules, row)
	}
	p.N = len(*rules)
	s.at("")
}

// conditions are what an item must have for a rule to take it.
func conditions(s *sheet, x *news.Rule) {
	s.list("subjects", "Topics", &x.Subjects, "Code or its beginning, such as medtop:15000000.")
	s.list("keywords", "Keywords", &x.Keywords, "Or words of the slugline.")
	s.list("sluglines", "Sluglines", &x.Sluglines, "Whole, with * for anything.")
	s.text("urgency", "Urgency", &x.Urgency, "2 or 1-3.").Plain = true
	s.list("languages", "Languages", &x.Languages, "de is also de-CH.")
	s.list("places", "Places", &x.Places, "Name or code.")
	s.list("datelines", "Datelines", &x.Datelines, "Where the copy was written.")
	s.list("genres", "Genres", &x.Genres, "")
	s.list("people", "People", &x.People, "Name or code.")
	s.list("organisations", "Organisations", &x.Organisations, "Name or code.")
	s.list("profiles", "Profiles", &x.Profiles, "The agency’s product, with *.")
	s.list("formats", "Formats", &x.Formats, strings.Join(news.Formats(), ", "))
	s.text("weekdays", "Weekdays", &x.Weekdays, "Mon-Fri,Sun, by the title’s clock.").Plain = true
	s.text("hours", "Hours", &x.Hours, "06:00-22:00; over midnight 22:00-06:00.").Plain = true
	s.list("notSubjects", "None of these topics", &x.NotSubjects, "")
	s.list("notKeywords", "None of these keywords", &x.NotKeywords, "")
	s.list("notSluglines", "None of these sluglines", &x.NotSluglines, "")
	s.list("notPlaces", "None of these places", &x.NotPlaces, "")
	s.text("language", "Primary language", &x.Language, "The older word for one language.").Plain = true
}

// ruleWords says in a line what a rule does.
func ruleWords(i int, x news.Rule, titles []news.Title) string {
	place := "every title"
	for _, t := range titles {
		if t.ID == x.Title {
			place = t.Name
			if sec, ok := t.Section(x.Section); ok {
				place += ", " + sec.Name
			}
		}
	}
	act := map[string]string{"now": "publish on", "hold": "hold for", "discard": "discard for"}[x.Publish]
	return fmt.Sprintf("Rule %d: %s %s", i+1, act, place)
}
