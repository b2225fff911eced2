package macro

// Transform is what is computed of a series.
type Transform string

// The transforms.
const (
	// Level is the values as they were published.
	Level Transform = "level"
	// YearOnYear is the change from a year ago by the date: in per cent, and of what is
	// in per cent itself in percentage points.
	YearOnYear Transform = "yoy"
	// Change is the change from the observation before.
	Change Transform = "change"
	// ChangePercent is that in per cent.
	ChangePercent Transform = "change_percent"
	// Average is the mean of all values of the period asked for, or of each month,
	// quarter or year in it.
	Average Transform = "average"
	// Real is dollars deflated by consumer prices of the same month to those of one
	// month, and a rate less the change of consumer prices from a year ago.
	Real Transform = "real"
)

// Transforms are all of them, by their names.
func Transforms() []string {
	return []string{string(Level), string(YearOnYear), string(Change), string(ChangePercent), string(Average), string(Real)}
}

// means is what a transform is of values in a unit, in words that stand after a
// series' title.
func (t Transform) means(u Unit, of Frequency) string {
	switch {
	case t == YearOnYear && u.rate():
		return "change from a year ago in percentage points"
	case t == YearOnYear:
		return "change from a year ago in percent"
	case t == Change && u.rate():
		return "change from the " + before(of) + " before in percentage points"
	case t == Change:
		return "change from the " + before(of) + " before"
	case t == ChangePercent:
		return "change from the " + before(of) + " before in percent"
	case t == Average:
		return "average"
	case t == Real && u.rate():
		return "less the change of consumer prices from a year ago"
	case t == Real:
		return "deflated by consumer prices"
	}
	return ""
}

// before is what is compared with.
func before(of Frequency) string {
	return map[Frequency]string{Daily: "observation", Weekly: "week", Monthly: "month", Quarterly: "quarter", Annual: "year"}[of]
}

// Unit is what a transform of values in u is in.
func (t Transform) Unit(u Unit) Unit {
	switch {
	case (t == YearOnYear || t == Change) && u.rate():
		return Unit{Code: PercentagePoints, Scale: 1}
	case t == YearOnYear, t == ChangePercent:
		return Unit{Code: Percent, Scale: 1}
	case t == Change && u.Code == Index:
		return Unit{Code: Index, Scale: 1, Base: u.Base}
	}
	return u
}
