package api

import (
	"net/http"
	"net/url"
	"slices"

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

func companyQueryOf(r *http.Request) (companyQuery, error) {
	var q companyQuery
	symbol, err := symbolOf(r)
	if err != nil {
		return q, err
	}
	values, err := parseQuery(r.URL.RawQuery, []string{"section", "statement", "frequency"})
	if err != nil {
		return q, err
	}
	q.symbol = symbol
	if q.sections, err = listOf(values, "section", append(fundamentalSections(), actionsSection)); err != nil {
		return q, err
	}
	if q.statements, err = statementQuery(values); err != nil {
		return q, err
	}
	if len(q.sections) == 0 && q.statements.Kind == "" {
		for _, name := range fundamentalSections() {
			q.sections[name] = true
		}
	}
	return q, nil
}

// statementQuery has no kind when no statement is asked for.
func statementQuery(values url.Values) (q market.StatementQuery, err error) {
	kind, err := oneOf(values, "statement", "", statementKinds())
	if err != nil {
		return q, err
	}
	frequency, err := oneOf(values, "frequency", "", frequencies())
	if err != nil {
		return q, err
	}
	q = market.StatementQuery{Kind: market.StatementKind(kind), Frequency: market.Frequency(frequency)}
	switch {
	case kind == "" && frequency != "":
		return q, invalid("frequency", "it is given without statement", "send statement too, one of "+listed(statementKinds()))
	case q.Kind == market.BalanceSheet && q.Frequency == market.Trailing:
		return q, invalid("frequency", "a balance sheet is of one day and has no trailing form", "send annual or quarterly")
	case kind != "" && frequency == "":
		q.Frequency = market.Annual
	}
	return q, nil
}

// fundamentals answers with what is known of a company beside its price.
func (s *Server) fundamentals(x *exchange, r *http.Request) error {
	q, err := companyQueryOf(r)
	if err != nil {
		return err
	}
	d := companyData{Symbol: q.symbol}
	if slices.ContainsFunc(fundamentalSections(), func(name string) bool { return q.sections[name] }) {
		f, err := s.market.Fundamentals(r.Context(), q.symbol)
		if err != nil {
			return noData(err, "there are no fundamentals of this symbol", "ask for those of a company or fund; a currency, a coin and most indices have none")
		}
		d.Symbol = f.Symbol
		d.Fundamentals = &fundamentalsData{sectionsOf(f, q.sections), agedBy(f.Origin)}
	}
	if q.statements.Kind != "" {
		st, err := s.market.Statements(r.Context(), q.symbol, q.statements)
		if err != nil {
			return noData(err, "there are no such statements of this symbol", "ask for those of a company, or for another statement or frequency")
		}
		d.Symbol = st.Symbol
		d.Statements = &statementsData{st, agedBy(st.Origin)}
	}
	if q.sections[actionsSection] {
		a, err := s.market.Actions(r.Context(), q.symbol, market.Date{}, market.Date{})
		if err != nil {
			return noData(err, "nothing of this symbol was traded", "ask for another symbol")
		}
		d.Symbol = a.Symbol
		d.Actions = &actionsData{a, agedBy(a.Origin)}
	}
	return x.json(http.StatusOK, d)
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
