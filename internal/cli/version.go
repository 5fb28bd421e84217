package cli

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version this tree is on its way to.
const release = "0.1.0"

func versionCommand(_ context.Context, a *app, set *flag.FlagSet, args []string) error {
	if err := parseNone(set, args); err != nil {
		return err
	}
	v := struct {
		Version  string `json:"version"`
		Revision string `json:"revision,omitempty"`
		Changed  bool   `json:"changed,omitempty"` // the tree had changes of its own
		Go       string `json:"go"`
	}{Version: release, Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				v.Revision = s.Value
			case "vcs.modified":
				v.Changed = s.Value == "true"
			}
		}
	}
	if a.json {
		return a.printJSON(v)
	}
	line := "broadsheet " + v.Version
	if v.Revision != "" {
		line += " (" + v.Revision[:min(12, len(v.Revision))]
		if v.Changed {
			line += " with changes"
		}
		line += ")"
	}
	_, err := fmt.Fprintln(a.out, line+" "+v.Go)
	return err
}
