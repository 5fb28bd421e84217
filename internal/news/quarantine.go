package news

import "time"

// QuarantineID names a quarantined file for good.
type QuarantineID string

// Quarantined is a file that could not be filed, kept whole with its reason so
// that it can be replayed after a fix.
type Quarantined struct {
	ID     QuarantineID `json:"id"`
	Source SourceID     `json:"source"`
	Name   string       `json:"name"` // the file's name as it came
	At     time.Time    `json:"at"`
	Via    string       `json:"via"` // by which road: "folder", "put", "api"
	SHA    string       `json:"sha256"`
	Key    string       `json:"key"` // of the bytes in the blob store
	Size   int64        `json:"size"`
	Reason string       `json:"reason"`
	// Line is where in the file the first fault is, from 1; 0 where the reason
	// names another place, or the whole file is at fault.
	Line int `json:"line,omitempty"`
	// Column is where in that line, in bytes from 1; 0 where it is not known.
	Column int `json:"column,omitempty"`
	// Replayed is when a replay filed it; zero while it waits.
	Replayed time.Time `json:"replayed,omitzero"`
	// Discarded is when the desk decided that it is not to be filed, and
	// DiscardReason why; zero while it waits.
	Discarded     time.Time `json:"discarded,omitzero"`
	DiscardedBy   string    `json:"discardedBy,omitempty"`
	DiscardReason string    `json:"discardReason,omitempty"`
}

// Waits reports whether the file is still to be dealt with.
func (q Quarantined) Waits() bool { return q.Replayed.IsZero() && q.Discarded.IsZero() }

// WireFile is a file that came in, kept as sent.
type WireFile struct {
	Source SourceID  `json:"source"`
	SHA    string    `json:"sha256"`
	Name   string    `json:"name"`
	Key    string    `json:"key"`
	Size   int64     `json:"size"`
	At     time.Time `json:"at"`
	Via    string    `json:"via"`
}

// WireRecord is a wire item as filed: what it said and which story it went to.
type WireRecord struct {
	ID      WireItemID `json:"id"`
	Source  SourceID   `json:"source"`
	SHA     string     `json:"sha256"` // of the file it came in
	Hash    string     `json:"hash"`   // of the item's own content
	At      time.Time  `json:"at"`
	Story   StoryID    `json:"story,omitempty"`
	Outcome string     `json:"outcome"` // what was done with it, in a few words
	Item    WireItem   `json:"item"`
}

// CopyLine is what a filed message item called its story, by which an agency's
// recall may name it.
type CopyLine struct {
	At       time.Time // when it was filed
	SHA      string    // of the file it came in
	GUID     string
	Headline string
	Same     []Link   // with the relation "sameAs": its other numbers
	Follows  []string // guids of what it replaces, corrects or is made of
}

// WireStatus is how an agency's copy comes.
type WireStatus struct {
	Source SourceID  `json:"source"`
	Last   time.Time `json:"last,omitzero"` // when its newest item was filed
	Items  int       `json:"items"`         // filed since the time asked for
	// Waiting is how many of its files are in quarantine.
	Waiting int `json:"waiting"`
	// SilentSince is since when nothing has come, if that is too long; zero
	// otherwise.
	SilentSince time.Time `json:"silentSince,omitzero"`
	// SilentAfter is how long it may be silent; 0 is for ever.
	SilentAfter time.Duration `json:"silentAfter,omitempty"`
	// Retired is since when no copy is taken from it; zero is not retired.
	Retired time.Time `json:"retired,omitzero"`
	// Roads are those that are set up.
	Roads []RoadStatus `json:"roads,omitempty"`
}
