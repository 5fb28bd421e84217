package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// SaveUser writes an account: a new one if its Rev is 0, else it must be as the
// caller saw it. It returns ErrConflict if it has moved or the name is taken. An
// account that is closed, or has another role, loses its sessions in the same
// deed.
func (s *Store) SaveUser(ctx context.Context, u news.User, now time.Time) (news.Event, error) {
	e, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		seen := u.Rev
		u := u
		u.Rev++
		detail, err := toJSON(u)
		if err != nil {
			return news.Event{}, err
		}
		if seen == 0 {
			return news.Event{Verb: news.VerbAccount, Ref: string(u.ID), Changes: news.AuditChanges(nil, u)},
				t.exec(`INSERT INTO account (id, rev, name, detail) VALUES ($1, $2, $3, $4)`, string(u.ID), u.Rev, u.Name, detail)
		}
		was, err := scanOne[news.User](t.row(t.forUpdate(`SELECT detail FROM account WHERE id = $1`), string(u.ID)))
		if err != nil {
			return news.Event{}, err
		}
		if err := t.change(`UPDATE account SET rev = $1, name = $2, detail = $3 WHERE id = $4 AND rev = $5`, u.Rev, u.Name, detail, string(u.ID), seen); err != nil {
			return news.Event{}, err
		}
		e := news.Event{Verb: news.VerbAccount, Ref: string(u.ID), Changes: news.AuditChanges(was, u)}
		if u.Open() && u.Role == was.Role {
			return e, nil
		}
		return e, t.exec(`DELETE FROM session WHERE account = $1`, string(u.ID))
	})
	if err != nil {
		return e, fmt.Errorf("save account %s: %w", u.Name, err)
	}
	return e, nil
}

// User returns an account.
func (s *Store) User(ctx context.Context, id news.UserID) (news.User, error) {
	u, err := scanOne[news.User](s.r.QueryRowContext(ctx, `SELECT detail FROM account WHERE id = $1`, string(id)))
	if err != nil {
		return u, fmt.Errorf("account %q: %w", id, err)
	}
	return u, nil
}

// UserNamed returns the account with a name.
func (s *Store) UserNamed(ctx context.Context, name string) (news.User, error) {
	u, err := scanOne[news.User](s.r.QueryRowContext(ctx, `SELECT detail FROM account WHERE name = $1`, name))
	if err != nil {
		return u, fmt.Errorf("account %q: %w", name, err)
	}
	return u, nil
}

// Users returns all accounts by name, closed ones included.
func (s *Store) Users(ctx context.Context) ([]news.User, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM account ORDER BY name`)
	if err != nil {
		return nil, err
	}
	return scanJSON[news.User](rows)
}

// noted carries out what do says and adds a line to the audit log in the same
// transaction, if the line says what was done. The line's Who and From are the
// actor's where they are empty.
func (s *Store) noted(ctx context.Context, l news.AuditLine, now time.Time, do func(*tx) error) error {
	a := news.ActorOf(ctx)
	if l.Who == "" {
		l.Who = a.By
	}
	if l.From == "" {
		l.From = a.From
	}
	_, err := s.deed(ctx, now, func(t *tx) (news.Event, error) {
		if err := do(t); err != nil || l.What == "" {
			return news.Event{}, err
		}
		return news.Event{}, t.audit(l)
	})
	return err
}

// SaveCredential writes a proof, in place of the one of its kind and name, and
// the line that says so.
func (s *Store) SaveCredential(ctx context.Context, c news.Credential, l news.AuditLine, now time.Time) error {
	err := s.noted(ctx, l, now, func(t *tx) error {
		// What ended by the clock would stay for ever: nobody asks for it again.
		if err := t.exec(`DELETE FROM credential WHERE until > 0 AND until <= $1`, micro(t.now)); err != nil {
			return err
		}
		return t.exec(`INSERT INTO credential (account, kind, name, until, detail) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (account, kind, name) DO UPDATE SET until = excluded.until, detail = excluded.detail`,
			string(c.User), c.Kind, c.Name, micro(c.Until), c.Detail)
	})
	if err != nil {
		return fmt.Errorf("save %s of account %s: %w", c.Kind, c.User, err)
	}
	return nil
}

// MoveCredential writes a proof if its detail is still was: of many who move it
// one succeeds, and the others get ErrConflict.
func (s *Store) MoveCredential(ctx context.Context, c news.Credential, was string, now time.Time) error {
	err := s.noted(ctx, news.AuditLine{}, now, func(t *tx) error {
		return t.change(`UPDATE credential SET until = $1, detail = $2 WHERE account = $3 AND kind = $4 AND name = $5 AND detail = $6`,
			micro(c.Until), c.Detail, string(c.User), c.Kind, c.Name, was)
	})
	if err != nil {
		return fmt.Errorf("move %s of account %s: %w", c.Kind, c.User, err)
	}
	return nil
}

// CredentialNamed returns the proof of a kind and name that has not ended at now,
// whoever's it is.
func (s *Store) CredentialNamed(ctx context.Context, kind, name string, now time.Time) (news.Credential, error) {
	c := news.Credential{Kind: kind, Name: name}
	var until int64
	err := s.r.QueryRowContext(ctx, `SELECT account, until, detail FROM credential WHERE kind = $1 AND name = $2 AND (until = 0 OR until > $3) ORDER BY account LIMIT 1`,
		kind, name, micro(now)).Scan(&c.User, &until, &c.Detail)
	if err != nil {
		return c, fmt.Errorf("%s: %w", kind, s.meaning(err))
	}
	if until > 0 {
		c.Until = time.UnixMicro(until).UTC()
	}
	return c, nil
}

// Credentials returns an account's proofs of a kind by name, those that have
// ended at now left out.
func (s *Store) Credentials(ctx context.Context, user news.UserID, kind string, now time.Time) ([]news.Credential, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT account, kind, name, until, detail FROM credential
		WHERE account = $1 AND kind = $2 AND (until = 0 OR until > $3) ORDER BY name`, string(user), kind, micro(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []news.Credential
	for rows.Next() {
		var c news.Credential
		var until int64
		if err := rows.Scan(&c.User, &c.Kind, &c.Name, &until, &c.Detail); err != nil {
			return nil, err
		}
		if until > 0 {
			c.Until = time.UnixMicro(until).UTC()
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// SpendCredential removes the proof of a kind and name that has not ended at now
// and returns whose it was and what it held: of many who try, one has it. An
// unknown one is ErrNotFound.
func (s *Store) SpendCredential(ctx context.Context, kind, name string, now time.Time) (news.UserID, string, error) {
	var user, detail string
	err := s.w.QueryRowContext(ctx, `DELETE FROM credential WHERE kind = $1 AND name = $2 AND (until = 0 OR until > $3) RETURNING account, detail`,
		kind, name, micro(now)).Scan(&user, &detail)
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", kind, s.meaning(err))
	}
	return news.UserID(user), detail, nil
}

// DropCredential removes a proof, or with an empty name all of a kind, and writes
// the line that says so; none that is not there is no error.
func (s *Store) DropCredential(ctx context.Context, user news.UserID, kind, name string, l news.AuditLine, now time.Time) error {
	err := s.noted(ctx, l, now, func(t *tx) error {
		return t.exec(`DELETE FROM credential WHERE account = $1 AND kind = $2 AND ($3 = '' OR name = $4)`, string(user), kind, name, name)
	})
	if err != nil {
		return fmt.Errorf("drop %s of account %s: %w", kind, user, err)
	}
	return nil
}

// BeginSession adds a session in place of the one with the key old, if that is
// not empty, and the line that says so. It returns ErrForbidden if the account
// was closed meanwhile.
func (s *Store) BeginSession(ctx context.Context, x news.Session, old string, l news.AuditLine) error {
	detail, err := toJSON(x)
	if err != nil {
		return err
	}
	err = s.noted(ctx, l, x.Seen, func(t *tx) error {
		u, err := scanOne[news.User](t.row(t.forUpdate(`SELECT detail FROM account WHERE id = $1`), string(x.User)))
		if err != nil {
			return err
		}
		if !u.Open() {
			return fmt.Errorf("account %s is closed: %w", u.Name, news.ErrForbidden)
		}
		if old != "" {
			if err := t.exec(`DELETE FROM session WHERE account = $1 AND hash = $2`, string(x.User), old); err != nil {
				return err
			}
		}
		if err := t.exec(`DELETE FROM session WHERE until <= $1`, micro(t.now)); err != nil {
			return err
		}
		return t.exec(`INSERT INTO session (hash, account, until, detail) VALUES ($1, $2, $3, $4)`, x.Key, string(x.User), micro(x.Until), detail)
	})
	if err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	return nil
}

// SeeSession writes that a session is used. One that was ended meanwhile stays
// ended.
func (s *Store) SeeSession(ctx context.Context, x news.Session) error {
	detail, err := toJSON(x)
	if err != nil {
		return err
	}
	_, err = s.w.ExecContext(ctx, `UPDATE session SET until = $1, detail = $2 WHERE hash = $3`, micro(x.Until), detail, x.Key)
	if err != nil {
		return fmt.Errorf("save session: %w", s.meaning(err))
	}
	return nil
}

// Session returns a session that has not ended at now, and whose it is.
func (s *Store) Session(ctx context.Context, key string, now time.Time) (news.Session, news.User, error) {
	var x news.Session
	var u news.User
	var session, account string
	err := s.r.QueryRowContext(ctx, `SELECT s.detail, a.detail FROM session s JOIN account a ON a.id = s.account WHERE s.hash = $1 AND s.until > $2`,
		key, micro(now)).Scan(&session, &account)
	if err != nil {
		return x, u, fmt.Errorf("session: %w", s.meaning(err))
	}
	return x, u, errors.Join(fromJSON(session, &x), fromJSON(account, &u))
}

// Sessions returns an account's sessions that have not ended at now, by key.
func (s *Store) Sessions(ctx context.Context, user news.UserID, now time.Time) ([]news.Session, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT detail FROM session WHERE account = $1 AND until > $2 ORDER BY hash`, string(user), micro(now))
	if err != nil {
		return nil, err
	}
	return scanJSON[news.Session](rows)
}

// LiveSessions returns the keys of all sessions that have not ended at now.
func (s *Store) LiveSessions(ctx context.Context, now time.Time) (map[string]bool, error) {
	rows, err := s.r.QueryContext(ctx, `SELECT hash FROM session WHERE until > $1`, micro(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		out[key] = true
	}
	return out, rows.Err()
}

// EndSessions ends sessions of an account and writes the line that says so: the
// one with a key, or, if key is empty, all but the one with the key but.
func (s *Store) EndSessions(ctx context.Context, user news.UserID, key, but string, l news.AuditLine, now time.Time) error {
	err := s.noted(ctx, l, now, func(t *tx) error {
		if key != "" {
			return t.exec(`DELETE FROM session WHERE account = $1 AND hash = $2`, string(user), key)
		}
		return t.exec(`DELETE FROM session WHERE account = $1 AND hash <> $2`, string(user), but)
	})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}
