package tools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// chainWriter writes the options of one expiry.
type chainWriter struct {
	chain *market.Chain
	args  optionsArgs
	spot  market.Number
	terms *study.Terms // nil: no Greeks
	why   string       // why there are none
	// narrow says that the window is small.
	narrow bool
	fault  error // behind it, where the rate could not be had
}

func newChainWriter(chain *market.Chain, args optionsArgs) *chainWriter {
	w := &chainWriter{chain: chain, args: args}
	if chain.Underlying != nil {
		w.spot = chain.Underlying.Price
	}
	return w
}

func (w *chainWriter) name() string { return nameOf(w.chain.Underlying) }

// assume settles what the Greeks assume, or why there are none.
func (w *chainWriter) assume(ctx context.Context, data marketData) error {
	w.narrow = agent.Narrow(ctx)
	terms, err := study.Assume(ctx, data, w.chain, optional(w.args.Rate))
	noRate, ok := errors.AsType[*study.RateError](err)
	switch {
	case ok:
		w.fault = noRate.Err
		w.why = "the risk-free rate (^IRX) is not to be had now; give rate to have them"
	case errors.Is(err, study.ErrAssumption):
		w.why = strings.TrimPrefix(err.Error(), study.ErrAssumption.Error()+": ")
	case err != nil:
		return err
	default:
		w.terms = &terms
	}
	return nil
}

// optional is an argument that may be left out.
func optional(v *float64) market.Number {
	if v == nil {
		return market.Number{}
	}
	return market.Num(*v)
}

// origins are the chain's and the rate's, when one was asked.
func (w *chainWriter) origins() []exhibit.Origin {
	origins := []exhibit.Origin{origin(w.chain.Origin, titled(w.name(), w.chain.Symbol)+" options, expiry "+w.chain.Expiry.String())}
	if w.terms == nil || w.terms.Rate.AsOf.IsZero() {
		return origins
	}
	rate := w.terms.Rate.Source
	rate.AsOf = w.terms.Rate.AsOf
	return append(origins, origin(rate, "13-week US Treasury bill (^IRX) rate"))
}

func (w *chainWriter) brief() string {
	s := fmt.Sprintf("%s options, expiry %s", w.chain.Symbol, w.chain.Expiry)
	if v, ok := w.spot.Get(); ok {
		s += ", underlying at " + priced(w.chain.Underlying.Currency)(v).String()
	}
	return s
}

// build has the strikes that were asked for, or as many around the money as fit a
// page.
func (w *chainWriter) build(room exhibit.Room) *builder {
	if w.args.Around > 0 || w.args.Least != nil || w.args.Most != nil {
		return w.around(w.args.Around)
	}
	for around := aroundStrikes; ; around-- {
		if b := w.around(around); around == 1 || b.Page(1, room).Pages == 1 {
			return b
		}
	}
}

// around has so many strikes on each side of the money, unless limits were given.
func (w *chainWriter) around(strikes int) *builder {
	b := &builder{}
	c := w.chain
	b.Title = "Options of " + underlying(c.Underlying, c.Symbol) + ", expiry " + c.Expiry.String()
	b.Period, b.Origins = exhibit.On(c.Expiry), w.origins()
	b.words("symbol", c.Symbol.String())
	if c.Underlying != nil {
		b.top().add("price of the underlying", cell(w.spot, priced(c.Underlying.Currency)).Of("quote.price").During(exhibit.At(c.Underlying.AsOf)))
		if !c.Underlying.AsOf.IsZero() {
			b.top().add("price as of", exhibit.Moment(c.Underlying.AsOf.In(c.Underlying.Location), exhibit.Instant()))
		}
		b.top().behind(c.Underlying)
	}
	currency := cmp.Or(label(study.CurrencyOf(c)), "a currency that the source does not name")
	b.words("prices", "for one share, in "+currency+"; a regular contract is of 100 shares")
	b.top().add("expirations", tally(float64(len(c.Expirations))).Of("options.expirations").Between("", " (view expirations lists them)"))
	w.assumptions(b)
	b.freshness(c.Origin)
	for _, side := range w.sides() {
		shown := w.shown(side.contracts, strikes)
		b.Parts = append(b.Parts, exhibit.Part{
			Head:    exhibit.Head{Name: fmt.Sprintf("%s, %d of %d strikes", side.name, len(shown), len(side.contracts)), Source: 1},
			Columns: w.columns(), Rows: w.rows(shown, side.call), Empty: "none at these strikes",
			Chart: exhibit.Chart{Type: exhibit.Bars, Y: []int{5}}, // the open interest by strike
		})
	}
	return b
}

// assumptions states what the Greeks rest on.
func (w *chainWriter) assumptions(b *builder) {
	if w.terms == nil {
		b.words("greeks", "left out: "+w.why)
		return
	}
	t := w.terms
	rate := func(v float64) exhibit.Value {
		return exhibit.Number(v*100, exhibit.Fixed(3), exhibit.AYear(exhibit.Percent))
	}
	b.words("greeks", t.Formula)
	b.tell("discount rate of the 13-week US Treasury bill", "options.bill_discount", cell(t.Rate.Discount, plainRate))
	b.top().add("assumed rate", rate(t.Rate.Continuous).Of("options.rate").Between("", " a year, continuously compounded ("+w.rateFrom()+")"))
	if !t.Rate.AsOf.IsZero() { // the second of the origins says so
		for _, facts := range [][]exhibit.Fact{b.Told, b.Facts[len(b.Facts)-1:]} {
			for i := range facts {
				facts[i].Source, facts[i].Period = 2, exhibit.At(t.Rate.AsOf)
			}
		}
	}
	b.tell("dividend yield (announced)", "company.dividend_yield", cell(t.Announced, plainRate).During(exhibit.At(t.SpotAsOf)))
	b.tell("dividend yield (trailing)", "company.trailing_dividend_yield", cell(t.Trailing, plainRate).During(exhibit.At(t.SpotAsOf)))
	if t.Rate.Stale {
		b.words("note", "rate: "+old(t.Rate.Source))
	}
	b.contest(w.narrow, w.contestedRate())
	b.top().add("assumed dividend yield", rate(t.Yield).Of("options.dividend_yield").Between("", " a year, continuously compounded ("+t.YieldFrom+")"))
	b.top().add("assumed time to expiry", number(t.Years, exhibit.Fixed(5), exhibit.Years).Of("options.years").Between("", " years ("+t.DayCount+")"))
	b.words("units of greeks", "delta and gamma for 1 of price, theta a calendar day, vega and rho for one percentage point; a volatility with * is solved from the middle of bid and ask, the source's being absent or priced outside them, with ** from the day's last trade; the others are the source's")
}

// rateFrom is where the rate comes from, and whose it is where the chain is another's.
func (w *chainWriter) rateFrom() string {
	r := w.terms.Rate
	if r.AsOf.IsZero() || !several(w.chain.Origin, r.Source) {
		return r.From
	}
	return r.From + ", by " + r.Source.Provider
}

// contestedRate are the disputes about the discount of the bill.
func (w *chainWriter) contestedRate() (all []contested) {
	r := w.terms.Rate
	for _, d := range r.Source.Disputed {
		all = append(all, contested{
			Dispute: d, of: r.Symbol, name: "13-week US Treasury bill", by: r.Source.Provider,
			written: func(string) form { return plainRate },
		})
	}
	return all
}

// plainRate is per cent a year with no digit too many.
func plainRate(v float64) exhibit.Value {
	return exhibit.Number(v, exhibit.Shortest(), exhibit.AYear(exhibit.Percent))
}

// side is the calls or the puts.
type side struct {
	name      string
	call      bool
	contracts []market.Contract
}

func (w *chainWriter) sides() (sides []side) {
	if w.args.Side != "puts" {
		sides = append(sides, side{"Calls", true, w.chain.Calls})
	}
	if w.args.Side != "calls" {
		sides = append(sides, side{"Puts", false, w.chain.Puts})
	}
	return sides
}

// shown is the contracts within the strikes asked for.
func (w *chainWriter) shown(all []market.Contract, around int) []market.Contract {
	if w.args.Least != nil || w.args.Most != nil {
		return study.Within(all, optional(w.args.Least), optional(w.args.Most))
	}
	return study.AroundMoney(all, w.spot, around)
}

func (w *chainWriter) columns() []exhibit.Head {
	volatility := column("implied volatility", "option.implied_volatility")
	if w.terms == nil {
		volatility.Name += " (the source's, not held against prices)"
	}
	heads := []exhibit.Head{
		column("strike", "option.strike"), column("bid", "option.bid"), column("ask", "option.ask"), column("last", "option.last"),
		column("volume", "option.volume"), column("open interest", "option.open_interest"), volatility,
	}
	if w.terms != nil {
		heads = append(heads, column("delta", "option.delta"), column("gamma", "option.gamma"), column("theta", "option.theta"), column("vega", "option.vega"), column("rho", "option.rho"))
	}
	return append(heads, column("in the money", ""))
}

func (w *chainWriter) rows(list []market.Contract, call bool) (rows []exhibit.Row) {
	side := " put"
	if call {
		side = " call"
	}
	for _, c := range list {
		price := func(v float64) exhibit.Value {
			return exhibit.Number(v, exhibit.Fixed(4).Plain(), exhibit.AShare(c.Currency))
		}
		r := row(cell(c.Strike, price), cell(c.Bid, price), cell(c.Ask, price), cell(c.Last, price), cell(c.Volume, tally), cell(c.OpenInterest, tally))
		r.Cells = append(append(r.Cells, w.risk(c, call)...), exhibit.Text(yes(c.InTheMoney)))
		r.Name = cell(c.Strike, shortest).String() + side
		rows = append(rows, r)
	}
	return rows
}

// risk is the cells of a contract's volatility and of its Greeks. One that its prices
// do not support is not shown: the source tells 2,000 % at times.
func (w *chainWriter) risk(c market.Contract, call bool) []exhibit.Value {
	if w.terms == nil {
		return []exhibit.Value{cell(c.ImpliedVolatility, percentage)}
	}
	r, err := w.terms.Assess(c, call)
	if e, ok := errors.AsType[*study.UnsupportedError](err); ok {
		return []exhibit.Value{exhibit.Missing("none: " + e.Why), {}, {}, {}, {}, {}}
	}
	mark := map[string]string{study.FromMiddle: "*", study.FromLast: "**"}[r.From]
	greek := func(v float64, places int) exhibit.Value {
		return exhibit.Number(v, exhibit.Fixed(places), exhibit.In(exhibit.Ratio))
	}
	return []exhibit.Value{percentage(r.Volatility).Between("", mark), greek(r.Delta, 4), greek(r.Gamma, 5), greek(r.Theta, 4), greek(r.Vega, 4), greek(r.Rho, 4)}
}

// percentage is a fraction as per cent a year, to two places.
func percentage(v float64) exhibit.Value {
	return exhibit.Number(v*100, exhibit.Fixed(2), exhibit.AYear(exhibit.Percent))
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
