package quotefeed

import (
	"strings"

	"broadsheet/internal/market"
)

// readMassive reads the snapshots, last trades, bars and stream of Massive,
// which was called Polygon. An error about one symbol comes in an answer of
// status 200.
func readMassive(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if top.isList() {
		return b.massiveStream(top)
	}
	message := top.get("error", "message").text()
	switch status := strings.ToUpper(top.get("status").text()); status {
	case "", "OK", "DELAYED", "SUCCESS":
		if !top.get("error").isNull() {
			return refusal("%s", message)
		}
	case "NOT_FOUND", "NOTFOUND":
		b.add("the quote", reading{only: true})
		return nil
	default:
		return refusal("%s %s", status, message)
	}
	return b.massiveAnswer(top)
}

func (b *batch) massiveAnswer(top node) error {
	results := top.get("results")
	list := results.list()
	switch {
	case top.get("ticker").isObject():
		b.massiveSnapshot(top.get("ticker"), true)
	case top.get("tickers").isList():
		for _, n := range top.get("tickers").list() {
			b.massiveSnapshot(n, false)
		}
	case top.get("last").isObject():
		last := top.get("last")
		b.add("the last trade", reading{symbol: top.get("symbol").text(), last: last.get("price").text(), asOf: last.get("timestamp").time(), only: true})
	case results.isObject():
		b.add("the last trade", reading{symbol: results.get("T").text(), last: results.get("p").text(), asOf: results.get("t").time(), only: true})
	case len(list) > 0 && list[0].get("ticker").isNull():
		return b.massiveBars(top.get("ticker").text(), list)
	case results.isList():
		return b.massiveUniversal(list)
	case top.get("resultsCount").text() == "0":
		b.add("the quote", reading{symbol: top.get("ticker").text(), only: true})
	default:
		return refusal("the answer has no ticker and no results")
	}
	return nil
}

// massiveSnapshot takes a snapshot of the second version. Before the first
// trade of a day its numbers are zeros.
func (b *batch) massiveSnapshot(n node, only bool) {
	r := reading{symbol: n.get("ticker").text(), only: only, base: n.get("prevDay").get("c").text(), claimed: n.get("todaysChangePerc").text()}
	r.last, r.asOf = n.get("lastTrade").get("p").text(), n.get("lastTrade").get("t").time()
	if isZero(r.last) {
		r.last = n.get("day").get("c").text()
	}
	if isZero(r.last) {
		r.last = ""
	}
	if r.asOf.IsZero() {
		r.asOf = n.get("updated").time()
	}
	b.add("ticker "+cut(r.symbol), r)
}

// massiveUniversal takes snapshots of the third version: indices and others.
func (b *batch) massiveUniversal(list []node) error {
	for _, n := range list {
		symbol, only := n.get("ticker").text(), len(list) == 1
		if e := n.get("error").text(); e != "" {
			if !strings.Contains(strings.ToUpper(strings.ReplaceAll(e, "_", " ")), "NOT FOUND") {
				return refusal("%s: %s %s", symbol, e, n.get("message").text())
			}
			b.add("ticker "+cut(symbol), reading{symbol: symbol, only: only})
			continue
		}
		session, trade := n.get("session"), n.get("last_trade")
		r := reading{symbol: symbol, name: n.get("name").text(), base: session.get("previous_close").text(), claimed: session.get("change_percent").text(), only: only}
		for _, last := range []node{n.get("value"), trade.get("price"), session.get("price"), session.get("close")} {
			if r.last == "" {
				r.last = last.text()
			}
		}
		r.asOf = trade.get("sip_timestamp", "last_updated").time()
		if r.asOf.IsZero() {
			r.asOf = n.get("last_updated").time()
		}
		if n.get("market_status").text() == "closed" {
			r.status = market.Shut
		}
		if n.get("timeframe").text() == "DELAYED" {
			r.delay = delayByRule
		}
		b.add("ticker "+cut(symbol), r)
	}
	if len(list) == 0 {
		b.add("the quote", reading{only: true})
	}
	return nil
}

// delayByRule is the delay, in minutes, that venues and their vendors mean by
// "delayed".
const delayByRule = "15"

// massiveBars takes daily bars, oldest first: the last is the price, the one
// before it the base.
func (b *batch) massiveBars(symbol string, list []node) error {
	bar := list[len(list)-1]
	if bar.get("c").isNull() {
		return refusal("a bar has no close")
	}
	r := reading{symbol: symbol, last: bar.get("c").text(), asOf: bar.get("t").time(), only: true}
	if len(list) > 1 {
		r.base = list[len(list)-2].get("c").text()
	}
	b.add("the bars", r)
	return nil
}

// massiveStream takes the trades and minute bars of a stream's message.
func (b *batch) massiveStream(top node) error {
	for _, n := range top.list() {
		if n.get("ev").isNull() {
			return refusal("an event does not say what it is")
		}
		r := reading{symbol: n.get("sym", "pair", "T").text()}
		switch n.get("ev").text() {
		case "T", "XT":
			r.last, r.asOf = n.get("p").text(), n.get("t").time()
		case "A", "AM", "XA", "XAS":
			r.last, r.asOf = n.get("c").text(), n.get("e").time()
		case "V":
			r.last, r.asOf = n.get("val").text(), n.get("t").time()
		default:
			continue
		}
		b.add("event of "+cut(r.symbol), r)
	}
	b.keepNewest()
	return nil
}
