package demo

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/quotefeed"
	"broadsheet/internal/wire/dialect"
)

// sent is a text item with the file it came in.
type sent struct {
	ingest.Item
	file File
}

// texts reads every file that is no picture and returns its text items.
func texts(t *testing.T, files []File) []sent {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "demo-agencies.toml"), []byte(Dialect), 0o644); err != nil {
		t.Fatal(err)
	}
	known, err := dialect.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	var out []sent
	for _, f := range files {
		if path.Ext(f.Name) == ".jpg" {
			continue
		}
		items, err := ingest.Reader{Dialects: known}.Read(f.Bytes)
		if err != nil || len(items) == 0 {
			t.Errorf("Read(%s) = %d items, %v, want some", f.Name, len(items), err)
		}
		for _, item := range items {
			if len(item.Warnings) > 0 {
				t.Errorf("Read(%s) warns %q, want nothing", f.Name, item.Warnings)
			}
			if item.Type == news.TextItem {
				out = append(out, sent{item, f})
			}
		}
	}
	return out
}

func source(t *testing.T, id news.SourceID) news.Source {
	t.Helper()
	for _, s := range Sources() {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("Sources() has no %q", id)
	return news.Source{}
}

func TestFiles(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)
	files, err := Files(now)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(files, func(a, b File) int { return a.At.Compare(b.At) }) {
		t.Error("Files() is not in the order of delivery")
	}
	pictures := map[string]bool{} // by source and name
	for _, f := range files {
		if path.Ext(f.Name) != ".jpg" {
			continue
		}
		pictures[string(f.Source)+"/"+f.Name] = true
		if c, err := jpeg.DecodeConfig(bytes.NewReader(f.Bytes)); err != nil || !strings.HasSuffix(f.Name, fmt.Sprintf("-%d.jpg", c.Width)) || c.Height != c.Width*2/3 {
			t.Errorf("DecodeConfig(%s) = %d × %d, %v, want the width in its name at 3:2", f.Name, c.Width, c.Height, err)
		}
	}
	items := texts(t, files)
	guids := map[string]bool{}
	for _, it := range items {
		guids[it.GUID] = true
	}
	for _, it := range items {
		for _, l := range it.Links {
			if l.Rel == news.SeeAlso && !guids[l.GUID] {
				t.Errorf("%s is related to %s, which is never sent", it.file.Name, l.GUID)
			}
		}
		for _, a := range it.Associations {
			for _, r := range a.Renditions {
				if !pictures[string(it.file.Source)+"/"+r.Href] {
					t.Errorf("%s shows %s, which is never sent", it.file.Name, r.Href)
				}
			}
		}
	}
	if len(pictures) < 20 {
		t.Errorf("Files() has %d picture files, want at least 20", len(pictures))
	}
}

func TestStoriesFillTheSections(t *testing.T) {
	stories, sections := map[string]bool{}, map[string]int{}
	for _, it := range texts(t, copyAt(t, time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC))) {
		if it.PubStatus != news.Usable || stories[it.GUID] {
			continue
		}
		stories[it.GUID] = true
		rules := source(t, it.file.Source).Route(news.Matter{Item: &it.WireItem}, Titles()).Place
		if len(rules) != 1 || len(rules[0].Subjects) != 1 {
			t.Errorf("Route(%s) = %+v, want the rule of its desk", it.file.Name, rules)
			continue
		}
		sections[string(rules[0].Title)+"/"+rules[0].Section]++
		if slices.ContainsFunc(it.Keywords, func(k string) bool { return strings.Contains(k, ":") }) {
			t.Errorf("%s has keywords %q, want words for readers", it.file.Name, it.Keywords)
		}
		if it.Headline == "" || it.WordCount < 50 || it.SignOff == "" || it.Slugline == "" || it.Urgency == 0 {
			t.Errorf("%s = headline %q, %d words, sign-off %q, slugline %q, urgency %d, want whole copy", it.file.Name, it.Headline, it.WordCount, it.SignOff, it.Slugline, it.Urgency)
		}
	}
	if len(stories) < 40 {
		t.Errorf("Files() has %d stories, want at least 40", len(stories))
	}
	for _, title := range Titles() {
		if len(title.Sections) < 5 {
			t.Errorf("%s has %d sections, want at least 5", title.ID, len(title.Sections))
		}
		for _, s := range title.Sections {
			if n := sections[string(title.ID)+"/"+s.Path]; n < 2 {
				t.Errorf("%s/%s has %d stories, want at least 2", title.ID, s.Path, n)
			}
		}
	}
}

// One story each shows what a paper does with an update, a correction, a kill
// and an embargo.
func TestOneStoryOfEachFate(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)
	takes := map[string][]sent{}
	for _, it := range texts(t, copyAt(t, now)) {
		takes[it.GUID] = append(takes[it.GUID], it)
	}
	fates := map[string][]string{}
	for guid, list := range takes {
		last := list[len(list)-1]
		fate := ""
		switch {
		case last.PubStatus == news.Canceled:
			fate = "killed"
			if last.CorrectionNote == "" {
				t.Errorf("%s tells readers no reason", last.file.Name)
			}
		case slices.ContainsFunc(list, func(it sent) bool { return it.Has(news.SignalCorrection) }):
			fate = "corrected"
			if last.CorrectionNote == "" {
				t.Errorf("%s tells readers no reason", last.file.Name)
			}
		case strings.HasSuffix(guid, besideStory):
			fate = "beside"
		case len(list) > 1:
			fate = "updated"
		case !last.Embargo.IsZero():
			fate = "embargoed"
			if !last.Embargo.After(now) {
				t.Errorf("%s is under embargo until %v, want it to come", last.file.Name, last.Embargo)
			}
		default:
			continue
		}
		fates[fate] = append(fates[fate], guid)
		for i := 1; i < len(list); i++ {
			if news.CompareVersions(list[i-1].Version, list[i].Version) >= 0 || list[i].Headline == list[i-1].Headline && list[i].BodyText == list[i-1].BodyText {
				t.Errorf("%s: version %s after %s, want a higher one with other words", list[i].file.Name, list[i].Version, list[i-1].Version)
			}
		}
	}
	for _, fate := range []string{"updated", "corrected", "killed", "embargoed", "beside"} {
		if len(fates[fate]) != 1 {
			t.Errorf("Files() has %s stories %v, want exactly one", fate, fates[fate])
		}
	}
}

func TestTitlesAndSourcesHold(t *testing.T) {
	for _, title := range Titles() {
		if err := title.Check(); err != nil {
			t.Errorf("Check(%s) = %v, want nil", title.ID, err)
		}
	}
	for _, s := range Sources() {
		if err := s.Check(Titles()); err != nil {
			t.Errorf("Check(%s) = %v, want nil", s.ID, err)
		}
	}
}

func TestQuotesAreSampleData(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)
	items, problems, err := quotefeed.Read(Quotes(now))
	if err != nil || len(problems) > 0 || len(items) != 16 {
		t.Fatalf("Read(Quotes()) = %d quotes, problems %v, %v, want 16", len(items), problems, err)
	}
	known := map[string]bool{}
	for _, in := range Instruments() {
		if err := in.Check(); err != nil || in.Name == "" || in.Unit == "" {
			t.Errorf("Check(%s) = %v, name %q, unit %q, want it whole", in.ID(), err, in.Name, in.Unit)
		}
		known[in.ID()] = true
	}
	for _, it := range items {
		if q := it.Quote; !q.Sample || !known[q.Instrument] || q.AsOf.After(now) || q.Last == nil || q.Base == nil {
			t.Errorf("Quotes() has %+v, want a sample of a known instrument, not of the future", q)
		}
	}
	for _, title := range Titles() {
		for _, id := range title.Bar.Instruments {
			if !known[id] {
				t.Errorf("the bar of %s shows %s, which has no quote", title.ID, id)
			}
		}
	}
}

func TestTriesAreAStoryItsCorrectionAndItsKill(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)
	files, err := Tries(now)
	if err != nil || len(files) != 3 {
		t.Fatalf("Tries() = %d files, %v, want 3", len(files), err)
	}
	items := texts(t, files)
	if len(items) != 3 {
		t.Fatalf("Tries() has %d texts, want 3", len(items))
	}
	for i, it := range items {
		if it.GUID != items[0].GUID || it.Version != fmt.Sprint(i+1) || it.file.Source != Sources()[0].ID {
			t.Errorf("Tries()[%d] = %s version %s of %s, want version %d of the first story", i, it.GUID, it.Version, it.file.Source, i+1)
		}
	}
	if it := items[1]; !it.Has(news.SignalCorrection) || it.CorrectionNote == "" || it.BodyText == items[0].BodyText {
		t.Errorf("Tries()[1] = signals %v, note %q, want a correction of the text", it.Signals, it.CorrectionNote)
	}
	// In ninjs there is only a note to newsrooms, which readers never see.
	if it := items[2]; it.PubStatus != news.Canceled || len(it.EditorialNotes) != 1 || it.CorrectionNote != "" {
		t.Errorf("Tries()[2] = %s, notes %v, for readers %q, want a kill with its reason for the newsroom", it.PubStatus, it.EditorialNotes, it.CorrectionNote)
	}
}
