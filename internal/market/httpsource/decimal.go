package httpsource

import (
	"encoding/json"
	"strconv"

	"quotewire/internal/market"
)

// Decimal is a figure that a source writes as a JSON number or as the text of one. It is
// absent where the source sent null, an empty text, or what is no number: one such figure
// does not spoil the others of an answer.
type Decimal struct{ market.Number }

// UnmarshalJSON reads it. It has no error of its own.
func (d *Decimal) UnmarshalJSON(raw []byte) error {
	*d = Decimal{}
	text := string(raw)
	if len(raw) > 0 && raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	// ParseFloat reads more than sources write.
	for _, c := range text {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return nil
		}
	}
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		d.Number = market.Num(v)
	}
	return nil
}

// Value is the figure, 0 where it is absent.
func (d Decimal) Value() float64 {
	v, _ := d.Get()
	return v
}

// Above is the figure where it is above 0, else absent: of prices and other figures of
// which 0 says that there is none.
func (d Decimal) Above() market.Number {
	if d.Value() <= 0 {
		return market.Number{}
	}
	return d.Number
}
