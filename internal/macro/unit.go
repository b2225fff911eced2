package macro

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a value is in, as its source publishes it.
type Unit struct {
	// Code is an ISO 4217 currency, "USD of" a year or month for money without
	// inflation, or one of the codes below. Empty: the source does not say.
	Code string
	Per  string // what it is for one of: year, barrel, USD; empty: of the whole
	// Scale is what one is worth: 1e9 of billions.
	Scale  float64
	Base   string // of an index: 1982-84=100
	Annual bool   // a flow as it would be in a whole year
}

// Codes of units that are no money.
const (
	Percent          = "%"
	PercentagePoints = "percentage points"
	Index            = "index"
	Persons          = "persons"
	Things           = "count"
	Ratio            = "ratio"
	Hours            = "hours"
	Weeks            = "weeks"
)

// scales are what the words for multiples mean.
func scales() map[string]float64 {
	return map[string]float64{"units": 1, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
}

// parseUnit reads a unit of the catalogue.
func parseUnit(text string) (Unit, error) {
	text, annual := strings.CutSuffix(text, ", annual rate")
	u := Unit{Scale: 1, Annual: annual}
	name, of, _ := strings.Cut(text, " ")
	switch name {
	case "percent-a-year":
		u.Code, u.Per = Percent, "year"
	case "percent":
		u.Code = Percent
	case "points":
		u.Code = PercentagePoints
	case "ratio", "hours", "weeks":
		u.Code = name
	case "index":
		u.Code, u.Base = Index, of
	default:
		return u.counted(name, of)
	}
	return u, nil
}

// counted reads money, persons and things, and prices for one of something.
func (u Unit) counted(name, of string) (Unit, error) {
	if per, ok := strings.CutPrefix(of, "a "); ok && len(name) == 3 {
		u.Code, u.Per = name, per
		return u, nil
	}
	scale, ok := scales()[of]
	if !ok {
		return u, fmt.Errorf("no such unit: %q %q", name, of)
	}
	u.Scale = scale
	switch year, dollars := strings.CutSuffix(name, "-dollars"); {
	case name == "dollars":
		u.Code = "USD"
	case name == "persons":
		u.Code = Persons
	case name == "things":
		u.Code = Things
	case dollars:
		u.Code = "USD of " + year
	case len(name) == 3:
		u.Code = name
	default:
		return u, fmt.Errorf("no such unit: %q %q", name, of)
	}
	return u, nil
}

// String is the unit in words: "billions of USD, annual rate". It is empty where the
// source does not say.
func (u Unit) String() string {
	words := map[string]string{Percent: "percent", Things: "units"}[u.Code]
	if words == "" {
		words = u.Code
	}
	for name, scale := range scales() {
		if u.Scale == scale && scale > 1 {
			words = name + " of " + words
		}
	}
	switch {
	case u.Base != "":
		words += ", " + u.Base
	case u.Per != "":
		words += " a " + u.Per
	}
	if u.Annual {
		words += ", annual rate"
	}
	return words
}

// Whole is a value in whole dollars, persons or things, where it was published in
// thousands or more of them.
func (u Unit) Whole(v float64) float64 {
	if u.Scale <= 1 {
		return v
	}
	whole, err := strconv.ParseFloat(strconv.FormatFloat(v*u.Scale, 'g', 14, 64), 64)
	if err != nil {
		return v * u.Scale
	}
	return whole
}

// rate says that values are in per cent already, so that what changes are points.
func (u Unit) rate() bool { return u.Code == Percent || u.Code == PercentagePoints }

// nominal says that values are US dollars of their day.
func (u Unit) nominal() bool { return u.Code == "USD" }
