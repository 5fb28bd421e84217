package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"broadsheet/internal/news"

	"github.com/BurntSushi/toml"
)

func titleListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	titles, err := h.store.Titles(ctx)
	if err != nil {
		return err
	}
	if a.json {
		if titles == nil {
			titles = []news.Title{}
		}
		return a.printJSON(titles)
	}
	for _, t := range titles {
		state := ""
		if !t.Retired.IsZero() {
			state = "  retired " + stamp(t.Retired)
		}
		if _, err := fmt.Fprintf(a.out, "%-16s %-6s %s  %s%s\n", t.ID, t.Code, t.Name, strings.Join(t.Hosts, " "), state); err != nil {
			return err
		}
	}
	return nil
}

func titleShowCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "title")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	t, err := h.setup.Title(ctx, news.TitleID(id))
	if err != nil {
		return err
	}
	return a.printSetting(t)
}

func titleSetCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	file, err := parseOne(set, args, "file with a title as `broadsheet title show` prints it, or - for standard input")
	if err != nil {
		return err
	}
	var t news.Title
	if err := a.readSetting(file, &t); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	old, err := h.setup.Title(ctx, t.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	t.Rev, t.Retired = old.Rev, old.Retired
	e, err := h.setup.SaveTitle(ctx, t)
	if err != nil {
		return err
	}
	return a.printSaved(e, "title", string(t.ID))
}

func titleRetireCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	undo := set.Bool("undo", false, "let it take stories again")
	id, err := parseOne(set, args, "title")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	t, err := h.setup.Title(ctx, news.TitleID(id))
	if err != nil {
		return err
	}
	e, err := h.setup.RetireTitle(ctx, t.ID, t.Rev, !*undo)
	if err != nil {
		return err
	}
	return a.printSaved(e, "title", id)
}

func titleRemoveCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "title")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	t, err := h.setup.Title(ctx, news.TitleID(id))
	if err != nil {
		return err
	}
	e, err := h.setup.RemoveTitle(ctx, t.ID, t.Rev)
	if err != nil {
		return err
	}
	return a.printSaved(e, "title", id)
}

// printSaved says what a deed did.
func (a *app) printSaved(e news.Event, kind, id string) error {
	said := fmt.Sprintf("%s %s is saved (deed %d)", kind, id, e.N)
	if e.N == 0 {
		said = fmt.Sprintf("%s %s is so already", kind, id)
	}
	_, err := fmt.Fprintln(a.out, said)
	return err
}

// printSetting prints a setting as the settings file has it, or as JSON.
func (a *app) printSetting(v any) error {
	if a.json {
		return a.printJSON(v)
	}
	var b bytes.Buffer
	e := toml.NewEncoder(&b)
	e.Indent = "  "
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := a.out.Write(b.Bytes())
	return err
}

// maxSetting is the largest file of a setting that is read, in bytes.
const maxSetting = 4 << 20

// readSetting reads a setting from a file, or "-" for standard input, in TOML or
// JSON. A key that is not known is an error.
func (a *app) readSetting(file string, v any) error {
	from := a.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, bare(err))
		}
		defer f.Close()
		from = f
	}
	text, err := io.ReadAll(io.LimitReader(from, maxSetting))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if head := bytes.TrimSpace(text); bytes.HasPrefix(head, []byte("{")) || json.Valid(head) {
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(v); err != nil {
			return fmt.Errorf("%s: %v: %w", file, err, news.ErrInvalid)
		}
		return nil
	}
	md, err := toml.Decode(string(text), v)
	var parse toml.ParseError
	switch {
	case errors.As(err, &parse):
		return fmt.Errorf("%s, line %d: %s: %w", file, parse.Position.Line, parse.Message, news.ErrInvalid)
	case err != nil:
		return fmt.Errorf("%s: %v: %w", file, err, news.ErrInvalid)
	}
	if extra := md.Undecoded(); len(extra) > 0 {
		return fmt.Errorf("%s: unknown key %q: %w", file, extra[0].String(), news.ErrInvalid)
	}
	return nil
}
