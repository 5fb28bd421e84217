package iptc7901

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

var (
	notebookHead = regexp.MustCompile(`^# ?\p{L}[\p{L} -]{2,30}$`)
	notebookStar = regexp.MustCompile(`^\*(?: ?\*){3,}$`)
	notPublic    = regexp.MustCompile(`(?i)^\W*(?:the following information is not (?:intended )?for publication|die folgenden informationen sind nicht (?:zur|für die) veröffentlichung)`)
	notePart     = regexp.MustCompile(`^## ?(.+)$`)
)

// privateLine reports whether a line begins what is for the newsroom only.
func privateLine(line string) bool {
	line = strings.TrimSpace(line)
	return notebookHead.MatchString(line) || notebookStar.MatchString(line) || notPublic.MatchString(line)
}

// readText reads what stands between STX and ETX.
func (m *message) readText(text string) {
	lines := strings.Split(text, "\n")
	lines = m.takeSignOff(lines)
	head, rest := heading(lines)
	m.readHeading(head)
	end := len(rest)
	for i, line := range rest {
		if privateLine(line) {
			end = i
			break
		}
	}
	m.readNotes(rest[end:])
	m.readBody(paragraphs(rest[:end]))
}

// takeSignOff takes the line that closes a message out of its lines.
func (m *message) takeSignOff(lines []string) []string {
	for i := len(lines) - 1; i > 0; i-- {
		line := wire.Text(lines[i])
		if line == "" {
			continue
		}
		alone := strings.TrimSpace(lines[i-1]) == ""
		if alone && m.signsOff(line) {
			m.note("signoff", line)
			return lines[:i]
		}
		break
	}
	return lines
}

var initials = regexp.MustCompile(`^\p{Ll}{2,5}(?:[/-]\p{Ll}{2,5})+$`)

// signsOff reports whether a line is a sign-off: the agency's code and the
// initials and codes of its desk ("npa abc yyno a3 de"), or initials alone
// ("abc/de").
func (m *message) signsOff(line string) bool {
	words := strings.Fields(line)
	if len(words) == 1 {
		return initials.MatchString(line)
	}
	coded := words[0] == m.agency
	for _, w := range words {
		if utf8.RuneCountInString(w) > 12 || strings.IndexFunc(w, func(r rune) bool {
			return !unicode.IsLower(r) && !unicode.IsDigit(r) && r != '/' && r != '-'
		}) >= 0 {
			return false
		}
		coded = coded || strings.ContainsAny(w, "/0123456789")
	}
	return coded && len(words) <= 10 && letters(words[0])
}

// readNotes reads the notebook and what is not for publication.
func (m *message) readNotes(lines []string) {
	role := "notebook"
	var run []string
	flush := func() {
		text := joinLines(run)
		run = nil
		if embargoLine.MatchString(text) {
			m.embargo(text)
			return
		}
		m.note(role, text)
		if correctionLabel.MatchString(role) {
			m.item.Signals = wire.AddSignal(m.item.Signals, news.SignalCorrection)
			m.about(text)
			m.referGUIDs(text)
		}
	}
	for _, line := range lines {
		line = wire.Text(line)
		part := notePart.FindStringSubmatch(line)
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case line == "" || part != nil || privateLine(line):
			flush()
			if part != nil {
				role = strings.ToLower(part[1])
			}
		case isItem:
			flush()
			run = []string{item}
		default:
			run = append(run, line)
		}
	}
	flush()
}

var guidForm = regexp.MustCompile(`\b(?:urn|tag):[A-Za-z0-9][A-Za-z0-9.:,_/-]+[A-Za-z0-9]`)

// referGUIDs links what a note on a correction names by the guid that it has in
// the agency's other formats.
func (m *message) referGUIDs(text string) {
	for _, id := range guidForm.FindAllString(text, 10) {
		m.item.Links = append(m.item.Links, news.Link{Rel: news.CorrectionOf, GUID: id})
	}
}

var dateline = regexp.MustCompile(`^(\p{Lu}[^()<>]{1,70}?) ?\(([\p{L}./& -]{2,24})\) ?[-–—_]{1,2} +`)

// cutDateline parts "Sandau (npa) - Words" into dateline and words.
func cutDateline(text string) (line, rest string, ok bool) {
	at := dateline.FindStringIndex(text)
	if at == nil || at[1] == len(text) {
		return "", text, false
	}
	return strings.Trim(text[:at[1]], " -–—_"), text[at[1]:], true
}

// readBody writes the paragraphs as HTML, and takes the abstract, the dateline
// and an embargo out of them.
func (m *message) readBody(list [][]string) {
	var kept [][]string
	for i, p := range list {
		for i == 0 && len(p) > 0 && m.order(wire.Text(p[0])) {
			p = p[1:]
		}
		text := joinLines(p)
		if i < 3 && embargoLine.MatchString(text) {
			m.embargo(text)
			continue
		}
		if i < 6 && (m.plea(text) || i < 2 && m.explained(text)) {
			m.note("status", text)
			continue
		}
		if len(p) > 0 {
			kept = append(kept, p)
		}
	}
	if len(kept) > 1 && m.item.Abstract == "" && kindOf(kept[0]) == running {
		if _, _, ok := cutDateline(joinLines(kept[1])); ok {
			m.item.Abstract, kept = wire.Text(joinLines(kept[0])), kept[1:]
		}
	}
	w := writer{width: width(kept)}
	for i, p := range kept {
		if i == 0 {
			if line, rest, ok := cutDateline(joinLines(p)); ok && kindOf(p) == running {
				place, _, _ := strings.Cut(line, "(")
				m.item.Dateline, m.item.Located = wire.Text(line), wire.Text(place)
				w.element("p", rest)
				continue
			}
		}
		if i > 0 && i+1 < len(kept) && w.last == "p" && isCrosshead(p, kept[i+1]) {
			w.element("h2", undecorated(p[0]))
			continue
		}
		w.paragraph(p)
	}
	m.item.BodyHTML = strings.TrimSpace(w.b.String())
}

var decorated = regexp.MustCompile(`^[-–—]{1,3} +(\S.*\S) +[-–—]{1,3}$`)

// undecorated takes the dashes off a crosshead that is set between them.
func undecorated(line string) string {
	line = wire.Text(line)
	if m := decorated.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return line
}

// maxCrosshead is the longest line taken for a crosshead, in characters.
const maxCrosshead = 64

// isCrosshead reports whether a paragraph is one short line that does not read
// as a sentence, before running text.
func isCrosshead(p, next []string) bool {
	if len(p) != 1 || kindOf(p) != running || kindOf(next) != running || utf8.RuneCountInString(joinLines(next)) <= maxCrosshead {
		return false
	}
	line := undecorated(p[0])
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	if utf8.RuneCountInString(line) > maxCrosshead || strings.IndexFunc(line, unicode.IsLetter) < 0 || strings.Contains(line, "://") {
		return false
	}
	return !unicode.IsLower(first) && !strings.ContainsRune("(+*", first) && !strings.ContainsRune(".:,;)", last)
}

// paragraphs parts lines at the empty ones.
func paragraphs(lines []string) [][]string {
	var out [][]string
	var run []string
	for _, line := range append(lines[:len(lines):len(lines)], "") {
		if strings.TrimSpace(line) != "" {
			run = append(run, strings.TrimRightFunc(line, unicode.IsSpace))
		} else if len(run) > 0 {
			out, run = append(out, run), nil
		}
	}
	return out
}

var (
	brokenWord = regexp.MustCompile(`\p{L}-$`)
	// suspended are words before which a hyphen stands for part of a word, as
	// in "Landes- und Bundespolitik".
	suspended = regexp.MustCompile(`^(?:und|oder|bis|sowie|bzw|beziehungsweise|als|wie|statt|and|or|to)\b`)
)

// joinLines makes one line of a paragraph that was broken to fit. A word that
// was broken at its hyphen is joined again.
func joinLines(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if i > 0 {
			first, _ := utf8.DecodeRuneInString(line)
			if !brokenWord.MatchString(strings.TrimSpace(lines[i-1])) || !unicode.IsLetter(first) || suspended.MatchString(line) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(line)
	}
	return strings.TrimSpace(b.String())
}

// writer writes paragraphs as HTML.
type writer struct {
	b     strings.Builder
	width int    // of the text, in characters
	last  string // the element written last
}

func (w *writer) element(name, text string) {
	if text = wire.Text(text); text != "" {
		w.b.WriteString("<" + name + ">" + html.EscapeString(text) + "</" + name + ">\n")
		w.last = name
	}
}
