package recordingtest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Unread logs the names of the numbers in a file that are not among those that its source
// reads: what it has and we do not give. Numbers in lists have the name of the list.
func (r *Recording) Unread(t *testing.T, read ...string) {
	t.Helper()
	found := map[string]bool{}
	numbers(r.JSON(t), "", found)
	for _, name := range read {
		delete(found, name)
	}
	if len(found) > 0 {
		t.Logf("not read: %s", strings.Join(slices.Sorted(maps.Keys(found)), ", "))
	}
}

// numbers adds the names of all numbers below v, those that are written as text too.
func numbers(v any, name string, found map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for key, below := range v {
			numbers(below, key, found)
		}
	case []any:
		for _, below := range v {
			numbers(below, name, found)
		}
	case json.Number:
		found[name] = true
	case string:
		if _, err := strconv.ParseFloat(strings.NewReplacer(",", "", "$", "", "%", "").Replace(strings.TrimRight(v, "KMBT")), 64); err == nil {
			found[name] = true
		}
	}
}
