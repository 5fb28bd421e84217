package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// TrafficStore is what driving all roads needs of the store.
type TrafficStore interface {
	SubscriptionStore
	SourceSetups(context.Context) ([]news.SourceSetup, error)
	Roads(context.Context) ([]news.Road, error)
	WireStatus(ctx context.Context, source news.SourceID, since time.Time) (news.WireStatus, error)
}

// Traffic drives all roads of all sources as they are set up, and follows when
// that changes: what is new begins, what has changed begins anew, what is gone,
// paused or retired ends. Its fields are set before Run and not changed
// afterwards; its methods may be called from many goroutines.
type Traffic struct {
	Runner  *Runner
	Store   TrafficStore
	Ways    Ways
	Notes   *Notes
	Hubs    *Callbacks
	Silence *Silence
	// Secrets returns those of a source's roads.
	Secrets func(context.Context, news.SourceID) (news.Secrets, error)

	bell    chan struct{} // made by Open
	running map[news.RoadID]*driven

	mu      sync.Mutex // guards all below
	tokens  map[news.SourceID]string
	shut    map[news.SourceID]bool // whose pushes are paused
	hurried map[news.RoadID]bool   // to be looked at now
}

// driven is a road with who drives it.
type driven struct {
	hash string
	bell chan struct{}
	stop context.CancelFunc
	done chan struct{} // closed when its goroutine has ended
}

// drive is a road that is to be driven.
type drive struct {
	hash string // of all that it is driven by
	run  func(ctx context.Context, bell <-chan struct{}) error
}

// Open reads how the roads are set up, so that pushes are known. It is called
// before Run.
func (t *Traffic) Open(ctx context.Context) error {
	t.bell, t.running, t.hurried = make(chan struct{}, 1), map[news.RoadID]*driven{}, map[news.RoadID]bool{}
	_, err := t.read(ctx)
	return err
}

// Handle takes in a deed: it is a follower's function.
func (t *Traffic) Handle(_ context.Context, e news.Event) error {
	if e.Verb != news.VerbSource && e.Verb != news.VerbRoad {
		return nil
	}
	t.mu.Lock()
	if e.Verb == news.VerbRoad {
		t.hurried[news.RoadID(e.Ref)] = true
	}
	t.mu.Unlock()
	select {
	case t.bell <- struct{}{}:
	default:
	}
	return nil
}

// Push returns the token with which a source pushes copy, "" if it may not, and
// whether that road is open: it is not while the desk has paused it.
func (t *Traffic) Push(id news.SourceID) (token string, open bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tokens[id], !t.shut[id]
}

// Run drives until ctx ends and returns its error, once all has ended.
func (t *Traffic) Run(ctx context.Context) error {
	defer t.end()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.bell:
		case <-timer.C:
		}
		wants, err := t.read(ctx)
		if err != nil {
			if ctx.Err() == nil {
				t.Runner.Room.Log.Error("roads wait for the store", "err", err)
				timer.Reset(ownFaultWait)
			}
			continue
		}
		t.turn(ctx, wants)
	}
}

// read returns what is to be driven now, and tells everybody else what they are
// to know of it.
func (t *Traffic) read(ctx context.Context) (map[news.RoadID]drive, error) {
	setups, err := t.Store.SourceSetups(ctx)
	if err != nil {
		return nil, err
	}
	known, err := t.Store.Roads(ctx)
	if err != nil {
		return nil, err
	}
	paused := map[news.RoadID]bool{}
	for _, r := range known {
		paused[r.ID] = !r.Paused.IsZero()
	}
	wants := map[news.RoadID]drive{}
	tokens, shut, hubs, awaited := map[news.SourceID]string{}, map[news.SourceID]bool{}, map[news.RoadID]Subscribed{}, []Awaited(nil)
	for _, x := range setups {
		if !x.Retired.IsZero() {
			continue
		}
		secrets, err := t.Secrets(ctx, x.ID)
		if err != nil {
			return nil, err
		}
		for id, d := range t.drives(x, secrets) {
			if !paused[id] {
				wants[id] = d
			}
		}
		if token := secrets[news.SecretToken]; token != "" {
			push := news.NewPushRoad(x.ID)
			tokens[x.ID], shut[x.ID] = token, paused[push.ID]
			t.Notes.Open(push)
		}
		for _, p := range x.Pulls {
			if hub := news.NewRoad(x.ID, news.WebSubRoad, p.URL); p.WebSub {
				hubs[hub.ID] = Subscribed{Source: x.ID, URL: p.URL, Paused: paused[hub.ID]}
				t.Notes.Open(hub)
			}
		}
		if x.SilentAfter > 0 {
			awaited = append(awaited, Awaited{Source: x.ID, After: time.Duration(x.SilentAfter)})
		}
	}
	t.Hubs.SetRoads(hubs)
	t.Silence.SetSources(awaited)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tokens, t.shut = tokens, shut
	return wants, nil
}

// drives returns what is to be driven of one source.
func (t *Traffic) drives(x news.SourceSetup, secrets news.Secrets) map[news.RoadID]drive {
	out := map[news.RoadID]drive{}
	folder := t.Ways.folder(t.Runner.Room, x)
	road := news.NewRoad(x.ID, news.FolderRoad, folder.Path)
	t.Notes.Open(road)
	folder.Notes, folder.Road = t.Notes, road.ID
	out[road.ID] = drive{folder.Path, func(ctx context.Context, _ <-chan struct{}) error { return t.watch(ctx, folder) }}
	list, ill := t.Ways.Polled(t.Runner.Room, t.Store, x, secrets)
	hash := hashOfDrive(x, secrets)
	for _, p := range list {
		out[p.Road.ID] = drive{hash, func(ctx context.Context, bell <-chan struct{}) error {
			p.Bell = bell
			return t.Runner.Run(ctx, p)
		}}
	}
	for _, r := range x.Roads(x.ID, false) {
		if err := ill[r.ID]; err != nil {
			t.Notes.Open(r)
			t.Notes.Failed(r.ID, err)
		}
	}
	return out
}

// watch watches a drop folder; one that cannot be made is tried again.
func (t *Traffic) watch(ctx context.Context, f *Folder) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
		if err := f.Run(ctx); ctx.Err() == nil {
			t.Notes.Failed(f.Road, err)
		}
		timer.Reset(ownFaultWait)
	}
}

// hashOfDrive tells two setups of a source's polled roads apart. A source with
// several servers begins anew with all of them if one changes.
func hashOfDrive(x news.SourceSetup, secrets news.Secrets) string {
	text, err := json.Marshal(struct {
		Roads   news.RoadSetup
		Secrets map[news.SecretKind]string
	}{x.RoadSetup, secrets})
	if err != nil {
		return "" // plain values always are JSON
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// turn ends what is not wanted any more and begins what is. It waits for the end
// of what is to begin anew, so that a road has one driver.
func (t *Traffic) turn(ctx context.Context, wants map[news.RoadID]drive) {
	for id, d := range t.running {
		if w, ok := wants[id]; !ok || w.hash != d.hash {
			d.stop()
		}
	}
	for id, d := range t.running {
		if w, ok := wants[id]; !ok || w.hash != d.hash {
			<-d.done
			delete(t.running, id)
		}
	}
	for id, w := range wants {
		if t.running[id] == nil {
			t.running[id] = begin(ctx, w)
		}
	}
	t.mu.Lock()
	hurried := t.hurried
	t.hurried = map[news.RoadID]bool{}
	t.mu.Unlock()
	for id := range hurried {
		if d := t.running[id]; d != nil {
			select {
			case d.bell <- struct{}{}:
			default:
			}
		}
	}
}

func begin(ctx context.Context, w drive) *driven {
	ctx, stop := context.WithCancel(ctx)
	d := &driven{hash: w.hash, bell: make(chan struct{}, 1), stop: stop, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		w.run(ctx, d.bell) // it ends with its context only, and has told of all else
	}()
	return d
}

func (t *Traffic) end() {
	for _, d := range t.running {
		d.stop()
	}
	for _, d := range t.running {
		<-d.done
	}
}
