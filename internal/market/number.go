package market

import (
	"encoding/json"
	"math"
	"strconv"
)

// Number is a figure that may be absent. What a source did not send is absent,
// never 0. The zero Number is absent.
type Number struct {
	value float64
	ok    bool
}

// Num is a present Number. NaN and infinities are no figures: they are absent.
func Num(v float64) Number {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number{}
	}
	return Number{v, true}
}

// Get is the figure and whether there is one.
func (n Number) Get() (float64, bool) { return n.value, n.ok }

// IsZero reports absence, for json's omitzero.
func (n Number) IsZero() bool { return !n.ok }

// over is the figure divided, absent where divisor is 0.
func (n Number) over(divisor float64) Number {
	if !n.ok {
		return n
	}
	return Num(n.value / divisor)
}

// MarshalJSON writes the figure, or null when it is absent. A fraction that is a
// 32-bit number is written as its shortest decimal: 301.46 and not
// 301.4599914550781.
func (n Number) MarshalJSON() ([]byte, error) {
	switch {
	case !n.ok:
		return []byte("null"), nil
	case n.bits() == 32:
		return json.Marshal(float32(n.value))
	}
	return json.Marshal(n.value)
}

// Plain is the figure in digits alone, without an exponent and with no noise, or
// empty when it is absent.
func (n Number) Plain() string {
	if !n.ok {
		return ""
	}
	return strconv.FormatFloat(n.value, 'f', -1, n.bits())
}

// bits is how many bits the source had for the figure. A whole number may be
// counted exactly and a 32-bit number by chance.
func (n Number) bits() int {
	if float64(float32(n.value)) == n.value && n.value != math.Trunc(n.value) {
		return 32
	}
	return 64
}
