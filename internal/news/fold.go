package news

import (
	"strings"
	"unicode"
)

// FoldWords returns the words of a text as they are searched for: runs of
// letters and digits in lower case and without accents. Scripts that are written
// without spaces give one word a letter, so that any part of a text is found as
// a phrase.
func FoldWords(text string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for _, r := range text {
		switch {
		case r < 0x80:
			switch {
			case r >= 'A' && r <= 'Z':
				b.WriteByte(byte(r) + 'a' - 'A')
			case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
				b.WriteByte(byte(r))
			case r == '\'' && b.Len() > 0: // "don't" is one word
			default:
				end()
			}
		case r == '’' && b.Len() > 0:
		case unicode.Is(unicode.Mn, r), r == '\u00ad': // an accent on its own; a soft hyphen
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end()
			out = append(out, string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteString(plainLetter(unicode.ToLower(r)))
		default:
			end()
		}
	}
	end()
	return out
}

// plain are the Latin letters that accents are taken from, each with those that
// it stands for.
const plain = "aàáâãäåāăąǎ|cçćĉċč|dďđð|eèéêëēĕėęěǝ|gĝğġģ|hĥħ|iìíîïĩīĭįıǐ|jĵ|kķ|lĺļľŀł|nñńņňŋ|oòóôõöøōŏőǒ|rŕŗř|sśŝşšș|tţťŧț|uùúûüũūŭůűųǔ|wŵ|yýÿŷ|zźżž"

func plainLetter(r rune) string {
	switch {
	case r == 'ß':
		return "ss"
	case r == 'æ':
		return "ae"
	case r == 'œ':
		return "oe"
	case r == 'þ':
		return "th"
	case r > 0x17f && (r < 0x1cd || r > 0x21b):
		return string(r)
	}
	if at := strings.IndexRune(plain, r); at > 0 {
		from := strings.LastIndexByte(plain[:at], '|') + 1
		return plain[from : from+1]
	}
	return string(r)
}
