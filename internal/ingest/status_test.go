package ingest

import (
	"bytes"
	"context"
	"errors"
	goflag "flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/dialect"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/tools/txtar"
)

var update = goflag.Bool("update", false, "rewrite what the cases in testdata want")

// TestStatus plays the cases of testdata/status: agencies' messages, the desk's
// deeds and the passing of time, in their order, on a real room and store, and
// what becomes of them for the newsroom and for readers.
//
// A case says what it shows, then has one part for each step:
//
//	-- source --                  settings of the source, before all others
//	-- 1.xml --                   a file that comes in
//	-- 2.xml windows-1252 crlf -- the same in another encoding: bom, utf-16
//	-- 3.txt escaped --           with \xNN for bytes that text cannot hold
//	-- photo.jpg --               a picture file; its width in pixels is within
//	-- pass 2h --                 time passes, and what is due is settled
//	-- desk edit GUID --          key: value; edit, correct, publish, lift,
//	                              release, take down, kill
//	-- want --                    rewritten with -update
//
// In files named .7901 and .anpa control characters are written as their
// pictures, U+2401 for SOH.
func TestStatus(t *testing.T) {
	cases, err := filepath.Glob("testdata/status/*/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("Glob() = %d cases, %v; want all", len(cases), err)
	}
	for _, name := range cases {
		rel, err := filepath.Rel("testdata/status", name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.ToSlash(rel), ".txtar"), func(t *testing.T) {
			t.Parallel()
			playCase(t, name)
		})
	}
}

func playCase(t *testing.T, name string) {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(bytes.TrimSpace(a.Comment)) < 40 {
		t.Errorf("%s does not say what it shows, and why", name)
	}
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
	want := ""
	if i >= 0 {
		want = string(a.Files[i].Data)
		a.Files = slices.Delete(a.Files, i, i+1)
	}
	got := play(t, a.Files)
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		return
	}
	a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// player plays one case.
type player struct {
	*newsroom
	desk  *desk.Room
	told  map[string]string // of each story, what was told last
	tell  strings.Builder
	named atomic.Int64
}

func play(t *testing.T, steps []txtar.File) string {
	t.Helper()
	p := &player{newsroom: newNewsroom(t), told: map[string]string{}}
	p.NewID = func() string { return fmt.Sprintf("01938000-0000-7000-8000-%012d", p.named.Add(1)) }
	p.desk = &desk.Room{Store: p.store, Now: p.now}
	known, err := dialect.Load(filepath.Join("testdata", "dialects"))
	if err != nil {
		t.Fatal(err)
	}
	p.Dialects = known
	second := news.Title{ID: "tageblatt", Name: "Das Tageblatt", Hosts: []string{"tageblatt.localhost"}, Language: "de", TimeZone: "Europe/Berlin", Code: "DT", Sections: []news.Section{{Path: "politik", Name: "Politik"}}}
	if _, err := p.store.SaveTitle(context.Background(), second, 1, p.now()); err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		fmt.Fprintf(&p.tell, "[%s]\n", step.Name)
		p.step(step)
		p.settle()
		p.stories()
	}
	return p.tell.String()
}

func (p *player) step(f txtar.File) {
	p.t.Helper()
	words := strings.Fields(f.Name)
	switch {
	case words[0] == "source":
		p.source(string(f.Data))
	case words[0] == "pass":
		d, err := time.ParseDuration(words[1])
		if err != nil {
			p.t.Fatalf("%s: %v", f.Name, err)
		}
		p.pass(d)
		fmt.Fprintf(&p.tell, "it is %s\n", p.now().Format(time.RFC3339))
	case words[0] == "desk":
		p.deskDeed(words[1], words[2], string(f.Data))
	default:
		p.file(words[0], bytesOf(p.t, words, f.Data))
	}
}

// source lays settings over those the source has.
func (p *player) source(settings string) {
	p.t.Helper()
	src, err := p.store.Source(context.Background(), "npa")
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := toml.Decode(settings, &src); err != nil {
		p.t.Fatalf("source: %v", err)
	}
	if _, err := p.store.SaveSource(context.Background(), src, p.now()); err != nil {
		p.t.Fatal(err)
	}
}

// bytesOf returns the bytes that a part stands for.
func bytesOf(t *testing.T, words []string, data []byte) []byte {
	t.Helper()
	name := words[0]
	switch filepath.Ext(name) {
	case ".jpg":
		width, err := strconv.Atoi(strings.TrimSpace(string(data)))
		if err != nil {
			t.Fatalf("%s: its width: %v", name, err)
		}
		return photograph(t, width)
	case ".7901", ".anpa":
		data = controls(data)
	}
	var err error
	for _, how := range words[1:] {
		switch how {
		case "windows-1252":
			data, err = charmap.Windows1252.NewEncoder().Bytes(data)
		case "iso-8859-1":
			data, err = charmap.ISO8859_1.NewEncoder().Bytes(data)
		case "utf-16":
			data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(data)
		case "bom":
			data = append([]byte("\xef\xbb\xbf"), data...)
		case "crlf":
			data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		case "escaped":
			data = escapes.ReplaceAllFunc(data, func(m []byte) []byte {
				n, err := strconv.ParseUint(string(m[2:]), 16, 8)
				if err != nil {
					t.Fatal(err)
				}
				return []byte{byte(n)}
			})
		default:
			t.Fatalf("%s: no such way to write a file: %q", name, how)
		}
		if err != nil {
			t.Fatalf("%s: %s: %v", name, how, err)
		}
	}
	return data
}

var escapes = regexp.MustCompile(`\\x[0-9a-f]{2}`)

// controls writes control characters where their pictures stand.
func controls(data []byte) []byte {
	return []byte(strings.Map(func(r rune) rune {
		switch {
		case r > '\u2400' && r <= '\u241f':
			return r - '\u2400'
		case r == '\u2421':
			return 0x7f
		}
		return r
	}, string(data)))
}

func (p *player) file(name string, raw []byte) {
	p.t.Helper()
	taken, err := p.Take(context.Background(), "npa", name, "test", bytes.NewReader(raw))
	if err != nil {
		p.t.Fatalf("Take(%s) = %v", name, err)
	}
	for _, f := range taken.Items {
		fmt.Fprintf(&p.tell, "%s", f.GUID)
		if f.Version != "" {
			fmt.Fprintf(&p.tell, " version %s", f.Version)
		}
		fmt.Fprintf(&p.tell, ": %s\n", f.Outcome)
	}
	if taken.Quarantine != "" {
		fmt.Fprintf(&p.tell, "quarantined: %s\n", taken.Reason)
	}
}

func (p *player) deskDeed(deed, guid, data string) {
	p.t.Helper()
	said := map[string]string{}
	for line := range strings.Lines(data) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			said[key] = value
		}
	}
	f, err := p.store.StoryByGUID(context.Background(), "npa", guid)
	if err != nil {
		p.t.Fatal(err)
	}
	words := desk.Words{}
	if s, ok := said["headline"]; ok {
		words.Headline = &s
	}
	if s, ok := said["body"]; ok {
		words.Body = &s
	}
	ctx := context.Background()
	switch deed {
	case "edit":
		_, err = p.desk.Edit(ctx, f, words, "e")
	case "correct":
		_, err = p.desk.Correct(ctx, chief(), f, words, said["note"])
	case "publish":
		_, err = p.desk.Publish(ctx, chief(), f, desk.Order{Title: news.TitleID(said["title"]), Section: said["section"]})
	case "lift":
		_, err = p.desk.Publish(ctx, chief(), f, desk.Order{LiftEmbargo: true, LiftHold: true})
	case "release":
		_, err = p.desk.Release(ctx, chief(), f)
	case "takedown":
		_, err = p.desk.TakeDown(ctx, chief(), f, "courier", said["reason"])
	case "kill":
		_, err = p.desk.Kill(ctx, chief(), f.Story.ID, said["reason"])
	default:
		p.t.Fatalf("no such deed: %q", deed)
	}
	if err != nil {
		fmt.Fprintf(&p.tell, "refused: %v\n", err)
	}
}

// settle does what the clock alone has made due.
func (p *player) settle() {
	p.t.Helper()
	for {
		ids, err := p.store.Due(context.Background(), p.now(), 10)
		if err != nil {
			p.t.Fatal(err)
		}
		if len(ids) == 0 {
			return
		}
		for _, id := range ids {
			if _, err := p.store.SettleDue(context.Background(), id, p.now()); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

// stories tells of each story that is not as it was told last.
func (p *player) stories() {
	p.t.Helper()
	lines, err := p.store.Stories(context.Background(), 1000)
	if err != nil {
		p.t.Fatal(err)
	}
	slices.SortFunc(lines, func(a, b news.StoryLine) int { return strings.Compare(a.Story.GUID, b.Story.GUID) })
	for _, l := range lines {
		f, err := p.store.Story(context.Background(), l.Story.ID)
		if err != nil {
			p.t.Fatal(err)
		}
		if text := p.story(f); p.told[l.Story.GUID] != text {
			p.told[l.Story.GUID] = text
			fmt.Fprintf(&p.tell, "story %s\n%s", l.Story.GUID, text)
		}
	}
}

// story tells where a story stands and what its readers get.
func (p *player) story(f news.StoryFile) string {
	p.t.Helper()
	st := f.Story
	var b strings.Builder
	line := func(word, format string, a ...any) { fmt.Fprintf(&b, "  %-9s %s\n", word, fmt.Sprintf(format, a...)) }
	stands := []string{fmt.Sprintf("%d versions", st.Head)}
	if st.TakeVersion != "" {
		stands = append(stands, "agency's "+st.TakeVersion)
	}
	for word, holds := range map[string]bool{"touched": st.Touched, "withheld": st.Withheld, "frozen": st.Frozen != "", "embargo without a time": st.EmbargoHold, "a take waits": st.Pending != ""} {
		if holds {
			stands = append(stands, word)
		}
	}
	slices.Sort(stands[1:])
	line("stands", "%s", strings.Join(stands, ", "))
	for _, x := range []struct {
		word string
		at   time.Time
	}{{"embargo", st.EmbargoUntil}, {"unlisted", st.Expires}, {"ends", st.Ends}, {"killed", st.KilledAt}} {
		if !x.at.IsZero() {
			line(x.word, "%s", x.at.UTC().Format(time.RFC3339))
		}
	}
	for _, text := range st.Flags {
		line("look", "%s", text)
	}
	if f.Latest != nil {
		line("newest", "%s: %s", f.Latest.Kind, f.Latest.Headline)
	}
	for _, pl := range f.Placements {
		line("on", "%s/%s %s", pl.Title, pl.Path, pl.State)
		p.readersOf(pl, line)
	}
	return b.String()
}

// readersOf tells what readers get at an address and in lists.
func (p *player) readersOf(pl news.Placement, line func(string, string, ...any)) {
	p.t.Helper()
	ctx := context.Background()
	list, err := p.store.Readers().Newest(ctx, pl.Title, "", time.Time{}, 100)
	if err != nil {
		p.t.Fatal(err)
	}
	listed := slices.ContainsFunc(list, func(r news.Released) bool { return r.Story == pl.Story })
	r, gone, err := p.store.Readers().Story(ctx, pl.Title, pl.Path)
	switch {
	case gone != nil:
		line("readers", "410 %s: %q, %q", gone.Why, gone.Headline, gone.Reason)
	case errors.Is(err, news.ErrNotFound):
		line("readers", "404")
	case err != nil:
		p.t.Fatal(err)
	default:
		p.released(r, listed, line)
	}
	if listed && err != nil {
		line("readers", "LISTED, though not shown")
	}
}

func (p *player) released(r news.Released, listed bool, line func(string, string, ...any)) {
	where := "200, in no list"
	if listed {
		where = "200, in lists"
	}
	line("readers", "%s: version %d, %s", where, r.Version, r.Headline)
	for _, x := range []struct{ word, text string }{
		{"kicker", r.Kicker}, {"below", r.Standfirst}, {"byline", r.Byline}, {"dateline", r.Dateline}, {"text", strings.ReplaceAll(r.Body, "\n", "\n            ")}, {"signed", r.SignOff}, {"owner", r.Copyright},
	} {
		if x.text != "" {
			line(x.word, "%s", x.text)
		}
	}
	for _, c := range r.Changes[1:] {
		note := ""
		if c.Note != "" {
			note = ": " + c.Note
		}
		line("change", "%s of version %d%s", c.Kind, c.Version, note)
	}
	for _, x := range r.Pictures {
		line("picture", "%d px, %q, %q", x.Renditions[0].Width, x.Caption, x.Credit)
	}
	if cards, err := p.store.Readers().Cards(context.Background(), r.Title, r.Related); err == nil && len(cards) > 0 {
		var names []string
		for _, c := range cards {
			names = append(names, c.Headline)
		}
		line("related", "%s", strings.Join(names, "; "))
	}
}
