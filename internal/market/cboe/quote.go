package cboe

import (
	"context"
	"math"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// few is up to how many quotes are worth a second file each.
const few = 5

// Quotes asks for one file a symbol, and of a few symbols for a second one with the range
// of a year. Once Cboe refuses or is down it is not asked for the others.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	return httpsource.OneByOne(ctx, symbols, func(ctx context.Context, symbol market.Symbol) (*market.Ticker, error) {
		name, err := theirs(symbol)
		if err != nil {
			return nil, err
		}
		q, err := s.quote(ctx, symbol, name)
		if err == nil && len(symbols) <= few {
			s.addYear(ctx, q.ticker, name)
		}
		return q.ticker, err
	})
}

// quoted is a ticker with what else its file tells.
type quoted struct {
	ticker *market.Ticker
	day    market.Date // of the session that it is of; zero: not known
	over   bool        // that session was over when the file was written
}

// quote is that of what Cboe calls name.
func (s *Source) quote(ctx context.Context, symbol market.Symbol, name string) (q quoted, err error) {
	err = s.ask(ctx, symbol, delayedURL+"quotes/"+name+".json", func(body []byte) error {
		var f quoteFile
		if err := httpsource.JSON(body, &f); err != nil {
			return err
		}
		q, err = s.read(symbol, name, f)
		return err
	})
	return q, err
}

// read takes a quote apart.
func (s *Source) read(symbol market.Symbol, name string, f quoteFile) (q quoted, err error) {
	if err := f.about(name); err != nil {
		return q, err
	}
	w, now := f.Data, s.client.Now()
	told := moment(f.Timestamp, time.UTC)
	if told.IsZero() {
		told = now
	}
	t := &market.Ticker{
		Symbol: symbol, Kind: kindOf(w.Security.Text(), name), Currency: "USD", TimeZone: s.newYork.Location.String(), Location: s.newYork.Location,
		DelayMinutes: market.Num(delay.Minutes()), Origin: s.client.Origin(page(name)),
	}
	// What was traded after the file was written has lost its zone.
	if at := moment(w.LastTrade, s.newYork.Location); !at.After(told.Add(delay)) {
		t.AsOf = at
	}
	q.ticker = t
	if !t.AsOf.IsZero() {
		q.day = market.DateOf(t.AsOf.In(s.newYork.Location))
		q.over = s.overBy(q.day, told)
	}
	if t.Price, t.PreviousClose = w.prices(q.over, scale(name)); t.Price.IsZero() {
		return quoted{}, &market.Error{Kind: market.ErrNoData, Message: "the answer has no price"}
	}
	t.Change, t.ChangePercent = httpsource.Change(t.Price, t.PreviousClose)
	t.Open, t.DayHigh, t.DayLow = price(w.Open, scale(name)), price(w.High, scale(name)), price(w.Low, scale(name))
	t.Volume = w.Volume.Above()
	t.Bid, t.Ask = price(w.Bid, scale(name)), price(w.Ask, scale(name))
	t.State = s.venues.Of(symbol.String()).State(now, t.AsOf)
	return q, nil
}

// kindOf is the kind by what the file calls it, else by how it is written.
func kindOf(security, theirs string) market.Kind {
	switch {
	case isIndex(theirs):
		return market.KindIndex
	case strings.EqualFold(security, "stock"):
		return market.KindEquity
	case strings.EqualFold(security, "etf"):
		return market.KindETF
	}
	return market.KindOther
}

// page shows the quote of a symbol to a reader.
func page(theirs string) string {
	return "/delayed_quotes/" + strings.ToLower(strings.TrimPrefix(theirs, "_"))
}

// prices are the price, and the close of the day before where the file is certain of it.
//
// In the session the price is that of the last print. Once it is over it is the close,
// which is official: the print is from before the closing auction. The close before is
// what stands there, or what the change leads back to: later in the evening the day rolls
// over, and what stands there is the close of the same day. A file whose figures do not
// fit together has no close before, and neither has one of a new day without a trade,
// which says that nothing changed.
func (w quoteWire) prices(over bool, scale float64) (now, before market.Number) {
	now, before = price(w.Current, scale), price(w.Prior, scale)
	last, prior := value(now), value(before)
	moved, told := w.Change.Number().Get()
	moved /= scale
	closed := value(price(w.Close, scale))
	running := told && near(last-moved, prior)
	switch {
	case over && closed > 0 && told && near(closed-moved, prior):
		now = market.Num(closed)
	case over && closed > 0 && near(closed, prior) && !running:
		now, before = market.Num(closed), market.Number{}
		if told {
			before = positive(market.Num(round(closed - moved)))
		}
	case running: // and no close yet
	default:
		if before = (market.Number{}); over && closed > 0 {
			now = market.Num(closed)
		}
	}
	if moved == 0 && scale == 1 && w.untouched() { // an index of a yield has no more on any day
		before = market.Number{}
	}
	return now, before
}

// untouched reports whether the file has nothing of the session but a price.
func (w quoteWire) untouched() bool {
	return w.Open.Above().IsZero() && w.High.Above().IsZero() && w.Low.Above().IsZero() && w.Volume.Above().IsZero()
}

// near reports whether two prices are one, but for how they are rounded: to cents, those
// under a dollar more finely.
func near(a, b float64) bool {
	return math.Abs(a-b) < min(max(math.Abs(a)*1e-4, 0.0006), 0.006)
}

func value(n market.Number) float64 {
	v, _ := n.Get()
	return v
}

// overBy reports whether the session of a day was over, and its close was out, at a moment.
func (s *Source) overBy(day market.Date, at time.Time) bool {
	session, ok := s.newYork.Session(day)
	return !ok && at.After(day.AddDays(1).In(s.newYork.Location)) || ok && !at.Before(session.Close.Add(delay))
}
