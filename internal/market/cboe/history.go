package cboe

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"quotewire/internal/bars"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// daysFile is charts/historical/AAPL.json: all days since 2004, of some indices since
// 1990. Older files have their figures as text.
type daysFile struct {
	Symbol cell      `json:"symbol"`
	Data   []dayWire `json:"data"`
}

type dayWire struct {
	Date   cell `json:"date"` // 2004-01-02
	Open   cell `json:"open"`
	High   cell `json:"high"`
	Low    cell `json:"low"`
	Close  cell `json:"close"`
	Volume cell `json:"volume"`
}

// days are the daily bars of a file, oldest first, and how many were without a day or a
// close.
type days struct {
	bars []market.Bar
	gaps int
}

// History is the daily bars of Cboe's file, which ends a session or two ago, and after
// them the last session as its quote tells it: both are Cboe's. A session between the two
// has a close alone, which the quote tells too. Prices are adjusted for splits. Within a day
// it is the latest session alone.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	name, err := theirs(q.Symbol)
	if err != nil {
		return nil, err
	}
	if q.Interval.Length() > 0 {
		return s.minutes(ctx, q, name)
	}
	all, err := s.days(ctx, q.Symbol, name)
	if err != nil {
		return nil, err
	}
	var last quoted
	if s.lacks(all.bars, q) {
		if last, err = s.quote(ctx, q.Symbol, name); err != nil && !errors.Is(err, market.ErrUnknownSymbol) && !errors.Is(err, market.ErrNoData) {
			return nil, err
		}
		all.bars = s.joined(all.bars, last)
	}
	return s.history(q, name, all, last)
}

// days asks for all daily bars: of Cboe's own indices, which are older, as CSV.
func (s *Source) days(ctx context.Context, symbol market.Symbol, name string) (all days, err error) {
	if own(name) {
		err = s.ask(ctx, symbol, indicesURL+name[1:]+"_History.csv", func(body []byte) (err error) {
			all, err = s.readIndex(body, name[1:])
			return err
		})
		return all, err
	}
	err = s.ask(ctx, symbol, delayedURL+"charts/historical/"+name+".json", func(body []byte) (err error) {
		all, err = s.readDays(body, name)
		return err
	})
	return all, err
}

func (s *Source) readDays(body []byte, name string) (days, error) {
	var f daysFile
	if err := httpsource.JSON(body, &f); err != nil {
		return days{}, err
	}
	if err := (quoteFile{Symbol: f.Symbol}).about(name); err != nil {
		return days{}, err
	}
	return s.inOrder(f.Data, scale(name)), nil
}

// inOrder makes bars of days, oldest first. Of two of one day the later sent holds.
func (s *Source) inOrder(wires []dayWire, scale float64) (all days) {
	for _, w := range wires {
		day, err := market.ParseDate(w.Date.Text())
		if err != nil || price(w.Close, scale).IsZero() {
			all.gaps++
			continue
		}
		all.bars = append(all.bars, w.bar(s.opens(day), scale))
	}
	all.bars = sorted(all.bars)
	return all
}

// bar is the bar of a row that has a close, from a moment on.
func (w dayWire) bar(begins int64, scale float64) market.Bar {
	last := value(price(w.Close, scale))
	b := market.Bar{
		Time: begins, Open: value(price(w.Open, scale)), High: value(price(w.High, scale)), Low: value(price(w.Low, scale)), Close: last, AdjClose: last, Volume: -1,
	}
	if v, ok := w.Volume.Above().Get(); ok {
		b.Volume = v
	}
	return b
}

// sorted are bars oldest first, of those of one moment the last.
func sorted(all []market.Bar) []market.Bar {
	slices.SortStableFunc(all, func(a, b market.Bar) int { return cmp.Compare(a.Time, b.Time) })
	kept := all[:0]
	for _, b := range all {
		if n := len(kept); n > 0 && kept[n-1].Time == b.Time {
			kept[n-1] = b
			continue
		}
		kept = append(kept, b)
	}
	return kept
}

// opens is when the session of a day begins, in Unix seconds. Indices of volatility are
// computed on holidays too, when a day begins as ever.
func (s *Source) opens(day market.Date) int64 {
	if session, ok := s.newYork.Session(day); ok {
		return session.Open.Unix()
	}
	return day.In(s.newYork.Location).Add(9*time.Hour + 30*time.Minute).Unix()
}

func (s *Source) dayOf(b market.Bar) market.Date {
	return market.DateOf(time.Unix(b.Time, 0).In(s.newYork.Location))
}

// lacks reports whether a session that q asks for began after the last of all.
func (s *Source) lacks(all []market.Bar, q market.HistoryQuery) bool {
	if len(all) == 0 {
		return true
	}
	next := s.newYork.OnOrAfter(s.dayOf(all[len(all)-1]).AddDays(1))
	session, ok := s.newYork.Session(next)
	return ok && (q.To.IsZero() || next.Compare(q.To) <= 0) && !s.client.Now().Before(session.Open.Add(delay))
}

// joined are bars with the session of a quote behind them. Where one session lies between,
// its close is that before the quote's.
func (s *Source) joined(all []market.Bar, q quoted) []market.Bar {
	if q.ticker == nil || q.day.IsZero() || len(all) == 0 || q.day.Compare(s.dayOf(all[len(all)-1])) <= 0 {
		return all
	}
	t, last := q.ticker, s.dayOf(all[len(all)-1])
	between := s.newYork.Add(q.day, -1)
	if before, ok := t.PreviousClose.Get(); ok && between.Compare(last) > 0 && s.newYork.Add(between, -1).Compare(last) <= 0 {
		all = append(all, market.Bar{Time: s.opens(between), Close: before, AdjClose: before, Volume: -1})
	}
	b := market.Bar{
		Time: s.opens(q.day), Open: value(t.Open), High: value(t.DayHigh), Low: value(t.DayLow), Close: value(t.Price), AdjClose: value(t.Price), Volume: -1,
	}
	if v, ok := t.Volume.Get(); ok {
		b.Volume = v
	}
	return append(all, b)
}

// history is what q asks for of all days. last is the quote behind them, if there is one.
func (s *Source) history(q market.HistoryQuery, name string, all days, last quoted) (*market.History, error) {
	now := s.client.Now()
	h := &market.History{
		Symbol: q.Symbol, Kind: kindOf("", name), Currency: "USD", Location: s.newYork.Location, Interval: q.Interval,
		Gaps: all.gaps, Origin: s.client.Origin(page(name)),
	}
	h.Adjusted = market.AdjustedForNothing
	if !isIndex(name) {
		h.Kind, h.Adjusted = market.KindEquity, market.AdjustedForSplits
	}
	if last.ticker != nil {
		h.Kind = last.ticker.Kind
	}
	examined, doubts := bars.Examine(all.bars, bars.Facts{Zone: h.Location, Days: 1, Currency: h.Currency})
	doubts = append(doubts, s.predecessor(examined)...)
	if h.Bars = q.Days(examined, now, h.Location); len(h.Bars) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "it has no bars of that time"}
	}
	h.Partial, h.Doubts = market.Lacking(h.Bars), doubts
	first, final := h.DayOf(h.Bars[0]), q.Interval.LastDay(h.DayOf(h.Bars[len(h.Bars)-1]))
	h.Doubts = h.DoubtsOn(first, final)
	// Either the file or the clock says that the last session of the last bar is not over.
	end := s.newYork.OnOrBefore(final)
	session, ok := s.newYork.Session(end)
	h.Open = ok && end.Compare(first) >= 0 && now.Before(session.Close.Add(delay)) || last.day == end && !last.over
	return h, nil
}

// own reports whether an index is Cboe's own.
func own(name string) bool {
	return slices.Contains([]string{"_VIX", "_VIX9D", "_VIX3M", "_VIX6M", "_VVIX"}, name)
}
