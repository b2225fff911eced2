package tools

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

// A fault of the source goes to the log, whole; what the model got wrong does
// not. Neither holds a word of the model's.
func TestResultsCarryFaultsOfTheSource(t *testing.T) {
	cause := errors.New("dial tcp 127.0.0.1:1: connect: connection refused")
	for _, c := range []struct {
		err    error
		logged bool
	}{
		{&market.Error{Kind: market.ErrUnavailable, Symbol: "AAPL", Err: cause}, true},
		{&market.Error{Kind: market.ErrBlocked, Status: 429, Message: "Too Many Requests"}, true},
		{&market.Error{Kind: market.ErrMalformed, Message: "not JSON"}, true},
		{fmt.Errorf("words of the model: %w", &market.Error{Kind: market.ErrUnavailable, Err: cause}), true},
		{&market.Error{Kind: market.ErrUnknownSymbol}, false},
		{&market.Error{Kind: market.ErrNoData}, false},
	} {
		calls := map[string]string{
			"quote": `{"symbols":["AAPL"]}`, "quote ": `{"symbols":["AAPL","MSFT"]}`, "history": `{"symbol":"AAPL"}`, "symbols": `{"query":"words of the model"}`,
			"analysis": `{"symbols":["AAPL"]}`, "index": `{"symbol":"^DJI"}`, "dates": `{"text":"last quarter","symbol":"AAPL"}`,
		}
		for name, args := range depthCalls() {
			calls[name] = args
		}
		calls["news"] = `{"query":"words of the model"}`
		for name, args := range calls {
			r := call(t, &fakeMarket{err: c.err, fakeDepth: fakeDepth{depthErr: c.err}}, strings.TrimSpace(name), args)
			if name == "dates" && !r.Failed {
				continue // it asks for no prices
			}
			market, typed := errors.AsType[*market.Error](c.err)
			switch {
			case !r.Failed:
				t.Errorf("%s with %v did not fail", name, c.err)
			case (r.Err != nil) != c.logged:
				t.Errorf("%s with %v: Err %v, want one: %t", name, c.err, r.Err, c.logged)
			case c.logged && (!typed || !strings.Contains(r.Err.Error(), market.Error()) || strings.Contains(r.Err.Error(), "words of the model")):
				t.Errorf("%s: Err %q, want %q and none of the model's words", name, r.Err, market)
			}
		}
	}
}

func TestPartsThatFailAreCounted(t *testing.T) {
	down := &market.Error{Kind: market.ErrUnavailable, Message: "gone"}
	some := &fakeMarket{tickers: map[string]*market.Ticker{"AAPL": apple(t)}}
	r := call(t, some, "quote", `{"symbols":["AAPL","NONE"]}`)
	if r.Failed || r.Err != nil {
		t.Errorf("a symbol that is not known: %v, %v", r.Failed, r.Err)
	}
	totals := &market.OptionTotals{Symbol: symbol(t, "AAPL"), Of: 3,
		Expirations: []market.ExpiryTotal{{Expiry: day(t, "2025-11-28")}},
		Missing:     []market.MissingChain{{Expiry: day(t, "2025-12-05"), Err: down}, {Expiry: day(t, "2025-12-12"), Err: down}},
	}
	r = call(t, &fakeMarket{fakeDepth: fakeDepth{totals: totals}}, "options", `{"symbol":"AAPL","view":"totals"}`)
	if r.Failed || !errors.Is(r.Err, down) || !strings.HasPrefix(r.Err.Error(), "2 of 3: ") {
		t.Errorf("chains that are missing: %v, %v", r.Failed, r.Err)
	}
	for _, errs := range [][]error{nil, {nil}, {nil, &market.Error{Kind: market.ErrNoData}}} {
		if err := sourceFaults(errs...); err != nil {
			t.Errorf("%v are faults of the source: %v", errs, err)
		}
	}
	if err := sourceFaults(context.DeadlineExceeded); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a source that is too slow: %v", err)
	}
}

// An error that is for the log alone holds nothing of what was asked.
func TestErrorsHoldNoWords(t *testing.T) {
	broken := &fakeMarket{err: os.ErrInvalid, fakeDepth: fakeDepth{depthErr: os.ErrInvalid}}
	tools, err := Market(broken, studyOf(t, broken), seriesOf(t))
	if err != nil {
		t.Fatal(err)
	}
	ask := map[string]string{"news": `{"query":"my words"}`, "symbols": `{"query":"my words"}`}
	for _, tool := range tools {
		args, ok := ask[tool.Name()]
		if !ok {
			continue
		}
		var r agent.Result
		if r, err = tool.Call(t.Context(), args); !errors.Is(err, os.ErrInvalid) || strings.Contains(err.Error(), "my words") {
			t.Errorf("%s: %v, %v", tool.Name(), r, err)
		}
	}
}
