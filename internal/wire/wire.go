// Package wire holds what the parsers of agencies' formats share: times as
// agencies write them, texts of fields, codes of the IPTC vocabularies, a
// strict XML reader that expands no entity and fetches nothing, and the turning
// of XHTML, NITF, HTML and plain text into the markup that package body cleans.
//
// It parses no format and makes no wire item; the packages below it do.
//
// Start at [ParseTime], [Text] and [ReadXML].
package wire

import (
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// LocalCode returns the last part of a qcode, URI or bare code: "usable" of
// "stat:usable" and of "http://cv.iptc.org/newscodes/pubstatusg2/usable".
func LocalCode(code string) string {
	code = strings.TrimRight(strings.TrimSpace(code), "/#")
	return code[strings.LastIndexAny(code, ":/#")+1:]
}

// PubStatus reads a status in any spelling: a qcode, a URI or bare, in any
// case. None means usable (NewsML-G2 pubStatus, ninjs pubstatus); an unknown
// one is returned as sent, which holds the item for a person.
func PubStatus(code string) news.PubStatus {
	switch strings.ToLower(LocalCode(code)) {
	case "", "usable", "null":
		return news.Usable
	case "withheld", "withhold":
		return news.Withheld
	case "canceled", "cancelled", "cancel":
		return news.Canceled
	}
	return news.PubStatus(Text(code))
}

// ItemType reads a type of the ninat or icls vocabularies in any spelling; an
// unknown one is returned in lower case.
func ItemType(code string) news.ItemType {
	switch t := strings.ToLower(LocalCode(code)); t {
	case "photo", "image", "still":
		return news.PictureItem
	case "package":
		return news.CompositeItem
	default:
		return news.ItemType(t)
	}
}

// MediaType returns the type of the files with a media type such as
// "image/jpeg", "" for those that are neither picture, video nor sound.
func MediaType(contentType string) news.ItemType {
	family, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(contentType)), "/")
	switch family {
	case "image":
		return news.PictureItem
	case "video":
		return news.VideoItem
	case "audio":
		return news.AudioItem
	}
	return ""
}

// Urgency reads an urgency from 1 to 9, cutting off the decimals that ninjs 2
// allows; anything else is 0, which is none.
func Urgency(s string) int {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(f >= 1 && f <= 9) {
		return 0
	}
	return int(f)
}

// Signal reads a signal in any spelling; codes this house does not act on are
// returned without their scheme, in lower case.
func Signal(code string) news.Signal { return news.Signal(strings.ToLower(LocalCode(code))) }

// AddSignal adds a signal unless it is empty or there, or the list is full. An update and a
// correction exclude each other; the correction stays (receiver rule R12).
func AddSignal(list []news.Signal, s news.Signal) []news.Signal {
	switch {
	case s == "", slices.Contains(list, s), s == news.SignalUpdate && slices.Contains(list, news.SignalCorrection):
		return list
	case s == news.SignalCorrection:
		list = slices.DeleteFunc(list, func(x news.Signal) bool { return x == news.SignalUpdate })
	case len(list) >= maxSignals:
		return list
	}
	return append(list, s)
}

// LinkRel reads how a linked item relates to this one; relations this house
// does not act on are returned as sent.
func LinkRel(code string) news.LinkRel {
	switch strings.ToLower(LocalCode(code)) {
	case "evolvedfrom", "prevversion", "updateof", "replacing", "rewriteof", "revisionof":
		return news.UpdateOf
	case "correctionof", "corrects":
		return news.CorrectionOf
	case "seealso":
		return news.SeeAlso
	case "derivedfrom":
		return news.DerivedFrom
	}
	return news.LinkRel(Text(code))
}

// ParseSymbol reads a traded symbol with its exchange before it, as in
// "XETRA:VOW3"; one without is a symbol alone.
func ParseSymbol(s string) news.Symbol {
	s = Text(s)
	if exchange, symbol, ok := strings.Cut(s, ":"); ok && exchange != "" && symbol != "" {
		return news.Symbol{Exchange: strings.TrimSpace(exchange), Symbol: strings.TrimSpace(symbol)}
	}
	return news.Symbol{Symbol: s}
}

// How many symbols and signals a list takes: more than any copy has, and few
// enough to look through for each new one.
const (
	maxSymbols = 500
	maxSignals = 50
)

// AddSymbol adds a symbol unless it is empty or there, or the list is full.
func AddSymbol(list []news.Symbol, s news.Symbol) []news.Symbol {
	if s.Symbol == "" || len(list) >= maxSymbols {
		return list
	}
	for _, x := range list {
		if x.Symbol == s.Symbol && x.Exchange == s.Exchange {
			return list
		}
	}
	return append(list, s)
}

// Position returns latitude and longitude in degrees if both are on the globe,
// and else neither: agencies have been seen to swap them.
func Position(lat, lon float64) (latitude, longitude *float64) {
	if !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		return nil, nil
	}
	return &lat, &lon
}
