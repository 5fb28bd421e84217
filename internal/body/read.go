package body

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Copy is a text as read at the door.
type Copy struct {
	HTML string // in the vocabulary, without the sign-off
	Text string // plain, blocks parted by an empty line
	// Lead is the first paragraph as plain text, without the dateline and
	// agency that open wire copy.
	Lead    string
	Words   int // in Text
	SignOff SignOff
}

// SignOff is the line that closed a text. All is empty if there was none.
type SignOff struct {
	Raw string // as sent
	// Name is the writer's name where the line carries one, as in
	// "G.Schulte--BTB". Initials of an agency's desk ("bur-dar-gl/fz") are the
	// agency's own business: they are no name, and readers never see them.
	Name string
	Code string // of the title it was written for: "BTB"
}

// Read cleans agency copy and reads its conventions: a line "- 'Words' -" of
// its own, or a short line in bold, is a crosshead; a closing line of initials,
// of an agency in brackets, or of a name with a title's code is the sign-off.
// language is a BCP 47 tag and decides how a crosshead's quotation marks are
// set; it may be empty. Read never fails and loses no other text.
func Read(markup, language string) Copy {
	blocks := splitLines(parse(markup))
	var c Copy
	blocks, c.SignOff = takeSignOff(blocks)
	markCrossheads(blocks, language)
	c.HTML = render(blocks)
	c.Text = textBlocks(blocks)
	c.Words = len(strings.Fields(c.Text))
	for _, b := range blocks {
		if b.tag == "p" {
			c.Lead = WithoutDateline(oneLine(plain(b.inline)))
			break
		}
	}
	return c
}

// Text returns the plain text of markup, blocks parted by an empty line.
func Text(markup string) string { return textBlocks(parse(markup)) }

func textBlocks(blocks []block) string {
	var b strings.Builder
	for _, x := range blocks {
		if lines := x.lines(); len(lines) > 0 {
			if b.Len() > 0 {
				b.WriteString("\n\n")
			}
			b.WriteString(plain(strings.Join(lines, "<br>")))
		}
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// decorated is a line set between dashes, as agencies send crossheads.
var decorated = regexp.MustCompile(`^[-–—]{1,3}[ \x{a0}]+(\S.*\S|\S)[ \x{a0}]+[-–—]{1,3}$`)

// maxCrosshead is the longest line taken for a crosshead, in characters.
const maxCrosshead = 80

// crosshead returns the words of a line that is a crosshead between dashes.
func crosshead(line string) (string, bool) {
	words := line
	if len(line) > 8*maxCrosshead || !strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "–") && !strings.HasPrefix(line, "—") { // however it is decorated
		return "", false
	}
	for {
		m := decorated.FindStringSubmatch(words)
		if m == nil {
			break
		}
		words = m[1]
	}
	if words == line || utf8.RuneCountInString(words) > maxCrosshead || strings.Contains(line, "\n") ||
		strings.IndexFunc(words, unicode.IsLetter) < 0 || endsSentence(words) {
		return "", false
	}
	return words, true
}

// endsSentence reports whether a line ends as running text does. A full stop
// after a capital letter is an abbreviation's.
func endsSentence(s string) bool {
	last, size := utf8.DecodeLastRuneInString(s)
	switch last {
	case ':', ';', ',':
		return true
	case '.':
		before, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
		return !unicode.IsUpper(before)
	}
	return false
}

// splitLines parts a paragraph that holds a crosshead as a line of its own.
func splitLines(blocks []block) []block {
	var out []block
	for _, b := range blocks {
		if b.tag != "p" || !strings.Contains(b.inline, "<br>") || strings.Contains(b.inline, "<a ") {
			out = append(out, b)
			continue
		}
		lines := strings.Split(b.inline, "<br>")
		found := false
		for _, line := range lines {
			_, ok := crosshead(plain(line))
			found = found || (ok && balanced(line))
		}
		if !found {
			out = append(out, b)
			continue
		}
		var run []string
		open := 0 // elements that run has opened and not closed
		flush := func() {
			if p := tidy(strings.Join(run, "<br>")); p != "" {
				out = append(out, block{tag: "p", lang: b.lang, dir: b.dir, inline: p})
			}
			run, open = nil, 0
		}
		for _, line := range lines {
			if open == 0 && balanced(line) {
				if _, ok := crosshead(plain(line)); ok {
					flush()
					run = []string{line}
					flush()
					continue
				}
			}
			run = append(run, line)
			open += opened(line)
		}
		flush()
	}
	return out
}

// opened returns how many more elements inline HTML opens than it closes.
func opened(inline string) int {
	closed := strings.Count(inline, "</")
	return strings.Count(inline, "<") - strings.Count(inline, "<br>") - 2*closed
}

func balanced(inline string) bool { return opened(inline) == 0 }

// markCrossheads turns paragraphs that are crossheads into h2 and undecorates
// those that are h2 already. A crosshead stands between other blocks: the first
// block of a text is never one, nor is the last.
func markCrossheads(blocks []block, language string) {
	for i := range blocks {
		b := &blocks[i]
		text := plain(b.inline)
		switch {
		case b.tag == "h2":
			if words, ok := crosshead(text); ok {
				b.inline = headInline(words, language)
			}
		case b.tag != "p" || i == 0 || i == len(blocks)-1 || blocks[i+1].tag == "h2":
		default:
			if words, ok := crosshead(text); ok {
				b.tag, b.inline = "h2", headInline(words, language)
			} else if words, ok := boldLine(b.inline); ok && blocks[i-1].tag != "h2" {
				b.tag, b.inline = "h2", words
			}
		}
	}
}

// boldLine returns the inline HTML of a short paragraph that is bold as a whole
// and does not read like a sentence.
func boldLine(inline string) (string, bool) {
	rest, ok := strings.CutPrefix(inline, "<strong>")
	if !ok {
		return "", false
	}
	rest, ok = strings.CutSuffix(rest, "</strong>")
	text := plain(rest)
	if !ok || strings.Contains(rest, "strong>") || strings.Contains(rest, "<br>") ||
		utf8.RuneCountInString(text) > maxCrosshead || endsSentence(text) || strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return "", false
	}
	return rest, true
}

// quotes are how a language sets a quoted crosshead.
var quotes = map[string][2]string{"en": {"‘", "’"}, "de": {"„", "“"}}

func headInline(words, language string) string {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	if marks, ok := quotes[base]; ok {
		if in, ok := unquote(words); ok {
			words = marks[0] + strings.ReplaceAll(in, "'", "’") + marks[1]
		}
	}
	return canonText(html.EscapeString(words))
}

// unquote returns what stands between typewriter quotes around a whole line.
func unquote(s string) (string, bool) {
	for _, q := range []string{"'", `"`} {
		if in, ok := strings.CutPrefix(s, q); ok {
			if in, ok = strings.CutSuffix(in, q); ok && in != "" && !strings.Contains(in, `"`) {
				return in, true
			}
		}
	}
	return "", false
}

var (
	namedSignOff  = regexp.MustCompile(`^(\p{Lu}[\p{L}\p{M}.'’ -]{0,34}?)[ ]?--[ ]?([A-Z0-9]{2,6})$`)
	initials      = regexp.MustCompile(`^[a-z]{2,4}(?:[-/][a-z]{2,4}){1,6}$`)
	arabInitials  = regexp.MustCompile(`^\p{Arabic}{1,4}(?: \p{Arabic}{1,2})?(?:[-/]\p{Arabic}{1,4}(?: \p{Arabic}{1,2})?){1,6}$`)
	bareInitials  = regexp.MustCompile(`^[a-z]{2,3}$`)
	agencySignOff = regexp.MustCompile(`^\([\p{L}&/-]{2,16}(?: [\p{L}&/-]{2,16})?\)$`)
)

// signedLength is how many words a text must have before two or three small
// letters that close it are taken for initials rather than for its last word.
const signedLength = 30

// maxSignOff is the longest line taken for a sign-off, in characters.
const maxSignOff = 40

// takeSignOff removes the closing line if it is a sign-off. A text is never
// left without any block.
func takeSignOff(blocks []block) ([]block, SignOff) {
	if len(blocks) == 0 {
		return blocks, SignOff{}
	}
	last := &blocks[len(blocks)-1]
	if last.tag != "p" {
		return blocks, SignOff{}
	}
	text := plain(last.inline)
	before, line := "", text
	// The line may close the last paragraph after a line break.
	cut := strings.LastIndex(last.inline, "<br>")
	if cut >= 0 && balanced(last.inline[cut+4:]) {
		before, line = last.inline[:cut], plain(last.inline[cut+4:])
	} else if len(blocks) == 1 {
		return blocks, SignOff{}
	}
	s, ok := signOff(line)
	if !ok && bareInitials.MatchString(line) && len(strings.Fields(textBlocks(blocks))) > signedLength {
		s, ok = SignOff{Raw: line}, true
	}
	if !ok {
		return blocks, SignOff{}
	}
	if before != "" {
		last.inline = tidy(before)
		return blocks, s
	}
	return blocks[:len(blocks)-1], s
}

func signOff(line string) (SignOff, bool) {
	line = strings.Trim(line, " \u00a0")
	if utf8.RuneCountInString(line) > maxSignOff {
		return SignOff{}, false
	}
	if m := namedSignOff.FindStringSubmatch(line); m != nil {
		return SignOff{Raw: line, Name: m[1], Code: m[2]}, true
	}
	if initials.MatchString(line) || arabInitials.MatchString(line) || agencySignOff.MatchString(line) {
		return SignOff{Raw: line}, true
	}
	return SignOff{}, false
}

// opening is the dateline and agency before the first words of wire copy:
// "HALLEN, Norland, Nov 23 (NPA) - ", "Sandau (vn) – ".
var opening = regexp.MustCompile(`^(?:\p{Lu}[^()<>]{1,70}?\([\p{L}./&-]{2,20}\)|\p{Arabic}[^()<>]{1,70}?\(\p{Arabic}[\p{Arabic} ]{1,12}\))[ \x{a0}]*[-–—_]{1,2}[ \x{a0}]+`)

// WithoutDateline removes the dateline and agency that open the plain text of a
// paragraph of wire copy.
func WithoutDateline(text string) string {
	if loc := opening.FindStringIndex(text); loc != nil && loc[1] < len(text) {
		return text[loc[1]:]
	}
	return text
}

// LeadLength is how much of a story's beginning lists show, in characters.
const LeadLength = 220

// FirstSentence returns the first sentence of plain text, at most limit
// characters of it, cut at a word with an ellipsis if it is longer.
func FirstSentence(text string, limit int) string {
	text = oneLine(text)
	runes := []rune(text)
	for i := 0; i < len(runes) && i < limit; i++ {
		if strings.ContainsRune(".!?。؟", runes[i]) && sentenceEnd(runes, i) {
			return string(runes[:i+1])
		}
	}
	if len(runes) <= limit {
		return text
	}
	cut := limit - 1
	for cut > limit/2 && runes[cut] != ' ' {
		cut--
	}
	return strings.TrimRight(string(runes[:cut]), " ,;:-–—") + "…"
}

// sentenceEnd reports whether the mark at i ends a sentence: a space and
// something other than a small letter follow, and what precedes is no initial,
// ordinal or short abbreviation.
func sentenceEnd(runes []rune, i int) bool {
	if runes[i] != '.' {
		return i+1 == len(runes) || unicode.IsSpace(runes[i+1])
	}
	if i+1 == len(runes) {
		return true
	}
	if !unicode.IsSpace(runes[i+1]) || (i+2 < len(runes) && unicode.IsLower(runes[i+2])) {
		return false
	}
	start := i
	for start > 0 && !unicode.IsSpace(runes[start-1]) {
		start--
	}
	word := runes[start:i]
	if len(word) <= 3 && len(word) > 0 && (unicode.IsUpper(word[0]) || unicode.IsDigit(word[0])) {
		return false
	}
	return true
}
