package news

import "time"

// Verb names a deed in the journal.
type Verb string

// The deeds of the journal.
const (
	VerbFiled       Verb = "story.filed"
	VerbUpdated     Verb = "story.updated"
	VerbAttached    Verb = "story.attached" // a take came to a story the desk has touched
	VerbEdited      Verb = "story.edited"
	VerbMerged      Verb = "story.merged"   // the desk's words with an attached take
	VerbRestored    Verb = "story.restored" // to the words of an older version
	VerbNamed       Verb = "story.named"    // one of its versions
	VerbPublished   Verb = "story.published"
	VerbCorrected   Verb = "story.corrected"
	VerbWithheld    Verb = "story.withheld"
	VerbFrozen      Verb = "story.frozen" // a kill came that probably means it
	VerbReleased    Verb = "story.released"
	VerbKilled      Verb = "story.killed"
	VerbTakenDown   Verb = "story.takenDown"
	VerbBegun       Verb = "story.begun" // born at the desk
	VerbSent        Verb = "story.sent"  // to another desk or person
	VerbNoted       Verb = "story.noted"
	VerbSpiked      Verb = "story.spiked" // put aside
	VerbUnspiked    Verb = "story.unspiked"
	VerbDesk        Verb = "desk.changed"
	VerbTemplate    Verb = "template.changed"
	VerbPlan        Verb = "plan.changed"
	VerbHeld        Verb = "story.held"      // taken off the schedule
	VerbEmbargoed   Verb = "story.embargoed" // the desk set or lifted an embargo
	VerbPlaced      Verb = "story.placed"    // how it stands on its titles was changed
	VerbPassed      Verb = "story.passed"    // a warning was looked at and passed
	VerbLinked      Verb = "story.linked"    // an editor says that two stories are alike
	VerbUnlinked    Verb = "story.unlinked"  // an editor says that they are not
	VerbDue         Verb = "story.due"       // released, unlisted or expired by the clock
	VerbPicture     Verb = "picture.filed"
	VerbMedia       Verb = "media.filed" // a picture file came in
	VerbQuarantined Verb = "wire.quarantined"
	VerbReplayed    Verb = "wire.replayed"
	VerbTerms       Verb = "terms.filed" // an agency described its terms
	VerbTitle       Verb = "title.changed"
	VerbSource      Verb = "source.changed"
	VerbRoad        Verb = "road.changed"   // paused, let go on, or asked to run at once
	VerbDiscarded   Verb = "wire.discarded" // a quarantined file will not be filed
	VerbAccount     Verb = "account.changed"
	VerbFront       Verb = "front.changed"
	VerbBanner      Verb = "banner.changed"
	VerbSearch      Verb = "search.changed" // a saved search of the newsroom's lists
	VerbTaken       Verb = "story.taken"    // from the wire, by whoever has it now
)

// Event is one line of the journal: one deed, in the order of the deeds.
type Event struct {
	N     int64     `json:"n"` // from 1, without gaps
	At    time.Time `json:"at"`
	Verb  Verb      `json:"verb"`
	Story StoryID   `json:"story,omitempty"`
	// By is whoever did it, as [Actor.By] has it, or an agency, such as
	// "agency:npa"; empty in lines older than accounts, and for the house itself.
	By string `json:"by,omitempty"`
	// Version is the number of the story's newest version after the deed.
	Version int `json:"version,omitempty"`
	// Touched lists the placements whose readable form may have changed.
	Touched []TouchedPlacement `json:"touched,omitempty"`
	Ref     string             `json:"ref,omitempty"` // what else the deed was about
	// Changes go into the audit log and not into the journal.
	Changes []AuditChange `json:"-"`
}

// TouchedPlacement names a placement in an event.
type TouchedPlacement struct {
	Title   TitleID `json:"title"`
	Section string  `json:"section"`
	Story   StoryID `json:"story"`
}

// Hint is a word to open browsers that something has happened, beside the
// journal: it may be lost, and whoever acts on it looks at the thing itself.
type Hint struct {
	Topic string `json:"topic"`
	Data  string `json:"data"` // JSON
}
