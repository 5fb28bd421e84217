package ingest

import (
	"context"
	"errors"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// NoteStore is what notes need of the store.
type NoteStore interface {
	OpenRoad(ctx context.Context, r news.Road, latest time.Time) (news.Road, error)
	NoteRoad(context.Context, news.RoadNote) (news.Road, error)
}

// Notes keep how the roads stand that nobody polls: drop folders, pushes, hubs.
// They are gathered in memory and written only when something has changed, a
// few seconds late and many at once; a crash loses a note and never copy. Its
// methods may be called from many goroutines, and on nil, where they do nothing.
type Notes struct {
	Store NoteStore
	Room  *Room

	mu    sync.Mutex // guards roads
	roads map[news.RoadID]*noted
}

// noted is what has been noticed on a road.
type noted struct {
	road    news.Road
	opened  bool // the store knows it
	changed bool // since the last write
	note    news.RoadNote
	written time.Time // when its being well was written last
}

const (
	noteEvery = 3 * time.Second
	// wellEvery is how often it is written that a road is well still.
	wellEvery = 5 * time.Minute
)

// Open makes roads known; what is noted of others is dropped. One that is known
// stays as it is.
func (n *Notes) Open(roads ...news.Road) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.roads == nil {
		n.roads = map[news.RoadID]*noted{}
	}
	for _, r := range roads {
		if n.roads[r.ID] != nil {
			continue
		}
		n.roads[r.ID] = &noted{road: r, note: news.RoadNote{Road: r.ID}}
	}
}

// Well notes that a road works; fresh says that it brought something new.
func (n *Notes) Well(id news.RoadID, fresh bool) {
	n.add(id, func(x *noted, now time.Time) {
		x.changed = x.changed || fresh || x.note.Error != "" || x.written.IsZero() || now.Sub(x.written) >= wellEvery
		x.note.At, x.note.Error, x.note.Failures = now, "", 0
		if fresh {
			x.note.LastItem = now
		}
	})
}

// Failed notes that a road does not work. The text of err is shown, so no secret
// stands in it.
func (n *Notes) Failed(id news.RoadID, err error) {
	n.add(id, func(x *noted, now time.Time) {
		x.changed = true
		x.note.At, x.note.Error = now, oneLine(err)
		x.note.Failures++
	})
}

func (n *Notes) add(id news.RoadID, do func(*noted, time.Time)) {
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if x := n.roads[id]; x != nil {
		do(x, n.Room.Now())
	}
}

// Run writes until ctx ends, then once more, and returns its error.
func (n *Notes) Run(ctx context.Context) error {
	tick := time.NewTicker(noteEvery)
	defer tick.Stop()
	ailing := false
	for {
		err := n.Flush(ctx)
		if err != nil && !ailing && ctx.Err() == nil {
			n.Room.Log.Error("the state of roads waits for the store", "err", err)
		}
		ailing = err != nil
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
			defer cancel()
			return errors.Join(ctx.Err(), n.Flush(last))
		case <-tick.C:
		}
	}
}

// Flush makes known what is not yet, and writes what has changed. A road that
// fails is logged once, as is its end, by whichever process is the first to
// write it.
func (n *Notes) Flush(ctx context.Context) error {
	var faults []error
	for _, x := range n.take() {
		if err := n.write(ctx, x); err != nil {
			faults = append(faults, err)
			n.giveBack(x)
		}
	}
	return errors.Join(faults...)
}

// take returns copies of what is to be written and forgets that it is.
func (n *Notes) take() []noted {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []noted
	for _, x := range n.roads {
		if x.opened && !x.changed {
			continue
		}
		out = append(out, *x)
		x.opened, x.changed = true, false
		x.note.Failures = 0
		if x.note.Error == "" && !x.note.At.IsZero() {
			x.written = x.note.At
		}
	}
	return out
}

// giveBack keeps what could not be written for the next time.
func (n *Notes) giveBack(was noted) {
	n.mu.Lock()
	defer n.mu.Unlock()
	x := n.roads[was.road.ID]
	x.opened = false // it may be what went wrong
	x.changed = x.changed || was.changed
	if x.note.Error != "" {
		x.note.Failures += was.note.Failures
	}
}

func (n *Notes) write(ctx context.Context, x noted) error {
	if !x.opened {
		r := x.road
		r.Made = n.Room.Now()
		// When it is due, if it is polled too, is its runner's business.
		if _, err := n.Store.OpenRoad(ctx, r, r.Made.AddDate(100, 0, 0)); err != nil {
			return err
		}
	}
	if !x.changed {
		return nil
	}
	before, err := n.Store.NoteRoad(ctx, x.note)
	if err != nil {
		return err
	}
	switch {
	case x.note.Error != "" && before.Failures == 0:
		n.Room.Log.Error("road fails", "road", before.ID, "err", x.note.Error)
	case x.note.Error == "" && before.Failures > 0:
		n.Room.Log.Info("road works again", "road", before.ID, "failures", before.Failures)
	}
	return nil
}
