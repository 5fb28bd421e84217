package ingest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Routed is what the rules of a source would do with an item.
type Routed struct {
	File     string         `json:"file,omitempty"`
	GUID     string         `json:"guid"`
	Source   news.SourceID  `json:"source"`
	Contract string         `json:"contract,omitempty"` // empty: the source's rights
	Limits   news.Limits    `json:"limits,omitzero"`    // as the item itself says
	Topics   []string       `json:"topics,omitempty"`
	Rules    []news.Verdict `json:"rules"`
	Discard  int            `json:"discard,omitempty"` // the rule that discards it outright
	titles   []news.Title
}

// Router asks sources what they would do with items.
type Router struct {
	Titles []news.Title
	// Topics is that of a [Room].
	Topics func(codes []string) []string
	// Explain keeps of each condition whether it holds and why.
	Explain bool
}

// Route says what the source's rules would do with an item that comes at a time.
func (ask Router) Route(src news.Source, it *Item, at time.Time) Routed {
	m := news.Matter{Item: &it.WireItem, At: at}
	if ask.Topics != nil {
		var codes []string
		for _, c := range it.Subjects {
			codes = append(codes, c.Code)
		}
		m.Topics = ask.Topics(codes)
	}
	r := Routed{GUID: it.GUID, Source: src.ID, Contract: src.ContractOf(m, it.Type), Limits: Limits(it, at),
		Rules: src.Explain(m, ask.Titles), Discard: src.Route(m, ask.Titles).Discarded(), titles: ask.Titles}
	if ask.Explain {
		r.Topics = m.Topics
		return r
	}
	for i := range r.Rules {
		r.Rules[i].Conditions = nil
	}
	return r
}

// Verdict is what one of its rules does, in a few words.
func (r Routed) Verdict(v news.Verdict) string {
	switch {
	case v.Why != "":
		return "no: " + v.Why
	case v.Publish == "discard":
		return "discard"
	}
	for _, t := range r.titles {
		if why := r.Limits.Refuse(t); t.ID == v.Title && why != "" {
			return "hold for the desk: " + why
		}
	}
	if v.Publish == "hold" {
		return "hold for the desk"
	}
	return "publish " + v.Publish
}

// Where is where a rule would put an item: a title with its section.
func Where(v news.Verdict) string {
	switch {
	case v.Title == "":
		return "every title"
	case v.Section == "":
		return string(v.Title)
	}
	return string(v.Title) + "/" + v.Section
}

// Words says in one line what becomes of the item: which rules decide, and how.
func (r Routed) Words() string {
	if r.Discard > 0 {
		return fmt.Sprintf("rule %d discards it", r.Discard)
	}
	var parts []string
	for _, v := range r.Rules {
		if v.Why == "" {
			parts = append(parts, fmt.Sprintf("rule %d, %s: %s", v.Rule, Where(v), r.Verdict(v)))
		}
	}
	for _, v := range r.Rules {
		if v.Refused {
			parts = append(parts, fmt.Sprintf("rule %d: not there, %s", v.Rule, v.Why))
		}
	}
	if len(parts) == 0 {
		return "no rule takes it: it waits for the desk, on no title"
	}
	return strings.Join(parts, "; ")
}

// Rehearsed is what other rules would do with an item that was filed.
type Rehearsed struct {
	At       time.Time `json:"at"`
	GUID     string    `json:"guid"`
	Headline string    `json:"headline"`
	Slugline string    `json:"slugline,omitempty"`
	// Done is what was done with it when it came.
	Done  string       `json:"done"`
	Story news.StoryID `json:"story,omitempty"`
	// Now is what the rules as they stand do with it, and Then what the others
	// would do.
	Now     string `json:"now"`
	Then    string `json:"then"`
	Changed bool   `json:"changed"`
	// Rules are the others, each with why it does not decide.
	Rules []news.Verdict `json:"rules,omitempty"`
}

// Rehearse asks other rules of a source what they would do with its newest items,
// at most n, newest first. Nothing is filed, moved or told to anybody.
func (r *Room) Rehearse(ctx context.Context, id news.SourceID, rules []news.Rule, n int) ([]Rehearsed, error) {
	if err := news.Allow(ctx, news.ActSources); err != nil {
		return nil, fmt.Errorf("dry run of %q: %w", id, err)
	}
	src, err := r.Store.Source(ctx, id)
	if err != nil {
		return nil, err
	}
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return nil, err
	}
	other := src
	other.Rules = rules
	if err := other.Check(titles); err != nil {
		return nil, err
	}
	filed, err := r.Store.NewestWire(ctx, id, n)
	if err != nil {
		return nil, err
	}
	ask := Router{Titles: titles, Topics: r.Topics, Explain: true}
	out := make([]Rehearsed, 0, len(filed))
	for _, f := range filed {
		it := Item{WireItem: f.Item}
		now, then := ask.Route(src, &it, f.At), ask.Route(other, &it, f.At)
		x := Rehearsed{At: f.At, GUID: f.Item.GUID, Headline: f.Item.Headline, Slugline: f.Item.Slugline, Done: f.Outcome, Story: f.Story,
			Now: now.Words(), Then: then.Words(), Changed: effect(now) != effect(then), Rules: then.Rules}
		out = append(out, x)
	}
	return out, nil
}

// effect is what rules do with an item, without which of them does it.
func effect(r Routed) string {
	if r.Discard > 0 {
		return "discard"
	}
	var parts []string
	for _, v := range r.Rules {
		if v.Why == "" {
			parts = append(parts, Where(v)+": "+r.Verdict(v))
		}
	}
	return strings.Join(parts, "; ")
}
