package tools

import (
	"context"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// optionTotals is the sums over all expirations.
func (ts toolset) optionTotals(ctx context.Context, symbol market.Symbol, args optionsArgs) (agent.Result, error) {
	t, err := ts.data.OptionTotals(ctx, symbol)
	if err != nil {
		return failure(ctx, err, "option totals of "+symbol.String(), noOptions)
	}
	symbol = t.Symbol
	covers := fmt.Sprintf("%d of %d expirations", len(t.Expirations), t.Of)
	var b builder
	b.Title = "Option totals of " + underlying(t.Underlying, symbol)
	b.words("symbol", symbol.String())
	if t.Partial() {
		b.words("covers", covers+": PARTIAL, the chains of the others could not be had")
	} else {
		b.wordsf("covers", "all %d expirations", t.Of)
	}
	b.top().sums(t.OptionSums)
	b.Period = exhibit.At(t.Origin.AsOf)
	b.freshness(t.Origin)
	var rows, missing []exhibit.Row
	faults := make([]error, len(t.Expirations))
	for _, e := range t.Expirations {
		rows = append(rows, row(exhibit.Day(e.Expiry), cell(e.CallVolume, tally), cell(e.PutVolume, tally), cell(e.VolumeRatio, ratios),
			cell(e.CallOpenInterest, tally), cell(e.PutOpenInterest, tally), cell(e.OpenInterestRatio, ratios)).During(exhibit.On(e.Expiry)))
	}
	b.table("By expiry", []exhibit.Head{
		column("expiry", ""), column("call volume", "options.call_volume"), column("put volume", "options.put_volume"), column("put/call volume", "options.volume_ratio"),
		column("call open interest", "options.call_open_interest"), column("put open interest", "options.put_open_interest"), column("put/call open interest", "options.open_interest_ratio"),
	}, rows).Chart = exhibit.Chart{Type: exhibit.Bars, Y: []int{4, 5}}
	for _, m := range t.Missing {
		missing, faults = append(missing, row(exhibit.Day(m.Expiry))), append(faults, m.Err)
	}
	b.table("Missing", nil, missing)
	b.of(args.Symbol, symbol, origin(t.Origin, titled(nameOf(t.Underlying), symbol)+" option totals over "+covers))
	b.Link = link("/api/options/", symbol.String(), "view", "totals")
	result := b.result(args.Page, symbol.String()+": option totals over "+covers)
	result.Err = sourceFaults(faults...)
	return result, nil
}

func (l *factList) sums(t market.OptionSums) {
	l.number("call volume (contracts)", "options.call_volume", t.CallVolume, count)
	l.number("put volume (contracts)", "options.put_volume", t.PutVolume, count)
	l.number("put/call ratio of volume", "options.volume_ratio", t.VolumeRatio, ratios)
	l.number("call open interest (contracts)", "options.call_open_interest", t.CallOpenInterest, count)
	l.number("put open interest (contracts)", "options.put_open_interest", t.PutOpenInterest, count)
	l.number("put/call ratio of open interest", "options.open_interest_ratio", t.OpenInterestRatio, ratios)
	l.add("contracts listed", tally(float64(t.Calls)).Of("options.calls").Between("", " calls, "), tally(float64(t.Puts)).Of("options.puts").Between("", " puts"))
}
