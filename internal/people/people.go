// Package people is the room of accounts: who works here, what proves it, and
// who is signed in. It keeps no secret in the clear: of passwords it has argon2id
// hashes, of sessions and one-time codes their SHA-256.
//
// What somebody may do is not decided here but by news.May. It serves no HTTP
// (newsroom).
//
// Wrong tries are counted in this process alone (limit.go): of several nodes each
// has its own count.
//
// Start at [Room.SignIn] and [Room.Session].
package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"broadsheet/internal/news"
)

// Store is what the room needs of the store.
type Store interface {
	SaveUser(context.Context, news.User, time.Time) (news.Event, error)
	User(context.Context, news.UserID) (news.User, error)
	UserNamed(context.Context, string) (news.User, error)
	Users(context.Context) ([]news.User, error)
	SaveCredential(context.Context, news.Credential, news.AuditLine, time.Time) error
	Credentials(ctx context.Context, user news.UserID, kind string, now time.Time) ([]news.Credential, error)
	SpendCredential(ctx context.Context, kind, name string, now time.Time) (news.UserID, string, error)
	CredentialNamed(ctx context.Context, kind, name string, now time.Time) (news.Credential, error)
	MoveCredential(ctx context.Context, c news.Credential, was string, now time.Time) error
	DropCredential(ctx context.Context, user news.UserID, kind, name string, l news.AuditLine, now time.Time) error
	BeginSession(ctx context.Context, x news.Session, old string, l news.AuditLine) error
	SeeSession(context.Context, news.Session) error
	Session(ctx context.Context, key string, now time.Time) (news.Session, news.User, error)
	LiveSessions(context.Context, time.Time) (map[string]bool, error)
	Sessions(ctx context.Context, user news.UserID, now time.Time) ([]news.Session, error)
	EndSessions(ctx context.Context, user news.UserID, key, but string, l news.AuditLine, now time.Time) error
	SaveAudit(context.Context, news.AuditLine, time.Time) error
	Audit(context.Context, news.AuditFilter) ([]news.AuditLine, error)
}

// Room is the room of accounts. Its fields are set before its first use.
type Room struct {
	Store Store
	Now   func() time.Time
	NewID func() string

	// Second says who must have a second factor; empty is [SecondRoles].
	Second SecondFactor

	hashing   chan struct{} // a place for each hash that is made
	waiting   atomic.Int64  // who wants one
	accounts  *tries
	addresses *tries
	asked     *tries // for passkeys, by address
	watched   *watch
}

// New returns the room.
func New(s Store, now func() time.Time, newID func() string) *Room {
	r := &Room{Store: s, Now: now, NewID: newID, hashing: make(chan struct{}, hashers()),
		accounts: newTries(triesOfAccount), addresses: newTries(triesOfAddress), asked: newTries(passkeysOfAddress)}
	r.watched = &watch{pages: map[string]map[chan struct{}]bool{}, live: func(ctx context.Context) (map[string]bool, error) { return s.LiveSessions(ctx, r.Now()) }}
	return r
}

// codeLife is how long a one-time link to a new account is good for.
const codeLife = 48 * time.Hour

// The kinds of credential.
const (
	kindPassword  = "password"
	kindCode      = "code"     // of the link by which somebody chooses a password
	kindTOTP      = "totp"     // an app that makes codes
	kindNewTOTP   = "totp.new" // one that has shown none yet
	kindRecovery  = "recovery" // hash of a recovery code
	kindPasskey   = "passkey"
	kindHalf      = "half"      // hash of what somebody has who owes the second factor
	kindChallenge = "challenge" // what a browser was asked
)

// Open makes an account and returns it with the code of a one-time link by which
// its owner chooses a password.
func (r *Room) Open(ctx context.Context, u news.User) (news.User, string, error) {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
		return u, "", fmt.Errorf("open account %q: %w", u.Name, err)
	}
	if err := within(ctx, u); err != nil {
		return u, "", fmt.Errorf("open account %q: %w", u.Name, err)
	}
	u.ID, u.Rev, u.Created, u.FullName = news.UserID(r.NewID()), 0, r.Now().UTC(), strings.Join(strings.Fields(u.FullName), " ")
	if err := u.Check(); err != nil {
		return u, "", err
	}
	if _, err := r.Store.SaveUser(ctx, u, r.Now()); err != nil {
		if errors.Is(err, news.ErrConflict) {
			err = fmt.Errorf("account %q is there already; choose another name: %w", u.Name, news.ErrInvalid)
		}
		return u, "", err
	}
	u.Rev = 1
	code, err := r.Code(ctx, u.ID)
	return u, code, err
}

// Change writes an account as an administrator wants it; u.Rev is what they saw.
// Nobody closes or demotes the last open administrator of all titles.
func (r *Room) Change(ctx context.Context, u news.User) error {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
		return fmt.Errorf("change account %q: %w", u.Name, err)
	}
	u.FullName = strings.Join(strings.Fields(u.FullName), " ")
	if err := u.Check(); err != nil {
		return err
	}
	was, err := r.Store.User(ctx, u.ID)
	if err != nil {
		return err
	}
	for _, x := range []news.User{was, u} {
		if err := within(ctx, x); err != nil {
			return fmt.Errorf("change account %q: %w", u.Name, err)
		}
	}
	if u.Role != news.Administrator || !u.Disabled.IsZero() || len(u.Titles) > 0 {
		if err := r.anotherAdministrator(ctx, u.ID); err != nil {
			return fmt.Errorf("change account %q: %w", u.Name, err)
		}
	}
	defer r.watched.look(ctx)
	_, err = r.Store.SaveUser(ctx, u, r.Now())
	return err
}

// within refuses whoever looks after the accounts of some titles what reaches
// beyond these: or they would give themselves, or take from others, what nobody
// gave them.
func within(ctx context.Context, u news.User) error {
	a := news.ActorOf(ctx).User
	if a == nil || len(a.Titles) == 0 {
		return nil
	}
	for _, t := range u.Titles {
		if !a.On(t) {
			return fmt.Errorf("you look after the accounts of %v, and %s works for %q: %w", a.Titles, u.Name, t, news.ErrForbidden)
		}
	}
	if len(u.Titles) == 0 {
		return fmt.Errorf("you look after the accounts of %v, and %s works for all titles: %w", a.Titles, u.Name, news.ErrForbidden)
	}
	return nil
}

// mayChange is [news.Allow] for one account.
func (r *Room) mayChange(ctx context.Context, id news.UserID) error {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
		return err
	}
	u, err := r.Store.User(ctx, id)
	if err != nil {
		return err
	}
	return within(ctx, u)
}

func (r *Room) anotherAdministrator(ctx context.Context, but news.UserID) error {
	users, err := r.Store.Users(ctx)
	if err != nil {
		return err
	}
	was := false
	for _, u := range users {
		if u.Role != news.Administrator || !u.Open() || len(u.Titles) > 0 {
			continue
		}
		if u.ID != but {
			return nil
		}
		was = true
	}
	if !was {
		return nil
	}
	return fmt.Errorf("it is the last administrator of all titles; make another first: %w", news.ErrInvalid)
}

// Code returns a new code of a link by which the owner of an account chooses a
// password, good once and for two days. It is kept as a hash only.
func (r *Room) Code(ctx context.Context, id news.UserID) (string, error) {
	if err := r.mayChange(ctx, id); err != nil {
		return "", fmt.Errorf("one-time link: %w", err)
	}
	code := secret()
	err := r.Store.SaveCredential(ctx, news.Credential{User: id, Kind: kindCode, Name: hash(code), Until: r.Now().Add(codeLife)},
		news.AuditLine{What: news.AuditLink, Ref: string(id)}, r.Now())
	return code, err
}

// Welcome spends the code of a one-time link, sets the password and signs in. An
// account that has a second factor is asked for it as ever: a link replaces the
// password alone.
func (r *Room) Welcome(ctx context.Context, code, password string, from Place) (Entry, error) {
	if err := CheckPassword(password); err != nil { // before the code is spent
		return Entry{}, err
	}
	id, _, err := r.Store.SpendCredential(ctx, kindCode, hash(code), r.Now())
	if errors.Is(err, news.ErrNotFound) {
		return Entry{}, fmt.Errorf("this link has been used or has ended; ask for a new one (broadsheet user link NAME): %w", news.ErrInvalid)
	}
	if err != nil {
		return Entry{}, err
	}
	u, err := r.Store.User(ctx, id)
	if err != nil {
		return Entry{}, err
	}
	if err := r.SetPassword(news.Actor{By: "desk:" + u.Name, From: from.From}.In(ctx), u, password); err != nil {
		return Entry{}, err
	}
	return r.SignIn(ctx, u.Name, password, "", from)
}

// SetPassword gives an account a password and ends its sessions.
func (r *Room) SetPassword(ctx context.Context, u news.User, password string) error {
	if err := CheckPassword(password, u.Name, u.FullName); err != nil {
		return err
	}
	hashed, err := r.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	if err := r.Store.SaveCredential(ctx, news.Credential{User: u.ID, Kind: kindPassword, Detail: hashed},
		news.AuditLine{What: news.AuditPassword, Ref: string(u.ID)}, r.Now()); err != nil {
		return err
	}
	defer r.watched.look(ctx)
	return r.Store.EndSessions(ctx, u.ID, "", "", news.AuditLine{}, r.Now())
}

// Own is what somebody may change of their own account.
type Own struct {
	FullName, SignOff, Mail string
	PlainKeys               bool
}

// ChangeOwn changes somebody's own account. Another mail address wants a proof.
func (r *Room) ChangeOwn(ctx context.Context, u news.User, x news.Session, o Own) error {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	o.FullName, o.SignOff, o.Mail = line(o.FullName), line(o.SignOff), strings.TrimSpace(o.Mail)
	if o.Mail != u.Mail && !r.Proved(x) {
		return ErrProve
	}
	u.FullName, u.SignOff, u.Mail, u.PlainKeys = o.FullName, o.SignOff, o.Mail, o.PlainKeys
	if err := u.Check(); err != nil {
		return err
	}
	_, err := r.Store.SaveUser(ctx, u, r.Now())
	return err
}

// Users returns the accounts to those who may change them.
func (r *Room) Users(ctx context.Context) ([]news.User, error) {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	users, err := r.Store.Users(ctx)
	return slices.DeleteFunc(users, func(u news.User) bool { return within(ctx, u) != nil }), err
}

// UserNamed returns an account to those who may change it.
func (r *Room) UserNamed(ctx context.Context, name string) (news.User, error) {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
		return news.User{}, fmt.Errorf("account %q: %w", name, err)
	}
	u, err := r.Store.UserNamed(ctx, name)
	if err != nil {
		return u, err
	}
	if err := within(ctx, u); err != nil {
		return news.User{}, fmt.Errorf("account %q: %w", name, err)
	}
	return u, nil
}

// Note adds a line to the audit log.
func (r *Room) Note(ctx context.Context, l news.AuditLine) error {
	return r.Store.SaveAudit(ctx, l, r.Now())
}

// Audit returns lines of the audit log, newest first, to whoever may see them.
func (r *Room) Audit(ctx context.Context, f news.AuditFilter) ([]news.AuditLine, error) {
	if err := news.Allow(ctx, news.ActAudit); err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	return r.Store.Audit(ctx, f)
}

// Names returns what the audit log's accounts are called.
func (r *Room) Names(ctx context.Context) (map[string]string, error) {
	users, err := r.Store.Users(ctx)
	out := map[string]string{}
	for _, u := range users {
		out[string(u.ID)] = u.Name
	}
	return out, err
}

// secret returns 256 random bits as text.
func secret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// hash is what is kept of a secret that is random itself.
func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func cut(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}
