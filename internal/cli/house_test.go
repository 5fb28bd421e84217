package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// morning is when the terminal's clock begins.
var morning = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// settings are of one title and two agencies: the copy of "npa" goes to readers
// as it comes, that of "cw" waits for the desk.
const settings = `
data = %q
[[title]]
id = "courier"
name = "The Courier"
language = "en"
time_zone = "Europe/Berlin"
code = "TC"
  [[title.section]]
  path = "world"
  name = "World"
  [[title.section]]
  path = "sport"
  name = "Sport"
[[source]]
id = "npa"
credit = "NPA"
  [[source.rule]]
  title = "courier"
  section = "world"
  publish = "now"
[[source]]
id = "cw"
credit = "CW"
  [[source.rule]]
  title = "courier"
  section = "world"
  publish = "hold"
`

// terminal runs commands in a folder of their own.
type terminal struct {
	t      *testing.T
	folder string
	at     time.Time
	in     string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	folder := t.TempDir()
	t.Chdir(folder)
	for _, name := range []string{"BROADSHEET_STORE", "BROADSHEET_QUOTES_TOKEN", "BROADSHEET_QUOTES_TOKEN_FILE"} {
		t.Setenv(name, "")
	}
	term := &terminal{t: t, folder: folder, at: morning}
	term.write("broadsheet.toml", fmt.Sprintf(settings, filepath.Join(folder, "data")))
	return term
}

// write writes a file beside the settings and returns its name.
func (term *terminal) write(name, text string) string {
	term.t.Helper()
	if err := os.WriteFile(filepath.Join(term.folder, name), []byte(text), 0o600); err != nil {
		term.t.Fatal(err)
	}
	return name
}

// printed is what a command left behind.
type printed struct {
	t         *testing.T
	call      string
	code      int
	out, errs string
}

func (term *terminal) run(args ...string) printed {
	term.t.Helper()
	var out, errs strings.Builder
	a := &app{in: strings.NewReader(term.in), out: &out, err: &errs, now: func() time.Time { return term.at }}
	code := run(term.t.Context(), a, args)
	return printed{term.t, fmt.Sprintf("run(%s)", strings.Join(args, " ")), code, out.String(), errs.String()}
}

// ok is run for a command that succeeds without a word of complaint.
func (term *terminal) ok(args ...string) printed {
	term.t.Helper()
	p := term.run(args...)
	if p.code != 0 || p.errs != "" {
		term.t.Fatalf("%s = %d, %q, want 0 and no complaint", p.call, p.code, p.errs)
	}
	return p
}

// complaint is what a command said went wrong, without the log's lines.
func (p printed) complaint() string {
	var out []string
	for line := range strings.Lines(p.errs) {
		if !strings.HasPrefix(line, "time=") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// failed checks the exit status and that one line, beginning with the
// command, says what went wrong.
func (p printed) failed(code int, line string) {
	p.t.Helper()
	if got := p.complaint(); p.code != code || strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "broadsheet ") || !strings.Contains(got, line) {
		p.t.Errorf("%s = %d, %q, want %d and one line saying %q", p.call, p.code, got, code, line)
	}
}

// says checks that the output holds each text.
func (p printed) says(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.out, text) {
			p.t.Errorf("%s prints %q, want it to say %q", p.call, p.out, text)
		}
	}
}

// json reads the output into v.
func (p printed) json(v any) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.out), v); err != nil {
		p.t.Fatalf("%s prints %q, want JSON: %v", p.call, p.out, err)
	}
}

// message is a ninjs text.
func message(guid, headline string) string {
	quoted, err := json.Marshal(headline)
	if err != nil {
		panic(err) // a string always is JSON
	}
	return fmt.Sprintf(`{"standard":{"name":"ninjs","version":"3.1"},"uri":%q,"version":"1","type":"text","language":"en",`+
		`"headlines":[{"role":"main","value":%s}],`+
		`"bodies":[{"role":"main","contentType":"text/html","value":"<p>Two ferries left Hallen on Monday.</p><p>More are to follow.</p>"}]}`, guid, quoted)
}

// put files a message of an agency and returns the id of its story.
func (term *terminal) put(source, guid, headline string) string {
	term.t.Helper()
	p := term.ok("wire", "put", "-source", source, term.write(guid+".json", message(guid, headline)))
	fields := strings.Fields(p.out)
	if len(fields) != 4 || fields[2] != "filed" {
		term.t.Fatalf("%s prints %q, want FILE: GUID filed STORY", p.call, p.out)
	}
	return fields[3]
}

// readers returns what readers of "courier" get at an address.
func (term *terminal) readers(path string) (news.Released, *news.GoneNotice, error) {
	term.t.Helper()
	s, err := store.Open(term.t.Context(), "sqlite:"+filepath.Join(term.folder, "data", "broadsheet.db"))
	if err != nil {
		term.t.Fatal(err)
	}
	r, gone, err := s.Readers().Story(term.t.Context(), "courier", path)
	if closing := s.Close(); closing != nil {
		term.t.Fatal(closing)
	}
	if err != nil && !errors.Is(err, news.ErrNotFound) && !errors.Is(err, news.ErrKilled) {
		term.t.Fatal(err)
	}
	return r, gone, err
}
