package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/demo"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func demoCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	listen := set.String("listen", "localhost:8080", "`HOST:PORT`; port 0 takes any that is free")
	data := set.String("data", "", "`FOLDER` to keep the demo in; a new one that is removed at the end if empty")
	if err := parseNone(set, args); err != nil {
		return err
	}
	l, err := listenDemo(*listen)
	if err != nil {
		return err
	}
	folder := *data
	if folder == "" {
		if folder, err = os.MkdirTemp("", "broadsheet-demo-"); err != nil {
			return errors.Join(err, l.Close())
		}
		defer os.RemoveAll(folder)
	}
	c, err := demoSettings(folder, l.Addr().String())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	h, err := openHouse(ctx, c, newLog(a.err), a.now)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer h.close()
	h.replay = true
	fmt.Fprintln(a.out, "Setting up the demo papers …")
	if err := h.fillDemo(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	if err := a.greet(ctx, h, folder); err != nil {
		return errors.Join(err, l.Close())
	}
	return h.serve(ctx, l)
}

// listenDemo takes another port if the one asked for is taken.
func listenDemo(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		host, _, splitErr := net.SplitHostPort(address)
		if splitErr == nil {
			return net.Listen("tcp", net.JoinHostPort(host, "0"))
		}
	}
	return l, err
}

func demoSettings(folder, listen string) (config.Config, error) {
	c := config.Default()
	c.Data, c.Listen = folder, listen
	c.Quotes.Token = os.Getenv("BROADSHEET_QUOTES_TOKEN") // for who wants to push some
	c.Titles, c.Instruments = demo.Titles(), demo.Instruments()
	for _, s := range demo.Sources() {
		c.Sources = append(c.Sources, config.Source{Source: s})
	}
	if err := c.Check("of the demo"); err != nil {
		return c, err
	}
	if err := os.MkdirAll(c.Wire.Dialects, 0o755); err != nil {
		return c, fmt.Errorf("keep the demo's dialect: %w", err)
	}
	return c, os.WriteFile(filepath.Join(c.Wire.Dialects, "demo-agencies.toml"), []byte(demo.Dialect), 0o644)
}

// clock is a clock that is set by hand.
type clock struct {
	mu sync.Mutex // guards at
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// fillDemo delivers the agencies' files of the last days through the drop
// folders, with the wire room's clock at the time of each delivery, and the
// quotes through the ticker. A folder that was filled before is left as it is.
func (h *house) fillDemo(ctx context.Context) error {
	stories, err := h.store.Stories(ctx, 1)
	if err != nil {
		return err
	}
	if len(stories) == 0 {
		if err := h.deliver(ctx); err != nil {
			return err
		}
	}
	taken, err := h.ticker.Take(ctx, demo.Quotes(h.now()), "demo quotes")
	if err != nil {
		return err
	}
	if len(taken.Problems) > 0 {
		return fmt.Errorf("demo quotes: %v", taken.Problems)
	}
	return writeTries(h.settings.Data, h.now())
}

func (h *house) deliver(ctx context.Context) error {
	files, err := demo.Files(h.now())
	if err != nil {
		return err
	}
	edits, err := demo.Edits(h.now())
	if err != nil {
		return err
	}
	var c clock
	room := h.wireRoom(c.now)
	settle := time.Duration(h.settings.Wire.Settle)
	for len(files) > 0 {
		// All that came at one moment is delivered at once.
		n := 1
		for n < len(files) && files[n].At.Equal(files[0].At) && files[n].Source == files[0].Source {
			n++
		}
		at, id := files[0].At, files[0].Source
		for len(edits) > 0 && edits[0].At.Before(at) {
			c.set(edits[0].At)
			if err := h.editDemo(ctx, &desk.Room{Store: h.store, Now: c.now}, edits[0]); err != nil {
				return err
			}
			edits = edits[1:]
		}
		f := h.folder(h.source(id), room)
		c.set(at.Add(-settle))
		if err := f.Open(); err != nil {
			return err
		}
		for _, file := range files[:n] {
			if err := os.WriteFile(filepath.Join(f.Path, file.Name), file.Bytes, 0o644); err != nil {
				return err
			}
		}
		for _, t := range []time.Time{at.Add(-settle), at} {
			c.set(t)
			if err := f.Once(ctx); err != nil {
				return err
			}
		}
		files = files[n:]
	}
	waiting, err := h.store.Quarantined(ctx, false)
	if err != nil {
		return err
	}
	for _, q := range waiting {
		return fmt.Errorf("demo file %s: %s", q.Name, q.Reason)
	}
	return nil
}

// editDemo puts the desk's words into a story; readers keep what they have.
func (h *house) editDemo(ctx context.Context, room *desk.Room, e demo.Edit) error {
	f, err := h.store.StoryByGUID(ctx, e.Source, e.GUID)
	if err != nil {
		return err
	}
	text := e.Body(f.Latest.Body)
	_, err = room.Edit(ctx, f, desk.Words{Headline: &e.Headline, Body: &text}, "demo")
	return err
}

func (h *house) source(id news.SourceID) config.Source {
	for _, s := range h.settings.Sources {
		if s.ID == id {
			return s
		}
	}
	return config.Source{}
}

// writeTries writes files for a newcomer to drop.
func writeTries(folder string, now time.Time) error {
	tries, err := demo.Tries(now)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(folder, "try"), 0o755); err != nil {
		return err
	}
	for _, f := range tries {
		if err := os.WriteFile(filepath.Join(folder, "try", f.Name), f.Bytes, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// greet tells a newcomer where the papers are and what to try.
func (a *app) greet(ctx context.Context, h *house, folder string) error {
	out := a.out
	fmt.Fprintf(out, "\nThe papers:\n")
	for _, t := range h.settings.Titles {
		fmt.Fprintf(out, "  %-22s %s\n", t.Name, titleAddress(h.settings.Listen, t))
	}
	if err := a.greetDesk(ctx, h); err != nil {
		return err
	}
	drop := filepath.Join(folder, "wire", "npa")
	fmt.Fprintf(out, `
Try, in another terminal, and look at the first paper's front page:
  cp %[1]s %[4]s/     a story appears within a second
  cp %[2]s %[4]s/     it is updated, with a note of what changed
  cp %[3]s %[4]s/     it is withdrawn: its page says so, and the fronts forget it
Ctrl-C ends the demo.

`, filepath.Join(folder, "try", "1-story.json"), filepath.Join(folder, "try", "2-correction.xml"), filepath.Join(folder, "try", "3-kill.json"), drop)
	return nil
}

// greetDesk tells a newcomer where the desk is. The demo's one account is opened
// here, and its owner chooses the password.
func (a *app) greetDesk(ctx context.Context, h *house) error {
	const name = "chief"
	u, err := h.store.UserNamed(ctx, name)
	var code string
	switch {
	case errors.Is(err, news.ErrNotFound):
		if u, code, err = h.people.Open(ctx, news.User{Name: name, FullName: "Editor-in-chief", SignOff: "Editor-in-chief", Role: news.Administrator}); err == nil {
			err = h.furnishDesk(ctx, u)
		}
	case err == nil:
		code, err = h.people.Code(ctx, u.ID)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "\nThe desk, as %s; choose a password:\n  %s\n", name, h.welcomeAddress(code))
	return err
}

// furnishDesk gives the demo's newsroom its desks, templates and plan.
func (h *house) furnishDesk(ctx context.Context, u news.User) error {
	for _, d := range demo.Desks(u.Name) {
		if _, err := h.desk.SaveDesk(ctx, u, d); err != nil {
			return err
		}
	}
	for _, t := range demo.Templates() {
		t.ID = news.TemplateID(store.NewID())
		if _, err := h.desk.SaveTemplate(ctx, u, t); err != nil {
			return err
		}
	}
	for _, p := range demo.Plans(h.now()) {
		p.ID = news.PlanID(store.NewID())
		if _, err := h.desk.SavePlan(ctx, u, p); err != nil {
			return err
		}
	}
	return nil
}
