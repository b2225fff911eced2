package twelvedata

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/outbound"
)

const (
	// mostDays is how many days one answer has at most: the latest of the period.
	mostDays = 5000
	// mostPages bounds the answers that make one history: 60 years.
	mostPages = 3
)

// series is an answer with days, newest first.
type series struct {
	Meta struct {
		listing
		Interval string `json:"interval"`
		Type     string `json:"type"`
	} `json:"meta"`
	Values []value `json:"values"`
}

type value struct {
	Day    string          `json:"datetime"`
	Open   httpsource.Cell `json:"open"`
	High   httpsource.Cell `json:"high"`
	Low    httpsource.Cell `json:"low"`
	Close  httpsource.Cell `json:"close"`
	Volume httpsource.Cell `json:"volume"`
}

// History is the days of a period, or weeks and months of them.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	name, ok := theirs(q.Symbol)
	switch {
	case !ok:
		return nil, unknown(q.Symbol, "not covered")
	case q.Interval.Length() > 0:
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "days alone are asked of it"}
	}
	now, at := s.client.Now(), s.venues.Of(q.Symbol.String())
	h := &market.History{Symbol: q.Symbol, Location: at.Location(), Interval: q.Interval}
	since, until := q.Since(now, at.Location()), at.Day(now)
	if !q.To.IsZero() && q.Interval == market.Day {
		until = q.To
	}
	days := map[market.Date]market.Bar{}
	var gaps []market.Date
	for range mostPages {
		a, err := s.page(ctx, q.Symbol, name, since, until)
		if errors.Is(err, market.ErrNoData) && len(days) > 0 {
			break
		}
		if err != nil {
			return nil, err
		}
		if h.Exchange, h.Currency, err = a.Meta.check(q.Symbol, at); err != nil {
			return nil, err
		}
		h.Kind = a.kind()
		first, none, err := add(days, a, q.Symbol, at, now)
		if err != nil {
			return nil, err
		}
		gaps = append(gaps, none...)
		if len(a.Values) < mostDays || first.Compare(until) >= 0 {
			break
		}
		until = first
	}
	h.Origin = s.client.Origin("")
	h.Adjusted = market.AdjustedForSplits
	if err := finish(h, q, days, gaps, at, now); err != nil {
		return nil, err
	}
	return h, nil
}

// finish puts the days in order and cuts them to the query's period.
func finish(h *market.History, q market.HistoryQuery, days map[market.Date]market.Bar, gaps []market.Date, at venue.Venue, now time.Time) error {
	all := make([]market.Bar, 0, len(days))
	for _, b := range days {
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b market.Bar) int { return int(a.Time - b.Time) })
	if h.Bars = q.Days(all, now, at.Location()); len(h.Bars) == 0 {
		return &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String()}
	}
	for _, day := range gaps {
		if day.Compare(h.DayOf(h.Bars[0])) >= 0 && (q.To.IsZero() || day.Compare(q.To) <= 0) {
			h.Gaps++
		}
	}
	h.Partial = market.Lacking(h.Bars)
	h.Open = at.Unfinished(time.Unix(h.Bars[len(h.Bars)-1].Time, 0), q.Interval, now)
	return nil
}

// page asks for the days from one to another, both inclusive: a day as the end of a period
// is the beginning of it there, so the next one is asked for.
func (s *Source) page(ctx context.Context, symbol market.Symbol, name string, since, until market.Date) (a series, err error) {
	v := url.Values{"symbol": {name}, "interval": {"1day"}, "adjust": {"splits"}, "outputsize": {strconv.Itoa(mostDays)}, "end_date": {until.AddDays(1).String()}}
	if !since.IsZero() {
		v.Set("start_date", since.String())
	}
	_, done, err := s.spend(1)
	if err != nil {
		return a, httpsource.OfSymbol(symbol, err)
	}
	defer done()
	err = s.client.Ask(ctx, httpsource.Request{
		URL: host + "/time_series", Query: v, Symbol: symbol.String(), Judge: judge,
		Read: func(answer outbound.Answer) error {
			if err := httpsource.JSON(answer.Body, &a); err != nil {
				return err
			}
			if a.Values == nil || a.Meta.Interval != "1day" {
				return malformed(symbol, "no days in the answer")
			}
			return nil
		},
	})
	return a, err
}

// add takes the days of an answer; of two of one day the first is the newer. first is the
// earliest day, none are those without a close.
func add(days map[market.Date]market.Bar, a series, symbol market.Symbol, at venue.Venue, now time.Time) (first market.Date, none []market.Date, err error) {
	first = at.Day(now)
	for _, v := range a.Values {
		day, err := market.ParseDate(v.Day)
		if err != nil || day.Compare(at.Day(now)) > 0 {
			return first, nil, malformed(symbol, "a day without a date, or one to come")
		}
		if day.Compare(first) < 0 {
			first = day
		}
		b, ok := v.bar(day, at)
		if _, known := days[day]; known {
			continue
		}
		if !ok {
			none = append(none, day)
			continue
		}
		days[day] = b
	}
	return first, none, nil
}

// bar is a day's, false where no close was sent.
func (v value) bar(day market.Date, at venue.Venue) (market.Bar, bool) {
	opening, ok := at.Opening(day)
	if !ok {
		opening = day.In(at.Location())
	}
	price := func(c httpsource.Cell) float64 {
		p, _ := c.Above().Get()
		return p
	}
	b := market.Bar{Time: opening.Unix(), Open: price(v.Open), High: price(v.High), Low: price(v.Low), Close: price(v.Close), AdjClose: price(v.Close), Volume: -1}
	if n, sent := v.Volume.Count().Get(); sent {
		b.Volume = n
	}
	return b, b.Close > 0
}

// kind is what the answer says that the instrument is.
func (a series) kind() market.Kind {
	switch a.Meta.Type {
	case "ETF":
		return market.KindETF
	case "Mutual Fund":
		return market.KindFund
	case "Common Stock", "Preferred Stock", "Depositary Receipt", "American Depositary Receipt", "REIT":
		return market.KindEquity
	}
	return market.KindOther
}
