package twelvedata

import (
	"math"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
)

// quote is a share's latest session. All figures are texts.
type quote struct {
	listing
	Name     httpsource.Cell `json:"name"`
	Day      string          `json:"datetime"`      // of the session, at the exchange
	At       httpsource.Cell `json:"last_quote_at"` // Unix seconds of the price
	Open     httpsource.Cell `json:"open"`
	High     httpsource.Cell `json:"high"`
	Low      httpsource.Cell `json:"low"`
	Close    httpsource.Cell `json:"close"` // the price
	Volume   httpsource.Cell `json:"volume"`
	Previous httpsource.Cell `json:"previous_close"`
	Change   httpsource.Cell `json:"change"`
	Year     struct {
		Low  httpsource.Cell `json:"low"`
		High httpsource.Cell `json:"high"`
	} `json:"fifty_two_week"`
	Extended   httpsource.Cell `json:"extended_price"`
	ExtendedAt httpsource.Cell `json:"extended_timestamp"`
}

// ticker is what a quote says. Its timestamp is not read: it was the time of the price
// once, and is that of the opening now.
func (s *Source) ticker(symbol market.Symbol, q quote) (*market.Ticker, error) {
	now, at := s.client.Now(), s.venues.Of(symbol.String())
	code, currency, err := q.check(symbol, at)
	if err != nil {
		return nil, err
	}
	price, asOf := q.Close.Above(), q.At.Seconds()
	day, err := market.ParseDate(q.Day[:min(len(q.Day), len(time.DateOnly))])
	switch {
	case price.IsZero():
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "no price"}
	case err != nil, day.Compare(at.Day(now)) > 0, !asOf.IsZero() && (at.Day(asOf) != day || asOf.After(now.Add(time.Hour))):
		return nil, malformed(symbol, "its day and its time contradict each other")
	}
	t := &market.Ticker{
		Symbol: symbol, Name: q.Name.Text(), Kind: kindOf(symbol), Currency: currency, Exchange: code, TimeZone: at.Zone(), State: at.State(now, asOf), AsOf: asOf,
		Price: price, Open: q.Open.Above(), DayHigh: q.High.Above(), DayLow: q.Low.Above(), Volume: q.Volume.Count(), YearLow: q.Year.Low.Above(), YearHigh: q.Year.High.Above(),
		PreviousClose: q.previous(), Origin: s.client.Origin(""),
	}
	t.Change, t.ChangePercent = httpsource.Change(t.Price, t.PreviousClose)
	q.outside(t, at)
	return t, nil
}

// previous is the close before, absent where the change that was sent says another, and
// where there was no change that it can be held against and it repeats the price.
func (q quote) previous() market.Number {
	price, _ := q.Close.Number().Get()
	before, ok := q.Previous.Above().Get()
	change, sent := q.Change.Number().Get()
	if !ok || sent && math.Abs(price-before-change) > 1e-4*price || before == price && (!sent || change != 0) {
		return market.Number{}
	}
	return market.Num(before)
}

// outside adds a price of before or after the session, where there is one that is younger
// than the session's.
func (q quote) outside(t *market.Ticker, at venue.Venue) {
	e := &market.Extended{Price: q.Extended.Above(), AsOf: q.ExtendedAt.Seconds()}
	if e.Price.IsZero() || t.AsOf.IsZero() || !e.AsOf.After(t.AsOf) || at.Regular(e.AsOf) {
		return
	}
	e.Change, e.ChangePercent = httpsource.Change(e.Price, t.Price)
	opening, ok := at.Opening(at.Day(e.AsOf))
	switch {
	case !ok:
	case t.State == market.StatePre && e.AsOf.Before(opening):
		t.PreMarket = e
	case t.State != market.StateOpen && !e.AsOf.Before(opening):
		t.PostMarket = e
	}
}

// kindOf is fund for what has a fund's symbol. Shares and ETFs are not told apart in a
// quote.
func kindOf(symbol market.Symbol) market.Kind {
	if text := symbol.String(); len(text) == 5 && text[4] == 'X' {
		return market.KindFund
	}
	return market.KindEquity
}
