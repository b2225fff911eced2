package market

import "time"

// Interval is the time one bar covers.
type Interval string

// The intervals that Yahoo serves.
const (
	Minute    Interval = "1m"
	Minutes5  Interval = "5m"
	Minutes15 Interval = "15m"
	Minutes30 Interval = "30m"
	Hour      Interval = "1h"
	Day       Interval = "1d"
	Week      Interval = "1wk"
	Month     Interval = "1mo"
)

// HistoryQuery asks for bars: either of a Range that ends now, or from From to
// To, both inclusive, as dates of the exchange. A week or month belongs to the
// period when it starts in it: one that began before From is left out.
type HistoryQuery struct {
	Symbol   Symbol
	Range    string   // 1d 5d 1mo 3mo 6mo ytd 1y 2y 5y 10y max; empty: 1mo, or From is set
	From, To Date     // To zero: today
	Interval Interval // empty: Day
}

// Bar is one interval of trading, prices in the history's currency. Prices that
// Yahoo sent as widened 32-bit numbers (301.4599914550781) are given as the
// shortest decimal that names the same 32-bit number (301.46).
type Bar struct {
	Time     int64 // Unix seconds of its start
	Open     float64
	High     float64
	Low      float64
	Close    float64 // adjusted for splits, not for dividends
	AdjClose float64 // adjusted for both; equals Close where Yahoo sends none
	Volume   float64 // units; -1: not sent
}

// History is a run of bars, oldest first. It is immutable: callers share it.
type History struct {
	Symbol       Symbol
	Name         string
	Kind         Kind
	Currency     string
	Exchange     string
	ExchangeName string
	Location     *time.Location // the exchange's time zone
	Interval     Interval       // what Yahoo sent, at times longer than asked for
	Bars         []Bar
	// Open says that the session, week or month of the last bar was not over at
	// AsOf, so its figures are not final.
	Open bool
	// Gaps counts bars that Yahoo sent without prices or time; they are left out.
	Gaps       int
	FirstTrade Date      // the first day of trading that the source knows of; zero: not sent
	AsOf       time.Time // when the source answered, UTC
	Stale      bool
	Age        time.Duration
}
