package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// ErrWrong says that name, password or code are not right. It never tells which.
var ErrWrong = errors.New("name, password or code is not right")

// ErrBusy says that more want to sign in than this machine can hash for.
var ErrBusy = errors.New("too many are signing in at this moment; try again in a few seconds")

// secondLife is how long somebody has for the second factor after the password.
const secondLife = 10 * time.Minute

// Entry is how far somebody has come in signing in: one of the two is filled.
type Entry struct {
	// Token is that of the session, which only the browser keeps.
	Token string
	// Half is what the browser keeps until the second factor is shown.
	Half string
}

// half is what is kept of who showed a password and owes a second factor.
type half struct {
	Wrong int `json:"wrong"`
}

// halfTries is how often a second factor may be wrong before the password is
// asked for again.
const halfTries = 5

// SignIn begins a session, or the first half of it if the account has a second
// factor. ErrWrong is all that anybody learns of why not, and it takes as long for
// a name that nobody has. [Slowed] says that there were too many tries; who sends
// the right code of the second factor along is not held up by others' tries.
func (r *Room) SignIn(ctx context.Context, name, password, code string, from Place) (Entry, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	at := network(from.From)
	if wait := r.addresses.wait(at, r.Now()); wait > 0 {
		return Entry{}, Slowed{wait}
	}
	u, err := r.Store.UserNamed(ctx, name)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return Entry{}, err
	}
	second := false
	if wait := r.accounts.wait(name, r.Now()); wait > 0 {
		if second, err = r.rightCode(ctx, u, code, from); err != nil {
			return Entry{}, err
		}
		if !second {
			if code != "" {
				r.addresses.failed(at, r.Now())
			}
			return Entry{}, Slowed{wait}
		}
	}
	right, err := r.passwordIs(ctx, u, password)
	if err != nil {
		return Entry{}, err
	}
	if !right {
		return Entry{}, r.wrong(ctx, u, name, from)
	}
	if second {
		return r.enter(ctx, u, from, true)
	}
	factors, err := r.Factors(ctx, u.ID)
	if err != nil {
		return Entry{}, err
	}
	if !factors.Any() {
		return r.enter(ctx, u, from, false)
	}
	token := secret()
	err = r.Store.SaveCredential(ctx, news.Credential{User: u.ID, Kind: kindHalf, Name: hash(token), Until: r.Now().Add(secondLife), Detail: `{"wrong":0}`}, news.AuditLine{}, r.Now())
	return Entry{Half: token}, err
}

func (r *Room) enter(ctx context.Context, u news.User, from Place, second bool) (Entry, error) {
	r.accounts.forget(u.Name)
	token, err := r.begin(ctx, u, from, second, "", news.AuditLine{What: news.AuditSignIn})
	return Entry{Token: token}, err
}

// passwordIs compares a password with the account's. It does the same work for an
// account that is closed or not there.
func (r *Room) passwordIs(ctx context.Context, u news.User, password string) (bool, error) {
	list, err := r.Store.Credentials(ctx, u.ID, kindPassword, r.Now())
	if err != nil {
		return false, err
	}
	hashed := ""
	if u.Open() && len(list) > 0 {
		hashed = list[0].Detail
	}
	return r.rightPassword(ctx, hashed, password)
}

// wrong counts a wrong try, writes it down and returns ErrWrong.
func (r *Room) wrong(ctx context.Context, u news.User, name string, from Place) error {
	slowed := r.accounts.failed(name, r.Now())
	slowed = r.addresses.failed(network(from.From), r.Now()) || slowed
	// A name that nobody has is not written down: it may be a password.
	l := news.AuditLine{What: news.AuditSignInFailed, Ref: string(u.ID), From: from.From, Note: "unknown name"}
	if u.ID != "" {
		l.Note = u.Name
	}
	err := r.Store.SaveAudit(ctx, l, r.Now())
	if slowed && err == nil {
		l.What = news.AuditSignInSlowed
		err = r.Store.SaveAudit(ctx, l, r.Now())
	}
	return errors.Join(ErrWrong, err)
}

// Halfway returns who showed their password and owes the second factor.
func (r *Room) Halfway(ctx context.Context, token string) (news.User, Factors, error) {
	u, _, _, err := r.halfway(ctx, token)
	if err != nil {
		return u, Factors{}, err
	}
	f, err := r.Factors(ctx, u.ID)
	return u, f, err
}

func (r *Room) halfway(ctx context.Context, token string) (news.User, news.Credential, half, error) {
	var h half
	if token == "" {
		return news.User{}, news.Credential{}, h, ErrSignedOut
	}
	c, err := r.Store.CredentialNamed(ctx, kindHalf, hash(token), r.Now())
	if errors.Is(err, news.ErrNotFound) {
		return news.User{}, c, h, ErrSignedOut
	}
	if err != nil {
		return news.User{}, c, h, err
	}
	u, err := r.Store.User(ctx, c.User)
	if err == nil {
		err = json.Unmarshal([]byte(c.Detail), &h)
	}
	return u, c, h, err
}

// SignInSecond shows the second factor, a code of the app or a recovery code, to
// whom the password was right before, and begins the session. It may be wrong a
// few times; after that the password is asked for again (ErrSignedOut).
func (r *Room) SignInSecond(ctx context.Context, token, code string, from Place) (string, error) {
	if wait := r.addresses.wait(network(from.From), r.Now()); wait > 0 {
		return "", Slowed{wait}
	}
	u, c, h, err := r.halfway(ctx, token)
	if err != nil {
		return "", err
	}
	right, err := r.rightCode(ctx, u, code, from)
	if err != nil {
		return "", err
	}
	if right {
		if _, _, err := r.Store.SpendCredential(ctx, kindHalf, c.Name, r.Now()); err != nil {
			return "", ErrSignedOut
		}
		e, err := r.enter(ctx, u, from, true)
		return e.Token, err
	}
	r.addresses.failed(network(from.From), r.Now())
	l := news.AuditLine{What: news.AuditSignInFailed, Ref: string(u.ID), From: from.From, Note: u.Name + ", second factor"}
	if err := r.Store.SaveAudit(ctx, l, r.Now()); err != nil {
		return "", err
	}
	was := c.Detail
	if h.Wrong++; h.Wrong >= halfTries {
		return "", errors.Join(ErrSignedOut, r.Store.DropCredential(ctx, u.ID, kindHalf, c.Name, news.AuditLine{}, r.Now()))
	}
	text, err := json.Marshal(h)
	if err != nil {
		return "", err
	}
	c.Detail = string(text)
	if err := r.Store.MoveCredential(ctx, c, was, r.Now()); err != nil && !errors.Is(err, news.ErrConflict) {
		return "", err
	}
	return "", ErrWrong
}

// Prove shows anew who somebody is before they change what proves it: with the
// password, and the second factor if there is one.
func (r *Room) Prove(ctx context.Context, u news.User, x news.Session, password, code string, from Place) (news.Session, error) {
	f, err := r.Factors(ctx, u.ID)
	if err != nil {
		return x, err
	}
	if err := r.own(ctx, u, password, from); err != nil {
		return x, err
	}
	if f.TOTP {
		right, err := r.rightCode(ctx, u, code, from)
		if err != nil {
			return x, err
		}
		if !right {
			return x, r.wrong(ctx, u, u.Name, from)
		}
	}
	x.Proved = r.Now().UTC()
	return x, r.Store.SeeSession(ctx, x)
}

// own checks the password of somebody who is signed in. Wrong ones count as they
// do at sign-in.
func (r *Room) own(ctx context.Context, u news.User, password string, from Place) error {
	for _, l := range []struct {
		tries *tries
		name  string
	}{{r.addresses, network(from.From)}, {r.accounts, u.Name}} {
		if wait := l.tries.wait(l.name, r.Now()); wait > 0 {
			return Slowed{wait}
		}
	}
	right, err := r.passwordIs(ctx, u, password)
	if err == nil && !right {
		err = r.wrong(ctx, u, u.Name, from)
	}
	return err
}

// ChangePassword sets somebody's own password, for which they give the old one.
// Their other sessions end; it returns the token of a new one for this browser.
func (r *Room) ChangePassword(ctx context.Context, u news.User, x news.Session, old, password string, from Place) (string, error) {
	if err := CheckPassword(password, u.Name, u.FullName); err != nil {
		return "", err
	}
	if err := r.own(ctx, u, old, from); err != nil {
		return "", err
	}
	if err := r.SetPassword(ctx, u, password); err != nil {
		return "", err
	}
	return r.begin(ctx, u, from, x.Second, "", news.AuditLine{})
}

// Renew gives a session a new token, after its owner's rights or proofs have
// changed. second says that a second factor was shown.
func (r *Room) Renew(ctx context.Context, u news.User, x news.Session, second bool) (string, error) {
	token, err := r.begin(ctx, u, Place{x.From, x.Agent}, second, x.Key, news.AuditLine{})
	if err != nil {
		return "", fmt.Errorf("renew session: %w", err)
	}
	return token, nil
}
