package email

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"slices"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"golang.org/x/net/html/charset"
)

// copyText is the text that a part holds for readers.
type copyText struct {
	markup string // for body.Clean
	text   string // the same without markup, in lines
	rich   bool   // it was HTML
}

// part reads a part of a message with what is in it. place names it: "2.1" is
// the first part in the second.
func (r *reader) part(head textproto.MIMEHeader, raw []byte, place string, depth int) (copyText, error) {
	if r.parts++; r.parts > maxParts || depth > maxDepth {
		return copyText{}, fmt.Errorf("the message has more than %d parts, or parts nested deeper than %d: %w", maxParts, maxDepth, news.ErrInvalid)
	}
	kind, params := mediaType(head.Get("Content-Type"))
	if strings.HasPrefix(kind, "multipart/") {
		return r.multipart(kind, params, raw, place, depth)
	}
	name := fileName(head, params)
	disposition, _ := mediaType(head.Get("Content-Disposition"))
	isText := (kind == "text/plain" || kind == "text/html") && disposition != "attachment" && name == ""
	data, err := decode(head.Get("Content-Transfer-Encoding"), raw)
	switch {
	case isText && len(data) > maxText:
		return copyText{}, fmt.Errorf("%s has %d bytes of text; at most %d are read: %w", called(place), len(data), maxText, news.ErrInvalid)
	case isText && err != nil:
		return copyText{}, fmt.Errorf("%s: %w", called(place), err)
	case isText:
		text, known := toUTF8(data, params["charset"])
		if !known {
			r.warn("%s is not in an encoding it declares (%q) or declares none; some characters may be wrong", called(place), shown(params["charset"]))
		}
		if kind == "text/html" {
			return r.hypertext(text)
		}
		if params["format"] == "flowed" {
			text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
		}
		return r.plainText(text), nil
	}
	r.file(kind, name, place, head, data, err)
	return copyText{}, nil
}

// multipart reads the parts of a part. Of alternatives the richest text counts,
// of others all in their order.
func (r *reader) multipart(kind string, params map[string]string, raw []byte, place string, depth int) (copyText, error) {
	if params["boundary"] == "" {
		return copyText{}, fmt.Errorf("%s is %s without a boundary, so its parts cannot be told apart: %w", called(place), kind, news.ErrInvalid)
	}
	var out copyText
	parts := multipart.NewReader(bytes.NewReader(raw), params["boundary"])
	for n := 1; ; n++ {
		p, err := parts.NextRawPart()
		if err == io.EOF && n > 1 { // one that is wrapped means that the parts break off
			return out, nil
		}
		if err != nil {
			return copyText{}, broken(place, err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return copyText{}, broken(place, err)
		}
		got, err := r.part(p.Header, content, strings.TrimPrefix(fmt.Sprintf("%s.%d", place, n), "."), depth+1)
		if err != nil {
			return copyText{}, err
		}
		if kind == "multipart/alternative" {
			if out.text == "" || got.rich && !out.rich && got.text != "" {
				out = got
			}
			continue
		}
		out.markup = strings.TrimSpace(out.markup + "\n" + got.markup)
		out.text = strings.TrimSpace(out.text + "\n" + got.text)
		out.rich = out.rich || got.rich
	}
}

// called names a part for a message.
func called(place string) string {
	if place == "" {
		return "the message"
	}
	return "part " + place
}

// broken says that the parts of a part do not end as they should.
func broken(place string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s ends before its last boundary: %w: %w", called(place), io.ErrUnexpectedEOF, news.ErrInvalid)
	}
	return fmt.Errorf("%s cannot be read: %v: %w", called(place), err, news.ErrInvalid)
}

// mediaType reads a media type or disposition with its parameters. What cannot
// be read is taken as far as it goes; none is plain text (RFC 2045 §5.2).
func mediaType(field string) (kind string, params map[string]string) {
	if strings.TrimSpace(field) == "" {
		return "text/plain", map[string]string{}
	}
	kind, params, err := mime.ParseMediaType(field)
	if err != nil || params == nil {
		kind, _, _ = strings.Cut(field, ";")
		return strings.ToLower(strings.TrimSpace(kind)), map[string]string{}
	}
	return kind, params
}

// fileName returns the name of an attached file, "" if it has none.
func fileName(head textproto.MIMEHeader, params map[string]string) string {
	_, d := mediaType(head.Get("Content-Disposition"))
	for _, name := range []string{d["filename"], params["name"]} {
		if name = decoded(name); name != "" {
			return name
		}
	}
	return ""
}

// file takes note of a file: a picture becomes an association, others are
// named in the warnings.
func (r *reader) file(kind, name, place string, head textproto.MIMEHeader, data []byte, err error) {
	t := wire.MediaType(kind)
	switch {
	case strings.HasSuffix(kind, "-signature"), len(data) == 0 && err == nil:
		return // says only that the message is whole
	case err != nil:
		r.warn("the file %q (%s) in %s cannot be decoded: %s", shown(name), kind, called(place), strings.TrimSuffix(err.Error(), ": "+news.ErrInvalid.Error()))
		return
	case t == "":
		r.warn("the file %q (%s, %d bytes) in %s was not read; file it on its own if it is copy", shown(name), shown(kind), len(data), called(place))
		return
	}
	id := strings.Trim(wire.Text(head.Get("Content-Id")), "<>")
	r.pictures = append(r.pictures, picture{id: id, data: data, Association: news.Association{
		Name: fmt.Sprintf("%s%d", t, len(r.pictures)+1), GUID: r.item.GUID + "#" + place, Type: t, Caption: decoded(head.Get("Content-Description")),
		Renditions: []news.WireRendition{{Name: "original", Href: nameFor(data, name), ContentType: kind, Size: int64(len(data))}},
	}})
}

// decode undoes a transfer encoding (RFC 2045 §6). What could be read is
// returned with an error too.
func decode(encoding string, raw []byte) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(base64Bytes(raw))))
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return data, fmt.Errorf("its base64 ends in the middle: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
		case err != nil:
			return data, fmt.Errorf("its base64 cannot be read: %v: %w", err, news.ErrInvalid)
		}
		return data, nil
	case "quoted-printable":
		// The reader knows no line that is longer than its buffer.
		buffered := bufio.NewReaderSize(bytes.NewReader(uncontrolled(raw)), len(raw)+1)
		data, err := io.ReadAll(quotedprintable.NewReader(buffered))
		if err != nil {
			return data, fmt.Errorf("its quoted-printable cannot be read: %v: %w", err, news.ErrInvalid)
		}
		return data, nil
	}
	return raw, nil
}

// uncontrolled drops the control characters that quoted-printable forbids.
func uncontrolled(raw []byte) []byte {
	return slices.DeleteFunc(slices.Clone(raw), func(c byte) bool {
		return c < ' ' && c != '\t' && c != '\r' && c != '\n' || c == 0x7f
	})
}

// base64Bytes drops what is no character of base64, which readers shall ignore
// (RFC 2045 §6.8).
func base64Bytes(raw []byte) []byte {
	return bytes.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/', c == '=':
			return c
		}
		return -1
	}, raw)
}

// toUTF8 reads text in an encoding. One that is unknown, or not the text's, is
// passed over: then it is UTF-8 if it can be, else Windows-1252.
func toUTF8(data []byte, label string) (text string, known bool) {
	e, name := charset.Lookup(label)
	valid := utf8.Valid(data)
	switch {
	case valid && strings.EqualFold(strings.TrimSpace(label), "us-ascii"):
		return string(data), ascii(data)
	case valid && (e == nil || name == "utf-8" || name == "windows-1252" && ascii(data)):
		return string(data), e != nil || label == "" || ascii(data)
	case e == nil || name == "utf-8":
		e, _ = charset.Lookup("windows-1252")
		known = false
	default:
		known = true
	}
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), ""), false
	}
	return string(out), known
}

func ascii(data []byte) bool {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// charsetReader reads encoded words in the encodings that the standard library
// does not know.
func charsetReader(label string, in io.Reader) (io.Reader, error) {
	return charset.NewReaderLabel(label, in)
}
