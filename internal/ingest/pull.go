package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"time"

	"broadsheet/internal/fetch"
)

// Fetcher makes guarded requests.
type Fetcher interface {
	Get(ctx context.Context, q fetch.Request, use func(fetch.Answer, io.Reader) error) (fetch.Answer, error)
}

// Pull collects one address of an agency: a feed, or a file that changes. What
// has not changed costs one question, across restarts too: the cursor holds the
// address's validators and the hash of what it gave last. Its road is [Polled]
// as a Whole one.
type Pull struct {
	Fetch         Fetcher
	URL           string
	Authorization string // sent to the address, if not empty
	// Subscribed reports whether a hub sends what is new by itself; nil is no.
	// The address is asked every Slow only while it does.
	Subscribed func(context.Context) bool
	Slow       time.Duration
}

// pullCursor is a pull's cursor.
type pullCursor struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"lastModified,omitempty"`
	SHA          string `json:"sha256,omitempty"` // of the last body taken
	// Unread is why nothing of that body could be read; empty if it could.
	Unread string `json:"unread,omitempty"`
}

// Collect implements [Collector]. A body of which nothing can be read is
// quarantined once: the same bytes again are not, and neither is one web page
// after another, since pages that say that something is wrong differ each time.
func (p *Pull) Collect(ctx context.Context, cursor string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
	var last pullCursor
	if json.Unmarshal([]byte(cursor), &last) != nil {
		last = pullCursor{} // the beginning, or another program's
	}
	var body []byte
	a, err := p.Fetch.Get(ctx, fetch.Request{URL: p.URL, ETag: last.ETag, LastModified: last.LastModified, Authorization: p.Authorization}, func(_ fetch.Answer, r io.Reader) error {
		var err error
		body, err = io.ReadAll(r)
		return err
	})
	wait := a.RetryAfter
	if err != nil {
		return cursor, wait, err
	}
	if p.Subscribed != nil && p.Subscribed(ctx) {
		wait = max(wait, p.Slow)
	}
	if a.NotModified {
		return cursor, wait, nil
	}
	sum := sha256.Sum256(body)
	next := pullCursor{ETag: a.ETag, LastModified: a.LastModified, SHA: hex.EncodeToString(sum[:])}
	switch {
	case last.Unread != "" && (next.SHA == last.SHA || isPage(body)):
		return cursor, wait, errors.New(last.Unread)
	case next.SHA == last.SHA:
		return next.text(), wait, nil
	}
	err = take(ctx, nameOf(p.URL, "pull"), bytes.NewReader(body))
	var no *unread
	if !errors.As(err, &no) {
		if err != nil {
			return cursor, wait, err
		}
		// Remembered only now that the body is filed: a crash or a fault before
		// fetches it again.
		return next.text(), wait, nil
	}
	next = pullCursor{SHA: next.SHA, Unread: no.Error()} // no validators: the failure must not be mistaken for "not modified"
	if isPage(body) {
		next.Unread = fmt.Sprintf("a web page came where copy is due (quarantined as %s); is the address right, or is a key needed?", no.id)
	}
	return next.text(), wait, errors.New(next.Unread)
}

func (c pullCursor) text() string {
	b, err := json.Marshal(c)
	if err != nil {
		return "" // strings always are JSON
	}
	return string(b)
}

// isPage reports whether a body that is no copy is a web page.
func isPage(body []byte) bool {
	head := strings.ToLower(string(body[:min(len(body), 2048)]))
	return strings.Contains(head, "<!doctype html") || strings.Contains(head, "<html")
}

// nameOf is the last part of an address, which tells a picture from copy.
func nameOf(address, instead string) string {
	if u, err := url.Parse(address); err == nil {
		if base := path.Base(u.Path); base != "." && base != "/" {
			return base
		}
	}
	return instead
}
