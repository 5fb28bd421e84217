package cli

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/user"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

func storyListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	limit := set.Int("limit", 50, "at most this many")
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	lines, err := h.store.Stories(ctx, *limit)
	if err != nil {
		return err
	}
	if a.json {
		if lines == nil {
			lines = []news.StoryLine{}
		}
		return a.printJSON(lines)
	}
	for _, l := range lines {
		if _, err := fmt.Fprintf(a.out, "%s  %s  v%d  %s  %s\n", l.Story.ID, stamp(l.Story.Created), l.Story.Head, standing(l.Story, l.Placements), cmp.Or(l.Headline, "(no headline yet)")); err != nil {
			return err
		}
	}
	return nil
}

// standing says in a few words where a story stands.
func standing(st news.Story, placements []news.Placement) string {
	switch {
	case st.Killed():
		return "killed"
	case st.Spiked():
		return "spiked by " + st.SpikedBy
	case st.Frozen != "":
		return "frozen: kill or release"
	case st.Withheld:
		return "withheld"
	case st.EmbargoHold:
		return "embargo: held"
	case len(placements) == 0:
		return "on no title"
	}
	var out []string
	for _, p := range placements {
		state := string(p.State)
		if p.FirstPublished.IsZero() && (p.State == news.Live || p.State == news.Scheduled) {
			state = "waits until " + stamp(latest(st.EmbargoUntil, p.PublishAt))
		}
		out = append(out, fmt.Sprintf("%s/%s %s", p.Title, p.Section, state))
	}
	return strings.Join(out, ", ")
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func storyShowCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
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
	versions, err := h.store.Versions(ctx, f.Story.ID)
	if err != nil {
		return err
	}
	alike, err := h.store.Alikes(ctx, f.Story.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			news.StoryFile
			Versions []news.Version   `json:"versions"`
			Alike    []news.AlikeLine `json:"alike"`
		}{f, versions, alike})
	}
	st := f.Story
	fmt.Fprintf(a.out, "story    %s (rev %d)\nsource   %s %s\nstands   %s\n", st.ID, st.Rev, st.Source, st.GUID, standing(st, f.Placements))
	if !st.EmbargoUntil.IsZero() {
		fmt.Fprintf(a.out, "embargo  %s\n", stamp(st.EmbargoUntil))
	}
	if st.Contract != "" {
		fmt.Fprintf(a.out, "contract %s\n", st.Contract)
	}
	if words := st.Limits.Words(); len(words) > 0 {
		fmt.Fprintf(a.out, "limits   %s\n", strings.Join(words, "; "))
	}
	for _, text := range st.Flags {
		fmt.Fprintf(a.out, "look     %s\n", text)
	}
	for _, p := range f.Placements {
		fmt.Fprintf(a.out, "on       %s/%s (%s, version %d)\n", p.Title, p.Path, p.State, p.Published)
	}
	for _, v := range versions {
		fmt.Fprintf(a.out, "v%-7d %s  %s  %s  %d words  %s\n", v.N, stamp(v.At), v.Kind, v.By, v.Words, v.Headline)
	}
	a.printAlike(alike)
	if f.Latest != nil {
		fmt.Fprintf(a.out, "\n%s\n\n%s\n", f.Latest.Headline, f.Latest.Body)
	}
	return nil
}

// deed opens the house, reads the story and carries out what do says.
func (a *app) deed(ctx context.Context, id string, do func(*house, news.StoryFile) (news.Event, error)) error {
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	f, err := h.store.Story(ctx, news.StoryID(id))
	if err != nil {
		return err
	}
	e, err := do(h, f)
	if err != nil {
		return err
	}
	after, err := h.store.Story(ctx, news.StoryID(id))
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(struct {
			Event news.Event `json:"event"`
			news.StoryFile
		}{e, after})
	}
	_, err = fmt.Fprintf(a.out, "%s %s: %s\n", e.Verb, id, standing(after.Story, after.Placements))
	return err
}

func storyPublishCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	title := set.String("title", "", "on this `TITLE` only; all it has a place on if empty")
	section := set.String("section", "", "in this `SECTION`; needed for a title it is not on yet")
	at := set.String("at", "", "not before this `TIME`, as 2026-11-23T15:00:00+01:00")
	lift := set.Bool("lift-embargo", false, "lift its embargo")
	limits := set.Bool("lift-limits", false, "lift the limits its agency wrote into the copy, such as GERMANY OUT")
	hold := set.Bool("lift-hold", false, "let it go although its agency asks to hold it, or seems to have killed it")
	change := set.String("change", "", "what `KIND` of change it is to readers who have it: update, minor or correction")
	note := set.String("note", "", "`TEXT` that tells readers what has changed")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	kind, ok := map[string]news.VersionKind{"": "", "update": news.Edit, "minor": news.Minor, "correction": news.Correction}[*change]
	if !ok {
		return usage(fmt.Sprintf("-change %q is neither update, minor nor correction", *change))
	}
	o := desk.Order{Title: news.TitleID(*title), Section: *section, LiftEmbargo: *lift, LiftLimits: *limits, LiftHold: *hold, Change: kind, Note: *note}
	if *at != "" {
		if o.At, err = time.Parse(time.RFC3339, *at); err != nil {
			return usage(fmt.Sprintf("-at %q is not a time such as 2026-11-23T15:00:00+01:00", *at))
		}
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Publish(ctx, operator(), f, o) })
}

// words binds the flags that change a story's words and returns what was given.
func words(set *flag.FlagSet) func() (desk.Words, error) {
	var w desk.Words
	text := func(name, what string, to **string) {
		set.Func(name, what, func(s string) error { *to = &s; return nil })
	}
	text("headline", "the new `TEXT`", &w.Headline)
	text("kicker", "the new `TEXT`", &w.Kicker)
	text("standfirst", "the new `TEXT`", &w.Standfirst)
	text("sign-off", "the new `NAME`, without the title's code", &w.SignOff)
	file := set.String("body", "", "`FILE` of the new text as HTML or plain paragraphs")
	return func() (desk.Words, error) {
		if *file != "" {
			raw, err := os.ReadFile(*file)
			if err != nil {
				return w, fmt.Errorf("-body %s: %w", *file, bare(err))
			}
			s := string(raw)
			w.Body = &s
		}
		if w == (desk.Words{}) {
			return w, usage("say what changes: -headline, -kicker, -standfirst, -body or -sign-off")
		}
		return w, nil
	}
}

func storyEditCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	given := words(set)
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	w, err := given()
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Edit(ctx, f, w, who()) })
}

func storyCorrectCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	note := set.String("note", "", "`TEXT` that tells readers what was wrong")
	given := words(set)
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	w, err := given()
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) {
		return h.desk.Correct(ctx, operator(), f, w, *note)
	})
}

func storyTakeDownCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	title := set.String("title", "", "from this `TITLE`")
	reason := set.String("reason", "", "`TEXT` that tells readers why")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	if *title == "" {
		return usage("name -title")
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) {
		return h.desk.TakeDown(ctx, operator(), f, news.TitleID(*title), *reason)
	})
}

func storyReleaseCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Release(ctx, operator(), f) })
}

func storyKillCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	reason := set.String("reason", "", "`TEXT` that tells readers why")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) {
		return h.desk.Kill(ctx, operator(), f.Story.ID, *reason)
	})
}

// operator is whoever sits at the terminal: who reaches the settings and the
// store may do all.
func operator() news.User {
	return news.User{ID: "terminal", Name: who(), FullName: who(), Role: news.Administrator}
}

// who names the person at the terminal in a version's history.
func who() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "terminal"
}
