// Package email reads copy that comes by mail, as press offices and small
// agencies send it: a message of RFC 5322 with the parts of MIME (RFC 2045 to
// 2047, 2183, 2231), in any encoding, flowed (RFC 3676) or in HTML.
//
// One message makes one wire item. The package fetches nothing, opens no
// mailbox, and cannot know whether a message is from whom it says; whoever
// takes mail in must. It cleans no text; body.Clean does that. Attached files
// other than pictures are named in the warnings and not opened.
//
// The files of pictures are named in the item; [Pictures] returns them under
// the same names, to be filed beside it.
//
// Start at [Parse].
package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// What a message may be at most.
const (
	maxBytes = 64 << 20
	maxText  = 8 << 20 // of one part, decoded
	maxParts = 200
	maxDepth = 20        // parts within parts
	maxHead  = 256 << 10 // looked at to know a message
	maxList  = 500       // keywords, links, notes
)

// header is a line that begins a field of a message's head.
var header = regexp.MustCompile(`^([!-9;-~]{1,76}):`)

// Sniff reports whether a file is a message: its head names who sent it, and
// has a second field that only messages have.
func Sniff(raw []byte) bool {
	raw = unboxed(raw[:min(len(raw), maxHead)])
	from, others := false, 0
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		m := header.FindSubmatch(line)
		if m == nil {
			return false
		}
		switch textproto.CanonicalMIMEHeaderKey(string(m[1])) {
		case "From":
			from = true
		case "Date", "Message-Id", "Mime-Version", "Received", "Return-Path", "Subject", "To", "Delivered-To":
			others++
		}
	}
	return from && others >= 2
}

// unboxed returns a message without a byte order mark and the line that parts
// messages in a mailbox file.
func unboxed(raw []byte) []byte {
	raw = wire.TrimBOM(raw)
	if bytes.HasPrefix(raw, []byte("From ")) {
		if _, rest, ok := bytes.Cut(raw, []byte("\n")); ok {
			return rest
		}
	}
	return raw
}

// Parse reads a message into one item. The guid is the Message-ID, or a hash of
// the message where it has none; the version is empty, for a message never
// changes. The signature, and the addresses of the sender, become editorial
// notes.
//
// A subject that recalls other copy makes an item with the status "recall by
// mail", which no title shows: a person must say what is recalled. One that
// speaks of an embargo makes the item wait for a person too.
//
// An error wraps [news.ErrInvalid], and io.ErrUnexpectedEOF too where the
// message ends in its middle, as far as that can be told: a message of one part
// does not say where it ends.
func Parse(raw []byte) ([]news.WireItem, error) {
	r, err := read(raw)
	if err != nil {
		return nil, err
	}
	return []news.WireItem{r.item}, nil
}

// File is a file that came with a message.
type File struct {
	Name        string // the Href of the item's rendition
	ContentType string
	Data        []byte
}

// Pictures returns the files of the pictures, films and sounds that the item of
// a message has, in its order. Errors are those of [Parse].
func Pictures(raw []byte) ([]File, error) {
	r, err := read(raw)
	if err != nil {
		return nil, err
	}
	var out []File
	for _, p := range r.shown() {
		x := p.Renditions[0]
		out = append(out, File{Name: x.Href, ContentType: x.ContentType, Data: p.data})
	}
	return out, nil
}

// read reads a message.
func read(raw []byte) (*reader, error) {
	if len(raw) > maxBytes {
		return nil, fmt.Errorf("the message has %d bytes; at most %d are read: %w", len(raw), maxBytes, news.ErrInvalid)
	}
	text := unboxed(raw)
	if !bytes.Contains(text, []byte("\n\n")) && !bytes.Contains(text, []byte("\n\r\n")) {
		return nil, fmt.Errorf("the message ends inside its head: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	}
	m, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("the head of the message cannot be read: %v: %w", err, news.ErrInvalid)
	}
	r := &reader{item: news.WireItem{Format: "mail", Type: news.TextItem, PubStatus: news.Usable}, head: textproto.MIMEHeader(m.Header), signatures: map[string]bool{}}
	if err := r.refuse(); err != nil {
		return nil, err
	}
	content, err := io.ReadAll(m.Body)
	if err != nil {
		return nil, fmt.Errorf("the message cannot be read: %v: %w", err, news.ErrInvalid)
	}
	r.fields(text)
	body, err := r.part(r.head, content, "", 0)
	if err != nil {
		return nil, err
	}
	it := &r.item
	it.BodyHTML = body.markup
	for _, p := range r.shown() {
		it.Associations = append(it.Associations, p.Association)
	}
	r.embargo(body.text)
	if it.Headline == "" && it.BodyHTML == "" && len(it.Associations) == 0 {
		return nil, fmt.Errorf("the message has neither a subject nor a text: %w", news.ErrInvalid)
	}
	return r, nil
}

// reader fills the item of a message.
type reader struct {
	item  news.WireItem
	head  textproto.MIMEHeader
	parts int
	// pictures are those attached, in order; signatures are the content ids of
	// those that stand in a signature.
	pictures   []picture
	signatures map[string]bool
}

// picture is a picture attached to a message.
type picture struct {
	news.Association
	id   string // Content-ID
	data []byte
}

func (r *reader) warn(format string, a ...any) {
	r.item.Warnings = append(r.item.Warnings, fmt.Sprintf(format, a...))
}

func (r *reader) note(role, text string) {
	n := news.EditorialNote{Role: role, Text: text}
	if text != "" && len(r.item.EditorialNotes) < maxList && !slices.Contains(r.item.EditorialNotes, n) {
		r.item.EditorialNotes = append(r.item.EditorialNotes, n)
	}
}

// shown returns the pictures without those of signatures, as logos are.
func (r *reader) shown() []picture {
	return slices.DeleteFunc(slices.Clone(r.pictures), func(p picture) bool { return p.id != "" && r.signatures[p.id] })
}

// hash is a short name for bytes.
func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// nameFor returns the name of a picture's file: made of its bytes, for names
// such as image001.png are in every message, and of what is safe of the name it
// was sent with.
func nameFor(data []byte, name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-', c == '_':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		}
		return '-'
	}, name)
	name = strings.Trim(name, ".-_")
	if len(name) > 80 {
		name = strings.Trim(name[len(name)-80:], ".-_")
	}
	return strings.Trim(hash(data)+"-"+name, "-")
}
