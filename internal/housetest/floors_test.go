package housetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The floors of the house, from the ground up. A package may import packages
// of lower floors, and of its own floor only where sameFloor says so.
const (
	ground = iota
	tools
	vault
	rooms
	windows
	roof
	tests
)

// floors places every package of the module. A package that is not here fails
// the test: place it first.
var floors = map[string]int{
	"internal/news": ground, "internal/market": ground,
	"internal/wire": tools, "internal/wire/ninjs": tools, "internal/wire/newsmlg2": tools, "internal/wire/newsml1": tools, "internal/wire/nitf": tools,
	"internal/wire/iptc7901": tools, "internal/wire/anpa": tools, "internal/wire/feed": tools, "internal/wire/email": tools, "internal/wire/dialect": tools, "internal/wire/digitalwires": tools, "internal/wire/photo": tools, "internal/quotefeed": tools, "internal/quotesource": tools,
	"internal/body": tools, "internal/reading": tools, "internal/blob": tools, "internal/follow": tools, "internal/live": tools, "internal/web": tools, "internal/fetch": tools,
	"internal/websub":    tools,
	"internal/newscodes": tools, "internal/terms": tools, "internal/wordmark": tools,
	"internal/remote": tools, "internal/remote/ftp": tools, "internal/remote/sftp": tools, "internal/remote/imap": tools,
	"internal/store":  vault,
	"internal/ingest": rooms, "internal/setup": rooms, "internal/desk": rooms, "internal/people": rooms, "internal/press": rooms, "internal/ticker": rooms,
	"internal/site": windows, "internal/api": windows, "internal/newsroom": windows, "themes": windows,
	"internal/config": roof, "internal/cli": roof, "internal/demo": roof, "internal/demo/scene": tools, ".": roof,
	"internal/newsroom/newsroomtest": tests, "internal/newsroom/ui": tests, "internal/newsroom/ui/bundle": tests,
	"internal/housetest": tests, "internal/store/storetest": tests, "internal/remote/remotetest": tests, "test/browser": tests, "test/crash": tests, "test/report": tests, "bench/flood": tests, "bench/live": tests,
}

// sameFloor are the imports allowed within a floor.
var sameFloor = map[string][]string{
	"internal/market":        {"internal/news"},
	"internal/wire/ninjs":    {"internal/wire"},
	"internal/wire/newsmlg2": {"internal/wire", "internal/body"},
	"internal/wire/newsml1":  {"internal/wire"}, "internal/wire/nitf": {"internal/wire", "internal/body"}, "internal/wire/iptc7901": {"internal/wire"},
	"internal/wire/anpa": {"internal/wire"}, "internal/wire/feed": {"internal/wire"}, "internal/wire/email": {"internal/wire"},
	"internal/remote/ftp": {"internal/remote"}, "internal/remote/sftp": {"internal/remote"}, "internal/remote/imap": {"internal/remote"},
	"internal/wire/dialect": {"internal/wire", "internal/body"}, "internal/wire/photo": {"internal/wire"}, "internal/wire/digitalwires": {"internal/wire"},
	"internal/site":     {"themes"},
	"internal/newsroom": {"internal/site"},
	"internal/cli":      {"internal/config", "internal/demo"},
	"internal/demo":     {"internal/config"},
	".":                 {"internal/cli"},
	"internal/press":    {}, "internal/ingest": {}, "internal/desk": {}, "internal/ticker": {},
	"internal/live":        {"internal/web"},
	"internal/quotesource": {"internal/quotefeed", "internal/fetch"},
}

// noSQL is who alone may speak SQL.
const noSQL = "database/sql"

type goFile struct {
	path, dir string
	test      bool
	ast       *ast.File
}

// files parses every Go file of the module.
func files(t *testing.T) []goFile {
	t.Helper()
	root := filepath.Join("..", "..")
	var out []goFile
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		parsed, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, goFile{rel, path.Dir(rel), strings.HasSuffix(rel, "_test.go"), parsed})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("found %d Go files; the walk is broken", len(out))
	}
	return out
}

func TestImportsGoDownOnly(t *testing.T) {
	for _, f := range files(t) {
		floor, placed := floors[f.dir]
		if !placed {
			t.Errorf("%s: package %q has no floor; place it in floors", f.path, f.dir)
			continue
		}
		if f.test || floor == tests {
			continue
		}
		for _, spec := range f.ast.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if problem := forbidden(f.dir, floor, to); problem != "" {
				t.Errorf("%s imports %q: %s", f.path, to, problem)
			}
		}
	}
}

func forbidden(dir string, floor int, to string) string {
	own, isOurs := strings.CutPrefix(to, "broadsheet/")
	if !isOurs {
		std := !strings.Contains(strings.SplitN(to, "/", 2)[0], ".")
		switch {
		case floor == ground && !std:
			return "the ground floor knows the standard library only"
		case (floor == ground || floor == tools) && to == noSQL, floor >= rooms && to == noSQL:
			return "SQL lives in the store only"
		case floor == ground && to == "net/http":
			return "the ground floor knows no HTTP"
		case floor == rooms && to == "net/http":
			return "rooms know no HTTP"
		}
		return ""
	}
	target, placed := floors[own]
	switch {
	case !placed:
		return "it has no floor"
	case target == tests:
		return "test helpers never reach the binary"
	case target > floor:
		return "imports go down only"
	case target == vault && floor != roof:
		return "only the roof opens the vault"
	case target == floor && !allowed(dir, own):
		return "neighbours do not import each other"
	}
	return ""
}

func allowed(dir, own string) bool {
	for _, ok := range sameFloor[dir] {
		if ok == own {
			return true
		}
	}
	return false
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	doc := map[string]string{}
	seen := map[string]bool{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		seen[f.dir] = true
		if f.ast.Doc != nil {
			doc[f.dir] += f.ast.Doc.Text()
		}
	}
	for dir := range seen {
		text := doc[dir]
		switch {
		case dir == "." || text == "" && dir == ".":
		case !strings.HasPrefix(text, "Package "):
			t.Errorf("package %s has no package comment", dir)
		case !strings.Contains(text, "Start at"):
			t.Errorf("package %s does not say where to start", dir)
		}
	}
}

func TestFilesAreOneNoun(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			fn, ok := n.(*ast.FuncDecl)
			if ok && fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s has an init function", f.path)
			}
			return true
		})
	}
}
