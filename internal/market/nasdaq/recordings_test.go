//go:build recordings

package nasdaq

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

var (
	recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")
	quotePath     = regexp.MustCompile(`^/api/quote/(.+)/(\w+)$`)
)

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "nasdaq", func(t *testing.T, r *recordingtest.Recording) int {
		m := quotePath.FindStringSubmatch(r.URL.Path)
		var hold func(*testing.T, *recordingtest.Recording, market.Symbol) int
		about := ""
		if m != nil {
			about = m[2]
			hold = map[string]func(*testing.T, *recordingtest.Recording, market.Symbol) int{"info": holdInfo, "historical": holdHistorical, "dividends": holdDividends, "summary": holdSummary}[about]
		}
		switch {
		case hold != nil:
			symbol := symbolOf(t, m[1], r.URL.Query().Get("assetclass"))
			if !told(r) {
				return holdRefusal(t, r, about, symbol)
			}
			return hold(t, r, symbol)
		case strings.HasPrefix(r.URL.Path, "/api/screener/stocks"):
			if !told(r) && !bytes.HasPrefix(bytes.TrimSpace(r.Body), []byte("[")) {
				return holdRefusal(t, r, "screen", market.Symbol{})
			}
			return holdList(t, r)
		case r.URL.Path == "/api/calendar/earnings":
			if !told(r) {
				return holdRefusal(t, r, "earnings", market.Symbol{})
			}
			return holdCalendar(t, r)
		}
		t.Fatal("no decoder knows this file")
		return 0
	})
}

// told reports whether the file is an answer with data.
func told(r *recordingtest.Recording) bool {
	var e struct {
		Data   json.RawMessage `json:"data"`
		Status struct {
			Code int `json:"rCode"`
		} `json:"status"`
	}
	return r.Status == 200 && json.Unmarshal(r.Body, &e) == nil && e.Status.Code == 200 && len(e.Data) > 0 && string(e.Data) != "null"
}

// statusIn is the status that stands in the file.
func statusIn(r *recordingtest.Recording) string {
	var e struct {
		Status struct {
			Code json.Number `json:"rCode"`
		} `json:"status"`
	}
	if json.Unmarshal(r.Body, &e) != nil {
		return ""
	}
	return e.Status.Code.String()
}

func holdRefusal(t *testing.T, r *recordingtest.Recording, about string, symbol market.Symbol) int {
	s := sourceAt(t, r, time.Now())
	var err error
	switch about {
	case "info":
		_, errs := s.Quotes(t.Context(), []market.Symbol{symbol})
		err = errs[0]
	case "historical":
		_, err = s.History(t.Context(), market.HistoryQuery{Symbol: symbol, Range: "1y", Interval: market.Day})
	case "dividends":
		_, err = s.Actions(t.Context(), symbol, market.Date{}, market.DateOf(time.Now()))
	case "summary":
		_, err = s.Fundamentals(t.Context(), symbol)
	case "screen":
		_, err = s.Screen(t.Context(), "day_gainers", market.ScreenQuery{})
	case "earnings":
		_, err = s.Announcements(t.Context(), market.DateOf(time.Now()))
	}
	e, ok := errors.AsType[*market.Error](err)
	wanted := market.ErrUnknownSymbol
	if httpsource.IsHTML(r.Body) && r.Status < 500 && r.Status != 404 {
		wanted = market.ErrBlocked
	} else if r.Status >= 500 || strings.HasPrefix(statusIn(r), "5") {
		wanted = market.ErrUnavailable
	}
	if !ok || r.Status < 400 && e.Kind != wanted {
		t.Errorf("%v, want %v", err, wanted)
	}
	return 1
}

// symbolOf is ours for a symbol as an address has it.
func symbolOf(t *testing.T, theirs, class string) market.Symbol {
	t.Helper()
	if name, err := url.PathUnescape(theirs); err == nil {
		theirs = strings.ReplaceAll(name, "^", ".") // one of its addresses of BRK.B
	}
	ours, ok := spelling.From(spelling.Nasdaq, theirs)
	if class == index || !ok {
		ours = "^" + theirs
	}
	if _, err := market.ParseSymbol(ours); err != nil {
		ours = "^UNKNOWN" // ABR^D: its figures are read alike
	}
	return sym(t, ours)
}

func sourceAt(t *testing.T, r *recordingtest.Recording, now time.Time) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// plain reads a number as the file has it, in another way than the decoder.
func plain(v any) (float64, bool) {
	text := fmt.Sprint(v)
	if v == nil {
		return 0, false
	}
	negative := strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")")
	f, err := strconv.ParseFloat(strings.NewReplacer("$", "", ",", "", "%", "", "(", "", ")", "").Replace(text), 64)
	if negative {
		f = -f
	}
	return f, err == nil
}

// hold compares a figure with the file's, of which 0 is none.
func hold(t *testing.T, what string, got market.Number, v any) int {
	t.Helper()
	want, ok := plain(v)
	have, is := got.Get()
	switch {
	case !ok || want == 0:
		if is && have != 0 {
			t.Errorf("%s: %v, the file has %v", what, have, v)
		}
	case !is || math.Abs(have-want) > 1e-9*math.Abs(want):
		t.Errorf("%s: %s, the file has %v", what, got.Plain(), v)
	default:
		return 1
	}
	return 0
}

// timeIn is the time in a text of the file, of New York; false where it has only a day.
func timeIn(t *testing.T, v any) (time.Time, bool) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := v.(string)
	day := regexp.MustCompile(`[A-Z][a-z]{2} \d{1,2}, \d{4}`).FindString(text)
	hour := regexp.MustCompile(`\d{1,2}:\d{2} [AP]M`).FindString(text)
	at, err := time.ParseInLocation("Jan 2, 2006 3:04 PM", day+" "+hour, newYork)
	if err != nil {
		at, _ = time.ParseInLocation("Jan 2, 2006", day, newYork)
		return at.Add(20 * time.Hour), false
	}
	return at, true
}

func holdInfo(t *testing.T, r *recordingtest.Recording, symbol market.Symbol) (n int) {
	body := r.JSON(t)
	primary, secondary := recordingtest.Dig(body, "data", "primaryData"), recordingtest.Dig(body, "data", "secondaryData")
	at, exact := timeIn(t, recordingtest.Dig(primary, "lastTradeTimestamp"))
	s := sourceAt(t, r, at.Add(time.Minute))
	var k *market.Ticker
	var err error
	if s.Covers(symbol) {
		tickers, errs := s.Quotes(t.Context(), []market.Symbol{symbol})
		k, err = tickers[0], errs[0]
	} else { // an index that we do not ask for
		k, err = s.ticker(symbol, index, dataIn[info](r.Body))
	}
	if price, ok := plain(recordingtest.Dig(primary, "lastSalePrice")); !ok || price == 0 {
		if price, ok := plain(recordingtest.Dig(secondary, "lastSalePrice")); ok && price != 0 {
			if err != nil {
				t.Fatal(err)
			}
			return hold(t, "price", k.Price, recordingtest.Dig(secondary, "lastSalePrice"))
		}
		if !errors.Is(err, market.ErrNoData) {
			t.Errorf("an answer without a price is %v", err)
		}
		return 1
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Unread(t, "lastSalePrice", "netChange", "bidPrice", "askPrice", "volume", "value")
	regular := primary
	outside := k.PreMarket
	if outside == nil {
		outside = k.PostMarket
	}
	if price, ok := plain(recordingtest.Dig(secondary, "lastSalePrice")); ok && price != 0 {
		regular = secondary
		if outside == nil {
			t.Fatal("no price outside the session")
		}
		n += hold(t, "outside", outside.Price, recordingtest.Dig(primary, "lastSalePrice"))
		if exact && !outside.AsOf.Equal(at) {
			t.Errorf("outside at %s, the file has %s", outside.AsOf, at)
		}
		price, _ := k.Price.Get()
		if v, ok := plain(recordingtest.Dig(primary, "netChange")); ok {
			change, _ := outside.Change.Get()
			last, _ := outside.Price.Get()
			if math.Abs(math.Abs(change)-math.Abs(v)) > 0.011 || math.Abs(change-(last-price)) > 1e-5 {
				t.Errorf("outside changed by %v, the file has %v", change, v)
			}
			n++
		}
	} else if outside != nil {
		t.Errorf("outside %+v, the file has none", outside)
	}
	recordingtest.Only(t, k, "Price PreviousClose Change ChangePercent Open DayHigh DayLow Volume Bid Ask DelayMinutes MarketCap YearHigh YearLow")
	n += hold(t, "price", k.Price, recordingtest.Dig(regular, "lastSalePrice"))
	if end, exact := timeIn(t, recordingtest.Dig(regular, "lastTradeTimestamp")); exact && !k.AsOf.Equal(end) {
		t.Errorf("as of %s, the file has %s", k.AsOf, end)
	}
	change, moved := plain(recordingtest.Dig(regular, "netChange"))
	if recordingtest.Dig(regular, "deltaIndicator") == "down" {
		change = -math.Abs(change)
	}
	price, _ := k.Price.Get()
	if before, ok := k.PreviousClose.Get(); moved && (!ok || math.Abs(price-before-change) > 0.011) {
		t.Errorf("close before %v, the file has %v less %v", before, price, change)
	} else if moved {
		n++
	}
	stat := func(name string) any { return recordingtest.Dig(body, "data", "keyStats", name, "value") }
	n += hold(t, "open", k.Open, stat("OpenPrice")) + hold(t, "cap", k.MarketCap, stat("MarketCap"))
	if k.PreMarket == nil {
		sent := stat("Volume")
		if v, ok := plain(recordingtest.Dig(regular, "volume")); ok && v != 0 && outside == nil {
			sent = recordingtest.Dig(regular, "volume")
		}
		n += hold(t, "volume", k.Volume, sent)
	} else if !k.Volume.IsZero() {
		t.Errorf("volume %s before the session", k.Volume.Plain())
	}
	if outside == nil {
		n += hold(t, "bid", k.Bid, recordingtest.Dig(primary, "bidPrice")) + hold(t, "ask", k.Ask, recordingtest.Dig(primary, "askPrice"))
	}
	for name, pair := range map[string][2]market.Number{"dayrange": {k.DayLow, k.DayHigh}, "fiftyTwoWeekHighLow": {k.YearLow, k.YearHigh}} {
		text, _ := stat(name).(string)
		if low, high, ok := strings.Cut(strings.Replace(text, "/", " - ", 1), " - "); ok && !strings.Contains(text, "N/A") {
			if l, _ := plain(low); l > 0 {
				if h, _ := plain(high); l > h {
					low, high = high, low
				}
			}
			n += hold(t, name, pair[0], low) + hold(t, name, pair[1], high)
		} else if text == "" && (!pair[0].IsZero() || !pair[1].IsZero()) {
			t.Errorf("%s: %v, the file has none", name, pair)
		}
	}
	return n
}
