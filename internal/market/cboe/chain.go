package cboe

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"quotewire/internal/market"
)

// Options is one day's options on a symbol, with its quote. They are of one root: where
// options on an index expire on one day both by its opening and by its close, those by
// the close are given, as their last hour is that of all others. Adjusted contracts are
// left out.
func (s *Source) Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (*market.Chain, error) {
	name, err := theirs(symbol)
	if err != nil {
		return nil, err
	}
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	var chain *market.Chain
	err = s.ask(ctx, symbol, delayedURL+"options/"+name+".json", func(body []byte) (err error) {
		chain, err = s.readChain(body, symbol, name, &selection{name: name, expiry: expiry, over: s.expired})
		return err
	})
	if e, ok := errors.AsType[*market.Error](err); ok && e.Kind == market.ErrUnknownSymbol && e.Status != 0 {
		e.Kind, e.Message = market.ErrNoData, "no options are listed on it"
	}
	return chain, err
}

// expired reports whether the last session of options that expire on a day is over.
func (s *Source) expired(day market.Date) bool {
	now := s.client.Now()
	if session, ok := s.newYork.Session(day); ok {
		return !now.Before(session.Close)
	}
	return day.Compare(market.DateOf(now.In(s.newYork.Location))) < 0
}

// selection keeps of all options of a file those of one day.
type selection struct {
	name   string
	expiry market.Date // zero: the soonest that is not over
	root   string      // empty: see chosen
	over   func(market.Date) bool

	days  map[market.Date]bool // on which options of the symbol expire
	roots map[string][]listed  // those of the day, by root
	day   market.Date
}

// listed is an option with what its name says.
type listed struct {
	terms
	contractWire
}

// take keeps a contract if it is of the day, or of a sooner one where the soonest is
// wanted.
func (s *selection) take(w contractWire) {
	t, ok := termsOf(string(w.Option))
	if !ok || !standard(t.root, s.name) {
		return
	}
	if s.days == nil {
		s.days, s.roots = map[market.Date]bool{}, map[string][]listed{}
	}
	s.days[t.day] = true
	switch {
	case !s.expiry.IsZero():
		if t.day != s.expiry {
			return
		}
		s.day = s.expiry
	case t.day != s.day:
		if s.over(t.day) || !s.day.IsZero() && t.day.Compare(s.day) > 0 {
			return
		}
		s.day = t.day
		clear(s.roots)
	}
	s.roots[t.root] = append(s.roots[t.root], listed{t, w})
}

// chosen are the options of the root that settles by the close, else of the only one.
func (s *selection) chosen() []listed {
	if s.root != "" {
		return s.roots[s.root]
	}
	all := slices.SortedFunc(maps.Keys(s.roots), func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	if len(all) == 0 {
		return nil
	}
	return s.roots[all[0]]
}

func (s *Source) readChain(body []byte, symbol market.Symbol, name string, of *selection) (*market.Chain, error) {
	f, err := walk(body, of.take)
	if err != nil {
		return nil, err
	}
	if err := f.about(name); err != nil {
		return nil, err
	}
	chain := &market.Chain{
		Symbol: symbol, Expiry: of.day, Expirations: slices.SortedFunc(maps.Keys(of.days), market.Date.Compare),
		Origin: s.client.Origin(page(name) + "/quote_table"),
	}
	var spot market.Number
	if q, err := s.read(symbol, name, f); err == nil {
		chain.Underlying, spot = q.ticker, q.ticker.Price
	}
	seen := map[string]bool{}
	for _, o := range of.chosen() {
		c := o.contract(o.terms, spot, s.newYork.Location)
		if seen[c.Symbol] {
			continue
		}
		seen[c.Symbol] = true
		if o.call {
			chain.Calls = append(chain.Calls, c)
		} else {
			chain.Puts = append(chain.Puts, c)
		}
	}
	if len(seen) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Message: none(chain.Expirations)}
	}
	for _, side := range [][]market.Contract{chain.Calls, chain.Puts} {
		slices.SortStableFunc(side, func(a, b market.Contract) int { return cmp.Compare(value(a.Strike), value(b.Strike)) })
	}
	return chain, nil
}

// none says of a day without options on which days there are some, but for those behind
// the first dozen.
func none(days []market.Date) string {
	if len(days) == 0 {
		return "no options are listed on it"
	}
	var names []string
	for _, d := range days[:min(len(days), 12)] {
		names = append(names, d.In(time.UTC).Format(time.DateOnly))
	}
	text := "no options are listed on it for that day, but for " + strings.Join(names, ", ")
	if len(days) > len(names) {
		text += " and later ones"
	}
	return text
}
