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

// lockPictures makes a deed wait its turn for the pictures it saves and for the
// stories that show them, and for other stories named unless they are empty. All
// deeds take keys of texts first, then links, names of files, stories and
// pictures, each in their order, or they deadlock.
func (t *tx) lockPictures(pictures []news.Picture, more ...news.StoryID) error {
	names, stories := map[string]bool{}, map[news.StoryID]bool{}
	for _, p := range pictures {
		for _, x := range p.Renditions {
			if x.Href != "" && !strings.Contains(x.Href, "://") {
				names[mediaName(p.Source, x.Href)] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if err := t.lockName(name); err != nil {
			return err
		}
	}
	ids := map[news.PictureID]bool{}
	for _, p := range pictures {
		ids[p.ID] = true
		for _, x := range p.Renditions {
			own, err := scanOne[news.Picture](t.row(`SELECT detail FROM picture WHERE source = $1 AND guid = $2`, string(p.Source), news.FileGUID(x.Href)))
			if err != nil && !errors.Is(err, news.ErrNotFound) {
				return err
			}
			ids[own.ID] = err == nil
		}
	}
	for id, ok := range ids {
		if !ok {
			continue
		}
		used, err := t.users(id)
		if err != nil {
			return err
		}
		for _, u := range used {
			stories[u] = true
		}
	}
	for _, id := range more {
		if id != "" {
			stories[id] = true
		}
	}
	for _, story := range slices.Sorted(maps.Keys(stories)) {
		if err := t.exec(t.forUpdate(`SELECT id FROM story WHERE id = $1`), string(story)); err != nil {
			return err
		}
	}
	return nil
}

// savePicture writes one picture with what the files that have come in already
// are and say, and returns the stories whose readers may see a change. A picture
// that was known by one of its files alone is taken over.
func (t *tx) savePicture(p news.Picture) ([]news.StoryID, error) {
	seen := p.Rev
	p.Rev++
	var others []news.StoryID
	for i, x := range p.Renditions {
		if x.Href == "" || strings.Contains(x.Href, "://") {
			continue
		}
		if err := t.exec(`INSERT INTO picture_name (source, name, picture) VALUES ($1, $2, $3) ON CONFLICT (source, name, picture) DO NOTHING`,
			string(p.Source), x.Href, string(p.ID)); err != nil {
			return nil, err
		}
		used, err := t.takeOver(p, x.Href)
		if err != nil {
			return nil, err
		}
		others = append(others, used...)
		rows, err := t.QueryContext(t.ctx, `SELECT detail FROM media_file WHERE source = $1 AND name = $2`, string(p.Source), x.Href)
		if err != nil {
			return nil, err
		}
		files, err := scanJSON[news.MediaFile](rows)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if x.Key == "" {
				p.Renditions[i] = fill(f, x)
			}
			p = p.Filled(f.Words)
		}
	}
	detail, err := toJSON(p)
	if err != nil {
		return nil, err
	}
	if seen == 0 {
		err = t.exec(`INSERT INTO picture (id, rev, source, guid, detail) VALUES ($1, $2, $3, $4, $5)`, string(p.ID), p.Rev, string(p.Source), p.GUID, detail)
	} else {
		err = t.change(`UPDATE picture SET rev = $1, guid = $2, detail = $3 WHERE id = $4 AND rev = $5`, p.Rev, p.GUID, detail, string(p.ID), seen)
	}
	if err != nil {
		return nil, fmt.Errorf("picture %s: %w", p.ID, err)
	}
	used, err := t.users(p.ID)
	return append(used, others...), err
}

// takeOver lets a picture have the file of a name that was a picture of its own
// until now. If no story uses that one, it goes; else it stays, and what its
// agency says of the whole picture holds for it too: a recall, an embargo, an
// end of rights. It returns the stories that use it.
func (t *tx) takeOver(p news.Picture, name string) ([]news.StoryID, error) {
	own, err := scanOne[news.Picture](t.row(`SELECT detail FROM picture WHERE source = $1 AND guid = $2`, string(p.Source), news.FileGUID(name)))
	if errors.Is(err, news.ErrNotFound) || err == nil && (own.ID == p.ID || own.GUID == p.GUID) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	used, err := t.users(own.ID)
	if err != nil {
		return nil, err
	}
	if len(used) == 0 {
		for _, query := range []string{`DELETE FROM picture_name WHERE picture = $1`, `DELETE FROM picture WHERE id = $1`} {
			if err := t.exec(query, string(own.ID)); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	own.Withdrawn, own.Withheld = own.Withdrawn || p.Withdrawn, p.Withheld
	if p.Embargo.After(own.Embargo.Time) {
		own.Embargo = p.Embargo
	}
	own.Expires = own.Expires.Earlier(p.Expires)
	own.Rev++
	detail, err := toJSON(own)
	if err != nil {
		return nil, err
	}
	return used, t.exec(`UPDATE picture SET rev = $1, detail = $2 WHERE id = $3`, own.Rev, detail, string(own.ID))
}

func mediaName(source news.SourceID, name string) string { return string(source) + "/" + name }

func fill(f news.MediaFile, x news.Rendition) news.Rendition {
	x.Key, x.ContentType, x.Width, x.Height, x.Size = f.Key, f.ContentType, f.Width, f.Height, f.Size
	return x
}

// users returns the stories any version of which uses a picture.
func (t *tx) users(id news.PictureID) ([]news.StoryID, error) {
	rows, err := t.QueryContext(t.ctx, `SELECT DISTINCT story FROM picture_use WHERE picture = $1 ORDER BY story`, string(id))
	if err != nil {
		return nil, err
	}
	return scanIDs(rows)
}

// SaveMedia records a picture file under its name with what it says of itself,
// puts it into the pictures that wait for it or had an older one of that name,
// and rewrites the readable form of the stories that show them. A file that no
// picture names becomes a picture of its own, if f has an id for it. The same
// file again does nothing.
func (s *Store) SaveMedia(ctx context.Context, f news.MediaFile) (news.Event, error) {
	e, err := s.deed(ctx, f.At, func(t *tx) (news.Event, error) {
		e := news.Event{Verb: news.VerbMedia, Ref: f.Name}
		if err := t.lockName(mediaName(f.Source, f.Name)); err != nil {
			return e, err
		}
		rows, err := t.QueryContext(t.ctx, `SELECT detail FROM media_file WHERE source = $1 AND name = $2`, string(f.Source), f.Name)
		if err != nil {
			return e, err
		}
		old, err := scanJSON[news.MediaFile](rows)
		if err != nil {
			return e, err
		}
		if len(old) > 0 && old[0].Key == f.Key {
			return e, errNoChange
		}
		detail, err := toJSON(f)
		if err != nil {
			return e, err
		}
		if err := t.exec(`INSERT INTO media_file (source, name, at, detail) VALUES ($1, $2, $3, $4)
			ON CONFLICT (source, name) DO UPDATE SET at = excluded.at, detail = excluded.detail`,
			string(f.Source), f.Name, micro(f.At), detail); err != nil {
			return e, err
		}
		e.Touched, err = t.spreadMedia(f)
		return e, err
	})
	if err != nil {
		return e, fmt.Errorf("save media %s of %s: %w", f.Name, f.Source, err)
	}
	return e, nil
}

func (t *tx) spreadMedia(f news.MediaFile) ([]news.TouchedPlacement, error) {
	rows, err := t.QueryContext(t.ctx, `SELECT p.detail FROM picture p JOIN picture_name n ON n.picture = p.id
		WHERE n.source = $1 AND n.name = $2 ORDER BY p.id`, string(f.Source), f.Name)
	if err != nil {
		return nil, err
	}
	pictures, err := scanJSON[news.Picture](rows)
	if err != nil {
		return nil, err
	}
	if err := t.lockPictures(pictures); err != nil {
		return nil, err
	}
	if len(pictures) == 0 && f.Picture != "" {
		pictures = []news.Picture{{ID: f.Picture, Source: f.Source, GUID: news.FileGUID(f.Name), Renditions: []news.Rendition{{Name: "file", Href: f.Name}}}}
	}
	var touched []news.TouchedPlacement
	for _, p := range pictures {
		for i, x := range p.Renditions {
			if x.Href == f.Name {
				p.Renditions[i] = fill(f, x)
			}
		}
		used, err := t.savePicture(p)
		if err != nil {
			return nil, err
		}
		for _, id := range used {
			more, err := t.release(id)
			if err != nil {
				return nil, err
			}
			touched = append(touched, more...)
		}
	}
	return touched, nil
}

// PictureByGUID returns an agency's picture.
func (s *Store) PictureByGUID(ctx context.Context, source news.SourceID, guid string) (news.Picture, error) {
	p, err := scanOne[news.Picture](s.r.QueryRowContext(ctx, `SELECT detail FROM picture WHERE source = $1 AND guid = $2 AND guid <> ''`, string(source), guid))
	if err != nil {
		return p, fmt.Errorf("picture %s of %s: %w", guid, source, err)
	}
	return p, nil
}

// Pictures returns those of the pictures that are here.
func (s *Store) Pictures(ctx context.Context, ids []news.PictureID) (map[news.PictureID]news.Picture, error) {
	out := map[news.PictureID]news.Picture{}
	for _, id := range ids {
		p, err := scanOne[news.Picture](s.r.QueryRowContext(ctx, `SELECT detail FROM picture WHERE id = $1`, string(id)))
		if errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("picture %s: %w", id, err)
		}
		out[id] = p
	}
	return out, nil
}
