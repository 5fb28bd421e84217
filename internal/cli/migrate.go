package cli

import (
	"context"
	"flag"
	"fmt"

	"broadsheet/internal/config"
	"broadsheet/internal/store"
)

func migrateCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	c, err := config.Load(a.settings)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	number, err := s.Migration(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s is at migration %d\n", store.Redact(c.Store), number)
	return err
}
