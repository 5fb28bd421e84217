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
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// How much is delivered and how often the program is killed meanwhile. The long
// form: BROADSHEET_CRASH_KILLS=1000 go test -timeout 60m ./test/crash
const (
	kills        = 20
	filesPerKill = 25
	dropping     = 8 // sources with a drop folder
	pushing      = 2 // sources that push
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
`

const sourceSettings = `
[[source]]
id = %q
credit = "NPA"
  [[source.rule]]
  title = "courier"
  section = "world"
  publish = "now"
`

// agency is a source that delivers: so many files, into a folder or by pushes.
type agency struct {
	id    news.SourceID
	drop  string // empty: it pushes
	files int
}

// guid is that of the nth file. Every tenth is a second version of the one
// before it.
func (a agency) guid(n int) string {
	if n%10 == 9 {
		n--
	}
	return fmt.Sprintf("urn:crash:%s:%d", a.id, n)
}

// copyOf is the nth file: ninjs, every third NewsML-G2, every eleventh of the
// others a picture story.
func (a agency) copyOf(n int) string {
	guid, version := a.guid(n), 1
	if n%10 == 9 {
		version = 2
	}
	text := fmt.Sprintf("<p>Ferry %s left the quay on Monday, take %d.</p>", guid, version)
	if n%3 == 0 {
		return fmt.Sprintf(`<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid=%q version="%d" standard="NewsML-G2" standardversion="2.35"><itemMeta><itemClass qcode="ninat:text"/></itemMeta>`+
			`<contentMeta><language tag="en"/><headline>Ferry %s leaves the quay</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>%s</body></html></inlineXML></contentSet></newsItem>`,
			guid, version, guid, text)
	}
	picture := ""
	if n%11 == 0 {
		picture = fmt.Sprintf(`,"associations":[{"uri":"urn:crash:%s:picture:%d","name":"main","type":"picture","renditions":[{"name":"w","href":"p%d.jpg"}]}]`, a.id, n, n)
	}
	return fmt.Sprintf(`{"uri":%q,"version":"%d","type":"text","pubStatus":"usable","language":"en","headlines":[{"value":"Ferry %s leaves the quay"}],"bodies":[{"contentType":"text/html","value":%q}]%s}`,
		guid, version, guid, text, picture)
}

// house is a program under test and who delivers to it.
type house struct {
	program, config, data string
	agencies              []agency
	address               atomic.Value // string: of the run that serves now
}

// TestKilledDuringIngest has ten agencies deliver, eight into folders and two by
// pushes, kills the program again and again while it takes their copy, and then
// finds each item filed once, each story released once and the journal without
// a gap.
func TestKilledDuringIngest(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a process many times")
	}
	times := kills
	if v := os.Getenv("BROADSHEET_CRASH_KILLS"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			t.Fatalf("BROADSHEET_CRASH_KILLS = %q, want a number", v)
		}
		times = n
	}
	h := build(t, times*filesPerKill/(dropping+pushing))
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("the kills are timed at random; run it again to see whether it fails each time")
		}
	})
	var pushers sync.WaitGroup
	stop := make(chan struct{})
	defer func() { close(stop); pushers.Wait() }()
	for _, a := range h.agencies {
		if a.drop == "" {
			pushers.Go(func() { h.push(t, a, stop) })
		}
	}
	for k := range times {
		before := h.waiting(t)
		if before == 0 {
			t.Fatalf("all files were taken before kill %d; the test proves too little", k+1)
		}
		p := h.start(t)
		if k%2 == 0 {
			// Somewhere in the middle of its share of the rest.
			left := max(0, before-1-r.IntN(2*before/(times-k+1)+1))
			until(t, p, func() bool { return h.waiting(t) <= left })
		} else {
			// When a power cut comes is nobody's to choose.
			until(t, p, func() bool { return p.log.says("msg=serving") })
			<-time.After(time.Duration(r.IntN(60_000)) * time.Microsecond)
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.Wait() // the error is the kill's
	}
	p := h.start(t)
	pushed := make(chan struct{})
	go func() { pushers.Wait(); close(pushed) }()
	// An interrupt before it serves would end it as any program.
	until(t, p, func() bool { return h.waiting(t) == 0 && p.log.says("msg=serving") })
	select {
	case <-pushed:
	case <-time.After(2 * time.Minute):
		t.Fatal("the pushes did not end")
	}
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("serve after an interrupt = %v, want a clean end", err)
	}
	h.inspect(t)
}

// build makes the program, its settings, and what the agencies with a folder
// deliver: files each.
func build(t *testing.T, files int) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{program: filepath.Join(dir, "broadsheet"), config: filepath.Join(dir, "broadsheet.toml"), data: filepath.Join(dir, "data")}
	h.address.Store("")
	if out, err := exec.Command("go", "build", "-o", h.program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	text := fmt.Sprintf(settings, h.data)
	for i := range dropping + pushing {
		a := agency{id: news.SourceID(fmt.Sprintf("npa%d", i)), files: files}
		text += fmt.Sprintf(sourceSettings, a.id)
		if i < dropping {
			a.drop = filepath.Join(h.data, "wire", string(a.id))
			if err := os.MkdirAll(a.drop, 0o755); err != nil {
				t.Fatal(err)
			}
			for n := range files {
				name := filepath.Join(a.drop, fmt.Sprintf("%05d.wire", n))
				write(t, name+".part", a.copyOf(n))
				if err := os.Rename(name+".part", name); err != nil {
					t.Fatal(err)
				}
			}
		}
		h.agencies = append(h.agencies, a)
	}
	write(t, h.config, text)
	return h
}

const pushToken = "crash-test-token"

// push delivers all of an agency's files, each until the house says that it has
// it. What it is told is kept must be there in the end.
func (h *house) push(t *testing.T, a agency, stop <-chan struct{}) {
	client := &http.Client{Timeout: 20 * time.Second}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for n := 0; n < a.files; {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		address, _ := h.address.Load().(string)
		if address == "" {
			continue
		}
		r, err := http.NewRequest(http.MethodPost, address+"api/wire/"+string(a.id), strings.NewReader(a.copyOf(n)))
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("Authorization", "Bearer "+pushToken)
		res, err := client.Do(r)
		if err != nil {
			continue // it was killed
		}
		res.Body.Close()
		switch {
		case res.StatusCode == http.StatusAccepted:
			n++
		case res.StatusCode < 500:
			t.Errorf("push of %s = %d, want 202", a.guid(n), res.StatusCode)
			return
		}
	}
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
	mu      sync.Mutex // guards text
	text    strings.Builder
	address *atomic.Value // is given the address it serves at
}

var servesAt = regexp.MustCompile(`msg=serving at=(\S+)`)

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := servesAt.FindSubmatch(p); m != nil {
		s.address.Store(string(m[1]))
	}
	return s.text.Write(p)
}

func (s *said) says(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(s.text.String(), text)
}

func (h *house) start(t *testing.T) run {
	t.Helper()
	h.address.Store("")
	p := run{exec.Command(h.program, "serve", "-config", h.config), &said{address: &h.address}}
	for _, a := range h.agencies {
		p.Env = append(p.Environ(), "BROADSHEET_WIRE_TOKEN_"+strings.ToUpper(string(a.id))+"="+pushToken)
	}
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

// waiting counts the files still in the drop folders.
func (h *house) waiting(t *testing.T) int {
	t.Helper()
	n := 0
	for _, a := range h.agencies {
		if a.drop == "" {
			continue
		}
		names, err := filepath.Glob(filepath.Join(a.drop, "*.wire"))
		if err != nil {
			t.Fatal(err)
		}
		n += len(names)
	}
	return n
}

func (h *house) inspect(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, "sqlite:"+filepath.Join(h.data, "broadsheet.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if q, err := s.Quarantined(ctx, true); err != nil || len(q) > 0 {
		t.Errorf("Quarantined() = %d files, %v; want none", len(q), err)
	}
	files, stories := 0, 0
	for _, a := range h.agencies {
		files += a.files
		stories += h.inspectAgency(t, s, a)
	}
	lines, err := s.Stories(ctx, files*2)
	if err != nil || len(lines) != stories {
		t.Errorf("Stories() = %d, %v; want %d", len(lines), err, stories)
	}
	released, err := s.Readers().Newest(ctx, "courier", "", time.Time{}, files*2)
	if err != nil || len(released) != stories {
		t.Errorf("released stories = %d, %v; want %d", len(released), err, stories)
	}
	gapless(t, s, files)
}

// inspectAgency looks for all that an agency delivered and returns how many
// stories that makes.
func (h *house) inspectAgency(t *testing.T, s *store.Store, a agency) int {
	t.Helper()
	ctx := context.Background()
	if n, err := s.CountWireItems(ctx, a.id); err != nil || n != a.files {
		t.Errorf("CountWireItems(%s) = %d, %v; want %d", a.id, n, err, a.files)
	}
	stories := 0
	for n := range a.files {
		if n%10 == 9 {
			continue
		}
		stories++
		f, err := s.StoryByGUID(ctx, a.id, a.guid(n))
		if err != nil {
			t.Errorf("%s was lost: %v", a.guid(n), err)
			continue
		}
		want := 1
		if n%10 == 8 && n+1 < a.files {
			want = 2
		}
		if f.Story.Head != want {
			t.Errorf("%s has %d versions, want %d", a.guid(n), f.Story.Head, want)
		}
		pubs, err := s.Publications(ctx, f.Story.ID, "courier")
		if err != nil || len(pubs) != f.Story.Head {
			t.Errorf("%s was published %d times, %v; want %d", a.guid(n), len(pubs), err, f.Story.Head)
		}
		if _, _, err := s.Readers().Story(ctx, "courier", f.Placements[0].Path); err != nil {
			t.Errorf("readers do not have %s: %v", a.guid(n), err)
		}
	}
	if a.drop != "" {
		done, err := filepath.Glob(filepath.Join(a.drop, "done", "*.wire"))
		if err != nil || len(done) != a.files {
			t.Errorf("done/ of %s holds %d files, %v; want %d", a.id, len(done), err, a.files)
		}
	}
	return stories
}

func gapless(t *testing.T, s *store.Store, files int) {
	t.Helper()
	var last int64
	filed := 0
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
			if e.Verb == news.VerbFiled || e.Verb == news.VerbUpdated {
				filed++
			}
		}
	}
	if filed != files {
		t.Errorf("the journal tells of %d filings, want %d", filed, files)
	}
}
