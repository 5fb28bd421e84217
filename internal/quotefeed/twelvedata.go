package quotefeed

import "broadsheet/internal/market"

// readTwelveData reads GET /quote for one symbol or many, and the events of its
// stream. Its timestamp is the opening of a bar; last_quote_at is the time of
// the price.
func readTwelveData(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if e := top.get("event").text(); e != "" {
		if e == "price" {
			b.add("the event", reading{symbol: top.get("symbol").text(), mic: top.get("mic_code").text(), unit: top.get("currency").text(),
				last: top.get("price").text(), asOf: top.get("timestamp").time()})
		}
		return nil
	}
	if top.get("status").text() == "error" || !top.get("code").isNull() {
		return b.twelveDataError(top, "")
	}
	if !top.get("symbol").isNull() {
		b.addTwelveData(top, "", true)
		return nil
	}
	found := false
	for _, symbol := range top.keys() {
		n := top.get(symbol)
		if !n.isObject() {
			continue
		}
		found = true
		if n.get("status").text() == "error" {
			if err := b.twelveDataError(n, symbol); err != nil {
				return err
			}
			continue
		}
		b.addTwelveData(n, symbol, false)
	}
	if !found {
		return refusal("the answer has no symbol")
	}
	return nil
}

// twelveDataError is an answer without a price for a symbol that is not known,
// and an error for everything else.
func (b *batch) twelveDataError(n node, symbol string) error {
	if n.get("code").text() != "404" {
		return refusal("%s %s", n.get("code").text(), n.get("message").text())
	}
	if symbol != "" || len(b.ctx.Asked) == 1 {
		b.add("symbol "+symbol, reading{symbol: symbol, only: symbol == ""})
	}
	return nil
}

func (b *batch) addTwelveData(n node, symbol string, only bool) {
	r := reading{symbol: n.get("symbol").text(), mic: n.get("mic_code").text(), name: n.get("name").text(), unit: n.get("currency").text(),
		last: n.get("close", "price").text(), base: n.get("previous_close").text(), claimed: n.get("percent_change").text(),
		asOf: n.get("last_quote_at", "timestamp").time(), only: only}
	if r.symbol == "" {
		r.symbol = symbol
	}
	if n.get("is_market_open").text() == "false" {
		r.status = market.Shut
	}
	b.add("symbol "+cut(r.symbol), r)
}
