package body

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	mailForm  = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+`)
	phoneForm = regexp.MustCompile(`(?i)(?:\+|\b00)[1-9][0-9 ()/.\x{a0}-]{6,20}[0-9]|\(?\b0[0-9]{1,5}\)?[ /\x{a0}-]{1,3}[0-9][0-9 /\x{a0}-]{3,14}[0-9]|\b(?:tel(?:ephone|efon)?|phone|mob(?:ile|il)?|cell|handy|fax)\b[.:]{0,2}[ \x{a0}]*[+(]?[0-9][0-9 ()/.\x{a0}-]{3,18}[0-9]`)
	// deskLabel opens a line about who made the copy: it is the newsroom's
	// wherever it stands.
	deskLabel = regexp.MustCompile(`(?i)^\W{0,3}(?:contact the (?:reporter|writer|editor|desk|newsroom)s?|reporters?|writers?|editors?|edit(?:ing|ed) by|report(?:ing|ed) by|news ?(?:desk|room)|(?:picture|photo|duty|foreign|sports|on-?duty) (?:desk|editor)|eds|note to (?:the )?editors?|notes? to editors|editor'?s['’]? note|autor(?:en|in|innen)?|redaktion(?:en)?|redakteur(?:in|e|innen)?|redaktionelle[rn]? hinweise?|bildredaktion|reporter(?:in)?|(?:press|media) (?:contacts?|office|enquiries|inquiries)|(?:presse|medien)(?:kontakte?|stelle|anfragen)|ansprechpartner(?:in|innen)? (?:der|in der|für die) redaktion(?:en)?)\b.{0,40}?[:–—-]`)
	// closingLabel opens a line that is the newsroom's where it closes the copy,
	// and may be advice to readers where it does not.
	closingLabel = regexp.MustCompile(`(?i)^\W{0,3}(?:contacts?|kontakte?|ansprechpartner(?:in|innen)?|rückfragen|for (?:more|further) (?:information|details)|for (?:enquiries|inquiries)|weitere (?:informationen|auskünfte)|queries|enquiries|inquiries)\b`)
	contactHead  = regexp.MustCompile(`(?i)^\W*(?:contacts?|kontakte?|ansprechpartner(?:in|innen)?|(?:press|media) contacts?|(?:presse|medien)kontakte?|notes? to (?:the )?editors?|editor'?s['’]? notes?|redaktionelle hinweise|notizblock|notebook)\W*$`)
	// copyEnd are lines with which copy closes besides: "- 30 -", "ends", "###".
	copyEnd = regexp.MustCompile(`(?i)^(?:\W*(?:30|ends?|ende|notizblock|notebook)\W*|[#*=_ -]+)$`)
)

// bareWords is how many words a line of nothing but a name and how to reach it
// has besides.
const bareWords = 6

// WithoutContacts takes out of cleaned text how to reach the people who made
// it, and returns those lines apart. A paragraph goes if it tells a telephone
// number or an address of mail and either
//
//   - opens with a word for who made the copy ("Editing by …:", "Redaktion:"),
//     wherever it stands;
//   - or stands in the matter that closes the copy, and opens with "Contact:"
//     or the like, or is no more than a name and how to reach it. A heading
//     "Contacts" begins that matter, and goes with it.
//
// A number inside the copy, or in a sentence that closes it, stays: a hotline
// is news. A text is never left without any block.
func WithoutContacts(markup string) (rest string, contacts []string) {
	if !mailForm.MatchString(markup) && !phoneForm.MatchString(Text(markup)) {
		return markup, nil
	}
	blocks := parse(markup)
	end := closingMatter(blocks)
	var kept []block
	for i, b := range blocks {
		text := oneLine(textBlocks([]block{b}))
		switch {
		case i >= end,
			b.tag == "p" && tells(text) && deskLabel.MatchString(text):
			contacts = append(contacts, text)
		default:
			kept = append(kept, b)
		}
	}
	if len(contacts) == 0 || len(kept) == 0 {
		return markup, nil
	}
	return render(kept), contacts
}

// closingMatter returns where the matter that closes the copy begins: at a
// heading for contacts, or at the first of the last blocks that are all lines
// to reach somebody, labels of such lines or marks of the end.
func closingMatter(blocks []block) int {
	end := len(blocks)
	for end > 1 {
		text := oneLine(textBlocks(blocks[end-1 : end]))
		if !reaches(text) && !copyEnd.MatchString(text) && !contactHead.MatchString(text) && !labelled(text) {
			break
		}
		end--
	}
	for i := end; i < len(blocks); i++ { // marks alone are no matter
		if reaches(oneLine(textBlocks(blocks[i : i+1]))) {
			return end
		}
	}
	return len(blocks)
}

// maxLabelled is the longest line in closing matter that a label opens and that
// tells no number, in bytes.
const maxLabelled = 100

// labelled reports whether a short line is a label and a name: "Contact: Ida
// Norring".
func labelled(text string) bool {
	return len(text) <= maxLabelled && strings.Contains(text, ":") && (closingLabel.MatchString(text) || deskLabel.MatchString(text))
}

func tells(text string) bool { return mailForm.MatchString(text) || phoneForm.MatchString(text) }

// reaches reports whether a line that closes copy is about how to reach
// somebody: it tells a number or address, and a label opens it or hardly a word
// stands beside.
func reaches(text string) bool {
	if !tells(text) {
		return false
	}
	if closingLabel.MatchString(text) || deskLabel.MatchString(text) {
		return true
	}
	bare := phoneForm.ReplaceAllString(mailForm.ReplaceAllString(text, " "), " ")
	return len(strings.FieldsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) })) <= bareWords && !strings.ContainsAny(text[len(text)-1:], ".!?")
}

// WithoutAddress returns a line, such as a byline, without addresses of mail and
// telephone numbers and what set them apart.
func WithoutAddress(line string) string {
	bare := phoneForm.ReplaceAllString(mailForm.ReplaceAllString(line, " "), " ")
	if bare == line {
		return line
	}
	bare = emptyBrackets.ReplaceAllString(bare, " ")
	return strings.Trim(oneLine(bare), " ,;:/|–—-")
}

var emptyBrackets = regexp.MustCompile(`[(<\[]\s*[)>\]]`)
