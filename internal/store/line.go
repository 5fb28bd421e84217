package store

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

// fresh is what a deed on a story gives its line.
type fresh struct {
	deed     *news.StoryDeed
	relinked bool // its links may have changed
}

// version returns the version that the deed adds to a story, nil for none.
func (f fresh) version(id news.StoryID) *news.Version {
	if f.deed == nil || f.deed.Story.ID != id {
		return nil
	}
	return f.deed.Version
}

// wire returns the message item that the deed files to a story, nil for none.
func (f fresh) wire(id news.StoryID) *news.WireRecord {
	if f.deed == nil || f.deed.Story.ID != id {
		return nil
	}
	return f.deed.Wire
}

// markBits are the marks that the lists look for, each with its bit in the
// column standing. A bit is never given to another mark.
func markBit(m news.Mark) int64 {
	for i, x := range []news.Mark{news.MarkFlash, news.MarkCorrection, news.MarkKilled, news.MarkWithheld, news.MarkFrozen, news.MarkPending,
		news.MarkEmbargoed, news.MarkSpiked, news.MarkFlagged, news.MarkTouched, news.MarkPublished, news.MarkPicture} {
		if x == m {
			return 1 << i
		}
	}
	return 0
}

// saveLine makes a story's line in the newsroom's lists say what the story and
// its placements do now; nil placements are those it had. A story without a text
// has none.
func (t *tx) saveLine(st news.Story, placements []news.Placement) error {
	if st.Head == 0 {
		return nil
	}
	v, wire := t.fresh.version(st.ID), t.fresh.wire(st.ID)
	line, known, err := t.lineOf(st, v)
	if err != nil {
		return err
	}
	if v != nil && known {
		before, err := scanOne[news.Version](t.row(`SELECT detail FROM version WHERE story = $1 AND n < $2 ORDER BY n DESC LIMIT 1`, string(st.ID), v.N))
		switch {
		case err == nil:
			c := reading.Changes(before, *v)
			line.Change = &c
		case !errors.Is(err, news.ErrNotFound):
			return err
		}
	}
	if v != nil {
		line = line.Read(*v)
	}
	if wire != nil {
		if v != nil || t.fresh.deed.Verb == news.VerbAttached {
			line.Take++
		}
		line.Said = saidBy(wire.Item)
		line.At = t.now
	}
	if line.Began.IsZero() {
		line.Began, line.At = t.now, t.now
	}
	if v != nil || wire != nil {
		line.Moved = t.now
	}
	if placements == nil {
		rows, err := t.QueryContext(t.ctx, `SELECT detail FROM placement WHERE story = $1 ORDER BY title`, string(st.ID))
		if err != nil {
			return err
		}
		if placements, err = scanJSON[news.Placement](rows); err != nil {
			return err
		}
	}
	line = line.Stand(st, placements)
	if err := t.joinEvent(&line, t.fresh.relinked && v != nil); err != nil {
		return err
	}
	return t.writeLine(line, st.EmbargoHold, known)
}

// lineOf returns a story's line as it is, or what there is to begin one with. v
// is the version that the deed adds.
func (t *tx) lineOf(st news.Story, v *news.Version) (line news.Line, known bool, err error) {
	if st.Rev <= 1 && v != nil { // it is new
		return line, false, nil
	}
	line, err = scanOne[news.Line](t.row(`SELECT detail FROM story_line WHERE story = $1`, string(st.ID)))
	if errors.Is(err, news.ErrNotFound) {
		line, err = t.pastLine(st)
		return line, false, err
	}
	return line, err == nil, err
}

// pastLine makes the line of a story from what was filed before there were
// lines.
func (t *tx) pastLine(st news.Story) (news.Line, error) {
	v, err := scanOne[news.Version](t.row(`SELECT detail FROM version WHERE story = $1 AND n <= $2 ORDER BY n DESC LIMIT 1`, string(st.ID), st.Head))
	if err != nil {
		return news.Line{}, fmt.Errorf("version of %s: %w", st.ID, err)
	}
	line := news.Line{Began: st.Created, At: st.Created, Moved: v.At}.Read(v)
	before, err := scanOne[news.Version](t.row(`SELECT detail FROM version WHERE story = $1 AND n < $2 ORDER BY n DESC LIMIT 1`, string(st.ID), v.N))
	switch {
	case err == nil:
		c := reading.Changes(before, v)
		line.Change = &c
	case !errors.Is(err, news.ErrNotFound):
		return line, err
	}
	rows, err := t.QueryContext(t.ctx, `SELECT detail FROM wire_item WHERE story = $1 ORDER BY at, id`, string(st.ID))
	if err != nil {
		return line, err
	}
	records, err := scanJSON[news.WireRecord](rows)
	if err != nil {
		return line, err
	}
	for _, r := range records {
		line.At = r.At
		line.Said = saidBy(r.Item)
	}
	line.Take = len(records)
	return line, nil
}

// maxSaid is how much of an agency's note a line quotes, in letters.
const maxSaid = 160

// saidBy is what an agency says that an item does.
func saidBy(w news.WireItem) string {
	said := w.CorrectionNote
	for _, n := range w.EditorialNotes {
		if said != "" {
			break
		}
		said = n.Text
	}
	said = strings.Join(strings.Fields(said), " ")
	if r := []rune(said); len(r) > maxSaid {
		return string(r[:maxSaid-1]) + "…"
	}
	return said
}

// forever stands for an embargo without a time.
const forever = math.MaxInt64

func (t *tx) writeLine(l news.Line, hold, known bool) error {
	detail, err := toJSON(l)
	if err != nil {
		return err
	}
	var standing int64
	for _, m := range l.Marks {
		standing |= markBit(m)
	}
	embargo := micro(l.Embargo)
	if hold {
		embargo = forever
	}
	ours := 0
	if l.Source == "" || l.Desk != "" || l.Holder != "" || l.Has(news.MarkTouched) {
		ours = 1
	}
	var places strings.Builder
	for _, p := range l.Places {
		places.WriteString("|" + string(p.Title) + "/" + p.Section + "/" + string(p.State) + "/" + string(p.Title))
	}
	places.WriteByte('|')
	args := []any{string(l.Story), string(l.Event), micro(l.At), micro(l.Moved), string(l.Source), l.Urgency, standing, embargo,
		strings.ToLower(l.Language), string(l.Desk), l.Holder, l.By, ours, l.Head, places.String(), detail}
	if !known {
		return t.exec(`INSERT INTO story_line (story, event, at, moved, source, urgency, standing, embargo, language, desk, holder, editor, ours, head, places, detail)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, args...)
	}
	return t.exec(`UPDATE story_line SET event = $2, at = $3, moved = $4, source = $5, urgency = $6, standing = $7, embargo = $8, language = $9, desk = $10,
		holder = $11, editor = $12, ours = $13, head = $14, places = $15, detail = $16 WHERE story = $1`, args...)
}

// joinEvent gives a line its event: that of the nearest story it is linked to, if
// that event is not too old; else it is alone. A line whose links have not
// changed stays where it is.
func (t *tx) joinEvent(l *news.Line, relinked bool) error {
	if !relinked {
		return nil
	}
	links, err := t.links(l.Story)
	if err != nil {
		return err
	}
	links = slices.DeleteFunc(links, func(x news.Alike) bool { return x.Standing == news.LinkUnlinked })
	slices.SortFunc(links, nearestFirst)
	var join *news.Line
	for _, x := range links {
		other, err := scanOne[news.Line](t.row(`SELECT detail FROM story_line WHERE story = $1`, string(x.Other)))
		switch {
		case errors.Is(err, news.ErrNotFound):
			continue
		case err != nil:
			return err
		case other.Event != "" && other.Event == l.Event:
			return nil
		}
		if join == nil && l.At.Sub(other.Began).Abs() < news.EventSpan {
			join = &other
		}
	}
	if join == nil { // it is like none of its event any more
		if l.Event != "" {
			l.Event, l.Began = "", l.At
		}
		return nil
	}
	if join.Event == "" {
		join.Event = news.EventID(NewID())
		if err := t.moveLine(*join); err != nil {
			return err
		}
	}
	l.Event = join.Event
	if join.Began.Before(l.Began) {
		l.Began = join.Began
	}
	return nil
}

func nearestFirst(a, b news.Alike) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(string(a.Other), string(b.Other)))
}

// foldEvents obeys an editor's word on two stories: linked, their events are one;
// unlinked, the later of the two leaves theirs.
func (t *tx) foldEvents(d news.LinkDeed) error {
	ids := []news.StoryID{d.Story, d.Other}
	var lines [2]news.Line
	for i, id := range ids {
		var err error
		lines[i], err = scanOne[news.Line](t.row(t.forUpdate(`SELECT detail FROM story_line WHERE story = $1`), string(id)))
		if errors.Is(err, news.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	older, newer := lines[0], lines[1]
	if newer.At.Before(older.At) {
		older, newer = newer, older
	}
	together := older.Event != "" && older.Event == newer.Event
	switch {
	case d.Unlink && together:
		newer.Event, newer.Began = "", newer.At
		return t.moveLine(newer)
	case d.Unlink || together:
		return nil
	}
	moved := []news.Line{newer}
	if newer.Event != "" {
		rows, err := t.QueryContext(t.ctx, `SELECT detail FROM story_line WHERE event = $1 AND event <> '' ORDER BY story`, string(newer.Event))
		if err != nil {
			return err
		}
		if moved, err = scanJSON[news.Line](rows); err != nil {
			return err
		}
	}
	if older.Event == "" {
		older.Event = news.EventID(NewID())
		moved = append(moved, older)
	}
	for _, l := range moved {
		l.Event, l.Began = older.Event, older.Began
		if err := t.moveLine(l); err != nil {
			return err
		}
	}
	return nil
}

// moveLine writes a line's event alone.
func (t *tx) moveLine(l news.Line) error {
	detail, err := toJSON(l)
	if err != nil {
		return err
	}
	return t.exec(`UPDATE story_line SET event = $1, detail = $2 WHERE story = $3`, string(l.Event), detail, string(l.Story))
}
