package quotefeed

import "slices"

// readLSEG reads the per-minute files of London's trades: semicolons, and the
// price in the row's own unit, pounds or pence.
func readLSEG(b *batch, raw []byte) error {
	header, rows, err := table(string(raw), ';')
	if err != nil {
		return err
	}
	for _, name := range []string{"instrumentIdentificationCode", "mifidPrice", "priceCurrency", "tradingDateAndTime"} {
		if !slices.Contains(header, name) {
			return refusal("the file has no column %s", name)
		}
	}
	var executions []execution
	for _, row := range rows {
		at, _, err := moment("tradingDateAndTime", row["tradingDateAndTime"], nil)
		if err != nil {
			b.problem("trade "+cut(row["transactionIdentificationCode"]), err)
			continue
		}
		executions = append(executions, execution{
			id: row["transactionIdentificationCode"], isin: row["instrumentIdentificationCode"], mic: row["venueOfExecution"],
			unit: row["priceCurrency"], price: row["mifidPrice"], at: at,
			cancel: flagged(row["mifidFlags"], "CANC"), noPrice: missing(row["mifidPrice"]) || flagged(row["priceNotation"], "PNDG", "NOAP"),
		})
	}
	b.addExecutions(executions)
	return nil
}
