package anpa

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// unit is a line of heading, a paragraph or a row of columns.
type unit struct {
	text  string
	mark  byte // of a heading: '<' or '=' that ended it, or 0
	head  bool // "^" began it
	cells []string
}

// maxHeading is how many lines a heading without an end is looked on for one.
const maxHeading = 6

// units parts the text. A tab, "^" or a row begins a new one; any other line
// goes on with its paragraph.
func (m *message) units(text string) []unit {
	var out []unit
	var run []string // lines of a paragraph that may go on
	lines := append(strings.Split(text, "\n"), "")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		trimmed := wire.Text(line)
		head := strings.HasPrefix(strings.TrimSpace(line), "^")
		cells := m.cells(line)
		if len(run) > 0 && trimmed != "" && cells == nil && !head && line[0] != '\t' {
			run = append(run, trimmed)
			continue
		}
		if len(run) > 0 {
			out, run = append(out, unit{text: strings.Join(run, " ")}), nil
		}
		switch {
		case trimmed == "":
		case cells != nil:
			out = append(out, unit{head: head, cells: cells})
		case head:
			n := headingLines(lines[i:])
			out = append(out, headingUnit(strings.Join(lines[i:i+n], " ")))
			i += n - 1
		default:
			run = []string{trimmed}
		}
	}
	return out
}

// headingLines is how many lines a heading takes: until one that ends it, if
// that comes before other copy.
func headingLines(lines []string) int {
	for i, line := range lines[:min(len(lines), maxHeading)] {
		text := wire.Text(line)
		switch {
		case i > 0 && (text == "" || text[0] == '^' || line[0] == '\t'):
			return 1
		case strings.HasSuffix(text, "<"), strings.HasSuffix(text, "="):
			return i + 1
		}
	}
	return 1
}

func headingUnit(line string) unit {
	u := unit{text: strings.TrimLeft(wire.Text(line), "^ "), head: true}
	if n := len(u.text); n > 0 && (u.text[n-1] == '<' || u.text[n-1] == '=') {
		u.mark = u.text[n-1]
		u.text = strings.TrimRight(u.text, "<= ")
	}
	return u
}

// readText reads what stands between STX and ETX: the heading, whose lines all
// begin with "^", and the copy.
func (m *message) readText(text string) {
	list := m.units(text)
	var w writer
	heading, paragraphs := true, 0
	for i, u := range list {
		heading = heading && u.head && u.cells == nil
		switch {
		case heading && i == 0 && m.slugline(u.text), heading && m.readHeading(u):
		case u.cells != nil:
			w.row(u)
		case strings.Trim(u.text, "_-= ") == "":
			w.endTable()
		case u.head && !m.private(u.text):
			w.element("h2", plain(u.text))
		case u.head:
		default:
			if paragraphs++; paragraphs <= 4 && m.private(u.text) {
				continue
			}
			w.paragraph(m.dateline(u.text, w.b.Len() == 0))
		}
	}
	w.endTable()
	m.item.BodyHTML = strings.TrimSpace(w.b.String())
}

// slugline reads the first line of the heading: keyword in full, version and
// count of words.
func (m *message) slugline(text string) bool {
	parts := strings.Split(text, ",")
	full, short := key(parts[0]), key(m.keyword)
	if full == "" || !strings.HasPrefix(full, short) && !strings.HasPrefix(short, full) {
		return false
	}
	m.item.Slugline = wire.Text(parts[0])
	for _, p := range parts[1:] {
		if p = strings.TrimSpace(p); strings.Trim(p, "0123456789") != "" {
			m.readLabel(p)
		}
	}
	return true
}

var (
	noteForm    = regexp.MustCompile(`^(?:Eds?|EDS|EDITORS?)\b ?:|^EDITOR'?S'? NOTE\b|^(?i:editor'?s'? note)\b`)
	pictureForm = regexp.MustCompile(`^(?:[A-Z]{2,6} )?(?:Photos?|Graphics?|Video|Audio|PHOTOS?|VIDEO)\b[ :]`)
	bylineForm  = regexp.MustCompile(`^(?:By|BY) \S`)
)

// readHeading reads a line of the heading and says whether it was one: a line
// too many is a crosshead of the copy.
func (m *message) readHeading(u unit) bool {
	byline := m.title
	m.title = false
	switch {
	case m.private(u.text):
	case bylineForm.MatchString(u.text):
		m.item.Byline, m.title = plain(u.text), true
	case byline && strings.ToUpper(u.text) != u.text: // a heading is in capitals
		m.item.Byline += ", " + plain(u.text)
	case m.item.Headline == "":
		m.item.Headline = plain(u.text)
	case m.item.Subheadline == "" && u.mark == '<':
		m.item.Subheadline = plain(u.text)
	default:
		return false
	}
	return true
}

// private takes what is for the newsroom: notes to editors, lists of pictures,
// embargoes, kills.
func (m *message) private(text string) bool {
	switch {
	case m.order(text):
	case embargoLine.MatchString(text), advanceLine.MatchString(text):
		m.embargo(text)
	case noteForm.MatchString(text):
		m.plea(text)
		if embargoWord.MatchString(text) {
			m.embargo(text)
		} else {
			m.note("eds", text)
		}
		if corrects.MatchString(text) {
			m.item.Signals = wire.AddSignal(m.item.Signals, news.SignalCorrection)
		}
	case pictureForm.MatchString(text):
		m.note("picture", text)
	case m.plea(text):
		m.note("status", text)
	default:
		return false
	}
	return true
}

// note adds a word for the newsroom.
func (m *message) note(role, text string) {
	if text = plain(text); text != "" {
		m.item.EditorialNotes = append(m.item.EditorialNotes, news.EditorialNote{Role: role, Text: text})
	}
}

var datelineForm = regexp.MustCompile(`^(\p{Lu}[^()<>]{1,70}?) ?\(([\p{L}./&-]{2,20})\) ?(?:_{1,2}|[-–—]{1,2}) +`)

// dateline takes the dateline off a paragraph, if it is the first.
func (m *message) dateline(text string, first bool) string {
	at := datelineForm.FindStringSubmatchIndex(text)
	if !first || at == nil || at[1] == len(text) {
		return text
	}
	m.item.Dateline = strings.Trim(plain(text[:at[5]+1]), " _-–—")
	m.item.Located = plain(text[at[2]:at[3]])
	return text[at[1]:]
}

var setting = strings.NewReplacer("``", "“", "''", "”", " _ ", " — ", "{", "½", "`", "‘")

// plain writes what the format can only hint at: dashes, quotation marks,
// halves.
func plain(s string) string {
	s = wire.Text(setting.Replace(s))
	if rest, ok := strings.CutPrefix(s, "_ "); ok && utf8.RuneCountInString(rest) > 0 {
		s = "— " + rest
	}
	return s
}
