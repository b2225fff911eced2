package tools

import (
	"fmt"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// writeTicker writes the figures of one symbol; full adds those that a list of
// many symbols can do without.
func writeTicker(s *sheet, t *market.Ticker, full bool) {
	w := tickerWriter{sheet: s, t: t, places: placesOf(t)}
	w.identity()
	w.session()
	if full {
		w.extended("pre-market", t.PreMarket)
		w.extended("post-market", t.PostMarket)
		s.number("bid", t.Bid, w.amount)
		s.number("ask", t.Ask, w.amount)
		s.number("average volume (3 months)", t.AverageVolume3M, count)
		s.number("average volume (10 days)", t.AverageVolume10D, count)
		s.number("average price (50 days)", t.Average50D, w.amount)
		s.number("average price (200 days)", t.Average200D, w.amount)
	}
	w.company(full)
	w.timing()
}

type tickerWriter struct {
	*sheet
	t      *market.Ticker
	places int // of its prices and their changes
}

// amount writes a price with its unit: the levels of an index are no money.
func (w tickerWriter) amount(v float64) string {
	if w.t.Kind == market.KindIndex {
		return fixed(v, w.places) + " " + string(study.Points)
	}
	return money(v, w.places, w.t.Currency)
}

// plain writes a price alone: the currency stands at the price's line.
func (w tickerWriter) plain(v float64) string { return fixed(v, w.places) }

func ratio(v float64) string { return fixed(v, 2) }

func (w tickerWriter) identity() {
	t := w.t
	w.line("symbol", t.Symbol.String())
	w.line("name", label(t.Name))
	w.line("kind", string(t.Kind))
	exchange := label(t.ExchangeName)
	if exchange == "" {
		exchange = label(t.Exchange)
	}
	w.line("exchange", exchange)
	currency := label(t.Currency)
	if major, name, ok := minorUnit(t.Currency); ok {
		currency += fmt.Sprintf(" (%s: 100 are 1 %s; market cap is in %s)", name, major, major)
	}
	w.line(currencyLabel(t.Kind), currency)
}

func (w tickerWriter) session() {
	t := w.t
	w.number("price", t.Price, w.amount)
	change, hasChange := t.Change.Get()
	share, hasShare := t.ChangePercent.Get()
	switch {
	case hasChange && hasShare:
		w.linef("change", "%s (%s)", signed(change, w.places), percent(share))
	case hasChange:
		w.line("change", signed(change, w.places))
	case hasShare:
		w.line("change", percent(share))
	}
	w.number("previous close", t.PreviousClose, w.plain)
	w.number("open", t.Open, w.plain)
	w.span("day range", t.DayLow, t.DayHigh)
	w.number("volume", t.Volume, count)
	w.turnover()
	w.span("year range", t.YearLow, t.YearHigh)
}

// turnover is the part of all shares that was traded this session.
func (w tickerWriter) turnover() {
	volume, traded := w.t.Volume.Get()
	shares, known := w.t.SharesOutstanding.Get()
	if traded && known && shares > 0 {
		w.linef("turnover ratio", "%s %% (volume over shares outstanding)", fixed(volume/shares*100, 4))
	}
}

// span writes "low to high"; a half that is missing is named by the other.
func (w tickerWriter) span(name string, low, high market.Number) {
	l, hasLow := low.Get()
	h, hasHigh := high.Get()
	switch {
	case hasLow && hasHigh:
		w.linef(name, "%s to %s", w.plain(l), w.plain(h))
	case hasLow:
		w.line(name+" low", w.plain(l))
	case hasHigh:
		w.line(name+" high", w.plain(h))
	}
}

func (w tickerWriter) extended(name string, e *market.Extended) {
	if e == nil {
		return
	}
	price, ok := e.Price.Get()
	if !ok {
		return
	}
	s := w.amount(price)
	if v, ok := e.Change.Get(); ok {
		s += ", " + signed(v, w.places)
	}
	if v, ok := e.ChangePercent.Get(); ok {
		s += " (" + percent(v) + ")"
	}
	if !e.AsOf.IsZero() {
		s += ", as of " + instant(e.AsOf, location(w.t.TimeZone))
	}
	w.line(name, s)
}

func (w tickerWriter) company(full bool) {
	t := w.t
	major := t.Currency
	if m, _, ok := minorUnit(t.Currency); ok {
		major = m
	}
	w.number("market cap", t.MarketCap, func(v float64) string { return join(count(v), major) })
	w.number("p/e (trailing)", t.TrailingPE, ratio)
	if full {
		w.number("p/e (forward)", t.ForwardPE, ratio)
		// Yahoo quotes per-share figures of pence-priced shares now in pence,
		// now in pounds, so only a major unit is named.
		w.number("eps (trailing 12 months)", t.EPS, w.perShare)
		w.number("eps (forward)", t.ForwardEPS, w.perShare)
		w.number("book value a share", t.BookValue, w.ofAccounts)
		w.number("price to book", t.PriceToBook, ratio)
		w.number("shares outstanding", t.SharesOutstanding, count)
		w.number("dividend a share and year (trailing)", t.DividendRate, func(v float64) string { return money(v, 4, t.Currency) })
	}
	w.number("dividend yield (trailing)", t.DividendYield, yield)
	if full {
		w.number("dividend a share and year (announced)", t.ForwardDividendRate, func(v float64) string { return money(v, 4, major) })
		w.number("dividend yield (announced)", t.ForwardDividendYield, yield)
		w.earnings()
	}
}

// yield writes a yield that is in per cent.
func yield(v float64) string { return fixed(v, 2) + " %" }

func (w tickerWriter) earnings() {
	switch at := w.t.EarningsAt; {
	case at.IsZero():
	case w.t.EarningsEstimated:
		w.line("earnings announcement", at.UTC().Format("2006-01-02")+" (estimated by the source, not announced)")
	default:
		w.line("earnings announcement", at.UTC().Format("2006-01-02")+" (next or latest)")
	}
}

func (w tickerWriter) perShare(v float64) string {
	if _, _, minor := minorUnit(w.t.Currency); minor {
		return fixed(v, 4)
	}
	return join(fixed(v, 2), w.t.Currency)
}

// ofAccounts writes an amount a share of the accounts, which are not always in the
// currency of the price.
func (w tickerWriter) ofAccounts(v float64) string {
	if w.t.FinancialCurrency == "" {
		return w.perShare(v)
	}
	return join(fixed(v, 2), label(w.t.FinancialCurrency))
}

func (w tickerWriter) timing() {
	t := w.t
	w.line("market state", string(t.State))
	if !t.AsOf.IsZero() {
		w.line("as of", instant(t.AsOf, location(t.TimeZone)))
	}
	w.number("delay", t.DelayMinutes, func(v float64) string {
		if v == 0 {
			return "none (real time)"
		}
		return fmt.Sprintf("%s minutes behind the exchange", fixed(v, 0))
	})
	if t.Stale {
		w.linef("stale", "the data source refuses us; this is what it said %s ago", age(t.Age))
	}
}

// join puts a unit after a figure, if there is one.
func join(figure, unit string) string {
	if unit == "" {
		return figure
	}
	return figure + " " + unit
}
