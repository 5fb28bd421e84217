// Package ui makes the desk's script from its modules. It is for development and
// tests: the made file is committed, and the binary needs no bundler.
//
// It fetches nothing. What is not ours stands in vendor as one module.
//
// Start at [Build].
package ui

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the scripts and the module each begins with. editor.js is loaded
// when a story is opened for editing.
func entries() []api.EntryPoint {
	return []api.EntryPoint{{InputPath: "src/signin.js", OutputPath: "signin"}, {InputPath: "src/main.js", OutputPath: "desk"}}
}

// Build returns the scripts made from the modules in folder, by file name. Modules
// that two of them share are files of their own.
func Build(folder string) (map[string][]byte, error) {
	root, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPointsAdvanced: entries(), Outdir: filepath.Join(root, "out"), Bundle: true, Splitting: true,
		Format: api.FormatESModule, Target: api.ES2022, MinifySyntax: true, MinifyWhitespace: true, LegalComments: api.LegalCommentsInline,
		ChunkNames: "[name]-[hash]", Charset: api.CharsetUTF8, LogLevel: api.LogLevelSilent,
	})
	var problems []error
	for _, m := range append(result.Errors, result.Warnings...) {
		where := ""
		if l := m.Location; l != nil {
			where = fmt.Sprintf("%s:%d: ", l.File, l.Line)
		}
		problems = append(problems, fmt.Errorf("%s%s", where, m.Text))
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	out := map[string][]byte{}
	for _, f := range result.OutputFiles {
		out[filepath.Base(f.Path)] = f.Contents
	}
	return out, nil
}
