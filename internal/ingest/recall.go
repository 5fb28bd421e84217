package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/news"
)

// recallWindow is how long after a story came a recall that names it by number
// or headline may mean it: agencies begin their numbers anew every day, and
// file for the day before until late (R15).
const recallWindow = 48 * time.Hour

// freeze takes a story from readers that a kill probably means (R15). Unlike
// one that is killed it may come back: an editor kills it, or lets it go.
func (s situation) freeze() (news.StoryDeed, string) {
	old := s.story.Story
	switch {
	case old.Killed():
		return news.StoryDeed{Verb: news.VerbAttached}, "kept: killed already"
	case old.Frozen != "":
		return news.StoryDeed{Verb: news.VerbAttached}, "kept: frozen already"
	}
	st := s.begin()
	st.Frozen = "The agency sent a kill that names its story by " + s.named() + ", and this seems to be it. Readers have it no longer; kill it, or let it go."
	if old.ID == "" {
		st.Frozen = "The agency sent a kill that names its story by " + s.named() + ", and no such story is here. See that it is gone; should it come, readers do not get it."
	}
	switch {
	case s.item.noted != "":
		st.Frozen = fmt.Sprintf("The agency's note on it reads %.120q, though its status says that it may be used. Readers do not get it; kill it, or let it go.", s.item.noted)
	case s.item.follows != "":
		st.Frozen = "The agency killed its item " + s.item.follows + ", which this story replaces or is made of. Readers have it no longer; kill it, or let it go."
	}
	flag(&st, st.Frozen)
	st.Pending = s.record
	return news.StoryDeed{Verb: news.VerbFrozen, Story: st}, "frozen: an editor must kill it or let it go"
}

// rewrites returns what the kill of an item means for the stories of the last
// two days that replace it or are made of it: they are frozen, for what was
// wrong with it may be wrong with them (R4).
func (r *Room) rewrites(ctx context.Context, src news.Source, sha string, it Item) ([]Item, error) {
	if it.PubStatus != news.Canceled || it.Guessed {
		return nil, nil
	}
	killed, err := r.Store.StoryByGUID(ctx, src.ID, it.GUID)
	if errors.Is(err, news.ErrNotFound) { // a picture
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	recent, err := r.Store.RecentCopy(ctx, src.ID, r.Now().Add(-recallWindow))
	if err != nil {
		return nil, err
	}
	var out []Item
	seen := map[string]bool{it.GUID: true}
	for _, c := range recent {
		// What comes with the kill or after it knew of it.
		if seen[c.GUID] || c.SHA == sha || c.At.After(killed.Story.KilledAt) || !slices.Contains(c.Follows, it.GUID) {
			continue
		}
		seen[c.GUID] = true
		other := Item{WireItem: news.WireItem{Format: it.Format, GUID: c.GUID, Type: news.TextItem, PubStatus: news.Canceled, Guessed: true, Updated: it.Updated,
			Provider: it.Provider, EditorialNotes: it.EditorialNotes, Links: []news.Link{{Rel: news.DerivedFrom, GUID: it.GUID}}}}
		other.follows = it.GUID
		out = append(out, other)
	}
	return out, nil
}

// replaced returns an item that this one says it replaces or corrects and that
// the agency has recalled; empty if there is none. Such copy may be the right
// version, or no more than the note that recalls the other.
func (r *Room) replaced(ctx context.Context, source news.SourceID, it *Item) (string, error) {
	for _, l := range it.Links {
		if l.Rel != news.UpdateOf && l.Rel != news.CorrectionOf || l.GUID == "" || l.GUID == it.GUID {
			continue
		}
		f, err := r.Store.StoryByGUID(ctx, source, l.GUID)
		switch {
		case errors.Is(err, news.ErrNotFound):
		case err != nil:
			return "", err
		case f.Story.Killed(), f.Story.Withheld, f.Story.Frozen != "":
			return l.GUID, nil
		}
	}
	return "", nil
}

// named says by what words a recall names its story.
func (s situation) named() string {
	var names []string
	for _, l := range s.item.Links {
		if l.Title != "" && len(names) < 3 {
			names = append(names, fmt.Sprintf("%.100q", l.Title))
		}
	}
	if len(names) == 0 {
		return "its number or keyword alone"
	}
	return strings.Join(names, ", ")
}

// meant returns what a recall stands for that names its story by no more than
// numbers or a headline: itself, and the same for each other story of the last
// two days that it may mean. It stands for itself if it finds none.
func (r *Room) meant(ctx context.Context, src news.Source, it Item) ([]Item, error) {
	if it.noted != "" { // it speaks of itself
		return []Item{it}, nil
	}
	if !it.Guessed || it.PubStatus != news.Canceled && it.PubStatus != news.Withheld {
		return []Item{it}, nil
	}
	names := map[string]bool{}  // guids and numbers
	titles := map[string]bool{} // headlines
	for _, l := range it.Links {
		if l.GUID != "" {
			// One with a title has an item of its own: the format's parser makes
			// one for each that it can name.
			names[l.GUID] = names[l.GUID] || l.Title == ""
			continue
		}
		names[strings.ToLower(l.Title)] = true
		if key := words(l.Title); strings.Contains(key, " ") {
			titles[key] = true
		}
	}
	names[it.GUID] = true
	recent, err := r.Store.RecentCopy(ctx, src.ID, r.Now().Add(-recallWindow))
	if err != nil {
		return nil, err
	}
	var out []Item
	found := map[string]bool{}
	_, err = r.Store.StoryByGUID(ctx, src.ID, it.GUID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return nil, err
	}
	if err == nil {
		found[it.GUID] = true
		out = append(out, it)
	}
	for _, c := range recent {
		if found[c.GUID] || !meets(c, names, titles) {
			continue
		}
		found[c.GUID] = true
		other := it
		// Its version is that of the recall, in the recall's format.
		other.GUID, other.Version = c.GUID, ""
		out = append(out, other)
	}
	if len(out) == 0 {
		out = []Item{it}
	}
	return out, nil
}

// meets reports whether copy bears one of the names or headlines.
func meets(c news.CopyLine, names, titles map[string]bool) bool {
	if names[c.GUID] || titles[words(c.Headline)] {
		return true
	}
	for _, l := range c.Same {
		if names[l.GUID] || names[strings.ToLower(l.Title)] {
			return true
		}
	}
	return false
}

// words are those of a headline in lower case, without marks between them.
func words(headline string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(headline), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
