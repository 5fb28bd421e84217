package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
)

func wireRouteCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
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
	came := a.now()
	if *at != "" {
		if came, err = time.Parse(time.RFC3339, *at); err != nil {
			return usage(fmt.Sprintf("-at %q is no time such as 2026-11-23T22:30:00+01:00", *at))
		}
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	titles, err := h.store.Titles(ctx)
	if err != nil {
		return err
	}
	sources, err := h.asked(ctx, news.SourceID(*name))
	if err != nil {
		return err
	}
	ask := ingest.Router{Titles: titles, Topics: h.topics.Expand, Explain: *explain}
	var faults []error
	for _, file := range files {
		for i, src := range sources {
			items, err := parseFile(ingest.Reader{Dialects: h.dialects, Source: src}, file)
			if err != nil && i == 0 { // it is the same for all
				faults = append(faults, fmt.Errorf("%s: %w", file, err))
			}
			for j := range items {
				if err := a.printRoute(routedFrom(file, ask.Route(src, &items[j], came)), *explain, *all); err != nil {
					return err
				}
			}
		}
	}
	return errors.Join(faults...)
}

// asked returns the source of a name, or all of them if it is empty.
func (h *house) asked(ctx context.Context, id news.SourceID) ([]news.Source, error) {
	sources, err := h.store.Sources(ctx)
	if err != nil || id == "" {
		return sources, err
	}
	var names []news.SourceID
	for _, s := range sources {
		if s.ID == id {
			return []news.Source{s}, nil
		}
		names = append(names, s.ID)
	}
	return nil, fmt.Errorf("no source %q; there are %v", id, names)
}

func routedFrom(file string, r ingest.Routed) ingest.Routed {
	r.File = file
	return r
}

func (a *app) printRoute(r ingest.Routed, explain, named bool) error {
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
		describeRoute(&b, r)
	}
	for _, v := range r.Rules {
		fmt.Fprintf(&b, "  rule %d, %s: %s\n", v.Rule, ingest.Where(v), r.Verdict(v))
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

// describeRoute says what the item is to contracts and rules.
func describeRoute(b *strings.Builder, r ingest.Routed) {
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
