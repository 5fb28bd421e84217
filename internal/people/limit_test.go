package people_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
)

const never = "wrong words, all of them"

// The eleventh wrong try for an account waits, longer each time; its neighbour
// does not, and the owner gets in once the wait is over.
func TestTriesForAnAccountAreSlowed(t *testing.T) {
	b := newBureau(t)
	b.user("kt", news.Editor)
	b.user("ab", news.Editor)
	for i := range 10 {
		b.wants(fmt.Sprint("try ", i+1), b.signIn("kt", never, "192.0.2."+strconv.Itoa(i)), people.ErrWrong)
	}
	var waits []time.Duration
	for range 4 {
		wait := slowed(b.signIn("kt", never, "198.51.100.1"))
		if wait == 0 {
			t.Fatal("try after ten wrong ones = not slowed, want Slowed")
		}
		waits = append(waits, wait)
		b.pass(wait)
		b.wants("try after the wait", b.signIn("kt", never, "198.51.100.1"), people.ErrWrong)
	}
	if !slices.IsSorted(waits) || waits[0] != 30*time.Second || waits[3] != 4*time.Minute {
		t.Errorf("waits = %v, want 30 s, twice as long each time", waits)
	}
	b.wants("SignIn(neighbour)", b.signIn("ab", password, "198.51.100.1"), nil)
	if wait := slowed(b.signIn("kt", password, "198.51.100.9")); wait == 0 {
		t.Error("SignIn(right, too early) = not slowed, want Slowed")
	}
	b.pass(15 * time.Minute)
	b.wants("SignIn(right, after the wait)", b.signIn("kt", password, "198.51.100.9"), nil)
	b.wants("SignIn(wrong, counted anew)", b.signIn("kt", never, "198.51.100.9"), people.ErrWrong)
}

// The thirty-first wrong try from an address waits, whatever names it takes, and
// whatever good account it has itself; other addresses do not.
func TestTriesFromAnAddressAreSlowed(t *testing.T) {
	b := newBureau(t)
	b.user("kt", news.Editor)
	for i := range 30 {
		b.wants(fmt.Sprint("try ", i+1), b.signIn("nobody"+strconv.Itoa(i), never, "2001:db8::"+strconv.Itoa(i)), people.ErrWrong)
	}
	if slowed(b.signIn("kt", password, "2001:db8::ffff")) == 0 {
		t.Error("SignIn(same /64) = not slowed, want Slowed")
	}
	b.wants("SignIn(another network)", b.signIn("kt", password, "2001:db8:0:1::1"), nil)
}

// Tries that lie further apart than the window are nobody's attack.
func TestOldTriesAreForgotten(t *testing.T) {
	b := newBureau(t)
	b.user("kt", news.Editor)
	for i := range 40 {
		b.wants(fmt.Sprint("try ", i+1), b.signIn("kt", never, "192.0.2.1"), people.ErrWrong)
		b.pass(70 * time.Second)
	}
}

// Whoever has the second factor is not locked out by others' tries.
func TestSecondFactorIsNotLockedOut(t *testing.T) {
	b := newBureau(t)
	_, token := b.user("kt", news.Editor)
	app := b.enrol(token)
	b.pass(time.Minute)
	for i := range 10 {
		b.wants("wrong try", b.signIn("kt", never, "192.0.2."+strconv.Itoa(i)), people.ErrWrong)
	}
	if _, err := b.SignIn(ctx(), "kt", password, "000000", here); slowed(err) == 0 {
		t.Errorf("SignIn(wrong code) = %v, want Slowed", err)
	}
	e, err := b.SignIn(ctx(), "kt", password, app.code(b), here)
	if err != nil || e.Token == "" {
		t.Fatalf("SignIn(right code) = %+v, %v, want a session", e, err)
	}
	if _, x := b.session(e.Token); !x.Second {
		t.Error("session's Second = false, want true")
	}
}

// However many names are tried, only so many are kept in mind.
func TestTriesAreBounded(t *testing.T) {
	l := people.NewTries(10)
	for i := range 50000 {
		l.Failed(strconv.Itoa(i), time.Unix(int64(i), 0))
	}
	if n := l.Len(); n != 20000 {
		t.Errorf("Len() = %d, want 20000", n)
	}
}

// A list of 300 lines of names and passwords opens only the account whose
// password is in it, and tells names that exist from those that do not by nothing.
func TestStuffing(t *testing.T) {
	b := newBureau(t)
	b.user("kt", news.Editor)
	opened := 0
	for i := range 300 {
		name, word := "user"+strconv.Itoa(i), never
		if i == 17 {
			name, word = "kt", password
		}
		err := b.signIn(name, word, "192.0.2.1")
		if err == nil {
			opened++
		} else if !errors.Is(err, people.ErrWrong) && slowed(err) == 0 {
			t.Fatalf("SignIn(%s) = %v", name, err)
		}
		b.pass(time.Second)
	}
	if opened != 1 {
		t.Errorf("%d opened, want the planted one", opened)
	}
}

// A name that nobody has takes as long as one that somebody has.
func TestUnknownNameTakesAsLong(t *testing.T) {
	b := newBureau(t)
	b.user("kt", news.Editor)
	least := map[string]time.Duration{}
	for i := range 12 {
		for _, name := range []string{"kt", "nobody"} {
			start := time.Now()
			b.wants(name, b.signIn(name, never, "192.0.2."+strconv.Itoa(i%250)), people.ErrWrong)
			if took := time.Since(start); least[name] == 0 || took < least[name] {
				least[name] = took
			}
		}
		b.pass(2 * time.Minute)
	}
	if d := (least["kt"] - least["nobody"]).Abs(); d > 4*time.Millisecond {
		t.Errorf("least times %v differ by %v, want less than 4 ms", least, d)
	}
}
