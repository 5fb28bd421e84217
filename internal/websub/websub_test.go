package websub

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"net/url"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestDiscover(t *testing.T) {
	const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://f.example/atom"/><link rel="hub" href="https://h.example/a"/>` +
		`<subtitle type="xhtml"><div><link rel="hub" href="https://evil.example/"/></div></subtitle>` +
		`<entry><link rel="hub" href="https://evil.example/"/><link rel="self" href="https://evil.example/self"/></entry></feed>`
	const rss = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://f.example/</link><title>A & B</title>` +
		`<atom:link rel="hub" href="http://h.example/r"/><atom:link rel="hub" href="https://h.example/r"/><atom:link rel="self" href="/rss?lang=en&amp;all=1"/>` +
		`<item><atom:link rel="hub" href="https://evil.example/"/></item></channel></rss>`
	for _, c := range []struct {
		name    string
		headers []string
		body    string
		want    string // self and hubs
	}{
		{"headers", []string{`<https://h.example/>; rel="hub"`, `<https://f.example/self>; rel="self"`}, "", "https://f.example/self https://h.example/"},
		{"one header", []string{`<https://f.example/a,b;c>; rel=self, <https://h.example/>; title="a, \"b\" <c>"; REL=Hub`}, "", "https://f.example/a,b;c https://h.example/"},
		{"relative links and several relations", []string{`</hub>; rel="next hub"`, `</self>;rel="alternate self"`}, "", "https://f.example/self https://f.example/hub"},
		{"safe hubs first, each once", []string{`<http://a.example/>; rel=hub, <https://b.example/>; rel=hub, <https://b.example/>; rel=hub`}, "", "https://f.example/feed https://b.example/ http://a.example/"},
		{"of two relations the first", []string{`<https://h.example/>; rel=hub; rel=self`}, "", "https://f.example/feed https://h.example/"},
		{"a link about something else", []string{`<https://evil.example/>; rel=hub; anchor="/other"`}, atom, "https://f.example/atom https://h.example/a"},
		{"headers before the feed", []string{`<https://h.example/>; rel=hub`}, atom, "https://f.example/feed https://h.example/"},
		{"headers without a hub", []string{`<https://f.example/self>; rel=self`}, atom, "https://f.example/atom https://h.example/a"},
		{"Atom", nil, atom, "https://f.example/atom https://h.example/a"},
		{"RSS, not well-formed", nil, rss, "https://f.example/rss?lang=en&all=1 https://h.example/r http://h.example/r"},
		{"RSS in Latin-1", nil, `<?xml version="1.0" encoding="ISO-8859-1"?>` + strings.Replace(rss, "A & B", "\xe4", 1), "https://f.example/rss?lang=en&all=1 https://h.example/r http://h.example/r"},
		{"a feed that breaks off", nil, atom[:len(atom)-40], "https://f.example/atom https://h.example/a"},
		{"JSON Feed", nil, "\xef\xbb\xbf" + `{"version":"https://jsonfeed.org/version/1.1","feed_url":"https://f.example/j","hubs":[{"type":"rssCloud","url":"https://no.example/"},{"type":"WebSub","url":"https://h.example/j"}]}`, "https://f.example/j https://h.example/j"},
		{"a hub that is no web address", []string{`<ftp://h.example/>; rel=hub, <javascript:alert(1)>; rel=hub`}, "", ""},
		{"a broken header", []string{`<https://h.example/; rel=hub`, `rel=hub`, `<https://h.example/>; rel`, `<https://h.example/>; rel="hu`}, "", ""},
		{"a page", nil, `<html><head><link rel="hub" href="https://h.example/"></head></html>`, ""},
		{"nothing", nil, "", ""},
	} {
		got, err := Discover(c.headers, []byte(c.body), "https://f.example/feed")
		text := ""
		if err == nil {
			text = strings.Join(append([]string{got.Self}, got.Hubs...), " ")
		}
		if text != c.want || err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Discover(%s) = %q, %v, want %q", c.name, text, err, c.want)
		}
	}
}

func TestDiscoverTellsNoPassword(t *testing.T) {
	for _, links := range []string{`</hub>; rel=hub`, `</hub>; rel=hub, </self>; rel=self`} {
		got, err := Discover([]string{links}, nil, "https://reader:secret@f.example/feed")
		if err != nil || strings.Contains(got.Self+got.Hubs[0], "secret") {
			t.Errorf("Discover(%s) = %+v, %v, want no password", links, got, err)
		}
	}
}

func TestSameTopic(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://f.example/~a?x=1", "https://f.example/%7Ea?x=1", true}, {"https://f.example/%zz", "https://f.example/%zz", true},
		{"https://f.example/a", "https://f.example/A", false}, {"https://f.example/a", "https://f.example/a/", false}, {"https://f.example/%zz", "https://f.example/", false},
	} {
		if got := SameTopic(c.a, c.b); got != c.want {
			t.Errorf("SameTopic(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func FuzzDiscover(f *testing.F) {
	f.Add(`<a>; rel="hub"; x=1, <b>;rel=self`, `<feed><link rel="hub" href="x"/></feed>`)
	f.Fuzz(func(t *testing.T, header, body string) {
		got, err := Discover([]string{header}, []byte(body), "https://f.example/feed")
		if (err == nil) != (len(got.Hubs) > 0) {
			t.Errorf("Discover(%q, %q) = %v, %v", header, body, got.Hubs, err)
		}
		for _, h := range got.Hubs {
			if !strings.HasPrefix(h, "http://") && !strings.HasPrefix(h, "https://") {
				t.Errorf("Discover(%q, %q) = hub %q, want a web address", header, body, h)
			}
		}
	})
}

func TestReadIntent(t *testing.T) {
	good := func(change func(url.Values)) url.Values {
		q := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://f.example/"}, "hub.challenge": {"abc"}, "hub.lease_seconds": {"864000"}}
		change(q)
		return q
	}
	in, err := ReadIntent(good(func(url.Values) {}))
	if err != nil || in.Denied || in.Challenge != "abc" || in.Topic != "https://f.example/" || in.Lease != 240*time.Hour {
		t.Errorf("ReadIntent() = %+v, %v, want a lease of ten days", in, err)
	}
	if in, err := ReadIntent(good(func(q url.Values) { q.Set("hub.lease_seconds", "99999999999") })); err != nil || in.Lease != maxLease {
		t.Errorf("ReadIntent(for ever) = %v, %v, want %v", in.Lease, err, maxLease)
	}
	if in, err := ReadIntent(url.Values{"hub.mode": {"denied"}, "hub.topic": {"t"}, "hub.reason": {"no contract"}}); err != nil || !in.Denied || in.Reason != "no contract" {
		t.Errorf("ReadIntent(denied) = %+v, %v, want it denied", in, err)
	}
	for name, change := range map[string]func(url.Values){
		"unsubscribe": func(q url.Values) { q.Set("hub.mode", "unsubscribe") }, "no mode": func(q url.Values) { q.Del("hub.mode") },
		"no topic": func(q url.Values) { q.Del("hub.topic") }, "no challenge": func(q url.Values) { q.Del("hub.challenge") },
		"a huge challenge": func(q url.Values) { q.Set("hub.challenge", strings.Repeat("x", maxChallenge+1)) },
		"no lease":         func(q url.Values) { q.Del("hub.lease_seconds") }, "a lease of nothing": func(q url.Values) { q.Set("hub.lease_seconds", "0") },
		"a negative lease": func(q url.Values) { q.Set("hub.lease_seconds", "-1") }, "a lease in words": func(q url.Values) { q.Set("hub.lease_seconds", "10d") },
	} {
		if in, err := ReadIntent(good(change)); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("ReadIntent(%s) = %+v, %v, want ErrInvalid", name, in, err)
		}
	}
}

func TestSigned(t *testing.T) {
	body := []byte("<feed/>")
	sign := func(h func() hash.Hash) string {
		m := hmac.New(h, []byte("s3cret"))
		m.Write(body)
		return hex.EncodeToString(m.Sum(nil))
	}
	one, good := sign(sha1.New), sign(sha256.New)
	for _, c := range []struct {
		header string
		weak   bool
		want   bool
	}{
		{"sha256=" + good, false, true}, {"SHA256=" + strings.ToUpper(good), false, true}, {"sha384=" + sign(sha512.New384), false, true}, {"sha512=" + sign(sha512.New), false, true},
		{"sha1=" + one, true, true}, {"sha1=" + one, false, false}, {"sha256=" + one, true, false}, {"sha1=" + good, true, false}, {good, true, false},
		{"md5=" + good, true, false}, {"sha256=" + good[:62], true, false}, {"sha256=", true, false}, {"sha256=zz", true, false}, {"", true, false}, {"=", true, false},
		{"sha256=" + strings.Repeat("0", 64), true, false},
	} {
		err := Signed(c.header, "s3cret", body, c.weak)
		if (err == nil) != c.want || err != nil && (!errors.Is(err, news.ErrInvalid) || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("Signed(%.20q, weak %v) = %v, want %v", c.header, c.weak, err, c.want)
		}
	}
	if err := Signed("sha256="+good, "", body, true); err == nil {
		t.Error("Signed() without a secret = nil, want an error")
	}
}

func TestForm(t *testing.T) {
	got := Form("https://h.example/cb", "https://f.example/?a=1&b=2", "s", 36*time.Hour).Encode()
	want := "hub.callback=https%3A%2F%2Fh.example%2Fcb&hub.lease_seconds=129600&hub.mode=subscribe&hub.secret=s&hub.topic=https%3A%2F%2Ff.example%2F%3Fa%3D1%26b%3D2"
	if got != want {
		t.Errorf("Form() = %s, want %s", got, want)
	}
}
