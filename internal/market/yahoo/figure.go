package yahoo

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"

	"quotewire/internal/market"
)

// figure is a number as found on the wire, where it may be null, missing, a text
// or an object with the number under "raw". All but a number are absent. It is without
// the noise that plain takes off.
type figure struct {
	v  float64
	ok bool
}

// UnmarshalJSON never fails: one odd figure must not lose the answer around it.
func (f *figure) UnmarshalJSON(b []byte) error {
	*f = figure{}
	b = bytes.TrimSpace(b)
	if len(b) > 0 && b[0] == '{' {
		var formatted struct {
			Raw json.Number `json:"raw"`
		}
		if json.Unmarshal(b, &formatted) != nil {
			return nil
		}
		b = []byte(formatted.Raw)
	}
	if v, err := strconv.ParseFloat(string(b), 64); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		*f = figure{plain(v), true}
	}
	return nil
}

// figures are those of an array.
type figures []figure

// UnmarshalJSON takes an array that holds nothing but numbers and nulls apart at its
// commas: a chart has 100,000 of them, and the decoder needs several times as long.
func (f *figures) UnmarshalJSON(b []byte) error {
	inside, isArray := bytes.CutPrefix(bytes.TrimSpace(b), []byte("["))
	if inside = bytes.TrimSpace(bytes.TrimSuffix(inside, []byte("]"))); !isArray || len(inside) == 0 || bytes.ContainsAny(inside, `[{"`) {
		return json.Unmarshal(b, (*[]figure)(f))
	}
	*f = make(figures, 0, bytes.Count(inside, []byte(","))+1)
	for text := range bytes.SplitSeq(inside, []byte(",")) {
		var one figure
		_ = one.UnmarshalJSON(text) // it never fails
		*f = append(*f, one)
	}
	return nil
}

// whole writes the figure as a JSON integer, for a field that cannot hold
// another; ok is false where it does not fit in 64 bits.
func (f figure) whole() (text string, ok bool) {
	if !f.ok || math.Abs(f.v) >= 1<<63 {
		return "", false
	}
	return strconv.FormatInt(int64(math.Round(f.v)), 10), true
}

// plain is v without the noise of single precision: Yahoo widens 32-bit fractions to
// 64 bits and writes 301.46 as 301.4599914550781. A v that is such a number becomes
// the shortest decimal that names it in 32 bits. A whole number stays as it is: it may
// be counted exactly and be a 32-bit number by chance.
func plain(v float64) float64 {
	if float64(float32(v)) != v || v == math.Trunc(v) {
		return v
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64)
	if err != nil {
		return v
	}
	return short
}

// valueOf is a number, 0 where it is absent.
func valueOf(n market.Number) float64 {
	v, _ := n.Get()
	return v
}
