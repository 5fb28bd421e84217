// Package people is the room of accounts: who works here, what proves it, and
// who is signed in. It keeps no secret in the clear: of passwords it has argon2id
// hashes, of sessions and one-time codes their SHA-256.
//
// What somebody may do is not decided here but by news.May. It serves no HTTP
// (newsroom).
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
	"strings"
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
	DropCredential(ctx context.Context, user news.UserID, kind, name string, l news.AuditLine, now time.Time) error
	BeginSession(ctx context.Context, x news.Session, old string, l news.AuditLine) error
	SeeSession(context.Context, news.Session) error
	Session(ctx context.Context, key string, now time.Time) (news.Session, news.User, error)
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

	hashing chan struct{} // see hashes
}

// New returns the room.
func New(s Store, now func() time.Time, newID func() string) *Room {
	return &Room{Store: s, Now: now, NewID: newID, hashing: make(chan struct{}, hashers())}
}

// How long a session lasts: without being used, and at most. A shift is not
// ended by it, a forgotten browser is.
const (
	idle     = 12 * time.Hour
	lifetime = 7 * 24 * time.Hour
	// seenEvery is how exactly the last use of a session is kept.
	seenEvery = time.Minute
	// codeLife is how long a one-time link to a new account is good for.
	codeLife = 48 * time.Hour
)

// The kinds of credential.
const (
	kindPassword = "password"
	kindCode     = "code" // of the link by which somebody chooses a password
)

// ErrSignedOut says that nobody is signed in, or no longer.
var ErrSignedOut = errors.New("signed out")

// ErrWrong says that name, password or code are not right. It never tells which.
var ErrWrong = errors.New("name or password is not right")

// Open makes an account and returns it with the code of a one-time link by which
// its owner chooses a password.
func (r *Room) Open(ctx context.Context, u news.User) (news.User, string, error) {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
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
// Nobody closes or demotes the last open administrator.
func (r *Room) Change(ctx context.Context, u news.User) error {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
		return fmt.Errorf("change account %q: %w", u.Name, err)
	}
	u.FullName = strings.Join(strings.Fields(u.FullName), " ")
	if err := u.Check(); err != nil {
		return err
	}
	if u.Role != news.Administrator || !u.Disabled.IsZero() {
		if err := r.anotherAdministrator(ctx, u.ID); err != nil {
			return fmt.Errorf("change account %q: %w", u.Name, err)
		}
	}
	_, err := r.Store.SaveUser(ctx, u, r.Now())
	return err
}

func (r *Room) anotherAdministrator(ctx context.Context, but news.UserID) error {
	users, err := r.Store.Users(ctx)
	if err != nil {
		return err
	}
	was := false
	for _, u := range users {
		if u.Role != news.Administrator || !u.Open() {
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
	return fmt.Errorf("it is the last administrator; make another first: %w", news.ErrInvalid)
}

// Code returns a new code of a link by which the owner of an account chooses a
// password, good once and for two days. It is kept as a hash only.
func (r *Room) Code(ctx context.Context, id news.UserID) (string, error) {
	if err := news.Allow(ctx, news.ActPeople); err != nil {
		return "", fmt.Errorf("one-time link: %w", err)
	}
	code := secret()
	err := r.Store.SaveCredential(ctx, news.Credential{User: id, Kind: kindCode, Name: hash(code), Until: r.Now().Add(codeLife)},
		news.AuditLine{What: news.AuditLink, Ref: string(id)}, r.Now())
	return code, err
}

// Welcome spends the code of a one-time link, sets the password and signs in.
func (r *Room) Welcome(ctx context.Context, code, password string, from Place) (string, error) {
	if err := CheckPassword(password); err != nil { // before the code is spent
		return "", err
	}
	id, _, err := r.Store.SpendCredential(ctx, kindCode, hash(code), r.Now())
	if errors.Is(err, news.ErrNotFound) {
		return "", fmt.Errorf("this link has been used or has ended; ask for a new one (broadsheet user link NAME): %w", news.ErrInvalid)
	}
	if err != nil {
		return "", err
	}
	u, err := r.Store.User(ctx, id)
	if err != nil {
		return "", err
	}
	if err := r.SetPassword(ctx, u, password); err != nil {
		return "", err
	}
	return r.begin(ctx, u, from, false)
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
	return r.Store.EndSessions(ctx, u.ID, "", "", news.AuditLine{}, r.Now())
}

// Place is where a browser is: what its owner recognises it by.
type Place struct{ From, Agent string }

// SignIn begins a session and returns its token, which only the browser keeps.
// ErrWrong is all that anybody learns of why not, and it takes as long for a name
// that nobody has.
func (r *Room) SignIn(ctx context.Context, name, password string, from Place) (string, error) {
	u, err := r.Store.UserNamed(ctx, strings.ToLower(strings.TrimSpace(name)))
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return "", err
	}
	hashed := ""
	if u.Open() {
		list, err := r.Store.Credentials(ctx, u.ID, kindPassword, r.Now())
		if err != nil {
			return "", err
		}
		if len(list) > 0 {
			hashed = list[0].Detail
		}
	}
	right, err := r.rightPassword(ctx, hashed, password)
	if err != nil {
		return "", err
	}
	if !right {
		// A name that nobody has is not written down: it may be a password.
		l := news.AuditLine{What: news.AuditSignInFailed, Ref: string(u.ID), Note: "unknown name"}
		if u.ID != "" {
			l.Note = u.Name
		}
		return "", errors.Join(ErrWrong, r.Store.SaveAudit(ctx, l, r.Now()))
	}
	return r.begin(ctx, u, from, false)
}

func (r *Room) begin(ctx context.Context, u news.User, from Place, second bool) (string, error) {
	token, now := secret(), r.Now().UTC()
	x := news.Session{Key: hash(token), User: u.ID, Made: now, Seen: now, Until: now.Add(idle), From: from.From, Agent: cut(from.Agent, 200), Second: second}
	l := news.AuditLine{Who: "desk:" + u.Name, From: from.From, What: news.AuditSignIn, Ref: string(u.ID)}
	return token, r.Store.BeginSession(ctx, x, "", l)
}

// Session returns whose session a token is, and keeps it alive. ErrSignedOut
// means that it is nobody's, or ended.
func (r *Room) Session(ctx context.Context, token string) (news.User, news.Session, error) {
	if token == "" {
		return news.User{}, news.Session{}, ErrSignedOut
	}
	now := r.Now().UTC()
	x, u, err := r.Store.Session(ctx, hash(token), now)
	if errors.Is(err, news.ErrNotFound) || err == nil && !u.Open() {
		return news.User{}, news.Session{}, ErrSignedOut
	}
	if err != nil {
		return u, x, err
	}
	if now.Sub(x.Seen) >= seenEvery {
		x.Seen, x.Until = now, now.Add(idle)
		if end := x.Made.Add(lifetime); x.Until.After(end) {
			x.Until = end
		}
		err = r.Store.SeeSession(ctx, x)
	}
	return u, x, err
}

// SignOut ends a session.
func (r *Room) SignOut(ctx context.Context, x news.Session) error {
	return r.Store.EndSessions(ctx, x.User, x.Key, "", news.AuditLine{What: news.AuditSessionEnded, Ref: string(x.User)}, r.Now())
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
