package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// What a push may be: its largest file in bytes, the largest that is held in
// memory to check its signature and how many of these at once, and how long
// each may take to arrive.
const (
	maxPush    = 1 << 30
	maxSigned  = 64 << 20
	maxSigning = 4
	pushTime   = 10 * time.Minute
	takeTime   = 5 * time.Minute // to file what has arrived
	signedTime = 2 * time.Minute // of a stranger, until the signature is seen to be right
)

// wire takes one agency file as the body. It answers 202 once the bytes are on
// disk and filed, or quarantined, which the answer says; the same bytes again
// change nothing. Anything else it answers means that nothing of the file was
// kept and it is to be sent again: 400 if the body broke off or is empty, 413 if
// it is too large, 503 if the house could not keep it. The agency shows its
// token, or signs the body with it (X-Signature: sha256=HEX, HMAC). The query's
// name is the file's, by which copy and pictures find each other.
func (c Config) wire(w http.ResponseWriter, r *http.Request) error {
	source := news.SourceID(r.PathValue("source"))
	token, _ := c.WireToken(source)
	signature := r.Header.Get("X-Signature")
	switch {
	case bears(r, token):
		c.allow(w, pushTime)
		return c.push(w, r, source, newSent(w, r, maxPush))
	case token != "" && signatureForm.MatchString(signature):
		return c.pushSigned(w, r, source, signature)
	}
	unauthorized(w, "wire")
	return nil
}

// allow gives a request's body time beyond the server's own.
func (c Config) allow(w http.ResponseWriter, d time.Duration) {
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(d)); err != nil {
		c.Log.Debug("push keeps the server's time limit", "err", err)
	}
}

// pushSigned reads a body before anybody has vouched for it, so its size is
// bounded more closely, and how many are read at once.
func (c Config) pushSigned(w http.ResponseWriter, r *http.Request, source news.SourceID, signature string) error {
	select {
	case c.signing <- struct{}{}:
		defer func() { <-c.signing }()
	default:
		w.Header().Set("Retry-After", "5")
		writeJSON(w, http.StatusServiceUnavailable, map[string]string{"error": "too many signed files at once; send it again, or send the token instead of a signature"})
		return nil
	}
	c.allow(w, signedTime)
	body := newSent(w, r, maxSigned)
	raw, err := io.ReadAll(body)
	if err != nil {
		return body.refusal()
	}
	if token, _ := c.WireToken(source); !signed(raw, signature, token) {
		unauthorized(w, "wire")
		return nil
	}
	return c.push(w, r, source, &sent{r: bytes.NewReader(raw)})
}

// push takes a body whose sender is known.
func (c Config) push(w http.ResponseWriter, r *http.Request, source news.SourceID, body *sent) error {
	road := news.NewPushRoad(source).ID
	if _, open := c.WireToken(source); !open {
		w.Header().Set("Retry-After", "300")
		writeJSON(w, http.StatusServiceUnavailable, map[string]string{"error": "the newsroom has paused this road, and nothing was kept; send it again later"})
		return nil
	}
	first := make([]byte, 1)
	if _, err := io.ReadFull(body, first); err != nil {
		err = cmp.Or(body.refusal(), fmt.Errorf("the body is empty; nothing was kept: %w", news.ErrInvalid))
		c.Roads.Failed(road, err)
		return err
	}
	// A sender that has gone, or has only closed its half of the connection,
	// does not undo what it has sent whole.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), pushTime+takeTime)
	defer cancel()
	taken, err := c.Wire.Take(ctx, source, pushName(r), "push", io.MultiReader(bytes.NewReader(first), body))
	if refused := body.refusal(); err != nil && refused != nil {
		err = refused
	} else if err != nil {
		err = fmt.Errorf("push of %s: %w", source, err)
	}
	if err != nil {
		c.Roads.Failed(road, err)
		return err
	}
	c.Roads.Well(road, taken.New())
	writeJSON(w, http.StatusAccepted, taken)
	return nil
}

// sent is a request's body that remembers what it broke off with.
type sent struct {
	r   io.Reader
	n   int64
	err error
}

func newSent(w http.ResponseWriter, r *http.Request, limit int64) *sent {
	s := &sent{r: http.MaxBytesReader(w, r.Body, limit)}
	if r.ContentLength > limit { // it need not be read to be refused
		s.err = &http.MaxBytesError{Limit: limit}
	}
	return s
}

func (s *sent) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// refusal says to the sender why its body was not taken; nil if it came whole.
func (s *sent) refusal() error {
	var large *http.MaxBytesError
	switch {
	case s.err == nil:
		return nil
	case errors.As(s.err, &large):
		return fmt.Errorf("the file is larger than %d bytes and nothing of it was kept: %w", large.Limit, large)
	}
	return fmt.Errorf("the body broke off after %d bytes and nothing of it was kept; send it again: %w", s.n, news.ErrInvalid)
}

var signatureForm = regexp.MustCompile(`^(?:sha256=)?[0-9a-fA-F]{64}$`)

// signed reports whether a signature is the body's under the token.
func signed(raw []byte, signature, token string) bool {
	got, err := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write(raw)
	return hmac.Equal(mac.Sum(nil), got)
}

// pushName is the name a push gives its file, empty if it gives none.
func pushName(r *http.Request) string {
	if name := r.URL.Query().Get("name"); len(name) <= 200 && !strings.ContainsAny(name, "/\\\x00") && !strings.HasPrefix(name, ".") {
		return name
	}
	return ""
}
