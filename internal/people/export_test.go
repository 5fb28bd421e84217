package people

import "time"

// Tries is [tries] for tests.
type Tries struct{ *tries }

// NewTries returns one.
func NewTries(most int) Tries { return Tries{newTries(most)} }

// Failed counts a failure.
func (t Tries) Failed(name string, now time.Time) { t.failed(name, now) }

// Len is how many names are kept in mind.
func (t Tries) Len() int { return len(t.known) }
