package quotefeed

// readFinnhub reads GET /quote, which names neither symbol nor unit and answers
// zeros for a symbol it does not know, and the messages of its stream.
func readFinnhub(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if e := top.get("error"); !e.isNull() {
		return refusal("%s", e.text())
	}
	switch kind := top.get("type").text(); {
	case kind == "trade":
		for _, n := range top.get("data").list() {
			b.add("trade of "+cut(n.get("s").text()), reading{symbol: n.get("s").text(), last: n.get("p").text(), asOf: n.get("t").time()})
		}
		b.keepNewest()
		return nil
	case kind == "error":
		return refusal("%s", top.get("msg").text())
	case kind != "":
		return nil
	case top.get("c").isNull() && top.get("pc").isNull():
		return refusal("the answer has no c and no pc")
	}
	r := reading{last: top.get("c").text(), base: top.get("pc").text(), claimed: top.get("dp").text(), asOf: top.get("t").time(), only: true}
	if isZero(r.last) && isZero(r.base) {
		r = reading{only: true}
	}
	b.add("the quote", r)
	return nil
}

func isZero(s string) bool { return s == "0" || s == "0.0" || missing(s) }

// keepNewest leaves the newest item of each instrument, of equal ones the last.
func (b *batch) keepNewest() {
	at := map[string]int{}
	kept := b.items[:0]
	for _, item := range b.items {
		i, seen := at[item.Quote.Instrument]
		if !seen {
			at[item.Quote.Instrument] = len(kept)
			kept = append(kept, item)
		} else if !item.Quote.AsOf.Before(kept[i].Quote.AsOf) {
			kept[i] = item
		}
	}
	b.items = kept
}
