package news

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// TitleID names a title inside the house: lower-case letters, digits, hyphens.
type TitleID string

// Title is a newspaper: a masthead with its own hosts, language, sections,
// sign-off code and market bar.
type Title struct {
	ID TitleID `json:"id" toml:"id,omitempty,omitzero"`
	// Rev moves by one with every deed on the title.
	Rev      int64    `json:"rev,omitempty" toml:"-"`
	Name     string   `json:"name" toml:"name,omitempty,omitzero"`
	Strap    string   `json:"strap,omitempty" toml:"strap,omitempty,omitzero"` // the line under the name, on the front only
	Hosts    []string `json:"hosts,omitempty" toml:"hosts,omitempty,omitzero"` // without port, lower case
	Language string   `json:"language" toml:"language,omitempty,omitzero"`     // BCP 47
	TimeZone string   `json:"timeZone" toml:"time_zone,omitempty,omitzero"`    // IANA name
	// Territory are the countries (ISO 3166-1) the title is published in, for
	// contracts and copy that are limited to some; in the settings one or a list.
	Territory Territories `json:"territory,omitempty" toml:"territory,omitempty,omitzero"`
	// Code closes the sign-off of every story on this title: Name--CODE.
	Code     string    `json:"code" toml:"code,omitempty,omitzero"`
	Sections []Section `json:"sections" toml:"section,omitempty,omitzero"`
	Bar      Bar       `json:"bar,omitzero" toml:"bar,omitempty,omitzero"`
	// Accent replaces the theme's accent colour, as #rrggbb, in light and dark.
	Accent     string `json:"accent,omitempty" toml:"accent,omitempty,omitzero"`
	AccentDark string `json:"accentDark,omitempty" toml:"accent_dark,omitempty,omitzero"`
	// Wordmark is the name as drawn, an SVG in one ink, in place of the name in
	// letters; it has been cleaned.
	Wordmark string `json:"wordmark,omitempty" toml:"wordmark,omitempty,omitzero"`
	// Sources are those whose copy may be placed on the title; none means every
	// source. What readers have already stays.
	Sources []SourceID `json:"sources,omitempty" toml:"sources,omitempty,omitzero"`
	// Retired is when the title took its last story; zero is not retired. Readers
	// keep what it has.
	Retired time.Time `json:"retired,omitzero" toml:"-"`
}

// MaxWordmark is the largest wordmark, in bytes.
const MaxWordmark = 4 << 10

// RefuseNew says in words for the desk why no story of a source is placed on the
// title any more; empty if it may be. The house's own stories have no source.
func (t Title) RefuseNew(source SourceID) string {
	switch {
	case !t.Retired.IsZero():
		return fmt.Sprintf("title %q is retired", t.ID)
	case source != "" && len(t.Sources) > 0 && !slices.Contains(t.Sources, source):
		return fmt.Sprintf("title %q takes no copy of %q", t.ID, source)
	}
	return ""
}

// Territories are countries by their ISO 3166-1 codes of two capital letters.
type Territories []string

// UnmarshalTOML reads one country or a list.
func (t *Territories) UnmarshalTOML(v any) error {
	switch x := v.(type) {
	case string:
		*t = Territories{x}
		return nil
	case []any:
		*t = make(Territories, len(x))
		for i, c := range x {
			code, ok := c.(string)
			if !ok {
				return fmt.Errorf("territory %v is no code such as \"DE\"", c)
			}
			(*t)[i] = code
		}
		return nil
	}
	return fmt.Errorf("territory is neither a code such as \"DE\" nor a list of them")
}

// Section is where readers find a story on a title. Its path is the first
// element of the address of its stories.
type Section struct {
	Path string `json:"path" toml:"path,omitempty,omitzero"`
	Name string `json:"name" toml:"name,omitempty,omitzero"`
}

// Bar is a title's market bar: what is shown, in which order and style.
type Bar struct {
	Heading     string   `json:"heading,omitempty" toml:"heading,omitempty,omitzero"`         // free text, e.g. "NYSE - LSE"
	Instruments []string `json:"instruments,omitempty" toml:"instruments,omitempty,omitzero"` // "MIC:SYMBOL"
	Style       string   `json:"style,omitempty" toml:"style,omitempty,omitzero"`             // "house": BP -0.33% 31.675 $; "glyph": BP 31.675 ▼ −0.33%
	Order       string   `json:"order,omitempty" toml:"order,omitempty,omitzero"`             // "fixed" or "change"
}

var (
	idForm       = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	codeForm     = regexp.MustCompile(`^[A-Z0-9]{2,6}$`)
	colourForm   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	languageForm = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
	sectionForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
)

// reserved are first path elements that no section may take.
var reserved = map[string]bool{"media": true, "api": true, "reading": true, "live": true, "search": true, "topic": true, "desk": true, "static": true}

// Check returns an error wrapping [ErrInvalid] for the first rule the title breaks.
func (t Title) Check() error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("title %q: %s: %w", t.ID, fmt.Sprintf(format, a...), ErrInvalid)
	}
	if !idForm.MatchString(string(t.ID)) {
		return bad("id must be lower-case letters, digits and hyphens, starting with a letter")
	}
	if strings.TrimSpace(t.Name) == "" {
		return bad("name is empty")
	}
	if !languageForm.MatchString(t.Language) {
		return bad("language %q is no BCP 47 tag such as \"en\"", t.Language)
	}
	if _, err := time.LoadLocation(t.TimeZone); err != nil || t.TimeZone == "" {
		return bad("time_zone %q is not an IANA name such as \"Europe/Berlin\"", t.TimeZone)
	}
	for _, c := range t.Territory {
		if !territoryForm.MatchString(c) || c == nowhere {
			return bad("territory %q is no ISO 3166 code such as \"DE\"", c)
		}
	}
	if !codeForm.MatchString(t.Code) {
		return bad("code %q must be 2 to 6 capital letters or digits", t.Code)
	}
	if len(t.Sections) == 0 {
		return bad("has no sections")
	}
	for _, c := range []string{t.Accent, t.AccentDark} {
		if c != "" && !colourForm.MatchString(c) {
			return bad("accent %q is not #rrggbb", c)
		}
	}
	if len(t.Wordmark) > MaxWordmark {
		return bad("the wordmark has %d bytes and may have %d", len(t.Wordmark), MaxWordmark)
	}
	for _, h := range t.Hosts {
		if h == "" || h != strings.ToLower(h) || strings.ContainsAny(h, ":/@ \t") {
			return bad("host %q: write a lower-case name without port", h)
		}
	}
	seen := map[string]bool{}
	for _, s := range t.Sections {
		if !sectionForm.MatchString(s.Path) || reserved[s.Path] {
			return bad("section path %q must be lower-case letters, digits and hyphens and not a reserved word", s.Path)
		}
		if seen[s.Path] {
			return bad("section path %q occurs twice", s.Path)
		}
		seen[s.Path] = true
		if strings.TrimSpace(s.Name) == "" {
			return bad("section %q has no name", s.Path)
		}
	}
	switch t.Bar.Style {
	case "", "house", "glyph":
	default:
		return bad("bar style %q is neither \"house\" nor \"glyph\"", t.Bar.Style)
	}
	switch t.Bar.Order {
	case "", "fixed", "change":
	default:
		return bad("bar order %q is neither \"fixed\" nor \"change\"", t.Bar.Order)
	}
	return nil
}

// Section returns the section with that path.
func (t Title) Section(path string) (Section, bool) {
	for _, s := range t.Sections {
		if s.Path == path {
			return s, true
		}
	}
	return Section{}, false
}

// Location returns the title's time zone, UTC if it is unknown.
func (t Title) Location() *time.Location {
	loc, err := time.LoadLocation(t.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// RightToLeft reports whether a language, as a BCP 47 tag, is written from
// right to left. A script in the tag tells; without one the language does.
func RightToLeft(language string) bool {
	base, rest, _ := strings.Cut(strings.ToLower(language), "-")
	for part := range strings.SplitSeq(rest, "-") {
		if len(part) == 1 {
			break // an extension or private use, where nothing is a script
		}
		if len(part) == 4 && part[0] > '9' { // RFC 5646, 2.2.3; a variant of four begins with a digit
			switch part {
			case "arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg":
				return true
			}
			return false
		}
	}
	switch base {
	case "ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb":
		return true
	}
	return false
}
