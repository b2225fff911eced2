package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// marketValue compares what companies were worth at the end of the span: the
// shares of the last report up to that day times the close of that day. It is an
// approximation: between two reports shares are bought back and issued, and
// other classes of shares are not always in the count.
func (w *work) marketValue(ctx context.Context) (Section, error) {
	s := Section{Measure: MarketValue, About: "an approximation: shares outstanding as last reported by that day, times that day's close; in US dollars at that day's rate"}
	s.Table = &Table{Ranked: true, Columns: []Column{
		{Name: "symbol"}, {Name: "close", Field: "history.close"}, {Name: "shares", Field: "company.shares_outstanding", Unit: "shares"},
		{Name: "value in US dollars", Field: "analysis.market_value", Unit: "USD"}, {Name: "value", Field: "analysis.market_value"},
		{Name: "currency"}, {Name: "shares as of"},
	}}
	var rows []Row
	for _, d := range w.asked() {
		s.Symbols = append(s.Symbols, d.symbol)
		v, err := w.study.valueOf(ctx, d)
		if cause := context.Cause(ctx); cause != nil {
			return s, cause
		}
		if err != nil {
			w.report.Failures = append(w.report.Failures, Failure{d.symbol, err})
			continue
		}
		rows = append(rows, v.row(d))
		w.report.Beside = append(w.report.Beside, v.beside...)
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
	return s, nil
}

// value is what a company was worth on a day.
type value struct {
	close, shares, rate float64 // shares on the basis of today's, like the close; dollars for 1 of currency
	currency            string  // major unit
	reported            market.Date
	note                string
	beside              []Beside // what it rests on beside the close, of another provider
}

// rests says that v rests on an answer beside the bars of d.
func (v *value) rests(d *dailyBars, of, what string, o market.Origin) {
	if o.Provider == d.history.Provider || o.Provider == "" {
		return
	}
	if len(v.beside) == 0 {
		v.note = joined(v.note, "the close is from "+d.history.Provider)
	}
	v.beside = append(v.beside, Beside{of, o})
	v.note += fmt.Sprintf(", %s from %s", what, o.Provider)
}

func (v value) row(d *dailyBars) Row {
	worth := v.close * v.shares
	r := row(d.symbol.String(), figure("", v.close, Unit(v.currency), 4), figure("", v.shares, Count, 0)).during(d.days[d.last()], d.days[d.last()])
	r.Symbol, r.Unit = d.symbol, Unit(v.currency)
	dollars := market.Number{}
	if v.rate > 0 {
		dollars = market.Num(rounded(worth*v.rate, 0))
	}
	r.Cells, r.Places = append(r.Cells, dollars, market.Num(rounded(worth, 0))), append(r.Places, 0, 0)
	r.Texts, r.Note = []string{v.currency, v.reported.String()}, v.note
	return r
}

// UnvaluedError is a symbol whose market value on a day cannot be told from its
// reports.
type UnvaluedError struct{ Why string }

// Error says why, in words for the asker.
func (e *UnvaluedError) Error() string { return "no market value: " + e.Why }

// Missing reports whether err is a symbol whose reports do not tell what was
// asked for.
func Missing(err error) bool {
	_, ok := errors.AsType[*UnvaluedError](err)
	return ok
}

// valueOf puts a company's shares and its close together.
func (s *Study) valueOf(ctx context.Context, d *dailyBars) (value, error) {
	if kind := d.history.Kind; kind != market.KindEquity {
		return value{}, &UnvaluedError{fmt.Sprintf("it is no company but of kind %s", kind)}
	}
	day := d.days[d.last()]
	v := value{close: d.history.Bars[d.last()].Close}
	v.currency, v.close = units.InMajor(d.history.Currency, v.close)
	shares, reported, of, err := s.sharesAt(ctx, d.symbol, day)
	if err != nil {
		return value{}, err
	}
	v.shares, v.reported = shares, reported
	v.rests(d, "shares of "+d.symbol.String(), "the shares", of)
	if reported.Compare(day) > 0 {
		v.note = "no report up to that day: the shares of the earliest one after it"
	}
	factor, err := s.splitsSince(ctx, d.symbol, reported, shares)
	if err != nil {
		return value{}, err
	}
	v.shares *= factor
	if err := s.comparable(ctx, d.symbol, &v); err != nil {
		return value{}, err
	}
	rate, of, err := s.dollars(ctx, v.currency, day)
	if err != nil {
		v.note = joined(v.note, "the rate to US dollars is not to be had")
		return v, nil
	}
	v.rate = rate
	v.rests(d, v.currency+"USD=X", "the rate to US dollars", of)
	return v, nil
}

// dollars is the price of 1 of currency in US dollars at the close of day, or of
// the last day before it on which currencies traded, and whose it is.
func (s *Study) dollars(ctx context.Context, currency string, day market.Date) (float64, market.Origin, error) {
	if currency == "USD" {
		return 1, market.Origin{}, nil
	}
	symbol, err := market.ParseSymbol(currency + "USD=X")
	if err != nil {
		return 0, market.Origin{}, err
	}
	h, err := s.market.History(ctx, market.HistoryQuery{Symbol: symbol, From: day.AddDays(-7), To: day, Interval: market.Day})
	if err != nil {
		return 0, market.Origin{}, err
	}
	if len(h.Bars) == 0 {
		return 0, market.Origin{}, market.ErrNoData
	}
	return h.Bars[len(h.Bars)-1].Close, h.Origin, nil
}
