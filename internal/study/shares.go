package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// sharesAt is the shares in the last balance sheet up to day; where there is none
// the earliest one after it.
func (s *Study) sharesAt(ctx context.Context, symbol market.Symbol, day market.Date) (shares float64, reported market.Date, err error) {
	var first error
	var after bool
	for _, frequency := range []market.Frequency{market.Quarterly, market.Annual} {
		st, err := s.market.Statements(ctx, symbol, market.StatementQuery{Kind: market.BalanceSheet, Frequency: frequency})
		if err != nil {
			if !errors.Is(err, market.ErrNoData) && !errors.Is(err, market.ErrUnknownSymbol) {
				first = cmp.Or(first, err)
			}
			continue
		}
		for i, p := range st.Periods {
			n, ok := reportedShares(st, i)
			if !ok {
				continue
			}
			later := p.End.Compare(day) > 0
			switch {
			case reported.IsZero(),
				after && !later,
				after && later && p.End.Compare(reported) < 0,
				!after && !later && p.End.Compare(reported) > 0:
				shares, reported, after = n, p.End, later
			}
		}
	}
	switch {
	case !reported.IsZero():
		return shares, reported, nil
	case first != nil:
		return 0, reported, fmt.Errorf("find shares: %w", first)
	}
	return 0, reported, &UnvaluedError{"the number of its shares is not reported"}
}

// reportedShares is the shares outstanding in period i of a balance sheet.
func reportedShares(st *market.Statements, i int) (float64, bool) {
	for _, key := range []string{"OrdinarySharesNumber", "ShareIssued"} {
		for _, item := range st.Items {
			if !strings.EqualFold(item.Key, key) || i >= len(item.Values) {
				continue
			}
			if n, ok := item.Values[i].Get(); ok && n > 0 {
				return n, true
			}
		}
	}
	return 0, false
}

// splitsSince is the factor that puts shares reported on a day on the basis of
// today's, on which closes are. The source restates the shares of some reports
// for later splits and not those of others: of the two readings that one is taken
// which is nearer to the shares of today.
func (s *Study) splitsSince(ctx context.Context, symbol market.Symbol, reported market.Date, shares float64) (float64, error) {
	actions, err := s.market.Actions(ctx, symbol, reported, market.Date{})
	if err != nil {
		return 0, err
	}
	if actions.SplitsUnknown {
		return 0, &UnvaluedError{fmt.Sprintf("whether the shares were split since %s is not known", reported)}
	}
	factor := 1.0
	for _, split := range actions.Splits {
		to, hasTo := split.Numerator.Get()
		from, hasFrom := split.Denominator.Get()
		if hasTo && hasFrom && from > 0 && to > 0 && split.Date.Compare(reported) > 0 {
			factor *= to / from
		}
	}
	if factor == 1 {
		return 1, nil
	}
	ticker, err := s.market.Quote(ctx, symbol)
	if err != nil {
		return 0, err
	}
	today, ok := ticker.SharesOutstanding.Get()
	if !ok || today <= 0 {
		return 0, &UnvaluedError{fmt.Sprintf("the shares were split since %s, and those of today are not known", reported)}
	}
	if math.Abs(math.Log(shares/today)) < math.Abs(math.Log(shares*factor/today)) {
		return 1, nil
	}
	return factor, nil
}

// How far shares of the reports may be from those of today's market cap. Those of
// the latest report are of the same time: what is issued or bought back since is
// less than a quarter, or the two are not of one kind of share. Those of an earlier
// one are noted from a half on, and from three times on nobody can tell whether it
// is the business or the source that they changed with; a receipt stands for them
// where accounts and price are in two currencies.
const (
	latestRatio  = 1.25
	notedRatio   = 1.5
	refusedRatio = 3
)

// comparable checks that a listed share is one of the shares that are reported,
// by the shares that today's market cap and today's price count. A depositary
// receipt stands for several shares or for a part of one, and the reports of a
// company with two classes may count all in shares of the dear one.
func (s *Study) comparable(ctx context.Context, symbol market.Symbol, v *value) error {
	ticker, err := s.market.Quote(ctx, symbol)
	if err != nil {
		return nil // nothing to compare with
	}
	today, ok := countedToday(ticker)
	if !ok {
		return nil
	}
	latest, err := s.latestShares(ctx, symbol)
	if err != nil {
		return err
	}
	major := units.Major(ticker.Currency)
	foreign := ticker.FinancialCurrency != "" && units.Major(ticker.FinancialCurrency) != major
	switch apart := timesApart(v.shares, today); {
	case foreign && (timesApart(latest, today) > latestRatio || apart >= notedRatio):
		return &UnvaluedError{fmt.Sprintf("its reports count %.0f shares and today's market cap %.0f: what is listed is probably a receipt for another number of shares", v.shares, today)}
	case timesApart(latest, today) > latestRatio:
		return &UnvaluedError{fmt.Sprintf("its reports count %.0f shares and today's market cap %.0f: they are not of one kind, as of two classes of shares or of a receipt", latest, today)}
	case apart > refusedRatio:
		return &UnvaluedError{fmt.Sprintf("its reports count %.0f shares and today's market cap %.0f: too far apart to be told from a fault", v.shares, today)}
	case apart >= notedRatio:
		v.note = joined(v.note, fmt.Sprintf("today's market cap is of %.0f shares", today))
	}
	return nil
}

func timesApart(a, b float64) float64 { return max(a/b, b/a) }

// latestShares is the shares of the latest report, on the basis of today's.
func (s *Study) latestShares(ctx context.Context, symbol market.Symbol) (float64, error) {
	shares, reported, err := s.sharesAt(ctx, symbol, market.DateOf(s.now()))
	if err != nil {
		return 0, err
	}
	factor, err := s.splitsSince(ctx, symbol, reported, shares)
	return shares * factor, err
}

// countedToday is how many listed shares today's market cap is of, or the shares
// outstanding of a source that tells no market cap.
func countedToday(t *market.Ticker) (float64, bool) {
	worth, hasWorth := t.MarketCap.Get()
	price, hasPrice := t.Price.Get()
	if _, price = units.InMajor(t.Currency, price); hasWorth && hasPrice && price > 0 && worth > 0 {
		return worth / price, true
	}
	shares, ok := t.SharesOutstanding.Get()
	return shares, ok && shares > 0
}
