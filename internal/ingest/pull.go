package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/news"
)

// Fetcher makes guarded requests.
type Fetcher interface {
	Get(ctx context.Context, q fetch.Request, use func(fetch.Answer, io.Reader) error) (fetch.Answer, error)
}

// Pull fetches one address of an agency again and again: a feed, or a file that
// changes. What has not changed costs one question; what was filed before
// changes nothing. Several processes may pull the same address: each item is
// filed once. Its exported fields are set before its first use; it belongs to
// one goroutine.
type Pull struct {
	Room          *Room
	Fetch         Fetcher
	Source        news.SourceID
	URL           string
	Authorization string        // sent to the address, if not empty
	Every         time.Duration // between fetches
	// Jitter returns a number from 0 to 1; fetches are moved by up to a fifth of
	// their distance, so that many sources do not ask in step.
	Jitter func() float64

	etag, lastModified string
	failures           int
}

// longestPull is how long a failing address is left alone at most.
const longestPull = time.Hour

// Run fetches until ctx ends and returns its error. A failure is logged once,
// as is its end, and the address is asked less and less often meanwhile.
func (p *Pull) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
		before := p.failures
		wait, err := p.Once(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && before == 0:
			p.Room.Log.Error("pull fails", "source", p.Source, "err", err)
		case err == nil && before > 0:
			p.Room.Log.Info("pull works again", "source", p.Source, "failures", before)
		}
		timer.Reset(wait)
	}
}

// Once fetches once and returns how long to wait before the next time.
func (p *Pull) Once(ctx context.Context) (time.Duration, error) {
	a, err := p.Fetch.Get(ctx, fetch.Request{URL: p.URL, ETag: p.etag, LastModified: p.lastModified, Authorization: p.Authorization}, func(a fetch.Answer, body io.Reader) error {
		_, err := p.Room.Take(ctx, p.Source, p.name(), "pull", body)
		return err
	})
	if err != nil {
		p.failures++
		var status *fetch.StatusError
		wait := p.jittered(min(p.Every<<min(p.failures-1, 10), max(longestPull, p.Every)))
		if errors.As(err, &status) {
			wait = max(wait, status.RetryAfter)
		}
		return wait, fmt.Errorf("pull %s: %w", p.Source, err)
	}
	p.failures = 0
	if !a.NotModified {
		// Remembered only now that the body is filed: a crash or a fault before
		// fetches it again.
		p.etag, p.lastModified = a.ETag, a.LastModified
	}
	return max(p.jittered(p.Every), a.RetryAfter), nil
}

func (p *Pull) jittered(d time.Duration) time.Duration {
	return d + time.Duration((p.Jitter()-0.5)*0.4*float64(d))
}

// name is the last part of the address, which tells a picture from copy.
func (p *Pull) name() string {
	if u, err := url.Parse(p.URL); err == nil {
		if base := path.Base(u.Path); base != "." && base != "/" {
			return base
		}
	}
	return "pull"
}
