package newsroom

import (
	"net/http"

	"broadsheet/internal/news"
)

// MainPage is the main screen: wire list, story, panel. The script fills them.
type MainPage struct {
	Frame
	Story news.StoryID // that is open; "" is none
	List  string       // wire or stories: what stands at the left
}

func (w *Window) mainScreen(rw http.ResponseWriter, r *http.Request) error {
	return w.page(rw, r, http.StatusOK, "main", &MainPage{Frame: Frame{Heading: "Wire", Wide: true}, Story: news.StoryID(r.PathValue("id")), List: "wire"})
}

// storiesScreen is the main screen with the desk's own stories at the left.
func (w *Window) storiesScreen(rw http.ResponseWriter, r *http.Request) error {
	return w.page(rw, r, http.StatusOK, "main", &MainPage{Frame: Frame{Heading: "My stories", Wide: true}, List: "stories"})
}

// StoryView is a story as the screen gets it: all that its parts show, and what
// whoever asks may do with it.
type StoryView struct {
	news.StoryFile
	Titles []TitleChoice     `json:"titles"`
	May    map[news.Act]bool `json:"may"`
	// Write says whether the user may change the words of this story as it is, and
	// Working is what they have typed and not made a version of.
	Write   bool         `json:"write"`
	Working *WorkingView `json:"working,omitempty"`
}

// TitleChoice is a title that the user works for.
type TitleChoice struct {
	ID       news.TitleID      `json:"id"`
	Name     string            `json:"name"`
	Language string            `json:"language"`
	TimeZone string            `json:"timeZone"`
	Code     string            `json:"code"`
	Sections []news.Section    `json:"sections"`
	May      map[news.Act]bool `json:"may"`
	// Refuses says why the story cannot be put there any more; empty if it can.
	Refuses string `json:"refuses,omitempty"`
}

func (w *Window) storyData(rw http.ResponseWriter, r *http.Request) error {
	view, err := w.storyView(r, news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if err := w.noteReading(r, view.StoryFile); err != nil {
		return err
	}
	return w.json(rw, view)
}

func (w *Window) storyView(r *http.Request, id news.StoryID) (StoryView, error) {
	var v StoryView
	var err error
	if v.StoryFile, err = w.store.Story(r.Context(), id); err != nil {
		return v, err
	}
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return v, err
	}
	user := userOf(r)
	v.May, v.Write = acts(user, ""), w.desk.MayWrite(user, v.StoryFile)
	if v.Working, err = w.workingView(r, v.StoryFile); err != nil {
		return v, err
	}
	for _, t := range titles {
		if user.On(t.ID) {
			v.Titles = append(v.Titles, TitleChoice{ID: t.ID, Name: t.Name, Language: t.Language, TimeZone: t.TimeZone, Code: t.Code, Sections: t.Sections, May: acts(user, t.ID), Refuses: t.RefuseNew(v.Story.Source)})
		}
	}
	return v, nil
}

func acts(u news.User, on news.TitleID) map[news.Act]bool {
	out := map[news.Act]bool{}
	for _, a := range news.Acts() {
		out[a] = news.May(u, a, on)
	}
	return out
}
