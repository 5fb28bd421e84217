// Package crash kills the program while it takes in copy and looks for what
// was lost or doubled.
//
// It tests the built binary from outside, as an operator's power cut would.
// Start at TestKilledDuringIngest.
package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

const (
	files = 500
	kills = 20
)

const settings = `
listen = "127.0.0.1:0"
data = %q
[wire]
look = "20ms"
settle = "20ms"
[[title]]
id = "courier"
name = "The Courier"
language = "en"
time_zone = "UTC"
code = "TC"
  [[title.section]]
  path = "world"
  name = "World"
[[source]]
id = "npa"
credit = "NPA"
  [[source.rule]]
  title = "courier"
  section = "world"
  publish = "now"
`

// copyOf is the nth file. Every tenth is a second version of the one before it,
// every eleventh a picture story.
func copyOf(n int) string {
	id, version := n, 1
	if n%10 == 9 {
		id, version = n-1, 2
	}
	picture := ""
	if n%11 == 0 {
		picture = fmt.Sprintf(`,"associations":[{"uri":"urn:crash:picture:%d","name":"main","type":"picture","renditions":[{"name":"w","href":"p%d.jpg"}]}]`, id, id)
	}
	return fmt.Sprintf(`{"uri":"urn:crash:%d","version":"%d","type":"text","pubStatus":"usable","language":"en","headlines":[{"value":"Ferry %d leaves the quay"}],`+
		`"bodies":[{"contentType":"text/html","value":"<p>Ferry %d left the quay on Monday, take %d.</p>"}]%s}`, id, version, id, id, version, picture)
}

// TestKilledDuringIngest drops 500 files, kills the program twenty times while
// it takes them, and then finds each item filed once, each story released once
// and the journal without a gap.
func TestKilledDuringIngest(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a process many times")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "broadsheet")
	if out, err := exec.Command("go", "build", "-o", program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	data := filepath.Join(dir, "data")
	config := filepath.Join(dir, "broadsheet.toml")
	write(t, config, fmt.Sprintf(settings, data))
	drop := filepath.Join(data, "wire", "npa")
	if err := os.MkdirAll(drop, 0o755); err != nil {
		t.Fatal(err)
	}
	for n := range files {
		name := filepath.Join(drop, fmt.Sprintf("%04d.json", n))
		write(t, name+".part", copyOf(n))
		if err := os.Rename(name+".part", name); err != nil {
			t.Fatal(err)
		}
	}

	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("the kills are timed at random; run it again to see whether it fails each time")
		}
	})
	for k := range kills {
		before := waiting(t, drop)
		if before == 0 {
			t.Fatalf("all files were taken before kill %d; the test proves too little", k+1)
		}
		p := start(t, program, config)
		// Somewhere in the middle of its share of the rest.
		left := max(0, before-1-r.IntN(2*before/(kills-k+1)+1))
		until(t, p, func() bool { return waiting(t, drop) <= left })
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.Wait() // the error is the kill's
	}
	p := start(t, program, config)
	// An interrupt before it serves would end it as any program.
	until(t, p, func() bool { return waiting(t, drop) == 0 && p.log.says("msg=serving") })
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("serve after an interrupt = %v, want a clean end", err)
	}
	inspect(t, data, drop)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run is one run of the program and what it says.
type run struct {
	*exec.Cmd
	log *said
}

// said is what a program has said so far.
type said struct {
	mu   sync.Mutex // guards text
	text strings.Builder
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) says(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(s.text.String(), text)
}

func start(t *testing.T, program, config string) run {
	t.Helper()
	p := run{exec.Command(program, "serve", "-config", config), &said{}}
	p.Stderr = p.log
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Process.Kill()
		p.Wait() // it no longer writes to log after this
		if t.Failed() {
			t.Logf("a run of the program said:\n%.20000s", p.log.text.String())
		}
	})
	return p
}

// until waits for another process, so it has to look again and again.
func until(t *testing.T, p run, done func() bool) {
	t.Helper()
	end := time.After(30 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-end:
			// It says where it stands as it ends.
			p.Process.Signal(syscall.SIGQUIT)
			p.Wait()
			t.Fatal("the program took no file for half a minute")
		}
	}
}

// waiting counts the files still in the drop folder.
func waiting(t *testing.T, drop string) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(drop, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

func inspect(t *testing.T, data, drop string) {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, "sqlite:"+filepath.Join(data, "broadsheet.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if q, err := s.Quarantined(ctx, true); err != nil || len(q) > 0 {
		t.Errorf("Quarantined() = %d files, %v; want none", len(q), err)
	}
	if n, err := s.CountWireItems(ctx, "npa"); err != nil || n != files {
		t.Errorf("CountWireItems() = %d, %v; want %d", n, err, files)
	}
	stories, versions := 0, 0
	for n := range files {
		if n%10 == 9 {
			continue
		}
		stories++
		f, err := s.StoryByGUID(ctx, "npa", fmt.Sprintf("urn:crash:%d", n))
		if err != nil {
			t.Errorf("file %d was lost: %v", n, err)
			continue
		}
		want := 1
		if n%10 == 8 {
			want = 2
		}
		if f.Story.Head != want {
			t.Errorf("story of file %d has %d versions, want %d", n, f.Story.Head, want)
		}
		versions += f.Story.Head
		pubs, err := s.Publications(ctx, f.Story.ID, "courier")
		if err != nil || len(pubs) != f.Story.Head {
			t.Errorf("story of file %d was published %d times, %v; want %d", n, len(pubs), err, f.Story.Head)
		}
		if _, _, err := s.Readers().Story(ctx, "courier", f.Placements[0].Path); err != nil {
			t.Errorf("readers do not have the story of file %d: %v", n, err)
		}
	}
	lines, err := s.Stories(ctx, files*2)
	if err != nil || len(lines) != stories {
		t.Errorf("Stories() = %d, %v; want %d", len(lines), err, stories)
	}
	released, err := s.Readers().Newest(ctx, "courier", "", time.Time{}, files*2)
	if err != nil || len(released) != stories {
		t.Errorf("released stories = %d, %v; want %d", len(released), err, stories)
	}
	if versions != files {
		t.Errorf("%d versions in all, want %d", versions, files)
	}
	gapless(t, s)
	done, err := filepath.Glob(filepath.Join(drop, "done", "*.json"))
	if err != nil || len(done) != files {
		t.Errorf("done/ holds %d files, %v; want %d", len(done), err, files)
	}
}

func gapless(t *testing.T, s *store.Store) {
	t.Helper()
	var last int64
	for {
		events, err := s.Journal(context.Background(), last, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if e.N != last+1 {
				t.Fatalf("journal goes from %d to %d", last, e.N)
			}
			last = e.N
		}
	}
	filed := 0
	events, err := s.Journal(context.Background(), 0, int(last))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Verb == news.VerbFiled || e.Verb == news.VerbUpdated {
			filed++
		}
	}
	if filed != files {
		t.Errorf("the journal tells of %d filings, want %d", filed, files)
	}
}
