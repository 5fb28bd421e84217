package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// storyCheckCommand lists what stands in the way of publishing, as the screen does.
func storyCheckCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	title := set.String("title", "", "on this `TITLE` only; all it has a place on if empty")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	f, err := h.store.Story(ctx, news.StoryID(id))
	if err != nil {
		return err
	}
	sheet, err := h.desk.Sheet(ctx, operator(), f, nil, desk.Order{Title: news.TitleID(*title)})
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(sheet)
	}
	for _, c := range sheet.Checks {
		what := string(c.Severity)
		if c.Passed != nil {
			what = "passed"
		}
		where := ""
		if c.Title != "" {
			where = string(c.Title) + ": "
		}
		if _, err := fmt.Fprintf(a.out, "%-7s %s%s\n", what, where, c.Words); err != nil {
			return err
		}
	}
	for _, on := range sheet.On {
		if on.Byline == "" {
			continue
		}
		if _, err := fmt.Fprintf(a.out, "byline  %s: %s (%.0f %% of the words are the desk's)\n", on.Title, on.Byline, 100*sheet.Share); err != nil {
			return err
		}
	}
	return nil
}

// storyEmbargoCommand sets or lifts an embargo.
func storyEmbargoCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	until := set.String("until", "", "no reader sees it before this `TIME`, as 2026-11-23T15:00:00+01:00")
	lift := set.Bool("lift", false, "lift the embargo it has")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	if (*until == "") != *lift {
		return usage("say -until TIME or -lift")
	}
	var at time.Time
	if *until != "" {
		if at, err = time.Parse(time.RFC3339, *until); err != nil {
			return usage(fmt.Sprintf("-until %q is not a time such as 2026-11-23T15:00:00+01:00", *until))
		}
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Embargo(ctx, operator(), f, at) })
}

// storyUnscheduleCommand takes a story off the schedule.
func storyUnscheduleCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	title := set.String("title", "", "on this `TITLE` only; all that it waits for if empty")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	var on []news.TitleID
	if *title != "" {
		on = append(on, news.TitleID(*title))
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) {
		return h.desk.Unschedule(ctx, operator(), f, on...)
	})
}

// storyPlaceCommand puts a story on a title, where it waits, or changes how it
// stands there.
func storyPlaceCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	p := desk.Placing{Own: map[string]string{}}
	text := func(name, what string, to **string) {
		set.Func(name, what, func(s string) error { *to = &s; return nil })
	}
	title := set.String("title", "", "on this `TITLE`")
	text("section", "in this `SECTION`", &p.Section)
	text("note", "`TEXT` for the newsroom", &p.Note)
	text("own-address", "`TEXT` that says why search engines are told of its own page; empty leaves it to the words", &p.OwnAddress)
	set.BoolVar(&p.Home, "home", false, "make it the story's home, before readers have it")
	for flag, field := range map[string]string{"headline": "headline", "kicker": "kicker", "standfirst": "standfirst", "byline": "byline", "sign-off": "signOff"} {
		set.Func(flag, "the title's own `TEXT`; empty gives the field back to the story", func(s string) error { p.Own[field] = s; return nil })
	}
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	if p.Title = news.TitleID(*title); p.Title == "" {
		return usage("name -title")
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Place(ctx, operator(), f, p) })
}
