package cli

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"slices"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func planListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	days := set.Int("days", 1, "of so many days, today being the first by each title's clock")
	title := set.String("title", "", "for this `TITLE` only")
	on := set.String("desk", "", "of this `DESK` only")
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	lines, err := h.desk.Plans(ctx, operator(), desk.PlanAsk{Days: *days, Title: news.TitleID(*title), Desk: news.DeskID(*on)})
	if err != nil {
		return err
	}
	if a.json {
		if lines == nil {
			lines = []news.PlanLine{}
		}
		return a.printJSON(lines)
	}
	for _, l := range lines {
		state := string(l.State)
		if l.Late {
			state = "LATE " + state
		}
		if _, err := fmt.Fprintf(a.out, "%s  %s %s %s  %s  %s  %s  %s\n", l.ID, l.Day(), l.Clock(), l.Zone, l.Title, state, cmp.Or(l.Holder, "nobody yet"), l.Name); err != nil {
			return err
		}
	}
	return nil
}

func planAddCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	p := news.Plan{}
	title := set.String("title", "", "for this `TITLE`")
	due := set.String("due", "", "`WHEN` its copy is due by the title's clock: 15:30, tomorrow 15:30, or 2026-11-25 15:30")
	set.StringVar(&p.Section, "section", "", "in this `SECTION`")
	set.StringVar(&p.What, "what", "", "what it is about, in one `LINE`")
	set.StringVar(&p.At, "at", "", "where: a `PLACE`")
	set.StringVar(&p.Holder, "who", "", "`NAME` of the user who is to do it")
	on := set.String("desk", "", "of this `DESK`")
	id := set.String("id", "", "its `UUID`; a new one if empty")
	name, err := parseOne(set, args, "working name")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	p.ID, p.Name, p.Title, p.Desk = news.PlanID(cmp.Or(*id, store.NewID())), name, news.TitleID(*title), news.DeskID(*on)
	titles, err := h.store.Titles(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(titles, func(t news.Title) bool { return t.ID == p.Title })
	if i < 0 {
		return fmt.Errorf("name -title, one that there is: its clock says when the copy is due")
	}
	if p.Due, err = news.ReadDue(*due, h.now(), titles[i].Location()); err != nil {
		return err
	}
	return a.savePlan(ctx, h, p)
}

func (a *app) savePlan(ctx context.Context, h *house, p news.Plan) error {
	e, err := h.desk.SavePlan(ctx, operator(), p)
	if err != nil {
		return err
	}
	if p, err = h.store.Plan(ctx, p.ID); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(p)
	}
	_, err = fmt.Fprintf(a.out, "%s %s: %s, due %s %s %s\n", e.Verb, p.ID, p.State, p.Day(), p.Clock(), p.Zone)
	return err
}

func planAssignCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	who := set.String("who", "", "`NAME` of the user; nobody if empty")
	return a.changePlan(ctx, set, args, func(p *news.Plan) {
		p.Holder = *who
	})
}

func planDoneCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	state := set.String("state", string(news.Done), "done, filed, dropped, or planned to open it again")
	return a.changePlan(ctx, set, args, func(p *news.Plan) {
		p.State = news.PlanState(*state)
	})
}

func (a *app) changePlan(ctx context.Context, set *flag.FlagSet, args []string, change func(*news.Plan)) error {
	id, err := parseOne(set, args, "planned item's ID")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.store.Plan(ctx, news.PlanID(id))
	if err != nil {
		return err
	}
	change(&p)
	return a.savePlan(ctx, h, p)
}
