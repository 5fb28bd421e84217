// Package themes holds the looks that papers come in, as files inside the
// binary. A theme is templates, one sheet and one script; package site reads
// it. There is no code here.
//
// Start at [Default].
package themes

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:default
var files embed.FS

// Default returns the theme of a serious daily: layout, part, page, static.
func Default() fs.FS {
	sub, err := fs.Sub(files, "default")
	if err != nil {
		panic(fmt.Sprintf("themes: %v", err)) // the name is a constant above
	}
	return sub
}
