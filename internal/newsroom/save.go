package newsroom

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// maxSaving is the largest request that saves words, in bytes: what is too long
// for a story is refused in words by the room, with its size.
const maxSaving = 16 << 20

// typedWords is what the editor sends. User is whose words they are: in the same
// browser somebody else may have signed in since.
type typedWords struct {
	User   news.UserID `json:"user"`
	Window string      `json:"window"`
	desk.Saving
}

func readWords(r *http.Request) (typedWords, error) {
	var in typedWords
	if err := readJSON(r, &in, maxSaving); err != nil {
		return in, err
	}
	if u := userOf(r); in.User != u.ID {
		return in, fmt.Errorf("this browser is signed in as %s now, and the words are somebody else's; they stay in this browser until their owner signs in: %w", u.FullName, news.ErrForbidden)
	}
	return in, nil
}

// WorkingView is the user's working copy as the editor gets it, with the words of
// the version that it is based on.
type WorkingView struct {
	news.WorkingCopy
	Base news.Wording `json:"base"`
}

// workingView returns what the user has typed and not made a version of; nil is
// nothing.
func (w *Window) workingView(r *http.Request, f news.StoryFile) (*WorkingView, error) {
	c, err := w.desk.Working(r.Context(), userOf(r), f.Story.ID)
	if errors.Is(err, news.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := WorkingView{WorkingCopy: c}
	switch {
	case f.Latest != nil && c.Head == f.Latest.N:
		v.Base = f.Latest.Wording()
	case c.Head > 0:
		old, err := w.store.Version(r.Context(), c.Story, c.Head)
		if err != nil {
			return nil, err
		}
		v.Base = old.Wording()
	}
	return &v, nil
}

func (w *Window) keepWorking(rw http.ResponseWriter, r *http.Request) error {
	in, err := readWords(r)
	if err != nil {
		return err
	}
	c := news.WorkingCopy{Story: news.StoryID(r.PathValue("id")), Head: in.Head, Seq: in.Seq, Window: in.Window, Wording: in.Wording}
	c, err = w.desk.KeepWorking(r.Context(), userOf(r), c)
	if err != nil {
		return err
	}
	c.Wording = news.Wording{} // the editor has it
	return w.json(rw, c)
}

func (w *Window) working(rw http.ResponseWriter, r *http.Request) error {
	f, err := w.store.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v, err := w.workingView(r, f)
	if err != nil {
		return err
	}
	return w.json(rw, v)
}

func (w *Window) discardWorking(rw http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseInt(r.URL.Query().Get("seq"), 10, 64)
	if err != nil {
		return fmt.Errorf("seq must be the number of the copy to discard: %w", news.ErrInvalid)
	}
	if err := w.desk.Discard(r.Context(), userOf(r), news.StoryID(r.PathValue("id")), seq); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}

func (w *Window) saveVersion(rw http.ResponseWriter, r *http.Request) error {
	in, err := readWords(r)
	if err != nil {
		return err
	}
	saved, err := w.desk.SaveVersion(r.Context(), userOf(r), news.StoryID(r.PathValue("id")), in.Saving)
	if err != nil {
		return err
	}
	return w.json(rw, saved)
}

// mergeWords lays two wordings over each other; it changes nothing. Its three
// texts fit into maxSaving, each as long as a story's may be.
func (w *Window) mergeWords(rw http.ResponseWriter, r *http.Request) error {
	var in struct {
		Base   news.Wording `json:"base"`
		Mine   news.Wording `json:"mine"`
		Theirs news.Wording `json:"theirs"`
	}
	if err := readJSON(r, &in, maxSaving); err != nil {
		return err
	}
	merged, err := w.desk.MergeWords(r.Context(), userOf(r), news.StoryID(r.PathValue("id")), in.Base, in.Mine, in.Theirs)
	if err != nil {
		return err
	}
	return w.json(rw, merged)
}

// presenceHint tells open browsers that somebody came to a story, left it, or
// went on in it.
type presenceHint struct {
	Story news.StoryID `json:"story"`
}

func (w *Window) attend(rw http.ResponseWriter, r *http.Request) error {
	var p news.Presence
	if err := readJSON(r, &p, 4<<10); err != nil {
		return err
	}
	p.Story = news.StoryID(r.PathValue("id"))
	a, err := w.desk.Attend(r.Context(), userOf(r), p)
	if err != nil {
		return err
	}
	if a.News {
		if err := w.live.Tell(r.Context(), "presence", presenceHint{p.Story}); err != nil {
			return err
		}
	}
	return w.json(rw, a)
}

func (w *Window) leave(rw http.ResponseWriter, r *http.Request) error {
	id := news.StoryID(r.PathValue("id"))
	if err := w.desk.Leave(r.Context(), userOf(r), id, r.URL.Query().Get("window")); err != nil {
		return err
	}
	if err := w.live.Tell(r.Context(), "presence", presenceHint{id}); err != nil {
		return err
	}
	return w.json(rw, struct{}{})
}
