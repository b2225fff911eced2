package yahoo

import (
	"math"
	"strconv"
	"strings"

	"quotewire/internal/sim/facts"
)

// Yahoo writes many figures three times: raw, as its pages show them, and in
// full. It does so in some modules whatever the client asks for.

// abbreviated is a figure as pages show it: 391.04B.
func abbreviated(v float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}} {
		if math.Abs(v) >= u.size {
			return strconv.FormatFloat(v/u.size, 'f', 2, 64) + u.name
		}
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// count is a whole figure, such as an amount of money or shares.
func count(v float64) fields {
	v = math.Round(v)
	f := fields{"raw": int64(v), "fmt": nil, "longFmt": grouped(int64(v))}
	switch {
	case v == 0:
	case math.Abs(v) < 1000:
		f["fmt"] = strconv.FormatInt(int64(v), 10)
	default:
		f["fmt"] = abbreviated(v)
	}
	return f
}

// grouped writes 1,234,567.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// part is a share of something, shown in percent.
func part(v float64) fields {
	return fields{"raw": v, "fmt": strconv.FormatFloat(v*100, 'f', 2, 64) + "%"}
}

// perShare is an amount a share.
func perShare(v float64) fields {
	return fields{"raw": v, "fmt": strconv.FormatFloat(facts.Cents(v), 'f', -1, 64)}
}

// dated is a date.
func dated(d facts.Day) fields { return fields{"raw": utc(d), "fmt": d.String()} }
