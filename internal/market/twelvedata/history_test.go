package twelvedata

import (
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

func meta(symbol, exchange, mic, currency, kind string) string {
	return fmt.Sprintf(`"meta":{"symbol":%q,"interval":"1day","currency":%q,"exchange_timezone":"?","exchange":%q,"mic_code":%q,"type":%q}`, symbol, currency, exchange, mic, kind)
}

func date(t testing.TB, text string) market.Date { return markettest.Date(t, text) }

// The 10th has no close, the 6th no low and no volume, and the 9th came twice.
func vodafone() string {
	return "{" + meta("VOD", "LSE", "XLON", "GBp", "Common Stock") + `,"values":[
{"datetime":"2026-03-11","open":"70.10000","high":"70.5","low":"69.9","close":"70.25000","volume":"123456"},
{"datetime":"2026-03-10","open":"70.1","high":"70.5","low":"69.9","close":null,"volume":"0"},
{"datetime":"2026-03-09","open":"69","high":"70","low":"68","close":"69.5","volume":"0"},
{"datetime":"2026-03-09","open":"69","high":"70","low":"68","close":"69.4","volume":"0"},
{"datetime":"2026-03-06","open":"68","high":"69","low":"0","close":"68.75","volume":""}],"status":"ok"}`
}

func TestHistory(t *testing.T) {
	s := newServer(t, 200, vodafone())
	source := s.source(t, wednesday) // London is open until 16:30
	h, err := source.History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "VOD.L")[0], Range: "1mo", Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	at := func(day int) int64 { return time.Date(2026, 3, day, 8, 0, 0, 0, time.UTC).Unix() }
	want := []market.Bar{
		{Time: at(6), Open: 68, High: 69, Close: 68.75, AdjClose: 68.75, Volume: -1}, {Time: at(9), Open: 69, High: 70, Low: 68, Close: 69.5, AdjClose: 69.5}, {Time: at(11), Open: 70.1, High: 70.5, Low: 69.9, Close: 70.25, AdjClose: 70.25, Volume: 123456},
	}
	if !slices.Equal(h.Bars, want) {
		t.Errorf("bars\n%+v, want\n%+v", h.Bars, want)
	}
	if h.Currency != "GBp" || h.Exchange != "LSE" || h.Kind != market.KindEquity || h.Adjusted != market.AdjustedForSplits || h.Gaps != 1 || h.Partial != 1 || !h.Open || h.Location.String() != "Europe/London" {
		t.Errorf("%+v", h)
	}
	q := s.asked[0].URL.Query()
	if s.asked[0].URL.Path != "/time_series" || q.Get("symbol") != "VOD:LSE" || q.Get("interval") != "1day" || q.Get("adjust") != "splits" || q.Get("start_date") != "2026-02-11" || q.Get("end_date") != "2026-03-12" || strings.Contains(s.asked[0].URL.String(), key) {
		t.Errorf("asked for %s", s.asked[0].URL)
	}
	h, err = source.History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "VOD.L")[0], From: date(t, "2026-03-01"), To: date(t, "2026-03-09"), Interval: market.Day})
	if err != nil || len(h.Bars) != 2 || h.Open || h.Gaps != 0 || s.asked[1].URL.Query().Get("end_date") != "2026-03-10" {
		t.Errorf("%+v, %v", h, err)
	}
	h, err = source.History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "VOD.L")[0], From: date(t, "2026-03-09"), To: date(t, "2026-03-09"), Interval: market.Week})
	if err != nil || len(h.Bars) != 1 || h.Bars[0].Close != 70.25 || !h.Open || s.asked[2].URL.Query().Get("end_date") != "2026-03-12" {
		t.Errorf("%+v, %v", h, err)
	}
}

// All since trading began takes several answers, of which the last may have nothing.
func TestPages(t *testing.T) {
	var pages []string
	day := date(t, "2026-03-11")
	for range 2 {
		var rows []string
		for range mostDays {
			rows = append(rows, fmt.Sprintf(`{"datetime":"%s","close":"%d"}`, day, day.Year))
			day = day.AddDays(-1)
		}
		pages = append(pages, "{"+meta("AAPL", "NASDAQ", "XNGS", "USD", "Common Stock")+`,"values":[`+strings.Join(rows, ",")+`],"status":"ok"}`)
	}
	oldest := day.AddDays(1)
	s := newServer(t, 200, append(pages, `{"code":400,"message":"No data is available on the specified dates.","status":"error"}`)...)
	h, err := s.source(t, wednesday).History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "AAPL")[0], Range: "max", Interval: market.Day})
	if err != nil || len(h.Bars) != 2*mostDays || h.DayOf(h.Bars[0]) != oldest || len(s.asked) != 3 {
		t.Fatalf("%v, asked %d times", err, len(s.asked))
	}
	if q := s.asked[1].URL.Query(); q.Has("start_date") || q.Get("end_date") >= "2026-03-11" || q.Get("end_date") <= oldest.String() {
		t.Errorf("asked for %s", s.asked[1].URL)
	}
	// One that fails in the middle is no shorter history.
	s = newServer(t, 200, pages[0], `{"code":429,"message":"You have run out of API credits","status":"error"}`)
	if _, err := s.source(t, wednesday).History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "AAPL")[0], Range: "max", Interval: market.Day}); !errors.Is(err, market.ErrBlocked) {
		t.Errorf("%v", err)
	}
}

func TestNoHistory(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"ADR": {strings.Replace(vodafone(), meta("VOD", "LSE", "XLON", "GBp", "Common Stock"), meta("VOD", "NASDAQ", "XNGS", "USD", "Common Stock"), 1), market.ErrUnknownSymbol}, "pounds": {strings.Replace(vodafone(), `"GBp"`, `"GBP"`, 1), market.ErrNoData},
		"minutes": {strings.Replace(vodafone(), `"1day"`, `"1min"`, 1), market.ErrMalformed}, "no values": {"{" + meta("VOD", "LSE", "XLON", "GBp", "") + "}", market.ErrMalformed}, "none": {"{" + meta("VOD", "LSE", "XLON", "GBp", "") + `,"values":[]}`, market.ErrNoData},
		"a day to come": {strings.Replace(vodafone(), "2026-03-11", "2026-03-12", 1), market.ErrMalformed}, "no day": {strings.Replace(vodafone(), "2026-03-09", "Monday", 1), market.ErrMalformed},
	} {
		_, err := newServer(t, 200, c.body).source(t, wednesday).History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "VOD.L")[0], Range: "1mo", Interval: market.Day})
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != "VOD.L" {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	source := newServer(t, 200, vodafone()).source(t, wednesday)
	for _, s := range symbols(t, "EURUSD=X", "BTC-USD", "^GSPC", "MC.PA", "CL=F") {
		if _, err := source.History(t.Context(), market.HistoryQuery{Symbol: s, Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) || source.Covers(s) {
			t.Errorf("%s: %v", s, err)
		}
	}
	if _, err := source.History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "VOD.L")[0], Range: "1d", Interval: market.Hour}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("hours: %v", err)
	}
}

func FuzzHistory(f *testing.F) {
	f.Add(vodafone())
	f.Add("{" + meta("VOD", "LSE", "XLON", "GBp", "") + `,"values":[{"datetime":"0001-01-01","close":1e308,"volume":-1},{"datetime":"2026-03-08","close":"5"},{}]}`)
	now := timeAt(f, wednesday)
	venues, err := venue.New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		// A client of its own, as one that meets damaged answers leaves the source alone.
		c, err := httpsource.New("twelvedata", Provider(), httpsource.Options{Now: func() time.Time { return now }, RoundTripper: answering(body)}, httpsource.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		source := &Source{client: c, venues: venues}
		h, err := source.History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "VOD.L")[0], Range: "max", Interval: market.Day})
		if err != nil {
			if _, ok := errors.AsType[*market.Error](err); !ok {
				t.Errorf("%v", err)
			}
			return
		}
		for i, b := range h.Bars {
			for _, v := range []float64{b.Open, b.High, b.Low, b.Close, b.AdjClose, b.Volume} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%+v", b)
				}
			}
			if b.Close <= 0 || b.Open < 0 || b.Volume < -1 || i > 0 && b.Time <= h.Bars[i-1].Time {
				t.Errorf("%+v", b)
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
