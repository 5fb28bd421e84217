package quotefeed

import (
	"strings"
	"time"

	"broadsheet/internal/market"
)

// The FIX tags that are read (FIX 4.4, market data and security status).
const (
	fixType, fixText, fixSending   = "35", "58", "52"
	fixSymbol, fixSecurity         = "55", "48"
	fixCurrency, fixExchange       = "15", "207"
	fixAction, fixEntry, fixPrice  = "279", "269", "270"
	fixDate, fixTime, fixTrading   = "272", "273", "326"
	fixTransact                    = "60"
	fixTrade, fixIndex, fixClose   = "2", "3", "5"
	fixDeleted                     = "2"
	fixSnapshot, fixIncrement      = "W", "X"
	fixStatus, fixRefused, fixDown = "f", "Y", "5"
)

// fixField is one tag and its value.
type fixField struct{ tag, value string }

// readFIX reads messages of tag=value, with their separator or the bars that
// logs have for it: snapshots, increments and the status of trading. Others are
// passed over.
func readFIX(b *batch, raw []byte) error {
	text := strings.NewReplacer("^A", "\x01", "<SOH>", "\x01", "␁", "\x01", "|", "\x01", "\r\n", "\x01", "\n", "\x01").Replace(string(raw))
	var message []fixField
	found := false
	for part := range strings.SplitSeq(text, "\x01") {
		tag, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			continue
		}
		if tag == "8" && len(message) > 0 {
			if err := b.fixMessage(message); err != nil {
				return err
			}
			message = nil
		}
		found = found || tag == "8" && strings.HasPrefix(value, "FIX")
		message = append(message, fixField{tag, value})
	}
	if !found {
		return refusal("the bytes are no FIX message")
	}
	return b.fixMessage(message)
}

func (b *batch) fixMessage(fields []fixField) error {
	head := map[string]string{}
	for _, f := range fields {
		if f.tag == fixAction || f.tag == fixEntry {
			break
		}
		head[f.tag] = f.value
	}
	switch head[fixType] {
	case fixRefused, fixDown, "3", "j":
		return refusal("%s", valueOf(fields, fixText))
	case fixStatus:
		b.add("status of "+cut(head[fixSymbol]), fixReading(head, head, fixStatusOf(head[fixTrading])))
	case fixSnapshot, fixIncrement:
		b.fixEntries(head, fields)
	}
	return nil
}

func valueOf(fields []fixField, tag string) string {
	for _, f := range fields {
		if f.tag == tag {
			return f.value
		}
	}
	return ""
}

// fixEntries takes the trades and closes of a message, which in an increment
// may be of many symbols.
func (b *batch) fixEntries(head map[string]string, fields []fixField) {
	first := fixEntry
	if head[fixType] == fixIncrement {
		first = fixAction
	}
	var entries []map[string]string
	for _, f := range fields {
		if f.tag == first {
			entries = append(entries, map[string]string{})
		}
		if len(entries) > 0 {
			entries[len(entries)-1][f.tag] = f.value
		}
	}
	var symbols []string
	quotes := map[string]reading{}
	for _, e := range entries {
		if e[fixAction] == fixDeleted {
			continue
		}
		symbol := e[fixSymbol]
		r, seen := quotes[symbol]
		if !seen {
			r = fixReading(head, e, "")
			r.asOf = time.Time{}
			symbols = append(symbols, symbol)
		}
		switch e[fixEntry] {
		case fixTrade, fixIndex:
			if at := fixReading(head, e, "").asOf; !at.Before(r.asOf) {
				r.last, r.asOf = e[fixPrice], at
			}
		case fixClose:
			r.base = e[fixPrice]
		}
		quotes[symbol] = r
	}
	for _, s := range symbols {
		b.add("entries of "+cut(quotes[s].symbol), quotes[s])
	}
}

// fixReading returns what an entry and the head of its message say of the
// instrument and the time.
func fixReading(head, entry map[string]string, status market.Status) reading {
	either := func(tag string) string {
		if v := entry[tag]; v != "" {
			return v
		}
		return head[tag]
	}
	r := reading{symbol: either(fixSymbol), mic: either(fixExchange), unit: either(fixCurrency), status: status}
	if len(r.mic) != 4 {
		r.mic = "" // a vendor's own code, or a Reuters one
	}
	if s := either(fixSecurity); len(s) == 12 {
		r.isin = s
	}
	stamp := either(fixTransact)
	if stamp == "" {
		stamp = head[fixSending]
	}
	if entry[fixTime] != "" {
		day := entry[fixDate]
		if day == "" {
			day, _, _ = strings.Cut(stamp, "-")
		}
		stamp = day + "-" + entry[fixTime]
	}
	if t, err := time.Parse("20060102-15:04:05", stamp); err == nil { // takes fractions too
		r.asOf = t
	}
	return r
}

func fixStatusOf(code string) market.Status {
	switch code {
	case "2":
		return market.Halted
	case "18":
		return market.Shut
	case "3", "17":
		return market.Trading
	}
	return ""
}
