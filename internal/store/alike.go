package store

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

const (
	// alikeSpan is how far apart two texts may come to be compared.
	alikeSpan = 72 * time.Hour
	// bandRoom is how many stories a key holds in one span. One that many texts
	// have is of a form or stock phrase, and says nothing.
	bandRoom = 16
	// candidateRoom is how many stories a text is compared with.
	candidateRoom = 64
	// linkRoom is how many found links a story has; the nearest count.
	linkRoom = 8
	// sweepRoom is how many rows of past spans go at once.
	sweepRoom = 1000
)

// signed is a story's text as it is compared.
type signed struct {
	news.Signature
	story  news.StoryID
	at     time.Time
	source news.SourceID
	name   int64 // key of the working name; 0 is none
}

// keys are the bands a text is looked for by: runs of words, all its words, its
// working name.
func (s signed) keys() (words []int64, whole, name int64) {
	if s.Scheme != 0 {
		whole = reading.Key("text", fmt.Sprint(s.Scheme, s.Text, s.Sketch == nil))
	}
	return reading.Bands(s.Signature), whole, s.name
}

func (s signed) allKeys() []int64 {
	out, whole, name := s.keys()
	for _, k := range []int64{whole, name} {
		if k != 0 {
			out = append(out, k)
		}
	}
	return out
}

func slotOf(at time.Time) int64 {
	span := alikeSpan.Microseconds()
	n := at.UnixMicro() / span
	if at.UnixMicro()%span < 0 {
		n--
	}
	return n
}

// workingKey is the key of what the takes of an agency's story have in common.
func workingKey(source news.SourceID, c news.Content) int64 {
	name := news.WorkingName(c)
	if name == "" || source == "" {
		return 0
	}
	return reading.Key("name", string(source)+"\x00"+name)
}

// compare finds the stories whose texts are like that of the deed's version,
// links them, and returns the deed with what the desk is to be told of them.
// Of a deed that recalls a story it returns the stories that repeat it.
//
// It locks the keys that the text is looked for by before anything else a deed
// locks, and links after that, each in their order: of two like texts that come
// at once the later finds the earlier, and none waits for one that waits for it.
func (t *tx) compare(d news.StoryDeed) (news.StoryDeed, []news.StoryID, error) {
	recalls := d.Verb == news.VerbKilled || d.Verb == news.VerbWithheld
	if d.Story.ID == "" || d.Version == nil && !recalls {
		return d, nil, nil
	}
	old, err := t.signature(d.Story)
	if err != nil {
		return d, nil, err
	}
	own := old
	if d.Version != nil {
		own = signed{Signature: d.Signature, story: d.Story.ID, at: t.now, source: d.Story.Source, name: workingKey(d.Story.Source, d.Version.Content)}
		if own.Scheme == 0 {
			own.name = 0
		}
	}
	if err := t.lockKeys(append(own.allKeys(), old.allKeys()...)); err != nil {
		return d, nil, err
	}
	if d.Version != nil && !(reading.Same(own.Signature, old.Signature) && own.name == old.name) {
		twins, err := t.relink(own, old, d.Story.Rev > 0)
		if err != nil {
			return d, nil, fmt.Errorf("compare: %w", err)
		}
		if len(twins) > 0 {
			d = news.MarkTwins(d, twins)
		}
	}
	if !recalls {
		return d, nil, nil
	}
	repeats, err := t.repeats(d.Story.ID)
	return d, repeats, err
}

// relink moves a story to the keys of its new text, brings its links up to date
// and returns the stories that it has become the same as.
func (t *tx) relink(own, old signed, filed bool) ([]news.Twin, error) {
	rows, err := t.atKeys(own)
	if err != nil {
		return nil, err
	}
	if err := t.move(own, old, rows); err != nil {
		return nil, err
	}
	var had []news.Alike
	if filed {
		if had, err = t.links(own.story); err != nil {
			return nil, err
		}
	}
	found, err := t.matches(own, candidates(own, rows), had)
	if err != nil {
		return nil, err
	}
	if err := t.saveLinks(own.story, had, found); err != nil {
		return nil, err
	}
	return t.twins(had, found)
}

// bandRow is a story at a key.
type bandRow struct {
	slot, band int64
	story      news.StoryID
}

// atKeys returns the other stories at a text's keys, in its span and those
// beside it, by key and story.
func (t *tx) atKeys(own signed) ([]bandRow, error) {
	keys := own.allKeys()
	if len(keys) == 0 {
		return nil, nil
	}
	slot := slotOf(own.at)
	args := []any{slot - 1, slot, slot + 1}
	for _, k := range keys {
		args = append(args, k)
	}
	rows, err := t.QueryContext(t.ctx, `SELECT slot, band, story FROM story_band WHERE slot IN ($1, $2, $3) AND band IN (`+list(4, len(keys))+`) ORDER BY slot, band, story`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []bandRow
	for rows.Next() {
		var r bandRow
		if err := rows.Scan(&r.slot, &r.band, &r.story); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// list writes n placeholders from the given number on.
func list(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

// candidates returns the stories worth comparing: those at the key of all words
// first, then those that share most keys. Keys that many stories have count for
// nothing, unless they are of all words or of the working name.
func candidates(own signed, rows []bandRow) []news.StoryID {
	words, whole, name := own.keys()
	often := map[bandRow]int{}
	for _, r := range rows {
		often[bandRow{slot: r.slot, band: r.band}]++
	}
	shared := map[news.StoryID]int{}
	for _, r := range rows {
		switch {
		case r.story == own.story:
		case r.band == whole:
			shared[r.story] += len(words) + 2
		case r.band == name:
			shared[r.story]++
		case often[bandRow{slot: r.slot, band: r.band}] < bandRoom:
			shared[r.story]++
		}
	}
	out := slices.SortedFunc(maps.Keys(shared), func(a, b news.StoryID) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(b, a)) // the newest of equals
	})
	return out[:min(len(out), candidateRoom)]
}

// move takes a story from the keys of its old text and puts it at those of the
// new one. A full key takes no more; that of a working name lets its oldest go.
func (t *tx) move(own, old signed, rows []bandRow) error {
	slot, oldSlot := slotOf(own.at), slotOf(old.at)
	keep := map[int64]bool{}
	if gone := old.allKeys(); len(gone) > 0 {
		if slot == oldSlot {
			for _, k := range own.allKeys() {
				keep[k] = true
			}
			gone = slices.DeleteFunc(gone, func(k int64) bool { return keep[k] })
			keep = map[int64]bool{}
			for _, k := range old.allKeys() {
				keep[k] = !slices.Contains(gone, k)
			}
		}
		if err := t.leave(old.story, oldSlot, gone); err != nil {
			return err
		}
	}
	if own.Scheme == 0 {
		return t.exec(`DELETE FROM story_signature WHERE story = $1`, string(own.story))
	}
	often, oldest := map[int64]int{}, map[int64]news.StoryID{}
	for _, r := range rows {
		if r.slot == slot && r.story != own.story {
			if often[r.band]++; often[r.band] == 1 {
				oldest[r.band] = r.story // they come in the order of their IDs, and so of time
			}
		}
	}
	args := []any{slot, string(own.story)}
	for _, k := range own.allKeys() {
		if keep[k] {
			continue
		}
		if often[k] >= bandRoom {
			if k != own.name {
				continue
			}
			if err := t.leave(oldest[k], slot, []int64{k}); err != nil {
				return err
			}
		}
		args = append(args, k)
	}
	if n := len(args) - 2; n > 0 {
		var values strings.Builder
		for i := range n {
			if i > 0 {
				values.WriteString(", ")
			}
			fmt.Fprintf(&values, "($1, $%d, $2)", i+3)
		}
		if err := t.exec(`INSERT INTO story_band (slot, band, story) VALUES `+values.String()+` ON CONFLICT (slot, band, story) DO NOTHING`, args...); err != nil {
			return err
		}
	}
	if own.Text&15 == 0 { // one text in sixteen
		if err := t.sweepBands(slot - 2); err != nil {
			return err
		}
	}
	return t.exec(`INSERT INTO story_signature (story, scheme, at, source, name, text, sketch) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (story) DO UPDATE SET scheme = excluded.scheme, at = excluded.at, source = excluded.source, name = excluded.name, text = excluded.text, sketch = excluded.sketch`,
		string(own.story), own.Scheme, micro(own.at), string(own.source), own.name, own.Text, sketchBytes(own.Sketch))
}

// leave takes a story from keys.
func (t *tx) leave(id news.StoryID, slot int64, keys []int64) error {
	if len(keys) == 0 {
		return nil
	}
	args := []any{slot, string(id)}
	for _, k := range keys {
		args = append(args, k)
	}
	return t.exec(`DELETE FROM story_band WHERE slot = $1 AND story = $2 AND band IN (`+list(3, len(keys))+`)`, args...)
}

// sweepBands removes some rows of spans before a slot. Nothing is looked for
// there any more.
func (t *tx) sweepBands(before int64) error {
	inner := `SELECT slot, band, story FROM story_band WHERE slot < $1 ORDER BY slot, band, story LIMIT $2`
	if t.kind == postgres { // what another deed is at is left to it
		inner += ` FOR UPDATE SKIP LOCKED`
	}
	return t.exec(`DELETE FROM story_band WHERE (slot, band, story) IN (`+inner+`)`, before, sweepRoom)
}

func sketchBytes(sketch []uint16) []byte {
	out := make([]byte, 0, 2*len(sketch))
	for _, x := range sketch {
		out = binary.LittleEndian.AppendUint16(out, x)
	}
	return out
}

func sketchOf(raw []byte) []uint16 {
	var out []uint16
	for ; len(raw) > 1; raw = raw[2:] {
		out = append(out, binary.LittleEndian.Uint16(raw))
	}
	return out
}

// signature returns what a story that the caller saw is compared by; its Scheme
// is 0 if it is by nothing.
func (t *tx) signature(st news.Story) (signed, error) {
	if st.Rev == 0 {
		return signed{}, nil
	}
	found, err := t.signatures([]news.StoryID{st.ID})
	return found[st.ID], err
}

// signatures returns what stories are compared by, of those that are.
func (t *tx) signatures(ids []news.StoryID) (map[news.StoryID]signed, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var args []any
	for _, id := range ids {
		args = append(args, string(id))
	}
	rows, err := t.QueryContext(t.ctx, `SELECT story, scheme, at, source, name, text, sketch FROM story_signature WHERE story IN (`+list(1, len(ids))+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[news.StoryID]signed{}
	for rows.Next() {
		var s signed
		var at int64
		var sketch []byte
		if err := rows.Scan(&s.story, &s.Scheme, &at, &s.source, &s.name, &s.Text, &sketch); err != nil {
			return nil, err
		}
		s.at, s.Sketch = time.UnixMicro(at).UTC(), sketchOf(sketch)
		out[s.story] = s
	}
	return out, rows.Err()
}
