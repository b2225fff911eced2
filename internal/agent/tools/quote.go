package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// Up to fullQuotes symbols each get all their figures, up to mainQuotes the main
// ones, and more a line each: else they would not fit a result.
const (
	fullQuotes = 5
	mainQuotes = 10
)

type quoteArgs struct {
	Symbols []string `json:"symbols" min:"1" max:"30" jsonschema:"Yahoo symbols, such as AAPL, BRK-B, 7203.T, ^GSPC, EURUSD=X or BTC-USD"`
}

// quoted is what became of one symbol.
type quoted struct {
	text   string // as the model wrote it
	ticker *market.Ticker
	err    error
}

func (ts toolset) quote(ctx context.Context, args quoteArgs, _ agent.Report) (agent.Result, error) {
	quotes := ts.quotes(ctx, args.Symbols)
	if err := context.Cause(ctx); err != nil {
		return agent.Result{}, err
	}
	var (
		b      builder
		good   []*market.Ticker
		others []contested
		brief  []string
		faults []error
	)
	asked := len(quotes)
	for _, q := range quotes {
		faults = append(faults, q.err)
		switch {
		case q.err == nil:
			b.words("", reading(q.text, q.ticker.Symbol)) // which symbol was meant
			if slices.ContainsFunc(good, func(t *market.Ticker) bool { return t.Symbol == q.ticker.Symbol && t.Symbol != (market.Symbol{}) }) {
				asked-- // one symbol in two spellings
				continue
			}
			good, others = append(good, q.ticker), append(others, contestedBy(q.ticker)...)
			brief = append(brief, inBrief(q.ticker))
			b.Origins = append(b.Origins, origin(priceOrigin(q.ticker), quoteTitle(q.ticker)))
		case advice(q.err) == "":
			return agent.Result{}, fmt.Errorf("get quote: %w", q.err)
		default:
			brief = append(brief, label(q.text)+" failed")
		}
	}
	b.Title, b.OnePage = fmt.Sprintf("Quotes: %d of %d symbols", len(good), asked), true
	b.contest(agent.Narrow(ctx), others)
	b.Parts = fitting(ctx, b, good, faultsOf(quotes))
	b.Link = quotesLink(good)
	result := b.result(0, strings.Join(brief, ", "))
	if len(good) == 0 {
		result = agent.Result{Text: b.Page(0, agent.Room(ctx)).Text, Summary: result.Summary, Failed: true}
	}
	result.Err = sourceFaults(faults...)
	return result, nil
}

// fitting are the parts of as much of each symbol as fits a page, and what failed.
func fitting(ctx context.Context, b builder, tickers []*market.Ticker, failed []string) []exhibit.Part {
	mixed := several(originsOf(tickers)...) || slices.ContainsFunc(tickers, disputed)
	for _, full := range []bool{true, false} {
		if len(tickers) > mainQuotes || full && len(tickers) > fullQuotes {
			continue
		}
		b.Parts = nil
		for i, t := range tickers {
			facts := tickerFacts(t, full)
			if mixed {
				facts.words("source", t.Provider)
			}
			b.list("", facts)
			b.Parts[i].Subject, b.Parts[i].Period, b.Parts[i].Source = t.Symbol.String(), exhibit.At(t.AsOf), i+1
		}
		if !full && len(tickers) > 1 {
			b.prose("", []string{fmt.Sprintf("Shortened: for all figures ask for at most %d symbols at once.", min(fullQuotes, len(tickers)-1))})
		}
		if !full && len(tickers) == 1 || b.Fits(agent.Room(ctx)) {
			b.prose("", failed)
			return b.Parts
		}
	}
	b.Parts = nil
	late := longestDelay(tickers) > 0
	var rows []exhibit.Row
	for i, t := range tickers {
		r := tickerRow(t)
		r.Cells, r.Source = append(r.Cells, exhibit.Text(pricedAt(t))), i+1
		if late {
			r.Cells = append(r.Cells, cell(t.DelayMinutes, minutes))
		}
		if mixed {
			r.Cells = append(r.Cells, exhibit.Text(t.Provider))
		}
		rows = append(rows, r)
	}
	columns := append(tickerColumns(), column("price as of", ""))
	if late {
		columns = append(columns, column("minutes delayed", "quote.delay"))
	}
	if mixed {
		columns = append(columns, column("source", ""))
	}
	shortened := "Shortened: for more figures ask for fewer symbols at once."
	if len(tickers) > mainQuotes {
		shortened = fmt.Sprintf("Shortened: for the main figures ask for at most %d symbols at once, for all figures at most %d.", mainQuotes, fullQuotes)
	}
	b.table("", columns, rows)
	b.prose("", []string{shortened})
	b.prose("", failed)
	return b.Parts
}

// pricedAt is when a price was, and how old it is when no source answers.
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

// faultsOf says what failed; of many symbols those that failed alike are told of
// together.
func faultsOf(quotes []quoted) (lines []string) {
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
	for _, f := range faults {
		lines = append(lines, "failed: "+f.names+": "+f.hint)
	}
	return lines
}

// fault is what is to be done about symbols that failed.
type fault struct{ names, hint string }

// quotes asks for all symbols together, each symbol once, in the order given.
func (ts toolset) quotes(ctx context.Context, symbols []string) []quoted {
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
	tickers, errs := ts.data.Quotes(ctx, parsed)
	for i, place := range places {
		quotes[place].ticker, quotes[place].err = tickers[i], errs[i]
	}
	return quotes
}

// inBrief is a quote in a few words for the reader.
func inBrief(t *market.Ticker) string {
	w := tickerWriter{t: t, places: placesOf(t)}
	s := t.Symbol.String()
	if price := cell(t.Price, w.plain); price.Kind != exhibit.Absent {
		s += " " + w.lastTrade() + price.String()
		if t.Currency != "" && t.Kind != market.KindIndex {
			s += " " + named(t.Currency)
		}
	}
	if v := cell(t.ChangePercent, percent); v.Kind != exhibit.Absent {
		s += " (" + v.String() + w.over() + ")"
	}
	for _, c := range contestedBy(t) {
		if c.Field == "price" {
			s += " (" + c.Provider + " " + c.theirs().String() + ")"
		}
	}
	return s
}

// priceOrigin is as old as the price.
func priceOrigin(t *market.Ticker) market.Origin {
	o := t.Origin
	o.AsOf = t.AsOf
	return o
}

// titled is "Apple Inc. (AAPL)", or the symbol alone when there is no name.
func titled(name string, symbol market.Symbol) string {
	if name = label(name); name == "" {
		return symbol.String()
	}
	return fmt.Sprintf("%s (%s)", name, symbol)
}
