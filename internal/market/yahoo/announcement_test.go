package yahoo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"quotewire/internal/market"
)

// An announcement is next or latest by the day on which Yahoo was asked, and has both
// ends of its window.
func TestAnnouncements(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, tt := range []struct {
		last, start, end string // as Yahoo sends them
		estimated        bool
		zone, now        string
		from, until      string // as they are given
		when, day        string
	}{
		{"2026-10-20 00:00", "2027-01-18 00:00", "2027-01-23 00:00", true, "America/New_York", "2026-11-29 12:00", "2027-01-18 00:00", "2027-01-23 00:00", market.Next, "2027-01-18"},
		{"2026-10-20 00:00", "2027-01-18 00:00", "2027-01-23 00:00", true, "America/New_York", "2027-01-23 23:00", "2027-01-18 00:00", "2027-01-23 00:00", market.Next, "2027-01-18"},
		{"2026-10-20 00:00", "2027-01-18 00:00", "2027-01-23 00:00", true, "America/New_York", "2027-01-24 12:00", "2027-01-18 00:00", "2027-01-23 00:00", market.Latest, "2027-01-18"},
		{"2026-10-20 00:00", "2026-10-20 00:00", "2026-10-20 00:00", false, "America/New_York", "2026-11-29 12:00", "2026-10-20 00:00", "", market.Latest, "2026-10-20"},
		{"2027-02-15 22:00", "2027-02-15 22:00", "2027-02-15 22:00", false, "Australia/Sydney", "2026-11-29 12:00", "2027-02-15 22:00", "", market.Next, "2027-02-16"},
		{"2027-02-15 22:00", "2027-02-15 22:00", "2027-02-15 22:00", false, "Australia/Sydney", "2027-02-15 22:01", "2027-02-15 22:00", "", market.Latest, "2027-02-16"},
		{"2026-10-20 00:00", "2027-01-23 00:00", "2027-01-18 00:00", true, "America/New_York", "2026-11-29 12:00", "2027-01-18 00:00", "2027-01-23 00:00", market.Next, "2027-01-18"},
		{"2027-01-20 12:00", "2027-01-18 12:00", "2027-01-22 12:00", true, "America/New_York", "2026-11-29 12:00", "2027-01-18 12:00", "2027-01-22 12:00", market.Next, "2027-01-18"},
	} {
		symbol := sym(t, "EX")
		raw := fmt.Sprintf(`{"symbol":"EX","quoteType":"EQUITY","exchangeTimezoneName":%q,"regularMarketPrice":1,"isEarningsDateEstimate":%v,"earningsTimestamp":%d,"earningsTimestampStart":%d,"earningsTimestampEnd":%d}`,
			tt.zone, tt.estimated, at(tt.last).Unix(), at(tt.start).Unix(), at(tt.end).Unix())
		got := quoteAt(t, at(tt.now), raw)
		until := time.Time{}
		if tt.until != "" {
			until = at(tt.until)
		}
		if got.Symbol != symbol || !got.EarningsAt.Equal(at(tt.from)) || !got.EarningsUntil.Equal(until) || got.EarningsWhen != tt.when || got.EarningsEstimated != tt.estimated || market.AnnouncedOn(got.EarningsAt, zone(tt.zone, 0)).String() != tt.day {
			t.Errorf("%+v:\ngot %v to %v, %s, estimated %v, on %v", tt, got.EarningsAt, got.EarningsUntil, got.EarningsWhen, got.EarningsEstimated, market.AnnouncedOn(got.EarningsAt, zone(tt.zone, 0)))
		}
	}
}

// A ratio to a loss is none, whichever of the two says that it is one.
func TestRatiosToALoss(t *testing.T) {
	for fields, want := range map[string]string{
		`"trailingPE":-12.5,"epsTrailingTwelveMonths":-2,"forwardPE":-30,"priceToBook":-4`: "{0 false} {0 false} {0 false} true true true",
		`"epsTrailingTwelveMonths":-2,"epsForward":-1,"bookValue":-3`:                      "{0 false} {0 false} {0 false} true true true",
		`"trailingPE":12.5,"epsTrailingTwelveMonths":2,"forwardPE":30,"priceToBook":4`:     "{12.5 true} {30 true} {4 true} false false false",
		`"epsTrailingTwelveMonths":0`: "{0 false} {0 false} {0 false} false false false",
	} {
		got := quoteAt(t, time.Now(), `{"symbol":"EX","quoteType":"EQUITY","currency":"USD","regularMarketPrice":25,`+fields+`}`)
		if s := fmt.Sprint(got.TrailingPE, got.ForwardPE, got.PriceToBook, got.TrailingLoss, got.ForwardLoss, got.NegativeBook); s != want {
			t.Errorf("%s: %s, want %s", fields, s, want)
		}
	}
}

// A loss whose unit is not proven is one all the same, and a ratio to it proves the
// unit before it is left out.
func TestLossesInPence(t *testing.T) {
	quote := func(fields string) *market.Ticker {
		return quoteAt(t, time.Now(), `{"symbol":"EX.L","quoteType":"EQUITY","currency":"GBp","financialCurrency":"GBP","regularMarketPrice":250,`+fields+`}`)
	}
	if got := quote(`"epsTrailingTwelveMonths":-0.2`); !got.TrailingLoss || !got.EPS.IsZero() || got.Proof.Doubt("eps_ttm") == nil {
		t.Errorf("trailing: a loss: %v, eps %v", got.TrailingLoss, got.EPS)
	}
	if got := quote(`"epsForward":-0.1,"forwardPE":-25`); !got.ForwardPE.IsZero() || !got.ForwardLoss || got.ForwardEPS != market.Num(-0.1) {
		t.Errorf("forward: p/e %v, a loss: %v, eps %v, want -0.1", got.ForwardPE, got.ForwardLoss, got.ForwardEPS)
	}
	f := fundamentalsOf(t, `{"quoteSummary":{"result":[{"price":{"symbol":"AAPL","quoteType":"EQUITY","currency":"GBp","regularMarketPrice":{"raw":250}},
		"defaultKeyStatistics":{"trailingEps":{"raw":-0.2}},"financialData":{"financialCurrency":"GBP"}}]}}`)
	if s := f.Statistics; s == nil || !s.EPS.IsZero() || !s.TrailingLoss || s.Proof.Doubt("eps_ttm") == nil {
		t.Errorf("statistics: %+v", s)
	}
}

// A price that several sessions have passed over says so; holidays are none.
func TestSessionsSinceTheLastTrade(t *testing.T) {
	for _, tt := range []struct {
		exchange, zone, kind, traded, now string
		want                              int
	}{
		{"NMS", "America/New_York", "EQUITY", "2026-11-10 21:00", "2026-11-28 12:00", 12}, // Thanksgiving is no session
		{"NMS", "America/New_York", "EQUITY", "2026-11-20 21:00", "2026-11-27 22:00", 4},
		{"NMS", "America/New_York", "EQUITY", "2026-11-20 21:00", "2026-11-27 15:00", 0}, // the fourth is not over
		{"NMS", "America/New_York", "EQUITY", "2026-11-27 18:00", "2026-11-29 12:00", 0},
		{"JPX", "Asia/Tokyo", "EQUITY", "2026-04-28 06:00", "2026-05-07 00:00", 0}, // Golden Week
		{"???", "America/New_York", "EQUITY", "2026-11-20 21:00", "2026-11-27 22:00", 4},
		{"???", "America/New_York", "EQUITY", "2026-11-20 21:00", "2026-11-26 22:00", 0},
		{"CCC", "UTC", "CRYPTOCURRENCY", "2026-11-20 12:00", "2026-11-26 01:00", 5},
		{"???", "UTC", "CRYPTOCURRENCY", "2026-11-20 12:00", "2026-11-26 01:00", 5},
		{"CCC", "UTC", "CRYPTOCURRENCY", "2026-11-28 12:00", "2026-11-29 01:00", 0},
		{"NMS", "America/New_York", "EQUITY", "2026-11-29 12:00", "2026-11-20 12:00", 0},
	} {
		traded, err := time.Parse("2006-01-02 15:04", tt.traded)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse("2006-01-02 15:04", tt.now)
		if err != nil {
			t.Fatal(err)
		}
		got := quoteAt(t, now, fmt.Sprintf(`{"symbol":"EX","quoteType":%q,"exchange":%q,"exchangeTimezoneName":%q,"regularMarketPrice":1,"regularMarketTime":%d}`, tt.kind, tt.exchange, tt.zone, traded.Unix()))
		if got.SessionsSinceTrade != tt.want || (got.ChangeSpan == market.DayAndNight) != (tt.kind == "CRYPTOCURRENCY") {
			t.Errorf("%+v: %d sessions, change over %q", tt, got.SessionsSinceTrade, got.ChangeSpan)
		}
	}
}

// quoteAt is the quote that Yahoo's answer is read as at a time.
func quoteAt(t *testing.T, now time.Time, row string) *market.Ticker {
	t.Helper()
	var symbol struct{ Symbol market.Symbol }
	if err := json.Unmarshal([]byte(row), &symbol); err != nil {
		t.Fatal(err)
	}
	m := newTestMarket(t, options{Now: func() time.Time { return now }, RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
		if resp := credentials(r); resp != nil {
			return resp, nil
		}
		return answer(r, http.StatusOK, `{"quoteResponse":{"result":[`+row+`]}}`), nil
	})})
	q, err := m.Quote(t.Context(), symbol.Symbol)
	if err != nil {
		t.Fatal(err)
	}
	return q
}
