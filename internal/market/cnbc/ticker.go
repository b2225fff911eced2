package cnbc

import (
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

// ticker is what a row says of a symbol.
func (s *Source) ticker(symbol market.Symbol, r *row) (*market.Ticker, error) {
	if r == nil {
		return nil, httpsource.Malformed("no row of the symbol")
	}
	price := r.Last.Price()
	if code := string(r.Code); code != "" && code != "0" || price.IsZero() {
		return nil, unknown("")
	}
	at := s.venues.Of(symbol.String())
	if err := r.contradicts(at); err != nil {
		return nil, err
	}
	now := s.client.Now()
	t := &market.Ticker{
		Symbol: symbol, Name: r.name(), Kind: r.kind(at.Kind), Currency: r.currency(at), Exchange: r.exchange(at), ExchangeName: r.Exchange.Text(), TimeZone: at.Zone(),
		Price: price, Open: r.Open.Price(), DayHigh: r.High.Price(), DayLow: r.Low.Price(), YearHigh: r.YearHigh.Price(), YearLow: r.YearLow.Price(),
		AsOf: momentOf(string(r.LastTime), at, now), Origin: s.origin(string(r.Symbol)),
	}
	if t.State = at.State(now, t.AsOf); t.Kind == market.KindFund && (t.State == market.StatePre || t.State == market.StatePost) {
		t.State = market.StateClosed // it is priced once a day
	}
	if strings.EqualFold(string(r.RealTime), "true") {
		t.DelayMinutes = market.Num(0)
	}
	t.PreviousClose = r.previousClose()
	t.Change, t.ChangePercent = httpsource.Change(t.Price, t.PreviousClose)
	r.outside(t, at, now)
	if at.Kind == spelling.US || at.Kind == spelling.Abroad || at.Kind == spelling.Crypto || at.Kind == spelling.Future {
		t.Volume, t.AverageVolume10D = r.Volume.Number(), r.AverageVolume.Price()
	}
	if at.Kind == spelling.Index { // 0 where none is counted
		t.Volume, t.AverageVolume10D = r.Volume.Above(), r.AverageVolume.Above()
	}
	r.ratios(t, at)
	return t, nil
}

func (r *row) name() string {
	if name := r.Name.Text(); name != "" {
		return name
	}
	return r.ShortName.Text()
}

// previousClose is the close of the session before that of the price. previous_day_closing
// is that only until the day has rolled, from when it repeats the price: then the change
// tells. Where neither does, there was no trade since, and it is absent.
func (r *row) previousClose() market.Number {
	last, _ := r.Last.Price().Get()
	sent, wasSent := r.Previous.Price().Get()
	change, moved := r.Change.Price().Get()
	unchanged := r.Change != "" && !moved // UNCH, or a zero
	switch {
	case moved:
		if sent == last { // it has rolled
			return httpsource.Before(r.Last, change, r.Change, market.Number{})
		}
		return httpsource.Before(r.Last, change, r.Change, r.Previous.Price())
	case wasSent && sent != last && !unchanged:
		return market.Num(sent)
	}
	return market.Number{}
}

// outside adds the price before or after the session. One that is older than the price of
// the session is of an earlier day.
func (r *row) outside(t *market.Ticker, at venue.Venue, now time.Time) {
	if r.Extended == nil || t.State == market.StateOpen {
		return
	}
	price := r.Extended.Last.Price()
	e := &market.Extended{Price: price, AsOf: momentOf(string(r.Extended.LastTime), at, now)}
	if price.IsZero() || !e.AsOf.IsZero() && e.AsOf.Before(t.AsOf) {
		return
	}
	e.Change, e.ChangePercent = httpsource.Change(price, t.Price)
	switch string(r.Extended.Type) {
	case "PRE_MKT":
		t.PreMarket = e
	case "POST_MKT":
		t.PostMarket = e
	}
}

// ratios adds what is known of a company. Where prices are in a minor unit such as pence
// it is not certain which unit its figures are in.
func (r *row) ratios(t *market.Ticker, at venue.Venue) {
	if at.Kind != spelling.US && at.Kind != spelling.Abroad || minor(t.Currency) || t.Currency == "" {
		return
	}
	t.MarketCap, t.SharesOutstanding = r.MarketCap.Price(), r.Shares.Price()
	t.EPS, t.ForwardEPS = r.EPS.Number(), r.ForwardEPS.Number()
	t.TrailingPE, t.TrailingLoss = earned(r.PE)
	t.ForwardPE, t.ForwardLoss = earned(r.ForwardPE)
	t.ForwardDividendRate, t.ForwardDividendYield = r.Dividend.Price(), r.DividendYield.Price()
}

// earned is a price's ratio to earnings. One below 0 says that there are none.
func earned(c httpsource.Cell) (ratio market.Number, loss bool) {
	n := c.Price()
	if v, _ := n.Get(); v < 0 {
		return market.Number{}, true
	}
	return n, false
}
