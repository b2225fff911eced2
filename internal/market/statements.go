package market

// StatementKind is one of a company's financial statements.
type StatementKind string

// The statements.
const (
	IncomeStatement StatementKind = "income"
	BalanceSheet    StatementKind = "balance"
	CashFlow        StatementKind = "cash"
	AllStatements   StatementKind = "all"
)

// Frequency is how much time a statement covers.
type Frequency string

// The frequencies.
const (
	Annual    Frequency = "annual"
	Quarterly Frequency = "quarterly"
	Trailing  Frequency = "trailing" // the last twelve months; a balance sheet has none
)

// StatementQuery asks for statements. The zero Kind is AllStatements, the zero
// Frequency Annual.
type StatementQuery struct {
	Kind      StatementKind
	Frequency Frequency
}

// Statements are a company's figures by fiscal period. It is immutable: callers
// share it.
type Statements struct {
	Symbol    Symbol        `json:"symbol"`
	Kind      StatementKind `json:"kind"`
	Frequency Frequency     `json:"frequency"`
	// Currency is that of the accounts: of all amounts that name no other.
	Currency string            `json:"currency,omitempty"`
	Periods  []StatementPeriod `json:"periods"` // newest first
	Items    []StatementItem   `json:"items"`   // in Yahoo's order, those that any period has
	Origin
}

// StatementPeriod is a fiscal period.
type StatementPeriod struct {
	End  Date   `json:"end"`  // its last day, which Yahoo moves to the end of the month
	Type string `json:"type"` // 12M, 3M or TTM
}

// StatementItem is one line of a statement.
type StatementItem struct {
	Statement StatementKind `json:"statement"`
	Key       string        `json:"key"`   // Yahoo's, such as TotalRevenue
	Label     string        `json:"label"` // a reader's, such as Total revenue
	Unit      Unit          `json:"unit"`
	// Currency of the amounts; empty where Unit is UnitShares or UnitRatio.
	Currency string `json:"currency,omitempty"`
	// Values stand in the order of Statements.Periods; one that was not reported is
	// absent, as is one in another currency than the newest. Of a restated figure
	// it is the later one.
	Values []Number `json:"values"`
}

// Unit is what a figure counts.
type Unit string

// The units of a statement's items.
const (
	UnitCurrency Unit = "currency"
	UnitPerShare Unit = "currency per share"
	UnitShares   Unit = "shares"
	UnitRatio    Unit = "ratio"
)
