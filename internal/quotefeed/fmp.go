package quotefeed

// readFMP reads a list of quotes; an unknown symbol is an empty list. The older
// addresses spell the change changesPercentage.
func readFMP(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if !top.isList() {
		return refusal("%s", top.get("Error Message", "message", "error").text())
	}
	list := top.list()
	for _, n := range list {
		if n.get("symbol").isNull() {
			return refusal("an entry has no symbol")
		}
		b.add("symbol "+cut(n.get("symbol").text()), reading{symbol: n.get("symbol").text(), name: n.get("name").text(),
			last: n.get("price").text(), base: n.get("previousClose").text(), claimed: n.get("changePercentage", "changesPercentage").text(),
			asOf: n.get("timestamp").time(), only: len(list) == 1})
	}
	if len(list) == 0 {
		b.add("the quote", reading{only: true})
	}
	return nil
}
