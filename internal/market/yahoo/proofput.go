package yahoo

import (
	"quotewire/internal/market"
	"quotewire/internal/units"
)

// orNil is p, or nil when it says nothing.
func orNil(p *market.Proof) *market.Proof {
	if len(p.Units) == 0 && len(p.Unproven) == 0 {
		return nil
	}
	return p
}

// put writes what v says of the unit of the figure in a field: n becomes the
// amount in the documented currency usual, or is marked to be in another one, or
// leaves for Unproven.
func put(p *market.Proof, field string, n *market.Number, v units.Verdict, usual string) {
	switch {
	case valueOf(*n) == 0: // absent, or the same in all units
	case !v.Proven():
		p.Unproven = append(p.Unproven, market.Unproven{Field: field, Value: *n, Reason: v.Reason})
		*n = market.Number{}
	default:
		*n = inUnit(*n, v)
		if v.Currency != usual {
			p.Units = append(p.Units, market.FieldUnit{Field: field, Currency: v.Currency})
		}
	}
}

// inUnit is n in the unit that v proves, or as it is where v proves none.
func inUnit(n market.Number, v units.Verdict) market.Number {
	if n.IsZero() {
		return n
	}
	return market.Num(v.Amount(valueOf(n)))
}

// over is the figure divided, absent where divisor is 0.
func over(n market.Number, divisor float64) market.Number {
	if n.IsZero() {
		return n
	}
	return market.Num(valueOf(n) / divisor)
}
