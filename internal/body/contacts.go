package body

import (
	"bytes"
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
	if !mayTell(markup) || !tells(Text(markup)) {
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

func tells(text string) bool {
	return mayTell(text) && (mailForm.MatchString(text) || phoneForm.MatchString(text))
}

// mayTell reports whether a text could tell an address of mail or a telephone
// number: it is true of all that do and of little else, and far quicker than to
// look for them. In markup, what stands in tags does not count.
func mayTell(text string) bool {
	if strings.IndexByte(text, '@') >= 0 {
		return true
	}
	said := make([]byte, 0, 64) // the end of what came before, without tags and with single spaces
	tagged := false             // a tag stands right before
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '<' {
			if end := strings.IndexByte(text[i:], '>'); end > 0 {
				i, tagged = i+end, true
				continue
			}
		}
		if '0' <= c && c <= '9' && opensNumber(said, tagged, c) {
			return true
		}
		tagged = false
		last := len(said) - 1
		if c == 0xa0 && last >= 0 && said[last] == 0xc2 { // U+00A0
			c, said, last = ' ', said[:last], last-1
		}
		if c == ' ' && last >= 0 && said[last] == ' ' {
			continue
		}
		if len(said) == cap(said) {
			said = said[:copy(said, said[len(said)/2:])]
		}
		said = append(said, c)
	}
	return false
}

// opensNumber reports whether a digit could be the first of a telephone number,
// or follow its "+", after what was said before it.
func opensNumber(said []byte, tagged bool, digit byte) bool {
	inWord := len(said) > 0 && wordByte(said[len(said)-1]) && !tagged
	switch {
	case inWord:
		return false
	case digit == '0', len(said) > 0 && said[len(said)-1] == '+':
		return true
	}
	before := bytes.ToLower(bytes.TrimRight(bytes.TrimRight(said, " +("), ".:"))
	for _, label := range phoneLabels {
		if bytes.HasSuffix(before, label) {
			return true
		}
	}
	return false
}

// phoneLabels are how the words end that phoneForm knows before a number.
var phoneLabels = bytes.Fields([]byte("tel telephone telefon phone mob mobil mobile cell handy fax"))

func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

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
