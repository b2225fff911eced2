package sources_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/cnbc"
	"quotewire/internal/market/markettest"
	"quotewire/internal/market/nasdaq"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
)

// quoting is what both sources do.
type quoting interface {
	market.Quoter
	market.Historian
	Close()
}

// simulated is a real client of a simulated source at a moment.
func simulated(t *testing.T, name string, now time.Time) (quoting, *sources.Server) {
	t.Helper()
	server, base := sourcetest.Serve(t, name, func() time.Time { return now })
	if name == "cnbc" {
		return markettest.Open(t, cnbc.New, base, now), server
	}
	return markettest.Open(t, nasdaq.New, base, now), server
}

// moments are of all states of New York, and of days on which it differs from others.
func moments() map[string]time.Time {
	at := func(text string) time.Time {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			panic(err)
		}
		return v
	}
	return map[string]time.Time{
		"open": at("2025-11-19T11:30:00-05:00"), "before": at("2025-11-19T09:26:00-05:00"), "after": at("2025-11-19T17:30:00-05:00"), "night": at("2025-11-19T23:00:00-05:00"), "early": at("2025-11-19T03:00:00-05:00"),
		"weekend": at("2025-11-22T12:00:00-05:00"), "holiday": at("2025-11-27T12:00:00-05:00"), "half day": at("2025-11-28T12:59:00-05:00"), "after a half day": at("2025-11-28T15:00:00-05:00"), "summer": at("2025-07-09T10:00:00-04:00"),
	}
}

func same(a, b market.Number) bool {
	x, hasX := a.Get()
	y, hasY := b.Get()
	return hasX && hasY && math.Abs(x-y) <= 1e-4*math.Max(1, math.Abs(y))
}

// At every moment both have the price that Yahoo has, or had before their delay.
func TestCNBCAndNasdaqCostTheSame(t *testing.T) {
	covered := map[string]map[time.Duration][]string{
		"cnbc": {
			0:                {"AAPL", "BRK-B", "SPY", "QQQ", "VFIAX", "^GSPC", "^DJI", "^IXIC", "^TNX", "EURUSD=X", "USDJPY=X", "BTC-USD"},
			10 * time.Minute: {"CL=F", "GC=F"}, 15 * time.Minute: {"^FTSE", "SAP.DE", "MC.PA", "VOD.L", "0700.HK", "RY.TO", "RELIANCE.NS"}, 20 * time.Minute: {"7203.T", "BHP.AX", "^N225"},
		},
		"nasdaq": {0: {"AAPL", "BRK-B", "SPY", "QQQ"}},
	}
	for when, now := range moments() {
		for name, byDelay := range covered {
			s, _ := simulated(t, name, now)
			for delay, names := range byDelay {
				symbols := markettest.Symbols(t, names...)
				got, errs := s.Quotes(t.Context(), symbols)
				want, faults := sourcetest.Yahoo(t, now.Add(-delay)).Quotes(t.Context(), symbols)
				if err := errors.Join(append(errs, faults...)...); err != nil {
					t.Errorf("%s, %s: %v", name, when, err)
					continue
				}
				for i := range symbols {
					g, w := got[i], want[i]
					if !same(g.Price, w.Price) || g.Currency != w.Currency || g.Kind != w.Kind {
						t.Errorf("%s, %s: %s costs %s %s as %s, at Yahoo %s %s as %s", name, when, symbols[i], g.Price.Plain(), g.Currency, g.Kind, w.Price.Plain(), w.Currency, w.Kind)
					}
					if !g.PreviousClose.IsZero() && (!same(g.PreviousClose, w.PreviousClose) || !same(g.Change, w.Change)) {
						t.Errorf("%s, %s: %s closed at %s, at Yahoo %s", name, when, symbols[i], g.PreviousClose.Plain(), w.PreviousClose.Plain())
					}
					if g.PreviousClose.IsZero() && (name == "nasdaq" || when == "open" && delay == 0 && g.Kind != market.KindFund) {
						t.Errorf("%s, %s: %s has no close before", name, when, symbols[i])
					}
					if d := g.AsOf.Sub(w.AsOf).Abs(); d > time.Minute {
						t.Errorf("%s, %s: %s at %s, at Yahoo %s", name, when, symbols[i], g.AsOf, w.AsOf)
					}
					if outside := when == "before" || when == "after"; outside && w.PreMarket != nil && (g.PreMarket == nil || !same(g.PreMarket.Price, w.PreMarket.Price)) || outside && w.PostMarket != nil && (g.PostMarket == nil || !same(g.PostMarket.Price, w.PostMarket.Price)) {
						t.Errorf("%s, %s: %s before %+v, after %+v; at Yahoo %+v, %+v", name, when, symbols[i], g.PreMarket, g.PostMarket, w.PreMarket, w.PostMarket)
					}
					// Yahoo says of an index, and of a fund, what is true of shares.
					if still := (g.Kind == market.KindIndex || g.Kind == market.KindFund) && g.State == market.StateClosed; delay == 0 && g.State != w.State && g.State != market.StateUnknown && !(still && w.State != market.StateOpen) {
						t.Errorf("%s, %s: %s is %s, at Yahoo %s", name, when, symbols[i], g.State, w.State)
					}
				}
			}
		}
	}
}

func TestCNBCAndNasdaqHaveTheSameHistory(t *testing.T) {
	now := moments()["after"]
	for name, byInterval := range map[string]map[market.Interval][]string{
		"cnbc": {
			market.Day: {"AAPL", "SPY", "^GSPC", "EURUSD=X", "BTC-USD", "VOD.L", "7203.T", "CL=F"}, market.Week: {"AAPL"}, market.Month: {"SAP.DE"},
			market.Minutes5: {"AAPL", "SAP.DE"}, market.Minutes30: {"SPY"}, market.Hour: {"AAPL"}, market.Minutes15: {"^GSPC"},
		},
		"nasdaq": {market.Day: {"AAPL", "SPY"}, market.Week: {"AAPL"}},
	} {
		s, _ := simulated(t, name, now)
		for interval, names := range byInterval {
			for _, symbol := range markettest.Symbols(t, names...) {
				q := market.HistoryQuery{Symbol: symbol, From: market.Date{Year: 2025, Month: 9, Day: 1}, To: market.Date{Year: 2025, Month: 11, Day: 18}, Interval: interval}
				if interval.Length() > 0 {
					q = market.HistoryQuery{Symbol: symbol, Range: "5d", Interval: interval}
				}
				got, err := s.History(t.Context(), q)
				if err != nil {
					t.Errorf("%s, %s of %s: %v", name, interval, symbol, err)
					continue
				}
				want, err := sourcetest.Yahoo(t, now).History(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				if symbol.String() == "7203.T" || symbol.String() == "CL=F" { // of which the simulated exchanges do not know all holidays
					times := map[int64]bool{}
					for _, b := range got.Bars {
						times[b.Time] = true
					}
					all := len(want.Bars)
					if want.Bars = slices.DeleteFunc(want.Bars, func(b market.Bar) bool { return !times[b.Time] }); all-len(want.Bars) > 5 {
						t.Errorf("%s: %d of %d bars", symbol, len(want.Bars), all)
					}
				}
				if len(got.Bars) != len(want.Bars) || got.Currency != want.Currency || got.Open != want.Open {
					t.Errorf("%s, %s of %s: %d bars in %s, at Yahoo %d in %s; open %t, %t", name, interval, symbol, len(got.Bars), got.Currency, len(want.Bars), want.Currency, got.Open, want.Open)
					continue
				}
				for i, b := range got.Bars {
					w := want.Bars[i]
					if b.Time != w.Time || !same(market.Num(b.Close), market.Num(w.Close)) || !same(market.Num(b.High), market.Num(w.High)) || !same(market.Num(b.Open), market.Num(w.Open)) {
						t.Errorf("%s, %s of %s: %+v, at Yahoo %+v", name, interval, symbol, b, w)
						break
					}
				}
			}
		}
	}
}
