package ninjs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// maxDepth is how deep objects and lists may nest in a message. Real ones stay
// below 10.
const maxDepth = 100

// member is a property of a JSON object. Its value is nil, a string, a
// json.Number, a bool, a []any or an *object.
type member struct {
	name  string // as sent
	value any
}

// object is a JSON object with its members in the message's order. They are
// found in any case, so that pubstatus (1.x, 2.x) and pubStatus (3.x) are one.
type object struct {
	members []member
	index   map[string]int // by lower-case name
}

// set adds a member. Of two with one name the last one counts.
func (o *object) set(name string, value any) {
	key := strings.ToLower(name)
	if i, ok := o.index[key]; ok {
		o.members[i].value = value
		return
	}
	if o.index == nil {
		o.index = map[string]int{}
	}
	o.index[key] = len(o.members)
	o.members = append(o.members, member{name, value})
}

// get returns a member by its lower-case name; a zero one if it is not there.
func (o *object) get(name string) member {
	if i, ok := o.index[name]; ok {
		return o.members[i]
	}
	return member{}
}

// has reports whether a member is there and not null.
func (o *object) has(name string) bool { return o.get(name).value != nil }

// kindOf names the kind of a JSON value, for messages.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case json.Number:
		return "a number"
	case string:
		return "a string"
	case []any:
		return "a list"
	}
	return "an object"
}

// readJSON reads a file into values as [member] has them. A byte order mark is
// borne, and UTF-16 where there is one.
func readJSON(raw []byte) (any, error) {
	raw = bytes.TrimPrefix(wire.ToUTF8(raw), []byte("\xef\xbb\xbf"))
	if i := invalidUTF8(raw); i >= 0 {
		return nil, fmt.Errorf("%s: the byte 0x%02x is no UTF-8, which JSON must be; send the file in UTF-8: %w", place(raw, i), raw[i], news.ErrInvalid)
	}
	if !json.Valid(raw) {
		return nil, syntaxError(raw)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return readValue(d, 0)
}

func readValue(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, news.ErrInvalid)
	}
	delim, opens := t.(json.Delim)
	if !opens {
		return t, nil
	}
	if depth == maxDepth {
		return nil, fmt.Errorf("objects and lists nest deeper than %d: %w", maxDepth, news.ErrInvalid)
	}
	if delim == '[' {
		return readArray(d, depth+1)
	}
	return readObject(d, depth+1)
}

func readArray(d *json.Decoder, depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := readValue(d, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token() // the closing bracket
	return list, err
}

func readObject(d *json.Decoder, depth int) (any, error) {
	o := &object{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := readValue(d, depth)
		if err != nil {
			return nil, err
		}
		o.set(name.(string), v) // a name always is one
	}
	_, err := d.Token() // the closing brace
	return o, err
}

// syntaxError says where and why a file is no JSON.
func syntaxError(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	var value json.RawMessage
	err := d.Decode(&value)
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		rest := raw[d.InputOffset():]
		at := len(raw) - len(bytes.TrimLeft(rest, " \t\r\n"))
		return fmt.Errorf("%s: something follows the JSON value; send several items as a list: %w", place(raw, at), news.ErrInvalid)
	case errors.Is(err, io.EOF) && len(bytes.TrimSpace(raw)) == 0:
		return fmt.Errorf("the file is empty: %w: %w", io.ErrUnexpectedEOF, news.ErrInvalid)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: the file ends in the middle of the JSON; send it again whole: %w: %w", place(raw, len(raw)), io.ErrUnexpectedEOF, news.ErrInvalid)
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: not JSON: %s: %w", place(raw, int(syntax.Offset)-1), syntax, news.ErrInvalid)
	}
	return fmt.Errorf("not JSON: %w: %w", err, news.ErrInvalid)
}

// place says where a byte is: its line, its column in characters, and its
// offset, the first two from 1.
func place(raw []byte, offset int) string {
	offset = max(0, min(offset, len(raw)))
	line := bytes.Count(raw[:offset], []byte("\n")) + 1
	column := utf8.RuneCount(raw[bytes.LastIndexByte(raw[:offset], '\n')+1:offset]) + 1
	return fmt.Sprintf("line %d, column %d (byte %d)", line, column, offset)
}

// invalidUTF8 returns the place of the first byte that is no UTF-8, -1 if all
// are.
func invalidUTF8(raw []byte) int {
	if utf8.Valid(raw) {
		return -1
	}
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return -1
}
