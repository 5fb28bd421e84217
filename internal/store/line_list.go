package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// maxCounted is how far lists are counted.
const maxCounted = 10_000

// Rows returns a page of a list, newest first. An event that moves while a list
// is paged through may come twice; whoever pages knows it by its event.
func (s *Store) Rows(ctx context.Context, q news.ListQuestion) (news.RowPage, error) {
	b := s.listQuery(q)
	order := "l.at"
	if q.Ours {
		order = "l.moved"
	}
	if q.After != (news.RowMark{}) {
		b.where = append(b.where, "("+order+", l.num) < ("+b.arg(micro(q.After.At))+", "+b.arg(q.After.Num)+")")
	}
	query := `SELECT l.num, l.detail, ` + b.folded() + `, ` + b.unread() + `, ` + b.watched() + ` FROM story_line l WHERE ` + strings.Join(b.where, " AND ") +
		` ORDER BY ` + order + ` DESC, l.num DESC LIMIT ` + b.arg(q.Limit+1)
	rows, err := s.r.QueryContext(ctx, query, b.args...)
	if err != nil {
		return news.RowPage{}, fmt.Errorf("list: %w", s.meaning(err))
	}
	defer rows.Close()
	var page news.RowPage
	var last news.RowMark
	for rows.Next() {
		var r news.Row
		var num int64
		var detail string
		if err := rows.Scan(&num, &detail, &r.Others, &r.Unread, &r.Watched); err != nil {
			return page, err
		}
		if len(page.Rows) == q.Limit { // there is another page
			page.Next = last
			break
		}
		if err := fromJSON(detail, &r.Line); err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, r)
		last = news.RowMark{At: r.At, Num: num}
		if q.Ours {
			last.At = r.Moved
		}
	}
	return page, rows.Err()
}

// CountRows returns how many rows a list has, up to a bound, and whether there
// may be more.
func (s *Store) CountRows(ctx context.Context, q news.ListQuestion) (int, bool, error) {
	b := s.listQuery(q)
	var n int
	err := s.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM story_line l WHERE `+strings.Join(b.where, " AND ")+` LIMIT `+b.arg(maxCounted+1)+`) x`, b.args...).Scan(&n)
	if err != nil {
		return 0, false, fmt.Errorf("count list: %w", s.meaning(err))
	}
	return min(n, maxCounted), n > maxCounted, nil
}

// EventRows returns all stories of an event, newest first, those spiked included.
func (s *Store) EventRows(ctx context.Context, event news.EventID, reader string) ([]news.Row, error) {
	b := &listQuery{reader: reader}
	query := `SELECT l.detail, ` + b.unread() + `, ` + b.watched() + ` FROM story_line l WHERE l.event = ` + b.arg(string(event)) + ` AND l.event <> '' ORDER BY l.at DESC, l.num DESC LIMIT 200`
	rows, err := s.r.QueryContext(ctx, query, b.args...)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", event, err)
	}
	defer rows.Close()
	var out []news.Row
	for rows.Next() {
		var r news.Row
		var detail string
		if err := rows.Scan(&detail, &r.Unread, &r.Watched); err != nil {
			return nil, err
		}
		if err := fromJSON(detail, &r.Line); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Line returns a story's line.
func (s *Store) Line(ctx context.Context, id news.StoryID) (news.Line, error) {
	l, err := scanOne[news.Line](s.r.QueryRowContext(ctx, `SELECT detail FROM story_line WHERE story = $1`, string(id)))
	if err != nil {
		return l, fmt.Errorf("line of %s: %w", id, err)
	}
	return l, nil
}

// listQuery gathers the conditions of a list and their values. Conditions name
// the line "l".
type listQuery struct {
	kind   kind
	reader string
	where  []string
	args   []any
}

func (b *listQuery) arg(v any) string {
	b.args = append(b.args, v)
	return fmt.Sprintf("$%d", len(b.args))
}

// any returns a condition that holds where one of several does.
func (b *listQuery) any(conditions []string) string {
	if len(conditions) == 1 {
		return conditions[0]
	}
	return "(" + strings.Join(conditions, " OR ") + ")"
}

func anyOf[T ~string](b *listQuery, column string, values []T) string {
	var marks []string
	for _, v := range values {
		marks = append(marks, b.arg(string(v)))
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")"
}

func (s *Store) listQuery(q news.ListQuestion) *listQuery {
	b := &listQuery{kind: s.kind, reader: q.Reader}
	b.where = b.conditions(q.Filter, q.Now)
	if m := b.match(q.Filter, true); m != "" {
		b.where = append(b.where, m)
	}
	if not := q.Filter.Not; not != nil {
		denied := b.conditions(*not, q.Now)
		if m := b.match(*not, false); m != "" {
			denied = append(denied, m)
		}
		for _, c := range denied {
			b.where = append(b.where, "NOT "+c)
		}
	}
	if !q.Filter.Has(news.MarkSpiked) {
		b.where = append(b.where, fmt.Sprintf("(l.standing & %d) = 0", markBit(news.MarkSpiked)))
	}
	if len(q.Titles) > 0 {
		b.where = append(b.where, b.any([]string{"l.places = '|'", b.placements(news.Filter{Titles: q.Titles})}))
	}
	if q.Ours {
		b.where = append(b.where, "l.ours = 1")
	} else {
		// Only the newest of an event that the filter lets through is a row.
		b.where = append(b.where, "(l.event = '' OR NOT EXISTS (SELECT 1 FROM story_line m WHERE m.event = l.event AND m.event <> '' AND (m.at, m.num) > (l.at, l.num) AND "+asOther(strings.Join(b.where, " AND "))+"))")
	}
	if len(q.Stories) > 0 {
		b.where = append(b.where, "(l.event <> '' AND l.event IN (SELECT o.event FROM story_line o WHERE "+anyOf(b, "o.story", q.Stories)+") OR "+anyOf(b, "l.story", q.Stories)+")")
	}
	return b
}

// asOther returns a condition on the line "l" as one on the line "m".
func asOther(condition string) string { return strings.ReplaceAll(condition, "l.", "m.") }

// conditions are those of a filter's parts but for its words; the parts that must
// not be there are not among them.
func (b *listQuery) conditions(f news.Filter, now time.Time) []string {
	var out []string
	add := func(c string) { out = append(out, c) }
	if len(f.Agencies) > 0 {
		var ids []news.SourceID
		for _, id := range f.Agencies {
			if id == news.DeskSource {
				id = ""
			}
			ids = append(ids, id)
		}
		add(anyOf(b, "l.source", ids))
	}
	if c := b.placements(f); c != "" {
		add(c)
	}
	if len(f.States) > 0 {
		// What was killed stands nowhere, whatever its placements were before.
		add(fmt.Sprintf("(l.standing & %d) = 0", markBit(news.MarkKilled)))
	}
	if !f.Urgency.IsZero() {
		add("l.urgency BETWEEN " + b.arg(f.Urgency.From) + " AND " + b.arg(f.Urgency.To))
	}
	if len(f.Languages) > 0 {
		var any []string
		for _, l := range f.Languages {
			any = append(any, "l.language = "+b.arg(l), "l.language LIKE "+b.arg(l+"-%"))
		}
		add(b.any(any))
	}
	if len(f.Desks) > 0 {
		any := []string{anyOf(b, "l.desk", f.Desks), anyOf(b, "l.holder", f.Desks)}
		if slices.Contains(f.Desks, "none") {
			any = append(any, "(l.desk = '' AND l.holder = '')")
		}
		add(b.any(any))
	}
	if len(f.By) > 0 {
		add(anyOf(b, "l.editor", f.By))
	}
	if from := f.Since.From(now); !from.IsZero() {
		add("l.at >= " + b.arg(micro(from)))
	}
	for _, m := range f.Is {
		add(b.mark(m, now))
	}
	return out
}

// placements is the condition that one placement is on one of the titles, in one
// of the sections and in one of the states.
func (b *listQuery) placements(f news.Filter) string {
	orAny := func(n int) int { return max(1, n) }
	var any []string
	for i := range orAny(len(f.Titles)) {
		for j := range orAny(len(f.Sections)) {
			for k := range orAny(len(f.States)) {
				var title, section, state string
				if len(f.Titles) > 0 {
					title = string(f.Titles[i])
				}
				if len(f.Sections) > 0 {
					section = f.Sections[j]
				}
				if len(f.States) > 0 {
					state = string(f.States[k])
				}
				if p := placePattern(title, section, state); p != "" {
					any = append(any, "l.places LIKE "+b.arg(p))
				}
			}
		}
	}
	if len(any) == 0 {
		return ""
	}
	return b.any(any)
}

// placePattern finds a placement in the column places, where each is written
// "|title/section/state/title", so that any two of the three stand side by side.
func placePattern(title, section, state string) string {
	switch {
	case title == "" && section == "" && state == "":
		return ""
	case section == "" && state == "":
		return "%|" + title + "/%"
	case section == "":
		if title == "" {
			return "%/" + state + "/%"
		}
		return "%/" + state + "/" + title + "|%"
	case state == "":
		if title == "" {
			return "%/" + section + "/%"
		}
		return "%|" + title + "/" + section + "/%"
	case title == "":
		return "%/" + section + "/" + state + "/%"
	}
	return "%|" + title + "/" + section + "/" + state + "/%"
}

func (b *listQuery) mark(m news.Mark, now time.Time) string {
	switch m {
	case news.MarkUnread:
		return "NOT EXISTS (SELECT 1 FROM read_mark r WHERE r.reader = " + b.arg(b.reader) + " AND r.story = l.story AND r.n >= l.head)"
	case news.MarkWatched:
		return b.watched()
	case news.MarkEmbargoed:
		return "l.embargo > " + b.arg(micro(now))
	}
	return fmt.Sprintf("(l.standing & %d) <> 0", markBit(m))
}

// folded counts the other stories of a line's event.
func (b *listQuery) folded() string {
	return `(CASE WHEN l.event = '' THEN 0 ELSE (SELECT COUNT(*) - 1 FROM story_line o WHERE o.event = l.event AND o.event <> '') END)`
}

// unread is whether the reader has not seen a line's newest version.
func (b *listQuery) unread() string { return "(" + b.mark(news.MarkUnread, time.Time{}) + ")" }

// watched is whether the reader watches a story of a line's event.
func (b *listQuery) watched() string {
	reader := b.arg(b.reader)
	return `(EXISTS (SELECT 1 FROM story_watch w WHERE w.reader = ` + reader + ` AND w.story = l.story)
		OR l.event <> '' AND EXISTS (SELECT 1 FROM story_watch w JOIN story_line o ON o.story = w.story WHERE w.reader = ` + reader + ` AND o.event = l.event))`
}
