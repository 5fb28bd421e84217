package cli

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// wording binds the flags that word a story or a template.
func wording(set *flag.FlagSet) func() (news.Wording, error) {
	var w news.Wording
	for _, f := range w.Fields() {
		name := f.Name
		if name == "signOff" {
			name = "sign-off"
		}
		set.StringVar(f.Text, name, "", "its `TEXT`")
	}
	file := set.String("body", "", "`FILE` of the text as HTML or plain paragraphs")
	return func() (news.Wording, error) {
		if *file == "" {
			return w, nil
		}
		raw, err := os.ReadFile(*file)
		if err != nil {
			return w, fmt.Errorf("-body %s: %w", *file, bare(err))
		}
		w.Body = string(raw)
		return w, nil
	}
}

func storyBeginCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id := set.String("id", "", "the story's `UUID`; the same again begins nothing; a new one if empty")
	title := set.String("title", "", "for this `TITLE`, which gives it its language")
	section := set.String("section", "", "in this `SECTION`; the title's first if empty")
	template := set.String("template", "", "from the template with this `ID`")
	copyOf := set.String("duplicate", "", "with the words of the story with this `ID`")
	follow := set.String("follow-up", "", "as a follow-up to the story with this `ID`")
	plan := set.String("plan", "", "for the planned item with this `ID`")
	on := set.String("desk", "", "on this `DESK`")
	given := wording(set)
	if err := parseNone(set, args); err != nil {
		return err
	}
	words, err := given()
	if err != nil {
		return err
	}
	b := desk.Beginning{ID: news.StoryID(*id), Title: news.TitleID(*title), Section: *section, Template: news.TemplateID(*template),
		Plan: news.PlanID(*plan), Desk: news.DeskID(*on), Wording: words}
	switch {
	case *copyOf != "" && *follow != "":
		return usage("-duplicate or -follow-up, not both")
	case *copyOf != "":
		b.From, b.As = news.StoryID(*copyOf), news.Duplicate
	case *follow != "":
		b.From, b.As = news.StoryID(*follow), news.FollowUp
	}
	if b.ID == "" {
		b.ID = news.StoryID(store.NewID())
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	f, err := h.desk.Begin(ctx, operator(), b)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(f)
	}
	_, err = fmt.Fprintf(a.out, "%s %s: %s\n", news.VerbBegun, f.Story.ID, standing(f.Story, f.Placements))
	return err
}

func storySendCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	to := set.String("desk", "", "to this `DESK`")
	person := set.String("to", "", "to the user of this `NAME`")
	text := set.String("note", "", "`TEXT` for whoever gets it; @NAME calls upon somebody")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) {
		return h.desk.Send(ctx, operator(), f.Story.ID, desk.Sending{Note: news.NoteID(store.NewID()), Seen: f.Story.Whereabouts(),
			To: news.Whereabouts{Desk: news.DeskID(*to), Holder: *person}, Text: *text})
	})
}

func storyNoteCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return usage("name one story ID, and what to say of it")
	}
	if len(rest) > 1 {
		return a.deed(ctx, rest[0], func(h *house, f news.StoryFile) (news.Event, error) {
			return h.desk.Note(ctx, operator(), f.Story.ID, news.NoteID(store.NewID()), strings.Join(rest[1:], " "))
		})
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	notes, err := h.store.Notes(ctx, news.StoryID(rest[0]))
	if err != nil {
		return err
	}
	if a.json {
		if notes == nil {
			notes = []news.Note{}
		}
		return a.printJSON(notes)
	}
	for _, n := range notes {
		moved := ""
		if n.Kind == news.NoteSent {
			moved = "  (" + n.Now.String() + ")"
		}
		if _, err := fmt.Fprintf(a.out, "%s  %s%s  %s\n", stamp(n.At), n.By, moved, n.Text); err != nil {
			return err
		}
	}
	return nil
}

func storySpikeCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Spike(ctx, operator(), f) })
}

func storyUnspikeCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	return a.deed(ctx, id, func(h *house, f news.StoryFile) (news.Event, error) { return h.desk.Unspike(ctx, operator(), f) })
}
