package housetest

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// foreign are words of other trades. docs/glossary.md has ours.
var foreign = map[string]string{
	"article": "story", "articles": "stories", "post": "story", "posts": "stories", "slug": "slugline or path",
	"author": "byline", "authors": "byline", "excerpt": "standfirst", "thumbnail": "rendition", "thumb": "rendition",
	"draft": "version", "blog": "title", "util": "a noun", "utils": "a noun", "helper": "a noun", "manager": "a noun",
}

// words splits an identifier such as "newStoryID" into its words.
func words(name string) []string {
	var out []string
	start := 0
	runes := []rune(name)
	for i := 1; i <= len(runes); i++ {
		if i == len(runes) || runes[i] == '_' || unicode.IsUpper(runes[i]) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			out = append(out, strings.ToLower(strings.Trim(string(runes[start:i]), "_")))
			start = i
		}
	}
	return out
}

func TestNamesSpeakTheTrade(t *testing.T) {
	for _, f := range files(t) {
		if f.dir == "internal/housetest" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			var names []*ast.Ident
			switch x := n.(type) {
			case *ast.FuncDecl:
				names = append(names, x.Name)
			case *ast.TypeSpec:
				names = append(names, x.Name)
			case *ast.ValueSpec:
				names = append(names, x.Names...)
			case *ast.Field:
				names = append(names, x.Names...)
			}
			for _, id := range names {
				for _, w := range words(id.Name) {
					if ours, bad := foreign[w]; bad {
						t.Errorf("%s: name %s uses %q; say %s", f.path, id.Name, w, ours)
					}
				}
			}
			return true
		})
	}
}

var column = regexp.MustCompile(`(?m)^\s+([a-z_]+) +(?:TEXT|INTEGER|BIGINT|BOOLEAN)|CREATE TABLE ([a-z_]+)`)

func TestColumnsSpeakTheTrade(t *testing.T) {
	n := 0
	err := filepath.WalkDir(filepath.Join("..", "store", "migrations"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".sql" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, m := range column.FindAllStringSubmatch(string(text), -1) {
			n++
			for w := range strings.SplitSeq(m[1]+m[2], "_") {
				if ours, bad := foreign[w]; bad {
					t.Errorf("%s: %s uses %q; say %s", name, m[1]+m[2], w, ours)
				}
			}
		}
		return nil
	})
	if err != nil || n < 40 {
		t.Fatalf("read %d columns, %v; want the whole schema", n, err)
	}
}

func TestGlossaryNamesOurWords(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"agency", "byline", "correction", "crosshead", "dateline", "deed", "desk", "embargo", "follower", "headline", "instrument", "journal",
		"kicker", "kill", "lead", "masthead", "picture", "placement", "quarantine", "quote", "released set", "rendition", "section", "sign-off", "slugline", "source", "standfirst",
		"story", "take", "title", "version", "wire item"} {
		if !strings.Contains(string(text), "**"+word+"**") {
			t.Errorf("docs/glossary.md does not define %q", word)
		}
	}
	for word := range foreign {
		if strings.Contains(string(text), "**"+word+"**") {
			t.Errorf("docs/glossary.md defines the foreign word %q", word)
		}
	}
}

func TestEveryDependencyHasItsDecision(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	var decisions strings.Builder
	paths, err := filepath.Glob(filepath.Join("..", "..", "docs", "adr", "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("docs/adr has no decisions: %v", err)
	}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		decisions.Write(text)
	}
	n := 0
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) < 2 || !strings.Contains(fields[0], ".") || !strings.HasPrefix(fields[1], "v") || strings.Contains(line, "// indirect") {
			continue
		}
		n++
		if !strings.Contains(decisions.String(), fields[0]) {
			t.Errorf("go.mod requires %s; docs/adr does not say why", fields[0])
		}
	}
	if n < 5 {
		t.Errorf("found %d direct dependencies in go.mod; want all", n)
	}
}
