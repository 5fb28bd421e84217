package api

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// What a push may be: its largest file in bytes, the largest that is held in
// memory to check its signature, and how long it may take to arrive.
const (
	maxPush   = 1 << 30
	maxSigned = 64 << 20
	pushTime  = 10 * time.Minute
)

// wire takes one agency file as the body. It answers 202 once the bytes are on
// disk and filed, or quarantined, which the answer says; the same bytes again
// change nothing. The agency shows its token, or signs the body with it
// (X-Signature: sha256=HEX, HMAC). The query's name is the file's, by which
// copy and pictures find each other.
func (c Config) wire(w http.ResponseWriter, r *http.Request) error {
	source := news.SourceID(r.PathValue("source"))
	token := c.WireTokens[source]
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(pushTime)); err != nil {
		c.Log.Debug("push keeps the server's time limit", "err", err)
	}
	body := io.Reader(http.MaxBytesReader(w, r.Body, maxPush))
	switch signature := r.Header.Get("X-Signature"); {
	case bears(r, token):
	case signature != "" && token != "":
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSigned))
		if err != nil {
			return fmt.Errorf("read push: %w", err)
		}
		if !signed(raw, signature, token) {
			unauthorized(w, "wire")
			return nil
		}
		body = bytes.NewReader(raw)
	default:
		unauthorized(w, "wire")
		return nil
	}
	taken, err := c.Wire.Take(r.Context(), source, pushName(r), "push", body)
	if err != nil {
		return fmt.Errorf("push of %s: %w", source, err)
	}
	writeJSON(w, http.StatusAccepted, taken)
	return nil
}

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

// pushName is the name a push gives its file. Without one it is told from the
// body's type whether it is a picture.
func pushName(r *http.Request) string {
	if name := r.URL.Query().Get("name"); name != "" && len(name) <= 200 && !strings.ContainsAny(name, "/\\\x00") && !strings.HasPrefix(name, ".") {
		return name
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch strings.TrimSpace(kind) {
	case "image/jpeg":
		return "push.jpg"
	case "image/png":
		return "push.png"
	case "image/webp":
		return "push.webp"
	}
	return "push"
}
