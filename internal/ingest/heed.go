package ingest

import (
	"regexp"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// Agencies say in notes to the newsroom what the status of an item does not:
// AP asks never to go by the status alone, and to read the notes for its
// editorial types (Kill, Elimination, Disregard, Withhold, Corrective).
var (
	killNote    = regexp.MustCompile(`^\W{0,3}(?:(?i:mandatory|bulletin|story|photo) +)?(?:KILL|Kill|ELIMINAT(?:ION|E)|Eliminat(?:ion|e)|DISREGARD|Disregard)(?:\W+KILL)*(?:\s*$|\s*[.:!,;–—-]| (?i:notice|note|this)\b)`)
	holdNote    = regexp.MustCompile(`^\W{0,3}(?:WITHHOLD|Withhold|HOLD)(?:\W+HOLD)*(?:\s*$|\s*[.:!,;–—-]| (?i:notice|note|this)\b)`)
	correctNote = regexp.MustCompile(`\bCORRECT(?:S|ED|ION)\b|^\W{0,3}(?:Corrective|Corrects|Correction)\b|^\W{0,3}(?i:berichtigt|berichtigung|korrigiert)\b`)
)

// maxEmbargoLine is the longest paragraph that is taken for an embargo's line
// and no more, in bytes.
const maxEmbargoLine = 160

// bareEmbargo opens headlines about embargoes, too.
var bareEmbargo = regexp.MustCompile(`(?i)^\W{0,3}embargo(?:ed)?\s*:`)

// takeEmbargoLine takes the words of an embargo that open copy or its headline
// out of them: they are the newsroom's, and stay so once the embargo is over.
func takeEmbargoLine(w *news.WireItem) {
	if first, rest, ok := strings.Cut(w.BodyHTML, "\n"); ok && strings.HasPrefix(first, "<p") && len(first) <= maxEmbargoLine {
		if line := body.Text(first); embargoInCopy.MatchString(line) {
			w.BodyHTML = rest
			w.EditorialNotes = append(w.EditorialNotes, news.EditorialNote{Role: "embargo", Text: line})
		}
	}
	if !embargoInCopy.MatchString(w.Headline) || bareEmbargo.MatchString(w.Headline) {
		return
	}
	for _, mark := range []string{": ", " - ", " – ", " — "} {
		if line, rest, ok := strings.Cut(w.Headline, mark); ok && strings.TrimSpace(rest) != "" {
			w.Headline = strings.TrimSpace(rest)
			w.EditorialNotes = append(w.EditorialNotes, news.EditorialNote{Role: "embargo", Text: line + strings.TrimRight(mark, " ")})
			return
		}
	}
}

// heedNotes makes an item what its notes say that it is. A recall in words is
// never more than probable, so that a person decides (R15); a correction keeps
// its words for the newsroom.
func (it *Item) heedNotes() {
	if it.PubStatus != news.Usable {
		return
	}
	for _, n := range it.EditorialNotes {
		switch {
		case killNote.MatchString(n.Text):
			it.PubStatus, it.Guessed, it.noted = news.Canceled, true, n.Text
			return
		case holdNote.MatchString(n.Text):
			it.PubStatus, it.Guessed, it.noted = news.Withheld, true, n.Text
			return
		case correctNote.MatchString(n.Text):
			it.Signals = wire.AddSignal(it.Signals, news.SignalCorrection)
		}
	}
}
