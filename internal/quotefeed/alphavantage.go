package quotefeed

import "strings"

// readAlphaVantage reads GLOBAL_QUOTE, which has a date but no time and no
// unit. A limit comes as a note with status 200, an unknown symbol as an empty
// object.
func readAlphaVantage(b *batch, raw []byte) error {
	top, err := providerTree(raw)
	if err != nil {
		return err
	}
	if note := top.get("Information", "Note", "Error Message"); !note.isNull() {
		return refusal("%s", note.text())
	}
	var quote node
	for _, key := range top.keys() {
		if strings.HasPrefix(key, "Global Quote") { // the delayed one says so in its name
			quote = top.get(key)
		}
	}
	if !quote.isObject() {
		return refusal("the answer has no Global Quote")
	}
	if len(quote.keys()) == 0 {
		b.add("the quote", reading{only: true})
		return nil
	}
	// The numbers before the names are not to be relied on.
	values := map[string]string{}
	for _, key := range quote.keys() {
		_, name, _ := strings.Cut(key, ". ")
		values[name] = quote.get(key).text()
	}
	if values["symbol"] == "" || values["price"] == "" {
		return refusal("the Global Quote has no symbol or no price")
	}
	at, dateOnly, err := moment("latest trading day", values["latest trading day"], nil)
	if err != nil {
		return refusal("%s", plain(err))
	}
	b.add("the quote", reading{symbol: values["symbol"], last: values["price"], base: values["previous close"],
		claimed: strings.TrimSuffix(values["change percent"], "%"), asOf: at, dateOnly: dateOnly, only: true})
	return nil
}
