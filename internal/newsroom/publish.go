package newsroom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/site"
	"broadsheet/internal/web"
)

// Paper is what the window asks of the readers' side.
type Paper interface {
	// Preview makes the page of a readable form for the newsroom alone.
	Preview(context.Context, news.Released, site.Look) (site.Preview, error)
	// Ask asks for a path of a title as a reader does.
	Ask(ctx context.Context, title news.TitleID, path string) (site.Served, error)
	FrontPaper
}

// orderForm is what the publish sheet sends.
type orderForm struct {
	seenForm
	On []struct {
		Title   news.TitleID      `json:"title"`
		Section string            `json:"section"`
		Wall    string            `json:"at"` // by the clock of the title
		Which   string            `json:"which"`
		Own     map[string]string `json:"own"`
	} `json:"on"`
	Lift   []string         `json:"lift"`
	Change news.VersionKind `json:"change"`
	Note   string           `json:"note"`
	// Words are those being written; nil is the newest version.
	Words *news.Wording `json:"words"`
}

// seenForm is the story as the editor saw it. All but Rev serves only to say what
// has happened since.
type seenForm struct {
	Rev  int64            `json:"rev"` // 0 does not ask
	Head int              `json:"head"`
	Seen []news.Placement `json:"seen"`
}

// maxOrder is the largest order that is read, in bytes; it may hold a whole story.
const maxOrder = 8 << 20

func (o orderForm) order() desk.Order {
	out := desk.Order{Change: o.Change, Note: o.Note}
	for _, x := range o.On {
		out.On = append(out.On, desk.Place{Title: x.Title, Section: x.Section, Wall: x.Wall, Which: x.Which, Own: x.Own})
	}
	for _, name := range o.Lift {
		out.LiftEmbargo = out.LiftEmbargo || name == "embargo"
		out.LiftLimits = out.LiftLimits || name == "limits"
		out.LiftHold = out.LiftHold || name == "hold"
	}
	return out
}

// sheet answers what somebody needs to know before publishing. It changes nothing.
func (w *Window) sheet(rw http.ResponseWriter, r *http.Request) error {
	var o orderForm
	if err := readJSON(r, &o, maxOrder); err != nil {
		return err
	}
	f, err := w.store.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if err := w.noteReading(r, f); err != nil {
		return err
	}
	s, err := w.desk.Sheet(r.Context(), userOf(r), f, o.Words, o.order())
	if err != nil {
		return plainly(err, f.Story.ID)
	}
	return w.json(rw, s)
}

// Done is what became of a deed, for the screen.
type Done struct {
	At   time.Time `json:"at"`
	On   []DoneOn  `json:"on"`
	Note string    `json:"note,omitempty"` // that readers are told
	Rev  int64     `json:"rev"`
}

// DoneOn is what became of it on one title.
type DoneOn struct {
	Title news.TitleID `json:"title"`
	Name  string       `json:"name"`
	// Said is where it stands there, in words.
	Said string `json:"said"`
	// Href is where readers find it, if they may.
	Href string `json:"href,omitempty"`
	// Status is what the public page answered, and Millis how long it took from
	// the beginning of the deed until it did so. Zero is that nobody asked.
	Status int   `json:"status,omitempty"`
	Millis int64 `json:"ms,omitempty"`
}

// deedOn reads the story as the editor saw it, carries out a deed, and waits
// until readers see what it did.
func (w *Window) deedOn(rw http.ResponseWriter, r *http.Request, seen seenForm, do func(news.StoryFile) (news.Event, error)) error {
	begun := time.Now() // measured, not dated
	f, err := w.store.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if seen.Rev != 0 && seen.Rev != f.Story.Rev {
		was := news.StoryFile{Story: news.Story{ID: f.Story.ID, Rev: seen.Rev, Head: seen.Head}, Placements: seen.Seen}
		return plainly(w.desk.Meanwhile(r.Context(), was), f.Story.ID)
	}
	e, err := do(f)
	if err != nil {
		return plainly(err, f.Story.ID)
	}
	// What has been done stays done if the editor goes away.
	after, err := w.store.Story(context.WithoutCancel(r.Context()), f.Story.ID)
	if err != nil {
		return err
	}
	done := Done{At: e.At, Rev: after.Story.Rev}
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	for _, t := range titles {
		for _, x := range e.Touched {
			if p, ok := after.Placement(t.ID); ok && x.Title == t.ID && x.Story == f.Story.ID {
				on, err := w.seen(r, after, p, t, e.N, begun)
				if err != nil {
					return err
				}
				done.On = append(done.On, on)
				if p.Told != nil && p.Told.Version == p.Published {
					done.Note = p.Told.Note
				}
			}
		}
	}
	return w.json(rw, done)
}

// inWords is an error in the words that are for people.
type inWords struct {
	error
	words string
}

func (e inWords) Error() string { return e.words }

func (e inWords) Unwrap() error { return e.error }

// plainly takes the deed and the story's id off what a room says: who reads it
// has the story open.
func plainly(err error, id news.StoryID) error {
	if _, words, ok := strings.Cut(err.Error(), string(id)+": "); ok && words != "" {
		return inWords{err, words}
	}
	return err
}

// How long readers' pages are asked, and how often.
const (
	seenLimit = 5 * time.Second
	seenEvery = 2 * time.Millisecond
)

// seen asks the public page until it answers as the deed wants it.
func (w *Window) seen(r *http.Request, f news.StoryFile, p news.Placement, t news.Title, event int64, begun time.Time) (DoneOn, error) {
	out := DoneOn{Title: t.ID, Name: t.Name, Said: standsAt(f, p, t)}
	want := site.Served{}
	switch {
	case p.FirstPublished.IsZero() || w.paper == nil:
		return out, nil
	case f.Story.Killed() || p.State == news.TakenDown:
		want.Status = http.StatusGone
	case p.State == news.Live || p.State == news.Corrected:
		want.Status, want.Version = http.StatusOK, p.Published
	default:
		return out, nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), seenLimit)
	defer cancel()
	tick := time.NewTicker(seenEvery)
	defer tick.Stop()
	for {
		got, err := w.paper.Ask(ctx, t.ID, p.Path)
		if err != nil && ctx.Err() == nil {
			return out, err
		}
		if got.Upto >= event && got.Status == want.Status && got.Version == want.Version {
			out.Status, out.Millis = got.Status, max(1, time.Since(begun).Milliseconds())
			out.Href = addressOf(r, t, p.Path)
			return out, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			out.Said += fmt.Sprintf("; but readers did not get it within %s, the page answers %d. Something keeps it back: look at the log of the server", seenLimit, got.Status)
			return out, nil
		}
	}
}

// standsAt says in words where a story stands on a title.
func standsAt(f news.StoryFile, p news.Placement, t news.Title) string {
	wait := p.PublishAt
	if f.Story.EmbargoUntil.After(wait) {
		wait = f.Story.EmbargoUntil
	}
	switch {
	case f.Story.Killed() && p.FirstPublished.IsZero():
		return "killed; no reader ever saw it"
	case f.Story.Killed():
		return "killed"
	case p.State == news.TakenDown:
		return "taken down"
	case p.State == news.Held:
		return "waits for the desk"
	case p.FirstPublished.IsZero() && !wait.IsZero():
		return "waits until " + wait.In(t.Location()).Format("2 January, 15:04 MST")
	case p.FirstPublished.IsZero():
		return "released, and kept back"
	case p.State == news.Corrected:
		return "live, corrected"
	}
	return "live"
}

// addressOf is where readers find a path of a title. A title without a public
// name is reached on this machine.
func addressOf(r *http.Request, t news.Title, path string) string {
	_, port, ok := strings.Cut(r.Host, ":")
	if ok {
		port = ":" + port
	}
	for _, h := range t.Hosts {
		if strings.HasSuffix(h, ".localhost") {
			return "http://" + h + port + "/" + path
		}
		if web.Local(r) || onThisMachine(r) {
			continue
		}
		return "https://" + h + "/" + path
	}
	return "http://localhost" + port + "/@" + string(t.ID) + "/" + path
}

func (w *Window) publish(rw http.ResponseWriter, r *http.Request) error {
	var o orderForm
	if err := readJSON(r, &o, maxOrder); err != nil {
		return err
	}
	if len(o.On) == 0 {
		return fmt.Errorf("choose a title to publish on: %w", news.ErrInvalid)
	}
	return w.deedOn(rw, r, o.seenForm, func(f news.StoryFile) (news.Event, error) {
		return w.desk.Publish(r.Context(), userOf(r), f, o.order())
	})
}

// deedForm is what the other deeds ask for.
type deedForm struct {
	seenForm
	Title  news.TitleID   `json:"title"`
	Titles []news.TitleID `json:"titles"`
	Reason string         `json:"reason"`
	Token  string         `json:"token"`
	Until  string         `json:"until"` // by the clock of Title; empty lifts
	Which  string         `json:"which"`
}

// maxDeed is the largest such form that is read, in bytes.
const maxDeed = 64 << 10

// form reads a deed's form, then carries it out.
func (w *Window) form(rw http.ResponseWriter, r *http.Request, do func(deedForm, news.StoryFile) (news.Event, error)) error {
	var d deedForm
	if err := readJSON(r, &d, maxDeed); err != nil {
		return err
	}
	return w.deedOn(rw, r, d.seenForm, func(f news.StoryFile) (news.Event, error) { return do(d, f) })
}

func (w *Window) unschedule(rw http.ResponseWriter, r *http.Request) error {
	return w.form(rw, r, func(d deedForm, f news.StoryFile) (news.Event, error) {
		return w.desk.Unschedule(r.Context(), userOf(r), f, d.Titles...)
	})
}

func (w *Window) embargo(rw http.ResponseWriter, r *http.Request) error {
	return w.form(rw, r, func(d deedForm, f news.StoryFile) (news.Event, error) {
		var until time.Time
		if d.Until != "" {
			titles, err := w.store.Titles(r.Context())
			if err != nil {
				return news.Event{}, err
			}
			loc := time.UTC
			for _, t := range titles {
				if t.ID == d.Title {
					loc = t.Location()
				}
			}
			if until, err = news.WallTime(d.Until, loc, d.Which); err != nil {
				return news.Event{}, err
			}
		}
		return w.desk.Embargo(r.Context(), userOf(r), f, until)
	})
}

func (w *Window) takeDown(rw http.ResponseWriter, r *http.Request) error {
	return w.form(rw, r, func(d deedForm, f news.StoryFile) (news.Event, error) {
		return w.desk.TakeDown(r.Context(), userOf(r), f, d.Title, d.Reason)
	})
}

func (w *Window) release(rw http.ResponseWriter, r *http.Request) error {
	return w.form(rw, r, func(_ deedForm, f news.StoryFile) (news.Event, error) {
		return w.desk.Release(r.Context(), userOf(r), f)
	})
}

func (w *Window) passCheck(rw http.ResponseWriter, r *http.Request) error {
	var p struct {
		orderForm            // as it was when the warning was shown
		Check     news.Check `json:"check"`
		Reason    string     `json:"reason"`
	}
	if err := readJSON(r, &p, maxOrder); err != nil {
		return err
	}
	return w.deedOn(rw, r, p.seenForm, func(f news.StoryFile) (news.Event, error) {
		return w.desk.Pass(r.Context(), userOf(r), f, p.Words, p.order(), p.Check, p.Reason)
	})
}

// kill without a token says what a kill would do, with the token of that does it.
func (w *Window) kill(rw http.ResponseWriter, r *http.Request) error {
	var d deedForm
	if err := readJSON(r, &d, maxDeed); err != nil {
		return err
	}
	id := news.StoryID(r.PathValue("id"))
	if d.Token == "" {
		plan, err := w.desk.PlanKill(r.Context(), userOf(r), id, d.Reason)
		if err != nil {
			return plainly(err, id)
		}
		return w.json(rw, plan)
	}
	err := w.deedOn(rw, r, seenForm{}, func(news.StoryFile) (news.Event, error) {
		return w.desk.KillAsPlanned(r.Context(), userOf(r), id, d.Reason, d.Token)
	})
	if errors.Is(err, news.ErrKilled) {
		return fmt.Errorf("somebody killed it already: %w", news.ErrKilled)
	}
	return err
}
