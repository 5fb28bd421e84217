package news

import "strings"

// Origin is how much of a version is its agency's.
type Origin struct {
	// Share is the part of the body's words that are not the agency's, 0 to 1.
	Share float64 `json:"share"`
	// Byline is who wrote it by the agency's own copy.
	Byline string `json:"byline,omitempty"`
}

// Ours is the origin of what was born at the desk. Where it gives credit to an
// agency nobody knows for how much, and they are named together.
func Ours(credit string) Origin {
	if credit != "" {
		return Origin{Share: (sharedFrom + ownFrom) / 2}
	}
	return Origin{Share: 1}
}

// Whose says whose words readers are told a story is in.
type Whose string

// Whose words a story is in.
const (
	WhoseAgency Whose = "agency" // “Agency report: NPA”
	WhoseShared Whose = "shared" // “By NAME, with NPA”
	WhoseOwn    Whose = "own"    // “By NAME”
)

// From which share of own words on a story is no longer the agency's report,
// and from which the agency is no longer named beside whoever wrote it.
const (
	sharedFrom = .15
	ownFrom    = .60
)

// Attribute is the rule of the honest byline: whose words readers are told they
// read, and the name beside. agency is the credit, byline what the desk or the
// copy asks for. What is the agency's but for a few words is its report,
// whatever name the desk puts to it; and nobody's name is the desk's that the
// agency's copy came with.
func (o Origin) Attribute(agency, byline string) (Whose, string) {
	byline = strings.TrimSpace(byline)
	own := byline != "" && !strings.EqualFold(byline, strings.TrimSpace(o.Byline))
	switch {
	case agency == "":
		return WhoseOwn, byline
	case o.Share < sharedFrom, o.Share < ownFrom && !own:
		return WhoseAgency, o.Byline
	case !own:
		return WhoseShared, ""
	case o.Share < ownFrom:
		return WhoseShared, byline
	}
	return WhoseOwn, byline
}

// BylineLocked reports whether no byline of the desk's would be shown.
func (o Origin) BylineLocked(agency string) bool { return agency != "" && o.Share < sharedFrom }

// BylineWords is what readers are told, in English, for the desk.
func BylineWords(w Whose, agency, byline string) string {
	switch {
	case w == WhoseAgency && byline != "":
		return "Agency report: " + agency + ", by " + byline
	case w == WhoseAgency:
		return "Agency report: " + agency
	case w == WhoseShared && byline != "":
		return "By " + byline + ", with " + agency
	case w == WhoseShared:
		return "With " + agency
	case byline != "":
		return "By " + byline
	}
	return ""
}

// ByDesk reports whether a version has the desk's words.
func (v Version) ByDesk() bool { return strings.HasPrefix(v.By, "desk:") }

// ownAddressFrom is from which share of words of its own a title's page is
// another page than home's, for search engines.
const ownAddressFrom = .30

// OwnCanonical reports whether search engines are told of a placement's own
// address and not of the story's home: home is that title, its words are its
// own for a good part (share, 0 to 1), or the desk has said so.
func (p Placement) OwnCanonical(home TitleID, share float64) bool {
	return home == "" || home == p.Title || p.OwnAddress != "" || share >= ownAddressFrom
}

// HomeOf returns the title that is home of a story: as the desk has said, else
// the one whose readers had it first.
func HomeOf(s Story, placements []Placement) TitleID {
	if s.Home != "" {
		return s.Home
	}
	var home Placement
	for _, p := range placements {
		if p.FirstPublished.IsZero() {
			continue
		}
		if home.Title == "" || p.FirstPublished.Before(home.FirstPublished) || p.FirstPublished.Equal(home.FirstPublished) && p.Title < home.Title {
			home = p
		}
	}
	return home.Title
}
