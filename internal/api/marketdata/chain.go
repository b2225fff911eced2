package marketdata

import (
	"context"
	"errors"
	"net/http"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
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
		Code   fault.Code  `json:"code"` // of what became of it
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

func chainQueryOf(r *http.Request) (c chainQuery, err error) {
	if c.symbol, err = symbolOf(r); err != nil {
		return c, err
	}
	q := query.Parse(r.URL.RawQuery, "view", "expiry", "side", "min_strike", "max_strike", "greeks", "rate", "page", "limit")
	c.view = q.OneOf("view", "chain", "chain", "totals")
	c.expiry = q.Date("expiry")
	c.side = q.OneOf("side", "both", "both", "calls", "puts")
	c.least, c.most = q.Number("min_strike", 0, 1e9), q.Number("max_strike", 0, 1e9)
	c.greeks = q.OneOf("greeks", "false", "true", "false") == "true"
	c.rate = q.Number("rate", -10, 100)
	c.page, c.limit = q.Whole("page", 1, 1, 1000), q.Whole("limit", defaultContracts, 1, maxContracts)
	q.Fail(c.check(q))
	return c, q.Err()
}

// check refuses what does not go together: it would be ignored silently.
func (q chainQuery) check(given *query.Query) error {
	if q.view == "totals" {
		for _, name := range []string{"expiry", "side", "min_strike", "max_strike", "greeks", "rate", "page", "limit"} {
			if given.Text(name) != "" {
				return fault.Invalid(name, "totals are over all expirations and strikes", "leave it out, or send view=chain")
			}
		}
	}
	least, _ := q.least.Get()
	if most, ok := q.most.Get(); ok && most < least {
		return fault.Invalid("max_strike", "it is below min_strike", "send a strike that is not below min_strike")
	}
	if _, rated := q.rate.Get(); rated && !q.greeks {
		return fault.Invalid("rate", "it is given without greeks", "send greeks=true too")
	}
	return nil
}

// Options answers with a chain, or with totals over all.
func (d *Routes) Options(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	q, err := chainQueryOf(r)
	if err != nil {
		return nil, err
	}
	const none, other = "there are no options on this symbol", "ask for a US stock, ETF or index that has some"
	if q.view == "totals" {
		t, err := d.Market.OptionTotals(r.Context(), q.symbol)
		if err != nil {
			return nil, noData(err, none, other)
		}
		return answer(totalsOf(t), t.Origin), nil
	}
	chain, err := d.Market.Options(r.Context(), q.symbol, q.expiry)
	if err != nil && !q.expiry.IsZero() {
		return nil, noData(err, "expiry: no options expire on that day", "leave it out to see the days in expirations")
	}
	if err != nil {
		return nil, noData(err, none, other)
	}
	page, origins := q.chainOf(chain), Origins{originOf("chain", chain.Origin)}
	if q.greeks {
		if err := d.addGreeks(r.Context(), q, chain, &page); err != nil {
			return nil, err
		}
		if rate := page.Assumptions.Rate; !rate.AsOf.IsZero() {
			origins = append(origins, originOf("rate", rate.Source))
		}
	}
	return partsOf(page, origins), nil
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
	if !wanted {
		return page, 0
	}
	within := study.Within(all, q.least, q.most)
	first := min(len(within), (q.page-1)*q.limit)
	for _, c := range within[first:min(len(within), first+q.limit)] {
		page = append(page, contractData{Contract: c})
	}
	return page, len(within)
}

// addGreeks computes those of the page. Without a rate there are none.
func (d *Routes) addGreeks(ctx context.Context, q chainQuery, chain *market.Chain, page *chainData) error {
	terms, err := study.Assume(ctx, d.Market, chain, q.rate)
	_, noRate := errors.AsType[*study.RateError](err)
	switch {
	case noRate:
		return &fault.Fault{Code: fault.MarketUnavailable, Message: "the risk-free rate (^IRX) that Greeks need is not to be had", Fix: "send rate, in per cent a year, or leave greeks out", Cause: err}
	case errors.Is(err, study.ErrAssumption):
		return &fault.Fault{Code: fault.Unanswerable, Message: "greeks: the price of the underlying is not known, or the options have expired", Fix: "leave greeks out", Cause: err}
	case err != nil:
		return err
	}
	addRisk(page.Calls, terms, true)
	addRisk(page.Puts, terms, false)
	terms.Years, terms.Yield, terms.Rate.Continuous = significant(terms.Years), significant(terms.Yield), significant(terms.Rate.Continuous)
	page.Assumptions = &terms
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
		d.Missing = append(d.Missing, missingData{m.Expiry, fault.Of(m.Err).Code})
	}
	return d
}
