package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/wire/dialect"
)

// speaks gives a newsroom the shipped dialects and its source one of them.
func (n *newsroom) speaks(name string) {
	n.t.Helper()
	set, err := dialect.Load("")
	if err != nil {
		n.t.Fatal(err)
	}
	n.Dialects = set
	src, err := n.store.Source(context.Background(), "npa")
	if err != nil {
		n.t.Fatal(err)
	}
	src.Dialect = name
	if _, err := n.store.SaveSource(context.Background(), src, n.now()); err != nil {
		n.t.Fatal(err)
	}
}

func TestDialectOfASourceIsApplied(t *testing.T) {
	n := newNewsroom(t)
	n.speaks("reuters")
	headline := func(words, version string) string {
		return `{"uri":"a","version":"` + version + `","type":"text","language":"en","headlines":[{"role":"main","value":"` + words + `"}],` +
			`"bodies":[{"contentType":"text/html","value":"<p>The ferry opened on Monday.</p><p>More was to follow.</p>"}],"subjects":[{"literal":"N2:SHIP"}]}`
	}
	n.wantOutcome(n.take(headline("Ferry opens", "7")), "filed")
	n.wantOutcome(n.take(headline("CORRECTED-UPDATE 1-Ferry opens late", "9")), "corrected")
	r, err := n.readers("a")
	if err != nil || r.Headline != "Ferry opens late" {
		t.Errorf("readers see %q, %v, want the headline without its labels", r.Headline, err)
	}
	n.wantOutcome(n.take(headline("STORY WITHDRAWN", "11")), "killed")
	if _, err := n.readers("a"); err == nil {
		t.Error("readers see a story that its agency withdrew by a label")
	}
}

// TestDialectIsNoPartOfWhatAnItemSays holds that an item sent again after its
// agency was recognised is the same item.
func TestDialectIsNoPartOfWhatAnItemSays(t *testing.T) {
	n := newNewsroom(t)
	text := message("a", "1", `,"infosources":[{"role":"provider","name":"ANSA"}],"descriptions":[{"role":"creditline","value":"ANSA"}]`)
	n.wantOutcome(n.take(text), "filed")
	n.speaks("")
	n.wantOutcome(n.take(text), "repeated")
	items, err := Reader{Dialects: n.Dialects}.Read([]byte(text))
	if err != nil || len(items) != 1 || items[0].Dialect != "ansa" {
		t.Errorf("Read() = dialect %q, %v, want ansa, by the provider", items[0].Dialect, err)
	}
}

// TestAnUnknownDialectLosesNothing holds that a source whose dialect is gone
// files nothing wrongly and quarantines nothing: the settings are to be mended.
func TestAnUnknownDialectLosesNothing(t *testing.T) {
	n := newNewsroom(t)
	n.speaks("gone")
	if taken, err := n.Take(context.Background(), "npa", "a.json", "test", strings.NewReader(message("a", "1", ""))); err == nil || taken.Quarantine != "" {
		t.Errorf("Take() = %+v, %v, want an error and no quarantine", taken, err)
	}
	n.speaks("")
	n.wantOutcome(n.take(message("a", "1", "")), "filed")
}

func TestEmptyEmbargoByDialectAndBySource(t *testing.T) {
	set, err := dialect.Load("")
	if err != nil {
		t.Fatal(err)
	}
	raw := []byte(message("a", "1", `,"embargoedUntil":""`))
	for _, c := range []struct {
		dialect, own string
		hold         bool
	}{{"", "", true}, {"businessdesk", "", false}, {"businessdesk", "hold", true}, {"afp", "", true}, {"afp", "none", false}} {
		items, err := Reader{Dialects: set, Source: news.Source{Dialect: c.dialect, EmptyEmbargo: c.own}}.Read(raw)
		if err != nil || len(items) != 1 || items[0].EmbargoHold != c.hold {
			t.Errorf("Read(empty embargo) by dialect %q and source %q holds %v, %v, want %v", c.dialect, c.own, items[0].EmbargoHold, err, c.hold)
		}
	}
}

func TestKeywordsOfReadersGoByTheDialect(t *testing.T) {
	d, err := dialect.Read("npa", "keyword_codes = ['^N2_']", "npa.toml")
	if err != nil {
		t.Fatal(err)
	}
	it := &Item{WireItem: news.WireItem{Keywords: []string{"ferry", "N2_SHIP", "desk:world"}}, dialect: d}
	if got := content(it, news.Source{}, nil).Keywords; !slices.Equal(got, []string{"ferry"}) {
		t.Errorf("content().Keywords = %q, want ferry alone", got)
	}
}

// TestStatusAloneDoesNotPublish holds what AP says of its own status: its kind of
// editorial message counts too.
func TestStatusAloneDoesNotPublish(t *testing.T) {
	for kind, want := range map[string]string{"Kill": "killed", "Withhold": "withheld", "HoldForRelease": "filed", "Lead": "filed"} {
		n := newNewsroom(t)
		n.speaks("ap")
		n.wantOutcome(n.take(message("a", "1", `,"pubStatus":"usable","editorialtypes":["`+kind+`"]`)), want)
		if _, err := n.readers("a"); (err == nil) != (kind == "Lead") {
			t.Errorf("%s: readers get %v, want the story of a lead alone", kind, err)
		}
	}
}
