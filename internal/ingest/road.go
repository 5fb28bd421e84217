package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"broadsheet/internal/news"
)

// Collector fetches what is new on the other side of a polled road. It belongs
// to one road, and the runner calls it from one goroutine at a time.
type Collector interface {
	// Collect hands what is new after the cursor to take, oldest first, and
	// returns the cursor up to which all of it has been taken: what take has
	// returned nil for is durable, filed or in quarantine, and need not be
	// handed over again, though that would change nothing. An empty cursor is
	// the beginning. next is right even where err is not nil; a cursor that has
	// not moved is returned as it came. The runner saves it.
	//
	// An error of take ends the collection and is returned. take reads body to
	// its end or to its first error, and files nothing of a body that ends in
	// one. name is the file's on the other side, by which pictures and copy
	// find each other; its last element counts.
	//
	// wait is how long the other side asked to be left alone, 0 if it did not
	// say: with or without an error the road is not collected from earlier.
	//
	// Collect ends soon after ctx does, which has the collection's time limit;
	// it sets narrower limits of its own on each thing it waits for. The text
	// of err goes to the log and to the road's state: no secret stands in it.
	Collect(ctx context.Context, cursor string, take func(ctx context.Context, name string, body io.Reader) error) (next string, wait time.Duration, err error)
}

// RoadStore is what the runner needs of the store.
type RoadStore interface {
	OpenRoad(ctx context.Context, r news.Road, latest time.Time) (news.Road, error)
	Road(context.Context, news.RoadID) (news.Road, error)
	LeaseRoad(ctx context.Context, id news.RoadID, owner string, now, until time.Time) (news.Road, error)
	ExtendRoad(ctx context.Context, id news.RoadID, owner string, until time.Time) error
	SaveRoad(context.Context, news.Road) error
}

// Polled is a polled road with who collects from it.
type Polled struct {
	Road      news.Road // as [news.NewRoad] returns it
	Collector Collector
	Every     time.Duration // between collections while all is well
	// Longest is the longest distance between collections of a road that
	// fails; 1 h if zero, and never less than Every.
	Longest time.Duration
	// Limit is how long one collection may take; 15 min if zero.
	Limit time.Duration
	// Whole says that each file is all that the other side has, as a feed is:
	// one of which nothing can be read is the road's failure then, and take
	// returns an error for it. On other roads it is in quarantine and the next
	// file is taken.
	Whole bool
	// Bell has the road looked at at once; nil is never rung.
	Bell <-chan struct{}
}

// Runner drives polled roads. Any number of processes may drive the same ones:
// who holds a road's lease collects from it, and a lease that a crash has left
// runs out. Each road has a goroutine of its own, so none waits for another.
type Runner struct {
	Room  *Room
	Store RoadStore
	// Jitter returns a number from 0 to 1; collections are moved by up to a
	// fifth of their distance, so that many roads are not asked in step.
	Jitter func() float64
	// Lease is how long a road stays with a process that has crashed; 2 min if
	// zero. It is extended for as long as a collection goes on.
	Lease time.Duration
}

const (
	longestDistance = time.Hour
	longestWait     = 24 * time.Hour // that the other side may ask for
	collectionLimit = 15 * time.Minute
	leaseTime       = 2 * time.Minute
	longestLook     = time.Minute      // between looks at when a road is due
	ownFaultWait    = 15 * time.Second // before a second try where the fault was the house's own
	saveTime        = 10 * time.Second // for the last word on a road while the house closes
)

// Run drives one road until ctx ends and returns its error. A road that fails
// is logged once, as is its end, and is asked less and less often meanwhile.
func (r *Runner) Run(ctx context.Context, p Polled) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	opened, ailing := false, false
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.Bell:
		case <-timer.C:
		}
		var wait time.Duration
		var err error
		if !opened {
			err = r.Open(ctx, p)
			opened = err == nil
		}
		if err == nil {
			wait, err = r.Once(ctx, p)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !ailing:
			r.Room.Log.Error("road waits for the store", "road", p.Road.ID, "err", err)
		}
		if ailing = err != nil; ailing {
			wait = ownFaultWait
		}
		timer.Reset(max(wait, time.Millisecond))
	}
}

// Open makes a road known. One that is known already keeps its state, but is
// tried within its distance: what was mended while the house was closed shall
// not wait for the end of a long back-off.
func (r *Runner) Open(ctx context.Context, p Polled) error {
	now := r.Room.Now()
	road := p.Road
	road.Made, road.Due = now, now
	_, err := r.Store.OpenRoad(ctx, road, now.Add(r.jittered(p.Every)))
	return err
}

// Once collects from a road if it is due and nobody else does, and returns how
// long to wait before the next look. An error is the store's: what goes wrong
// on the road itself is in the road's state.
func (r *Runner) Once(ctx context.Context, p Polled) (time.Duration, error) {
	now := r.Room.Now()
	road, err := r.Store.Road(ctx, p.Road.ID)
	if err != nil {
		return 0, err
	}
	if wait := until(road, now); wait > 0 {
		return wait, nil
	}
	if !road.Paused.IsZero() {
		return longestLook, nil
	}
	lease := or0(r.Lease, leaseTime)
	road, err = r.Store.LeaseRoad(ctx, p.Road.ID, r.Room.NewID(), now, now.Add(lease))
	if errors.Is(err, news.ErrConflict) {
		return time.Second, nil // another process was faster
	}
	if err != nil {
		return 0, err
	}
	before := road.Failures
	road = r.collect(ctx, p, road, lease)
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	err = r.Store.SaveRoad(saving, road)
	if errors.Is(err, news.ErrConflict) {
		return time.Second, nil // the lease was lost, and its heir has the word
	}
	if err != nil {
		return 0, err
	}
	road.Owner, road.Until = "", time.Time{} // given back
	switch {
	case road.Failures > 0 && before == 0:
		r.Room.Log.Error("road fails", "road", road.ID, "err", road.Error)
	case road.Failures == 0 && before > 0:
		r.Room.Log.Info("road works again", "road", road.ID, "failures", before)
	}
	return until(road, r.Room.Now()), nil
}

// until returns how long to wait before the next look at a road; 0 if it may be
// leased now.
func until(road news.Road, now time.Time) time.Duration {
	at := road.Due
	if road.Owner != "" && road.Until.After(at) {
		at = road.Until
	}
	return min(max(at.Sub(now), 0), longestLook)
}

// collect has the road's collector do its work and returns how the road stands
// afterwards. The lease is kept meanwhile.
func (r *Runner) collect(ctx context.Context, p Polled, road news.Road, lease time.Duration) news.Road {
	limit := or0(p.Limit, collectionLimit)
	working, stop := r.hold(ctx, road, lease, limit)
	defer stop()
	round := &collection{room: r.Room, road: road, whole: p.Whole}
	next, wait, err := collectSafely(working, p.Collector, road.Cursor, round.take)
	now := r.Room.Now()
	moved := storable(next) != road.Cursor
	road.Cursor = storable(next)
	if !round.lastItem.IsZero() {
		road.LastItem = round.lastItem
	}
	if ctx.Err() != nil { // the house closes; another may go on at once
		road.Due = now
		return road
	}
	if err != nil && errors.Is(context.Cause(working), errTooLong) {
		err = fmt.Errorf("the collection took longer than %v", limit)
	}
	wait = min(max(wait, 0), longestWait)
	road.Tried, road.Asked = now, time.Time{}
	if wait > 0 {
		road.Asked = now.Add(wait)
	}
	if err == nil {
		road.Well, road.Failures, road.Error, road.FailingSince = now, 0, "", time.Time{}
		road.Due = now.Add(max(r.jittered(p.Every), wait))
		return road
	}
	road = road.Failed(now, oneLine(err), 1)
	distance := min(p.Every<<min(road.Failures-1, 10), max(or0(p.Longest, longestDistance), p.Every))
	switch {
	case round.ownFault:
		distance = min(p.Every, ownFaultWait)
	case moved: // some of it came: what fails is one file, not the other side
		distance = p.Every
	}
	road.Due = now.Add(max(r.jittered(distance), wait))
	return road
}

var (
	errTooLong   = errors.New("collection took too long")
	errLeaseLost = errors.New("the lease was lost")
)

// hold returns a context for a collection that ends with its time limit, or
// when the road's lease could not be kept.
func (r *Runner) hold(ctx context.Context, road news.Road, lease, limit time.Duration) (context.Context, func()) {
	working, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(limit, func() { cancel(errTooLong) })
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(max(lease/3, time.Millisecond))
		defer tick.Stop()
		end := road.Until
		for {
			select {
			case <-working.Done():
				return
			case <-tick.C:
			}
			now := r.Room.Now()
			err := r.Store.ExtendRoad(working, road.ID, road.Owner, now.Add(lease))
			switch {
			case err == nil:
				end = now.Add(lease)
			case errors.Is(err, news.ErrConflict), now.After(end):
				cancel(errLeaseLost)
				return
			}
		}
	}()
	return working, func() {
		timer.Stop()
		cancel(nil)
		<-done
	}
}

// collectSafely collects; a panic of the collector is its error.
func collectSafely(ctx context.Context, c Collector, cursor string, take func(context.Context, string, io.Reader) error) (next string, wait time.Duration, err error) {
	next = cursor
	defer func() {
		if p := recover(); p != nil {
			next, wait, err = cursor, 0, fmt.Errorf("a bug in the collector: %v", p)
		}
	}()
	return c.Collect(ctx, cursor, take)
}

// collection is what one round brings.
type collection struct {
	room     *Room
	road     news.Road
	whole    bool
	lastItem time.Time
	ownFault bool // the disk or the database failed, not the other side
}

// unread says that nothing of a file could be read and that it is in
// quarantine.
type unread struct {
	name, reason string
	id           news.QuarantineID
}

func (u *unread) Error() string {
	return fmt.Sprintf("%s cannot be read (quarantined as %s): %s", u.name, u.id, u.reason)
}

func (c *collection) take(ctx context.Context, name string, body io.Reader) error {
	from := &watched{r: body}
	taken, err := c.room.Take(ctx, c.road.Source, name, string(c.road.Kind), from)
	if err != nil {
		c.ownFault = from.err == nil && ctx.Err() == nil
		return err
	}
	if taken.New() {
		c.lastItem = c.room.Now()
	}
	if c.whole && taken.Quarantine != "" && len(taken.Items) == 0 {
		return &unread{name: name, reason: taken.Reason, id: taken.Quarantine}
	}
	return nil
}

// watched remembers the error a reader ended in.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

func (r *Runner) jittered(d time.Duration) time.Duration {
	return d + time.Duration((r.Jitter()-0.5)*0.4*float64(d))
}

// maxRoadError bounds what is kept of what went wrong on a road, in bytes.
const maxRoadError = 300

// oneLine is an error's text as one line that every database and terminal can
// take.
func oneLine(err error) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, storable(reason(err)))
	if len(s) > maxRoadError {
		s = strings.ToValidUTF8(s[:maxRoadError], "") + "…"
	}
	return s
}

func or0(d, instead time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return instead
}
