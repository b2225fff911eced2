package exhibit

import (
	"testing"
	"time"

	"quotewire/internal/calendar"
)

func TestPeriodsForPrograms(t *testing.T) {
	day := dayOf(2024, 9, 30)
	for _, c := range []struct {
		period Period
		want   string
	}{
		{Period{}, ""},
		{On(day), "2024-09-30"},
		{Span(dayOf(2024, 7, 1), day), "2024-07-01/2024-09-30"},
		{Fiscal(day, 12), "2024-09-30/P12M"},
		{Fiscal(day, 0), "2024-09-30"},
		{At(time.Date(2025, 11, 21, 21, 0, 0, 0, time.UTC)), "2025-11-21T21:00:00Z"},
	} {
		if got := c.period.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func dayOf(year int, month time.Month, day int) calendar.Date {
	return calendar.Date{Year: year, Month: month, Day: day}
}
