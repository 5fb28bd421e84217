package quotefeed

import (
	"slices"
	"strings"
)

// readEuronext reads the files of trades of Euronext's venues: a notice, then
// CSV. A trade whose MissingPrice says why has no price yet.
func readEuronext(b *batch, raw []byte) error {
	text := string(raw)
	if first, rest, _ := strings.Cut(text, "\n"); !strings.Contains(first, "MifidInstrumentID") {
		text = rest
	}
	header, rows, err := table(text, ',')
	if err != nil {
		return err
	}
	for _, name := range []string{"MifidInstrumentID", "MifidPrice", "MifidCurrency", "Venue", "TradingDateTime"} {
		if !slices.Contains(header, name) {
			return refusal("the file has no column %s", name)
		}
	}
	var executions []execution
	for _, row := range rows {
		at, _, err := moment("TradingDateTime", row["TradingDateTime"], nil)
		if err != nil {
			b.problem("trade "+cut(row["TradeUniqueIdentifier"]), err)
			continue
		}
		executions = append(executions, execution{
			id: row["TradeUniqueIdentifier"], isin: row["MifidInstrumentID"], mic: row["Venue"], unit: row["MifidCurrency"], price: row["MifidPrice"], at: at,
			cancel: flagged(row["MifidFlags"], "CANC"), noPrice: missing(row["MifidPrice"]) || row["MissingPrice"] != "",
		})
	}
	b.addExecutions(executions)
	return nil
}
