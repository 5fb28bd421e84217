package newsml1

import (
	"fmt"
	"regexp"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"
)

const urn = "urn:newsml:"

// origin returns who sent an item, before it is read.
func (r *reader) origin(n *wire.Node) wire.Origin {
	id := n.First("Identification", "NewsIdentifier")
	o := wire.Origin{Format: r.format, Provider: party(n.First("NewsComponent", "AdministrativeMetadata", "Provider")), GUID: withURN(id.First("PublicIdentifier").Value())}
	fill(&o.Provider, party(r.envelope.First("SentFrom")))
	fill(&o.Provider, id.First("ProviderId").Value())
	if o.GUID == "" {
		o.GUID = urn + id.First("ProviderId").Value() + ":"
	}
	return o
}

// identity reads Identification. The guid is made of ProviderId, DateId and
// NewsItemId, which all revisions share; where one of them is missing it is the
// PublicIdentifier without the revision that ends it.
func (r *reader) identity(n *wire.Node) error {
	id := n.First("Identification", "NewsIdentifier")
	it := r.it
	it.Version = id.First("RevisionId").Value()
	provider, date, item := id.First("ProviderId").Value(), id.First("DateId").Value(), id.First("NewsItemId").Value()
	if provider != "" && date != "" && item != "" {
		it.GUID = urn + provider + ":" + date + ":" + item
	} else {
		public := withURN(id.First("PublicIdentifier").Value())
		guid, version := itemRef(public)
		if it.Version != "" { // with @Update it ends the name
			rest, cut := strings.CutSuffix(public, ":"+it.Version+wire.Text(id.First("RevisionId").Attr("Update")))
			if !cut {
				rest, cut = strings.CutSuffix(public, ":"+it.Version)
			}
			if cut {
				guid = rest
			}
		}
		fill(&it.Version, version)
		if strings.Count(guid, ":") < 2 { // names no item
			return fmt.Errorf("line %d: the NewsItem has no ProviderId, DateId and NewsItemId and no PublicIdentifier in their place; without them an item's updates and its kill could not be told from new copy: %w", n.Line, news.ErrInvalid)
		}
		it.GUID = guid
	}
	guid, version := r.habit.Identity(it.GUID)
	it.GUID = guid
	fill(&it.Version, version)
	fill(&it.Version, "1")
	it.Slugline = n.First("Identification", "NameLabel").Value()
	return nil
}

var (
	revised = regexp.MustCompile(`^(urn:newsml:[^:]+:[^:]+:[^:]+):([0-9]+)[NUA]?$`)
	bare    = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+:[0-9]{8}[^:]*:[^:]+(:[0-9]+[NUA]?)?$`)
)

// withURN returns the name of a NewsItem with the beginning of its URN, which
// some agencies leave out.
func withURN(s string) string {
	if s = wire.Text(s); bare.MatchString(s) {
		return urn + s
	}
	return s
}

// itemRef parts a reference to a NewsItem into its guid and, if it names one,
// its revision.
func itemRef(s string) (guid, version string) {
	s = withURN(s)
	if m := revised.FindStringSubmatch(s); m != nil {
		return m[1], m[2]
	}
	return s, ""
}
