package demo

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"time"
)

// message is one version of a story as an agency sends it.
type message struct {
	story         *story
	take          take
	version       int
	created, sent time.Time
	embargo       time.Time
	kill          bool
}

func (m message) ending() string {
	if m.story.format == "g2" {
		return "xml"
	}
	return "json"
}

func (m message) encode() ([]byte, error) {
	if m.story.format == "g2" {
		return m.encodeG2()
	}
	return m.encodeNinjs()
}

// guid names an item of the demo's agencies.
func guid(agency, kind, name string) string {
	return fmt.Sprintf("tag:%s.example,2026:%s/%s", agency, kind, name)
}

// agencyNames are the demo's agencies as their messages name them.
var agencyNames = map[string]string{"npa": "Norland Press Agency", "cw": "Coastal Wire", "vn": "Vesmarker Nachrichten"}

type value struct {
	Role  string `json:"role,omitempty"`
	Value string `json:"value"`
}

type term struct {
	URI     string `json:"uri,omitempty"`
	Literal string `json:"literal,omitempty"`
	Name    string `json:"name,omitempty"`
	Rel     string `json:"rel,omitempty"`
}

type ninjsBody struct {
	Role        string `json:"role,omitempty"`
	ContentType string `json:"contentType"`
	Value       string `json:"value"`
}

type ninjsRendition struct {
	Name        string `json:"name"`
	Href        string `json:"href"`
	ContentType string `json:"contentType"`
	Width       int    `json:"width"`
	Height      int    `json:"height"`
}

// ninjsItem is the part of ninjs 3.1 that the demo's agencies send.
type ninjsItem struct {
	Standard        map[string]string `json:"standard,omitempty"`
	URI             string            `json:"uri"`
	Name            string            `json:"name,omitempty"`
	Rel             string            `json:"rel,omitempty"`
	Type            string            `json:"type,omitempty"`
	Language        string            `json:"language,omitempty"`
	Version         string            `json:"version,omitempty"`
	PubStatus       string            `json:"pubStatus,omitempty"`
	Urgency         int               `json:"urgency,omitempty"`
	FirstCreated    string            `json:"firstCreated,omitempty"`
	VersionCreated  string            `json:"versionCreated,omitempty"`
	EmbargoedUntil  string            `json:"embargoedUntil,omitempty"`
	Slugline        string            `json:"slugline,omitempty"`
	EdNote          string            `json:"edNote,omitempty"`
	CopyrightHolder string            `json:"copyrightHolder,omitempty"`
	Located         string            `json:"located,omitempty"`
	Headlines       []value           `json:"headlines,omitempty"`
	Descriptions    []value           `json:"descriptions,omitempty"`
	Bodies          []ninjsBody       `json:"bodies,omitempty"`
	Subjects        []term            `json:"subjects,omitempty"`
	InfoSources     []term            `json:"infoSources,omitempty"`
	Associations    []ninjsItem       `json:"associations,omitempty"`
	Renditions      []ninjsRendition  `json:"renditions,omitempty"`
}

func (m message) encodeNinjs() ([]byte, error) {
	s := m.story
	it := ninjsItem{
		Standard: map[string]string{"name": "ninjs", "version": "3.1"},
		URI:      guid(s.agency, "story", s.guid), Type: "text", Language: s.language, Version: fmt.Sprint(m.version), PubStatus: "usable",
		Urgency: s.urgency, FirstCreated: stamp(m.created), VersionCreated: stamp(m.sent), Slugline: s.slugline,
		CopyrightHolder: agencyNames[s.agency], Located: s.dateline,
	}
	if m.kill {
		it.PubStatus, it.EdNote = "canceled", m.take.note
		return json.MarshalIndent(it, "", "  ")
	}
	if !m.embargo.IsZero() {
		it.EmbargoedUntil = stamp(m.embargo)
	}
	it.Headlines = []value{{"main", m.take.headline}}
	if m.take.subheadline != "" {
		it.Headlines = append(it.Headlines, value{"subhead", m.take.subheadline})
	}
	if m.take.kicker != "" {
		it.Headlines = append(it.Headlines, value{"kicker", m.take.kicker})
	}
	it.Bodies = []ninjsBody{{"main", "text/html", s.bodyHTML(m.take)}}
	it.Subjects = []term{{URI: s.subjectCode, Name: s.subjectName}, {Literal: desk(s.section)}}
	for _, k := range s.keywords {
		it.Subjects = append(it.Subjects, term{Literal: k})
	}
	for _, r := range s.related {
		it.Associations = append(it.Associations, ninjsItem{URI: guid(s.agency, "story", r), Name: "related-" + r, Rel: "seeAlso", Type: "text"})
	}
	if s.picture != "" {
		it.Associations = append(it.Associations, s.ninjsPicture())
	}
	return json.MarshalIndent(it, "", "  ")
}

// desk is the subject by which a source's rules know the section.
func desk(section string) string { return "desk:" + section }

func (s *story) ninjsPicture() ninjsItem {
	p := ninjsItem{URI: guid(s.agency, "picture", s.guid), Name: "main", Rel: "picture", Type: "picture",
		Descriptions: []value{{"caption", s.caption}, {"altText", s.alt}, {"creditline", s.credit}}}
	for _, w := range widths {
		p.Renditions = append(p.Renditions, ninjsRendition{fmt.Sprintf("w%d", w), pictureName(s.picture, w), "image/jpeg", w, w * 2 / 3})
	}
	return p
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// The parts of NewsML-G2 that the demo's agencies send.

type g2Message struct {
	XMLName xml.Name `xml:"http://iptc.org/std/nar/2006-10-01/ newsMessage"`
	Sent    string   `xml:"header>sent"`
	Items   []g2Item `xml:"itemSet>newsItem"`
}

type qcode struct {
	QCode string `xml:"qcode,attr"`
}

type g2Note struct {
	Role string `xml:"role,attr,omitempty"`
	Text string `xml:",chardata"`
}

type g2Item struct {
	GUID      string   `xml:"guid,attr"`
	Version   int      `xml:"version,attr"`
	Standard  string   `xml:"standard,attr"`
	StdVer    string   `xml:"standardversion,attr"`
	Conform   string   `xml:"conformance,attr"`
	Lang      string   `xml:"xml:lang,attr"`
	Holder    string   `xml:"rightsInfo>copyrightHolder>name"`
	Class     qcode    `xml:"itemMeta>itemClass"`
	Provider  qcode    `xml:"itemMeta>provider"`
	Created   string   `xml:"itemMeta>versionCreated"`
	First     string   `xml:"itemMeta>firstCreated"`
	Embargoed string   `xml:"itemMeta>embargoed,omitempty"`
	Status    qcode    `xml:"itemMeta>pubStatus"`
	Notes     []g2Note `xml:"itemMeta>edNote"`
	Signals   []qcode  `xml:"itemMeta>signal"`
	Links     []g2Link `xml:"itemMeta>link"`

	Urgency      int         `xml:"contentMeta>urgency,omitempty"`
	Located      string      `xml:"contentMeta>located>name,omitempty"`
	Credit       string      `xml:"contentMeta>creditline,omitempty"`
	Subjects     []g2Subject `xml:"contentMeta>subject"`
	Slugline     string      `xml:"contentMeta>slugline,omitempty"`
	Headlines    []g2Note    `xml:"contentMeta>headline"`
	Keywords     []string    `xml:"contentMeta>keyword"`
	Descriptions []g2Note    `xml:"contentMeta>description"`
	Content      g2Content   `xml:"contentSet"`
}

type g2Link struct {
	Rel      string `xml:"rel,attr"`
	ResidRef string `xml:"residref,attr"`
	Class    qcode  `xml:"itemClass"`
}

type g2Subject struct {
	QCode   string `xml:"qcode,attr,omitempty"`
	Literal string `xml:"literal,attr,omitempty"`
	Name    string `xml:"name,omitempty"`
}

type g2Content struct {
	Inline *g2Inline  `xml:"inlineXML"`
	Remote []g2Remote `xml:"remoteContent"`
}

type g2Inline struct {
	ContentType string `xml:"contenttype,attr"`
	XML         string `xml:",innerxml"`
}

type g2Remote struct {
	Rendition   string `xml:"rendition,attr"`
	Href        string `xml:"href,attr"`
	ContentType string `xml:"contenttype,attr"`
	Width       int    `xml:"width,attr"`
	Height      int    `xml:"height,attr"`
}

func (m message) encodeG2() ([]byte, error) {
	s := m.story
	it := m.g2Base("story", "ninat:text")
	if m.kill {
		it.Status = qcode{"stat:canceled"}
		it.Notes = []g2Note{{"npanote:correctionshort", m.take.note}}
		it.Content.Inline = &g2Inline{"application/xhtml+xml", `<html xmlns="http://www.w3.org/1999/xhtml"><body><p></p></body></html>`}
		return marshalG2(m.sent, it)
	}
	if !m.embargo.IsZero() {
		it.Embargoed = stamp(m.embargo)
	}
	switch {
	case m.take.correction:
		it.Signals = []qcode{{"sig:correction"}}
		it.Notes = []g2Note{{"npanote:correctionshort", m.take.note}}
	case m.version > 1:
		it.Signals = []qcode{{"sig:update"}}
	}
	it.Slugline, it.Located = s.slugline, s.dateline
	it.Headlines = []g2Note{{"", m.take.headline}}
	if m.take.subheadline != "" {
		it.Headlines = append(it.Headlines, g2Note{"hld:subHeadline", m.take.subheadline})
	}
	if m.take.kicker != "" {
		it.Headlines = append(it.Headlines, g2Note{"hld:kicker", m.take.kicker})
	}
	it.Urgency = s.urgency
	it.Subjects = []g2Subject{{QCode: s.subjectCode, Name: s.subjectName}, {Literal: desk(s.section)}}
	it.Keywords = s.keywords
	for _, r := range s.related {
		it.Links = append(it.Links, g2Link{"irel:seeAlso", guid(s.agency, "story", r), qcode{"ninat:text"}})
	}
	it.Content.Inline = &g2Inline{"application/xhtml+xml", `<html xmlns="http://www.w3.org/1999/xhtml"><body>` + s.bodyHTML(m.take) + `</body></html>`}
	if s.picture == "" {
		return marshalG2(m.sent, it)
	}
	it.Links = append(it.Links, g2Link{"irel:associatedWith", guid(s.agency, "picture", s.guid), qcode{"ninat:picture"}})
	return marshalG2(m.sent, m.g2Picture(), it)
}

func (m message) g2Base(kind, class string) g2Item {
	s := m.story
	return g2Item{GUID: guid(s.agency, kind, s.guid), Version: m.version, Standard: "NewsML-G2", StdVer: "2.35", Conform: "power", Lang: s.language,
		Holder: agencyNames[s.agency], Class: qcode{class}, Provider: qcode{"nprov:" + s.agency}, Created: stamp(m.sent), First: stamp(m.created), Status: qcode{"stat:usable"}}
}

func (m message) g2Picture() g2Item {
	s := m.story
	it := m.g2Base("picture", "ninat:picture")
	it.Version = 1
	it.Credit = s.credit
	it.Descriptions = []g2Note{{"drol:caption", s.caption}, {"drol:altText", s.alt}}
	for _, w := range widths {
		it.Content.Remote = append(it.Content.Remote, g2Remote{fmt.Sprintf("rnd:w%d", w), pictureName(s.picture, w), "image/jpeg", w, w * 2 / 3})
	}
	return it
}

func marshalG2(sent time.Time, items ...g2Item) ([]byte, error) {
	raw, err := xml.MarshalIndent(g2Message{Sent: stamp(sent), Items: items}, "", "  ")
	return append([]byte(xml.Header), raw...), err
}
