package tools

import (
	"cmp"
	"fmt"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
	"quotewire/internal/units"
)

// tickerFacts are the figures of one symbol; full adds those that a list of many
// symbols can do without.
func tickerFacts(t *market.Ticker, full bool) factList {
	w := tickerWriter{t: t, places: placesOf(t)}
	w.identity()
	w.session()
	if full {
		w.extended("pre-market", "quote.pre_market", t.PreMarket)
		w.extended("post-market", "quote.post_market", t.PostMarket)
		w.number("bid", "quote.bid", t.Bid, w.amount)
		w.number("ask", "quote.ask", t.Ask, w.amount)
		w.number("average volume (3 months)", "quote.average_volume_3m", t.AverageVolume3M, w.volume)
		w.number("average volume (10 days)", "quote.average_volume_10d", t.AverageVolume10D, w.volume)
		w.number("average price (50 days)", "quote.average_50d", t.Average50D, w.amount)
		w.number("average price (200 days)", "quote.average_200d", t.Average200D, w.amount)
	}
	w.company(full)
	w.timing()
	return w.factList
}

type tickerWriter struct {
	factList
	t      *market.Ticker
	places int // of its prices and their changes
}

// unit is that of its prices.
func (w tickerWriter) unit() exhibit.Unit { return priceUnit(w.t.Kind, w.t.Currency) }

// amount is a price with its unit.
func (w tickerWriter) amount(v float64) exhibit.Value { return money(v, w.places, w.unit()) }

// plain is a price alone: the currency stands at the price's line.
func (w tickerWriter) plain(v float64) exhibit.Value {
	return exhibit.Number(v, exhibit.Fixed(w.places).Plain(), w.unit())
}

// move is the change of a price, without its unit.
func (w tickerWriter) move(v float64) exhibit.Value {
	return exhibit.Number(v, exhibit.Signed(w.places).Plain(), w.unit())
}

// volume is what was traded, in words as well.
func (w tickerWriter) volume(v float64) exhibit.Value {
	return traded(w.t.Kind, w.t.Currency, exhibit.Words())(v)
}

// ratio is a ratio to two places.
func ratio(v float64) exhibit.Value { return number(v, exhibit.Fixed(2), exhibit.Ratio) }

func (w *tickerWriter) identity() {
	t := w.t
	w.words("symbol", t.Symbol.String())
	w.words("name", label(t.Name))
	w.words("kind", string(t.Kind))
	w.words("exchange", cmp.Or(label(t.ExchangeName), label(t.Exchange)))
	currency := label(t.Currency)
	if u, ok := units.MinorOf(t.Currency); ok {
		currency += fmt.Sprintf(" (%s; market cap is in %s)", u, u.Major)
	}
	w.words(currencyLabel(t.Kind), currency)
}

func (w *tickerWriter) session() {
	t := w.t
	w.add("price", cell(t.Price, w.amount).Of("quote.price").Between(w.lastTrade(), ""))
	w.add(w.changeName(), changeOf(cell(t.Change, w.move).Of("quote.change"), cell(t.ChangePercent, percent).Of("quote.change_percent"))...)
	if t.Kind != market.KindCrypto {
		w.number("previous close", "quote.previous_close", t.PreviousClose, w.plain)
	}
	w.number("open", "quote.open", t.Open, w.plain)
	w.span("day range", "quote.day", t.DayLow, t.DayHigh)
	w.number("volume", "quote.volume", t.Volume, w.volume)
	w.add("turnover ratio", cell(study.Turnover(t), inPercent).Of("quote.turnover").Between("", " (volume over shares outstanding)"))
	w.span("year range", "quote.year", t.YearLow, t.YearHigh)
	if t.Kind == market.KindCrypto { // not below a change that is not from it
		w.number("close before (midnight UTC)", "quote.previous_close", t.PreviousClose, w.plain)
	}
}

// changeOf is a change and what it is in per cent, or the one that is known.
func changeOf(change, percent exhibit.Value) []exhibit.Value {
	if change.Kind == exhibit.Absent {
		return []exhibit.Value{percent}
	}
	return []exhibit.Value{change, percent.Between(" (", ")")}
}

// changeName says what a change is over: of a coin 24 hours.
func (w *tickerWriter) changeName() string {
	switch {
	case w.t.Kind == market.KindCrypto:
		return "change over 24 hours"
	case w.t.SessionsSinceTrade > 0:
		return "change on that day"
	}
	return "change"
}

// lastTrade stands before a price that is from days ago, else is empty.
func (w *tickerWriter) lastTrade() string {
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

// span is "low to high"; a half that is missing is named by the other.
func (w *tickerWriter) span(name string, field exhibit.Field, low, high market.Number) {
	l, h := cell(low, w.plain).Of(field+"_low"), cell(high, w.plain).Of(field+"_high")
	switch {
	case h.Kind == exhibit.Absent:
		w.add(name+" low", l)
	case l.Kind == exhibit.Absent:
		w.add(name+" high", h)
	default:
		w.add(name, l.Between("", " to "), h)
	}
}

func (w *tickerWriter) extended(name string, field exhibit.Field, e *market.Extended) {
	if e == nil || e.Price.IsZero() {
		return
	}
	values := []exhibit.Value{
		cell(e.Price, w.amount).Of(field),
		cell(e.Change, w.move).Of(field+"_change").Between(", ", ""),
		cell(e.ChangePercent, percent).Of(field+"_change_percent").Between(" (", ")"),
		exhibit.Moment(e.AsOf.In(w.t.Location), exhibit.Instant()).Between(", as of ", ""),
	}
	if e.AsOf.IsZero() {
		values = values[:3]
	}
	for i := range values[:3] {
		values[i].Period = exhibit.At(e.AsOf)
	}
	w.add(name, values...)
}

func (w *tickerWriter) company(full bool) {
	t := w.t
	major := units.Major(t.Currency)
	w.add("market cap", proven(t.Proof, "market_cap", t.MarketCap, major, amount))
	w.add("p/e (trailing)", unless(t.TrailingPE, ratio, t.TrailingLoss, loss).Of("company.trailing_pe"))
	if full {
		w.add("p/e (forward)", unless(t.ForwardPE, ratio, t.ForwardLoss, loss).Of("company.forward_pe"))
		w.add("eps (trailing 12 months)", proven(t.Proof, "eps_ttm", t.EPS, major, w.aShare))
		w.add("eps (forward)", proven(t.Proof, "eps_forward", t.ForwardEPS, major, w.aShare))
		w.add("book value a share", proven(t.Proof, "book_value", t.BookValue, w.accounts(), w.aShare))
		w.add("price to book", unless(t.PriceToBook, ratio, t.NegativeBook, negativeBook).Of("company.price_to_book"))
		w.number("shares outstanding", "company.shares_outstanding", t.SharesOutstanding, shares)
		w.number("dividend a share and year (trailing)", "company.trailing_dividend_rate", t.DividendRate, func(v float64) exhibit.Value { return money(v, 4, exhibit.AShare(t.Currency)) })
	}
	w.number("dividend yield (trailing)", "company.trailing_dividend_yield", t.DividendYield, yield)
	if full {
		w.add("dividend a share and year (announced)", proven(t.Proof, "forward_dividend_rate", t.ForwardDividendRate, major, perShare).Of("company.dividend_rate"))
		w.number("dividend yield (announced)", "company.dividend_yield", t.ForwardDividendYield, yield)
		w.earnings()
	}
}

// aShare is money a share, to more places where prices are in a minor unit.
func (w *tickerWriter) aShare(unit string) form {
	places := 2
	if _, minor := units.MinorOf(w.t.Currency); minor {
		places = 4
	}
	return func(v float64) exhibit.Value { return exhibit.Number(v, exhibit.Fixed(places), exhibit.AShare(unit)) }
}

// accounts is the currency of the accounts, the price's where none is named.
func (w *tickerWriter) accounts() string {
	return cmp.Or(w.t.FinancialCurrency, units.Major(w.t.Currency))
}

func (w *tickerWriter) timing() {
	t := w.t
	w.words("market state", string(t.State))
	w.asOf(priceOrigin(t), t.Location)
	w.number("delay", "quote.delay", t.DelayMinutes, func(v float64) exhibit.Value {
		if v == 0 {
			return exhibit.Text("none (real time)")
		}
		return minutesBehind(v)
	})
	w.confirmed(t.Origin)
	w.stale(priceOrigin(t))
}
