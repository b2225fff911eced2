package tiingo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
	"quotewire/internal/market/venue"
)

const key = "9b1c77aa20de"

// server answers by path, and remembers what was asked.
type server struct {
	*httptest.Server
	status  int
	answers map[string]string
	asked   []*http.Request
}

func newServer(t *testing.T, answers map[string]string) *server {
	t.Helper()
	s := &server{status: http.StatusOK, answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r)
		w.WriteHeader(s.status)
		if _, err := w.Write([]byte(s.answers[r.URL.Path])); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) source(t *testing.T) *Source {
	t.Helper()
	source, err := New(httpsource.Options{BaseURL: s.URL, Key: key, Now: func() time.Time { return time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return source
}

// A dividend is paid on the 10th, ten shares are made of one on the 11th, three of two on
// the 12th, and on the 13th there is a day without a close, and one without a high.
func days() string {
	row := func(day string, open, high, low, shut any, volume int, adjusted, cash, split any) string {
		return fmt.Sprintf(`{"date":"2026-03-%sT00:00:00.000Z","close":%v,"high":%v,"low":%v,"open":%v,"volume":%d,"adjClose":%v,"adjHigh":1,"divCash":%v,"splitFactor":%v}`, day, shut, high, low, open, volume, adjusted, cash, split)
	}
	return "[" + strings.Join([]string{
		row("06", 531.3, 535.8, 527.85, 529.55, 1327870, 35.1, "0.0", "1.0"), row("09", 527, 528, 517, 519.45, 2059119, 34.5, 0, 1), row("10", 520, 530, 515, 525, 1000, 35, "1.5", "1.0"),
		row("11", 52.5, 53, 51.5, 52.2, 10001, 34.8, 0, "10.0"), row("12", 35, 36, 0, 34.9, 20000, 34.9, "0.25", "1.5"), row("13", 35, "null", 34, "null", 0, "null", 0, 1),
	}, ",") + "]"
}

const prices = "/tiingo/daily/BRK-B/prices"

func TestHistory(t *testing.T) {
	s := newServer(t, map[string]string{prices: days()})
	h, err := s.source(t).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "BRK-B"), From: markettest.Date(t, "2026-03-09"), To: markettest.Date(t, "2026-03-13"), Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	at := func(day int) int64 {
		return time.Date(2026, 3, day, 13, 30, 0, 0, time.UTC).Unix()
	}
	want := []market.Bar{
		{Time: at(9), Open: 35.13333333, High: 35.2, Low: 34.46666667, Close: 34.63, AdjClose: 34.5, Volume: 30886785}, {Time: at(10), Open: 34.66666667, High: 35.33333333, Low: 34.33333333, Close: 35, AdjClose: 35, Volume: 15000},
		{Time: at(11), Open: 35, High: 35.33333333, Low: 34.33333333, Close: 34.8, AdjClose: 34.8, Volume: 15002}, {Time: at(12), Open: 35, High: 36, Close: 34.9, AdjClose: 34.9, Volume: 20000},
	}
	if !slices.Equal(h.Bars, want) {
		t.Errorf("bars\n%+v, want\n%+v", h.Bars, want)
	}
	if h.Adjusted != market.AdjustedForAll || h.Currency != "USD" || h.Gaps != 1 || h.Partial != 1 || h.Open || h.Location.String() != "America/New_York" || h.Provider != "Tiingo" || h.URL != "" || h.Kind != market.KindEquity {
		t.Errorf("%+v", h)
	}
	r := s.asked[0]
	if r.URL.Query().Get("startDate") != "2026-03-09" || r.URL.Query().Has("endDate") || r.Header.Get("Authorization") != "Token "+key || strings.Contains(r.URL.String(), key) {
		t.Errorf("asked for %s with %v", r.URL, r.Header)
	}
}

// Splits after a period put its prices on today's shares, and one row without an adjusted
// close takes all of them.
func TestAdjustment(t *testing.T) {
	s := newServer(t, map[string]string{prices: strings.Replace(days(), `"adjClose":35,`, "", 1)})
	h, err := s.source(t).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "BRK-B"), From: markettest.Date(t, "2026-03-06"), To: markettest.Date(t, "2026-03-06"), Interval: market.Day})
	if err != nil || len(h.Bars) != 1 || h.Bars[0].Close != 35.30333333 || h.Bars[0].AdjClose != h.Bars[0].Close || h.Adjusted != market.AdjustedForSplits {
		t.Errorf("%+v, %v", h, err)
	}
}

// All since trading began is asked for from the day that Tiingo names.
func TestSinceTheBeginning(t *testing.T) {
	meta := `{"ticker":"brk-b","name":"An\nInsurer","startDate":"2026-03-06","endDate":"2026-03-13","exchangeCode":"NYSE"}`
	s := newServer(t, map[string]string{prices: days(), "/tiingo/daily/BRK-B": meta})
	source := s.source(t)
	h, err := source.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "BRK-B"), Range: "max", Interval: market.Month})
	if err != nil || len(h.Bars) != 1 || h.FirstTrade != markettest.Date(t, "2026-03-06") || h.Name != "An Insurer" || !h.Open || s.asked[1].URL.Query().Get("startDate") != "2026-03-06" {
		t.Fatalf("%+v, %v", h, err)
	}
	a, err := source.Actions(t.Context(), markettest.Symbol(t, "BRK-B"), market.Date{}, markettest.Date(t, "2026-03-14"))
	if err != nil || a.FirstTrade != h.FirstTrade {
		t.Fatalf("%+v, %v", a, err)
	}
	if want := []market.Dividend{{Date: markettest.Date(t, "2026-03-10"), Amount: market.Num(0.1), Currency: "USD"}, {Date: markettest.Date(t, "2026-03-12"), Amount: market.Num(0.25), Currency: "USD"}}; !slices.Equal(a.Dividends, want) {
		t.Errorf("dividends %v, want %v", a.Dividends, want)
	}
	if want := []market.Split{{Date: markettest.Date(t, "2026-03-11"), Numerator: market.Num(10), Denominator: market.Num(1), Ratio: "10:1"}, {Date: markettest.Date(t, "2026-03-12"), Numerator: market.Num(3), Denominator: market.Num(2), Ratio: "3:2"}}; !slices.Equal(a.Splits, want) {
		t.Errorf("splits %v, want %v", a.Splits, want)
	}
	if a, err = source.Actions(t.Context(), markettest.Symbol(t, "BRK-B"), markettest.Date(t, "2026-03-09"), markettest.Date(t, "2026-03-10")); err != nil || len(a.Dividends) != 1 || a.Dividends[0].Amount != market.Num(0.1) || a.Splits == nil || len(a.Splits) != 0 {
		t.Errorf("%+v, %v", a, err)
	}
	s.answers["/tiingo/daily/BRK-B"] = strings.Replace(meta, "brk-b", "brk-a", 1)
	if _, err := source.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "BRK-B"), Range: "max", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) {
		t.Errorf("about another: %v", err)
	}
}

func TestSplitOf(t *testing.T) {
	for factor, want := range map[float64]string{4: "4:1", 20: "20:1", 0.25: "1:4", 0.0333333333: "1:30", 1.5: "3:2", 0.1: "1:10", 1.25: "5:4", 1.00461234: "1.00461234:1"} {
		if got := splitOf(day{split: factor}); got.Ratio != want {
			t.Errorf("%v: %s, want %s", factor, got.Ratio, want)
		}
	}
}

func TestNoAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"unknown": {404, `{"detail":"Error: Ticker 'BRK-B' not found"}`, market.ErrUnknownSymbol}, "unknown with 200": {200, `{"detail":"Not found."}`, market.ErrUnknownSymbol}, "key": {401, `{"detail":"Invalid token ` + key + `."}`, market.ErrBlocked},
		"hour": {429, `{"detail":"Error: You have run over your hourly request allocation."}`, market.ErrBlocked}, "hour with 200": {200, `{"detail":"Error: You have run over your hourly request allocation."}`, market.ErrBlocked},
		"month in words": {200, "You have run over your 500 symbol look up for this month. Please upgrade.", market.ErrBlocked}, "key in words": {200, "Please supply a token", market.ErrBlocked},
		"other words": {200, "Something else", market.ErrMalformed}, "an object": {200, `{"a":1}`, market.ErrMalformed}, "null": {200, "null", market.ErrMalformed}, "none": {200, "[]", market.ErrNoData}, "cut": {200, days()[:300], market.ErrMalformed},
		"down": {503, "", market.ErrUnavailable}, "a page": {200, "<html><head>", market.ErrBlocked}, "no split factor": {200, strings.Replace(days(), `,"splitFactor":1.0`, "", 1), market.ErrMalformed},
		"split by 0": {200, strings.Replace(days(), `"splitFactor":1.0`, `"splitFactor":0.0`, 1), market.ErrMalformed}, "twice": {200, strings.Replace(days(), "03-09", "03-06", 1), market.ErrMalformed},
		"no date": {200, strings.Replace(days(), "2026-03-09", "yesterday", 1), market.ErrMalformed}, "to come": {200, strings.Replace(days(), "2026-03-09", "2026-03-16", 1), market.ErrMalformed},
	} {
		s := newServer(t, map[string]string{prices: c.body})
		s.status = c.status
		_, err := s.source(t).History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "BRK-B"), Range: "1mo", Interval: market.Day})
		e, ok := errors.AsType[*market.Error](err)
		if !ok || e.Kind != c.want || e.Symbol != "BRK-B" {
			t.Errorf("%s: %v, want %v", name, err, c.want)
			continue
		}
		if all := fmt.Sprintf("%v %+v", err, e); strings.Contains(all, key) {
			t.Errorf("%s: has the key: %s", name, all)
		}
	}
	source := newServer(t, nil).source(t)
	for _, text := range []string{"VOD.L", "EURUSD=X", "BTC-USD", "^GSPC", "CL=F"} {
		if _, err := source.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, text), Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) || source.Covers(markettest.Symbol(t, text)) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := source.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "AAPL"), Range: "1d", Interval: market.Minute}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("minutes: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Actions(ctx, markettest.Symbol(t, "AAPL"), markettest.Date(t, "2026-03-09"), markettest.Date(t, "2026-03-10")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := New(httpsource.Options{Key: "a\nb"}); err == nil || strings.Contains(err.Error(), "a\nb") {
		t.Errorf("a key with a newline: %v", err)
	}
}

func FuzzDays(f *testing.F) {
	f.Add(days())
	f.Add(`[{"date":"2026-03-09T00:00:00+00:00","close":1e308,"splitFactor":1e-300},{"date":"2026-03-10","close":1,"splitFactor":1e300,"divCash":1e300}]`)
	f.Add(`[null,{}]`)
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	venues, err := venue.New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		// A client of its own, as one that meets damaged answers leaves the source alone.
		c, err := httpsource.New("tiingo", Provider(), httpsource.Options{Now: func() time.Time { return now }, RoundTripper: answering(body)}, httpsource.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		source := &Source{client: c, venues: venues}
		finite := func(all ...float64) {
			for _, v := range all {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%v", all)
				}
			}
		}
		if h, err := source.History(t.Context(), market.HistoryQuery{Symbol: markettest.Symbol(t, "AAPL"), Range: "1y", Interval: market.Day}); err == nil {
			for _, b := range h.Bars {
				finite(b.Open, b.High, b.Low, b.Close, b.AdjClose, b.Volume)
				if b.Close <= 0 || b.Open < 0 || b.AdjClose <= 0 || b.Volume < -1 {
					t.Errorf("%+v", b)
				}
			}
		} else if _, ok := errors.AsType[*market.Error](err); !ok {
			t.Errorf("%v", err)
		}
		if a, err := source.Actions(t.Context(), markettest.Symbol(t, "AAPL"), markettest.Date(t, "2025-03-09"), markettest.Date(t, "2026-03-14")); err == nil {
			for _, d := range a.Dividends {
				v, _ := d.Amount.Get()
				finite(v)
			}
			for _, s := range a.Splits {
				n, _ := s.Numerator.Get()
				m, _ := s.Denominator.Get()
				finite(n, m)
			}
		}
	})
}

// answering is a transport that answers all with one body.
type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rec.WriteString(string(a))
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}
