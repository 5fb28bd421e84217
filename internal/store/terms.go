package store

import (
	"database/sql"
	"errors"
	"fmt"

	"broadsheet/internal/news"
)

// What a deed reads of contracts and titles it holds to its end, each by its
// name: a change in between would find the placement as it was before, and its
// call to look again would be overwritten. Before it writes a placement, a deed
// holds the title's name and those of all contracts that bear on it, or it and
// the change of one wait for each other.

// rightsName and titleName are those names.
func rightsName(id news.SourceID) string { return "rights/" + string(id) }

func titleName(id news.TitleID) string { return "title/" + string(id) }

// markName is held while placements are marked to be looked at again: two
// changes that mark the same rows in another order would wait for each other.
const markName = "mark placements"

// contracts returns, and holds, the sources whose contracts bear on a story: its
// own and those of the pictures any version of it uses.
func (t *tx) contracts(st news.Story) (map[news.SourceID]news.Source, error) {
	rows, err := t.QueryContext(t.ctx, `SELECT DISTINCT p.source FROM picture_use u JOIN picture p ON p.id = u.picture
		WHERE u.story = $1 AND p.source <> '' ORDER BY p.source`, string(st.ID))
	if err != nil {
		return nil, err
	}
	used, err := scanTexts(rows)
	if err != nil {
		return nil, err
	}
	out := map[news.SourceID]news.Source{}
	if st.Source != "" {
		used = append(used, string(st.Source))
	}
	for _, x := range used {
		id := news.SourceID(x)
		if _, ok := out[id]; ok {
			continue
		}
		if err := t.shareName(rightsName(id)); err != nil {
			return nil, err
		}
		src, err := scanOne[news.Source](t.row(`SELECT detail FROM source WHERE id = $1`, string(id)))
		switch {
		case errors.Is(err, news.ErrNotFound) && id != st.Source:
			continue // the gate shows no picture of a source it does not know
		case err != nil:
			return nil, fmt.Errorf("source %s: %w", id, err)
		}
		out[id] = src
	}
	return out, nil
}

// titleHeld returns, and holds, a title. One that is not there declares nothing.
func (t *tx) titleHeld(id news.TitleID) (news.Title, error) {
	if err := t.shareName(titleName(id)); err != nil {
		return news.Title{}, err
	}
	title, err := scanOne[news.Title](t.row(`SELECT detail FROM title WHERE id = $1`, string(id)))
	if errors.Is(err, news.ErrNotFound) {
		return news.Title{ID: id}, nil
	}
	return title, err
}

// shareContracts holds, before a deed writes its placements, what bears on them.
func (t *tx) shareContracts(d news.StoryDeed) error {
	sources := map[news.SourceID]bool{d.Story.Source: true}
	for _, p := range d.Pictures {
		sources[p.Source] = true
	}
	if d.Version != nil {
		for _, use := range d.Version.Pictures {
			p, err := scanOne[news.Picture](t.row(`SELECT detail FROM picture WHERE id = $1`, string(use.Picture)))
			if errors.Is(err, news.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			sources[p.Source] = true
		}
	}
	delete(sources, "")
	for id := range sources {
		if err := t.shareName(rightsName(id)); err != nil {
			return err
		}
	}
	if d.Story.Rev > 0 { // pictures of its earlier versions bear on it too
		if _, err := t.contracts(d.Story); err != nil {
			return err
		}
	}
	for _, p := range d.Placements {
		if err := t.shareName(titleName(p.Title)); err != nil {
			return err
		}
	}
	return nil
}

// scanTexts reads one column of text and closes the rows.
func scanTexts(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var out []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, rows.Err()
}
