package quotefeed

import (
	"slices"
	"strings"
	"time"

	"broadsheet/internal/market"
)

// print is one line of a European venue's delayed file of trades.
type print struct {
	id, isin, mic, unit, price string
	at                         time.Time
	cancel                     bool // takes the trade of that id back
	noPrice                    bool // the price comes later
}

// addPrints takes the newest trade of each instrument asked for, without those
// that are cancelled; without a wish, of each security, venue and unit. A file
// that speaks of an instrument and brings no new price gives an item without
// one.
func (b *batch) addPrints(prints []print) {
	for _, in := range b.ctx.Asked {
		if len(b.ctx.Asked) == 1 && in.ISIN == "" && len(prints) > 0 && sameSecurity(prints) {
			in.ISIN = prints[0].isin // one question, and a file of one answer
		}
		b.addTrades(in, slices.DeleteFunc(slices.Clone(prints), func(p print) bool { return !p.about(in) }))
	}
	if len(b.ctx.Asked) > 0 {
		return
	}
	type key struct{ isin, mic, unit string }
	var keys []key
	listings := map[key][]print{}
	for _, p := range prints {
		k := key{p.isin, operating(p.mic), p.unit}
		if _, seen := listings[k]; !seen {
			keys = append(keys, k)
		}
		listings[k] = append(listings[k], p)
	}
	for _, k := range keys {
		b.addTrades(market.Instrument{Symbol: k.isin, MIC: k.mic, Unit: k.unit, ISIN: k.isin}, listings[k])
	}
}

func sameSecurity(prints []print) bool {
	return !slices.ContainsFunc(prints, func(p print) bool { return p.isin != prints[0].isin })
}

// about reports whether a trade is of an instrument: the security, the venue,
// and the same money. One ISIN may have a line in dollars and one in pence.
func (p print) about(in market.Instrument) bool {
	if !in.Answers(p.isin) || operating(p.mic) != operating(in.MIC) {
		return false
	}
	_, err := market.Quote{Unit: p.unit}.In(in.Unit)
	return err == nil
}

func (b *batch) addTrades(in market.Instrument, prints []print) {
	if len(prints) == 0 {
		return
	}
	trades, taken := b.earlierTrades(in), false
	for _, p := range prints {
		place := "trade " + cut(p.id)
		if p.noPrice {
			continue
		}
		if p.cancel {
			n := len(trades)
			trades = slices.DeleteFunc(trades, func(t Trade) bool { return t.ID == p.id })
			taken = taken || len(trades) < n
			continue
		}
		r := reading{symbol: in.Symbol, last: p.price, unit: p.unit, asOf: p.at, delay: delayByRule}
		item, err := r.item(in)
		if err == nil && !b.ctx.Now.IsZero() {
			err = b.notAhead(item.Quote)
		}
		if err != nil || item.Quote.Last == nil {
			if err != nil {
				b.problem(place, err)
			}
			continue
		}
		trades = append(slices.DeleteFunc(trades, func(t Trade) bool { return p.id != "" && t.ID == p.id }), Trade{p.id, *item.Quote.Last, p.at})
		taken = true
	}
	q := market.Quote{Instrument: in.ID(), DelayMin: 15, Unit: in.Unit}
	if last, ok := newestTrade(trades); ok && taken {
		q.Last, q.AsOf = &last.Price, last.At
		if !last.At.IsZero() {
			q.AsOf = last.At.UTC()
		}
	}
	b.items = append(b.items, Item{Instrument: in, Quote: q, DelayKnown: true})
}

// earlierTrades are those of the context, which are of the one instrument asked
// for.
func (b *batch) earlierTrades(in market.Instrument) []Trade {
	if len(b.ctx.Asked) != 1 || b.ctx.Asked[0].ID() != in.ID() {
		return nil
	}
	return slices.Clone(b.ctx.Trades)
}

// newestTrade returns the trade with the latest time, of equal times the last.
// Those without a time are older than those with one.
func newestTrade(trades []Trade) (newest Trade, ok bool) {
	for _, t := range trades {
		if !ok || !t.At.Before(newest.At) {
			newest, ok = t, true
		}
	}
	return newest, ok
}

// flagged reports whether a list of the flags of RTS 1 has one of some.
func flagged(flags string, some ...string) bool {
	for _, f := range strings.FieldsFunc(flags, func(r rune) bool { return r == ',' || r == ' ' || r == '|' }) {
		if slices.Contains(some, f) {
			return true
		}
	}
	return false
}
