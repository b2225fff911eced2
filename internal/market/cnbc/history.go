package cnbc

import (
	"context"
	"math"
	"net/url"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const barsURL = "https://ts-api.cnbc.com/harmony/app/bars/"

// sent is what is asked for to have an interval: bars of that length or shorter ones,
// which are joined, and how far back, in days; 0: to the beginning.
type sent struct {
	name  string
	reach int
}

func sentFor(i market.Interval) (s sent, ok bool) {
	s, ok = map[market.Interval]sent{
		market.Minute: {"1M", 14}, market.Minutes5: {"5M", 60}, market.Minutes15: {"5M", 60}, market.Minutes30: {"30M", 180}, market.Hour: {"30M", 180},
		market.Day: {"1D", 0}, market.Week: {"1D", 0}, market.Month: {"1D", 0},
	}[i]
	return s, ok
}

// History is the bars of one symbol. Those of a share come with a quote of it, as bars do
// not say which listing they are of, and in which currency.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	h, err := s.history(ctx, q)
	if err != nil {
		return nil, httpsource.OfSymbol(q.Symbol, err)
	}
	return h, nil
}

func (s *Source) history(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	theirs, ok := spelling.To(spelling.CNBC, q.Symbol.String())
	want, has := sentFor(q.Interval)
	at, now := s.venues.Of(q.Symbol.String()), s.client.Now()
	from, to, reached := want.span(q, now, at)
	switch {
	case !ok:
		return nil, unknown("not covered")
	case !has, !reached:
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no bars of that interval so long ago"}
	}
	h := &market.History{
		Symbol: q.Symbol, Kind: (&row{}).kind(at.Kind), Currency: (&row{}).currency(at), Exchange: (&row{}).exchange(at),
		Location: at.Location(), Interval: q.Interval, Origin: s.origin(theirs),
	}
	var quote *market.Ticker
	if at.Kind == spelling.US || at.Kind == spelling.Abroad {
		tickers, errs := s.Quotes(ctx, []market.Symbol{q.Symbol})
		if errs[0] != nil {
			return nil, errs[0]
		}
		quote = tickers[0]
		h.Name, h.Kind, h.Currency, h.Exchange, h.ExchangeName = quote.Name, quote.Kind, quote.Currency, quote.Exchange, quote.ExchangeName
	}
	h.Adjusted = adjusted(at.Kind)
	bars, err := s.bars(ctx, theirs, want.name, from, to)
	if err != nil {
		return nil, err
	}
	if q.Interval.Length() == 0 {
		h.Bars = q.Days(bars.days(at, now), now, h.Location)
	} else {
		h.Bars = cut(bars.within(at, q.Interval.Length()), q, from, to, at)
	}
	h.Gaps = bars.gaps
	return h, finish(h, at, quote, now)
}

// adjusted is what past prices are adjusted for.
func adjusted(kind spelling.Kind) market.Adjustment {
	if kind == spelling.US || kind == spelling.Abroad {
		return market.AdjustedForSplits
	}
	return market.AdjustedForNothing
}

// finish says what the bars of a history lack, or why they are none of it.
func finish(h *market.History, at venue.Venue, quote *market.Ticker, now time.Time) error {
	if len(h.Bars) == 0 {
		return &market.Error{Kind: market.ErrNoData}
	}
	last := h.Bars[len(h.Bars)-1]
	if quote != nil && now.Unix()-last.Time < int64((40*24*time.Hour).Seconds()) {
		// A hundredfold is another unit: no price moves so in a month.
		if price, _ := quote.Price.Get(); math.Abs(math.Log(last.Close/price)) > math.Log(20) {
			return httpsource.Malformed("the bars are in another unit than the quote")
		}
	}
	h.Partial = market.Lacking(h.Bars)
	h.Open = at.Unfinished(time.Unix(last.Time, 0), h.Interval, now)
	return nil
}

// span is the days to ask for, both inclusive; false where some of them lie further back
// than bars of that length reach.
func (s sent) span(q market.HistoryQuery, now time.Time, at venue.Venue) (from, to market.Date, ok bool) {
	from, to = q.Since(now, at.Location()), q.Until(at.Day(now))
	if first := at.Day(now).AddDays(-s.reach); s.reach > 0 && from.Compare(first) < 0 {
		return first, to, q.Sessions() > 0 // which are fewer than the days that it reaches
	}
	if from.IsZero() {
		from = market.Date{Year: 1900, Month: time.January, Day: 1}
	}
	return from, to, true
}

// bars asks for bars of some days: with one more on both sides, as the days are those of
// New York.
func (s *Source) bars(ctx context.Context, theirs, name string, from, to market.Date) (all *series, err error) {
	compact := func(d market.Date) string { return d.In(time.UTC).Format("20060102") }
	err = s.client.Ask(ctx, httpsource.Request{
		URL: barsURL + url.PathEscape(theirs) + "/" + name + "/" + compact(from.AddDays(-1)) + "000000/" + compact(to.AddDays(1)) + "235959/adjusted/EST5EDT.json",
		Read: func(a outbound.Answer) error {
			all, err = readBars(a.Body)
			return err
		},
	})
	return all, err
}
