package exhibit

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"quotewire/internal/calendar"
)

// Kind is what a Value is.
type Kind uint8

// The kinds of value. The zero Value is absent, which is never 0.
const (
	Absent Kind = iota
	IsNumber
	IsText
	IsDay
	IsMoment
)

// Value is one figure, word or time, with the words around it. Field, Unit, Form and
// Period go before those of what it stands in.
type Value struct {
	Kind   Kind
	Number float64
	// Text is the words of a text; of a number its exact decimal, where Number is only
	// the nearest to it.
	Text string
	Time time.Time // of a moment, in the zone that it is written in; of a day midnight UTC

	Field  Field
	Unit   Unit
	Form   Form
	Period Period
	// Before and After are written around it and no part of it. Of an absent value they
	// say why it is.
	Before, After string
	// Next stands in the same cell, after it: the high of a range.
	Next *Value
}

// Number is a figure. What is no finite number is absent.
func Number(v float64, form Form, unit Unit) Value {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Value{}
	}
	if v == 0 {
		v = 0 // not -0
	}
	return Value{Kind: IsNumber, Number: v, Form: form, Unit: unit}
}

// Text is words; none are an absent value.
func Text(words string) Value {
	if words == "" {
		return Value{}
	}
	return Value{Kind: IsText, Text: words}
}

// Day is a date, absent when it is zero.
func Day(d calendar.Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{Kind: IsDay, Time: d.In(time.UTC)}
}

// Moment is a time in its own zone, absent when it is zero.
func Moment(t time.Time, form Form) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{Kind: IsMoment, Time: t, Form: form}
}

// Missing is an absent value with the words that stand in its place.
func Missing(words string) Value { return Value{Before: words} }

// Of is v as a datum of a field; an absent one stays absent.
func (v Value) Of(field Field) Value {
	v.Field = field
	return v
}

// During is v with the time that it is of.
func (v Value) During(p Period) Value {
	v.Period = p
	return v
}

// Between is v with words before and after it, those that it had inside. Of an absent
// value there are none.
func (v Value) Between(before, after string) Value {
	if v.Kind != Absent {
		v.Before, v.After = before+v.Before, v.After+after
	}
	return v
}

// Then is v with another value after it in the same cell.
func (v Value) Then(next Value) Value {
	v.Next = &next
	return v
}

// head is what v says of itself.
func (v Value) head() Head { return Head{Field: v.Field, Unit: v.Unit, Form: v.Form, Period: v.Period} }

// bare is v as it is written, without the words around it.
func (v Value) bare(h Head) string {
	switch v.Kind {
	case IsNumber:
		return h.Form.number(v, h.Unit)
	case IsText:
		return v.Text
	case IsDay:
		return v.Time.Format(time.DateOnly)
	case IsMoment:
		return h.Form.moment(v.Time)
	}
	return ""
}

// write is v as it stands in a text below h.
func (v Value) write(h Head) string {
	s := v.Before + v.bare(v.head().under(h)) + v.After
	if v.Next != nil {
		s += v.Next.write(h)
	}
	return s
}

// String is v as it is written where nothing is inherited.
func (v Value) String() string { return v.write(Head{}) }

// Exact is v without rounding, unit or words around it, for programs: a number in
// digits, a time in RFC 3339, empty when it is absent, two numbers as first/second.
func (v Value) Exact() string {
	if v.Next != nil {
		first := v
		first.Next = nil
		return first.Exact() + "/" + v.Next.Exact()
	}
	switch v.Kind {
	case IsNumber:
		return v.digits()
	case IsMoment:
		return v.Time.Format(time.RFC3339)
	}
	return v.bare(v.head())
}

// digits is the number alone, without rounding.
func (v Value) digits() string {
	if v.Text != "" {
		return v.Text
	}
	return strconv.FormatFloat(significant(v.Number), 'f', -1, 64)
}

// MarshalJSON writes v without rounding, null when it is absent.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.Kind == Absent:
		return []byte("null"), nil
	case v.Kind == IsNumber && v.Next == nil && v.Text != "":
		return json.Marshal(json.Number(v.Text))
	case v.Kind == IsNumber && v.Next == nil:
		return json.Marshal(significant(v.Number))
	}
	return json.Marshal(v.Exact())
}

// significant is v without the tail that binary arithmetic leaves: fifteen digits
// that count.
func significant(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return v
	}
	return r
}
