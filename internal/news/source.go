package news

import (
	"fmt"
	"slices"
	"time"
)

// SourceID names an agency inside the house.
type SourceID string

// Source is an agency: how it is credited, what its contract allows, and where
// its copy goes.
type Source struct {
	ID SourceID `json:"id" toml:"id,omitempty,omitzero"`
	// Rev moves by one with every deed on the source.
	Rev  int64  `json:"rev,omitempty" toml:"-"`
	Name string `json:"name" toml:"name,omitempty,omitzero"`
	// Credit is what readers see: "Agency report: Credit".
	Credit string `json:"credit" toml:"credit,omitempty,omitzero"`
	Rights Rights `json:"rights,omitzero" toml:"rights,omitempty,omitzero"`
	// SignOff is the name that signs this agency's copy where the copy itself
	// does not; the title's code is added.
	SignOff string `json:"signOff,omitempty" toml:"sign_off,omitempty,omitzero"`
	// Dialect names how the agency writes; empty means that each item is
	// recognised by whose it is.
	Dialect string `json:"dialect,omitempty" toml:"dialect,omitempty,omitzero"`
	// EmptyEmbargo says what an embargo without a time means in this agency's
	// messages: "hold" or "none"; empty leaves it to the dialect, and else is "hold".
	EmptyEmbargo string `json:"emptyEmbargo,omitempty" toml:"empty_embargo,omitempty,omitzero"`
	// Duplicates says what is done with copy whose text readers of a title have
	// already under another name: "link" (default) tells the desk and no more,
	// "hold" makes it wait there for the desk.
	Duplicates string `json:"duplicates,omitempty" toml:"duplicates,omitempty,omitzero"`
	Rules      []Rule `json:"rules,omitempty" toml:"rule,omitempty,omitzero"`
	// Contracts are those that hold for part of its copy in place of Rights: the
	// first that matches an item.
	Contracts []Contract `json:"contracts,omitempty" toml:"contract,omitempty,omitzero"`
	// Retired is since when no copy is taken from it; zero is not retired. What
	// came before stays under its contracts.
	Retired time.Time `json:"retired,omitzero" toml:"-"`
}

// Verdict is what one rule of a source says of an item.
type Verdict struct {
	Rule    int     `json:"rule"` // from 1
	Title   TitleID `json:"title"`
	Section string  `json:"section"`
	Publish string  `json:"publish"`
	// Why says why the rule does not decide; it is empty if it does.
	Why string `json:"why,omitempty"`
	// Refused says that its conditions hold and a contract, or the title, alone is against it.
	Refused bool `json:"refused,omitempty"`
	// Conditions are the filled ones, each with what the item has.
	Conditions []Condition `json:"conditions,omitempty"`
}

// Explain says of each of the source's rules whether it decides, for which title
// and why not. titles are the house's.
func (s Source) Explain(m Matter, titles []Title) []Verdict {
	out := make([]Verdict, len(s.Rules))
	for i, v := range s.decide(m, titles, true) {
		r := s.Rules[i]
		v.Rule, v.Title, v.Section, v.Publish = i+1, r.Title, r.Section, r.Publish
		out[i] = v
	}
	return out
}

// decide asks the rules in their order; without words it says only that a rule
// does not decide, and not why.
func (s Source) decide(m Matter, titles []Title, words bool) []Verdict {
	terms := s.Terms(s.ContractOf(m, TextItem))
	taken, discarded := map[TitleID]int{}, 0
	out := make([]Verdict, len(s.Rules))
	for i, r := range s.Rules {
		v := &out[i]
		t := titleOf(titles, r.Title)
		if words {
			v.Conditions = r.conditions(m, t.Location)
		}
		by, done := taken[r.Title]
		switch {
		case discarded > 0:
			v.Why = fmt.Sprintf("rule %d discards it for every title", discarded)
		case done && r.Title != "":
			v.Why = fmt.Sprintf("rule %d decides for title %q", by, r.Title)
		case words && firstRefusal(v.Conditions) != "":
			v.Why = firstRefusal(v.Conditions)
		case !words && !r.Matches(m, t.Location):
			v.Why = "its conditions do not hold"
		case r.Publish == "discard" && r.Title == "":
			discarded = i + 1
		case r.Publish != "discard" && or(t.RefuseNew(s.ID), terms.Refuse(t)) != "":
			v.Why, v.Refused = or(t.RefuseNew(s.ID), terms.Refuse(t)), true
		default:
			taken[r.Title] = i + 1
		}
	}
	return out
}

// Routing is what a source's rules do with an item.
type Routing struct {
	// Place are the rules that put it on a title, at most one for each.
	Place []Rule
	// Discard are the numbers of the rules that discard it.
	Discard []int
	// Refused says for each title that a rule names and a contract is against why
	// it is.
	Refused []string
}

// Discarded returns the number of the rule that discards the item outright, so
// that nothing of it is filed; 0 if none does.
func (r Routing) Discarded() int {
	if len(r.Place) > 0 || len(r.Refused) > 0 || len(r.Discard) == 0 {
		return 0
	}
	return r.Discard[0]
}

// Route returns what the rules do with an item: for each title the first whose
// conditions hold decides.
func (s Source) Route(m Matter, titles []Title) Routing {
	var out Routing
	for i, v := range s.decide(m, titles, false) {
		switch {
		case v.Refused:
			if !slices.Contains(out.Refused, v.Why) {
				out.Refused = append(out.Refused, v.Why)
			}
		case v.Why != "":
		case s.Rules[i].Publish == "discard":
			out.Discard = append(out.Discard, i+1)
		default:
			out.Place = append(out.Place, s.Rules[i])
		}
	}
	return out
}

func titleOf(titles []Title, id TitleID) Title {
	for _, t := range titles {
		if t.ID == id {
			return t
		}
	}
	return Title{ID: id}
}

// Check returns an error wrapping [ErrInvalid] for the first rule the source
// breaks. titles are the titles its rules may name.
func (s Source) Check(titles []Title) error {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("source %q: %s: %w", s.ID, fmt.Sprintf(format, a...), ErrInvalid)
	}
	if !idForm.MatchString(string(s.ID)) {
		return bad("id must be lower-case letters, digits and hyphens, starting with a letter")
	}
	if s.Credit == "" {
		return bad("credit is empty; readers must be told whose report it is")
	}
	switch s.EmptyEmbargo {
	case "", "hold", "none":
	default:
		return bad("empty_embargo %q is neither \"hold\" nor \"none\"", s.EmptyEmbargo)
	}
	switch s.Duplicates {
	case "", "link", "hold":
	default:
		return bad("duplicates %q is neither \"link\" nor \"hold\"", s.Duplicates)
	}
	if err := s.checkRights(titles, bad); err != nil {
		return err
	}
	for i, r := range s.Rules {
		if fault := r.fault(titles); fault != "" {
			return bad("rule %d%s", i+1, fault)
		}
	}
	return nil
}

// checkRights checks the contracts.
func (s Source) checkRights(titles []Title, bad func(string, ...any) error) error {
	if fault := s.Rights.fault(titles); fault != "" {
		return bad("rights %s", fault)
	}
	names := map[string]bool{}
	for i, c := range s.Contracts {
		switch fault := c.Rights.fault(titles); {
		case c.Name == "":
			return bad("contract %d has no name", i+1)
		case names[c.Name]:
			return bad("two contracts have the name %q", c.Name)
		case fault != "":
			return bad("contract %q: rights %s", c.Name, fault)
		}
		if fault := c.rule().conditionFault(); fault != "" {
			return bad("contract %q: %s", c.Name, fault)
		}
		names[c.Name] = true
	}
	return nil
}
