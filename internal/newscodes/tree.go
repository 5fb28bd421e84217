// Package newscodes knows the vocabulary that agencies file their copy under:
// the IPTC Media Topics, a tree of subjects with names in several languages,
// and the older eight-digit subject codes that map to them.
//
// It routes nothing: it says what a code means and what stands above it. A tree
// is shipped inside the program; a newer one in the data folder goes before it.
// Nothing is fetched.
//
// Start at [Tree.Resolve] and [Tree.Expand]; at [Open] for which tree is used.
package newscodes

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

//go:embed mediatopics.tsv
var shipped []byte

// File is where a newer tree stands in the data folder.
const File = "newscodes/mediatopics.tsv"

// Prefix begins the qcode of every topic.
const Prefix = "medtop:"

// Match is how a subject code of the older vocabulary maps to a topic (SKOS).
type Match byte

// The kinds of match, as the table writes them.
const (
	Exact    Match = '='
	Close    Match = '~'
	Broader  Match = '>' // the subject code is broader than the topic
	Narrower Match = '<' // it is narrower
)

// Subject is a code of the older vocabulary that a topic maps to.
type Subject struct {
	Code  string // eight digits
	Match Match
}

// Topic is one Media Topic.
type Topic struct {
	Code     string            // qcode, e.g. "medtop:20000842"
	Broader  string            // qcode of the topic above; empty for a top one
	Subjects []Subject         // of the older vocabulary
	Retired  string            // date, "2019-10-07"; empty for one in use
	Replaced string            // qcode of what a retired one was replaced by; may be empty
	Names    map[string]string // by language
}

// Tree is the whole vocabulary. It is not changed once made and may be read
// from many goroutines.
type Tree struct {
	// Snapshot is the date of the vocabulary's newest change.
	Snapshot  string
	Languages []string // that topics have names in

	topics map[string]Topic
	codes  []string          // all, sorted
	old    map[string]string // subject code to topic in use
}

// Shipped returns the tree inside the program.
func Shipped() (*Tree, error) {
	t, err := Read(bytes.NewReader(shipped))
	if err != nil {
		return nil, fmt.Errorf("shipped media topics: %w", err)
	}
	return t, nil
}

// Open returns the tree of a data folder, or the shipped one if there is none.
// If the folder's cannot be used, it returns the shipped one and an error that
// says why.
func Open(folder string) (*Tree, error) {
	built, err := Shipped()
	if err != nil {
		return nil, err
	}
	name := filepath.Join(folder, filepath.FromSlash(File))
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return built, nil
	}
	if err != nil {
		return built, fmt.Errorf("media topics of the data folder, the shipped ones are used: %w", err)
	}
	defer f.Close()
	own, err := Read(f)
	if err != nil {
		return built, fmt.Errorf("media topics in %s, the shipped ones are used: %w", name, err)
	}
	return own, nil
}

var (
	codeForm = regexp.MustCompile(`^[0-9]{8}$`)
	dayForm  = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	langForm = regexp.MustCompile(`^[a-z]{2,3}$`)
)

// fixed are the table's first columns; names by language follow.
var fixed = []string{"code", "broader", "subjects", "retired", "replaced"}

// maxTable is the largest table that is read, in bytes.
const maxTable = 32 << 20

// Read reads a table as [Tree.Write] writes it and checks that it is a tree. An
// error wraps [news.ErrInvalid] and names the line.
func Read(r io.Reader) (*Tree, error) {
	t := &Tree{topics: map[string]Topic{}}
	in := bufio.NewScanner(io.LimitReader(r, maxTable))
	in.Buffer(nil, 1<<20)
	n, columns := 0, 0
	for in.Scan() {
		n++
		line := strings.TrimSuffix(in.Text(), "\r")
		bad := func(format string, a ...any) error {
			return fmt.Errorf("line %d: %s: %w", n, fmt.Sprintf(format, a...), news.ErrInvalid)
		}
		fields := strings.Split(line, "\t")
		switch {
		case strings.HasPrefix(line, "#"):
			if day, ok := strings.CutPrefix(line, "# snapshot "); ok {
				t.Snapshot = strings.TrimSpace(day)
			}
			continue
		case columns == 0:
			columns = len(fields)
			if columns <= len(fixed) || !slices.Equal(fields[:len(fixed)], fixed) {
				return nil, bad("the columns are not %s and languages", strings.Join(fixed, ", "))
			}
			t.Languages = fields[len(fixed):]
			for _, l := range t.Languages {
				if !langForm.MatchString(l) {
					return nil, bad("column %q is no language", l)
				}
			}
			continue
		case len(fields) != columns:
			return nil, bad("it has %d columns, not %d", len(fields), columns)
		}
		topic, err := t.row(fields)
		if err != nil {
			return nil, bad("%v", err)
		}
		if _, twice := t.topics[topic.Code]; twice {
			return nil, bad("topic %s occurs twice", topic.Code)
		}
		t.topics[topic.Code] = topic
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %v: %w", n+1, err, news.ErrInvalid)
	}
	return t, t.finish()
}

func (t *Tree) row(f []string) (Topic, error) {
	x := Topic{Retired: f[3], Names: map[string]string{}}
	for _, c := range []struct {
		to   *string
		from string
		must bool
	}{{&x.Code, f[0], true}, {&x.Broader, f[1], false}, {&x.Replaced, f[4], false}} {
		if c.from == "" && !c.must {
			continue
		}
		if !codeForm.MatchString(c.from) {
			return x, fmt.Errorf("%q is no code of eight digits", c.from)
		}
		*c.to = Prefix + c.from
	}
	if x.Retired != "" && !dayForm.MatchString(x.Retired) {
		return x, fmt.Errorf("%q is no date", x.Retired)
	}
	for s := range strings.SplitSeq(f[2], ",") {
		if s == "" {
			continue
		}
		if !strings.ContainsRune("=~><", rune(s[0])) || !codeForm.MatchString(s[1:]) {
			return x, fmt.Errorf("%q is no subject code with its mark", s)
		}
		x.Subjects = append(x.Subjects, Subject{Code: s[1:], Match: Match(s[0])})
	}
	for i, name := range f[len(fixed):] {
		if name != "" {
			x.Names[t.Languages[i]] = name
		}
	}
	if len(x.Names) == 0 {
		return x, fmt.Errorf("topic %s has no name", x.Code)
	}
	return x, nil
}

// finish checks that the topics are a tree and maps the older vocabulary.
func (t *Tree) finish() error {
	if len(t.topics) == 0 {
		return fmt.Errorf("it has no topics: %w", news.ErrInvalid)
	}
	t.codes = slices.Sorted(maps.Keys(t.topics))
	for _, code := range t.codes {
		x := t.topics[code]
		for _, other := range []string{x.Broader, x.Replaced} {
			if _, ok := t.topics[other]; other != "" && !ok {
				return fmt.Errorf("topic %s names %s, which is not there: %w", code, other, news.ErrInvalid)
			}
		}
		if x.Retired != "" && x.Broader == "" && x.Replaced == "" {
			return fmt.Errorf("topic %s is retired and nothing stands for it: %w", code, news.ErrInvalid)
		}
		above := x.Broader
		for n := 0; above != ""; n++ {
			if n > len(t.codes) {
				return fmt.Errorf("topic %s stands above itself: %w", code, news.ErrInvalid)
			}
			above = t.topics[above].Broader
		}
		if _, ok := t.inUse(code); !ok {
			return fmt.Errorf("topic %s is replaced in a circle: %w", code, news.ErrInvalid)
		}
	}
	t.mapSubjects()
	return nil
}

// inUse follows a retired topic to the one in use that stands for it: what
// replaced it or, where that is not said, the topic above.
func (t *Tree) inUse(code string) (Topic, bool) {
	for range t.codes {
		x, ok := t.topics[code]
		if !ok || x.Retired == "" {
			return x, ok
		}
		if code = x.Replaced; code == "" {
			code = x.Broader
		}
	}
	return Topic{}, false
}

// Write writes the tree as a table, sorted by code.
func (t *Tree) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# IPTC Media Topics. Copyright International Press Telecommunications Council, www.iptc.org; CC BY 4.0.\n")
	fmt.Fprintf(out, "# snapshot %s\n%s\t%s\n", t.Snapshot, strings.Join(fixed, "\t"), strings.Join(t.Languages, "\t"))
	for _, code := range t.codes {
		x := t.topics[code]
		var subjects []string
		for _, s := range x.Subjects {
			subjects = append(subjects, string(rune(s.Match))+s.Code)
		}
		fields := []string{bare(x.Code), bare(x.Broader), strings.Join(subjects, ","), x.Retired, bare(x.Replaced)}
		for _, l := range t.Languages {
			fields = append(fields, x.Names[l])
		}
		fmt.Fprintln(out, strings.Join(fields, "\t"))
	}
	return out.Flush()
}

func bare(code string) string { return strings.TrimPrefix(code, Prefix) }
