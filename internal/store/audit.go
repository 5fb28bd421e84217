package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/news"
)

// audited are the deeds that the audit log has although nobody did them: of
// agencies, or of the house itself.
func audited() []news.Verb {
	return []news.Verb{news.VerbKilled, news.VerbWithheld, news.VerbFrozen, news.VerbCorrected, news.VerbAccount}
}

// audits reports whether the audit log has a deed.
func (t *tx) audits(e news.Event) bool {
	return news.ActorOf(t.ctx).By != "" || strings.HasPrefix(e.By, "desk:") || slices.Contains(audited(), e.Verb)
}

// storyChanges is what the audit log has of a deed on a story that is yet to be
// written: nothing where it does not have the deed.
func (t *tx) storyChanges(e news.Event, d news.StoryDeed) ([]news.AuditChange, error) {
	if !t.audits(e) {
		return nil, nil
	}
	var before news.StoryFile
	if d.Story.Rev > 0 {
		var err error
		if before.Story, err = scanOne[news.Story](t.row(`SELECT detail FROM story WHERE id = $1`, string(d.Story.ID))); err != nil && !errors.Is(err, news.ErrNotFound) { // what is not there is refused when it is written
			return nil, fmt.Errorf("story: %w", err)
		}
		rows, err := t.QueryContext(t.ctx, `SELECT detail FROM placement WHERE story = $1 ORDER BY title`, string(d.Story.ID))
		if err != nil {
			return nil, err
		}
		if before.Placements, err = scanJSON[news.Placement](rows); err != nil {
			return nil, err
		}
	}
	return news.StoryChanges(before, d), nil
}

// auditDeed adds a deed of somebody's to the audit log. It comes after the
// counter, whose row is the first that all deeds wait for.
func (t *tx) auditDeed(e news.Event) error {
	a := news.ActorOf(t.ctx)
	if !t.audits(e) {
		return nil
	}
	l := news.AuditLine{Who: e.By, From: a.From, What: string(e.Verb), Story: e.Story, Version: e.Version, Ref: e.Ref, Event: e.N, Changes: e.Changes}
	for _, p := range e.Touched {
		if !slices.Contains(l.Titles, p.Title) {
			l.Titles = append(l.Titles, p.Title)
		}
	}
	return t.audit(l)
}

// audit adds a line to the audit log.
func (t *tx) audit(l news.AuditLine) error {
	var before string
	if err := t.row(`UPDATE audit_head SET n = n + 1 WHERE id = 1 RETURNING n, hash`).Scan(&l.N, &before); err != nil {
		return err
	}
	l.At = t.now
	l.Who, l.From, l.Ref, l.Note = oneLine(l.Who), oneLine(l.From), oneLine(l.Ref), oneLine(l.Note)
	detail, err := toJSON(l)
	if err != nil {
		return err
	}
	hash := chain(before, detail)
	if err := t.exec(`INSERT INTO audit (n, at, who, what, story, ref, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.N, micro(l.At), l.Who, l.What, string(l.Story), l.Ref, detail, hash); err != nil {
		return err
	}
	return t.exec(`UPDATE audit_head SET hash = $1 WHERE id = 1`, hash)
}

// oneLine makes what came from outside one short line.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "?"))
	const most = 300 // bytes
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// chain is the hash of a line and, through that of the line before, of all.
func chain(before, detail string) string {
	sum := sha256.Sum256([]byte(before + "\n" + detail))
	return hex.EncodeToString(sum[:])
}

// SaveAudit adds a line to the audit log that belongs to no deed. Who and From
// are the context's actor's where they are empty.
func (s *Store) SaveAudit(ctx context.Context, l news.AuditLine, now time.Time) error {
	if err := s.noted(ctx, l, now, func(*tx) error { return nil }); err != nil {
		return fmt.Errorf("audit %s: %w", l.What, err)
	}
	return nil
}

// Audit returns the lines that a filter chooses, newest first.
func (s *Store) Audit(ctx context.Context, f news.AuditFilter) ([]news.AuditLine, error) {
	if f.Limit <= 0 {
		f.Limit = 100
	}
	before, until := f.Before, micro(f.Until)
	if before <= 0 {
		before = 1 << 62
	}
	if until <= 0 {
		until = 1 << 62
	}
	what, under := f.What, ""
	if strings.HasSuffix(what, ".") {
		what, under = "", what
	}
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM audit WHERE n < $1 AND at >= $2 AND at < $3
		AND ($4 = '' OR who = $4) AND ($5 = '' OR what = $5) AND ($6 = '' OR substr(what, 1, length($6)) = $6)
		AND ($7 = '' OR story = $7) AND ($8 = '' OR ref = $8) ORDER BY n DESC LIMIT $9`,
		before, micro(f.Since), until, f.Who, what, under, string(f.Story), f.Ref, f.Limit)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.AuditLine](rows)
}

// AuditProof says where the audit log ended when it was found whole. Kept
// elsewhere, it shows later whether the log up to there is still the same.
type AuditProof struct {
	N    int64  `json:"n"`
	Hash string `json:"hash"`
}

// VerifyAudit reads the whole audit log and returns where it ends, or an error
// that wraps ErrInvalid and names the first line that was changed or removed.
// known, if its N is not 0, is a proof from before.
func (s *Store) VerifyAudit(ctx context.Context, known AuditProof) (AuditProof, error) {
	var head, at AuditProof
	// The head first: lines that come meanwhile are not missed by it.
	if err := s.r.QueryRowContext(ctx, `SELECT n, hash FROM audit_head WHERE id = 1`).Scan(&head.N, &head.Hash); err != nil {
		return at, fmt.Errorf("the head of the audit log is gone (%v): %w", err, news.ErrInvalid)
	}
	rows, err := s.r.QueryContext(ctx, `SELECT n, at, who, what, story, ref, detail, hash FROM audit WHERE n <= $1 ORDER BY n`, head.N)
	if err != nil {
		return at, err
	}
	defer rows.Close()
	for rows.Next() {
		var n, when int64
		var who, what, story, ref, detail, hash string
		if err := rows.Scan(&n, &when, &who, &what, &story, &ref, &detail, &hash); err != nil {
			return at, err
		}
		if n != at.N+1 {
			return at, fmt.Errorf("line %d is missing: %w", at.N+1, news.ErrInvalid)
		}
		var l news.AuditLine
		if hash != chain(at.Hash, detail) || fromJSON(detail, &l) != nil ||
			l.N != n || micro(l.At) != when || l.Who != who || l.What != what || string(l.Story) != story || l.Ref != ref {
			return at, fmt.Errorf("line %d is not what was written: %w", n, news.ErrInvalid)
		}
		at = AuditProof{n, hash}
		if known.N == n && known.Hash != hash {
			return at, fmt.Errorf("line %d is not the one of the proof: all up to it were written anew: %w", n, news.ErrInvalid)
		}
	}
	switch {
	case rows.Err() != nil:
		return at, rows.Err()
	case at.N < head.N:
		return at, fmt.Errorf("line %d is missing: %w", at.N+1, news.ErrInvalid)
	case at.Hash != head.Hash:
		return at, fmt.Errorf("line %d is not the newest that was written: %w", at.N, news.ErrInvalid)
	case at.N < known.N:
		return at, fmt.Errorf("line %d is missing, which the proof knows: %w", at.N+1, news.ErrInvalid)
	}
	return at, nil
}
