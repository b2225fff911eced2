package nasdaq

import (
	"context"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

type summary struct {
	Symbol httpsource.Cell `json:"symbol"`
	Data   stats           `json:"summaryData"`
}

// Fundamentals is what the summary of a quote has: the business and a few key figures.
func (s *Source) Fundamentals(ctx context.Context, symbol market.Symbol) (f *market.Fundamentals, err error) {
	if spelling.KindOf(symbol.String()) == spelling.Index {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "an index has no key figures"}
	}
	err = askOf(ctx, s, symbol, "summary", nil, func(v *summary, class string) error {
		if theirs, _ := spelling.To(spelling.Nasdaq, symbol.String()); !sameSymbol(v.Symbol, theirs) {
			return httpsource.Malformed("the answer is about another symbol")
		}
		if len(v.Data) == 0 {
			return &market.Error{Kind: market.ErrNoData}
		}
		f = v.fundamentals()
		f.Symbol, f.Kind, f.Origin = symbol, kindOf(class), s.client.Origin(page(symbol, class, ""))
		return nil
	})
	return f, err
}

func (v *summary) fundamentals() *market.Fundamentals {
	d := v.Data
	f := &market.Fundamentals{Currency: "USD", Exchange: exchangeOf(string(d["exchange"])), ExchangeName: d["exchange"].Text()}
	if p := (market.Profile{Sector: words(d["sector"]), Industry: words(d["industry"])}); p.Sector != "" || p.Industry != "" {
		f.Profile = &p
	}
	f.Statistics = &market.Statistics{
		MarketCap: d["marketcap"].Price(), TrailingPE: d["peratio"].Price(), ForwardPE: d["forwardpe1yr"].Price(), EPS: d["earningspershare"].Number(), Beta: d["beta"].Price(),
		DividendRate: d["annualizeddividend"].Price(), DividendYield: fraction(d["yield"]), ExDividendDate: dateOf(string(d["exdividenddate"])), DividendDate: dateOf(string(d["dividendpaymentdate"])),
	}
	if eps, _ := f.Statistics.EPS.Get(); eps < 0 {
		f.Statistics.TrailingPE, f.Statistics.TrailingLoss = market.Number{}, true
	}
	return f
}

// words are a text; empty for what stands for none.
func words(c httpsource.Cell) string {
	if text := c.Text(); text != "N/A" && text != "--" {
		return text
	}
	return ""
}

// fraction is a figure in per cent as a part of 1.
func fraction(c httpsource.Cell) market.Number {
	v, ok := c.Price().Get()
	if !ok {
		return market.Number{}
	}
	return market.Num(v / 100)
}
