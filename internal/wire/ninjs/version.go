package ninjs

import "regexp"

// versionForm finds the version of ninjs in a version, a schema's address, or
// the name of a standard.
var versionForm = regexp.MustCompile(`(?:^|[^0-9.])([123]\.[0-9]+)`)

// camel are properties whose spelling came with 3.0.
var camel = map[string]bool{
	"representationType": true, "firstCreated": true, "versionCreated": true, "contentCreated": true, "embargoedUntil": true, "pubStatus": true,
	"copyrightHolder": true, "copyrightNotice": true, "usageTerms": true, "edNote": true, "altIds": true, "infoSources": true, "rightsInfo": true,
	"trustIndicators": true, "digitalSourceType": true, "eventDetails": true, "plannedCoverage": true,
	"contentType": true, "sizeInBytes": true, "geoJSON": true, "contactInfo": true, "symbolType": true, // within lists
}

// plural are properties that came with 2.0.
var plural = map[string]bool{
	"headlines": true, "bodies": true, "descriptions": true, "people": true, "organisations": true, "places": true, "subjects": true, "events": true,
	"objects": true, "infosources": true, "genres": true, "trustindicators": true, "by": true, "standard": true,
}

// listed are properties that were objects by name before 2.0.
var listed = map[string]bool{"renditions": true, "associations": true, "altids": true}

// version returns the version of ninjs an item says it is in, or the major one
// it looks like, as "2.x". What would do in any counts as 1.x.
func version(n node) string {
	n.found = &findings{} // what is wrong here is noted where it is read
	var said []string
	for _, name := range []string{"standard", "$standard"} {
		if in, ok := n.inner(name); ok {
			said = append(said, in.text("version"), in.text("schema"), in.text("name"))
		} else {
			said = append(said, n.text(name))
		}
	}
	for _, s := range append(said, n.text("$schema")) {
		if m := versionForm.FindStringSubmatch(s); m != nil {
			return m[1]
		}
	}
	out := "1.x"
	for _, m := range n.members {
		_, isList := m.value.([]any)
		switch {
		case camel[m.name]:
			return "3.x"
		case isList && camelWithin(n.list(m.name)):
			return "3.x"
		case plural[m.name], listed[m.name] && isList:
			out = "2.x"
		}
	}
	return out
}

func camelWithin(list []node) bool {
	for _, x := range list {
		for _, m := range x.members {
			if camel[m.name] {
				return true
			}
		}
	}
	return false
}
