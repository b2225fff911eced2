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

// MarshalJSON writes the figure, or null when it is absent.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.ok {
		return []byte("null"), nil
	}
	return json.Marshal(n.value)
}

// Plain is the figure in digits alone, without an exponent, or empty when it is
// absent.
func (n Number) Plain() string {
	if !n.ok {
		return ""
	}
	return strconv.FormatFloat(n.value, 'f', -1, 64)
}
