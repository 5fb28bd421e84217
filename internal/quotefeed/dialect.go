package quotefeed

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Dialect is how a CSV file is written. What is zero is found out from the
// file, or refused where it cannot be.
type Dialect struct {
	Comma   rune // between fields
	Decimal rune // '.' or ','
	Group   rune // between thousands
	// Zone is that of times without one; nil refuses them.
	Zone *time.Location
}

// declared takes a first line that says how the file is written off its text:
// "# comma=; decimal=, group=. zone=Europe/Berlin", or a spreadsheet's "sep=;".
func (d Dialect) declared(text string) (body string, out Dialect, err error) {
	line, rest, _ := strings.Cut(text, "\n")
	words, ok := strings.CutPrefix(strings.TrimSpace(line), "#")
	if !ok && !strings.HasPrefix(line, "sep=") {
		return text, d, nil
	}
	if !ok {
		words = strings.TrimSpace(line)
	}
	for word := range strings.FieldsSeq(words) {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			return "", d, invalid("first line: %q is not of the form key=value; write for example: # comma=; decimal=,", cut(word))
		}
		if err := d.set(key, value); err != nil {
			return "", d, fmt.Errorf("first line: %w", err)
		}
	}
	return rest, d, nil
}

func (d *Dialect) set(key, value string) error {
	mark, size := utf8.DecodeRuneInString(value)
	switch value {
	case "tab":
		mark, size = '\t', len(value)
	case "space":
		mark, size = ' ', len(value)
	}
	one := size == len(value) && size > 0
	switch {
	case key == "zone":
		zone, err := zoneNamed(value)
		d.Zone = zone
		return err
	case (key == "comma" || key == "sep") && one && strings.ContainsRune(",;|\t", mark):
		d.Comma = mark
	case key == "decimal" && one && (mark == '.' || mark == ','):
		d.Decimal = mark
	case key == "group" && one && strings.ContainsRune(".,' ’\u00a0\u202f", mark):
		d.Group = mark
	default:
		return invalid("%s=%q is not known; there are comma, decimal, group and zone", cut(key), cut(value))
	}
	return nil
}

// separated finds out what stands between fields: the mark that is most
// frequent in the header, where no name holds any.
func (d Dialect) separated(body string) Dialect {
	if d.Comma != 0 {
		return d
	}
	header, _, _ := strings.Cut(strings.TrimLeft(body, "\r\n"), "\n")
	d.Comma = ','
	for _, mark := range ";\t|" {
		if strings.Count(header, string(mark)) > strings.Count(header, string(d.Comma)) {
			d.Comma = mark
		}
	}
	return d
}

// decided finds out the decimal mark from all numbers of a file. A point is one
// unless some number can only have a decimal comma and none can only have a
// point.
func (d Dialect) decided(numbers []string) Dialect {
	if d.Decimal != 0 {
		if d.Group == 0 {
			d.Group = other(d.Decimal)
		}
		return d
	}
	var comma, point bool
	for _, s := range numbers {
		switch certain(s) {
		case ',':
			comma = true
		case '.':
			point = true
		}
	}
	switch {
	case comma && !point:
		d.Decimal, d.Group = ',', '.'
	case point:
		d.Decimal, d.Group = '.', ','
	}
	return d
}

func other(decimal rune) rune {
	if decimal == ',' {
		return '.'
	}
	return ','
}

// certain returns the decimal mark that a number can only have, 0 if it may be
// either or has none. "31.675" says nothing: it may be thousands in a file of
// decimal commas.
func certain(s string) rune {
	s = strings.Trim(s, " \u00a0\u202f+-")
	points, commas := strings.Count(s, "."), strings.Count(s, ",")
	last := strings.LastIndexAny(s, ".,")
	switch {
	case points > 0 && commas > 0:
		return rune(s[last])
	case points+commas == 0:
		return 0
	case points > 1:
		return ','
	case commas > 1:
		return '.'
	}
	whole, fraction := s[:last], s[last+1:]
	if len(fraction) == 3 && len(whole) > 0 && len(whole) <= 3 && whole[0] != '0' {
		return 0
	}
	return rune(s[last])
}

var (
	errDoubt  = errors.New("may have a decimal comma or thousands; write it with a point, or begin the file with: # decimal=,")
	errGroups = errors.New("its thousands are not in threes, or it has two decimal marks")
)

// number rewrites a number with a point and without groups.
func (d Dialect) number(s string) (string, error) {
	text := strings.TrimSpace(s)
	bad := func(err error) (string, error) { return "", fmt.Errorf("%q: %w", cut(text), err) }
	decimal, group := d.Decimal, d.Group
	if decimal == 0 {
		// Nothing in the file has told; only a point alone is beyond doubt.
		if strings.Contains(text, ",") {
			return bad(errDoubt)
		}
		decimal, group = '.', ','
	}
	whole, fraction, has := strings.Cut(text, string(decimal))
	separators := string(group) + " '’\u00a0\u202f"
	if strings.ContainsAny(fraction, separators+string(decimal)) || !grouped(whole, separators) {
		return bad(errGroups)
	}
	whole = strings.Join(strings.FieldsFunc(whole, func(r rune) bool { return strings.ContainsRune(separators, r) }), "")
	if has {
		whole += "." + fraction
	}
	return whole, nil
}

// grouped reports whether digits stand in threes after each separator, if there
// is one.
func grouped(whole, separators string) bool {
	parts := strings.FieldsFunc(strings.TrimLeft(whole, "+-"), func(r rune) bool { return strings.ContainsRune(separators, r) })
	marks := 0
	for _, r := range whole {
		if strings.ContainsRune(separators, r) {
			marks++
		}
	}
	if marks == 0 {
		return true
	}
	if len(parts) != marks+1 || len(parts[0]) > 3 {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return true
}
