package people_test

import (
	"errors"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
)

func TestPasswords(t *testing.T) {
	long := strings.Repeat("correct horse battery ", 9)[:190] + "x1"
	for _, c := range []struct {
		password string
		good     bool
	}{
		{"short", false}, {"elevenchars", false}, {"twelve chars", true}, {long, true},
		{"aaaaaaaaaaaaaaaa", false}, {"passwordpassword", false}, {"Broadsheet123456", false}, {"kt-kt-kt-kt-kt", false},
		{"qwertyuiop123", false}, {"123456789012", false}, {"987654321098765", false}, {"83620175940382", true}, {"liverpool!12", true}, {"zaq12wsx4321", true}, {"vier worte von hier", true}, {"日本語の四つの言葉と数字", true}, {"letters only here", true},
		{strings.Repeat("ab cd ef ", 200), false}, {"broken \xff text here", false},
	} {
		if err := people.CheckPassword(c.password, "kt-kt"); errors.Is(err, news.ErrInvalid) == c.good {
			t.Errorf("CheckPassword(%q) = %v, want good %v", c.password, err, c.good)
		}
	}
}

// All of a long password counts, up to its last character.
func TestEveryCharacterCounts(t *testing.T) {
	b := newBureau(t)
	u, _ := b.user("kt", news.Editor)
	long := strings.Repeat("correct horse battery ", 9)[:198]
	if err := b.SetPassword(ctx(), u, long+"a"); err != nil {
		t.Fatal(err)
	}
	b.wants("SignIn(last character wrong)", b.signIn("kt", long+"b", "192.0.2.1"), people.ErrWrong)
	b.wants("SignIn(right)", b.signIn("kt", long+"a", "192.0.2.1"), nil)
}

func TestPasswordNeedsTheOldOne(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	_, elsewhere := b.user("ab", news.Editor)
	u, x := b.session(token)
	if _, err := b.ChangePassword(ctx(), u, x, "not the old one", "another four words here", here); !errors.Is(err, people.ErrWrong) {
		t.Errorf("ChangePassword(wrong old one) = %v, want ErrWrong", err)
	}
	e, err := b.SignIn(ctx(), "kt", password, "", here)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := b.ChangePassword(ctx(), u, x, password, "another four words here", here)
	if err != nil {
		t.Fatal(err)
	}
	for name, old := range map[string]string{"this browser's old token": token, "another browser": e.Token} {
		if _, _, err := b.Session(ctx(), old); !errors.Is(err, people.ErrSignedOut) {
			t.Errorf("Session(%s) = %v, want ErrSignedOut", name, err)
		}
	}
	b.session(fresh)
	b.session(elsewhere)
	b.wants("SignIn(old password)", b.signIn("kt", password, "192.0.2.1"), people.ErrWrong)
}
