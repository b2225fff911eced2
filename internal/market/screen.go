package market

// Bounds of a screen's page.
const (
	MaxScreenRows   = 100
	MaxScreenOffset = 10_000
)

// ScreenQuery asks for a part of a screen's rows.
type ScreenQuery struct {
	Limit  int // 1 to MaxScreenRows; 0: 25
	Offset int // rows to pass over
	// Region is where instruments trade, one of ScreenRegions; empty: us. Only day_gainers,
	// day_losers and most_actives know others.
	Region string
}

// Screen is one page of the instruments that pass a predefined screen, best
// first. It is immutable: callers share it.
type Screen struct {
	Name        string    `json:"name"`
	Region      string    `json:"region"`
	Title       string    `json:"title,omitempty"`
	Description string    `json:"description,omitempty"`
	Total       Number    `json:"total,omitzero"` // rows of the whole screen
	Offset      int       `json:"offset"`
	Rows        []*Ticker `json:"rows"`
	Origin
}

// Trends are the symbols that most people look at in a region now. It is
// immutable: callers share it.
type Trends struct {
	Region  string   `json:"region"`
	Symbols []Symbol `json:"symbols"` // most wanted first
	Origin
}
