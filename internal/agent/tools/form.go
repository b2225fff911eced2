package tools

import (
	"fmt"
	"strings"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/units"
)

// form makes a value of a figure: how it is written, and its unit.
type form func(float64) exhibit.Value

// cell is a figure, absent where it is not known.
func cell(n market.Number, write form) exhibit.Value {
	v, ok := n.Get()
	if !ok {
		return exhibit.Value{}
	}
	return write(v)
}

// reported is a figure of a table that says when it is absent.
func reported(n market.Number, write form) exhibit.Value {
	if v := cell(n, write); v.Kind != exhibit.Absent {
		return v
	}
	return exhibit.Missing("not reported")
}

// number is a figure in a unit that is of the whole, written in a form.
func number(v float64, how exhibit.Form, unit string) exhibit.Value {
	return exhibit.Number(v, how, exhibit.In(unit))
}

// count is whole things, in words as well from a million on.
func count(v float64) exhibit.Value { return number(v, exhibit.Words(), exhibit.Count) }

// shares is a number of shares, in words as well from a million on.
func shares(v float64) exhibit.Value { return number(v, exhibit.Words(), exhibit.Shares) }

// traded is a volume: of shares, of a future in contracts, of a coin in the currency of
// its price. write has whole things in words or in digits.
func traded(kind market.Kind, currency string, write exhibit.Form) form {
	unit := exhibit.In(exhibit.Shares)
	switch kind {
	case market.KindFuture, market.KindCurrency:
		unit = exhibit.In(exhibit.Count)
	case market.KindCrypto:
		unit = exhibit.In(currency)
	}
	return func(v float64) exhibit.Value { return exhibit.Number(v, write.Plain(), unit) }
}

// tally is whole things in digits.
func tally(v float64) exhibit.Value { return number(v, exhibit.Fixed(0), exhibit.Count) }

// bare is a year or an age, without separators.
func bare(v float64) exhibit.Value { return number(v, exhibit.Digits(), exhibit.Years) }

// ratios is a plain ratio to four places.
func ratios(v float64) exhibit.Value { return number(v, exhibit.Fixed(4), exhibit.Ratio) }

// shortest is a number with no digit too many: 7, or 1.5.
func shortest(v float64) exhibit.Value { return number(v, exhibit.Shortest(), exhibit.Ratio) }

// percent is a change that is in per cent: "+1.50 %".
func percent(v float64) exhibit.Value { return number(v, exhibit.Signed(2), exhibit.Percent) }

// yield is a yield that is in per cent.
func yield(v float64) exhibit.Value { return number(v, exhibit.Fixed(2), exhibit.Percent) }

// inPercent is what is in per cent, to four places.
func inPercent(v float64) exhibit.Value { return number(v, exhibit.Fixed(4), exhibit.Percent) }

// share is a fraction as per cent, exact for all that Yahoo sends: 0.25306 is
// 25.306 %.
func share(v float64) exhibit.Value { return inPercent(v * 100) }

// growth is share with a plus before what is above zero.
func growth(v float64) exhibit.Value { return number(v*100, exhibit.Signed(4), exhibit.Percent) }

// amount is whole money, in words as well from a million on.
func amount(currency string) form {
	return func(v float64) exhibit.Value { return number(v, exhibit.Words(), currency) }
}

// perShare is money a share.
func perShare(currency string) form {
	return func(v float64) exhibit.Value { return exhibit.Number(v, exhibit.Fixed(4), exhibit.AShare(currency)) }
}

// priced is a price in the unit that prices have.
func priced(currency string) form {
	return func(v float64) exhibit.Value {
		return money(v, decimals(v, market.KindEquity), exhibit.In(label(currency)))
	}
}

// money is a price with its currency; a minor unit is explained by its value in the
// major one.
func money(v float64, places int, unit exhibit.Unit) exhibit.Value {
	return exhibit.Number(v, exhibit.Fixed(places).Explained(), unit)
}

// decimals is how many places a price near reference is shown with. Changes
// and ranges use their price's places, so that the lines agree.
func decimals(reference float64, kind market.Kind) int { return kind.Places(reference) }

// proven is the figure of a field of package market in the currency that is proven of
// it, usual where p names no other, and without one and with the reason where none is.
// Its datum's field has the same name.
func proven(p *market.Proof, field string, n market.Number, usual string, write func(unit string) form) exhibit.Value {
	if u := p.Doubt(field); u != nil {
		return uncertain(cell(u.Value, write("")), u.Reason).Of(exhibit.Field("company." + field))
	}
	return cell(n, write(label(p.UnitOf(field, usual)))).Of(exhibit.Field("company." + field))
}

// uncertain is a figure whose unit nothing proves.
func uncertain(figure exhibit.Value, why string) exhibit.Value {
	if why == "" {
		return figure
	}
	return figure.Between("", " (unit not certain: "+foreign(why)+")")
}

// unless is a ratio, or why it has no meaning.
func unless(n market.Number, write form, not bool, why string) exhibit.Value {
	if not {
		return exhibit.Missing("not meaningful (" + why + ")")
	}
	return cell(n, write)
}

// Why a ratio has no meaning.
const (
	loss         = "loss"
	negativeBook = "negative book value"
)

// major is the unit that amounts are in where prices are in a part of it.
func major(currency string) string { return label(units.Major(currency)) }

// priceUnit is what prices are in: the levels of an index are no money.
func priceUnit(kind market.Kind, currency string) exhibit.Unit {
	if kind == market.KindIndex {
		return exhibit.In(exhibit.Points)
	}
	return exhibit.In(currency)
}

// currencyLabel names the line of a currency: that of an index is what its
// members are priced in, and its levels are points.
func currencyLabel(kind market.Kind) string {
	if kind == market.KindIndex {
		return "levels in points; currency of the members"
	}
	return "currency"
}

// plural counts things that take an s.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// explained is a currency with what a minor unit is: "GBp (pence: 100 are 1 GBP)".
func explained(currency string) string {
	if u, ok := units.MinorOf(currency); ok {
		return fmt.Sprintf("%s (%s)", label(currency), u)
	}
	return label(currency)
}

// named is a currency for a table, with the name of a minor unit: "GBp (pence)".
func named(currency string) string {
	if u, ok := units.MinorOf(currency); ok {
		return fmt.Sprintf("%s (%s)", label(currency), u.Name)
	}
	return short(label(currency), 10)
}

// listed is what each of some things is called, with sep between them.
func listed[T any](things []T, sep string, name func(T) string) string {
	names := make([]string, len(things))
	for i, t := range things {
		names[i] = name(t)
	}
	return strings.Join(names, sep)
}

// join puts a unit after a figure, if there is one.
func join(figure, unit string) string { return strings.TrimSuffix(figure+" "+unit, " ") }

// age writes how old something is, in the largest unit that says enough.
func age(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d seconds", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours())/24)
	}
}
