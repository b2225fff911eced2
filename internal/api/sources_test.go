package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// fewQuotes are tickers of several sources, nil for one that failed.
type fewQuotes struct {
	*fakeMarket
	tickers []*market.Ticker
}

func (f fewQuotes) Quotes(context.Context, []market.Symbol) (tickers []*market.Ticker, errs []error) {
	for _, t := range f.tickers {
		var err error
		if t == nil {
			err = &market.Error{Kind: market.ErrBlocked}
		}
		tickers, errs = append(tickers, t), append(errs, err)
	}
	return tickers, errs
}

// A route tells who gives the same, and who gives another figure, with both times.
func TestRoutesTellConfirmationAndDispute(t *testing.T) {
	_, router := loadDescription(t)
	at := time.Date(2025, 11, 21, 20, 58, 0, 0, time.UTC)
	data := exampleMarket()
	data.ticker.Origin = market.Origin{
		Provider: "Yahoo Finance", AsOf: at, ConfirmedBy: []string{"Nasdaq"}, Disputed: []market.Dispute{
			{Field: "price", Value: market.Num(100), AsOf: at, Other: market.Num(103.02), Provider: "CNBC", URL: "https://www.cnbc.com/quotes/A", OtherAt: at.Add(-15 * time.Minute), Delayed: true},
			{Field: "price", Value: market.Num(100), Other: market.Num(99), Currency: "USDT", Provider: "Binance"},
		},
	}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = data })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/quotes/A", "", nil)
	got := body(t, resp)
	const want = `"origin":{"provider":"Yahoo Finance","as_of":"2025-11-21T20:58:00Z","age_seconds":0,"delay_minutes":15,"confirmed_by":["Nasdaq"],"disputed":[` +
		`{"field":"price","value":100,"as_of":"2025-11-21T20:58:00Z","other":103.02,"provider":"CNBC","url":"https://www.cnbc.com/quotes/A","other_as_of":"2025-11-21T20:43:00Z","delayed":true},` +
		`{"field":"price","value":100,"other":99,"currency":"USDT","provider":"Binance"}]}`
	if !strings.Contains(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
	fits(t, router, resp, got)
}

// In a world of which a part is made up each answer says what it is itself.
func TestMixedWorldsAreMarkedByTheirOrigins(t *testing.T) {
	genuine, made := *exampleMarket().ticker, *exampleMarket().ticker
	genuine.Provider, genuine.Symbol = "Cboe", parsed(t, "A")
	made.Provider, made.Symbol, made.Simulated = "Simulated Yahoo Finance", parsed(t, "B"), true
	for _, c := range []struct {
		name              string
		tickers           []*market.Ticker
		configured, marks bool
		each              []bool
	}{
		{"real", []*market.Ticker{&genuine, &genuine}, true, false, []bool{false, false}},
		{"made up", []*market.Ticker{&made, &made}, false, true, []bool{true, true}},
		{"one of two", []*market.Ticker{&genuine, &made}, true, true, []bool{false, true}},
		{"a failed one, of a world that is", []*market.Ticker{&genuine, nil}, true, true, []bool{false, true}},
		{"a failed one, of a world that is not", []*market.Ticker{&made, nil}, false, true, []bool{true, false}},
		{"all failed", []*market.Ticker{nil, nil}, false, false, []bool{false, false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, says("x"), func(o *Options) {
				o.Market, o.SimulatedMarket = fewQuotes{exampleMarket(), c.tickers}, c.configured
			})
			resp := w.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols=A,B", "", nil)
			wantMark(t, c.name, resp, c.marks)
			var got struct {
				Simulated bool
				Origin    []struct{ Simulated bool }
			}
			if err := json.Unmarshal([]byte(body(t, resp)), &got); err != nil {
				t.Fatal(err)
			}
			var each []bool
			for _, o := range got.Origin {
				each = append(each, o.Simulated)
			}
			if diff := cmp.Diff(c.each, each); diff != "" || got.Simulated != c.marks {
				t.Errorf("simulated %v, origins (-want +got):\n%s", got.Simulated, diff)
			}
		})
	}
	w := newWorld(t, says("x"), func(o *Options) { o.Market, o.SimulatedMarket = exampleMarket(), true })
	wantMark(t, "a fault", w.do(t, t.Context(), http.MethodGet, "/api/quotes/A?nosuch=1", "", nil), true)
	wantMark(t, "a table that is real", w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil), false)
}

// What bars are adjusted for is told; without dividends there are no adjusted closes. A
// table of bars that have them, or nothing to adjust for, is what it was.
func TestHistoriesTellTheirAdjustment(t *testing.T) {
	_, router := loadDescription(t)
	for _, c := range []struct {
		adjusted        market.Adjustment
		origin, closing string
		row             string
	}{
		{"", `"age_seconds":0}`, `"close":1.5,"adj_close":1.5,`, "2024-11-04,1,2,0.5,1.5,1.5,10,USD,Example Data"},
		{market.AdjustedForAll, `"adjusted":"splits and dividends"}`, `"close":1.5,"adj_close":1.5,`, "2024-11-04,1,2,0.5,1.5,1.5,10,USD,Example Data"},
		{market.AdjustedForNothing, `"adjusted":"nothing"}`, `"close":1.5,"adj_close":1.5,`, "2024-11-04,1,2,0.5,1.5,1.5,10,USD,Example Data"},
		{market.AdjustedForSplits, `"adjusted":"splits"}`, `"close":1.5,"volume"`, "2024-11-04,1,2,0.5,1.5,,10,USD,Example Data,splits"},
	} {
		data := exampleMarket()
		data.history.Adjusted = c.adjusted
		w := newWorld(t, says("x"), func(o *Options) { o.Market, o.SimulatedMarket = data, false })
		resp := w.do(t, t.Context(), http.MethodGet, "/api/history/A", "", nil)
		got := body(t, resp)
		if !strings.Contains(got, c.origin) || !strings.Contains(got, c.closing) {
			t.Errorf("%q: %s", c.adjusted, got)
		}
		fits(t, router, resp, got)
		rows := strings.Split(body(t, w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil)), "\n")
		if rows[1] != c.row || strings.Count(rows[0], ",") != strings.Count(c.row, ",") {
			t.Errorf("%q: CSV %q", c.adjusted, rows)
		}
	}
}

// What an analysis rests on beside its bars is among its origins.
func TestAnalysisTellsWhatItRestsOnBesideItsBars(t *testing.T) {
	report := exampleReport(t)
	report.Beside = []study.Beside{{Of: "EURUSD=X", Origin: market.Origin{Provider: "European Central Bank", AsOf: time.Date(2025, 11, 21, 15, 0, 0, 0, time.UTC)}}}
	w := newWorld(t, says("x"), func(o *Options) { o.Studies = &fakeStudies{report: report} })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/analysis?symbols=A", "", nil))
	if want := `,{"of":"EURUSD=X","provider":"European Central Bank","as_of":"2025-11-21T15:00:00Z","age_seconds":0}]`; !strings.Contains(got, want) {
		t.Errorf("no %s in\n%.800s", want, got)
	}
}

// A source says how old it is where nobody renews it, and who gives the same.
func TestSourceEventsTellAgeAndConfirmation(t *testing.T) {
	for _, c := range []struct {
		of   exhibit.Origin
		want string
	}{
		{exhibit.Origin{}, `{"n":1,"kind":"market","title":"t","provider":"p"}`},
		{exhibit.Origin{Age: time.Hour}, `{"n":1,"kind":"market","title":"t","provider":"p"}`},
		{exhibit.Origin{Stale: true, Age: 90 * time.Second}, `{"n":1,"kind":"market","title":"t","provider":"p","age_seconds":90}`},
		{exhibit.Origin{Stale: true, Age: time.Millisecond}, `{"n":1,"kind":"market","title":"t","provider":"p","age_seconds":1}`},
		{exhibit.Origin{ConfirmedBy: []string{"Nasdaq", "Cboe"}}, `{"n":1,"kind":"market","title":"t","provider":"p","confirmed_by":["Nasdaq","Cboe"]}`},
	} {
		c.of.Kind, c.of.Title, c.of.Provider = exhibit.Market, "t", "p"
		w := newWorld(t, script(func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
			_ = yield(answer.SourceFound{Source: answer.Source{N: 1, Origin: c.of}}, nil) && yield(answer.Finished{Reason: "stop"}, nil)
		}))
		events, err := w.events(t, hi)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, e := range events {
			if e.name == eventSource {
				told = append(told, e.data)
			}
		}
		if diff := cmp.Diff([]string{c.want}, told); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.of, diff)
		}
		if reply := body(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil)); !strings.Contains(reply, `"sources":[`+c.want+`]`) {
			t.Errorf("in one piece: %s", reply)
		}
	}
}
