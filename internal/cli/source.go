package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

func sourceListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	list, err := h.store.SourceSetups(ctx)
	if err != nil {
		return err
	}
	if a.json {
		for i := range list {
			list[i].RoadSetup = list[i].Plain()
		}
		return a.printJSON(list)
	}
	for _, x := range list {
		state := ""
		if !x.Retired.IsZero() {
			state = "  retired " + stamp(x.Retired)
		}
		if _, err := fmt.Fprintf(a.out, "%-16s %s  %d rules, %d roads%s\n", x.ID, x.Name, len(x.Rules), len(x.Roads(x.ID, slices.Contains(x.Has, news.SecretToken))), state); err != nil {
			return err
		}
	}
	return nil
}

// openSource opens the house and the source that a command names. The caller
// closes the house, which is nil where there is an error.
func (a *app) openSource(ctx context.Context, id string) (*house, news.SourceSetup, error) {
	h, err := a.open(ctx)
	if err != nil {
		return nil, news.SourceSetup{}, err
	}
	x, err := h.store.SourceSetup(ctx, news.SourceID(id))
	if err != nil {
		h.close()
		return nil, x, err
	}
	return h, x, nil
}

func sourceShowCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "source")
	if err != nil {
		return err
	}
	h, x, err := a.openSource(ctx, id)
	if err != nil {
		return err
	}
	defer h.close()
	x.RoadSetup = x.Plain()
	return a.printSetting(x)
}

func sourceSetCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	file, err := parseOne(set, args, "file with a source as `broadsheet source show` prints it, or - for standard input")
	if err != nil {
		return err
	}
	var x news.SourceSetup
	if err := a.readSetting(file, &x); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	old, err := h.store.SourceSetup(ctx, x.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	x.Rev, x.Retired = old.Rev, old.Retired
	e, err := h.setup.SaveSource(ctx, x, nil)
	if err != nil {
		return err
	}
	return a.printSaved(e, "source", string(x.ID))
}

func sourceRetireCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	undo := set.Bool("undo", false, "take its copy again")
	id, err := parseOne(set, args, "source")
	if err != nil {
		return err
	}
	h, x, err := a.openSource(ctx, id)
	if err != nil {
		return err
	}
	defer h.close()
	e, err := h.setup.RetireSource(ctx, x.ID, x.Rev, !*undo)
	if err != nil {
		return err
	}
	return a.printSaved(e, "source", id)
}

func sourceRemoveCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "source")
	if err != nil {
		return err
	}
	h, x, err := a.openSource(ctx, id)
	if err != nil {
		return err
	}
	defer h.close()
	e, err := h.setup.RemoveSource(ctx, x.ID, x.Rev)
	if err != nil {
		return err
	}
	return a.printSaved(e, "source", id)
}

func sourceTokenCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "source")
	if err != nil {
		return err
	}
	h, x, err := a.openSource(ctx, id)
	if err != nil {
		return err
	}
	defer h.close()
	token, err := h.setup.NewToken(ctx, x.ID, x.Rev)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, token)
	return err
}

func sourceSecretCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	forget := set.Bool("forget", false, "forget it instead")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 || !slices.Contains(news.SecretKinds(), news.SecretKind(rest[1])) {
		return usage(fmt.Sprintf("name a source and one of %v, and give the secret on standard input", news.SecretKinds()))
	}
	h, x, err := a.openSource(ctx, rest[0])
	if err != nil {
		return err
	}
	defer h.close()
	text := ""
	if !*forget {
		raw, err := io.ReadAll(io.LimitReader(a.in, 1<<16))
		if err != nil {
			return err
		}
		if text = strings.TrimSpace(string(raw)); text == "" {
			return usage("give the secret on standard input, or -forget")
		}
	}
	e, err := h.setup.SaveSource(ctx, x, news.Secrets{news.SecretKind(rest[1]): text})
	if err != nil {
		return err
	}
	return a.printSaved(e, "source", rest[0])
}

// ruleList is rules as a file has them.
type ruleList struct {
	Rules []news.Rule `json:"rules" toml:"rule"`
}

func sourceRulesCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	dry := set.Int("dry-run", 0, "change nothing, and say what the rules of the file would have done with the `N` items that came last")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) < 1 || len(rest) > 2 || *dry < 0 || *dry > 0 && len(rest) != 2 {
		return usage("name a source, to see its rules; and a file (- is standard input) of [[rule]] blocks, to replace them")
	}
	h, x, err := a.openSource(ctx, rest[0])
	if err != nil {
		return err
	}
	defer h.close()
	if len(rest) == 1 {
		return a.printSetting(ruleList{x.Rules})
	}
	var list ruleList
	if err := a.readSetting(rest[1], &list); err != nil {
		return err
	}
	if *dry > 0 {
		return a.rehearse(ctx, h, x.ID, list.Rules, *dry)
	}
	e, err := h.setup.SaveRules(ctx, x.ID, x.Rev, list.Rules)
	if err != nil {
		return err
	}
	return a.printSaved(e, "source", rest[0])
}

func (a *app) rehearse(ctx context.Context, h *house, id news.SourceID, rules []news.Rule, n int) error {
	lines, err := h.wire.Rehearse(ctx, id, rules, n)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(lines)
	}
	changed := 0
	for _, l := range lines {
		mark := " "
		if l.Changed {
			mark = "!"
			changed++
		}
		text := fmt.Sprintf("%s %s %s  %s\n    was done: %s\n    now:      %s\n    then:     %s\n", mark, stamp(l.At), l.GUID, l.Headline, l.Done, l.Now, l.Then)
		if _, err := fmt.Fprint(a.out, printableBytes([]byte(text))); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(a.out, "%d of %d items would go another way; nothing was changed\n", changed, len(lines))
	return err
}

func sourceTryCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "source")
	if err != nil {
		return err
	}
	h, x, err := a.openSource(ctx, id)
	if err != nil {
		return err
	}
	defer h.close()
	traffic, faults := h.traffic(), []error(nil)
	for _, r := range x.Roads(x.ID, false) {
		if !r.Kind.Polled() || r.Kind == news.WebSubRoad {
			continue
		}
		said, err := traffic.Try(ctx, x, nil, r.ID)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s %s: %w", r.Kind, r.Address, err))
			continue
		}
		if _, err := fmt.Fprintf(a.out, "%s %s: %s\n", r.Kind, r.Address, said); err != nil {
			return err
		}
	}
	return errors.Join(faults...)
}

func wireRoadCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 || !slices.Contains([]string{"run", "pause", "resume"}, rest[0]) {
		return usage("say run, pause or resume, and a road as `broadsheet wire status -json` names it")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	id := news.RoadID(rest[1])
	var e news.Event
	if rest[0] == "run" {
		e, err = h.setup.HurryRoad(ctx, id)
	} else {
		e, err = h.setup.PauseRoad(ctx, id, rest[0] == "pause")
	}
	if err != nil {
		return err
	}
	return a.printSaved(e, "road", rest[1])
}
