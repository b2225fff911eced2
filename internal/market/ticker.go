package market

import "time"

// Kind is what sort of instrument a symbol names.
type Kind string

// The kinds of instrument.
const (
	KindEquity   Kind = "equity"
	KindETF      Kind = "etf"
	KindIndex    Kind = "index"
	KindFund     Kind = "fund"
	KindCurrency Kind = "currency"
	KindCrypto   Kind = "crypto"
	KindFuture   Kind = "future"
	KindOption   Kind = "option"
	KindOther    Kind = "other"
)

// State is the state of an instrument's market.
type State string

// The states of a market.
const (
	StateOpen    State = "open"
	StatePre     State = "pre"
	StatePost    State = "post"
	StateClosed  State = "closed"
	StateUnknown State = "unknown"
)

// DayAndNight is a ChangeSpan: the change is over the last 24 hours.
const DayAndNight = "24h"

// What an announcement is.
const (
	Next   = "next"
	Latest = "latest"
)

// Ticker is one symbol's facts at one time. It is immutable: callers share it.
// Prices are in Currency as Yahoo quotes it: GBp is pence, a hundredth of a
// pound. Figures that Yahoo did not send are absent, as are those whose unit is not
// certain, which Proof lists.
type Ticker struct {
	*Proof
	Symbol   Symbol `json:"symbol"`
	Name     string `json:"name,omitempty"`
	Kind     Kind   `json:"kind"`
	Currency string `json:"currency,omitempty"` // ISO 4217, a minor unit such as GBp, or USDT of a coin
	// FinancialCurrency is the currency of the company's accounts, where it says one.
	FinancialCurrency string         `json:"financial_currency,omitempty"`
	Exchange          string         `json:"exchange,omitempty"` // Yahoo's code, such as NMS
	ExchangeName      string         `json:"exchange_name,omitempty"`
	TimeZone          string         `json:"time_zone,omitempty"` // IANA name of the exchange's
	Location          *time.Location `json:"-"`                   // that zone, UTC where it is not known
	State             State          `json:"market_state"`
	AsOf              time.Time      `json:"as_of"`                  // time of Price, UTC
	DelayMinutes      Number         `json:"delay_minutes,omitzero"` // how far Yahoo says it lags the exchange

	Price Number `json:"price,omitzero"`
	// SessionsSinceTrade is how many sessions of the exchange ended since the day of
	// Price, where these are more than three: of a coin, days. 0: no more.
	SessionsSinceTrade int `json:"sessions_since_trade,omitempty"`
	// Change is from PreviousClose, in Currency; for crypto it is over 24 hours, and
	// PreviousClose that of midnight UTC.
	Change        Number `json:"change,omitzero"`
	ChangePercent Number `json:"change_percent,omitzero"` // of the same span, 1.5 is 1.5 %
	ChangeSpan    string `json:"change_span,omitempty"`   // DayAndNight for crypto; empty: from PreviousClose
	PreviousClose Number `json:"previous_close,omitzero"`
	Open          Number `json:"open,omitzero"`
	DayHigh       Number `json:"day_high,omitzero"`
	DayLow        Number `json:"day_low,omitzero"`
	Volume        Number `json:"volume,omitzero"` // units traded this session
	Bid           Number `json:"bid,omitzero"`
	Ask           Number `json:"ask,omitzero"`

	PreMarket  *Extended `json:"pre_market,omitempty"`
	PostMarket *Extended `json:"post_market,omitempty"`

	AverageVolume3M  Number `json:"average_volume_3m,omitzero"`
	AverageVolume10D Number `json:"average_volume_10d,omitzero"`
	YearHigh         Number `json:"year_high,omitzero"` // 52 weeks
	YearLow          Number `json:"year_low,omitzero"`
	Average50D       Number `json:"average_50d,omitzero"`
	Average200D      Number `json:"average_200d,omitzero"`

	// MarketCap and the earnings a share are in the major unit of Currency: pounds
	// where prices are in pence. A ratio made of pence and pounds is mended where
	// other figures prove that it is, else absent.
	MarketCap         Number `json:"market_cap,omitzero"`
	SharesOutstanding Number `json:"shares_outstanding,omitzero"`
	TrailingPE        Number `json:"trailing_pe,omitzero"`
	ForwardPE         Number `json:"forward_pe,omitzero"`
	// TrailingLoss and ForwardLoss say that there are no earnings to have a ratio to,
	// NegativeBook that the accounts have no book value.
	TrailingLoss bool `json:"-"`
	ForwardLoss  bool `json:"-"`
	NegativeBook bool `json:"-"`

	EPS         Number `json:"eps_ttm,omitzero"`
	ForwardEPS  Number `json:"eps_forward,omitzero"`
	BookValue   Number `json:"book_value,omitzero"` // a share, in FinancialCurrency
	PriceToBook Number `json:"price_to_book,omitzero"`

	// DividendRate is a share's dividends of the last year, in Currency;
	// DividendYield is that in percent of the previous close, 1.5 is 1.5 %. Both are
	// absent where the company pays in another currency than it is quoted in.
	DividendRate  Number `json:"dividend_rate,omitzero"`
	DividendYield Number `json:"dividend_yield_percent,omitzero"`
	// ForwardDividendRate is a share's dividends of a year as announced, in the
	// major unit of Currency; ForwardDividendYield is what Yahoo shows as the yield,
	// in percent: of a share the announced one, of a fund the one it reports.
	ForwardDividendRate  Number `json:"forward_dividend_rate,omitzero"`
	ForwardDividendYield Number `json:"forward_dividend_yield_percent,omitzero"`
	// EarningsAt is the next or the latest announcement of results, UTC, or where
	// EarningsUntil is set the beginning of a window that ends then. Its day is that
	// at the exchange.
	EarningsAt    time.Time `json:"earnings_at,omitzero"`
	EarningsUntil time.Time `json:"earnings_until,omitzero"`
	EarningsWhen  string    `json:"earnings_when,omitempty"` // Next or Latest, by when its source was asked
	// EarningsEstimated says that EarningsAt lies ahead and is Yahoo's guess.
	EarningsEstimated bool `json:"earnings_estimated,omitempty"`

	Origin // its own AsOf is when the source answered
}

// Extended is a price outside regular hours.
type Extended struct {
	Price         Number    `json:"price,omitzero"`
	Change        Number    `json:"change,omitzero"`
	ChangePercent Number    `json:"change_percent,omitzero"`
	AsOf          time.Time `json:"as_of"`
}
