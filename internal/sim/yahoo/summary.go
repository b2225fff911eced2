package yahoo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const summaryPath = "/v10/finance/quoteSummary/"

// summary answers /v10/finance/quoteSummary/{symbol}?modules=A,B&crumb=C: each
// module that there is for the symbol's kind, those that there are none of left
// out.
func (y *Server) summary(v *wire.Visit, symbol string) wire.Reply {
	if !y.admitted(v) {
		return invalidCrumb()
	}
	asked := v.Request.URL.Query().Get("modules")
	if asked == "" {
		return yahooError("quoteSummary", http.StatusBadRequest, "Bad Request", "Missing required query parameter=modules")
	}
	in := y.catalog.Find(symbol)
	switch {
	case in == nil:
		return yahooError("quoteSummary", http.StatusNotFound, "Not Found", "Quote not found for symbol: "+symbol)
	case in.Kind == facts.Delisted:
		return yahooError("quoteSummary", http.StatusNotFound, "Not Found", "No fundamentals data found for symbol: "+symbol)
	}
	s := y.summarise(in, v.Now)
	result := fields{}
	modules := modulesOf(in)
	for name := range strings.SplitSeq(asked, ",") {
		if module := modules[name]; module != nil {
			result[name] = module(s)
		}
	}
	if len(result) == 0 {
		return yahooError("quoteSummary", http.StatusNotFound, "Not Found",
			fmt.Sprintf("No fundamentals data found for any of the summaryTypes=%s", asked))
	}
	return wire.JSON(http.StatusOK, fields{"quoteSummary": fields{"result": []fields{result}, "error": nil}})
}

// summary is what the modules of one symbol are made from.
type summary struct {
	in     *facts.Instrument
	now    time.Time
	today  facts.Day
	quote  fields // as /v7/finance/quote has it
	price  float64
	gained float64 // by the S&P 500 in 52 weeks
	figures
}

func (y *Server) summarise(in *facts.Instrument, now time.Time) *summary {
	shot := snapshotOf(in, now)
	s := &summary{in: in, now: now, today: shot.clock.Today, quote: quoteFields(in, now), price: shot.bar.Close}
	s.figures = figuresAt(in, s.today)
	if in.Company != nil {
		market := snapshotOf(y.catalog.Find("^GSPC"), now)
		s.gained = market.bar.Close/market.year.yearAgo - 1
	}
	return s
}

// modulesOf are those that Yahoo has for the instrument's kind.
func modulesOf(in *facts.Instrument) map[string]func(*summary) fields {
	all := map[string]func(*summary) fields{
		"price": (*summary).priceModule, "summaryDetail": (*summary).detail, "quoteType": (*summary).quoteType,
	}
	switch in.Kind {
	case facts.Equity:
		all["assetProfile"], all["summaryProfile"] = (*summary).profile, (*summary).shortProfile
		all["defaultKeyStatistics"], all["financialData"] = (*summary).keyStatistics, (*summary).financialData
		all["calendarEvents"], all["earningsHistory"], all["earningsTrend"] = (*summary).calendar, (*summary).earningsHistory, (*summary).earningsTrend
		all["recommendationTrend"] = func(s *summary) fields { return recommendationTrend(s.in, s.today) }
		all["upgradeDowngradeHistory"] = func(s *summary) fields { return upgradesOf(s.in, s.today) }
		all["majorHoldersBreakdown"] = (*summary).breakdown
		all["institutionOwnership"] = func(s *summary) fields { return s.owners(institutions(), 80) }
		all["fundOwnership"] = func(s *summary) fields { return s.owners(holdingFunds(), 81) }
		all["insiderTransactions"], all["netSharePurchaseActivity"] = (*summary).insiders, (*summary).purchases
	case facts.ETF, facts.Fund:
		all["assetProfile"], all["defaultKeyStatistics"] = (*summary).fundText, (*summary).fundStatistics
		all["fundProfile"], all["topHoldings"], all["fundPerformance"] = (*summary).fundProfile, (*summary).topHoldings, (*summary).fundPerformance
	case facts.Crypto:
		all["assetProfile"] = (*summary).coinProfile
	case facts.Index:
		all["defaultKeyStatistics"] = (*summary).indexStatistics
		if len(in.Components) > 0 {
			all["components"] = (*summary).componentsModule
		}
	}
	return all
}

func (s *summary) componentsModule() fields {
	return fields{"components": slices.Clone(s.in.Components), "maxAge": 1}
}

func (s *summary) indexStatistics() fields {
	return fields{
		"maxAge": 1, "priceHint": s.in.Digits(), "category": nil, "fundFamily": nil, "legalType": nil,
		"lastSplitFactor": nil, "latestShareClass": nil, "leadInvestor": nil,
	}
}

// copied takes what the quote has under each name; to renames it.
func (s *summary) copied(into fields, names ...string) {
	for _, name := range names {
		from, to, renamed := strings.Cut(name, ">")
		if !renamed {
			to = from
		}
		if v, ok := s.quote[from]; ok {
			into[to] = v
		}
	}
}

// hundredth is a figure of the quote in percent as a fraction.
func (s *summary) hundredth(into fields, from, to string) {
	if v, ok := s.quote[from].(float32); ok {
		into[to] = single(float64(v) / 100)
	}
}
