package store

import (
	"context"
	"errors"
	"fmt"

	"broadsheet/internal/news"
)

// concept is a term as it is kept: with the item that described it.
type concept struct {
	GUID    string    `json:"guid"`
	Version string    `json:"version,omitempty"`
	Term    news.Term `json:"term"`
}

// saveTerms registers what an agency's item says of its terms, a row for each
// language a term has a name in. What an older version of the same item says of
// a term changes nothing.
func (t *tx) saveTerms(w news.WireRecord, terms []news.Term) error {
	if len(terms) == 0 {
		return nil
	}
	if err := t.lockName("terms/" + string(w.Source)); err != nil {
		return err
	}
	for _, term := range terms {
		old, err := scanOne[concept](t.row(`SELECT detail FROM concept WHERE source = $1 AND code = $2 ORDER BY language LIMIT 1`, string(w.Source), term.Code))
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
		if err == nil && old.GUID == w.Item.GUID && news.CompareVersions(w.Item.Version, old.Version) < 0 {
			continue
		}
		if err := t.exec(`DELETE FROM concept WHERE source = $1 AND code = $2`, string(w.Source), term.Code); err != nil {
			return err
		}
		detail, err := toJSON(concept{w.Item.GUID, w.Item.Version, term})
		if err != nil {
			return err
		}
		names := term.Names
		if len(names) == 0 {
			names = map[string]string{"": ""} // it is known, without a name
		}
		for language, name := range names {
			if err := t.exec(`INSERT INTO concept (source, code, language, name, detail) VALUES ($1, $2, $3, $4, $5)`,
				string(w.Source), term.Code, language, name, detail); err != nil {
				return err
			}
		}
	}
	return nil
}

// Term returns what an agency says of one of its terms, by the code it was
// registered under.
func (s *Store) Term(ctx context.Context, source news.SourceID, code string) (news.Term, error) {
	c, err := scanOne[concept](s.r.QueryRowContext(ctx, `SELECT detail FROM concept WHERE source = $1 AND code = $2 ORDER BY language LIMIT 1`, string(source), code))
	if err != nil {
		return news.Term{}, fmt.Errorf("term %s of %s: %w", code, source, err)
	}
	return c.Term, nil
}
