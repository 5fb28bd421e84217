package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// printAlike prints what a story is like, the nearest first.
func (a *app) printAlike(lines []news.AlikeLine) {
	for _, l := range lines {
		fmt.Fprintf(a.out, "%-8s %s  %3.0f %%  %s  %s%s\n", l.Kind, l.Other, 100*l.Score, from(l.Source), l.Headline, vouched(l.Alike))
	}
}

func from(source news.SourceID) string {
	if source == "" {
		return "the desk"
	}
	return string(source)
}

// vouched says what an editor has said of a link.
func vouched(l news.Alike) string {
	switch l.Standing {
	case news.LinkMade:
		return " (linked by " + l.By + ")"
	case news.LinkUnlinked:
		return " (unlinked by " + l.By + ")"
	}
	return ""
}

// cluster is stories that are alike.
type cluster struct {
	Stories []clustered  `json:"stories"`
	Links   []news.Alike `json:"links"`
}

type clustered struct {
	Story    news.StoryID  `json:"story"`
	Source   news.SourceID `json:"source,omitempty"`
	Headline string        `json:"headline"`
}

func storyAlikeCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	since := set.Duration("since", 24*time.Hour, "links found in the last `DURATION`")
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	links, err := h.store.AlikeSince(ctx, h.now().Add(-*since))
	if err != nil {
		return err
	}
	out := []cluster{}
	for _, ids := range news.Clusters(links) {
		c := cluster{}
		in := map[news.StoryID]bool{}
		for _, id := range ids {
			in[id] = true
			x := clustered{Story: id}
			if x.Source, x.Headline, err = h.store.Headline(ctx, id); err != nil {
				return err
			}
			c.Stories = append(c.Stories, x)
		}
		for _, l := range links {
			if in[l.Story] && l.Standing != news.LinkUnlinked {
				c.Links = append(c.Links, l)
			}
		}
		out = append(out, c)
	}
	if a.json {
		return a.printJSON(out)
	}
	for i, c := range out {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		for _, x := range c.Stories {
			fmt.Fprintf(a.out, "%s  %s  %s\n", x.Story, from(x.Source), x.Headline)
		}
		for _, l := range c.Links {
			fmt.Fprintf(a.out, "  %-5s %3.0f %%  %s  %s%s\n", l.Kind, 100*l.Score, l.Story, l.Other, vouched(l))
		}
	}
	return nil
}

func storyLinkCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	kind := set.String("kind", "", "`KIND`: same, take or alike; what was found if empty")
	return a.linkDeed(ctx, set, args, func(h *house, x, y news.StoryID) (news.Event, error) {
		return h.desk.Link(ctx, x, y, news.AlikeKind(*kind), who())
	})
}

func storyUnlinkCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	return a.linkDeed(ctx, set, args, func(h *house, x, y news.StoryID) (news.Event, error) {
		return h.desk.Unlink(ctx, x, y, who())
	})
}

// linkDeed carries out an editor's word on two stories.
func (a *app) linkDeed(ctx context.Context, set *flag.FlagSet, args []string, do func(*house, news.StoryID, news.StoryID) (news.Event, error)) error {
	ids, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(ids) != 2 {
		return usage("name two stories by their IDs")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	x, y := news.StoryID(ids[0]), news.StoryID(ids[1])
	e, err := do(h, x, y)
	if err != nil {
		return err
	}
	lines, err := h.store.Alikes(ctx, x)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Event news.Event       `json:"event"`
			Alike []news.AlikeLine `json:"alike"`
		}{e, lines})
	}
	if e.N == 0 {
		fmt.Fprintln(a.out, "nothing to change")
	} else {
		fmt.Fprintf(a.out, "%s %s %s\n", e.Verb, x, y)
	}
	return nil
}
