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
	// percentFirst writes the percent sign before the number, behind its minus.
	percentFirst bool
}

// locales are those that differ, by BCP 47 tag in small letters. Arabic,
// Persian and Hebrew prices are in Western digits without marks of direction:
// the page isolates them. Swiss thousands have the typographic apostrophe.
var locales = map[string]Locale{
	"en": anglo, "ja": anglo, "zh": anglo, "ko": anglo, "ar": anglo, "he": anglo, "es-mx": anglo, "es-us": anglo,
	"fa":    {decimal: ".", group: ",", minGroup: 4, percent: "%", minus: minus},
	"en-za": spaced("%", "-", 4),
	"de":    dotted(nbsp+"%", 4), "da": dotted(nbsp+"%", 4), "ro": dotted(nbsp+"%", 4), "es": dotted(nbsp+"%", 5),
	"nl": dotted("%", 4), "pt": dotted("%", 4), "el": dotted("%", 4), "it": dotted("%", 5),
	"tr":    {decimal: ",", group: ".", minGroup: 4, percent: "%", minus: "-", percentFirst: true},
	"de-at": spaced(nbsp+"%", "-", 4), "fr-ca": spaced(nbsp+"%", "-", 4), "cs": spaced(nbsp+"%", "-", 4), "sk": spaced(nbsp+"%", "-", 4), "ru": spaced(nbsp+"%", "-", 4),
	"uk": spaced("%", "-", 4), "pl": spaced("%", "-", 5), "hu": spaced("%", "-", 5), "bg": spaced("%", "-", 5), "pt-pt": spaced("%", "-", 5),
	"sv": spaced(nbsp+"%", minus, 4), "nb": spaced(nbsp+"%", minus, 4), "nn": spaced(nbsp+"%", minus, 4), "no": spaced(nbsp+"%", minus, 4), "fi": spaced(nbsp+"%", minus, 4),
	"fr":    {decimal: ",", group: narrow, minGroup: 4, percent: nbsp + "%", minus: "-"},
	"fr-ch": {decimal: ",", group: narrow, minGroup: 4, percent: "%", minus: "-"},
	"de-ch": swiss(4), "de-li": swiss(4), "it-ch": swiss(5),
}

// anglo is 1,234.50 and -0.33%.
var anglo = Locale{decimal: ".", group: ",", minGroup: 4, percent: "%", minus: "-"}

// dotted is 1.234,50.
func dotted(percent string, minGroup int) Locale {
	return Locale{decimal: ",", group: ".", minGroup: minGroup, percent: percent, minus: "-"}
}

// spaced is 1 234,50.
func spaced(percent, minus string, minGroup int) Locale {
	return Locale{decimal: ",", group: nbsp, minGroup: minGroup, percent: percent, minus: minus}
}

// swiss is 1’234.50.
func swiss(minGroup int) Locale {
	return Locale{decimal: ".", group: "’", minGroup: minGroup, percent: "%", minus: "-"}
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

// Percent writes d as a percentage, as Number writes numbers.
func (l Locale) Percent(d Dec, least, most int) string {
	text := l.Number(d, least, most)
	if !l.percentFirst {
		return text + l.percent
	}
	if size, negative := strings.CutPrefix(text, l.minus); negative {
		return l.minus + l.percent + size
	}
	return l.percent + text
}
