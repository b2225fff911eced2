//go:build recordings

package yahoo

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers of Yahoo")

// recording is one exchange with Yahoo as recorded.
type recording struct {
	Name    string
	Method  string
	URL     string
	Status  int
	Headers map[string]any
	JSON    json.RawMessage
	Text    string
}

func (r *recording) body() []byte {
	if r.JSON != nil {
		return r.JSON
	}
	return []byte(r.Text)
}

func (r *recording) write(w http.ResponseWriter) {
	for name, value := range r.Headers {
		switch name {
		case "content-length", "content-encoding", "transfer-encoding", "date":
			continue
		}
		switch v := value.(type) {
		case string:
			w.Header().Add(name, v)
		case []any:
			for _, s := range v {
				w.Header().Add(name, fmt.Sprint(s))
			}
		}
	}
	w.WriteHeader(r.Status)
	w.Write(r.body())
}

func (r *recording) parse(t *testing.T) *url.URL {
	t.Helper()
	u, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestRecordings serves each recording of a kind that this package reads from a
// real socket to the real client, and compares every figure that comes out with
// the one in the file.
func TestRecordings(t *testing.T) {
	if *recordingsDir == "" {
		t.Fatal("-recordings must name the folder of recorded answers")
	}
	consent := map[string]*recording{}
	for _, file := range recorded(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		kind, _, _ := strings.Cut(name, "-")
		rec := loadRecording(t, file)
		if kind == "getCrumb" {
			consent[name] = rec
			continue
		}
		if why := notRead()[kind]; why != "" {
			t.Logf("yahoo/%s: not read: %s", filepath.Base(file), why)
			continue
		}
		t.Run(name, func(t *testing.T) {
			if readers()[kind] == nil {
				t.Fatal("no decoder knows this file")
			}
			figures := 0
			for _, read := range readers()[kind] {
				figures += read(t, rec)
			}
			if figures == 0 {
				t.Error("no figure compared")
			}
			t.Logf("yahoo/%s: %d figures compared", filepath.Base(file), figures)
		})
	}
	if len(consent) > 0 {
		t.Run("consent", func(t *testing.T) { consentRecording(t, consent) })
	}
}

// recorded are the files of the folder, none where there is no such folder.
func recorded(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(*recordingsDir, "yahoo", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Log("yahoo: no recordings")
	}
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, ".meta.json") })
}

// readers compare a recording of each kind, and give how many figures they compared. One
// of nothing, such as a refusal, has one: its error.
func readers() map[string][]func(*testing.T, *recording) int {
	type all = []func(*testing.T, *recording) int
	return map[string]all{
		"chart": {chartRecording, actionsRecording}, "quote": {quoteRecording}, "search": {searchRecording, newsRecording},
		"quoteSummary": {summaryRecording}, "fundamentalsTimeSeries": {statementsRecording}, "options": {optionsRecording},
		"dailyGainers": {screenRecording}, "dailyLosers": {screenRecording}, "screener": {screenRecording}, "trendingSymbols": {trendsRecording},
		"pageWith404andJson.fake": {faultRecording}, "pageWithUnknownError": {faultRecording}, "weirdJsonResult.fake": {faultRecording},
	}
}

// notRead are the kinds that are known and that nobody asks for, with why.
func notRead() map[string]string {
	return map[string]string{
		"insights":                "opinions of one research house, which are not given",
		"recommendationsBySymbol": "symbols that others looked at, which are not given",
	}
}

// refused compares the error of a recording that is a refusal, by its status.
func refused(t *testing.T, rec *recording, err error) bool {
	t.Helper()
	if rec.Status < 400 {
		return false
	}
	e, ok := errors.AsType[*market.Error](err)
	switch {
	case !ok:
		t.Errorf("status %d is %v", rec.Status, err)
	case rec.Status == http.StatusTooManyRequests && e.Kind != market.ErrBlocked, rec.Status >= 500 && e.Kind != market.ErrUnavailable:
		t.Errorf("status %d is %v", rec.Status, err)
	}
	return true
}

func loadRecording(t *testing.T, file string) *recording {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rec := &recording{Name: filepath.Base(file)}
	if err := json.Unmarshal(raw, rec); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return rec
}

// plainJSON decodes without any of this package's types.
func plainJSON(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(raw))
	var v map[string]any
	if len(raw) > 0 && raw[0] != '{' {
		return nil // a refusal in words
	}
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("recording is not JSON: %v", err)
	}
	return v
}

// dig follows keys and indices into decoded JSON; nil when a step is missing.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch key := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			a, _ := v.([]any)
			if key >= len(a) {
				return nil
			}
			v = a[key]
		}
	}
	return v
}

func quoteRecording(t *testing.T, rec *recording) (n int) {
	f := newFakeYahoo(t)
	f.on("/v7/finance/quote", func(w http.ResponseWriter, _ *http.Request) { rec.write(w) })
	m := newTestMarket(t, options{BaseURL: f.URL})
	raw := plainJSON(t, rec.body())
	rows, _ := dig(raw, "quoteResponse", "result").([]any)
	asked := strings.Split(rec.parse(t).Query().Get("symbols"), ",")
	for _, s := range asked {
		got, err := m.Quote(t.Context(), sym(t, s))
		if refused(t, rec, err) {
			n++
			continue
		}
		var row map[string]any
		for _, r := range rows {
			if dig(r, "symbol") == s {
				row = r.(map[string]any)
			}
		}
		if row == nil || row["quoteType"] == "NONE" {
			wantKind(t, err, market.ErrUnknownSymbol)
			n++
			continue
		}
		if err != nil {
			t.Fatalf("Quote(%s): %v", s, err)
		}
		n += compareTicker(t, got, row)
	}
	return n
}

// tickerFigures names the wire's field of each figure of a Ticker.
func tickerFigures() map[string]string {
	return map[string]string{
		"DelayMinutes": "exchangeDataDelayedBy", "Price": "regularMarketPrice", "Change": "regularMarketChange",
		"ChangePercent": "regularMarketChangePercent", "PreviousClose": "regularMarketPreviousClose", "Open": "regularMarketOpen",
		"DayHigh": "regularMarketDayHigh", "DayLow": "regularMarketDayLow", "Volume": "regularMarketVolume", "Bid": "bid", "Ask": "ask",
		"AverageVolume3M": "averageDailyVolume3Month", "AverageVolume10D": "averageDailyVolume10Day",
		"YearHigh": "fiftyTwoWeekHigh", "YearLow": "fiftyTwoWeekLow", "Average50D": "fiftyDayAverage", "Average200D": "twoHundredDayAverage",
		"MarketCap": "marketCap", "SharesOutstanding": "sharesOutstanding", "TrailingPE": "trailingPE", "ForwardPE": "forwardPE",
		"EPS": "epsTrailingTwelveMonths", "ForwardEPS": "epsForward", "BookValue": "bookValue", "PriceToBook": "priceToBook",
		"DividendRate": "trailingAnnualDividendRate", "DividendYield": "trailingAnnualDividendYield",
		"ForwardDividendRate": "dividendRate", "ForwardDividendYield": "dividendYield",
	}
}

// leftOut is why a figure that is in the file may be absent from the Ticker.
func leftOut(field string, row map[string]any) bool {
	if v, _ := row[tickerFigures()[field]].(float64); v < 0 && (field == "TrailingPE" || field == "ForwardPE" || field == "PriceToBook") {
		return true // a ratio to a loss is none
	}
	mixed := row["financialCurrency"] != nil && row["financialCurrency"] != row["currency"]
	switch field {
	case "Volume", "AverageVolume3M", "AverageVolume10D":
		switch row["quoteType"] {
		case "INDEX", "CURRENCY", "MUTUALFUND":
			return row[tickerFigures()[field]] == 0.0
		}
		return false
	case "PriceToBook", "DividendRate", "DividendYield":
		return mixed
	case "ForwardPE":
		// Of earnings so unlike those that were, nothing tells the currency.
		earned, _ := row["epsTrailingTwelveMonths"].(float64)
		next, _ := row["epsForward"].(float64)
		return mixed && (next/earned < 1.0/3 || next/earned > 3)
	case "Price", "PreviousClose", "Open", "DayHigh", "DayLow", "Bid", "Ask", "YearHigh", "YearLow", "Average50D", "Average200D":
		return row[tickerFigures()[field]] == 0.0
	}
	return false
}

// unprovenName is the JSON name of a figure that is left out where nothing proves
// its unit.
func unprovenName(field string) string {
	return map[string]string{"EPS": "eps_ttm", "ForwardEPS": "eps_forward", "BookValue": "book_value", "ForwardDividendRate": "forward_dividend_rate"}[field]
}

func compareTicker(t *testing.T, got *market.Ticker, row map[string]any) (compared int) {
	t.Helper()
	v := reflect.ValueOf(*got)
	for i := range v.NumField() {
		n, isNumber := v.Field(i).Interface().(market.Number)
		if !isNumber {
			continue
		}
		field := v.Type().Field(i).Name
		name, known := tickerFigures()[field]
		if !known {
			t.Errorf("%s: nothing to compare this figure with", field)
		}
		want, sent := row[name].(float64)
		value, present := n.Get()
		if field == "DividendYield" {
			value /= 100
		}
		if doubt := got.Doubt(unprovenName(field)); doubt != nil {
			if accounts := row["financialCurrency"]; present || doubt.Value != market.Num(want) || accounts == row["currency"] || accounts == nil {
				t.Errorf("%s = %v, unproven %+v, file has %v", field, n, doubt, row[name])
			}
			continue
		}
		switch {
		case present != (sent && !leftOut(field, row)):
			t.Errorf("%s present = %t, file has %s = %v", field, present, name, row[name])
		case present && math.Abs(value-want) > 1e-9*math.Abs(want):
			t.Errorf("%s = %v, file has %s = %v", field, value, name, want)
		case present:
			compared++
		}
	}
	for _, text := range []struct {
		got  string
		want any
	}{{got.Currency, row["currency"]}, {got.Exchange, row["exchange"]}, {got.ExchangeName, row["fullExchangeName"]}, {got.TimeZone, row["exchangeTimezoneName"]}} {
		if want, _ := text.want.(string); text.got != want {
			t.Errorf("text = %q, file has %q", text.got, want)
		}
	}
	compareTimes(t, got, row)
	return compared
}

func compareTimes(t *testing.T, got *market.Ticker, row map[string]any) {
	t.Helper()
	if want, _ := row["regularMarketTime"].(float64); got.AsOf.Unix() != int64(want) || got.AsOf.Location() != time.UTC {
		t.Errorf("AsOf = %s, file has %v", got.AsOf, want)
	}
	if want, ok := row["postMarketPrice"].(float64); ok != (got.PostMarket != nil) || ok && got.PostMarket.Price != market.Num(want) {
		t.Errorf("PostMarket = %+v, file has %v", got.PostMarket, row["postMarketPrice"])
	}
	if ts, ok := row["earningsTimestamp"].(float64); ok {
		if next, _ := row["earningsTimestampStart"].(float64); next > ts {
			ts = next
		}
		if got.EarningsAt.Unix() != int64(ts) {
			t.Errorf("EarningsAt = %s, file has %v", got.EarningsAt, ts)
		}
	} else if !got.EarningsAt.IsZero() {
		t.Errorf("EarningsAt = %s, file has none", got.EarningsAt)
	}
}

func chartRecording(t *testing.T, rec *recording) int {
	f := newFakeYahoo(t)
	f.on("/v8/finance/chart", func(w http.ResponseWriter, _ *http.Request) { rec.write(w) })
	raw := plainJSON(t, rec.body())
	result := dig(raw, "chart", "result", 0)
	at, _ := dig(result, "meta", "regularMarketTime").(float64)
	now := func() time.Time { return time.Unix(int64(at), 0) }
	m := newTestMarket(t, options{BaseURL: f.URL, Now: now})
	symbol, said := dig(result, "meta", "symbol").(string)
	if !said {
		symbol = filepath.Base(rec.parse(t).Path)
	}
	h, err := m.History(t.Context(), market.HistoryQuery{Symbol: sym(t, symbol), Range: "max"})
	times, _ := dig(result, "timestamp").([]any)
	if refused(t, rec, err) {
		return 1
	}
	if len(times) == 0 {
		if fault, _ := dig(raw, "chart", "error", "code").(string); fault == "Not Found" {
			wantKind(t, err, market.ErrUnknownSymbol)
			return 1
		}
		wantKind(t, err, market.ErrNoData)
		return 1
	}
	if err != nil {
		t.Fatalf("History(%s): %v", symbol, err)
	}
	return compareHistory(t, h, result, times)
}

func compareHistory(t *testing.T, h *market.History, result any, times []any) (compared int) {
	t.Helper()
	quote, i, partial := dig(result, "indicators", "quote", 0), 0, 0
	for n, ts := range times {
		if dig(quote, "close", n) == nil {
			continue
		}
		if i >= len(h.Bars) {
			t.Fatalf("%d bars, file has more", i)
		}
		b := h.Bars[i]
		i++
		lacks := false
		if b.Time != int64(ts.(float64)) {
			t.Fatalf("bar %d: time %d, file has %v", n, b.Time, ts)
		}
		for name, got := range map[string]float64{"open": b.Open, "high": b.High, "low": b.Low, "close": b.Close} {
			want, sent := dig(quote, name, n).(float64)
			if lacks = lacks || !sent || want == 0; float32(got) != float32(want) {
				t.Errorf("bar %d: %s = %v, file has %v", n, name, got, want)
			}
			compared++
		}
		if lacks {
			partial++
		}
		if want, ok := dig(result, "indicators", "adjclose", 0, "adjclose", n).(float64); ok && float32(b.AdjClose) != float32(want) {
			t.Errorf("bar %d: adjclose = %v, file has %v", n, b.AdjClose, want)
		}
		if want, sent := dig(quote, "volume", n).(float64); sent && b.Volume != want || !sent && b.Volume != -1 {
			t.Errorf("bar %d: volume = %v, file has %v", n, b.Volume, dig(quote, "volume", n))
		}
		compared++
	}
	if i != len(h.Bars) {
		t.Errorf("%d bars, file has %d", len(h.Bars), i)
	}
	if h.Currency != dig(result, "meta", "currency") || h.Exchange != dig(result, "meta", "exchangeName") || h.Location.String() != dig(result, "meta", "exchangeTimezoneName") {
		t.Errorf("history in %s of %s at %s, file's meta is %v", h.Currency, h.Exchange, h.Location, dig(result, "meta"))
	}
	if h.Partial != partial {
		t.Errorf("%s: %d partial bars, file has %d", h.Symbol, h.Partial, partial)
	}
	if len(h.Doubts) > 0 {
		t.Logf("%s: doubted: %+v", h.Symbol, h.Doubts)
	}
	return compared
}

func searchRecording(t *testing.T, rec *recording) int {
	f := newFakeYahoo(t)
	f.on("/v1/finance/search", func(w http.ResponseWriter, _ *http.Request) { rec.write(w) })
	m := newTestMarket(t, options{BaseURL: f.URL})
	got, err := m.Search(t.Context(), rec.parse(t).Query().Get("q"), market.MaxMatches)
	if refused(t, rec, err) {
		return 1
	}
	if err != nil {
		t.Fatalf("Search: %v", err)
	}
	i := 0
	quotes, _ := plainJSON(t, rec.body())["quotes"].([]any)
	for _, q := range quotes {
		symbol, _ := dig(q, "symbol").(string)
		if symbol == "" {
			continue
		}
		if i >= len(got) || got[i].Symbol.String() != symbol || got[i].Exchange != dig(q, "exchDisp") || got[i].Name == "" || got[i].Kind == market.KindOther {
			t.Fatalf("match %d of %+v, file has %v", i, got, q)
		}
		i++
	}
	if i != len(got) {
		t.Errorf("%d matches, file has %d", len(got), i)
	}
	return max(i, 1)
}

// faultRecording serves an answer that is none, whatever was asked.
func faultRecording(t *testing.T, rec *recording) int {
	f := newFakeYahoo(t)
	for _, path := range []string{"/v7/finance/quote", "/v8/finance/chart", "/v1/finance/search"} {
		f.on(path, func(w http.ResponseWriter, _ *http.Request) { rec.write(w) })
	}
	m := newTestMarket(t, options{BaseURL: f.URL})
	_, err := m.Quote(t.Context(), sym(t, "AAPL"))
	wantKind(t, err, market.ErrMalformed)
	_, err = m.History(t.Context(), market.HistoryQuery{Symbol: sym(t, "AAPL")})
	wantKind(t, err, market.ErrMalformed)
	_, err = m.Search(t.Context(), "apple", 5)
	wantKind(t, err, market.ErrMalformed)
	return 3
}

// consentRecording walks Europe's consent flow as it was recorded, each host's
// answers behind one socket, up to a quote with the crumb at its end.
func consentRecording(t *testing.T, recs map[string]*recording) {
	var walk []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := r.Method + " " + r.Header.Get("X-Test-Host") + r.URL.Path
		walk = append(walk, at)
		rec := map[string]string{
			"GET finance.yahoo.com/quote/AAPL":              "getCrumb-quote-AAPL",
			"GET guce.yahoo.com/consent":                    "getCrumb-quote-AAPL-consent.html",
			"GET consent.yahoo.com/v2/collectConsent":       "getCrumb-quote-AAPL-collectConsent.html",
			"POST consent.yahoo.com/v2/collectConsent":      "getCrumb-quote-AAPL-collectConsentSubmit",
			"GET guce.yahoo.com/copyConsent":                "getCrumb-quote-AAPL-copyConsent",
			"GET query1.finance.yahoo.com/v1/test/getcrumb": "getCrumb-getcrumb",
		}[at]
		switch {
		case at == "GET query1.finance.yahoo.com/v7/finance/quote":
			if crumb := r.URL.Query().Get("crumb"); crumb != strings.TrimSpace(string(recs["getCrumb-getcrumb"].body())) {
				t.Errorf("quote asked with crumb %q", crumb)
			}
			fmt.Fprint(w, quoteBody("AAPL"))
			return
		case rec == "" || recs[rec] == nil:
			http.NotFound(w, r) // the cookie host, which gives no cookie here
			return
		case r.Method == http.MethodPost:
			if err := r.ParseForm(); err != nil || r.PostForm.Get("csrfToken") != "TOKEN" || r.PostForm.Get("originalDoneUrl") != "https://finance.yahoo.com/quote/AAPL?guccounter=1" {
				t.Errorf("consent form = %v (error %v)", r.PostForm, err)
			}
		case rec == "getCrumb-getcrumb":
			if _, err := r.Cookie("A3"); err != nil {
				t.Error("crumb asked without the cookie that the consent gave")
			}
		}
		recs[rec].write(w)
	}))
	t.Cleanup(srv.Close)
	base, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	m := newTestMarket(t, options{RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
		out := r.Clone(r.Context())
		out.Header.Set("X-Test-Host", r.URL.Host)
		out.URL.Scheme, out.URL.Host, out.Host = base.Scheme, base.Host, r.URL.Host
		return wire.RoundTrip(out)
	})})
	q, err := m.Quote(t.Context(), sym(t, "AAPL"))
	if err != nil || q.Price != market.Num(244.6) {
		t.Fatalf("Quote after consent = %v, %v; walk: %s", q, err, strings.Join(walk, ", "))
	}
	if n := len(walk); n != 8 {
		t.Errorf("%d requests, want 8: %s", n, strings.Join(walk, ", "))
	}
	if errors.Is(err, market.ErrBlocked) {
		t.Error(err)
	}
}
