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

// How often the program is killed, and who delivers meanwhile. The long form:
// BROADSHEET_CRASH_KILLS=1000 go test -timeout 60m ./test/crash
const (
	kills    = 20
	dropping = 8  // sources with a drop folder
	pushing  = 2  // sources that push
	backlog  = 40 // files that wait in each drop folder, at most
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

// agency is a source that delivers, into a folder or by pushes.
type agency struct {
	id    news.SourceID
	drop  string       // empty: it pushes
	files atomic.Int64 // delivered; of pushes, those the house said it has
}

// guid is that of the nth file. Every tenth is a second version of the one
// before it.
func (a *agency) guid(n int) string {
	if n%10 == 9 {
		n--
	}
	return fmt.Sprintf("urn:crash:%s:%d", a.id, n)
}

// copyOf is the nth file: ninjs, every third NewsML-G2, every eleventh of the
// others a picture story.
func (a *agency) copyOf(n int) string {
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
	agencies              []*agency
	address               atomic.Value // string: of the run that serves now
	last                  run
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
	h := build(t)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	t.Cleanup(func() {
		h.last.end()
		if t.Failed() {
			t.Logf("the kills are timed at random; run it again to see whether it fails each time. The last run said:\n%.20000s", h.last.log.text.String())
		}
	})
	var delivering sync.WaitGroup
	stop := make(chan struct{})
	for _, a := range h.agencies {
		delivering.Go(func() {
			if a.drop == "" {
				h.push(t, a, stop)
			} else {
				a.fill(t, stop)
			}
		})
	}
	for k := range times {
		before := h.taken(t)
		p := h.start(t)
		if k%2 == 0 {
			some := before + r.Int64N(60)
			until(t, p, func() bool { return h.taken(t) > some })
		} else {
			// When a power cut comes is nobody's to choose.
			until(t, p, func() bool { return p.log.says("msg=serving") })
			<-time.After(time.Duration(r.IntN(60_000)) * time.Microsecond)
		}
		p.end()
	}
	close(stop)
	p := h.start(t)
	ended := make(chan struct{})
	go func() { delivering.Wait(); close(ended) }()
	until(t, p, func() bool {
		select {
		case <-ended:
			// An interrupt before it serves would end it as any program.
			return h.waiting(t) == 0 && p.log.says("msg=serving")
		default:
			return false
		}
	})
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("serve after an interrupt = %v, want a clean end", err)
	}
	h.inspect(t)
}

// build makes the program and its settings.
func build(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{program: filepath.Join(dir, "broadsheet"), config: filepath.Join(dir, "broadsheet.toml"), data: filepath.Join(dir, "data")}
	h.address.Store("")
	if out, err := exec.Command("go", "build", "-o", h.program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	text := fmt.Sprintf(settings, h.data)
	for i := range dropping + pushing {
		a := &agency{id: news.SourceID(fmt.Sprintf("npa%d", i))}
		text += fmt.Sprintf(sourceSettings, a.id)
		if i < dropping {
			a.drop = filepath.Join(h.data, "wire", string(a.id))
			if err := os.MkdirAll(a.drop, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		h.agencies = append(h.agencies, a)
	}
	write(t, h.config, text)
	return h
}

// fill delivers into the drop folder until stop is closed.
func (a *agency) fill(t *testing.T, stop <-chan struct{}) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		if a.waiting(t) >= backlog {
			continue
		}
		n := int(a.files.Load())
		name := filepath.Join(a.drop, fmt.Sprintf("%06d.wire", n))
		err := os.WriteFile(name+".part", []byte(a.copyOf(n)), 0o644)
		if err == nil {
			err = os.Rename(name+".part", name)
		}
		if err != nil {
			t.Error(err)
			return
		}
		a.files.Add(1)
	}
}

// waiting counts the files in the drop folder.
func (a *agency) waiting(t *testing.T) int64 {
	names, err := filepath.Glob(filepath.Join(a.drop, "*.wire"))
	if err != nil {
		t.Error(err)
	}
	return int64(len(names))
}

const pushToken = "crash-test-token"

// push delivers files until stop is closed, each until the house says that it
// has it, the last one too. What it is told is kept must be there in the end.
func (h *house) push(t *testing.T, a *agency, stop <-chan struct{}) {
	client := &http.Client{Timeout: 20 * time.Second}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	sent := true // the last one was answered
	for {
		select {
		case <-stop:
			if sent {
				return
			}
		default:
		}
		<-tick.C
		address, _ := h.address.Load().(string)
		if address == "" {
			continue
		}
		text := a.copyOf(int(a.files.Load()))
		r, err := http.NewRequest(http.MethodPost, address+"api/wire/"+string(a.id), strings.NewReader(text))
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("Authorization", "Bearer "+pushToken)
		sent = false
		res, err := client.Do(r)
		if err != nil {
			continue // it was killed
		}
		res.Body.Close()
		switch {
		case res.StatusCode == http.StatusAccepted:
			a.files.Add(1)
			sent = true
		case res.StatusCode < 500:
			t.Errorf("push of %.200s = %d, want 202", text, res.StatusCode)
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
	h.last = p
	return p
}

// end kills the run, if it has not ended, and waits until it no longer writes.
func (p run) end() {
	if p.Cmd != nil && p.ProcessState == nil {
		p.Process.Kill()
		p.Wait() // the error is the kill's
	}
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
			t.Fatal("the program did not come on for half a minute")
		}
	}
}

// waiting counts the files still in the drop folders.
func (h *house) waiting(t *testing.T) int64 {
	var n int64
	for _, a := range h.agencies {
		if a.drop != "" {
			n += a.waiting(t)
		}
	}
	return n
}

// taken counts the files that were moved away from the drop folders.
func (h *house) taken(t *testing.T) int64 {
	var n int64
	for _, a := range h.agencies {
		if a.drop != "" {
			n += a.files.Load()
		}
	}
	return n - h.waiting(t)
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
		files += int(a.files.Load())
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
func (h *house) inspectAgency(t *testing.T, s *store.Store, a *agency) int {
	t.Helper()
	ctx := context.Background()
	files := int(a.files.Load())
	if n, err := s.CountWireItems(ctx, a.id); err != nil || n != files {
		t.Errorf("CountWireItems(%s) = %d, %v; want %d", a.id, n, err, files)
	}
	stories := 0
	for n := range files {
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
		if n%10 == 8 && n+1 < files {
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
		if err != nil || len(done) != files {
			t.Errorf("done/ of %s holds %d files, %v; want %d", a.id, len(done), err, files)
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
