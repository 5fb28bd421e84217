package cli

import (
	"context"
	"flag"
	"fmt"

	"broadsheet/internal/market"
)

func instrumentListCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	list, err := h.store.Instruments(ctx)
	if err != nil {
		return err
	}
	if a.json {
		if list == nil {
			list = []market.Instrument{}
		}
		return a.printJSON(list)
	}
	for _, in := range list {
		if _, err := fmt.Fprintf(a.out, "%-16s %-8s %s\n", in.ID(), in.Unit, in.Name); err != nil {
			return err
		}
	}
	return nil
}

func instrumentSetCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	file, err := parseOne(set, args, "file with an instrument as a block of the settings file has it, or - for standard input")
	if err != nil {
		return err
	}
	var in market.Instrument
	if err := a.readSetting(file, &in); err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.setup.SaveInstrument(ctx, in); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "instrument %s is saved\n", in.ID())
	return err
}

func instrumentRemoveCommand(ctx context.Context, a *app, set *flag.FlagSet, args []string) error {
	id, err := parseOne(set, args, "instrument, such as XNYS:BP")
	if err != nil {
		return err
	}
	h, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.setup.RemoveInstrument(ctx, id); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "instrument %s is removed\n", id)
	return err
}
