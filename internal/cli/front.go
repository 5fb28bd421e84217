package cli

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// frontFlags are the flags that name a front.
type frontFlags struct{ title, section *string }

func bindFront(set *flag.FlagSet) frontFlags {
	return frontFlags{set.String("title", "", "of this `TITLE`; the first if empty"), set.String("section", "", "the front of this `SECTION`; the title's own if empty")}
}

// titleNamed returns the title of a flag, the first if it is empty.
func (h *house) titleNamed(ctx context.Context, id string) (news.Title, error) {
	titles, err := h.store.Titles(ctx)
	if err != nil {
		return news.Title{}, err
	}
	var known []string
	for _, t := range titles {
		if id == "" || string(t.ID) == id {
			return t, nil
		}
		known = append(known, string(t.ID))
	}
	return news.Title{}, fmt.Errorf("no title %q; there are %s: %w", id, strings.Join(known, ", "), news.ErrInvalid)
}

// onFront opens the house, reads a front and carries out what do says, then prints
// the front as it is.
func (a *app) onFront(ctx context.Context, n frontFlags, do func(*house, news.Title, news.Revision) error) error {
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	t, err := h.titleNamed(ctx, *n.title)
	if err != nil {
		return err
	}
	v, err := h.desk.Front(ctx, t.ID, *n.section)
	if err != nil {
		return err
	}
	if do != nil {
		if err := do(h, t, v.Head); err != nil {
			return err
		}
		if v, err = h.desk.Front(ctx, t.ID, *n.section); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(v)
	}
	return a.printFront(t, v)
}

func (a *app) printFront(t news.Title, v desk.FrontView) error {
	by := "all by rule"
	if v.Head.Rev > 0 {
		by = fmt.Sprintf("revision %d by %s at %s", v.Head.Rev, v.Head.By, stamp(v.Head.At))
	}
	fmt.Fprintf(a.out, "front    %s: %s\nlayout   %s\n", v.Head.Name(), by, v.Page.Layout)
	for _, x := range v.Page.All() {
		at, headline := string(x.At), v.Stories[x.Story].Headline
		if at == "" {
			at = "newest"
		}
		if x.Headline != "" {
			headline = x.Headline
		}
		fmt.Fprintf(a.out, "%-18s %s  %s (%s)\n", at, x.Story, headline, x.Why)
	}
	for _, x := range v.Page.Skipped {
		fmt.Fprintf(a.out, "not shown %-8s %s  %s: %s\n", x.At, x.Story, v.Stories[x.Story].Headline, x.Why)
	}
	for _, p := range v.Changeovers {
		fmt.Fprintf(a.out, "planned  %s by %s: %s\n", p.Due.In(t.Location()).Format(time.RFC3339), p.By, p.Note)
	}
	return nil
}

func frontShowCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	n := bindFront(set)
	if err := parseNone(set, args); err != nil {
		return err
	}
	return a.onFront(ctx, n, nil)
}

// setFront saves what change makes of a front.
func (h *house) setFront(ctx context.Context, head news.Revision, due time.Time, f news.Front) error {
	_, err := h.desk.SetFront(ctx, operator(), desk.FrontOrder{Front: f, Seen: head.Rev, Due: due})
	return err
}

// whenFlag binds a flag that takes a moment, or a time by the title's clock.
func whenFlag(set *flag.FlagSet, name, what string) func(news.Title) (time.Time, error) {
	given := set.String(name, "", what+", as 2026-11-23T15:00 by the title's clock or 2026-11-23T15:00:00+01:00")
	return func(t news.Title) (time.Time, error) {
		if *given == "" {
			return time.Time{}, nil
		}
		if at, err := time.Parse(time.RFC3339, *given); err == nil {
			return at, nil
		}
		return news.WallTime(*given, t.Location(), "")
	}
}

func frontPinCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	n := bindFront(set)
	at := set.String("at", string(news.SlotLead), "the `PLACE`: lead, lead/2, second/1 to second/5, strip/SECTION/1 to strip/SECTION/8")
	headline := set.String("headline", "", "a headline of its own on this front, as `TEXT`")
	size := set.String("size", "", "small or large; as its place if empty")
	from, until := whenFlag(set, "from", "pinned from this `TIME`"), whenFlag(set, "until", "pinned until this `TIME`")
	due := whenFlag(set, "due", "change the front at this `TIME` and not now")
	id, err := parseOne(set, args, "story ID")
	if err != nil {
		return err
	}
	return a.onFront(ctx, n, func(h *house, t news.Title, head news.Revision) error {
		s := news.Slot{At: news.SlotID(*at), Story: news.StoryID(id), Headline: *headline, Size: news.Size(*size)}
		var when time.Time
		for _, x := range []struct {
			to   *time.Time
			read func(news.Title) (time.Time, error)
		}{{&s.From, from}, {&s.Until, until}, {&when, due}} {
			if *x.to, err = x.read(t); err != nil {
				return err
			}
		}
		return h.setFront(ctx, head, when, head.With(s))
	})
}

func frontUnpinCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	n := bindFront(set)
	at, err := parseOne(set, args, "place")
	if err != nil {
		return err
	}
	return a.onFront(ctx, n, func(h *house, _ news.Title, head news.Revision) error {
		if s, ok := head.Slot(news.SlotID(at)); !ok || s.Story == "" {
			return fmt.Errorf("nothing is pinned to %q: %w", at, news.ErrNotFound)
		}
		return h.setFront(ctx, head, time.Time{}, head.With(news.Slot{At: news.SlotID(at)}))
	})
}

func frontLayoutCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	n := bindFront(set)
	seconds := set.Int("seconds", -1, "3 to 5 `STORIES` beside the lead; 0 is by rule")
	strips := set.String("strips", "", "the `SECTIONS` that have strips, in their order, as world:4,sport:2; \"all\" is every one of the title")
	hour := set.String("hour", "", "`on` or off: the list of the newest")
	layout, err := parseOne(set, args, "layout (rule, lead, bare, double, big or quiet)")
	if err != nil {
		return err
	}
	return a.onFront(ctx, n, func(h *house, _ news.Title, head news.Revision) error {
		f := head.Front
		if f.Layout = news.Layout(layout); layout == "rule" {
			f.Layout = news.LayoutByRule
		}
		if *seconds >= 0 {
			f.Seconds = *seconds
		}
		if *hour != "" {
			f.NoHour = *hour == "off"
		}
		if *strips != "" {
			if f.Strips, err = stripsOf(*strips); err != nil {
				return err
			}
		}
		return h.setFront(ctx, head, time.Time{}, f)
	})
}

// stripsOf reads "world:4,sport".
func stripsOf(text string) ([]news.FrontStrip, error) {
	if text == "all" {
		return nil, nil
	}
	var out []news.FrontStrip
	for part := range strings.SplitSeq(text, ",") {
		section, number, counted := strings.Cut(strings.TrimSpace(part), ":")
		s := news.FrontStrip{Section: section}
		if counted {
			n, err := strconv.Atoi(number)
			if err != nil {
				return nil, usage(fmt.Sprintf("-strips %q is not written like world:4,sport:2", text))
			}
			s.Stories = n
		}
		out = append(out, s)
	}
	return out, nil
}

func frontUndoCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	n := bindFront(set)
	if err := parseNone(set, args); err != nil {
		return err
	}
	return a.onFront(ctx, n, func(h *house, _ news.Title, head news.Revision) error {
		_, err := h.desk.UndoFront(ctx, operator(), head.Title, head.Section, head.Rev)
		return err
	})
}

func bannerSetCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	title := set.String("title", "", "of this `TITLE`; the first if empty")
	story := set.String("story", "", "the `ID` of the story it leads to")
	hours := set.Duration("for", time.Hour, "how long it stands, as 90m")
	from, until := whenFlag(set, "from", "from this `TIME`"), whenFlag(set, "until", "until this `TIME`, over -for")
	words, err := parseOne(set, args, "the words, in quotation marks")
	if err != nil {
		return err
	}
	return a.setBanner(ctx, *title, func(h *house, t news.Title, b *news.Banner) error {
		if strings.TrimSpace(words) == "" {
			return fmt.Errorf("there are no words; banner clear takes it away: %w", news.ErrInvalid)
		}
		b.Words, b.Story = words, news.StoryID(*story)
		var err error
		if b.From, err = from(t); err != nil {
			return err
		}
		if b.Until, err = until(t); err != nil {
			return err
		}
		if b.Until.IsZero() {
			b.Until = latest(b.From, h.now()).Add(*hours)
		}
		return nil
	})
}

func bannerClearCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	title := set.String("title", "", "of this `TITLE`; the first if empty")
	if err := parseNone(set, args); err != nil {
		return err
	}
	return a.setBanner(ctx, *title, func(_ *house, _ news.Title, b *news.Banner) error {
		b.Words = ""
		return nil
	})
}

func (a *app) setBanner(ctx context.Context, title string, change func(*house, news.Title, *news.Banner) error) error {
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	t, err := h.titleNamed(ctx, title)
	if err != nil {
		return err
	}
	b, err := h.store.Banner(ctx, t.ID)
	if err != nil {
		return err
	}
	if err := change(h, t, &b); err != nil {
		return err
	}
	e, err := h.desk.SetBanner(ctx, operator(), b)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(e)
	}
	if b.Words == "" {
		_, err = fmt.Fprintf(a.out, "%s %s: taken away\n", e.Verb, t.ID)
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s %s: until %s\n", e.Verb, t.ID, b.Until.In(t.Location()).Format("2 Jan 15:04 MST"))
	return err
}
