package nitf

import (
	"regexp"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"golang.org/x/net/html"
)

// loss is something that an item does not have any more, or has otherwise, when
// it has been written and read again. The document has a row of the same words.
type loss struct {
	what string
	lose func(it *news.WireItem)
}

// expected returns how an item that was written is read.
func expected(it news.WireItem) news.WireItem {
	for _, l := range losses {
		l.lose(&it)
	}
	return it
}

// once returns which of some names come for the first time, as the reader sees
// it.
func once(kind string, names []string) []bool {
	r := reader{seen: map[string]bool{}}
	out := make([]bool, len(names))
	for i, n := range names {
		out[i] = r.firstName(kind, n)
	}
	return out
}

func identityOf(it *news.WireItem, id string) (string, string) {
	return reader{}.identity(id)
}

var losses = []loss{
	{"format and version of the standard", func(it *news.WireItem) { it.Format = "nitf 3.6" }},
	{"editorial notes, warnings, sign-off", func(it *news.WireItem) { it.EditorialNotes, it.Warnings, it.SignOff = nil, nil, "" }},
	{"what was canceled", func(it *news.WireItem) {
		if it.PubStatus == news.Canceled {
			it.BodyHTML, it.Abstract, it.Associations = "", "", nil
		}
	}},
	{"kicker, caption, description for those who cannot see, digital source type, and files of the item", func(it *news.WireItem) {
		it.Kicker, it.Caption, it.AltText, it.DigitalSourceType, it.Renditions = "", "", "", "", nil
	}},
	{"signals", func(it *news.WireItem) {
		corrects := it.Has(news.SignalCorrection) || it.CorrectionNote != ""
		for _, l := range it.Links {
			corrects = corrects || l.Rel == news.CorrectionOf && l.GUID != ""
		}
		if it.Signals = nil; corrects {
			it.Signals = []news.Signal{news.SignalCorrection}
		}
	}},
	{"no type", func(it *news.WireItem) { it.Type = news.TextItem }},
	{"no provider", func(it *news.WireItem) {
		if it.Provider == "" {
			it.Provider = sender().Name
		}
	}},
	{"the time of the first version that is none before the version's, and no time at all", func(it *news.WireItem) {
		if it.Updated.IsZero() {
			it.Updated, it.Created = it.Created, news.Time{}
		}
		if it.Updated.IsZero() {
			it.Updated = news.Time{Time: sender().Now}
		}
		if !it.Created.Before(it.Updated.Time) {
			it.Created = news.Time{}
		}
	}},
	{"a status that NITF does not have", func(it *news.WireItem) {
		switch it.PubStatus {
		case news.Usable, news.Canceled:
		case "":
			it.PubStatus = news.Usable
		default:
			it.PubStatus = news.Withheld
		}
	}},
	{"two ends", func(it *news.WireItem) { it.Expires, it.Ends = news.Time{}, it.Until() }},
	{"an embargo that a person must end", func(it *news.WireItem) {
		if it.EmbargoHold {
			it.Embargo = news.Time{}
			if it.PubStatus == news.Usable && !it.EmbargoEmpty {
				it.Ends = news.Time{}
			} else {
				it.EmbargoEmpty = true
			}
		}
	}},
	{"an embargo that ends with the first issue", func(it *news.WireItem) {
		issue := it.Updated
		if !it.Created.IsZero() {
			issue = it.Created
		}
		switch {
		case it.Embargo.IsZero():
		case it.PubStatus == news.Usable && it.Embargo.Equal(issue.Time):
			it.Embargo, it.EmbargoHold = news.Time{}, true
		case it.PubStatus != news.Usable && !it.Embargo.After(issue.Time):
			it.Embargo = news.Time{}
		}
	}},
	{"a version that is no token, and a revision at the end of a guid", func(it *news.WireItem) {
		guid, revision := identityOf(it, it.GUID)
		it.GUID = guid
		if !tokenForm.MatchString(it.Version) {
			it.Version = revision
		}
	}},
	{"a language that is no tag of BCP 47", func(it *news.WireItem) { it.Language = wire.Language(it.Language) }},
	{"lines of fields of one line, and commas and dashes at the ends of byline and dateline", func(it *news.WireItem) {
		for _, s := range []*string{&it.Headline, &it.Subheadline, &it.Slugline, &it.Byline, &it.Dateline, &it.Located, &it.Creditline, &it.Copyright, &it.Abstract} {
			*s = wire.Text(*s)
		}
		it.Byline, it.Dateline = strings.Trim(it.Byline, " ,"), strings.Trim(it.Dateline, " -–—_,")
	}},
	{"a place without a dateline", func(it *news.WireItem) {
		if it.Dateline == "" {
			it.Dateline = it.Located
		}
	}},
	{"a subheadline that repeats headline or slugline", func(it *news.WireItem) {
		if strings.EqualFold(it.Subheadline, it.Headline) || strings.EqualFold(it.Subheadline, it.Slugline) {
			it.Subheadline = ""
		}
	}},
	{"a byline like a desk's initials", func(it *news.WireItem) {
		if initials.MatchString(it.Byline) {
			it.Byline, it.SignOff = "", it.Byline
		}
	}},
	{"keywords, terms of use and names of things that differ in capitals alone", func(it *news.WireItem) {
		var keys, terms []string
		for i, first := range once("keyword", it.Keywords) {
			if first {
				keys = append(keys, wire.Text(it.Keywords[i]))
			}
		}
		lines := strings.Split(it.UsageTerms, "\n")
		for i, first := range once("terms", lines) {
			if first {
				terms = append(terms, lines[i])
			}
		}
		it.Keywords, it.UsageTerms = keys, strings.Join(terms, "\n")
	}},
	{"no slugline", func(it *news.WireItem) {
		if it.Slugline == "" && len(it.Keywords) > 0 {
			it.Slugline = it.Keywords[0]
		}
	}},
	{"the genre “current”", func(it *news.WireItem) {
		if strings.EqualFold(it.Genre, "current") {
			it.Genre = ""
		}
	}},
	{"roles and order of subjects", func(it *news.WireItem) {
		var lists [4][]news.Concept
		seen := map[string]bool{}
		for _, c := range it.Subjects {
			part := 0
			switch key := strings.ToLower(c.Code + "\x00" + c.Name); {
			case seen[key]:
				continue
			case c.Code == "" && c.Name == "":
				continue
			case c.Code != "":
				c.Role = ""
			case c.Role == "series":
				part = 1
			case c.Role == "fixture":
				part = 2
			default:
				part, c.Role = 3, ""
			}
			seen[strings.ToLower(c.Code+"\x00"+c.Name)] = true
			if eightDigits.MatchString(c.Code) {
				c.Code = "subj:" + c.Code
			}
			lists[part] = append(lists[part], c)
		}
		it.Subjects = append(append(append(lists[0], lists[1]...), lists[2]...), lists[3]...)
	}},
	{"roles of people, organisations and places, positions, and order of the places of an event", func(it *news.WireItem) {
		var people []news.Concept
		var names []string
		for _, c := range it.People {
			names = append(names, or(c.Name, c.Code))
		}
		for i, first := range once("person", names) {
			if first {
				people = append(people, news.Concept{Name: it.People[i].Name, Code: it.People[i].Code})
			}
		}
		var events, others []news.Place
		for _, p := range it.Places {
			p.Latitude, p.Longitude = nil, nil
			if isEvent(&p) {
				events = append(events, p)
				continue
			}
			p.Role = ""
			others = append(others, p)
		}
		all := append(events, others...)
		names = nil
		for _, p := range all {
			names = append(names, or(p.Name, p.Code))
		}
		it.People, it.Places = people, nil
		for i, first := range once("place", names) {
			if first {
				it.Places = append(it.Places, all[i])
			}
		}
	}},
	{"instruments without an exchange or in other than capitals and digits, and their types", func(it *news.WireItem) {
		it.Instruments = traded(it.Instruments)
		var list []news.Organisation
		var names []string
		for _, o := range it.Organisations {
			o.Role, o.Symbols = "", traded(o.Symbols)
			key := or(o.Name, o.Code)
			if key == "" && len(o.Symbols) > 0 {
				key = o.Symbols[0].Exchange + ":" + o.Symbols[0].Symbol
			}
			names, list = append(names, key), append(list, o)
		}
		it.Organisations = nil
		for i, first := range once("org", names) {
			if first {
				it.Organisations = append(it.Organisations, list[i])
			}
		}
	}},
	{"an organisation's code that looks like a symbol", func(it *news.WireItem) {
		for i := range it.Organisations {
			o := &it.Organisations[i]
			if s := wire.ParseSymbol(o.Code); len(traded([]news.Symbol{s})) > 0 {
				o.Code, o.Symbols = "", append([]news.Symbol{s}, o.Symbols...)
			}
		}
	}},
	{"links", func(it *news.WireItem) {
		var out []news.Link
		seen := map[string]bool{}
		for _, l := range it.Links {
			if id, _ := identityOf(it, l.GUID); l.Rel == news.CorrectionOf && id != "" && id != it.GUID && !seen[id] {
				seen[id] = true
				out = append(out, news.Link{Rel: l.Rel, GUID: id})
			}
		}
		for _, l := range it.Links {
			if id, _ := identityOf(it, l.GUID); l.Rel == news.UpdateOf && id != "" && it.PubStatus == news.Usable {
				if id != it.GUID {
					out = append(out, news.Link{Rel: l.Rel, GUID: id})
				}
				break
			}
		}
		it.Links = out
	}},
	{"items carried that are no media, have no file, or may not be published when the text may", func(it *news.WireItem) {
		var out []news.Association
		w := writer{it: it, from: sender()}
		for _, a := range it.Associations {
			if w.mayGo(&a) && mediaElement(&a) != nil {
				out = append(out, a)
			}
		}
		it.Associations = out
	}},
	{"name, relation, status and embargo of items carried, sizes of their files in bytes, and a byline without or like the credit", func(it *news.WireItem) {
		for i := range it.Associations {
			a := &it.Associations[i]
			a.Name, a.Rel, a.PubStatus, a.Embargo = "", "media", "", news.Time{}
			a.Type = wire.ItemType(mediaType(a))
			if a.Creditline == "" || a.Byline == a.Creditline {
				a.Creditline, a.Byline = or(a.Creditline, a.Byline), ""
			}
			files := a.Renditions
			a.Renditions = nil
			for _, f := range files {
				if f.Size = 0; f.Href != "" {
					a.Renditions = append(a.Renditions, f)
				}
			}
		}
	}},
	{"markup that is not the house's, places of pictures in the text, pages embedded", func(it *news.WireItem) {
		it.BodyHTML = body.Clean(it.BodyHTML)
		it.BodyHTML = embedded.ReplaceAllStringFunc(it.BodyHTML, func(s string) string {
			page := html.UnescapeString(embedded.FindStringSubmatch(s)[1])
			return `<p><a href="` + html.EscapeString(page) + `">` + strings.ReplaceAll(page, "&", "&amp;") + "</a></p>"
		})
		it.BodyHTML = strings.Trim(pictured.ReplaceAllString(it.BodyHTML, ""), "\n")
	}},
}

var (
	embedded = regexp.MustCompile(`<figure data-embed="([^"]*)"></figure>`)
	pictured = regexp.MustCompile(`(?m)^<figure data-picture="[^"]*"></figure>\n?`)
)
