package newsroom

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// mistaken returns what to say of an error that whoever filled in a form can mend,
// and the answer's status; "" is any other error, or none.
func mistaken(err error) (string, int) {
	switch {
	case errors.Is(err, news.ErrInvalid), errors.Is(err, news.ErrConflict), errors.Is(err, news.ErrKilled):
		status := web.Status(err)
		return said(status, err), status
	}
	return "", 0
}

// NotesView is what the newsroom says of a story, and to whom it can be sent.
type NotesView struct {
	Notes   []news.Note      `json:"notes"`
	Here    news.Whereabouts `json:"here"`
	Unseen  int              `json:"unseen"`
	Desks   []DeskChoice     `json:"desks"`
	People  []Person         `json:"people"`
	Parent  *Relative        `json:"parent,omitempty"`
	Begun   []Relative       `json:"begun"`
	Spiked  string           `json:"spiked,omitempty"` // by whom
	NoteID  string           `json:"noteId"`           // of the next note
	StoryID string           `json:"storyId"`          // of the next story begun from this one
}

// DeskChoice is a desk to send a story to.
type DeskChoice struct {
	ID   news.DeskID `json:"id"`
	Name string      `json:"name"`
}

// Person is a colleague.
type Person struct {
	Name     string `json:"name"`
	FullName string `json:"fullName"`
	// Writes says that they can do something with the story.
	Writes bool `json:"writes"`
}

// Relative is a story that was begun from this one, or that it was begun from.
type Relative struct {
	ID   news.StoryID `json:"id"`
	Name string       `json:"name"`
	As   news.Birth   `json:"as"`
}

func (w *Window) notesData(rw http.ResponseWriter, r *http.Request) error {
	v, err := w.notesView(r, news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return w.json(rw, v)
}

func (w *Window) notesView(r *http.Request, id news.StoryID) (NotesView, error) {
	ctx := r.Context()
	v := NotesView{Notes: []news.Note{}, Begun: []Relative{}, Desks: []DeskChoice{}, People: []Person{}, NoteID: w.newID(), StoryID: w.newID()}
	f, err := w.store.Story(ctx, id)
	if err != nil {
		return v, err
	}
	v.Here, v.Spiked = f.Story.Whereabouts(), f.Story.SpikedBy
	notes, err := w.store.Notes(ctx, id)
	if err != nil {
		return v, err
	}
	v.Notes = append(v.Notes, notes...)
	unseen, err := w.store.Unseen(ctx, userOf(r).Name)
	if err != nil {
		return v, err
	}
	v.Unseen = unseen[id]
	desks, err := w.store.Desks(ctx)
	if err != nil {
		return v, err
	}
	for _, d := range desks {
		if d.AtWork() {
			v.Desks = append(v.Desks, DeskChoice{d.ID, d.Name})
		}
	}
	users, err := w.store.Users(ctx)
	if err != nil {
		return v, err
	}
	for _, u := range users {
		if u.Open() {
			v.People = append(v.People, Person{u.Name, u.FullName, w.desk.MayWrite(u, f)})
		}
	}
	return v, w.relatives(r, f, &v)
}

// relatives adds the stories that were begun from this one, and its own parent.
func (w *Window) relatives(r *http.Request, f news.StoryFile, v *NotesView) error {
	if from := f.Story.From; from != nil {
		parent, err := w.store.Story(r.Context(), from.Story)
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
		if err == nil {
			v.Parent = &Relative{from.Story, called(parent), from.As}
		}
	}
	begun, err := w.store.BegunFrom(r.Context(), f.Story.ID)
	for _, l := range begun {
		v.Begun = append(v.Begun, Relative{l.Story.ID, nameOf(l), l.Story.From.As})
	}
	return err
}

// nameOf is what a story in a list is called.
func nameOf(l news.StoryLine) string {
	if l.Headline == "" {
		return "No headline yet"
	}
	return l.Headline
}

func (w *Window) note(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		ID   news.NoteID `json:"id"`
		Text string      `json:"text"`
	}
	if err := readJSON(r, &in, maxAsk); err != nil {
		return err
	}
	id := news.StoryID(r.PathValue("id"))
	if _, err := w.desk.Note(r.Context(), userOf(r), id, in.ID, in.Text); err != nil {
		return err
	}
	return w.notesData(rw, r)
}

func (w *Window) send(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		ID   news.NoteID      `json:"id"`
		Seen news.Whereabouts `json:"seen"`
		To   news.Whereabouts `json:"to"`
		Text string           `json:"text"`
	}
	if err := readJSON(r, &in, maxAsk); err != nil {
		return err
	}
	s := desk.Sending{Note: in.ID, Seen: in.Seen, To: in.To, Text: in.Text}
	if _, err := w.desk.Send(r.Context(), userOf(r), news.StoryID(r.PathValue("id")), s); err != nil {
		return err
	}
	return w.notesData(rw, r)
}

func (w *Window) seeNotes(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		UpTo time.Time `json:"upTo"`
	}
	if err := readJSON(r, &in, maxAsk); err != nil {
		return err
	}
	if err := w.store.SeeNotes(r.Context(), userOf(r).Name, news.StoryID(r.PathValue("id")), in.UpTo, w.now()); err != nil {
		return err
	}
	return w.unseenData(rw, r)
}

// unseenData answers how many notes the user has not seen.
func (w *Window) unseenData(rw http.ResponseWriter, r *http.Request) error {
	n, err := w.unseen(r)
	if err != nil {
		return err
	}
	return w.json(rw, struct {
		Unseen int `json:"unseen"`
	}{n})
}

func (w *Window) unseen(r *http.Request) (int, error) {
	by, err := w.store.Unseen(r.Context(), userOf(r).Name)
	n := 0
	for _, k := range by {
		n += k
	}
	return n, err
}

// ForMePage is what was said to the user, and what lies with them.
type ForMePage struct {
	Frame
	Notes   []NoteRow
	Stories []StoryRow
	Plans   []PlanRow // that they are to do in the days to come
}

// NoteRow is a note on the page.
type NoteRow struct {
	At, Full, By, Text, Moved, Story, Headline string
	New                                        bool
}

// StoryRow is a story in a list of the page.
type StoryRow struct {
	ID, Name, Where string
	Mine            bool
	New             int // notes not seen
}

// maxForMe is how many notes and stories the page shows.
const maxForMe = 100

func (w *Window) forMePage(rw http.ResponseWriter, r *http.Request) error {
	p := &ForMePage{Frame: Frame{Heading: "For me"}}
	unseen, err := w.store.Unseen(r.Context(), userOf(r).Name)
	if err != nil {
		return err
	}
	names, err := w.names(r)
	if err != nil {
		return err
	}
	if err := w.notesForMe(r, p, maps.Clone(unseen), names); err != nil {
		return err
	}
	if err := w.storiesForMe(r, p, unseen, names); err != nil {
		return err
	}
	plans, err := w.desk.Plans(r.Context(), userOf(r), desk.PlanAsk{Days: planWeek, Holder: userOf(r).Name})
	if err != nil {
		return err
	}
	for _, l := range plans {
		today := w.now().In(zone(l.Zone)).Format(news.DayForm)
		if !l.Open() {
			continue
		}
		row := w.planRow(l, today, false)
		row.Due = dayHeading(l.Day(), today) + ", " + l.Clock()
		p.Plans = append(p.Plans, row)
	}
	return w.page(rw, r, http.StatusOK, "forme", p)
}

// notesForMe adds the newest notes; left is how many of each story are new.
func (w *Window) notesForMe(r *http.Request, p *ForMePage, left map[news.StoryID]int, names names) error {
	notes, err := w.store.NotesFor(r.Context(), userOf(r).Name, false, maxForMe)
	for _, n := range notes {
		row := NoteRow{At: n.At.UTC().Format("2 Jan 15:04"), Full: n.At.UTC().Format(time.RFC3339), By: names.person(n.By), Text: n.Text, Story: string(n.Story),
			Headline: cmp.Or(n.Headline, "No headline yet"), New: left[n.Story] > 0}
		if left[n.Story]--; n.Kind == news.NoteSent {
			row.Moved = names.where(n.Now)
		}
		p.Notes = append(p.Notes, row)
	}
	return err
}

// storiesForMe adds the stories with the user and on their desks.
func (w *Window) storiesForMe(r *http.Request, p *ForMePage, unseen map[news.StoryID]int, names names) error {
	lines, err := w.store.SentTo(r.Context(), userOf(r).Name, maxForMe)
	for _, l := range lines {
		p.Stories = append(p.Stories, StoryRow{ID: string(l.Story.ID), Name: nameOf(l), Where: names.where(l.Story.Whereabouts()),
			Mine: l.Story.Holder == userOf(r).Name, New: unseen[l.Story.ID]})
	}
	return err
}

// names are what users and desks are called, by their short names.
type names struct {
	people map[string]string
	desks  map[news.DeskID]string
}

func (w *Window) names(r *http.Request) (names, error) {
	n := names{map[string]string{}, map[news.DeskID]string{}}
	users, err := w.store.Users(r.Context())
	if err != nil {
		return n, err
	}
	for _, u := range users {
		n.people[u.Name] = u.FullName
	}
	desks, err := w.store.Desks(r.Context())
	for _, d := range desks {
		n.desks[d.ID] = d.Name
	}
	return n, err
}

func (n names) person(name string) string { return cmp.Or(n.people[name], name) }

// where says where a story is.
func (n names) where(w news.Whereabouts) string {
	on := "on desk " + cmp.Or(n.desks[w.Desk], string(w.Desk))
	switch {
	case w.Desk == "" && w.Holder == "":
		return "on no desk"
	case w.Desk == "":
		return "with " + n.person(w.Holder)
	case w.Holder == "":
		return on + ", with nobody yet"
	}
	return on + ", with " + n.person(w.Holder)
}
