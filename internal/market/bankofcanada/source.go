package bankofcanada

import (
	"context"
	"fmt"
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
	// abroad is the bank as it tells what its dollar costs in other currencies: in series
	// of their own, whose digits no quotient has.
	abroad fixing.Bank
}

var _ interface {
	market.Historian
	market.Keeper
} = (*Source)(nil)

// Provider is the bank.
func Provider() market.Provider {
	return market.Provider{Name: "Bank of Canada", Site: "https://www.bankofcanada.ca"}
}

// New makes a Source. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	zone, err := time.LoadLocation("America/Toronto")
	if err != nil {
		return nil, fmt.Errorf("load time zone of the bank: %w", err)
	}
	c, err := httpsource.New("bankofcanada", Provider(), o, httpsource.Limits{Concurrent: 2})
	if err != nil {
		return nil, err
	}
	bank := fixing.Bank{Currency: "CAD", In: true, Others: strings.Fields(others), Location: zone, Name: "Bank of Canada daily average rate, 16:30 ET"}
	abroad := bank
	abroad.In = false
	return &Source{client: c, bank: bank, abroad: abroad}, nil
}

// others are the currencies that the bank has rates of, and those that it had until a
// day: MYR, THB, VND.
const others = "AUD BRL CNY EUR HKD INR IDR JPY MYR MXN NZD NOK PEN RUB SAR SGD ZAR KRW SEK CHF TWD THB TRY GBP USD VND"

// Name is bankofcanada.
func (s *Source) Name() string { return "bankofcanada" }

// Covers is true of pairs of the currencies that the bank has rates of, or had.
func (s *Source) Covers(symbol market.Symbol) bool { return s.bank.Covers(symbol) }

// Provider is whose all rates are said to be.
func (s *Source) Provider() market.Provider { return s.client.Provider }

// Keepable is a day, as of other sources: the bank lets everybody keep its rates, and
// older ones lack the last fix.
func (s *Source) Keepable() time.Duration { return 24 * time.Hour }

// History is the rates of days, or the last of each week or month.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	if err := s.bank.Check(q); err != nil {
		return nil, err
	}
	bank := s.bank
	if text := q.Symbol.String(); strings.HasPrefix(text, bank.Currency) && text != "CAD=X" { // which is USDCAD=X
		bank = s.abroad
	}
	var series []string
	for _, c := range bank.Fixed(q.Symbol) {
		series = append(series, seriesOf(bank, c))
	}
	var rates *fixing.Rates
	err := s.client.Ask(ctx, httpsource.Request{
		URL: Provider().Site + "/valet/observations/" + strings.Join(series, ",") + "/json", Query: s.period(q), Symbol: q.Symbol.String(),
		Read: func(a outbound.Answer) (err error) {
			rates, err = read(a.Body, bank)
			return err
		},
	})
	if err != nil {
		return nil, err
	}
	return bank.History(q, rates, s.client.Now(), s.client.Origin("/rates/exchange/daily-exchange-rates/"))
}

// seriesOf is the bank's name of the rates of a currency: FXUSDCAD, or FXCADUSD.
func seriesOf(bank fixing.Bank, currency string) string {
	if bank.In {
		return "FX" + currency + bank.Currency
	}
	return "FX" + bank.Currency + currency
}

// period is what is asked for. Weeks and months have their last days beyond the end of
// the period that they begin in.
func (s *Source) period(q market.HistoryQuery) url.Values {
	v := url.Values{}
	if since := q.Since(s.client.Now(), s.bank.Location); !since.IsZero() {
		v.Set("start_date", since.String())
	}
	if !q.To.IsZero() && q.Interval == market.Day {
		v.Set("end_date", q.To.String())
	}
	return v
}
