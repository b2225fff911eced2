package analysis

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func randomContract(r *rand.Rand) (Contract, float64) {
	return Contract{
		Call: r.IntN(2) == 0, Spot: 20 + 200*r.Float64(), Strike: 20 + 200*r.Float64(),
		Years: 0.05 + 2*r.Float64(), Rate: 0.08 * r.Float64(), Yield: 0.05 * r.Float64(),
	}, 0.1 + 0.8*r.Float64()
}

// Hull, Options, Futures and Other Derivatives: S 42, K 40, r 10 %, half a
// year, 20 %: the call is worth 4.76, the put 0.81.
func TestPriceOfHullsExample(t *testing.T) {
	c := Contract{Call: true, Spot: 42, Strike: 40, Years: 0.5, Rate: 0.10}
	call := must[float64](t)(c.Price(0.20))
	c.Call = false
	put := must[float64](t)(c.Price(0.20))
	if math.Round(call*100) != 476 || math.Round(put*100) != 81 {
		t.Errorf("call %.4f put %.4f, want 4.76 and 0.81", call, put)
	}
}

func TestPutCallParity(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		c, vol := randomContract(r)
		c.Call = true
		call := must[float64](t)(c.Price(vol))
		c.Call = false
		put := must[float64](t)(c.Price(vol))
		near(t, "call less put", call-put, c.Spot*math.Exp(-c.Yield*c.Years)-c.Strike*math.Exp(-c.Rate*c.Years))
	}
}

func TestGreeksAgainstNumericDerivatives(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 300 {
		c, vol := randomContract(r)
		g := must[Greeks](t)(c.Greeks(vol))
		price := func(change func(*Contract, *float64)) float64 {
			moved, v := c, vol
			change(&moved, &v)
			return must[float64](t)(moved.Price(v))
		}
		slope := func(h float64, move func(c *Contract, v *float64, h float64)) float64 {
			up := price(func(c *Contract, v *float64) { move(c, v, h) })
			down := price(func(c *Contract, v *float64) { move(c, v, -h) })
			return (up - down) / (2 * h)
		}
		spot := func(c *Contract, _ *float64, h float64) { c.Spot += h }
		h := 1e-3 * c.Spot
		curve := (price(func(c *Contract, v *float64) { spot(c, v, h) }) - 2*price(func(*Contract, *float64) {}) +
			price(func(c *Contract, v *float64) { spot(c, v, -h) })) / (h * h)
		for _, x := range []struct {
			name      string
			got, want float64
		}{
			{"delta", g.Delta, slope(1e-4*c.Spot, spot)},
			{"gamma", g.Gamma, curve},
			{"theta", g.Theta, -slope(1e-5, func(c *Contract, _ *float64, h float64) { c.Years += h }) / 365},
			{"vega", g.Vega, slope(1e-5, func(_ *Contract, v *float64, h float64) { *v += h }) / 100},
			{"rho", g.Rho, slope(1e-5, func(c *Contract, _ *float64, h float64) { c.Rate += h }) / 100},
		} {
			if math.Abs(x.got-x.want) > 1e-4*math.Max(0.1, math.Abs(x.want)) {
				t.Errorf("%s of %+v at %.3f: %.8f, numerically %.8f", x.name, c, vol, x.got, x.want)
			}
		}
	}
}

func TestImpliedVolatilityFindsTheVolatility(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		c, vol := randomContract(r)
		price := must[float64](t)(c.Price(vol))
		g := must[Greeks](t)(c.Greeks(vol))
		if g.Vega < 1e-4 {
			continue // far from the money the price does not tell the volatility
		}
		if got := must[float64](t)(c.ImpliedVolatility(price)); math.Abs(got-vol) > 1e-5 {
			t.Errorf("%+v at %.4f: %.6f, want %.6f", c, price, got, vol)
		}
	}
}

func TestContractRefusesNonsense(t *testing.T) {
	good := Contract{Call: true, Spot: 100, Strike: 100, Years: 1}
	expired, free := good, good
	expired.Years, free.Strike = 0, -1
	for _, c := range []Contract{expired, free, {}} {
		if _, err := c.Greeks(0.2); !errors.Is(err, ErrUndefined) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, price := range []float64{0, -1, 101, math.NaN()} {
		if v, err := good.ImpliedVolatility(price); !errors.Is(err, ErrUndefined) {
			t.Errorf("price %g gives a volatility of %g, %v", price, v, err)
		}
	}
	if _, err := good.Price(0); !errors.Is(err, ErrUndefined) {
		t.Errorf("no volatility: %v", err)
	}
}
