package demo

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// story is one piece of demo copy with its takes.
type story struct {
	guid, section, agency, format, role, language string
	slugline, dateline, signOff                   string
	keywords                                      []string
	subjectCode, subjectName                      string
	urgency                                       int
	age                                           time.Duration // before now
	embargo                                       time.Duration // after tomorrow has begun; 0 is none
	picture, caption, alt, credit                 string
	related                                       []string
	takes                                         []take
}

// take is the words of one version.
type take struct {
	headline, subheadline, kicker, note string
	correction                          bool
	paragraphs                          []string
}

// readStory reads a file of copy: header lines, an empty line, paragraphs; a
// line "=== take 2" or "=== correction" begins a later version with header
// lines of its own.
func readStory(text string) (story, error) {
	s := story{}
	var current take
	for i, part := range splitTakes(text) {
		head, rest, ok := strings.Cut(part.text, "\n\n")
		if !ok {
			return s, fmt.Errorf("take %d has no empty line between its header and its text", i+1)
		}
		current.correction, current.note, current.paragraphs = part.correction, "", nil
		for line := range strings.SplitSeq(strings.TrimSpace(head), "\n") {
			key, value, ok := strings.Cut(line, ":")
			if !ok {
				return s, fmt.Errorf("header line %q has no colon", line)
			}
			if err := s.set(&current, strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
				return s, err
			}
		}
		for p := range strings.SplitSeq(rest, "\n\n") {
			if p = strings.TrimSpace(p); p != "" {
				current.paragraphs = append(current.paragraphs, p)
			}
		}
		s.takes = append(s.takes, current)
	}
	if s.guid == "" || s.agency == "" || s.section == "" || s.takes[0].headline == "" {
		return s, fmt.Errorf("guid, agency, section or headline is missing")
	}
	return s, nil
}

type part struct {
	text       string
	correction bool
}

func splitTakes(text string) []part {
	parts := []part{{}}
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "==="); ok {
			parts = append(parts, part{correction: strings.Contains(rest, "correction")})
			continue
		}
		parts[len(parts)-1].text += line
	}
	return parts
}

func (s *story) set(t *take, key, value string) error {
	var err error
	switch key {
	case "guid":
		s.guid = value
	case "section":
		s.section = value
	case "agency":
		s.agency = value
	case "format":
		s.format = value
	case "role":
		s.role = value
	case "urgency":
		s.urgency, err = strconv.Atoi(value)
	case "hours":
		s.age, err = hours(value)
	case "embargo-hours":
		s.embargo, err = hours(value)
	case "slugline":
		s.slugline = value
	case "headline":
		t.headline = value
	case "subheadline":
		t.subheadline = value
	case "kicker":
		t.kicker = value
	case "note", "kill-reason":
		t.note = value
	case "dateline":
		s.dateline = value
	case "keywords":
		s.keywords = list(value)
	case "subject":
		s.subjectCode, s.subjectName, _ = strings.Cut(value, " ")
	case "signoff":
		s.signOff = value
	case "picture":
		s.picture = value
	case "caption":
		s.caption = value
	case "alt":
		s.alt = value
	case "credit":
		s.credit = value
	case "related":
		s.related = list(value)
	default:
		return fmt.Errorf("unknown header key %q", key)
	}
	if err != nil {
		return fmt.Errorf("header %s %q: %w", key, value, err)
	}
	return nil
}

func hours(value string) (time.Duration, error) {
	h, err := strconv.ParseFloat(value, 64)
	return time.Duration(h * float64(time.Hour)), err
}

func list(value string) []string {
	var out []string
	for v := range strings.SplitSeq(value, ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// bodyHTML is a take's text as agencies mark it up: the dateline opens it,
// crossheads stand between dashes, the sign-off closes it.
func (s *story) bodyHTML(t take) string {
	var b strings.Builder
	for i, p := range t.paragraphs {
		lines := strings.Split(p, "\n")
		switch {
		case strings.HasPrefix(p, "* "):
			b.WriteString("<ul>")
			for _, line := range lines {
				b.WriteString("<li>" + html.EscapeString(strings.TrimPrefix(line, "* ")) + "</li>")
			}
			b.WriteString("</ul>\n")
		case strings.HasPrefix(p, "> "):
			b.WriteString("<blockquote><p>" + html.EscapeString(joined(lines, "> ")) + "</p></blockquote>\n")
		case strings.Contains(lines[0], " | "):
			writeTable(&b, lines)
		default:
			text := joined(lines, "")
			if i == 0 && s.dateline != "" {
				text = fmt.Sprintf("%s (%s) - %s", s.dateline, strings.ToUpper(s.agency), text)
			}
			b.WriteString("<p>" + html.EscapeString(text) + "</p>\n")
		}
	}
	if s.signOff != "" {
		b.WriteString("<p>" + html.EscapeString(s.signOff) + "</p>\n")
	}
	return b.String()
}

func joined(lines []string, prefix string) string {
	var out []string
	for _, line := range lines {
		out = append(out, strings.TrimSpace(strings.TrimPrefix(line, prefix)))
	}
	return strings.Join(out, " ")
}

func writeTable(b *strings.Builder, lines []string) {
	b.WriteString("<table>")
	for i, line := range lines {
		cell, group := "td", ""
		if i == 0 {
			cell, group = "th", "thead"
		} else if i == 1 {
			b.WriteString("<tbody>")
		}
		if group != "" {
			b.WriteString("<" + group + ">")
		}
		b.WriteString("<tr>")
		for c := range strings.SplitSeq(line, " | ") {
			b.WriteString("<" + cell + ">" + html.EscapeString(strings.TrimSpace(c)) + "</" + cell + ">")
		}
		b.WriteString("</tr>")
		if group != "" {
			b.WriteString("</" + group + ">")
		}
	}
	b.WriteString("</tbody></table>\n")
}

// messages are the files that carry a story's takes and its kill.
func (s *story) messages(w week) ([]File, error) {
	sent := w.ago(s.age)
	var out []File
	add := func(version int, at time.Time, m message) error {
		m.story, m.version, m.created, m.sent = s, version, sent, at
		raw, err := m.encode()
		if err != nil {
			return err
		}
		out = append(out, File{Source: news.SourceID(s.agency), Name: fmt.Sprintf("%s-%d.%s", s.guid, version, m.ending()), At: at, Bytes: raw})
		return nil
	}
	last := len(s.takes)
	if s.role == "killed" {
		last++
	}
	for i, t := range s.takes {
		m := message{take: t}
		if s.embargo > 0 {
			m.embargo = w.tomorrow(s.embargo)
		}
		if err := add(i+1, w.between(sent, i, last), m); err != nil {
			return nil, err
		}
	}
	if s.role == "killed" {
		reason := s.takes[len(s.takes)-1].note
		if err := add(last, w.between(sent, last-1, last), message{take: take{note: reason}, kill: true}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// between returns when the nth of several messages on a story was sent: evenly
// from the first to now.
func (w week) between(sent time.Time, n, of int) time.Time {
	return sent.Add(w.now.Sub(sent) * time.Duration(n) / time.Duration(of+1))
}
