package newsroom

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// RoadsPage says how every road stands.
type RoadsPage struct {
	Frame
	Sources     []RoadsOfSource
	Said, Wrong string
}

// RoadsOfSource is a source with its roads.
type RoadsOfSource struct {
	ID, Name, Href, State, Last, Silence string
	Ill                                  bool
	Roads                                []RoadLine
}

// RoadLine is a road as the page has it.
type RoadLine struct {
	ID, Kind, Address, State, Well, Item, Due, Words, Error, Since, Lease string
	Ill, Paused, MayRun                                                   bool
}

func (w *Window) roadsPage(rw http.ResponseWriter, r *http.Request) error {
	lines, err := w.traffic.Status(r.Context(), w.now().Add(-24*time.Hour))
	if err != nil {
		return err
	}
	names, err := w.sourceNames(r)
	if err != nil {
		return err
	}
	p := &RoadsPage{Frame: Frame{Heading: "Roads"}, Said: setupSaid(r)}
	for _, l := range lines {
		x := RoadsOfSource{ID: string(l.Source), Name: names[l.Source], Href: sourceAt(l.Source), Last: stampWords(l.Last)}
		x.State, x.Ill = sourceState(l)
		if l.SilentAfter > 0 {
			x.Silence = "alarm after " + spanWords(l.SilentAfter)
		}
		for _, road := range l.Roads {
			if l.Retired.IsZero() {
				x.Roads = append(x.Roads, roadLine(road, w.now()))
			}
		}
		p.Sources = append(p.Sources, x)
	}
	return w.page(rw, r, http.StatusOK, "roads", p)
}

func (w *Window) sourceNames(r *http.Request) (map[news.SourceID]string, error) {
	setups, err := w.store.SourceSetups(r.Context())
	out := map[news.SourceID]string{}
	for _, x := range setups {
		if out[x.ID] = x.Name; x.Name == "" {
			out[x.ID] = string(x.ID)
		}
	}
	return out, err
}

// roadKind says in words how copy travels.
func roadKind(k news.RoadKind) string {
	switch k {
	case news.FolderRoad:
		return "Drop folder"
	case news.PushRoad:
		return "Pushed to"
	case news.PullRoad:
		return "Address"
	case news.WebSubRoad:
		return "Sent by its hub"
	case news.FTPRoad:
		return "FTP"
	case news.SFTPRoad:
		return "SFTP"
	case news.IMAPRoad:
		return "Mail"
	}
	return string(k)
}

// faultWords says in plain words what an error of a road means, where that is
// known; the error itself stands beside it.
func faultWords(text string) string {
	for _, x := range []struct{ has, words string }{
		{"which is not a public address", "The address leads into a network that may not be asked; the settings’ fetch.allow can allow it."},
		{"connection refused", "Nobody takes connections there."},
		{"no such host", "Nobody knows that host name."},
		{"server misbehaving", "The host name could not be looked up."},
		{"certificate", "The certificate there is not one that can be trusted."},
		{"answered 401", "The other side does not accept our name and password."},
		{"answered 403", "The other side does not let us in."},
		{"answered 404", "There is nothing at that address."},
		{"answered 429", "We ask too often for the other side."},
		{"answered 5", "The other side has trouble of its own."},
		{"timeout", "No answer came in time."}, {"deadline exceeded", "No answer came in time."}, {"took longer", "No answer came in time."},
		{"530", "The other side does not accept our name and password."}, {"unable to authenticate", "The other side does not accept our name and password."},
		{"AUTHENTICATIONFAILED", "The other side does not accept our name and password."},
		{"host key", "The server’s host key is not the one it should be."},
		{"web page came", "A web page came where copy is due."},
	} {
		if strings.Contains(text, x.has) {
			return x.words
		}
	}
	return "It does not work:"
}

func roadLine(r news.RoadStatus, now time.Time) RoadLine {
	l := RoadLine{ID: string(r.ID), Kind: roadKind(r.Kind), Address: r.Address, State: string(r.State), Well: stampWords(r.Well), Item: stampWords(r.LastItem), Error: r.Error,
		Ill: r.State == news.RoadFailing || r.State == news.RoadSilent, Paused: !r.Paused.IsZero()}
	if r.Kind == news.WebSubRoad {
		l.Address = "for " + r.Address
	}
	known := !r.Made.IsZero()
	if known && r.Kind.Polled() && !l.Paused {
		l.Due, l.MayRun = stampWords(r.Due), true
		if !r.Due.After(now) {
			l.Due = "now"
		}
	}
	if r.Failures > 0 {
		l.Words = faultWords(r.Error)
		l.Since = fmt.Sprintf("%d times since %s", r.Failures, stampWords(r.FailingSince))
		if r.Failures == 1 {
			l.Since = "since " + stampWords(r.FailingSince)
		}
	}
	if l.Paused {
		l.Since = "since " + stampWords(r.Paused)
	}
	if r.Until.After(now) {
		l.Lease = "being collected from; held until " + stampWords(r.Until)
	}
	return l
}

// doRoad pauses a road, lets it go on, or has it collected from at once.
func (w *Window) doRoad(rw http.ResponseWriter, r *http.Request) error {
	id, does := news.RoadID(r.PostFormValue("road")), r.PostFormValue("do")
	var err error
	switch does {
	case "run":
		_, err = w.setup.HurryRoad(r.Context(), id)
	case "paused", "resumed":
		_, err = w.setup.PauseRoad(r.Context(), id, does == "paused")
	default:
		err = fmt.Errorf("there is nothing called %q to do with a road: %w", does, news.ErrInvalid)
	}
	if err != nil {
		return err
	}
	return done(rw, r, "/roads", does)
}
