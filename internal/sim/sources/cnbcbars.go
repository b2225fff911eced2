package sources

import (
	"net/http"
	"strconv"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// cnbcSeries answers SYMBOL/1D/20260101000000/20260930235959/adjusted/EST5EDT.json. Its
// times are those of New York, wherever the exchange is.
func cnbcSeries(v *visit, parts []string) wire.Reply {
	newYork := v.catalog.Synthetic.Zone
	bars := []any{}
	in := v.cnbcInstrument(v.Asked.Symbols[0])
	if len(parts) != 6 {
		return wire.Page(http.StatusBadRequest, "Bad Request")
	}
	from, err1 := time.ParseInLocation("20060102150405", parts[2], newYork)
	to, err2 := time.ParseInLocation("20060102150405", parts[3], newYork)
	minutes, known := map[string]int{"1M": 1, "5M": 5, "30M": 30, "1D": 0}[parts[1]]
	switch {
	case err1 != nil || err2 != nil || !known:
		return wire.Page(http.StatusBadRequest, "Bad Request")
	case v.Fault.Kind == wire.NullResult:
		return wire.JSON(http.StatusOK, map[string]any{"barData": nil})
	case in != nil && in.Kind != facts.Delisted && v.Fault.Kind != wire.EmptyResult:
		bars = v.cnbcBars(in, minutes, from, to)
	}
	return wire.JSON(http.StatusOK, map[string]any{"barData": map[string]any{"priceBars": bars}})
}

func (v *visit) cnbcBars(in *facts.Instrument, minutes int, from, to time.Time) (bars []any) {
	x, newYork := in.Exchange, v.catalog.Synthetic.Zone
	p, _ := v.present(in, time.Duration(x.Delay)*time.Minute)
	first, last := max(facts.DayOf(from), in.First), min(facts.DayOf(to), p.Clock.Last)
	for d := first; d <= last; d++ {
		switch {
		case !x.Prices(d):
		case minutes > 0:
			bars = append(bars, v.cnbcWithin(in, d, minutes, p.Clock)...)
		default:
			b := v.told(in, in.Bar(d))
			if d == p.Clock.Last {
				b = p.Bar
			}
			y, m, dd := d.Time().Date()
			bars = append(bars, cnbcBar(in, time.Date(y, m, dd, 0, 0, 0, 0, newYork), b))
		}
	}
	if n := len(bars); n > 0 && minutes > 0 && in.Extended() { // a stray print on a Saturday
		saturday := last.Monday() + 5
		bars = append(bars, cnbcBar(in, saturday.At(7*60+10, newYork), facts.Bar{Open: p.Bar.Close, High: p.Bar.Close, Low: p.Bar.Close, Close: p.Bar.Close, Volume: 1}))
	}
	return bars
}

// cnbcWithin are the bars of a day, before the session one of trading then; those of quiet
// minutes are nulls.
func (v *visit) cnbcWithin(in *facts.Instrument, d facts.Day, step int, c facts.Clock) (bars []any) {
	newYork := v.catalog.Synthetic.Zone
	s := in.Session(d)
	done := s.Minutes
	if d == c.Last {
		done = c.Done
	}
	open := in.Exchange.Opens(d)
	if in.Extended() {
		b := v.told(in, in.Bar(d))
		bars = append(bars, cnbcBar(in, d.At(in.Exchange.Pre, newYork), facts.Bar{Open: b.Open, High: b.Open, Low: b.Open, Close: b.Open, Volume: 100}))
	}
	for m := 0; m < done; m += step {
		at := open.Add(time.Duration(m) * time.Minute).In(newYork)
		if step == 1 && s.Quiet(m) {
			bars = append(bars, map[string]any{"open": nil, "high": nil, "low": nil, "close": nil, "volume": nil, "tradeTime": at.Format("20060102150405"), "tradeTimeinMills": strconv.FormatInt(at.UnixMilli(), 10)})
			continue
		}
		bars = append(bars, cnbcBar(in, at, v.told(in, s.Span(m, min(m+step, done)))))
	}
	return bars
}

func cnbcBar(in *facts.Instrument, at time.Time, b facts.Bar) map[string]any {
	text := func(f float64) string { return strconv.FormatFloat(f, 'f', 4, 64) }
	row := map[string]any{
		"open": text(b.Open), "high": text(b.High), "low": text(b.Low), "close": text(b.Close), "volume": strconv.FormatInt(b.Volume, 10),
		"tradeTime": at.Format("20060102150405"), "tradeTimeinMills": at.UnixMilli(),
	}
	if in.Kind == facts.Fund {
		row["volume"] = nil
	}
	return row
}
