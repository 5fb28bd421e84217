package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"broadsheet/internal/news"
)

// matches compares a text with candidates and with what it was linked to, and
// returns the found links that hold, the nearest first. What an editor has said
// of a pair is not said again.
func (t *tx) matches(own signed, ids []news.StoryID, had []news.Alike) ([]news.Alike, error) {
	linked := map[news.StoryID]news.Alike{}
	for _, l := range had {
		linked[l.Other] = l
		if l.Standing == news.LinkFound && !slices.Contains(ids, l.Other) {
			ids = append(ids, l.Other)
		}
	}
	others, err := t.signatures(ids)
	if err != nil {
		return nil, err
	}
	var out []news.Alike
	for id, x := range others {
		before, isLinked := linked[id]
		if isLinked && before.Standing != news.LinkFound || !isLinked && own.at.Sub(x.at).Abs() > textSpan {
			continue
		}
		if kind, score, ok := own.likeness(x); ok {
			out = append(out, news.Alike{Story: own.story, Other: id, Kind: kind, Score: score, Standing: news.LinkFound, At: t.now})
		}
	}
	slices.SortFunc(out, func(a, b news.Alike) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Other, b.Other))
	})
	return out[:min(len(out), matchRoom)], nil
}

// saveLinks makes the found links of a story those that hold now, as far as
// both stories have room for them.
func (t *tx) saveLinks(id news.StoryID, had, found []news.Alike) error {
	if len(had) == 0 && len(found) == 0 {
		return nil
	}
	next, before := map[news.StoryID]news.Alike{}, map[news.StoryID]news.Alike{}
	for _, l := range had {
		before[l.Other] = l
	}
	for _, l := range found {
		if len(next) == linkRoom {
			break
		}
		if _, linked := before[l.Other]; !linked {
			full, err := t.fullOfLinks(l.Other)
			if err != nil {
				return err
			}
			if full {
				continue
			}
		}
		next[l.Other] = l
	}
	all := maps.Clone(next)
	for _, l := range had {
		if _, stays := next[l.Other]; !stays && l.Standing == news.LinkFound {
			all[l.Other] = news.Alike{}
		}
	}
	// In the order of the pairs, as every deed takes them, or they deadlock.
	for _, other := range slices.SortedFunc(maps.Keys(all), func(a, b news.StoryID) int {
		x1, y1 := pair(id, a)
		x2, y2 := pair(id, b)
		return cmp.Or(cmp.Compare(x1, x2), cmp.Compare(y1, y2))
	}) {
		l := all[other]
		var err error
		switch {
		case l.Kind == "":
			a, b := pair(id, other)
			err = t.exec(`DELETE FROM story_alike WHERE story = $1 AND other = $2 AND standing = $3`, string(a), string(b), string(news.LinkFound))
		case before[other].Kind == l.Kind && thousandths(before[other].Score) == thousandths(l.Score):
		default:
			if b, linked := before[other]; linked {
				l.At = b.At
			}
			if err = t.saveLink(l, news.LinkFound); errors.Is(err, news.ErrConflict) {
				err = nil // an editor was faster
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pair returns two stories in the order in which their link is kept.
func pair(a, b news.StoryID) (news.StoryID, news.StoryID) {
	if b < a {
		return b, a
	}
	return a, b
}

// saveLink writes a link over one of the given standing, or where there is none;
// it returns ErrConflict if there is one of another standing.
func (t *tx) saveLink(l news.Alike, over news.Standing) error {
	a, b := pair(l.Story, l.Other)
	return t.change(`INSERT INTO story_alike (story, other, kind, score, standing, editor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (story, other) DO UPDATE SET kind = excluded.kind, score = excluded.score, standing = excluded.standing, editor = excluded.editor, at = excluded.at
		WHERE story_alike.standing = $8`,
		string(a), string(b), string(l.Kind), thousandths(l.Score), string(l.Standing), l.By, micro(l.At), string(over))
}

func thousandths(score float64) int64 { return int64(math.Round(score * 1000)) }

// fullOfLinks reports whether a story has no room for another found link.
func (t *tx) fullOfLinks(id news.StoryID) (bool, error) {
	var n int
	err := t.row(`SELECT (SELECT COUNT(*) FROM story_alike WHERE story = $1 AND standing = $2) + (SELECT COUNT(*) FROM story_alike WHERE other = $1 AND standing = $2)`,
		string(id), string(news.LinkFound)).Scan(&n)
	return n >= linkRoom, err
}

const linkColumns = `story, other, kind, score, standing, editor, at`

// links returns all links of a story as seen from it.
func (t *tx) links(id news.StoryID) ([]news.Alike, error) { return linksOf(t.ctx, t.Tx, id) }

func linksOf(ctx context.Context, q querier, id news.StoryID) ([]news.Alike, error) {
	var out []news.Alike
	for _, where := range []string{`story = $1`, `other = $1`} {
		more, err := readLinks(ctx, q, where, string(id))
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	for i, l := range out {
		if l.Story != id {
			out[i].Story, out[i].Other = l.Other, l.Story
		}
	}
	return out, nil
}

func readLinks(ctx context.Context, q querier, where string, args ...any) ([]news.Alike, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+linkColumns+` FROM story_alike WHERE `+where+` ORDER BY story, other`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.Alike
	for rows.Next() {
		var l news.Alike
		var score, at int64
		if err := rows.Scan(&l.Story, &l.Other, &l.Kind, &score, &l.Standing, &l.By, &at); err != nil {
			return nil, err
		}
		l.Score, l.At = float64(score)/1000, time.UnixMicro(at).UTC()
		out = append(out, l)
	}
	return out, rows.Err()
}

// twins returns the stories that a text has become the same as, the nearest
// alone of many.
func (t *tx) twins(had, found []news.Alike) ([]news.Twin, error) {
	was := map[news.StoryID]bool{}
	for _, l := range had {
		was[l.Other] = l.Kind == news.AlikeSame
	}
	var out []news.Twin
	for _, l := range found {
		if len(out) == linkRoom {
			break
		}
		if l.Kind != news.AlikeSame || was[l.Other] {
			continue
		}
		twin, err := t.twin(l.Other)
		if err != nil {
			return nil, err
		}
		out = append(out, twin)
	}
	return out, nil
}

// twin returns what the desk is told of a story.
func (t *tx) twin(id news.StoryID) (news.Twin, error) {
	var out news.Twin
	var detail string
	if err := t.row(`SELECT detail, headline FROM story WHERE id = $1`, string(id)).Scan(&detail, &out.Headline); err != nil {
		return out, fmt.Errorf("story %s: %w", id, err)
	}
	if err := fromJSON(detail, &out.Story); err != nil {
		return out, err
	}
	if out.Agency = "the desk"; out.Story.Source != "" {
		src, err := scanOne[news.Source](t.row(`SELECT detail FROM source WHERE id = $1`, string(out.Story.Source)))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return out, err
		}
		out.Agency = cmp.Or(src.Credit, string(out.Story.Source))
	}
	rows, err := t.QueryContext(t.ctx, `SELECT title FROM released WHERE story = $1 ORDER BY title`, string(id))
	if err != nil {
		return out, err
	}
	defer rows.Close()
	for rows.Next() {
		var title news.TitleID
		if err := rows.Scan(&title); err != nil {
			return out, err
		}
		out.Live = append(out.Live, title)
	}
	return out, rows.Err()
}

// repeats returns the stories that repeat one: the same text, or takes of it.
func (t *tx) repeats(id news.StoryID) ([]news.StoryID, error) {
	links, err := t.links(id)
	if err != nil {
		return nil, err
	}
	var out []news.StoryID
	for _, l := range links {
		if l.Standing != news.LinkUnlinked && (l.Kind == news.AlikeSame || l.Kind == news.AlikeTake) {
			out = append(out, l.Other)
		}
	}
	slices.Sort(out)
	return out, nil
}

// warn tells the desk of stories, locked already, that repeat one which has
// been recalled. It changes nothing that readers see.
func (t *tx) warn(recalled news.StoryID, repeats []news.StoryID) error {
	if len(repeats) == 0 {
		return nil
	}
	twin, err := t.twin(recalled)
	if err != nil {
		return err
	}
	for _, id := range repeats {
		st, err := scanOne[news.Story](t.row(`SELECT detail FROM story WHERE id = $1`, string(id)))
		if err != nil {
			return fmt.Errorf("story %s: %w", id, err)
		}
		st, isNew := st.Flagged(news.RecallFlag(twin))
		if st.Killed() || !isNew {
			continue
		}
		seen := st.Rev
		st.Rev++ // an editor who looked before must look again
		detail, err := toJSON(st)
		if err != nil {
			return err
		}
		if err := t.change(`UPDATE story SET rev = $1, detail = $2 WHERE id = $3 AND rev = $4`, st.Rev, detail, string(id), seen); err != nil {
			return fmt.Errorf("story %s: %w", id, err)
		}
		if err := t.saveLine(st, nil); err != nil {
			return fmt.Errorf("story %s: %w", id, err)
		}
	}
	return nil
}

// SaveLink records an editor's word on whether two stories are alike. It
// returns ErrConflict if their link is no longer as the editor saw it, and
// ErrNotFound if there is no such story. What the link says already is no deed.
func (s *Store) SaveLink(ctx context.Context, d news.LinkDeed) (news.Event, error) {
	e, err := s.deed(ctx, d.At, func(t *tx) (news.Event, error) {
		e := news.Event{Verb: news.VerbLinked, Story: d.Story, Ref: string(d.Other)}
		l := news.Alike{Story: d.Story, Other: d.Other, Standing: news.LinkMade, By: d.By, At: t.now}
		if d.Unlink {
			e.Verb, l.Standing = news.VerbUnlinked, news.LinkUnlinked
		}
		a, b := pair(d.Story, d.Other)
		if err := t.lockName("alike/" + string(a) + "/" + string(b)); err != nil {
			return e, err
		}
		for _, id := range []news.StoryID{a, b} {
			var one int
			err := t.row(`SELECT 1 FROM story WHERE id = $1`, string(id)).Scan(&one)
			if errors.Is(err, sql.ErrNoRows) {
				err = fmt.Errorf("story %s: %w", id, news.ErrNotFound)
			}
			if err != nil {
				return e, err
			}
		}
		now, err := readLinks(t.ctx, t.Tx, `story = $1 AND other = $2`, string(a), string(b))
		if err != nil {
			return e, err
		}
		var was news.Alike
		if len(now) > 0 {
			was = now[0]
		}
		if was.Standing != d.Seen {
			return e, fmt.Errorf("their link has changed: %w", news.ErrConflict)
		}
		if l.Kind, l.Score, err = t.measure(d, was); err != nil {
			return e, err
		}
		if was.Standing == l.Standing && was.Kind == l.Kind {
			return e, errNoChange
		}
		if err := t.saveLink(l, d.Seen); err != nil {
			return e, err
		}
		return e, t.foldEvents(d)
	})
	if err != nil {
		return e, fmt.Errorf("link %s and %s: %w", d.Story, d.Other, err)
	}
	return e, nil
}

// measure returns what two stories are to each other by the editor's word, or
// else by what was found, or by comparing them now.
func (t *tx) measure(d news.LinkDeed, was news.Alike) (news.AlikeKind, float64, error) {
	both, err := t.signatures([]news.StoryID{d.Story, d.Other})
	if err != nil {
		return "", 0, err
	}
	a, b := both[d.Story], both[d.Other]
	kind, score, ok := a.likeness(b)
	switch {
	case d.Kind != "":
		return d.Kind, score, nil
	case was.Kind != "":
		return was.Kind, score, nil
	case ok:
		return kind, score, nil
	}
	return news.AlikeText, score, nil
}

// Alikes returns the links of a story, those taken back by an editor included,
// the nearest first.
func (s *Store) Alikes(ctx context.Context, id news.StoryID) ([]news.AlikeLine, error) {
	links, err := linksOf(ctx, s.r, id)
	if err != nil {
		return nil, err
	}
	out := make([]news.AlikeLine, 0, len(links))
	for _, l := range links {
		line := news.AlikeLine{Alike: l}
		if err := s.r.QueryRowContext(ctx, `SELECT source, headline FROM story WHERE id = $1`, string(l.Other)).Scan(&line.Source, &line.Headline); err != nil {
			return nil, fmt.Errorf("story %s: %w", l.Other, s.meaning(err))
		}
		out = append(out, line)
	}
	slices.SortFunc(out, func(a, b news.AlikeLine) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Other, b.Other))
	})
	return out, nil
}

// AlikeSince returns the links found or made since a time, each once.
func (s *Store) AlikeSince(ctx context.Context, since time.Time) ([]news.Alike, error) {
	return readLinks(ctx, s.r, `at >= $1`, micro(since))
}

// Headline returns the source and the newest headline of a story.
func (s *Store) Headline(ctx context.Context, id news.StoryID) (news.SourceID, string, error) {
	var source news.SourceID
	var headline string
	err := s.r.QueryRowContext(ctx, `SELECT source, headline FROM story WHERE id = $1`, string(id)).Scan(&source, &headline)
	if err != nil {
		return "", "", fmt.Errorf("story %s: %w", id, s.meaning(err))
	}
	return source, headline, nil
}
