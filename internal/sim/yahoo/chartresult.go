package yahoo

import (
	"math"
	"time"

	"quotewire/internal/sim/facts"
)

// result is the chart as Yahoo lays it out. Without a bar it has no timestamp
// and an empty quote.
func (c *chart) result() fields {
	quote, indicators := fields{}, fields{}
	r := fields{"meta": c.meta(), "indicators": indicators}
	if len(c.timestamps) > 0 {
		r["timestamp"] = c.timestamps
		quote = fields{"open": c.open, "high": c.high, "low": c.low, "close": c.shut, "volume": c.volume}
	}
	indicators["quote"] = []fields{quote}
	if c.interval.minutes == 0 {
		adjusted := fields{}
		if len(c.timestamps) > 0 {
			adjusted["adjclose"] = c.adjcl
		}
		indicators["adjclose"] = []fields{adjusted}
	}
	events := fields{}
	if c.dividends != nil {
		events["dividends"] = c.dividends
	}
	if c.splits != nil {
		events["splits"] = c.splits
	}
	if len(events) > 0 {
		r["events"] = events
	}
	return r
}

func (c *chart) meta() fields {
	in, x := c.in, c.in.Exchange
	s := snapshotOf(in, c.now)
	quoteType, _ := namesOf(in)
	abbreviation, offset := c.now.In(x.Zone).Zone()
	m := fields{
		"currency": in.Currency, "symbol": in.Symbol, "exchangeName": x.Code, "fullExchangeName": x.Name,
		"instrumentType": quoteType, "firstTradeDate": x.Opens(in.First).Unix(), "regularMarketTime": s.at.Unix(),
		"hasPrePostMarketData": in.Extended(), "gmtoffset": offset, "timezone": abbreviation,
		"exchangeTimezoneName": x.Zone.String(), "regularMarketPrice": single(s.bar.Close),
		"fiftyTwoWeekHigh": single(s.year.high), "fiftyTwoWeekLow": single(s.year.low),
		"longName": in.LongName, "shortName": in.ShortName, "priceHint": in.Digits(),
		"currentTradingPeriod": c.periods(), "dataGranularity": c.interval.name, "range": c.rng,
		"validRanges": validRanges(),
	}
	if in.Kind == facts.Future {
		delete(m, "longName")
	}
	if in.Kind != facts.Fund {
		m["regularMarketDayHigh"], m["regularMarketDayLow"] = single(s.bar.High), single(s.bar.Low)
		m["regularMarketVolume"] = s.bar.Volume
	}
	first := c.first
	if len(c.timestamps) == 0 {
		first = facts.DayOf(time.Unix(c.from, 0).In(x.Zone))
	}
	if first > in.First {
		// three decimals, as Yahoo rounds this one alone
		m["chartPreviousClose"] = math.Round(in.Close(x.Before(first))*1000) / 1000
	}
	if c.interval.minutes > 0 {
		m["previousClose"], m["scale"] = single(s.previous), 3
		if len(c.timestamps) > 0 {
			m["tradingPeriods"] = c.tradingPeriods()
		}
	}
	return m
}

func (c *chart) periods() fields {
	x, d := c.in.Exchange, c.clock.Period(c.in.Exchange)
	return fields{
		"pre":     c.period(d, x.Pre, x.Open),
		"regular": c.period(d, x.Open, x.Closing(d)),
		"post":    c.period(d, x.Closing(d), x.Late(d)),
	}
}

func (c *chart) period(d facts.Day, from, to int) fields {
	start := d.At(from, c.in.Exchange.Zone)
	abbreviation, offset := start.Zone()
	return fields{
		"timezone": abbreviation, "gmtoffset": offset,
		"start": start.Unix(), "end": d.At(to, c.in.Exchange.Zone).Unix(),
	}
}

// tradingPeriods is one list of one period for each day that has bars.
func (c *chart) tradingPeriods() [][]fields {
	all := [][]fields{}
	x := c.in.Exchange
	last := facts.Day(-1)
	for _, at := range c.timestamps {
		if d := facts.DayOf(time.Unix(at, 0).In(x.Zone)); d != last {
			all = append(all, []fields{c.period(d, x.Open, x.Closing(d))})
			last = d
		}
	}
	return all
}
