package tools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"quotewire/internal/agent"
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
	fault error        // behind it, where the rate could not be had
}

func newChainWriter(chain *market.Chain, args optionsArgs) *chainWriter {
	w := &chainWriter{chain: chain, args: args}
	if chain.Underlying != nil {
		w.spot = chain.Underlying.Price
	}
	return w
}

func (w *chainWriter) name() string { return nameOf(w.chain.Underlying) }

// assume settles what the Greeks assume. Without a rate there are none: an
// invented one would give figures that look exact.
func (w *chainWriter) assume(ctx context.Context, data marketData) error {
	rate := study.Rate{}
	if w.args.Rate != nil {
		rate = study.GivenRate(*w.args.Rate)
	} else {
		var err error
		rate, err = study.TreasuryRate(ctx, data)
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if err != nil {
			w.fault = err
			w.why = "the risk-free rate (^IRX) is not to be had now; give rate to have them"
			return nil
		}
	}
	terms, err := study.NewTerms(w.chain, rate)
	switch {
	case errors.Is(err, study.ErrAssumption):
		w.why = strings.TrimPrefix(err.Error(), study.ErrAssumption.Error()+": ")
	case err != nil:
		return fmt.Errorf("settle assumptions: %w", err)
	default:
		w.terms = &terms
	}
	return nil
}

// rateSource is the source of the rate, when one was asked.
func (w *chainWriter) rateSource() []agent.Source {
	if w.terms == nil || w.terms.Rate.AsOf.IsZero() {
		return nil
	}
	return []agent.Source{sourceOf(w.terms.Rate.Source, "13-week US Treasury bill (^IRX) rate")}
}

func (w *chainWriter) brief() string {
	s := fmt.Sprintf("%s options, expiry %s", w.chain.Symbol, w.chain.Expiry)
	if v, ok := w.spot.Get(); ok {
		s += ", underlying at " + priced(w.chain.Underlying.Currency)(v)
	}
	return s
}

// paper has the strikes that were asked for, or as many around the money as fit a
// page.
func (w *chainWriter) paper(ctx context.Context) *paper {
	if w.args.Around > 0 || w.args.Least != nil || w.args.Most != nil {
		return w.around(w.args.Around)
	}
	size := sizerOf(ctx)
	for around := aroundStrikes; ; around-- {
		if p := w.around(around); around == 1 || len(p.pages(size)) == 1 {
			return p
		}
	}
}

// around has so many strikes on each side of the money, unless limits were given.
func (w *chainWriter) around(strikes int) *paper {
	p := &paper{}
	c := w.chain
	p.text("Options of " + underlying(c.Underlying, c.Symbol) + ", expiry " + c.Expiry.String())
	p.line("symbol", c.Symbol.String())
	if c.Underlying != nil {
		p.number("price of the underlying", w.spot, priced(c.Underlying.Currency))
		if !c.Underlying.AsOf.IsZero() {
			p.line("price as of", instant(c.Underlying.AsOf, c.Underlying.Location))
		}
	}
	p.line("prices", "for one share, in "+w.currency()+"; a regular contract is of 100 shares")
	p.linef("expirations", "%d (view expirations lists them)", len(c.Expirations))
	w.assumptions(p)
	p.freshness(c.Origin)
	for _, side := range w.sides() {
		shown := w.shown(side.contracts, strikes)
		title := fmt.Sprintf("%s, %d of %d strikes", side.name, len(shown), len(side.contracts))
		p.add(title, w.header(), w.rows(shown, side.call))
		if len(shown) == 0 {
			p.add(title, "", []string{"none at these strikes"})
		}
	}
	return p
}

func (w *chainWriter) currency() string {
	for _, list := range [][]market.Contract{w.chain.Calls, w.chain.Puts} {
		for _, c := range list {
			if c.Currency != "" {
				return label(c.Currency)
			}
		}
	}
	return "a currency that the source does not name"
}

// assumptions states what the Greeks rest on.
func (w *chainWriter) assumptions(p *paper) {
	if w.terms == nil {
		p.line("greeks", "left out: "+w.why)
		return
	}
	t := w.terms
	p.line("greeks", t.Formula)
	p.linef("assumed rate", "%s %% a year, continuously compounded (%s)", fixed(t.Rate.Continuous*100, 3), t.Rate.From)
	if t.Rate.Stale {
		p.line("note", "the source refuses us: the rate is what it said earlier")
	}
	p.linef("assumed dividend yield", "%s %% a year, continuously compounded (%s)", fixed(t.Yield*100, 3), t.YieldFrom)
	p.linef("assumed time to expiry", "%s years (%s)", fixed(t.Years, 5), t.DayCount)
	p.line("units of greeks", "delta and gamma for 1 of price, theta a calendar day, vega and rho for one percentage point; a volatility with * is solved from the middle of bid and ask, the source's being absent or priced outside them, with ** from the day's last trade; the others are the source's")
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
		return within(all, w.args.Least, w.args.Most)
	}
	spot, ok := w.spot.Get()
	if !ok { // nobody knows where the money is
		middle := len(all) / 2
		return all[max(0, middle-around):min(len(all), middle+around)]
	}
	at, _ := slices.BinarySearchFunc(all, spot, func(c market.Contract, spot float64) int { return cmp.Compare(strike(c), spot) })
	return all[max(0, at-around):min(len(all), at+around)]
}

func within(all []market.Contract, least, most *float64) (shown []market.Contract) {
	low, high := 0.0, math.Inf(1)
	if least != nil {
		low = *least
	}
	if most != nil {
		high = *most
	}
	for _, c := range all {
		if v := strike(c); v >= low && v <= high {
			shown = append(shown, c)
		}
	}
	return shown
}

func strike(c market.Contract) float64 {
	v, _ := c.Strike.Get()
	return v
}

func (w *chainWriter) header() string {
	s := "strike | bid | ask | last | volume | open interest | implied volatility"
	if w.terms == nil {
		s += " (the source's, not held against prices)"
	} else {
		s += " | delta | gamma | theta | vega | rho"
	}
	return s + " | in the money"
}

func (w *chainWriter) rows(list []market.Contract, call bool) (rows []string) {
	for _, c := range list {
		volatility, greeks := w.risk(c, call)
		cells := []string{cell(c.Strike, ratios), cell(c.Bid, ratios), cell(c.Ask, ratios), cell(c.Last, ratios), cell(c.Volume, tally), cell(c.OpenInterest, tally), volatility}
		rows = append(rows, row(append(append(cells, greeks...), yes(c.InTheMoney))...))
	}
	return rows
}

// risk is the cells of a contract's volatility and of its Greeks. One that its prices
// do not support is not shown: the source tells 2,000 % at times.
func (w *chainWriter) risk(c market.Contract, call bool) (volatility string, greeks []string) {
	if w.terms == nil {
		return cell(c.ImpliedVolatility, percentage), nil
	}
	r, err := w.terms.Assess(c, call)
	if e, ok := errors.AsType[*study.UnsupportedError](err); ok {
		return "none: " + e.Why, []string{"", "", "", "", ""}
	}
	mark := map[string]string{study.FromMiddle: "*", study.FromLast: "**"}[r.From]
	return percentage(r.Volatility) + mark, []string{fixed(r.Delta, 4), fixed(r.Gamma, 5), fixed(r.Theta, 4), fixed(r.Vega, 4), fixed(r.Rho, 4)}
}

// percentage writes a fraction to two places.
func percentage(v float64) string { return fixed(v*100, 2) + " %" }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
