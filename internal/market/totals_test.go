package market

import (
	"errors"
	"log/slog"
	"testing"
)

// A panic on one of the goroutines of a total must not end the process. A
// Market without anything in it panics at the first question.
func TestPanicOnAGoroutineOfTotalsIsContained(t *testing.T) {
	m := &Market{logger: slog.New(slog.DiscardHandler)}
	chain, err := m.contained(t.Context(), Symbol{"SPY"}, Date{Year: 2026, Month: 1, Day: 16})
	if chain != nil || !errors.Is(err, ErrUnavailable) {
		t.Errorf("contained = %v, %v, want an error of kind ErrUnavailable", chain, err)
	}
}
