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
// account that is closed loses its sessions in the same deed.
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
			err = t.exec(`INSERT INTO account (id, rev, name, detail) VALUES ($1, $2, $3, $4)`, string(u.ID), u.Rev, u.Name, detail)
		} else {
			err = t.change(`UPDATE account SET rev = $1, name = $2, detail = $3 WHERE id = $4 AND rev = $5`, u.Rev, u.Name, detail, string(u.ID), seen)
		}
		if err == nil && !u.Disabled.IsZero() {
			err = t.exec(`DELETE FROM session WHERE account = $1`, string(u.ID))
		}
		return news.Event{Verb: news.VerbAccount, Ref: string(u.ID)}, err
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

// SaveCredential writes a proof, in place of the one of its kind and name.
func (s *Store) SaveCredential(ctx context.Context, c news.Credential) error {
	_, err := s.w.ExecContext(ctx, `INSERT INTO credential (account, kind, name, until, detail) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account, kind, name) DO UPDATE SET until = excluded.until, detail = excluded.detail`,
		string(c.User), c.Kind, c.Name, micro(c.Until), c.Detail)
	if err != nil {
		return fmt.Errorf("save %s of account %s: %w", c.Kind, c.User, s.meaning(err))
	}
	return nil
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

// DropCredential removes a proof; one that is not there is no error.
func (s *Store) DropCredential(ctx context.Context, user news.UserID, kind, name string) error {
	_, err := s.w.ExecContext(ctx, `DELETE FROM credential WHERE account = $1 AND kind = $2 AND name = $3`, string(user), kind, name)
	return err
}

// SaveSession writes a session, or what has changed of it. One that was ended
// meanwhile stays ended: only a new one, with Seen at Made, is added.
func (s *Store) SaveSession(ctx context.Context, x news.Session) error {
	detail, err := toJSON(x)
	if err != nil {
		return err
	}
	if x.Seen.Equal(x.Made) {
		_, err = s.w.ExecContext(ctx, `INSERT INTO session (hash, account, until, detail) VALUES ($1, $2, $3, $4)`, x.Key, string(x.User), micro(x.Until), detail)
	} else {
		_, err = s.w.ExecContext(ctx, `UPDATE session SET until = $1, detail = $2 WHERE hash = $3`, micro(x.Until), detail, x.Key)
	}
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

// EndSessions ends sessions of an account: the one with a key, or, if key is
// empty, all but the one with the key but. What ended by the clock goes too.
func (s *Store) EndSessions(ctx context.Context, user news.UserID, key, but string, now time.Time) error {
	var err error
	if key != "" {
		_, err = s.w.ExecContext(ctx, `DELETE FROM session WHERE account = $1 AND hash = $2`, string(user), key)
	} else {
		_, err = s.w.ExecContext(ctx, `DELETE FROM session WHERE account = $1 AND hash <> $2 OR until <= $3`, string(user), but, micro(now))
	}
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}
