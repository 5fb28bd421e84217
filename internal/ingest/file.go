package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"broadsheet/internal/news"
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
	others, err := r.rewrites(ctx, src, f.SHA, it)
	for _, other := range append(meant[1:], others...) {
		if err != nil {
			break
		}
		var too Filed
		if too, err = r.fileOne(ctx, src, f, other); err == nil {
			filed.Outcome += "; " + too.GUID + " " + too.Outcome
		}
	}
	return filed, err
}

// fileOne files one item to one story: it looks, decides and saves, and does so
// again if somebody else was faster.
func (r *Room) fileOne(ctx context.Context, src news.Source, f news.WireFile, it Item) (Filed, error) {
	filed := Filed{GUID: it.GUID, Version: it.Version}
	hash, err := hashOf(it)
	if err != nil { // such as a time 24 hours from UTC
		return filed, fmt.Errorf("it cannot be written down: %v: %w", err, news.ErrInvalid)
	}
	for range attempts {
		done, err := r.Store.WireFiled(ctx, src.ID, it.GUID, it.Version, hash)
		if err != nil {
			return filed, err
		}
		if done {
			filed.Outcome = "repeated: nothing changed"
			return filed, nil
		}
		rec := news.WireRecord{ID: news.WireItemID(r.NewID()), Source: src.ID, SHA: f.SHA, Hash: hash, At: r.Now(), Item: it.WireItem}
		d, outcome, err := r.deed(ctx, src, &it, rec.ID)
		if err != nil {
			return filed, err
		}
		rec.Story, rec.Outcome = d.Story.ID, outcome
		d.At, d.Wire, d.File = rec.At, &rec, &f
		_, err = r.Store.SaveStory(ctx, d)
		if errors.Is(err, news.ErrConflict) {
			continue
		}
		filed.Story, filed.Outcome = d.Story.ID, outcome
		return filed, err
	}
	return filed, fmt.Errorf("%w: it kept moving; send it again", news.ErrConflict)
}

// hashOf returns the hash of what an item says, however it was spelled.
func hashOf(it Item) (string, error) {
	text, err := json.Marshal(it.WireItem)
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
	old, err := r.Store.PictureByGUID(ctx, src.ID, it.GUID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
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
		if p.Limit = limits(p.UsageTerms, src); p.Limit != "" {
			outcome = "picture filed, and not shown: its terms of use limit where it may stand"
		}
	} else {
		outcome = "picture withdrawn" // a recall's empty fields replace nothing
		if old.Version == "" || news.CompareVersions(it.Version, old.Version) > 0 {
			p.Version = it.Version // what comes late is behind it
		}
	}
	recall(&p, it.PubStatus)
	if it.PubStatus == news.Usable && holdsEmbargo(it, src) {
		p.Withheld, outcome = true, "picture withheld: its embargo cannot be read"
	}
	d.Pictures = []news.Picture{p}
	return d, outcome, nil
}

func (r *Room) storyDeed(ctx context.Context, src news.Source, it *Item, rec news.WireItemID) (news.StoryDeed, string, error) {
	s := situation{item: it, source: src, record: rec, now: r.Now(), newID: r.NewID}
	var err error
	if s.titles, err = r.Store.Titles(ctx); err != nil {
		return news.StoryDeed{}, "", err
	}
	s.story, err = r.Store.StoryByGUID(ctx, src.ID, it.GUID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return news.StoryDeed{}, "", err
	}
	changed, recalls, uses, limited, err := r.pictures(ctx, src, it)
	if err != nil {
		return news.StoryDeed{}, "", err
	}
	s.content, s.limited = content(it, src, uses), limited
	if s.replaced, err = r.replaced(ctx, src.ID, it); err != nil {
		return news.StoryDeed{}, "", err
	}
	d, outcome := decide(s)
	d.Pictures = recalls // whatever becomes of the words
	if d.Version != nil {
		d.Pictures = changed
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
