package sftp

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"broadsheet/internal/news"

	"golang.org/x/crypto/ssh"
)

// CheckHostKey returns an error wrapping [news.ErrInvalid] if a host key of the
// settings cannot be read. None is no error here; a log-in then fails with the
// fingerprint to set.
func CheckHostKey(text string) error {
	_, err := readPin(text)
	return err
}

// families are the algorithms of host keys, by the kind of key. A server has
// one key of a kind at most, and may have several kinds.
func families() [][]string {
	return [][]string{
		{ssh.KeyAlgoED25519},
		{ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521},
		{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256},
	}
}

// pin is what is known of a server's key.
type pin struct {
	print string        // fingerprint, or ""
	key   ssh.PublicKey // or nil

	seen    []string // kinds of keys that the server showed and that were others
	first   string   // fingerprint of the first of them
	err     error    // the last key was refused
	newSeen bool
}

func readPin(text string) (*pin, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return &pin{}, nil
	}
	if print, ok := strings.CutPrefix(text, "SHA256:"); ok && len(strings.TrimRight(print, "=")) == 43 {
		return &pin{print: "SHA256:" + strings.TrimRight(print, "=")}, nil
	}
	if marker, _, key, _, _, err := ssh.ParseKnownHosts([]byte(text)); err == nil && marker == "" {
		return &pin{key: key}, nil
	}
	if key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(text)); err == nil {
		return &pin{key: key}, nil
	}
	return nil, fmt.Errorf("host_key: write the fingerprint, \"SHA256:\" and 43 characters, or a line of known_hosts: %w", news.ErrInvalid)
}

// algorithms are those to ask the server for.
func (p *pin) algorithms() []string {
	var out []string
	for _, family := range families() {
		switch {
		case p.key != nil && !slices.Contains(family, kind(p.key)):
		case slices.ContainsFunc(family, func(a string) bool { return slices.Contains(p.seen, a) }):
		default:
			out = append(out, family...)
		}
	}
	return out
}

// kind is a key's algorithm, as it stands in families.
func kind(key ssh.PublicKey) string {
	if key.Type() == ssh.KeyAlgoRSA {
		return ssh.KeyAlgoRSASHA512
	}
	return key.Type()
}

var errHostKey = errors.New("host key refused")

// check is asked for the key a server shows, before anything is told to it.
func (p *pin) check(host string, _ net.Addr, key ssh.PublicKey) error {
	print := ssh.FingerprintSHA256(key)
	switch {
	case p.key != nil && string(p.key.Marshal()) == string(key.Marshal()), p.print != "" && p.print == print:
		p.err = nil
		return nil
	case p.key == nil && p.print == "":
		p.err = fmt.Errorf("the server's key is not known; if the agency confirms its fingerprint, set host_key = %q: %w", print, news.ErrInvalid)
		return errHostKey
	}
	if p.first == "" {
		p.first = print
	}
	p.seen, p.newSeen = append(p.seen, kind(key)), true
	p.err = fmt.Errorf("%s shows the key %s, which is not the one of host_key: ask the agency whether it has a new one; somebody may be in between: %w", host, p.first, news.ErrInvalid)
	return errHostKey
}

// again reports whether it is worth asking the server for a key of another
// kind: only a fingerprint does not tell its kind.
func (p *pin) again() bool {
	again := p.print != "" && p.newSeen && len(p.algorithms()) > 0
	p.newSeen = false
	return again
}
