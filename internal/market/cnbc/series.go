package cnbc

import (
	"slices"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

// barAnswer is the envelope of bars.
type barAnswer struct {
	Data *struct {
		Bars []*barRow `json:"priceBars"`
	} `json:"barData"`
}

// barRow is one bar. Its time is that of New York, wherever it was traded.
type barRow struct {
	Open   httpsource.Cell `json:"open"`
	High   httpsource.Cell `json:"high"`
	Low    httpsource.Cell `json:"low"`
	Close  httpsource.Cell `json:"close"`
	Volume httpsource.Cell `json:"volume"`
	Time   httpsource.Cell `json:"tradeTime"` // 20060102150405
	Millis httpsource.Cell `json:"tradeTimeinMills"`
}

// series is what a bar answer holds: bars with a close and a time, oldest first, one for
// each time.
type series struct {
	newYork *time.Location
	bars    []market.Bar
	gaps    int
}

func readBars(body []byte) (*series, error) {
	var answer barAnswer
	if err := httpsource.JSON(body, &answer); err != nil {
		return nil, err
	}
	if answer.Data == nil {
		return nil, httpsource.Malformed("no bars in the answer")
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, err
	}
	all := &series{newYork: newYork}
	for _, r := range answer.Data.Bars {
		if bar, ok := r.bar(newYork); ok {
			all.bars = append(all.bars, bar)
		} else {
			all.gaps++
		}
	}
	slices.SortStableFunc(all.bars, func(a, b market.Bar) int { return int(a.Time - b.Time) })
	all.bars = slices.CompactFunc(all.bars, func(a, b market.Bar) bool { return a.Time == b.Time })
	return all, nil
}

// bar is what a row tells, false where it has no close or no time.
func (r *barRow) bar(newYork *time.Location) (market.Bar, bool) {
	if r == nil {
		return market.Bar{}, false
	}
	at, ok := r.start(newYork)
	last, traded := r.Close.Price().Get()
	if !ok || !traded {
		return market.Bar{}, false
	}
	price := func(c httpsource.Cell) float64 { v, _ := c.Number().Get(); return v }
	b := market.Bar{Time: at.Unix(), Open: price(r.Open), High: price(r.High), Low: price(r.Low), Close: last, AdjClose: last, Volume: -1}
	if v, ok := r.Volume.Number().Get(); ok && v >= 0 {
		b.Volume = v
	}
	return b, true
}

func (r *barRow) start(newYork *time.Location) (time.Time, bool) {
	if t, err := time.ParseInLocation("20060102150405", string(r.Time), newYork); err == nil {
		return t, true
	}
	ms, err := strconv.ParseInt(string(r.Millis), 10, 64)
	const lastSecond = 253402300799 // of the year 9999
	return time.UnixMilli(ms), err == nil && ms > -lastSecond*1000 && ms < lastSecond*1000
}

// days are daily bars, each at the opening of its session. Bars of days without one,
// which repeat the price before, are left out, and so is that of one not yet begun.
func (s *series) days(at venue.Venue, now time.Time) (daily []market.Bar) {
	for _, b := range s.bars {
		day := market.DateOf(time.Unix(b.Time, 0).In(s.newYork))
		if t := time.Unix(b.Time, 0).In(s.newYork); t.Hour() != 0 || t.Minute() != 0 {
			day = at.Day(t) // a moment, and not New York's name for a day
		}
		opening, ok := at.Opening(day)
		if !ok || opening.After(now) {
			continue
		}
		b.Time = opening.Unix()
		if n := len(daily); n > 0 && daily[n-1].Time == b.Time {
			daily[n-1] = b
			continue
		}
		daily = append(daily, sized(b, at))
	}
	return daily
}

// within are bars within sessions, joined to those of a length from the opening on.
func (s *series) within(at venue.Venue, length time.Duration) (long []market.Bar) {
	for _, b := range s.bars {
		t := time.Unix(b.Time, 0)
		opening, ok := at.Opening(at.Day(t))
		if !ok || !at.Regular(t) {
			continue
		}
		b.Time = opening.Add(t.Sub(opening).Truncate(length)).Unix()
		if n := len(long); n > 0 && long[n-1].Time == b.Time {
			long[n-1] = long[n-1].Join(b)
			continue
		}
		long = append(long, sized(b, at))
	}
	return long
}

// sized is a bar without a volume of 0 where none is counted.
func sized(b market.Bar, at venue.Venue) market.Bar {
	if b.Volume == 0 && (at.Kind == spelling.Currency || at.Kind == spelling.Index || at.Kind == spelling.Yield) {
		b.Volume = -1
	}
	return b
}

// cut is the bars of a query's period, of ranges of sessions the last ones.
func cut(all []market.Bar, q market.HistoryQuery, from, to market.Date, at venue.Venue) []market.Bar {
	day := func(b market.Bar) market.Date { return at.Day(time.Unix(b.Time, 0)) }
	if n := q.Sessions(); n > 0 {
		i := len(all)
		for ; i > 0; i-- {
			if i == len(all) || day(all[i-1]) != day(all[i]) {
				if n--; n < 0 {
					break
				}
			}
		}
		return all[i:]
	}
	return slices.DeleteFunc(all, func(b market.Bar) bool { return day(b).Compare(from) < 0 || day(b).Compare(to) > 0 })
}
