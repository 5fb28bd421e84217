package api

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
)

// hub is a hub and the publisher of one feed, as the specification has them.
type hub struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex // guards all below
	feed    string
	headers bool // the feed's links stand in headers
	lease   int  // seconds that are granted
	refuse  int  // a status for every request, 0 is none
	deny    string
	mute    bool // accepts and never confirms
	asked   []url.Values
	holders map[string]url.Values // by callback
	sign    func() hash.Hash
	method  string
	work    sync.WaitGroup
	reads   int // of the feed
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{t: t, headers: true, lease: 864000, holders: map[string]url.Values{}, sign: sha256.New, method: "sha256"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feed.xml", h.topic)
	mux.HandleFunc("POST /hub", h.subscribe)
	h.Server = httptest.NewServer(mux)
	t.Cleanup(func() { h.work.Wait(); h.Close() })
	return h
}

func (h *hub) topic(w http.ResponseWriter, _ *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reads++
	if h.headers {
		w.Header().Set("Link", fmt.Sprintf(`<%s/hub>; rel="hub", <%s/feed.xml?canonical>; rel="self"`, h.URL, h.URL))
	}
	io.WriteString(w, h.feed)
}

// subscribe accepts a request and confirms it on its own (§5.1, §5.3).
func (h *hub) subscribe(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.PostForm)
	if h.refuse != 0 {
		http.Error(w, "not today, "+r.PostForm.Get("hub.secret"), h.refuse)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	if !h.mute {
		form := r.PostForm
		h.work.Go(func() { h.confirm(form) })
	}
}

func (h *hub) confirm(form url.Values) {
	h.mu.Lock()
	q := url.Values{"hub.topic": form["hub.topic"]}
	challenge := rand.Text()
	if h.deny != "" {
		q.Set("hub.mode", "denied")
		q.Set("hub.reason", h.deny)
	} else {
		q.Set("hub.mode", form.Get("hub.mode"))
		q.Set("hub.challenge", challenge)
		q.Set("hub.lease_seconds", strconv.Itoa(h.lease))
	}
	h.mu.Unlock()
	status, body := h.ask(form.Get("hub.callback"), q)
	if q.Get("hub.mode") == "denied" {
		return
	}
	if status/100 != 2 || body != challenge {
		h.t.Errorf("callback confirms with %d %q, want the challenge", status, body)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holders[form.Get("hub.callback")] = form
}

func (h *hub) ask(callback string, q url.Values) (int, string) {
	h.t.Helper()
	res, err := http.Get(callback + "?" + q.Encode())
	if err != nil {
		h.t.Error(err)
		return 0, ""
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Error(err)
	}
	return res.StatusCode, string(body)
}

// publish sends a feed to all who hold a subscription (§7) and returns what they
// answered. Who answers 410 is sent nothing more.
func (h *hub) publish(feed string) []int {
	h.t.Helper()
	h.work.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.feed = feed
	var out []int
	for callback, form := range h.holders {
		mac := hmac.New(h.sign, []byte(form.Get("hub.secret")))
		mac.Write([]byte(feed))
		status := h.deliver(callback, h.method+"="+hex.EncodeToString(mac.Sum(nil)), feed)
		if status == http.StatusGone {
			delete(h.holders, callback)
		}
		out = append(out, status)
	}
	return out
}

func (h *hub) deliver(callback, signature, feed string) int {
	h.t.Helper()
	r, err := http.NewRequest("POST", callback, strings.NewReader(feed))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/rss+xml")
	r.Header.Set("Link", fmt.Sprintf(`<%s/hub>; rel="hub", <%s/feed.xml?canonical>; rel="self"`, h.URL, h.URL))
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Error(err)
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

// rss is a feed with one item for each guid.
func rss(links string, guids ...string) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Harbour wire</title>` + links)
	for _, g := range guids {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%s</guid><title>Ferry %s opens</title><description>The ferry %s opened on Monday.</description></item>`, g, g, g)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// subscriber is a house that subscribes at a hub.
type subscriber struct {
	*port
	hub    *hub
	runner *ingest.Runner
	road   ingest.Polled
	pull   ingest.Polled
}

func newSubscriber(t *testing.T, h *hub) *subscriber {
	t.Helper()
	address := h.URL + "/feed.xml"
	s := &subscriber{hub: h}
	road := news.NewRoad("npa", news.WebSubRoad, address)
	s.port = newPort(t, func(p *port, c *Config) {
		c.MaxHub = 1 << 20
		c.Hubs = &ingest.Callbacks{Room: p.room, Store: p.store, Notes: p.notes, Weak: false,
			Roads: map[news.RoadID]ingest.Subscribed{road.ID: {Source: "npa", URL: address}}}
	})
	s.notes.Open(road)
	fetcher := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, Timeout: 5 * time.Second})
	s.runner = &ingest.Runner{Room: s.room, Store: s.store, Jitter: func() float64 { return 0.5 }}
	s.road = ingest.Polled{Road: road, Every: time.Minute,
		Collector: &ingest.Subscriber{Room: s.room, Store: s.store, Fetch: fetcher, Road: road.ID, URL: address, Base: s.URL + "/api/websub"}}
	s.pull = ingest.Polled{Road: news.NewRoad("npa", news.PullRoad, address), Every: 2 * time.Minute, Whole: true,
		Collector: &ingest.Pull{Fetch: fetcher, URL: address, Slow: 20 * time.Minute, Subscribed: ingest.Subscribes(s.room, s.store, road.ID)}}
	for _, p := range []ingest.Polled{s.road, s.pull} {
		if err := s.runner.Open(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// step lets the time pass until a road is due and collects from it.
func (s *subscriber) step(p ingest.Polled) news.Road {
	s.t.Helper()
	s.hub.work.Wait()
	if wait := s.state(p.Road.ID).Due.Sub(s.now()); wait > 0 {
		s.pass(wait)
	}
	if _, err := s.runner.Once(s.t.Context(), p); err != nil {
		s.t.Fatalf("Once(%s) = %v, want nil", p.Road.ID, err)
	}
	s.hub.work.Wait()
	return s.state(p.Road.ID)
}

func (s *subscriber) state(id news.RoadID) news.Road {
	s.t.Helper()
	if err := s.notes.Flush(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	r, err := s.store.Road(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *subscriber) subscription() news.Subscription {
	s.t.Helper()
	sub, err := s.store.Subscription(s.t.Context(), s.road.Road.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return sub
}

func (s *subscriber) filed(guid string, want bool) {
	s.t.Helper()
	_, err := s.store.StoryByGUID(s.t.Context(), "npa", guid)
	if (err == nil) != want || err != nil && !errors.Is(err, news.ErrNotFound) {
		s.t.Errorf("StoryByGUID(%s) = %v, want filed %v", guid, err, want)
	}
}

func TestSubscribeAndReceive(t *testing.T) {
	h := newHub(t)
	h.feed = rss("", "a")
	s := newSubscriber(t, h)
	s.step(s.pull)
	s.filed("a", true)
	if r := s.state(s.pull.Road.ID); r.Due.Sub(s.now()) != 2*time.Minute {
		t.Errorf("the feed is asked again in %v, want 2m while nobody sends it", r.Due.Sub(s.now()))
	}
	s.step(s.road)
	sub := s.subscription()
	if len(h.asked) != 1 || sub.Held.Topic != h.URL+"/feed.xml?canonical" || sub.Asked.Key != "" || !sub.Held.Until.Equal(s.now().Add(240*time.Hour)) {
		t.Fatalf("Subscription() = %+v after %d requests, want it held for ten days", sub, len(h.asked))
	}
	form := h.asked[0]
	if form.Get("hub.mode") != "subscribe" || form.Get("hub.lease_seconds") != "864000" || len(form.Get("hub.secret")) < 32 || len(form.Get("hub.secret")) >= 200 ||
		!strings.HasPrefix(form.Get("hub.callback"), s.URL+"/api/websub/npa/websub/") || len(sub.Held.Key) < 26 {
		t.Errorf("the hub was asked for %v, want what §5.1 requires", form)
	}
	// What the hub sends is filed; the feed is asked less often meanwhile.
	if got := h.publish(rss("", "b", "a")); len(got) != 1 || got[0] != http.StatusAccepted {
		t.Errorf("publish() = %v, want 202", got)
	}
	s.filed("b", true)
	if r := s.state(s.road.Road.ID); r.State(false) != news.RoadWell || !r.LastItem.Equal(s.now()) {
		t.Errorf("Road() = %s, last item %v, want well with its item", r.State(false), r.LastItem)
	}
	if r := s.step(s.pull); r.Due.Sub(s.now()) != 20*time.Minute {
		t.Errorf("the feed is asked again in %v, want 20m while the hub sends it", r.Due.Sub(s.now()))
	}
	// The lease is renewed before it ends, under another address and secret.
	for s.subscription().Held.Key == sub.Held.Key {
		if s.step(s.road); s.now().After(sub.Held.Until) {
			t.Fatal("the lease ended and was not renewed")
		}
	}
	renewed := s.subscription()
	if ahead := sub.Held.Until.Sub(s.now()); ahead < 20*time.Hour || ahead > 24*time.Hour || renewed.Old.Key != sub.Held.Key || renewed.Held.Secret == sub.Held.Secret {
		t.Errorf("Subscription() = %+v, renewed %v ahead, want a day and a new secret", renewed, ahead)
	}
	// Until the old one ends the hub sends to both.
	if got := fmt.Sprint(h.publish(rss("", "c"))); got != "[202 202]" {
		t.Errorf("publish() = %s, want both taken", got)
	}
	s.filed("c", true)
	// A lease that is lost makes the feed be asked as before.
	h.refuse = http.StatusServiceUnavailable
	s.pass(renewed.Held.Until.Sub(s.now()) + time.Second)
	s.step(s.pull)
	if r := s.state(s.pull.Road.ID); r.Due.Sub(s.now()) != 2*time.Minute {
		t.Errorf("the feed is asked again in %v after the lease, want 2m", r.Due.Sub(s.now()))
	}
	if strings.Contains(s.log.String(), sub.Held.Key) || strings.Contains(s.log.String(), sub.Held.Secret) {
		t.Error("the log has a key or a secret")
	}
}

func TestHubInTheFeedAndAtOnce(t *testing.T) {
	h := newHub(t)
	h.headers = false
	h.feed = rss(fmt.Sprintf(`<atom:link rel="hub" href="%s/hub"/><atom:link rel="self" href="%s/feed.xml"/>`, h.URL, h.URL), "a")
	s := newSubscriber(t, h)
	s.step(s.road)
	if sub := s.subscription(); !sub.Live(s.now()) || sub.Held.Topic != h.URL+"/feed.xml" {
		t.Errorf("Subscription() = %+v, want it held under the feed's own address", sub)
	}
	h.mu.Lock()
	h.feed = rss("", "a")
	h.mu.Unlock()
	bare := newSubscriber(t, h)
	if r := bare.step(bare.road); r.State(false) != news.RoadFailing || !strings.Contains(r.Error, "names no hub") {
		t.Errorf("Road() without a hub = %s, %q, want that it names none", r.State(false), r.Error)
	}
}

// A challenge is echoed for what was asked for, and for nothing else.
func TestConfirmOnlyWhatWasAskedFor(t *testing.T) {
	h := newHub(t)
	h.mute = true
	s := newSubscriber(t, h)
	s.step(s.road)
	callback := h.asked[0].Get("hub.callback")
	topic := h.URL + "/feed.xml?canonical"
	good := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"<script>"}, "hub.lease_seconds": {"600"}}
	with := func(name, value string) url.Values {
		q := url.Values{}
		for k, v := range good {
			q[k] = v
		}
		if q.Set(name, value); value == "" {
			q.Del(name)
		}
		return q
	}
	for name, c := range map[string]struct {
		callback string
		q        url.Values
	}{
		"another key": {callback[:len(callback)-3] + "AAA", good}, "no key": {callback[:strings.LastIndex(callback, "/")], good}, "an empty key": {callback[:strings.LastIndex(callback, "/")+1], good},
		"another road": {s.URL + "/api/websub/npa/websub/0123456789" + callback[strings.LastIndex(callback, "/"):], good}, "no road": {s.URL + "/api/websub/", good},
		"another topic": {callback, with("hub.topic", h.URL+"/feed.xml")}, "no topic": {callback, with("hub.topic", "")}, "unsubscribe": {callback, with("hub.mode", "unsubscribe")},
		"no lease": {callback, with("hub.lease_seconds", "")}, "a lease of nothing": {callback, with("hub.lease_seconds", "0")}, "no challenge": {callback, with("hub.challenge", "")},
	} {
		if status, body := h.ask(c.callback, c.q); status != http.StatusNotFound || strings.Contains(body, "script") {
			t.Errorf("confirm with %s = %d %s, want 404", name, status, body)
		}
	}
	if sub := s.subscription(); sub.Live(s.now()) {
		t.Errorf("Subscription() = %+v, want nothing held", sub)
	}
	res, err := http.Get(callback + "?" + good.Encode())
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != 200 || string(body) != "<script>" || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("confirm = %d %q as %s, %v, want the challenge as plain text", res.StatusCode, body, res.Header.Get("Content-Type"), err)
	}
	if sub := s.subscription(); !sub.Held.Until.Equal(s.now().Add(10*time.Minute)) || !sub.Held.RenewAt().Equal(s.now().Add(450*time.Second)) {
		t.Errorf("Subscription() = until %v, renewed at %v, want ten minutes less a quarter", sub.Held.Until, sub.Held.RenewAt())
	}
	// The hub may ask once more whether it goes on.
	s.pass(5 * time.Minute)
	if status, _ := h.ask(callback, good); status != 200 || !s.subscription().Held.Until.Equal(s.now().Add(10*time.Minute)) {
		t.Errorf("confirm again = %d until %v, want it longer", status, s.subscription().Held.Until)
	}
}

func TestHubThatRefuses(t *testing.T) {
	h := newHub(t)
	h.deny = "no contract\nfor this topic"
	s := newSubscriber(t, h)
	s.step(s.road)
	sub := s.subscription()
	r := s.step(s.road)
	if sub.Live(s.now()) || r.State(false) != news.RoadFailing || !strings.HasSuffix(r.Error, "refuses the subscription: no contract; for this topic") || len(h.asked) != 1 {
		t.Errorf("Road() = %s %q after %d requests, want the hub's reason", r.State(false), r.Error, len(h.asked))
	}
	if wait := r.Due.Sub(s.now()); wait < 23*time.Hour {
		t.Errorf("the hub is asked again in %v, want a day", wait)
	}
	h.mu.Lock()
	h.deny = ""
	h.mu.Unlock()
	s.step(s.road)
	if r := s.step(s.road); r.State(false) != news.RoadWell || !s.subscription().Live(s.now()) {
		t.Errorf("Road() = %s %q, want well once the hub agrees", r.State(false), r.Error)
	}
	// It may refuse what it has granted.
	h.ask(h.asked[1].Get("hub.callback"), url.Values{"hub.mode": {"denied"}, "hub.topic": {h.URL + "/feed.xml?canonical"}})
	if s.subscription().Live(s.now()) || s.state(s.road.Road.ID).State(false) != news.RoadFailing {
		t.Error("a subscription that the hub has ended is still held")
	}
}

func TestHubThatFailsOrNeverConfirms(t *testing.T) {
	h := newHub(t)
	h.refuse = http.StatusInternalServerError
	s := newSubscriber(t, h)
	if r := s.step(s.road); r.State(false) != news.RoadFailing || !strings.Contains(r.Error, "answered 500") || strings.Contains(r.Error, h.asked[0].Get("hub.secret")) {
		t.Errorf("Road() = %s %q, want the status and no secret", r.State(false), r.Error)
	}
	h.refuse, h.mute = 0, true
	r := s.step(s.road)
	for range 20 {
		r = s.step(s.road)
	}
	if r.State(false) != news.RoadFailing || !strings.Contains(r.Error, "confirmed none; can it reach public_url?") {
		t.Errorf("Road() = %s %q, want that the hub never asks back", r.State(false), r.Error)
	}
	if n := strings.Count(s.log.String(), "road fails"); n > 2 {
		t.Errorf("the log has %d failures, want one for each", n)
	}
}

func TestCopyThatIsNotTheHubs(t *testing.T) {
	h := newHub(t)
	s := newSubscriber(t, h)
	s.step(s.road)
	form := h.asked[0]
	callback := form.Get("hub.callback")
	feed := rss("", "forged")
	sign := func(h func() hash.Hash, secret string) string {
		m := hmac.New(h, []byte(secret))
		m.Write([]byte(feed))
		return hex.EncodeToString(m.Sum(nil))
	}
	for name, signature := range map[string]string{
		"none": "", "wrong": "sha256=" + strings.Repeat("0", 64), "another secret": "sha256=" + sign(sha256.New, "guess"),
		"another method": "md5=" + sign(sha256.New, form.Get("hub.secret")), "sha1 over http": "sha1=" + sign(sha1.New, form.Get("hub.secret")),
	} {
		if status := h.deliver(callback, signature, feed); status != http.StatusAccepted {
			t.Errorf("copy with signature %s = %d, want 202 and no word", name, status)
		}
		s.filed("forged", false)
	}
	if q, err := s.store.Quarantined(t.Context(), true); err != nil || len(q) != 0 {
		t.Errorf("Quarantined() = %v, %v, want nothing kept of it", q, err)
	}
	if r := s.state(s.road.Road.ID); r.State(false) != news.RoadFailing || !strings.Contains(r.Error, "copy was dropped") {
		t.Errorf("Road() = %s %q, want that copy was dropped", r.State(false), r.Error)
	}
	good := "sha256=" + sign(sha256.New, form.Get("hub.secret"))
	for name, address := range map[string]string{"another key": callback[:len(callback)-3] + "AAA", "no road": s.URL + "/api/websub/x"} {
		if status := h.deliver(address, good, feed); status != http.StatusGone {
			t.Errorf("copy at a callback with %s = %d, want 410", name, status)
		}
	}
	s.filed("forged", false)
	// Too much, nothing, and a body that breaks off are not accepted.
	feed = strings.Repeat("x", 1<<20+1)
	if status := h.deliver(callback, "sha256="+sign(sha256.New, form.Get("hub.secret")), feed); status != http.StatusRequestEntityTooLarge {
		t.Errorf("copy of %d bytes = %d, want 413", len(feed), status)
	}
	feed = ""
	if status := h.deliver(callback, "sha256="+sign(sha256.New, form.Get("hub.secret")), feed); status != http.StatusBadRequest {
		t.Errorf("copy of nothing = %d, want 400", status)
	}
	feed = rss("", "whole")
	path := strings.TrimPrefix(callback, s.URL)
	if status, body := s.raw(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: sha256=%s\r\nContent-Length: %d\r\n\r\n%s", path, sign(sha256.New, form.Get("hub.secret")), len(feed)+1, feed)); status != http.StatusBadRequest {
		t.Errorf("copy that breaks off = %d %s, want 400", status, body)
	}
	s.filed("whole", false)
	if got := h.publish(feed); len(got) != 1 || got[0] != 202 {
		t.Errorf("publish() = %v, want 202", got)
	}
	s.filed("whole", true)
	if r := s.state(s.road.Road.ID); r.State(false) != news.RoadWell {
		t.Errorf("Road() = %s %q, want well", r.State(false), r.Error)
	}
	for _, secret := range []string{form.Get("hub.secret"), callback[strings.LastIndex(callback, "/")+1:]} {
		if bytes.Contains(s.log.Bytes(), []byte(secret)) {
			t.Error("the log has a key or a secret")
		}
	}
}

// Another node answers the hub: the subscription is the store's, not a process's.
func TestHubIsAnsweredByAnotherNode(t *testing.T) {
	h := newHub(t)
	s := newSubscriber(t, h)
	other := httptest.NewServer(New(Config{Log: s.room.Log, MaxHub: 1 << 20, Hubs: &ingest.Callbacks{Room: s.room, Store: s.store, Notes: s.notes,
		Roads: map[news.RoadID]ingest.Subscribed{s.road.Road.ID: {Source: "npa", URL: h.URL + "/feed.xml"}}}}))
	defer other.Close()
	s.road.Collector.(*ingest.Subscriber).Base = other.URL + "/api/websub"
	s.step(s.road)
	if got := h.publish(rss("", "a")); len(got) != 1 || got[0] != 202 {
		t.Errorf("publish() = %v, want 202", got)
	}
	s.filed("a", true)
	// The house moves: the hub is asked anew, for the new address.
	s.road.Collector.(*ingest.Subscriber).Base = s.URL + "/api/websub"
	if err := s.runner.Open(t.Context(), s.road); err != nil {
		t.Fatal(err)
	}
	s.step(s.road)
	if len(h.asked) != 2 || !strings.HasPrefix(h.asked[1].Get("hub.callback"), s.URL) {
		t.Errorf("the hub was asked %d times, want again for the new address", len(h.asked))
	}
}
