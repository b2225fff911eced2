//go:build recordings

package nasdaq

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

func holdHistorical(t *testing.T, r *recordingtest.Recording, symbol market.Symbol) (n int) {
	rows, _ := recordingtest.Dig(r.JSON(t), "data", "tradesTable", "rows").([]any)
	newest := time.Now()
	if len(rows) > 0 {
		newest = day(t, recordingtest.Dig(rows[0], "date")).AddDays(1).In(time.UTC).Add(12 * time.Hour)
	}
	if total, ok := plain(recordingtest.Dig(r.JSON(t), "data", "totalRecords")); ok && int(total) > len(rows) {
		// To a question for fewer rows than there are: we ask for all.
		if _, err := sourceAt(t, r, newest).History(t.Context(), market.HistoryQuery{Symbol: symbol, Range: "10y", Interval: market.Day}); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("a part of the rows is %v", err)
		}
		file, _ := r.JSON(t).(map[string]any)
		recordingtest.Dig(file, "data").(map[string]any)["totalRecords"] = len(rows)
		raw, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		r = &recordingtest.Recording{Name: r.Name, Body: raw, URL: r.URL, Status: r.Status, ContentType: r.ContentType}
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
			// No session was on a weekend.
			if weekday := d.Weekday(); d.AddDays(3655).Compare(market.DateOf(newest)) > 0 && weekday != time.Saturday && weekday != time.Sunday {
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
		n++
	}
	return n
}

func day(t *testing.T, v any) market.Date {
	t.Helper()
	at, err := time.Parse("1/2/2006", fmt.Sprint(v))
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
	amounts := map[market.Date][]market.Dividend{}
	for _, d := range a.Dividends {
		amounts[d.Date] = append(amounts[d.Date], d)
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
		currency, _ := recordingtest.Dig(row, "currency").(string)
		for _, paid := range amounts[d] {
			got, _ := paid.Amount.Get()
			found = found || got == v && paid.Currency == currency
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
	if spelling.KindOf(symbol.String()) == spelling.Index {
		r.NotRead("what the summary of an index has is in its quote")
		return 0
	}
	f, err := sourceAt(t, r, time.Now()).Fundamentals(t.Context(), symbol)
	all, _ := recordingtest.Dig(r.JSON(t), "data", "summaryData").(map[string]any)
	if len(all) == 0 {
		if !errors.Is(err, market.ErrNoData) {
			t.Errorf("a summary without figures is %v", err)
		}
		return 1
	}
	if err != nil {
		t.Fatal(err)
	}
	body := r.JSON(t)
	at := func(name string) any { return recordingtest.Dig(body, "data", "summaryData", name, "value") }
	k := f.Statistics
	read := []string{"MarketCap", "ForwardPE1Yr", "EarningsPerShare", "AnnualizedDividend", "Beta", "PERatio", "Yield"}
	for name := range all {
		if _, ok := plain(at(name)); ok && !slices.Contains(read, name) {
			t.Logf("not read: %s", name) // what the quote tells, and opinions
		}
	}
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
	for name, got := range map[string]market.Date{"ExDividendDate": k.ExDividendDate, "DividendPaymentDate": k.DividendDate} {
		said, _ := at(name).(string)
		if want, err := time.Parse("Jan 2, 2006", said); err == nil && got != market.DateOf(want) || err != nil && !got.IsZero() && strings.ContainsAny(said, "NA-") {
			t.Errorf("%s: %s, the file has %q", name, got, said)
		}
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
	priced := 0
	for ours, row := range bySymbol {
		if v, ok := plain(recordingtest.Dig(row, "lastsale")); ok && v != 0 && spelling.KindOf(ours) == spelling.US {
			priced++
		}
	}
	if len(all) == 0 || len(all) != priced {
		t.Errorf("%d shares of %d with a price", len(all), priced)
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
