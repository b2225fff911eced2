package exhibit

// Datum is one number of an exhibit with all that is known of it.
type Datum struct {
	Value   float64
	Exact   string // in digits: what Value is nearest to
	Shown   string // as it was written, with its unit
	Unit    Unit
	Subject string // symbol
	Field   Field
	Period  Period
	Row     string // what tells its row: strike, holder, day
	Source  int    // 1 + index in the exhibit's Origins; 0: not known
	Stale   bool   // what the source said Age of its origin ago
}

// data are the numbers among values that have a field, below h.
func (e *Exhibit) data(values []Value, h Head, heads []Head) (found []Datum) {
	for i, v := range values {
		below := h
		if i < len(heads) {
			below = h.under(heads[i])
		}
		if v.Next != nil {
			found = append(found, e.data([]Value{*v.Next}, below, nil)...)
		}
		h := v.head().under(below).under(e.Head)
		if v.Kind != IsNumber || h.Field == "" {
			continue
		}
		d := Datum{
			Value: significant(v.Number), Exact: v.digits(), Shown: v.bare(h), Unit: h.Unit,
			Subject: h.Subject, Field: h.Field, Period: h.Period, Row: h.Name, Source: h.Source,
		}
		if d.Source == 0 && len(e.Origins) > 0 {
			d.Source = 1
		}
		if d.Source > 0 && d.Source <= len(e.Origins) {
			d.Stale = e.Origins[d.Source-1].Stale
		}
		found = append(found, d)
	}
	return found
}

// told are the data that have no line of their own.
func (e *Exhibit) told() (found []Datum) {
	for _, f := range e.Told {
		found = append(found, e.data(f.Values, f.Head, nil)...)
	}
	return found
}

// Data are all data of the exhibit, in its order.
func (e *Exhibit) Data() []Datum {
	all := e.told()
	for _, b := range e.blocks() {
		for _, l := range b.lines {
			if l.data != nil {
				all = append(all, l.data()...)
			}
		}
	}
	return all
}
