package main

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/sim/wire"
	simulation "quotewire/internal/sim/yahoo"
)

// rows are the lines of a table that begin with a word, blanks as one.
func rows(table, first string) (found []string) {
	for line := range strings.Lines(table) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == first {
			found = append(found, strings.Join(words, " "))
		}
	}
	return found
}

// In the demo each question has an answer, each is said to be made up, and there is
// nothing else on the standard output.
func TestProbeOfTheDemo(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	var out, log bytes.Buffer
	if err := run(t.Context(), []string{"probe"}, []string{"QUOTEWIRE_LOG_LEVEL=debug"}, stdio{out: &out, err: &log}); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if !strings.HasPrefix(lines[0], "This is the demo: ") || !strings.HasPrefix(lines[3], "SOURCE") || len(lines) < 4+len(probeQuestions(walkNow)) {
		t.Fatalf("%s", &out)
	}
	for _, line := range lines[4:] { // that a source has no such thing is no fault
		ok := strings.Contains(line, " ok ") && strings.HasSuffix(line, ", simulated")
		if !ok && !(strings.Contains(line, " none ") && strings.Contains(line, "no data in that period")) {
			t.Errorf("%q", line)
		}
	}
	at := strings.Index(lines[3], "MS")
	for _, line := range lines[4:] {
		if line[at-1] != ' ' || line[at] < '0' || line[at] > '9' {
			t.Errorf("not below its title: %q", line)
		}
	}
}

// yahooAt is a source that asks a simulated Yahoo of its own, with something wrong.
func yahooAt(t *testing.T, faults ...wire.Fault) *yahoo.Source {
	t.Helper()
	server, err := simulation.New(wire.Options{Now: walkNow})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Close()
		listening.CloseClientConnections()
		listening.Close()
	})
	if err := server.Set(faults...); err != nil {
		t.Fatal(err)
	}
	source, err := yahoo.New(yahoo.Options{Client: client.Options{BaseURL: listening.URL}, Now: walkNow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return source
}

// few are three of the questions.
func few() (all []probeQuestion) {
	for _, q := range probeQuestions(walkNow) {
		if q.about == "AAPL" && q.kind != "a day of minutes" {
			all = append(all, q)
		}
	}
	return all
}

// A source that refuses and one that hangs keep none from being asked, and the table says
// of each what is wrong and what to do.
func TestProbeOfSourcesThatFail(t *testing.T) {
	p := prober{few(), 2 * time.Second, time.Minute}
	found := p.ask(t.Context(), []subject{
		{name: "hangs", source: yahooAt(t, wire.Fault{Kind: wire.Hang})},
		{name: "blocks", source: yahooAt(t, wire.Fault{Kind: wire.Status, Status: 429, Header: map[string]string{"Retry-After": "600"}, Body: "Too Many Requests"})},
		{name: "well", source: yahooAt(t)},
		{name: "odd", err: errors.New("odd: Options.Key must have no blanks")},
	})
	var out bytes.Buffer
	if err := p.tell(&out, found, false); err != nil {
		t.Errorf("one source answers all: %v", err)
	}
	for name, want := range map[string]string{
		"hangs": "unavailable: no answer within 2s", "blocks": "refuses our requests (status 429)", "well": " USD", "odd": "odd - - no 0 odd: Options.Key must have no blanks",
	} {
		lines := rows(out.String(), name)
		if n := map[bool]int{true: 1, false: 3}[name == "odd"]; len(lines) != n {
			t.Fatalf("%s: %d lines, want %d:\n%s", name, len(lines), n, &out)
		}
		if !strings.Contains(lines[0], want) || strings.Contains(strings.Join(lines, " "), " ok ") != (name == "well") {
			t.Errorf("%s: %q, want %q", name, lines, want)
		}
	}
	if lines := rows(out.String(), "blocks"); !strings.Contains(lines[0], `it says "Too Many Requests"`) {
		t.Errorf("not what it says: %q", lines)
	}
	table, advice, ok := strings.Cut(out.String(), "\nWhat to do:\n")
	if !ok || strings.Count(advice, "\n") != 2 || !strings.Contains(advice, "  hangs: ") || !strings.Contains(advice, "  blocks: ") ||
		!strings.Contains(advice, "HTTPS_PROXY") || strings.Contains(advice, "quotewire probe") || strings.Contains(table, "demo") {
		t.Errorf("advice:\n%s", &out)
	}
	for _, f := range found {
		if f.name == "well" && f.kind == "US share" && !strings.HasSuffix(f.found, " USD, 2025-11-19 19:30 UTC, without delay") {
			t.Errorf("well: %q", f.found)
		}
	}
}

// talker is a source that has quotes of some symbols, and an answer for all of them.
type talker struct {
	covers string
	ticker market.Ticker
	err    error
}

func (s talker) Name() string                     { return "talker" }
func (s talker) Covers(symbol market.Symbol) bool { return strings.Contains(s.covers, symbol.String()) }
func (s talker) Quotes(_ context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	return []*market.Ticker{&s.ticker}, []error{s.err}
}

// What no source answers is named, what none has too.
func TestProbeNamesWhatNobodyAnswers(t *testing.T) {
	p := prober{probeQuestions(walkNow), time.Minute, time.Minute}
	key := market.Error{Kind: market.ErrBlocked, Status: 401}
	found := p.ask(t.Context(), []subject{
		{name: "keyed", variable: "TIINGO_API_KEY", source: talker{covers: "AAPL SPY", err: &key}},
		{name: "dumb", source: talker{covers: "AAPL"}},
		{name: "timeless", source: talker{covers: "SPY", ticker: market.Ticker{Price: market.Num(7.5), Currency: "USD"}}},
		{name: "ignorant", source: talker{covers: "VOD.L", err: &market.Error{Kind: market.ErrUnknownSymbol}}},
	})
	var out bytes.Buffer
	err := p.tell(&out, found, false)
	if err == nil || !strings.HasPrefix(err.Error(), "no source answers for US share (AAPL), index (^GSPC), German share") || strings.Contains(err.Error(), "SPY") {
		t.Errorf("%v", err)
	}
	text := out.String()
	if lines := rows(text, "timeless"); len(lines) != 1 || !strings.HasSuffix(lines[0], " 7.5 USD, of no known time") {
		t.Errorf("timeless: %q", lines)
	}
	if lines := rows(text, "dumb"); len(lines) != 1 || !strings.Contains(lines[0], "without a price") {
		t.Errorf("dumb: %q", lines)
	}
	// Nobody has the others; London's share has one who does not know it.
	if lines := rows(text, "-"); len(lines) != len(probeQuestions(walkNow))-3 || !strings.Contains(lines[0], "index ^GSPC no - no source has it: see QUOTEWIRE_MARKET_SOURCES") {
		t.Errorf("%d questions that nobody has: %q", len(lines), lines)
	}
	_, advice, _ := strings.Cut(text, "What to do:\n")
	if !strings.HasPrefix(advice, "  keyed: see TIINGO_API_KEY: ") || strings.Count(advice, "\n") != 1 {
		t.Errorf("advice: %q", advice)
	}
}

// waiting is a source that hangs until nobody waits any more.
type waiting struct {
	talker
	asked chan struct{}
}

func (s waiting) Quotes(ctx context.Context, _ []market.Symbol) ([]*market.Ticker, []error) {
	s.asked <- struct{}{}
	<-ctx.Done()
	return []*market.Ticker{nil}, []error{ctx.Err()}
}

// The time for all questions and a signal end those under way, and no more are asked.
func TestProbeEnds(t *testing.T) {
	stopped := errors.New("told to stop")
	for name, want := range map[string]error{"the time is over": errProbeOver, "a signal": stopped} {
		ctx, stop := context.WithCancelCause(t.Context())
		source := waiting{talker{covers: "AAPL SPY"}, make(chan struct{}, len(probeQuestions(walkNow)))}
		p := prober{probeQuestions(walkNow), time.Hour, time.Hour}
		if want == errProbeOver {
			p.all = 10 * time.Millisecond
		} else {
			go func() {
				<-source.asked
				stop(stopped)
			}()
		}
		found := p.ask(ctx, []subject{{name: "waiting", source: source}})
		stop(nil)
		if len(found) != 2 || len(source.asked) > 1 {
			t.Errorf("%s: %d findings, asked for more than one", name, len(found))
		}
		for _, f := range found {
			if !errors.Is(f.err, want) {
				t.Errorf("%s: %s: %v, want %v", name, f.about, f.err, want)
			}
		}
	}
}

// What an operator is told of a source it has to tell: why it fails, and whether its
// breaker holds requests back.
func TestSourcesTellTheirHealth(t *testing.T) {
	tell := func(name string, source any) {
		teller, ok := source.(interface {
			market.Teller
			Close()
		})
		if !ok {
			t.Errorf("%s has not all of Problem, Held and Close", name)
			return
		}
		if _, err := teller.Problem(); err != nil || teller.Held() != nil {
			t.Errorf("%s: has a problem before it was asked: %v, %v", name, err, teller.Held())
		}
		teller.Close()
	}
	for _, k := range sourceKinds() {
		var source market.Source = yahooAt(t)
		if k.name != yahooName {
			var err error
			if source, err = k.open(httpsource.Options{Key: "k"}); err != nil {
				t.Fatal(err)
			}
		}
		tell(k.name, source)
	}
	for _, k := range seriesKinds() {
		source, err := k.open(httpsource.Options{Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		tell("series of "+k.name, source)
	}
}

// Sources of series are asked where they are switched on, and no others.
func TestProbeOfSeries(t *testing.T) {
	var out, log bytes.Buffer
	err := run(t.Context(), []string{"probe"}, []string{"QUOTEWIRE_MARKET_SOURCES=yahoo,nyfed"}, stdio{out: &out, err: &log})
	if err == nil || err.Error() != "no source answers for Treasury yield (us-10y), ECB rate (ecb-deposit-rate), consumer prices (us-cpi)" {
		t.Errorf("%v", err)
	}
	if lines := rows(out.String(), "nyfed"); len(lines) != 1 || !strings.Contains(lines[0], "overnight rate sofr ok") || len(rows(out.String(), "fred")) != 0 {
		t.Errorf("%s", &out)
	}
	if lines := rows(out.String(), "-"); len(lines) != 3 || !strings.Contains(lines[0], "no source has it: see QUOTEWIRE_MARKET_SOURCES") {
		t.Errorf("%q", lines)
	}
}
