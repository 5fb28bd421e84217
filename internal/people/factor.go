package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/news"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// SecondFactor says who must have a second factor.
type SecondFactor string

// The choices.
const (
	SecondRoles SecondFactor = "roles" // who may bring copy before readers, or take it away
	SecondAll   SecondFactor = "all"
	SecondOff   SecondFactor = "off"
)

// Needs reports whether an account must have a second factor.
func (r *Room) Needs(u news.User) bool {
	switch r.Second {
	case SecondOff:
		return false
	case SecondAll:
		return true
	}
	for _, a := range []news.Act{news.ActPublish, news.ActCorrect, news.ActTakeDown, news.ActKill, news.ActPeople} {
		for _, t := range append([]news.TitleID{""}, u.Titles...) {
			if news.May(u, a, t) {
				return true
			}
		}
	}
	return false
}

// Factors is what an account has beside its password.
type Factors struct {
	TOTP     bool // codes of an app
	Since    time.Time
	Passkeys []Passkey
	Recovery int // codes that are left
}

// Any reports whether there is a second factor at all.
func (f Factors) Any() bool { return f.TOTP || len(f.Passkeys) > 0 }

// Factors returns what an account has.
func (r *Room) Factors(ctx context.Context, id news.UserID) (Factors, error) {
	var f Factors
	list, err := r.Store.Credentials(ctx, id, kindTOTP, r.Now())
	if err != nil {
		return f, err
	}
	if len(list) > 0 {
		var k appKey
		if err := json.Unmarshal([]byte(list[0].Detail), &k); err != nil {
			return f, fmt.Errorf("a kept second factor is unreadable")
		}
		f.TOTP, f.Since = true, k.Made
	}
	if f.Passkeys, err = r.Passkeys(ctx, id); err != nil {
		return f, err
	}
	codes, err := r.Store.Credentials(ctx, id, kindRecovery, r.Now())
	f.Recovery = len(codes)
	return f, err
}

// appKey is the secret of an app that makes codes, and the step of the last code
// that was used: none is good twice (RFC 6238, 5.2).
type appKey struct {
	Secret string    `json:"secret"`
	Step   int64     `json:"step"`
	Made   time.Time `json:"made"`
}

const (
	codeStep = 30 // seconds
	// codeSkew is how many steps a clock may be off.
	codeSkew = 1
)

// match returns the step whose code this is, 0 if it is none that may be used.
func (k appKey) match(code string, now time.Time) int64 {
	found := int64(0)
	at := now.Unix() / codeStep
	for step := at - codeSkew; step <= at+codeSkew; step++ {
		want, err := totp.GenerateCodeCustom(k.Secret, time.Unix(step*codeStep, 0), totp.ValidateOpts{Period: codeStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > k.Step {
			found = step
		}
	}
	return found
}

// rightCode spends a code of the account's app, or one of its recovery codes.
func (r *Room) rightCode(ctx context.Context, u news.User, code string, from Place) (bool, error) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if !u.Open() || code == "" || len(code) > 64 {
		return false, nil
	}
	if len(code) > 6 {
		return r.spendRecovery(ctx, u, code, from)
	}
	list, err := r.Store.Credentials(ctx, u.ID, kindTOTP, r.Now())
	if err != nil || len(list) == 0 {
		return false, err
	}
	c := list[0]
	var k appKey
	if err := json.Unmarshal([]byte(c.Detail), &k); err != nil {
		return false, fmt.Errorf("a kept second factor is unreadable")
	}
	if k.Step = k.match(code, r.Now()); k.Step == 0 {
		return false, nil
	}
	text, err := json.Marshal(k)
	if err != nil {
		return false, err
	}
	was := c.Detail
	c.Detail = string(text)
	err = r.Store.MoveCredential(ctx, c, was, r.Now())
	if errors.Is(err, news.ErrConflict) { // the code was used at the same moment
		return false, nil
	}
	return err == nil, err
}

func (r *Room) spendRecovery(ctx context.Context, u news.User, code string, from Place) (bool, error) {
	c, err := r.Store.CredentialNamed(ctx, kindRecovery, hash(code), r.Now())
	if err == nil && c.User == u.ID {
		_, _, err = r.Store.SpendCredential(ctx, kindRecovery, c.Name, r.Now())
	} else if err == nil {
		err = news.ErrNotFound
	}
	if errors.Is(err, news.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	l := news.AuditLine{Who: "desk:" + u.Name, From: from.From, What: news.AuditFactor, Ref: string(u.ID), Note: "a recovery code was used"}
	return true, r.Store.SaveAudit(ctx, l, r.Now())
}

// Enrolment is what somebody needs to add their app: as text, as an address, and
// as the modules of a QR code, row by row.
type Enrolment struct {
	Secret  string
	Address string
	Modules [][]bool
}

// Enrol makes the secret of an app that is to make codes. It counts once a code
// of it is shown to [Room.EnrolProve].
func (r *Room) Enrol(ctx context.Context, u news.User, x news.Session, issuer string) (Enrolment, error) {
	if !r.Proved(x) {
		return Enrolment{}, ErrProve
	}
	var b [20]byte // as long as the hash (RFC 4226, 4)
	rand.Read(b[:])
	k := appKey{Secret: base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]), Made: r.Now().UTC()}
	text, err := json.Marshal(k)
	if err != nil {
		return Enrolment{}, err
	}
	c := news.Credential{User: u.ID, Kind: kindNewTOTP, Until: r.Now().Add(secondLife), Detail: string(text)}
	if err := r.Store.SaveCredential(ctx, c, news.AuditLine{}, r.Now()); err != nil {
		return Enrolment{}, err
	}
	return enrolment(k, u, issuer)
}

func enrolment(k appKey, u news.User, issuer string) (Enrolment, error) {
	q := url.Values{"secret": {k.Secret}, "issuer": {issuer}}
	e := Enrolment{Secret: k.Secret, Address: "otpauth://totp/" + url.PathEscape(issuer+":"+u.Name) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")}
	code, err := qr.Encode(e.Address, qr.M, qr.Auto)
	if err != nil {
		return e, err
	}
	size := code.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		row := make([]bool, 0, size.Dx())
		for x := size.Min.X; x < size.Max.X; x++ {
			dark, _, _, _ := code.At(x, y).RGBA()
			row = append(row, dark == 0)
		}
		e.Modules = append(e.Modules, row)
	}
	return e, nil
}

// Enrolling returns the enrolment that waits for its first code. ErrNotFound
// means that there is none, or no longer.
func (r *Room) Enrolling(ctx context.Context, u news.User, issuer string) (Enrolment, error) {
	k, err := r.enrolling(ctx, u)
	if err != nil {
		return Enrolment{}, err
	}
	return enrolment(k, u, issuer)
}

func (r *Room) enrolling(ctx context.Context, u news.User) (appKey, error) {
	var k appKey
	list, err := r.Store.Credentials(ctx, u.ID, kindNewTOTP, r.Now())
	if err != nil {
		return k, err
	}
	if len(list) == 0 {
		return k, fmt.Errorf("adding the app took longer than ten minutes; begin again: %w", news.ErrNotFound)
	}
	return k, json.Unmarshal([]byte(list[0].Detail), &k)
}

// EnrolProve ends an enrolment with the first code of the app. It returns the
// token of a new session for this browser, and new recovery codes, which are shown
// this once.
func (r *Room) EnrolProve(ctx context.Context, u news.User, x news.Session, code string) (string, []string, error) {
	if !r.Proved(x) {
		return "", nil, ErrProve
	}
	k, err := r.enrolling(ctx, u)
	if err != nil {
		return "", nil, err
	}
	if k.Step = k.match(strings.ReplaceAll(code, " ", ""), r.Now()); k.Step == 0 {
		return "", nil, fmt.Errorf("that is not the code the app shows now; check the clock of your phone: %w", news.ErrInvalid)
	}
	text, err := json.Marshal(k)
	if err != nil {
		return "", nil, err
	}
	l := news.AuditLine{What: news.AuditFactor, Ref: string(u.ID), Note: "an app for codes was added"}
	if err := r.Store.SaveCredential(ctx, news.Credential{User: u.ID, Kind: kindTOTP, Detail: string(text)}, l, r.Now()); err != nil {
		return "", nil, err
	}
	if err := r.Store.DropCredential(ctx, u.ID, kindNewTOTP, "", news.AuditLine{}, r.Now()); err != nil {
		return "", nil, err
	}
	codes, err := r.newRecovery(ctx, u)
	if err != nil {
		return "", nil, err
	}
	token, err := r.Renew(ctx, u, x, true)
	return token, codes, err
}

// DropApp removes the app that makes codes.
func (r *Room) DropApp(ctx context.Context, u news.User, x news.Session) (string, error) {
	if !r.Proved(x) {
		return "", ErrProve
	}
	l := news.AuditLine{What: news.AuditFactor, Ref: string(u.ID), Note: "the app for codes was removed"}
	if err := r.Store.DropCredential(ctx, u.ID, kindTOTP, "", l, r.Now()); err != nil {
		return "", err
	}
	return r.dropped(ctx, u, x)
}

// dropped renews the session after a factor was removed. Without any left, it
// counts as one that was begun with a password alone, and recovery codes go too.
func (r *Room) dropped(ctx context.Context, u news.User, x news.Session) (string, error) {
	f, err := r.Factors(ctx, u.ID)
	if err != nil {
		return "", err
	}
	if !f.Any() {
		if err := r.Store.DropCredential(ctx, u.ID, kindRecovery, "", news.AuditLine{}, r.Now()); err != nil {
			return "", err
		}
	}
	return r.Renew(ctx, u, x, x.Second && f.Any())
}

// recoveryCodes is how many there are.
const recoveryCodes = 10

// Recovery makes new recovery codes in place of the old ones.
func (r *Room) Recovery(ctx context.Context, u news.User, x news.Session) ([]string, error) {
	if !r.Proved(x) {
		return nil, ErrProve
	}
	return r.newRecovery(ctx, u)
}

func (r *Room) newRecovery(ctx context.Context, u news.User) ([]string, error) {
	l := news.AuditLine{What: news.AuditFactor, Ref: string(u.ID), Note: "new recovery codes"}
	if err := r.Store.DropCredential(ctx, u.ID, kindRecovery, "", l, r.Now()); err != nil {
		return nil, err
	}
	var codes []string
	for range recoveryCodes {
		var b [10]byte
		rand.Read(b[:])
		code := strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
		if err := r.Store.SaveCredential(ctx, news.Credential{User: u.ID, Kind: kindRecovery, Name: hash(code)}, news.AuditLine{}, r.Now()); err != nil {
			return nil, err
		}
		codes = append(codes, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
	}
	return codes, nil
}

// DropFactors removes all second factors of an account whose owner has lost them,
// and signs them out. Those who may change accounts do it, having seen the owner.
func (r *Room) DropFactors(ctx context.Context, id news.UserID) error {
	if err := r.mayChange(ctx, id); err != nil {
		return fmt.Errorf("remove second factors: %w", err)
	}
	l := news.AuditLine{What: news.AuditFactor, Ref: string(id), Note: "all second factors were removed for its owner"}
	for _, kind := range []string{kindTOTP, kindNewTOTP, kindPasskey, kindRecovery, kindHalf} {
		if err := r.Store.DropCredential(ctx, id, kind, "", l, r.Now()); err != nil {
			return err
		}
		l = news.AuditLine{}
	}
	return r.EndSessions(ctx, id, "")
}
