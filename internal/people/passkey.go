package people

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Passkey is one of an account's, as its owner knows it.
type Passkey struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Made time.Time `json:"made"`
	Used time.Time `json:"used,omitzero"`
}

// kept is a passkey as it is kept.
type kept struct {
	Passkey
	Credential webauthn.Credential `json:"credential"`
}

// Site is where the browser believes to be: a passkey is good for its host alone.
type Site struct {
	Host   string // without port
	Origin string // such as https://desk.example
}

// relying returns the library for a site.
func relying(s Site) (*webauthn.WebAuthn, error) {
	no := false
	return webauthn.New(&webauthn.Config{RPID: s.Host, RPDisplayName: "Broadsheet desk", RPOrigins: []string{s.Origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{RequireResidentKey: protocol.ResidentKeyRequired(), ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired},
		RPAllowCrossOrigin:     no})
}

// holder is an account as the library wants it.
type holder struct {
	user  news.User
	known []kept
}

func (h holder) WebAuthnID() []byte          { return []byte(h.user.ID) }
func (h holder) WebAuthnName() string        { return h.user.Name }
func (h holder) WebAuthnDisplayName() string { return h.user.FullName }
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var out []webauthn.Credential
	for _, k := range h.known {
		out = append(out, k.Credential)
	}
	return out
}

func (r *Room) holder(ctx context.Context, u news.User) (holder, error) {
	h := holder{user: u}
	list, err := r.Store.Credentials(ctx, u.ID, kindPasskey, r.Now())
	if err != nil {
		return h, err
	}
	for _, c := range list {
		var k kept
		if err := json.Unmarshal([]byte(c.Detail), &k); err != nil {
			return h, fmt.Errorf("a kept passkey is unreadable")
		}
		h.known = append(h.known, k)
	}
	return h, nil
}

// Passkeys returns those of an account.
func (r *Room) Passkeys(ctx context.Context, id news.UserID) ([]Passkey, error) {
	h, err := r.holder(ctx, news.User{ID: id})
	var out []Passkey
	for _, k := range h.known {
		out = append(out, k.Passkey)
	}
	return out, err
}

// challengeLife is how long a browser has for its answer.
const challengeLife = 5 * time.Minute

// challenge keeps what was asked of a browser, good for one answer, and returns
// by what it is found.
func (r *Room) challenge(ctx context.Context, id news.UserID, asked *webauthn.SessionData) (string, error) {
	text, err := json.Marshal(asked)
	if err != nil {
		return "", err
	}
	token := secret()
	return token, r.Store.SaveCredential(ctx, news.Credential{User: id, Kind: kindChallenge, Name: hash(token), Until: r.Now().Add(challengeLife), Detail: string(text)}, news.AuditLine{}, r.Now())
}

func (r *Room) answered(ctx context.Context, token string) (news.UserID, webauthn.SessionData, error) {
	var asked webauthn.SessionData
	id, text, err := r.Store.SpendCredential(ctx, kindChallenge, hash(token), r.Now())
	if errors.Is(err, news.ErrNotFound) {
		return id, asked, fmt.Errorf("this took too long, or was answered already; try again: %w", news.ErrInvalid)
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &asked)
	}
	return id, asked, err
}

// NewPasskey begins to register a passkey: the options for the browser, and the
// token that its answer must carry.
func (r *Room) NewPasskey(ctx context.Context, u news.User, x news.Session, s Site) (any, string, error) {
	if !r.Proved(x) {
		return nil, "", ErrProve
	}
	library, err := relying(s)
	if err != nil {
		return nil, "", err
	}
	h, err := r.holder(ctx, u)
	if err != nil {
		return nil, "", err
	}
	options, asked, err := library.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, "", fmt.Errorf("begin passkey: %w", err)
	}
	token, err := r.challenge(ctx, u.ID, asked)
	return options, token, err
}

// maxPasskeys is how many one account has at most.
const maxPasskeys = 20

// AddPasskey ends the registration with the browser's answer. It returns the token
// of a new session, and recovery codes if these are the account's first.
func (r *Room) AddPasskey(ctx context.Context, u news.User, x news.Session, s Site, token, name string, answer []byte) (string, []string, error) {
	if !r.Proved(x) {
		return "", nil, ErrProve
	}
	if name = strings.Join(strings.Fields(cut(name, 60)), " "); name == "" {
		name = "Passkey"
	}
	id, asked, err := r.answered(ctx, token)
	if err != nil {
		return "", nil, err
	}
	library, err := relying(s)
	if err != nil {
		return "", nil, err
	}
	h, err := r.holder(ctx, u)
	if err != nil {
		return "", nil, err
	}
	if id != u.ID || len(h.known) >= maxPasskeys {
		return "", nil, fmt.Errorf("an account has at most %d passkeys; remove one first: %w", maxPasskeys, news.ErrInvalid)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBody(bytes.NewReader(answer))
	if err != nil {
		return "", nil, fmt.Errorf("the browser's answer is not readable: %w", news.ErrInvalid)
	}
	c, err := library.CreateCredential(h, asked, parsed)
	if err != nil {
		return "", nil, fmt.Errorf("the passkey is not what was asked for: %w", news.ErrInvalid)
	}
	k := kept{Passkey: Passkey{ID: base64.RawURLEncoding.EncodeToString(c.ID), Name: name, Made: r.Now().UTC()}, Credential: *c}
	if err := r.savePasskey(ctx, u.ID, k, news.AuditLine{What: news.AuditFactor, Ref: string(u.ID), Note: "passkey added: " + name}); err != nil {
		return "", nil, err
	}
	f, err := r.Factors(ctx, u.ID)
	if err != nil {
		return "", nil, err
	}
	var codes []string
	if f.Recovery == 0 {
		if codes, err = r.newRecovery(ctx, u); err != nil {
			return "", nil, err
		}
	}
	renewed, err := r.Renew(ctx, u, x, true)
	return renewed, codes, err
}

func (r *Room) savePasskey(ctx context.Context, id news.UserID, k kept, l news.AuditLine) error {
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return r.Store.SaveCredential(ctx, news.Credential{User: id, Kind: kindPasskey, Name: k.ID, Detail: string(text)}, l, r.Now())
}

// DropPasskey removes one, and returns the token of a new session.
func (r *Room) DropPasskey(ctx context.Context, u news.User, x news.Session, id string) (string, error) {
	if !r.Proved(x) {
		return "", ErrProve
	}
	h, err := r.holder(ctx, u)
	if err != nil {
		return "", err
	}
	for _, k := range h.known {
		if k.ID != id {
			continue
		}
		l := news.AuditLine{What: news.AuditFactor, Ref: string(u.ID), Note: "passkey removed: " + k.Name}
		if err := r.Store.DropCredential(ctx, u.ID, kindPasskey, id, l, r.Now()); err != nil {
			return "", err
		}
		return r.dropped(ctx, u, x)
	}
	return "", fmt.Errorf("there is no such passkey: %w", news.ErrNotFound)
}

// AskPasskey begins to sign in with a passkey: the browser offers those it has for
// this desk.
func (r *Room) AskPasskey(ctx context.Context, s Site, from Place) (any, string, error) {
	at := network(from.From)
	if wait := r.asked.wait(at, r.Now()); wait > 0 {
		return nil, "", Slowed{wait}
	}
	r.asked.failed(at, r.Now())
	library, err := relying(s)
	if err != nil {
		return nil, "", err
	}
	options, asked, err := library.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", fmt.Errorf("ask for passkey: %w", err)
	}
	token, err := r.challenge(ctx, "", asked)
	return options, token, err
}

// SignInPasskey begins a session with a passkey, which is both factors at once.
func (r *Room) SignInPasskey(ctx context.Context, s Site, token string, answer []byte, from Place) (string, error) {
	u, err := r.byPasskey(ctx, s, token, answer, from)
	if err != nil {
		return "", err
	}
	e, err := r.enter(ctx, u, from, true)
	return e.Token, err
}

// ProvePasskey is [Room.Prove] with a passkey.
func (r *Room) ProvePasskey(ctx context.Context, u news.User, x news.Session, s Site, token string, answer []byte, from Place) (news.Session, error) {
	who, err := r.byPasskey(ctx, s, token, answer, from)
	if err != nil {
		return x, err
	}
	if who.ID != u.ID {
		return x, ErrWrong
	}
	x.Proved, x.Second = r.Now().UTC(), true
	return x, r.Store.SeeSession(ctx, x)
}

// byPasskey returns whose passkey answered.
func (r *Room) byPasskey(ctx context.Context, s Site, token string, answer []byte, from Place) (news.User, error) {
	if wait := r.addresses.wait(network(from.From), r.Now()); wait > 0 {
		return news.User{}, Slowed{wait}
	}
	_, asked, err := r.answered(ctx, token)
	if err != nil {
		return news.User{}, err
	}
	library, err := relying(s)
	if err != nil {
		return news.User{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBody(bytes.NewReader(answer))
	if err != nil {
		return news.User{}, fmt.Errorf("the browser's answer is not readable: %w", news.ErrInvalid)
	}
	var h holder
	c, err := library.ValidateDiscoverableLogin(func(_, id []byte) (webauthn.User, error) {
		u, err := r.Store.User(ctx, news.UserID(id))
		if err != nil {
			return nil, err
		}
		h, err = r.holder(ctx, u)
		return h, err
	}, asked, parsed)
	if err != nil || !h.user.Open() || c.Authenticator.CloneWarning {
		r.addresses.failed(network(from.From), r.Now())
		l := news.AuditLine{What: news.AuditSignInFailed, Ref: string(h.user.ID), From: from.From, Note: "passkey"}
		return news.User{}, errors.Join(ErrWrong, r.Store.SaveAudit(ctx, l, r.Now()))
	}
	for _, k := range h.known {
		if bytes.Equal(k.Credential.ID, c.ID) {
			k.Credential, k.Used = *c, r.Now().UTC()
			if err := r.savePasskey(ctx, h.user.ID, k, news.AuditLine{}); err != nil {
				return news.User{}, err
			}
		}
	}
	return h.user, nil
}
