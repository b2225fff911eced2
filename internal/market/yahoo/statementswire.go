package yahoo

import (
	"encoding/json"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// maxPeriods bounds the periods that are kept.
const maxPeriods = 40

// seriesAnswer is the envelope of a fundamentals time series. Each result holds
// its values under the name of its own type.
type seriesAnswer struct {
	Series *struct {
		Result []map[string]json.RawMessage `json:"result"`
	} `json:"timeseries"`
}

type seriesMeta struct {
	Symbol []string `json:"symbol"`
	Type   []string `json:"type"`
}

// pointWire is one value of one item.
type pointWire struct {
	Day      string `json:"asOfDate"`
	Period   string `json:"periodType"`
	Currency string `json:"currencyCode"`
	Value    figure `json:"reportedValue"`
}

// point is a value that was reported.
type point struct {
	value    market.Number
	currency string
}

// readStatements takes a time series apart. What was not asked for is left out.
func readStatements(answer seriesAnswer, symbol market.Symbol, q market.StatementQuery, items []item) (*market.Statements, error) {
	if answer.Series == nil || answer.Series.Result == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no timeseries in the answer"}
	}
	reported := map[string]map[market.StatementPeriod]point{}
	for _, result := range answer.Series.Result {
		var meta seriesMeta
		if decode(result["meta"], &meta) != nil {
			continue
		}
		for _, said := range meta.Symbol {
			if err := about(said, symbol); err != nil {
				return nil, err
			}
		}
		for _, name := range meta.Type {
			if key, ok := strings.CutPrefix(name, string(q.Frequency)); ok {
				addPoints(reported, key, result[name])
			}
		}
	}
	s := &market.Statements{Symbol: symbol, Kind: q.Kind, Frequency: q.Frequency, Periods: periodsOf(reported, items)}
	if len(s.Periods) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no " + string(q.Frequency) + " statements are reported for it"}
	}
	fillItems(s, reported, items)
	return s, nil
}

// addPoints keeps the values of one item; of two for one period the later sent,
// which is the restated one.
func addPoints(reported map[string]map[market.StatementPeriod]point, key string, raw json.RawMessage) {
	var wires []*pointWire
	if len(raw) == 0 || decode(raw, &wires) != nil {
		return
	}
	for _, w := range wires {
		if w == nil || !w.Value.ok || dayOf(w.Day).IsZero() {
			continue
		}
		if reported[key] == nil {
			reported[key] = map[market.StatementPeriod]point{}
		}
		reported[key][market.StatementPeriod{End: dayOf(w.Day), Type: client.Line(w.Period)}] = point{w.Value.num(), client.Line(w.Currency)}
	}
}

// periodsOf are all periods that any item has a value of, newest first.
func periodsOf(reported map[string]map[market.StatementPeriod]point, items []item) []market.StatementPeriod {
	seen := map[market.StatementPeriod]bool{}
	var periods []market.StatementPeriod
	for _, it := range items {
		for p := range reported[it.key] {
			if !seen[p] {
				seen[p] = true
				periods = append(periods, p)
			}
		}
	}
	slices.SortFunc(periods, func(a, b market.StatementPeriod) int {
		if c := b.End.Compare(a.End); c != 0 {
			return c
		}
		return strings.Compare(a.Type, b.Type)
	})
	return slices.Clone(periods[:min(len(periods), maxPeriods)])
}

// fillItems adds the items that have any value.
func fillItems(s *market.Statements, reported map[string]map[market.StatementPeriod]point, items []item) {
	currencies := map[string]int{}
	for _, it := range items {
		points := reported[it.key]
		one := market.StatementItem{Statement: it.kind, Key: it.key, Label: it.label, Unit: unitOf(it.key), Values: make([]market.Number, len(s.Periods))}
		known := false
		for i, p := range s.Periods {
			at, ok := points[p]
			if !ok || known && at.currency != one.Currency {
				continue
			}
			known = true
			one.Values[i], one.Currency = at.value, at.currency
		}
		if !known {
			continue
		}
		switch one.Unit {
		case market.UnitCurrency:
			currencies[one.Currency]++
		case market.UnitShares, market.UnitRatio:
			one.Currency = "" // Yahoo names one even of shares
		}
		s.Items = append(s.Items, one)
	}
	for currency, n := range currencies {
		if n > currencies[s.Currency] || n == currencies[s.Currency] && currency < s.Currency {
			s.Currency = currency
		}
	}
	correctPerShare(s)
}

// correctPerShare names the currency of the accounts where Yahoo names that of
// the price for figures a share: of BABA it gives yuan and says dollars. The net
// income by the shares tells.
func correctPerShare(s *market.Statements) {
	income, shares, eps := valuesOf(s, "NetIncomeCommonStockholders"), valuesOf(s, "BasicAverageShares"), valuesOf(s, "BasicEPS")
	same := false
	for i := range s.Periods {
		if income == nil || shares == nil || eps == nil || income[i].IsZero() || eps[i].IsZero() || valueOf(shares[i]) == 0 || valueOf(eps[i]) == 0 {
			continue
		}
		ratio := valueOf(income[i]) / valueOf(shares[i]) / valueOf(eps[i])
		if same = ratio > 0.9 && ratio < 1.1; !same {
			return
		}
	}
	if !same || s.Currency == "" {
		return
	}
	for i := range s.Items {
		if s.Items[i].Unit == market.UnitPerShare && strings.Contains(s.Items[i].Key, "EPS") {
			s.Items[i].Currency = s.Currency
		}
	}
}

// valuesOf are those of an item, nil when it is not there.
func valuesOf(s *market.Statements, key string) []market.Number {
	for _, it := range s.Items {
		if it.Key == key {
			return it.Values
		}
	}
	return nil
}
