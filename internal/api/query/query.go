// Package query reads the parameters of a request strictly: what it does not know,
// what is given twice and what is no value of its field is a fault that names the
// field and says what would be right.
package query

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

// Query is read field by field. Its first fault stays, and what is read after that
// is zero: so Err is looked at once, before anything is done with what was read.
type Query struct {
	values url.Values
	err    error
}

// Parse reads a raw query that may hold these names only.
func Parse(raw string, valid ...string) *Query {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return &Query{err: fault.Invalid("query", "it is not well formed", "encode names and values with percent signs")}
	}
	q := &Query{values: values}
	for name, vs := range values {
		if !slices.Contains(valid, name) {
			q.Fail(UnknownField(name, valid))
		}
		for _, v := range vs {
			if !utf8.ValidString(v) {
				q.Fail(fault.Invalid(name, "it is not valid UTF-8", "encode it as UTF-8"))
			}
		}
		q.Fail(CheckNUL(name, vs...))
	}
	return q
}

// Err is the first fault, nil when there is none.
func (q *Query) Err() error { return q.err }

// Fail adds a fault that the reader of a field found, if it is one.
func (q *Query) Fail(err error) {
	if q.err == nil {
		q.err = err
	}
}

// All is what was given for a name, as it was sent.
func (q *Query) All(name string) []string {
	if q.err != nil {
		return nil
	}
	return q.values[name]
}

// Text is the one value of a parameter, empty for none. Two are refused: it would
// be chance which of them counts.
func (q *Query) Text(name string) string {
	switch values := q.All(name); len(values) {
	case 0:
		return ""
	case 1:
		return Present(values[0])
	}
	q.Fail(fault.Invalid(name, "it is given twice", "give it once"))
	return ""
}

// Pieces are the values of a parameter that holds several, separated by commas or
// given several times, none of them empty.
func (q *Query) Pieces(name string) (pieces []string) {
	for _, v := range q.All(name) {
		for piece := range strings.SplitSeq(v, ",") {
			if Present(piece) != "" {
				pieces = append(pieces, piece)
			}
		}
	}
	return pieces
}

// OneOf reads a parameter that has few values.
func (q *Query) OneOf(name, def string, valid ...string) string {
	text := q.Text(name)
	if text == "" {
		return def
	}
	return q.oneOf(name, text, valid)
}

func (q *Query) oneOf(name, text string, valid []string) string {
	text = strings.ToLower(Present(text))
	if !slices.Contains(valid, text) {
		q.Fail(fault.Invalid(name, "there is no such "+name, "send one of "+strings.Join(valid, ", ")))
	}
	return text
}

// SomeOf reads a parameter that holds some of a few values, each once.
func (q *Query) SomeOf(name string, valid ...string) map[string]bool {
	chosen := map[string]bool{}
	for _, piece := range q.Pieces(name) {
		chosen[q.oneOf(name, piece, valid)] = true
	}
	return chosen
}

// Whole reads a parameter that is a whole number of least to most.
func (q *Query) Whole(name string, def, least, most int) int {
	text := q.Text(name)
	if text == "" {
		return def
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		q.Fail(fault.Invalid(name, "it is not a number in range", fmt.Sprintf("send %d to %d", least, most)))
	}
	return n
}

// Number reads a parameter that is a number of least to most, absent for none.
func (q *Query) Number(name string, least, most float64) market.Number {
	text := q.Text(name)
	if text == "" {
		return market.Number{}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || v < least || v > most || strings.ContainsAny(text, "_xX") {
		q.Fail(fault.Invalid(name, "it is not a number in range", "send "+shortest(least)+" to "+shortest(most)))
	}
	return market.Num(v)
}

// shortest writes a number plainly, with no digit too many and no exponent.
func shortest(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Date reads a parameter that is a day, zero for none.
func (q *Query) Date(name string) market.Date {
	text := q.Text(name)
	if text == "" {
		return market.Date{}
	}
	d, err := market.ParseDate(text)
	if err != nil {
		q.Fail(fault.Invalid(name, "it is not a date", "send YYYY-MM-DD, such as 2024-11-05"))
	}
	return d
}

// Zone reads a parameter that names a time zone, nil for none.
func (q *Query) Zone(name string, known *Zones) *time.Location {
	loc, err := known.Load(name, q.Text(name))
	q.Fail(err)
	return loc
}

// Present is a value without the white space around it; empty for what clients
// send when they mean nothing.
func Present(value string) string {
	value = strings.TrimSpace(value)
	if value == "null" || value == "undefined" {
		return ""
	}
	return value
}

// UnknownField keeps the name out of the log: of a question whose & was not
// encoded the rest is such a name.
func UnknownField(name string, valid []string) error {
	const wrong = "there is no such field"
	fix := "this route takes no query"
	if len(valid) > 0 {
		fix = "the fields are " + strings.Join(valid, ", ")
	}
	f := fault.Invalid(fmt.Sprintf("%.40q", name), wrong, fix)
	f.Logged = wrong
	return f
}

// CheckNUL refuses NUL, which ends texts for many who read them later.
func CheckNUL(name string, values ...string) error {
	for _, v := range values {
		if strings.Contains(v, "\x00") {
			return fault.Invalid(name, "it holds a NUL character", "leave it out")
		}
	}
	return nil
}
