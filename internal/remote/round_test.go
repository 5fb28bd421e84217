package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// shelf is a folder in memory, for what no real server does on demand.
type shelf struct {
	at    time.Time
	files map[string]File
	bad   map[string]error // names whose bodies fail in the middle
	stays bool             // nothing can be deleted or moved
	moved []string
	lists int
}

func (s *shelf) put(name string, at time.Time, size int) {
	s.files[name] = File{Name: name, Size: int64(size), Changed: at}
}

func (s *shelf) List() ([]File, error) {
	s.lists++
	out := slices.Collect(maps.Values(s.files))
	rand.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out, nil
}

type failing struct {
	io.Reader
	err error
}

func (f failing) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

func (s *shelf) Open(f File) (io.ReadCloser, error) {
	is, ok := s.files[f.Name]
	if !ok {
		return nil, news.ErrNotFound
	}
	body := strings.Repeat("x", int(is.Size))
	if err := s.bad[f.Name]; err != nil {
		return io.NopCloser(failing{strings.NewReader(body[:len(body)/2]), err}), nil
	}
	return io.NopCloser(strings.NewReader(body)), nil
}

func (s *shelf) Look(name string) (File, error) {
	f, ok := s.files[name]
	if !ok {
		return File{}, news.ErrNotFound
	}
	return f, nil
}

func (s *shelf) Delete(name string) error {
	if s.stays {
		return errors.New("permission denied")
	}
	delete(s.files, name)
	return nil
}

func (s *shelf) Move(name, to string) error {
	if s.stays {
		return errors.New("permission denied")
	}
	delete(s.files, name)
	s.moved = append(s.moved, to)
	return nil
}

func (s *shelf) Close() error { return nil }

func newShelf() *shelf {
	return &shelf{at: noon, files: map[string]File{}, bad: map[string]error{}}
}

// noDial is the dial of a round whose session needs none.
func noDial(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("no dial")
}

func (s *shelf) rules() *Rules {
	return &Rules{Dial: noDial, Settle: 5 * time.Second, Now: func() time.Time { return s.at },
		Pause: func(_ context.Context, d time.Duration) error { s.at = s.at.Add(d); return nil }}
}

// take runs a round and returns the names taken in order.
func (s *shelf) take(t *testing.T, r *Rules, from string) (names []string, next string, err error) {
	t.Helper()
	next, err = r.Round(context.Background(), func(*Line) (Session, error) { return s, nil }, from, func(_ context.Context, name string, body io.Reader) error {
		b, err := io.ReadAll(body)
		if err == nil && int64(len(b)) != s.files[name].Size && s.files[name].Name != "" {
			t.Errorf("take(%s) got %d bytes, want %d", name, len(b), s.files[name].Size)
		}
		if err == nil {
			names = append(names, name)
		}
		return err
	})
	return names, next, err
}

func TestRoundTakesInOrderAndOnce(t *testing.T) {
	s := newShelf()
	s.put("b.xml", noon.Add(-2*time.Hour), 10)
	s.put("a.xml", noon.Add(-time.Hour), 10)
	s.put("c.xml", noon.Add(-2*time.Hour), 0)
	s.put("half.xml.part", noon.Add(-time.Hour), 10)
	s.put(".hidden", noon.Add(-time.Hour), 10)
	names, next, err := s.take(t, s.rules(), "")
	if got := strings.Join(names, " "); got != "b.xml c.xml a.xml" || err != nil {
		t.Errorf("Round() took %s, %v; want b.xml c.xml a.xml", got, err)
	}
	names, again, err := s.take(t, s.rules(), next)
	if len(names) != 0 || err != nil || again != next {
		t.Errorf("Round() again took %v, %v, cursor %s; want nothing and the same cursor", names, err, again)
	}
	s.put("a.xml", noon.Add(-time.Minute), 12) // written over
	s.put("late.xml", noon.Add(-3*time.Hour), 5)
	names, _, err = s.take(t, s.rules(), next)
	if got := strings.Join(names, " "); got != "late.xml a.xml" || err != nil {
		t.Errorf("Round() took %s, %v; want the one that came late and the one written over", got, err)
	}
	if names, _, err := s.take(t, s.rules(), "no cursor at all"); len(names) != 4 || err != nil {
		t.Errorf("Round(a cursor that cannot be read) took %v, %v; want all", names, err)
	}
}

func TestRoundWantsPatterns(t *testing.T) {
	s := newShelf()
	for _, name := range []string{"a.xml", "B.XML", "c.txt", "d.jpg"} {
		s.put(name, noon.Add(-time.Hour), 1)
	}
	r := s.rules()
	r.Patterns = []string{"*.xml", "*.jpg"}
	if names, _, err := s.take(t, r, ""); fmt.Sprint(names) != "[B.XML a.xml d.jpg]" || err != nil {
		t.Errorf("Round(*.xml, *.jpg) took %v, %v; want B.XML a.xml d.jpg", names, err)
	}
}

func TestRoundWaitsUntilAFileHasSettled(t *testing.T) {
	for _, c := range []struct {
		name    string
		changed time.Duration // against the clock here
		grows   bool
		looks   int
		want    string
	}{
		{"old", -time.Hour, true, 1, "old"}, // nobody writes to it, as far as a clock tells
		{"new", -time.Second, false, 2, "old new"},
		{"growing", -time.Second, true, 2, "old"},
		{"of a clock ahead", time.Hour, true, 2, "old"},
	} {
		s := newShelf()
		s.put("old", noon.Add(-2*time.Hour), 10)
		s.put("newest", noon.Add(-time.Second), 10)
		name := strings.Fields(c.name)[0]
		s.put(name, noon.Add(c.changed), 10)
		r := s.rules()
		r.Patterns = []string{"old", name}
		pauses := 0
		r.Pause = func(_ context.Context, d time.Duration) error {
			pauses++
			if f := s.files[name]; c.grows && name != "old" {
				f.Size++
				s.files[name] = f
			}
			return nil
		}
		names, next, err := s.take(t, r, "")
		if strings.Join(names, " ") != c.want || err != nil || s.lists != c.looks {
			t.Errorf("%s: Round() took %v after %d looks, %v; want %s after %d", c.name, names, s.lists, err, c.want, c.looks)
		}
		c.grows = false
		if names, _, err := s.take(t, r, next); len(names)+strings.Count(c.want, " ") != 1 && name != "old" || err != nil {
			t.Errorf("%s: Round() after it took %v, %v; want what was not settled", c.name, names, err)
		}
	}
	// The other side's clock is slow: its newest file is the measure.
	s := newShelf()
	s.put("growing", noon.Add(-10*time.Minute), 10)
	r := s.rules()
	r.Pause = func(context.Context, time.Duration) error {
		s.put("growing", noon.Add(-10*time.Minute), 20)
		return nil
	}
	if names, _, err := s.take(t, r, ""); len(names) != 0 || err != nil {
		t.Errorf("Round() with a slow clock there took %v, %v; want nothing while it grows", names, err)
	}
}

// TestRoundIsNotFooledByTheFuture: a file with a wrong date says nothing of the
// other side's clock.
func TestRoundIsNotFooledByTheFuture(t *testing.T) {
	s := newShelf()
	s.put("future.log", noon.AddDate(10, 0, 0), 10)
	s.put("growing", noon.Add(-time.Second), 10)
	r := s.rules()
	r.Patterns = []string{"growing"}
	r.Pause = func(context.Context, time.Duration) error { s.put("growing", noon.Add(-time.Second), 20); return nil }
	if names, _, err := s.take(t, r, ""); len(names) != 0 || err != nil {
		t.Errorf("Round() took %v, %v; want nothing of the one that grows", names, err)
	}
}

// TestCursorForgetsNoFileBelowItsMark: one that was not settled, or came late,
// waits while thousands after it are taken.
func TestCursorForgetsNoFileBelowItsMark(t *testing.T) {
	c := readCursor("")
	var files []File
	for i := range window + 300 {
		f := File{Name: fmt.Sprintf("%06d", i), Size: 1, Changed: noon.Add(time.Duration(i) * time.Second)}
		files = append(files, f)
		if i != 100 {
			c.add(f, false)
		}
	}
	if lost := c.bound(files); len(lost) > 0 {
		t.Errorf("bound() gave up %v", lost)
	}
	c = readCursor(c.String())
	if len(c.taken) > window {
		t.Errorf("the cursor names %d files, want %d at most", len(c.taken), window)
	}
	for i, f := range files {
		if c.has(f) != (i != 100) {
			t.Errorf("has(%s) = %v, want all but one", f.Name, c.has(f))
		}
	}
}

func TestRoundKeepsOrderAndIsNotStuck(t *testing.T) {
	s := newShelf()
	s.put("1", noon.Add(-3*time.Hour), 10)
	s.put("2", noon.Add(-2*time.Hour), 10)
	s.put("3", noon.Add(-time.Hour), 10)
	s.bad["2"] = io.ErrUnexpectedEOF
	var names, all []string
	var next string
	var err error
	for i := range 3 {
		names, next, err = s.take(t, s.rules(), next)
		all = append(all, names...)
		if err == nil || !errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "after all others") != (i == 2) {
			t.Errorf("Round(%d) = %v; want its fault, and at the third time that it is tried last", i, err)
		}
	}
	if fmt.Sprint(all) != "[1]" {
		t.Errorf("three rounds took %v; want 1 alone: 3 waits for 2", all)
	}
	names, next, err = s.take(t, s.rules(), next)
	if fmt.Sprint(names) != "[3]" || err != nil {
		t.Errorf("Round() = %v, %v; want 3 taken and nothing more said of 2", names, err)
	}
	delete(s.bad, "2")
	names, next, err = s.take(t, s.rules(), next)
	if fmt.Sprint(names) != "[2]" || err != nil {
		t.Errorf("Round() = %v, %v; want 2 taken whole in the end", names, err)
	}
	if names, _, err := s.take(t, s.rules(), next); len(names) != 0 || err != nil {
		t.Errorf("Round() = %v, %v; want nothing", names, err)
	}
}

func TestRoundPassesOverWhatIsNoFileOrTooLarge(t *testing.T) {
	s := newShelf()
	bad := []string{"../../etc/passwd", "a/b.xml", `c:\d.xml`, "e\x1b[2J.xml", "f\r\nDELE g", "..", "h\x00", "i\u0085j"}
	for _, name := range bad {
		s.put(name, noon.Add(-time.Hour), 10)
	}
	s.put("large.xml", noon.Add(-time.Hour), 1001)
	s.put("good \xfc.xml", noon.Add(-time.Minute), 10)
	r := s.rules()
	r.Limits.Bytes, r.After = 1000, "delete"
	names, next, err := s.take(t, r, "")
	if fmt.Sprint(names) != "[good _.xml]" {
		t.Errorf("Round() took %q; want the good one under a safe name", names)
	}
	if err == nil || !strings.Contains(err.Error(), `"large.xml" has 1001 bytes; at most 1000 are fetched`) || strings.Count(err.Error(), "is not a plain name") != 6 {
		t.Errorf("Round() = %v; want each name (two start with a dot) and the large file said", err)
	}
	if text := Said(err).Error(); strings.ContainsAny(text, "\x1b\r\n\x00") {
		t.Errorf("Said() = %q; want no control characters", text)
	}
	if names, _, err := s.take(t, r, next); len(names) != 0 || err != nil {
		t.Errorf("Round() again = %v, %v; want it said once", names, err)
	}
	if len(s.files) != len(bad)+1 {
		t.Errorf("%d files are left, want %d: what is not taken is not deleted", len(s.files), len(bad)+1)
	}
}

func TestRoundPutsAway(t *testing.T) {
	s := newShelf()
	s.put("a.xml", noon.Add(-3*time.Hour), 10)
	s.put("b.xml", noon.Add(-2*time.Hour), 10)
	s.put("done/b.xml", noon.Add(-9*time.Hour), 10)
	r := s.rules()
	r.Patterns, r.After, s.stays = []string{"?.xml"}, "move:done", true
	names, next, err := s.take(t, r, "")
	if len(names) != 2 || err == nil || strings.Count(err.Error(), "is taken but stays") != 1 {
		t.Errorf("Round() = %v, %v; want both taken and that they stay said once", names, err)
	}
	if names, next, err = s.take(t, r, next); len(names) != 0 || err != nil || len(s.files) != 3 {
		t.Errorf("Round() = %v, %v; want nothing said again", names, err)
	}
	s.stays = false
	if names, _, err = s.take(t, r, next); len(names) != 0 || err != nil || fmt.Sprint(s.moved) != "[done/a.xml done/b.20261123T100000.xml]" {
		t.Errorf("Round() = %v, %v, moved %v; want both moved, over no other file", names, err, s.moved)
	}
}

func TestRoundDoesNotPassWhatTakeRefuses(t *testing.T) {
	s := newShelf()
	s.put("1", noon.Add(-2*time.Hour), 10)
	s.put("2", noon.Add(-time.Hour), 10)
	full := errors.New("the disk is full")
	from := ""
	for range 5 {
		next, err := s.rules().Round(context.Background(), func(*Line) (Session, error) { return s, nil }, from, func(_ context.Context, name string, body io.Reader) error {
			if name == "2" {
				return full
			}
			return nil // without reading it all
		})
		if !errors.Is(err, full) {
			t.Errorf("Round() = %v; want %v", err, full)
		}
		from = next
	}
	if names, _, err := s.take(t, s.rules(), from); fmt.Sprint(names) != "[2]" || err != nil {
		t.Errorf("Round() = %v, %v; want 2, as the first to come", names, err)
	}
}

// TestRoundAgainstAModel lets files come, late and in bulk, change, go and fail,
// and looks that each is taken once.
func TestRoundAgainstAModel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	s := newShelf()
	r := s.rules()
	r.Limits.Files = 170
	type version struct {
		name string
		at   int64
	}
	want, got, gone := map[version]bool{}, map[version]int{}, map[version]bool{}
	from, n := "", 0
	const rounds = 120
	for i := range rounds {
		s.at = s.at.Add(time.Minute)
		if i < rounds-40 {
			for range rnd.IntN(150) {
				at := s.at.Add(-time.Duration(rnd.IntN(300)) * time.Second) // some come late, many at one time
				s.put(fmt.Sprintf("f%05d.xml", n), at.Truncate(10*time.Second), rnd.IntN(20))
				n++
			}
			for name, f := range s.files {
				switch v := (version{name, f.Changed.UnixMilli()}); {
				case rnd.IntN(200) == 0: // written over
					s.put(name, s.at, 5)
				case rnd.IntN(300) == 0 && got[v] > 0:
					delete(s.files, name)
					gone[v] = true
				}
			}
			clear(s.bad)
			for name := range s.files {
				if rnd.IntN(400) == 0 {
					s.bad[name] = errors.New("cut")
				}
			}
		} else {
			clear(s.bad)
		}
		for name, f := range s.files {
			want[version{name, f.Changed.UnixMilli()}] = true
		}
		next, err := r.Round(context.Background(), func(*Line) (Session, error) { return s, nil }, from, func(_ context.Context, name string, body io.Reader) error {
			if rnd.IntN(500) == 0 {
				return errors.New("busy")
			}
			if _, err := io.ReadAll(body); err != nil {
				return err
			}
			got[version{name, s.files[name].Changed.UnixMilli()}]++
			return nil
		})
		if err == nil && i >= rounds-40 && len(s.bad) > 0 {
			t.Fatal("the model is wrong")
		}
		from = next
		if len(from) > 60_000 {
			t.Fatalf("the cursor has %d bytes after round %d; want it bounded", len(from), i)
		}
	}
	for name, f := range s.files {
		if v := (version{name, f.Changed.UnixMilli()}); got[v] == 0 {
			t.Errorf("%s of %s was never taken", name, f.Changed.Format(time.TimeOnly))
		}
	}
	for v, times := range got {
		if times != 1 {
			t.Errorf("%s was taken %d times, want once", v.name, times)
		}
	}
	if len(got) < 4000 || len(gone) < 20 {
		t.Errorf("the model took %d files of %d, %d of them removed; want more going on", len(got), len(want), len(gone))
	}
}

func TestRoundOfAHundredThousandNames(t *testing.T) {
	s := newShelf()
	for i := range 100_000 {
		s.put(fmt.Sprintf("copy-%06d.xml", i), noon.Add(-time.Duration(100_000-i/3)*time.Second), 3)
	}
	from, total := "", 0
	for range 3 {
		names, next, err := s.take(t, s.rules(), from)
		if err != nil || len(names) != 500 || names[0] != fmt.Sprintf("copy-%06d.xml", total) || len(next) > 40_000 {
			t.Fatalf("Round() took %d from %s, %v, cursor of %d bytes; want the next 500 in order", len(names), names[0], err, len(next))
		}
		from, total = next, total+500
	}
	r := s.rules()
	r.Limits.Names = 99_999
	if _, next, err := s.take(t, r, from); !errors.Is(err, news.ErrInvalid) || next != from {
		t.Errorf("Round() = %v; want that the folder has too many files", err)
	}
}

func TestSaid(t *testing.T) {
	err := Said(fmt.Errorf("530 no, hunter2\x07 is\r\nnot it %s: %w", strings.Repeat("x", 1000), io.EOF), "hunter2", "")
	if !errors.Is(err, io.EOF) || strings.Contains(err.Error(), "hunter2") || !strings.HasPrefix(err.Error(), "530 no, *** is; not it") || len(err.Error()) > maxSaid+3 {
		t.Errorf("Said() = %q", err)
	}
	if Said(nil) != nil {
		t.Error("Said(nil) = an error, want nil")
	}
}

func TestCheck(t *testing.T) {
	for after, want := range map[string]bool{"": true, "delete": true, "move:done": true, "move:/done/npa": true, "move:": false, "move:../x": false, "move:a/../../b": false, "keep": false, "move:a\rb": false, "move:.": false} {
		if err := CheckAfter(after); (err == nil) != want {
			t.Errorf("CheckAfter(%q) = %v, want allowed %v", after, err, want)
		}
	}
	for pattern, want := range map[string]bool{"*.xml": true, "a[bc]?": true, "[": false, "": false} {
		if err := CheckPatterns([]string{pattern}); (err == nil) != want {
			t.Errorf("CheckPatterns(%q) = %v, want allowed %v", pattern, err, want)
		}
	}
}
