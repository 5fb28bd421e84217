package news

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Limits are what an item itself says of its use, as far as the house reads it.
// They hold beside the contract: the stricter of the two counts.
type Limits struct {
	// Out are the countries (ISO 3166-1) it may not be used in, Only those it may
	// be used in alone.
	Out  []string `json:"out,omitempty"`
	Only []string `json:"only,omitempty"`
	// NotOnline says that it is for print alone: no title may show it.
	NotOnline     bool `json:"notOnline,omitempty"`
	NoArchive     bool `json:"noArchive,omitempty"`
	NoSales       bool `json:"noSales,omitempty"`
	EditorialOnly bool `json:"editorialOnly,omitempty"`
	// MandatoryCredit says that it may not be shown without a credit, and Credit
	// which words the credit must have, if the item says so.
	MandatoryCredit bool   `json:"mandatoryCredit,omitempty"`
	Credit          string `json:"credit,omitempty"`
	// Until is the moment its use ends, LastDay ("2026-12-31") the last day of
	// it by the title's clock.
	Until   time.Time `json:"until,omitzero"`
	LastDay string    `json:"lastDay,omitempty"`
	// Unplaced are the item's words that limit the place of its use where nobody
	// has understood the place: no title may show it until an editor has.
	Unplaced []string `json:"unplaced,omitempty"`
	// Unread are the item's words on its use that nobody has interpreted. They
	// are for the desk and limit nothing.
	Unread []string `json:"unread,omitempty"`
}

// nowhere is the code of no country: what two items that exclude each other
// leave.
const nowhere = "ZZ"

// With returns limits as strict as both.
func (l Limits) With(o Limits) Limits {
	l.Out = union(l.Out, o.Out)
	switch {
	case len(l.Only) == 0:
		l.Only = slices.Clone(o.Only)
	case len(o.Only) > 0:
		var both []string
		for _, c := range l.Only {
			if slices.Contains(o.Only, c) {
				both = append(both, c)
			}
		}
		if l.Only = both; len(both) == 0 {
			l.Only = []string{nowhere}
		}
	}
	l.NotOnline, l.NoArchive, l.NoSales = l.NotOnline || o.NotOnline, l.NoArchive || o.NoArchive, l.NoSales || o.NoSales
	l.EditorialOnly, l.MandatoryCredit = l.EditorialOnly || o.EditorialOnly, l.MandatoryCredit || o.MandatoryCredit
	l.Credit = or(o.Credit, l.Credit)
	l.Until = earlier(l.Until, o.Until)
	if l.LastDay == "" || o.LastDay != "" && o.LastDay < l.LastDay {
		l.LastDay = o.LastDay
	}
	l.Unplaced, l.Unread = union(l.Unplaced, o.Unplaced), union(l.Unread, o.Unread)
	return l
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Refuse says in words for the desk why an item may not stand on a title; empty
// if it may. A title that declares no territory may be anywhere.
func (l Limits) Refuse(t Title) string {
	if l.NotOnline {
		return "the agency gives it for print only"
	}
	if len(l.Unplaced) > 0 {
		return fmt.Sprintf("the agency limits where it may be used in words this house does not know (“%s”)", strings.Join(l.Unplaced, "”, “"))
	}
	return refuseTerritory(t, l.Only, l.Out, "the agency")
}

// refuseTerritory says why a title lies outside of what may be served: the
// countries of only, none being all, without those of out.
func refuseTerritory(t Title, only, out []string, who string) string {
	if len(only) == 0 && len(out) == 0 {
		return ""
	}
	if len(t.Territory) == 0 {
		return fmt.Sprintf("%s limits it to certain countries and title %q declares none; give it a territory", who, t.ID)
	}
	for _, c := range t.Territory {
		switch {
		case slices.Contains(out, c):
			return fmt.Sprintf("%s does not give it for %s, where title %q is", who, c, t.ID)
		case len(only) > 0 && !slices.Contains(only, c):
			return fmt.Sprintf("%s gives it for %s only, and title %q is in %s", who, strings.Join(only, ", "), t.ID, c)
		}
	}
	return ""
}

// End returns when the use on a title ends that readers first had it on at
// first; zero is never, or not known before they had it. archiveDays is how many
// days copy stays that may not be archived.
func (l Limits) End(t Title, first time.Time, archiveDays int) time.Time {
	end := l.Until
	if l.LastDay != "" {
		day, err := time.ParseInLocation(time.DateOnly, l.LastDay, t.Location())
		if err != nil {
			day = time.Unix(0, 0) // not readable: it is over
		}
		end = earlier(end, time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, day.Location()))
	}
	if l.NoArchive && !first.IsZero() {
		end = earlier(end, first.AddDate(0, 0, archiveDays))
	}
	return end
}

// Words says the limits in a few words for the desk, without those unread.
func (l Limits) Words() []string {
	var out []string
	say := func(when bool, format string, a ...any) {
		if when {
			out = append(out, fmt.Sprintf(format, a...))
		}
	}
	say(l.NotOnline, "print only")
	say(len(l.Out) > 0, "not in %s", strings.Join(l.Out, ", "))
	say(len(l.Unplaced) > 0, "“%s”", strings.Join(l.Unplaced, "”, “"))
	say(len(l.Only) > 0, "only in %s", strings.Join(l.Only, ", "))
	say(l.NoArchive, "no archive")
	say(l.NoSales, "no sales")
	say(l.EditorialOnly, "editorial use only")
	say(l.MandatoryCredit && l.Credit == "", "mandatory credit")
	say(l.MandatoryCredit && l.Credit != "", "mandatory credit %q", l.Credit)
	say(!l.Until.IsZero(), "until %s", l.Until.UTC().Format(time.RFC3339))
	say(l.LastDay != "", "until the end of %s", l.LastDay)
	return out
}

// Credited returns a credit that has the words the item asks for.
func (l Limits) Credited(credit string) string {
	if l.Credit == "" || strings.Contains(strings.ToLower(credit), strings.ToLower(l.Credit)) {
		return credit
	}
	if credit == "" || strings.Contains(strings.ToLower(l.Credit), strings.ToLower(credit)) {
		return l.Credit
	}
	return l.Credit + " / " + credit
}
