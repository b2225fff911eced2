package tools

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

//go:embed quote.md
var quoteText string

// fullQuotes is up to how many symbols each gets all its figures; more would
// not fit a result.
const fullQuotes = 5

type quoteArgs struct {
	Symbols []string `json:"symbols" min:"1" max:"10" jsonschema:"Yahoo symbols, such as AAPL, BRK-B, 7203.T, ^GSPC, EURUSD=X or BTC-USD"`
}

func (d desk) quoteTool() (agent.Tool, error) {
	return agent.NewTool("quote", quoteText, d.quote)
}

// quoted is what became of one symbol.
type quoted struct {
	text   string // as the model wrote it
	ticker *market.Ticker
	err    error
}

func (d desk) quote(ctx context.Context, args quoteArgs, _ agent.Report) (agent.Result, error) {
	quotes := d.quotes(ctx, args.Symbols)
	if err := context.Cause(ctx); err != nil {
		return agent.Result{}, err
	}
	var (
		s       sheet
		result  agent.Result
		summary []string
		faults  []string
		good    int
	)
	for _, q := range quotes {
		switch {
		case q.err == nil:
			good++
		case advice(q.err) == "":
			return agent.Result{}, fmt.Errorf("quote %s: %w", label(q.text), q.err)
		}
	}
	s.text(fmt.Sprintf("Quotes: %d of %d symbols", good, len(quotes)))
	for _, q := range quotes {
		if q.err != nil {
			faults = append(faults, fmt.Sprintf("failed: %s: %s", label(q.text), advice(q.err)))
			summary = append(summary, label(q.text)+" failed")
			continue
		}
		s.text("")
		writeTicker(&s, q.ticker, good <= fullQuotes)
		result.Sources = append(result.Sources, d.quoteSource(q.ticker))
		summary = append(summary, brief(q.ticker))
	}
	if good > fullQuotes {
		s.text("")
		s.text(fmt.Sprintf("Shortened: for all figures ask for at most %d symbols at once.", fullQuotes))
	}
	if len(faults) > 0 {
		s.text("")
		s.text(strings.Join(faults, "\n"))
	}
	result.Text, result.Summary, result.Failed = s.String(), strings.Join(summary, ", "), good == 0
	return result, nil
}

// quotes asks for all symbols at once, each symbol once, in the order given.
func (d desk) quotes(ctx context.Context, symbols []string) []quoted {
	var (
		quotes []quoted
		wg     sync.WaitGroup
		seen   = map[market.Symbol]bool{}
		parsed []market.Symbol
	)
	for _, text := range symbols {
		symbol, err := market.ParseSymbol(text)
		if err == nil && seen[symbol] {
			continue
		}
		seen[symbol] = true
		parsed = append(parsed, symbol)
		quotes = append(quotes, quoted{text: text, err: err})
	}
	for i := range quotes {
		if q := &quotes[i]; q.err == nil {
			wg.Go(func() {
				defer recovered(&q.err)
				q.ticker, q.err = d.data.Quote(ctx, parsed[i])
			})
		}
	}
	wg.Wait()
	return quotes
}

// recovered turns a panic into an error with its stack, so that one symbol
// cannot end the process.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// brief is a quote in a few words for the reader.
func brief(t *market.Ticker) string {
	s := t.Symbol.String()
	if v, ok := t.Price.Get(); ok {
		s += " " + fixed(v, decimals(v, t.Kind))
		if t.Currency != "" {
			s += " " + t.Currency
		}
	}
	if v, ok := t.ChangePercent.Get(); ok {
		s += " (" + percent(v) + ")"
	}
	return s
}

func (d desk) quoteSource(t *market.Ticker) agent.Source {
	return agent.Source{
		Kind:     agent.SourceMarket,
		Title:    titled(t.Name, t.Symbol) + " quote",
		URL:      "https://finance.yahoo.com/quote/" + url.PathEscape(t.Symbol.String()),
		Provider: d.provider,
		AsOf:     t.AsOf,
	}
}

// titled is "Apple Inc. (AAPL)", or the symbol alone when there is no name.
func titled(name string, symbol market.Symbol) string {
	if name = label(name); name == "" {
		return symbol.String()
	}
	return fmt.Sprintf("%s (%s)", name, symbol)
}
