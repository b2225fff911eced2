package nyfed

import (
	"encoding/json"
	"slices"
	"strings"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// answer is what a search for rates gives, newest first.
type answer struct {
	Rates *[]row `json:"refRates"`
}

// number is a figure. What a row lacks is null, an empty text or NA.
type number struct{ httpsource.Decimal }

func (n *number) UnmarshalJSON(raw []byte) error {
	if text := string(raw); text == `""` || text == `"NA"` {
		return nil
	}
	var v *float64
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	return n.Decimal.UnmarshalJSON(raw)
}

type row struct {
	Day      string `json:"effectiveDate"` // 2006-01-02
	Type     string `json:"type"`          // SOFR
	Rate     number `json:"percentRate"`
	First    number `json:"percentPercentile1"` // of the transactions behind the rate, by volume
	Quarter  number `json:"percentPercentile25"`
	Three    number `json:"percentPercentile75"`
	Last     number `json:"percentPercentile99"`
	Low      number `json:"targetRateFrom"`
	High     number `json:"targetRateTo"`
	Volume   number `json:"volumeInBillions"`
	Revision string `json:"revisionIndicator"` // empty: as it was first published
}

// decode reads the values of a rate of some days, by their key.
func decode(body []byte, name string, from, to market.Date) (map[string][]macro.Observation, error) {
	var a answer
	if err := httpsource.JSON(body, &a); err != nil {
		return nil, err
	}
	if a.Rates == nil {
		return nil, httpsource.Malformed("no list of rates")
	}
	series := map[string][]macro.Observation{}
	for _, r := range *a.Rates {
		day, err := market.ParseDate(r.Day)
		switch {
		case err != nil || day.Compare(from) < 0 || day.Compare(to) > 0:
			return nil, httpsource.Malformed("a day that was not asked for")
		case !strings.EqualFold(r.Type, name):
			return nil, httpsource.Malformed("a rate that was not asked for")
		case slices.ContainsFunc([]number{r.Rate, r.First, r.Quarter, r.Three, r.Last, r.Low, r.High}, insane), r.Volume.Value() < 0:
			return nil, httpsource.Malformed("a rate that is none")
		}
		add := func(key string, v number) {
			if !v.IsZero() {
				series[key] = append(series[key], macro.Observation{Date: day, Value: v.Value(), Revised: strings.TrimSpace(r.Revision) != ""})
			}
		}
		add(name, r.Rate)
		add(name+".p1", r.First)
		add(name+".p25", r.Quarter)
		add(name+".p75", r.Three)
		add(name+".p99", r.Last)
		add(name+".target_low", r.Low)
		add(name+".target_high", r.High)
		add(name+".volume", r.Volume)
	}
	if len(series[name]) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no rates in that year"}
	}
	for _, all := range series {
		slices.SortFunc(all, func(a, b macro.Observation) int { return a.Date.Compare(b.Date) })
		for i := 1; i < len(all); i++ {
			if all[i].Date == all[i-1].Date {
				return nil, httpsource.Malformed("a day that is there twice")
			}
		}
	}
	return series, nil
}

// insane says that a rate is none in per cent.
func insane(v number) bool { return !(v.Value() > -10 && v.Value() < 100) }
