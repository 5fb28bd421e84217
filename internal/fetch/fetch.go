// Package fetch makes outgoing requests with limits, manners and a guard: no
// address that a name resolves to is dialled unless it is a public one, so that
// a feed's address, or a redirect from it, cannot reach into the house's own
// network.
//
// It knows no agency and parses nothing. It keeps no cookies and uses no proxy.
//
// Start at [New], [Client.Get] and [Client.Submit]; what speaks another protocol
// than HTTP dials with [Dialer].
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Config is what a client is made of. Zero values are the defaults.
type Config struct {
	Timeout  time.Duration // of a whole request, its body included; 60 s
	MaxBytes int64         // of a body, unpacked; 64 MiB
	// Allow are networks that may be dialled although they are not public, such
	// as an agency's receiver on the house's own network.
	Allow     []netip.Prefix
	UserAgent string
	// Now is the clock that dates of other sides are measured by; [time.Now] if
	// nil.
	Now func() time.Time
}

// maxRedirects is how many addresses one request may be led through.
const maxRedirects = 5

// Client makes guarded requests. It may be used by many goroutines.
type Client struct {
	http      *http.Client
	timeout   time.Duration
	maxBytes  int64
	userAgent string
	now       func() time.Time
}

// New returns a client.
func New(c Config) *Client {
	if c.Timeout <= 0 {
		c.Timeout = time.Minute
	}
	if c.MaxBytes <= 0 {
		c.MaxBytes = 64 << 20
	}
	if c.UserAgent == "" {
		c.UserAgent = "Broadsheet"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	transport := &http.Transport{
		DialContext: Dialer(c.Allow), TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, MaxIdleConnsPerHost: 2, IdleConnTimeout: 90 * time.Second, ForceAttemptHTTP2: true,
	}
	return &Client{timeout: c.Timeout, maxBytes: c.MaxBytes, userAgent: c.UserAgent, now: c.Now,
		http: &http.Client{Transport: transport, CheckRedirect: checkRedirect}}
}

func checkRedirect(r *http.Request, via []*http.Request) error {
	if r.Method != via[0].Method {
		return errors.New("redirected from a form to a page") // 301, 302 or 303; what was sent would be lost
	}
	if len(via) >= maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	if via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme != "https" {
		return errors.New("redirected from https to http")
	}
	return nil
}

// Request asks for an address. ETag and LastModified, if known from an earlier
// answer, make it conditional.
type Request struct {
	URL                string
	ETag, LastModified string
	// Authorization is sent to the address itself and never to another host it
	// redirects to.
	Authorization string
}

// Answer is what came of a request.
type Answer struct {
	NotModified        bool
	ETag, LastModified string
	ContentType        string
	// Address is where the answer came from, after all redirects; Links are its
	// Link headers as they came (RFC 8288).
	Address string
	Links   []string
	// RetryAfter is how long the other side asks to be left alone; zero if it
	// does not say.
	RetryAfter time.Duration
}

// StatusError is an answer that is no success.
type StatusError struct {
	Status     int
	RetryAfter time.Duration
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("answered %d %s", e.Status, http.StatusText(e.Status))
}

// Get fetches an address and hands its body to use, which reads it within the
// client's limits of time and size: a body beyond them ends in an error there.
// use is not called for an answer that nothing has changed. An error wraps
// [news.ErrInvalid] if the address itself is refused, and is a *[StatusError]
// for an answer that is no success. No error names the query of the address,
// which may hold a key.
func (c *Client) Get(ctx context.Context, q Request, use func(Answer, io.Reader) error) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r, name, err := c.request(ctx, http.MethodGet, q.URL, nil)
	if err != nil {
		return Answer{}, err
	}
	for name, value := range map[string]string{"If-None-Match": q.ETag, "If-Modified-Since": q.LastModified, "Authorization": q.Authorization} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	res, err := c.do(r, name)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()
	a := c.answer(res)
	switch {
	case res.StatusCode == http.StatusNotModified:
		a.NotModified = true
		return a, nil
	case res.StatusCode != http.StatusOK:
		return a, fmt.Errorf("fetch %s: %w", name, &StatusError{Status: res.StatusCode, RetryAfter: a.RetryAfter})
	}
	if err := use(a, &capped{r: res.Body, left: c.maxBytes}); err != nil {
		return a, fmt.Errorf("fetch %s: %w", name, err)
	}
	return a, nil
}

// maxFormAnswer bounds what is read of the answer to a form, in bytes.
const maxFormAnswer = 64 << 10

// Submit sends a form to an address, which may lead it on with a redirect that
// keeps it a form (307, 308), and drops the answer's body. Any success (2xx)
// is nil; otherwise errors are those of [Client.Get]. None holds a word of the
// form or of the answer.
func (c *Client) Submit(ctx context.Context, address string, form url.Values) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r, name, err := c.request(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := c.do(r, name)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()
	a := c.answer(res)
	// Read so that the connection can be used again; what it says is not used.
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, maxFormAnswer))
	switch {
	case res.StatusCode < 200 || res.StatusCode > 299:
		return a, fmt.Errorf("fetch %s: %w", name, &StatusError{Status: res.StatusCode, RetryAfter: a.RetryAfter})
	case err != nil:
		return a, fmt.Errorf("fetch %s: %w", name, err)
	}
	return a, nil
}

// request makes a request, and the address's name in errors.
func (c *Client) request(ctx context.Context, method, address string, body io.Reader) (*http.Request, string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, "", fmt.Errorf("fetch: the address must be http or https with a host: %w", news.ErrInvalid)
	}
	r, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, "", fmt.Errorf("fetch %s: %w", u.Host, news.ErrInvalid)
	}
	r.Header.Set("User-Agent", c.userAgent)
	return r, u.Host + u.Path, nil
}

func (c *Client) do(r *http.Request, name string) (*http.Response, error) {
	res, err := c.http.Do(r)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err // its text has the whole address
		}
		return nil, fmt.Errorf("fetch %s: %w", name, err)
	}
	return res, nil
}

func (c *Client) answer(res *http.Response) Answer {
	return Answer{ETag: res.Header.Get("Etag"), LastModified: res.Header.Get("Last-Modified"), ContentType: res.Header.Get("Content-Type"),
		Address: res.Request.URL.String(), Links: res.Header.Values("Link"), RetryAfter: c.retryAfter(res.Header.Get("Retry-After"))}
}

// longestRetry bounds what the other side may ask for.
const longestRetry = 24 * time.Hour

// retryAfter reads the header's seconds or its date (RFC 9110 §10.2.3); what
// cannot be read, or lies in the past, is zero.
func (c *Client) retryAfter(text string) time.Duration {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return time.Duration(min(n, uint64(longestRetry/time.Second))) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(c.now()), 0), longestRetry)
}

// capped fails once more than its share was read.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, fmt.Errorf("the body is larger than the limit: %w", news.ErrInvalid)
	}
	return n, err
}
