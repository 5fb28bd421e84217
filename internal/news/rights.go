package news

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Rights are what a contract with an agency allows.
type Rights struct {
	// Titles are those that may show its copy; none means every title.
	Titles []TitleID `json:"titles,omitempty" toml:"titles,omitempty,omitzero"`
	// Territories are the countries (ISO 3166-1) the contract holds in; none
	// means all. A title that declares another, or none, may not show the copy.
	Territories []string `json:"territories,omitempty" toml:"territories,omitempty,omitzero"`
	// KeepDays is how many days after first publication readers may see the
	// copy; 0 means for good. KeepDaysPictures is the same for its pictures; 0
	// means as long as the copy.
	KeepDays         int `json:"keepDays,omitempty" toml:"keep_days,omitempty,omitzero"`
	KeepDaysPictures int `json:"keepDaysPictures,omitempty" toml:"keep_days_pictures,omitempty,omitzero"`
	// NoArchiveDays is how many days copy stays that the agency marks NO
	// ARCHIVE; 0 means 14.
	NoArchiveDays int `json:"noArchiveDays,omitempty" toml:"no_archive_days,omitempty,omitzero"`
	// EmbargoMin is how long after the agency's own release, or after the copy
	// came, readers have to wait.
	EmbargoMin time.Duration `json:"embargoMin,omitempty" toml:"embargo_min,omitempty,omitzero"`
	// Credit is the form of the credit: {credit} stands for the source's and
	// {byline} for the byline. Empty means the source's.
	Credit string `json:"credit,omitempty" toml:"credit,omitempty,omitzero"`
	// MandatoryCredit says that nothing is shown without a credit.
	MandatoryCredit bool `json:"mandatoryCredit,omitempty" toml:"mandatory_credit,omitempty,omitzero"`
	// Edits is what the desk may do with the words: "none", "shorten" or "free"
	// (also empty). It is recorded for editors.
	Edits    string        `json:"edits,omitempty" toml:"edits,omitempty,omitzero"`
	Pictures PictureRights `json:"pictures,omitzero" toml:"pictures,omitempty,omitzero"`
}

// PictureRights are what a contract allows with pictures where that differs from
// its copy. What is empty here is as for the copy.
type PictureRights struct {
	Allowed         *bool     `json:"allowed,omitempty" toml:"allowed,omitempty,omitzero"` // false: the contract has no pictures
	Titles          []TitleID `json:"titles,omitempty" toml:"titles,omitempty,omitzero"`
	Territories     []string  `json:"territories,omitempty" toml:"territories,omitempty,omitzero"`
	KeepDays        int       `json:"keepDays,omitempty" toml:"keep_days,omitempty,omitzero"`
	Credit          string    `json:"credit,omitempty" toml:"credit,omitempty,omitzero"` // {credit} is the agency's own line
	MandatoryCredit bool      `json:"mandatoryCredit,omitempty" toml:"mandatory_credit,omitempty,omitzero"`
}

// Contract is one of several contracts with an agency: what it is about, and
// what it allows. Its conditions are read as those of a [Rule].
type Contract struct {
	Name      string     `json:"name" toml:"name,omitempty,omitzero"`
	Types     []ItemType `json:"types,omitempty" toml:"types,omitempty,omitzero"` // "text", "picture"; none is all
	Formats   []string   `json:"formats,omitempty" toml:"formats,omitempty,omitzero"`
	Profiles  []string   `json:"profiles,omitempty" toml:"profiles,omitempty,omitzero"`
	Subjects  []string   `json:"subjects,omitempty" toml:"subjects,omitempty,omitzero"`
	Keywords  []string   `json:"keywords,omitempty" toml:"keywords,omitempty,omitzero"`
	Sluglines []string   `json:"sluglines,omitempty" toml:"sluglines,omitempty,omitzero"`
	Languages []string   `json:"languages,omitempty" toml:"languages,omitempty,omitzero"`
	Genres    []string   `json:"genres,omitempty" toml:"genres,omitempty,omitzero"`
	Rights    Rights     `json:"rights,omitzero" toml:"rights,omitempty,omitzero"`
}

func (c Contract) rule() Rule {
	return Rule{Formats: c.Formats, Profiles: c.Profiles, Subjects: c.Subjects, Keywords: c.Keywords, Sluglines: c.Sluglines, Languages: c.Languages, Genres: c.Genres}
}

// ContractOf returns the name of the contract that an item of a kind comes
// under, or "" for the source's rights.
func (s Source) ContractOf(m Matter, kind ItemType) string {
	if kind == "" {
		kind = TextItem
	}
	for _, c := range s.Contracts {
		if (len(c.Types) == 0 || slices.Contains(c.Types, kind)) && c.rule().Matches(m, nil) {
			return c.Name
		}
	}
	return ""
}

// Terms are the contracts that copy comes under; each must allow what is done.
type Terms []Rights

// Terms returns those of a contract by its name, "" being the source's rights.
// Copy under a contract that is not there any more comes under all there are,
// since nobody knows which took its place.
func (s Source) Terms(contract string) Terms {
	if contract == "" {
		return Terms{s.Rights}
	}
	all := Terms{s.Rights}
	for _, c := range s.Contracts {
		if c.Name == contract {
			return Terms{c.Rights}
		}
		all = append(all, c.Rights)
	}
	return all
}

// pictures returns the terms as they are for pictures.
func (t Terms) pictures() Terms {
	out := make(Terms, len(t))
	for i, r := range t {
		p := r.Pictures
		if len(p.Titles) > 0 {
			r.Titles = p.Titles
		}
		if len(p.Territories) > 0 {
			r.Territories = p.Territories
		}
		for _, days := range []int{r.KeepDaysPictures, p.KeepDays} {
			if days > 0 {
				r.KeepDays = days
			}
		}
		r.Credit, r.MandatoryCredit = p.Credit, r.MandatoryCredit || p.MandatoryCredit
		out[i] = r
	}
	return out
}

// Refuse says in words for the desk why copy may not stand on a title; empty if
// it may.
func (t Terms) Refuse(title Title) string {
	for _, r := range t {
		if len(r.Titles) > 0 && !slices.Contains(r.Titles, title.ID) {
			return fmt.Sprintf("the contract does not allow title %q", title.ID)
		}
		if why := refuseTerritory(title, r.Territories, nil, "the contract"); why != "" {
			return why
		}
	}
	return ""
}

// RefusePictures is [Terms.Refuse] for the agency's pictures.
func (t Terms) RefusePictures(title Title) string {
	for _, r := range t {
		if r.Pictures.Allowed != nil && !*r.Pictures.Allowed {
			return "the contract has no pictures"
		}
	}
	return t.pictures().Refuse(title)
}

// Until returns when the right to show copy first published at t ends; zero
// means never.
func (t Terms) Until(first time.Time) time.Time {
	var end time.Time
	for _, r := range t {
		if r.KeepDays > 0 && !first.IsZero() {
			end = earlier(end, first.AddDate(0, 0, r.KeepDays))
		}
	}
	return end
}

// defaultArchiveDays is how long copy stays that may not be archived, where the
// contract says nothing: agencies commonly end its use two weeks on.
const defaultArchiveDays = 14

func (t Terms) archiveDays() int {
	days := 0
	for _, r := range t {
		n := r.NoArchiveDays
		if n <= 0 {
			n = defaultArchiveDays
		}
		if days == 0 || n < days {
			days = n
		}
	}
	if days == 0 {
		return defaultArchiveDays
	}
	return days
}

// release returns the earliest time the contract lets a story go; zero is at
// once.
func (t Terms) release(s Story) time.Time {
	var least time.Duration
	for _, r := range t {
		least = max(least, r.EmbargoMin)
	}
	if least == 0 {
		return time.Time{}
	}
	return later(s.EmbargoUntil, s.Created).Add(least)
}

// Credit returns the credit as the contract wants it.
func (t Terms) Credit(own, byline string) string {
	for _, r := range t {
		if r.Credit != "" {
			line := strings.NewReplacer("{credit}", own, "{byline}", byline).Replace(r.Credit)
			return strings.Trim(line, " /,-–")
		}
	}
	return own
}

func (t Terms) mandatoryCredit() bool {
	return slices.ContainsFunc(t, func(r Rights) bool { return r.MandatoryCredit })
}

// territoryForm is a country as ISO 3166-1 writes it in two letters.
var territoryForm = regexp.MustCompile(`^[A-Z]{2}$`)

// fault says what is wrong with rights, in words that follow "rights"; empty if
// nothing is. titles are the house's.
func (r Rights) fault(titles []Title) string {
	for _, list := range [][]TitleID{r.Titles, r.Pictures.Titles} {
		for _, id := range list {
			if !slices.ContainsFunc(titles, func(t Title) bool { return t.ID == id }) {
				return fmt.Sprintf("name title %q, which does not exist", id)
			}
		}
	}
	for _, part := range []Terms{{r}, Terms{r}.pictures()} {
		for _, c := range part[0].Territories {
			if !territoryForm.MatchString(c) {
				return fmt.Sprintf("name territory %q; write ISO 3166 codes such as \"DE\"", c)
			}
		}
		for _, t := range titles {
			allowed := len(part[0].Titles) == 0 || slices.Contains(part[0].Titles, t.ID)
			if allowed && len(part[0].Territories) > 0 && len(t.Territory) == 0 {
				return fmt.Sprintf("hold in certain territories only and title %q declares none; write for example territory = %q in its block", t.ID, part[0].Territories[0])
			}
		}
	}
	switch {
	case min(r.KeepDays, r.KeepDaysPictures, r.NoArchiveDays, r.Pictures.KeepDays) < 0:
		return "have a number of days below 0"
	case r.KeepDaysPictures > 0 && r.Pictures.KeepDays > 0:
		return "have keep_days_pictures and pictures.keep_days; write one of them"
	case r.EmbargoMin < 0:
		return "have an embargo_min below 0"
	case r.Edits != "" && r.Edits != "none" && r.Edits != "shorten" && r.Edits != "free":
		return fmt.Sprintf("have edits %q, which is none of \"none\", \"shorten\" and \"free\"", r.Edits)
	}
	return ""
}
