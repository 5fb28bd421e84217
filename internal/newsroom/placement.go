package newsroom

import (
	"net/http"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// placeForm is what the placement panel sends; what is missing stays as it is.
type placeForm struct {
	seenForm
	Title      news.TitleID      `json:"title"`
	Section    *string           `json:"section"`
	Own        map[string]string `json:"own"`
	Note       *string           `json:"note"`
	OwnAddress *string           `json:"ownAddress"`
	Home       bool              `json:"home"`
}

func (w *Window) place(rw http.ResponseWriter, r *http.Request) error {
	var p placeForm
	if err := readJSON(r, &p, maxDeed); err != nil {
		return err
	}
	return w.deedOn(rw, r, p.seenForm, func(f news.StoryFile) (news.Event, error) {
		return w.desk.Place(r.Context(), userOf(r), f, desk.Placing{Title: p.Title, Section: p.Section, Own: p.Own, Note: p.Note, OwnAddress: p.OwnAddress, Home: p.Home})
	})
}
