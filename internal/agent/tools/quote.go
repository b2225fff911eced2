package tools

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

//go:embed quote.md
var quoteText string

// Up to fullQuotes symbols each get all their figures, up to mainQuotes the main
// ones, and more a line each: else they would not fit a result.
const (
	fullQuotes = 5
	mainQuotes = 10
)

type quoteArgs struct {
	Symbols []string `json:"symbols" min:"1" max:"30" jsonschema:"Yahoo symbols, such as AAPL, BRK-B, 7203.T, ^GSPC, EURUSD=X or BTC-USD"`
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
		s      sheet
		result agent.Result
		good   []*market.Ticker
		brief  []string
		notes  []string // which symbol was meant
		faults []error
	)
	asked := len(quotes)
	for _, q := range quotes {
		faults = append(faults, q.err)
		switch {
		case q.err == nil:
			if note := reading(q.text, q.ticker.Symbol); note != "" {
				notes = append(notes, note)
			}
			if slices.ContainsFunc(good, func(t *market.Ticker) bool { return t.Symbol == q.ticker.Symbol && t.Symbol != (market.Symbol{}) }) {
				asked-- // one symbol in two spellings
				continue
			}
			good = append(good, q.ticker)
			brief = append(brief, inBrief(q.ticker))
			result.Sources = append(result.Sources, quoteSource(q.ticker))
		case advice(q.err) == "":
			return agent.Result{}, fmt.Errorf("get quote: %w", q.err)
		default:
			brief = append(brief, label(q.text)+" failed")
		}
	}
	s.text(fmt.Sprintf("Quotes: %d of %d symbols", len(good), asked))
	for _, note := range notes {
		s.text(note)
	}
	writeTickers(&s, good, sizerOf(ctx), sourcesAbove(ctx, result.Sources))
	writeFaults(&s, quotes)
	result.Text, result.Summary, result.Failed = s.String(), strings.Join(brief, ", "), len(good) == 0
	result.Err = sourceFaults(faults...)
	return result, nil
}

// writeTickers writes as much of each as fits below what is above the sheet.
func writeTickers(s *sheet, tickers []*market.Ticker, size sizer, above int) {
	for _, full := range []bool{true, false} {
		if len(tickers) > mainQuotes || full && len(tickers) > fullQuotes {
			continue
		}
		var figures sheet
		for _, t := range tickers {
			figures.text("")
			writeTicker(&figures, t, full)
		}
		if !full && len(tickers) > 1 {
			figures.text("")
			figures.text(fmt.Sprintf("Shortened: for all figures ask for at most %d symbols at once.", min(fullQuotes, len(tickers)-1)))
		}
		if text := figures.String(); above+size(s.b.String())+size(text) <= maxText || !full && len(tickers) == 1 {
			if text != "" {
				s.text(text)
			}
			return
		}
	}
	var rows []string
	for _, t := range tickers {
		rows = append(rows, tickerRow(t)+" | "+pricedAt(t))
	}
	shortened := "Shortened: for more figures ask for fewer symbols at once."
	if len(tickers) > mainQuotes {
		shortened = fmt.Sprintf("Shortened: for the main figures ask for at most %d symbols at once, for all figures at most %d.", mainQuotes, fullQuotes)
	}
	s.text("")
	s.text(tickerHeader + " | price as of")
	s.fill(size, rows, above+size("\n"+shortened))
	s.text("")
	s.text(shortened)
}

// pricedAt is when a price was, and how old it is when the source refuses us.
func pricedAt(t *market.Ticker) string {
	at := ""
	if !t.AsOf.IsZero() {
		at = moment(t.AsOf)
	}
	if t.Stale {
		at = join(at, "(stale, said "+age(t.Age)+" ago)")
	}
	return at
}

// writeFaults says what failed; of many symbols those that failed alike are told
// of together.
func writeFaults(s *sheet, quotes []quoted) {
	var faults []fault
	for _, q := range quotes {
		if q.err == nil {
			continue
		}
		name, hint := short(label(q.text), 40), advice(q.err)
		same := func(f fault) bool { return f.hint == hint }
		if i := slices.IndexFunc(faults, same); i >= 0 && len(quotes) > mainQuotes {
			faults[i].names += ", " + name
			continue
		}
		faults = append(faults, fault{name, hint})
	}
	if len(faults) > 0 {
		s.text("")
	}
	for _, f := range faults {
		s.text("failed: " + f.names + ": " + f.hint)
	}
}

// fault is what is to be done about symbols that failed.
type fault struct{ names, hint string }

// quotes asks for all symbols together, each symbol once, in the order given.
func (d desk) quotes(ctx context.Context, symbols []string) []quoted {
	var (
		quotes []quoted
		parsed []market.Symbol
		places []int // of parsed in quotes
	)
	for _, text := range symbols {
		symbol, err := market.ParseSymbol(text)
		switch {
		case err == nil && slices.Contains(parsed, symbol):
			continue
		case err == nil:
			parsed, places = append(parsed, symbol), append(places, len(quotes))
		}
		quotes = append(quotes, quoted{text: text, err: err})
	}
	tickers, errs := d.data.Quotes(ctx, parsed)
	for i, place := range places {
		quotes[place].ticker, quotes[place].err = tickers[i], errs[i]
	}
	return quotes
}

// inBrief is a quote in a few words for the reader.
func inBrief(t *market.Ticker) string {
	s := t.Symbol.String()
	w := tickerWriter{t: t}
	if v, ok := t.Price.Get(); ok {
		s += " " + w.lastTrade() + fixed(v, decimals(v, t.Kind))
		if t.Currency != "" && t.Kind != market.KindIndex {
			s += " " + named(t.Currency)
		}
	}
	if v, ok := t.ChangePercent.Get(); ok {
		s += " (" + percent(v) + w.over() + ")"
	}
	return s
}

// quoteSource is as old as the price.
func quoteSource(t *market.Ticker) agent.Source {
	s := sourceOf(t.Origin, titled(t.Name, t.Symbol)+" quote")
	s.AsOf = t.AsOf
	return s
}

// titled is "Apple Inc. (AAPL)", or the symbol alone when there is no name.
func titled(name string, symbol market.Symbol) string {
	if name = label(name); name == "" {
		return symbol.String()
	}
	return fmt.Sprintf("%s (%s)", name, symbol)
}
