//go:build recordings

package nasdaq

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
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
	quotePath     = regexp.MustCompile(`^/api/quote/([^/]+)/(\w+)$`)
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
			return holdList(t, r)
		case r.URL.Path == "/api/calendar/earnings":
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
	}
	e, ok := errors.AsType[*market.Error](err)
	wanted := market.ErrUnknownSymbol
	if httpsource.IsHTML(r.Body) && r.Status < 500 && r.Status != 404 {
		wanted = market.ErrBlocked
	} else if r.Status >= 500 {
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
	ours, ok := spelling.From(spelling.Nasdaq, theirs)
	if class == index || !ok {
		ours = "^" + theirs
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
	if err != nil {
		t.Fatal(err)
	}
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
		if low, high, ok := strings.Cut(text, " - "); ok {
			n += hold(t, name, pair[0], low) + hold(t, name, pair[1], high)
		} else if text == "" && (!pair[0].IsZero() || !pair[1].IsZero()) {
			t.Errorf("%s: %v, the file has none", name, pair)
		}
	}
	return n
}

func holdHistorical(t *testing.T, r *recordingtest.Recording, symbol market.Symbol) (n int) {
	rows, _ := recordingtest.Dig(r.JSON(t), "data", "tradesTable", "rows").([]any)
	newest := time.Now()
	if len(rows) > 0 {
		newest = day(t, recordingtest.Dig(rows[0], "date")).AddDays(1).In(time.UTC).Add(12 * time.Hour)
	}
	s, q := sourceAt(t, r, newest), market.HistoryQuery{Symbol: symbol, Range: "10y", Interval: market.Day}
	var h *market.History
	var err error
	if s.Covers(symbol) {
		h, err = s.History(t.Context(), q)
	} else { // an index that we do not ask for
		h, err = s.read(q, index, dataIn[historical](r.Body), s.venues.Of(symbol.String()), newest)
	}
	if len(rows) == 0 {
		if !errors.Is(err, market.ErrNoData) {
			t.Errorf("%v", err)
		}
		return 1
	}
	if err != nil {
		t.Fatal(err)
	}
	bars := map[market.Date]market.Bar{}
	for _, b := range h.Bars {
		bars[h.DayOf(b)] = b
	}
	for _, row := range rows {
		d := day(t, recordingtest.Dig(row, "date"))
		b, ok := bars[d]
		if v, traded := plain(recordingtest.Dig(row, "close")); !traded || v == 0 {
			if ok {
				t.Errorf("%s: a bar without a close", d)
			}
			continue
		}
		if !ok {
			if d.AddDays(3655).Compare(market.DateOf(newest)) > 0 {
				t.Errorf("%s: no bar", d)
			}
			continue
		}
		for field, got := range map[string]float64{"open": b.Open, "high": b.High, "low": b.Low, "close": b.Close} {
			n += hold(t, d.String()+" "+field, market.Num(got), recordingtest.Dig(row, field))
		}
		if v, ok := plain(recordingtest.Dig(row, "volume")); ok && v != b.Volume || !ok && b.Volume != -1 {
			t.Errorf("%s: volume %v, the file has %v", d, b.Volume, recordingtest.Dig(row, "volume"))
		}
	}
	return n
}

func day(t *testing.T, v any) market.Date {
	t.Helper()
	at, err := time.Parse("01/02/2006", fmt.Sprint(v))
	if err != nil {
		t.Fatal(err)
	}
	return market.DateOf(at)
}

func holdDividends(t *testing.T, r *recordingtest.Recording, symbol market.Symbol) (n int) {
	a, err := sourceAt(t, r, time.Now()).Actions(t.Context(), symbol, market.Date{}, market.Date{Year: 2100, Month: 1, Day: 1})
	if err != nil {
		t.Fatal(err)
	}
	amounts := map[market.Date][]market.Number{}
	for _, d := range a.Dividends {
		amounts[d.Date] = append(amounts[d.Date], d.Amount)
	}
	rows, _ := recordingtest.Dig(r.JSON(t), "data", "dividends", "rows").([]any)
	kept := 0
	for i := range rows {
		row := rows[len(rows)-1-i] // oldest first, as ours
		v, ok := plain(recordingtest.Dig(row, "amount"))
		if kind, _ := recordingtest.Dig(row, "type").(string); !ok || v == 0 || !strings.EqualFold(kind, "cash") || recordingtest.Dig(row, "exOrEffDate") == "N/A" {
			continue
		}
		kept++
		d := day(t, recordingtest.Dig(row, "exOrEffDate"))
		if len(amounts[d]) == 0 {
			t.Errorf("%s: no dividend", d)
			continue
		}
		found := false
		for _, amount := range amounts[d] {
			got, _ := amount.Get()
			found = found || got == v
		}
		if !found {
			t.Errorf("%s: %v, the file has %v", d, amounts[d], v)
		}
		n++
	}
	if kept != len(a.Dividends) || !a.SplitsUnknown {
		t.Errorf("%d dividends, the file has %d", len(a.Dividends), kept)
	}
	return max(n, 1)
}

func holdSummary(t *testing.T, r *recordingtest.Recording, symbol market.Symbol) (n int) {
	f, err := sourceAt(t, r, time.Now()).Fundamentals(t.Context(), symbol)
	if err != nil {
		t.Fatal(err)
	}
	body := r.JSON(t)
	at := func(name string) any { return recordingtest.Dig(body, "data", "summaryData", name, "value") }
	k := f.Statistics
	for name, got := range map[string]market.Number{"MarketCap": k.MarketCap, "ForwardPE1Yr": k.ForwardPE, "EarningsPerShare": k.EPS, "AnnualizedDividend": k.DividendRate, "Beta": k.Beta} {
		n += hold(t, name, got, at(name))
	}
	if v, _ := plain(at("EarningsPerShare")); v >= 0 {
		n += hold(t, "PERatio", k.TrailingPE, at("PERatio"))
	}
	if v, ok := k.DividendYield.Get(); ok {
		n += hold(t, "Yield", market.Num(v*100), at("Yield"))
	} else if v, ok := plain(at("Yield")); ok && v != 0 {
		t.Errorf("no yield, the file has %v", v)
	}
	if f.Profile != nil && at("Sector") != nil && f.Profile.Sector != "" && f.Profile.Sector != at("Sector") {
		t.Errorf("sector %q, the file has %v", f.Profile.Sector, at("Sector"))
	}
	return n
}

// holdList puts an envelope around a copy of the rows alone.
func holdList(t *testing.T, r *recordingtest.Recording) (n int) {
	var rows []any
	body := r.JSON(t)
	switch v := body.(type) {
	case []any:
		rows = v
		r = &recordingtest.Recording{Body: []byte(data(`{"rows":` + string(r.Body) + `}`)), URL: r.URL, Status: r.Status, ContentType: r.ContentType}
	default:
		if rows, _ = recordingtest.Dig(body, "data", "rows").([]any); rows == nil {
			rows, _ = recordingtest.Dig(body, "data", "table", "rows").([]any)
		}
	}
	s := sourceAt(t, r, time.Now())
	v := dataIn[list](r.Body)
	if v == nil {
		t.Fatal("no list")
	}
	bySymbol := map[string]any{}
	for _, row := range rows {
		if ours, ok := spelling.From(spelling.Nasdaq, fmt.Sprint(recordingtest.Dig(row, "symbol"))); ok {
			bySymbol[ours] = row
		}
	}
	all := s.listing(v)
	for _, k := range all {
		row := bySymbol[k.Symbol.String()]
		if row == nil {
			t.Errorf("%s is not in the file", k.Symbol)
			continue
		}
		n += hold(t, k.Symbol.String()+" lastsale", k.Price, recordingtest.Dig(row, "lastsale")) + hold(t, k.Symbol.String()+" marketCap", k.MarketCap, recordingtest.Dig(row, "marketCap")) + hold(t, k.Symbol.String()+" volume", k.Volume, recordingtest.Dig(row, "volume"))
		if v, ok := plain(recordingtest.Dig(row, "netchange")); ok {
			if got, _ := k.Change.Get(); math.Abs(got-v) > 1e-6 {
				t.Errorf("%s: change %v, the file has %v", k.Symbol, got, v)
			}
		}
		if v, ok := plain(recordingtest.Dig(row, "pctchange")); ok {
			if got, has := k.ChangePercent.Get(); has && math.Abs(got-v) > 0.51 {
				t.Errorf("%s: changed by %v %%, the file has %v", k.Symbol, got, v)
			}
		}
	}
	if len(all) == 0 || len(all) < len(bySymbol)/2 {
		t.Errorf("%d shares of %d", len(all), len(rows))
	}
	for _, name := range []string{"day_gainers", "day_losers", "most_actives"} {
		if _, err := s.Screen(t.Context(), name, market.ScreenQuery{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	return n
}

func holdCalendar(t *testing.T, r *recordingtest.Recording) (n int) {
	d, err := market.ParseDate(r.URL.Query().Get("date"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := sourceAt(t, r, time.Now()).Announcements(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := recordingtest.Dig(r.JSON(t), "data", "rows").([]any)
	bySymbol := map[string]any{}
	for _, row := range rows {
		if ours, ok := spelling.From(spelling.Nasdaq, fmt.Sprint(recordingtest.Dig(row, "symbol"))); ok {
			bySymbol[ours] = row
		}
	}
	if len(all) != len(bySymbol) {
		t.Errorf("%d announcements, the file has %d", len(all), len(bySymbol))
	}
	for _, a := range all {
		row := bySymbol[a.Symbol.String()]
		for field, got := range map[string]market.Number{"marketCap": a.MarketCap, "epsForecast": a.Forecast, "noOfEsts": a.Analysts, "lastYearEPS": a.LastEPS} {
			n += hold(t, a.Symbol.String()+" "+field, got, recordingtest.Dig(row, field))
		}
		when := map[any]When{"time-pre-market": BeforeOpening, "time-after-hours": AfterClose}[recordingtest.Dig(row, "time")]
		if a.When != when {
			t.Errorf("%s: %q", a.Symbol, a.When)
		}
	}
	return max(n, 1)
}
