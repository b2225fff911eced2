package market

import (
	_ "embed"
	"strings"
)

// itemLines are the items of the three statements in Yahoo's order: "# kind",
// then a key and a reader's label a line.
//
//go:embed items.tsv
var itemLines string

// item is one line that a statement can have.
type item struct {
	kind       StatementKind
	key, label string
}

// itemsOf are the items of the statements of kind.
func itemsOf(kind StatementKind) []item {
	var items []item
	var current StatementKind
	for line := range strings.Lines(itemLines) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			current = StatementKind(name)
			continue
		}
		if key, label, ok := strings.Cut(line, "\t"); ok && (kind == AllStatements || kind == current) {
			items = append(items, item{current, key, label})
		}
	}
	return items
}

// unitOf is what the figures of an item count.
func unitOf(key string) Unit {
	switch {
	case strings.HasSuffix(key, "AverageShares"), strings.HasSuffix(key, "SharesNumber"), key == "ShareIssued":
		return UnitShares
	case strings.Contains(key, "EPS"), strings.HasSuffix(key, "PerShare"):
		return UnitPerShare
	case strings.HasPrefix(key, "Basic"), strings.HasPrefix(key, "Diluted"):
		// Parts of the earnings a share, but for these.
		if key == "DilutedNIAvailtoComStockholders" {
			return UnitCurrency
		}
		return UnitPerShare
	case key == "TaxRateForCalcs":
		return UnitRatio
	}
	return UnitCurrency
}
