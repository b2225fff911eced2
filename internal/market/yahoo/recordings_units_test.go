//go:build recordings

package yahoo

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// held is a figure with the unit that it is said to be in, and what the accounts
// make of it, in their currency.
type held struct {
	value, expect float64
	unit          string
	slack         float64
}

// ledger are all figures of a company that have a unit, and what they are held
// against. It knows nothing of how the units were found.
type ledger struct {
	price, accounts string // whole currencies
	figures         map[string]held
	worth, debt     float64
	value           held // the enterprise value
}

// wrong says which figures contradict the others in the units that they are said
// to be in; nil where all agree on one rate of exchange.
func (l ledger) wrong() (faults []string) {
	rates := map[string]float64{}
	for name, h := range l.figures {
		part := h.value / h.expect
		switch {
		case part <= 0:
			faults = append(faults, name+" has another sign")
		case h.unit == l.accounts && math.Abs(math.Log(part)) > math.Log(h.slack):
			faults = append(faults, fmt.Sprintf("%s is %v %s, expected %v", name, h.value, h.unit, h.expect))
		case h.unit != l.accounts:
			rates[name] = 1 / part
		}
	}
	if v := l.value; v.value != 0 {
		switch {
		case v.unit != l.accounts:
			rates["enterprise value"] = l.debt / (v.value - l.worth)
		case l.price == l.accounts && math.Abs(v.value-l.worth-l.debt) > l.worth/4:
			faults = append(faults, "enterprise value")
		case l.price != l.accounts:
			rates["enterprise value"] = (v.value - l.debt) / l.worth
		}
	}
	lowest, highest := math.Inf(1), math.Inf(-1)
	for name, rate := range rates {
		lowest, highest = min(lowest, rate), max(highest, rate)
		if rate <= 0 || math.Abs(math.Log(rate)) < math.Log(1.5) {
			faults = append(faults, fmt.Sprintf("%s makes a rate of %v", name, rate))
		}
	}
	if len(rates) > 0 && highest/lowest > 3 {
		faults = append(faults, fmt.Sprintf("rates from %v to %v", lowest, highest))
	}
	return faults
}

func ledgerOf(f *market.Fundamentals, root any) ledger {
	raw := func(module, field string) float64 {
		v, _ := rawNumber(dig(root, module, field))
		return v
	}
	l := ledger{price: units.Major(f.Currency), accounts: f.FinancialCurrency, figures: map[string]held{}, worth: raw("price", "marketCap")}
	price := raw("price", "regularMarketPrice")
	if l.price != f.Currency {
		price /= 100
	}
	shares, s := l.worth/price, f.Statistics
	l.debt = raw("financialData", "totalDebt") - raw("financialData", "totalCash")
	add := func(name string, n market.Number, unit string, expect, slack float64) {
		if v, ok := n.Get(); ok && v != 0 && unit != "" && expect != 0 {
			l.figures[name] = held{v, expect, unit, slack}
		}
	}
	earned, sold := raw("defaultKeyStatistics", "netIncomeToCommon"), raw("financialData", "totalRevenue")
	add("eps", s.EPS, s.UnitOf("eps_ttm", l.price), earned/shares, 1.4)
	add("eps forward", s.ForwardEPS, s.UnitOf("eps_forward", l.price), earned/shares, 3)
	add("book value", s.BookValue, s.UnitOf("book_value", l.accounts), raw("financialData", "totalDebt")/raw("financialData", "debtToEquity")*100/shares, 1.5)
	add("revenue a share", s.RevenuePerShare, s.UnitOf("revenue_per_share", l.accounts), sold/shares, 1.4)
	add("cash a share", s.CashPerShare, s.UnitOf("cash_per_share", l.accounts), raw("financialData", "totalCash")/shares, 1.4)
	add("revenue", s.Revenue, s.UnitOf("revenue_ttm", l.accounts), raw("defaultKeyStatistics", "netIncomeToCommon")/raw("financialData", "profitMargins"), 1.5)
	l.value = held{value: valueOf(s.EnterpriseValue), unit: s.UnitOf("enterprise_value", l.accounts)}
	for _, e := range f.Trend {
		times, known := ofYear(e.Period)
		if !known {
			continue
		}
		add("revenue of "+e.Period, e.Revenue.Average, e.Revenue.Currency, sold/times, 2)
		add("eps of "+e.Period, e.EPS.Average, e.EPS.Currency, earned/shares/times, 2)
	}
	return l
}

// TestRecordingsUnits holds every figure with a unit, in every recorded summary of a
// company, against the others, and shows that a unit in another's place is found.
func TestRecordingsUnits(t *testing.T) {
	for _, file := range recorded(t) {
		rec := loadRecording(t, file)
		if !strings.HasPrefix(rec.Name, "quoteSummary-") || rec.Status >= 400 {
			continue
		}
		symbol := filepath.Base(rec.parse(t).Path)
		f, err := replay(t, rec, "/v10/finance/quoteSummary/"+symbol).Fundamentals(t.Context(), sym(t, symbol))
		if err != nil {
			t.Fatal(err)
		}
		if f.FinancialCurrency == "" || f.Statistics == nil || f.Statistics.MarketCap.IsZero() {
			continue
		}
		l := ledgerOf(f, dig(plainJSON(t, rec.body()), "quoteSummary", "result", 0))
		if faults := l.wrong(); faults != nil || len(l.figures) < 4 || l.value.value == 0 {
			t.Errorf("%s: %d figures, enterprise value %v: %s", symbol, len(l.figures), l.value.value, strings.Join(faults, "; "))
		}
		swapped := 0
		for _, name := range slices.Sorted(maps.Keys(l.figures)) {
			other := l
			other.figures = maps.Clone(l.figures)
			h := other.figures[name]
			switch {
			case l.price == l.accounts: // the only other one is a hundredth
				h.value *= 100
			case h.unit == l.accounts:
				h.unit = l.price
			default:
				h.unit = l.accounts
			}
			other.figures[name] = h
			if other.wrong() == nil {
				t.Errorf("%s: %s in another unit is not found", symbol, name)
			}
			swapped++
		}
		other := l
		if other.value.unit = l.price; l.price == l.accounts {
			other.value.value *= 100
		} else if l.value.unit == l.price {
			other.value.unit = l.accounts
		}
		if other.wrong() == nil {
			t.Errorf("%s: an enterprise value in another unit is not found", symbol)
		}
		t.Logf("%s: %d figures hold in their units, each found out in another", symbol, swapped+1)
	}
}
