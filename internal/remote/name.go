package remote

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"broadsheet/internal/news"
)

// Unfinished reports whether a name says that its writer has not finished.
func Unfinished(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".part", ".tmp", ".filepart", ".crdownload", ".swp":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~")
}

// maxName is the longest name a file keeps, in bytes.
const maxName = 200

// CheckName returns an error wrapping [news.ErrInvalid] for a name that is no
// plain file name: one that leads to another folder, or would speak to a
// server or a terminal. Such a file is not asked for.
func CheckName(name string) error {
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, `/\`) || !printable(name) {
		return fmt.Errorf("file name %.80q is not a plain name; rename it there: %w", name, news.ErrInvalid)
	}
	return nil
}

// printable reports whether a text has no control characters. Bytes that are
// not UTF-8 are letters of some other character set.
func printable(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) }

// plain is a name as it is kept here: UTF-8, and not too long for a file
// system, with its ending.
func plain(name string) string {
	name = strings.ToValidUTF8(name, "_")
	if len(name) <= maxName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	return strings.ToValidUTF8(name[:maxName-len(ext)], "") + ext
}
