package people

import (
	"fmt"
	"net/netip"
	"sync"
	"time"
)

// How many wrong tries there may be within the window, and how long the next one
// waits after that: at first slowFirst, twice as long after each that is wrong
// again, at most slowMost.
const (
	triesWindow       = 10 * time.Minute
	triesOfAccount    = 10
	triesOfAddress    = 30
	passkeysOfAddress = 60 // asked for, not wrong
	slowFirst         = 30 * time.Second
	slowMost          = 15 * time.Minute
	// remembered is how many accounts and addresses are kept in mind; the one that
	// failed longest ago is forgotten first.
	remembered = 20000
)

// Slowed says that there were too many tries: wait.
type Slowed struct{ Wait time.Duration }

func (s Slowed) Error() string {
	wait := fmt.Sprintf("%d seconds", int(s.Wait.Seconds()))
	if s.Wait >= 2*time.Minute {
		wait = fmt.Sprintf("%d minutes", int((s.Wait + time.Minute - 1).Minutes()))
	}
	return "too many tries; wait " + wait + " and try again"
}

// tries counts what went wrong, by name of whatever is counted.
type tries struct {
	most int // within the window

	mu    sync.Mutex // guards all below
	known map[string]*tally
	// first and last are the ends of a list of all, from the oldest failure to
	// the newest.
	first, last *tally
}

type tally struct {
	name         string
	at           []time.Time // of failures within the window, oldest first
	excess       int         // failures since there were too many
	until        time.Time   // no try before
	before, next *tally
}

func newTries(most int) *tries { return &tries{most: most, known: map[string]*tally{}} }

// wait returns how long a try must wait; 0 is not at all.
func (l *tries) wait(name string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.known[name]; t != nil && now.Before(t.until) {
		return t.until.Sub(now)
	}
	return 0
}

// failed counts a failure. It reports whether it is the first that makes others
// wait.
func (l *tries) failed(name string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.known[name]
	if t == nil {
		t = &tally{name: name}
		l.known[name] = t
	} else {
		l.unlink(t)
	}
	l.append(t)
	for len(l.known) > remembered {
		oldest := l.first
		l.unlink(oldest)
		delete(l.known, oldest.name)
	}
	if now.Sub(t.until) > triesWindow {
		t.excess = 0
	}
	for len(t.at) > 0 && (now.Sub(t.at[0]) >= triesWindow || len(t.at) >= l.most) {
		t.at = t.at[1:]
	}
	t.at = append(t.at, now)
	if len(t.at) < l.most && t.excess == 0 {
		return false
	}
	t.until = now.Add(min(slowMost, slowFirst<<min(t.excess, 8)))
	t.excess++
	return t.excess == 1
}

// forget ends the counting of a name: somebody showed that it is theirs.
func (l *tries) forget(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.known[name]; t != nil {
		l.unlink(t)
		delete(l.known, name)
	}
}

func (l *tries) unlink(t *tally) {
	if t.before != nil {
		t.before.next = t.next
	} else {
		l.first = t.next
	}
	if t.next != nil {
		t.next.before = t.before
	} else {
		l.last = t.before
	}
	t.before, t.next = nil, nil
}

func (l *tries) append(t *tally) {
	t.before = l.last
	if l.last != nil {
		l.last.next = t
	} else {
		l.first = t
	}
	l.last = t
}

// network is what an address counts as: a subscriber has a whole /64 of IPv6.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
