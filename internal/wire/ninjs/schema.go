package ninjs

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"broadsheet/internal/news"
	"broadsheet/internal/wire"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are IPTC's schemas of ninjs as published, and ours of GeoJSON, which
// they refer to.
//
//go:embed schema/*.json
var schemas embed.FS

// geoJSON is the address the schemas refer to GeoJSON by.
const geoJSON = "https://geojson.org/schema/GeoJSON.json"

// versions are those that IPTC has approved, oldest first.
func versions() []string {
	return []string{"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1", "2.2", "3.0", "3.1"}
}

// newest returns the newest version of a major one, such as "2.2" of "2.x".
func newest(major string) string {
	out := ""
	for _, v := range versions() {
		if v[0] == major[0] {
			out = v
		}
	}
	return out
}

// Checker holds documents to IPTC's schemas of ninjs. A schema is compiled when
// it is first needed; nothing is fetched. It may be used by many at once.
type Checker struct {
	compiled map[string]func() (*schema, error)
}

// NewChecker returns a checker for what agencies send: the formats that the
// schemas name (uri, date-time, date, email) are annotations, as IPTC's own
// suite of documents treats them.
func NewChecker() *Checker { return newChecker(false) }

// NewStrictChecker returns a checker that asserts the formats too, for what
// this house sends.
func NewStrictChecker() *Checker { return newChecker(true) }

func newChecker(formats bool) *Checker {
	c := &Checker{compiled: map[string]func() (*schema, error){}}
	for _, v := range versions() {
		c.compiled[v] = sync.OnceValues(func() (*schema, error) {
			raw, err := schemas.ReadFile("schema/ninjs-schema_" + v + ".json")
			if err != nil {
				return nil, err
			}
			return compileSchema(raw, formats)
		})
	}
	return c
}

// Verdict is what the schema says of one document.
type Verdict struct {
	// Place is where the document stands in the file, as a JSON pointer: "" if
	// it is the file, "/2" for the third of a list.
	Place string `json:"place,omitempty"`
	GUID  string `json:"guid,omitempty"` // as far as it has one
	// Version is the version of ninjs it was checked against, "3.1" or so; ""
	// if it says one that has no schema.
	Version string `json:"version,omitempty"`
	// Assumed says that the document does not say its version and was checked
	// against the newest of those it looks like.
	Assumed bool    `json:"assumed,omitempty"`
	Faults  []Fault `json:"faults,omitempty"` // none if it is valid
}

// Fault is one place where a document is not as its schema wants it.
type Fault struct {
	Pointer string `json:"pointer"` // RFC 6901, from the top of the file; "" is the top
	Says    string `json:"says"`    // why, in words
}

// Err returns nil if the document is valid, else an error with all its faults,
// a line each, that wraps [news.ErrInvalid].
func (v Verdict) Err() error {
	if len(v.Faults) == 0 {
		return nil
	}
	lines := make([]string, 0, len(v.Faults))
	for _, f := range v.Faults {
		lines = append(lines, f.String())
	}
	return fmt.Errorf("%s: %w", strings.Join(lines, "\n"), news.ErrInvalid)
}

// String is the place and why.
func (f Fault) String() string {
	if f.Pointer == "" {
		return f.Says
	}
	return f.Pointer + ": " + f.Says
}

// Check holds each document of a file to the schema of the version it says it
// is in, or else to the newest of those it looks like. The file is one
// document, a list of them, or an object with a list named "items", as [Parse]
// reads it. An error, which wraps [news.ErrInvalid], says that the file is no
// JSON or holds no document.
func (c *Checker) Check(raw []byte) ([]Verdict, error) {
	return c.check(raw, func(n node) (string, bool) {
		v := version(n)
		if strings.HasSuffix(v, ".x") {
			return newest(v), true
		}
		return v, false
	})
}

// CheckAs is Check against the schema of one version, such as "2.1", whatever
// the documents say. An unknown version is [news.ErrInvalid].
func (c *Checker) CheckAs(raw []byte, version string) ([]Verdict, error) {
	if c.compiled[version] == nil {
		return nil, fmt.Errorf("no schema of ninjs %q; there are those of %s: %w", version, strings.Join(versions(), ", "), news.ErrInvalid)
	}
	return c.check(raw, func(node) (string, bool) { return version, false })
}

func (c *Checker) check(raw []byte, pick func(node) (version string, assumed bool)) ([]Verdict, error) {
	tree, value, err := bothTrees(raw)
	if err != nil {
		return nil, err
	}
	docs := documents(tree, value)
	if len(docs) == 0 {
		return nil, fmt.Errorf("the list holds no item: %w", news.ErrInvalid)
	}
	out := make([]Verdict, 0, len(docs))
	for _, d := range docs {
		v := Verdict{Place: d.place}
		o, isObject := d.tree.(*object)
		if !isObject {
			v.Faults = []Fault{{d.place, "is " + kindOf(d.tree) + "; a ninjs document is an object"}}
			out = append(out, v)
			continue
		}
		n := node{object: o, found: &findings{}}
		v.GUID = n.text("uri", "guid")
		v.Version, v.Assumed = pick(n)
		if c.compiled[v.Version] == nil {
			v.Faults = []Fault{{d.place, fmt.Sprintf("it says that it is in ninjs %s, which has no schema", v.Version)}}
			v.Version = ""
			out = append(out, v)
			continue
		}
		in, err := c.compiled[v.Version]()
		if err != nil {
			return nil, fmt.Errorf("schema of ninjs %s: %w", v.Version, err)
		}
		v.Faults = in.faults(d.value, d.place, v.Version)
		out = append(out, v)
	}
	return out, nil
}

// document is one document of a file: as this package reads it, and as the
// validator does.
type document struct {
	place       string
	tree, value any
}

// bothTrees reads a file as this package does and as the validator does.
func bothTrees(raw []byte) (tree, value any, err error) {
	raw = bytes.TrimPrefix(wire.ToUTF8(raw), []byte("\xef\xbb\xbf"))
	if tree, err = readJSON(raw); err != nil {
		return nil, nil, err
	}
	if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(raw)); err != nil {
		return nil, nil, fmt.Errorf("not JSON: %w: %w", err, news.ErrInvalid)
	}
	return tree, value, nil
}

// documents takes a file apart as [Parse] does.
func documents(tree, value any) []document {
	place := ""
	if o, ok := tree.(*object); ok {
		items, isList := o.get("items").value.([]any)
		if !isList || o.has("uri") || o.has("guid") {
			return []document{{"", tree, value}}
		}
		name := o.get("items").name
		members, _ := value.(map[string]any)
		tree, value, place = items, members[name], pointer("", name)
	}
	list, isList := tree.([]any)
	values, _ := value.([]any)
	if !isList || len(list) != len(values) {
		return []document{{place, tree, value}}
	}
	var out []document
	for i, x := range list {
		out = append(out, document{pointer(place, fmt.Sprint(i)), x, values[i]})
	}
	return out
}

// schema is a compiled schema of ninjs.
type schema struct {
	*jsonschema.Schema
	// known are the properties that a document may have, names those of all
	// objects in it.
	known, names map[string]bool
}

// namesIn adds the names of all properties that a schema speaks of.
func namesIn(doc any, out map[string]bool) {
	switch v := doc.(type) {
	case map[string]any:
		if list, ok := v["properties"].(map[string]any); ok {
			for name := range list {
				out[name] = true
			}
		}
		for _, x := range v {
			namesIn(x, out)
		}
	case []any:
		for _, x := range v {
			namesIn(x, out)
		}
	}
}

// knownOf returns the properties that a schema gives a document.
func knownOf(doc any) map[string]bool {
	out := map[string]bool{}
	top, _ := doc.(map[string]any)
	defs, _ := top["$defs"].(map[string]any)
	of, _ := defs["ninjsType"].(map[string]any)
	for _, holder := range []map[string]any{top, of} {
		list, _ := holder["properties"].(map[string]any)
		for name := range list {
			out[name] = true
		}
	}
	return out
}

// compileSchema compiles a schema of ninjs. Those of draft 3 are put into the
// words of draft 4 first.
func compileSchema(raw []byte, formats bool) (*schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	doc = fromDraft3(doc)
	geo, err := schemas.ReadFile("schema/geojson.json")
	if err != nil {
		return nil, err
	}
	geometry, err := jsonschema.UnmarshalJSON(bytes.NewReader(geo))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	if formats {
		c.AssertFormat()
	} else {
		for _, name := range []string{"uri", "date-time", "date", "email"} {
			c.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(any) error { return nil }})
		}
	}
	const top = "http://www.iptc.org/std/ninjs/schema.json"
	address := top
	if members, ok := doc.(map[string]any); ok {
		for _, key := range []string{"$id", "id"} {
			if id, ok := members[key].(string); ok {
				address = strings.TrimRight(id, "#")
			}
		}
	}
	for at, resource := range map[string]any{address: doc, geoJSON: geometry} {
		if err := c.AddResource(at, resource); err != nil {
			return nil, err
		}
	}
	compiled, err := c.Compile(address)
	names := map[string]bool{}
	namesIn(doc, names)
	return &schema{compiled, knownOf(doc), names}, err
}

// noLoader refuses to fetch what a schema refers to.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s: no schema is fetched: %w", url, news.ErrNotFound)
}

// sorted puts faults in the order of their places and drops those said twice.
func sorted(list []Fault) []Fault {
	slices.SortStableFunc(list, func(a, b Fault) int { return strings.Compare(a.Pointer, b.Pointer) })
	return slices.Compact(list)
}
