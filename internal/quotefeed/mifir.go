package quotefeed

import (
	"slices"
	"strings"
	"time"

	"broadsheet/internal/market"
)

// execution is one line of a European venue's delayed file of trades.
type execution struct {
	id, isin, mic, unit, price string
	at                         time.Time
	cancel                     bool // takes the trade of that id back
	noPrice                    bool // the price comes later
}

// addExecutions takes the newest trade of each instrument asked for, without those
// that are cancelled; without a wish, of each security, venue and unit. A file
// that speaks of an instrument and brings no new price gives an item without
// one.
func (b *batch) addExecutions(executions []execution) {
	for _, in := range b.ctx.Asked {
		wanted := in
		if len(b.ctx.Asked) == 1 && in.ISIN == "" && len(executions) > 0 && sameSecurity(executions) {
			wanted.ISIN = executions[0].isin // one question, and a file of one answer
		}
		var of []execution
		for _, p := range executions {
			if p.about(wanted) {
				of = append(of, p)
			}
		}
		b.addTrades(in, of)
	}
	if len(b.ctx.Asked) > 0 {
		return
	}
	type key struct{ isin, mic, unit string }
	var keys []key
	listings := map[key][]execution{}
	for _, p := range executions {
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

func sameSecurity(executions []execution) bool {
	return !slices.ContainsFunc(executions, func(p execution) bool { return p.isin != executions[0].isin })
}

// about reports whether a trade is of an instrument: the security, the venue,
// and the same money. One ISIN may have a line in dollars and one in pence.
func (p execution) about(in market.Instrument) bool {
	if !in.Answers(p.isin) || operating(p.mic) != operating(in.MIC) {
		return false
	}
	_, err := market.Quote{Unit: p.unit}.In(in.Unit)
	return err == nil
}

func (b *batch) addTrades(in market.Instrument, executions []execution) {
	if len(executions) == 0 {
		return
	}
	if err := in.Check(); err != nil {
		b.problem("trade "+cut(executions[0].id), err)
		return
	}
	book, changed := newBook(b.earlierTrades(in)), false
	for _, p := range executions {
		if p.noPrice {
			continue
		}
		if p.cancel {
			changed = book.remove(p.id) || changed
			continue
		}
		item, err := reading{last: p.price, unit: p.unit, asOf: p.at}.item(in)
		if err == nil && !b.ctx.Now.IsZero() {
			err = b.notAhead(item.Quote)
		}
		if err != nil {
			b.problem("trade "+cut(p.id), err)
			continue
		}
		book.put(Trade{ID: p.id, Price: *item.Quote.Last, At: item.Quote.AsOf})
		changed = true
	}
	q := market.Quote{Instrument: in.ID(), Unit: in.Unit, DelayMin: mifirDelay}
	if last, ok := book.newest(); ok && changed {
		q.Last, q.AsOf = &last.Price, last.At
	}
	b.items = append(b.items, Item{Instrument: in, Quote: q, DelayKnown: true})
}

// mifirDelay is after how many minutes venues must give their trades away.
const mifirDelay = 15

// book is the trades of one instrument, of which any may be taken back.
type book struct {
	trades []Trade
	at     map[string]int // where in trades each id is
}

func newBook(earlier []Trade) *book {
	k := &book{at: map[string]int{}}
	for _, t := range earlier {
		k.put(t)
	}
	return k
}

// put adds a trade; one of the same id is replaced.
func (k *book) put(t Trade) {
	k.remove(t.ID)
	if t.ID != "" {
		k.at[t.ID] = len(k.trades)
	}
	k.trades = append(k.trades, t)
}

// remove takes a trade back, and reports whether it was there.
func (k *book) remove(id string) bool {
	i, ok := k.at[id]
	if ok {
		delete(k.at, id)
		k.trades[i].gone = true
	}
	return ok
}

// newest returns the trade with the latest time, of equal times the last. Those
// without a time are older than those with one.
func (k *book) newest() (newest Trade, ok bool) {
	for _, t := range k.trades {
		if !t.gone && (!ok || !t.At.Before(newest.At)) {
			newest, ok = t, true
		}
	}
	return newest, ok
}

// earlierTrades are those of the context, which are of the one instrument asked
// for.
func (b *batch) earlierTrades(in market.Instrument) []Trade {
	if len(b.ctx.Asked) != 1 || b.ctx.Asked[0].ID() != in.ID() {
		return nil
	}
	return b.ctx.Trades
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
