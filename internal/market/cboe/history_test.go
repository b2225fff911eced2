package cboe

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// daysOf is a file of days: each is a date and a close.
func daysOf(days ...string) string {
	var rows []string
	for _, d := range days {
		day, price, _ := strings.Cut(d, " ")
		rows = append(rows, fmt.Sprintf(`{"date":%q,"open":%s,"high":%[2]s,"low":%[2]s,"close":%[2]s,"volume":1000}`, day, price))
	}
	return `{"timestamp":"2024-06-26 00:00:00","symbol":"KO","data":[` + strings.Join(rows, ",") + `]}`
}

// told is each bar as its day and what it has.
func told(h *market.History) (rows []string) {
	for _, b := range h.Bars {
		rows = append(rows, fmt.Sprintf("%s %v %v %v %v %v", h.DayOf(b), b.Open, b.High, b.Low, b.Close, b.Volume))
	}
	return rows
}

// The file ends a session or two ago: the quote is joined to it.
func TestLastSessionIsJoined(t *testing.T) {
	ofQuote := "2024-06-26 69.1 70.9 68.8 70.6 1.2003e+06"
	of := func(day string, price int) string { return fmt.Sprintf("%s %d %[2]d %[2]d %[2]d 1000", day, price) }
	rolled := quoteOf(night, `"prev_day_close": 69.0`, `"prev_day_close": 70.6`)
	live := quoteOf(inSession, `"price_change": 1.6`, `"price_change": 1.4`, `15:59:59`, `11:44:59`)
	for name, c := range map[string]struct {
		now, days, quote string
		query            market.HistoryQuery
		want             []string
		open             bool
		asked            int
	}{
		"a session ago":              {"2024-06-26 23:50:00", daysOf("2024-06-24 67", "2024-06-25 69"), rolled, market.HistoryQuery{Range: "5d"}, []string{of("2024-06-24", 67), of("2024-06-25", 69), ofQuote}, false, 2},
		"two, of which one has only": {"2024-06-26 23:50:00", daysOf("2024-06-24 67"), rolled, market.HistoryQuery{Range: "5d"}, []string{of("2024-06-24", 67), "2024-06-25 0 0 0 69 -1", ofQuote}, false, 2},
		"three":                      {"2024-06-26 23:50:00", daysOf("2024-06-21 67"), rolled, market.HistoryQuery{Range: "5d"}, []string{of("2024-06-21", 67), ofQuote}, false, 2},
		"in the session":             {"2024-06-26 12:00:00", daysOf("2024-06-25 69"), live, market.HistoryQuery{Range: "1d"}, []string{"2024-06-26 69.1 70.9 68.8 70.4 1.2003e+06"}, true, 2},
		"yesterday's file":           {"2024-06-27 12:00:00", daysOf("2024-06-25 69"), live, market.HistoryQuery{Range: "1d"}, []string{"2024-06-26 69.1 70.9 68.8 70.4 1.2003e+06"}, true, 2},
		"the file has it":            {"2024-06-26 23:50:00", daysOf("2024-06-25 69", "2024-06-26 70"), rolled, market.HistoryQuery{Range: "1d"}, []string{of("2024-06-26", 70)}, false, 1},
		"before the next one":        {"2024-06-26 09:35:00", daysOf("2024-06-25 69"), rolled, market.HistoryQuery{Range: "1d"}, []string{of("2024-06-25", 69)}, false, 1},
		"a period before":            {"2024-06-26 23:50:00", daysOf("2024-06-24 67", "2024-06-25 69"), rolled, market.HistoryQuery{From: date(t, "2024-06-24"), To: date(t, "2024-06-25")}, []string{of("2024-06-24", 67), of("2024-06-25", 69)}, false, 1},
		"a weekend":                  {"2024-06-30 12:00:00", daysOf("2024-06-27 67", "2024-06-28 69"), rolled, market.HistoryQuery{Range: "1d"}, []string{of("2024-06-28", 69)}, false, 1},
		"no quote":                   {"2024-06-26 23:50:00", daysOf("2024-06-25 69"), "", market.HistoryQuery{Range: "1d"}, []string{of("2024-06-25", 69)}, false, 2},
		"a quote without a time":     {"2024-06-26 23:50:00", daysOf("2024-06-25 69"), quoteOf(night, `"2024-06-26T15:59:59"`, "null"), market.HistoryQuery{Range: "1d"}, []string{of("2024-06-25", 69)}, false, 2},
	} {
		asked := 0
		s := serveFrom(t, c.now, func(w http.ResponseWriter, r *http.Request) {
			asked++
			body := map[string]string{daysPath + "KO.json": c.days, quotesPath + "KO.json": c.quote}[r.URL.Path]
			if body == "" {
				w.WriteHeader(http.StatusForbidden)
			}
			fmt.Fprint(w, body)
		})
		c.query.Symbol, c.query.Interval = symbol(t, "KO"), market.Day
		h, err := s.History(t.Context(), c.query)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, told(h)); diff != "" || h.Open != c.open || asked != c.asked {
			t.Errorf("%s: open %v, asked %d times (-want +got):\n%s", name, h.Open, asked, diff)
		}
		if h.Adjusted != market.AdjustedForSplits || h.Currency != "USD" || h.Kind != market.KindEquity || h.Partial != market.Lacking(h.Bars) {
			t.Errorf("%s: %+v", name, h)
		}
		if open := time.Unix(h.Bars[0].Time, 0).In(h.Location).Format("15:04"); open != "09:30" || h.Bars[0].AdjClose != h.Bars[0].Close {
			t.Errorf("%s: a session that begins at %s", name, open)
		}
	}
}

// Where the last session is wanted and not to be had the file alone is no answer.
func TestWithoutTheLastSession(t *testing.T) {
	s := serveFrom(t, "2024-06-26 23:50:00", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != daysPath+"KO.json" {
			w.WriteHeader(http.StatusTooManyRequests)
		}
		fmt.Fprint(w, daysOf("2024-06-25 69"))
	})
	if h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "KO"), Range: "1d", Interval: market.Day}); !errors.Is(err, market.ErrBlocked) {
		t.Errorf("%+v, %v", h, err)
	}
}

// A week is open until its last session is over, whatever of it is wanted.
func TestOpenWeeks(t *testing.T) {
	for now, want := range map[string]bool{
		"2024-06-26 12:00:00": true, "2024-06-26 23:50:00": true, "2024-06-28 16:10:00": true, "2024-06-28 16:20:00": false, "2024-06-30 12:00:00": false,
	} {
		s := serve(t, now, files{daysPath + "KO.json": daysOf("2024-06-18 66", "2024-06-24 67", "2024-06-25 69"), quotesPath + "KO.json": quoteOf(night, `"prev_day_close": 69.0`, `"prev_day_close": 70.6`)})
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "KO"), Range: "1mo", Interval: market.Week})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"2024-06-17 66 66 66 66 1000", "2024-06-24 67 70.9 67 70.6 1.2023e+06"}, told(h)); diff != "" || h.Open != want {
			t.Errorf("at %s: open %v (-want +got):\n%s", now, h.Open, diff)
		}
	}
}

// Figures come as numbers or as text, days out of order or twice; what has no close is
// counted.
func TestDaysOfManyKinds(t *testing.T) {
	body := `{"symbol":"_SPX","data":[{"date":"2024-06-21","open":"5466.77","high":"5478.3101","low":"0","close":"5464.6201","volume":"0"},
		{"date":"2024-06-20","open":5499.99,"high":5505.53,"low":5455.56,"close":5473.1699999},{"date":"2024-06-20","open":5500,"high":5505.53,"low":5455.56,"close":5473.17,"volume":7,"vwap":3},
		{"date":"2024-06-18","close":null},{"date":"06/17/2024","close":5},{"date":"2024-06-14","close":0.0},{}]}`
	s := serve(t, "2024-06-23 12:00:00", files{daysPath + "_SPX.json": body})
	h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "^GSPC"), Range: "1mo", Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2024-06-20 5500 5505.53 5455.56 5473.17 7", "2024-06-21 5466.77 5478.3101 0 5464.6201 -1"}
	if diff := cmp.Diff(want, told(h)); diff != "" || h.Gaps != 4 || h.Partial != 1 || h.Kind != market.KindIndex || h.Adjusted != market.AdjustedForNothing {
		t.Errorf("%+v (-want +got):\n%s", h, diff)
	}
}

// Columns are found by their names.
func TestIndexFiles(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"all":               {"DATE,OPEN,HIGH,LOW,CLOSE\n06/20/2024,13.1,13.9,12.8,13.28\n06/21/2024,13.5,13.6,13.0,13.2\n", []string{"2024-06-20 13.1 13.9 12.8 13.28 -1", "2024-06-21 13.5 13.6 13 13.2 -1"}},
		"a new column":      {"\ufeffDATE,SETTLE,OPEN,HIGH,LOW,CLOSE,NOTE\r\n06/20/2024,99,13.1,13.9,12.8,13.28,x\r\n", []string{"2024-06-20 13.1 13.9 12.8 13.28 -1"}},
		"another order":     {"CLOSE,DATE\n13.28,06/20/2024\n", []string{"2024-06-20 0 0 0 13.28 -1"}},
		"a close alone":     {"DATE,VIX\n06/20/2024,13.280000\n06/21/2024,\nsoon,4\n", []string{"2024-06-20 0 0 0 13.28 -1"}},
		"days of one digit": {"DATE,CLOSE\n6/3/2024,13.1\n06/04/2024,13.5\n", []string{"2024-06-03 0 0 0 13.1 -1", "2024-06-04 0 0 0 13.5 -1"}},
		"short rows":        {"DATE,OPEN,HIGH,LOW,CLOSE\n06/20/2024,13.1\n06/21/2024,1,2,1,1.5\n", []string{"2024-06-21 1 2 1 1.5 -1"}},
		"a holiday":         {"DATE,CLOSE\n06/19/2024,12.5\n", []string{"2024-06-19 0 0 0 12.5 -1"}},
		"no close":          {"DATE,OPEN\n06/20/2024,13.1\n", nil},
		"no date":           {"WHEN,CLOSE\n06/20/2024,13.1\n", nil},
		"another's column":  {"DATE,VXN\n06/20/2024,13.1\n", nil},
		"JSON":              {`{"a":"b"}`, nil},
	} {
		s := serve(t, "2024-06-22 12:00:00", files{indexPath + "VIX_History.csv": c.body})
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "^VIX"), Range: "1mo", Interval: market.Day})
		if c.want == nil {
			if !errors.Is(err, market.ErrMalformed) {
				t.Errorf("%s: %+v, %v", name, h, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, told(h)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPredecessorsAreDoubted(t *testing.T) {
	for name, c := range map[string]struct {
		days   string
		doubts int
	}{
		"a cheap predecessor":        {daysOf("2024-06-03 1.1", "2024-06-04 1.2", "2024-06-20 31", "2024-06-21 32"), 1},
		"a successor that is cheap":  {daysOf("2024-06-03 40", "2024-06-20 1.5", "2024-06-21 1.6"), 1},
		"a day of a dear share":      {daysOf("2024-06-03 10", "2024-06-20 19", "2024-06-21 20"), 0},
		"a cheap share as it is":     {daysOf("2024-06-03 1.1", "2024-06-20 1.5", "2024-06-21 1.9"), 0},
		"before the period asked of": {daysOf("2023-06-03 1.1", "2024-06-20 31", "2024-06-21 32"), 0},
	} {
		s := serve(t, "2024-06-22 12:00:00", files{daysPath + "KO.json": c.days})
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "KO"), Range: "3mo", Interval: market.Day})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n := 0
		for _, d := range h.Doubts {
			if strings.Contains(d.Text, "another company") {
				n++
			}
		}
		if n != c.doubts {
			t.Errorf("%s: %+v", name, h.Doubts)
		}
	}
}

func TestHistoryThatIsNone(t *testing.T) {
	quote := quoteOf(night)
	for name, c := range map[string]struct {
		f     files
		query market.HistoryQuery
		want  error
	}{
		"another period": {files{daysPath + "KO.json": daysOf("2024-06-25 69")}, market.HistoryQuery{From: date(t, "2003-01-01"), To: date(t, "2003-02-01"), Interval: market.Day}, market.ErrNoData},
		"another symbol": {files{daysPath + "KO.json": strings.Replace(daysOf("2024-06-25 69"), "KO", "PEP", 1)}, market.HistoryQuery{Range: "1mo", Interval: market.Day}, market.ErrUnknownSymbol},
		"not there":      {files{quotesPath + "KO.json": quote}, market.HistoryQuery{Range: "1mo", Interval: market.Day}, market.ErrUnknownSymbol},
		"empty":          {files{daysPath + "KO.json": daysOf(), quotesPath + "KO.json": quote}, market.HistoryQuery{Range: "1mo", Interval: market.Day}, market.ErrNoData},
		"cut":            {files{daysPath + "KO.json": daysOf("2024-06-25 69")[:80]}, market.HistoryQuery{Range: "1mo", Interval: market.Day}, market.ErrMalformed},
	} {
		s := serve(t, "2024-06-26 23:50:00", c.f)
		c.query.Symbol = symbol(t, "KO")
		h, err := s.History(t.Context(), c.query)
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != "KO" {
			t.Errorf("%s: %+v, %v, want %v", name, h, err, c.want)
		}
	}
}
