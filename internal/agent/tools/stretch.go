package tools

import (
	"context"

	"quotewire/internal/answer"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// stretch is the bars that were asked for, with the one before them where days
// were asked for by words.
type stretch struct {
	*market.History
	span   study.Span // zero: no words
	before *market.Bar
	note   string
}

// reading says how words about time were read.
func (s stretch) reading() string {
	if s.span.Reading == "" {
		return ""
	}
	return "; read as " + s.span.Reading
}

// barsOf gets the bars of query, or of the days that words name.
func (d desk) barsOf(ctx context.Context, words string, query market.HistoryQuery) (stretch, error) {
	if words == "" {
		h, err := d.data.History(ctx, query)
		if err == nil && len(h.Bars) == 0 {
			err = market.ErrNoData
		}
		return stretch{History: h}, err
	}
	b, err := d.study.Bars(ctx, words, query, answer.TurnFrom(ctx).Location)
	if err != nil {
		return stretch{}, err
	}
	return stretch{b.History, b.Span, b.Before, b.Note}, nil
}

// spanOf reads words about time; no words are the zero Span.
func (d desk) spanOf(ctx context.Context, words string, symbol market.Symbol) (study.Span, error) {
	if words == "" {
		return study.Span{}, nil
	}
	return d.study.Read(ctx, words, symbol, answer.TurnFrom(ctx).Location)
}

// historyFreshness is how old bars are.
func historyFreshness(h *market.History) market.Freshness {
	return market.Freshness{AsOf: h.AsOf, Stale: h.Stale, Age: h.Age}
}

// tickerFreshness is how old a quote is.
func tickerFreshness(t *market.Ticker) market.Freshness {
	return market.Freshness{AsOf: t.AsOf, Stale: t.Stale, Age: t.Age}
}
