package nasdaq

import (
	"context"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

// Quotes asks for one symbol after the other. Once Nasdaq refuses or is down the rest is
// not asked for.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	return httpsource.OneByOne(ctx, symbols, s.quote)
}

func (s *Source) quote(ctx context.Context, symbol market.Symbol) (t *market.Ticker, err error) {
	err = askOf(ctx, s, symbol, "info", nil, func(v *info, class string) error {
		if theirs, _ := spelling.To(spelling.Nasdaq, symbol.String()); !sameSymbol(v.Symbol, theirs) {
			return httpsource.Malformed("the answer is about another symbol")
		}
		t, err = s.ticker(symbol, class, v)
		return err
	})
	return t, err
}

// ticker is what an answer says of a symbol.
func (s *Source) ticker(symbol market.Symbol, class string, v *info) (*market.Ticker, error) {
	at, now := s.venues.Of(symbol.String()), s.client.Now()
	regular, outside := s.prices(v, at, now)
	if regular == nil {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no price of a session"}
	}
	t := &market.Ticker{
		Symbol: symbol, Name: v.Name.Text(), Kind: kindOf(class), Currency: "USD", Exchange: exchangeOf(string(v.Exchange)), ExchangeName: v.Exchange.Text(), TimeZone: at.Zone(),
		Price: regular.Price.Price(), AsOf: s.momentOf(string(regular.Time), at, now), Origin: s.client.Origin(page(symbol, class, "")),
		Open: v.Stats["openprice"].Price(), MarketCap: v.Stats["marketcap"].Price(),
	}
	if class == index && len(at.Listing.Exchanges) == 1 {
		t.Exchange = at.Listing.Exchanges[0]
	}
	t.DayLow, t.DayHigh = v.Stats.between("dayrange")
	t.YearLow, t.YearHigh = v.Stats.between("fiftytwoweekhighlow")
	t.State = at.State(now, t.AsOf)
	t.PreviousClose = regular.before(v.Stats["previousclose"], outside == nil)
	t.Change, t.ChangePercent = httpsource.Change(t.Price, t.PreviousClose)
	if v.Primary != nil && strings.EqualFold(string(v.Primary.RealTime), "true") {
		t.DelayMinutes = market.Num(0)
	}
	if outside == nil {
		t.Bid, t.Ask = regular.Bid.Price(), regular.Ask.Price()
		if t.Volume = regular.Volume.Number(); t.Volume.IsZero() {
			t.Volume = v.Stats["volume"].Number()
		}
		return t, nil
	}
	s.outside(t, v, outside, at, now)
	return t, nil
}

// prices are the latest price of a session and, before and after one, that of now, each
// nil where there is none.
func (s *Source) prices(v *info, at venue.Venue, now time.Time) (regular, outside *sale) {
	has := func(p *sale) bool { return p != nil && !p.Price.Price().IsZero() }
	if !has(v.Primary) {
		if has(v.Secondary) { // nobody has traded since
			return v.Secondary, nil
		}
		return nil, nil
	}
	text := strings.ToUpper(string(v.Primary.Time))
	moment := s.momentOf(string(v.Primary.Time), at, now)
	around := strings.Contains(text, "PRE-MARKET") || strings.Contains(text, "AFTER HOURS") || strings.Contains(text, "AFTER-HOURS")
	switch {
	case has(v.Secondary) && (around || moment.IsZero() || !at.Regular(moment)):
		return v.Secondary, v.Primary
	case around:
		return nil, v.Primary
	}
	return v.Primary, nil
}

// outside adds the price before or after the session. What the key figures call the
// volume is then that of before the session, or not of a whole one.
func (s *Source) outside(t *market.Ticker, v *info, p *sale, at venue.Venue, now time.Time) {
	e := &market.Extended{Price: p.Price.Price(), AsOf: s.momentOf(string(p.Time), at, now)}
	e.Change, e.ChangePercent = httpsource.Change(e.Price, t.Price)
	before := strings.Contains(strings.ToUpper(string(p.Time)), "PRE-MARKET") || e.AsOf.In(s.newYork).Hour() < 10 && !e.AsOf.IsZero()
	if !before {
		t.Volume = v.Stats["volume"].Number()
	}
	switch {
	case !e.AsOf.IsZero() && e.AsOf.Before(t.AsOf), t.State == market.StateOpen:
	case before:
		t.PreMarket = e
	default:
		t.PostMarket = e
	}
}

// before is the close of the session before that of a price: the price less its change.
// The key figures' is that close only while alone says that the session is the latest:
// before the next one it has become the price itself.
func (p *sale) before(stat httpsource.Cell, alone bool) market.Number {
	if change, ok := p.change(); ok {
		return httpsource.Before(p.Price, change, p.Change, stat.Price())
	}
	if said := stat.Price(); alone && said != p.Price.Price() {
		return said
	}
	return market.Number{}
}
