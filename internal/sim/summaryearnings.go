package sim

import "math"

// What analysts expect of a quarter is what it will bring, a few percent off: so
// the estimate of the calendar is the one that the history shows later.

// expected is the earnings a share that analysts expect of a quarter.
func (b *books) expected(q quarter) float64 {
	v := b.earned(q, 1)
	return math.Round((v-math.Abs(v)*(0.03+0.04*noise(b.in.seed, 65, uint64(q))))*1e4) / 1e4
}

func (b *books) expectedRevenue(q quarter) float64 {
	return b.round(b.revenue(q) * (1 + 0.02*noise(b.in.seed, 66, uint64(q))))
}

// followed says whether Yahoo knows estimates: of London's shares it knows none.
func (in *instrument) followed() bool { return in.exchange.code != "LSE" }

// calendar is the module calendarEvents.
func (s *summary) calendar() fields {
	earnings := fields{}
	start, _ := s.quote["earningsTimestampStart"].(int64)
	earnings["earningsDate"], earnings["isEarningsDateEstimate"] = []int64{start, start + 4*86400}, true
	earnings["earningsCallDate"] = []int64{start + 1800}
	if s.in.followed() {
		next := s.last.before(-1)
		eps, revenue := s.books.expected(next), s.books.expectedRevenue(next)
		earnings["earningsAverage"], earnings["earningsLow"], earnings["earningsHigh"] = eps, cents(eps-0.07*math.Abs(eps)), cents(eps+0.06*math.Abs(eps))
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
	if !s.in.followed() {
		return fields{"history": history, "maxAge": 86400}
	}
	for i := 3; i >= 0; i-- {
		q := s.last.before(i)
		actual, expected := s.books.earned(q, 1), s.books.expected(q)
		surprise := fields{}
		if expected != 0 {
			surprise = part(ratio((actual - expected) / math.Abs(expected)))
		}
		history = append(history, fields{
			"maxAge": 1, "epsActual": perShare(actual), "epsEstimate": perShare(expected), "epsDifference": perShare(cents(actual - expected)),
			"surprisePercent": surprise, "quarter": dated(q.end()),
			"currency": s.books.currency, "period": []string{"-1q", "-2q", "-3q", "-4q"}[i],
		})
	}
	return fields{"history": history, "maxAge": 86400}
}

// earningsTrend is what is expected of this quarter and the next, and of this
// fiscal year and the next.
func (s *summary) earningsTrend() fields {
	b := s.books
	next := s.last.before(-1)
	year := b.year(next)
	trend := []fields{}
	for _, p := range []struct {
		name     string
		end      quarter
		quarters int
	}{{"0q", next, 1}, {"+1q", next.before(-1), 1}, {"0y", year, 4}, {"+1y", year.before(-4), 4}} {
		if !s.in.followed() {
			trend = append(trend, unfollowed(p.name))
			continue
		}
		trend = append(trend, s.forecast(p.name, p.end, p.quarters))
	}
	return fields{"trend": trend, "maxAge": 1}
}

func (s *summary) forecast(period string, end quarter, quarters int) fields {
	b := s.books
	var eps, revenue, soldBefore float64
	for i := range quarters {
		q := end.before(i)
		eps, revenue, soldBefore = eps+b.expected(q), revenue+b.expectedRevenue(q), soldBefore+b.revenue(q.before(4))
	}
	eps = math.Round(eps*1e4) / 1e4
	before := b.earned(end.before(4), quarters)
	analysts := count(float64(s.in.opinions(s.today).all()))
	grown := fields{}
	if before > 0 {
		grown = part(ratio(eps/before - 1))
	}
	about := func(f float64) fields { return perShare(math.Round((eps+f*math.Abs(eps))*1e4) / 1e4) }
	return fields{
		"maxAge": 1, "period": period, "endDate": end.end().String(), "growth": grown,
		"earningsEstimate": fields{
			"avg": perShare(eps), "low": about(-0.07), "high": about(0.06), "yearAgoEps": perShare(before),
			"numberOfAnalysts": analysts, "growth": grown, "earningsCurrency": b.currency,
		},
		"revenueEstimate": fields{
			"avg": count(revenue), "low": count(0.95 * revenue), "high": count(1.03 * revenue), "yearAgoRevenue": count(soldBefore),
			"numberOfAnalysts": analysts, "growth": part(ratio(revenue/soldBefore - 1)), "revenueCurrency": b.currency,
		},
		"epsTrend": fields{
			"current": perShare(eps), "7daysAgo": about(0.002), "30daysAgo": about(-0.01), "60daysAgo": about(-0.015), "90daysAgo": about(-0.02),
			"epsTrendCurrency": b.currency,
		},
		"epsRevisions": fields{
			"upLast7days": count(0), "upLast30days": count(6), "downLast30days": count(4), "downLast7Days": count(1),
			"downLast90days": fields{}, "epsRevisionsCurrency": b.currency,
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
