package fixing

import (
	"slices"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/spelling"
)

// Bank is who fixes rates.
type Bank struct {
	Currency string // its own
	// In says that rates are units of Currency for one of another. Else they are units
	// of the other for one of Currency.
	In     bool
	Others []string // the currencies that it fixes, or did
	// Digits is how many of a rate count at least, where a file may leave out zeros at
	// its end.
	Digits   int
	Location *time.Location // whose days they are
	Name     string         // of the rates, with the time at which they are fixed
}

// Covers reports whether both sides of a pair are fixed by the bank, or were.
func (b Bank) Covers(symbol market.Symbol) bool {
	base, quote, ok := spelling.Pair(symbol.String())
	return ok && spelling.KindOf(symbol.String()) == spelling.Currency && b.has(base) && b.has(quote)
}

func (b Bank) has(currency string) bool {
	return currency == b.Currency || slices.Contains(b.Others, currency)
}

// Fixed are the currencies whose rates make the price of a pair: one, or two where the
// bank's own is not in it. There are none of a pair that it does not cover.
func (b Bank) Fixed(symbol market.Symbol) (currencies []string) {
	base, quote, _ := spelling.Pair(symbol.String())
	for _, c := range []string{base, quote} {
		if b.Covers(symbol) && c != b.Currency {
			currencies = append(currencies, c)
		}
	}
	return currencies
}

// Check refuses an interval shorter than a day, and a pair that is not covered.
func (b Bank) Check(q market.HistoryQuery) error {
	e := &market.Error{Symbol: q.Symbol.String()}
	switch {
	case !b.Covers(q.Symbol):
		e.Kind, e.Message = market.ErrUnknownSymbol, "the bank does not fix it"
	case q.Interval.Length() > 0:
		e.Kind, e.Message = market.ErrNoData, "the bank fixes one rate a day"
	default:
		return nil
	}
	return e
}

// History is what a query asks for of the rates. Bars have a close alone, and begin at
// midnight of the bank; its weeks and months end with their last fix. Gaps are days on
// which the bank named a currency of the pair, from the first bar on, and there is no rate of the
// pair. Days
// after now mean that the answer is not what it says.
func (b Bank) History(q market.HistoryQuery, rates *Rates, now time.Time, origin market.Origin) (*market.History, error) {
	if err := b.Check(q); err != nil {
		return nil, err
	}
	base, quote, _ := spelling.Pair(q.Symbol.String())
	origin.Adjusted = market.AdjustedForNothing
	h := &market.History{
		Symbol: q.Symbol, Name: base + "/" + quote, Kind: market.KindCurrency, Currency: quote, ExchangeName: b.Name,
		Location: b.Location, Interval: q.Interval, Origin: origin,
	}
	var all []market.Bar
	var gaps []market.Date
	today := market.DateOf(now.In(b.Location))
	for _, day := range rates.days(b.Fixed(q.Symbol)...) {
		if day.Compare(today) > 0 {
			return nil, &market.Error{Kind: market.ErrMalformed, Symbol: q.Symbol.String(), Message: "rates of days to come"}
		}
		v, ok := b.price(rates, base, quote, day)
		if !ok {
			gaps = append(gaps, day)
			continue
		}
		all = append(all, market.Bar{Time: day.In(b.Location).Unix(), Close: v, AdjClose: v, Volume: -1})
	}
	h.Bars = q.Days(all, now, b.Location)
	if len(h.Bars) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "no rate that can be used was fixed"}
	}
	for _, day := range gaps {
		if day.Compare(h.DayOf(h.Bars[0])) >= 0 && (q.To.IsZero() || day.Compare(q.To) <= 0) {
			h.Gaps++
		}
	}
	h.Partial = market.Lacking(h.Bars)
	h.Open = b.open(h, all, today)
	return h, nil
}

// price is one base in quote on a day.
func (b Bank) price(rates *Rates, base, quote string, day market.Date) (float64, bool) {
	over, by := quote, base // of rates for one unit of the bank's own
	if b.In {
		over, by = base, quote
	}
	first, ok := b.rate(rates, over, day)
	if !ok || by == b.Currency {
		return first.Value, ok
	}
	second, ok := b.rate(rates, by, day)
	if !ok {
		return 0, false
	}
	return first.over(second)
}

// rate is that of a currency on a day; the bank's own is 1, to any digit.
func (b Bank) rate(rates *Rates, currency string, day market.Date) (Rate, bool) {
	if currency == b.Currency {
		return Rate{1, 12}, true
	}
	r, ok := rates.by[currency][day]
	r.Digits = max(r.Digits, b.Digits)
	return r, ok
}

// open reports whether another fix may still come into the week or month of the last bar:
// it has a weekday after that of the last fix, and is not over.
func (b Bank) open(h *market.History, all []market.Bar, today market.Date) bool {
	begin := h.DayOf(h.Bars[len(h.Bars)-1])
	var end market.Date // the first day after it
	switch h.Interval {
	case market.Week:
		end = begin.AddDays(7)
	case market.Month:
		end = begin.AddDays(31)
		end.Day = 1
	default:
		return false
	}
	next := h.DayOf(all[len(all)-1]).AddDays(1)
	for next.Weekday() == time.Saturday || next.Weekday() == time.Sunday {
		next = next.AddDays(1)
	}
	return next.Compare(end) < 0 && today.Compare(end) < 0
}
