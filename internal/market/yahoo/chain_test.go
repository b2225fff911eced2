package yahoo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/market"
)

// chainOf is an answer with chains that expire on the given days of March 2025,
// and the contracts of the asked one.
func chainOf(asked int, days []int, calls, puts string) string {
	unix := func(day int) string {
		return strconv.FormatInt(time.Date(2025, time.March, day, 0, 0, 0, 0, time.UTC).Unix(), 10)
	}
	var all []string
	for _, d := range days {
		all = append(all, unix(d))
	}
	return fmt.Sprintf(`{"optionChain":{"result":[{"underlyingSymbol":"AAPL","expirationDates":[%s],"quote":{"symbol":"AAPL","quoteType":"EQUITY","regularMarketPrice":240},`+
		`"options":[{"expirationDate":%s,"calls":[%s],"puts":[%s]}]}],"error":null}}`, strings.Join(all, ","), unix(asked), calls, puts)
}

func march(day int) market.Date { return market.Date{Year: 2025, Month: time.March, Day: day} }

func TestChain(t *testing.T) {
	f := newFakeYahoo(t)
	var dates []string
	f.on("/v7/finance/options/AAPL", func(w http.ResponseWriter, r *http.Request) {
		dates = append(dates, r.URL.Query().Get("date"))
		fmt.Fprint(w, chainOf(7, []int{14, 7, 7}, `{"contractSymbol":"C2","strike":250,"bid":0,"ask":0,"impliedVolatility":0.5000050000000001,"openInterest":0},`+
			`{"contractSymbol":"C1","strike":240,"bid":0,"ask":0.05,"impliedVolatility":0.25,"volume":null},{"contractSymbol":"none"},{"contractSymbol":"C3","strike":260,"bid":1,"ask":2,"impliedVolatility":0.000010000000000000003}`, ``))
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	for _, day := range []market.Date{{}, march(7)} {
		c, err := m.Options(t.Context(), sym(t, "AAPL"), day)
		if err != nil {
			t.Fatal(err)
		}
		if c.Expiry != march(7) || !slices.Equal(c.Expirations, []market.Date{march(7), march(14)}) || c.Underlying.Price != market.Num(240) || len(c.Calls) != 3 {
			t.Fatalf("chain = %+v", c)
		}
		want := []market.Contract{
			{Symbol: "C1", Strike: market.Num(240), Bid: market.Num(0), Ask: market.Num(0.05), ImpliedVolatility: market.Num(0.25)},
			{Symbol: "C2", Strike: market.Num(250), OpenInterest: market.Num(0)},
			{Symbol: "C3", Strike: market.Num(260), Bid: market.Num(1), Ask: market.Num(2)},
		}
		if !slices.Equal(c.Calls, want) {
			t.Errorf("calls = %+v, want %+v", c.Calls, want)
		}
	}
	if !slices.Equal(dates, []string{"", "1741305600"}) {
		t.Errorf("asked for dates %q", dates)
	}
}

func TestDayWithoutOptions(t *testing.T) {
	f := newFakeYahoo(t)
	// Asked for a day on which none expire, Yahoo answers with the nearest or with none.
	f.says("/v7/finance/options/AAPL", 200, chainOf(7, []int{7, 14}, `{"contractSymbol":"C","strike":240}`, ``))
	m := newTestMarket(t, options{BaseURL: f.URL})
	_, err := m.Options(t.Context(), sym(t, "AAPL"), march(8))
	wantKind(t, err, market.ErrNoData)
	f.says("/v7/finance/options/AAPL", 200, chainOf(8, nil, ``, ``))
	_, err = m.Options(t.Context(), sym(t, "AAPL"), market.Date{})
	if e := wantKind(t, err, market.ErrNoData); !strings.Contains(e.Message, "no options are listed") {
		t.Errorf("error = %v", err)
	}
	f.says("/v7/finance/options/MSFT", 200, chainBody)
	_, err = m.Options(t.Context(), sym(t, "MSFT"), market.Date{})
	wantKind(t, err, market.ErrMalformed)
}

// totalsYahoo answers chains of March 2025, as many contracts as the day.
func totalsYahoo(t *testing.T, days []int, fault func(day int, w http.ResponseWriter) bool) *fakeYahoo {
	f := newFakeYahoo(t)
	f.on("/v7/finance/options/AAPL", func(w http.ResponseWriter, r *http.Request) {
		day := days[0]
		if at := r.URL.Query().Get("date"); at != "" {
			unix, err := strconv.ParseInt(at, 10, 64)
			if err != nil {
				t.Error(err)
			}
			day = time.Unix(unix, 0).UTC().Day()
		}
		if fault != nil && fault(day, w) {
			return
		}
		fmt.Fprint(w, chainOf(day, days, fmt.Sprintf(`{"contractSymbol":"C","strike":240,"volume":%d,"openInterest":%d},{"contractSymbol":"D","strike":250}`, day, 10*day), fmt.Sprintf(`{"contractSymbol":"P","strike":240,"volume":%d}`, 2*day)))
	})
	return f
}

func TestOptionTotals(t *testing.T) {
	days := []int{7, 14, 21, 28}
	f := totalsYahoo(t, days, nil)
	m := newTestMarket(t, options{BaseURL: f.URL})
	got, err := m.OptionTotals(t.Context(), sym(t, "AAPL"))
	if err != nil {
		t.Fatal(err)
	}
	want := market.OptionSums{CallVolume: market.Num(70), PutVolume: market.Num(140), CallOpenInterest: market.Num(700), VolumeRatio: market.Num(2), Calls: 8, Puts: 4}
	if got.OptionSums != want || got.Of != 4 || got.Partial() || len(got.Expirations) != 4 || got.Underlying == nil || got.Stale || got.AsOf.IsZero() {
		t.Errorf("totals = %+v, want %+v", got, want)
	}
	for i, e := range got.Expirations {
		d := float64(days[i])
		if e.Expiry != march(days[i]) || e.CallVolume != market.Num(d) || e.PutVolume != market.Num(2*d) || e.VolumeRatio != market.Num(2) || !e.OpenInterestRatio.IsZero() {
			t.Errorf("expiration %d = %+v", i, e)
		}
	}
	if n := f.count("/v7/finance/options/AAPL"); n != 4 {
		t.Errorf("%d requests for 4 expirations", n)
	}
}

func TestPartialOptionTotals(t *testing.T) {
	f := totalsYahoo(t, []int{7, 14, 21, 28}, func(day int, w http.ResponseWriter) bool {
		if day == 21 {
			fmt.Fprint(w, `{"optionChain":"odd"}`)
		}
		return day == 21
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	got, err := m.OptionTotals(t.Context(), sym(t, "AAPL"))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Partial() || got.Of != 4 || len(got.Expirations) != 3 || len(got.Missing) != 1 || got.Missing[0].Expiry != march(21) || got.CallVolume != market.Num(49) {
		t.Fatalf("totals = %+v", got)
	}
	wantKind(t, got.Missing[0].Err, market.ErrMalformed)
}

// A refusal in the middle must not be answered by asking on.
func TestOptionTotalsStopAtARefusal(t *testing.T) {
	var days []int
	for d := range 28 {
		days = append(days, d+1)
	}
	f := totalsYahoo(t, days, func(day int, w http.ResponseWriter) bool {
		if day > 1 {
			w.WriteHeader(http.StatusTooManyRequests)
		}
		return day > 1
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	got, err := m.OptionTotals(t.Context(), sym(t, "AAPL"))
	if err != nil || got.Of != 28 || len(got.Expirations) != 1 || len(got.Missing) != 27 {
		t.Fatalf("totals = %+v, %v", got, err)
	}
	wantKind(t, got.Missing[26].Err, market.ErrBlocked)
	if n := f.count("/v7/finance/options/AAPL"); n > 5 {
		t.Errorf("%d requests, most of them after a refusal", n)
	}
}

func TestOptionTotalsEndWithTheirCaller(t *testing.T) {
	g := newGate()
	var asked atomic.Int32
	f := totalsYahoo(t, []int{7, 14, 21, 28}, nil)
	f.mu.Lock()
	good := f.routes["/v7/finance/options/AAPL"]
	f.mu.Unlock()
	f.on("/v7/finance/options/AAPL", func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			good(w, r)
			return
		}
		g.handler(nil)(w, r)
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	cause := errors.New("client left")
	ctx, leave := context.WithCancelCause(t.Context())
	errs := make(chan error, 1)
	go func() {
		_, err := m.OptionTotals(ctx, sym(t, "AAPL"))
		errs <- err
	}()
	await(t, g.arrived, 10*time.Second, "the second chain")
	leave(cause)
	if err := <-errs; !errors.Is(err, cause) {
		t.Errorf("OptionTotals = %v, want the cause %v", err, cause)
	}
	if _, err := m.OptionTotals(t.Context(), market.Symbol{}); !errors.Is(err, market.ErrSymbol) {
		t.Errorf("OptionTotals of nothing = %v", err)
	}
}

// A Market that closes meanwhile makes no partial totals.
func TestOptionTotalsEndWithTheirMarket(t *testing.T) {
	g := newGate()
	f := totalsYahoo(t, []int{7, 14, 21, 28}, nil)
	f.mu.Lock()
	good := f.routes["/v7/finance/options/AAPL"]
	f.mu.Unlock()
	f.on("/v7/finance/options/AAPL", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("date") == "" {
			good(w, r)
			return
		}
		g.handler(nil)(w, r)
	})
	m := newTestMarket(t, options{BaseURL: f.URL})
	errs := make(chan error, 1)
	go func() {
		_, err := m.OptionTotals(t.Context(), sym(t, "AAPL"))
		errs <- err
	}()
	await(t, g.arrived, 10*time.Second, "the second chain")
	m.Close()
	if err := <-errs; !errors.Is(err, market.ErrClosed) {
		t.Errorf("OptionTotals during Close = %v, want %v", err, market.ErrClosed)
	}
}

// Chains of tens of thousands of contracts must not fill the memory.
func TestBytesCapTheChains(t *testing.T) {
	body := chainOf(7, []int{7}, strings.Repeat(`{"strike":240},`, 19_999)+`{"strike":240}`, ``)
	reg := prometheus.NewRegistry()
	m := newTestMarket(t, options{Registerer: reg, RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
		if resp := credentials(r); resp != nil {
			return resp, nil
		}
		return answer(r, http.StatusOK, strings.Replace(body, `"underlyingSymbol":"AAPL",`, ``, 1)), nil
	})})
	for i := range 24 {
		if c, err := m.Options(t.Context(), symbolOf(fmt.Sprintf("T%d", i)), market.Date{}); err != nil || len(c.Calls) != 20_000 {
			t.Fatal(err)
		}
	}
	n, b := measured(t, reg, "quotewire_cache_entries", "options"), measured(t, reg, "quotewire_cache_bytes", "options")
	if n < 2 || n >= 24 || b > 64<<20 {
		t.Errorf("%v chains and %v bytes held, want some and at most 64 MiB", n, b)
	}
}
