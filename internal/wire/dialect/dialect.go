package dialect

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// Dialect is how one agency writes. It is never changed once read.
type Dialect struct {
	Name  string
	From  string // "shipped", or the file it was read from
	About string
	Match match

	habit          wire.Habit
	language       string
	credit         string
	noEmptyEmbargo bool
	laterVersions  meaning
	signals        map[news.Signal]meaning
	labels         []compiledLabel
	categories     map[string]string
	keywordCodes, signOff, boilerplate,
	privateLines, privateFrom []*regexp.Regexp
}

type compiledLabel struct {
	form  *regexp.Regexp
	in    []string
	means meaning
	strip bool
}

// Set is the dialects a house knows. A nil set knows none and still keeps
// private words private.
type Set struct {
	byName map[string]*Dialect
}

//go:embed shipped/*.toml
var shipped embed.FS

// Load returns the shipped dialects and those of the files *.toml in a folder,
// which may be missing; a file of a shipped one's name takes its place. An error
// wraps [news.ErrInvalid] where a file is at fault.
func Load(folder string) (*Set, error) {
	s := &Set{byName: map[string]*Dialect{}}
	list, err := fs.ReadDir(shipped, "shipped")
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		text, err := shipped.ReadFile("shipped/" + e.Name())
		if err != nil {
			return nil, err
		}
		if err := s.add(e.Name(), string(text), "shipped"); err != nil {
			return nil, err
		}
	}
	if folder == "" {
		return s, nil
	}
	own, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the folder of dialects: %w", err)
	}
	for _, e := range own {
		if e.IsDir() || filepath.Ext(e.Name()) != ".toml" {
			continue
		}
		path := filepath.Join(folder, e.Name())
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read dialect: %w", err)
		}
		if err := s.add(e.Name(), string(text), path); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) add(file, text, from string) error {
	d, err := Read(strings.TrimSuffix(file, ".toml"), text, from)
	if err != nil {
		return err
	}
	s.byName[d.Name] = d
	return nil
}

// List returns the dialects by name.
func (s *Set) List() []*Dialect {
	if s == nil {
		return nil
	}
	return slices.SortedFunc(maps.Values(s.byName), func(a, b *Dialect) int { return cmp.Compare(a.Name, b.Name) })
}

// Check returns an error wrapping [news.ErrInvalid], with the names there are,
// unless name is that of a dialect or empty.
func (s *Set) Check(name string) error {
	if name == "" {
		return nil
	}
	var names []string
	for _, d := range s.List() {
		if d.Name == name {
			return nil
		}
		names = append(names, d.Name)
	}
	return fmt.Errorf("no dialect %q; there are %s: %w", name, strings.Join(names, ", "), news.ErrInvalid)
}

// Of returns the dialect of an item: the one named, or if none is, the one whose
// match fits best. It is nil if there is none.
func (s *Set) Of(named string, o wire.Origin) *Dialect {
	if s == nil {
		return nil
	}
	if named != "" {
		return s.byName[named]
	}
	var best *Dialect
	most := 0
	for _, d := range s.List() {
		if fit := d.Match.fit(o); fit > most {
			best, most = d, fit
		}
	}
	return best
}

// fit says how well an item fits: a guid that begins as the agency's do is
// surer than a name, and the longer beginning than the shorter.
func (m match) fit(o wire.Origin) int {
	if len(m.Formats) > 0 && !slices.ContainsFunc(m.Formats, func(f string) bool { return hasPrefix(o.Format, f) }) {
		return 0
	}
	fit := 0
	for _, p := range m.Providers {
		if strings.EqualFold(p, o.Provider) || strings.EqualFold(p, wire.LocalCode(o.Provider)) {
			fit = 1
		}
	}
	for _, p := range m.GUIDs {
		if hasPrefix(o.GUID, p) {
			fit = max(fit, 1+len(p))
		}
	}
	return fit
}

// hasPrefix is strings.HasPrefix in any case.
func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// Habits returns what parsers ask while they read copy of a source that names a
// dialect, or if named is empty, of any source.
func (s *Set) Habits(named string) wire.Habits {
	return func(o wire.Origin) wire.Habit {
		if d := s.Of(named, o); d != nil {
			return d.habit
		}
		return wire.Habit{}
	}
}

// Words returns the keywords that are words for readers. A nil dialect leaves
// out what is written like a code.
func (d *Dialect) Words(keywords []string) []string {
	var out []string
	for _, k := range keywords {
		if !codeForm.MatchString(k) && (d == nil || !fits(d.keywordCodes, k)) {
			out = append(out, k)
		}
	}
	return out
}

// codeForm is a keyword that is a code whoever sends it, such as "desk:world".
var codeForm = regexp.MustCompile(`^[a-zA-Z0-9_-]+:\S+$`)

func fits(forms []*regexp.Regexp, s string) bool {
	return slices.ContainsFunc(forms, func(f *regexp.Regexp) bool { return f.MatchString(s) })
}
