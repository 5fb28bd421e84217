package newsroom

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// PlanPage is the planning list.
type PlanPage struct {
	Frame
	Days   []Choice // today or the week
	Titles []Choice
	Desks  []Choice
	Mine   bool
	Query  string // of this list, to come back to it
	Groups []PlanGroup
	Late   int
	New    PlanRow // the line at the top, as it was typed
	Added  string  // what was done last
	Wrong  string
}

// PlanGroup is what is due on one day.
type PlanGroup struct {
	Heading string
	Late    bool
	Rows    []PlanRow
}

// PlanRow is a planned item on the page, or in the form that changes it.
type PlanRow struct {
	ID, Rev                  string
	Name, What, At           string
	Due                      string // as it is typed
	Clock, Zone, Full        string
	Late, Open, Filed, Begun bool
	Place, Desk, Holder      string
	Title                    string
	State                    news.PlanState
	Story, Headline          string
	Published                bool
	StoryID                  string // of the story to be begun
	Places                   []PlaceGroup
	Desks, People            []Choice
}

// PlanItemPage changes a planned item.
type PlanItemPage struct {
	Frame
	Row   PlanRow
	Query string
	Wrong string
}

// planWeek is how many days the longer list has.
const planWeek = 7

func (w *Window) planPage(rw http.ResponseWriter, r *http.Request) error {
	return w.showPlan(rw, r, http.StatusOK, r.URL.Query(), PlanRow{}, "")
}

// showPlan shows the list of a query; row is what was typed into the new line.
func (w *Window) showPlan(rw http.ResponseWriter, r *http.Request, status int, q url.Values, row PlanRow, wrong string) error {
	u := userOf(r)
	ask := desk.PlanAsk{Days: 1, Title: news.TitleID(q.Get("title")), Desk: news.DeskID(q.Get("desk"))}
	if q.Get("days") == strconv.Itoa(planWeek) {
		ask.Days = planWeek
	}
	if q.Get("mine") != "" {
		ask.Holder = u.Name
	}
	p := &PlanPage{Frame: Frame{Heading: "Plan"}, Mine: ask.Holder != "", Query: planQuery(q).Encode(), New: row, Wrong: wrong, Added: q.Get("added")}
	for days, label := range []string{1: "Today", planWeek: "Seven days"} {
		if label != "" {
			p.Days = append(p.Days, Choice{Value: strconv.Itoa(days), Label: label, Chosen: days == ask.Days})
		}
	}
	lines, err := w.desk.Plans(r.Context(), u, ask)
	if err != nil {
		return err
	}
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	p.Titles = []Choice{{Value: "", Label: "Every title"}}
	for _, t := range titles {
		if u.On(t.ID) {
			p.Titles = append(p.Titles, Choice{Value: string(t.ID), Label: t.Name, Chosen: t.ID == ask.Title})
		}
	}
	if err := w.planChoices(r, &p.New); err != nil {
		return err
	}
	p.Desks = append([]Choice{{Value: "", Label: "Every desk"}}, p.New.Desks[1:]...)
	for i := range p.Desks {
		p.Desks[i].Chosen = p.Desks[i].Value == string(ask.Desk)
	}
	p.Groups, p.Late = w.planGroups(lines, p.New, titles)
	if !news.ValidID(p.New.ID) {
		p.New.ID = w.newID()
	}
	return w.page(rw, r, status, "plan", p)
}

// planQuery returns what of a query says which list is shown.
func planQuery(q url.Values) url.Values {
	out := url.Values{}
	for _, k := range []string{"days", "title", "desk", "mine"} {
		if v := q.Get(k); v != "" {
			out.Set(k, v)
		}
	}
	return out
}

// planChoices fills in what a form of a planned item lets one choose.
func (w *Window) planChoices(r *http.Request, row *PlanRow) error {
	var err error
	if row.Places, err = w.places(r, row.Place); err != nil {
		return err
	}
	desks, err := w.store.Desks(r.Context())
	if err != nil {
		return err
	}
	row.Desks = []Choice{{Value: "", Label: "No desk"}}
	for _, d := range desks {
		if d.AtWork() || string(d.ID) == row.Desk {
			row.Desks = append(row.Desks, Choice{Value: string(d.ID), Label: d.Name, Chosen: string(d.ID) == row.Desk})
		}
	}
	users, err := w.store.Users(r.Context())
	if err != nil {
		return err
	}
	row.People = []Choice{{Value: "", Label: "Nobody yet"}}
	for _, u := range users {
		if u.Open() || u.Name == row.Holder {
			row.People = append(row.People, Choice{Value: u.Name, Label: u.FullName, Chosen: u.Name == row.Holder})
		}
	}
	return nil
}

// planGroups sorts the lines under their days, what is late from before first.
func (w *Window) planGroups(lines []news.PlanLine, choices PlanRow, titles []news.Title) ([]PlanGroup, int) {
	now, late := w.now(), 0
	zones := map[string]bool{}
	for _, l := range lines {
		zones[l.Zone] = true
	}
	var out []PlanGroup
	for _, l := range lines {
		today := now.In(zone(l.Zone)).Format(news.DayForm)
		before := l.Day() < today
		heading := dayHeading(l.Day(), today)
		if before {
			heading = "From before"
		}
		if l.Late {
			late++
		}
		if len(out) == 0 || out[len(out)-1].Heading != heading {
			out = append(out, PlanGroup{Heading: heading, Late: before})
		}
		row := w.planRow(l, today, len(zones) > 1)
		for _, t := range titles {
			if t.ID == l.Title {
				row.Title = t.Name
			}
		}
		row.People = slices.Clone(choices.People)
		for i := range row.People {
			row.People[i].Chosen = row.People[i].Value == row.Holder
		}
		g := &out[len(out)-1]
		g.Rows = append(g.Rows, row)
	}
	return out, late
}

func zone(name string) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil {
		return loc
	}
	return time.UTC
}

// dayHeading names a day: today and tomorrow by those words, too.
func dayHeading(day, today string) string {
	d, err := time.Parse(news.DayForm, day)
	if err != nil {
		return day
	}
	t, _ := time.Parse(news.DayForm, today)
	words := d.Format("Monday 2 January")
	switch {
	case d.Equal(t):
		return "Today, " + words
	case d.Equal(t.AddDate(0, 0, 1)):
		return "Tomorrow, " + words
	}
	return words
}

func (w *Window) planRow(l news.PlanLine, today string, zones bool) PlanRow {
	row := PlanRow{ID: string(l.ID), Rev: strconv.FormatInt(l.Rev, 10), Name: l.Name, What: l.What, At: l.At, Due: l.Day() + " " + l.Clock(), Clock: l.Clock(),
		Full: l.Due.UTC().Format(time.RFC3339), Late: l.Late, Open: l.Open(), Filed: l.State == news.Filed, Begun: l.Story != "", Place: placeValue(l.Title, l.Section),
		Desk: string(l.Desk), Holder: l.Holder, Title: string(l.Title), State: l.State, Story: string(l.Story), Headline: l.Headline, Published: l.Published, StoryID: w.newID()}
	if l.Day() < today {
		if d, err := time.Parse(news.DayForm, l.Day()); err == nil {
			row.Clock = d.Format("2 Jan ") + l.Clock()
		}
	}
	if zones {
		row.Zone = l.Zone[strings.LastIndexByte(l.Zone, '/')+1:]
	}
	return row
}

// planOf reads a planned item from a form.
func (w *Window) planOf(r *http.Request, p news.Plan) (news.Plan, PlanRow, error) {
	row := PlanRow{ID: string(p.ID), Name: r.PostFormValue("name"), What: r.PostFormValue("what"), At: r.PostFormValue("at"), Due: r.PostFormValue("due"),
		Place: r.PostFormValue("place"), Desk: r.PostFormValue("desk"), Holder: r.PostFormValue("holder"), Rev: r.PostFormValue("rev")}
	p.Name, p.What, p.At, p.Desk, p.Holder = row.Name, row.What, row.At, news.DeskID(row.Desk), row.Holder
	p.Title, p.Section = placeOfForm(row.Place)
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return p, row, err
	}
	i := slices.IndexFunc(titles, func(t news.Title) bool { return t.ID == p.Title })
	if i < 0 {
		return p, row, fmt.Errorf("say for which title it is: %w", news.ErrInvalid)
	}
	p.Due, err = news.ReadDue(row.Due, w.now(), titles[i].Location())
	return p, row, err
}

// back leads to the list that a form came from.
func back(rw http.ResponseWriter, r *http.Request, at news.PlanID) {
	q, _ := url.ParseQuery(r.PostFormValue("back"))
	to := "/plan"
	if q = planQuery(q); len(q) > 0 {
		to += "?" + q.Encode()
	}
	http.Redirect(rw, r, to+"#p-"+url.PathEscape(string(at)), http.StatusSeeOther)
}

func (w *Window) planAdd(rw http.ResponseWriter, r *http.Request) error {
	p, row, err := w.planOf(r, news.Plan{ID: news.PlanID(r.PostFormValue("id"))})
	if err == nil {
		_, err = w.desk.SavePlan(r.Context(), userOf(r), p)
	}
	if wrong, status := mistaken(err); wrong != "" {
		q, _ := url.ParseQuery(r.PostFormValue("back"))
		return w.showPlan(rw, r, status, q, row, wrong)
	}
	if err != nil {
		return err
	}
	back(rw, r, p.ID)
	return nil
}

// planStep changes one thing of a planned item: who does it, or how far it is.
func (w *Window) planStep(rw http.ResponseWriter, r *http.Request) error {
	p, err := w.store.Plan(r.Context(), news.PlanID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if p.Rev, err = revOf(r); err != nil {
		return err
	}
	switch step := r.PostFormValue("step"); step {
	case "assign":
		p.Holder = r.PostFormValue("holder")
	case string(news.Filed), string(news.Done), string(news.Dropped), string(news.Planned):
		p.State = news.PlanState(step)
	default:
		return fmt.Errorf("nothing is done with %q: %w", step, news.ErrInvalid)
	}
	_, err = w.desk.SavePlan(r.Context(), userOf(r), p)
	if wrong, status := mistaken(err); wrong != "" {
		q, _ := url.ParseQuery(r.PostFormValue("back"))
		return w.showPlan(rw, r, status, q, PlanRow{}, wrong)
	}
	if err != nil {
		return err
	}
	back(rw, r, p.ID)
	return nil
}

func (w *Window) planItemPage(rw http.ResponseWriter, r *http.Request) error {
	p, err := w.store.Plan(r.Context(), news.PlanID(r.PathValue("id")))
	if err != nil {
		return err
	}
	row := w.planRow(news.PlanLine{Plan: p}, "", false)
	return w.showPlanItem(rw, r, http.StatusOK, row, planQuery(r.URL.Query()).Encode(), "")
}

func (w *Window) showPlanItem(rw http.ResponseWriter, r *http.Request, status int, row PlanRow, query, wrong string) error {
	if err := w.planChoices(r, &row); err != nil {
		return err
	}
	return w.page(rw, r, status, "planitem", &PlanItemPage{Frame: Frame{Heading: row.Name}, Row: row, Query: query, Wrong: wrong})
}

func (w *Window) planChange(rw http.ResponseWriter, r *http.Request) error {
	old, err := w.store.Plan(r.Context(), news.PlanID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if old.Rev, err = revOf(r); err != nil {
		return err
	}
	p, row, err := w.planOf(r, old)
	if err == nil {
		_, err = w.desk.SavePlan(r.Context(), userOf(r), p)
	}
	if wrong, status := mistaken(err); wrong != "" {
		return w.showPlanItem(rw, r, status, row, r.PostFormValue("back"), wrong)
	}
	if err != nil {
		return err
	}
	back(rw, r, p.ID)
	return nil
}

// planBegin begins the story of a planned item and opens it.
func (w *Window) planBegin(rw http.ResponseWriter, r *http.Request) error {
	id := news.PlanID(r.PathValue("id"))
	f, err := w.desk.Begin(r.Context(), userOf(r), desk.Beginning{ID: news.StoryID(r.PostFormValue("story")), Plan: id})
	if wrong, status := mistaken(err); wrong != "" {
		q, _ := url.ParseQuery(r.PostFormValue("back"))
		return w.showPlan(rw, r, status, q, PlanRow{}, wrong)
	}
	if err != nil {
		return err
	}
	http.Redirect(rw, r, "/story/"+url.PathEscape(string(f.Story.ID))+"#headline", http.StatusSeeOther)
	return nil
}
