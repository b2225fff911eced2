package market

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
)

// OptionTotals are sums over the chains of all expirations of one symbol. A sum
// is absent when no contract has the figure.
type OptionTotals struct {
	Symbol     Symbol  `json:"symbol"`
	Underlying *Ticker `json:"underlying,omitempty"`
	// Of says how many expirations there are; Expirations are those whose chain
	// came. Where these are fewer the totals are partial and Missing says why.
	Of          int            `json:"of"`
	Expirations []ExpiryTotal  `json:"expirations"` // soonest first
	Missing     []MissingChain `json:"missing,omitempty"`
	OptionSums
	Origin
}

// Partial reports whether chains are missing from the totals.
func (t *OptionTotals) Partial() bool { return len(t.Missing) > 0 }

// ExpiryTotal is the sums over the chain of one expiration.
type ExpiryTotal struct {
	Expiry Date `json:"expiry"`
	OptionSums
}

// MissingChain is an expiration whose chain could not be had.
type MissingChain struct {
	Expiry Date  `json:"expiry"`
	Err    error `json:"-"`
}

// OptionSums count contracts.
type OptionSums struct {
	CallVolume       Number `json:"call_volume,omitzero"`
	PutVolume        Number `json:"put_volume,omitzero"`
	CallOpenInterest Number `json:"call_open_interest,omitzero"`
	PutOpenInterest  Number `json:"put_open_interest,omitzero"`
	// Puts by calls; absent without calls.
	VolumeRatio       Number `json:"put_call_volume_ratio,omitzero"`
	OpenInterestRatio Number `json:"put_call_open_interest_ratio,omitzero"`
	Calls             int    `json:"calls"` // contracts listed
	Puts              int    `json:"puts"`
}

// chainsAtOnce is how many chains one question for totals asks for at once.
const chainsAtOnce = 4

// OptionTotals sums up the chains of all expirations of symbol. A chain that
// cannot be had makes the totals partial and no error, unless none can be had.
func (m *Market) OptionTotals(ctx context.Context, symbol Symbol) (*OptionTotals, error) {
	first, err := m.Options(ctx, symbol, Date{})
	if err != nil {
		return nil, err
	}
	days := first.Expirations
	if !slices.Contains(days, first.Expiry) {
		days = append([]Date{first.Expiry}, days...)
	}
	chains, errs := make([]*Chain, len(days)), make([]error, len(days))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(chainsAtOnce, len(days)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(days) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if days[i] == first.Expiry {
					chains[i] = first
				} else {
					chains[i], errs[i] = m.contained(ctx, first.Symbol, days[i])
				}
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	ofOneSource(first.Source, chains, errs)
	if i := slices.IndexFunc(errs, func(err error) bool { return errors.Is(err, ErrClosed) }); i >= 0 {
		return nil, errs[i]
	}
	return newTotals(first, days, chains, errs), nil
}

// ofOneSource leaves out the chains of other sources than the first one's, which may have
// failed between two of them: two sources' counts do not add up.
func ofOneSource(source string, chains []*Chain, errs []error) {
	for i, c := range chains {
		if errs[i] == nil && c.Source != source {
			errs[i] = &Error{Kind: ErrUnavailable, Symbol: c.Symbol.String(), Message: "its chain came from another source than the first"}
		}
	}
}

// contained is Options for a goroutine of ours: a panic in it is that chain's
// fault, not the end of the process.
func (m *Market) contained(ctx context.Context, symbol Symbol, expiry Date) (chain *Chain, err error) {
	defer func() {
		if p := recover(); p != nil {
			m.logger.ErrorContext(ctx, "panic while totalling options", "panic", p, "stack", string(debug.Stack()))
			chain, err = nil, &Error{Kind: ErrUnavailable, Symbol: symbol.String(), Message: "internal fault"}
		}
	}()
	return m.Options(ctx, symbol, expiry)
}

func newTotals(first *Chain, days []Date, chains []*Chain, errs []error) *OptionTotals {
	t := &OptionTotals{Symbol: first.Symbol, Underlying: first.Underlying, Of: len(days), Origin: first.Origin}
	for i, c := range chains {
		if errs[i] != nil {
			t.Missing = append(t.Missing, MissingChain{days[i], errs[i]})
			continue
		}
		e := ExpiryTotal{Expiry: days[i]}
		e.count(c)
		t.Expirations = append(t.Expirations, e)
		t.add(e.OptionSums)
		// The whole is as old as its oldest part.
		if c.AsOf.Before(t.AsOf) {
			t.AsOf = c.AsOf
		}
		t.Stale, t.Age = t.Stale || c.Stale, max(t.Age, c.Age)
	}
	t.divide()
	return t
}

// count sums up one chain.
func (s *OptionSums) count(c *Chain) {
	s.Calls, s.Puts = len(c.Calls), len(c.Puts)
	for _, o := range c.Calls {
		s.CallVolume, s.CallOpenInterest = plus(s.CallVolume, o.Volume), plus(s.CallOpenInterest, o.OpenInterest)
	}
	for _, o := range c.Puts {
		s.PutVolume, s.PutOpenInterest = plus(s.PutVolume, o.Volume), plus(s.PutOpenInterest, o.OpenInterest)
	}
	s.divide()
}

// add leaves the ratios as they are: they do not add up.
func (s *OptionSums) add(o OptionSums) {
	s.Calls, s.Puts = s.Calls+o.Calls, s.Puts+o.Puts
	s.CallVolume, s.PutVolume = plus(s.CallVolume, o.CallVolume), plus(s.PutVolume, o.PutVolume)
	s.CallOpenInterest, s.PutOpenInterest = plus(s.CallOpenInterest, o.CallOpenInterest), plus(s.PutOpenInterest, o.PutOpenInterest)
}

func (s *OptionSums) divide() {
	ratio := func(puts, calls Number) Number {
		if !puts.ok || calls.value == 0 {
			return Number{}
		}
		return Num(puts.value / calls.value)
	}
	s.VolumeRatio = ratio(s.PutVolume, s.CallVolume)
	s.OpenInterestRatio = ratio(s.PutOpenInterest, s.CallOpenInterest)
}

// plus is the sum of what there is of a and b.
func plus(a, b Number) Number {
	switch {
	case !a.ok:
		return b
	case !b.ok:
		return a
	}
	return Num(a.value + b.value)
}
