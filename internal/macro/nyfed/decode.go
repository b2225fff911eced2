package nyfed

import (
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

type row struct {
	Day      string   `json:"effectiveDate"` // 2006-01-02
	Type     string   `json:"type"`          // SOFR
	Rate     *float64 `json:"percentRate"`
	First    *float64 `json:"percentPercentile1"` // of the transactions behind the rate, by volume
	Quarter  *float64 `json:"percentPercentile25"`
	Three    *float64 `json:"percentPercentile75"`
	Last     *float64 `json:"percentPercentile99"`
	Low      *float64 `json:"targetRateFrom"`
	High     *float64 `json:"targetRateTo"`
	Volume   *float64 `json:"volumeInBillions"`
	Revision string   `json:"revisionIndicator"` // empty: as it was first published
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
		case slices.ContainsFunc([]*float64{r.Rate, r.First, r.Quarter, r.Three, r.Last, r.Low, r.High}, insane), r.Volume != nil && *r.Volume < 0:
			return nil, httpsource.Malformed("a rate that is none")
		}
		add := func(key string, v *float64) {
			if v != nil {
				series[key] = append(series[key], macro.Observation{Date: day, Value: *v, Revised: strings.TrimSpace(r.Revision) != ""})
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
func insane(v *float64) bool { return v != nil && !(*v > -10 && *v < 100) }
