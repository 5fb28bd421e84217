package news

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"time"
)

// RoadID names a road for good, such as "npa/pull/1f0c3a9be2".
type RoadID string

// RoadKind is how copy travels on a road.
type RoadKind string

// The kinds of roads. Copy is dropped into a folder, pushed, or sent by a hub
// (WebSub); the others are polled.
const (
	FolderRoad RoadKind = "folder"
	PushRoad   RoadKind = "push"
	PullRoad   RoadKind = "pull"
	WebSubRoad RoadKind = "websub"
	FTPRoad    RoadKind = "ftp"
	SFTPRoad   RoadKind = "sftp"
	IMAPRoad   RoadKind = "imap"
	// QuoteRoad is how a feed of quotes is asked.
	QuoteRoad RoadKind = "quotes"
)

// Polled reports whether copy is fetched on roads of the kind, so that they are
// due at some time.
func (k RoadKind) Polled() bool { return k != FolderRoad && k != PushRoad }

// Road is one road by which a source's copy comes, and how it stands.
type Road struct {
	ID     RoadID   `json:"id"`
	Source SourceID `json:"source"`
	Kind   RoadKind `json:"kind"`
	// Address is where it leads, without anything secret.
	Address string    `json:"address"`
	Made    time.Time `json:"made"` // when the house first knew it

	// Cursor is where the last collection ended, in words of the road's own. It
	// may hold what is nobody's business and is never printed.
	Cursor string `json:"-"`
	// Due is when a polled road is to be collected from next.
	Due time.Time `json:"due,omitzero"`
	// Asked is until when the other side asked to be left alone.
	Asked time.Time `json:"asked,omitzero"`
	// Owner collects from it until the time Until, and nobody else; an empty
	// owner is nobody.
	Owner string    `json:"-"`
	Until time.Time `json:"leasedUntil,omitzero"`

	Tried    time.Time `json:"tried,omitzero"`    // last
	Well     time.Time `json:"well,omitzero"`     // last time all was well
	LastItem time.Time `json:"lastItem,omitzero"` // last time it brought something new
	Failures int       `json:"failures"`          // in a row
	// Error is what went wrong last, in one line without secrets; empty while
	// all is well.
	Error string `json:"error,omitempty"`
	// Paused is since when the desk lets nothing come on it; zero is not paused.
	Paused       time.Time `json:"paused,omitzero"`
	FailingSince time.Time `json:"failingSince,omitzero"`
}

// NewRoad returns the road of a source to an address, with an id that is the
// same for the same source, kind and address. The address may hold secrets; the
// road's does not.
func NewRoad(source SourceID, kind RoadKind, address string) Road {
	sum := sha256.Sum256([]byte(address))
	return Road{ID: RoadID(string(source) + "/" + string(kind) + "/" + hex.EncodeToString(sum[:5])), Source: source, Kind: kind, Address: plainAddress(address)}
}

// NewPushRoad returns the road by which a source pushes copy.
func NewPushRoad(source SourceID) Road { return NewRoad(source, PushRoad, "/api/wire/"+string(source)) }

// plainAddress is an address without what may be secret in it: a password, and
// all of a query.
func plainAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address // a folder
	}
	u.User, u.RawQuery, u.Fragment, u.RawFragment, u.ForceQuery = nil, "", "", "", false
	return u.String()
}

// RoadNote is what was noticed on a road that is not polled, or by somebody
// other than its owner.
type RoadNote struct {
	Road RoadID
	At   time.Time
	// LastItem is when something new came; zero if nothing did.
	LastItem time.Time
	Failures int // since the note before
	// Error is how the road stands at the end of it; empty is well.
	Error string
}

// Noted returns the road with a note added to it.
func (r Road) Noted(n RoadNote) Road {
	r.Tried = latest(r.Tried, n.At)
	r.LastItem = latest(r.LastItem, n.LastItem)
	if n.Error == "" {
		r.Well = latest(r.Well, n.At)
		r.Failures, r.Error, r.FailingSince = 0, "", time.Time{}
		return r
	}
	return r.Failed(n.At, n.Error, max(n.Failures, 1))
}

// Failed returns the road with failures added to those in a row.
func (r Road) Failed(at time.Time, text string, n int) Road {
	if r.Failures == 0 {
		r.FailingSince = at
	}
	r.Tried = latest(r.Tried, at)
	r.Failures += n
	r.Error = text
	return r
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// RoadState is how a road stands, in one word.
type RoadState string

// The states of roads.
const (
	RoadWell    RoadState = "well"
	RoadFailing RoadState = "failing"
	RoadWaiting RoadState = "waiting" // nothing has been tried or come yet
	RoadSilent  RoadState = "silent"  // all is well but no copy comes
	RoadPaused  RoadState = "paused"  // by the desk
)

// State says how the road stands. silent says whether its source is.
func (r Road) State(silent bool) RoadState {
	switch {
	case !r.Paused.IsZero():
		return RoadPaused
	case r.Failures > 0:
		return RoadFailing
	case silent:
		return RoadSilent
	case r.Well.IsZero():
		return RoadWaiting
	}
	return RoadWell
}

// RoadStatus is a road with its state.
type RoadStatus struct {
	Road
	State RoadState `json:"state"`
}

// SilentSince returns since when a source that is to be heard every after has
// been silent, zero if it has not: nothing came on any road since last, and
// the house has known its roads since made.
func SilentSince(last, made, now time.Time, after time.Duration) time.Time {
	if after <= 0 || made.IsZero() {
		return time.Time{}
	}
	since := latest(last, made)
	if now.Sub(since) <= after {
		return time.Time{}
	}
	return since
}

// AgencyState is how the wire of a source stands, for the newsroom.
type AgencyState struct {
	Source SourceID  `json:"source"`
	Name   string    `json:"name"`
	Credit string    `json:"credit"`
	Last   time.Time `json:"last,omitzero"` // when its newest item was filed
	// Retired is since when no copy is taken from it; zero is not retired.
	Retired time.Time `json:"retired,omitzero"`
	// SilentSince is set while it has sent nothing for longer than it should.
	SilentSince time.Time `json:"silentSince,omitzero"`
	// Fault is what ails one of its roads, and since when.
	Fault      string    `json:"fault,omitempty"`
	FaultSince time.Time `json:"faultSince,omitzero"`
}
