package anpa

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/news"
)

// reference is other copy that a message names: by its keyword, or by service
// and number.
type reference struct {
	keyword string // empty if by number
	title   string
}

var (
	sharedForm  = regexp.MustCompile(`(?i)alert|advisory`)
	addForm     = regexp.MustCompile(`(?i)\badds?\b|[0-9a-z]add\b|\btakes?\b|[0-9a-z]take\b`)
	keywordForm = regexp.MustCompile(`\b(?:BC|AM|PM|AP)-[\p{L}\p{N}-]+(?: [\p{Lu}\p{N}][\p{L}\p{N}]*)*`)
	numberForm  = regexp.MustCompile(`\b[A-Za-z][0-9]{4}\b`)
)

// sameAs links copy to its number.
const sameAs news.LinkRel = "sameAs"

// maxRefs is how much other copy a message may name.
const maxRefs = 50

// keywordLength is the longest keyword of a header, in bytes; in the slugline
// it is written in full.
const keywordLength = 24

// key is what is the same of a keyword in the header and in a slugline.
func key(keyword string) string {
	keyword = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, keyword)
	if len(keyword) > keywordLength {
		keyword = strings.ToValidUTF8(keyword[:keywordLength], "")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, keyword)
}

// identify makes the guid, the version and the links of an item that is read.
// A recall has the guid of the first copy that it names, or else that of its
// own keyword; the others named are returned.
func (m *message) identify() (others []string) {
	if m.item.Provider == "" {
		_, agency, _ := strings.Cut(strings.TrimSuffix(m.item.Dateline, ")"), "(")
		m.item.Provider = agency
	}
	m.stamp()
	recall, add := m.item.PubStatus != news.Usable, addForm.MatchString(m.version)
	alone := !recall && (add || sharedForm.MatchString(m.keyword))
	m.item.GUID = m.guid(m.keyword, alone)
	if !recall && m.sent != "" { // by which a recall may name it
		m.item.Links = append(m.item.Links, news.Link{Rel: sameAs, Title: m.service + m.sent})
	}
	if alone && add {
		m.item.Links = append(m.item.Links, news.Link{Rel: news.SeeAlso, GUID: m.guid(m.keyword, false), Title: m.item.Slugline})
	}
	seen := map[string]bool{"": true}
	for _, r := range m.refs {
		link := news.Link{Rel: news.UpdateOf, Title: r.title}
		if r.keyword != "" {
			link.GUID = m.guid(r.keyword, false)
		}
		if id := link.GUID + " " + link.Title; !seen[id] {
			seen[id] = true
			m.item.Links = append(m.item.Links, link)
		}
		if !seen[link.GUID] {
			seen[link.GUID] = true
			others = append(others, link.GUID)
		}
	}
	if len(others) > 0 {
		m.item.GUID, others = others[0], others[1:]
	}
	if recall {
		m.item.Guessed = true
		m.item.Warnings = append(m.item.Warnings, "see that the story meant by this recall is gone: it is found by its keyword of that day alone")
	}
	return others
}

// guid names copy for good by its keyword and day, and alone by its number too.
func (m *message) guid(keyword string, alone bool) string {
	id := key(keyword)
	if alone || id == "" {
		id += "-" + m.sent
	}
	agency := strings.ToLower(m.item.Provider)
	if agency == "" {
		agency = "-"
	}
	return strings.Join([]string{"anpa", agency, m.service, id, m.cycle()}, ":")
}

// cycle is the day of the header, with the year of the trailer; without a
// trailer as in "--11-23".
func (m *message) cycle() string {
	switch {
	case m.date == 0 && m.day == "":
		return "-"
	case m.date == 0:
		return m.day
	case m.day == "":
		return fmt.Sprintf("--%02d-%02d", m.header.month, m.date)
	}
	year := m.filed.Year()
	switch { // around the new year the two may differ
	case m.header.month == time.December && m.filed.Month() == time.January:
		year--
	case m.header.month == time.January && m.filed.Month() == time.December:
		year++
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, m.header.month, m.date)
}

// stamp puts the time of filing into the item: as its version too, which the
// format has none of. Where it is missing the number of a lead orders them.
func (m *message) stamp() {
	switch {
	case m.day != "":
		m.item.Version = m.filed.UTC().Format("200601021504")
		m.item.Updated = news.Time{Time: m.filed}
		if m.item.PubStatus == news.Usable && len(m.item.Signals) == 0 {
			m.item.Created = m.item.Updated
		}
	case m.lead > 0:
		m.item.Version = strconv.Itoa(m.lead + 1)
	}
}

// refer notes the copy that a text names.
func (m *message) refer(text string) {
	for _, name := range keywordForm.FindAllString(text, maxRefs-min(len(m.refs), maxRefs)) {
		m.refs = append(m.refs, reference{keyword: name, title: name})
	}
	for _, name := range numberForm.FindAllString(text, maxRefs-min(len(m.refs), maxRefs)) {
		if !strings.EqualFold(name, m.service+m.sent) {
			m.refs = append(m.refs, reference{title: name})
		}
	}
}
