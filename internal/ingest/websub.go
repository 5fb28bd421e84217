package ingest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"sync"
	"time"

	"broadsheet/internal/fetch"
	"broadsheet/internal/news"
	"broadsheet/internal/websub"
)

// SubscriptionStore is what WebSub needs of the store.
type SubscriptionStore interface {
	Subscription(context.Context, news.RoadID) (news.Subscription, error)
	SaveSubscription(context.Context, news.Subscription) error
}

// HubFetcher makes guarded requests to feeds and hubs.
type HubFetcher interface {
	Fetcher
	Submit(ctx context.Context, address string, form url.Values) (fetch.Answer, error)
}

const (
	leaseAsked   = 10 * 24 * time.Hour // as the specification advises hubs (§8.2)
	confirmTime  = 10 * time.Minute    // for a hub to confirm what it has accepted
	deniedWait   = 24 * time.Hour      // before a hub that refuses is asked again
	maxHubs      = 3                   // that are asked, one after another
	saveAttempts = 5
)

// Subscriber keeps a road of kind websub alive: it finds the hub of a feed, asks
// it for a subscription under a new address and secret, and asks again before
// the lease ends. Its collections bring no copy; that comes to [Callbacks].
type Subscriber struct {
	Room          *Room
	Store         SubscriptionStore
	Fetch         HubFetcher
	Road          news.RoadID
	URL           string // of the feed
	Authorization string // sent to the feed, if not empty, and never to a hub
	// Base is the address of [Callbacks] as hubs reach it, without a closing
	// slash; the road's id and a key follow it.
	Base string
}

// Collect implements [Collector]; it collects nothing and leaves the cursor as
// it is.
func (s *Subscriber) Collect(ctx context.Context, cursor string, _ func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
	sub, err := s.Store.Subscription(ctx, s.Road)
	if errors.Is(err, news.ErrNotFound) {
		sub, err = news.Subscription{Road: s.Road}, nil
	}
	if err != nil {
		return cursor, 0, err
	}
	now := s.Room.Now()
	if again := sub.DeniedAt.Add(deniedWait); sub.Denied != "" && now.Before(again) {
		return cursor, again.Sub(now), errors.New(sub.Denied)
	}
	if sub.Asked.Key != "" && sub.Asked.Base == s.Base && now.Before(sub.Asked.At.Add(confirmTime)) {
		return cursor, 0, unconfirmed(sub)
	}
	if renew := sub.Held.RenewAt(); sub.Held.Base == s.Base && now.Before(renew) {
		return cursor, renew.Sub(now), nil
	}
	wait, err := s.ask(ctx, sub)
	return cursor, wait, err
}

// unconfirmed is the failure of a hub that accepts requests and never confirms
// them, nil for one that may still.
func unconfirmed(sub news.Subscription) error {
	if sub.Unconfirmed == 0 {
		return nil
	}
	return fmt.Errorf("the hub %s accepted %d requests and confirmed none; can it reach public_url?", hostOf(sub.Asked.Hub), sub.Unconfirmed)
}

// ask finds the feed's hubs and asks the first that accepts.
func (s *Subscriber) ask(ctx context.Context, sub news.Subscription) (time.Duration, error) {
	var body []byte
	a, err := s.Fetch.Get(ctx, fetch.Request{URL: s.URL, Authorization: s.Authorization}, func(_ fetch.Answer, r io.Reader) error {
		var err error
		body, err = io.ReadAll(r)
		return err
	})
	if err != nil {
		return a.RetryAfter, err
	}
	topic, err := websub.Discover(a.Links, body, a.Address)
	if err != nil {
		return 0, err
	}
	if sub.Asked.Key != "" {
		sub.Unconfirmed++
	}
	sub.Denied, sub.DeniedAt = "", time.Time{}
	var faults []error
	var wait time.Duration
	for _, hub := range topic.Hubs[:min(len(topic.Hubs), maxHubs)] {
		// It is saved before the hub is asked, which may confirm at once.
		sub.Asked = news.Callback{Base: s.Base, Key: rand.Text(), Secret: rand.Text() + rand.Text(), Hub: hub, Topic: topic.Self, At: s.Room.Now()}
		if err := s.Store.SaveSubscription(ctx, sub); errors.Is(err, news.ErrConflict) {
			return 0, nil // the hub before has confirmed after all
		} else if err != nil {
			return 0, err
		}
		sub.Rev++
		a, err := s.Fetch.Submit(ctx, hub, websub.Form(s.Base+"/"+string(s.Road)+"/"+sub.Asked.Key, topic.Self, sub.Asked.Secret, leaseAsked))
		if err == nil {
			return 0, unconfirmed(sub)
		}
		faults, wait = append(faults, fmt.Errorf("ask the hub: %w", err)), max(wait, a.RetryAfter)
	}
	// Nothing waits to be confirmed.
	sub.Asked = news.Callback{}
	if err := s.Store.SaveSubscription(ctx, sub); err != nil && !errors.Is(err, news.ErrConflict) {
		faults = append(faults, err)
	}
	return wait, errors.Join(faults...)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// Callbacks is where hubs confirm subscriptions and send copy. Its methods may
// be called from many goroutines, on any node.
type Callbacks struct {
	Room  *Room
	Store SubscriptionStore
	Notes *Notes
	// Roads are the roads of kind websub that are set up, with their feeds; guarded
	// by mu, see SetRoads.
	Roads map[news.RoadID]Subscribed
	// Weak says that signatures with sha1 are taken: only where hubs reach the
	// house over https.
	Weak bool

	mu sync.Mutex
}

// SetRoads says which roads hubs may send on from now on.
func (c *Callbacks) SetRoads(roads map[news.RoadID]Subscribed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Roads = roads
}

func (c *Callbacks) road(id news.RoadID) (Subscribed, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.Roads[id]
	return s, ok
}

// Subscribed is a feed that a hub sends.
type Subscribed struct {
	Source news.SourceID
	URL    string
	Paused bool // by the desk: what the hub sends is to be sent again
}

// Confirm answers a hub's question at a callback (§5.3): it returns what is to
// be echoed if the house has asked for that subscription, and ErrNotFound if it
// has not. Of a refusal (§5.2) it takes note and returns nothing to echo.
func (c *Callbacks) Confirm(ctx context.Context, road news.RoadID, key string, query url.Values) (echo string, err error) {
	in, err := websub.ReadIntent(query)
	if err != nil {
		return "", fmt.Errorf("%w: %w", news.ErrNotFound, err) // as §5.3.1 has it
	}
	for range saveAttempts {
		sub, callback, err := c.callback(ctx, road, key)
		if err != nil {
			return "", err
		}
		if !websub.SameTopic(in.Topic, callback.Topic) || key == sub.Old.Key {
			return "", fmt.Errorf("%s has not been asked for here: %w", road, news.ErrNotFound)
		}
		sub = c.settle(sub, callback, in)
		err = c.Store.SaveSubscription(ctx, sub)
		if errors.Is(err, news.ErrConflict) {
			continue
		}
		if err != nil {
			return "", err
		}
		if sub.Denied != "" {
			c.Notes.Failed(road, errors.New(sub.Denied))
			return "", nil
		}
		c.Notes.Well(road, false)
		return in.Challenge, nil
	}
	return "", fmt.Errorf("confirm %s: %w", road, news.ErrConflict)
}

// settle puts what a hub says of a callback into the subscription.
func (c *Callbacks) settle(sub news.Subscription, callback news.Callback, in websub.Intent) news.Subscription {
	now := c.Room.Now()
	pending := callback.Key == sub.Asked.Key
	if pending {
		sub.Asked = news.Callback{}
	}
	if in.Denied {
		if !pending {
			sub.Held = news.Callback{}
		}
		sub.Denied, sub.DeniedAt = fmt.Sprintf("the hub %s refuses the subscription: %s", hostOf(callback.Hub), oneLine(errors.New(or(in.Reason, "it does not say why")))), now
		return sub
	}
	callback.Confirmed, callback.Until = now, now.Add(in.Lease)
	if pending && sub.Held.Key != "" {
		sub.Old = sub.Held
	}
	sub.Held, sub.Unconfirmed, sub.Denied, sub.DeniedAt = callback, 0, "", time.Time{}
	return sub
}

// callback returns a road's subscription with the callback of a key, or
// ErrNotFound.
func (c *Callbacks) callback(ctx context.Context, road news.RoadID, key string) (news.Subscription, news.Callback, error) {
	none := fmt.Errorf("no callback of %s: %w", road, news.ErrNotFound)
	if _, ok := c.road(road); !ok {
		return news.Subscription{}, news.Callback{}, none
	}
	sub, err := c.Store.Subscription(ctx, road)
	if err != nil {
		return sub, news.Callback{}, err
	}
	callback, ok := sub.Callback(key)
	if !ok {
		return sub, callback, none
	}
	return sub, callback, nil
}

// Known returns ErrNotFound if a hub has no business at a callback, so that its
// body need not be read.
func (c *Callbacks) Known(ctx context.Context, road news.RoadID, key string) error {
	_, _, err := c.callback(ctx, road, key)
	return err
}

// Deliver takes the copy that a hub sends to a callback (§7). It returns nil once
// the copy is durable, and also if its signature is missing or wrong: that copy
// is dropped, as §7.1.2 has it, and the sender learns nothing. Of a callback that
// is unknown it returns ErrNotFound.
func (c *Callbacks) Deliver(ctx context.Context, road news.RoadID, key, signature string, body io.Reader) error {
	_, callback, err := c.callback(ctx, road, key)
	if err != nil {
		return err
	}
	feed, ok := c.road(road)
	if !ok || feed.Paused {
		return errors.New("the road is paused") // the hub tries again
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	if err := websub.Signed(signature, callback.Secret, raw, c.Weak); err != nil {
		c.Notes.Failed(road, fmt.Errorf("copy was dropped: %w", err))
		return nil
	}
	if len(raw) == 0 {
		err := fmt.Errorf("the hub sent nothing where copy is due: %w", news.ErrInvalid)
		c.Notes.Failed(road, err)
		return err
	}
	taken, err := c.Room.Take(ctx, feed.Source, nameOf(feed.URL, "feed"), string(news.WebSubRoad), bytes.NewReader(raw))
	if err != nil {
		c.Notes.Failed(road, err)
		return err
	}
	c.Notes.Well(road, taken.New())
	return nil
}

// Subscribes returns a [Pull]'s Subscribed: whether a hub sends the copy of a
// road of kind websub now.
func Subscribes(room *Room, store SubscriptionStore, road news.RoadID) func(context.Context) bool {
	return func(ctx context.Context) bool {
		sub, err := store.Subscription(ctx, road)
		return err == nil && sub.Live(room.Now())
	}
}
