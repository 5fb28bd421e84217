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
	u := news.User{Name: rest[0], FullName: *full, Role: news.Role(*role), SignOff: *signOff, Mail: *mail}
	for id := range strings.SplitSeq(*titles, ",") {
		if id = strings.TrimSpace(id); id != "" {
			u.Titles = append(u.Titles, news.TitleID(id))
		}
	}
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
		state := ""
		if !u.Open() {
			state = "  closed " + stamp(u.Disabled)
		}
		if _, err := fmt.Fprintf(a.out, "%s  %s  %s  %s%s\n", u.Name, u.Role, titlesOf(u), u.FullName, state); err != nil {
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
