// Package main writes the desk's scripts into internal/newsroom/static. Run it by
// `go generate ./internal/newsroom` after a change in ui. Start at main.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"broadsheet/internal/newsroom/ui"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write() error {
	scripts, err := ui.Build("ui")
	if err != nil {
		return err
	}
	old, err := filepath.Glob("static/*.js")
	if err != nil {
		return err
	}
	for _, name := range old {
		if scripts[filepath.Base(name)] == nil {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, text := range scripts {
		if err := os.WriteFile(filepath.Join("static", name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
