package wire

import (
	"bytes"
	"strings"
	"unicode"
)

// Text returns a field of one line: valid UTF-8, controls removed, white space
// folded and trimmed. No-break spaces inside stay, for French needs them.
func Text(s string) string { return fold(printable(s)) }

// Lines returns a field of several lines: each is as of [Text], and empty lines
// at its ends are dropped.
func Lines(s string) string {
	lines := strings.Split(printable(s), "\n")
	for i, line := range lines {
		lines[i] = fold(line)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

func fold(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f'
	}), " ")
	return strings.TrimSpace(s)
}

// printable drops what has no place in text. Every kind of line end becomes a
// line feed.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\t':
			return r
		case '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return '\n'
		case unicode.ReplacementChar, '\ufeff':
			return -1
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Noncharacter_Code_Point, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), ""))
}

// TrimBOM removes a UTF-8 byte order mark and leading white space.
func TrimBOM(raw []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), " \t\r\n")
}
