package iptc7901

import (
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// The words of a kill and of a hold, as agencies set them at the head of a
// message (KILL KILL KILL, HOLD HOLD HOLD). They open the line and stand in
// capitals or alone: a headline may speak of killing.
var (
	killWords = regexp.MustCompile(`^\W{0,6}(?:KILL(?:\W+KILL)+\b|KILL\W*$|KILL(?: NOTICE| NOTE)?(?:\s*[:!]|\s+[–-]\s)|(?i:(?:mandatory |bulletin |urgent )?kill(?: notice| note)?\W*$)|MANDATORY KILL\b|ELIMINAT(?:E|ION)\b|(?i:eliminat(?:e|ion)\W*$)|(?i:annul(?:lierung|lation)\W*$)|ZURÜCKGEZOGEN\b|STREICHEN\b|(?i:(?:zurückgezogen|streichung)\W*$))`)
	holdWords = regexp.MustCompile(`^\W{0,6}(?:HOLD(?:\W+HOLD)+\b|HOLD\W*$|HOLD(?:\s*[:!]|\s+[–-]\s)|(?i:hold\W*$)|WITHHOLD\b|(?i:withh(?:old|eld)\W*$)|(?i:zurückhalten\W*$))`)
	// What an agency asks for in the text, with a number.
	killPlea = regexp.MustCompile(`(?i)\b(?:(?:please |must |mandatory )?(?:kill|eliminate)\s+(?:the )?(?:item|story|copy|message|our)\b|bitte\b.{0,60}\b(?:streichen|zurückziehen|nicht (?:mehr )?verwenden))`)
	holdPlea = regexp.MustCompile(`(?i)\b(?:please )?(?:hold|withhold)\s+(?:the )?(?:item|story|copy|message)\b|\bbitte\b.{0,60}\bzurückhalten\b`)
	quoted   = regexp.MustCompile(`[«„“"]([^«»„“”"]{4,200})[»“”"]`)
)

// order reads a line that may be a kill or a hold and says whether it was one.
// A kill outdoes a hold.
func (m *message) order(line string) bool {
	switch {
	case killWords.MatchString(line):
		m.item.PubStatus = news.Canceled
	case holdWords.MatchString(line):
		if m.item.PubStatus != news.Canceled {
			m.item.PubStatus = news.Withheld
		}
	default:
		return false
	}
	m.note("status", line)
	m.about(line)
	return true
}

// about notes what a kill, a hold or a correction says of the message it means.
func (m *message) about(text string) {
	m.refer(text)
	if q := quoted.FindStringSubmatch(text); q != nil && m.named == "" {
		m.named = wire.Text(q[1])
	}
}

// plea reads a paragraph of the text that may ask to kill or hold another
// message. It counts only where it names a number or the heading said the same:
// a story may quote such words.
func (m *message) plea(text string) bool {
	known := m.item.PubStatus == news.Canceled || m.item.PubStatus == news.Withheld
	kill, hold := killPlea.MatchString(text), holdPlea.MatchString(text)
	if !known && !kill && !hold {
		return false
	}
	before := len(m.refs)
	m.about(text)
	switch {
	case known:
	case len(m.refs) == before:
		return false
	case kill:
		m.item.PubStatus = news.Canceled
	case hold:
		m.item.PubStatus = news.Withheld
	}
	return true
}

var explanation = regexp.MustCompile(`(?i)^\W?(?:refil(?:es|ing)|repeat(?:s|ing)|correct(?:s|ing)|recast(?:s|ing)|add(?:s|ing)|updat(?:es|ing)|replac(?:es|ing)|ersetzt|berichtigt|wiederholt)\b`)

// explained reads a paragraph before the text that says what the message does
// to another, which it names by its number.
func (m *message) explained(text string) bool {
	before := len(m.refs)
	if explanation.MatchString(text) {
		m.refer(text)
	}
	return len(m.refs) > before
}

// embargoLine is an embargo set on a line of its own. A story about an embargo
// on trade does not begin so.
var embargoLine = regexp.MustCompile(`(?i)^\W{0,3}(?:sperrfrist\b|embargo(?:ed)?\b\s*(?:until|till|for (?:publication|release)|bis\b|:)|(?:not|nicht) (?:for|zur|vor) (?:publication |veröffentlichung )?(?:before|until|vor)\b|for release (?:at|on|until|after|not before)\b|frei (?:ab|für)\b)`)

// embargo takes an embargo from a text. Where it says one moment without
// guessing that counts; else a person must release the item.
func (m *message) embargo(text string) {
	m.note("embargo", text)
	t, ok := readMoment(text)
	switch {
	case !ok:
		m.item.Embargo, m.item.EmbargoHold = news.Time{}, true
		m.item.Warnings = append(m.item.Warnings, "the embargo \""+shown(text)+"\" does not say day, year, time and zone; a person must release the item")
	case !m.item.EmbargoHold && t.After(m.item.Embargo.Time):
		m.item.Embargo = t
	}
}

var (
	dayMonthYear = regexp.MustCompile(`\b([0-9]{1,2})\.? (\p{L}{3,9})\.?,? ([0-9]{4})\b`)
	monthDayYear = regexp.MustCompile(`\b(\p{L}{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})\b`)
	numericDay   = regexp.MustCompile(`\b([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\b`)
	clockForm    = regexp.MustCompile(`\b([0-9]{1,2})(?:[.:]([0-9]{2})(?: ?Uhr| ?h)?| ?(?:Uhr|h))(?:[^0-9.:]|$)|\b([0-9]{2})([0-9]{2}) ?(?:GMT|UTC|MEZ|CET|MESZ|CEST|Uhr|hrs|h)\b`)
	zoneForm     = regexp.MustCompile(`\b(?:GMT|UTC|MEZ|CET|MESZ|CEST|BST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|MSK|IST|JST)\b`)
)

// readMoment reads the one moment that a text of the agency says: a day with
// its year, a time of day and a zone, each once.
func readMoment(text string) (news.Time, bool) {
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, "()[],;.")
		if t, err := wire.ParseTime(word); err == nil && wire.Zoned(word) && wire.Timed(word) {
			rest := strings.Replace(text, word, " ", 1)
			return t, !clockForm.MatchString(rest) && !numericDay.MatchString(rest)
		}
	}
	names := zoneForm.FindAllString(text, 2)
	var year, day, found int
	var mon time.Month
	for _, d := range dayMonthYear.FindAllStringSubmatch(text, 3) {
		if n := month(d[2]); n > 0 {
			year, mon, day, found = number(d[3]), n, number(d[1]), found+1
		}
	}
	for _, d := range monthDayYear.FindAllStringSubmatch(text, 3) {
		if n := month(d[1]); n > 0 {
			year, mon, day, found = number(d[3]), n, number(d[2]), found+1
		}
	}
	for _, d := range numericDay.FindAllStringSubmatch(text, 3) {
		year, mon, day, found = number(d[3]), time.Month(number(d[2])), number(d[1]), found+1
	}
	for _, day := range []*regexp.Regexp{dayMonthYear, monthDayYear, numericDay} {
		text = day.ReplaceAllString(text, " ") // or a year might pass for a time
	}
	clock := clockForm.FindAllStringSubmatch(text, 3)
	if found != 1 || len(clock) != 1 || len(names) != 1 {
		return news.Time{}, false
	}
	if _, known := zones[names[0]]; !known {
		return news.Time{}, false
	}
	c := clock[0]
	t, ok := moment(year, mon, day, number(c[1]+c[3]), number(or(c[2]+c[4], "0")), zone(names[0], nil))
	return news.Time{Time: t}, ok
}
