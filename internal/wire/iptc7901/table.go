package iptc7901

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/wire"
)

// kind is how the lines of a paragraph are set.
type kind int

const (
	running kind = iota // text, broken to fit
	ruled               // columns between upright strokes
	columns             // columns between wide gaps
	listed              // items behind a mark, perhaps with words before them
)

var (
	wideGap  = regexp.MustCompile(`\t| {2,}`)
	listMark = regexp.MustCompile(`^\s*[*+•]\s+`)
)

// kindOf says how a paragraph is set. One line alone is running text unless it
// is ruled or an item.
func kindOf(p []string) kind {
	strokes, gaps, marks := 0, 0, 0
	for _, line := range p {
		line = strings.TrimSpace(line)
		switch {
		case isRuled(line):
			strokes++
		case listMark.MatchString(line) && !strings.HasPrefix(line, "+++"):
			marks++
		case wideGap.MatchString(line):
			gaps++
		}
	}
	switch {
	case strokes == len(p):
		return ruled
	case marks > 0:
		return listed
	case gaps == len(p) && len(p) > 1:
		return columns
	}
	return running
}

func isRuled(line string) bool {
	return len(line) > 2 && line[0] == '|' && line[len(line)-1] == '|'
}

// paragraph writes a paragraph as it is set.
func (w *writer) paragraph(p []string) {
	switch kindOf(p) {
	case ruled:
		rows := make([][]string, len(p))
		for i, line := range p {
			rows[i] = strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		}
		w.table(rows)
	case columns:
		rows := make([][]string, len(p))
		for i, line := range p {
			rows[i] = wideGap.Split(strings.TrimSpace(line), -1)
		}
		w.table(rows)
	case listed:
		w.list(p)
	default:
		w.lines(p)
	}
}

// table writes rows; one of a single cell among wider ones spans the table. In
// the vocabulary of package body a table may not be wider than it can show, so
// none is cut here.
func (w *writer) table(rows [][]string) {
	most := 0
	for _, r := range rows {
		most = max(most, len(r))
	}
	w.b.WriteString("<table>\n")
	for _, r := range rows {
		w.b.WriteString("<tr>")
		for i, cell := range r {
			open := "<td>"
			if i == len(r)-1 && len(r) < most {
				open = fmt.Sprintf(`<td colspan="%d">`, most-i)
			}
			w.b.WriteString(open + html.EscapeString(wire.Text(cell)) + "</td>")
		}
		w.b.WriteString("</tr>\n")
	}
	w.b.WriteString("</table>\n")
	w.last = "table"
}

// list writes the items of a list, with what stands before them as a paragraph.
func (w *writer) list(p []string) {
	start := 0
	for start < len(p) && !listMark.MatchString(p[start]) {
		start++
	}
	if start > 0 {
		w.lines(p[:start])
	}
	w.b.WriteString("<ul>\n")
	for i := start; i < len(p); {
		end := i + 1
		for end < len(p) && !listMark.MatchString(p[end]) {
			end++
		}
		item := append([]string{listMark.ReplaceAllString(p[i], "")}, p[i+1:end]...)
		w.b.WriteString("<li>" + html.EscapeString(wire.Text(joinLines(item))) + "</li>\n")
		i = end
	}
	w.b.WriteString("</ul>\n")
	w.last = "ul"
}

// slack is how much room must be left on a line, beyond its next word, for its
// end to be meant.
const slack = 12

// width returns the longest line of running text, in characters.
func width(list [][]string) int {
	most := 0
	for _, p := range list {
		if kindOf(p) == running && len(p) > 1 {
			for _, line := range p {
				most = max(most, utf8.RuneCountInString(line))
			}
		}
	}
	return most
}

// lines writes running text. A line that ends though there was much room for
// the next word ends on purpose.
func (w *writer) lines(p []string) {
	var parts []string
	start := 0
	for i := range p {
		if i+1 < len(p) {
			word, _, _ := strings.Cut(strings.TrimSpace(p[i+1]), " ")
			if utf8.RuneCountInString(p[i])+1+utf8.RuneCountInString(word)+slack > w.width {
				continue
			}
		}
		parts = append(parts, html.EscapeString(wire.Text(joinLines(p[start:i+1]))))
		start = i + 1
	}
	if text := strings.Join(parts, "<br>\n"); text != "" {
		w.b.WriteString("<p>" + text + "</p>\n")
		w.last = "p"
	}
}
