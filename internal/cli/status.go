package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/ingest"
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
	lines, err := h.wireStatus(ctx, a.now().Add(-time.Duration(*hours)*time.Hour))
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
			silent = fmt.Sprintf(", silent since %s (silent_after %v)", stamp(w.SilentSince), time.Duration(h.source(w.Source).SilentAfter))
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

// wireStatus says of every source how its copy comes, counting items from since
// on.
func (h *house) wireStatus(ctx context.Context, since time.Time) ([]news.WireStatus, error) {
	sources, err := h.store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	known, err := h.store.Roads(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[news.RoadID]news.Road{}
	for _, r := range known {
		byID[r.ID] = r
	}
	lines := make([]news.WireStatus, 0, len(sources))
	for _, src := range sources {
		w, err := h.store.WireStatus(ctx, src.ID, since)
		if err != nil {
			return nil, err
		}
		set := h.source(src.ID)
		last, made := ingest.LastHeard(src.ID, w.Last, known)
		w.SilentSince = news.SilentSince(last, made, h.now(), time.Duration(set.SilentAfter))
		if set.ID != "" {
			for _, r := range set.Roads() {
				if is, ok := byID[r.ID]; ok {
					r = is
				}
				w.Roads = append(w.Roads, news.RoadStatus{Road: r, State: r.State(!w.SilentSince.IsZero())})
			}
		}
		lines = append(lines, w)
	}
	return lines, nil
}

// roadLine says in one line how a road stands.
func roadLine(r news.RoadStatus) string {
	parts := []string{string(r.State)}
	if r.State == news.RoadFailing {
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
