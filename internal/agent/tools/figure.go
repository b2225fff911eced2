package tools

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// decimals is how many places a price near reference is shown with. Changes
// and ranges use their price's places, so that the lines agree.
func decimals(reference float64, kind market.Kind) int { return kind.Places(reference) }

// fixed writes v with thousands separators and at most places decimals, at
// least two when places allows.
func fixed(v float64, places int) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	for len(fraction) > 2 && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
		if strings.Trim(whole+fraction, "0") == "" {
			sign = "" // -0.00 is zero
		}
	}
	s = sign + thousands(whole)
	if fraction != "" {
		s += "." + fraction
	}
	return s
}

// thousands puts a comma before every third digit from the right.
func thousands(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// signed is fixed with a plus before what is above zero.
func signed(v float64, places int) string {
	s := fixed(v, places)
	if v > 0 && strings.Trim(s, "0.,") != "" {
		return "+" + s
	}
	return s
}

// percent writes 1.5 as "+1.50 %".
func percent(v float64) string { return signed(v, 2) + " %" }

// count writes whole units, in words as well from a million on.
func count(v float64) string {
	whole := fixed(math.Round(v), 0)
	for _, m := range []struct {
		size float64
		name string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}} {
		if math.Abs(v) >= m.size*0.9995 {
			return fmt.Sprintf("%s %s (%s)", strconv.FormatFloat(v/m.size, 'f', 2, 64), m.name, whole)
		}
	}
	return whole
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
	return strconv.Itoa(n) + " " + thing + "s"
}

// money writes a price with its currency; a minor unit is explained by its
// value in the major one.
func money(v float64, places int, currency string) string {
	s := fixed(v, places)
	if currency == "" {
		return s
	}
	return s + " " + currency + inMajor(v, currency)
}

// inMajor explains an amount of a minor unit: " (pence; 4.5600 GBP)". It is empty of a
// whole currency.
func inMajor(v float64, currency string) string {
	u, ok := units.MinorOf(currency)
	if !ok {
		return ""
	}
	return fmt.Sprintf(" (%s; %s %s)", u.Name, fixed(u.InMajor(v), u.Places()), u.Major)
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

// instant writes t in zone and in UTC.
func instant(t time.Time, zone *time.Location) string {
	utc := t.UTC().Format("2006-01-02 15:04:05 UTC")
	if zone == nil || zone == time.UTC {
		return utc
	}
	return t.In(zone).Format("2006-01-02 15:04:05 MST") + " (" + utc + ")"
}

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
