package nitf

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/wire"

	"golang.org/x/text/encoding/charmap"
)

var declaration = regexp.MustCompile(`^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// decode puts right two habits of agencies, and says so in note: PA declares
// ISO-8859-1 and sends UTF-8, EFE declares nothing and sends windows-1252. Any
// other file is returned as it is, for the reader of XML to honour what it
// declares.
func decode(raw []byte) (text []byte, note string) {
	if len(raw) > maxBytes || !bytes.Equal(wire.ToUTF8(raw), raw) || bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) {
		return raw, ""
	}
	trimmed := wire.TrimBOM(raw)
	label := ""
	if m := declaration.FindSubmatch(trimmed[:min(len(trimmed), 200)]); m != nil {
		label = string(m[1])
	}
	switch valid := utf8.Valid(raw); {
	case narrow(label) && valid && bytes.ContainsFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf }):
		// Latin text that is sound UTF-8 by chance does not occur.
		return append([]byte("\xef\xbb\xbf"), raw...), fmt.Sprintf("the file declares %s and is in UTF-8; it was read as UTF-8", label)
	case label == "" && !valid:
		if text, err := charmap.Windows1252.NewDecoder().Bytes(raw); err == nil {
			return text, "the file declares no encoding and is not in UTF-8; it was read as windows-1252"
		}
	}
	return raw, ""
}

// narrow reports whether an encoding is one of single bytes for western Europe.
func narrow(label string) bool {
	switch strings.ToLower(label) {
	case "iso-8859-1", "iso8859-1", "latin1", "iso-8859-15", "windows-1252", "cp1252":
		return true
	}
	return false
}
