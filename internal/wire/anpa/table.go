package anpa

import (
	"html"
	"regexp"
	"strings"

	"broadsheet/internal/wire"
)

// The controls that part columns: BS, DLE, RS and US.
const columnControls = "\x08\x10\x1e\x1f"

var columnGap = regexp.MustCompile("[\x08\x10\x1e\x1f]+ *| {2,}|\t+ *")

// cells returns the columns of a line, nil if it is none of a table: semicolons
// or controls part them, and wide gaps in copy that is set in columns.
func (m *message) cells(line string) []string {
	text := strings.TrimLeft(strings.TrimSpace(line), "^")
	text = strings.TrimRight(text, "<=")
	switch {
	case strings.Count(text, ";") > 2 && !strings.Contains(text, "; "):
		return strings.Split(text, ";")
	case strings.ContainsAny(text, columnControls):
	case !m.tabular || strings.HasPrefix(line, "\t") || len(columnGap.Split(strings.TrimSpace(text), -1)) < 3:
		return nil
	}
	cells := columnGap.Split(strings.TrimSpace(text), -1)
	if cells[0] == "" {
		cells = cells[1:]
	}
	if len(cells) < 2 {
		return nil
	}
	return cells
}

// writer writes copy as HTML. Rows wait until their table is whole.
type writer struct {
	b    strings.Builder
	rows []unit
}

func (w *writer) element(name, text string) {
	w.endTable()
	if text = wire.Text(text); text != "" {
		w.b.WriteString("<" + name + ">" + html.EscapeString(text) + "</" + name + ">\n")
	}
}

// paragraph writes a paragraph, without the marks that may close it.
func (w *writer) paragraph(text string) { w.element("p", plain(strings.TrimRight(text, "<=^"))) }

func (w *writer) row(u unit) {
	if u.head && len(w.rows) > 0 {
		w.endTable()
	}
	w.rows = append(w.rows, u)
}

// endTable writes the rows that wait. A heading row that is short begins at the
// second column, as it leaves that of the names empty.
func (w *writer) endTable() {
	rows := w.rows
	w.rows = nil
	most := 0
	for _, r := range rows {
		most = max(most, len(r.cells))
	}
	if most == 0 {
		return
	}
	w.b.WriteString("<table>\n")
	for _, r := range rows {
		name := "td"
		if r.head {
			name = "th"
		}
		w.b.WriteString("<tr>")
		if r.head && len(r.cells) < most {
			w.b.WriteString("<th></th>")
		}
		for _, c := range r.cells {
			w.b.WriteString("<" + name + ">" + html.EscapeString(cell(c)) + "</" + name + ">")
		}
		w.b.WriteString("</tr>\n")
	}
	w.b.WriteString("</table>\n")
}

// cell writes one column's text; a dash alone stands for nothing.
func cell(s string) string {
	s = plain(strings.TrimRight(s, "<="))
	if s == "_" {
		return "–"
	}
	return s
}
