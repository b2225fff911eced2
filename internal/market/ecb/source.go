package ecb

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/fixing"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

type client = httpsource.Client

// Source asks the bank and reads its answers. What it tells of its health is the
// client's.
type Source struct {
	*client
	bank fixing.Bank
}

var _ interface {
	market.Historian
	market.Keeper
} = (*Source)(nil)

// Provider is the bank.
func Provider() market.Provider {
	return market.Provider{Name: "European Central Bank", Site: "https://www.ecb.europa.eu"}
}

// New makes a Source. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return nil, fmt.Errorf("load time zone of the bank: %w", err)
	}
	c, err := httpsource.New("ecb", Provider(), o, httpsource.Limits{Concurrent: 2, Header: http.Header{"Accept": {"text/csv, application/xml, text/xml"}}})
	if err != nil {
		return nil, err
	}
	return &Source{client: c, bank: fixing.Bank{
		Currency: "EUR", Others: strings.Fields(others), Digits: 5, Location: zone, Name: "ECB reference rate, fixed at 14:15 CET",
	}}, nil
}

// others are the currencies that the bank fixes, and those that it did until they were
// given up or the fixing was: BGN, HRK, RUB.
const others = "USD JPY BGN CZK DKK GBP HUF PLN RON SEK CHF ISK NOK HRK RUB TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR"

// Name is ecb.
func (s *Source) Name() string { return "ecb" }

// Covers is true of pairs of the currencies that the bank fixes, or did.
func (s *Source) Covers(symbol market.Symbol) bool { return s.bank.Covers(symbol) }

// Provider is whose all rates are said to be.
func (s *Source) Provider() market.Provider { return s.client.Provider }

// Keepable is a day, as of other sources: the bank lets everybody keep its rates, and
// older ones lack the last fix.
func (s *Source) Keepable() time.Duration { return 24 * time.Hour }

// History is the rates of days, or the last of each week or month. The latest alone
// comes from the small file of the day.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	if err := s.bank.Check(q); err != nil {
		return nil, err
	}
	currencies := s.bank.Fixed(q.Symbol)
	r := httpsource.Request{URL: Provider().Site + daily, Symbol: q.Symbol.String(), Judge: judge}
	read := readXML
	if q.Range != "1d" || q.Interval != market.Day {
		r.URL, r.Query, read = "https://data-api.ecb.europa.eu/service/data/EXR/D."+strings.Join(currencies, "+")+".EUR.SP00.A", s.period(q), readCSV
	}
	var rates *fixing.Rates
	r.Read = func(a outbound.Answer) (err error) {
		rates, err = read(a.Body)
		return err
	}
	if err := s.client.Ask(ctx, r); err != nil {
		return nil, err
	}
	return s.bank.History(q, rates, s.client.Now(), s.client.Origin(page(currencies)))
}

// daily is the file of the latest day.
const daily = "/stats/eurofxref/eurofxref-daily.xml"

// period is what is asked for of the data interface. Weeks and months have their last
// days beyond the end of the period that they begin in.
func (s *Source) period(q market.HistoryQuery) url.Values {
	v := url.Values{"format": {"csvdata"}, "detail": {"dataonly"}}
	if since := q.Since(s.client.Now(), s.bank.Location); !since.IsZero() {
		v.Set("startPeriod", since.String())
	}
	if !q.To.IsZero() && q.Interval == market.Day {
		v.Set("endPeriod", q.To.String())
	}
	return v
}

// page shows the rates of one currency, or of all.
func page(currencies []string) string {
	const folder = "/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/"
	if len(currencies) == 1 {
		return folder + "eurofxref-graph-" + strings.ToLower(currencies[0]) + ".en.html"
	}
	return folder + "index.en.html"
}

// judge knows that nothing found, by status or by an empty answer, is no rate in that
// period: the bank's currencies are known.
func judge(a outbound.Answer) error {
	if a.Status == http.StatusOK && len(strings.TrimSpace(string(a.Body))) == 0 {
		return &market.Error{Kind: market.ErrNoData, Message: "empty answer"}
	}
	err := httpsource.Judge(a)
	if e, ok := errors.AsType[*market.Error](err); ok && e.Kind == market.ErrUnknownSymbol {
		e.Kind = market.ErrNoData
	}
	return err
}
