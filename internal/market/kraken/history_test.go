package kraken

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

func TestHistory(t *testing.T) {
	now := wednesday()
	day := func(n int) int64 { return now.Truncate(24*time.Hour).AddDate(0, 0, -n).Unix() }
	body := fmt.Sprintf(`{"error":[],"result":{"BTC/USD":[[%d,"1","2","0.5","1.5","1.25","4","9"],[%d,"1.5","1.5","1.5","1.5","0.0","0.00000000",0],[%d,"1.5","3","1","2","2","10",3]],"last":1}}`, day(2), day(1), day(0))
	e := markettest.Serve(t, says(map[string]string{"OHLC": body}))
	s := open(t, e.URL, now)
	h, err := s.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-USD")[0], From: markettest.Date(t, "2026-03-01"), To: markettest.Date(t, "2026-03-04"), Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	want := []market.Bar{
		{Time: day(2), Open: 1, High: 2, Low: 0.5, Close: 1.5, AdjClose: 1.5, Volume: 5},
		{Time: day(1), Open: 1.5, High: 1.5, Low: 1.5, Close: 1.5, AdjClose: 1.5, Volume: 0},
		{Time: day(0), Open: 1.5, High: 3, Low: 1, Close: 2, AdjClose: 2, Volume: 20},
	}
	if diff := cmp.Diff(want, h.Bars); diff != "" || !h.Open || h.Currency != "USD" || h.ExchangeName != "Kraken" || !h.AsOf.Equal(now) {
		t.Errorf("%+v (-want +got):\n%s", h, diff)
	}
	if q := e.Asked()[0].Query(); q.Get("pair") != "BTC/USD" || q.Get("interval") != "1440" || q.Get("since") != fmt.Sprint(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Unix()-1) {
		t.Errorf("asked for %s", e.Asked()[0])
	}
	// Units of a currency are not what it is priced in.
	e.Say(says(map[string]string{"OHLC": strings.Replace(body, "BTC/USD", "EUR/USD", 1)}))
	h, err = s.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "EURUSD=X")[0], Range: "5d", Interval: market.Day})
	if err != nil || h.Bars[0].Volume != -1 {
		t.Errorf("%+v, %v", h, err)
	}
}

// The latest 720 bars are no answer to a question about more; those of a young coin are
// all that there are.
func TestHistoryBeforeItsBars(t *testing.T) {
	now := wednesday()
	rows := func(n int) string {
		var all []string
		for i := n - 1; i >= 0; i-- {
			all = append(all, fmt.Sprintf(`[%d,"1","1","1","1","1","1",1]`, now.Truncate(24*time.Hour).AddDate(0, 0, -i).Unix()))
		}
		return `{"error":[],"result":{"BTC/USD":[` + strings.Join(all, ",") + `]}}`
	}
	for _, c := range []struct {
		rows   int
		period string
		want   error
	}{{720, "max", market.ErrNoData}, {720, "5y", market.ErrNoData}, {720, "1y", nil}, {500, "max", nil}, {500, "2y", nil}} {
		e := markettest.Serve(t, says(map[string]string{"OHLC": rows(c.rows)}))
		h, err := open(t, e.URL, now).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-USD")[0], Range: c.period, Interval: market.Day})
		if !errors.Is(err, c.want) || (h == nil) != (c.want != nil) {
			t.Errorf("%d rows for %s: %v", c.rows, c.period, err)
		}
	}
}

func TestHistoryRefused(t *testing.T) {
	for body, want := range map[string]error{
		`{"error":["EQuery:Unknown asset pair"]}`: market.ErrUnknownSymbol, `{"error":[],"result":{"ETH/USD":[],"last":1}}`: market.ErrUnknownSymbol,
		`{"error":[],"result":{"BTC/USD":[],"last":1}}`: market.ErrNoData, `{"error":[],"result":{"last":1}}`: market.ErrNoData,
		`{"error":[],"result":{"BTC/USD":[[1,"2"]]}}`: market.ErrMalformed, `{"error":[],"result":{"BTC/USD":{"a":1}}}`: market.ErrMalformed, `{"error":[],"result":[]}`: market.ErrMalformed,
		`{"error":[],"result":{"BTC/USD":[[-5,"1","1","1","1","1","1",1],["x","1","1","1","1","1","1",1]]}}`: market.ErrNoData,
	} {
		e := markettest.Serve(t, says(map[string]string{"OHLC": body}))
		_, err := open(t, e.URL, wednesday()).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbols(t, "BTC-USD")[0], Range: "1mo", Interval: market.Day})
		fault, ok := errors.AsType[*market.Error](err)
		if !ok || fault.Kind != want || fault.Symbol != "BTC-USD" {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
	}
}
