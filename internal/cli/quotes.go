package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
)

func quotesPutCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usage("name at least one file")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	var faults []error
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, bare(err)))
			continue
		}
		taken, err := h.ticker.Take(ctx, raw, name)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		for _, p := range taken.Problems {
			faults = append(faults, fmt.Errorf("%s: %s", name, p))
		}
		if a.json {
			err = a.printJSON(taken)
		} else {
			_, err = fmt.Fprintf(a.out, "%s: %d quotes taken, %d unchanged or older, %d refused\n", name, taken.Accepted, taken.Older, len(taken.Problems))
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(faults...)
}
