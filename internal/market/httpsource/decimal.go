package httpsource

import "quotewire/internal/market"

// Decimal is a [Cell] that holds a figure and is read at once. It is absent where the
// source sent null, an empty text, or what is no number: one such figure does not spoil
// the others of an answer.
type Decimal struct{ market.Number }

// UnmarshalJSON reads it.
func (d *Decimal) UnmarshalJSON(raw []byte) error {
	var c Cell
	err := c.UnmarshalJSON(raw)
	d.Number = c.Number()
	return err
}

// Value is the figure, 0 where it is absent.
func (d Decimal) Value() float64 {
	v, _ := d.Get()
	return v
}

// Above is the figure where it is above 0, else absent: of prices and other figures of
// which 0 says that there is none.
func (d Decimal) Above() market.Number { return above(d.Number) }
