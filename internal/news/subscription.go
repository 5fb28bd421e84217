package news

import (
	"crypto/subtle"
	"time"
)

// Subscription is what the house has asked of a hub for a road of kind websub
// (WebSub, W3C Recommendation of 23 January 2018). It holds secrets and is
// never printed.
type Subscription struct {
	Road RoadID `json:"road"`
	// Rev counts the changes; a change is refused if it is not the one that was
	// seen. 0 is not saved yet.
	Rev int64 `json:"-"`
	// Asked is what the hub was asked for last and has not confirmed; Held what
	// it has confirmed; Old what Held has replaced, to which the hub may go on
	// sending until its lease ends. Each is zero if there is none.
	Asked Callback `json:"asked,omitzero"`
	Held  Callback `json:"held,omitzero"`
	Old   Callback `json:"old,omitzero"`
	// Denied is why the hub refused the last request, and DeniedAt when; empty
	// and zero if it has not.
	Denied   string    `json:"denied,omitempty"`
	DeniedAt time.Time `json:"deniedAt,omitzero"`
	// Unconfirmed is how many requests in a row the hub has accepted and never
	// confirmed.
	Unconfirmed int `json:"unconfirmed,omitempty"`
}

// Callback is an address of the house that a hub may send a topic's copy to.
type Callback struct {
	Base      string    `json:"base"`   // of its address
	Key       string    `json:"key"`    // the unguessable end of the address
	Secret    string    `json:"secret"` // that the hub signs with
	Hub       string    `json:"hub"`
	Topic     string    `json:"topic"`
	At        time.Time `json:"at"` // when it was asked for
	Confirmed time.Time `json:"confirmed,omitzero"`
	Until     time.Time `json:"until,omitzero"` // when the confirmed lease ends
}

// Live reports whether a hub has promised to send copy until later than now.
func (s Subscription) Live(now time.Time) bool { return s.Held.Until.After(now) }

// Callback returns the callback with a key, in a time that tells nothing about
// those there are.
func (s Subscription) Callback(key string) (Callback, bool) {
	for _, c := range []Callback{s.Held, s.Asked, s.Old} {
		if c.Key != "" && subtle.ConstantTimeCompare([]byte(c.Key), []byte(key)) == 1 {
			return c, true
		}
	}
	return Callback{}, false
}

// renewAhead is how long before its end a lease is renewed, or a quarter of it
// if that is less.
const renewAhead = 24 * time.Hour

// RenewAt returns when the lease is to be renewed; zero if there is none.
func (c Callback) RenewAt() time.Time {
	if c.Until.IsZero() {
		return time.Time{}
	}
	return c.Until.Add(-min(renewAhead, c.Until.Sub(c.Confirmed)/4))
}
