package twelvedata

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

const key = "0ddba11c0ffee77"

// server answers each question with the next of its answers, the last one again and again.
type server struct {
	*httptest.Server
	status  int
	answers []string
	asked   []*http.Request
}

func newServer(t *testing.T, status int, answers ...string) *server {
	t.Helper()
	s := &server{status: status, answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := s.answers[min(len(s.asked), len(s.answers)-1)]
		s.asked = append(s.asked, r)
		w.WriteHeader(s.status)
		if _, err := w.Write([]byte(body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) source(t *testing.T, now string) *Source {
	t.Helper()
	source, err := New(httpsource.Options{BaseURL: s.URL, Key: key, Now: func() time.Time { return timeAt(t, now) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return source
}

func timeAt(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func symbols(t testing.TB, names ...string) (all []market.Symbol) {
	t.Helper()
	for _, name := range names {
		s, err := market.ParseSymbol(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func line(all ...market.Number) string {
	var words []string
	for _, n := range all {
		words = append(words, cmp.Or(n.Plain(), "-"))
	}
	return strings.Join(words, " ")
}

// apple is a quote on a Wednesday at 11:00 in New York; at is the time of its price.
func apple(t testing.TB, at string) string {
	return fmt.Sprintf(`{"symbol":"AAPL","name":"Apple Inc.","exchange":"NASDAQ","mic_code":"XNGS","currency":"USD","datetime":"2026-03-11","timestamp":1773235800,"last_quote_at":%d,"open":"100.25000","high":"103","low":"99.50000","close":"102.50000","volume":"886145","previous_close":"100.00000","change":"2.50000","percent_change":"2.50000","average_volume":"33681314","is_market_open":true,"fifty_two_week":{"low":"70.5","high":"120.25","low_change":"1"},"new":[1]}`, timeAt(t, at).Unix())
}

const wednesday = "2026-03-11T15:00:30Z"

func TestQuote(t *testing.T) {
	whole := apple(t, "2026-03-11T15:00:00Z")
	for name, c := range map[string]struct {
		now, body string
		state     market.State
		want      string // price, open, high, low, volume, previous, change, per cent, year low and high
	}{
		"open":          {wednesday, whole, market.StateOpen, "102.5 100.25 103 99.5 886145 100 2.5 2.5 70.5 120.25"},
		"closed":        {"2026-03-12T02:00:00Z", apple(t, "2026-03-11T19:59:00Z"), market.StateClosed, "102.5 100.25 103 99.5 886145 100 2.5 2.5 70.5 120.25"},
		"contradictory": {wednesday, strings.Replace(whole, `"change":"2.50000"`, `"change":"-1.00000"`, 1), market.StateOpen, "102.5 100.25 103 99.5 886145 - - - 70.5 120.25"},
		"rolled":        {wednesday, strings.Replace(whole, `"previous_close":"100.00000"`, `"previous_close":"102.50000"`, 1), market.StateOpen, "102.5 100.25 103 99.5 886145 - - - 70.5 120.25"},
		"no change":     {wednesday, strings.NewReplacer(`"change":"2.50000"`, `"change":"0.00000"`, `"previous_close":"100.00000"`, `"previous_close":"102.50000"`).Replace(whole), market.StateOpen, "102.5 100.25 103 99.5 886145 102.5 0 0 70.5 120.25"},
		"absent":        {wednesday, strings.NewReplacer(`"open":"100.25000",`, ``, `"high":"103"`, `"high":null`, `"low":"99.50000"`, `"low":"0"`, `"volume":"886145"`, `"volume":""`, `"change":"2.50000",`, ``, `{"low":"70.5","high":"120.25","low_change":"1"}`, `null`).Replace(whole), market.StateOpen, "102.5 - - - - 100 2.5 2.5 - -"},
	} {
		s := newServer(t, 200, c.body)
		tickers, errs := s.source(t, c.now).Quotes(t.Context(), symbols(t, "AAPL"))
		if errs[0] != nil {
			t.Errorf("%s: %v", name, errs[0])
			continue
		}
		q := tickers[0]
		if got := line(q.Price, q.Open, q.DayHigh, q.DayLow, q.Volume, q.PreviousClose, q.Change, q.ChangePercent, q.YearLow, q.YearHigh); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if q.State != c.state || q.Currency != "USD" || q.Exchange != "NMS" || q.TimeZone != "America/New_York" || q.Name != "Apple Inc." || !q.DelayMinutes.IsZero() || q.Provider != "Twelve Data" || q.URL != "" || q.AsOf.IsZero() || q.PreMarket != nil || q.PostMarket != nil {
			t.Errorf("%s: %+v", name, q)
		}
		r := s.asked[0]
		if r.URL.Path != "/quote" || r.URL.RawQuery != "symbol=AAPL" || r.Header.Get("Authorization") != "apikey "+key {
			t.Errorf("asked for %s with %v", r.URL, r.Header)
		}
	}
}

// Without the time of its price, which the timestamp is not, there is none.
func TestNoTime(t *testing.T) {
	s := newServer(t, 200, strings.Replace(apple(t, wednesday), `"last_quote_at"`, `"then"`, 1))
	tickers, errs := s.source(t, wednesday).Quotes(t.Context(), symbols(t, "AAPL"))
	if errs[0] != nil || !tickers[0].AsOf.IsZero() {
		t.Errorf("%+v, %v", tickers[0], errs[0])
	}
}

func TestOutsideTheSession(t *testing.T) {
	body := func(price, at string) string {
		return strings.Replace(apple(t, price), `"new"`, fmt.Sprintf(`"extended_price":"104.55","extended_timestamp":%d,"new"`, timeAt(t, at).Unix()), 1)
	}
	for name, c := range map[string]struct{ now, price, at, pre, post string }{
		"after":                 {"2026-03-11T21:30:00Z", "2026-03-11T19:59:00Z", "2026-03-11T21:29:00Z", "", "104.55 2.05 2"},
		"before":                {"2026-03-12T12:30:00Z", "2026-03-11T19:59:00Z", "2026-03-12T12:29:00Z", "104.55 2.05 2", ""},
		"older than the price":  {"2026-03-11T15:30:00Z", "2026-03-11T15:29:00Z", "2026-03-11T12:29:00Z", "", ""},
		"while it is open":      {"2026-03-11T15:30:00Z", "2026-03-11T15:28:00Z", "2026-03-11T15:29:00Z", "", ""},
		"at night, of the eve":  {"2026-03-12T03:00:00Z", "2026-03-11T19:59:00Z", "2026-03-11T23:59:00Z", "", "104.55 2.05 2"},
		"before, of yesterday":  {"2026-03-12T12:30:00Z", "2026-03-11T19:59:00Z", "2026-03-11T23:59:00Z", "", "104.55 2.05 2"},
		"of a day of no market": {"2026-03-14T15:00:00Z", "2026-03-11T19:59:00Z", "2026-03-14T14:59:00Z", "", ""},
	} {
		tickers, errs := newServer(t, 200, body(c.price, c.at)).source(t, c.now).Quotes(t.Context(), symbols(t, "AAPL"))
		if errs[0] != nil {
			t.Errorf("%s: %v", name, errs[0])
			continue
		}
		got := func(e *market.Extended) string {
			if e == nil {
				return ""
			}
			return line(e.Price, e.Change, e.ChangePercent)
		}
		if q := tickers[0]; got(q.PreMarket) != c.pre || got(q.PostMarket) != c.post {
			t.Errorf("%s: before %q, after %q, want %q, %q", name, got(q.PreMarket), got(q.PostMarket), c.pre, c.post)
		}
	}
}

// An answer about another listing is refused, and a price that may be pence or pounds.
func TestListings(t *testing.T) {
	of := func(symbol, exchange, mic, currency string) string {
		return fmt.Sprintf(`{"symbol":%q,"exchange":%q,"mic_code":%q,"currency":%q,"datetime":"2026-03-11","close":"69.25"}`, symbol, exchange, mic, currency)
	}
	for name, c := range map[string]struct {
		symbol, body string
		want         error
		exchange     string
		currency     string
	}{
		"pence": {"VOD.L", of("VOD", "LSE", "XLON", "GBp"), nil, "LSE", "GBp"}, "pence as GBX": {"VOD.L", of("VOD", "LSE", "XLON", "GBX"), nil, "LSE", "GBp"}, "pounds, or are they": {"VOD.L", of("VOD", "LSE", "XLON", "GBP"), market.ErrNoData, "", ""},
		"ADR": {"VOD.L", of("VOD", "NASDAQ", "XNGS", "USD"), market.ErrUnknownSymbol, "", ""}, "dollars in London": {"VOD.L", of("VOD", "LSE", "XLON", "USD"), nil, "LSE", "USD"}, "smaller market": {"IQE.L", of("IQE", "LSE", "AIMX", "GBp"), nil, "LSE", "GBp"},
		"Frankfurt": {"SAP.DE", of("SAP", "XETR", "XETR", "EUR"), nil, "GER", "EUR"}, "no MIC": {"SAP.DE", of("SAP", "XETR", "", "EUR"), nil, "", "EUR"}, "no MIC elsewhere": {"SAP.DE", of("SAP", "FSX", "", "EUR"), market.ErrUnknownSymbol, "", ""},
		"American": {"SAP", of("SAP", "NYSE", "XNYS", "USD"), nil, "NYQ", "USD"}, "German for American": {"SAP", of("SAP", "XETR", "XETR", "EUR"), market.ErrUnknownSymbol, "", ""}, "dollars in London for American": {"SAP", of("SAP", "LSE", "XLON", "USD"), market.ErrUnknownSymbol, "", ""},
		"somewhere in America": {"SAP", of("SAP", "NASDAQ", "XNAS", "USD"), nil, "", "USD"}, "no place": {"SAP", of("SAP", "", "", "USD"), market.ErrUnknownSymbol, "", ""}, "another symbol": {"SAP", of("SAPX", "NYSE", "XNYS", "USD"), market.ErrUnknownSymbol, "", ""},
		"no currency": {"SAP", of("SAP", "NYSE", "XNYS", ""), market.ErrUnknownSymbol, "", ""}, "class": {"BRK-B", of("BRK.B", "NYSE", "XNYS", "USD"), nil, "NYQ", "USD"}, "Hong Kong": {"0700.HK", of("0700", "HKEX", "XHKG", "HKD"), nil, "HKG", "HKD"},
	} {
		tickers, errs := newServer(t, 200, c.body).source(t, wednesday).Quotes(t.Context(), symbols(t, c.symbol))
		e, _ := errors.AsType[*market.Error](errs[0])
		switch {
		case c.want != nil && (e == nil || e.Kind != c.want || e.Symbol != c.symbol || e.Message == ""):
			t.Errorf("%s: %v, want %v", name, errs[0], c.want)
		case c.want == nil && (errs[0] != nil || tickers[0].Exchange != c.exchange || tickers[0].Currency != c.currency):
			t.Errorf("%s: %+v, %v, want it in %s at %s", name, tickers[0], errs[0], c.currency, c.exchange)
		}
	}
}

// Several symbols are asked for together, and each has its own answer.
func TestBatch(t *testing.T) {
	names := []string{"AAPL", "EURUSD=X", "MSFT", "VOD.L", "SAP.DE", "NVDA"}
	body := `{"AAPL":` + apple(t, "2026-03-11T15:00:00Z") + `,"MSFT":{"code":404,"message":"**symbol** or **figi** parameter is missing or invalid.","status":"error"},` +
		`"VOD:LSE":{"code":404,"message":"This symbol is available starting with Grow plan. The key ` + key + ` has not","status":"error"},"SAP:XETR":7}`
	s := newServer(t, 200, body)
	tickers, errs := s.source(t, wednesday).Quotes(t.Context(), symbols(t, names...))
	for i, want := range []error{nil, market.ErrUnknownSymbol, market.ErrUnknownSymbol, market.ErrNoData, market.ErrMalformed, market.ErrMalformed} {
		e, _ := errors.AsType[*market.Error](errs[i])
		if want == nil && (errs[i] != nil || tickers[i].Price != market.Num(102.5)) || want != nil && (e == nil || e.Kind != want || e.Symbol != names[i] || tickers[i] != nil || strings.Contains(e.Said, key)) {
			t.Errorf("%s: %+v, %v, want %v", names[i], tickers[i], errs[i], want)
		}
	}
	if len(s.asked) != 1 || s.asked[0].URL.Query().Get("symbol") != "AAPL,MSFT,VOD:LSE,SAP:XETR,NVDA" {
		t.Errorf("asked for %s", s.asked[0].URL)
	}
	many := symbols(t, "A", "B", "C", "D", "E", "F", "G", "H", "I", "J")
	s = newServer(t, 200, `{"code":429,"message":"You have run out of API credits for the day.","status":"error"}`)
	_, errs = s.source(t, wednesday).Quotes(t.Context(), many)
	for i, symbol := range many {
		if e, ok := errors.AsType[*market.Error](errs[i]); !ok || e.Kind != market.ErrBlocked || e.Symbol != symbol.String() || e.RetryAfter < 50*time.Minute {
			t.Errorf("%s: %v", symbol, errs[i])
		}
	}
	if len(s.asked) != 1 {
		t.Errorf("asked %d times", len(s.asked))
	}
}

func TestRefusals(t *testing.T) {
	said := func(code int, message string) string {
		return fmt.Sprintf(`{"code":%d,"message":%q,"status":"error"}`, code, message)
	}
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"minute": {200, said(429, "You have run out of API credits for the current minute."), market.ErrBlocked}, "key": {200, said(401, "**apikey** "+key+" is incorrect"), market.ErrBlocked}, "key by status": {401, said(401, "**apikey** "+key+" is incorrect"), market.ErrBlocked},
		"unknown": {200, said(404, "**symbol** or **figi** parameter is missing or invalid."), market.ErrUnknownSymbol}, "unknown with 400": {400, said(400, "**symbol** not found: X"), market.ErrUnknownSymbol}, "plan": {404, said(404, "This symbol is available starting with the Grow or Venture plan."), market.ErrNoData},
		"forbidden": {403, said(403, "Your key lacks the permission"), market.ErrNoData}, "no data": {200, said(400, "No data is available on the specified dates."), market.ErrNoData}, "interval": {200, said(400, "Invalid **interval** provided"), market.ErrNoData},
		"theirs": {200, said(500, "Internal"), market.ErrUnavailable}, "no code": {200, `{"status":"error"}`, market.ErrMalformed}, "a page": {200, "<html><head>", market.ErrBlocked}, "blocked": {403, "", market.ErrBlocked}, "down": {502, "", market.ErrUnavailable},
		"null": {200, "null", market.ErrMalformed}, "a list": {200, "[]", market.ErrMalformed}, "cut": {200, apple(t, wednesday)[:100], market.ErrMalformed},
	} {
		s := newServer(t, c.status, c.body)
		source := s.source(t, wednesday)
		_, errs := source.Quotes(t.Context(), symbols(t, "AAPL"))
		_, err := newServer(t, c.status, c.body).source(t, wednesday).History(t.Context(), market.HistoryQuery{Symbol: symbols(t, "AAPL")[0], Range: "1mo", Interval: market.Day})
		for _, err := range []error{errs[0], err} {
			e, ok := errors.AsType[*market.Error](err)
			if !ok || e.Kind != c.want || e.Symbol != "AAPL" {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			} else if all := fmt.Sprintf("%v %+v", e, *e); strings.Contains(all, key) {
				t.Errorf("%s: has the key: %s", name, all)
			}
		}
	}
	for name, body := range map[string]string{
		"no price": strings.Replace(apple(t, wednesday), `"close":"102.50000"`, `"close":"0"`, 1), "a day to come": strings.Replace(apple(t, wednesday), "2026-03-11", "2026-03-12", 1),
		"a price of another day": apple(t, "2026-03-10T15:00:00Z"), "no day": strings.Replace(apple(t, wednesday), "2026-03-11", "today", 1),
	} {
		_, errs := newServer(t, 200, body).source(t, wednesday).Quotes(t.Context(), symbols(t, "AAPL"))
		if !errors.Is(errs[0], market.ErrMalformed) && !errors.Is(errs[0], market.ErrNoData) {
			t.Errorf("%s: %v", name, errs[0])
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, errs := newServer(t, 200, "").source(t, wednesday).Quotes(ctx, symbols(t, "AAPL", "MSFT")); !errors.Is(errs[0], context.Canceled) || !errors.Is(errs[1], context.Canceled) {
		t.Errorf("cancelled: %v", errs)
	}
}

func FuzzQuote(f *testing.F) {
	f.Add(apple(f, wednesday))
	f.Add(`{"symbol":"AAPL","mic_code":"XNGS","currency":"USD","datetime":"2026-03-11","close":1e308,"previous_close":"1e-308","extended_price":"1","extended_timestamp":1773300000,"last_quote_at":1773241198}`)
	f.Add(`{"status":"error","code":"x"}`)
	now := timeAt(f, "2026-03-12T02:00:00Z")
	source, err := New(httpsource.Options{Now: func() time.Time { return now }})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		q, err := source.read(symbols(t, "AAPL")[0], []byte(body))
		if err != nil {
			if e, ok := errors.AsType[*market.Error](err); !ok || e.Symbol != "AAPL" {
				t.Errorf("%v", err)
			}
			return
		}
		for _, n := range []market.Number{q.Price, q.Open, q.DayHigh, q.DayLow, q.PreviousClose, q.Change, q.ChangePercent, q.Volume, q.YearHigh, q.YearLow} {
			if v, ok := n.Get(); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
				t.Errorf("%+v", q)
			}
		}
		if v, _ := q.Price.Get(); v <= 0 || q.Currency != "USD" {
			t.Errorf("%+v", q)
		}
	})
}
