package yahoo

import (
	"fmt"
	"testing"
	"time"
)

func TestAHalfDayEndsAtOne(t *testing.T) {
	now := time.Date(2025, 12, 1, 16, 0, 0, 0, time.UTC)
	from := time.Date(2025, 11, 28, 0, 0, 0, 0, time.UTC).Unix()
	friday := time.Date(2025, 11, 28, 18, 0, 0, 0, time.UTC) // 13:00 in New York
	ch := chartOf(t, now, "AAPL", fmt.Sprintf("period1=%d&period2=%d&interval=5m", from, from+86400))
	if n := len(ch.Timestamp); n != 42 || ch.Timestamp[n-1] != friday.Unix()-300 {
		t.Fatalf("%d bars, the last at %v", n, time.Unix(ch.Timestamp[n-1], 0).UTC())
	}
	p := truth(t)
	half, _ := p.Day("AAPL", "2025-11-28")
	traded := int64(0)
	for _, v := range ch.Indicators.Quote[0].Volume {
		traded += *v
	}
	if last := ch.Indicators.Quote[0].Close; *last[len(last)-1] != float64(float32(half.Close)) || traded != half.Volume {
		t.Errorf("minutes end at %v with %d traded, the day is %+v", *last[len(last)-1], traded, half)
	}
	periods := ch.Meta["tradingPeriods"].([]any)[0].([]any)[0].(fields)
	if periods["end"] != float64(friday.Unix()) {
		t.Errorf("trading periods %v", periods)
	}
	usual := 0.0
	for _, date := range []string{"2025-11-21", "2025-11-24", "2025-11-25", "2025-11-26"} {
		b, _ := p.Day("AAPL", date)
		usual += float64(b.Volume) / 4
	}
	if float64(half.Volume) > 0.75*usual {
		t.Errorf("%d traded on the half day, %v on others", half.Volume, usual)
	}
}
