package newscodes

import (
	"cmp"
	"slices"
	"strings"
)

// mapSubjects gives every subject code of the older vocabulary one topic in use.
func (t *Tree) mapSubjects() {
	rank := func(m Match, retired bool) int {
		n := 2 * strings.IndexByte("=~<>", byte(m))
		if retired {
			n++
		}
		return n
	}
	type candidate struct {
		rank  int
		topic string
	}
	found := map[string][]candidate{}
	for _, code := range t.codes {
		x := t.topics[code]
		for _, s := range x.Subjects {
			found[s.Code] = append(found[s.Code], candidate{rank(s.Match, x.Retired != ""), code})
		}
	}
	t.old = make(map[string]string, len(found))
	for subject, all := range found {
		slices.SortFunc(all, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.topic, b.topic))
		})
		best := all[0].topic
		if all[0].rank >= rank(Broader, false) {
			// The subject says less than any of these topics: only what stands
			// above them all is certain.
			for _, c := range all[1:] {
				best = t.common(best, c.topic)
			}
			if up := t.topics[best].Broader; up != "" && slices.ContainsFunc(all, func(c candidate) bool { return c.topic == best }) {
				best = up
			}
		}
		x, _ := t.inUse(best)
		t.old[subject] = x.Code
	}
}

// common returns the nearest topic that is a or above a and is b or above b; a
// if there is none.
func (t *Tree) common(a, b string) string {
	above := map[string]bool{}
	for ; b != ""; b = t.topics[b].Broader {
		above[b] = true
	}
	for c := a; c != ""; c = t.topics[c].Broader {
		if above[c] {
			return c
		}
	}
	return a
}

// topicForms and subjectForms begin the spellings of a code that agencies send.
var (
	topicForms   = []string{Prefix, "http://cv.iptc.org/newscodes/mediatopic/", "https://cv.iptc.org/newscodes/mediatopic/"}
	subjectForms = []string{"subj:", "http://cv.iptc.org/newscodes/subjectcode/", "https://cv.iptc.org/newscodes/subjectcode/", "iptc:"}
)

// Resolve returns the topic in use that a code means, in any of these forms: a
// Media Topic as qcode, URI or eight digits; a subject code of the older
// vocabulary as qcode, URI, eight digits or IIM subject reference. A retired
// topic gives its successor. A subject code that the tree has no match for
// gives the nearest one above it. It is false for any other code.
func (t *Tree) Resolve(code string) (Topic, bool) {
	code = strings.TrimSpace(code)
	if rest, ok := cutForm(code, topicForms); ok {
		return t.inUse(Prefix + rest)
	}
	if rest, ok := cutForm(code, subjectForms); ok {
		rest, _, _ = strings.Cut(rest, ":") // IPTC:15054000:Sport:Soccer (IIM 2:12)
		return t.subject(rest)
	}
	if !codeForm.MatchString(code) {
		return Topic{}, false
	}
	if x, ok := t.inUse(Prefix + code); ok {
		return x, true
	}
	return t.subject(code)
}

func cutForm(code string, forms []string) (string, bool) {
	for _, f := range forms {
		if len(code) > len(f) && strings.EqualFold(code[:len(f)], f) {
			return strings.TrimSuffix(code[len(f):], "/"), true
		}
	}
	return "", false
}

// subject resolves an eight-digit code of the older vocabulary: two digits of
// subject, three of matter, three of detail.
func (t *Tree) subject(code string) (Topic, bool) {
	if !codeForm.MatchString(code) {
		return Topic{}, false
	}
	for _, c := range []string{code, code[:5] + "000", code[:2] + "000000"} {
		if topic, ok := t.old[c]; ok {
			return t.topics[topic], true
		}
	}
	return Topic{}, false
}

// Exactly returns the topic of a Media Topic's code as it stands, retired or not.
func (t *Tree) Exactly(code string) (Topic, bool) {
	code = strings.TrimSpace(code)
	if rest, ok := cutForm(code, topicForms); ok {
		code = rest
	}
	x, ok := t.topics[Prefix+code]
	return x, ok
}

// Above returns what stands above a topic, the nearest first.
func (t *Tree) Above(x Topic) []Topic {
	var out []Topic
	for code := x.Broader; code != ""; code = t.topics[code].Broader {
		out = append(out, t.topics[code])
	}
	return out
}

// Below returns the topics right below one, retired ones too, by code.
func (t *Tree) Below(x Topic) []Topic {
	var out []Topic
	for _, code := range t.codes {
		if t.topics[code].Broader == x.Code {
			out = append(out, t.topics[code])
		}
	}
	return out
}

// Topics returns all topics by code.
func (t *Tree) Topics() []Topic {
	out := make([]Topic, 0, len(t.codes))
	for _, code := range t.codes {
		out = append(out, t.topics[code])
	}
	return out
}

// Name returns the topic's name in a language (BCP 47), else in English, else in
// the first language it has one in.
func (t *Tree) Name(x Topic, language string) string {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	for _, l := range slices.Concat([]string{base, "en"}, t.Languages) {
		if name := x.Names[l]; name != "" {
			return name
		}
	}
	return x.Code
}

// Expand returns the codes of an item, each as sent, with the topics they mean
// and all that stand above those, as qcodes. Each stands once.
func (t *Tree) Expand(codes []string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(code string) {
		if code != "" && !seen[code] {
			seen[code] = true
			out = append(out, code)
		}
	}
	for _, code := range codes {
		add(code)
		if x, ok := t.Exactly(code); ok {
			add(x.Code) // a rule may still name a retired one
		}
		x, ok := t.Resolve(code)
		if !ok {
			continue
		}
		add(x.Code)
		for _, up := range t.Above(x) {
			add(up.Code)
		}
	}
	return out
}

// Search returns the topics whose name in some language has all the words, or
// their beginnings, at most limit: those named just so first, then those in use.
func (t *Tree) Search(words string, limit int) []Topic {
	want := strings.Fields(strings.ToLower(words))
	if len(want) == 0 {
		return nil
	}
	type hit struct {
		rank  int
		topic Topic
	}
	var hits []hit
	for _, code := range t.codes {
		x := t.topics[code]
		best := -1
		for _, name := range x.Names {
			if r := likeness(strings.ToLower(name), want); r >= 0 && (best < 0 || r < best) {
				best = r
			}
		}
		if best < 0 {
			continue
		}
		if x.Retired != "" {
			best += 10
		}
		hits = append(hits, hit{best, x})
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	var out []Topic
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, h.topic)
	}
	return out
}

// likeness says how near a name is to the words: 0 is the same, -1 is not at all.
func likeness(name string, want []string) int {
	if name == strings.Join(want, " ") {
		return 0
	}
	have := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ,()-/&", r) })
	rank := 1
	for _, w := range want {
		if slices.Contains(have, w) {
			continue
		}
		rank = 2
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return -1
		}
	}
	return rank
}
