package news

import (
	"strings"
	"time"
	"unicode"
)

// StoryPath makes the address of a story on a title: the section, the day in
// the title's time zone, and the words of the headline, without a leading
// slash. tail, if any, is added to keep two stories of one day and headline
// apart.
func StoryPath(section, headline string, day time.Time, tail string) string {
	words := PathWords(headline)
	if tail != "" {
		words = strings.Trim(words+"-"+tail, "-")
	}
	if words == "" {
		words = "story"
	}
	return section + "/" + day.Format("2006/01/02") + "/" + words
}

// latin spells letters that an address cannot rely on.
var latin = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "å", "aa", "æ", "ae", "ø", "oe", "œ", "oe",
	"à", "a", "á", "a", "â", "a", "ã", "a", "ă", "a", "ą", "a", "ā", "a",
	"ç", "c", "ć", "c", "č", "c", "ď", "d", "đ", "d", "ð", "d",
	"è", "e", "é", "e", "ê", "e", "ë", "e", "ę", "e", "ě", "e", "ē", "e",
	"ğ", "g", "ì", "i", "í", "i", "î", "i", "ï", "i", "ı", "i", "ī", "i",
	"ł", "l", "ñ", "n", "ń", "n", "ň", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ő", "o",
	"ř", "r", "ś", "s", "š", "s", "ş", "s", "ș", "s", "ť", "t", "ţ", "t", "ț", "t", "þ", "th",
	"ù", "u", "ú", "u", "û", "u", "ů", "u", "ű", "u", "ū", "u", "ý", "y", "ÿ", "y", "ź", "z", "ż", "z", "ž", "z",
	"'", "", "’", "", "‘", "",
)

// PathWords turns a headline into at most 72 bytes of lower-case words joined
// by hyphens. Latin letters lose their accents; other scripts stay as they are.
func PathWords(headline string) string {
	var b strings.Builder
	gap := false
	for _, word := range strings.FieldsFunc(latin.Replace(strings.ToLower(headline)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}) {
		if b.Len()+1+len(word) > 72 {
			if !gap && b.Len() == 0 { // one very long word
				b.WriteString(strings.ToValidUTF8(word[:72], ""))
			}
			break
		}
		if gap {
			b.WriteByte('-')
		}
		b.WriteString(word)
		gap = true
	}
	return b.String()
}
