package newsroom

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// SourcesPage lists the agencies.
type SourcesPage struct {
	Frame
	Sources []SourceLine
	Said    string
}

// SourceLine is an agency in the list.
type SourceLine struct {
	ID, Name, Credit, Href, State, Last string
	Ill, Off                            bool
	Rules, Roads, Items, Waiting        int
}

// SourcePage is one agency, to be set up.
type SourcePage struct {
	Frame
	ID, Name, Action       string
	Rev                    int64
	Fresh                  bool
	Retired                string
	Whose, Rights, Folder  []Field
	Contracts              []Row
	Pulls, FTP, SFTP, IMAP []Row
	Secrets                []Field
	NC, NP, NF, NS, NI     int // how many rows of each kind there are
	PushAt                 string
	HasToken               bool
	NewToken               string // shown this once
	Retype                 bool   // secrets were typed and are not kept yet
	Said, Wrong            string
}

func (w *Window) sourcesPage(rw http.ResponseWriter, r *http.Request) error {
	lines, err := w.traffic.Status(r.Context(), w.now().Add(-24*time.Hour))
	if err != nil {
		return err
	}
	setups, err := w.store.SourceSetups(r.Context())
	if err != nil {
		return err
	}
	p := &SourcesPage{Frame: Frame{Heading: "Sources"}, Said: setupSaid(r)}
	for _, x := range setups {
		l := SourceLine{ID: string(x.ID), Name: x.Name, Credit: x.Credit, Href: sourceAt(x.ID), Rules: len(x.Rules)}
		if i := slices.IndexFunc(lines, func(s news.WireStatus) bool { return s.Source == x.ID }); i >= 0 {
			at := lines[i]
			l.Items, l.Waiting, l.Roads, l.Last = at.Items, at.Waiting, len(at.Roads), stampWords(at.Last)
			l.State, l.Ill = sourceState(at)
			l.Off = !at.Retired.IsZero()
		}
		p.Sources = append(p.Sources, l)
	}
	return w.page(rw, r, http.StatusOK, "sources", p)
}

func sourceAt(id news.SourceID) string { return "/sources/" + url.PathEscape(string(id)) }

// sourceState says in words how a source's copy comes, and whether that is ill.
func sourceState(s news.WireStatus) (string, bool) {
	failing, paused := 0, 0
	for _, r := range s.Roads {
		switch r.State {
		case news.RoadFailing:
			failing++
		case news.RoadPaused:
			paused++
		}
	}
	switch {
	case !s.Retired.IsZero():
		return "retired", false
	case !s.SilentSince.IsZero():
		return "silent since " + stampWords(s.SilentSince), true
	case failing == 1:
		return "a road fails", true
	case failing > 1:
		return fmt.Sprintf("%d roads fail", failing), true
	case paused > 0:
		return fmt.Sprintf("%d of %d roads paused", paused, len(s.Roads)), true
	case s.Last.IsZero():
		return "nothing came yet", false
	}
	return "well", false
}

func (w *Window) newSource(rw http.ResponseWriter, r *http.Request) error {
	return w.editSource(rw, r, news.SourceSetup{}, "")
}

func (w *Window) sourcePage(rw http.ResponseWriter, r *http.Request) error {
	x, err := w.store.SourceSetup(r.Context(), news.SourceID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return w.editSource(rw, r, x, "")
}

// newToken gives the agency a token and shows it, once.
func (w *Window) newToken(rw http.ResponseWriter, r *http.Request) error {
	id := news.SourceID(r.PathValue("id"))
	rev, err := revOf(r)
	if err != nil {
		return err
	}
	token, err := w.setup.NewToken(r.Context(), id, rev)
	if err != nil {
		return err
	}
	x, err := w.store.SourceSetup(r.Context(), id)
	if err != nil {
		return err
	}
	return w.editSource(rw, r, x, token)
}

// revOf is which state of a thing a form was made from.
func revOf(r *http.Request) (int64, error) {
	var rev int64
	if _, err := fmt.Sscan(r.PostFormValue("rev"), &rev); err != nil {
		return 0, fmt.Errorf("the form is not whole; load the page again: %w", news.ErrInvalid)
	}
	return rev, nil
}

// editSource shows the form of a source, and does what its buttons ask for.
func (w *Window) editSource(rw http.ResponseWriter, r *http.Request, was news.SourceSetup, token string) error {
	s, x := newSheet(r), was
	x.RoadSetup = was.Plain()
	s.read = s.read && token == ""
	p := &SourcePage{ID: string(was.ID), Name: was.Name, Fresh: was.Rev == 0, Rev: was.Rev, Retired: stampWords(was.Retired), Said: setupSaid(r), Action: sourceAt(was.ID),
		NewToken: token, HasToken: slices.Contains(was.Has, news.SecretToken), PushAt: "/api/wire/" + string(was.ID)}
	if p.Fresh {
		p.Name, p.Action = "A new source", "/sources/new"
	}
	if err := w.sourceFields(r, s, p, &x); err != nil {
		return err
	}
	secrets := w.secretFields(s, p, was)
	status := http.StatusOK
	if s.read {
		var err error
		if x.Rev, err = revOf(r); err != nil {
			return err
		}
		p.Rev, p.Wrong, p.Retype = x.Rev, s.wrong(), len(secrets) > 0
		if status, err = w.doSource(rw, r, s, p, was, &x, secrets); err != nil || status == 0 {
			return err
		}
	}
	p.Heading = p.Name
	return w.page(rw, r, status, "source", p)
}

// doSource does what a button of a source's form asks for. The status 0 says that
// the answer has been given.
func (w *Window) doSource(rw http.ResponseWriter, r *http.Request, s *sheet, p *SourcePage, was news.SourceSetup, x *news.SourceSetup, secrets news.Secrets) (int, error) {
	word, n := did(r)
	every := news.Duration(2 * time.Minute)
	switch {
	case word == "try":
		return http.StatusOK, w.trySource(r, p, was, *x, secrets, n)
	case rearrange(&x.Contracts, "contract", word, n, news.Contract{}),
		rearrange(&x.Pulls, "pull", word, n, news.Pull{Every: every}),
		rearrange(&x.FTP, "ftp", word, n, news.FTP{Server: news.Server{Every: every}}),
		rearrange(&x.SFTP, "sftp", word, n, news.SFTP{Server: news.Server{Every: every}}),
		rearrange(&x.IMAP, "imap", word, n, news.IMAP{Server: news.Server{Every: every}}):
		s.read = false
		err := w.sourceFields(r, s, p, x)
		what, _, _ := strings.Cut(word, "-")
		focus(map[string][]Row{"contract": p.Contracts, "pull": p.Pulls, "ftp": p.FTP, "sftp": p.SFTP, "imap": p.IMAP}[what], word, n)
		return http.StatusOK, err
	case word != "save" || p.Wrong != "":
		return http.StatusBadRequest, nil
	}
	_, err := w.setup.SaveSource(r.Context(), *x, secrets)
	if err == nil {
		return 0, done(rw, r, sourceAt(x.ID), "saved")
	}
	status := 0
	if status, p.Wrong, err = refused(err); status == http.StatusConflict {
		p.Rev = was.Rev
	}
	return status, err
}

// trySource goes down the road of a row, counted over all rows that lead to other
// machines, with what is typed.
func (w *Window) trySource(r *http.Request, p *SourcePage, was, x news.SourceSetup, secrets news.Secrets, n int) error {
	x.RoadSetup = x.KeepKeys(was.RoadSetup)
	var rows []*Row
	for _, list := range [][]Row{p.Pulls, p.FTP, p.SFTP, p.IMAP} {
		for i := range list {
			rows = append(rows, &list[i])
		}
	}
	var roads []news.Road
	for _, road := range x.Roads(x.ID, false) {
		if road.Kind.Polled() && road.Kind != news.WebSubRoad {
			roads = append(roads, road)
		}
	}
	if n < 0 || n >= len(rows) || n >= len(roads) {
		return fmt.Errorf("there is no such road: %w", news.ErrInvalid)
	}
	rows[n].Fields[0].Focus = true
	if err := x.CheckRoads(x.ID, true); err != nil {
		rows[n].Wrong = said(http.StatusBadRequest, err)
		return nil
	}
	words, err := w.traffic.Try(r.Context(), x, secrets, roads[n].ID)
	switch {
	case errors.Is(err, news.ErrInvalid), errors.Is(err, news.ErrNotFound):
		rows[n].Wrong = said(http.StatusBadRequest, err)
	case err != nil:
		return err
	default:
		rows[n].Said = words
	}
	return nil
}

// endSource retires, restores or removes a source.
func (w *Window) endSource(rw http.ResponseWriter, r *http.Request) error {
	id := news.SourceID(r.PathValue("id"))
	rev, err := revOf(r)
	if err != nil {
		return err
	}
	switch r.PostFormValue("do") {
	case "remove":
		if _, err := w.setup.RemoveSource(r.Context(), id, rev); err != nil {
			return err
		}
		return done(rw, r, "/sources", "removed")
	case "restore":
		if _, err := w.setup.RetireSource(r.Context(), id, rev, false); err != nil {
			return err
		}
		return done(rw, r, sourceAt(id), "restored")
	}
	if _, err := w.setup.RetireSource(r.Context(), id, rev, true); err != nil {
		return err
	}
	return done(rw, r, sourceAt(id), "retired")
}

// secretFields asks for the secrets of the roads. They are never shown.
func (w *Window) secretFields(s *sheet, p *SourcePage, was news.SourceSetup) news.Secrets {
	out := news.Secrets{}
	s.at("secret")
	for _, kind := range news.SecretKinds() {
		if kind == news.SecretToken {
			continue
		}
		hint := "None is kept."
		has := slices.Contains(was.Has, kind)
		if has {
			hint = "One is kept and not shown; leave this empty to keep it."
		}
		label := secretWords(kind)
		kindOf := "secret"
		if kind == news.SecretSFTPKey {
			kindOf, hint = "area", hint+" In PEM."
		}
		if text := strings.TrimSpace(s.sent(string(kind))); s.read && text != "" {
			out[kind] = text
		}
		s.add(Field{Kind: kindOf, Name: string(kind), Label: label, Hint: hint, Plain: true})
		if forget := false; has {
			s.flag(string(kind)+".forget", "Forget it", &forget, "")
			if s.read && forget {
				out[kind] = ""
			}
		}
	}
	p.Secrets = s.take()
	s.at("")
	return out
}

func secretWords(kind news.SecretKind) string {
	switch kind {
	case news.SecretAuthorization:
		return "Authorization sent to the addresses"
	case news.SecretFTPPassword:
		return "Password of FTP"
	case news.SecretSFTPPassword:
		return "Password of SFTP"
	case news.SecretSFTPKey:
		return "Private key of SFTP"
	case news.SecretSFTPPassphrase:
		return "Passphrase of that key"
	case news.SecretIMAPPassword:
		return "Password of mail"
	case news.SecretIMAPToken:
		return "Token of mail (OAuth 2)"
	}
	return string(kind)
}
