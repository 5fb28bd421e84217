package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func get(c *Client, q Request) (string, Answer, error) {
	var body []byte
	a, err := c.Get(context.Background(), q, func(_ Answer, r io.Reader) error {
		var err error
		body, err = io.ReadAll(r)
		return err
	})
	return string(body), a, err
}

func TestGuard(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34:80": true, "[2606:2800:220:1::1]:443": true,
		"127.0.0.1:80": false, "10.1.2.3:80": false, "172.16.0.1:80": false, "192.168.1.1:80": false, "169.254.169.254:80": false, "100.64.1.1:80": false,
		"0.0.0.0:80": false, "0.1.2.3:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false, "198.18.0.1:80": false, "203.0.113.5:80": false,
		"[::1]:80": false, "[::]:80": false, "[fe80::1%eth0]:80": false, "[fc00::1]:80": false, "[ff02::1]:80": false, "[2001:db8::1]:80": false,
		"[::ffff:127.0.0.1]:80": false, "[::ffff:10.0.0.1]:80": false, "[64:ff9b::a00:1]:80": false, "[64:ff9b::5db8:d822]:80": true, "[2002:7f00:1::]:80": false,
		"nonsense": false,
	} {
		if err := guard(address, nil); (err == nil) != want || err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("guard(%s) = %v, want allowed %v", address, err, want)
		}
	}
	if err := guard("127.0.0.1:80", loopback); err != nil {
		t.Errorf("guard(loopback, allowed) = %v, want nil", err)
	}
}

func TestPrivateAddressesAreNotReached(t *testing.T) {
	asked := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer inside.Close()
	c := New(Config{})
	for _, address := range []string{inside.URL, strings.Replace(inside.URL, "127.0.0.1", "localhost", 1)} {
		if _, _, err := get(c, Request{URL: address}); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Get(%s) = %v, want ErrInvalid", address, err)
		}
	}
	for _, address := range []string{"file:///etc/passwd", "gopher://x/", "http://", "//x", "::"} {
		if _, _, err := get(c, Request{URL: address}); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Get(%s) = %v, want ErrInvalid", address, err)
		}
	}
	if asked {
		t.Error("a private address was reached")
	}
}

func TestGet(t *testing.T) {
	var z bytes.Buffer
	bomb := gzip.NewWriter(&z)
	for range 64 {
		bomb.Write(make([]byte, 1<<20))
	}
	bomb.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Etag", `"a"`)
		if r.Header.Get("If-None-Match") == `"a"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, "copy for "+r.Header.Get("Authorization"))
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(z.Bytes())
	})
	mux.HandleFunc("/lie", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "short")
	})
	mux.HandleFunc("/busy", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	mux.HandleFunc("/hang", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	server := httptest.NewServer(mux)
	defer server.Close()
	c := New(Config{Allow: loopback, MaxBytes: 1 << 20, Timeout: 2 * time.Second})

	body, a, err := get(c, Request{URL: server.URL + "/feed", Authorization: "Bearer key"})
	if err != nil || body != "copy for Bearer key" || a.ETag != `"a"` {
		t.Errorf("Get(/feed) = %q, %+v, %v", body, a, err)
	}
	if body, a, err := get(c, Request{URL: server.URL + "/feed", ETag: `"a"`}); err != nil || !a.NotModified || body != "" {
		t.Errorf("Get(/feed) with its tag = %q, %+v, %v; want not modified", body, a, err)
	}
	for path, want := range map[string]string{"/loop?key=secret": "redirects", "/inside": "not a public address", "/bomb": "larger than the limit", "/lie": "unexpected EOF", "/hang": "deadline"} {
		_, _, err := get(c, Request{URL: server.URL + path})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("Get(%s) = %v, want an error saying %q and no key", path, err, want)
		}
	}
	var status *StatusError
	if _, _, err := get(c, Request{URL: server.URL + "/busy"}); !errors.As(err, &status) || status.Status != 429 || status.RetryAfter != 90*time.Second {
		t.Errorf("Get(/busy) = %v, want 429 and 90 s", err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	c := New(Config{Now: func() time.Time { return now }})
	for text, want := range map[string]time.Duration{
		"": 0, "90": 90 * time.Second, " 90 ": 90 * time.Second, "0": 0, "-5": 0, "1.5": 0, "soon": 0, "99999999999999999999": 0, "864000": 24 * time.Hour,
		"Mon, 23 Nov 2026 09:30:00 GMT": 30 * time.Minute, "Monday, 23-Nov-26 09:10:00 GMT": 10 * time.Minute, "Mon Nov 23 09:05:00 2026": 5 * time.Minute,
		"Mon, 23 Nov 2026 08:59:00 GMT": 0, "Fri, 23 Nov 2029 09:00:00 GMT": 24 * time.Hour,
	} {
		if got := c.retryAfter(text); got != want {
			t.Errorf("retryAfter(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestSubmit(t *testing.T) {
	type came struct{ method, contentType, secret string }
	var got []came
	mux := http.NewServeMux()
	mux.HandleFunc("/hub", func(w http.ResponseWriter, r *http.Request) {
		got = append(got, came{r.Method, r.Header.Get("Content-Type"), r.FormValue("hub.secret")})
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/hub", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/lost", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/hub", http.StatusFound) })
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.0.0.1/", http.StatusPermanentRedirect)
	})
	mux.HandleFunc("/refuse", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "no such topic for "+r.FormValue("hub.secret"), http.StatusBadRequest)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	c := New(Config{Allow: loopback, Timeout: 2 * time.Second})
	form := url.Values{"hub.secret": {"very-secret"}}
	for path, says := range map[string]string{"/hub?key=secret": "", "/moved": "", "/lost": "redirected from a form", "/inside": "not a public address", "/refuse": "answered 400"} {
		_, err := c.Submit(context.Background(), server.URL+path, form)
		if (err == nil) != (says == "") || err != nil && (!strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("Submit(%s) = %v, want %q and no secret", path, err, says)
		}
	}
	if len(got) != 2 {
		t.Errorf("the hub was sent %d forms, want 2", len(got))
	}
	for _, g := range got {
		if g != (came{"POST", "application/x-www-form-urlencoded", "very-secret"}) {
			t.Errorf("the hub was sent %+v, want the form", g)
		}
	}
	if _, err := New(Config{}).Submit(context.Background(), server.URL+"/hub", form); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Submit(private address) = %v, want ErrInvalid", err)
	}
}

func TestAnswerSaysWhereItCameFrom(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/new", http.StatusFound) })
	mux.HandleFunc("/new", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Link", `<https://hub.example/>; rel="hub"`)
		w.Header().Add("Link", `</new>; rel="self"`)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	_, a, err := get(New(Config{Allow: loopback}), Request{URL: server.URL + "/old"})
	if err != nil || a.Address != server.URL+"/new" || len(a.Links) != 2 {
		t.Errorf("Get(/old) = %+v, %v, want the new address and two links", a, err)
	}
}

func TestDialerIsGuarded(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "::ffff:127.0.0.1"} {
		c, err := Dialer(nil)(context.Background(), "tcp", net.JoinHostPort(host, port))
		if !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Dialer(nothing)(%s) = %v, want ErrInvalid", host, err)
		}
		if c != nil {
			c.Close()
		}
	}
	c, err := Dialer(loopback)(context.Background(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatalf("Dialer(loopback)(%s) = %v, want nil", l.Addr(), err)
	}
	c.Close()
}
