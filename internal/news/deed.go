package news

import "time"

// StoryDeed is one write on a story and what came with it.
type StoryDeed struct {
	Verb Verb
	At   time.Time // by the room's clock; decides what is released
	By   string    // "desk:name" of whoever does it; empty for the wire and the clock
	// Story is the new state. Its Rev is the one the caller saw, 0 for a new
	// story. An empty ID means that only pictures are saved.
	Story Story
	// Version is added, if any; its N must be Story.Head.
	Version *Version
	// Attached is added beside the versions, if any.
	Attached *AttachedTake
	// Signature is that of the version's text, by which stories like it are
	// found; zero if the text is too short to be compared.
	Signature Signature
	// HoldTwins makes the store apply what [MarkTwins] says of a text that
	// readers have already.
	HoldTwins bool
	// Placements are those that are new or changed.
	Placements []Placement
	// Pictures are those that are new or changed; their Rev is the one seen.
	Pictures []Picture
	// Terms are those that the agency of Wire describes, at the version of its
	// item; an older version changes nothing. Their codes are compared as given.
	Terms []Term
	// Note is written with the deed, and Plan is the planned item that the story
	// is begun for; its Rev is the one seen.
	Note *Note
	Plan *Plan
	// Wire is the message item that caused the deed, if one did, and File the
	// file it came in. Filing the same item twice is ErrConflict.
	Wire *WireRecord
	File *WireFile
}

// MediaFile is a picture file that came in under a name.
type MediaFile struct {
	Source      SourceID  `json:"source"`
	Name        string    `json:"name"`
	Key         string    `json:"key"` // of the blob
	ContentType string    `json:"contentType"`
	Width       int       `json:"width"`  // px
	Height      int       `json:"height"` // px
	Size        int64     `json:"size"`   // bytes
	At          time.Time `json:"at"`
	// Picture is the id of the picture of its own that a file becomes which no
	// picture names; none is made if it is empty.
	Picture PictureID `json:"picture,omitempty"`
	// Words is what the file says of itself.
	Words PictureWords `json:"words,omitzero"`
}

// StoryLine is a story in a list for the newsroom.
type StoryLine struct {
	Story      Story       `json:"story"`
	Headline   string      `json:"headline"`
	Placements []Placement `json:"placements,omitempty"`
}
