package yahoo

import (
	_ "embed"
	"strings"

	"quotewire/internal/market"
)

// itemLines are the items of the three statements in Yahoo's order: "# kind",
// then a key and a reader's label a line.
//
//go:embed items.tsv
var itemLines string

// item is one line that a statement can have.
type item struct {
	kind       market.StatementKind
	key, label string
}

// itemsOf are the items of the statements of kind.
func itemsOf(kind market.StatementKind) []item {
	var items []item
	var current market.StatementKind
	for line := range strings.Lines(itemLines) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			current = market.StatementKind(name)
			continue
		}
		if key, label, ok := strings.Cut(line, "\t"); ok && (kind == market.AllStatements || kind == current) {
			items = append(items, item{current, key, label})
		}
	}
	return items
}

// unitOf is what the figures of an item count.
func unitOf(key string) market.Unit {
	switch {
	case strings.HasSuffix(key, "AverageShares"), strings.HasSuffix(key, "SharesNumber"), key == "ShareIssued":
		return market.UnitShares
	case strings.Contains(key, "EPS"), strings.HasSuffix(key, "PerShare"):
		return market.UnitPerShare
	case strings.HasPrefix(key, "Basic"), strings.HasPrefix(key, "Diluted"):
		// Parts of the earnings a share, but for these.
		if key == "DilutedNIAvailtoComStockholders" {
			return market.UnitCurrency
		}
		return market.UnitPerShare
	case key == "TaxRateForCalcs":
		return market.UnitRatio
	}
	return market.UnitCurrency
}
