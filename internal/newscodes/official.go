package newscodes

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// maxOfficial is the largest official file that is read, in bytes.
const maxOfficial = 128 << 20

// concept is one entry of the official file. Fields that are one value in some
// releases and a list in others are read as either.
type concept struct {
	URI         string            `json:"uri"`
	QCode       string            `json:"qcode"`
	Names       map[string]string `json:"prefLabel"`
	Broader     words             `json:"broader"`
	Exact       words             `json:"exactMatch"`
	Close       words             `json:"closeMatch"`
	Broad       words             `json:"broadMatch"`
	Narrow      words             `json:"narrowMatch"`
	Retired     string            `json:"retired"`
	Modified    string            `json:"modified"`
	ReplacedBy  words             `json:"isReplacedBy"`
	Note        words             `json:"note"`
	ChangeNote  words             `json:"changeNote"`
	HistoryNote words             `json:"historyNote"`
	Editorial   words             `json:"editorialNote"`
	Definition  words             `json:"definition"`
}

// words are the texts of a JSON value: a string, a list, or a text for each
// language.
type words []string

// UnmarshalJSON reads any of the shapes.
func (w *words) UnmarshalJSON(raw []byte) error {
	var one string
	var list []words
	var by map[string]words
	switch {
	case json.Unmarshal(raw, &one) == nil:
		*w = words{one}
	case json.Unmarshal(raw, &list) == nil:
		for _, x := range list {
			*w = append(*w, x...)
		}
	case json.Unmarshal(raw, &by) == nil:
		for _, key := range slices.Sorted(maps.Keys(by)) {
			*w = append(*w, by[key]...)
		}
	}
	return nil // numbers and the like say nothing
}

// ReadOfficial reads the vocabulary as the IPTC publishes it in JSON, for one or
// all languages (cptall-x-all.json), and makes a tree of it. An error wraps
// [news.ErrInvalid].
func ReadOfficial(r io.Reader) (*Tree, error) {
	in := &io.LimitedReader{R: r, N: maxOfficial + 1}
	var file struct {
		Concepts []concept `json:"conceptSet"`
	}
	err := json.NewDecoder(in).Decode(&file)
	switch {
	case in.N <= 0:
		return nil, fmt.Errorf("the file is larger than %d bytes: %w", maxOfficial, news.ErrInvalid)
	case err != nil:
		return nil, fmt.Errorf("not the IPTC's JSON file of a vocabulary: %v: %w", err, news.ErrInvalid)
	case len(file.Concepts) == 0:
		return nil, fmt.Errorf("not the IPTC's JSON file of a vocabulary: it has no conceptSet: %w", news.ErrInvalid)
	}
	t := &Tree{topics: map[string]Topic{}}
	t.Languages = languagesOf(file.Concepts)
	known := map[string]bool{}
	for _, c := range file.Concepts {
		known[c.code()] = true
	}
	for _, c := range file.Concepts {
		x, err := c.topic(t.Languages, known)
		if err != nil {
			return nil, fmt.Errorf("concept %q: %v: %w", c.QCode+c.URI, err, news.ErrInvalid)
		}
		if _, twice := t.topics[x.Code]; twice {
			return nil, fmt.Errorf("concept %q occurs twice: %w", x.Code, news.ErrInvalid)
		}
		t.topics[x.Code] = x
		t.Snapshot = max(t.Snapshot, day(c.Modified), x.Retired)
	}
	return t, t.finish()
}

// topicOf returns the qcode of a Media Topic in any form, or "".
func topicOf(code string) string {
	rest, ok := cutForm(strings.TrimSpace(code), topicForms)
	if !ok || !codeForm.MatchString(rest) {
		return ""
	}
	return Prefix + rest
}

func (c concept) code() string {
	if code := topicOf(c.QCode); code != "" {
		return code
	}
	return topicOf(c.URI)
}

func (c concept) topic(languages []string, known map[string]bool) (Topic, error) {
	x := Topic{Code: c.code(), Retired: day(c.Retired), Names: map[string]string{}}
	if x.Code == "" {
		return x, fmt.Errorf("it is no Media Topic")
	}
	if c.Retired != "" && x.Retired == "" {
		return x, fmt.Errorf("its retirement %q is no date", c.Retired)
	}
	for _, b := range c.Broader {
		if code := topicOf(b); code != "" && x.Broader == "" {
			x.Broader = code
		}
	}
	for _, m := range []struct {
		mark Match
		uris words
	}{{Exact, c.Exact}, {Close, c.Close}, {Broader, c.Broad}, {Narrower, c.Narrow}} {
		for _, uri := range m.uris {
			if rest, ok := cutForm(uri, subjectForms); ok && codeForm.MatchString(rest) {
				x.Subjects = append(x.Subjects, Subject{Code: rest, Match: m.mark})
			}
		}
	}
	for _, l := range languages {
		if name := strings.Join(strings.Fields(nameIn(c.Names, l)), " "); name != "" {
			x.Names[l] = name
		}
	}
	if len(x.Names) == 0 {
		return x, fmt.Errorf("it has no name")
	}
	if x.Retired != "" {
		x.Replaced = c.successor(x.Code, known)
	}
	return x, nil
}

// useForm is how notes name a successor: "Use corruption (20000093) instead."
var useForm = regexp.MustCompile(`(?i)\b(?:use|replaced by|merged (?:in)?to|see)\b[^.;0-9]{0,80}(?:medtop:|\()?([0-9]{8})\b`)

// successor returns what a retired topic was replaced by, from its own field or
// the words of its notes; empty if neither says.
func (c concept) successor(self string, known map[string]bool) string {
	for _, uri := range c.ReplacedBy {
		if code := topicOf(uri); known[code] && code != self {
			return code
		}
	}
	for _, text := range slices.Concat(c.ChangeNote, c.HistoryNote, c.Note, c.Editorial, c.Definition) {
		for _, m := range useForm.FindAllStringSubmatch(text, -1) {
			if code := Prefix + m[1]; known[code] && code != self {
				return code
			}
		}
	}
	return ""
}

// day is the date that begins a timestamp, or "".
func day(stamp string) string {
	if len(stamp) >= 10 && dayForm.MatchString(stamp[:10]) {
		return stamp[:10]
	}
	return ""
}

// languagesOf returns the languages that concepts have names in, the house's
// own order first.
func languagesOf(all []concept) []string {
	have := map[string]bool{}
	for _, c := range all {
		for tag := range c.Names {
			if base, _, _ := strings.Cut(strings.ToLower(tag), "-"); langForm.MatchString(base) {
				have[base] = true
			}
		}
	}
	var out []string
	for _, l := range []string{"en", "de", "fr", "es", "ar"} {
		if have[l] {
			out = append(out, l)
			delete(have, l)
		}
	}
	return append(out, slices.Sorted(maps.Keys(have))...)
}

// nameIn returns the name in a language: under its plain tag, else under the
// first of its variants. British English is the vocabulary's own.
func nameIn(names map[string]string, language string) string {
	for _, tag := range slices.Sorted(maps.Keys(names)) {
		if strings.EqualFold(tag, language) || strings.EqualFold(tag, "en-GB") && language == "en" {
			return names[tag]
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(names)) {
		if base, _, _ := strings.Cut(strings.ToLower(tag), "-"); base == language {
			return names[tag]
		}
	}
	return ""
}
