package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The scripts that are served must be those that their modules make.
func TestScriptsMatchTheirModules(t *testing.T) {
	made, err := Build(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(made["desk.js"]) == 0 {
		t.Fatalf("Build() = %d files, want desk.js among them", len(made))
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join("..", "static", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("static/%s is not what its modules make (%v); run go generate ./internal/newsroom", name, err)
		}
	}
	kept, err := filepath.Glob("../static/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range kept {
		if made[filepath.Base(name)] == nil {
			t.Errorf("%s is made by no module; run go generate ./internal/newsroom", name)
		}
	}
}
