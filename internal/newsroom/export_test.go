package newsroom

import (
	"time"

	"broadsheet/internal/news"
)

// Route is an address of the desk for tests that walk over all.
type Route struct {
	Pattern string
	Act     news.Act
}

// Own is the act of routes on which everybody looks after their own account.
const Own = own

// Routes returns all.
func Routes() []Route {
	var out []Route
	for _, h := range new(Window).list() {
		out = append(out, Route{h.pattern, h.act})
	}
	return out
}

// Screens returns the addresses in the line at the top.
func Screens() []string {
	var out []string
	for _, n := range navigation() {
		out = append(out, n.href)
	}
	return out
}

// Said is what an editor is told of an error.
func Said(status int, err error) string { return said(status, err) }

// Paces measures how fast users ask for deeds.
type Paces struct{ paces }

// NewPaces returns one that has measured nobody yet.
func NewPaces() *Paces { return new(Paces) }

// Step counts a deed.
func (p *Paces) Step(u news.UserID, now time.Time) error { return p.step(u, now) }
