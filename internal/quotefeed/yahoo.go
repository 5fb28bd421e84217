package quotefeed

import "broadsheet/internal/market"

// readYahoo reads the quote and the chart shapes that many house systems still
// hand on. Its currency says pence as GBp, which is not GBP.
func readYahoo(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	for _, part := range []string{"quoteResponse", "chart", "finance", "quoteSummary"} {
		answer := top.get(part)
		if !answer.isObject() {
			continue
		}
		if e := answer.get("error"); !e.isNull() {
			if e.get("code").text() != "Not Found" {
				return refusal("%s %s", e.get("code").text(), e.get("description").text())
			}
			b.add("the quote", reading{only: true})
			return nil
		}
		list := answer.get("result").list()
		for _, n := range list {
			if meta := n.get("meta"); meta.isObject() {
				n = meta
			}
			if price := n.get("price"); price.isObject() {
				n = price
			}
			b.addYahoo(n, len(list) == 1)
		}
		if len(list) == 0 {
			b.add("the quote", reading{only: true})
		}
		return nil
	}
	return refusal("the answer has no quoteResponse and no chart")
}

func (b *batch) addYahoo(n node, only bool) {
	// Some addresses wrap each number: {"raw": 1.5, "fmt": "1.50"}.
	value := func(names ...string) node {
		v := n.get(names...)
		if v.isObject() {
			return v.get("raw")
		}
		return v
	}
	r := reading{symbol: n.get("symbol").text(), name: n.get("longName", "shortName").text(), unit: n.get("currency").text(),
		last: value("regularMarketPrice").text(), base: value("regularMarketPreviousClose", "previousClose", "chartPreviousClose").text(),
		claimed: value("regularMarketChangePercent").text(), asOf: value("regularMarketTime").time(), delay: value("exchangeDataDelayedBy").text(), only: only}
	switch n.get("marketState").text() {
	case "CLOSED", "PRE", "PREPRE", "POST", "POSTPOST":
		r.status = market.Shut
	}
	b.add("symbol "+cut(r.symbol), r)
}
