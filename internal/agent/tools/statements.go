package tools

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

//go:embed statements.md
var statementsText string

// What a table of statements shows: more columns are asked for by a date, and
// amounts are put into words as well where there are few.
const (
	maxPeriods = 5
	fewFigures = 12
)

// quarterWords name a quarter, of which the figure of a year would not be one.
var quarterWords = regexp.MustCompile(`(?i)\bquarters?\b|q[1-4]|[1-4]f?q`)

type statementsArgs struct {
	Symbol    string   `json:"symbol" min:"1" jsonschema:"one Yahoo symbol of a company, such as AAPL"`
	Statement string   `json:"statement,omitempty" enum:"income,balance,cash" jsonschema:"which statement; default: all when items are given, else income"`
	Frequency string   `json:"frequency,omitempty" enum:"annual,quarterly,trailing" jsonschema:"default annual; quarterly when as_of names a quarter"`
	Items     []string `json:"items,omitempty" max:"20" jsonschema:"lines to show, in words, such as total assets; default all of the statement"`
	AsOf      string   `json:"as_of,omitempty" max:"200" jsonschema:"a day or words about time, such as 2024-12-31, the end of 2024, FY2024 or Q3 FY2025: the newest period that ended by then comes first"`
	Page      int      `json:"page,omitempty" min:"1" max:"1000" jsonschema:"page of a long result; default 1"`
}

func (d desk) statementsTool() (agent.Tool, error) {
	return agent.NewTool("statements", statementsText, d.statements)
}

// query is what to ask for.
func (a statementsArgs) query() market.StatementQuery {
	q := market.StatementQuery{Kind: market.StatementKind(a.Statement), Frequency: market.Frequency(a.Frequency)}
	switch {
	case q.Kind == "" && len(a.Items) > 0:
		q.Kind = market.AllStatements
	case q.Kind == "":
		q.Kind = market.IncomeStatement
	}
	switch {
	case q.Frequency == "" && quarterWords.MatchString(a.AsOf):
		q.Frequency = market.Quarterly
	case q.Frequency == "":
		q.Frequency = market.Annual
	}
	return q
}

func (d desk) statements(ctx context.Context, args statementsArgs, _ agent.Report) (agent.Result, error) {
	symbol, wrong := symbolArg(args.Symbol)
	if wrong != nil {
		return *wrong, nil
	}
	span, err := d.spanOf(ctx, args.AsOf, symbol)
	if err != nil {
		return unread(ctx, err, "as_of of "+symbol.String())
	}
	day, query := lastDay(span), args.query()
	if query.Kind == market.BalanceSheet && query.Frequency == market.Trailing {
		return failed("a balance sheet has no trailing form", "a balance sheet is of one day and has no trailing form: ask for annual or quarterly"), nil
	}
	subject := fmt.Sprintf("%s %s of %s", query.Frequency, statementName(query.Kind), symbol)
	st, err := d.data.Statements(ctx, symbol, query)
	if err != nil {
		return unfit(ctx, err, subject, "the source has none, as for a fund, an index, a currency or a coin; of some companies it has only another frequency.")
	}
	w := &statementsWriter{st: st, from: firstPeriod(st, day)}
	if w.from < 0 {
		return failed(subject+": none so old", fmt.Sprintf("%s: no period ended on or before %s; the periods end on %s.", subject, span.To, ends(st.Periods))), nil
	}
	items := pick(st.Items, args.Items)
	if len(items) == 0 {
		return failed(subject+": no such lines", fmt.Sprintf("%s: no line fits %s. Lines there are: %s.", subject, label(strings.Join(args.Items, ", ")), someLabels(st.Items))), nil
	}
	w.items = items
	return readAs(args.Symbol, st.Symbol, agent.Result{
		Text:    w.paper(args, span).write(ctx, args.Page),
		Summary: w.brief(subject),
		Sources: []agent.Source{sourceOf(st.Origin, fmt.Sprintf("%s %s %s, period ended %s", st.Symbol, query.Frequency, statementName(query.Kind), st.Periods[w.from].End))},
	}), nil
}

func statementName(kind market.StatementKind) string {
	switch kind {
	case market.IncomeStatement:
		return "income statement"
	case market.BalanceSheet:
		return "balance sheet"
	case market.CashFlow:
		return "cash flow statement"
	}
	return "statements"
}

// moved is how many days the source moves the end of a fiscal period at most, to
// the end of its month: years of 52 weeks end on a Saturday or so.
const moved = 6

// lastDay is the last day of a span as the source would write it: the end of a
// fiscal period is moved to the end of its month, from wherever it lies but in the
// first days.
func lastDay(span study.Span) market.Date { return asSent(span, span.To) }

func asSent(span study.Span, day market.Date) market.Date {
	if study.Fiscal(span.Words) && day.Day > moved {
		for day.AddDays(1).Day != 1 {
			day = day.AddDays(1)
		}
	}
	return day
}

// endedIn are the periods that ended in a span of more than a day. The source's
// end of the fiscal period before it lies up to the end of the month it begins in.
func endedIn(st *market.Statements, span study.Span) []market.StatementPeriod {
	var in []market.StatementPeriod
	first, last := asSent(span, span.From), lastDay(span).AddDays(moved)
	for _, p := range st.Periods {
		before := p.End.Compare(first) < 0 || study.Fiscal(span.Words) && p.End == first
		if span.From != span.To && !before && p.End.Compare(last) <= 0 {
			in = append(in, p)
		}
	}
	return in
}

// firstPeriod is the newest period that ended on or before day, or -1.
func firstPeriod(st *market.Statements, day market.Date) int {
	for i, p := range st.Periods {
		if day.IsZero() || p.End.Compare(day.AddDays(moved)) <= 0 {
			return i
		}
	}
	return -1
}

func ends(periods []market.StatementPeriod) string {
	var days []string
	for _, p := range periods {
		days = append(days, p.End.String())
	}
	return strings.Join(days, ", ")
}

// statementsWriter writes some lines of statements, the first column from.
type statementsWriter struct {
	st    *market.Statements
	items []market.StatementItem
	from  int
}

func (w *statementsWriter) periods() []market.StatementPeriod {
	return w.st.Periods[w.from:min(len(w.st.Periods), w.from+maxPeriods)]
}

func (w *statementsWriter) paper(args statementsArgs, span study.Span) *paper {
	p := &paper{}
	p.text(fmt.Sprintf("Statements of %s, %s, newest period first", w.st.Symbol, w.st.Frequency))
	p.line("symbol", w.st.Symbol.String())
	p.line("currency of the accounts", label(w.st.Currency))
	if day := span.To; !day.IsZero() {
		p.linef("period asked for", "ended %s, the newest that ended on or before %s", w.st.Periods[w.from].End, day)
		switch in := endedIn(w.st, span); {
		case len(in) > 1:
			p.linef("periods that ended in it", "%s", ends(in))
		case len(in) == 0 && span.From != span.To:
			p.line("note", "no period that is reported ended in it: the first column is older")
		}
		if w.st.Periods[w.from].End.Compare(day) > 0 && !study.Fiscal(span.Words) {
			p.linef("note", "it may have ended up to %d days before the end of its month", moved)
		}
		p.line("read as", span.String())
		p.line("note", span.Note)
	}
	p.linef("periods", "ended on %s (the source moves an end to the end of its month)", ends(w.st.Periods))
	if rest := len(w.st.Periods) - w.from - maxPeriods; rest > 0 {
		p.linef("note", "the last %d are not shown: give as_of for them", rest)
	}
	p.freshness(w.st.Origin)
	header := "item | unit"
	for _, period := range w.periods() {
		header += " | " + period.End.String() + " (" + label(period.Type) + ")"
	}
	for _, kind := range []market.StatementKind{market.IncomeStatement, market.BalanceSheet, market.CashFlow} {
		p.add(capital(statementName(kind)), header, w.rows(kind))
	}
	return p
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (w *statementsWriter) rows(kind market.StatementKind) (rows []string) {
	words := len(w.items)*len(w.periods()) <= fewFigures
	for _, it := range w.items {
		if it.Statement != kind {
			continue
		}
		cells := []string{label(it.Label), unitName(it)}
		for i := range w.periods() {
			cells = append(cells, reported(it.Values[w.from+i], figures(it.Unit, words)))
		}
		rows = append(rows, row(cells...))
	}
	return rows
}

func unitName(it market.StatementItem) string {
	switch it.Unit {
	case market.UnitCurrency:
		return label(it.Currency)
	case market.UnitPerShare:
		return join(label(it.Currency), "a share")
	}
	return string(it.Unit)
}

// figures writes the amounts of a unit, in words too where there is room.
func figures(unit market.Unit, words bool) func(float64) string {
	switch {
	case unit == market.UnitPerShare, unit == market.UnitRatio:
		return ratios
	case words:
		return count
	}
	return tally
}

// brief is the first figure, for the reader.
func (w *statementsWriter) brief(subject string) string {
	it := w.items[0]
	if v, ok := it.Values[w.from].Get(); ok && len(w.items) <= fewFigures {
		return fmt.Sprintf("%s: %s %s, period ended %s", w.st.Symbol, it.Label, join(figures(it.Unit, true)(v), unitName(it)), w.st.Periods[w.from].End)
	}
	return subject
}
