package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

const (
	wordsPlace = "words" // the follower that keeps line_words
	linesPlace = "lines" // 1 once every story has its line
	// listBatch is how many stories a follower of the lists writes at once, so
	// that no deed waits long for it.
	listBatch = 16
	listLook  = time.Second
)

// KeepLists makes new words searchable as they come, mostly within a tenth of a
// second, and gives stories from before there were lists their lines, until ctx
// ends. Any number of processes may do it. complain is told of faults, once
// until it works again.
func (s *Store) KeepLists(ctx context.Context, complain func(error)) error {
	bell, stop := s.Bell()
	defer stop()
	tick := time.NewTicker(listLook)
	defer tick.Stop()
	ailing := false
	for {
		err := s.CatchUpLists(ctx)
		if err != nil && !ailing && ctx.Err() == nil {
			complain(err)
		}
		ailing = err != nil
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-bell:
		case <-tick.C:
		}
	}
}

// CatchUpLists does all that [Store.KeepLists] has to do now.
func (s *Store) CatchUpLists(ctx context.Context) error {
	for {
		more, err := s.indexWords(ctx)
		if err == nil && !more {
			more, err = s.fillLines(ctx)
		}
		if err != nil || !more {
			return err
		}
	}
}

// ListState returns how the lists stand.
func (s *Store) ListState(ctx context.Context) (news.ListState, error) {
	var st news.ListState
	last, err := s.LastEvent(ctx)
	if err != nil {
		return st, err
	}
	at, err := s.Place(ctx, wordsPlace)
	if err != nil {
		return st, err
	}
	done, err := s.Place(ctx, linesPlace)
	st.Words, st.Filling = max(0, last-at), done == 0
	return st, err
}

// worded is a line whose words are to be written.
type worded struct {
	num          int64
	words, place []string
}

// indexWords writes the words of the next few deeds' stories, and reports whether
// it came to anything.
func (s *Store) indexWords(ctx context.Context) (bool, error) {
	at, err := s.Place(ctx, wordsPlace)
	if err != nil {
		return false, err
	}
	events, err := s.Journal(ctx, at, 8*listBatch)
	if err != nil || len(events) == 0 {
		return false, err
	}
	var stories []news.StoryID
	seen, next := map[news.StoryID]bool{}, at
	for _, e := range events {
		if e.Story != "" && !seen[e.Story] && e.Verb != news.VerbDue {
			if len(stories) == listBatch {
				break
			}
			seen[e.Story] = true
			stories = append(stories, e.Story)
		}
		next = e.N
	}
	lines, err := s.wordsOf(ctx, stories)
	if err != nil {
		return false, err
	}
	return true, s.saveWords(ctx, lines, func(t *tx) error {
		// Another process that was faster has written the same.
		err := t.change(`UPDATE follower SET n = $1 WHERE name = $2 AND n = $3`, next, wordsPlace, at)
		if errors.Is(err, news.ErrConflict) {
			return errNoChange
		}
		return err
	})
}

// wordsOf reads the newest versions of stories that have a line.
func (s *Store) wordsOf(ctx context.Context, stories []news.StoryID) ([]worded, error) {
	var out []worded
	for _, id := range stories {
		var w worded
		var detail string
		err := s.r.QueryRowContext(ctx, `SELECT l.num, v.detail FROM story_line l JOIN version v ON v.story = l.story AND v.n = l.head WHERE l.story = $1`, string(id)).Scan(&w.num, &detail)
		if err = s.meaning(err); errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var v news.Version
		if err := fromJSON(detail, &v); err != nil {
			return nil, err
		}
		places := []string{v.Dateline}
		if v.WireItem != "" {
			r, err := s.WireItem(ctx, v.WireItem)
			if err != nil && !errors.Is(err, news.ErrNotFound) {
				return nil, err
			}
			for _, p := range r.Item.Places {
				places = append(places, p.Name)
			}
		}
		w.words = searched(append([]string{v.Headline, v.Kicker, v.Slugline, v.Standfirst, v.Byline, body.Text(v.Body)}, append(v.Keywords, v.Topics...)...))
		w.place = searched(places)
		out = append(out, w)
	}
	return out, nil
}

const (
	// maxWords is how many words of a story can be searched for, and maxLexeme how
	// long one may be, in bytes; PostgreSQL counts no further.
	maxWords  = 16_000
	maxLexeme = 100
	// gap parts texts, so that no phrase is found across two of them.
	gap = "\x00"
)

// searched are the words of texts, with a gap after each.
func searched(texts []string) []string {
	var out []string
	for _, text := range texts {
		before := len(out)
		for _, w := range news.FoldWords(text) {
			if len(out) >= maxWords {
				return out
			}
			if len(w) <= maxLexeme {
				out = append(out, w)
			}
		}
		if len(out) > before {
			out = append(out, gap)
		}
	}
	return out
}

// saveWords writes lines' words in one transaction with what else is to be; where
// that returns errNoChange nothing is written.
func (s *Store) saveWords(ctx context.Context, lines []worded, also func(*tx) error) error {
	sqlTx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, ctx: ctx, kind: s.kind}
	if err := also(t); err != nil {
		if errors.Is(err, errNoChange) {
			return nil
		}
		return err
	}
	for _, w := range lines {
		if err := t.writeWords(w); err != nil {
			return fmt.Errorf("words of line %d: %w", w.num, s.meaning(err))
		}
	}
	return sqlTx.Commit()
}

func (t *tx) writeWords(w worded) error {
	if t.kind == postgres {
		return t.exec(`INSERT INTO line_words (num, words) VALUES ($1, $2::tsvector) ON CONFLICT (num) DO UPDATE SET words = excluded.words`,
			w.num, lexemes(w.words, w.place))
	}
	if err := t.exec(`DELETE FROM line_words WHERE rowid = $1`, w.num); err != nil {
		return err
	}
	// A word that nobody types stands for the gap.
	plain := strings.NewReplacer(gap, "x0x0x")
	return t.exec(`INSERT INTO line_words (rowid, words, place) VALUES ($1, $2, $3)`, w.num,
		plain.Replace(strings.Join(w.words, " ")), plain.Replace(strings.Join(w.place, " ")))
}

// lexemes writes words as a tsvector: those of places have the weight A.
func lexemes(words, place []string) string {
	var b strings.Builder
	n := 0
	for i, list := range [][]string{words, place} {
		for _, w := range list {
			if n++; n > maxWords || w == gap {
				continue
			}
			b.WriteString("'" + w + "':" + strconv.Itoa(n))
			if i == 1 {
				b.WriteByte('A')
			}
			b.WriteByte(' ')
		}
		n++
	}
	return b.String()
}

// fillLines gives some stories from before there were lines theirs, the newest
// first, and reports whether it came to any.
func (s *Store) fillLines(ctx context.Context) (bool, error) {
	done, err := s.Place(ctx, linesPlace)
	if err != nil || done > 0 {
		return false, err
	}
	rows, err := s.r.QueryContext(ctx, `SELECT s.id FROM story s WHERE NOT EXISTS (SELECT 1 FROM story_line l WHERE l.story = s.id)
		AND EXISTS (SELECT 1 FROM version v WHERE v.story = s.id) ORDER BY s.id DESC LIMIT $1`, 4*listBatch)
	if err != nil {
		return false, err
	}
	ids, err := scanIDs(rows)
	if err != nil {
		return false, err
	}
	if len(ids) == 0 {
		return false, s.SavePlace(ctx, linesPlace, 1)
	}
	err = s.saveWords(ctx, nil, func(t *tx) error {
		for _, id := range ids {
			if err := t.fillLine(id); err != nil {
				return fmt.Errorf("line of %s: %w", id, err)
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	lines, err := s.wordsOf(ctx, ids)
	if err != nil {
		return false, err
	}
	return true, s.saveWords(ctx, lines, func(*tx) error { return nil })
}

func (t *tx) fillLine(id news.StoryID) error {
	st, err := scanOne[news.Story](t.row(t.forUpdate(`SELECT detail FROM story WHERE id = $1`), string(id)))
	if err != nil {
		return err
	}
	var has int
	if err := t.row(`SELECT COUNT(*) FROM story_line WHERE story = $1`, string(id)).Scan(&has); err != nil || has > 0 {
		return err
	}
	return t.saveLine(st, nil)
}
