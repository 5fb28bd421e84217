package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"

	"golang.org/x/crypto/argon2"
)

// The cost of a hash (OWASP's second choice for argon2id): memory in KiB, passes,
// lanes, bytes. The form of a kept hash says its own, so that they may be raised.
const (
	hashMemory, hashPasses, hashLanes, hashBytes = 19 << 10, 2, 1, 32
	saltBytes                                    = 16
)

const minPassword, maxPassword = 12, 1024

// CheckPassword returns an error wrapping [news.ErrInvalid] for a password that
// is too short, too long, or made of what anybody would try. There is no rule on
// which characters it has (ASVS 6.2.5).
func CheckPassword(password string, known ...string) error {
	bad := func(why string) error { return fmt.Errorf("the password %s: %w", why, news.ErrInvalid) }
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return bad("is not text")
	case n < minPassword:
		return bad(fmt.Sprintf("has %d characters; take at least %d, such as four words", n, minPassword))
	case n > maxPassword:
		return bad(fmt.Sprintf("has %d characters; take at most %d", n, maxPassword))
	}
	rest := strings.ToLower(password)
	for _, word := range append(known, "broadsheet", "newspaper", "password", "passwort", "welcome", "qwertyuiop", "qwertz", "qwerty", "letmein", "1234567890", "abcdefg") {
		if word = strings.ToLower(strings.TrimSpace(word)); len(word) > 3 {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	if digits := strings.Trim(rest, "0123456789"); digits != "" {
		// Digits at either end are what people add to a word that was refused.
		rest = digits
	}
	for _, row := range []string{"0123456789", "9876543210", "1234567890"} {
		for n := len(row); n > 3; n-- {
			for i := 0; i+n <= len(row); i++ {
				rest = strings.ReplaceAll(rest, row[i:i+n], "")
			}
		}
	}
	if different(rest) < 5 {
		return bad("is made of what anybody would try first; take four words of your own")
	}
	return nil
}

func different(s string) int {
	seen := map[rune]bool{}
	for _, c := range s {
		seen[c] = true
	}
	return len(seen)
}

// hashers is how many hashes are made at once; each takes a core and 19 MiB.
func hashers() int { return max(1, runtime.NumCPU()) }

// maxWaiting is how many wait for a hash at most, for each place; whoever comes
// after them is told so at once, rather than after their browser has given up.
const maxWaiting = 32

// turn waits for one of the places where hashes are made.
func (r *Room) turn(ctx context.Context) (done func(), err error) {
	defer r.waiting.Add(-1)
	if r.waiting.Add(1) > int64(maxWaiting*cap(r.hashing)) {
		return nil, ErrBusy
	}
	select {
	case r.hashing <- struct{}{}:
		return func() { <-r.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *Room) hashPassword(ctx context.Context, password string) (string, error) {
	done, err := r.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	var salt [saltBytes]byte
	rand.Read(salt[:])
	key := argon2.IDKey([]byte(password), salt[:], hashPasses, hashMemory, hashLanes, hashBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes, b64.EncodeToString(salt[:]), b64.EncodeToString(key)), nil
}

// rightPassword compares a password with a kept hash. An empty one is nobody's:
// the work is done all the same.
func (r *Room) rightPassword(ctx context.Context, hashed, password string) (bool, error) {
	if hashed == "" {
		_, err := r.hashPassword(ctx, password)
		return false, err
	}
	var version, memory, passes, lanes int
	parts := strings.Split(hashed, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("a kept password is in no form this program knows")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil || version != argon2.Version {
		return false, fmt.Errorf("a kept password is in no form this program knows")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("a kept password is unreadable")
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("a kept password is unreadable")
	}
	done, err := r.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	got := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), uint8(lanes), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
