package cnbc

import (
	"math"
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
		return nil, malformed("no row of the symbol")
	}
	price := priced(r.Last)
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
		Price: price, Open: priced(r.Open), DayHigh: priced(r.High), DayLow: priced(r.Low), YearHigh: priced(r.YearHigh), YearLow: priced(r.YearLow),
		AsOf: momentOf(string(r.LastTime), at, now), Origin: s.origin(string(r.Symbol)),
	}
	t.State = at.State(now, t.AsOf)
	if strings.EqualFold(string(r.RealTime), "true") {
		t.DelayMinutes = market.Num(0)
	}
	t.PreviousClose = r.previousClose()
	t.Change, t.ChangePercent = moved(t.Price, t.PreviousClose)
	r.outside(t, at, now)
	if at.Kind == spelling.US || at.Kind == spelling.Abroad || at.Kind == spelling.Crypto || at.Kind == spelling.Future {
		t.Volume, t.AverageVolume10D = r.Volume.Number(), priced(r.AverageVolume)
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

// priced is a figure of which 0 stands for none.
func priced(c httpsource.Cell) market.Number {
	n := c.Number()
	if v, _ := n.Get(); v == 0 {
		return market.Number{}
	}
	return n
}

// previousClose is the close of the session before that of the price. previous_day_closing
// is that only until the day has rolled, from when it repeats the price: then the change
// tells. Where neither does, there was no trade since, and it is absent.
func (r *row) previousClose() market.Number {
	last, _ := priced(r.Last).Get()
	sent, wasSent := priced(r.Previous).Get()
	change, moved := priced(r.Change).Get()
	unchanged := r.Change != "" && !moved // UNCH, or a zero
	switch {
	case moved:
		before := last - change
		if wasSent && sent != last && math.Abs(before-sent) <= step(r.Change)*0.51 {
			return market.Num(sent)
		}
		return market.Num(rounded(before, min(step(r.Last), step(r.Change))))
	case wasSent && sent != last && !unchanged:
		return market.Num(sent)
	}
	return market.Number{}
}

// step is the distance between two neighbours of a figure as it was written: 0.01 for
// 218.29.
func step(c httpsource.Cell) float64 {
	_, decimals, _ := strings.Cut(string(c), ".")
	n := strings.IndexFunc(decimals, func(r rune) bool { return r < '0' || r > '9' })
	if n < 0 {
		n = len(decimals)
	}
	return math.Pow10(-min(n, 12))
}

// rounded is v without what the subtraction of two decimals has left behind.
func rounded(v, step float64) float64 {
	scale := math.Round(1 / step)
	return math.Round(v*scale) / scale
}

// moved is the change from one price to another, and its per cent: change_pct may have
// lost its sign.
func moved(price, before market.Number) (change, percent market.Number) {
	p, ok := price.Get()
	b, also := before.Get()
	if !ok || !also {
		return change, percent
	}
	change = market.Num(rounded(p-b, 1e-6))
	if b != 0 {
		percent = market.Num(rounded((p-b)/math.Abs(b)*100, 1e-6))
	}
	return change, percent
}

// outside adds the price before or after the session. One that is older than the price of
// the session is of an earlier day.
func (r *row) outside(t *market.Ticker, at venue.Venue, now time.Time) {
	if r.Extended == nil || t.State == market.StateOpen {
		return
	}
	price := priced(r.Extended.Last)
	e := &market.Extended{Price: price, AsOf: momentOf(string(r.Extended.LastTime), at, now)}
	if price.IsZero() || !e.AsOf.IsZero() && e.AsOf.Before(t.AsOf) {
		return
	}
	e.Change, e.ChangePercent = moved(price, t.Price)
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
	t.MarketCap, t.SharesOutstanding = priced(r.MarketCap), priced(r.Shares)
	t.EPS, t.ForwardEPS = r.EPS.Number(), r.ForwardEPS.Number()
	t.TrailingPE, t.TrailingLoss = earned(r.PE)
	t.ForwardPE, t.ForwardLoss = earned(r.ForwardPE)
	t.ForwardDividendRate, t.ForwardDividendYield = priced(r.Dividend), priced(r.DividendYield)
}

// earned is a price's ratio to earnings. One below 0 says that there are none.
func earned(c httpsource.Cell) (ratio market.Number, loss bool) {
	n := priced(c)
	if v, _ := n.Get(); v < 0 {
		return market.Number{}, true
	}
	return n, false
}
