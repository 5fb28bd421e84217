package market

import (
	"math/big"
	"time"
)

// State says where a quote stands at a moment.
type State string

// The states.
const (
	StateLive      State = "live"
	StateDelayed   State = "delayed"
	StateClosed    State = "closed"
	StateHalted    State = "halted"    // price and change stand
	StateSuspended State = "suspended" // the price stands, the change says nothing
	StateStale     State = "stale"     // the venue is open and the feed is silent
	StateSuspect   State = "suspect"   // the price jumped as it does when data is wrong
	StateNoData    State = "no_data"   // there is no price
	StateSample    State = "sample"    // invented, and said to be
	StateReference State = "reference" // a fixing or a daily value
)

// Context is what else bears on a quote.
type Context struct {
	Now time.Time
	// StaleAfter is how long a feed may be silent while its venue is open; 30
	// minutes if zero.
	StaleAfter time.Duration
	Splits     []Split   // of the instrument
	Closures   []Closure // days on which a venue does not keep its calendar
}

// Split is a change of the number of shares: each From become To.
type Split struct {
	Ex       string // the first day they trade so, at the venue, 2006-01-02
	From, To int64
}

// View is what may be shown of an instrument at a moment.
type View struct {
	// Instrument has its unit and class filled in.
	Instrument Instrument
	// Quote has its prices in the instrument's unit.
	Quote Quote
	State State
	// Change is in percent, of yields in basis points, with two digits; nil
	// where none may be shown.
	Change *Dec
	// BasisPoints says that Change is in basis points.
	BasisPoints bool
	// Direction is -1, 0 or 1 of Change as it is shown; 0 too where there is
	// none.
	Direction int
	// Mismatch says that the change the feed claims is further than 0.05
	// percentage points from the computed one, which is the one shown.
	Mismatch bool
}

// Evaluate says what may be shown of a quote. It depends on nothing but its
// arguments.
func Evaluate(in Instrument, q Quote, c Context) View {
	if in.Class == "" {
		in.Class = q.Class
	}
	if in.Name == "" {
		in.Name = q.Name
	}
	if in.Unit == "" && q.Unit != "" {
		in.Unit = q.Unit
	}
	in.Unit = in.unit()
	in.Class = in.Kind()
	v := View{Instrument: in}
	fitted, err := q.In(in.Unit)
	if err != nil {
		// The feed knows what money it quotes in; its price must never stand
		// before another's sign.
		v.Instrument.Unit, fitted = spelled(q.Unit), q
	}
	v.Quote = fitted
	if v.Quote.Last == nil {
		v.State = StateNoData
		return v
	}
	doubted := v.compare(c)
	v.State = v.stateAt(c)
	if doubted && v.State != StateSample && v.State != StateHalted && v.State != StateSuspended {
		v.State = StateSuspect
	}
	if doubted && v.State != StateSample || v.State == StateStale || v.State == StateSuspended {
		v.Change = nil
	}
	if v.Change != nil {
		v.Direction = v.Change.Sign()
	}
	return v
}

// compare fills what follows from last and base, and reports whether the jump
// between them is not to be believed.
func (v *View) compare(c Context) (doubted bool) {
	q := v.Quote
	v.BasisPoints = v.Instrument.Unit == unitPercent
	if q.Base == nil || q.Base.Sign() <= 0 && !v.BasisPoints {
		if q.Base == nil && q.Claimed != nil {
			v.Change = claimed(*q.Claimed)
		}
		return false
	}
	if v.BasisPoints {
		x, y := align(*q.Last, *q.Base)
		scale := bigPow10(int(max(q.Last.scale, q.Base.scale)))
		if d, ok := quotient(x.Sub(x, y).Mul(x, big.NewInt(100)), scale); ok {
			v.Change = &d
		}
		return false
	}
	base, split := adjust(v, c)
	change, ok := base.percent()
	if !ok {
		return true
	}
	v.Change = &change
	v.Mismatch = q.Claimed != nil && apart(change, *q.Claimed)
	return v.Instrument.Class.listed() && !split && base.jumps()
}

// claimed returns the feed's own change as it is shown.
func claimed(d Dec) *Dec {
	change, ok := quotient(big.NewInt(d.coef), bigPow10(int(d.scale)))
	if !ok {
		return nil
	}
	return &change
}

// apart reports whether two percentages differ by more than 0.05 points.
func apart(d, e Dec) bool {
	x, y := align(d, e)
	x.Sub(x, y).Abs(x).Mul(x, big.NewInt(20))
	return x.Cmp(bigPow10(int(max(d.scale, e.scale)))) > 0
}

// stateAt returns the state, but for doubts about the price itself.
func (v *View) stateAt(c Context) State {
	q, in := v.Quote, v.Instrument
	switch {
	case q.Sample:
		return StateSample
	case q.Status == Halted:
		return StateHalted
	case q.Status == Suspended:
		return StateSuspended
	case q.Status == Reference, in.Class == Fund && in.MIC == "":
		return StateReference
	}
	h := in.Hours(c.Now, c.Closures)
	if h.Known && !h.Open || !h.Known && q.Status == Shut {
		return StateClosed
	}
	limit := c.StaleAfter
	if limit <= 0 {
		limit = 30 * time.Minute
	}
	// Before the venue opened there was nothing to hear of it.
	contact := latest(q.AsOf.Add(time.Duration(q.DelayMin)*time.Minute), q.Received, h.Since)
	if !(q.AsOf.IsZero() && q.Received.IsZero()) && c.Now.Sub(contact) > limit {
		return StateStale
	}
	if q.DelayMin > 0 {
		return StateDelayed
	}
	return StateLive
}

func latest(first time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if t.After(first) {
			first = t
		}
	}
	return first
}
