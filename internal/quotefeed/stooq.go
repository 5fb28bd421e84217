package quotefeed

import (
	"strings"
	"time"
)

// readStooq reads the CSV of the site's quotes, with or without its header. Its
// times are Warsaw's; N/D is no data. It has no base.
func readStooq(b *batch, raw []byte) error {
	text := string(raw)
	if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(strings.ToLower(first), "symbol,") {
		text = "Symbol,Date,Time,Open,High,Low,Close,Volume,Name\n" + text
	}
	header, rows, err := table(text, ',')
	if err != nil {
		return err
	}
	if len(rows) == 0 || len(header) < 7 || rows[0]["Close"] == "" {
		return refusal("the answer is not the CSV of quotes: %s", cut(string(raw)))
	}
	zone, err := zoneNamed("Europe/Warsaw")
	if err != nil {
		return err
	}
	for _, row := range rows {
		r := reading{symbol: row["Symbol"], last: row["Close"], base: row["Prev"], name: row["Name"], only: len(rows) == 1}
		if t, err := time.ParseInLocation(time.DateTime, row["Date"]+" "+row["Time"], zone); err == nil {
			r.asOf = t
		} else if t, err := time.Parse(time.DateOnly, row["Date"]); err == nil {
			r.asOf, r.dateOnly = t, true
		}
		b.add("symbol "+cut(r.symbol), r)
	}
	return nil
}
