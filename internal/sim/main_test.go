package sim

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testWorld is a world that stands at a moment, and a client that follows no
// redirect and keeps no connection.
func testWorld(t *testing.T, now func() time.Time) (*World, *http.Client) {
	t.Helper()
	w, err := Start(Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, plainClient()
}

func plainClient() *http.Client {
	return &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// fetched is an answer as a client saw it: err is of the request or the body.
type fetched struct {
	status int
	header http.Header
	body   string
	err    error
}

func fetch(t *testing.T, c *http.Client, method, address, body string, header ...string) fetched {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		return fetched{err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	return fetched{resp.StatusCode, resp.Header, string(raw), err}
}

// visitor is what a Yahoo client must bring along.
type visitor struct{ cookie, crumb string }

func visitYahoo(t *testing.T, w *World, c *http.Client) visitor {
	t.Helper()
	got := fetch(t, c, "GET", w.YahooURL+"/", "")
	cookie, _, _ := strings.Cut(got.header.Get("Set-Cookie"), ";")
	crumb := fetch(t, c, "GET", w.YahooURL+crumbPath, "", "Cookie", cookie)
	if got.status != http.StatusNotFound || cookie == "" || crumb.status != http.StatusOK {
		t.Fatalf("cookie %d %q, crumb %d %q", got.status, cookie, crumb.status, crumb.body)
	}
	return visitor{cookie, crumb.body}
}

func (v visitor) quotes(t *testing.T, w *World, c *http.Client, symbols string) fetched {
	t.Helper()
	q := url.Values{"symbols": {symbols}, "crumb": {v.crumb}}
	return fetch(t, c, "GET", w.YahooURL+quotePath+"?"+q.Encode(), "", "Cookie", v.cookie)
}

// quoteOf is one symbol's quote at a moment, without a socket.
func quoteOf(t *testing.T, symbol string, now time.Time) fields {
	t.Helper()
	y, err := NewYahoo(Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, string(object(200, y.catalog.find(symbol).quote(now)).body))
}

func decoded(t *testing.T, body string) fields {
	t.Helper()
	var v fields
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v: %.200s", err, body)
	}
	return v
}

// chartOf is a chart, without a socket.
func chartOf(t *testing.T, now time.Time, symbol, query string) chartAnswer {
	t.Helper()
	y, err := NewYahoo(Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	y.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", chartPath+url.PathEscape(symbol)+"?"+query, nil))
	var a struct {
		Chart struct {
			Result []chartAnswer
			Error  *struct{ Code, Description string }
		}
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil || len(a.Chart.Result) != 1 {
		t.Fatalf("chart of %s: %d %v %.300s", symbol, rec.Code, err, rec.Body)
	}
	return a.Chart.Result[0]
}

type chartAnswer struct {
	Meta       fields
	Timestamp  []int64
	Events     map[string]map[string]fields
	Indicators struct {
		Quote []struct {
			Open, High, Low, Close []*float64
			Volume                 []*int64
		}
		Adjclose []struct{ Adjclose []*float64 }
	}
}

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
