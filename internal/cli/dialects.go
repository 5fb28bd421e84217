package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"broadsheet/internal/config"
	"broadsheet/internal/wire/dialect"
)

func wireDialectsCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 0:
		return a.listDialects()
	case len(rest) >= 2 && rest[0] == "check":
		return a.checkDialects(rest[1:])
	}
	return usage("say nothing to list them, or check FILE…")
}

// dialects returns the dialects the settings lead to.
func (a *app) dialects() (*dialect.Set, error) {
	c, err := config.Load(a.settings)
	if err != nil {
		return nil, err
	}
	return dialect.Load(c.Wire.Dialects)
}

func (a *app) listDialects() error {
	known, err := a.dialects()
	if err != nil {
		return err
	}
	for _, d := range known.List() {
		if a.json {
			err = a.printLine(struct {
				Name  string   `json:"name"`
				From  string   `json:"from"`
				About string   `json:"about,omitempty"`
				Of    []string `json:"providers,omitempty"`
				GUIDs []string `json:"guids,omitempty"`
			}{d.Name, d.From, d.About, d.Match.Providers, d.Match.GUIDs})
		} else {
			_, err = fmt.Fprintf(a.out, "%-14s %s\n               %s\n", d.Name, d.From, d.About)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkDialects reads files as they would be read from the folder of dialects.
func (a *app) checkDialects(files []string) error {
	var faults []error
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", file, bare(err)))
			continue
		}
		name, isTOML := strings.CutSuffix(filepath.Base(file), ".toml")
		if !isTOML {
			faults = append(faults, fmt.Errorf("%s: a dialect's file is called NAME.toml", file))
			continue
		}
		d, err := dialect.Read(name, string(text), file)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if _, err := fmt.Fprintf(a.out, "%s: dialect %s is sound\n", file, d.Name); err != nil {
			return err
		}
	}
	return errors.Join(faults...)
}
