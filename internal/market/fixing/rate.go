package fixing

import (
	"math"
	"strconv"
	"strings"
)

// Rate is a figure as it was fixed.
type Rate struct {
	Value  float64
	Digits int // that count, zeros at the end among them: 3 of 0.0120
}

// Read reads a rate in digits with a point. It is false for what is none, such as N/A,
// NaN, nothing, or 0.
func Read(text string) (Rate, bool) {
	text = strings.TrimSpace(text)
	digits := strings.TrimLeft(strings.Replace(text, ".", "", 1), "0")
	if len(text) > 30 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return Rate{}, false
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v <= 0 {
		return Rate{}, false
	}
	return Rate{v, len(digits)}, true
}

// tolerance is how far off a fix may be by its last digit, as a part of it, so that
// a quotient is made of it. 0.000081 may be anything from 0.0000805 to 0.0000815, and its
// inverse would look exact and be off by half a per cent.
const tolerance = 0.001

// coarse reports whether half a step of the last digit of r is more than the tolerance.
func (r Rate) coarse() bool {
	step := math.Pow10(int(math.Floor(math.Log10(r.Value))) + 1 - r.Digits)
	return step/2 > tolerance*r.Value
}

// over is r by another, with one digit more than the fewer that the two have: rounding
// then adds nothing to what the fixes leave open. It is false where one is coarse.
func (r Rate) over(by Rate) (float64, bool) {
	if r.coarse() || by.coarse() {
		return 0, false
	}
	v, err := strconv.ParseFloat(strconv.FormatFloat(r.Value/by.Value, 'g', min(r.Digits, by.Digits)+1, 64), 64)
	return v, err == nil && v > 0 && !math.IsInf(v, 0)
}
