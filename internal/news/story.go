package news

import "time"

// StoryID names a story for good (UUIDv7).
type StoryID string

// WireItemID names one filed message item for good (UUIDv7).
type WireItemID string

// Story is what the newsroom keeps of one event told: its versions, which are
// never changed, and its placements on titles. The fields here are those that
// hold for every version and every title.
type Story struct {
	ID StoryID `json:"id"`
	// Rev moves by one with every deed on the story. A deed names the Rev it
	// saw and is refused with [ErrConflict] if that has moved.
	Rev int64 `json:"rev"`
	// Source and GUID tie the story to an agency's item; both are empty for a
	// story born at the desk.
	Source SourceID `json:"source,omitempty"`
	GUID   string   `json:"guid,omitempty"`
	// Head is the number of the newest version; 0 before the first, as when a
	// kill arrives ahead of its story.
	Head int `json:"head"`
	// TakeVersion and TakeTime are the agency's revision and time of the
	// newest take; a later message with less is kept and never shown.
	TakeVersion string    `json:"takeVersion,omitempty"`
	TakeTime    time.Time `json:"takeTime,omitzero"`
	// Touched says that the desk has put its own words into the story: agency
	// updates are attached from then on, never laid over them.
	Touched bool `json:"touched,omitempty"`
	// Pending is the newest attached message the desk has yet to look at.
	Pending WireItemID `json:"pending,omitempty"`
	// Flags tell the desk what wants its eye, one sentence each.
	Flags []string `json:"flags,omitempty"`

	// EmbargoUntil and EmbargoHold hold for every version (R7, R8).
	EmbargoUntil time.Time `json:"embargoUntil,omitzero"`
	EmbargoHold  bool      `json:"embargoHold,omitempty"`
	// EmbargoLifted says that an editor let the story go before its embargo
	// ended, or without a readable end; LiftedUntil is the end that was lifted.
	// The same embargo in a later version does not bind again, another does.
	EmbargoLifted bool      `json:"embargoLifted,omitempty"`
	LiftedUntil   time.Time `json:"liftedUntil,omitzero"`
	// Withheld recalls the story until the agency or the desk lets it go again.
	Withheld bool `json:"withheld,omitempty"`
	// Frozen says, in words for the desk, that a kill came which names its story
	// by no more than a number or a headline and probably means this one (R15).
	// Readers see nothing of it until an editor kills it or lets it go, whatever
	// the agency sends; empty is not frozen.
	Frozen string `json:"frozen,omitempty"`
	// Killed is for good; KillReason is what readers are told.
	KilledAt   time.Time `json:"killedAt,omitzero"`
	KillReason string    `json:"killReason,omitempty"`
	// Expires is when the story leaves fronts and lists; its page stays.
	Expires time.Time `json:"expires,omitzero"`
	// Ends is when the agency's leave to show it, or its validity, ends: readers
	// have it no longer (R10).
	Ends    time.Time `json:"ends,omitzero"`
	Created time.Time `json:"created"`
	// Desk is the desk the story is on, and Holder the name of the user who has
	// it there; either may be empty. Where it was before is told by its notes.
	Desk   DeskID `json:"desk,omitempty"`
	Holder string `json:"holder,omitempty"`
	// SpikedAt and SpikedBy say who put it aside, and when: lists no longer show
	// it, all of it is kept, and an agency's update does not bring it back.
	SpikedAt time.Time `json:"spikedAt,omitzero"`
	SpikedBy string    `json:"spikedBy,omitempty"`
	// From is the story that this one was begun from at the desk.
	From *Parent `json:"from,omitempty"`
	// Limits are what its newest take says of its use, and Contract is the name
	// of the source's contract it comes under; "" is the source's rights.
	Limits   Limits `json:"limits,omitzero"`
	Contract string `json:"contract,omitempty"`
	// Home is the title whose page of the story search engines are told of, as
	// the desk has said; empty is the title that had it first.
	Home TitleID `json:"home,omitempty"`
	// Passed are the warnings that somebody has looked at and passed.
	Passed []Passed `json:"passed,omitempty"`
}

// Killed reports whether the story is withdrawn for good.
func (s Story) Killed() bool { return !s.KilledAt.IsZero() }

// Spiked reports whether the story has been put aside.
func (s Story) Spiked() bool { return !s.SpikedAt.IsZero() }

// Birth says what a story begun from another is to it.
type Birth string

// The ways to begin a story from another.
const (
	Duplicate Birth = "duplicate" // the same words, to be made another story
	FollowUp  Birth = "followUp"  // new words on what happened since
)

// Parent is the story that another was begun from.
type Parent struct {
	Story StoryID `json:"story"`
	As    Birth   `json:"as"`
}

// VersionKind says how a version came to be.
type VersionKind string

// The kinds of version.
const (
	Take       VersionKind = "take"       // as the agency sent it
	Edit       VersionKind = "edit"       // by the desk
	Correction VersionKind = "correction" // says publicly what was wrong before
	// Minor is a change that readers are not told of. It is said of a
	// publication, never of a version.
	Minor VersionKind = "minor"
)

// Version is a story as it stood at one moment. It is never changed.
type Version struct {
	Story    StoryID     `json:"story"`
	N        int         `json:"n"` // from 1
	At       time.Time   `json:"at"`
	By       string      `json:"by"` // "agency:ID" or "desk:name"
	Kind     VersionKind `json:"kind"`
	Note     string      `json:"note,omitempty"` // for readers: what changed or was wrong
	WireItem WireItemID  `json:"wireItem,omitempty"`
	// BuiltOn is the take that the desk's words are built on; see [Version.Take].
	BuiltOn WireItemID `json:"builtOn,omitempty"`
	// Restores is the number of the version whose words this one has again.
	Restores int `json:"restores,omitempty"`
	Content
}

// Take returns the take that the version is or is built on, as far as it says.
func (v Version) Take() WireItemID {
	if v.WireItem != "" {
		return v.WireItem
	}
	return v.BuiltOn
}

// Content is the words and pictures of a version.
type Content struct {
	Language      string       `json:"language,omitempty"`
	Headline      string       `json:"headline"`
	Kicker        string       `json:"kicker,omitempty"`
	Standfirst    string       `json:"standfirst,omitempty"`
	Slugline      string       `json:"slugline,omitempty"`
	Byline        string       `json:"byline,omitempty"`
	Dateline      string       `json:"dateline,omitempty"`
	Body          string       `json:"body"`              // cleaned HTML, see package body
	Lead          string       `json:"lead,omitempty"`    // its first sentence as plain text, for lists
	SignOff       string       `json:"signOff,omitempty"` // the name only
	Credit        string       `json:"credit,omitempty"`  // the agency readers are told of
	Urgency       int          `json:"urgency,omitempty"`
	Keywords      []string     `json:"keywords,omitempty"`
	Topics        []string     `json:"topics,omitempty"` // names of subjects and places, for readers
	Subjects      []Concept    `json:"subjects,omitempty"`
	Instruments   []Symbol     `json:"instruments,omitempty"`
	Related       []string     `json:"related,omitempty"` // guids the agency links to
	UsageTerms    string       `json:"usageTerms,omitempty"`
	Copyright     string       `json:"copyright,omitempty"`
	Pictures      []PictureUse `json:"pictures,omitempty"`
	Words         int          `json:"words"`
	AgencyUpdated time.Time    `json:"agencyUpdated,omitzero"`
}

// State is where a placement stands.
type State string

// The states of a placement.
const (
	Held      State = "held"      // waits for the desk
	Scheduled State = "scheduled" // will be released at its time
	Live      State = "live"
	Corrected State = "corrected" // live, with a public correction
	TakenDown State = "takenDown" // withdrawn from this title only
	Killed    State = "killed"    // withdrawn everywhere, for good
)

// Placement is a story on a title.
type Placement struct {
	Story   StoryID `json:"story"`
	Title   TitleID `json:"title"`
	Section string  `json:"section"`
	// Path is the address on the title, without a leading slash. It never
	// changes once readers have seen it.
	Path  string `json:"path"`
	State State  `json:"state"`
	// Published is the number of the version readers get; 0 is none. Editing
	// makes newer versions; readers keep seeing this one.
	Published int `json:"published"`
	// PublishAt is the earliest time of release; zero is at once.
	PublishAt time.Time `json:"publishAt,omitzero"`
	// FirstPublished and Updated are when readers first saw the story here and
	// when they last got a new version. Zero before the first release.
	FirstPublished time.Time `json:"firstPublished,omitzero"`
	Updated        time.Time `json:"updated,omitzero"`
	// What the title says in its own words, over the version's.
	SignOff    string `json:"signOff,omitempty"` // the name
	Headline   string `json:"headline,omitempty"`
	Kicker     string `json:"kicker,omitempty"`
	Standfirst string `json:"standfirst,omitempty"`
	Byline     string `json:"byline,omitempty"`
	// Replaced is what the version said of each such field when the title's own
	// words were laid over it, by the names that [Placement.Overrides] uses.
	Replaced map[string]string `json:"replaced,omitempty"`
	// OwnAddress says why search engines are told of this page and not of the
	// story's home; empty leaves it to the words, see [Placement.OwnCanonical].
	OwnAddress string `json:"ownAddress,omitempty"`
	// Told is what readers are told of the version they get, if the desk said so.
	Told   *Told  `json:"told,omitempty"`
	By     string `json:"by,omitempty"`     // "desk:name" of who last decided on it
	Note   string `json:"note,omitempty"`   // for the newsroom
	Reason string `json:"reason,omitempty"` // why taken down, for readers
}

// Told is how readers are told of one version.
type Told struct {
	Version int         `json:"version"`
	Kind    VersionKind `json:"kind"` // Edit, Correction or Minor
	Note    string      `json:"note,omitempty"`
	// Again says that readers are told although they have that version, since the
	// title's own words have changed; the gate clears it once they are.
	Again bool `json:"again,omitempty"`
}

// Override is a field that a title says in its own words.
type Override struct {
	Field string  // as Content names it in JSON
	Own   *string // the title's words, empty for none
	Base  string  // the version's
}

// Overrides returns the fields a title may say in its own words. Setting Own
// changes the placement.
func (p *Placement) Overrides(c Content) []Override {
	return []Override{
		{"headline", &p.Headline, c.Headline}, {"kicker", &p.Kicker, c.Kicker}, {"standfirst", &p.Standfirst, c.Standfirst},
		{"byline", &p.Byline, c.Byline}, {"signOff", &p.SignOff, c.SignOff},
	}
}

// On returns the content as a title says it.
func (c Content) On(p Placement) Content {
	out := c
	for i, o := range p.Overrides(c) {
		if *o.Own != "" {
			*[]*string{&out.Headline, &out.Kicker, &out.Standfirst, &out.Byline, &out.SignOff}[i] = *o.Own
		}
	}
	return out
}

// Publication records that readers of a title got a version at a time. It is
// never changed.
type Publication struct {
	Version int         `json:"version"`
	At      time.Time   `json:"at"`
	Kind    VersionKind `json:"kind"`
	Note    string      `json:"note,omitempty"`
}

// StoryFile is a story with what a room needs to decide a deed on it.
type StoryFile struct {
	Story      Story       `json:"story"`
	Latest     *Version    `json:"latest,omitempty"` // version Head; nil while Head is 0
	Placements []Placement `json:"placements,omitempty"`
}

// Placement returns the story's placement on a title.
func (f StoryFile) Placement(t TitleID) (Placement, bool) {
	for _, p := range f.Placements {
		if p.Title == t {
			return p, true
		}
	}
	return Placement{}, false
}
