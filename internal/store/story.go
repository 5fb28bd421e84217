package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// SaveStory carries out the deed, rewrites the readable form of every
// placement it touches, and returns its event. It returns ErrConflict if the
// story or a picture has moved since the caller looked, if the guid, path or
// message item is there already, and changes nothing then.
func (s *Store) SaveStory(ctx context.Context, d news.StoryDeed) (news.Event, error) {
	e, err := s.deed(ctx, d.At, func(t *tx) (news.Event, error) { return t.saveStory(&s.texts, d) })
	if err != nil {
		return e, fmt.Errorf("%s %s: %w", d.Verb, d.Story.ID, err)
	}
	return e, nil
}

// SaveStories is [Store.SaveStory] for deeds that stand or fall together: all
// are done, each with its own event, or none is. A deed may build on one before
// it, but no two on the same story.
//
// On PostgreSQL two such sets that share stories or pictures in another order
// may deadlock; one of them is then refused with ErrConflict, as if it had come
// later.
func (s *Store) SaveStories(ctx context.Context, deeds []news.StoryDeed) ([]news.Event, error) {
	if len(deeds) == 0 {
		return nil, nil
	}
	var events []news.Event
	last := len(deeds) - 1
	e, err := s.deed(ctx, deeds[last].At, func(t *tx) (news.Event, error) {
		events = nil
		for i, d := range deeds {
			e, err := t.saveStory(&s.texts, d)
			if err != nil {
				return e, fmt.Errorf("%s %s: %w", d.Verb, d.Story.ID, err)
			}
			if i == last {
				return e, nil
			}
			if err := t.journal(&e); err != nil {
				return e, err
			}
			events = append(events, e)
		}
		panic("unreachable")
	})
	if err != nil {
		return nil, fmt.Errorf("%d deeds as one: %w", len(deeds), err)
	}
	return append(events, e), nil
}

// saveStory is one deed within a transaction.
func (t *tx) saveStory(known *texts, d news.StoryDeed) (news.Event, error) {
	t.fresh = fresh{}
	e := news.Event{Verb: d.Verb, Story: d.Story.ID, By: byOf(d), Version: d.Story.Head}
	d, repeats, err := t.compare(known, d)
	if err != nil {
		return e, err
	}
	switch {
	case d.Note != nil:
		e.Ref = string(d.Note.ID)
	case d.Plan != nil:
		e.Ref = string(d.Plan.ID)
	}
	if d.File != nil {
		if err := t.saveWireFile(*d.File); err != nil {
			return e, err
		}
	}
	if d.Wire != nil {
		if err := t.saveWireRecord(*d.Wire); err != nil {
			return e, err
		}
		e.Ref = string(d.Wire.ID)
		if err := t.saveTerms(*d.Wire, d.Terms); err != nil {
			return e, err
		}
	}
	if err := t.lockPictures(d.Pictures, append(repeats, d.Story.ID)...); err != nil {
		return e, err
	}
	stories := map[news.StoryID]bool{}
	for _, p := range slices.SortedFunc(slices.Values(d.Pictures), byPicture) {
		used, err := t.savePicture(p)
		if err != nil {
			return e, err
		}
		for _, id := range used {
			stories[id] = true
		}
	}
	t.fresh.deed = &d
	defer func() { t.fresh = fresh{} }()
	if d.Story.ID != "" {
		// Before its placements, as SaveSource and SaveTitle take them.
		if err := t.shareContracts(d); err != nil {
			return e, err
		}
		if e.Changes, err = t.storyChanges(e, d); err != nil {
			return e, err
		}
		if err := t.saveStoryRows(d); err != nil {
			return e, err
		}
		if err := t.warn(d.Story.ID, repeats); err != nil {
			return e, err
		}
		stories[d.Story.ID] = true
		waiting, err := t.relate(d)
		if err != nil {
			return e, err
		}
		for _, id := range waiting {
			stories[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(stories)) { // one order for all, or they deadlock
		touched, err := t.release(id)
		if err != nil {
			return e, err
		}
		e.Touched = append(e.Touched, touched...)
	}
	return e, nil
}

// byOf names who wrote a deed's version, or whose message it was.
func byOf(d news.StoryDeed) string {
	switch {
	case d.By != "":
		return d.By
	case d.Version != nil:
		return d.Version.By
	case d.Wire != nil:
		return "agency:" + string(d.Wire.Source)
	}
	return ""
}

func byPicture(a, b news.Picture) int { return strings.Compare(string(a.ID), string(b.ID)) }

func (t *tx) saveStoryRows(d news.StoryDeed) error {
	st := d.Story
	seen := st.Rev
	st.Rev++
	headline := ""
	if d.Version != nil {
		headline = d.Version.Headline
	}
	detail, err := toJSON(st)
	if err != nil {
		return err
	}
	if seen == 0 {
		err = t.exec(`INSERT INTO story (id, rev, source, guid, created, headline, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(st.ID), st.Rev, string(st.Source), st.GUID, micro(st.Created), headline, detail)
	} else {
		err = t.change(`UPDATE story SET rev = $1, detail = $2, headline = CASE WHEN $3 = '' THEN headline ELSE $3 END WHERE id = $4 AND rev = $5`,
			st.Rev, detail, headline, string(st.ID), seen)
	}
	if err != nil {
		return fmt.Errorf("story: %w", err)
	}
	if v := d.Version; v != nil {
		if v.N != st.Head || v.Story != st.ID {
			return fmt.Errorf("version %s.%d is not the head %s.%d: %w", v.Story, v.N, st.ID, st.Head, news.ErrInvalid)
		}
		detail, err := toJSON(v)
		if err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO version (story, n, at, detail) VALUES ($1, $2, $3, $4)`, string(v.Story), v.N, micro(v.At), detail); err != nil {
			return fmt.Errorf("version: %w", err)
		}
		for _, use := range v.Pictures {
			if err := t.exec(`INSERT INTO picture_use (picture, story, n) VALUES ($1, $2, $3) ON CONFLICT (picture, story, n) DO NOTHING`,
				string(use.Picture), string(v.Story), v.N); err != nil {
				return err
			}
		}
	}
	if d.Attached != nil {
		if err := t.saveAttached(*d.Attached); err != nil {
			return err
		}
	}
	if err := t.saveBeside(d); err != nil {
		return err
	}
	for _, p := range d.Placements {
		if err := t.unreleasedSince(p); err != nil {
			return fmt.Errorf("placement on %s: %w", p.Title, err)
		}
		if err := t.savePlacement(p, 0); err != nil {
			return fmt.Errorf("placement on %s: %w", p.Title, err)
		}
	}
	return nil
}

// saveBeside writes what the newsroom alone knows of the deed.
func (t *tx) saveBeside(d news.StoryDeed) error {
	if err := t.saveWhereabouts(d); err != nil {
		return fmt.Errorf("whereabouts: %w", err)
	}
	if d.Note != nil {
		if err := t.saveNote(*d.Note); err != nil {
			return err
		}
	}
	if d.Plan != nil {
		if err := t.savePlan(*d.Plan); err != nil {
			return fmt.Errorf("planned item: %w", err)
		}
	}
	return nil
}

// relate records which items a new version names as related, and returns the
// stories that waited for a new story to come. Two that come in one instant may
// miss each other until the next version of either.
func (t *tx) relate(d news.StoryDeed) ([]news.StoryID, error) {
	if d.Version != nil {
		for _, guid := range d.Version.Related {
			if err := t.exec(`INSERT INTO story_related (source, guid, story) VALUES ($1, $2, $3) ON CONFLICT (source, guid, story) DO NOTHING`,
				string(d.Story.Source), guid, string(d.Story.ID)); err != nil {
				return nil, err
			}
		}
	}
	if d.Story.Rev != 0 || d.Story.GUID == "" {
		return nil, nil
	}
	rows, err := t.QueryContext(t.ctx, `SELECT story FROM story_related WHERE source = $1 AND guid = $2 ORDER BY story LIMIT 100`, string(d.Story.Source), d.Story.GUID)
	if err != nil {
		return nil, err
	}
	return scanIDs(rows)
}

// unreleasedSince returns ErrConflict if the gate has released a placement
// since the caller looked. The clock and pictures release without a deed on the
// story, and so without a new Rev; a deed decided on what was before would take
// the address and the first time readers have from them.
func (t *tx) unreleasedSince(p news.Placement) error {
	now, err := scanOne[news.Placement](t.row(`SELECT detail FROM placement WHERE story = $1 AND title = $2`, string(p.Story), string(p.Title)))
	switch {
	case errors.Is(err, news.ErrNotFound):
		return nil
	case err != nil:
		return err
	case !now.FirstPublished.Equal(p.FirstPublished), !now.Updated.Equal(p.Updated):
		return fmt.Errorf("released meanwhile: %w", news.ErrConflict)
	}
	return nil
}

func (t *tx) savePlacement(p news.Placement, due int64) error {
	detail, err := toJSON(p)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO placement (story, title, path, due, detail) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (story, title) DO UPDATE SET path = excluded.path, due = excluded.due, detail = excluded.detail`,
		string(p.Story), string(p.Title), p.Path, due, detail)
}

// Story returns a story with its newest version and its placements.
func (s *Store) Story(ctx context.Context, id news.StoryID) (news.StoryFile, error) {
	var f news.StoryFile
	var err error
	if f.Story, err = scanOne[news.Story](s.r.QueryRowContext(ctx, `SELECT detail FROM story WHERE id = $1`, string(id))); err != nil {
		return f, fmt.Errorf("story %s: %w", id, err)
	}
	if f.Story.Head > 0 {
		v, err := s.Version(ctx, id, f.Story.Head)
		if err != nil {
			return f, err
		}
		f.Latest = &v
	}
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM placement WHERE story = $1 ORDER BY title`, string(id))
	if err != nil {
		return f, err
	}
	f.Placements, err = scanJSON[news.Placement](rows)
	return f, err
}

// StoryByGUID returns the story of an agency's item.
func (s *Store) StoryByGUID(ctx context.Context, source news.SourceID, guid string) (news.StoryFile, error) {
	var id string
	err := s.r.QueryRowContext(ctx, `SELECT id FROM story WHERE source = $1 AND guid = $2 AND guid <> ''`, string(source), guid).Scan(&id)
	if err != nil {
		return news.StoryFile{}, fmt.Errorf("story %s of %s: %w", guid, source, s.meaning(err))
	}
	return s.Story(ctx, news.StoryID(id))
}

// Version returns version n of a story.
func (s *Store) Version(ctx context.Context, id news.StoryID, n int) (news.Version, error) {
	v, err := scanOne[news.Version](s.r.QueryRowContext(ctx, `SELECT detail FROM version WHERE story = $1 AND n = $2`, string(id), n))
	if err != nil {
		return v, fmt.Errorf("version %s.%d: %w", id, n, err)
	}
	return v, nil
}

// Versions returns all versions of a story, oldest first.
func (s *Store) Versions(ctx context.Context, id news.StoryID) ([]news.Version, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM version WHERE story = $1 ORDER BY n`, string(id))
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Version](rows)
}

// Publications returns what readers of a title got of a story, oldest first.
func (s *Store) Publications(ctx context.Context, id news.StoryID, title news.TitleID) ([]news.Publication, error) {
	return publications(ctx, s.r, id, title)
}

// Stories returns the newest stories for the newsroom, newest first, at most
// limit.
func (s *Store) Stories(ctx context.Context, limit int) ([]news.StoryLine, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail, headline FROM story ORDER BY created DESC, id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.StoryLine
	for rows.Next() {
		var text string
		var l news.StoryLine
		if err := rows.Scan(&text, &l.Headline); err != nil {
			return nil, err
		}
		if err := fromJSON(text, &l.Story); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i := range out {
		prows, err := s.r.QueryContext(ctx, `SELECT detail FROM placement WHERE story = $1 ORDER BY title`, string(out[i].Story.ID))
		if err != nil {
			return nil, err
		}
		if out[i].Placements, err = scanJSON[news.Placement](prows); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PathTaken reports whether an address of a title belongs to another story.
func (s *Store) PathTaken(ctx context.Context, title news.TitleID, path string, but news.StoryID) (bool, error) {
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM placement WHERE title = $1 AND path = $2 AND story <> $3`,
		string(title), path, string(but)).Scan(&n)
	return n > 0, err
}
