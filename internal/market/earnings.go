package market

import "time"

// Earnings are a company's announcements of results: the next one and the last
// few.
type Earnings struct {
	*Proof // of what analysts expect
	// Next is when the next results are expected, UTC: one moment, or the first and
	// the last of a window. After the announcement it is the last one for a while.
	Next []time.Time `json:"next,omitempty"`
	When string      `json:"when,omitempty"` // of Next: "next" or "latest", by when its source was asked
	// Estimated says that Next is Yahoo's guess and not announced.
	Estimated bool        `json:"estimated,omitempty"`
	Calls     []time.Time `json:"calls,omitempty"` // conference calls, UTC
	// What analysts expect of the next results: earnings a share and revenue, in
	// Currency, a whole one.
	Currency    string           `json:"currency,omitempty"`
	EPS         Number           `json:"eps_estimate,omitzero"`
	EPSLow      Number           `json:"eps_low,omitzero"`
	EPSHigh     Number           `json:"eps_high,omitzero"`
	Revenue     Number           `json:"revenue_estimate,omitzero"`
	RevenueLow  Number           `json:"revenue_low,omitzero"`
	RevenueHigh Number           `json:"revenue_high,omitzero"`
	History     []EarningsResult `json:"history,omitempty"` // newest first
}

// EarningsResult is what a quarter's earnings a share were and had been expected
// to be, in Currency, a whole one.
type EarningsResult struct {
	Quarter  Date   `json:"quarter"` // its last day
	Currency string `json:"currency,omitempty"`
	// Uncertain says why no Currency is named.
	Uncertain  string `json:"currency_uncertain,omitempty"`
	Estimate   Number `json:"estimate,omitzero"`
	Actual     Number `json:"actual,omitzero"`
	Difference Number `json:"difference,omitzero"`
	Surprise   Number `json:"surprise,omitzero"` // fraction: 0.05 is 5 % above the estimate
}

// Estimate is what analysts expect of one period. A period that no analyst
// estimates has no estimate, though Yahoo writes zeros for it.
type Estimate struct {
	Period string `json:"period"`       // 0q, +1q, 0y, +1y: this or the next quarter or fiscal year; at times +5y, -5y
	End    Date   `json:"end,omitzero"` // the period's last day
	Growth Number `json:"growth,omitzero"`

	EPS     Forecast `json:"eps,omitzero"`
	Revenue Forecast `json:"revenue,omitzero"`
	// EPSBefore is what the estimate EPS.Average was so many days ago.
	EPSBefore EPSBefore `json:"eps_before,omitzero"`
	Revisions Revisions `json:"revisions,omitzero"`
}

// Forecast is the analysts' view of one figure of one period, in Currency, a whole
// one.
type Forecast struct {
	Currency string `json:"currency,omitempty"`
	// Uncertain says why no Currency is named.
	Uncertain string `json:"currency_uncertain,omitempty"`
	Average   Number `json:"average,omitzero"`
	Low       Number `json:"low,omitzero"`
	High      Number `json:"high,omitzero"`
	YearAgo   Number `json:"year_ago,omitzero"` // actual
	Analysts  Number `json:"analysts,omitzero"` // how many
	Growth    Number `json:"growth,omitzero"`   // over YearAgo
}

// EPSBefore is an estimate of earnings a share at earlier times.
type EPSBefore struct {
	Days7  Number `json:"days_7,omitzero"`
	Days30 Number `json:"days_30,omitzero"`
	Days60 Number `json:"days_60,omitzero"`
	Days90 Number `json:"days_90,omitzero"`
}

// Revisions count the analysts who changed their estimate of earnings.
type Revisions struct {
	Up7    Number `json:"up_7_days,omitzero"`
	Up30   Number `json:"up_30_days,omitzero"`
	Down7  Number `json:"down_7_days,omitzero"`
	Down30 Number `json:"down_30_days,omitzero"`
}
