package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/newscodes"
	"broadsheet/internal/wire/dialect"
)

// routed is what the rules of a source would do with an item.
type routed struct {
	File     string         `json:"file"`
	GUID     string         `json:"guid"`
	Source   news.SourceID  `json:"source"`
	Contract string         `json:"contract,omitempty"` // empty: the source's rights
	Limits   news.Limits    `json:"limits,omitzero"`    // as the item itself says
	Topics   []string       `json:"topics,omitempty"`
	Rules    []news.Verdict `json:"rules"`
	Discard  int            `json:"discard,omitempty"` // the rule that discards it outright
	titles   []news.Title
}

// router asks sources what they would do with items.
type router struct {
	titles  []news.Title
	topics  *newscodes.Tree
	at      time.Time
	explain bool
}

func wireRouteCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	name := set.String("source", "", "the agency, by its `ID` in the settings")
	all := set.Bool("all", false, "ask every source of the settings")
	explain := set.Bool("explain", false, "say of each condition whether it holds and why")
	at := set.String("at", "", "the `TIME` the items come, as 2026-11-23T22:30:00+01:00; now if empty")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if (*name == "") != *all || len(files) == 0 {
		return usage("name -source or -all, and at least one file")
	}
	c, err := config.Load(a.settings)
	if err != nil {
		return err
	}
	ask := router{titles: c.Titles, at: a.now(), explain: *explain}
	if *at != "" {
		if ask.at, err = time.Parse(time.RFC3339, *at); err != nil {
			return usage(fmt.Sprintf("-at %q is no time such as 2026-11-23T22:30:00+01:00", *at))
		}
	}
	if ask.topics, err = a.topics(c); err != nil {
		return err
	}
	known, err := dialect.Load(c.Wire.Dialects)
	if err != nil {
		return err
	}
	var sources []news.Source
	for _, s := range c.Sources {
		if *all {
			sources = append(sources, s.Source)
		}
	}
	if !*all {
		src, err := sourceOf(c, news.SourceID(*name))
		if err != nil {
			return err
		}
		sources = append(sources, src)
	}
	var faults []error
	for _, file := range files {
		for i, src := range sources {
			items, err := parseFile(ingest.Reader{Dialects: known, Source: src}, file)
			if err != nil && i == 0 { // it is the same for all
				faults = append(faults, fmt.Errorf("%s: %w", file, err))
			}
			for j := range items {
				if err := a.printRoute(ask.route(file, src, &items[j]), ask.explain, *all); err != nil {
					return err
				}
			}
		}
	}
	return errors.Join(faults...)
}

func sourceOf(c config.Config, id news.SourceID) (news.Source, error) {
	var names []news.SourceID
	for _, s := range c.Sources {
		if s.ID == id {
			return s.Source, nil
		}
		names = append(names, s.ID)
	}
	return news.Source{}, fmt.Errorf("no source %q; the settings name %v", id, names)
}

func (ask router) route(file string, src news.Source, it *ingest.Item) routed {
	var codes []string
	for _, c := range it.Subjects {
		codes = append(codes, c.Code)
	}
	m := news.Matter{Item: &it.WireItem, Topics: ask.topics.Expand(codes), At: ask.at}
	r := routed{File: file, GUID: it.GUID, Source: src.ID, Contract: src.ContractOf(m, it.Type), Limits: ingest.Limits(it, ask.at),
		Rules: src.Explain(m, ask.titles), Discard: src.Route(m, ask.titles).Discarded(), titles: ask.titles}
	if ask.explain {
		r.Topics = m.Topics
		return r
	}
	for i := range r.Rules {
		r.Rules[i].Conditions = nil
	}
	return r
}

// verdict is what a rule does in a few words.
func (r routed) verdict(v news.Verdict) string {
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

func (a *app) printRoute(r routed, explain, named bool) error {
	if a.json {
		return a.printLine(r)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", r.File, r.GUID)
	if named {
		fmt.Fprintf(&b, " from %s", r.Source)
	}
	b.WriteString("\n")
	if explain {
		r.describe(&b)
	}
	for _, v := range r.Rules {
		where := string(v.Title)
		switch {
		case where == "":
			where = "every title"
		case v.Section != "":
			where += "/" + v.Section
		}
		fmt.Fprintf(&b, "  rule %d, %s: %s\n", v.Rule, where, r.verdict(v))
		for _, c := range v.Conditions {
			mark := "yes"
			if !c.Holds {
				mark = "no "
			}
			fmt.Fprintf(&b, "      %s %s: %s\n", mark, c.Name, c.Why)
		}
	}
	if r.Discard > 0 {
		fmt.Fprintf(&b, "  rule %d discards it: it is recorded, and no story is made\n", r.Discard)
	}
	if len(r.Rules) == 0 {
		b.WriteString("  the source has no rules: it waits for the desk, on no title\n")
	}
	_, err := fmt.Fprint(a.out, printableBytes([]byte(b.String())))
	return err
}

// describe says what the item is to contracts and rules.
func (r routed) describe(b *strings.Builder) {
	contract := "the source's rights"
	if r.Contract != "" {
		contract = fmt.Sprintf("contract %q", r.Contract)
	}
	fmt.Fprintf(b, "  under %s\n", contract)
	if words := r.Limits.Words(); len(words) > 0 {
		fmt.Fprintf(b, "  the agency says: %s\n", strings.Join(words, "; "))
	}
	for _, words := range r.Limits.Unread {
		fmt.Fprintf(b, "  not understood: “%s”\n", words)
	}
	if len(r.Topics) > 0 {
		fmt.Fprintf(b, "  topics: %s\n", strings.Join(r.Topics, ", "))
	}
}
