package yahoo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// visitor is what a Yahoo client must bring along.
type visitor struct{ cookie, crumb string }

func visitYahoo(t *testing.T, w *world, c *http.Client) visitor {
	t.Helper()
	got := wiretest.Fetch(t, c, "GET", w.YahooURL+"/", "")
	cookie, _, _ := strings.Cut(got.Header.Get("Set-Cookie"), ";")
	crumb := wiretest.Fetch(t, c, "GET", w.YahooURL+crumbPath, "", "Cookie", cookie)
	if got.Status != http.StatusNotFound || cookie == "" || crumb.Status != http.StatusOK {
		t.Fatalf("cookie %d %q, crumb %d %q", got.Status, cookie, crumb.Status, crumb.Body)
	}
	return visitor{cookie, crumb.Body}
}

func (v visitor) quotes(t *testing.T, w *world, c *http.Client, symbols string) wiretest.Fetched {
	t.Helper()
	q := url.Values{"symbols": {symbols}, "crumb": {v.crumb}}
	return wiretest.Fetch(t, c, "GET", w.YahooURL+quotePath+"?"+q.Encode(), "", "Cookie", v.cookie)
}

// quoteOf is one symbol's quote at a moment, without a socket.
func quoteOf(t *testing.T, symbol string, now time.Time) fields {
	t.Helper()
	y, err := New(wire.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return wiretest.Decoded(t, string(wire.JSON(200, quoteFields(y.catalog.Find(symbol), now)).Body))
}

// chartOf is a chart, without a socket.
func chartOf(t *testing.T, now time.Time, symbol, query string) chartAnswer {
	t.Helper()
	y, err := New(wire.Options{Now: func() time.Time { return now }})
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
