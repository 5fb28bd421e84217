package ingest

import (
	"context"
	"errors"
	"slices"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

// termsDeed registers what an item says of its agency's terms. Terms that the
// agency takes back are kept: copy that names them may still come.
func termsDeed(it *Item) (news.StoryDeed, string) {
	if it.PubStatus != news.Usable || len(it.Terms) == 0 {
		return news.StoryDeed{Verb: news.VerbAttached}, "kept: it describes no term for use"
	}
	d := news.StoryDeed{Verb: news.VerbTerms}
	seen := map[string]bool{}
	for _, t := range it.Terms {
		if t.Code = wire.ConceptURI(t.Code); len(t.Code) <= maxGUID && !seen[t.Code] {
			seen[t.Code] = true
			d.Terms = append(d.Terms, t)
		}
	}
	return d, "kept: terms registered"
}

// maxNamed is how many codes of one item are looked up.
const maxNamed = 100

// nameTerms gives names to what an item names by code alone, as the agency has
// described it. A name that was sent stays, and so does what the item itself
// holds: only what is made of it is named.
func (r *Room) nameTerms(ctx context.Context, source news.SourceID, it *Item) error {
	it.Subjects, it.Places = slices.Clone(it.Subjects), slices.Clone(it.Places)
	var bare []*string
	var codes []string
	add := func(name *string, code string) {
		if *name == "" && code != "" && len(code) <= maxGUID && len(bare) < maxNamed {
			bare, codes = append(bare, name), append(codes, wire.ConceptURI(code))
		}
	}
	for i := range it.Subjects {
		add(&it.Subjects[i].Name, it.Subjects[i].Code)
	}
	for i := range it.Places {
		add(&it.Places[i].Name, it.Places[i].Code)
	}
	for i, name := range bare {
		t, err := r.Store.Term(ctx, source, codes[i])
		if errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		*name = t.Name(it.Language)
	}
	return nil
}
