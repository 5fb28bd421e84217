package quotefeed

import (
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/market"
)

// reading is one quote in the feed's own words, before anything is believed.
type reading struct {
	symbol, mic, isin, name, unit, class string
	last, base, claimed                  string // numbers with a point
	adjusted                             market.Adjusted
	asOf, received                       time.Time
	dateOnly                             bool
	delay                                string // minutes
	status                               market.Status
	sample                               bool
	source                               string
	// only says that this is the one answer to the one question asked, however
	// the feed spells the symbol.
	only bool
}

// tolerance is how far a feed's clock may be ahead of ours.
const tolerance = 2 * time.Minute

// add checks a reading and takes it as an item, or notes the problem. What was
// not asked for is passed over.
func (b *batch) add(place string, r reading) {
	in, asked := b.instrument(r)
	if len(b.ctx.Asked) > 0 && !asked {
		return
	}
	item, err := r.item(in)
	if err == nil && !b.ctx.Now.IsZero() {
		err = b.notAhead(item.Quote)
	}
	if err != nil {
		b.problem(place, err)
		return
	}
	b.items = append(b.items, item)
}

// notAhead refuses a quote from the future. A date may be ahead by the time
// zones of the world.
func (b *batch) notAhead(q market.Quote) error {
	limit := b.ctx.Now.Add(tolerance)
	if q.DateOnly {
		limit = limit.Add(14 * time.Hour)
	}
	if q.AsOf.After(limit) {
		return invalid("as_of %s lies in the future; check the feed's clock", q.Stamp())
	}
	return nil
}

// instrument returns the instrument asked for that a reading is about, or the
// feed's own view of it.
func (b *batch) instrument(r reading) (in market.Instrument, asked bool) {
	for _, in := range b.ctx.Asked {
		if (r.mic == "" || operating(r.mic) == operating(in.MIC)) && (in.Answers(r.symbol) || in.Answers(r.isin)) {
			return in, true
		}
	}
	if len(b.ctx.Asked) == 1 && (r.only || r.symbol == "" && r.isin == "") {
		return b.ctx.Asked[0], true
	}
	return market.Instrument{Symbol: market.SpellSymbol(r.mic, r.symbol), MIC: r.mic, Name: r.name, Unit: r.unit, Class: market.Class(r.class), ISIN: r.isin}, false
}

// item makes a reading an item of an instrument. The error names the field and
// its value.
func (r reading) item(in market.Instrument) (Item, error) {
	if in.Symbol == "" {
		return Item{}, invalid("symbol is missing")
	}
	if in.Unit != "" {
		if code, ok := market.UnitCode(in.Unit); ok {
			in.Unit = code
		}
	}
	if err := in.Check(); err != nil {
		return Item{}, err
	}
	if in.MIC == "" && in.Kind() == market.Equity {
		return Item{}, invalid("mic of %s is missing; write its venue, for example XNYS", in.Symbol)
	}
	q := market.Quote{Instrument: in.ID(), Name: r.name, Class: in.Class, Unit: r.unit, BaseAdjusted: r.adjusted,
		AsOf: r.asOf.UTC(), DateOnly: r.dateOnly, Received: r.received, Status: r.status, Sample: r.sample, Source: r.source}
	if r.asOf.IsZero() {
		q.AsOf = time.Time{}
	}
	for _, n := range []struct {
		field, text string
		to          **market.Dec
	}{{"last", r.last, &q.Last}, {"prev_close", r.base, &q.Base}, {"change in percent", r.claimed, &q.Claimed}} {
		if missing(n.text) {
			continue
		}
		d, err := market.ParseDec(strings.TrimSpace(n.text))
		if err != nil {
			return Item{}, invalid("%s: %s", n.field, plain(err))
		}
		*n.to = &d
	}
	if err := r.check(&q); err != nil {
		return Item{}, err
	}
	q, err := q.In(in.Unit)
	return Item{Instrument: in, Quote: q, DelayKnown: !missing(r.delay)}, err
}

// longestDelay is a week, in minutes.
const longestDelay = 7 * 24 * 60

func (r reading) check(q *market.Quote) error {
	if len(r.source) > 100 || strings.ContainsFunc(r.source, isControl) {
		return invalid("source: write plain text of at most 100 bytes")
	}
	if missing(r.delay) {
		return nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(r.delay))
	if err != nil || n < 0 || n > longestDelay {
		return invalid("delay_min: %q is no number of minutes from 0 to %d", cut(r.delay), longestDelay)
	}
	q.DelayMin = n
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// cut shortens a value for a message.
func cut(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}

// missing reports whether a feed says, in one of the ways they have, that there
// is no value.
func missing(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "-", "–", "—", ".", "n/a", "na", "n/d", "#n/a", "nan", "null", "none", "nil",
		"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
		return true
	}
	return false
}

// operating returns the exchange that a segment of it belongs to.
func operating(mic string) string {
	switch mic {
	case "XETA", "XETB", "XETS", "XETU", "XEMA", "XEMI", "XEMB":
		return "XETR"
	case "FRAA", "FRAB", "FRAS", "FRAU":
		return "XFRA"
	case "XNGS", "XNMS", "XNCM":
		return "XNAS"
	}
	return mic
}
