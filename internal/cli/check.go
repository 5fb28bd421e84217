package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"broadsheet/internal/wire/feed"
	"broadsheet/internal/wire/ninjs"
)

func wireCheckCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	version := set.String("version", "", "hold documents to the schema of this `VERSION` of ninjs, whatever they say")
	strict := set.Bool("strict", false, "want addresses and times to be such, which IPTC leaves open")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("name at least one file")
	}
	c := ninjs.NewChecker()
	if *strict {
		c = ninjs.NewStrictChecker()
	}
	var faults []error
	for _, name := range files {
		verdicts, err := checkFile(c, name, *version)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		bad := 0
		for _, v := range verdicts {
			if len(v.Faults) > 0 {
				bad++
			}
			if err := a.printVerdict(name, v); err != nil {
				return err
			}
		}
		if bad > 0 {
			faults = append(faults, fmt.Errorf("%s: %d of %d documents not valid", name, bad, len(verdicts)))
		}
	}
	return errors.Join(faults...)
}

func checkFile(c *ninjs.Checker, name, version string) ([]ninjs.Verdict, error) {
	raw, err := readWhole(name)
	switch {
	case err != nil:
		return nil, err
	case len(raw) > 0 && (!ninjs.Sniff(raw) || feed.Sniff(raw)):
		return nil, errors.New("no ninjs, and of no other format is there a schema here")
	case version != "":
		return c.CheckAs(raw, version)
	}
	return c.Check(raw)
}

func (a *app) printVerdict(name string, v ninjs.Verdict) error {
	if a.json {
		return a.printLine(struct {
			File  string `json:"file"`
			Valid bool   `json:"valid"`
			ninjs.Verdict
		}{name, len(v.Faults) == 0, v})
	}
	var b strings.Builder
	b.WriteString(strings.TrimSpace(name+" "+v.Place) + ": ")
	switch {
	case len(v.Faults) > 0:
		b.WriteString("not valid")
	default:
		b.WriteString("valid")
	}
	if v.Version != "" {
		b.WriteString(" ninjs " + v.Version)
	}
	if v.Assumed {
		b.WriteString(", the newest that it looks like: it does not say its version")
	}
	for _, f := range v.Faults {
		b.WriteString("\n    " + f.String())
	}
	// Pointers hold an agency's own words.
	_, err := fmt.Fprintln(a.out, printableBytes([]byte(b.String())))
	return err
}
