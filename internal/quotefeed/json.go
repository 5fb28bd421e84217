package quotefeed

import (
	"fmt"

	"broadsheet/internal/news"
)

func readJSON(b *batch, raw []byte) error {
	top, err := parseTree(raw)
	if err != nil {
		return fmt.Errorf("the quotes are not JSON: %v: %w", err, news.ErrInvalid)
	}
	list := top.list()
	if top.isObject() {
		if list = top.get("quotes").list(); !top.get("quotes").isList() {
			list = []node{top} // one quote alone
		}
	}
	for i, n := range list {
		place := fmt.Sprintf("quote %d", i+1)
		if b.full(i, place) {
			break
		}
		if !n.isObject() {
			b.problem(place, invalid("is no object"))
			continue
		}
		r, err := jsonRow(n).reading(nil)
		if err != nil {
			b.problem(place, err)
			continue
		}
		b.add(place, r)
	}
	return nil
}

// jsonRow returns an object's plain values by the house's names. Of two
// spellings of one name the first in the alphabet counts.
func jsonRow(n node) row {
	out := row{}
	for _, key := range n.keys() {
		name := houseName(key)
		if _, twice := out[name]; !twice {
			out[name] = n.get(key).text()
		}
	}
	return out
}
