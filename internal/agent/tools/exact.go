package tools

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"quotewire/internal/exhibit"
)

// maxBits bounds the numerator and the denominator of an exact number, so that
// 9^9^9 ends at once.
const maxBits = 8192

// shownDigits is to how many significant digits a number is rounded that has
// no short decimal form.
const shownDigits = 12

var (
	errDivision = errors.New("division by zero")
	errTooLarge = errors.New("the number grows too large")
	errNotReal  = errors.New("the result is not a finite real number")
)

// exact is a rational number. Rounded says that a step on the way, such as a
// square root, could only be done in binary floating point.
type exact struct {
	rat     *big.Rat
	rounded bool
}

// whole is n as an exact number.
func whole(n int64) exact { return exact{rat: new(big.Rat).SetInt64(n)} }

// approximate takes a floating point result into the exact world.
func approximate(v float64) (exact, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return exact{}, errNotReal
	}
	return exact{new(big.Rat).SetFloat64(v), true}, nil
}

// float is the nearest floating point number, which may be infinite.
func (e exact) float() float64 {
	f, _ := e.rat.Float64()
	return f
}

// bounded refuses numbers that grow without end.
func (e exact) bounded() (exact, error) {
	if e.rat.Num().BitLen() > maxBits || e.rat.Denom().BitLen() > maxBits {
		return exact{}, errTooLarge
	}
	return e, nil
}

// with is what an operation makes of e and another.
func (e exact) with(o exact, apply func(result, x, y *big.Rat) *big.Rat) (exact, error) {
	return exact{apply(new(big.Rat), e.rat, o.rat), e.rounded || o.rounded}.bounded()
}

func (e exact) add(o exact) (exact, error) { return e.with(o, (*big.Rat).Add) }
func (e exact) sub(o exact) (exact, error) { return e.with(o, (*big.Rat).Sub) }
func (e exact) mul(o exact) (exact, error) { return e.with(o, (*big.Rat).Mul) }

func (e exact) div(o exact) (exact, error) {
	if o.rat.Sign() == 0 {
		return exact{}, errDivision
	}
	return e.with(o, (*big.Rat).Quo)
}

// pow is exact for whole exponents as long as the number stays bounded.
func (e exact) pow(o exact) (exact, error) {
	if !o.rat.IsInt() || !o.rat.Num().IsInt64() {
		return approximate(math.Pow(e.float(), o.float()))
	}
	n := o.rat.Num().Int64()
	if n < 0 && e.rat.Sign() == 0 {
		return exact{}, errDivision
	}
	times := new(big.Int).Abs(o.rat.Num())
	bits := max(e.rat.Num().BitLen(), e.rat.Denom().BitLen())
	if bits > 1 && (!times.IsInt64() || times.Int64() > int64(maxBits/(bits-1))) {
		// Too many bits to hold exactly, but perhaps an ordinary number, as
		// in 1.0001^3650.
		return approximate(math.Pow(e.float(), o.float()))
	}
	num := new(big.Int).Exp(e.rat.Num(), times, nil)
	den := new(big.Int).Exp(e.rat.Denom(), times, nil)
	if n < 0 {
		num, den = den, num
	}
	return exact{new(big.Rat).SetFrac(num, den), e.rounded || o.rounded}.bounded()
}

// sqrt is exact for squares of rationals.
func (e exact) sqrt() (exact, error) {
	if e.rat.Sign() < 0 {
		return exact{}, errNotReal
	}
	num, den := new(big.Int).Sqrt(e.rat.Num()), new(big.Int).Sqrt(e.rat.Denom())
	root := exact{new(big.Rat).SetFrac(num, den), e.rounded}
	if new(big.Rat).Mul(root.rat, root.rat).Cmp(e.rat) == 0 {
		return root, nil
	}
	return approximate(math.Sqrt(e.float()))
}

// floor is the greatest whole number not above e.
func (e exact) floor() exact {
	// Int.Div rounds towards minus infinity for a positive divisor.
	return exact{new(big.Rat).SetInt(new(big.Int).Div(e.rat.Num(), e.rat.Denom())), e.rounded}
}

func (e exact) neg() exact { return exact{new(big.Rat).Neg(e.rat), e.rounded} }

// round rounds halves away from zero, as people do, at places decimals.
func (e exact) round(places int64) exact {
	if e.rat.Sign() < 0 {
		return e.neg().round(places).neg()
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(abs(places)), nil))
	if places < 0 {
		scale.Inv(scale)
	}
	scaled := new(big.Rat).Mul(e.rat, scale)
	n := exact{scaled.Add(scaled, big.NewRat(1, 2)), e.rounded}.floor()
	return exact{scaled.Quo(n.rat, scale), e.rounded}
}

func abs(n int64) int64 { return max(n, -n) }

// show writes the number for reading, and a note on how exact it is.
func (e exact) show() (value, note string) {
	if !e.rounded {
		if e.rat.IsInt() {
			if s := e.rat.Num().String(); len(s) <= 40 {
				return exhibit.Separated(s), ""
			}
		}
		if places, ok := e.rat.FloatPrec(); ok && places <= shownDigits {
			if s := e.rat.FloatString(places); len(s) <= 40 {
				return exhibit.Separated(s), ""
			}
		}
	}
	return e.digits(), fmt.Sprintf("rounded to %d significant digits", shownDigits)
}

// digits rounds to shownDigits significant digits in decimal.
func (e exact) digits() string {
	f := new(big.Float).SetPrec(256).SetRat(e.rat)
	s := f.Text('e', shownDigits-1)
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return s
	}
	mantissa, exponent, _ := strings.Cut(s, "e")
	if n, err := strconv.Atoi(exponent); err != nil || n < -9 || n > 15 {
		return strings.TrimRight(strings.TrimRight(mantissa, "0"), ".") + "e" + exponent
	}
	places, _ := r.FloatPrec()
	return exhibit.Separated(r.FloatString(places))
}

// value is e as it is shown: as a number where it is one that is not too large.
func (e exact) value(shown string) exhibit.Value {
	v := exhibit.Number(e.float(), exhibit.Grouped(), exhibit.Unit{})
	if v.Kind == exhibit.Absent {
		return exhibit.Text(shown)
	}
	v.Text = strings.ReplaceAll(shown, ",", "")
	return v.Of("calculation.result")
}
