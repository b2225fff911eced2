package marketdata

import (
	"net/http"
	"slices"
	"strings"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/market"
)

type (
	// companyData is what is known of a company or fund: what was asked for and
	// nothing else.
	companyData struct {
		Symbol       market.Symbol     `json:"symbol"`
		Fundamentals *fundamentalsData `json:"fundamentals,omitempty"`
		Statements   *statementsData   `json:"statements,omitempty"`
		Actions      *actionsData      `json:"actions,omitempty"`
	}
	fundamentalsData struct {
		*market.Fundamentals
		aged
	}
	statementsData struct {
		*market.Statements
		aged
	}
	actionsData struct {
		*market.Actions
		aged
	}
)

// actionsSection is not among the fundamentals: dividends and splits come with
// the chart.
const actionsSection = "actions"

func fundamentalSections() []string {
	return []string{"profile", "statistics", "earnings", "trend", "analysts", "holders", "fund"}
}

func statementKinds() []string {
	return []string{string(market.IncomeStatement), string(market.BalanceSheet), string(market.CashFlow), string(market.AllStatements)}
}

func frequencies() []string {
	return []string{string(market.Annual), string(market.Quarterly), string(market.Trailing)}
}

// companyQuery is a request for fundamentals.
type companyQuery struct {
	symbol     market.Symbol
	sections   map[string]bool // of the fundamentals, and actions
	statements market.StatementQuery
}

func companyQueryOf(r *http.Request) (c companyQuery, err error) {
	if c.symbol, err = symbolOf(r); err != nil {
		return c, err
	}
	q := query.Parse(r.URL.RawQuery, "section", "statement", "frequency")
	c.sections = q.SomeOf("section", append(fundamentalSections(), actionsSection)...)
	c.statements = statementQuery(q)
	if len(c.sections) == 0 && c.statements.Kind == "" {
		for _, name := range fundamentalSections() {
			c.sections[name] = true
		}
	}
	return c, q.Err()
}

// statementQuery has no kind when no statement is asked for.
func statementQuery(q *query.Query) market.StatementQuery {
	kind := market.StatementKind(q.OneOf("statement", "", statementKinds()...))
	frequency := market.Frequency(q.OneOf("frequency", "", frequencies()...))
	switch {
	case kind == "" && frequency != "":
		q.Fail(fault.Invalid("frequency", "it is given without statement", "send statement too, one of "+strings.Join(statementKinds(), ", ")))
	case kind == market.BalanceSheet && frequency == market.Trailing:
		q.Fail(fault.Invalid("frequency", "a balance sheet is of one day and has no trailing form", "send annual or quarterly"))
	case kind != "" && frequency == "":
		frequency = market.Annual
	}
	return market.StatementQuery{Kind: kind, Frequency: frequency}
}

// Fundamentals answers with what is known of a company beside its price.
func (d *Routes) Fundamentals(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	q, err := companyQueryOf(r)
	if err != nil {
		return nil, err
	}
	known, origins := companyData{Symbol: q.symbol}, Origins{}
	if slices.ContainsFunc(fundamentalSections(), func(name string) bool { return q.sections[name] }) {
		f, err := d.Market.Fundamentals(r.Context(), q.symbol)
		if err != nil {
			return nil, noData(err, "there are no fundamentals of this symbol", "ask for those of a company or fund; a currency, a coin and most indices have none")
		}
		known.Symbol = f.Symbol
		known.Fundamentals = &fundamentalsData{sectionsOf(f, q.sections), agedBy(f.Origin)}
		origins = append(origins, originOf("fundamentals", f.Origin))
	}
	if q.statements.Kind != "" {
		st, err := d.Market.Statements(r.Context(), q.symbol, q.statements)
		if err != nil {
			return nil, noData(err, "there are no such statements of this symbol", "ask for those of a company, or for another statement or frequency")
		}
		known.Symbol = st.Symbol
		known.Statements = &statementsData{st, agedBy(st.Origin)}
		origins = append(origins, originOf("statements", st.Origin))
	}
	if q.sections[actionsSection] {
		a, err := d.Market.Actions(r.Context(), q.symbol, market.Date{}, market.Date{})
		if err != nil {
			return nil, noData(err, "nothing of this symbol was traded", "ask for another symbol")
		}
		known.Symbol = a.Symbol
		known.Actions = &actionsData{a, agedBy(a.Origin)}
		origins = append(origins, originOf("actions", a.Origin))
	}
	return partsOf(known, origins), nil
}

// sectionsOf is a copy of f without the sections that are not wanted.
func sectionsOf(f *market.Fundamentals, wanted map[string]bool) *market.Fundamentals {
	part := *f
	for name, drop := range map[string]func(){
		"profile":    func() { part.Profile = nil },
		"statistics": func() { part.Statistics = nil },
		"earnings":   func() { part.Earnings = nil },
		"trend":      func() { part.Trend = nil },
		"analysts":   func() { part.Analysts = nil },
		"holders":    func() { part.Holders = nil },
		"fund":       func() { part.Fund = nil },
	} {
		if !wanted[name] {
			drop()
		}
	}
	return &part
}
