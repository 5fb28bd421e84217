// Package demo is the paper that `broadsheet demo` shows: two titles, three
// agencies, their stories, pictures and quotes, all of our own making about
// places that do not exist.
//
// It writes no story into the store: it makes the files agencies would send,
// as ninjs and NewsML-G2, and they go through the wire room like any other.
//
// Start at [Titles], [Sources] and [Files].
package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"broadsheet/internal/news"
)

//go:embed copy
var copies embed.FS

// Dialect is how the demo's agencies write: a file of a newsroom's own, by which
// their items are recognised. It is kept as "demo-agencies.toml".
//
//go:embed agencies.toml
var Dialect string

// File is a file an agency delivers at a time.
type File struct {
	Source news.SourceID
	Name   string
	At     time.Time
	Bytes  []byte
}

// widths are the renditions of each picture, in px. The widest is what a
// screen of high density asks for on the front page.
var widths = []int{1280, 800, 640}

// Files returns what the agencies deliver up to now, in the order of its
// delivery: pictures first, then copy.
func Files(now time.Time) ([]File, error) {
	home, err := time.LoadLocation(Titles()[0].TimeZone)
	if err != nil {
		return nil, err
	}
	w := newWeek(now, home)
	stories, err := readCopy(w)
	if err != nil {
		return nil, err
	}
	out, err := pictureFiles(stories, now)
	if err != nil {
		return nil, err
	}
	for i := range stories {
		messages, err := stories[i].messages(w)
		if err != nil {
			return nil, fmt.Errorf("demo story %s: %w", stories[i].guid, err)
		}
		out = append(out, messages...)
	}
	slices.SortStableFunc(out, func(a, b File) int { return a.At.Compare(b.At) })
	return out, nil
}

// pictureFiles draws each scene once for each agency that uses it.
func pictureFiles(stories []story, now time.Time) ([]File, error) {
	var names []string
	for _, s := range stories {
		if s.picture != "" && !slices.Contains(names, s.picture) {
			names = append(names, s.picture)
		}
	}
	drawn, err := drawScenes(names)
	if err != nil {
		return nil, err
	}
	first := now.Add(-72 * time.Hour)
	seen := map[string]bool{}
	var out []File
	for _, s := range stories {
		if s.picture == "" || seen[s.agency+s.picture] {
			continue
		}
		seen[s.agency+s.picture] = true
		for _, w := range widths {
			out = append(out, File{Source: news.SourceID(s.agency), Name: pictureName(s.picture, w), At: first, Bytes: drawn[s.picture][w]})
		}
	}
	return out, nil
}

func pictureName(scene string, width int) string { return fmt.Sprintf("%s-%d.jpg", scene, width) }

// readCopy reads all stories, in the order of their files, as of a week.
func readCopy(w week) ([]story, error) {
	var out []story
	err := fs.WalkDir(copies, "copy", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := copies.ReadFile(name)
		if err != nil {
			return err
		}
		s, err := readStory(w.turned(string(raw)))
		if err != nil {
			return fmt.Errorf("demo copy %s: %w", name, err)
		}
		s.language = path.Base(path.Dir(name))
		out = append(out, s)
		return nil
	})
	return out, err
}
