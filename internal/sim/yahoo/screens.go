package yahoo

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const screenPath = "/v1/finance/screener/predefined/saved"

// screen is one of Yahoo's predefined lists.
type screen struct {
	title, description string
	kind               string
	markets            []string // of the exchanges; none: all
	synthetic          bool     // of ZZ tickers, the small companies of this world
	fits               func(row) bool
	by                 func(row) float64 // largest first
}

// row is an instrument that may be in a screen.
type row struct {
	in            *facts.Instrument
	move, volume  float64 // since the close before, in percent; so far
	price         float64
	earned, worth float64 // P/E; market value
}

func always(row) bool { return true }

func screens() map[string]screen {
	gain := func(r row) float64 { return r.move }
	loss := func(r row) float64 { return -r.move }
	active := func(r row) float64 { return r.volume }
	worth := func(r row) float64 { return r.worth }
	up := func(r row) bool { return r.move > 0 }
	down := func(r row) bool { return r.move < 0 }
	cheap := func(least, most float64) func(row) bool {
		return func(r row) bool { return r.earned > least && r.earned <= most }
	}
	us := []string{"us_market"}
	all := map[string]screen{
		"day_gainers_etfs":              {"Day Gainers - ETFs", "ETFs with the greatest gains today.", facts.ETF, us, false, up, gain},
		"day_losers_etfs":               {"Day Losers - ETFs", "ETFs with the greatest losses today.", facts.ETF, us, false, down, loss},
		"most_actives_etfs":             {"Most Active ETFs", "ETFs ordered by volume.", facts.ETF, us, false, always, active},
		"day_gainers_cryptocurrencies":  {"Day Gainers - Crypto", "Coins with the greatest gains today.", facts.Crypto, nil, false, up, gain},
		"day_losers_cryptocurrencies":   {"Day Losers - Crypto", "Coins with the greatest losses today.", facts.Crypto, nil, false, down, loss},
		"most_actives_cryptocurrencies": {"Most Active Crypto", "Coins ordered by volume.", facts.Crypto, nil, false, always, active},
		"all_cryptocurrencies_us":       {"All Cryptocurrencies", "Coins ordered by market value.", facts.Crypto, nil, false, always, worth},
		"aggressive_small_caps":         {"Aggressive small cap stocks", "Small cap stocks with high earnings growth rates", facts.Equity, nil, true, always, active},
		"small_cap_gainers":             {"Small Cap Gainers", "Small caps that gained today.", facts.Equity, nil, true, up, gain},
		"growth_technology_stocks": {"Growth Technology Stocks", "Technology stocks by revenue growth.", facts.Equity, us, false,
			func(r row) bool { return r.in.Company.Sector == "Technology" }, func(r row) float64 { return r.in.Company.Growth }},
		"undervalued_growth_stocks": {"Undervalued Growth Stocks", "Stocks with a P/E of at most 20.", facts.Equity, us, false, cheap(0, 20), active},
		"undervalued_large_caps":    {"Undervalued Large Caps", "Large caps with a P/E of at most 20.", facts.Equity, us, false, cheap(0, 20), worth},
		"most_shorted_stocks":       {"Most Shorted Stocks", "Stocks by the share that is sold short.", facts.Equity, us, false, always, func(r row) float64 { return shortShare(r.in) }},
	}
	for _, name := range []string{"conservative_foreign_funds", "high_yield_bond", "portfolio_anchors", "solid_large_growth_funds", "solid_midcap_growth_funds", "top_mutual_funds"} {
		all[name] = screen{strings.ReplaceAll(name, "_", " "), "Mutual funds ordered by their return this year.", facts.Fund, nil, false, always, gain}
	}
	for suffix, markets := range regions() {
		all["day_gainers"+suffix] = screen{"Day Gainers", "Discover the equities with the greatest gains in the trading day.", facts.Equity, markets, false, up, gain}
		all["day_losers"+suffix] = screen{"Day Losers", "Discover the equities with the greatest losses in the trading day.", facts.Equity, markets, false, down, loss}
		all["most_actives"+suffix] = screen{"Most Actives", "Discover the most traded equities in the trading day.", facts.Equity, markets, false, always, active}
	}
	return all
}

// regions are the endings of the names of regional screens and the markets that
// they cover. Of some this world has no shares.
func regions() map[string][]string {
	all := map[string][]string{
		"": {"us_market"}, "_americas": {"us_market", "ca_market"}, "_asia": {"jp_market", "hk_market", "in_market"}, "_europe": {"gb_market", "de_market", "fr_market"},
	}
	for _, c := range []string{"au", "br", "ca", "de", "es", "fr", "gb", "hk", "in", "it", "nz", "sg"} {
		all["_"+c] = []string{c + "_market"}
	}
	return all
}

// screen answers /v1/finance/screener/predefined/saved?scrIds=&count=&start=&crumb=.
func (y *Server) screen(v *wire.Visit) wire.Reply {
	if !y.admitted(v) {
		return invalidCrumb()
	}
	q := v.Request.URL.Query()
	name := strings.ToLower(q.Get("scrIds"))
	s, ok := screens()[name]
	if !ok {
		return yahooError("finance", http.StatusNotFound, "Not Found", "No records found for scrIds: "+name)
	}
	size, start := min(countOr(q.Get("count"), 25), 250), countOr(q.Get("start"), 0)
	rows := y.rows(s, v.Now)
	quotes := []fields{}
	for _, r := range rows[min(start, len(rows)):min(start+size, len(rows))] {
		quotes = append(quotes, quoteFields(r.in, v.Now))
	}
	kind, _ := namesOf((&facts.Instrument{Kind: s.kind}))
	return wire.JSON(http.StatusOK, fields{"finance": fields{"error": nil, "result": []fields{{
		"id": uuid(name), "title": s.title, "description": s.description, "canonicalName": strings.ToUpper(name),
		"criteriaMeta": fields{"size": size, "offset": start, "sortField": "percentchange", "sortType": "DESC", "quoteType": kind, "criteria": []any{}, "topOperator": "AND"},
		"rawCriteria":  "{}", "start": start, "count": len(quotes), "total": len(rows), "quotes": quotes, "useRecords": false, "predefinedScr": true,
		"versionId": 1, "creationDate": int64(1473796102800), "lastUpdated": int64(1699393457948), "isPremium": false, "iconUrl": "https://images.example/predefined_screen",
	}}}})
}

// smallCaps is how many ZZ tickers, from ZZ00001 on, are in the screens of small
// companies.
const smallCaps = 120

// rows are those of a screen, in order.
func (y *Server) rows(s screen, now time.Time) []row {
	candidates := y.catalog.Listed()
	if s.synthetic {
		candidates = nil
		for i := range smallCaps {
			candidates = append(candidates, y.catalog.Find("ZZ"+strconv.Itoa(100001 + i)[1:]))
		}
	}
	var rows []row
	for _, in := range candidates {
		if in.Kind != s.kind || s.markets != nil && !slices.Contains(s.markets, in.Exchange.Market) {
			continue
		}
		if r := rowOf(in, now); s.fits(r) {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(s.by(b), s.by(a)), strings.Compare(a.in.Symbol, b.in.Symbol))
	})
	return rows
}

func rowOf(in *facts.Instrument, now time.Time) row {
	c := in.Exchange.Clock(now)
	b := in.SoFar(c)
	r := row{in: in, price: b.Close, volume: float64(b.Volume), worth: in.Major(b.Close) * in.Shares}
	if in.Kind == facts.Fund && c.Open {
		c.Last = in.Exchange.Before(c.Last)
	}
	r.move = (b.Close/in.Close(in.Exchange.Before(c.Last)) - 1) * 100
	if in.Company != nil {
		r.earned = in.Major(b.Close) / figuresAt(in, c.Today).eps
	}
	return r
}

const trendingPath = "/v1/finance/trending/"

// trending answers /v1/finance/trending/{region}?count=: the most traded by
// value, coins among them in every region.
func (y *Server) trending(v *wire.Visit, region string) wire.Reply {
	markets := regions()["_"+strings.ToLower(region)]
	if region == "US" {
		markets = []string{"us_market"}
	}
	limit := min(countOr(v.Request.URL.Query().Get("count"), 5), 50)
	var rows []row
	for _, in := range y.catalog.Listed() {
		if in.Kind == facts.Crypto || in.Kind == facts.Equity && slices.Contains(markets, in.Exchange.Market) {
			rows = append(rows, rowOf(in, v.Now))
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(b.price*b.volume, a.price*a.volume) })
	quotes := []fields{}
	for _, r := range rows[:min(limit, len(rows))] {
		quotes = append(quotes, fields{"symbol": r.in.Symbol})
	}
	stamp, _ := strconv.ParseInt(v.Now.UTC().Format("200601021500"), 10, 64) // digits only
	return wire.JSON(http.StatusOK, fields{"finance": fields{"error": nil, "result": []fields{{
		"count": len(quotes), "quotes": quotes, "jobTimestamp": v.Now.Truncate(time.Minute).UnixMilli(), "startInterval": stamp,
	}}}})
}
