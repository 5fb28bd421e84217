package quotefeed

// readTiingo reads the lists of its IEX, crypto and currency addresses. Without
// an entitlement last is null and tngoLast has the price.
func readTiingo(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if !top.isList() {
		return refusal("%s", top.get("detail", "message", "error").text())
	}
	list := top.list()
	for _, n := range list {
		if n.get("ticker").isNull() {
			return refusal("an entry has no ticker")
		}
		r := reading{symbol: n.get("ticker").text(), base: n.get("prevClose").text(), only: len(list) == 1}
		for _, part := range []node{n, lastOf(n.get("topOfBookData")), lastOf(n.get("priceData"))} {
			if r.last == "" {
				r.last = part.get("last", "tngoLast", "lastPrice", "close", "midPrice").text()
			}
			if r.asOf.IsZero() {
				r.asOf = part.get("timestamp", "lastSaleTimestamp", "quoteTimestamp", "date").time()
			}
		}
		b.add("ticker "+cut(r.symbol), r)
	}
	if len(list) == 0 {
		b.add("the quote", reading{only: true})
	}
	return nil
}

func lastOf(n node) node {
	if list := n.list(); len(list) > 0 {
		return list[len(list)-1]
	}
	return node{}
}
