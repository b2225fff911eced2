package httpsource

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/market"
)

// figure is a number as it is written for people: a sign before or after $, digits in
// groups of three or in none, and what it counts. Parentheses are a minus.
var figure = regexp.MustCompile(`^(\()?([+-]?)\$?([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(?:[eE]([+-]?\d{1,3})|([KMBT%]))?(\))?$`)

// longestFigure is more than any number has.
const longestFigure = 40

// Figure reads a number as it is written for people or by programs: 77,555,460, $341.07,
// 4.606% (which is 4.606), 5.261T, ($0.09), 1.5e-05. All else is absent: -- and N/A,
// words such as UNCH, a number with commas where none belong, one that no float holds.
func Figure(text string) market.Number {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\u2212", "-")
	if len(text) > longestFigure {
		return market.Number{}
	}
	if isPlain(text) {
		return parsed(text, false)
	}
	return written(text)
}

// isPlain says that a text is digits, or digits around a point. Nearly all figures are,
// and a file of twenty years has tens of thousands: the pattern would take longer over
// them than all else does.
func isPlain(text string) bool {
	whole, part, point := strings.Cut(text, ".")
	return allDigits(whole) && (!point || allDigits(part))
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// written is a figure with all that the pattern allows.
func written(text string) market.Number {
	m := figure.FindStringSubmatch(text)
	if m == nil || m[4] == "" && m[5] == "" || (m[1] == "") != (m[8] == "") {
		return market.Number{}
	}
	signs := m[2] + m[3]
	if len(signs) > 1 || m[1] != "" && signs != "" {
		return market.Number{}
	}
	digits := strings.ReplaceAll(m[4], ",", "") + m[5]
	switch m[7] {
	case "K":
		digits += "e3"
	case "M":
		digits += "e6"
	case "B":
		digits += "e9"
	case "T":
		digits += "e12"
	}
	if m[6] != "" {
		digits += "e" + m[6]
	}
	return parsed(digits, signs == "-" || m[1] != "")
}

func parsed(digits string, negative bool) market.Number {
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return market.Number{}
	}
	if negative {
		v = -v
	}
	return market.Num(v)
}

// Cell is a figure or a text of an answer as it was written, in whichever of JSON's
// types: sources write one and the same field as a text, as a number, and as null. It is
// empty where there was null, or something that is none of them.
type Cell string

// UnmarshalJSON takes a text, a number or a truth value.
func (c *Cell) UnmarshalJSON(raw []byte) error {
	*c = ""
	switch {
	case len(raw) == 0, bytes.Equal(raw, []byte("null")), raw[0] == '{', raw[0] == '[':
	case raw[0] == '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
		*c = Cell(text)
	default:
		*c = Cell(raw)
	}
	return nil
}

// Number is the figure that was written; see [Figure].
func (c Cell) Number() market.Number { return Figure(string(c)) }

// Text is the text on one line, printable and short.
func (c Cell) Text() string { return Text(string(c)) }

// Price is the figure where 0 stands for none.
func (c Cell) Price() market.Number {
	n := c.Number()
	if v, _ := n.Get(); v == 0 {
		return market.Number{}
	}
	return n
}

// Above is the figure where it is above 0, else absent: of prices and other figures of
// which 0 says that there is none.
func (c Cell) Above() market.Number { return above(c.Number()) }

// Count is the figure where it is not below 0: of what is counted, such as shares.
func (c Cell) Count() market.Number {
	n := c.Number()
	if v, _ := n.Get(); v < 0 {
		return market.Number{}
	}
	return n
}

// Seconds is the time in Unix seconds, UTC; zero for none, and for what is no time of our
// days.
func (c Cell) Seconds() time.Time {
	v, ok := c.Number().Get()
	if !ok || v < 1e9 || v > 4e9 {
		return time.Time{}
	}
	return time.Unix(int64(v), 0).UTC()
}

func above(n market.Number) market.Number {
	if v, _ := n.Get(); v <= 0 {
		return market.Number{}
	}
	return n
}
