package news

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Ground is what words stand on in the default theme.
type Ground struct {
	Scheme string // "light" or "dark"
	Name   string // "page" or "panel"
	Colour string
	Ink    string // of words on it
}

// Grounds are the grounds of the default theme, light before dark; a test compares
// them with its sheet.
func Grounds() []Ground {
	return []Ground{
		{"light", "page", "#fbfaf7", "#1a1a18"}, {"light", "panel", "#f1efe9", "#1a1a18"},
		{"dark", "page", "#141412", "#e9e6df"}, {"dark", "panel", "#1e1d1a", "#e9e6df"},
	}
}

// LeastContrast is what words need against their ground (WCAG 2.2, 1.4.3).
const LeastContrast = 4.5

// ContrastFigure is how a colour of a title reads on a ground.
type ContrastFigure struct {
	Key    string // of the settings: "accent" or "accent_dark"
	Colour string
	Ground Ground
	Ratio  float64 // 1 to 21
}

// Enough reports whether words in the colour can be read on the ground.
func (c ContrastFigure) Enough() bool { return c.Ratio >= LeastContrast }

// Contrasts measures the title's own colours on the grounds that they stand on. A
// colour that is no #rrggbb is passed over.
func (t Title) Contrasts() []ContrastFigure {
	var out []ContrastFigure
	for _, g := range Grounds() {
		c := ContrastFigure{Key: "accent", Colour: t.Accent, Ground: g}
		if g.Scheme == "dark" {
			c.Key, c.Colour = "accent_dark", t.AccentDark
		}
		var err error
		if c.Ratio, err = Contrast(c.Colour, g.Colour); c.Colour != "" && err == nil {
			out = append(out, c)
		}
	}
	return out
}

// CheckAccent returns an error wrapping [ErrInvalid] that names the first colour
// of the title which cannot be read on the theme's grounds.
func (t Title) CheckAccent() error {
	for _, c := range []struct{ key, colour string }{{"accent", t.Accent}, {"accent_dark", t.AccentDark}} {
		if _, err := luminance(c.colour); c.colour != "" && err != nil {
			return fmt.Errorf("title %q: %s: %w", t.ID, c.key, err)
		}
	}
	for _, c := range t.Contrasts() {
		if !c.Enough() {
			return fmt.Errorf("title %q: %s %s reaches a contrast of %.1f on the %s ground %s and needs %.1f; choose a stronger colour: %w",
				t.ID, c.Key, c.Colour, c.Ratio, c.Ground.Scheme, c.Ground.Colour, LeastContrast, ErrInvalid)
		}
	}
	return nil
}

// Contrast returns the contrast ratio of two colours #rrggbb, 1 to 21 (WCAG 2.2,
// relative luminance).
func Contrast(a, b string) (float64, error) {
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
		return 0, fmt.Errorf("colour %q is not #rrggbb: %w", colour, ErrInvalid)
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
