package yahoo

import (
	"math"

	"quotewire/internal/sim/facts"
)

// What analysts expect of a quarter is what it will bring, a few percent off: so
// the estimate of the calendar is the one that the history shows later.

// expectedEPS is the earnings a share that analysts expect of a quarter.
func expectedEPS(b *facts.Accounts, q facts.Quarter) float64 {
	v := b.DilutedEPS(q, 1)
	return math.Round((v-math.Abs(v)*(0.03+0.04*facts.Noise(b.Instrument.Seed, 65, uint64(q))))*1e4) / 1e4
}

func expectedRevenue(b *facts.Accounts, q facts.Quarter) float64 {
	return b.Round(b.Revenue(q) * (1 + 0.02*facts.Noise(b.Instrument.Seed, 66, uint64(q))))
}

// followed says whether Yahoo knows estimates: of London's shares it knows none.
func followed(in *facts.Instrument) bool { return in.Exchange.Code != "LSE" }

// calendar is the module calendarEvents.
func (s *summary) calendar() fields {
	earnings := fields{}
	start, _ := s.quote["earningsTimestampStart"].(int64)
	earnings["earningsDate"], earnings["isEarningsDateEstimate"] = []int64{start, start + 4*86400}, true
	earnings["earningsCallDate"] = []int64{start + 1800}
	if followed(s.in) {
		next := s.last.Before(-1)
		eps, revenue := expectedEPS(s.books, next), expectedRevenue(s.books, next)
		earnings["earningsAverage"], earnings["earningsLow"], earnings["earningsHigh"] = eps, facts.Cents(eps-0.07*math.Abs(eps)), facts.Cents(eps+0.06*math.Abs(eps))
		earnings["revenueAverage"], earnings["revenueLow"], earnings["revenueHigh"] = int64(revenue), int64(0.95*revenue), int64(1.03*revenue)
	}
	f := fields{"maxAge": 1, "earnings": earnings}
	if s.exDay > 0 {
		f["exDividendDate"], f["dividendDate"] = utc(s.exDay), utc(s.exDay+21)
	}
	return f
}

// earningsHistory is the last four quarters, oldest first.
func (s *summary) earningsHistory() fields {
	history := []fields{}
	if !followed(s.in) {
		return fields{"history": history, "maxAge": 86400}
	}
	for i := 3; i >= 0; i-- {
		q := s.last.Before(i)
		actual, expected := s.books.DilutedEPS(q, 1), expectedEPS(s.books, q)
		surprise := fields{}
		if expected != 0 {
			surprise = part(facts.Ratio((actual - expected) / math.Abs(expected)))
		}
		history = append(history, fields{
			"maxAge": 1, "epsActual": perShare(actual), "epsEstimate": perShare(expected), "epsDifference": perShare(facts.Cents(actual - expected)),
			"surprisePercent": surprise, "quarter": dated(q.End()),
			"currency": s.books.Currency, "period": []string{"-1q", "-2q", "-3q", "-4q"}[i],
		})
	}
	return fields{"history": history, "maxAge": 86400}
}

// earningsTrend is what is expected of this quarter and the next, and of this
// fiscal year and the next.
func (s *summary) earningsTrend() fields {
	b := s.books
	next := s.last.Before(-1)
	year := b.Year(next)
	trend := []fields{}
	for _, p := range []struct {
		name     string
		end      facts.Quarter
		quarters int
	}{{"0q", next, 1}, {"+1q", next.Before(-1), 1}, {"0y", year, 4}, {"+1y", year.Before(-4), 4}} {
		if !followed(s.in) {
			trend = append(trend, unfollowed(p.name))
			continue
		}
		trend = append(trend, s.forecast(p.name, p.end, p.quarters))
	}
	return fields{"trend": trend, "maxAge": 1}
}

func (s *summary) forecast(period string, end facts.Quarter, quarters int) fields {
	b := s.books
	var eps, revenue, soldBefore float64
	for i := range quarters {
		q := end.Before(i)
		eps, revenue, soldBefore = eps+expectedEPS(b, q), revenue+expectedRevenue(b, q), soldBefore+b.Revenue(q.Before(4))
	}
	eps = math.Round(eps*1e4) / 1e4
	before := b.DilutedEPS(end.Before(4), quarters)
	analysts := count(float64(opinionsOf(s.in, s.today).all()))
	grown := fields{}
	if before > 0 {
		grown = part(facts.Ratio(eps/before - 1))
	}
	about := func(f float64) fields { return perShare(math.Round((eps+f*math.Abs(eps))*1e4) / 1e4) }
	return fields{
		"maxAge": 1, "period": period, "endDate": end.End().String(), "growth": grown,
		"earningsEstimate": fields{
			"avg": perShare(eps), "low": about(-0.07), "high": about(0.06), "yearAgoEps": perShare(before),
			"numberOfAnalysts": analysts, "growth": grown, "earningsCurrency": b.Currency,
		},
		"revenueEstimate": fields{
			"avg": count(revenue), "low": count(0.95 * revenue), "high": count(1.03 * revenue), "yearAgoRevenue": count(soldBefore),
			"numberOfAnalysts": analysts, "growth": part(facts.Ratio(revenue/soldBefore - 1)), "revenueCurrency": b.Currency,
		},
		"epsTrend": fields{
			"current": perShare(eps), "7daysAgo": about(0.002), "30daysAgo": about(-0.01), "60daysAgo": about(-0.015), "90daysAgo": about(-0.02),
			"epsTrendCurrency": b.Currency,
		},
		"epsRevisions": fields{
			"upLast7days": count(0), "upLast30days": count(6), "downLast30days": count(4), "downLast7Days": count(1),
			"downLast90days": fields{}, "epsRevisionsCurrency": b.Currency,
		},
	}
}

// unfollowed is how Yahoo says that nobody has an estimate: with zeros.
func unfollowed(period string) fields {
	none := perShare(0)
	return fields{
		"maxAge": 1, "period": period, "endDate": nil, "growth": fields{},
		"earningsEstimate": fields{
			"avg": none, "low": none, "high": none, "yearAgoEps": fields{}, "numberOfAnalysts": count(0), "growth": fields{}, "earningsCurrency": nil,
		},
		"revenueEstimate": fields{
			"avg": count(0), "low": count(0), "high": count(0), "numberOfAnalysts": count(0), "yearAgoRevenue": fields{}, "growth": fields{}, "revenueCurrency": nil,
		},
		"epsTrend": fields{
			"current": none, "7daysAgo": none, "30daysAgo": none, "60daysAgo": none, "90daysAgo": none, "epsTrendCurrency": nil,
		},
		"epsRevisions": fields{
			"upLast7days": count(0), "upLast30days": count(0), "downLast30days": count(0), "downLast7Days": count(0),
			"downLast90days": fields{}, "epsRevisionsCurrency": nil,
		},
	}
}
