package quotefeed

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// record is one line of a CSV file.
type record struct {
	line   int
	fields []string
	err    error
}

// csvRecords reads a CSV file line by line, so that a quotation mark left open
// costs one line and not the rest of the file. Empty lines are passed over.
func csvRecords(text string, comma rune, most int) (out []record, more bool) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if len(out) == most {
			return out, true
		}
		if len(line) > maxLine {
			out = append(out, record{line: n, err: errLine})
			continue
		}
		r := csv.NewReader(strings.NewReader(line))
		r.Comma = comma
		r.TrimLeadingSpace = comma != '\t'
		fields, err := r.Read()
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			err = fmt.Errorf("field %d: %v", len(fields)+1, parse.Err)
		}
		out = append(out, record{n, fields, err})
	}
	return out, false
}

var errLine = fmt.Errorf("it is longer than %d bytes", maxLine)

// readCSV reads the house's CSV.
func readCSV(b *batch, text string, d Dialect) error {
	body, declared, err := d.declared(text)
	if err != nil {
		return err
	}
	d = declared.separated(body)
	records, more := csvRecords(body, d.Comma, MaxRows+1)
	if len(records) == 0 || records[0].err != nil {
		return fmt.Errorf("the first line of the CSV is no header; write symbol,mic,last,prev_close,currency,as_of: %w", news.ErrInvalid)
	}
	offset := strings.Count(text, "\n") - strings.Count(body, "\n")
	columns, have := headerOf(records[0].fields)
	if !have["symbol"] || !have["last"] {
		return fmt.Errorf("the CSV has no columns symbol and last; it begins %q: %w", cut(strings.Join(records[0].fields, ",")), news.ErrInvalid)
	}
	records = records[1:]
	d = d.decided(numbersOf(columns, records))
	for _, rec := range records {
		place := fmt.Sprintf("line %d", rec.line+offset)
		r, err := csvReading(columns, rec, d)
		if err != nil {
			b.problem(place, err)
			continue
		}
		b.add(place, r)
	}
	if more {
		b.full(MaxRows, "the end of the file")
	}
	return nil
}

func headerOf(fields []string) (columns []string, have map[string]bool) {
	have = map[string]bool{}
	for _, f := range fields {
		name := houseName(f)
		if have[name] {
			name = "" // of two columns of one name the first counts
		}
		columns = append(columns, name)
		have[name] = true
	}
	return columns, have
}

// isNumber reports whether a column holds numbers of the market.
func isNumber(column string) bool { return column == "last" || column == "prevclose" }

// numbersOf returns the texts of all numbers of the market in a file.
func numbersOf(columns []string, records []record) []string {
	var out []string
	for _, rec := range records {
		for i, f := range rec.fields {
			if i < len(columns) && isNumber(columns[i]) && !missing(f) {
				out = append(out, f)
			}
		}
	}
	return out
}

func csvReading(columns []string, rec record, d Dialect) (reading, error) {
	if rec.err != nil {
		return reading{}, invalid("the line cannot be read: %v; write quotation marks in pairs and no line breaks within a field", rec.err)
	}
	if len(rec.fields) != len(columns) {
		return reading{}, invalid("has %d fields and the header has %d; quote a field that holds the separator", len(rec.fields), len(columns))
	}
	values := row{}
	for i, v := range rec.fields {
		if columns[i] == "" {
			continue
		}
		if isNumber(columns[i]) && !missing(v) {
			plain, err := d.number(v)
			if err != nil {
				return reading{}, invalid("%s: %v", spelling(columns[i]), err)
			}
			v = plain
		}
		values[columns[i]] = v
	}
	return values.reading(d.Zone)
}

// spelling returns a column of numbers as the house writes it.
func spelling(column string) string {
	if column == "prevclose" {
		return "prev_close"
	}
	return column
}

// table reads a provider's CSV: each record's values by the names of the
// header, as the provider spells them. Lines that are no CSV are passed over.
func table(text string, comma rune) (header []string, rows []map[string]string, err error) {
	records, more := csvRecords(strings.TrimPrefix(text, "\ufeff"), comma, maxLines)
	if more {
		return nil, nil, refusal("the file has more than %d lines", maxLines)
	}
	for i, rec := range records {
		if rec.err != nil {
			continue
		}
		if i == 0 {
			for _, f := range rec.fields {
				header = append(header, strings.TrimSpace(f))
			}
			continue
		}
		values := make(map[string]string, len(header))
		for j, f := range rec.fields {
			if j < len(header) {
				values[header[j]] = strings.TrimSpace(f)
			}
		}
		rows = append(rows, values)
	}
	return header, rows, nil
}

// zoneNamed loads an IANA time zone.
func zoneNamed(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, invalid("zone %q is not an IANA name such as Europe/Berlin", cut(name))
	}
	return zone, nil
}
