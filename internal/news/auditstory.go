package news

import (
	"slices"
	"time"
)

// storyLine is of a story what the audit log tells of a deed on it. No words of the
// story are among it, nor a path, which is made of them.
type storyLine struct {
	EmbargoUntil  time.Time `json:"embargoUntil,omitzero"`
	EmbargoHold   bool      `json:"embargoHold,omitempty"`
	EmbargoLifted bool      `json:"embargoLifted,omitempty"`
	Withheld      bool      `json:"withheld,omitempty"`
	Frozen        bool      `json:"frozen,omitempty"`
	KillReason    string    `json:"killReason,omitempty"`
	Limits        Limits    `json:"limits,omitzero"`
	Expires       time.Time `json:"expires,omitzero"`
	Ends          time.Time `json:"ends,omitzero"`
	Desk          DeskID    `json:"desk,omitempty"`
	Holder        string    `json:"holder,omitempty"`
	SpikedBy      string    `json:"spikedBy,omitempty"`
	Home          TitleID   `json:"home,omitempty"`
}

// placementLine is the same of a placement.
type placementLine struct {
	State      State     `json:"state,omitempty"`
	Section    string    `json:"section,omitempty"`
	Published  int       `json:"published,omitempty"`
	PublishAt  time.Time `json:"publishAt,omitzero"`
	Own        []string  `json:"own,omitempty"` // fields in words of the title's own
	OwnAddress string    `json:"ownAddress,omitempty"`
	Told       string    `json:"told,omitempty"`
	Note       string    `json:"note,omitempty"`
	Reason     string    `json:"reason,omitempty"`
}

// StoryChanges lists what a deed changes of a story for the audit log: where it
// stands, its times, and the reasons and notes that were given, under the name of
// the title where they are of one. It has no words of the story. before is the
// story as it was, with the placements that it had.
func StoryChanges(before StoryFile, d StoryDeed) []AuditChange {
	was, now := map[string]any{}, map[string]any{}
	for _, p := range d.Placements {
		now[string(p.Title)] = p.line()
		if old, ok := before.Placement(p.Title); ok {
			was[string(p.Title)] = old.line()
		}
	}
	out := slices.Concat(AuditChanges(before.Story.line(), d.Story.line()), AuditChanges(was, now))
	for _, p := range d.Story.Passed {
		if slices.ContainsFunc(before.Story.Passed, func(x Passed) bool { return x.At.Equal(p.At) && x.Reason == p.Reason && x.Words == p.Words }) {
			continue
		}
		c := AuditChange{Field: "passed." + p.Code, New: short(p.Reason)}
		if p.Title != "" {
			c.Field = string(p.Title) + "." + c.Field
		}
		out = append(out, c)
	}
	if v := d.Version; v != nil && v.Kind == Correction && v.Note != "" {
		out = append(out, AuditChange{Field: "correction", New: short(v.Note)})
	}
	return out
}

func (s Story) line() storyLine {
	return storyLine{EmbargoUntil: s.EmbargoUntil, EmbargoHold: s.EmbargoHold, EmbargoLifted: s.EmbargoLifted, Withheld: s.Withheld, Frozen: s.Frozen != "", KillReason: s.KillReason,
		Limits: s.Limits, Expires: s.Expires, Ends: s.Ends, Desk: s.Desk, Holder: s.Holder, SpikedBy: s.SpikedBy, Home: s.Home}
}

func (p Placement) line() placementLine {
	l := placementLine{State: p.State, Section: p.Section, Published: p.Published, PublishAt: p.PublishAt, OwnAddress: p.OwnAddress, Note: p.Note, Reason: p.Reason}
	for _, o := range p.Overrides(Content{}) {
		if *o.Own != "" {
			l.Own = append(l.Own, o.Field)
		}
	}
	if t := p.Told; t != nil {
		l.Told = string(t.Kind)
		if t.Note != "" {
			l.Told += ": " + t.Note
		}
	}
	return l
}
