package site

import (
	"fmt"
	"strings"

	"broadsheet/internal/news"
)

// accentSheet is the sheet that lays a title's accent over the theme's. The
// colours have been checked to be #rrggbb.
func accentSheet(t news.Title) string {
	var b strings.Builder
	if t.Accent != "" {
		// Light is the default, and what a reader in the dark may have chosen.
		fmt.Fprintf(&b, "@media(prefers-color-scheme:light){:root:not([data-theme=dark]){--accent:%[1]s}}:root[data-theme=light]{--accent:%[1]s}", t.Accent)
		fmt.Fprintf(&b, "@media print{:root:root:root{--accent:%s}}", t.Accent)
	}
	if t.AccentDark != "" {
		fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){--accent:%[1]s}}@media screen{:root[data-theme=dark]{--accent:%[1]s}}", t.AccentDark)
	}
	return b.String()
}
