package iptc7901

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/wire"

	"golang.org/x/net/html/charset"
)

// The control characters that hold a message together.
const (
	soh = 0x01
	stx = 0x02
	etx = 0x03
	eot = 0x04
)

// frame is one message, parted into header, text and trailer, without controls.
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

// newFrame parts one message; opened says that an SOH stood before it.
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
	if strings.TrimSpace(f.head+f.text) == "" {
		return frame{}, false
	}
	if !hasText {
		f.splitHead()
	}
	f.line = strings.Count(f.head, "\n") - strings.Count(strings.TrimLeft(f.head, "\n"), "\n")
	if !ended {
		f.splitTail()
	}
	return f, true
}

// splitHead takes the header and the slugline off the top of a text that no STX
// parts from them.
func (f *frame) splitHead() {
	line, rest, _ := strings.Cut(strings.TrimLeft(f.text, "\n"), "\n")
	f.head, f.text = f.text[:len(f.text)-len(strings.TrimLeft(f.text, "\n"))]+line, rest
	line, rest, _ = strings.Cut(strings.TrimLeft(rest, "\n"), "\n")
	if strings.HasSuffix(strings.TrimSpace(line), "/") {
		f.head, f.text = f.head+"\n"+line, rest
	}
}

// splitTail takes the trailer off the end of a text that no ETX parts from it.
func (f *frame) splitTail() {
	text := strings.TrimRightFunc(f.text, unicode.IsSpace)
	start := strings.LastIndexByte(text, '\n') + 1
	if readTrailer(text[start:], nil).day != "" {
		f.text, f.tail = text[:start], text[start:]
	}
}

// cut reports whether a message was begun and not ended.
func (f frame) cut() bool { return f.opened && !f.closed }

// header returns the line of service and number.
func (f frame) header() string {
	line, _, _ := strings.Cut(strings.TrimLeft(f.head, "\n"), "\n")
	return wire.Text(line)
}

// slugline returns what stands between the header and the text.
func (f frame) slugline() string {
	_, rest, _ := strings.Cut(strings.TrimLeft(f.head, "\n"), "\n")
	return strings.Trim(strings.ReplaceAll(wire.Text(rest), "/ ", "/"), "/ ")
}

// decode returns a text in UTF-8 with line feeds alone for line ends: read
// strictly as UTF-8, or else as windows-1252, of which every byte is text.
func decode(raw []byte) string {
	if !utf8.Valid(raw) {
		e, _ := charset.Lookup("windows-1252")
		if text, err := e.NewDecoder().Bytes(raw); err == nil {
			raw = text
		}
	}
	var b strings.Builder
	b.Grow(len(raw))
	returned := false
	for _, r := range string(raw) {
		if r != '\n' && r != '\r' && returned { // a carriage return alone
			b.WriteByte('\n')
		}
		returned = r == '\r' || returned && r != '\n' && padding(r)
		if r == '\n' || r == '\t' || r != '\r' && !padding(r) {
			b.WriteRune(r)
			returned = false
		}
	}
	return b.String()
}

// padding reports whether a character is none of the text: a control, such as
// NUL, DEL or a bell, or a mark of byte order.
func padding(r rune) bool {
	return unicode.IsControl(r) || r == '\ufeff' || r == utf8.RuneError
}
