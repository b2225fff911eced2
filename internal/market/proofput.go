package market

import "quotewire/internal/units"

// orNil is p, or nil when it says nothing.
func (p *Proof) orNil() *Proof {
	if len(p.Units) == 0 && len(p.Unproven) == 0 {
		return nil
	}
	return p
}

// put writes what v says of the unit of the figure in a field: n becomes the
// amount in the documented currency usual, or is marked to be in another one, or
// leaves for Unproven.
func (p *Proof) put(field string, n *Number, v units.Verdict, usual string) {
	switch {
	case n.value == 0: // absent, or the same in all units
	case !v.Proven():
		p.Unproven = append(p.Unproven, Unproven{field, *n, v.Reason})
		*n = Number{}
	default:
		*n = n.inUnit(v)
		if v.Currency != usual {
			p.Units = append(p.Units, FieldUnit{field, v.Currency})
		}
	}
}

// inUnit is n in the unit that v proves, or as it is where v proves none.
func (n Number) inUnit(v units.Verdict) Number {
	if !n.ok {
		return n
	}
	return Num(v.Amount(n.value))
}

// over is the figure divided, absent where divisor is 0.
func (n Number) over(divisor float64) Number {
	if !n.ok {
		return n
	}
	return Num(n.value / divisor)
}
