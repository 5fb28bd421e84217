package site

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// The grounds that text stands on in the default theme; a test compares them
// with its sheet.
const (
	paperLight, panelLight = "#fbfaf7", "#f1efe9"
	paperDark, panelDark   = "#141412", "#1e1d1a"
)

// leastContrast is what text needs against its ground (WCAG 2.2, 1.4.3).
const leastContrast = 4.5

// CheckAccent returns an error wrapping [news.ErrInvalid] that names the first
// accent colour of the title which cannot be read on the theme's grounds.
func CheckAccent(t news.Title) error {
	for _, c := range []struct {
		key, colour, scheme string
		grounds             []string
	}{
		{"accent", t.Accent, "light", []string{paperLight, panelLight}},
		{"accent_dark", t.AccentDark, "dark", []string{paperDark, panelDark}},
	} {
		if c.colour == "" {
			continue
		}
		for _, ground := range c.grounds {
			ratio, err := contrast(c.colour, ground)
			if err != nil {
				return fmt.Errorf("title %q: %s: %w", t.ID, c.key, err)
			}
			if ratio < leastContrast {
				return fmt.Errorf("title %q: %s %s reaches a contrast of %.1f on the %s ground %s and needs %.1f; choose a stronger colour: %w",
					t.ID, c.key, c.colour, ratio, c.scheme, ground, leastContrast, news.ErrInvalid)
			}
		}
	}
	return nil
}

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

// contrast returns the contrast ratio of two colours #rrggbb, 1 to 21
// (WCAG 2.2, relative luminance).
func contrast(a, b string) (float64, error) {
	la, err := luminance(a)
	if err != nil {
		return 0, err
	}
	lb, err := luminance(b)
	if err != nil {
		return 0, err
	}
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05), nil
}

func luminance(colour string) (float64, error) {
	hex, ok := strings.CutPrefix(colour, "#")
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || err != nil || len(hex) != 6 {
		return 0, fmt.Errorf("colour %q is not #rrggbb: %w", colour, news.ErrInvalid)
	}
	lin := func(v uint64) float64 {
		c := float64(v&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(n>>16) + 0.7152*lin(n>>8) + 0.0722*lin(n), nil
}
