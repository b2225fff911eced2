package bars

import (
	"time"

	"quotewire/internal/calendar"
)

// Facts are what bars are held against: they come with them.
type Facts struct {
	Zone      *time.Location // the exchange's
	Days      int            // that a bar covers: 1, 7 of a week, 31 of a month; 0: less than one, or another count
	Currency  string         // that the prices are said to be in
	Minor     bool           // whether Currency is a part of one, such as GBp
	Price     float64        // the present one, in Currency; 0: not sent
	PriceDay  calendar.Date
	Dividends []Dividend
	Splits    []Split // oldest first
	Below     []int64 // Unix seconds of bars that lost prices under 0
	// Unix seconds, oldest first, of bars whose adjusted close was not sent: Filled
	// where it was computed, Bare where it is the close.
	Filled, Bare []int64
}

// Dividend is paid on each share held before its ex-date.
type Dividend struct {
	Date     calendar.Date // ex-date at the exchange
	Amount   float64       // a share of today
	Currency string        // empty: that of the prices
}

// Split turns Denominator shares into Numerator shares on Date, the first day of
// trading after it.
type Split struct {
	Date                   calendar.Date
	Numerator, Denominator float64
	Ratio                  string // for the reader, such as 4:1
}
