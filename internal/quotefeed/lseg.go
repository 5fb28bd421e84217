package quotefeed

import "slices"

// readLSEG reads the per-minute files of London's trades: semicolons, and the
// price in the row's own unit, pounds or pence.
func readLSEG(b *batch, raw []byte) error {
	header, rows := table(string(raw), ';')
	for _, name := range []string{"instrumentIdentificationCode", "mifidPrice", "priceCurrency", "tradingDateAndTime"} {
		if !slices.Contains(header, name) {
			return refusal("the file has no column %s", name)
		}
	}
	var prints []print
	for _, row := range rows {
		at, _, err := moment("tradingDateAndTime", row["tradingDateAndTime"], nil)
		if err != nil {
			b.problem("trade "+cut(row["transactionIdentificationCode"]), err)
			continue
		}
		prints = append(prints, print{
			id: row["transactionIdentificationCode"], isin: row["instrumentIdentificationCode"], mic: row["venueOfExecution"],
			unit: row["priceCurrency"], price: row["mifidPrice"], at: at,
			cancel: flagged(row["mifidFlags"], "CANC"), noPrice: missing(row["mifidPrice"]) || flagged(row["priceNotation"], "PNDG", "NOAP"),
		})
	}
	b.addPrints(prints)
	return nil
}
