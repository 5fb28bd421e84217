package ingest

import (
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// limitForms find terms of use that let copy or a picture stand in some places
// or media only (R20): "TURKEY OUT", "Not for use outside Norland", "No internet
// use", "Use in Norland only". Mere duties, such as a mandatory credit, and
// bans on archives, which are the contract's, are no such limits.
var limitForms = []*regexp.Regexp{
	regexp.MustCompile(`\b\p{Lu}[\p{Lu}.]+(?:[ ,/&-]+(?:AND |UND )?\p{Lu}[\p{Lu}.]+){0,4} OUT\b`),
	regexp.MustCompile(`(?i)\bnot (?:for (?:use|publication|distribution|sale)|to be (?:used|published)|available) (?:in|within|outside)\b[^.;\n]{0,60}`),
	regexp.MustCompile(`(?i)\b(?:for )?(?:use|publication|distribution) (?:in|within) [^.;\n]{2,60}? only\b`),
	regexp.MustCompile(`(?i)\bno (?:use|publication|sales?|distribution) (?:in|within|outside)\b[^.;\n]{0,60}`),
	regexp.MustCompile(`(?i)\b(?:no|not for) (?:internet|online|web|digital)\b(?: use)?|\bprint (?:use )?only\b|\bkeine (?:online|internet)-?(?:nutzung|verwendung)\b|\bnur (?:für )?print\b`),
	regexp.MustCompile(`(?i)\b(?:nicht|keine (?:verwendung|nutzung)) (?:in|außerhalb) [^.;\n]{2,60}`),
}

// limits returns the first limit in terms of use that the source does not name
// as one that leaves this house's titles within ([news.Source] Within).
func limits(terms string, src news.Source) string {
	for _, form := range limitForms {
		for _, m := range form.FindAllString(terms, 20) {
			m = strings.Join(strings.Fields(m), " ")
			if !slices.ContainsFunc(src.Within, func(w string) bool { return strings.EqualFold(w, m) }) {
				return m
			}
		}
	}
	return ""
}
