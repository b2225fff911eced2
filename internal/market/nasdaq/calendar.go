package nasdaq

import (
	"context"
	"net/url"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

// Announcement is a company's of its results on a day. Amounts are in dollars.
type Announcement struct {
	Symbol    market.Symbol
	Name      string
	When      When
	MarketCap market.Number
	Quarter   string        // that it is of, such as Mar/2024
	Forecast  market.Number // of the earnings a share
	Analysts  market.Number // whose forecasts they are
	// LastYear is when the same quarter of the year before was announced, and LastEPS
	// what it had earned a share.
	LastYear market.Date
	LastEPS  market.Number
}

// When is the part of the day of an announcement.
type When string

// The parts of a day; an empty one is not said.
const (
	BeforeOpening When = "before the opening"
	AfterClose    When = "after the close"
)

type earnings struct {
	Rows []*struct {
		Symbol    httpsource.Cell `json:"symbol"`
		Name      httpsource.Cell `json:"name"`
		Time      httpsource.Cell `json:"time"`
		MarketCap httpsource.Cell `json:"marketCap"`
		Quarter   httpsource.Cell `json:"fiscalQuarterEnding"`
		Forecast  httpsource.Cell `json:"epsForecast"`
		Analysts  httpsource.Cell `json:"noOfEsts"`
		LastYear  httpsource.Cell `json:"lastYearRptDt"`
		LastEPS   httpsource.Cell `json:"lastYearEPS"`
	} `json:"rows"`
}

// Announcements are the companies that announce results on a day, the largest first, of
// those whose symbols we know how to write. None at all is no error.
func (s *Source) Announcements(ctx context.Context, day market.Date) (all []Announcement, err error) {
	err = ask(ctx, s, "calendar/earnings", url.Values{"date": {day.String()}}, func(v *earnings) error {
		all = []Announcement{}
		for _, r := range v.Rows {
			if r == nil {
				continue
			}
			text, ok := spelling.From(spelling.Nasdaq, string(r.Symbol))
			symbol, err := market.ParseSymbol(text)
			if !ok || err != nil {
				continue
			}
			when := map[string]When{"time-pre-market": BeforeOpening, "time-after-hours": AfterClose}[string(r.Time)]
			all = append(all, Announcement{
				Symbol: symbol, Name: r.Name.Text(), When: when, MarketCap: r.MarketCap.Price(), Quarter: words(r.Quarter),
				Forecast: r.Forecast.Number(), Analysts: r.Analysts.Number(), LastYear: dateOf(string(r.LastYear)), LastEPS: r.LastEPS.Number(),
			})
		}
		return nil
	})
	return all, err
}
