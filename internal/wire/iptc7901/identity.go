package iptc7901

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// reference is another message that this one names by its number.
type reference struct {
	number int
	day    string // of its filing, if this one says it
	header bool   // the header names it, which does not say that it is replaced
}

// maxRefs is how many other messages one may name.
const maxRefs = 50

// identify makes the guid, the version and the links of an item that is read.
// The guid is that of the first message named; the others named are returned.
func (m *message) identify() (others []string) {
	m.stamp()
	own := m.guid(m.own(), m.filed.day)
	m.item.GUID = own
	rel := news.UpdateOf
	if m.item.Has(news.SignalCorrection) {
		rel = news.CorrectionOf
	}
	seen := map[string]bool{own: true, "": true}
	for _, r := range m.refs {
		link := news.Link{Rel: rel, Title: fmt.Sprintf("%s %04d", or(m.agency, m.service), r.number)}
		if day := m.dayOf(r); day != "" {
			link.GUID = m.guid(r.number, day)
		}
		related := r.header && m.item.PubStatus == news.Usable && len(m.item.Signals) == 0
		if related {
			link.Rel = news.SeeAlso
		}
		if id := or(link.GUID, link.Title); !seen[id] {
			seen[id] = true
			m.item.Links = append(m.item.Links, link)
			if link.GUID != "" && !related {
				others = append(others, link.GUID)
			}
		}
	}
	recall := m.item.PubStatus != news.Usable
	m.item.Guessed = recall
	if len(others) > 0 {
		m.item.GUID, others = others[0], others[1:]
		if !recall { // the newsroom may be told of either
			m.item.Links = append(m.item.Links, news.Link{Rel: sameAs, GUID: own, Title: fmt.Sprintf("%s %04d", or(m.agency, m.service), m.own())})
		}
	}
	if !recall && len(others) == 0 && m.item.GUID == own && m.own() != 0 { // by which a recall may name it
		m.item.Links = append(m.item.Links, news.Link{Rel: sameAs, Title: fmt.Sprintf("%s %04d", or(m.agency, m.service), m.own())})
	}
	switch {
	case recall && m.named != "":
		m.item.Links = append(m.item.Links, news.Link{Rel: rel, Title: m.named})
		fallthrough
	case recall && m.item.GUID == own:
		m.item.Warnings = append(m.item.Warnings, "see that the story meant by this recall is gone: it is found by its number alone, and the message may mean it by a headline or a lead's number")
	}
	return others
}

// sameAs links a lead to the guid that its own number would make.
const sameAs news.LinkRel = "sameAs"

// guid names a message for good. Where it has no number, or its day is not
// known, its slugline and headline stand in.
func (m *message) guid(number int, day string) string {
	id := fmt.Sprintf("%04d", number)
	if number == 0 || day == "" {
		words := m.item.Headline
		if words == "" {
			words = m.item.Abstract + m.item.BodyHTML
		}
		sum := sha256.Sum256([]byte(strings.ToLower(m.item.Slugline + "\n" + words)))
		id += "-" + hex.EncodeToString(sum[:8])
	}
	return strings.Join([]string{"iptc7901", or(m.agency, "-"), m.service, id, or(day, "-")}, ":")
}

// dayOf is the day a referenced message was filed on: the one said, or that of
// this message, or the day before if its number is yet to come on that day.
func (m *message) dayOf(r reference) string {
	switch {
	case r.day != "" || m.filed.day == "":
		return r.day
	case m.own() != 0 && r.number > m.own():
		return m.filed.at.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return m.filed.day
}

var dayForm = regexp.MustCompile(`(?i)\b(?:vom|of|dated)\s+([0-9]{1,2})\.\s?([0-9]{1,2})\.(?:\s?([0-9]{4}|[0-9]{2})\b)?`)

// refer notes the numbers that a text names, as "npa 157" or "bas0157".
func (m *message) refer(text string) {
	for _, code := range []string{m.agency, m.service} {
		if code == "" {
			continue
		}
		form := regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}:.-])` + regexp.QuoteMeta(code) + `[ -]?(?:nr\.? ?|no\.? ?|item )?([0-9]{2,5})(?:[^\p{L}\p{N}]|$)`)
		for _, at := range form.FindAllStringSubmatchIndex(text, maxRefs) {
			r := reference{number: number(text[at[2]:at[3]])}
			if d := dayForm.FindStringSubmatch(text[at[3]:min(len(text), at[3]+40)]); d != nil {
				r.day = m.day(d[1], d[2], d[3])
			}
			if r.number != 0 && len(m.refs) < maxRefs {
				m.refs = append(m.refs, r)
			}
		}
	}
}

// day reads a day that may leave out the year: the latest such day that is not
// after the filing.
func (m *message) day(day, month, year string) string {
	y := number(year)
	switch {
	case year == "" && m.filed.day == "":
		return ""
	case year == "":
		y = m.filed.at.Year()
	case y < 100:
		y += 2000
	}
	t, ok := moment(y, time.Month(number(month)), number(day), 0, 0, time.UTC)
	if year == "" && ok && t.Format(time.DateOnly) > m.filed.day {
		t, ok = moment(y-1, t.Month(), t.Day(), 0, 0, time.UTC)
	}
	if !ok {
		return ""
	}
	return t.Format(time.DateOnly)
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// shown is a text for a message, cut if it is long.
func shown(s string) string {
	s = wire.Text(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
