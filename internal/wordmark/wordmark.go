// Package wordmark cleans the drawn name of a title: an SVG of at most 4 KB, of
// shapes only, in one ink, so that it can stand inside a page in light and dark.
//
// It draws nothing and knows no title. What it does not know it refuses, rather
// than letting it go silently, so that whoever sets it sees what is shown.
//
// Start at [Clean].
package wordmark

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// shapes are the elements that a wordmark may have within its svg.
func shapes() []string {
	return []string{"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
}

// passed are elements that are left out with all in them, since editors of
// drawings write them and nothing is drawn by them.
func passed() []string { return []string{"title", "desc", "metadata", "namedview"} }

// geometry are the attributes that say where a shape is.
func geometry() []string {
	return []string{"d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "transform",
		"stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "fill-rule", "clip-rule", "opacity", "fill-opacity", "stroke-opacity"}
}

var (
	valueForm = regexp.MustCompile(`^[A-Za-z0-9 ,.()+\-\s]*$`)
	viewForm  = regexp.MustCompile(`^\s*-?[0-9.]+[ ,]+-?[0-9.]+[ ,]+([0-9.]+)[ ,]+([0-9.]+)\s*$`)
	sizeForm  = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)(?:px)?$`)
)

// Clean returns the wordmark of an SVG: its shapes, with every colour turned into
// the ink of the page and no link, script, style, text or picture. An error wraps
// [news.ErrInvalid] and says what cannot be there. "" is "".
func Clean(svg string) (string, error) {
	svg = strings.TrimSpace(svg)
	if svg == "" {
		return "", nil
	}
	if len(svg) > 16*news.MaxWordmark {
		return "", tooLarge(len(svg))
	}
	c := cleaner{d: xml.NewDecoder(strings.NewReader(svg))}
	c.d.Entity = map[string]string{}
	if err := c.root(); err != nil {
		return "", err
	}
	out := c.out.String()
	if len(out) > news.MaxWordmark {
		return "", tooLarge(len(out))
	}
	return out, nil
}

func tooLarge(n int) error {
	return fmt.Errorf("wordmark: it has %d bytes and may have %d; simplify its paths: %w", n, news.MaxWordmark, news.ErrInvalid)
}

func bad(format string, a ...any) error {
	return fmt.Errorf("wordmark: %s: %w", fmt.Sprintf(format, a...), news.ErrInvalid)
}

type cleaner struct {
	d     *xml.Decoder
	out   strings.Builder
	drawn bool // a shape has come
}

// next returns the next token; an end that is not one of the drawing is an error.
func (c *cleaner) next() (xml.Token, error) {
	t, err := c.d.Token()
	if errors.Is(err, io.EOF) {
		return nil, bad("it ends before its svg does")
	}
	if err != nil {
		return nil, bad("it is no SVG: %v", err)
	}
	if _, ok := t.(xml.Directive); ok {
		return nil, bad("it has a document type; leave <!…> out")
	}
	return t, nil
}

func (c *cleaner) root() error {
	for {
		t, err := c.next()
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local != "svg" {
			return bad("it begins with <%s> and must with <svg>", e.Name.Local)
		}
		if err := c.open(e); err != nil {
			return err
		}
		if err := c.inside("svg"); err != nil {
			return err
		}
		if !c.drawn {
			return bad("nothing is drawn in it; turn letters into paths")
		}
		return nil
	}
}

// open writes the svg element with the size of its drawing.
func (c *cleaner) open(e xml.StartElement) error {
	view, width, height := "", "", ""
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "viewBox":
			view = strings.TrimSpace(a.Value)
		case "width":
			width = a.Value
		case "height":
			height = a.Value
		}
	}
	if view == "" {
		w, h := sizeForm.FindStringSubmatch(width), sizeForm.FindStringSubmatch(height)
		if w == nil || h == nil {
			return bad("it has no viewBox")
		}
		view = "0 0 " + w[1] + " " + h[1]
	}
	m := viewForm.FindStringSubmatch(view)
	if m == nil || zero(m[1]) || zero(m[2]) {
		return bad("its viewBox %q is not four numbers, such as \"0 0 400 60\"", view)
	}
	fmt.Fprintf(&c.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s" fill="currentColor">`, strings.Join(strings.FieldsFunc(view, func(r rune) bool { return r == ' ' || r == ',' }), " "))
	return nil
}

func zero(s string) bool {
	v, err := strconv.ParseFloat(s, 64)
	return err != nil || v <= 0
}

// inside writes what is in an element, up to its end.
func (c *cleaner) inside(name string) error {
	for {
		t, err := c.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			c.out.WriteString("</" + name + ">")
			return nil
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" {
				return bad("it has letters (%.20q) outside its paths; turn them into paths", text)
			}
		case xml.StartElement:
			if slices.Contains(passed(), t.Name.Local) || t.Name.Local == "defs" {
				if err := c.skip(t); err != nil {
					return err
				}
				continue
			}
			if err := c.shape(t); err != nil {
				return err
			}
		}
	}
}

// skip leaves an element out; in defs nothing may be, since what is drawn could
// hang on it.
func (c *cleaner) skip(e xml.StartElement) error {
	depth := 1
	for depth > 0 {
		t, err := c.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if e.Name.Local == "defs" {
				return bad("it has <%s>, which a wordmark in one ink does without", t.Name.Local)
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

func (c *cleaner) shape(e xml.StartElement) error {
	name := e.Name.Local
	if !slices.Contains(shapes(), name) {
		return bad("it has <%s>; a wordmark is made of %s only", name, strings.Join(shapes(), ", "))
	}
	c.drawn = c.drawn || name != "g"
	c.out.WriteString("<" + name)
	for _, a := range e.Attr {
		value := strings.Join(strings.Fields(a.Value), " ")
		switch key := a.Name.Local; {
		case a.Name.Space != "" || key == "id" || key == "class" || key == "xmlns" || strings.HasPrefix(key, "data-") || key == "aria-label":
			// nothing is drawn by it
		case strings.HasPrefix(strings.ToLower(key), "on") || key == "href":
			return bad("<%s> has %s; a wordmark does nothing and leads nowhere", name, key)
		case key == "style":
			return bad("<%s> has a style; write its parts as attributes, such as fill-rule=\"evenodd\"", name)
		case key == "fill" || key == "stroke":
			fmt.Fprintf(&c.out, ` %s="%s"`, key, ink(value))
		case slices.Contains(geometry(), key) && valueForm.MatchString(value):
			fmt.Fprintf(&c.out, ` %s="%s"`, key, value)
		default:
			return bad("<%s> has %s=%.30q, which a wordmark does without", name, key, value)
		}
	}
	c.out.WriteString(">")
	return c.inside(name)
}

// ink is a paint as it is kept: none, or that of the page's words.
func ink(paint string) string {
	if paint == "none" || paint == "transparent" {
		return "none"
	}
	return "currentColor"
}
