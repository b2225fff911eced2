package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// What a table of statements shows: more columns are asked for by a date, and
// amounts are put into words as well where there are few.
const (
	maxPeriods = 5
	fewFigures = 12
)

type statementsArgs struct {
	Symbol    string   `json:"symbol" min:"1" jsonschema:"one Yahoo symbol of a company, such as AAPL"`
	Statement string   `json:"statement,omitempty" enum:"income,balance,cash" jsonschema:"which statement; default: all when items are given, else income"`
	Frequency string   `json:"frequency,omitempty" enum:"annual,quarterly,trailing" jsonschema:"default annual; quarterly when as_of names a quarter"`
	Items     []string `json:"items,omitempty" max:"20" jsonschema:"lines to show, in words, such as total assets; default all of the statement"`
	AsOf      string   `json:"as_of,omitempty" max:"200" jsonschema:"a day or words about time, such as 2024-12-31, the end of 2024, FY2024 or Q3 FY2025: the newest period that ended by then comes first"`
	Page      int      `json:"page,omitempty" min:"1" max:"1000" jsonschema:"page of a long result; default 1"`
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
	case q.Frequency == "" && study.NamesQuarter(a.AsOf):
		q.Frequency = market.Quarterly
	case q.Frequency == "":
		q.Frequency = market.Annual
	}
	return q
}

func (ts toolset) statements(ctx context.Context, args statementsArgs, _ agent.Report) (agent.Result, error) {
	symbol, wrong := symbolArg(args.Symbol)
	if wrong != nil {
		return *wrong, nil
	}
	span, err := ts.spanOf(ctx, args.AsOf, symbol)
	if err != nil {
		return unanswered(ctx, err, studyAdvice(err), "as_of of "+symbol.String()+" failed", "as_of of "+symbol.String())
	}
	query := args.query()
	if query.Kind == market.BalanceSheet && query.Frequency == market.Trailing {
		return failed("a balance sheet has no trailing form", "a balance sheet is of one day and has no trailing form: ask for annual or quarterly"), nil
	}
	subject := fmt.Sprintf("%s %s of %s", query.Frequency, statementName(query.Kind), symbol)
	st, err := ts.data.Statements(ctx, symbol, query)
	if err != nil {
		return failure(ctx, err, subject, "the source has none, as for a fund, an index, a currency or a coin; of some companies it has only another frequency.")
	}
	asked := study.PeriodsOf(st, span)
	if asked.First < 0 {
		return failed(subject+": none so old", fmt.Sprintf("%s: no period ended on or before %s; the periods end on %s.", subject, span.To, ends(st.Periods))), nil
	}
	items := pick(st.Items, args.Items)
	if len(items) == 0 {
		return failed(subject+": no such lines", fmt.Sprintf("%s: no line fits %s. Lines there are: %s.", subject, label(strings.Join(args.Items, ", ")), someLabels(st.Items))), nil
	}
	w := &statementsWriter{st: st, items: items, asked: asked, from: asked.First}
	w.build(span)
	w.of(args.Symbol, st.Symbol, origin(st.Origin, fmt.Sprintf("%s %s %s, period ended %s", st.Symbol, query.Frequency, statementName(query.Kind), st.Periods[w.from].End)))
	w.Link = link("/api/fundamentals/", st.Symbol.String(), "statement", string(query.Kind), "frequency", string(query.Frequency))
	return w.result(args.Page, w.brief(subject)), nil
}

// spanOf reads words about time; no words are the zero Span.
func (ts toolset) spanOf(ctx context.Context, words string, symbol market.Symbol) (study.Span, error) {
	if words == "" {
		return study.Span{}, nil
	}
	return ts.study.Read(ctx, words, symbol, answer.TurnFrom(ctx).Location)
}

func statementName(kind market.StatementKind) string {
	return cmp.Or(map[market.StatementKind]string{
		market.IncomeStatement: "income statement", market.BalanceSheet: "balance sheet", market.CashFlow: "cash flow statement",
	}[kind], "statements")
}

func ends(periods []market.StatementPeriod) string {
	return listed(periods, ", ", func(p market.StatementPeriod) string { return p.End.String() })
}

// statementsWriter writes some lines of statements, the first column from.
type statementsWriter struct {
	builder
	st    *market.Statements
	items []market.StatementItem
	asked study.FiscalPeriods
	from  int
}

func (w *statementsWriter) periods() []market.StatementPeriod {
	return w.st.Periods[w.from:min(len(w.st.Periods), w.from+maxPeriods)]
}

func (w *statementsWriter) build(span study.Span) {
	w.Title = fmt.Sprintf("Statements of %s, %s, newest period first", w.st.Symbol, w.st.Frequency)
	w.words("symbol", w.st.Symbol.String())
	w.words("currency of the accounts", label(w.st.Currency))
	if day := span.To; !day.IsZero() {
		w.wordsf("period asked for", "ended %s, the newest that ended on or before %s", w.st.Periods[w.from].End, day)
		switch within := w.asked.Within; {
		case len(within) > 1:
			w.words("periods that ended in it", ends(within))
		case len(within) == 0 && w.asked.Several:
			w.words("note", "no period that is reported ended in it: the first column is older")
		}
		if w.asked.Uncertain {
			w.wordsf("note", "it may have ended up to %d days before the end of its month", study.MovedDays)
		}
		w.words("read as", span.String())
		w.words("note", span.Note)
	}
	w.wordsf("periods", "ended on %s (the source moves an end to the end of its month)", ends(w.st.Periods))
	if rest := len(w.st.Periods) - w.from - maxPeriods; rest > 0 {
		w.wordsf("note", "the last %d are not shown: give as_of for them", rest)
	}
	w.freshness(w.st.Origin)
	for _, kind := range []market.StatementKind{market.IncomeStatement, market.BalanceSheet, market.CashFlow} {
		w.table(capital(statementName(kind)), w.columns(kind), w.rows(kind)).Chart = w.chart(kind)
	}
}

// columns has one for each period; a balance is of its last day.
func (w *statementsWriter) columns(kind market.StatementKind) []exhibit.Head {
	columns := []exhibit.Head{column("item", ""), column("unit", "")}
	for _, period := range w.periods() {
		c := column(period.End.String()+" ("+label(period.Type)+")", "")
		c.Period = exhibit.Fiscal(period.End, monthsOf(period.Type))
		if kind == market.BalanceSheet {
			c.Period.Months = 0
		}
		columns = append(columns, c)
	}
	return columns
}

// chart draws the lines of a statement over the periods: those of the first one's unit.
func (w *statementsWriter) chart(kind market.StatementKind) exhibit.Chart {
	c := exhibit.Chart{Type: exhibit.Bars}
	for i := range w.periods() {
		c.Y = append(c.Y, 2+i)
	}
	first := slices.IndexFunc(w.items, func(it market.StatementItem) bool { return it.Statement == kind })
	if first < 0 {
		return exhibit.Chart{}
	}
	c.Unit = unitName(w.items[first])
	return c
}

// monthsOf is how many months a period of the source's type covers: 12M, 3M, TTM.
func monthsOf(kind string) int {
	if kind == "TTM" {
		return 12
	}
	n, _ := strconv.Atoi(strings.TrimSuffix(kind, "M"))
	return n
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (w *statementsWriter) rows(kind market.StatementKind) (rows []exhibit.Row) {
	inWords := len(w.items)*len(w.periods()) <= fewFigures
	for _, it := range w.items {
		if it.Statement != kind {
			continue
		}
		r := row(exhibit.Text(label(it.Label)), exhibit.Text(unitName(it)))
		r.Field = exhibit.Field("statement." + it.Key)
		for i := range w.periods() {
			r.Cells = append(r.Cells, reported(it.Values[w.from+i], figures(it, inWords)))
		}
		rows = append(rows, r)
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

// figures writes the amounts of an item, whose unit stands in its row, in words too
// where there is room.
func figures(it market.StatementItem, inWords bool) form {
	how, unit := exhibit.Fixed(0), exhibit.In(label(it.Currency))
	switch {
	case it.Unit == market.UnitPerShare:
		how, unit.Per = exhibit.Fixed(4), "share"
	case it.Unit == market.UnitRatio:
		how, unit = exhibit.Fixed(4), exhibit.In(exhibit.Ratio)
	case inWords:
		how = exhibit.Words()
	}
	if it.Unit == market.UnitShares {
		unit = exhibit.In(exhibit.Shares)
	}
	return func(v float64) exhibit.Value { return exhibit.Number(v, how.Plain(), unit) }
}

// brief is the first figure, for the reader.
func (w *statementsWriter) brief(subject string) string {
	it := w.items[0]
	if v, ok := it.Values[w.from].Get(); ok && len(w.items) <= fewFigures {
		return fmt.Sprintf("%s: %s %s, period ended %s", w.st.Symbol, it.Label, join(figures(it, true)(v).String(), unitName(it)), w.st.Periods[w.from].End)
	}
	return subject
}
