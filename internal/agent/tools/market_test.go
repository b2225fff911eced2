package tools

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"quotewire/internal/agent"
	"quotewire/internal/calendar"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeMarket is market data that stands still.
type fakeMarket struct {
	tickers    map[string]*market.Ticker
	history    *market.History
	histories  map[string]market.Origin // by symbol; of the others that of history
	matches    []market.Match
	members    *market.Members
	membersErr error
	err        error
	mu         sync.Mutex          // of query: several symbols are asked for together
	query      market.HistoryQuery // the last one asked for
	asked      func(market.Symbol)
	together   []int // symbols of each request for quotes
	fakeDepth
	made []agent.Tool // on it, until the test ends that asked first
}

// tools are those that stand on the data, made once: a test may ask them hundreds of times.
func (s *fakeMarket) tools(t testing.TB) []agent.Tool {
	t.Helper()
	if s.made == nil {
		tools, err := Market(s, studyOf(t, s), seriesOf(t))
		if err != nil {
			t.Fatal(err)
		}
		s.made = tools
		t.Cleanup(func() { s.made = nil }) // the series are closed
	}
	return s.made
}

func (s *fakeMarket) Quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error) {
	if s.asked != nil {
		s.asked(symbol)
	}
	if s.err != nil {
		return nil, s.err
	}
	if symbol.String() == "HANG" {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	if t := s.tickers[symbol.String()]; t != nil {
		return told(t), nil
	}
	return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String()}
}

// told is a ticker with what each has.
func told(t *market.Ticker) *market.Ticker {
	full := *t
	zone, err := time.LoadLocation(t.TimeZone)
	if err != nil {
		panic(err)
	}
	full.Location = zone
	if t.Provider == "" {
		full.Provider, full.URL = "Yahoo Finance", "https://finance.yahoo.com/quote/"+url.PathEscape(t.Symbol.String())
	}
	return &full
}

// from is the origin of what is shown on a page of the site, seconds after 21:00 UTC.
func from(page string, second int) market.Origin {
	return market.Origin{Provider: "Yahoo Finance", URL: "https://finance.yahoo.com" + page, AsOf: time.Date(2025, 11, 21, 21, 0, second, 0, time.UTC)}
}

func (s *fakeMarket) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	s.together = append(s.together, len(symbols))
	tickers, errs := make([]*market.Ticker, len(symbols)), make([]error, len(symbols))
	for i, symbol := range symbols {
		tickers[i], errs[i] = s.Quote(ctx, symbol)
	}
	return tickers, errs
}

func (s *fakeMarket) History(_ context.Context, q market.HistoryQuery) (*market.History, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.query = q
	if s.history == nil || s.err != nil {
		return nil, s.err
	}
	h := *s.history
	h.Symbol = q.Symbol
	h.Provider, h.URL = "Yahoo Finance", "https://finance.yahoo.com/quote/"+url.PathEscape(q.Symbol.String())+"/history/"
	if o, ok := s.histories[q.Symbol.String()]; ok {
		h.Origin = o
	}
	if !q.From.IsZero() {
		outside := func(b market.Bar) bool {
			d := market.DateOf(time.Unix(b.Time, 0).In(h.Location))
			return d.Compare(q.From) < 0 || !q.To.IsZero() && d.Compare(q.To) > 0
		}
		if h.Bars = slices.DeleteFunc(slices.Clone(h.Bars), outside); len(h.Bars) == 0 {
			return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String()}
		}
	}
	return &h, nil
}

func (s *fakeMarket) Search(context.Context, string, int) ([]market.Match, error) {
	return s.matches, s.err
}

func (s *fakeMarket) Members(context.Context, market.Symbol) (*market.Members, error) {
	return s.members, errors.Join(s.membersErr, s.err)
}

// toolsNow is Friday 21 November 2025, after the close in New York.
func toolsNow() time.Time { return time.Date(2025, 11, 21, 22, 0, 0, 0, time.UTC) }

// theCalendars are read once: they do not change.
var theCalendars = sync.OnceValues(calendar.New)

// studyOf studies what stands on the fakeMarket.
func studyOf(t testing.TB, data *fakeMarket) *study.Study {
	t.Helper()
	calendars, err := theCalendars()
	if err != nil {
		t.Fatal(err)
	}
	s, err := study.New(study.Options{Market: data, Calendars: calendars, Now: toolsNow})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func symbol(t testing.TB, text string) market.Symbol {
	t.Helper()
	s, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// result is what a tool gave, with what the model reads of it.
type result struct {
	agent.Result
	Text string
}

func readResult(r agent.Result) result { return result{r, r.Told()} }

// Sources are the origins that the model is told of.
func (r result) Sources() (told []exhibit.Origin) {
	for _, e := range r.Exhibits {
		for _, i := range e.Page(r.Page, exhibit.Room{}).Origins {
			if o := e.Origins[i]; o.Kind != "" {
				told = append(told, o)
			}
		}
	}
	return told
}

// wantProviders holds that each datum of a result has an origin, and each origin a name.
func wantProviders(t testing.TB, r agent.Result) {
	t.Helper()
	for _, e := range r.Exhibits {
		for i, o := range e.Origins {
			if o.Provider == "" {
				t.Errorf("%s: origin %d, %q, has no provider", e.Title, i+1, o.Title)
			}
		}
		for _, d := range e.Data() {
			if d.Source < 1 || d.Source > len(e.Origins) {
				t.Errorf("%s: %s of %s, %s, is of origin %d of %d", e.Title, d.Field, d.Subject, d.Shown, d.Source, len(e.Origins))
			}
		}
		for _, table := range e.Tables() {
			if table.Provider == "" {
				t.Errorf("table %s has no provider", table.Title)
			}
		}
	}
}

// call runs a tool as the agent would.
func call(t testing.TB, data *fakeMarket, name, args string) result {
	t.Helper()
	for _, tool := range data.tools(t) {
		if tool.Name() == name {
			r, err := tool.Call(t.Context(), args)
			if err != nil {
				t.Fatal(err)
			}
			return readResult(r)
		}
	}
	t.Fatalf("there is no tool %s", name)
	return result{}
}

// pages is all that a tool tells by pages. A tool works out all of it for whichever page,
// so it is asked for the first, the last and the one behind, and the pages between are
// read of what it gave for the first.
func pages(t testing.TB, data *fakeMarket, name, args string) (all []string) {
	t.Helper()
	ask := func(page int) result {
		return call(t, data, name, fmt.Sprintf(`{"symbol":"AAPL",%s"page":%d}`, args, page))
	}
	first := ask(1)
	for none := false; !none; {
		first.Page = len(all) + 1
		text := first.Told()
		none = strings.Contains(text, "There is no page")
		all = append(all, text)
	}
	for _, page := range []int{len(all) - 1, len(all)} {
		if diff := cmp.Diff(all[page-1], ask(page).Text); diff != "" {
			t.Errorf("%s: page %d is another one when it is asked for (-first +asked):\n%s", name, page, diff)
		}
	}
	for i, text := range all {
		if len(text) > 8<<10 {
			t.Errorf("%s %s: page %d takes %d bytes", name, args, i+1, len(text))
		}
	}
	return all[:len(all)-1]
}

// golden compares a result, summary and sources included, with a file.
func golden(t *testing.T, name string, r result) {
	t.Helper()
	wantProviders(t, r.Result)
	var b strings.Builder
	b.WriteString("summary: " + r.Summary + "\n")
	for _, s := range r.Sources() {
		b.WriteString("source: " + string(s.Kind) + " | " + s.Title + " | " + s.URL + " | " + s.Provider + " | " + s.AsOf.UTC().Format(time.RFC3339) + "\n")
	}
	if r.Failed {
		b.WriteString("failed\n")
	}
	b.WriteString("\n" + r.Text + "\n")
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestMarketNamesItsTools(t *testing.T) {
	tools, err := Market(&fakeMarket{}, studyOf(t, &fakeMarket{}), seriesOf(t))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range tools {
		names = append(names, tool.Name())
	}
	want := []string{
		"quote", "history", "analysis", "company", "statements", "options", "index", "screen", "series", "news", "symbols", "dates", "calculate",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("tools (-want +got):\n%s", diff)
	}
	if _, err := Market(nil, studyOf(t, &fakeMarket{}), seriesOf(t)); err == nil {
		t.Error("no data is accepted")
	}
	if _, err := Market(&fakeMarket{}, nil, seriesOf(t)); err == nil {
		t.Error("no studies are accepted")
	}
}

// Arguments that do not fit are refused before any data is asked for.
func TestBadArguments(t *testing.T) {
	for _, c := range []struct{ tool, args, want string }{
		{"quote", `{}`, `"symbols" is missing: want a list of 1 to 30 values`},
		{"quote", `{"symbols":[` + strings.Repeat(`"A",`, 30) + `"B"]}`, `want a list of 1 to 30 values`},
		{"quote", `{"symbol":"AAPL"}`, `unknown argument "symbol"; argument "symbols" is missing`},
		{"history", `{"symbol":"AAPL","range":"2w"}`, `one of 1d, 5d, 1mo, 3mo, 6mo, 1y, 2y, 5y, 10y, ytd, max`},
		{"history", `{"symbol":"AAPL","interval":"2d"}`, `one of 1m, 5m, 15m, 30m, 1h, 1d, 1wk, 1mo`},
		{"history", `{"symbol":"AAPL","page":0}`, `"page" is 0: want a whole number of 1 to 1000`},
		{"history", `{"symbol":"AAPL","start":"1 May"}`, `start is not a date: "1 May": want YYYY-MM-DD`},
		{"history", `{"symbol":"AAPL","start":"2024-02-30"}`, `start is not a date`},
		{"history", `{"symbol":"AAPL","start":"2024-02-03","end":"2024-02-02"}`, `end 2024-02-02 is before start 2024-02-03`},
		{"history", `{"symbol":"AAPL","end":"2024-02-02"}`, `end is given without start`},
		{"history", `{"symbol":"AAPL","start":"2024-02-02","range":"1mo"}`, `give one of them`},
		{"history", `{"symbol":"../../etc"}`, `cannot be a symbol`},
		{"symbols", `{"query":""}`, `"query" is missing`},
		{"calculate", `{"expression":"` + strings.Repeat("1", 501) + `"}`, `a text of 1 to 500 characters`},
	} {
		data := &fakeMarket{asked: func(s market.Symbol) { t.Errorf("asked for %s", s) }}
		r := call(t, data, c.tool, c.args)
		if !r.Failed || !strings.Contains(r.Text, c.want) {
			t.Errorf("%s %s: failed %v, %q, want %q in it", c.tool, c.args, r.Failed, r.Text, c.want)
		}
		if !data.query.From.IsZero() || data.query.Range != "" {
			t.Errorf("%s %s: asked for history", c.tool, c.args)
		}
	}
}

// The model hears what to do, never what the operator's log says.
func TestAdvice(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&market.Error{Kind: market.ErrUnknownSymbol}, "symbols tool"},
		{&market.Error{Kind: market.ErrNoData}, "Try other dates"},
		{&market.Error{Kind: market.ErrBlocked, RetryAfter: 3 * time.Minute}, "one refuses our requests for another 3 minutes"},
		{&market.Error{Kind: market.ErrBlocked}, "one refuses our requests. Say"},
		{&market.Error{Kind: market.ErrUnavailable, Message: "SECRET"}, "no source that has it answers"},
		{&market.Error{Kind: market.ErrMalformed, Message: "SECRET"}, "unreadable"},
		{context.DeadlineExceeded, "no source that has it answers"},
	} {
		for tool, args := range map[string]string{"quote": `{"symbols":["AAPL"]}`, "history": `{"symbol":"AAPL"}`, "symbols": `{"query":"apple"}`, "analysis": `{"symbols":["AAPL"]}`, "index": `{"symbol":"^DJI"}`} {
			if tool == "index" && errors.Is(c.err, market.ErrNoData) {
				continue // no list of members, which TestIndex sees
			}
			r := call(t, &fakeMarket{err: c.err}, tool, args)
			if !r.Failed || !strings.Contains(r.Text, c.want) || strings.Contains(r.Text, "SECRET") {
				t.Errorf("%s with %v: failed %v, %q, want %q in it", tool, c.err, r.Failed, r.Text, c.want)
			}
		}
	}
}

// A fault that nobody promised goes to the log by way of the agent.
func TestInternalFaultsAreReturned(t *testing.T) {
	ts := toolset{&fakeMarket{err: os.ErrInvalid}, studyOf(t, &fakeMarket{err: os.ErrInvalid}), seriesOf(t)}
	_, quote := ts.quote(t.Context(), quoteArgs{Symbols: []string{"AAPL"}}, nil)
	_, history := ts.history(t.Context(), historyArgs{Symbol: "AAPL"}, nil)
	_, analysis := ts.analysis(t.Context(), analysisArgs{Symbols: []string{"AAPL"}}, nil)
	_, index := ts.index(t.Context(), indexArgs{Symbol: "^DJI"}, nil)
	_, symbols := ts.symbols(t.Context(), symbolsArgs{Query: "x"}, nil)
	for name, err := range map[string]error{"quote": quote, "history": history, "analysis": analysis, "index": index, "symbols": symbols} {
		if !errors.Is(err, os.ErrInvalid) {
			t.Errorf("%s: error is %v, want %v", name, err, os.ErrInvalid)
		}
	}
}

func TestSymbols(t *testing.T) {
	data := &fakeMarket{matches: []market.Match{
		{Symbol: symbol(t, "BMW.DE"), Name: "Bayerische Motoren\nWerke | AG", Kind: market.KindEquity, Exchange: "XETRA", Origin: from("", 0)},
		{Symbol: symbol(t, "BMWYY"), Name: "Bayerische Motoren Werke AG ADR", Kind: market.KindEquity, Exchange: "OTC Markets"},
	}}
	golden(t, "symbols.golden", call(t, data, "symbols", `{"query":"BMW"}`))
	golden(t, "symbols-none.golden", call(t, &fakeMarket{}, "symbols", `{"query":"no\nsuch \"thing\""}`))
}
