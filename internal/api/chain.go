package api

import (
	"context"
	"net/http"
	"net/url"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// How many contracts of each side a page of a chain has.
const (
	defaultContracts = 100
	maxContracts     = 500
)

type (
	chainData struct {
		Symbol      market.Symbol `json:"symbol"`
		Expiry      market.Date   `json:"expiry"`
		Expirations []market.Date `json:"expirations"`
		Underlying  *tickerData   `json:"underlying,omitempty"`
		// CallsListed and PutsListed count those at the strikes asked for; a page has
		// at most Limit of each.
		CallsListed int            `json:"calls_listed"`
		PutsListed  int            `json:"puts_listed"`
		Page        int            `json:"page"`
		Pages       int            `json:"pages"`
		Limit       int            `json:"limit"`
		Assumptions *study.Terms   `json:"assumptions,omitempty"` // of the Greeks
		Calls       []contractData `json:"calls"`
		Puts        []contractData `json:"puts"`
		market.Origin
		aged
	}
	contractData struct {
		market.Contract
		Greeks  *greeksData `json:"greeks,omitempty"`
		Missing string      `json:"greeks_missing,omitempty"` // why there are none
	}
	greeksData struct {
		Volatility market.Number `json:"volatility"` // that they are of
		From       string        `json:"volatility_from"`
		Delta      float64       `json:"delta"`
		Gamma      float64       `json:"gamma"`
		Theta      float64       `json:"theta"`
		Vega       float64       `json:"vega"`
		Rho        float64       `json:"rho"`
	}
	totalsData struct {
		Symbol     market.Symbol `json:"symbol"`
		Underlying *tickerData   `json:"underlying,omitempty"`
		Of         int           `json:"of"`
		Covered    int           `json:"covered"`
		Partial    bool          `json:"partial"`
		market.OptionSums
		Expirations []market.ExpiryTotal `json:"expirations"`
		Missing     []missingData        `json:"missing,omitempty"`
		market.Origin
		aged
	}
	missingData struct {
		Expiry market.Date `json:"expiry"`
		Code   code        `json:"code"` // of what became of it
	}
)

// chainQuery is a request for options.
type chainQuery struct {
	symbol      market.Symbol
	view        string
	side        string
	expiry      market.Date
	least, most market.Number
	greeks      bool
	rate        market.Number
	page, limit int
}

func chainQueryOf(r *http.Request) (chainQuery, error) {
	var q chainQuery
	symbol, err := symbolOf(r)
	if err != nil {
		return q, err
	}
	names := []string{"view", "expiry", "side", "min_strike", "max_strike", "greeks", "rate", "page", "limit"}
	values, err := parseQuery(r.URL.RawQuery, names)
	if err != nil {
		return q, err
	}
	q.symbol = symbol
	greeks := ""
	for _, read := range []func() error{
		func() (err error) { q.view, err = oneOf(values, "view", "chain", []string{"chain", "totals"}); return },
		func() (err error) { q.expiry, err = dateOf(values, "expiry"); return },
		func() (err error) {
			q.side, err = oneOf(values, "side", "both", []string{"both", "calls", "puts"})
			return
		},
		func() (err error) { q.least, err = numberOf(values, "min_strike", 0, 1e9); return },
		func() (err error) { q.most, err = numberOf(values, "max_strike", 0, 1e9); return },
		func() (err error) { greeks, err = oneOf(values, "greeks", "false", []string{"true", "false"}); return },
		func() (err error) { q.rate, err = numberOf(values, "rate", -10, 100); return },
		func() (err error) { q.page, err = wholeOf(values, "page", 1, 1, 1000); return },
		func() (err error) { q.limit, err = wholeOf(values, "limit", defaultContracts, 1, maxContracts); return },
	} {
		if err := read(); err != nil {
			return q, err
		}
	}
	q.greeks = greeks == "true"
	return q, q.check(values)
}

// check refuses what does not go together: it would be ignored silently.
func (q chainQuery) check(values url.Values) error {
	if q.view == "totals" {
		for _, name := range []string{"expiry", "side", "min_strike", "max_strike", "greeks", "rate", "page", "limit"} {
			if present(values.Get(name)) != "" {
				return invalid(name, "totals are over all expirations and strikes", "leave it out, or send view=chain")
			}
		}
	}
	least, _ := q.least.Get()
	if most, ok := q.most.Get(); ok && most < least {
		return invalid("max_strike", "it is below min_strike", "send a strike that is not below min_strike")
	}
	if _, given := q.rate.Get(); given && !q.greeks {
		return invalid("rate", "it is given without greeks", "send greeks=true too")
	}
	return nil
}

// options answers with a chain, or with totals over all.
func (s *Server) options(x *exchange, r *http.Request) error {
	q, err := chainQueryOf(r)
	if err != nil {
		return err
	}
	const none, other = "there are no options on this symbol", "ask for a US stock, ETF or index that has some"
	if q.view == "totals" {
		t, err := s.market.OptionTotals(r.Context(), q.symbol)
		if err != nil {
			return noData(err, none, other)
		}
		return x.json(http.StatusOK, totalsOf(t))
	}
	chain, err := s.market.Options(r.Context(), q.symbol, q.expiry)
	if err != nil && !q.expiry.IsZero() {
		return noData(err, "expiry: no options expire on that day", "leave it out to see the days in expirations")
	}
	if err != nil {
		return noData(err, none, other)
	}
	d := q.chainOf(chain)
	if q.greeks {
		if err := s.addGreeks(r.Context(), q, chain, &d); err != nil {
			return err
		}
	}
	return x.json(http.StatusOK, d)
}

// chainOf is the page of a chain.
func (q chainQuery) chainOf(chain *market.Chain) chainData {
	d := chainData{
		Symbol: chain.Symbol, Expiry: chain.Expiry, Expirations: chain.Expirations, Underlying: tickerOf(chain.Underlying),
		Page: q.page, Limit: q.limit, Origin: chain.Origin, aged: agedBy(chain.Origin),
	}
	d.Calls, d.CallsListed = q.part(chain.Calls, q.side != "puts")
	d.Puts, d.PutsListed = q.part(chain.Puts, q.side != "calls")
	d.Pages = max(1, (max(d.CallsListed, d.PutsListed)+q.limit-1)/q.limit)
	if d.Expirations == nil {
		d.Expirations = []market.Date{}
	}
	return d
}

// part is a page of those at the strikes asked for, and how many these are.
func (q chainQuery) part(all []market.Contract, wanted bool) (page []contractData, listed int) {
	page = []contractData{}
	least, _ := q.least.Get()
	most, capped := q.most.Get()
	for _, c := range all {
		strike, ok := c.Strike.Get()
		if !wanted || !ok || strike < least || capped && strike > most {
			continue
		}
		if listed++; listed > (q.page-1)*q.limit && listed <= q.page*q.limit {
			page = append(page, contractData{Contract: c})
		}
	}
	return page, listed
}

// addGreeks computes those of the page. Without a rate there are none.
func (s *Server) addGreeks(ctx context.Context, q chainQuery, chain *market.Chain, d *chainData) error {
	percent, given := q.rate.Get()
	rate := study.GivenRate(percent)
	if !given {
		var err error
		if rate, err = study.TreasuryRate(ctx, s.market); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return &fault{code: codeMarketUnavailable, message: "the risk-free rate (^IRX) that Greeks need is not to be had", fix: "send rate, in per cent a year, or leave greeks out", cause: err}
		}
	}
	terms, err := study.NewTerms(chain, rate)
	if err != nil {
		return &fault{code: codeUnanswerable, message: "greeks: the price of the underlying is not known, or the options have expired", fix: "leave greeks out", cause: err}
	}
	addRisk(d.Calls, terms, true)
	addRisk(d.Puts, terms, false)
	terms.Years, terms.Yield, terms.Rate.Continuous = significant(terms.Years), significant(terms.Yield), significant(terms.Rate.Continuous)
	d.Assumptions = &terms
	return nil
}

func addRisk(contracts []contractData, terms study.Terms, call bool) {
	for i := range contracts {
		r, err := terms.Assess(contracts[i].Contract, call)
		if err != nil {
			contracts[i].Missing = err.Error()
			continue
		}
		volatility := contracts[i].ImpliedVolatility
		if r.From != study.FromSource {
			volatility = market.Num(significant(r.Volatility))
		}
		contracts[i].Greeks = &greeksData{
			Volatility: volatility, From: r.From, Delta: significant(r.Delta), Gamma: significant(r.Gamma),
			Theta: significant(r.Theta), Vega: significant(r.Vega), Rho: significant(r.Rho),
		}
	}
}

func totalsOf(t *market.OptionTotals) totalsData {
	d := totalsData{
		Symbol: t.Symbol, Underlying: tickerOf(t.Underlying), Of: t.Of, Covered: len(t.Expirations), Partial: t.Partial(),
		OptionSums: t.OptionSums, Expirations: t.Expirations, Origin: t.Origin, aged: agedBy(t.Origin),
	}
	if d.Expirations == nil {
		d.Expirations = []market.ExpiryTotal{}
	}
	for _, m := range t.Missing {
		d.Missing = append(d.Missing, missingData{m.Expiry, faultOf(m.Err).code})
	}
	return d
}
