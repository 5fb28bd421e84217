package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// commas splits a list that was typed with commas.
func commas(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' })
}

func deskListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	desks, err := h.store.Desks(ctx)
	if err != nil {
		return err
	}
	if a.json {
		if desks == nil {
			desks = []news.Desk{}
		}
		return a.printJSON(desks)
	}
	for _, d := range desks {
		state := ""
		if !d.AtWork() {
			state = "  given up " + stamp(d.Retired)
		}
		if _, err := fmt.Fprintf(a.out, "%s  %s  %s%s\n", d.ID, d.Name, strings.Join(d.Members, ","), state); err != nil {
			return err
		}
	}
	return nil
}

func deskAddCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	name := set.String("name", "", "its `NAME`, such as Sport")
	members := set.String("members", "", "`NAME,NAME` of the users who belong to it")
	titles := set.String("titles", "", "`ID,ID` of the titles it works for; empty is every title")
	retire := set.Bool("retire", false, "give it up: nothing more is sent to it; =false takes it up again")
	id, err := parseOne(set, args, "short name, such as sport")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	desks, err := h.store.Desks(ctx)
	if err != nil {
		return err
	}
	d := news.Desk{ID: news.DeskID(id)}
	for _, x := range desks {
		if x.ID == d.ID {
			d = x
		}
	}
	set.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "name":
			d.Name = *name
		case "members":
			d.Members = commas(*members)
		case "titles":
			d.Titles = nil
			for _, t := range commas(*titles) {
				d.Titles = append(d.Titles, news.TitleID(t))
			}
		case "retire":
			d.Retired = time.Time{}
			if *retire {
				d.Retired = h.now()
			}
		}
	})
	e, err := h.desk.SaveDesk(ctx, operator(), d)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(e)
	}
	_, err = fmt.Fprintf(a.out, "%s %s\n", e.Verb, d.ID)
	return err
}

func templateListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	list, err := h.store.Templates(ctx)
	if err != nil {
		return err
	}
	if a.json {
		if list == nil {
			list = []news.Template{}
		}
		return a.printJSON(list)
	}
	for _, t := range list {
		where, state := "every title", ""
		if t.Title != "" {
			where = strings.TrimSuffix(string(t.Title)+"/"+t.Section, "/")
		}
		if !t.InUse() {
			state = "  given up " + stamp(t.Retired)
		}
		if _, err := fmt.Fprintf(a.out, "%s  %s  %s%s\n", t.ID, where, t.Name, state); err != nil {
			return err
		}
	}
	return nil
}

func templateSaveCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id := set.String("id", "", "write over the template with this `ID`; a new one if empty")
	title := set.String("title", "", "for this `TITLE`; every title if empty")
	section := set.String("section", "", "stories stand in this `SECTION`")
	from := set.String("from", "", "with what the story with this `ID` says")
	given := wording(set)
	name, err := parseOne(set, args, "name, such as \"Match report\"")
	if err != nil {
		return err
	}
	words, err := given()
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	t := news.Template{}
	switch {
	case *id != "":
		t, err = h.store.Template(ctx, news.TemplateID(*id))
	case *from != "":
		t, err = h.desk.TemplateOf(ctx, news.StoryID(*from))
	}
	if err != nil {
		return err
	}
	if t.ID == "" {
		t.ID = news.TemplateID(store.NewID())
	}
	t.Name = name
	set.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "title":
			t.Title = news.TitleID(*title)
		case "section":
			t.Section = *section
		case "body":
			t.Wording.Body = words.Body
		}
		for i, w := range words.Fields() {
			if w.Name == strings.Replace(f.Name, "sign-off", "signOff", 1) {
				*t.Wording.Fields()[i].Text = *w.Text
			}
		}
	})
	e, err := h.desk.SaveTemplate(ctx, operator(), t)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(e)
	}
	_, err = fmt.Fprintf(a.out, "%s %s\n", e.Verb, t.ID)
	return err
}

func templateRetireCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "template ID")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	t, err := h.store.Template(ctx, news.TemplateID(id))
	if err != nil {
		return err
	}
	t.Retired = h.now()
	e, err := h.desk.SaveTemplate(ctx, operator(), t)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s %s: given up; stories begun with it stay\n", e.Verb, t.ID)
	return err
}
