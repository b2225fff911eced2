package market

import (
	"encoding/json"
	"slices"
)

// Proof says of a section's figures what their field does not: Yahoo sends some
// in pence and some in pounds, some in the currency of the accounts and some in
// that of the price, and does not say which. A figure whose unit other figures
// prove is in its field; one whose unit they do not prove is in Unproven instead.
type Proof struct {
	// Units are the currencies of the fields that are in another than their
	// documented one, by JSON name.
	Units FieldUnits `json:"units,omitempty"`
	// Unproven are the figures that are left out of their fields.
	Unproven []Unproven `json:"unproven,omitempty"`
}

// Unproven is a figure whose unit is not certain.
type Unproven struct {
	Field  string `json:"field"` // the JSON name of the field that it is left out of
	Value  Number `json:"value"` // as it was sent
	Reason string `json:"reason"`
}

// FieldUnits are currencies of fields; in JSON an object by field.
type FieldUnits []FieldUnit

// FieldUnit is the currency of one field.
type FieldUnit struct {
	Field    string // its JSON name
	Currency string
}

// MarshalJSON writes {"field": "currency"}.
func (all FieldUnits) MarshalJSON() ([]byte, error) {
	byField := make(map[string]string, len(all))
	for _, one := range all {
		byField[one.Field] = one.Currency
	}
	return json.Marshal(byField)
}

// UnitOf is the currency of the field of that JSON name, which is documented to be
// in usual.
func (p *Proof) UnitOf(field, usual string) string {
	if p != nil {
		if i := slices.IndexFunc(p.Units, func(u FieldUnit) bool { return u.Field == field }); i >= 0 {
			return p.Units[i].Currency
		}
	}
	return usual
}

// Doubt is what was left out of the field of that JSON name, nil for nothing.
func (p *Proof) Doubt(field string) *Unproven {
	if p == nil {
		return nil
	}
	if i := slices.IndexFunc(p.Unproven, func(u Unproven) bool { return u.Field == field }); i >= 0 {
		return &p.Unproven[i]
	}
	return nil
}
