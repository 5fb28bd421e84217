package ingest

import (
	"strings"
	"unicode/utf8"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// content makes a version's words of an item. Editorial notes, warnings and
// the agency's own sign-off have no place in it.
func content(it *Item, src news.Source, uses []news.PictureUse) news.Content {
	c := news.Content{
		Language: it.Language, Headline: it.Headline, Kicker: it.Kicker, Standfirst: it.Subheadline, Slugline: it.Slugline,
		Byline: body.WithoutAddress(it.Byline), Dateline: it.Dateline, Body: it.BodyHTML, SignOff: it.copy.SignOff.Name, Credit: src.Credit,
		Urgency: it.Urgency, Keywords: it.dialect.Words(it.Keywords), Topics: topics(it), Subjects: it.Subjects, Instruments: it.Instruments,
		Lead: body.FirstSentence(it.copy.Lead, body.LeadLength), UsageTerms: it.UsageTerms, Copyright: it.Copyright, Pictures: uses, Words: it.WordCount, AgencyUpdated: it.Updated.Time,
	}
	if c.Headline == "" {
		// Alerts come without one.
		c.Headline = strings.TrimSuffix(body.FirstSentence(it.copy.Lead, 110), ".")
	}
	if c.Headline == "" {
		c.Headline = it.Slugline
	}
	if c.Standfirst == "" {
		c.Standfirst = standfirst(it)
	}
	if c.SignOff == "" {
		c.SignOff = src.SignOff
	}
	if c.Copyright == "" && it.CopyrightHolder != "" {
		c.Copyright = "© " + strings.TrimPrefix(it.CopyrightHolder, "© ")
	}
	for _, line := range []*string{&c.Headline, &c.Kicker, &c.Standfirst, &c.Byline, &c.Dateline, &c.SignOff, &c.Copyright} {
		if utf8.RuneCountInString(*line) > maxLine {
			*line = body.FirstSentence(*line, maxLine)
		}
	}
	recalled := map[string]bool{} // an item killed inside a package is no part of it (R17)
	for _, a := range it.Associations {
		recalled[a.GUID] = recalled[a.GUID] || a.PubStatus != news.Usable && a.PubStatus != ""
	}
	for _, l := range it.Links {
		if recalled[l.GUID] {
			continue
		}
		switch l.Rel {
		case news.SeeAlso, news.DerivedFrom, "":
			if l.GUID != "" && len(l.GUID) <= maxGUID && l.GUID != it.GUID && len(c.Related) < maxRelated {
				c.Related = append(c.Related, l.GUID)
			}
		}
	}
	return c
}

// maxLine is the longest headline or other line beside the text, in characters.
// Such lines stand on every page that names the story, and a file that has lost
// its structure may have put the whole text into one.
const maxLine = 500

// maxRelated is how many stories of the agency's one names as related.
const maxRelated = 10

// maxStandfirst is the longest summary shown beneath a headline, in characters.
const maxStandfirst = 300

// standfirst takes the agency's summary, unless it only repeats how the body
// begins.
func standfirst(it *Item) string {
	s := strings.Join(strings.Fields(body.Text(it.Abstract)), " ")
	s = body.WithoutDateline(s)
	if s == "" || utf8.RuneCountInString(s) > maxStandfirst || strings.HasPrefix(it.copy.Lead, s) || strings.HasPrefix(s, it.copy.Lead) && it.copy.Lead != "" {
		return ""
	}
	return s
}

// maxTopics is how many names of subjects and places a story shows.
const maxTopics = 8

func topics(it *Item) []string {
	var out []string
	seen := map[string]bool{}
	add := func(name string) {
		key := strings.ToLower(name)
		if name != "" && !seen[key] && len(out) < maxTopics {
			seen[key] = true
			out = append(out, name)
		}
	}
	for _, s := range it.Subjects {
		// A name that only repeats the code, such as dpa's "vm", is no name.
		if !strings.HasSuffix(s.Code, ":"+s.Name) && s.Code != s.Name {
			add(s.Name)
		}
	}
	for _, p := range it.Places {
		add(p.Name)
	}
	return out
}
