package sim

import (
	"math"
	"time"
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
	in, x := c.in, c.in.exchange
	s := in.snapshot(c.now)
	quoteType, _ := in.names()
	abbreviation, offset := c.now.In(x.zone).Zone()
	m := fields{
		"currency": in.currency, "symbol": in.symbol, "exchangeName": x.code, "fullExchangeName": x.name,
		"instrumentType": quoteType, "firstTradeDate": x.opens(in.first).Unix(), "regularMarketTime": s.at.Unix(),
		"hasPrePostMarketData": in.extended(), "gmtoffset": offset, "timezone": abbreviation,
		"exchangeTimezoneName": x.zone.String(), "regularMarketPrice": single(s.bar.Close),
		"fiftyTwoWeekHigh": single(s.year.high), "fiftyTwoWeekLow": single(s.year.low),
		"longName": in.longName, "shortName": in.shortName, "priceHint": in.digits(),
		"currentTradingPeriod": c.periods(), "dataGranularity": c.interval.name, "range": c.rng,
		"validRanges": validRanges(),
	}
	if in.kind == future {
		delete(m, "longName")
	}
	if in.kind != fund {
		m["regularMarketDayHigh"], m["regularMarketDayLow"] = single(s.bar.High), single(s.bar.Low)
		m["regularMarketVolume"] = s.bar.Volume
	}
	first := c.first
	if len(c.timestamps) == 0 {
		first = dayOf(time.Unix(c.from, 0).In(x.zone))
	}
	if first > in.first {
		// three decimals, as Yahoo rounds this one alone
		m["chartPreviousClose"] = math.Round(in.close(x.before(first))*1000) / 1000
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
	x, d := c.in.exchange, c.clock.period(c.in.exchange)
	return fields{
		"pre":     c.period(d, x.pre, x.open),
		"regular": c.period(d, x.open, x.closing(d)),
		"post":    c.period(d, x.closing(d), x.late(d)),
	}
}

func (c *chart) period(d day, from, to int) fields {
	start := d.at(from, c.in.exchange.zone)
	abbreviation, offset := start.Zone()
	return fields{
		"timezone": abbreviation, "gmtoffset": offset,
		"start": start.Unix(), "end": d.at(to, c.in.exchange.zone).Unix(),
	}
}

// tradingPeriods is one list of one period for each day that has bars.
func (c *chart) tradingPeriods() [][]fields {
	all := [][]fields{}
	x := c.in.exchange
	last := day(-1)
	for _, at := range c.timestamps {
		if d := dayOf(time.Unix(at, 0).In(x.zone)); d != last {
			all = append(all, []fields{c.period(d, x.open, x.closing(d))})
			last = d
		}
	}
	return all
}
