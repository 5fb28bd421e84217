package newsroom

import (
	"math"
	"sync"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/people"
)

// How many deeds a user may ask for in a second for long, and at once after a
// rest. An editor at work asks for one every two seconds.
const (
	paceRate  = 20
	paceBurst = 60
)

// paces measures how fast users ask for deeds. It remembers no more than there are
// accounts.
type paces struct {
	mu    sync.Mutex // guards users
	users map[news.UserID]pace
}

// pace is how many deeds a user might ask for at once at a time.
type pace struct {
	left float64
	at   time.Time
}

// step counts a deed that a user asks for. The error is [people.Slowed] where that
// is too fast; it is not counted then.
func (p *paces) step(u news.UserID, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	x, ok := p.users[u]
	if !ok {
		x = pace{paceBurst, now}
	}
	x.left = math.Min(paceBurst, x.left+paceRate*max(0, now.Sub(x.at).Seconds()))
	x.at = now
	slowed := x.left < 1
	if !slowed {
		x.left--
	}
	if p.users == nil {
		p.users = map[news.UserID]pace{}
	}
	p.users[u] = x
	if slowed {
		return people.Slowed{Wait: time.Duration((1 - x.left) / paceRate * float64(time.Second))}
	}
	return nil
}
