package cli

import (
	"context"
	"flag"
	"fmt"

	"broadsheet/internal/config"
)

func configCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	check := set.Bool("check", false, "read the settings file and say whether it holds, instead")
	if err := parseNone(set, args); err != nil {
		return err
	}
	if !*check {
		_, err := fmt.Fprint(a.out, config.Manual())
		return err
	}
	c, err := config.Load(a.settings)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "good: %d titles, %d sources, %d instruments\n", len(c.Titles), len(c.Sources), len(c.Instruments))
	return err
}
