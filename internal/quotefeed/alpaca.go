package quotefeed

import "broadsheet/internal/market"

// readAlpaca reads snapshots by symbol and the messages of the stream. A symbol
// that is not known is null.
func readAlpaca(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if top.isList() {
		return b.alpacaStream(top)
	}
	if message := top.get("message"); !message.isNull() && !message.isObject() {
		return refusal("%s", message.text())
	}
	if n := top.get("snapshots"); n.isObject() {
		top = n
	}
	if !top.get("latestTrade").isNull() || !top.get("prevDailyBar").isNull() {
		b.alpacaSnapshot(top.get("symbol").text(), top, true)
		return nil
	}
	if !top.isObject() {
		return refusal("the answer is no object of symbols")
	}
	for _, symbol := range top.keys() {
		n := top.get(symbol)
		if !n.isNull() && !n.isObject() {
			return refusal("the answer has %s where a snapshot should be", symbol)
		}
		b.alpacaSnapshot(symbol, n, len(top.keys()) == 1)
	}
	return nil
}

func (b *batch) alpacaSnapshot(symbol string, n node, only bool) {
	trade := n.get("latestTrade")
	r := reading{symbol: symbol, last: trade.get("p").text(), asOf: trade.get("t").time(), base: n.get("prevDailyBar").get("c").text(), only: only}
	if r.last == "" {
		r.last, r.asOf = n.get("dailyBar").get("c").text(), n.get("dailyBar").get("t").time()
	}
	b.add("symbol "+cut(symbol), r)
}

func (b *batch) alpacaStream(top node) error {
	for _, n := range top.list() {
		r := reading{symbol: n.get("S").text(), asOf: n.get("t").time()}
		switch n.get("T").text() {
		case "":
			return refusal("a message does not say what it is")
		case "error":
			return refusal("%s %s", n.get("code").text(), n.get("msg").text())
		case "t":
			r.last = n.get("p").text()
		case "s":
			r.status = alpacaStatus(n.get("sc").text())
		default:
			continue
		}
		b.add("message about "+cut(r.symbol), r)
	}
	return nil
}

// alpacaStatus reads the status codes of both American tapes.
func alpacaStatus(code string) market.Status {
	switch code {
	case "2", "H", "P", "M":
		return market.Halted
	case "3", "5", "T", "Q":
		return market.Trading
	}
	return ""
}
