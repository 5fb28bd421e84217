package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

func wireStatusCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	hours := set.Int("hours", 24, "count the items of this many hours")
	if err := parseNone(set, args); err != nil {
		return err
	}
	if *hours < 1 {
		return usage("-hours must be at least 1")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	sources, err := h.store.Sources(ctx)
	if err != nil {
		return err
	}
	lines := make([]news.WireStatus, 0, len(sources))
	for _, src := range sources {
		w, err := h.store.WireStatus(ctx, src.ID, a.now().Add(-time.Duration(*hours)*time.Hour))
		if err != nil {
			return err
		}
		lines = append(lines, w)
	}
	if a.json {
		return a.printJSON(lines)
	}
	for _, w := range lines {
		last := "nothing yet"
		if !w.Last.IsZero() {
			last = "last at " + stamp(w.Last)
		}
		if _, err := fmt.Fprintf(a.out, "%-16s %s, %d items in %d h, %d files in quarantine\n", w.Source, last, w.Items, *hours, w.Waiting); err != nil {
			return err
		}
	}
	return nil
}
