package market

import (
	"context"
	"time"
)

// Fundamentals is what is known of a company or fund beside its price. It is
// immutable: callers share it. A section that the source has nothing for is nil, a
// figure that it did not send is absent. Ratios, margins, returns, yields and
// shares of a whole are fractions: 0.25 is 25 %.
type Fundamentals struct {
	Symbol       Symbol         `json:"symbol"`
	Name         string         `json:"name,omitempty"`
	Kind         Kind           `json:"kind"`
	Exchange     string         `json:"exchange,omitempty"`      // Yahoo's code, such as NMS
	ExchangeName string         `json:"exchange_name,omitempty"` // a reader's name, such as NasdaqGS
	TimeZone     string         `json:"time_zone,omitempty"`     // IANA name of the exchange's, where it is known
	Location     *time.Location `json:"-"`                       // that zone, else UTC
	// Currency is that of prices: ISO 4217, or a minor unit such as GBp.
	Currency string `json:"currency,omitempty"`
	// FinancialCurrency is that of the company's accounts, where it says one.
	FinancialCurrency string `json:"financial_currency,omitempty"`

	Profile    *Profile    `json:"profile,omitempty"`
	Statistics *Statistics `json:"statistics,omitempty"`
	Earnings   *Earnings   `json:"earnings,omitempty"`
	Trend      []Estimate  `json:"trend,omitempty"` // this and the next quarter and year, in Yahoo's order
	Analysts   *Analysts   `json:"analysts,omitempty"`
	Holders    *Holders    `json:"holders,omitempty"`
	Fund       *Fund       `json:"fund,omitempty"` // of ETFs and funds
	// Pages are the provider's pages of sections that have one of their own.
	Pages map[Section]string `json:"-"`
	Origin
}

// Section is a part of Fundamentals.
type Section string

// The sections.
const (
	SectionProfile    Section = "profile"
	SectionStatistics Section = "statistics"
	SectionEarnings   Section = "earnings"
	SectionTrend      Section = "trend"
	SectionAnalysts   Section = "analysts"
	SectionHolders    Section = "holders"
	SectionInsiders   Section = "insiders" // what Holders says of insiders
	SectionFund       Section = "fund"
)

// OriginOf is the origin of one section.
func (f *Fundamentals) OriginOf(s Section) Origin {
	o := f.Origin
	if page, ok := f.Pages[s]; ok {
		o.URL = page
	}
	return o
}

// Fundamentals is what is known of symbol beside its price. While the source refuses
// us or is down it is what it said up to a day ago, marked Stale with its Age.
func (m *Market) Fundamentals(ctx context.Context, symbol Symbol) (*Fundamentals, error) {
	return spelledByQuote(ctx, m, symbol, func(ctx context.Context, symbol Symbol) (*Fundamentals, error) {
		return kept(ctx, m, m.caches.fundamentals, symbol.String(), symbol.String(), func(ctx context.Context) (*Fundamentals, error) {
			return ask(ctx, m, m.roles.fundamentals, symbol, func(ctx context.Context, s FundamentalsSource) (*Fundamentals, error) {
				return m.judgedFundamentals(s.Fundamentals(ctx, symbol))
			})
		})
	})
}
