package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

func storyVersionsCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	limit := set.Int("limit", 0, "at most this many; 0 is all")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	past, err := h.desk.History(ctx, news.StoryID(id), *limit)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(past)
	}
	for _, p := range past {
		number := "beside"
		if p.N > 0 {
			number = fmt.Sprintf("v%d", p.N)
		}
		what := string(p.Kind)
		if p.Take > 0 {
			what += fmt.Sprintf(" (take %d)", p.Take)
		}
		line := fmt.Sprintf("%-7s %s  %s  %s  %d words  %s", number, stamp(p.At), what, p.By, p.Words, p.Said)
		if p.Restores > 0 {
			line += fmt.Sprintf("; restores v%d", p.Restores)
		}
		if p.Name != "" {
			line += fmt.Sprintf("  “%s”", p.Name)
		}
		if _, err := fmt.Fprintln(a.out, line); err != nil {
			return err
		}
	}
	return nil
}

func storyCompareCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 3 {
		return usage(`name a story and two of its texts, as in ID 1 3 or ID 3 "take 2"`)
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	c, err := h.desk.Compare(ctx, news.StoryID(rest[0]), rest[1], rest[2])
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(c)
	}
	fmt.Fprintln(a.out, c.Said)
	for _, f := range c.Fields {
		if !slices.ContainsFunc(f.Pieces, func(p body.Piece) bool { return p.Op != body.Same }) {
			continue
		}
		fmt.Fprintf(a.out, "\n%s: %s\n", f.Name, inBrackets(f.Pieces))
	}
	for _, r := range c.Rows {
		mark := map[body.Op]string{body.Same: " ", body.Added: "+", body.Removed: "-", body.Changed: "~", body.Moved: ">"}[r.Op]
		if _, err := fmt.Fprintf(a.out, "\n%s %s\n", mark, inBrackets(r.Pieces)); err != nil {
			return err
		}
	}
	return nil
}

// inBrackets writes what is gone as [-words-] and what came as {+words+}.
func inBrackets(pieces []body.Piece) string {
	var s strings.Builder
	for _, p := range pieces {
		switch p.Op {
		case body.Removed:
			s.WriteString("[-" + p.Text + "-]")
		case body.Added:
			s.WriteString("{+" + p.Text + "+}")
		default:
			s.WriteString(p.Text)
		}
	}
	return strings.ReplaceAll(s.String(), "\n", "\n  ")
}

func storyRestoreCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, n, err := storyAndVersion(set, args)
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Restore(ctx, operator(), f, n) })
}

func storyNameCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	name := set.String("name", "", "`TEXT` that the version is called; nothing takes its name away")
	id, n, err := storyAndVersion(set, args)
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) {
		return h.desk.Name(ctx, operator(), f.Story.ID, n, *name)
	})
}

func storyAndVersion(set *flag.FlagSet, args []string) (id string, n int, err error) {
	rest, err := parse(set, args)
	if err != nil {
		return "", 0, err
	}
	if len(rest) != 2 {
		return "", 0, usage("name a story ID and the number of a version")
	}
	if n, err = strconv.Atoi(strings.TrimPrefix(rest[1], "v")); err != nil || n < 1 {
		return "", 0, usage(fmt.Sprintf("%q is no number of a version", rest[1]))
	}
	return rest[0], n, nil
}

func storyMergeCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	take := set.String("take", "", "where both changed the same: `mine`, theirs or joined, which is both where their words do not touch, else mine")
	ours := set.Bool("keep-ours", false, "take nothing of it")
	note := set.String("note", "", "make it a correction that tells readers this `TEXT`")
	show := set.Bool("show", false, "say what the take changed, and merge nothing")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	choice := body.Choice(*take)
	if !slices.Contains([]body.Choice{"", body.TakeMine, body.TakeTheirs, body.TakeJoined}, choice) {
		return usage(fmt.Sprintf("-take %q is none of mine, theirs and joined", *take))
	}
	if *show {
		return a.showBeside(ctx, news.StoryID(id))
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) {
		b, err := h.desk.Beside(ctx, f.Story.ID)
		if err != nil {
			return news.Event{}, err
		}
		m := desk.Merging{Head: b.Head, Item: b.Item, KeepOurs: *ours, Note: *note, Fields: map[string]body.Choice{}, Rows: map[int]body.Choice{}}
		if choice == "" {
			return h.desk.MergeTake(ctx, operator(), f.Story.ID, m)
		}
		for _, x := range b.Fields {
			if m.Fields[x.Field] = choice; x.Side != body.Conflict {
				delete(m.Fields, x.Field)
			} else if choice == body.TakeJoined {
				m.Fields[x.Field] = body.TakeMine
			}
		}
		for i, r := range b.Rows {
			if r.Side != body.Conflict {
				continue
			}
			if m.Rows[i] = choice; !r.Allows(choice) {
				m.Rows[i] = body.TakeMine
			}
		}
		return h.desk.MergeTake(ctx, operator(), f.Story.ID, m)
	})
}

// showBeside prints what a take beside the desk's words changed.
func (a *app) showBeside(ctx context.Context, id news.StoryID) error {
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	b, err := h.desk.Beside(ctx, id)
	if errors.Is(err, news.ErrNotFound) && !a.json {
		_, err = fmt.Fprintln(a.out, "No take lies beside the desk's words.")
		return err
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(b)
	}
	fmt.Fprintf(a.out, "Take %d of %s, %s. %s\n", b.Take, b.By, stamp(b.At), b.Said)
	if b.Note != "" {
		fmt.Fprintf(a.out, "Its note: %s\n", b.Note)
	}
	side := func(what string, s body.Side, mine, theirs []body.Piece) {
		if s == body.Nobody {
			return
		}
		fmt.Fprintf(a.out, "\n%s: %s\n", what, s)
		if mine != nil {
			fmt.Fprintf(a.out, "  mine    %s\n", inBrackets(mine))
		}
		if theirs != nil {
			fmt.Fprintf(a.out, "  theirs  %s\n", inBrackets(theirs))
		}
	}
	for _, f := range b.Fields {
		side(f.Name, f.Side, f.MinePieces, f.TheirPieces)
	}
	for i, r := range b.Rows {
		side(fmt.Sprintf("paragraph %d", i+1), r.Side, r.MinePieces, r.TheirPieces)
	}
	return nil
}
