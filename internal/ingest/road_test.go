package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/blob"
	"broadsheet/internal/news"
)

// script is a collector that does what the test says, and remembers the
// cursors it was given.
type script struct {
	collect func(ctx context.Context, cursor string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error)
	cursors []string
}

func (s *script) Collect(ctx context.Context, cursor string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
	s.cursors = append(s.cursors, cursor)
	return s.collect(ctx, cursor, take)
}

// lane is one polled road in a newsroom.
type lane struct {
	*Runner
	n   *newsroom
	p   Polled
	log *logBook
}

// logBook is a log that many goroutines may write.
type logBook struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// count returns how many lines hold all texts.
func (l *logBook) count(texts ...string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
lines:
	for line := range strings.Lines(l.buf.String()) {
		for _, text := range texts {
			if !strings.Contains(line, text) {
				continue lines
			}
		}
		n++
	}
	return n
}

// polled opens a road of "npa" that is collected from every minute.
func (n *newsroom) polled(address string, c Collector) *lane {
	n.t.Helper()
	l := &lane{n: n, log: &logBook{}, p: Polled{Road: news.NewRoad("npa", news.PullRoad, address), Collector: c, Every: time.Minute, Whole: true}}
	n.Room.Log = slog.New(slog.NewTextHandler(l.log, nil))
	l.Runner = &Runner{Room: n.Room, Store: n.store, Jitter: func() float64 { return 0.5 }}
	if err := l.Open(n.t.Context(), l.p); err != nil {
		n.t.Fatal(err)
	}
	return l
}

// once lets the time pass until the road is due, collects, and returns how it
// stands and how long until it is due again.
func (l *lane) once() (news.Road, time.Duration) {
	l.n.t.Helper()
	if wait := l.road().Due.Sub(l.n.now()); wait > 0 {
		l.n.pass(wait)
	}
	wait, err := l.Once(l.n.t.Context(), l.p)
	if err != nil {
		l.n.t.Fatalf("Once(%s) = %v, want nil", l.p.Road.ID, err)
	}
	r := l.road()
	due := r.Due.Sub(l.n.now())
	if want := min(due, longestLook); wait != want {
		l.n.t.Errorf("Once(%s) = %v, want to look again in %v", l.p.Road.ID, wait, want)
	}
	return r, due
}

func (l *lane) road() news.Road {
	l.n.t.Helper()
	r, err := l.n.store.Road(l.n.t.Context(), l.p.Road.ID)
	if err != nil {
		l.n.t.Fatal(err)
	}
	return r
}

func TestRunnerKeepsScheduleAndState(t *testing.T) {
	n := newNewsroom(t)
	var answer error
	var wait time.Duration
	count, partly := 0, false
	s := &script{collect: func(ctx context.Context, cursor string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		if answer == nil || partly {
			count++
		}
		return fmt.Sprintf("c%d", count), wait, answer
	}}
	l := n.polled("https://feeds.example.org/top.xml", s)
	step := func(wantState news.RoadState, wantWait time.Duration, wantFailures int) {
		t.Helper()
		r, got := l.once()
		if r.State(false) != wantState || got != wantWait || r.Failures != wantFailures || r.Owner != "" || r.Cursor != fmt.Sprintf("c%d", count) {
			t.Errorf("Once() = %s, due in %v, %d failures, cursor %s, owner %q; want %s, %v, %d, given back", r.State(false), got, r.Failures, r.Cursor, r.Owner, wantState, wantWait, wantFailures)
		}
	}
	step(news.RoadWell, time.Minute, 0)
	answer = errors.New("answered 503\nService\x1b Unavailable")
	step(news.RoadFailing, time.Minute, 1)
	since := l.road().FailingSince
	step(news.RoadFailing, 2*time.Minute, 2)
	wait = 10 * time.Minute
	step(news.RoadFailing, 10*time.Minute, 3)
	wait = 0
	for range 6 {
		l.once()
	}
	step(news.RoadFailing, time.Hour, 10)
	if r := l.road(); !r.FailingSince.Equal(since) || strings.ContainsAny(r.Error, "\n\x1b") || !strings.Contains(r.Error, "answered 503") {
		t.Errorf("Road() = failing since %v: %q; want since %v and one line", r.FailingSince, r.Error, since)
	}
	partly = true // one file fails, and others come
	step(news.RoadFailing, time.Minute, 11)
	answer, wait = nil, 30*time.Hour
	step(news.RoadWell, 24*time.Hour, 0) // as asked, within reason
	wait = 0
	step(news.RoadWell, time.Minute, 0)
	if r := l.road(); r.Error != "" || !r.FailingSince.IsZero() || !r.LastItem.IsZero() {
		t.Errorf("Road() = %+v, want nothing of the failure left", r)
	}
	if got := fmt.Sprint(s.cursors[:3], s.cursors[11:14]); got != "[ c1 c1] [c1 c2 c3]" {
		t.Errorf("Collect() was given %s, want each time where it ended", got)
	}
	if fails, works := l.log.count("road fails"), l.log.count("works again", "failures=11"); fails != 1 || works != 1 {
		t.Errorf("log has %d failures and %d ends, want one of each:\n%s", fails, works, l.log.buf.String())
	}
	// It is not due: nothing is asked.
	before := count
	if wait, err := l.Once(t.Context(), l.p); err != nil || wait != time.Minute || count != before {
		t.Errorf("Once(before it is due) = %v, %v after %d collections, want a minute and none", wait, err, count-before)
	}
}

func TestRunnerSavesWhatWasTakenBeforeAFault(t *testing.T) {
	n := newNewsroom(t)
	files := []string{message("a", "1", ""), message("b", "1", ""), message("c", "1", "")}
	failAt := 2
	s := &script{collect: func(ctx context.Context, cursor string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		at := len(cursor)
		for at < len(files) {
			if at == failAt {
				return cursor, 0, errors.New("connection reset")
			}
			if err := take(ctx, "f.json", strings.NewReader(files[at])); err != nil {
				return cursor, 0, err
			}
			at++
			cursor += "x"
		}
		return cursor, 0, nil
	}}
	l := n.polled("ftp://agency.example.org/out", s)
	r, _ := l.once()
	if r.Cursor != "xx" || r.Failures != 1 || !r.LastItem.Equal(n.now()) {
		t.Errorf("Once() = cursor %q, %d failures, last item %v; want the two taken kept", r.Cursor, r.Failures, r.LastItem)
	}
	failAt = -1
	if r, _ := l.once(); r.Cursor != "xxx" || r.Failures != 0 {
		t.Errorf("Once() = cursor %q, %d failures, want all", r.Cursor, r.Failures)
	}
	for _, guid := range []string{"a", "b", "c"} {
		if f := n.file(guid); f.Story.Head != 1 {
			t.Errorf("story %s has %d versions, want 1", guid, f.Story.Head)
		}
	}
}

// A file of which nothing can be read fails a road whose files are whole, and
// no other.
func TestRunnerTellsUnreadableFiles(t *testing.T) {
	for _, whole := range []bool{true, false} {
		n := newNewsroom(t)
		s := &script{collect: func(ctx context.Context, _ string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
			if err := take(ctx, "dir/letter.txt", strings.NewReader("Dear editors")); err != nil {
				return "", 0, err
			}
			return "1", 0, take(ctx, "a.json", strings.NewReader(message("a", "1", "")))
		}}
		l := n.polled("ftp://agency.example.org/out", s)
		l.p.Whole = whole
		r, _ := l.once()
		if whole && (r.Failures != 1 || !strings.Contains(r.Error, "letter.txt cannot be read (quarantined as ")) || !whole && (r.Failures != 0 || r.Cursor != "1") {
			t.Errorf("Once(whole %v) = %d failures, %q, cursor %q", whole, r.Failures, r.Error, r.Cursor)
		}
		if q, err := n.store.Quarantined(t.Context(), false); err != nil || len(q) != 1 || q[0].Name != "letter.txt" || q[0].Via != "pull" {
			t.Errorf("Quarantined() = %+v, %v, want the letter", q, err)
		}
	}
}

func TestRunnerOutlivesItsCollectors(t *testing.T) {
	n := newNewsroom(t)
	s := &script{collect: func(context.Context, string, func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		panic("index out of range")
	}}
	l := n.polled("sftp://agency.example.org/out", s)
	if r, _ := l.once(); r.Failures != 1 || r.Error != "a bug in the collector: index out of range" {
		t.Errorf("Once(panic) = %d failures, %q, want it told", r.Failures, r.Error)
	}
	s.collect = func(ctx context.Context, cursor string, _ func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		<-ctx.Done()
		return "moved", 0, ctx.Err()
	}
	l.p.Limit = time.Millisecond
	if r, _ := l.once(); r.Failures != 2 || r.Error != "the collection took longer than 1ms" || r.Cursor != "moved" {
		t.Errorf("Once(hanging) = %d failures, %q, cursor %q, want the limit told and the cursor kept", r.Failures, r.Error, r.Cursor)
	}
	l.p.Limit = 0
	// The house's own fault is tried again soon, however often it happens.
	broken := errors.New("no space left on device")
	l.Room.Blobs = fullDisk{broken}
	s.collect = func(ctx context.Context, cursor string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		return cursor, 0, take(ctx, "a.json", strings.NewReader(message("a", "1", "")))
	}
	for range 5 {
		if r, wait := l.once(); wait != ownFaultWait || !strings.Contains(r.Error, broken.Error()) {
			t.Errorf("Once(full disk) = due in %v, %q, want %v", wait, r.Error, ownFaultWait)
		}
	}
}

// fullDisk keeps nothing.
type fullDisk struct{ err error }

func TestRunnersShareARoad(t *testing.T) {
	n := newNewsroom(t)
	in, out := make(chan struct{}), make(chan struct{})
	s := &script{collect: func(context.Context, string, func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		close(in)
		<-out
		return "first", 0, nil
	}}
	l := n.polled("https://feeds.example.org/top.xml", s)
	second := l.p
	asked := 0
	second.Collector = &script{collect: func(_ context.Context, cursor string, _ func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		asked++
		return cursor + "+second", 0, nil
	}}
	done := make(chan error)
	go func() {
		_, err := l.Once(t.Context(), l.p)
		done <- err
	}()
	<-in
	if wait, err := l.Once(t.Context(), second); err != nil || wait != longestLook || asked != 0 {
		t.Errorf("Once(held by another) = %v, %v after %d collections, want to look again in %v", wait, err, asked, longestLook)
	}
	close(out)
	if err := <-done; err != nil {
		t.Fatalf("Once(holder) = %v, want nil", err)
	}
	n.pass(time.Minute)
	if _, err := l.Once(t.Context(), second); err != nil || asked != 1 || l.road().Cursor != "first+second" {
		t.Errorf("Once(second) = %v, cursor %q after %d collections, want it to go on where the first ended", err, l.road().Cursor, asked)
	}
}

// A process that was away for longer than its lease has lost its word.
func TestRunnerThatLostItsLease(t *testing.T) {
	n := newNewsroom(t)
	s := &script{}
	l := n.polled("https://feeds.example.org/top.xml", s)
	l.Lease = 15 * time.Millisecond // extended every 5
	var heir news.Road
	s.collect = func(ctx context.Context, cursor string, _ func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		n.pass(time.Hour)
		for heir.ID == "" { // the extension may come first
			var err error
			if heir, err = n.store.LeaseRoad(context.Background(), l.p.Road.ID, "heir", n.now(), n.now().Add(time.Hour)); errors.Is(err, news.ErrConflict) {
				n.pass(time.Hour)
			} else if err != nil {
				t.Error(err)
			}
		}
		<-ctx.Done()
		return "too late", 0, ctx.Err()
	}
	if _, err := l.Once(t.Context(), l.p); err != nil {
		t.Fatalf("Once() = %v, want nil", err)
	}
	if r := l.road(); r.Owner != "heir" || r.Cursor != "" || r.Failures != 0 {
		t.Errorf("Road() = owner %q, cursor %q, %d failures, want the heir's", r.Owner, r.Cursor, r.Failures)
	}
}

func TestRunnerGivesTheRoadBackWhenTheHouseCloses(t *testing.T) {
	n := newNewsroom(t)
	ctx, close := context.WithCancel(t.Context())
	s := &script{collect: func(ctx context.Context, cursor string, take func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		if err := take(ctx, "a.json", strings.NewReader(message("a", "1", ""))); err != nil {
			return cursor, 0, err
		}
		close()
		<-ctx.Done()
		return "one", 0, ctx.Err()
	}}
	l := n.polled("https://feeds.example.org/top.xml", s)
	if err := l.Run(ctx, l.p); !errors.Is(err, context.Canceled) {
		t.Errorf("Run() = %v, want that it was closed", err)
	}
	if r := l.road(); r.Owner != "" || r.Cursor != "one" || r.Failures != 0 || r.Due.After(n.now()) {
		t.Errorf("Road() = %+v, want it given back with its cursor, due at once, not failing", r)
	}
}

func TestRunnerMovesByAFifthAtMost(t *testing.T) {
	for _, c := range []struct {
		jitter float64
		want   time.Duration
	}{{0, 80 * time.Second}, {0.5, 100 * time.Second}, {1, 120 * time.Second}} {
		r := Runner{Jitter: func() float64 { return c.jitter }}
		if got := r.jittered(100 * time.Second); got != c.want {
			t.Errorf("jittered(100 s) at %v = %v, want %v", c.jitter, got, c.want)
		}
	}
}

func (f fullDisk) Put(string, io.Reader) (blob.Info, error) { return blob.Info{}, f.err }

func (f fullDisk) Get(string) (*os.File, error) { return nil, f.err }

// Four nodes drive one road at once: no two collect at the same time, and none
// begins elsewhere than where the last one ended.
func TestRunnersAtOnce(t *testing.T) {
	n := newNewsroom(t)
	n.Room.Now = time.Now
	var inside, rounds atomic.Int64
	enough := make(chan struct{})
	collect := func(_ context.Context, cursor string, _ func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		if inside.Add(1) != 1 {
			t.Error("two nodes collect at once")
		}
		defer inside.Add(-1)
		if got, want := cursor, strings.Repeat("x", int(rounds.Load())); got != want {
			t.Errorf("Collect() was given a cursor of %d, want %d", len(got), len(want))
		}
		if rounds.Add(1) == 25 {
			close(enough)
		}
		return cursor + "x", 0, nil
	}
	road := news.NewRoad("npa", news.FTPRoad, "ftp://agency.example.org/out")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var nodes sync.WaitGroup
	for range 4 {
		r := &Runner{Room: n.Room, Store: n.store, Jitter: func() float64 { return 0.5 }}
		nodes.Go(func() {
			p := Polled{Road: road, Every: time.Millisecond, Collector: &script{collect: collect}}
			if err := r.Run(ctx, p); !errors.Is(err, context.Canceled) {
				t.Errorf("Run() = %v, want that it was closed", err)
			}
		})
	}
	<-enough
	stop()
	nodes.Wait()
	if r, err := n.store.Road(t.Context(), road.ID); err != nil || int64(len(r.Cursor)) != rounds.Load() || r.Owner != "" {
		t.Errorf("Road() = cursor of %d, owner %q, %v, want %d rounds", len(r.Cursor), r.Owner, err, rounds.Load())
	}
}

func TestRunnerKeepsItsLeaseWhileItCollects(t *testing.T) {
	n := newNewsroom(t)
	s := &script{}
	l := n.polled("sftp://agency.example.org/out", s)
	l.Lease = 15 * time.Millisecond // extended every 5
	s.collect = func(ctx context.Context, cursor string, _ func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		first := l.road().Until
		n.pass(10 * time.Millisecond)
		for !l.road().Until.After(first) {
			if ctx.Err() != nil {
				t.Error("the collection was ended while its lease could be kept")
				return cursor, 0, ctx.Err()
			}
		}
		return "done", 0, nil
	}
	if r, _ := l.once(); r.Cursor != "done" || r.Failures != 0 {
		t.Errorf("Once() = cursor %q, %d failures (%s), want it done", r.Cursor, r.Failures, r.Error)
	}
}

// A node that died while it collected leaves its lease, which runs out.
func TestRunnerAfterACrash(t *testing.T) {
	n := newNewsroom(t)
	s := &script{collect: func(_ context.Context, cursor string, _ func(context.Context, string, io.Reader) error) (string, time.Duration, error) {
		return "collected", 0, nil
	}}
	l := n.polled("https://feeds.example.org/top.xml", s)
	if _, err := n.store.LeaseRoad(t.Context(), l.p.Road.ID, "the dead", n.now(), n.now().Add(30*time.Second)); err != nil {
		t.Fatal(err)
	}
	if wait, err := l.Once(t.Context(), l.p); err != nil || wait != 30*time.Second || len(s.cursors) != 0 {
		t.Errorf("Once(held by the dead) = %v, %v, want to look again in 30s", wait, err)
	}
	n.pass(30 * time.Second)
	if r, _ := l.once(); r.Cursor != "collected" {
		t.Errorf("Once(run out) = cursor %q, want it collected", r.Cursor)
	}
}
