package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/reading"
)

const (
	// textSpan is how far apart two texts may come to be compared.
	textSpan = 72 * time.Hour
	// clockSkew is how far the clocks of nodes may differ.
	clockSkew = time.Hour
	// shelfRoom is how many texts a shelf takes, and shelves how many there are:
	// some 80 MB in all, and the copy of more than six days unless there is more
	// than 7,000 stories of it a day.
	shelfRoom = 20_000
	shelves   = 3
	// keyRoom is how many stories may have a key. One that more have is of a form
	// or a stock phrase, and says nothing.
	keyRoom = 16
	// candidateRoom is how many stories a text is compared with.
	candidateRoom = 64
	// behindRoom is how many deeds are caught up with one by one.
	behindRoom = 2000
)

// signed is a story's text as it is compared.
type signed struct {
	news.Signature
	story  news.StoryID
	at     time.Time // when the text came
	source news.SourceID
	name   int64 // key of the working name; 0 is none
}

// keys are what a text is looked for by: runs of its words, then all its words,
// then its working name; the last two are 0 where there are none.
func (s signed) keys() []int64 {
	if s.Scheme == 0 {
		return nil
	}
	whole := reading.Key("text", fmt.Sprint(s.Scheme, s.Text, s.Sketch == nil))
	return append(reading.Bands(s.Signature), whole, s.name)
}

// shelf is a few days' texts in the order in which they were filed, and for
// each key the chain of those that have it, the newest first.
type shelf struct {
	rows  []shelved
	first map[int64]int32 // row+1 of the newest with a key
}

type shelved struct {
	signed
	gone bool    // the story has another text by now
	key  []int64 // as of keys
	next []int32 // row+1 of the one before it with the same key
}

// texts holds the newest texts in memory, so that a new one is compared with
// them at no cost to the database; one row a key would double that of a deed. It
// holds nothing that is not in the tables: it follows the journal, inside the
// transaction of the deed that asks, so that it knows all deeds before that.
type texts struct {
	mu     sync.Mutex // guards all below; held while the journal is read
	n      int64      // number of the newest event it knows; 0 before the first use
	last   string     // that event, to notice if it was undone
	shelf  []*shelf   // the newest last
	placed map[news.StoryID]place
}

// place is where a story's text stands.
type place struct {
	shelf *shelf
	row   int
}

// look returns the stories that are like a text: of those worth comparing, which
// are first those with all its words and then those that share most keys. The
// tables have the last word on them.
func (x *texts) look(t *tx, own signed) ([]news.StoryID, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.catchUp(t); err != nil {
		return nil, err
	}
	shared := map[*shelved]int{}
	keys := own.keys()
	for _, s := range x.shelf {
		for i, k := range keys {
			room, worth := keyRoom, 1
			isName, isWhole := i == len(keys)-1, i == len(keys)-2
			if isWhole {
				room, worth = candidateRoom, len(keys)+1
			}
			with := s.with(k, own, room+1)
			if len(with) > room {
				if !isName && !isWhole {
					continue
				}
				with = with[:room]
			}
			for _, r := range with {
				shared[r] += worth
			}
		}
	}
	near := slices.SortedFunc(maps.Keys(shared), func(a, b *shelved) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(b.story, a.story)) // the newest of equals
	})
	var out []news.StoryID
	for _, r := range near[:min(len(near), candidateRoom)] {
		if _, _, ok := own.likeness(r.signed); ok {
			out = append(out, r.story)
		}
	}
	return out, nil
}

// likeness is how a text is like another, with the score, if it is.
func (s signed) likeness(o signed) (news.AlikeKind, float64, bool) {
	score := reading.Score(s.Signature, o.Signature)
	kind, ok := news.Likeness(score, reading.Same(s.Signature, o.Signature), s.source == o.source, s.name == o.name && s.name != 0, s.at.Sub(o.at))
	return kind, score, ok
}

// with returns the texts of other stories that have a key and came near a text
// in time, the newest first, at most limit. No text has the key 0. Older ones
// are not looked for: thousands may have the working name of a report that comes
// each hour.
func (s *shelf) with(key int64, near signed, limit int) []*shelved {
	var out []*shelved
	for at := s.first[key]; at > 0 && len(out) < limit; {
		r := &s.rows[at-1]
		if near.at.Sub(r.at) > textSpan+clockSkew {
			break // rows are in the order of their commits
		}
		if !r.gone && r.story != near.story && near.at.Sub(r.at).Abs() <= textSpan {
			out = append(out, r)
		}
		at = r.next[slices.Index(r.key, key)]
	}
	return out
}

// put places a story's newest text, and takes away the one it had.
func (x *texts) put(s signed) {
	old, known := x.placed[s.story]
	if known {
		r := &old.shelf.rows[old.row]
		if s.Scheme == r.Scheme && s.Text == r.Text && s.name == r.name && s.at.Equal(r.at) {
			return
		}
		r.gone = true
		delete(x.placed, s.story)
	}
	if s.Scheme == 0 {
		return
	}
	n := len(x.shelf)
	if n == 0 || len(x.shelf[n-1].rows) >= shelfRoom || s.at.Sub(x.shelf[n-1].rows[0].at) >= textSpan {
		x.shelf = append(x.shelf, &shelf{first: map[int64]int32{}})
		if n == shelves {
			for _, r := range x.shelf[0].rows {
				if x.placed[r.story].shelf == x.shelf[0] {
					delete(x.placed, r.story)
				}
			}
			x.shelf = slices.Delete(x.shelf, 0, 1)
		} else {
			n++
		}
	}
	on := x.shelf[n-1]
	r := shelved{signed: s, key: s.keys()}
	r.next = make([]int32, len(r.key))
	on.rows = append(on.rows, r)
	for i, k := range r.key {
		if k != 0 && slices.Index(r.key, k) == i {
			r.next[i], on.first[k] = on.first[k], int32(len(on.rows))
		}
	}
	x.placed[s.story] = place{on, len(on.rows) - 1}
}

// follow tells of a deed of this process that has just been committed: its
// number and detail, and the text it left a story with, if it did. It spares
// catchUp the reading where no other deed came between.
func (x *texts) follow(n int64, detail string, text *signed) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.n == 0 || n != x.n+1 {
		return
	}
	if text != nil {
		x.put(*text)
	}
	x.n, x.last = n, detail
}

// catchUp reads what deeds have changed since it last knew. It begins anew if
// it has not begun, has fallen far behind, or knows a deed that was undone.
func (x *texts) catchUp(t *tx) error {
	var n int64
	var last string
	err := t.row(`SELECT n, detail FROM journal ORDER BY n DESC LIMIT 1`).Scan(&n, &last)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		x.empty()
		return nil
	case err != nil:
		return err
	case n == x.n && last == x.last:
		return nil
	case x.n == 0 || n <= x.n || n-x.n > behindRoom:
		return x.begin(t, n, last)
	}
	whole, err := x.read(t)
	if err != nil || whole {
		return err
	}
	return x.begin(t, n, last)
}

// read takes in the deeds since the newest it knows. It returns false if that
// one is not the journal's.
func (x *texts) read(t *tx) (bool, error) {
	rows, err := t.QueryContext(t.ctx, `SELECT j.n, j.detail, `+signatureColumns+` FROM journal j LEFT JOIN story_signature g ON g.story = j.story
		WHERE j.n >= $1 ORDER BY j.n`, x.n)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	same := false
	for rows.Next() {
		var n int64
		var detail string
		s, err := scanSigned(rows, &n, &detail)
		if err != nil {
			return false, err
		}
		if n == x.n {
			if same = detail == x.last; same {
				continue
			}
		}
		if !same {
			return false, nil
		}
		if s.story != "" { // else the deed was about none, or its text is compared by nothing
			x.put(s)
		}
		x.n, x.last = n, detail
	}
	return same, rows.Err()
}

func (x *texts) empty() { x.n, x.last, x.shelf, x.placed = 0, "", nil, map[news.StoryID]place{} }

// begin fills the shelves from the tables as they are after event n.
func (x *texts) begin(t *tx, n int64, last string) error {
	x.empty()
	rows, err := t.QueryContext(t.ctx, `SELECT `+signatureColumns+` FROM story_signature g WHERE g.at >= $1 ORDER BY g.at DESC, g.story DESC LIMIT $2`,
		micro(t.now.Add(-2*textSpan)), shelfRoom*(shelves-1))
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []signed
	for rows.Next() {
		s, err := scanSigned(rows)
		if err != nil {
			return err
		}
		found = append(found, s)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, s := range slices.Backward(found) {
		x.put(s)
	}
	x.n, x.last = n, last
	return nil
}

const signatureColumns = `g.story, g.scheme, g.at, g.source, g.name, g.text, g.sketch`

// scanSigned reads [signatureColumns] after others; a missing row is a text
// that is compared by nothing.
func scanSigned(rows *sql.Rows, before ...any) (signed, error) {
	var s signed
	var story, source sql.NullString
	var scheme, at, name, text sql.NullInt64
	var sketch []byte
	err := rows.Scan(append(before, &story, &scheme, &at, &source, &name, &text, &sketch)...)
	s.story, s.source, s.name = news.StoryID(story.String), news.SourceID(source.String), name.Int64
	s.Signature = news.Signature{Scheme: int(scheme.Int64), Text: text.Int64, Sketch: sketchOf(sketch)}
	s.at = time.UnixMicro(at.Int64).UTC()
	return s, err
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
	return readSignatures(t.ctx, t.Tx, args)
}

func readSignatures(ctx context.Context, q querier, ids []any) (map[news.StoryID]signed, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+signatureColumns+` FROM story_signature g WHERE g.story IN (`+list(1, len(ids))+`)`, ids...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[news.StoryID]signed{}
	for rows.Next() {
		s, err := scanSigned(rows)
		if err != nil {
			return nil, err
		}
		out[s.story] = s
	}
	return out, rows.Err()
}
