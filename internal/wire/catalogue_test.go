package wire

import (
	"strings"
	"testing"
)

func TestConceptURI(t *testing.T) {
	for in, want := range map[string]string{
		"medtop:15000000": "http://cv.iptc.org/newscodes/mediatopic/15000000",
		"acdc:c001":       "http://cv.iptc.org/newscodes/audiocodec/c001", // the first of the list
		"wikidata:Q42":    "http://www.wikidata.org/entity/Q42",           // the last
		"skos:broader":    "http://www.w3.org/2004/02/skos/core#broader",
		"dpacat:wi":       "dpacat:wi",
		"http://cv.iptc.org/newscodes/mediatopic/15000000": "http://cv.iptc.org/newscodes/mediatopic/15000000",
		"medtop:": "medtop:", ":x": ":x", "sport": "sport", "": "", "a\tb:c": "a\tb:c",
	} {
		if got := ConceptURI(in); got != want {
			t.Errorf("ConceptURI(%q) = %q, want %q", in, got, want)
		}
	}
	n := 0
	for line := range strings.Lines(catalogue) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		if alias, uri, ok := strings.Cut(strings.TrimSpace(line), "\t"); !ok || alias == "" || !strings.HasPrefix(uri, "http") {
			t.Errorf("catalogue.tsv holds %q, want an alias and a URI", line)
		}
	}
	if n != 147 {
		t.Errorf("catalogue.tsv has %d schemes, want the 147 of version 41", n)
	}
}
