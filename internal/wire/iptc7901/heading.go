package iptc7901

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxHeading is how many lines are looked through for the end of the heading.
const maxHeading = 30

// heading parts the lines of a text into what stands before the sign " =" that
// ends the heading, and the rest. Without that sign a first paragraph of few
// lines is the heading, unless it opens with a dateline.
func heading(lines []string) (head, rest []string) {
	for i, line := range lines[:min(len(lines), maxHeading)] {
		line = strings.TrimSpace(line)
		if privateLine(line) {
			break
		}
		if line == "=" || strings.HasSuffix(line, " =") {
			head = append(head, lines[:i]...)
			return append(head, strings.TrimSuffix(line, "=")), lines[i+1:]
		}
	}
	start := 0
	for start < len(lines) && strings.TrimSpace(lines[start]) == "" {
		start++
	}
	end := start
	for end < len(lines) && strings.TrimSpace(lines[end]) != "" {
		end++
	}
	first := lines[start:end]
	if len(first) == 0 || len(first) > 4 || end == len(lines) && len(first) > 1 || privateLine(first[0]) {
		return nil, lines
	}
	if _, _, ok := cutDateline(joinLines(first)); ok {
		return nil, lines
	}
	return first, lines[end:]
}

var (
	bylineForm = regexp.MustCompile(`^(?:Von|By|Par|Por) \p{Lu}`)
	// orderForm are a teleprinter's own words, on a line of capital letters.
	orderForm = regexp.MustCompile(`^(?:EXTRA|(?:[0-9]{1,2}(?:ST|ND|RD|TH) )?(?:LEAD|NET|ADD|TAKE|UPDATE)|UPDATE [0-9]+|REFILE|CORRECTION|CORRECTED|REPEAT|RPT RPT|URGENT|FLASH|BLITZ|EIL)[:.!]*$`)
	leadForm  = regexp.MustCompile(`(?i)^([0-9]{1,2})(?:st|nd|rd|th) (?:lead|net|update)\b`)
)

// readHeading reads the lines before the text: labels in brackets and words of
// the teleprinter, the headline, a second one, and the byline.
func (m *message) readHeading(lines []string) {
	var headline, byline []string
	for i := 0; i < len(lines); i++ {
		line := wire.Text(lines[i])
		switch label, n := bracketed(lines[i:]); {
		case line == "":
		case n > 0:
			m.label(label)
			i += n - 1
		case orderForm.MatchString(line):
			m.label(strings.TrimRight(line, ":.!"))
		case embargoLine.MatchString(line):
			m.embargo(line)
		case m.order(line):
		case len(byline) > 0 || len(headline) > 0 && bylineForm.MatchString(line):
			byline = append(byline, line)
		default:
			headline = append(headline, line)
		}
	}
	m.item.Byline = strings.Join(byline, " ")
	m.item.Headline, m.item.Subheadline = headlines(headline)
	if correctedWord.MatchString(m.item.Headline) {
		m.item.Signals = wire.AddSignal(m.item.Signals, news.SignalCorrection)
	}
}

// headlineWidth is where agencies break the lines of a headline, in characters.
const headlineWidth = 69

// headlines joins the lines of a headline. One that ends though the next word
// had room is whole, and what follows is a second headline.
func headlines(lines []string) (first, second string) {
	for i := 0; i+1 < len(lines); i++ {
		word, _, _ := strings.Cut(lines[i+1], " ")
		if utf8.RuneCountInString(lines[i])+1+utf8.RuneCountInString(word) <= headlineWidth {
			return joinLines(lines[:i+1]), joinLines(lines[i+1:])
		}
	}
	return joinLines(lines), ""
}

// bracketed returns a label in brackets that opens the lines, without them, and
// of how many lines it is; 0 if there is none.
func bracketed(lines []string) (string, int) {
	if !strings.HasPrefix(strings.TrimSpace(lines[0]), "(") {
		return "", 0
	}
	depth := 0
	for i, line := range lines[:min(len(lines), 12)] {
		depth += strings.Count(line, "(") - strings.Count(line, ")")
		if depth > 0 {
			continue
		}
		label := joinLines(lines[:i+1])
		if depth < 0 || !strings.HasSuffix(label, ")") {
			return "", 0
		}
		return wire.Text(label[1 : len(label)-1]), i + 1
	}
	return "", 0
}

var (
	correctionLabel = regexp.MustCompile(`(?i)^(?:berichtigung|korrektur|richtigstellung|correction|corrected|corrects|refile|versión corregida|corrección)\b\W*(.*)$`)
	correctedWord   = regexp.MustCompile(`^(?:Berichtigung|BERICHTIGUNG|Korrektur:|CORRECTED|CORRECTION|Correction:|REFILE)\b`)
	updateLabel     = regexp.MustCompile(`(?i)^(?:aktualisierung|aktualisiert|update|extra\b|neu:|(?:[0-9]{1,2}(?:st|nd|rd|th) )?(?:lead|net)\b|[0-9]{1,2}(?:st|nd|rd|th) update)`)
	flashLabel      = regexp.MustCompile(`(?i)^(?:eil|eilmeldung|blitz|flash|urgent)$`)
	pictureLabel    = regexp.MustCompile(`(?i)^(?:foto|fotos|bild|bilder|grafik|video|photo|photos|graphic|mit )\b`)
	advisoryLabel   = regexp.MustCompile(`(?i)\b(?:achtung|vorschau|tagesvorschau|terminvorschau|planungshinweis|advisory)\b`)
)

// label reads what the agency says of the message before its headline.
func (m *message) label(s string) {
	if lead := leadForm.FindStringSubmatch(s); lead != nil {
		m.lead = number(lead[1])
	}
	correction := correctionLabel.FindStringSubmatch(s)
	switch {
	case s == "" || m.order(s):
	case correction != nil:
		m.item.Signals = wire.AddSignal(m.item.Signals, news.SignalCorrection)
		m.item.CorrectionNote = or(m.item.CorrectionNote, correction[1])
		m.refer(s)
	case embargoLine.MatchString(s):
		m.embargo(s)
	case updateLabel.MatchString(s):
		m.item.Signals = wire.AddSignal(m.item.Signals, news.SignalUpdate)
		m.refer(s)
		m.note("label", s)
	case flashLabel.MatchString(s):
	case pictureLabel.MatchString(s):
		m.note("picture", s)
	case advisoryLabel.MatchString(s):
		m.item.Genre, m.item.Profile = or(m.item.Genre, s), "advisory"
	case m.item.Genre == "" && !strings.ContainsAny(s, ".!?:"):
		m.item.Genre = s
	default:
		m.note("label", s)
	}
}

// note adds a word for the newsroom.
func (m *message) note(role, text string) {
	if text = wire.Text(text); text != "" {
		m.item.EditorialNotes = append(m.item.EditorialNotes, news.EditorialNote{Role: role, Text: text})
	}
}
