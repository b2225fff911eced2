package cboe

import (
	"context"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// minutesFile is charts/intraday/AAPL.json: the minutes of the latest session.
type minutesFile struct {
	Symbol cell         `json:"symbol"`
	Data   []minuteWire `json:"data"`
}

type minuteWire struct {
	At    cell `json:"datetime"` // at which the minute begins, by the clock of New York
	Price struct {
		Open  cell `json:"open"`
		High  cell `json:"high"`
		Low   cell `json:"low"`
		Close cell `json:"close"`
	} `json:"price"`
	Volume struct {
		Shares cell `json:"stock_volume"` // beside those of options
	} `json:"volume"`
}

// minutes is the bars within the latest session, joined to those of the query's interval.
// A period that is not that session is refused: a part of it is no answer.
func (s *Source) minutes(ctx context.Context, q market.HistoryQuery, name string) (*market.History, error) {
	now := s.client.Now()
	day := s.newYork.OnOrBefore(market.DateOf(now.In(s.newYork.Location)))
	session, _ := s.newYork.Session(day)
	if now.Before(session.Open.Add(delay)) {
		day = s.newYork.Add(day, -1)
		session, _ = s.newYork.Session(day)
	}
	none := &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "it has bars within the latest session alone"}
	if q.From.IsZero() && q.Range != "1d" || !q.From.IsZero() && q.From != day {
		return nil, none
	}
	h := &market.History{
		Symbol: q.Symbol, Kind: kindOf("stock", name), Currency: "USD", Location: s.newYork.Location, Interval: q.Interval,
		Open: now.Before(session.Close.Add(delay)), Origin: s.client.Origin(page(name)),
	}
	if h.Adjusted = market.AdjustedForSplits; isIndex(name) {
		h.Adjusted = market.AdjustedForNothing
	}
	var all days
	err := s.ask(ctx, q.Symbol, delayedURL+"charts/intraday/"+name+".json", func(body []byte) (err error) {
		all, err = s.readMinutes(body, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, b := range all.bars {
		at := time.Unix(b.Time, 0)
		if at.Before(session.Open) || !at.Before(session.Close) {
			continue
		}
		b.Time = session.Open.Add(at.Sub(session.Open).Truncate(q.Interval.Length())).Unix()
		if n := len(h.Bars); n > 0 && h.Bars[n-1].Time == b.Time {
			h.Bars[n-1] = h.Bars[n-1].Join(b)
			continue
		}
		h.Bars = append(h.Bars, b)
	}
	if len(h.Bars) == 0 { // of an earlier session
		return nil, none
	}
	h.Gaps, h.Partial = all.gaps, market.Lacking(h.Bars)
	return h, nil
}

// readMinutes reads all bars of a file, oldest first. Of two of one minute the later sent
// holds.
func (s *Source) readMinutes(body []byte, name string) (all days, err error) {
	var f minutesFile
	if err := httpsource.JSON(body, &f); err != nil {
		return all, err
	}
	if err := (quoteFile{Symbol: f.Symbol}).about(name); err != nil {
		return all, err
	}
	for _, w := range f.Data {
		at, last := moment(w.At, s.newYork.Location), price(w.Price.Close, scale(name))
		if at.IsZero() || last.IsZero() {
			all.gaps++
			continue
		}
		p := dayWire{Open: w.Price.Open, High: w.Price.High, Low: w.Price.Low, Close: w.Price.Close, Volume: w.Volume.Shares}
		all.bars = append(all.bars, p.bar(at.Unix(), scale(name)))
	}
	all.bars = sorted(all.bars)
	return all, nil
}
