package quotefeed

import "strings"

// readCoinGecko reads /simple/price, by the id of a coin and the code of the
// money, and /coins/markets. It gives the change over 24 hours and no base.
func readCoinGecko(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if status := top.get("status"); !status.get("error_code").isNull() {
		return refusal("%s %s", status.get("error_code").text(), status.get("error_message").text())
	}
	if e := top.get("error"); !e.isNull() && !e.get("usd").isObject() {
		return refusal("%s", e.text())
	}
	if top.isList() {
		list := top.list()
		for _, n := range list {
			r := reading{symbol: n.get("id").text(), class: "crypto", last: n.get("current_price").text(),
				claimed: n.get("price_change_percentage_24h").text(), asOf: n.get("last_updated").time(), only: len(list) == 1}
			b.add("coin "+cut(r.symbol), r)
		}
		return nil
	}
	if !top.isObject() {
		return refusal("the answer is no object of coins")
	}
	coins := top.keys()
	if len(coins) == 0 {
		b.add("the quote", reading{only: true})
	}
	for _, coin := range coins {
		if !top.get(coin).isObject() {
			return refusal("the answer has %s where a coin should be", cut(coin))
		}
		b.addCoin(coin, top.get(coin), len(coins) == 1)
	}
	return nil
}

// addCoin takes the price in the unit of the instrument asked for, else in
// every money there is.
func (b *batch) addCoin(coin string, n node, only bool) {
	in, asked := b.instrument(reading{symbol: coin, only: only})
	for _, key := range n.keys() {
		if strings.Contains(key, "_") || asked && in.Unit != "" && !strings.EqualFold(key, in.Unit) {
			continue
		}
		b.add("coin "+cut(coin), reading{symbol: coin, class: "crypto", unit: strings.ToUpper(key), last: n.get(key).text(),
			claimed: n.get(key + "_24h_change").text(), asOf: n.get("last_updated_at").time(), only: only})
	}
}
