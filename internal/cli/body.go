package cli

import (
	"context"
	"flag"
	"fmt"
	"io"

	"broadsheet/internal/body"
)

func bodyCleanCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	raw, err := io.ReadAll(a.in)
	if err != nil {
		return fmt.Errorf("read standard input: %w", err)
	}
	_, err = fmt.Fprintln(a.out, body.Clean(string(raw)))
	return err
}
