package newsmlg2

import (
	"broadsheet/internal/wire"
)

// maxGroups is how deep the groups of a package may refer to each other.
const maxGroups = 50

// groups walks a package from its root group and lists the items it orders, in
// its order. Each bears the role of the group it stands in as its name.
func (r reader) groups(set *wire.Node) {
	if set == nil {
		return
	}
	list := set.All("group")
	byID := map[string]*wire.Node{}
	for _, g := range list {
		byID[g.Attr("id")] = g
	}
	done := map[*wire.Node]bool{}
	var walk func(g *wire.Node, depth int)
	walk = func(g *wire.Node, depth int) {
		if g == nil || done[g] {
			return // a group orders its items once
		}
		if depth > maxGroups {
			r.warn("line %d: groups refer to each other deeper than %d; the rest was left out", g.Line, maxGroups)
			return
		}
		done[g] = true
		for _, c := range g.Elements() {
			switch c.Name {
			case "groupRef":
				walk(byID[c.Attr("idref")], depth+1)
			case "itemRef":
				r.itemRef(c, groupName(g))
			}
		}
	}
	root := byID[set.Attr("root")]
	if root == nil && len(list) > 0 {
		r.warn("line %d: the package names no root group that it has; all its groups were read in their order", set.Line)
		for _, g := range list {
			walk(g, 1)
		}
		return
	}
	walk(root, 1)
}

func groupName(g *wire.Node) string {
	if s := role(g); s != "" {
		return s
	}
	return wire.Text(g.Attr("id"))
}

func (r reader) itemRef(n *wire.Node, group string) {
	a := r.reference(n)
	a.Name, a.Rel = group, local(either(n, "rel", "reluri"))
	if a.GUID == "" && len(a.Renditions) == 0 {
		r.warn("line %d: <itemRef> points at nothing", n.Line)
		return
	}
	r.it.Associations = append(r.it.Associations, a)
}
