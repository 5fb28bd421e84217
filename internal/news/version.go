package news

import (
	"fmt"
	"strings"
	"time"
)

// AttachedTake is a take that came to a story the desk had touched: it lies
// beside the desk's words until an editor merges them. It is never changed.
type AttachedTake struct {
	Story   StoryID    `json:"story"`
	Item    WireItemID `json:"item"`
	At      time.Time  `json:"at"`
	By      string     `json:"by"`                // "agency:ID"
	Version string     `json:"version,omitempty"` // the agency's own number
	// Correction says that the agency corrects what it sent before; Note is what
	// it says of that for readers.
	Correction bool   `json:"correction,omitempty"`
	Note       string `json:"note,omitempty"`
	Content
}

// VersionName is what the desk calls a version. The version itself is never
// changed.
type VersionName struct {
	Story StoryID   `json:"story"`
	N     int       `json:"n"`
	Name  string    `json:"name"`
	By    string    `json:"by"` // "desk:name"
	At    time.Time `json:"at"`
}

// attachedEnd closes what the desk is told of an attached take.
const attachedEnd = "; the desk's words were left as they are."

// AttachedFlag is what the desk is told of an attached take.
func AttachedFlag(t AttachedTake) string {
	what := "an update"
	if t.Correction {
		what = "a correction"
	}
	version := t.Version
	if version == "" {
		version = "1"
	}
	return fmt.Sprintf("The agency sent %s (version %s)%s", what, version, attachedEnd)
}

// IsAttachedFlag reports whether a flag is one of [AttachedFlag].
func IsAttachedFlag(text string) bool { return strings.HasSuffix(text, attachedEnd) }
