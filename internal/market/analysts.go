package market

import "time"

// Analysts is what analysts advise. Price targets are in Fundamentals.Currency,
// as prices are: pence where prices are in pence.
type Analysts struct {
	TargetLow    Number `json:"target_low,omitzero"`
	TargetMean   Number `json:"target_mean,omitzero"`
	TargetMedian Number `json:"target_median,omitzero"`
	TargetHigh   Number `json:"target_high,omitzero"`
	Opinions     Number `json:"opinions,omitzero"` // analysts with a target
	// RatingMean is from 1, strong buy, to 5, sell.
	RatingMean Number `json:"rating_mean,omitzero"`
	Rating     string `json:"rating,omitempty"` // Yahoo's word for it, such as buy

	Months []RatingCount `json:"months,omitempty"` // newest first
	// Changes are the latest upgrades, downgrades and the like, newest first, at
	// most MaxRatingChanges of AllChanges.
	Changes    []RatingChange `json:"changes,omitempty"`
	AllChanges int            `json:"all_changes,omitempty"`
}

// MaxRatingChanges is the most upgrades and downgrades that are kept.
const MaxRatingChanges = 50

// RatingCount is how many analysts gave which rating in one month.
type RatingCount struct {
	Period     string `json:"period"` // 0m is this month, -1m the last
	StrongBuy  Number `json:"strong_buy,omitzero"`
	Buy        Number `json:"buy,omitzero"`
	Hold       Number `json:"hold,omitzero"`
	Sell       Number `json:"sell,omitzero"`
	StrongSell Number `json:"strong_sell,omitzero"`
}

// RatingChange is one analyst's new rating.
type RatingChange struct {
	At           time.Time `json:"at"` // UTC
	Firm         string    `json:"firm"`
	From         string    `json:"from,omitempty"`
	To           string    `json:"to,omitempty"`
	Action       string    `json:"action,omitempty"` // up, down, main (maintained), reit (reiterated), init (began)
	Target       Number    `json:"target,omitzero"`
	TargetBefore Number    `json:"target_before,omitzero"`
}
