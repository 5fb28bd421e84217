package quotefeed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
)

// readECB reads the euro's reference rates: the bank's daily and historical XML,
// or the CSV of its data portal. One euro is so much of each currency.
func readECB(b *batch, raw []byte) error {
	rates := map[string][]fixing{}
	var err error
	if bytes.HasPrefix(raw, []byte("<")) {
		err = ecbXML(raw, rates)
	} else {
		err = ecbCSV(string(raw), rates)
	}
	if err != nil {
		return err
	}
	currencies := make([]string, 0, len(rates))
	for c := range rates {
		currencies = append(currencies, c)
	}
	slices.Sort(currencies)
	for _, c := range currencies {
		b.addFixings(reading{symbol: "EUR/" + c, class: "fx"}, rates[c])
	}
	return nil
}

// ecbXML reads nested Cube elements: one a day, in it one a currency.
func ecbXML(raw []byte, rates map[string][]fixing) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	day, found := "", false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return refusal("the XML cannot be read: %v", err)
		}
		element, ok := token.(xml.StartElement)
		if !ok || element.Name.Local != "Cube" {
			continue
		}
		at := map[string]string{}
		for _, a := range element.Attr {
			at[a.Name.Local] = a.Value
		}
		if t := at["time"]; t != "" {
			day = t
		}
		if c := at["currency"]; c != "" && day != "" {
			rates[c] = append(rates[c], fixing{day, at["rate"]})
			found = true
		}
	}
	if !found {
		return refusal("the XML has no Cube with a currency and a day")
	}
	return nil
}

func ecbCSV(text string, rates map[string][]fixing) error {
	header, rows, err := table(text, ',')
	if err != nil {
		return err
	}
	for _, name := range []string{"CURRENCY", "TIME_PERIOD", "OBS_VALUE"} {
		if !slices.Contains(header, name) {
			return refusal("the CSV has no column %s", name)
		}
	}
	for _, row := range rows {
		if frequency := row["FREQ"]; frequency != "" && frequency != "D" {
			continue
		}
		rates[row["CURRENCY"]] = append(rates[row["CURRENCY"]], fixing{row["TIME_PERIOD"], row["OBS_VALUE"]})
	}
	return nil
}
