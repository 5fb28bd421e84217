package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"
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
	lines, err := h.traffic().Status(ctx, a.now().Add(-time.Duration(*hours)*time.Hour))
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(lines)
	}
	for _, w := range lines {
		last := "nothing yet"
		if !w.Last.IsZero() {
			last = "last at " + stamp(w.Last)
		}
		silent := ""
		if !w.SilentSince.IsZero() {
			silent = fmt.Sprintf(", silent since %s (silent_after %v)", stamp(w.SilentSince), w.SilentAfter)
		}
		if _, err := fmt.Fprintf(a.out, "%-16s %s, %d items in %d h, %d files in quarantine%s\n", w.Source, last, w.Items, *hours, w.Waiting, silent); err != nil {
			return err
		}
		for _, r := range w.Roads {
			if _, err := fmt.Fprintf(a.out, "  %-8s %s\n", r.Kind, roadLine(r)); err != nil {
				return err
			}
		}
	}
	return nil
}

// roadLine says in one line how a road stands.
func roadLine(r news.RoadStatus) string {
	parts := []string{string(r.State)}
	switch {
	case !r.Paused.IsZero():
		parts[0] = "paused since " + stamp(r.Paused)
	case r.State == news.RoadFailing:
		parts[0] = fmt.Sprintf("failing since %s (%d in a row)", stamp(r.FailingSince), r.Failures)
	}
	if !r.LastItem.IsZero() {
		parts = append(parts, "last item "+stamp(r.LastItem))
	}
	if r.Kind.Polled() && !r.Due.IsZero() {
		parts = append(parts, "next try "+stamp(r.Due))
	}
	line := strings.Join(parts, ", ") + "  " + r.Address
	if r.Error != "" {
		line += ": " + r.Error
	}
	return line
}
