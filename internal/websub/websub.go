// Package websub is what a subscriber of WebSub reads and writes: where a feed
// names its hub, what a hub is asked for, what it asks back, and whether what it
// sends is signed (W3C Recommendation of 23 January 2018, no errata).
//
// It sends nothing and keeps nothing: the wire room does. It is no hub.
//
// Start at [Discover], [Form], [ReadIntent] and [Signed].
package websub

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Form is the request for a subscription (§5.1). secret is of less than 200
// bytes.
func Form(callback, topic, secret string, lease time.Duration) url.Values {
	return url.Values{"hub.mode": {"subscribe"}, "hub.callback": {callback}, "hub.topic": {topic}, "hub.secret": {secret},
		"hub.lease_seconds": {strconv.FormatInt(int64(lease/time.Second), 10)}}
}

// Intent is what a hub asks, or tells, at a callback (§5.2, §5.3).
type Intent struct {
	Denied    bool // it refuses; Reason may say why
	Reason    string
	Topic     string
	Challenge string // to be echoed if the subscription was asked for
	Lease     time.Duration
}

// Bounds of what a hub may say, in bytes, and of a lease.
const (
	maxChallenge = 4 << 10
	maxLease     = 90 * 24 * time.Hour
)

// ReadIntent reads the query of a hub's question. Only subscriptions are asked
// for in this house, so the question whether one is to end is refused, as is one
// that lacks what §5.3 requires. A lease is bounded to 90 days. The error wraps
// [news.ErrInvalid].
func ReadIntent(q url.Values) (Intent, error) {
	in := Intent{Topic: q.Get("hub.topic"), Reason: q.Get("hub.reason"), Challenge: q.Get("hub.challenge")}
	mode := q.Get("hub.mode")
	switch {
	case in.Topic == "":
		return in, fmt.Errorf("hub.topic is missing: %w", news.ErrInvalid)
	case mode == "denied":
		in.Denied = true
		return in, nil
	case mode != "subscribe":
		return in, fmt.Errorf("hub.mode %.40q is nothing this house has asked for: %w", mode, news.ErrInvalid)
	case in.Challenge == "" || len(in.Challenge) > maxChallenge:
		return in, fmt.Errorf("hub.challenge must have 1 to %d bytes: %w", maxChallenge, news.ErrInvalid)
	}
	text := q.Get("hub.lease_seconds")
	seconds, err := strconv.ParseUint(text, 10, 64)
	if err != nil || seconds == 0 {
		return in, fmt.Errorf("hub.lease_seconds %.40q is no number of seconds: %w", text, news.ErrInvalid)
	}
	in.Lease = time.Duration(min(seconds, uint64(maxLease/time.Second))) * time.Second
	return in, nil
}

// SameTopic reports whether two addresses are one topic: hubs may write
// characters out that were escaped (§5.1.1).
func SameTopic(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := url.PathUnescape(a)
	y, errY := url.PathUnescape(b)
	return errX == nil && errY == nil && x == y
}

// Signed returns nil if a body carries a right X-Hub-Signature (§7.1), and an
// error wrapping [news.ErrInvalid] otherwise. sha1, which most hubs still sign
// with, is refused where weak is not allowed (§8.3).
func Signed(header, secret string, body []byte, weak bool) error {
	method, text, ok := strings.Cut(strings.TrimSpace(header), "=")
	if !ok || secret == "" {
		return fmt.Errorf("it has no signature: %w", news.ErrInvalid)
	}
	var h func() hash.Hash
	switch strings.ToLower(method) {
	case "sha256":
		h = sha256.New
	case "sha384":
		h = sha512.New384
	case "sha512":
		h = sha512.New
	case "sha1":
		if !weak {
			return fmt.Errorf("it is signed with sha1, which is taken over https only: %w", news.ErrInvalid)
		}
		h = sha1.New
	default:
		return fmt.Errorf("it is signed with %.20q, which is none of sha1, sha256, sha384 and sha512: %w", method, news.ErrInvalid)
	}
	got, err := hex.DecodeString(strings.TrimSpace(text))
	mac := hmac.New(h, []byte(secret))
	mac.Write(body)
	if err != nil || !hmac.Equal(got, mac.Sum(nil)) {
		return fmt.Errorf("its signature is wrong: %w", news.ErrInvalid)
	}
	return nil
}
