package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"quotewire/internal/market"
)

// marketValue compares what companies were worth at the end of the span: the
// shares of the last report up to that day times the close of that day. It is an
// approximation: between two reports shares are bought back and issued, and
// other classes of shares are not always in the count.
func (w *work) marketValue(ctx context.Context) error {
	s := Section{Measure: MarketValue, About: "an approximation: shares outstanding as last reported by that day, times that day's close; in US dollars at that day's rate"}
	s.Table = &Table{Columns: []string{"symbol", "close", "shares", "value in US dollars", "value", "currency", "shares as of"}}
	var rows []Row
	for _, t := range w.asked() {
		s.Symbols = append(s.Symbols, t.symbol)
		v, err := w.study.valueOf(ctx, t)
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if err != nil {
			w.report.Failures = append(w.report.Failures, Failure{t.symbol, fmt.Errorf("market value: %w", err)})
			continue
		}
		rows = append(rows, v.row(t))
	}
	slices.SortStableFunc(rows, func(a, b Row) int { // the largest first
		x, _ := a.Cells[2].Get()
		y, _ := b.Cells[2].Get()
		return cmp.Compare(y, x)
	})
	s.Table.Rows = rows
	if len(rows) == 0 {
		s.Table, s.Missing = nil, "no symbol has a reported number of shares"
	}
	w.report.Sections = append(w.report.Sections, s)
	return nil
}

// value is what a company was worth on a day.
type value struct {
	close, shares, rate float64 // shares on the basis of today's, like the close; dollars for 1 of currency
	currency            string  // major unit
	reported            market.Date
	note                string
}

func (v value) row(t *tape) Row {
	worth := v.close * v.shares
	r := row(t.symbol.String(), figure("", v.close, Unit(v.currency), 4), figure("", v.shares, Count, 0))
	dollars := market.Number{}
	if v.rate > 0 {
		dollars = market.Num(rounded(worth*v.rate, 0))
	}
	r.Cells, r.Places = append(r.Cells, dollars, market.Num(rounded(worth, 0))), append(r.Places, 0, 0)
	r.Texts, r.Note = []string{v.currency, v.reported.String()}, v.note
	return r
}

// errNoShares is a company whose reports do not tell its shares.
var errNoShares = errors.New("the number of shares is not reported")

// Missing reports whether err is a company whose reports do not tell what was
// asked for.
func Missing(err error) bool { return errors.Is(err, errNoShares) }

// valueOf puts a company's shares and its close together.
func (s *Study) valueOf(ctx context.Context, t *tape) (value, error) {
	day := t.days[t.last()]
	v := value{close: t.history.Bars[t.last()].Close}
	v.currency, v.close = major(t.history.Currency, v.close)
	shares, reported, err := s.sharesAt(ctx, t.symbol, day)
	if err != nil {
		return value{}, err
	}
	v.shares, v.reported = shares, reported
	if reported.Compare(day) > 0 {
		v.note = "no report up to that day: the shares of the earliest one after it"
	}
	factor, err := s.splitsSince(ctx, t.symbol, reported, shares)
	if err != nil {
		return value{}, err
	}
	v.shares *= factor
	v.rate, err = s.dollars(ctx, v.currency, day)
	if err != nil {
		v.note = joined(v.note, "the rate to US dollars is not to be had")
	}
	return v, nil
}

// major turns pence and the like into the unit that market values are in.
func major(currency string, price float64) (string, float64) {
	switch currency {
	case "GBp", "GBX":
		return "GBP", price / 100
	case "ZAc", "ZAX":
		return "ZAR", price / 100
	case "ILA", "ILX":
		return "ILS", price / 100
	}
	return currency, price
}

// sharesAt is the shares in the last balance sheet up to day; where there is none
// the earliest one after it.
func (s *Study) sharesAt(ctx context.Context, symbol market.Symbol, day market.Date) (shares float64, reported market.Date, err error) {
	var first error
	var after bool
	for _, frequency := range []market.Frequency{market.Quarterly, market.Annual} {
		st, err := s.market.Statements(ctx, symbol, market.StatementQuery{Kind: market.BalanceSheet, Frequency: frequency})
		if err != nil {
			first = errors.Join(first, err)
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
	if reported.IsZero() {
		return 0, reported, errors.Join(errNoShares, first)
	}
	return shares, reported, nil
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
		return 0, fmt.Errorf("%w: the shares were split since %s, and those of today are not known", errNoShares, reported)
	}
	if math.Abs(math.Log(shares/today)) < math.Abs(math.Log(shares*factor/today)) {
		return 1, nil
	}
	return factor, nil
}

// dollars is the price of 1 of currency in US dollars at the close of day, or of
// the last day before it on which currencies traded.
func (s *Study) dollars(ctx context.Context, currency string, day market.Date) (float64, error) {
	if currency == "USD" {
		return 1, nil
	}
	symbol, err := market.ParseSymbol(currency + "USD=X")
	if err != nil {
		return 0, err
	}
	h, err := s.market.History(ctx, market.HistoryQuery{Symbol: symbol, From: day.AddDays(-7), To: day, Interval: market.Day})
	if err != nil {
		return 0, err
	}
	if len(h.Bars) == 0 {
		return 0, market.ErrNoData
	}
	return h.Bars[len(h.Bars)-1].Close, nil
}
