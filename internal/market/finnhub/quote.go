package finnhub

import (
	"math"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// quote is an answer. A figure of 0 is one that Finnhub does not have.
type quote struct {
	Price    httpsource.Cell `json:"c"`
	Change   httpsource.Cell `json:"d"` // null where it does not know the symbol
	Open     httpsource.Cell `json:"o"`
	High     httpsource.Cell `json:"h"`
	Low      httpsource.Cell `json:"l"`
	Previous httpsource.Cell `json:"pc"`
	Time     httpsource.Cell `json:"t"` // Unix seconds of the price
}

// ticker is what a quote says. A price from before or after a session is refused: the
// other figures then are not of one session, and its close is not there.
func (s *Source) ticker(symbol market.Symbol, q quote) (*market.Ticker, error) {
	price := q.Price.Above()
	if price.IsZero() {
		if q.Price.Number().IsZero() {
			return nil, &market.Error{Kind: market.ErrMalformed, Symbol: symbol.String(), Message: "no price in the answer"}
		}
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "zeros for prices"}
	}
	now, at := s.client.Now(), s.venues.Of(symbol.String())
	asOf := q.Time.Seconds()
	if !asOf.IsZero() && (asOf.After(now.Add(time.Hour)) || !at.OfSession(asOf)) {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "its price is from outside the session"}
	}
	t := &market.Ticker{
		Symbol: symbol, Kind: market.KindEquity, Currency: "USD", TimeZone: at.Zone(), State: at.State(now, asOf), AsOf: asOf, DelayMinutes: market.Num(0),
		Price: price, Open: q.Open.Above(), DayHigh: q.High.Above(), DayLow: q.Low.Above(), Origin: s.client.Origin(""),
	}
	if t.PreviousClose = q.previous(t, at.Day(now) == at.Day(asOf)); !t.PreviousClose.IsZero() {
		t.Change, t.ChangePercent = httpsource.Change(t.Price, t.PreviousClose)
	}
	return t, nil
}

// previous is the close before, absent where the change that was sent says another, and
// where it repeats the price of a day that is over: that may be a new day without a trade.
func (q quote) previous(t *market.Ticker, today bool) market.Number {
	price, _ := t.Price.Get()
	before, ok := q.Previous.Above().Get()
	if change, sent := q.Change.Number().Get(); !ok || sent && math.Abs(price-before-change) > 0.0051+1e-6*price || before == price && !today {
		return market.Number{}
	}
	return market.Num(before)
}
