package tiingo

import (
	"context"
	"math"
	"strconv"

	"quotewire/internal/bars"
	"quotewire/internal/market"
)

// Actions are the dividends and splits of a period, a dividend in today's shares.
func (s *Source) Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error) {
	a := &market.Actions{
		Symbol: symbol, Currency: "USD", From: from, To: to, Dividends: []market.Dividend{}, Splits: []market.Split{},
	}
	if from.IsZero() {
		var err error
		if a.Name, a.FirstTrade, err = s.about(ctx, symbol); err != nil {
			return nil, err
		}
		from = a.FirstTrade
	}
	days, err := s.days(ctx, symbol, from)
	if err != nil {
		return nil, err
	}
	a.Origin = s.client.Origin("")
	for _, d := range days {
		if d.date.Compare(from) < 0 || d.date.Compare(to) > 0 {
			continue
		}
		if cash, ok := d.Dividend.Number().Get(); ok && cash > 0 {
			if d.since != 1 {
				cash = bars.Times(cash, 1/d.since)
			}
			a.Dividends = append(a.Dividends, market.Dividend{Date: d.date, Amount: market.Num(cash), Currency: "USD"})
		}
		if d.split != 1 {
			a.Splits = append(a.Splits, splitOf(d))
		}
	}
	return a, nil
}

// splitOf is the split of a day in the smallest whole numbers that make its factor, which
// was written with few digits; or the factor for one.
func splitOf(d day) market.Split {
	const most = 1000
	news, olds := d.split, 1.0
	for n := 1.0; n <= most; n++ {
		if m := math.Round(d.split * n); m > 0 && math.Abs(m/n-d.split) < 1e-6*d.split {
			news, olds = m, n
			break
		}
	}
	return market.Split{Date: d.date, Numerator: market.Num(news), Denominator: market.Num(olds), Ratio: digits(news) + ":" + digits(olds)}
}

func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
