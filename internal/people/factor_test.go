package people_test

import (
	"encoding/base32"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"

	"github.com/pquerna/otp/totp"
)

// app is a telephone that makes codes.
type app struct{ secret string }

func (a app) code(b *bureau) string {
	b.t.Helper()
	code, err := totp.GenerateCode(a.secret, b.now())
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}

// enrol adds an app to the account of a session.
func (b *bureau) enrol(token string) app {
	b.t.Helper()
	u, x := b.session(token)
	e, err := b.Enrol(ctx(), u, x, "Desk")
	if err != nil {
		b.t.Fatal(err)
	}
	a := app{e.Secret}
	if _, codes, err := b.EnrolProve(ctx(), u, x, a.code(b)); err != nil || len(codes) != 10 {
		b.t.Fatalf("EnrolProve() = %d codes, %v, want 10", len(codes), err)
	}
	return a
}

// half shows the password and returns what is owed.
func (b *bureau) half(name string) string {
	b.t.Helper()
	e, err := b.SignIn(ctx(), name, password, "", here)
	if err != nil || e.Half == "" || e.Token != "" {
		b.t.Fatalf("SignIn() = %+v, %v, want the second factor asked for", e, err)
	}
	return e.Half
}

func TestCodeOfTheApp(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	a := b.enrol(token)
	if _, _, err := b.Session(ctx(), token); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("Session(before the app) = %v, want ErrSignedOut: the token is a new one", err)
	}
	half := b.half("kt")
	if _, err := b.SignInSecond(ctx(), half, a.code(b), here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("SignInSecond(the code that enrolled) = %v, want ErrWrong: it was used", err)
	}
	b.pass(30 * time.Second)
	code := a.code(b)
	got, err := b.SignInSecond(ctx(), half, code[:3]+" "+code[3:], here)
	if err != nil {
		t.Fatal(err)
	}
	if _, x := b.session(got); !x.Second {
		t.Error("session's Second = false, want true")
	}
	if _, err := b.SignInSecond(ctx(), half, a.code(b), here); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("SignInSecond(half used) = %v, want ErrSignedOut", err)
	}
	if _, err := b.SignInSecond(ctx(), b.half("kt"), code, here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("SignInSecond(code used) = %v, want ErrWrong", err)
	}
	b.pass(90 * time.Second)
	if _, err := b.SignInSecond(ctx(), b.half("kt"), code, here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("SignInSecond(old code) = %v, want ErrWrong", err)
	}
}

// Of many who show the same code at once, one gets in.
func TestCodeIsUsedOnceAtOnce(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	a := b.enrol(token)
	b.pass(time.Minute)
	var halves []string
	for range 6 {
		halves = append(halves, b.half("kt"))
	}
	var in atomic.Int64
	var wg sync.WaitGroup
	for _, half := range halves {
		wg.Go(func() {
			if _, err := b.SignInSecond(ctx(), half, a.code(b), here); err == nil {
				in.Add(1)
			} else if !errors.Is(err, people.ErrWrong) {
				t.Errorf("SignInSecond() = %v, want ErrWrong", err)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d got in with one code, want 1", in.Load())
	}
}

// A half sign-in ends after ten minutes, after five wrong codes, and is good for
// nothing else.
func TestHalfEnds(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	a := b.enrol(token)
	half := b.half("kt")
	if _, _, err := b.Session(ctx(), half); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("Session(half) = %v, want ErrSignedOut", err)
	}
	b.pass(10 * time.Minute)
	if _, err := b.SignInSecond(ctx(), half, a.code(b), here); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("SignInSecond(after ten minutes) = %v, want ErrSignedOut", err)
	}
	half = b.half("kt")
	for range 4 {
		if _, err := b.SignInSecond(ctx(), half, "000000", here); !errors.Is(err, people.ErrWrong) {
			t.Errorf("SignInSecond(wrong) = %v, want ErrWrong", err)
		}
	}
	if _, err := b.SignInSecond(ctx(), half, "000000", here); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("SignInSecond(wrong for the fifth time) = %v, want ErrSignedOut", err)
	}
	if _, err := b.SignInSecond(ctx(), half, a.code(b), here); !errors.Is(err, people.ErrSignedOut) {
		t.Errorf("SignInSecond(right, too late) = %v, want ErrSignedOut", err)
	}
}

func TestRecoveryCodes(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	_, other := b.user("ab", news.Editor)
	b.enrol(other)
	u, x := b.session(token)
	e, err := b.Enrol(ctx(), u, x, "Desk")
	if err != nil {
		t.Fatal(err)
	}
	_, codes, err := b.EnrolProve(ctx(), u, x, app{e.Secret}.code(b))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.SignInSecond(ctx(), b.half("ab"), codes[0], here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("SignInSecond(another's recovery code) = %v, want ErrWrong", err)
	}
	if _, err := b.SignInSecond(ctx(), b.half("kt"), strings.ToUpper(codes[0]), here); err != nil {
		t.Errorf("SignInSecond(recovery code) = %v, want nil", err)
	}
	if _, err := b.SignInSecond(ctx(), b.half("kt"), codes[0], here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("SignInSecond(used recovery code) = %v, want ErrWrong", err)
	}
	if f, err := b.Factors(ctx(), u.ID); err != nil || f.Recovery != 9 {
		t.Errorf("Factors() = %+v, %v, want 9 codes left", f, err)
	}
	kept, err := b.store.Credentials(ctx(), u.ID, "recovery", b.now())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range kept {
		for _, code := range codes {
			if plain := strings.ReplaceAll(code, "-", ""); strings.Contains(c.Name+c.Detail, plain) {
				t.Errorf("recovery code %s is kept in the clear", code)
			}
		}
	}
}

// A one-time link replaces the password and never the second factor.
func TestLinkKeepsTheSecondFactor(t *testing.T) {
	b := newBureau(t)
	u, token := b.user("kt", news.Editor)
	b.enrol(token)
	code, err := b.Code(ctx(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	e, err := b.Welcome(ctx(), code, "another four words here", here)
	if err != nil || e.Half == "" || e.Token != "" {
		t.Errorf("Welcome() = %+v, %v, want the second factor asked for", e, err)
	}
	if _, err := b.Welcome(ctx(), code, "another four words here", here); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Welcome(used) = %v, want ErrInvalid", err)
	}
}

// What proves somebody is changed only by whoever proved just now that it is them.
func TestFactorsWantAProof(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	b.pass(11 * time.Minute)
	u, x := b.session(token)
	_, enrol := b.Enrol(ctx(), u, x, "Desk")
	_, drop := b.DropApp(ctx(), u, x)
	_, recover := b.Recovery(ctx(), u, x)
	_, _, passkey := b.NewPasskey(ctx(), u, x, people.Site{Host: "desk.localhost", Origin: "http://desk.localhost"})
	mail := b.ChangeOwn(ctx(), u, x, people.Own{FullName: u.FullName, Mail: "kt@example.com"})
	for name, err := range map[string]error{"Enrol": enrol, "DropApp": drop, "Recovery": recover, "NewPasskey": passkey, "ChangeOwn(mail)": mail} {
		b.wants(name, err, people.ErrProve)
	}
	b.wants("ChangeOwn(name)", b.ChangeOwn(ctx(), u, x, people.Own{FullName: "Test K. T."}), nil)
	if _, err := b.Prove(ctx(), u, x, "not the password", "", here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("Prove(wrong) = %v, want ErrWrong", err)
	}
	if _, err := b.Prove(ctx(), u, x, password, "", here); err != nil {
		t.Fatal(err)
	}
	a := b.enrol(token)
	b.pass(11 * time.Minute)
	e, err := b.SignIn(ctx(), "kt", password, "", here)
	if err != nil {
		t.Fatal(err)
	}
	token, err = b.SignInSecond(ctx(), e.Half, a.code(b), here)
	if err != nil {
		t.Fatal(err)
	}
	b.pass(11 * time.Minute)
	u, x = b.session(token)
	if _, err := b.Prove(ctx(), u, x, password, "", here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("Prove(password alone) = %v, want ErrWrong: there is an app", err)
	}
	if x, err = b.Prove(ctx(), u, x, password, a.code(b), here); err != nil || !b.Proved(x) {
		t.Errorf("Prove(password and code) = %v, want nil", err)
	}
}

func TestWhoNeedsASecondFactor(t *testing.T) {
	b := newBureau(t)
	for role, want := range map[news.Role]bool{news.Reporter: false, news.PictureDesk: false, news.Editor: true, news.Chief: true, news.Administrator: true} {
		u := news.User{ID: "x", Name: "x", Role: role, Titles: []news.TitleID{"courier"}}
		if got := b.Needs(u); got != want {
			t.Errorf("Needs(%s) = %v, want %v", role, got, want)
		}
	}
	b.Second = people.SecondAll
	if !b.Needs(news.User{ID: "x", Role: news.Reporter}) {
		t.Error("Needs(reporter), all = false, want true")
	}
	b.Second = people.SecondOff
	if b.Needs(news.User{ID: "x", Role: news.Chief}) {
		t.Error("Needs(chief), off = true, want false")
	}
}

// The picture, the address and the text say the same secret.
func TestEnrolment(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	u, x := b.session(token)
	e, err := b.Enrol(ctx(), u, x, "Desk desk.localhost")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(e.Secret)
	if err != nil || len(raw) != 20 {
		t.Errorf("secret has %d bytes, %v, want 20", len(raw), err)
	}
	if want := "otpauth://totp/Desk%20desk.localhost:kt?issuer=Desk%20desk.localhost&secret=" + e.Secret; e.Address != want {
		t.Errorf("Address = %s, want %s", e.Address, want)
	}
	if n := len(e.Modules); n < 21 || len(e.Modules[0]) != n || !e.Modules[0][0] || e.Modules[1][1] {
		t.Errorf("Modules = %d rows, want a QR code with its corner", n)
	}
	again, err := b.Enrolling(ctx(), u, "Desk desk.localhost")
	if err != nil || again.Secret != e.Secret {
		t.Errorf("Enrolling() = %v, want the same secret", err)
	}
	b.pass(10 * time.Minute)
	if _, err := b.Enrolling(ctx(), u, "Desk"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Enrolling(after ten minutes) = %v, want ErrNotFound", err)
	}
}
