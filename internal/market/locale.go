package market

import "strings"

// Spaces and signs of numbers.
const (
	nbsp   = "\u00a0"
	narrow = "\u202f" // narrow no-break space
	minus  = "\u2212"
)

// Locale is how a language writes numbers, after CLDR 48.
type Locale struct {
	decimal, group string
	minGroup       int // fewest digits before the point that are grouped
	percent        string
	minus          string
}

// locales are those that differ, by BCP 47 tag in small letters. Arabic and
// Persian prices are in Western digits, as on the venues' own boards.
var locales = map[string]Locale{
	"en": {".", ",", 4, "%", "-"}, "en-za": {".", nbsp, 4, "%", "-"},
	"de": {",", ".", 4, nbsp + "%", "-"}, "de-at": {",", nbsp, 4, nbsp + "%", "-"},
	"de-ch": {".", "’", 4, "%", "-"}, "de-li": {".", "’", 4, "%", "-"},
	"fr": {",", narrow, 4, narrow + "%", "-"}, "fr-ca": {",", nbsp, 4, nbsp + "%", "-"},
	"es": {",", ".", 5, nbsp + "%", "-"}, "es-mx": {".", ",", 4, "%", "-"}, "es-us": {".", ",", 4, nbsp + "%", "-"},
	"it": {",", ".", 4, "%", "-"}, "it-ch": {".", "’", 4, "%", "-"},
	"nl": {",", ".", 4, "%", "-"},
	"pt": {",", ".", 4, "%", "-"}, "pt-pt": {",", nbsp, 5, "%", "-"},
	"pl": {",", nbsp, 5, "%", "-"},
	"sv": {",", nbsp, 4, nbsp + "%", minus},
	"nb": {",", nbsp, 4, nbsp + "%", minus}, "nn": {",", nbsp, 4, nbsp + "%", minus}, "no": {",", nbsp, 4, nbsp + "%", minus},
	"da": {",", ".", 4, nbsp + "%", "-"},
	"fi": {",", nbsp, 4, nbsp + "%", minus},
	"cs": {",", nbsp, 4, nbsp + "%", "-"}, "sk": {",", nbsp, 4, nbsp + "%", "-"},
	"hu": {",", nbsp, 5, "%", "-"},
	"ru": {",", nbsp, 4, nbsp + "%", "-"}, "uk": {",", nbsp, 4, "%", "-"},
	"el": {",", ".", 4, "%", "-"}, "ro": {",", ".", 4, nbsp + "%", "-"}, "bg": {",", nbsp, 5, nbsp + "%", "-"},
	"tr": {",", ".", 4, "%", "-"},
	"ja": {".", ",", 4, "%", "-"}, "zh": {".", ",", 4, "%", "-"}, "ko": {".", ",", 4, "%", "-"},
	"ar": {".", ",", 4, "%", "-"}, "fa": {".", ",", 4, "%", "-"}, "he": {".", ",", 4, "%", "-"},
}

// LocaleOf returns how a language, as a BCP 47 tag, writes numbers: the tag's
// own way, else that of its language, else the English one.
func LocaleOf(language string) Locale {
	for tag := strings.ToLower(strings.ReplaceAll(language, "_", "-")); tag != ""; {
		if l, ok := locales[tag]; ok {
			return l
		}
		tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
	}
	return locales["en"]
}

// Number writes d with at least least and at most most digits after the point,
// rounded half away from zero. What is rounded to zero has no sign.
func (l Locale) Number(d Dec, least, most int) string {
	negative, whole, fraction := d.round(most)
	var b strings.Builder
	if negative {
		b.WriteString(l.minus)
	}
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 && len(whole) >= l.minGroup {
			b.WriteString(l.group)
		}
		b.WriteByte(whole[i])
	}
	if fraction != "" || least > 0 {
		b.WriteString(l.decimal)
		b.WriteString(fraction)
		for range least - len(fraction) {
			b.WriteByte('0')
		}
	}
	return b.String()
}
