package yahoo

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"net/url"
	"time"

	finance "github.com/piquette/finance-go"
	"github.com/piquette/finance-go/chart"
	"github.com/piquette/finance-go/datetime"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// History asks Yahoo for one chart. q is normal.
func (y *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	now := y.now()
	if err := withinLimits(q, now); err != nil {
		return nil, err
	}
	var wire *chartWire
	c := &call{
		client: y.client,
		symbol: q.Symbol.String(),
		set:    parametersOf(q, now),
		// The library knows no range, and writes no period that begins at 1970.
		drop: url.Values{"period1": nil, "period2": nil, "corsDomain": nil},
	}
	c.clean = func(body []byte) (clean []byte, err error) {
		if wire, err = readChart(body); err != nil {
			return nil, err
		}
		if err := wire.check(q); err != nil {
			return nil, err
		}
		return wire.body()
	}
	var bars []market.Bar
	err := library(ctx, y.logger, c, func() error {
		iter := chart.Client{B: c}.Get(&chart.Params{
			Params:   finance.Params{Context: &ctx},
			Symbol:   q.Symbol.String(),
			Start:    datetime.New(&now),
			End:      datetime.New(&now),
			Interval: datetime.Interval(q.Interval),
		})
		for iter.Next() {
			bars = append(bars, newBar(iter.Bar()))
		}
		return iter.Err()
	})
	if err == nil && len(bars) != len(wire.rows) {
		err = &market.Error{Kind: market.ErrMalformed, Symbol: q.Symbol.String(), Message: fmt.Sprintf("%d bars read of %d", len(bars), len(wire.rows))}
	}
	if err != nil {
		return nil, err
	}
	return y.newHistory(q, wire, bars, y.now())
}

// check refuses a chart that is about something else or too long.
func (w *chartWire) check(q market.HistoryQuery) error {
	if err := about(w.meta.Symbol, q.Symbol); err != nil {
		return err
	}
	if len(w.rows) > maxBars {
		return fmt.Errorf("%w: interval: %s makes %d bars of that period: want a longer interval or a shorter period, at most %d bars", market.ErrQuery, q.Interval, len(w.rows), maxBars)
	}
	return nil
}

// newBar turns the library's decimals, 300 bytes a bar, into plain numbers.
func newBar(b *finance.ChartBar) market.Bar {
	return market.Bar{
		Time: int64(b.Timestamp),
		Open: floatOf(b.Open), High: floatOf(b.High), Low: floatOf(b.Low), Close: floatOf(b.Close),
		AdjClose: floatOf(b.AdjClose),
		Volume:   float64(b.Volume),
	}
}

// floatOf is the nearest float of one of the library's decimals. Where its digits and its
// power of ten are floats themselves their quotient is that: the library's own way, by a
// fraction, takes several times as long, of each of 15,000 bars five times.
func floatOf(d interface {
	Sign() int
	Coefficient() *big.Int
	Exponent() int32
	Float64() (float64, bool)
}) float64 {
	if d.Sign() == 0 {
		return 0 // one that was never set has no coefficient
	}
	if c, e := d.Coefficient(), d.Exponent(); c.BitLen() <= 53 && e <= 0 && e >= -22 {
		return float64(c.Int64()) / math.Pow10(int(-e))
	}
	v, _ := d.Float64()
	return v
}

// newHistory puts the bars into their history: those of the period, oldest
// first, one for each interval. All that came are held against each other, those
// around the period too.
func (y *Source) newHistory(q market.HistoryQuery, w *chartWire, bars []market.Bar, now time.Time) (*market.History, error) {
	h := &market.History{
		Symbol:       q.Symbol,
		Name:         firstText(w.meta.LongName, w.meta.ShortName),
		Kind:         kindOf(w.meta.InstrumentType),
		Currency:     w.meta.Currency,
		Exchange:     w.meta.Exchange,
		ExchangeName: w.meta.FullExchange,
		Location:     w.zone,
		Interval:     q.Interval,
		Gaps:         w.gaps,
		Origin:       y.about(q.Symbol, "/history/"),
	}
	h.FirstTrade = dayIn(w.meta.FirstTrade, h.Location)
	if g := granularity(w.meta.Granularity); g != "" {
		h.Interval = g
	}
	for i := range bars {
		if !w.rows[i].v.ok {
			bars[i].Volume = -1
		}
	}
	session := sessionOf(w.meta)
	bars = mergeLive(ownDays(bars, h), h, session)
	bars, doubts := w.examine(bars, h)
	for _, b := range bars {
		if covers(q, h.DayOf(b)) {
			h.Bars = append(h.Bars, b)
		}
	}
	if len(h.Bars) == 0 {
		return nil, noData(q, h.Gaps)
	}
	h.Adjusted = w.adjustment(h)
	h.Partial, h.Doubts = market.Lacking(h.Bars), doubts
	h.Doubts = h.DoubtsOn(h.DayOf(h.Bars[0]), h.DayOf(h.Bars[len(h.Bars)-1]))
	h.Open = unfinished(h, session, now)
	return h, nil
}

// granularity is the interval that Yahoo says it sent: at times it sends a longer
// one than it was asked for. Empty when it does not say.
func granularity(s string) market.Interval {
	switch {
	case s == "60m":
		return market.Hour
	case len(s) > len("90m"):
		return ""
	}
	return market.Interval(client.Line(s))
}

// noData is the error for an empty history.
func noData(q market.HistoryQuery, gaps int) error {
	e := &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String()}
	if gaps > 0 {
		e.Message = fmt.Sprintf("%d bars came without a close or a time", gaps)
	}
	return e
}
