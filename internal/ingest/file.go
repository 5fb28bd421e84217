package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// attempts is how often an item is decided anew because its story moved.
const attempts = 20

// fileItem files one item. A recall that may mean several stories is filed to
// each of them; what was done with the first comes back, with the others named.
func (r *Room) fileItem(ctx context.Context, src news.Source, f news.WireFile, it Item) (Filed, error) {
	meant, err := r.meant(ctx, src, it)
	if err != nil {
		return Filed{GUID: it.GUID, Version: it.Version}, err
	}
	filed, err := r.fileOne(ctx, src, f, meant[0])
	if err != nil {
		return filed, err
	}
	return r.fileOthers(ctx, src, f, filed, it, meant[1:])
}

// fileOthers files a recall, once it is filed itself, to the other stories that
// it means, and adds to filed what was done with them.
func (r *Room) fileOthers(ctx context.Context, src news.Source, f news.WireFile, filed Filed, it Item, meant []Item) (Filed, error) {
	rewrites, err := r.rewrites(ctx, src, f.SHA, it)
	if err != nil {
		return filed, err
	}
	for _, other := range append(meant, rewrites...) {
		too, err := r.fileOne(ctx, src, f, other)
		if err != nil {
			return filed, err
		}
		filed.Outcome += "; " + too.GUID + " " + too.Outcome
	}
	return filed, nil
}

// fileOne files one item to one story: it looks, decides and saves, and does so
// again if somebody else was faster.
func (r *Room) fileOne(ctx context.Context, src news.Source, f news.WireFile, it Item) (Filed, error) {
	var filed Filed
	for range attempts {
		var d news.StoryDeed
		var err error
		if filed, d, err = r.prepare(ctx, src, f, &it); err != nil || d.Wire == nil {
			return filed, err
		}
		if _, err = r.Store.SaveStory(ctx, d); errors.Is(err, news.ErrConflict) {
			continue
		}
		return filed, err
	}
	return filed, fmt.Errorf("%w: it kept moving; send it again", news.ErrConflict)
}

// prepare makes the deed that files an item. A deed without a message item says
// that it was filed before.
func (r *Room) prepare(ctx context.Context, src news.Source, f news.WireFile, it *Item) (Filed, news.StoryDeed, error) {
	filed := Filed{GUID: it.GUID, Version: it.Version}
	hash, err := hashOf(it)
	if err != nil { // such as a time 24 hours from UTC
		return filed, news.StoryDeed{}, fmt.Errorf("it cannot be written down: %v: %w", err, news.ErrInvalid)
	}
	done, err := r.Store.WireFiled(ctx, src.ID, it.GUID, it.Version, hash)
	if err != nil {
		return filed, news.StoryDeed{}, err
	}
	if done {
		filed.Outcome = repeated
		return filed, news.StoryDeed{}, nil
	}
	rec := news.WireRecord{ID: news.WireItemID(r.NewID()), Source: src.ID, SHA: f.SHA, Hash: hash, At: r.Now(), Item: it.WireItem}
	d, outcome, err := r.deed(ctx, src, it, rec.ID)
	if err != nil {
		return filed, d, err
	}
	rec.Story, rec.Outcome = d.Story.ID, outcome
	d.At, d.Wire, d.File = rec.At, &rec, &f
	filed.Story, filed.Outcome = d.Story.ID, outcome
	return filed, d, nil
}

// hashOf returns the hash of what an item says, however it was spelled.
func hashOf(it *Item) (string, error) {
	said := it.WireItem
	said.Dialect = "" // an agency's words are the same whoever explains them
	text, err := json.Marshal(said)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// deed looks at what there is and makes the deed of an item.
func (r *Room) deed(ctx context.Context, src news.Source, it *Item, rec news.WireItemID) (news.StoryDeed, string, error) {
	kind := it.Type
	if it.PubStatus != news.Usable {
		var err error
		if kind, err = r.recalled(ctx, src.ID, it); err != nil {
			return news.StoryDeed{}, "", err
		}
	}
	switch kind {
	case news.PictureItem, news.GraphicItem:
		return r.pictureDeed(ctx, src, it)
	case news.TextItem, "":
		return r.storyDeed(ctx, src, it, rec)
	case news.ConceptItem:
		d, outcome := termsDeed(it)
		return d, outcome, nil
	case news.CompositeItem:
		if it.copy.Words > 0 || it.PubStatus == news.Canceled {
			return r.storyDeed(ctx, src, it, rec)
		}
		return news.StoryDeed{Verb: news.VerbAttached}, "kept: a package; its parts are filed as they come", nil
	}
	return news.StoryDeed{Verb: news.VerbAttached}, fmt.Sprintf("kept: %s items are not shown", it.Type), nil
}

// recalled returns the type of what an item that is not usable is about. A
// recall comes with no text and may say no more than the guid (R4, R5), so what
// the house has under that guid counts before what the item says of itself.
func (r *Room) recalled(ctx context.Context, source news.SourceID, it *Item) (news.ItemType, error) {
	_, err := r.Store.StoryByGUID(ctx, source, it.GUID)
	if err == nil {
		return news.TextItem, nil
	}
	if !errors.Is(err, news.ErrNotFound) {
		return "", err
	}
	_, err = r.Store.PictureByGUID(ctx, source, it.GUID)
	if err == nil {
		return news.PictureItem, nil
	}
	if !errors.Is(err, news.ErrNotFound) {
		return "", err
	}
	return it.Type, nil
}

func (r *Room) pictureDeed(ctx context.Context, src news.Source, it *Item) (news.StoryDeed, string, error) {
	d := news.StoryDeed{Verb: news.VerbPicture}
	old, err := r.picture(ctx, src.ID, it.GUID, it.Renditions)
	if err != nil {
		return d, "", err
	}
	if it.PubStatus != news.Canceled && old.Version != "" && news.CompareVersions(it.Version, old.Version) < 0 {
		return d, "kept: a newer version is here", nil
	}
	p := old
	if p.ID == "" {
		p = news.Picture{ID: news.PictureID(r.NewID()), Source: src.ID, GUID: it.GUID}
	}
	outcome := "picture filed"
	if it.PubStatus == news.Usable {
		p = pictureOf(p, it)
		r.limitPicture(&p, src, it, nil)
	} else {
		outcome = "picture withdrawn" // a recall's empty fields replace nothing
		if old.Version == "" || news.CompareVersions(it.Version, old.Version) > 0 {
			p.Version = it.Version // what comes late is behind it
		}
	}
	recall(&p, it.PubStatus)
	if it.PubStatus == news.Usable && it.EmbargoHold {
		p.Withheld, outcome = true, "picture withheld: its embargo cannot be read"
	}
	d.Pictures = []news.Picture{p}
	return d, outcome, nil
}

func (r *Room) storyDeed(ctx context.Context, src news.Source, it *Item, rec news.WireItemID) (news.StoryDeed, string, error) {
	s := situation{item: it, source: src, record: rec, now: r.Now(), newID: r.NewID, topics: r.topicsOf(it), limits: Limits(it, r.Now())}
	var err error
	if s.titles, err = r.Store.Titles(ctx); err != nil {
		return news.StoryDeed{}, "", err
	}
	s.story, err = r.Store.StoryByGUID(ctx, src.ID, it.GUID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return news.StoryDeed{}, "", err
	}
	all, changed, recalls, uses, err := r.pictures(ctx, src, it)
	if err != nil {
		return news.StoryDeed{}, "", err
	}
	named := *it
	if err := r.nameTerms(ctx, src.ID, &named); err != nil {
		return news.StoryDeed{}, "", err
	}
	s.content = content(&named, src, uses)
	s.content.Credit = src.Terms(src.ContractOf(s.matter(), news.TextItem)).Credit(s.content.Credit, it.Byline)
	if s.replaced, err = r.replaced(ctx, src.ID, it); err != nil {
		return news.StoryDeed{}, "", err
	}
	d, outcome := decide(s)
	d.Pictures = recalls // whatever becomes of the words
	if d.Version != nil {
		d.Signature, d.HoldTwins = reading.Sign(s.content.Headline, it.copy.Text), src.Duplicates == "hold"
		d.Pictures = changed
		s.tellPictures(&d, all)
	}
	if d.Attached != nil {
		// Pictures that are new do not touch what readers have.
		for _, p := range changed {
			if p.Rev == 0 && !slices.ContainsFunc(recalls, func(x news.Picture) bool { return x.ID == p.ID }) {
				d.Pictures = append(d.Pictures, p)
			}
		}
	}
	for i := range d.Placements {
		if err := r.freePath(ctx, &d.Placements[i]); err != nil {
			return d, "", err
		}
	}
	return d, outcome, nil
}

// freePath makes the address of a placement that readers have not seen its
// own. Two stories of one day and headline are told apart by the end of the
// story's id.
func (r *Room) freePath(ctx context.Context, p *news.Placement) error {
	if !p.FirstPublished.IsZero() {
		return nil
	}
	taken, err := r.Store.PathTaken(ctx, p.Title, p.Path, p.Story)
	if err != nil || !taken {
		return err
	}
	id := strings.ReplaceAll(string(p.Story), "-", "")
	p.Path += "-" + id[max(0, len(id)-8):]
	return nil
}

// same reports whether two pictures say the same.
func same(a, b news.Picture) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
