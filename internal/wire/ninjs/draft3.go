package ninjs

import (
	"maps"
	"slices"
	"strings"
)

// The addresses of the drafts of JSON Schema that are translated.
const (
	draft3 = "http://json-schema.org/draft-03/schema"
	draft4 = "http://json-schema.org/draft-04/schema#"
)

// fromDraft3 returns a schema of draft 3, in which ninjs 1.0 is written, in
// the words of draft 4; one of another draft as it is. The drafts differ in
// these: "required" stands with the property it asks for, "extends" is "allOf",
// "divisibleBy" is "multipleOf", "disallow" is "not", a type may be "any" or a
// schema, and what a property depends on may be a single name (JSON Schema
// drafts 3 and 4, §5).
func fromDraft3(doc any) any {
	members, ok := doc.(map[string]any)
	if said, _ := members["$schema"].(string); !ok || strings.TrimRight(said, "#") != draft3 {
		return doc
	}
	out, _ := translate(doc).(map[string]any)
	out["$schema"] = draft4
	return out
}

// translate returns one schema of draft 3 in the words of draft 4.
func translate(schema any) any {
	from, ok := schema.(map[string]any)
	if !ok {
		return schema
	}
	to := map[string]any{}
	var all []any // further schemas that must hold
	for _, key := range slices.Sorted(maps.Keys(from)) {
		value := from[key]
		switch key {
		case "required": // its parent asks for it
		case "properties":
			to["properties"] = translateEach(value)
			if list := required(value); len(list) > 0 {
				to["required"] = list
			}
		case "patternProperties", "definitions":
			to[key] = translateEach(value)
		case "additionalProperties", "additionalItems":
			to[key] = translate(value)
		case "items":
			to[key] = translateOneOrMany(value)
		case "dependencies":
			to[key] = dependencies(value)
		case "divisibleBy":
			to["multipleOf"] = value
		case "extends":
			if list, isList := value.([]any); isList {
				all = append(all, translateList(list)...)
			} else {
				all = append(all, translate(value))
			}
		case "type":
			if union := typeUnion(value); union != nil {
				all = append(all, union)
			}
		case "disallow":
			if union := typeUnion(value); union != nil {
				all = append(all, map[string]any{"not": union})
			} else { // all types are disallowed
				all = append(all, map[string]any{"not": map[string]any{}})
			}
		case "format":
			to[key] = format(value)
		default:
			to[key] = value
		}
	}
	if len(all) == 1 && onlyType(all[0]) != nil {
		to["type"] = onlyType(all[0])
	} else if len(all) > 0 {
		to["allOf"] = all
	}
	return to
}

// onlyType returns the type a schema asks for, if it asks for nothing else.
func onlyType(schema any) any {
	if m, ok := schema.(map[string]any); ok && len(m) == 1 {
		return m["type"]
	}
	return nil
}

func translateEach(value any) any {
	from, ok := value.(map[string]any)
	if !ok {
		return value
	}
	to := map[string]any{}
	for name, schema := range from {
		to[name] = translate(schema)
	}
	return to
}

func translateList(list []any) []any {
	out := make([]any, len(list))
	for i, schema := range list {
		out[i] = translate(schema)
	}
	return out
}

func translateOneOrMany(value any) any {
	if list, ok := value.([]any); ok {
		return translateList(list)
	}
	return translate(value)
}

// required returns the names of the properties that say they are required.
func required(properties any) []any {
	all, _ := properties.(map[string]any)
	var out []any
	for _, name := range slices.Sorted(maps.Keys(all)) {
		schema, _ := all[name].(map[string]any)
		if must, _ := schema["required"].(bool); must {
			out = append(out, name)
		}
	}
	return out
}

// typeUnion returns a schema that holds of the types named, nil if any type
// will do. A member of a list may be a schema.
func typeUnion(value any) any {
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	var names, forms []any
	for _, x := range list {
		if x == any("any") {
			return nil
		}
		if name, ok := x.(string); ok {
			if !slices.Contains(names, any(name)) {
				names = append(names, name)
			}
		} else {
			forms = append(forms, translate(x))
		}
	}
	if len(names) == 1 {
		forms = append(forms, map[string]any{"type": names[0]})
	} else if len(names) > 1 {
		forms = append(forms, map[string]any{"type": names})
	}
	if len(forms) == 1 {
		return forms[0]
	}
	return map[string]any{"anyOf": forms}
}

// dependencies puts what a property depends on into lists.
func dependencies(value any) any {
	from, ok := value.(map[string]any)
	if !ok {
		return value
	}
	to := map[string]any{}
	for name, on := range from {
		switch x := on.(type) {
		case string:
			to[name] = []any{x}
		case []any:
			to[name] = x
		default:
			to[name] = translate(on)
		}
	}
	return to
}

// format returns the name that a format has in draft 4.
func format(name any) any {
	switch name {
	case "ip-address":
		return "ipv4"
	case "host-name":
		return "hostname"
	}
	return name
}
