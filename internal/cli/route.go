package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"broadsheet/internal/config"
	"broadsheet/internal/ingest"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/dialect"
)

// routed is what a rule would do with an item.
type routed struct {
	Rule    int          `json:"rule"` // from 1
	Title   news.TitleID `json:"title"`
	Section string       `json:"section"`
	Publish string       `json:"publish"`
	Why     string       `json:"why,omitempty"` // it does not place the item
}

func wireRouteCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	name := set.String("source", "", "the agency, by its `ID` in the settings")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if *name == "" || len(files) == 0 {
		return usage("name -source and at least one file")
	}
	c, err := config.Load(a.settings)
	if err != nil {
		return err
	}
	src, err := sourceOf(c, news.SourceID(*name))
	if err != nil {
		return err
	}
	known, err := dialect.Load(c.Wire.Dialects)
	if err != nil {
		return err
	}
	reader := ingest.Reader{Dialects: known, Source: src}
	var faults []error
	for _, file := range files {
		items, err := parseFile(reader, file)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", file, err))
		}
		for i := range items {
			if err := a.printRoute(file, src, &items[i].WireItem); err != nil {
				return err
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

func (a *app) printRoute(file string, src news.Source, w *news.WireItem) error {
	why := src.Explain(w)
	rules := make([]routed, len(src.Rules))
	for i, r := range src.Rules {
		rules[i] = routed{Rule: i + 1, Title: r.Title, Section: r.Section, Publish: r.Publish, Why: why[i]}
	}
	if a.json {
		return a.printLine(struct {
			File  string   `json:"file"`
			GUID  string   `json:"guid"`
			Rules []routed `json:"rules"`
		}{file, w.GUID, rules})
	}
	if _, err := fmt.Fprintf(a.out, "%s: %s\n", file, printableBytes([]byte(w.GUID))); err != nil {
		return err
	}
	for _, r := range rules {
		verdict := "publish " + r.Publish
		if r.Publish == "hold" {
			verdict = "hold for the desk"
		}
		if r.Why != "" {
			verdict = "no: " + printableBytes([]byte(r.Why))
		}
		if _, err := fmt.Fprintf(a.out, "  rule %d, %s/%s: %s\n", r.Rule, r.Title, r.Section, verdict); err != nil {
			return err
		}
	}
	if len(rules) == 0 {
		_, err := fmt.Fprintln(a.out, "  the source has no rules: it waits for the desk, on no title")
		return err
	}
	return nil
}
