package yahoo

import (
	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

type earningsTrendWire struct {
	Trend []trendWire `json:"trend"`
}

type trendWire struct {
	Period   string `json:"period"`
	End      string `json:"endDate"`
	Growth   figure `json:"growth"`
	Earnings struct {
		Currency string `json:"earningsCurrency"`
		YearAgo  figure `json:"yearAgoEps"`
		forecastWire
	} `json:"earningsEstimate"`
	Revenue struct {
		Currency string `json:"revenueCurrency"`
		YearAgo  figure `json:"yearAgoRevenue"`
		forecastWire
	} `json:"revenueEstimate"`
	Before struct {
		Days7  figure `json:"7daysAgo"`
		Days30 figure `json:"30daysAgo"`
		Days60 figure `json:"60daysAgo"`
		Days90 figure `json:"90daysAgo"`
	} `json:"epsTrend"`
	Revisions struct {
		Up7    figure `json:"upLast7days"`
		Up30   figure `json:"upLast30days"`
		Down7  figure `json:"downLast7Days"`
		Down30 figure `json:"downLast30days"`
	} `json:"epsRevisions"`
}

type forecastWire struct {
	Average  figure `json:"avg"`
	Low      figure `json:"low"`
	High     figure `json:"high"`
	Analysts figure `json:"numberOfAnalysts"`
	Growth   figure `json:"growth"`
}

// none reports whether no analyst made the forecast. Yahoo then writes zeros.
func (w forecastWire) none() bool { return w.Analysts.ok && w.Analysts.v == 0 }

// forecast leaves out all but what the year before was when there is no analyst.
func (w forecastWire) forecast(currency string, yearAgo figure) market.Forecast {
	f := market.Forecast{YearAgo: yearAgo.num()}
	if !w.none() {
		f.Average, f.Low, f.High = w.Average.num(), w.Low.num(), w.High.num()
		f.Analysts, f.Growth = w.Analysts.num(), w.Growth.num()
	}
	if f != (market.Forecast{}) {
		f.Currency = client.Line(currency)
	}
	return f
}

// currency is that of the first estimate of earnings that names one.
func (w earningsTrendWire) currency() string {
	for _, t := range w.Trend {
		if t.Earnings.Currency != "" {
			return t.Earnings.Currency
		}
	}
	return ""
}

// estimates are the periods that anyone has a view of.
func (w earningsTrendWire) estimates(v *evidence) []market.Estimate {
	var estimates []market.Estimate
	for _, t := range w.Trend {
		e := market.Estimate{Growth: t.Growth.num()}
		e.EPS = t.Earnings.forecast(t.Earnings.Currency, t.Earnings.YearAgo)
		e.Revenue = t.Revenue.forecast(t.Revenue.Currency, t.Revenue.YearAgo)
		if !t.Earnings.none() {
			e.EPSBefore = market.EPSBefore{Days7: t.Before.Days7.num(), Days30: t.Before.Days30.num(), Days60: t.Before.Days60.num(), Days90: t.Before.Days90.num()}
			e.Revisions = market.Revisions{Up7: t.Revisions.Up7.num(), Up30: t.Revisions.Up30.num(), Down7: t.Revisions.Down7.num(), Down30: t.Revisions.Down30.num()}
		}
		if e == (market.Estimate{}) || t.Period == "" || len(estimates) == maxResults {
			continue
		}
		e.Period, e.End = client.Line(t.Period), dayOf(t.End)
		settleEstimate(&e, v)
		estimates = append(estimates, e)
	}
	return estimates
}
