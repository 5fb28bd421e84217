package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"broadsheet/internal/news"
)

// SavePlan writes a planned item, a new one if its Rev is 0. Its zone is its
// title's. Whether it is assigned follows from whether somebody is named; its
// story, who planned it and when are kept as they were.
func (r *Room) SavePlan(ctx context.Context, u news.User, p news.Plan) (news.Event, error) {
	p, err := r.plan(ctx, u, p)
	if err != nil {
		return news.Event{}, fmt.Errorf("plan %q: %w", p.Name, err)
	}
	return r.Store.SavePlan(ctx, p, r.Now())
}

func (r *Room) plan(ctx context.Context, u news.User, p news.Plan) (news.Plan, error) {
	if err := news.Forbid(u, news.ActWrite, p.Title); err != nil {
		return p, err
	}
	p.By, p.Created, p.Story = u.Name, r.Now(), ""
	var before news.Plan
	if p.Rev > 0 {
		var err error
		if before, err = r.Store.Plan(ctx, p.ID); err != nil {
			return p, err
		}
		if err := news.Forbid(u, news.ActWrite, before.Title); err != nil {
			return p, err
		}
		p.By, p.Created, p.Story = before.By, before.Created, before.Story
	}
	for _, text := range []*string{&p.Name, &p.What, &p.At} {
		*text = oneLine(*text)
	}
	if p.State == "" || p.State == news.Planned || p.State == news.Assigned {
		p.State = news.Planned
		if p.Holder != "" {
			p.State = news.Assigned
		}
	}
	if err := p.Check(); err != nil {
		return p, err
	}
	return r.planWhere(ctx, p, before)
}

// planWhere settles an item's zone, and refuses a title, section, user or desk
// that cannot have it; what it had before stays.
func (r *Room) planWhere(ctx context.Context, p, before news.Plan) (news.Plan, error) {
	titles, err := r.Store.Titles(ctx)
	if err != nil {
		return p, err
	}
	t, err := titleOf(titles, p.Title)
	if err != nil {
		return p, err
	}
	if why := t.RefuseNew(""); why != "" && before.Title != p.Title {
		return p, fmt.Errorf("%s; choose another: %w", why, news.ErrInvalid)
	}
	p.Zone = t.TimeZone
	if _, ok := t.Section(p.Section); !ok && p.Section != "" {
		return p, fmt.Errorf("title %q has no section %q: %w", p.Title, p.Section, news.ErrInvalid)
	}
	if p.Holder != "" && p.Holder != before.Holder {
		to, err := r.colleague(ctx, p.Holder)
		if err != nil {
			return p, err
		}
		if !news.May(to, news.ActWrite, p.Title) {
			return p, fmt.Errorf("%s does not work for title %q: %w", to.Name, p.Title, news.ErrInvalid)
		}
	}
	if p.Desk != "" && p.Desk != before.Desk {
		desks, err := r.Store.Desks(ctx)
		if err != nil {
			return p, err
		}
		if _, err := deskOf(desks, p.Desk); err != nil {
			return p, err
		}
	}
	return p, nil
}

// PlanAsk says which part of the planning list is wanted.
type PlanAsk struct {
	Days   int          // 1 is today alone
	Title  news.TitleID // empty is every title of the user's
	Desk   news.DeskID  // empty is every desk
	Holder string       // empty is everybody
}

// Plans returns what is due in so many days, each item by the clock of its title,
// and what is late from before, in the order in which it is due.
func (r *Room) Plans(ctx context.Context, u news.User, ask PlanAsk) ([]news.PlanLine, error) {
	if err := news.Forbid(u, news.ActRead, ""); err != nil {
		return nil, fmt.Errorf("plans: %w", err)
	}
	now := r.Now()
	// Wide enough for every clock there is; the items' own decide.
	const clocks = 15 * time.Hour
	lines, err := r.Store.Plans(ctx, now.Add(-24*time.Hour-clocks), now.AddDate(0, 0, ask.Days).Add(24*time.Hour+clocks))
	if err != nil {
		return nil, err
	}
	lines = slices.DeleteFunc(lines, func(l news.PlanLine) bool {
		return !l.Within(now, ask.Days) || !news.May(u, news.ActRead, l.Title) || ask.Title != "" && l.Title != ask.Title ||
			ask.Desk != "" && l.Desk != ask.Desk || ask.Holder != "" && l.Holder != ask.Holder
	})
	for i, l := range lines {
		lines[i].Late = l.Plan.Late(now)
	}
	return lines, nil
}
