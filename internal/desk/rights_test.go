package desk

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// account is an account of a role that works for some titles.
func account(role news.Role, titles ...news.TitleID) news.User {
	return news.User{ID: news.UserID("id-" + role), Name: string(role), FullName: "Test " + string(role), Role: role, Titles: titles}
}

// asksNobody are the methods that take no user: they read for whoever has come to
// the window, or ask whose deed it is themselves (news.Allow).
func asksNobody() []string {
	return []string{"Arrange", "Beside", "Compare", "Edit", "Front", "FrontFile", "History", "Link", "Meanwhile", "TemplateOf", "Unlink"}
}

// Whoever has no account that is open is refused every deed, and told so before
// anything else. A deed that is new is walked as well; one that takes no user must
// be named above.
func TestEveryDeedAsksWhoActs(t *testing.T) {
	b := newBureau(t)
	f := b.file("a")
	closed := account(news.Administrator)
	closed.Disabled = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	room := reflect.ValueOf(b.Room)
	walked := 0
	for i := range room.NumMethod() {
		m, method := room.Type().Method(i), room.Method(i)
		args, asks := arguments(t, method.Type(), closed, f)
		if !asks {
			if m.Type.NumIn() > 1 && m.Type.In(1) == reflect.TypeFor[context.Context]() && !slices.Contains(asksNobody(), m.Name) {
				t.Errorf("%s asks nobody who they are", m.Name)
			}
			continue
		}
		walked++
		out := method.Call(args)
		last := out[len(out)-1].Interface()
		if may, ok := last.(bool); ok {
			if may {
				t.Errorf("%s(closed account) = true, want false", m.Name)
			}
			continue
		}
		if err, _ := last.(error); !errors.Is(err, news.ErrForbidden) {
			t.Errorf("%s(closed account) = %v, want ErrForbidden", m.Name, err)
		}
	}
	if walked < 20 {
		t.Errorf("walked %d deeds, want all", walked)
	}
}

// arguments are what a method is called with, and whether it asks for a user.
func arguments(t *testing.T, m reflect.Type, u news.User, f news.StoryFile) ([]reflect.Value, bool) {
	t.Helper()
	var args []reflect.Value
	asks := false
	for i := range m.NumIn() {
		if m.IsVariadic() && i == m.NumIn()-1 {
			break
		}
		switch in := m.In(i); in {
		case reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(t.Context()))
		case reflect.TypeFor[news.User]():
			asks = true
			args = append(args, reflect.ValueOf(u))
		case reflect.TypeFor[news.StoryFile]():
			args = append(args, reflect.ValueOf(f))
		case reflect.TypeFor[news.StoryID]():
			args = append(args, reflect.ValueOf(f.Story.ID))
		case reflect.TypeFor[news.TitleID]():
			args = append(args, reflect.ValueOf(news.TitleID("courier")))
		default:
			args = append(args, reflect.Zero(in))
		}
	}
	return args, asks
}

// deedCase is a deed and the act it is.
type deedCase struct {
	name string
	act  news.Act
	do   func(*bureau, news.User, news.StoryFile) error
}

func deedCases() []deedCase {
	return []deedCase{
		{"Publish", news.ActPublish, func(b *bureau, u news.User, f news.StoryFile) error {
			_, err := b.Publish(b.t.Context(), u, f, Order{Title: "courier"})
			return err
		}},
		{"Correct", news.ActCorrect, func(b *bureau, u news.User, f news.StoryFile) error {
			_, err := b.Correct(b.t.Context(), u, f, Words{Headline: text("Right words")}, "The headline was wrong.")
			return err
		}},
		{"TakeDown", news.ActTakeDown, func(b *bureau, u news.User, f news.StoryFile) error {
			_, err := b.TakeDown(b.t.Context(), u, f, "courier", "by mistake")
			return err
		}},
		{"Kill", news.ActKill, func(b *bureau, u news.User, f news.StoryFile) error {
			_, err := b.Kill(b.t.Context(), u, f.Story.ID, "legal reasons")
			return err
		}},
	}
}

// Role by act by title: each deed is done by those who may, on the titles that are
// theirs, and by nobody else.
func TestRolesByActsByTitles(t *testing.T) {
	b := newBureau(t)
	cells := 0
	for _, c := range deedCases() {
		for _, role := range news.Roles() {
			for _, titles := range [][]news.TitleID{nil, {"courier"}, {"evening"}, {"courier", "evening"}} {
				cells++
				f := b.file(strings.ToLower(c.name) + string(role) + strings.Join(names(titles), ""))
				u := account(role, titles...)
				err := c.do(b, u, f)
				if may := news.May(u, c.act, "courier"); may && errors.Is(err, news.ErrForbidden) || !may && !errors.Is(err, news.ErrForbidden) {
					t.Errorf("%s by %s of %v = %v, want it allowed %v", c.name, role, titles, err, may)
				}
			}
		}
	}
	if cells != 4*5*4 {
		t.Errorf("walked %d cells, want 80", cells)
	}
}

func names(titles []news.TitleID) []string {
	var out []string
	for _, t := range titles {
		out = append(out, string(t))
	}
	return out
}

// What takes no user asks the actor of its context.
func TestDeedsWithoutUserAskTheActor(t *testing.T) {
	b := newBureau(t)
	f, g := b.file("a"), b.file("b")
	closed := account(news.Editor)
	closed.Disabled = b.at
	ctx := news.Actor{By: "desk:editor", User: &closed}.In(t.Context())
	_, link := b.Link(ctx, f.Story.ID, g.Story.ID, "", "editor")
	_, unlink := b.Unlink(ctx, f.Story.ID, g.Story.ID, "editor")
	_, edit := b.Edit(ctx, f, Words{Headline: text("Other words")}, "editor")
	for name, err := range map[string]error{"Link": link, "Unlink": unlink, "Edit": edit} {
		if !errors.Is(err, news.ErrForbidden) {
			t.Errorf("%s(closed account) = %v, want ErrForbidden", name, err)
		}
	}
}
