package study

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

func TestStrikes(t *testing.T) {
	var all []market.Contract
	for _, strike := range []float64{90, 95, 100, 105, 110} {
		all = append(all, market.Contract{Strike: market.Num(strike)})
	}
	none := market.Number{}
	for _, c := range []struct {
		name string
		got  []market.Contract
		want []float64
	}{
		{"no limits", Within(append([]market.Contract{{}}, all...), none, none), []float64{90, 95, 100, 105, 110}},
		{"from", Within(all, market.Num(105), none), []float64{105, 110}},
		{"from and to", Within(all, market.Num(95), market.Num(100)), []float64{95, 100}},
		{"around a price between", AroundMoney(all, market.Num(101), 1), []float64{100, 105}},
		{"around the lowest", AroundMoney(all, market.Num(80), 2), []float64{90, 95}},
		{"around no price", AroundMoney(all, none, 1), []float64{95, 100}},
	} {
		var got []float64
		for _, one := range c.got {
			v, _ := one.Strike.Get()
			got = append(got, v)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAssume(t *testing.T) {
	b := &bill{err: market.ErrBlocked}
	terms, err := Assume(t.Context(), b, exampleChain(), market.Num(4))
	if err != nil || terms.Rate.Continuous != 0.04 {
		t.Errorf("at a given rate: %+v, %v", terms.Rate, err)
	}
	_, err = Assume(t.Context(), b, exampleChain(), market.Number{})
	if _, ok := errors.AsType[*RateError](err); !ok || !errors.Is(err, market.ErrBlocked) {
		t.Errorf("without a rate: %v", err)
	}
}
