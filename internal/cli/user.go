package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"

	"broadsheet/internal/news"
)

func userAddCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	full := set.String("name", "", "full `NAME`, as colleagues and readers know it")
	role := set.String("role", string(news.Reporter), "reporter, pictures, editor, chief or administrator")
	titles := set.String("titles", "", "`ID,ID` of the titles they work for; empty is every title")
	signOff := set.String("sign-off", "", "how they close copy, such as \"G. Schulte\"")
	mail := set.String("mail", "", "mail `ADDRESS`")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("name one account, such as gschulte")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	u := news.User{Name: rest[0], FullName: *full, Role: news.Role(*role), SignOff: *signOff, Mail: *mail, Titles: titleIDs(*titles)}
	u, code, err := h.people.Open(ctx, u)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(u)
	}
	_, err = fmt.Fprintf(a.out, "%s is %s. They choose their password here, once, within two days:\n%s\n", u.Name, u.Role, h.welcomeAddress(code))
	return err
}

// welcomeAddress is where the owner of a new account begins.
func (h *house) welcomeAddress(code string) string {
	return h.deskAddress() + "/welcome/" + url.PathEscape(code)
}

// deskAddress is where editors find the desk.
func (h *house) deskAddress() string {
	host := h.settings.Desk.Hosts[0]
	if !strings.HasSuffix(host, ".localhost") && host != "localhost" {
		return "https://" + host
	}
	_, port, err := net.SplitHostPort(h.settings.Listen)
	if err != nil {
		return "http://" + host
	}
	return "http://" + net.JoinHostPort(host, port)
}

func userLinkCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("name one account")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	u, err := h.store.UserNamed(ctx, rest[0])
	if err != nil {
		return err
	}
	code, err := h.people.Code(ctx, u.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, h.welcomeAddress(code))
	return err
}

func userPasswordCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("name one account, and give the password on standard input")
	}
	password, err := io.ReadAll(io.LimitReader(a.in, 1<<16))
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	u, err := h.store.UserNamed(ctx, rest[0])
	if err != nil {
		return err
	}
	if err := h.people.SetPassword(ctx, u, strings.TrimRight(string(password), "\r\n")); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s has a new password and is signed out everywhere.\n", u.Name)
	return err
}

func userListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	users, err := h.store.Users(ctx)
	if err != nil {
		return err
	}
	if a.json {
		if users == nil {
			users = []news.User{}
		}
		return a.printJSON(users)
	}
	for _, u := range users {
		if err := a.printUser(u); err != nil {
			return err
		}
	}
	return nil
}

func titlesOf(u news.User) string {
	if len(u.Titles) == 0 {
		return "all titles"
	}
	var ids []string
	for _, t := range u.Titles {
		ids = append(ids, string(t))
	}
	return strings.Join(ids, ",")
}

func userSetCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	full := set.String("name", "", "full `NAME`, as colleagues and readers know it")
	role := set.String("role", "", "reporter, pictures, editor, chief or administrator; another role signs them out")
	titles := set.String("titles", "", "`ID,ID` of the titles they work for; \"all\" is every title")
	signOff := set.String("sign-off", "", "how they close copy, such as \"G. Schulte\"")
	mail := set.String("mail", "", "mail `ADDRESS`")
	shut := set.Bool("close", false, "close the account: nobody can sign in with it, and open pages end")
	reopen := set.Bool("reopen", false, "open a closed account again")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || *shut && *reopen {
		return usage("name one account, and what is to be other; -close and -reopen are one or the other")
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	u, err := h.people.UserNamed(ctx, rest[0])
	if err != nil {
		return err
	}
	set.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "name":
			u.FullName = *full
		case "role":
			u.Role = news.Role(*role)
		case "titles":
			u.Titles = titleIDs(*titles)
		case "sign-off":
			u.SignOff = *signOff
		case "mail":
			u.Mail = *mail
		case "close":
			u.Disabled = a.now().UTC()
		case "reopen":
			u.Disabled = news.User{}.Disabled
		}
	})
	if err := h.people.Change(ctx, u); err != nil {
		return err
	}
	if u, err = h.people.UserNamed(ctx, rest[0]); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(u)
	}
	return a.printUser(u)
}

func (a *app) printUser(u news.User) error {
	state := ""
	if !u.Open() {
		state = "  closed " + stamp(u.Disabled)
	}
	_, err := fmt.Fprintf(a.out, "%s  %s  %s  %s%s\n", u.Name, u.Role, titlesOf(u), u.FullName, state)
	return err
}

// titleIDs reads a list of titles; none, or "all", is every title.
func titleIDs(text string) []news.TitleID {
	var ids []news.TitleID
	for id := range strings.SplitSeq(text, ",") {
		if id = strings.TrimSpace(id); id != "" && id != "all" {
			ids = append(ids, news.TitleID(id))
		}
	}
	return ids
}

func userSessionsCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	end := set.Bool("end", false, "sign them out everywhere")
	name, err := parseOne(set, args, "account")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	u, err := h.people.UserNamed(ctx, name)
	if err != nil {
		return err
	}
	list, err := h.people.Sessions(ctx, u.ID)
	if err != nil {
		return err
	}
	if *end {
		if err := h.people.EndSessions(ctx, u.ID, ""); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.out, "%s is signed out of %d browsers.\n", u.Name, len(list))
		return err
	}
	if a.json {
		if list == nil {
			list = []news.Session{}
		}
		return a.printJSON(list)
	}
	for _, x := range list {
		shown := "password"
		if x.Second {
			shown = "two factors"
		}
		if _, err := fmt.Fprintf(a.out, "since %s  used %s  from %s  %s  %s\n", stamp(x.Made), stamp(x.Seen), x.From, shown, x.Agent); err != nil {
			return err
		}
	}
	return nil
}

func userFactorsCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	remove := set.Bool("remove", false, "remove all of them, and sign out everywhere")
	name, err := parseOne(set, args, "account")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	u, err := h.people.UserNamed(ctx, name)
	if err != nil {
		return err
	}
	if *remove {
		if err := h.people.DropFactors(ctx, u.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintf(a.out, "%s has no second factor any more and is signed out everywhere.\n", u.Name)
		return err
	}
	f, err := h.people.Factors(ctx, u.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(f)
	}
	app := "none"
	if f.TOTP {
		app = "since " + stamp(f.Since)
	}
	fmt.Fprintf(a.out, "app       %s\nrecovery  %d codes\n", app, f.Recovery)
	for _, p := range f.Passkeys {
		fmt.Fprintf(a.out, "passkey   %s, since %s\n", p.Name, stamp(p.Made))
	}
	return nil
}
