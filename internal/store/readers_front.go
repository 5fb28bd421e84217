package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// What readers may know of fronts, banners and links between stories: of each
// nothing but what concerns stories in the released set. A pin of another story is
// taken out here, with its headline, so that no window can betray it.

// Front returns a front as readers have it, and the moment they have it of: pins
// not in force then, and pins of stories they may not see there, are left out.
func (r *Readers) Front(ctx context.Context, title news.TitleID, section string) (news.Front, time.Time, error) {
	f := news.Front{Title: title, Section: section}
	var detail string
	var asOf int64
	err := r.s.r.QueryRowContext(ctx, `SELECT v.detail, f.as_of FROM front f JOIN front_revision v ON v.title = f.title AND v.section = f.section AND v.n = f.head
		WHERE f.title = $1 AND f.section = $2`, string(title), section).Scan(&detail, &asOf)
	if errors.Is(err, sql.ErrNoRows) {
		return f, time.Time{}, nil
	}
	if err != nil {
		return f, time.Time{}, fmt.Errorf("front of %s/%s: %w", title, section, err)
	}
	if err := fromJSON(detail, &f); err != nil {
		return f, time.Time{}, err
	}
	at := time.UnixMicro(asOf).UTC()
	cards, err := r.Cards(ctx, title, f.Pinned())
	if err != nil {
		return f, at, err
	}
	f.Slots = slices.DeleteFunc(f.Slots, func(s news.Slot) bool {
		seen := slices.ContainsFunc(cards, func(c news.Released) bool { return c.Story == s.Story && c.Listed })
		return s.Story != "" && (!seen || !s.InForce(at))
	})
	return f, at, nil
}

// Banner returns the banner that stands on a title's pages, which leads to no story
// but one that readers may see there; false if there is none.
func (r *Readers) Banner(ctx context.Context, title news.TitleID) (news.BannerShown, bool, error) {
	b, err := scanOne[news.Banner](r.s.r.QueryRowContext(ctx, `SELECT detail FROM banner WHERE title = $1 AND shown = 1`, string(title)))
	if errors.Is(err, news.ErrNotFound) {
		return news.BannerShown{}, false, nil
	}
	if err != nil {
		return news.BannerShown{}, false, fmt.Errorf("banner of %s: %w", title, err)
	}
	shown := news.BannerShown{Words: b.Words, Until: b.Until}
	if b.Story != "" {
		cards, err := r.Cards(ctx, title, []news.StoryID{b.Story})
		if err != nil {
			return shown, false, err
		}
		for _, c := range cards {
			shown.Path = c.Path
		}
	}
	return shown, true, nil
}

// Alike returns those pairs of the stories that tell of one event, where readers
// of the title may see both.
func (r *Readers) Alike(ctx context.Context, title news.TitleID, ids []news.StoryID) ([][2]news.StoryID, error) {
	if len(ids) < 2 {
		return nil, nil
	}
	marks, args := make([]string, len(ids)), []any{string(title), string(news.LinkUnlinked)}
	for i, id := range ids {
		marks[i] = fmt.Sprintf("$%d", i+3)
		args = append(args, string(id))
	}
	list := strings.Join(marks, ", ")
	rows, err := r.s.r.QueryContext(ctx, `SELECT a.story, a.other FROM story_alike a
		JOIN released x ON x.title = $1 AND x.story = a.story JOIN released y ON y.title = $1 AND y.story = a.other
		WHERE a.standing <> $2 AND a.story IN (`+list+`) AND a.other IN (`+list+`) ORDER BY a.story, a.other`, args...)
	if err != nil {
		return nil, fmt.Errorf("alike stories of %s: %w", title, err)
	}
	defer rows.Close()
	var out [][2]news.StoryID
	for rows.Next() {
		var p [2]news.StoryID
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Stock returns what a front of a title is filled from, with the stories as readers
// have them and without their bodies: the newest, of each section too, and those
// that are pinned. It leaves the moment to the caller.
func (r *Readers) Stock(ctx context.Context, title news.Title, f news.Front) (news.Stock, map[news.StoryID]news.Released, error) {
	stock := news.Stock{Sections: title.Sections}
	cards, err := r.Cards(ctx, title.ID, f.Pinned())
	if err != nil {
		return stock, nil, err
	}
	list, err := r.Newest(ctx, title.ID, f.Section, time.Time{}, news.FrontPool)
	if err != nil {
		return stock, nil, err
	}
	cards = append(cards, list...)
	if f.Section == "" {
		for _, sec := range title.Sections {
			if list, err = r.Newest(ctx, title.ID, sec.Path, time.Time{}, f.StripPool(sec.Path)); err != nil {
				return stock, nil, err
			}
			cards = append(cards, list...)
		}
	}
	byID := map[news.StoryID]news.Released{}
	var ids []news.StoryID
	for _, c := range cards {
		if _, had := byID[c.Story]; !had {
			byID[c.Story] = c
			ids = append(ids, c.Story)
			stock.Stories = append(stock.Stories, news.CandidateOf(c))
		}
	}
	stock.Alike, err = r.Alike(ctx, title.ID, ids)
	return stock, byID, err
}
