package ingest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// knowledge is a knowledgeItem that names two terms, one of them by its URI.
func knowledge(version, ferry string) string {
	return `<knowledgeItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="terms" version="` + version + `"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta><conceptSet>` +
		`<concept><conceptId qcode="npasubj:ferry"/><name xml:lang="en">` + ferry + `</name><name xml:lang="nb">Ferger</name></concept>` +
		`<concept><conceptId uri="http://cv.iptc.org/newscodes/mediatopic/15000000"/><name xml:lang="en">Sport</name></concept></conceptSet></knowledgeItem>`
}

const about = `,"subjects":[{"literal":"npasubj:ferry"},{"uri":"medtop:15000000"},{"uri":"npasubj:port","name":"Ports"},{"uri":"npasubj:none"}]`

// TestTermsNameWhatComesAsACode holds that an agency's own words for its codes
// are used, that a code and its URI are one, and that a name that was sent stays.
func TestTermsNameWhatComesAsACode(t *testing.T) {
	n := newNewsroom(t)
	n.wantOutcome(n.take(knowledge("1", "Ferries")), "kept: terms registered")
	n.wantOutcome(n.take(knowledge("1", "Ferries")), "repeated")
	n.wantOutcome(n.take(message("a", "1", about)), "filed")
	r, err := n.readers("a")
	if err != nil || !slices.Equal(r.Topics, []string{"Ferries", "Sport", "Ports"}) {
		t.Errorf("readers get topics %q, %v, want Ferries, Sport and Ports", r.Topics, err)
	}
	n.wantOutcome(n.take(knowledge("2", "Ports at sea")), "kept: terms registered")
	n.wantOutcome(n.take(message("b", "1", about)), "filed")
	if r, err = n.readers("b"); err != nil || r.Topics[0] != "Ports at sea" || r.Topics[2] != "Ports" {
		t.Errorf("readers get topics %q, %v, want the new name and the one that was sent", r.Topics, err)
	}
	// The item as filed is the item as sent.
	n.wantOutcome(n.take(message("a", "1", about)), "repeated")
}

// TestPlansDoNotFillTheQuarantine files a planning feed: kept, and shown nowhere.
func TestPlansDoNotFillTheQuarantine(t *testing.T) {
	n := newNewsroom(t)
	n.wantOutcome(n.take(`<planningItem guid="plan" version="1"><itemMeta><title>Ferry week</title></itemMeta><newsCoverageSet/></planningItem>`), "kept: planning items are not shown")
	n.wantOutcome(n.take(`<catalogItem guid="list" version="1"/>`), "kept: catalogue items are not shown")
	n.wantOutcome(n.take(`<conceptItem guid="c" version="1"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta><concept><conceptId qcode="a:b"/><name>B</name></concept></conceptItem>`), "kept: it describes no term for use")
	names, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "newsml-g2", "examples", "LISTING_1[0-9]_*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if taken, err := n.Take(context.Background(), "npa", filepath.Base(name), "test", strings.NewReader(string(raw))); err != nil || taken.Quarantine != "" || len(taken.Items) != 1 {
			t.Errorf("Take(%s) = %+v, %v, want it kept", filepath.Base(name), taken, err)
		}
	}
	if list, err := n.store.Stories(context.Background(), 10); err != nil || len(list) > 1 {
		t.Errorf("%d stories came of plans and terms, %v, want none but that of LISTING_16", len(list), err)
	}
}
