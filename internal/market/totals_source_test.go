package market

import (
	"context"
	"errors"
	"testing"
)

// chains is a source of options that refuses all but the nearest expiry, or none.
type chains struct {
	name    string
	refuses bool
}

func (c chains) Name() string       { return c.name }
func (c chains) Covers(Symbol) bool { return true }

func (c chains) Options(_ context.Context, symbol Symbol, expiry Date) (*Chain, error) {
	days := []Date{{Year: 2026, Month: 1, Day: 16}, {Year: 2026, Month: 2, Day: 20}, {Year: 2026, Month: 3, Day: 20}}
	if c.refuses && !expiry.IsZero() {
		return nil, &Error{Kind: ErrBlocked}
	}
	if expiry.IsZero() {
		expiry = days[0]
	}
	return &Chain{Symbol: symbol, Expiry: expiry, Expirations: days, Calls: []Contract{{Volume: Num(10)}}, Origin: Origin{Provider: c.name}}, nil
}

// Where the first source fails between two chains those of the next one are not added to
// its own.
func TestTotalsAreOfOneSource(t *testing.T) {
	for _, refuses := range []bool{true, false} {
		m, err := New(Options{Sources: []Source{chains{"first", refuses}, chains{"second", false}}, InOrder: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(m.Close)
		total, err := m.OptionTotals(t.Context(), Symbol{"SPY"})
		if err != nil {
			t.Fatal(err)
		}
		want, missing := Num(30), 0
		if refuses {
			want, missing = Num(10), 2
		}
		if total.Source != "first" || total.CallVolume != want || len(total.Missing) != missing {
			t.Errorf("refuses %v: totals of %s %v, missing %+v", refuses, total.Source, total.CallVolume, total.Missing)
		}
		for _, one := range total.Missing {
			if !errors.Is(one.Err, ErrUnavailable) {
				t.Errorf("%s: %v", one.Expiry, one.Err)
			}
		}
	}
}
