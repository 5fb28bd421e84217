package quotefeed

import "strings"

// readDeutscheBoerse reads the per-minute files of trades of Xetra, Frankfurt
// and Tradegate: a JSON object a line, in the spelling of 2026 or of 2025. An
// empty file is valid while the market is closed.
func readDeutscheBoerse(b *batch, raw []byte) error {
	var executions []execution
	n, bad := 0, 0
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if n++; n > maxLines {
			return refusal("the file has more than %d lines", maxLines)
		}
		top, err := parseTree([]byte(line))
		if err != nil || !top.isObject() {
			bad++
			continue
		}
		p := execution{
			id: top.get("transactionIdentificationCode", "transIdCode").text(), isin: top.get("instrumentIdentificationCode", "isin").text(),
			mic: top.get("venueOfExecution", "executionVenueId").text(), unit: top.get("priceCurrency", "currency").text(),
			price: top.get("price", "lastTrade").text(), at: top.get("tradingDateAndTime", "lastTradeTime").time(),
			cancel: top.get("mmtModificationInd").text() == "C",
		}
		if p.isin == "" {
			bad++
			continue
		}
		p.noPrice = missing(p.price)
		executions = append(executions, p)
	}
	if n > 0 && bad == n {
		return refusal("no line of the file is a trade")
	}
	b.addExecutions(executions)
	return nil
}
