package cli

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func auditListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	var f news.AuditFilter
	set.StringVar(&f.Who, "who", "", "only what `WHO` did, such as desk:kt")
	set.StringVar(&f.What, "what", "", "only deeds of this `NAME`; one that ends in a dot is all that begin with it")
	story := set.String("story", "", "only what was done with the story `ID`")
	set.StringVar(&f.Ref, "about", "", "only what was done with this account, title or source")
	since := set.String("since", "", "only since this `TIME`, such as 2026-11-23T18:00:00Z")
	set.IntVar(&f.Limit, "limit", 100, "at most this many")
	if err := parseNone(set, args); err != nil {
		return err
	}
	f.Story = news.StoryID(*story)
	if *since != "" {
		var err error
		if f.Since, err = time.Parse(time.RFC3339, *since); err != nil {
			return usage("-since wants a time such as 2026-11-23T18:00:00Z")
		}
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	lines, err := h.people.Audit(ctx, f)
	if err != nil {
		return err
	}
	if a.json {
		if lines == nil {
			lines = []news.AuditLine{}
		}
		return a.printJSON(lines)
	}
	for _, l := range lines {
		if _, err := fmt.Fprintln(a.out, auditText(l)); err != nil {
			return err
		}
	}
	return nil
}

// auditText writes a line of the audit log as one line.
func auditText(l news.AuditLine) string {
	words := []string{fmt.Sprintf("%d  %s  %s", l.N, stamp(l.At), l.What)}
	for _, w := range []struct{ name, value string }{{"by", l.Who}, {"from", l.From}, {"story", string(l.Story)}, {"about", l.Ref}, {"note", l.Note}} {
		if w.value != "" {
			words = append(words, w.name+" "+w.value)
		}
	}
	if l.Version > 0 {
		words = append(words, fmt.Sprintf("v%d", l.Version))
	}
	for _, t := range l.Titles {
		words = append(words, "on "+string(t))
	}
	for _, c := range l.Changes {
		words = append(words, fmt.Sprintf("%s %q to %q", c.Field, c.Old, c.New))
	}
	return strings.Join(words, "  ")
}

func auditVerifyCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	var known store.AuditProof
	if len(rest) > 0 {
		n, hash, ok := strings.Cut(rest[0], ":")
		known.N, err = strconv.ParseInt(n, 10, 64)
		known.Hash = hash
		if len(rest) > 1 || !ok || err != nil {
			return usage("give one proof as this command printed it before, such as 120:9f86…")
		}
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	proof, err := h.store.VerifyAudit(ctx, known)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	if a.json {
		return a.printJSON(proof)
	}
	_, err = fmt.Fprintf(a.out, "All %d lines are as they were written. Keep this elsewhere, and give it next time: %d:%s\n", proof.N, proof.N, proof.Hash)
	return err
}
