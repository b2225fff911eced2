package arithmetic

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
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

// Number is a rational number. Rounded says that a step on the way, such as a
// square root, could only be done in binary floating point.
type Number struct {
	rat     *big.Rat
	rounded bool
}

// whole is n as an exact number.
func whole(n int64) Number { return Number{rat: new(big.Rat).SetInt64(n)} }

// approximate takes a floating point result into the exact world.
func approximate(v float64) (Number, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number{}, errNotReal
	}
	return Number{new(big.Rat).SetFloat64(v), true}, nil
}

// Float is the nearest floating point number, which may be infinite.
func (e Number) Float() float64 {
	f, _ := e.rat.Float64()
	return f
}

// bounded refuses numbers that grow without end.
func (e Number) bounded() (Number, error) {
	if e.rat.Num().BitLen() > maxBits || e.rat.Denom().BitLen() > maxBits {
		return Number{}, errTooLarge
	}
	return e, nil
}

// with is what an operation makes of e and another.
func (e Number) with(o Number, apply func(result, x, y *big.Rat) *big.Rat) (Number, error) {
	return Number{apply(new(big.Rat), e.rat, o.rat), e.rounded || o.rounded}.bounded()
}

func (e Number) add(o Number) (Number, error) { return e.with(o, (*big.Rat).Add) }
func (e Number) sub(o Number) (Number, error) { return e.with(o, (*big.Rat).Sub) }
func (e Number) mul(o Number) (Number, error) { return e.with(o, (*big.Rat).Mul) }

func (e Number) div(o Number) (Number, error) {
	if o.rat.Sign() == 0 {
		return Number{}, errDivision
	}
	return e.with(o, (*big.Rat).Quo)
}

// pow is exact for whole exponents as long as the number stays bounded.
func (e Number) pow(o Number) (Number, error) {
	if !o.rat.IsInt() || !o.rat.Num().IsInt64() {
		return approximate(math.Pow(e.Float(), o.Float()))
	}
	n := o.rat.Num().Int64()
	if n < 0 && e.rat.Sign() == 0 {
		return Number{}, errDivision
	}
	times := new(big.Int).Abs(o.rat.Num())
	bits := max(e.rat.Num().BitLen(), e.rat.Denom().BitLen())
	if bits > 1 && (!times.IsInt64() || times.Int64() > int64(maxBits/(bits-1))) {
		// Too many bits to hold exactly, but perhaps an ordinary number, as
		// in 1.0001^3650.
		return approximate(math.Pow(e.Float(), o.Float()))
	}
	num := new(big.Int).Exp(e.rat.Num(), times, nil)
	den := new(big.Int).Exp(e.rat.Denom(), times, nil)
	if n < 0 {
		num, den = den, num
	}
	return Number{new(big.Rat).SetFrac(num, den), e.rounded || o.rounded}.bounded()
}

// sqrt is exact for squares of rationals.
func (e Number) sqrt() (Number, error) {
	if e.rat.Sign() < 0 {
		return Number{}, errNotReal
	}
	num, den := new(big.Int).Sqrt(e.rat.Num()), new(big.Int).Sqrt(e.rat.Denom())
	root := Number{new(big.Rat).SetFrac(num, den), e.rounded}
	if new(big.Rat).Mul(root.rat, root.rat).Cmp(e.rat) == 0 {
		return root, nil
	}
	return approximate(math.Sqrt(e.Float()))
}

// floor is the greatest whole number not above e.
func (e Number) floor() Number {
	// Int.Div rounds towards minus infinity for a positive divisor.
	return Number{new(big.Rat).SetInt(new(big.Int).Div(e.rat.Num(), e.rat.Denom())), e.rounded}
}

func (e Number) neg() Number { return Number{new(big.Rat).Neg(e.rat), e.rounded} }

// round rounds halves away from zero, as people do, at places decimals.
func (e Number) round(places int64) Number {
	if e.rat.Sign() < 0 {
		return e.neg().round(places).neg()
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(abs(places)), nil))
	if places < 0 {
		scale.Inv(scale)
	}
	scaled := new(big.Rat).Mul(e.rat, scale)
	n := Number{scaled.Add(scaled, big.NewRat(1, 2)), e.rounded}.floor()
	return Number{scaled.Quo(n.rat, scale), e.rounded}
}

func abs(n int64) int64 { return max(n, -n) }

// Text writes the number in decimal. Digits is to how many significant ones it is rounded,
// 0 where it is exact.
func (e Number) Text() (text string, digits int) {
	if !e.rounded {
		if e.rat.IsInt() {
			if s := e.rat.Num().String(); len(s) <= 40 {
				return s, 0
			}
		}
		if places, ok := e.rat.FloatPrec(); ok && places <= shownDigits {
			if s := e.rat.FloatString(places); len(s) <= 40 {
				return s, 0
			}
		}
	}
	return e.digits(), shownDigits
}

// digits rounds to shownDigits significant digits in decimal.
func (e Number) digits() string {
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
	return r.FloatString(places)
}
