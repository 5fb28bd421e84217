package anpa

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// The control characters that hold a message together or set its columns.
const (
	soh = 0x01
	stx = 0x02
	etx = 0x03
	eot = 0x04
)

// frame is one message, parted into header, text and trailer. The header keeps
// its device controls and separators, the text those of its columns.
type frame struct {
	line   int // where it begins in the file, from 1
	head   string
	text   string
	tail   string
	opened bool // by SOH or STX
	closed bool // by ETX or EOT
}

// frames parts a file into its messages. What lies between them and is padding
// only is no message.
func frames(raw []byte) []frame {
	var out []frame
	line := 1
	for begun := false; ; begun = true {
		piece, rest, more := bytes.Cut(raw, []byte{soh})
		first := true
		for part := range bytes.SplitAfterSeq(piece, []byte{eot}) {
			if f, ok := newFrame(part, begun && first); ok {
				f.line += line
				out = append(out, f)
			}
			line += bytes.Count(part, []byte("\n"))
			first = false
		}
		if !more {
			return out
		}
		raw = rest
	}
}

// newFrame parts one message; opened says that an SOH stood before it. Without
// an STX its first two lines are the header; without an ETX its last line is
// the trailer, if it reads so.
func newFrame(part []byte, opened bool) (frame, bool) {
	f := frame{opened: opened, closed: bytes.IndexByte(part, eot) >= 0}
	head, rest, hasText := bytes.Cut(part, []byte{stx})
	if !hasText {
		head, rest = nil, part
	}
	text, tail, ended := bytes.Cut(rest, []byte{etx})
	f.opened = f.opened || hasText
	f.closed = f.closed || ended
	f.head, f.text, f.tail = decode(head), decode(text), decode(tail)
	if strings.TrimFunc(f.head+f.text, blank) == "" {
		return frame{}, false
	}
	top := &f.head
	if !hasText {
		top = &f.text
	}
	trimmed := strings.TrimLeftFunc(withoutSelectors(*top), blank)
	if trimmed == "" {
		return frame{}, false
	}
	f.line = strings.Count(*top, "\n") - strings.Count(trimmed, "\n")
	*top = trimmed
	if !hasText {
		lines := strings.SplitAfterN(f.text, "\n", 3)
		f.head = strings.Join(lines[:min(2, len(lines))], "")
		f.text = strings.Join(lines[min(2, len(lines)):], "")
	}
	if !ended {
		text := strings.TrimRightFunc(f.text, blank)
		start := strings.LastIndexByte(text, '\n') + 1
		if readTrailer(text[start:], nil).day != "" {
			f.text, f.tail = text[:start], text[start:]
		}
	}
	return f, true
}

// withoutSelectors removes a line of selectors behind ENQ, which may stand
// before SOH or after it.
func withoutSelectors(s string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "\x05")
	if !ok {
		return s
	}
	_, rest, _ = strings.Cut(rest, "\n")
	return rest
}

// blank reports whether a character is white space or a control.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

var lineEnd = regexp.MustCompile("\r*\n|\r+")

// decode returns a text in UTF-8 with line feeds alone for line ends: read
// strictly as UTF-8, or else as windows-1252, of which every byte is text.
// Padding and bells are left out.
func decode(raw []byte) string {
	if !utf8.Valid(raw) {
		e, _ := charset.Lookup("windows-1252")
		if text, err := e.NewDecoder().Bytes(raw); err == nil {
			raw = text
		}
	}
	return strings.Map(func(r rune) rune {
		if r == 0 || r == 0x07 || r == 0x16 || r == 0x7f || r == '\ufeff' || r == utf8.RuneError || r >= 0x80 && unicode.IsControl(r) {
			return -1
		}
		return r
	}, lineEnd.ReplaceAllString(string(raw), "\n"))
}
