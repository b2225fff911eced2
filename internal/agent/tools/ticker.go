package tools

import (
	"fmt"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/study"
	"quotewire/internal/units"
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
	if u, ok := units.MinorOf(t.Currency); ok {
		currency += fmt.Sprintf(" (%s; market cap is in %s)", u, u.Major)
	}
	w.line(currencyLabel(t.Kind), currency)
}

func (w tickerWriter) session() {
	t := w.t
	w.number("price", t.Price, func(v float64) string { return w.lastTrade() + w.amount(v) })
	name := w.changeName()
	change, hasChange := t.Change.Get()
	share, hasShare := t.ChangePercent.Get()
	switch {
	case hasChange && hasShare:
		w.linef(name, "%s (%s)", signed(change, w.places), percent(share))
	case hasChange:
		w.line(name, signed(change, w.places))
	case hasShare:
		w.line(name, percent(share))
	}
	if t.Kind != market.KindCrypto {
		w.number("previous close", t.PreviousClose, w.plain)
	}
	w.number("open", t.Open, w.plain)
	w.span("day range", t.DayLow, t.DayHigh)
	w.number("volume", t.Volume, count)
	w.turnover()
	w.span("year range", t.YearLow, t.YearHigh)
	if t.Kind == market.KindCrypto { // not below a change that is not from it
		w.number("close before (midnight UTC)", t.PreviousClose, w.plain)
	}
}

// changeName says what a change is over: of a coin 24 hours.
func (w tickerWriter) changeName() string {
	switch {
	case w.t.Kind == market.KindCrypto:
		return "change over 24 hours"
	case w.t.SessionsSinceTrade > 0:
		return "change on that day"
	}
	return "change"
}

// lastTrade stands before a price that is from days ago, else is empty.
func (w tickerWriter) lastTrade() string {
	t := w.t
	if t.SessionsSinceTrade == 0 {
		return ""
	}
	what, unit := "last trade", "sessions"
	switch t.Kind {
	case market.KindFund, market.KindIndex:
		what = "last price"
	case market.KindCrypto:
		unit = "days"
	}
	return fmt.Sprintf("%s %d %s ago, on %s: ", what, t.SessionsSinceTrade, unit, dayAt(t.AsOf, t.Location))
}

// dayAt is the date of a moment at an exchange in zone.
func dayAt(at time.Time, zone *time.Location) string {
	return at.In(zone).Format(time.DateOnly)
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
		s += ", as of " + instant(e.AsOf, w.t.Location)
	}
	w.line(name, s)
}

func (w tickerWriter) company(full bool) {
	t := w.t
	major := units.Major(t.Currency)
	w.proven(t.Proof, "market_cap", "market cap", t.MarketCap, major, amount)
	w.unlessLoss("p/e (trailing)", t.TrailingPE, t.TrailingLoss, ratio)
	if full {
		w.unlessLoss("p/e (forward)", t.ForwardPE, t.ForwardLoss, ratio)
		w.proven(t.Proof, "eps_ttm", "eps (trailing 12 months)", t.EPS, major, w.aShare)
		w.proven(t.Proof, "eps_forward", "eps (forward)", t.ForwardEPS, major, w.aShare)
		w.proven(t.Proof, "book_value", "book value a share", t.BookValue, w.accounts(), w.aShare)
		w.unlessNegative("price to book", t.PriceToBook, t.NegativeBook, ratio)
		w.number("shares outstanding", t.SharesOutstanding, count)
		w.number("dividend a share and year (trailing)", t.DividendRate, func(v float64) string { return money(v, 4, t.Currency) })
	}
	w.number("dividend yield (trailing)", t.DividendYield, yield)
	if full {
		w.proven(t.Proof, "forward_dividend_rate", "dividend a share and year (announced)", t.ForwardDividendRate, major, perShare)
		w.number("dividend yield (announced)", t.ForwardDividendYield, yield)
		w.earnings()
	}
}

// yield writes a yield that is in per cent.
func yield(v float64) string { return fixed(v, 2) + " %" }

// unlessLoss writes a ratio to earnings, or that there are none.
func (s *sheet) unlessLoss(name string, n market.Number, loss bool, write func(float64) string) {
	s.number(name, n, write)
	if loss {
		s.line(name, "not meaningful (loss)")
	}
}

// unlessNegative writes a ratio to book value, or that it is below zero.
func (s *sheet) unlessNegative(name string, n market.Number, negative bool, write func(float64) string) {
	s.number(name, n, write)
	if negative {
		s.line(name, "not meaningful (negative book value)")
	}
}

// aShare writes money a share, to more places where prices are in a minor unit.
func (w tickerWriter) aShare(unit string) func(float64) string {
	places := 2
	if _, minor := units.MinorOf(w.t.Currency); minor {
		places = 4
	}
	return func(v float64) string { return join(fixed(v, places), unit) }
}

// accounts is the currency of the accounts, the price's where none is named.
func (w tickerWriter) accounts() string {
	if w.t.FinancialCurrency == "" {
		return units.Major(w.t.Currency)
	}
	return w.t.FinancialCurrency
}

func (w tickerWriter) timing() {
	t := w.t
	w.line("market state", string(t.State))
	if !t.AsOf.IsZero() {
		w.line("as of", instant(t.AsOf, t.Location))
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
