// Package press is the room between the store and the readers: it keeps made
// pages until a deed touches them, and carries out what the clock makes due
// (releases, ends of embargo and of rights).
//
// It makes no page itself and decides nothing about who may see what: the
// store's release gate does, at each deed.
//
// Start at [Pages.Get] for readers and [Due.Run] for the clock.
package press

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// Key names a made page: where it is and which form of it.
type Key struct {
	Title   news.TitleID
	Base    string // the prefix under which the title is reached, "" by its host
	Path    string
	Variant string // what readers chose for themselves, e.g. text size
}

// Page is a made answer and what it depends on.
type Page struct {
	*web.Forms
	// Needs are the things the page shows; a deed that touches one of them
	// drops the page. See [StoryNeed], [SectionNeed], [TitleNeed], [BarNeed].
	Needs []string
	// Version is that of the story the page shows, for the newsroom; 0 is none.
	Version int
}

// StoryNeed is the need of a page that shows a story or its name.
func StoryNeed(id news.StoryID) string { return "story/" + string(id) }

// SectionNeed is the need of a page that lists a section's newest stories.
func SectionNeed(t news.TitleID, section string) string {
	return "section/" + string(t) + "/" + section
}

// TitleNeed is the need of a page that lists the newest stories of a title.
func TitleNeed(t news.TitleID) string { return "title/" + string(t) }

// BarNeed is the need of a page that shows a title's market bar.
func BarNeed(t news.TitleID) string { return "bar/" + string(t) }

// BannerNeed is the need of a page that has, or would have, a title's banner.
func BannerNeed(t news.TitleID) string { return "banner/" + string(t) }

// LinksNeed is the need of a page that leaves out stories for others like them.
const LinksNeed = "links"

// AllNeed is the need of every page: a change of a title drops all.
const AllNeed = "all"

// Pages keeps made pages in memory, within a bound. Many readers of a page
// that is not there wait for one making of it.
type Pages struct {
	limit int64 // bytes

	mu      sync.RWMutex // guards all below but the entries' used marks
	entries map[Key]*entry
	byNeed  map[string]map[*entry]bool
	clock   []*entry // in no order; hand goes round to find what to evict
	hand    int
	size    int64
	making  map[Key]*making

	hits, misses, drops atomic.Int64
}

type entry struct {
	key  Key
	page *Page
	used atomic.Bool // since the hand last came by
	slot int         // in clock
}

// making is one rendering under way. Deeds that come meanwhile are noted, so
// that a page made from what was true before is not kept.
type making struct {
	done    chan struct{} // closed when page, err and stale are set
	page    *Page
	err     error
	stale   bool            // not made from what is true now
	touched map[string]bool // guarded by the cache's mu
}

// NewPages returns an empty cache of at most limit bytes.
func NewPages(limit int64) *Pages {
	return &Pages{limit: limit, entries: map[Key]*entry{}, byNeed: map[string]map[*entry]bool{}, making: map[Key]*making{}}
}

// Get returns the page, made by makePage if it is not there. A page without
// needs is served and not kept. The error is makePage's; nothing is kept then.
// Who asks after a deed never gets what was made from the facts before it.
func (p *Pages) Get(ctx context.Context, key Key, makePage func(context.Context) (*Page, error)) (*Page, error) {
	p.mu.RLock()
	e := p.entries[key]
	p.mu.RUnlock()
	if e != nil {
		return p.hit(e), nil
	}
	for {
		p.mu.Lock()
		if e := p.entries[key]; e != nil { // kept since we looked
			p.mu.Unlock()
			return p.hit(e), nil
		}
		m := p.making[key]
		if m == nil {
			m = &making{done: make(chan struct{}), touched: map[string]bool{}}
			p.making[key] = m
			p.mu.Unlock()
			p.misses.Add(1)
			p.finish(key, m, func() (*Page, error) {
				// One reader's leaving must not fail the page for those who wait.
				return makePage(context.WithoutCancel(ctx))
			})
			return m.page, m.err
		}
		late := len(m.touched) > 0
		p.mu.Unlock()
		select {
		case <-m.done:
			if !late || !m.stale {
				p.misses.Add(1)
				return m.page, m.err
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (p *Pages) hit(e *entry) *Page {
	if !e.used.Load() {
		e.used.Store(true)
	}
	p.hits.Add(1)
	return e.page
}

// finish makes the page, keeps it if nothing it needs was touched meanwhile,
// and lets the others go, whatever makePage does.
func (p *Pages) finish(key Key, m *making, makePage func() (*Page, error)) {
	m.err = context.Canceled // what those who wait get if makePage panics
	defer func() {
		p.mu.Lock()
		delete(p.making, key)
		m.stale = m.outdated()
		if m.err == nil && len(m.page.Needs) > 0 && !m.stale {
			p.keep(key, m.page)
		}
		p.mu.Unlock()
		close(m.done)
	}()
	m.page, m.err = makePage()
}

// outdated reports whether a deed came meanwhile that may have changed what was
// made. A fault and a page without needs do not say what they depend on: any
// deed may. It is called with the cache's mu held.
func (m *making) outdated() bool {
	if m.err != nil || len(m.page.Needs) == 0 || m.touched[AllNeed] {
		return len(m.touched) > 0
	}
	return slices.ContainsFunc(m.page.Needs, func(need string) bool { return m.touched[need] })
}

// keep is called with mu held.
func (p *Pages) keep(key Key, page *Page) {
	size := page.Size()
	if size > p.limit/4 {
		return
	}
	for p.size+size > p.limit && len(p.clock) > 0 {
		p.hand %= len(p.clock)
		if e := p.clock[p.hand]; e.used.Swap(false) {
			p.hand++
		} else {
			p.remove(e)
		}
	}
	e := &entry{key: key, page: page, slot: len(p.clock)}
	e.used.Store(true)
	p.entries[key] = e
	p.clock = append(p.clock, e)
	p.size += size
	for _, need := range page.Needs {
		if p.byNeed[need] == nil {
			p.byNeed[need] = map[*entry]bool{}
		}
		p.byNeed[need][e] = true
	}
}

// remove is called with mu held.
func (p *Pages) remove(e *entry) {
	delete(p.entries, e.key)
	for _, need := range e.page.Needs {
		delete(p.byNeed[need], e)
		if len(p.byNeed[need]) == 0 {
			delete(p.byNeed, need)
		}
	}
	last := p.clock[len(p.clock)-1]
	p.clock[e.slot], last.slot = last, e.slot
	p.clock = p.clock[:len(p.clock)-1]
	p.size -= e.page.Size()
}

// Drop forgets every page that needs one of the things.
func (p *Pages) Drop(needs ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, need := range needs {
		for _, m := range p.making {
			m.touched[need] = true
		}
		if need == AllNeed {
			for len(p.clock) > 0 {
				p.remove(p.clock[0])
				p.drops.Add(1)
			}
			continue
		}
		for e := range p.byNeed[need] {
			p.remove(e)
			p.drops.Add(1)
		}
	}
}

// Handle drops what a deed touched. It is a follower's function.
func (p *Pages) Handle(_ context.Context, e news.Event) error {
	switch e.Verb {
	case news.VerbTitle:
		p.Drop(AllNeed)
		return nil
	case news.VerbBanner:
		p.Drop(BannerNeed(news.TitleID(e.Ref)))
		return nil
	case news.VerbLinked, news.VerbUnlinked:
		p.Drop(LinksNeed)
	}
	for _, t := range e.Touched {
		p.Drop(StoryNeed(t.Story), SectionNeed(t.Title, t.Section), TitleNeed(t.Title))
	}
	return nil
}

// Stats are counts since the start, and what is kept now.
type Stats struct {
	Pages               int
	Bytes               int64
	Hits, Misses, Drops int64
}

// Stats returns the counts.
func (p *Pages) Stats() Stats {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return Stats{Pages: len(p.entries), Bytes: p.size, Hits: p.hits.Load(), Misses: p.misses.Load(), Drops: p.drops.Load()}
}
