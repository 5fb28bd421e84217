package quotefeed

// readEODHD reads real-time quotes, one or a list. What is missing is "NA";
// refusals are plain text.
func readEODHD(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	list := top.list()
	if top.isObject() {
		list = []node{top}
	}
	for _, n := range list {
		if n.get("code").isNull() || n.get("close").isNull() {
			return refusal("an entry has no code or no close: %s", n.get("message", "error").text())
		}
		b.add("code "+cut(n.get("code").text()), reading{symbol: n.get("code").text(), last: n.get("close").text(), base: n.get("previousClose").text(),
			claimed: n.get("change_p").text(), asOf: n.get("timestamp").time(), only: len(list) == 1})
	}
	if len(list) == 0 {
		return refusal("the answer has no quotes")
	}
	return nil
}
