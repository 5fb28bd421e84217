package newsmlg2

import (
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// loss is something that an item does not have any more, or has otherwise, when
// it has been written and read again. The document has a row of the same words.
type loss struct {
	what string
	lose func(it *news.WireItem)
}

// expected returns how one of the items that are written together is read.
func expected(items []news.WireItem, i int) news.WireItem {
	it := clone(items[i])
	for _, l := range losses {
		l.lose(&it)
	}
	// A signal to the message is to each item in it, or without a message to none.
	atomic := false
	for k := range items {
		atomic = atomic || items[k].Has(news.SignalAtomic)
	}
	it.Signals = without(it.Signals, news.SignalAtomic)
	if atomic && len(items) > 1 {
		it.Signals = append(it.Signals, news.SignalAtomic)
	}
	return it
}

func clone(it news.WireItem) news.WireItem {
	it.Signals = append([]news.Signal(nil), it.Signals...)
	it.Subjects = append([]news.Concept(nil), it.Subjects...)
	it.People = append([]news.Concept(nil), it.People...)
	it.Places = append([]news.Place(nil), it.Places...)
	it.Organisations = append([]news.Organisation(nil), it.Organisations...)
	for i := range it.Organisations {
		it.Organisations[i].Symbols = append([]news.Symbol(nil), it.Organisations[i].Symbols...)
	}
	it.Instruments = append([]news.Symbol(nil), it.Instruments...)
	it.Links = append([]news.Link(nil), it.Links...)
	it.Associations = append([]news.Association(nil), it.Associations...)
	return it
}

func without(list []news.Signal, s news.Signal) []news.Signal {
	var out []news.Signal
	for _, x := range list {
		if x != s {
			out = append(out, x)
		}
	}
	return out
}

// packaged reports whether an item is written as a packageItem.
func packaged(it *news.WireItem) bool {
	return it.Type == news.CompositeItem && it.BodyHTML == "" && len(it.Renditions) == 0
}

var losses = []loss{
	{"format and version of the standard", func(it *news.WireItem) { it.Format = "newsml-g2 2.35" }},
	{"editorial notes, warnings, sign-off", func(it *news.WireItem) {
		it.EditorialNotes, it.Warnings, it.SignOff = nil, nil, ""
		if it.CorrectionNote != "" {
			for line := range strings.SplitSeq(it.CorrectionNote, "\n") {
				it.EditorialNotes = append(it.EditorialNotes, news.EditorialNote{Role: "readerCorrection", Text: line})
			}
		}
	}},
	{"what was canceled", func(it *news.WireItem) {
		if it.PubStatus == news.Canceled {
			it.BodyHTML, it.Abstract, it.Caption, it.AltText, it.Renditions, it.Associations = "", "", "", "", nil, nil
		}
		for i := range it.Associations {
			if a := &it.Associations[i]; a.PubStatus == news.Canceled {
				*a = news.Association{Name: a.Name, Rel: a.Rel, GUID: a.GUID, Version: a.Version, Type: a.Type, PubStatus: a.PubStatus}
			}
		}
	}},
	{"a status that is not IPTC's", func(it *news.WireItem) {
		it.PubStatus = known3(it.PubStatus)
		for i := range it.Associations {
			if a := &it.Associations[i]; a.PubStatus != "" {
				a.PubStatus = known3(a.PubStatus)
			}
		}
	}},
	{"an embargo that a person must end", func(it *news.WireItem) {
		if it.EmbargoHold {
			if !it.EmbargoEmpty && it.PubStatus == news.Usable {
				it.PubStatus = news.Withheld
			}
			it.Embargo, it.EmbargoEmpty = news.Time{}, true
		}
	}},
	{"two ends", func(it *news.WireItem) { it.Expires, it.Ends = it.Until(), news.Time{} }},
	{"a version that is no positive whole number", func(it *news.WireItem) {
		if it.Version = positive(it.Version); it.Version == "" {
			it.Version = "1"
		}
		for i := range it.Associations {
			it.Associations[i].Version = positive(it.Associations[i].Version)
		}
		for i := range it.Links {
			it.Links[i].Version = positive(it.Links[i].Version)
		}
	}},
	{"no time of the version", func(it *news.WireItem) {
		if it.Updated.IsZero() {
			if it.Updated = it.Created; it.Updated.IsZero() {
				it.Updated = news.Time{Time: sender().Now}
			}
		}
	}},
	{"no type", func(it *news.WireItem) {
		if it.Type == "" {
			it.Type = news.TextItem
			if len(it.Renditions) > 0 {
				it.Type = news.PictureItem
			}
		}
	}},
	{"no provider", func(it *news.WireItem) {
		if it.Provider == "" {
			it.Provider = sender().Name
		}
	}},
	{"a language that is no tag of BCP 47", func(it *news.WireItem) { it.Language = wire.Language(it.Language) }},
	{"roles of subjects, people, organisations and places", func(it *news.WireItem) {
		for i := range it.Subjects {
			it.Subjects[i].Role = ""
		}
		for i := range it.People {
			it.People[i].Role = ""
		}
		for i := range it.Organisations {
			it.Organisations[i].Role = ""
		}
		for i := range it.Places {
			it.Places[i].Role = ""
		}
	}},
	{"a code that only repeats the name", func(it *news.WireItem) {
		drop := func(code *string, name string) {
			if attr, _ := spelled(*code); attr == "literal" && *code == name {
				*code = ""
			}
		}
		for i := range it.Subjects {
			drop(&it.Subjects[i].Code, it.Subjects[i].Name)
		}
		for i := range it.People {
			drop(&it.People[i].Code, it.People[i].Name)
		}
		for i := range it.Organisations {
			drop(&it.Organisations[i].Code, it.Organisations[i].Name)
		}
		for i := range it.Places {
			drop(&it.Places[i].Code, it.Places[i].Name)
		}
	}},
	{"a URI as the type of an instrument", func(it *news.WireItem) {
		shorten := func(list []news.Symbol) {
			for i := range list {
				if attr, _ := spelled(list[i].Type); attr == "uri" {
					list[i].Type = wire.LocalCode(list[i].Type)
				}
			}
		}
		shorten(it.Instruments)
		for i := range it.Organisations {
			shorten(it.Organisations[i].Symbols)
		}
	}},
	{"relations that neither IPTC nor the house has", func(it *news.WireItem) {
		for i := range it.Links {
			l := &it.Links[i]
			switch l.Rel {
			case "", news.UpdateOf, news.CorrectionOf, news.SeeAlso, news.DerivedFrom:
			default:
				n := wire.Element("link")
				writer{own: "https://courier.example.org/codes/"}.relation(n, string(l.Rel))
				l.Rel = wire.LinkRel(n.Attrs[0].Value)
			}
		}
	}},
	{"files without an address, and links and items carried that lead nowhere", func(it *news.WireItem) {
		it.Renditions = placed(it.Renditions)
		var links []news.Link
		for _, l := range it.Links {
			if l.GUID+l.Href != "" {
				links = append(links, l)
			}
		}
		var carried []news.Association
		for _, a := range it.Associations {
			if a.Renditions = placed(a.Renditions); a.GUID != "" || len(a.Renditions) > 0 {
				carried = append(carried, a)
			}
		}
		it.Links, it.Associations = links, carried
	}},
	{"names of items carried", func(it *news.WireItem) {
		for i := range it.Associations {
			switch a := &it.Associations[i]; {
			case !packaged(it):
				a.Name = ""
			case a.Name == "":
				a.Name = "main"
			}
		}
	}},
	{"items carried that are neither picture, graphic, video nor sound", func(it *news.WireItem) {
		var media []news.Association
		for _, a := range it.Associations {
			if a.Type == "" && len(a.Renditions) > 0 {
				a.Type = wire.MediaType(a.Renditions[0].ContentType)
			}
			switch a.Type {
			case news.PictureItem, news.GraphicItem, news.VideoItem, news.AudioItem:
				media = append(media, a)
				continue
			}
			if packaged(it) {
				media = append(media, a)
				continue
			}
			n := wire.Element("link")
			writer{own: "https://courier.example.org/codes/"}.relation(n, a.Rel)
			l := news.Link{GUID: a.GUID, Version: a.Version, Title: a.Headline}
			if len(n.Attrs) > 0 {
				l.Rel = wire.LinkRel(n.Attrs[0].Value)
			}
			if len(a.Renditions) > 0 {
				l.Href = a.Renditions[0].Href
			}
			it.Links = append(it.Links, l)
		}
		it.Associations = media
	}},
	{"files of an item that is no picture, graphic, video or sound", func(it *news.WireItem) {
		if seen(it.Type) || it.Type == news.AudioItem || len(it.Renditions) == 0 {
			return
		}
		r := reader{it: it}
		for _, f := range it.Renditions {
			n := writer{own: "https://courier.example.org/codes/"}.remoteContent(f)
			r.enclosed(n, "")
		}
		it.Renditions = nil
	}},
	{"lines of fields of one line", func(it *news.WireItem) {
		for _, s := range []*string{&it.GUID, &it.Profile, &it.Headline, &it.Subheadline, &it.Kicker, &it.Slugline, &it.Byline, &it.Located, &it.Creditline, &it.Provider,
			&it.CopyrightHolder, &it.Copyright, &it.Genre, &it.Abstract, &it.Caption, &it.AltText} {
			*s = wire.Text(*s)
		}
	}},
	{"the dash at the ends of a dateline", func(it *news.WireItem) { it.Dateline = strings.Trim(wire.Text(it.Dateline), " -–—_") }},
	{"markup that is not the house's, places of pictures in the text, a crosshead before all text that repeats the headline", func(it *news.WireItem) {
		it.BodyHTML = body.Clean(it.BodyHTML)
		for line := range strings.Lines(it.BodyHTML) {
			if strings.HasPrefix(line, "<figure data-picture=") {
				it.BodyHTML = strings.Replace(it.BodyHTML, line, "", 1)
			}
		}
		head, rest, _ := strings.Cut(it.BodyHTML, "\n")
		if h, err := wire.ReadHTML(head); err == nil && len(h.Elements()) == 1 && h.Elements()[0].Name == "h2" && h.Value() == it.Headline {
			it.BodyHTML = rest
		}
	}},
}

func known3(s news.PubStatus) news.PubStatus {
	switch s {
	case news.Usable, news.Canceled:
		return s
	}
	return news.Withheld
}
