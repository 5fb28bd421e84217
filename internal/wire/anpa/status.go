package anpa

import (
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

var (
	killLabel    = regexp.MustCompile(`(?i)\b(?:kill|elim(?:inat\w+)?)\b`)
	holdLabel    = regexp.MustCompile(`(?i)\b(?:hold|withhold)\b`)
	correctLabel = regexp.MustCompile(`(?i)correct|clarif`)
	leadLabel    = regexp.MustCompile(`(?i)(?:\b|([0-9]{1,2})(?:st|nd|rd|th) ?)(?:ld|lead|nl)(?:\b|-)`)
	advanceLabel = regexp.MustCompile(`(?i)(?:\b|-)adv\.? ?[0-9]{1,2}\b|\bhfr\b|hold ?for ?release`)
	writethru    = regexp.MustCompile(`(?i)writethru`)
)

// readLabel reads a version: "1stLd-Writethru", "Correct", "Kill", "Adv24".
func (m *message) readLabel(s string) {
	if s == "" {
		return
	}
	lead := leadLabel.FindStringSubmatch(s)
	if lead != nil && lead[1] != "" {
		m.lead = number(lead[1])
	}
	switch {
	case killLabel.MatchString(s):
		m.recall(news.Canceled)
	case advanceLabel.MatchString(s):
		m.embargo(s)
	case holdLabel.MatchString(s):
		m.recall(news.Withheld)
	}
	switch {
	case correctLabel.MatchString(s):
		m.item.Signals = wire.AddSignal(m.item.Signals, news.SignalCorrection)
	case lead != nil || writethru.MatchString(s):
		m.item.Signals = wire.AddSignal(m.item.Signals, news.SignalUpdate)
	}
}

// recall sets the status of a kill or a hold. A kill outdoes a hold.
func (m *message) recall(status news.PubStatus) {
	if m.item.PubStatus != news.Canceled {
		m.item.PubStatus = status
	}
}

// The words of a kill and of a hold at the head of copy, and what a note asks
// for. A headline that only speaks of killing is neither.
var (
	killWords = regexp.MustCompile(`^\W{0,4}(?:(?:BULLETIN|URGENT|MANDATORY|ADVISORY)[ :]+)*(?:(?:BULLETIN|MANDATORY)[ :]+(?:KILL|ELIMINAT(?:E|ION))\b|(?:KILL|ELIMINAT(?:E|ION))(?:\W+KILL)*(?:\W*$|:| _| NOTE\b| NOTICE\b)|KILL(?:\W+KILL)+\b)|^(?i:(?:mandatory |bulletin |story )?(?:kill|elimination)(?: notice| note)?\W*$)`)
	holdWords = regexp.MustCompile(`^\W{0,4}(?:(?:BULLETIN|URGENT|MANDATORY|ADVISORY)[ :]+)*(?:WITHHOLD|HOLD)(?:\W+HOLD)*(?:\W*$|:| _)|^(?i:(?:with)?hold\W*$)`)
	killPlea  = pleaForm("kill|eliminate", "killed|eliminated|withdrawn")
	holdPlea  = pleaForm("withhold|hold", "withheld|held")
	corrects  = regexp.MustCompile(`\bCORRECTS?\b|^(?i:corrects?)\b|(?i)\b(?:corrective|corrects)\b`)
)

// pleaForm is how a note asks for a deed on other copy: "kill BC-Ferry", "W0123
// must be killed", "kill the story".
func pleaForm(do, done string) *regexp.Regexp {
	const named = `(?:(?:BC|AM|PM|AP)-[\p{L}\p{N}-]+|[A-Za-z][0-9]{4})\b`
	return regexp.MustCompile(`\b(?i:` + do + `)\b(?: (?:the|our|story|copy|item|slugged))* ` + named +
		`|\b` + named + `.{0,80}\b(?:must|should|is|has been) (?:be )?(?:` + done + `)\b` +
		`|(?i:^\W{0,3}(?:eds?: *)?(?:please )?(?:` + do + `) (?:the |this )?(?:entire )?(?:story|copy|item)\b)`)
}

// order reads a line of the heading that may be a kill or a hold and says
// whether it was one.
func (m *message) order(line string) bool {
	switch {
	case killWords.MatchString(line):
		m.recall(news.Canceled)
	case holdWords.MatchString(line):
		m.recall(news.Withheld)
	default:
		return false
	}
	m.note("status", line)
	m.refer(line)
	return true
}

// plea reads a note or a first paragraph that may ask to kill or hold other
// copy, which it names.
func (m *message) plea(text string) bool {
	kill, hold := killPlea.MatchString(text), holdPlea.MatchString(text)
	switch {
	case m.item.PubStatus == news.Usable && m.item.Dateline != "", m.item.PubStatus == news.Usable && !kill && !hold:
		return false
	case kill:
		m.recall(news.Canceled)
	case hold:
		m.recall(news.Withheld)
	}
	m.refer(text)
	return true
}

var (
	embargoLine = regexp.MustCompile(`(?i)^\W{0,3}(?:for release\b|hold for release\b|hfr\b|release at\b|embargoed\b|embargo(?: until| till|:)|not for (?:use|release|publication|broadcast)\b.{0,30}\b(?:before|until)\b)`)
	advanceLine = regexp.MustCompile(`(?i)^\W*adv\.? ?[0-9]{1,2}\W*$`)
	embargoWord = regexp.MustCompile(`(?i)\b(?:hold )?for release\b|\bembargo(?:ed)?\b|\bHFR\b`)
)

// embargo takes an embargo from a text. Where it says one moment without
// guessing that counts; else a person must release the item.
func (m *message) embargo(text string) {
	if notes := m.item.EditorialNotes; len(notes) > 0 && notes[len(notes)-1] == (news.EditorialNote{Role: "embargo", Text: text}) {
		return // in the header and in the slugline
	}
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
	dayForm   = regexp.MustCompile(`\b(Jan(?:uary)?|Feb(?:ruary)?|March|Mar|April|Apr|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.? ([0-9]{1,2}), ?([0-9]{4})\b`)
	clockForm = regexp.MustCompile(`(?i)\b([0-9]{1,2})(?::([0-9]{2}))? ?([ap])\.?m\b|\b([0-9]{2}):?([0-9]{2}) ?(?:GMT|UTC)\b|\b(?:noon|midnight)\b`)
	zoneForm  = regexp.MustCompile(`\b(?:GMT|UTC|[ECMP][SD]T|BST|CET|CEST|Eastern|Central|Mountain|Pacific|local|[ECMP]T)\b`)
)

// readMoment reads the one moment that a text says: a day with its year, a time
// of day and a zone, each once.
func readMoment(text string) (news.Time, bool) {
	days, clocks, names := dayForm.FindAllStringSubmatch(text, 2), clockForm.FindAllStringSubmatch(text, 2), zoneForm.FindAllString(text, 2)
	if len(days) != 1 || len(clocks) != 1 || len(names) != 1 {
		return news.Time{}, false
	}
	if _, known := zones[names[0]]; !known {
		return news.Time{}, false
	}
	d, c := days[0], clocks[0]
	hour, minute := number(c[4]), number(c[5])
	switch {
	case c[3] != "":
		hour, minute = number(c[1]), number("0"+c[2])
		if hour < 1 || hour > 12 {
			return news.Time{}, false
		}
		hour %= 12
		if strings.EqualFold(c[3], "p") {
			hour += 12
		}
	case c[4] == "": // noon or midnight, of which day's end
		return news.Time{}, false
	}
	start, err := time.Parse("Jan", d[1][:3])
	if err != nil {
		return news.Time{}, false
	}
	t, ok := moment(number(d[3]), start.Month(), number(d[2]), hour, minute, zone(names[0], nil))
	return news.Time{Time: t}, ok
}
