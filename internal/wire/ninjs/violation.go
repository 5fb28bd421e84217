package ninjs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// maxFaults is how many faults of a document are said.
const maxFaults = 100

// pointer adds a step to a JSON pointer (RFC 6901).
func pointer(at, step string) string {
	return at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(step)
}

// faults holds a document to the schema and puts what is wrong into words. at
// is where the document stands in its file.
func (in *schema) faults(value any, at, version string) []Fault {
	err := in.Validate(value)
	if err == nil {
		return nil
	}
	var found *jsonschema.ValidationError
	if !errors.As(err, &found) {
		return []Fault{{at, err.Error()}}
	}
	s := speaker{in: in, at: at, version: version}
	s.say(found)
	// Where one property is at fault, the validator has evaluated none of its
	// fellows and finds fault with all: those the schema knows are none.
	other := len(s.faults) > 0
	for _, path := range s.unevaluated {
		if name := last(path); !other || !in.known[name] && (len(path) == 1 || name != "name" && name != "rel") {
			s.unknown(path)
		}
	}
	out := sorted(s.faults)
	if len(out) > maxFaults {
		more := len(out) - maxFaults
		out = append(out[:maxFaults], Fault{at, fmt.Sprintf("%d more faults", more)})
	}
	return out
}

// speaker puts the faults of one document into words.
type speaker struct {
	in          *schema
	at, version string
	faults      []Fault
	unevaluated [][]string // paths of properties that no part of the schema spoke of
}

func last(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

func (s *speaker) add(path []string, format string, a ...any) {
	at := s.at
	for _, step := range path {
		at = pointer(at, step)
	}
	s.faults = append(s.faults, Fault{at, fmt.Sprintf(format, a...)})
}

// say walks to what is wrong and says it.
func (s *speaker) say(e *jsonschema.ValidationError) {
	path := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *kind.AnyOf:
		s.alternatives(e)
	case *kind.OneOf:
		if len(k.Subschemas) > 0 {
			s.add(path, "fits two forms of which only one may be there")
			return
		}
		s.alternatives(e)
	case *kind.Required:
		for _, name := range k.Missing {
			s.add(path, "property %q is missing", name)
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			s.unknown(append(slices.Clone(path), name))
		}
	case *kind.FalseSchema:
		s.unevaluated = append(s.unevaluated, path)
	case *kind.Type:
		s.add(path, "is %s; it must be %s", aKind(k.Got), kindList(k.Want))
	case *kind.Enum:
		s.add(path, "is %s; it must be one of %s", quoted(k.Got), quotedList(k.Want))
	case *kind.Format:
		s.add(path, "is %s, which is no %s", quoted(k.Got), k.Want)
	default:
		if len(e.Causes) == 0 {
			s.add(path, "%s", e.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
			return
		}
		for _, c := range e.Causes {
			s.say(c)
		}
	}
}

// unknown says that a property is none of the standard's.
func (s *speaker) unknown(path []string) {
	name := last(path)
	if other := s.in.spelling(name); other != "" {
		s.add(path, "ninjs %s has no property %q here; it is spelled %q", s.version, name, other)
		return
	}
	s.add(path, "ninjs %s has no property %q here", s.version, name)
}

// spelling returns how a schema spells a property that is sent in another
// spelling, "" if it has none of the kind.
func (in *schema) spelling(name string) string {
	if !in.names[name] {
		switch {
		case strings.EqualFold(name, "embargoed") && in.names["embargoedUntil"]:
			return "embargoedUntil"
		case strings.EqualFold(name, "embargoedUntil") && in.names["embargoed"]:
			return "embargoed"
		}
		for _, other := range slices.Sorted(maps.Keys(in.names)) {
			if strings.EqualFold(name, other) {
				return other
			}
		}
	}
	return ""
}

// fewForms is up to how many forms are told apart where none fits.
const fewForms = 3

// alternatives says that a value has none of the forms it may have: which, if
// there are few and each is missed by one fault.
func (s *speaker) alternatives(e *jsonschema.ValidationError) {
	var ways []string
	for _, c := range e.Causes {
		way := speaker{in: s.in, at: s.at, version: s.version}
		way.say(c)
		if len(way.faults) != 1 || len(way.unevaluated) > 0 {
			ways = nil
			break
		}
		ways = append(ways, way.faults[0].Says)
	}
	if len(ways) > 0 && len(ways) <= fewForms {
		s.add(e.InstanceLocation, "has none of the forms it may have: %s", strings.Join(ways, "; or "))
		return
	}
	s.add(e.InstanceLocation, "has none of the %d forms it may have", len(e.Causes))
}

// aKind is the validator's name of a kind of value, as [kindOf] says it.
func aKind(name string) string {
	switch name {
	case "null":
		return "null"
	case "array":
		return "a list"
	case "object", "integer":
		return "an " + name
	}
	return "a " + name
}

func kindList(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = aKind(name)
	}
	return strings.Join(out, " or ")
}

func quoted(v any) string {
	if s, ok := v.(string); ok {
		return fmt.Sprintf("%q", shown(s))
	}
	return fmt.Sprint(v)
}

func quotedList(list []any) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = quoted(v)
	}
	return strings.Join(out, ", ")
}
