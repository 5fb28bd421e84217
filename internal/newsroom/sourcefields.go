package newsroom

import (
	"fmt"
	"net/http"

	"broadsheet/internal/news"
)

// sourceFields writes the form of a source, and reads it if it was sent.
func (w *Window) sourceFields(r *http.Request, s *sheet, p *SourcePage, x *news.SourceSetup) error {
	titles, err := w.store.Titles(r.Context())
	if err != nil {
		return err
	}
	var choices []Choice
	for _, t := range titles {
		choices = append(choices, Choice{Value: string(t.ID), Label: t.Name})
	}
	w.whoseFields(s, p, x)
	s.at("rights")
	rightsFields(s, &x.Rights, choices)
	p.Rights = s.take()
	contractRows(s, p, x, choices)
	roadRows(s, p, x)
	s.at("")
	return nil
}

func (w *Window) whoseFields(s *sheet, p *SourcePage, x *news.SourceSetup) {
	s.at("")
	if p.Fresh {
		s.text("id", "Id", (*string)(&x.ID), "Lower-case letters, digits and hyphens. It never changes.").Plain = true
	}
	s.text("name", "Name", &x.Name, "")
	s.text("credit", "Credit", &x.Credit, "Readers see: Agency report: CREDIT").Required = true
	s.text("signOff", "Sign-off", &x.SignOff, "Signs copy that has none of its own.")
	dialects := []Choice{{Value: "", Label: "Recognised item by item"}}
	for _, d := range w.setup.Dialects.List() {
		dialects = append(dialects, Choice{Value: d.Name, Label: d.Name})
	}
	s.choice("dialect", "Dialect", &x.Dialect, dialects, "How the agency writes.")
	s.choice("emptyEmbargo", "An embargo without a time", &x.EmptyEmbargo, []Choice{{Value: "", Label: "As the dialect says, else hold"}, {Value: "hold", Label: "Holds the copy for the desk"}, {Value: "none", Label: "Means nothing"}}, "")
	s.choice("duplicates", "Copy that readers have already", &x.Duplicates, []Choice{{Value: "", Label: "Goes on; the desk is told"}, {Value: "link", Label: "Goes on; the desk is told, always"}, {Value: "hold", Label: "Waits for the desk"}}, "")
	s.duration("silentAfter", "Alarm when silent for", &x.SilentAfter, "Such as 2h; empty is never.")
	p.Whose = s.take()
}

// rightsFields are what a contract allows.
func rightsFields(s *sheet, x *news.Rights, titles []Choice) {
	chosen := strs(x.Titles)
	s.checks("titles", "Titles that may show its copy", &chosen, titles, "None chosen is every title.")
	x.Titles = ids[news.TitleID](chosen)
	s.list("territories", "Countries", &x.Territories, "ISO 3166, such as DE; AT. Empty is all.")
	s.number("keepDays", "Days readers may see it", &x.KeepDays, "Empty is for good.")
	s.number("keepDaysPictures", "Days they may see its pictures", &x.KeepDaysPictures, "Empty is as long as the copy.")
	s.number("noArchiveDays", "Days for NO ARCHIVE", &x.NoArchiveDays, "Empty is 14.")
	s.span("embargoMin", "Readers wait at least", &x.EmbargoMin, "After the agency’s release, such as 30m.")
	s.text("credit", "Form of the credit", &x.Credit, "{credit} and {byline} stand for theirs.").Plain = true
	s.choice("edits", "The desk may", &x.Edits, []Choice{{Value: "", Label: "Edit freely"}, {Value: "free", Label: "Edit freely, it says"}, {Value: "shorten", Label: "Shorten only"}, {Value: "none", Label: "Change nothing"}}, "Shown to editors.")
	s.flag("mandatoryCredit", "Nothing without a credit", &x.MandatoryCredit, "")
	allowed := ""
	if a := x.Pictures.Allowed; a != nil {
		allowed = map[bool]string{true: "yes", false: "no"}[*a]
	}
	s.choice("pictures", "Pictures", &allowed, []Choice{{Value: "", Label: "As the copy"}, {Value: "yes", Label: "Allowed"}, {Value: "no", Label: "Not in the contract"}}, "")
	x.Pictures.Allowed = nil
	if allowed != "" {
		yes := allowed == "yes"
		x.Pictures.Allowed = &yes
	}
	chosen = strs(x.Pictures.Titles)
	s.checks("pictures.titles", "Titles that may show its pictures", &chosen, titles, "None chosen is as for the copy.")
	x.Pictures.Titles = ids[news.TitleID](chosen)
	s.list("pictures.territories", "Countries of pictures", &x.Pictures.Territories, "Empty is as for the copy.")
	s.text("pictures.credit", "Credit of pictures", &x.Pictures.Credit, "{credit} is the agency’s own line.").Plain = true
	s.flag("pictures.mandatoryCredit", "No picture without a credit", &x.Pictures.MandatoryCredit, "")
}

func contractRows(s *sheet, p *SourcePage, x *news.SourceSetup, titles []Choice) {
	n := s.count("contract", len(x.Contracts))
	if s.read {
		x.Contracts = make([]news.Contract, n)
	}
	p.Contracts = nil
	for i := range x.Contracts {
		c := &x.Contracts[i]
		s.at(fmt.Sprintf("contract.%d", i))
		s.text("name", "Name", &c.Name, "Such as sport.")
		chosen := strs(c.Types)
		s.checks("types", "For", &chosen, []Choice{{Value: "text", Label: "Copy"}, {Value: "picture", Label: "Pictures"}}, "None chosen is all.")
		c.Types = ids[news.ItemType](chosen)
		for _, f := range []struct {
			name, label string
			to          *[]string
		}{{"profiles", "Profiles", &c.Profiles}, {"subjects", "Topics", &c.Subjects}, {"keywords", "Keywords", &c.Keywords}, {"sluglines", "Sluglines", &c.Sluglines},
			{"languages", "Languages", &c.Languages}, {"genres", "Genres", &c.Genres}, {"formats", "Formats", &c.Formats}} {
			s.list(f.name, f.label, f.to, "")
		}
		row := Row{Legend: fmt.Sprintf("Contract %d", i+1), Fields: s.take(), Buttons: movers("contract", "contract", i, len(x.Contracts))}
		rightsFields(s, &c.Rights, titles)
		row.More = s.take()
		p.Contracts = append(p.Contracts, row)
	}
	p.NC = len(x.Contracts)
}

// roadRows are the roads that lead to other machines. Their buttons to try them
// are counted over all kinds.
func roadRows(s *sheet, p *SourcePage, x *news.SourceSetup) {
	s.at("")
	s.text("folder", "Drop folder", &x.Folder, "Empty is the house’s own for this source.").Plain = true
	p.Folder = s.take()
	tried := 0
	try := func(name, thing string, i, of int) []Button {
		b := Button{Do: fmt.Sprintf("try %d", tried), Label: "Test the connection", Spoken: fmt.Sprintf("Test the connection of %s %d", thing, i+1)}
		tried++
		return append([]Button{b}, movers(name, thing, i, of)...)
	}
	pullRows(s, p, x, try)
	p.FTP, p.NF = serverRows(s, "ftp", "FTP server", &x.FTP, try, func(v *news.FTP) {
		serverFields(s, &v.Server)
		s.choice("tls", "Encryption", &v.TLS, []Choice{{Value: "", Label: "Explicit TLS"}, {Value: "explicit", Label: "Explicit TLS, it says"}, {Value: "implicit", Label: "Implicit TLS"}, {Value: "none", Label: "None: the password goes in clear"}}, "")
		s.list("pattern", "Files", &v.Pattern, "Such as *.xml; *.jpg. Empty is all.")
		s.duration("settle", "Left alone for", &v.Settle, "Before it is taken; empty is 5s.")
		s.text("ca", "Certificates", &v.CA, "A file here in PEM, in place of the system’s.").Plain = true
	})
	p.SFTP, p.NS = serverRows(s, "sftp", "SFTP server", &x.SFTP, try, func(v *news.SFTP) {
		serverFields(s, &v.Server)
		s.text("hostKey", "Host key", &v.HostKey, "SHA256:… as the agency gives it; without it nothing is taken.").Plain = true
		s.list("pattern", "Files", &v.Pattern, "Such as *.xml; *.jpg. Empty is all.")
		s.duration("settle", "Left alone for", &v.Settle, "Before it is taken; empty is 5s.")
	})
	p.IMAP, p.NI = serverRows(s, "imap", "Mailbox", &x.IMAP, try, func(v *news.IMAP) {
		serverFields(s, &v.Server)
		s.choice("tls", "Encryption", &v.TLS, []Choice{{Value: "", Label: "Implicit TLS"}, {Value: "implicit", Label: "Implicit TLS, it says"}, {Value: "starttls", Label: "STARTTLS"}}, "")
		s.text("ca", "Certificates", &v.CA, "A file here in PEM, in place of the system’s.").Plain = true
	})
	s.at("")
}

func pullRows(s *sheet, p *SourcePage, x *news.SourceSetup, try func(string, string, int, int) []Button) {
	p.NP = s.count("pull", len(x.Pulls))
	if s.read {
		x.Pulls = make([]news.Pull, p.NP)
	}
	p.Pulls = nil
	for i := range x.Pulls {
		v := &x.Pulls[i]
		s.at(fmt.Sprintf("pull.%d", i))
		f := s.text("url", "Address", &v.URL, "What may be secret in it, after a question mark, is kept and not shown.")
		f.Plain, f.Long = true, true
		s.duration("every", "Asked every", &v.Every, "At least 10s.")
		s.flag("websub", "Its hub sends it", &v.WebSub, "WebSub; needs public_url in the settings.")
		p.Pulls = append(p.Pulls, Row{Legend: fmt.Sprintf("Address %d", i+1), Fields: s.take(), Buttons: try("pull", "address", i, len(x.Pulls))})
	}
	p.NP = len(x.Pulls)
}

// serverRows are the rows of a kind of server.
func serverRows[T any](s *sheet, name, thing string, list *[]T, try func(string, string, int, int) []Button, fields func(*T)) ([]Row, int) {
	n := s.count(name, len(*list))
	if s.read {
		*list = make([]T, n)
	}
	var rows []Row
	for i := range *list {
		s.at(fmt.Sprintf("%s.%d", name, i))
		fields(&(*list)[i])
		rows = append(rows, Row{Legend: fmt.Sprintf("%s %d", thing, i+1), Fields: s.take(), Buttons: try(name, thing, i, len(*list))})
	}
	return rows, len(*list)
}

func serverFields(s *sheet, v *news.Server) {
	s.text("host", "Host", &v.Host, "").Plain = true
	s.number("port", "Port", &v.Port, "Empty is the usual one.")
	s.text("user", "User", &v.User, "").Plain = true
	s.text("folder", "Folder", &v.Folder, "").Plain = true
	s.duration("every", "Looked at every", &v.Every, "At least 10s.")
	s.text("after", "Once taken", &v.After, "Empty leaves it; delete; move:FOLDER. Of mail also seen.").Plain = true
	s.number("maxFiles", "Files in one round", &v.MaxFiles, "Empty is 500.")
}
