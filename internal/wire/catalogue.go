package wire

import (
	_ "embed"
	"strings"
)

// catalogue are the aliases of IPTC's standard catalogue and their URIs. A
// catalogue that a message names by its address is never fetched.
//
//go:embed catalogue.tsv
var catalogue string

// ConceptURI returns the URI of a term: that of a qcode whose alias stands in
// IPTC's catalogue ("medtop:15000000"), and any other code as it is. It is for
// comparing: agencies send one term both ways.
func ConceptURI(code string) string {
	alias, rest, ok := strings.Cut(code, ":")
	if !ok || alias == "" || rest == "" || strings.HasPrefix(rest, "//") || strings.ContainsAny(alias, "#\t\n") {
		return code
	}
	_, after, found := strings.Cut(catalogue, "\n"+alias+"\t")
	if !found {
		return code
	}
	uri, _, _ := strings.Cut(after, "\n")
	return uri + rest
}
