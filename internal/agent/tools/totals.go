package tools

import (
	"context"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

// optionTotals is the sums over all expirations.
func (d desk) optionTotals(ctx context.Context, symbol market.Symbol, args optionsArgs) (agent.Result, error) {
	t, err := d.data.OptionTotals(ctx, symbol)
	if err != nil {
		return unfit(ctx, err, "option totals of "+symbol.String(), noOptions)
	}
	symbol = t.Symbol
	covers := fmt.Sprintf("%d of %d expirations", len(t.Expirations), t.Of)
	var p paper
	p.text("Option totals of " + underlying(t.Underlying, symbol))
	p.line("symbol", symbol.String())
	if t.Partial() {
		p.linef("covers", "%s: PARTIAL, the chains of the others could not be had", covers)
	} else {
		p.linef("covers", "all %d expirations", t.Of)
	}
	p.sums(t.OptionSums)
	p.freshness(t.Origin)
	var rows, missing []string
	faults := make([]error, len(t.Expirations))
	for _, e := range t.Expirations {
		rows = append(rows, row(e.Expiry.String(), cell(e.CallVolume, tally), cell(e.PutVolume, tally), cell(e.VolumeRatio, ratios),
			cell(e.CallOpenInterest, tally), cell(e.PutOpenInterest, tally), cell(e.OpenInterestRatio, ratios)))
	}
	p.add("By expiry", "expiry | call volume | put volume | put/call volume | call open interest | put open interest | put/call open interest", rows)
	for _, m := range t.Missing {
		missing, faults = append(missing, m.Expiry.String()), append(faults, m.Err)
	}
	p.add("Missing", "", missing)
	return readAs(args.Symbol, symbol, agent.Result{
		Text:    p.write(ctx, args.Page),
		Summary: symbol.String() + ": option totals over " + covers,
		Sources: []agent.Source{sourceOf(t.Origin, titled(nameOf(t.Underlying), symbol)+" option totals over "+covers)},
		Err:     sourceFaults(faults...),
	}), nil
}

func (p *paper) sums(t market.OptionSums) {
	p.number("call volume (contracts)", t.CallVolume, count)
	p.number("put volume (contracts)", t.PutVolume, count)
	p.number("put/call ratio of volume", t.VolumeRatio, ratios)
	p.number("call open interest (contracts)", t.CallOpenInterest, count)
	p.number("put open interest (contracts)", t.PutOpenInterest, count)
	p.number("put/call ratio of open interest", t.OpenInterestRatio, ratios)
	p.linef("contracts listed", "%s calls, %s puts", tally(float64(t.Calls)), tally(float64(t.Puts)))
}
