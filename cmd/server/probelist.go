package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
)

// probeQuestion is put to each source that can be asked it.
type probeQuestion struct {
	kind  string // of instrument and answer: each has to have a source that answers
	about string // a symbol
	// of is how a source is asked, nil for one that cannot be.
	of func(source any, about string) asking
}

// asking puts a question. What was found is told in a few words.
type asking func(ctx context.Context) (found string, err error)

// probeQuestions are one for each kind of instrument and answer, as of now.
func probeQuestions(now func() time.Time) []probeQuestion {
	quote, options := of(tellQuote), of(tellOptions)
	days, minutes := of(tellBars("1mo", market.Day)), of(tellBars("1d", market.Minutes5))
	return []probeQuestion{
		{"US share", "AAPL", quote}, {"US fund", "SPY", quote}, {"index", "^GSPC", quote},
		{"German share", "SAP.DE", quote}, {"London share", "VOD.L", quote}, {"Toronto share", "RY.TO", quote},
		{"currency", "EURUSD=X", quote}, {"coin", "BTC-USD", quote}, {"future", "CL=F", quote}, {"yield", "^TNX", quote},
		{"a month of days", "AAPL", days}, {"a day of minutes", "AAPL", minutes},
		{"a month of rates", "EURUSD=X", days}, {"a month of a coin", "BTC-USD", days},
		{"options", "AAPL", options},
		{"Treasury yield", "us-10y", published(now, "treasury:10 Yr", "fred:DGS10")},
		{"overnight rate", "sofr", published(now, "nyfed:sofr", "fred:SOFR")},
		{"ECB rate", "ecb-deposit-rate", published(now, "ecb:FM/D.U2.EUR.4F.KR.DFR.LEV", "fred:ECBDFR")},
		{"consumer prices", "us-cpi", published(now, "fred:CPIAUCSL")},
	}
}

// of asks sources of market data that have the role R and cover the symbol.
func of[R any](tell func(context.Context, R, market.Symbol) (string, error)) func(any, string) asking {
	return func(source any, about string) asking {
		symbol, err := market.ParseSymbol(about)
		role, has := source.(R)
		if s, ok := source.(market.Source); err != nil || !has || !ok || !s.Covers(symbol) {
			return nil
		}
		return func(ctx context.Context) (string, error) { return tell(ctx, role, symbol) }
	}
}

func tellQuote(ctx context.Context, s market.Quoter, symbol market.Symbol) (string, error) {
	tickers, errs := s.Quotes(ctx, []market.Symbol{symbol})
	if errs[0] != nil {
		return "", errs[0]
	}
	t := tickers[0]
	if t.Price.IsZero() {
		return "", &market.Error{Kind: market.ErrNoData, Message: "an answer without a price"}
	}
	words := []string{inMoney(t.Price, t.Currency), "of no known time"}
	if t.Kind == market.KindIndex { // it counts points, or per cent
		words[0] = t.Price.Plain()
	}
	if !t.AsOf.IsZero() {
		words[1] = inZone(t.AsOf, t.Location)
	}
	switch late, told := t.DelayMinutes.Get(); {
	case told && late > 0:
		words = append(words, t.DelayMinutes.Plain()+" min late")
	case told:
		words = append(words, "without delay")
	}
	return inWords(words, t.Origin), nil
}

func tellBars(span string, interval market.Interval) func(context.Context, market.Historian, market.Symbol) (string, error) {
	return func(ctx context.Context, s market.Historian, symbol market.Symbol) (string, error) {
		h, err := s.History(ctx, market.HistoryQuery{Symbol: symbol, Range: span, Interval: interval})
		if err != nil {
			return "", err
		}
		if len(h.Bars) == 0 {
			return "", &market.Error{Kind: market.ErrNoData, Message: "an answer without bars"}
		}
		last := h.Bars[len(h.Bars)-1]
		at := inZone(time.Unix(last.Time, 0), h.Location)
		return inWords([]string{fmt.Sprintf("%d bars", len(h.Bars)), "the last " + at + " at " + inMoney(market.Num(last.Close), h.Currency)}, h.Origin), nil
	}
}

func tellOptions(ctx context.Context, s market.OptionsSource, symbol market.Symbol) (string, error) {
	c, err := s.Options(ctx, symbol, market.Date{})
	if err != nil {
		return "", err
	}
	if len(c.Calls)+len(c.Puts) == 0 {
		return "", &market.Error{Kind: market.ErrNoData, Message: "an answer without contracts"}
	}
	return inWords([]string{fmt.Sprintf("%d calls and %d puts to %s", len(c.Calls), len(c.Puts), c.Expiry), fmt.Sprintf("%d expirations", len(c.Expirations))}, c.Origin), nil
}

// published asks sources of series for the last observation of a key, given as name:key.
func published(now func() time.Time, keys ...string) func(any, string) asking {
	return func(source any, _ string) asking {
		s, ok := source.(macro.Source)
		for _, one := range keys {
			name, key, _ := strings.Cut(one, ":")
			if ok && s.Name() == name {
				return func(ctx context.Context) (string, error) { return tellSeries(ctx, s, key, market.DateOf(now())) }
			}
		}
		return nil
	}
}

// monthly is how many days back the last observation of a month may lie.
const monthly = 100

func tellSeries(ctx context.Context, s macro.Source, key string, today market.Date) (string, error) {
	var err error
	var part *macro.Part
	for _, name := range slices.Backward(s.Parts(key, today.AddDays(-monthly), today)) { // the last may be empty at the turn of a year
		if part, err = s.Load(ctx, name); err != nil {
			return "", err
		}
		if all := part.Series[key]; len(all) > 0 {
			last := all[len(all)-1]
			return inWords([]string{market.Num(last.Value).Plain(), "of " + last.Date.String()}, part.Origin), nil
		}
	}
	return "", &market.Error{Kind: market.ErrNoData, Message: "an answer without observations"}
}

// inWords is a line of words, which says what is made up.
func inWords(words []string, o market.Origin) string {
	if o.Simulated {
		words = append(words, "simulated")
	}
	return strings.Join(words, ", ")
}

// inMoney writes a price with its currency, which may not be known.
func inMoney(price market.Number, currency string) string {
	return strings.TrimSpace(price.Plain() + " " + currency)
}

// inZone writes a time as clocks at the exchange show it.
func inZone(at time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format("2006-01-02 15:04 MST")
}
