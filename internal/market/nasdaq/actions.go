package nasdaq

import (
	"context"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

type dividends struct {
	ExDate httpsource.Cell `json:"exDividendDate"`
	Table  *struct {
		Rows []*paid `json:"rows"` // newest first; null where there are none
	} `json:"dividends"`
}

type paid struct {
	ExDate   httpsource.Cell `json:"exOrEffDate"` // MM/DD/YYYY
	Type     httpsource.Cell `json:"type"`
	Amount   httpsource.Cell `json:"amount"`
	Currency httpsource.Cell `json:"currency"`
}

// Actions are the dividends of a period, as they were paid: Nasdaq tells no splits.
func (s *Source) Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (a *market.Actions, err error) {
	if spelling.KindOf(symbol.String()) == spelling.Index {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "an index pays no dividends"}
	}
	err = askOf(ctx, s, symbol, "dividends", nil, func(v *dividends, class string) error {
		if v.Table == nil {
			return httpsource.Malformed("no table of dividends in the answer")
		}
		a = &market.Actions{
			Symbol: symbol, Currency: "USD", From: from, To: to, SplitsUnknown: true, Dividends: v.between(from, to), Splits: []market.Split{},
			Origin: s.client.Origin(page(symbol, class, "/dividend-history")),
		}
		return nil
	})
	return a, err
}

// between are the dividends in cash of a period, oldest first.
func (v *dividends) between(from, to market.Date) []market.Dividend {
	all := []market.Dividend{}
	for _, r := range v.Table.Rows {
		if r == nil || !strings.EqualFold(string(r.Type), "cash") {
			continue
		}
		day, amount := dateOf(string(r.ExDate)), r.Amount.Price()
		if day.IsZero() || amount.IsZero() || day.Compare(from) < 0 || day.Compare(to) > 0 {
			continue
		}
		one := market.Dividend{Date: day, Amount: amount}
		if c := strings.ToUpper(string(r.Currency)); len(c) == 3 {
			one.Currency = c
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b market.Dividend) int { return a.Date.Compare(b.Date) })
	return all
}
