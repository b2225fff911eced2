package study

import (
	"math"
	"slices"
	"strconv"

	"quotewire/internal/market"
)

// Report is what came of a Query.
type Report struct {
	Span     Span      `json:"period"`
	Inputs   []Input   `json:"inputs"` // in the order of the symbols asked for, without those that failed
	Sections []Section `json:"sections"`
	// Comparison is the closes of several symbols beside each other, to be drawn; Left
	// counts the days between that it leaves out. nil: there is nothing to compare.
	Comparison *Table `json:"-"`
	// Beside is what figures rest on beside the inputs, of other providers than theirs.
	Beside   []Beside  `json:"-"`
	Failures []Failure `json:"-"`
}

// Input is the bars of one symbol that a report rests on. They are of a day each.
type Input struct {
	Symbol       market.Symbol `json:"symbol"`
	Name         string        `json:"name,omitempty"`
	Kind         market.Kind   `json:"kind"`
	Currency     string        `json:"currency,omitempty"` // of prices; GBp is pence
	ExchangeName string        `json:"exchange_name,omitempty"`
	First        market.Date   `json:"first_bar"`
	Last         market.Date   `json:"last_bar"`
	Bars         int           `json:"bars"`
	// Before is the day of the close before the first bar; zero: there is none.
	Before   market.Date `json:"bar_before,omitzero"`
	Adjusted bool        `json:"adjusted_for_dividends"` // shares are adjusted for splits
	// Open says that the last bar's session was not over: its figures are not final.
	Open    bool `json:"session_open,omitempty"`
	Gaps    int  `json:"gaps,omitempty"`    // bars that came without a close
	Partial int  `json:"partial,omitempty"` // bars of the period that lack another price
	// Doubts are about the bars of the period and the close before it.
	Doubts []market.Doubt `json:"doubts,omitempty"`
	// Note says what is special about the bars: days that are not those of the
	// report's period, a close before that is old or missing.
	Note string `json:"note,omitempty"`
	market.Origin
}

// Failure is a symbol whose data could not be had.
type Failure struct {
	Symbol market.Symbol
	Err    error
}

// Section is what one measure gives for one symbol, or for a pair.
type Section struct {
	Measure Measure         `json:"measure"`
	Symbols []market.Symbol `json:"symbols"`
	// About says how it was computed: the formula's name, a factor, an assumption.
	// It begins with "doubtful: " where bars that it rests on are doubted.
	About   string   `json:"about,omitempty"`
	Figures []Figure `json:"figures,omitempty"`
	Table   *Table   `json:"table,omitempty"`
	// Missing says why there is no figure: too few bars, no variation.
	Missing string `json:"missing,omitempty"`
	// Doubtful says that bars it rests on are doubted, as About tells.
	Doubtful bool `json:"-"`
}

// Unit is what a figure is in. Others are currencies: ISO 4217, or a minor unit
// such as GBp.
type Unit string

// The units.
const (
	Percent Unit = "%"
	Points  Unit = "points" // of an index
	Ratio   Unit = "ratio"  // a bare number: a correlation, a beta
	Count   Unit = "count"
)

// Field says what a figure is, however it is named to a reader: the last close of a
// period is "history.close", as it is in a history. Figures of one field differ by
// their symbol, days and unit.
type Field string

// squared is the unit of a price times a price.
func squared(u Unit) Unit { return u + " squared" }

// Figure is one number of a report.
type Figure struct {
	Name string `json:"name"`
	// Value is rounded for reading to Places decimals, Exact is not; Exact is absent
	// where it is the same.
	Value market.Number `json:"value"`
	Exact market.Number `json:"exact,omitzero"`
	Unit  Unit          `json:"unit"`
	// Date is the day it belongs to, Until the last of several.
	Date   market.Date `json:"date,omitzero"`
	Until  market.Date `json:"until,omitzero"`
	Field  Field       `json:"-"`
	Places int         `json:"-"`
	// Move says that it is a change, whose sign tells the way.
	Move bool `json:"-"`
}

// figure rounds v. What is no number at all is absent.
func figure(name string, v float64, unit Unit, places int) Figure {
	f := Figure{Name: name, Unit: unit, Places: places, Value: market.Num(rounded(v, places))}
	if exact := significant(v); exact != rounded(v, places) {
		f.Exact = market.Num(exact)
	}
	return f
}

// of says which field a figure is of.
func (f Figure) of(field Field) Figure {
	f.Field = field
	return f
}

// on says which day a figure belongs to.
func (f Figure) on(d market.Date) Figure {
	f.Date = d
	return f
}

// during says which days a figure belongs to.
func (f Figure) during(from, to market.Date) Figure {
	f.Date, f.Until = from, to
	return f
}

// rounded is v to so many decimals.
func rounded(v float64, places int) float64 { return reparsed(v, 'f', places) }

// significant is v without the tail that binary arithmetic leaves: twelve digits
// that count.
func significant(v float64) float64 { return reparsed(v, 'g', 12) }

func reparsed(v float64, format byte, precision int) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, format, precision, 64), 64)
	if err != nil {
		return v
	}
	if r == 0 {
		return 0 // not -0
	}
	return r
}

// placesOf is how many decimals show six digits of v that count, at least two.
func placesOf(v float64) int {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 2
	}
	return min(12, max(2, 5-int(math.Floor(math.Log10(math.Abs(v))))))
}

// move says that a figure is a change.
func (f Figure) move() Figure {
	f.Move = true
	return f
}

// percent is a fraction as a figure in per cent, to two decimals, or more where they
// would make a loss of nearly all one of all.
func percent(name string, fraction float64) Figure {
	places := 2
	for fraction > -1 && places < 8 && rounded(fraction*100, places) == -100 {
		places++
	}
	return figure(name, fraction*100, Percent, places).move()
}

// Column says what a column of a table holds.
type Column struct {
	Name  string
	Field Field // of its cells; empty: they are texts or names
	// Unit is empty where each row has its own: the one that it names in a column of
	// texts.
	Unit   Unit
	Symbol market.Symbol // whose figures they are, in a table of several symbols by column
}

// columnOf is a column of figures like f.
func columnOf(f Figure) Column { return Column{Name: f.Name, Field: f.Field, Unit: f.Unit} }

// MarshalText writes a column as its name.
func (c Column) MarshalText() ([]byte, error) { return []byte(c.Name), nil }

// Table is rows over time, oldest first, or a ranking.
type Table struct {
	Columns []Column `json:"columns"` // of the rows' names, their cells, and their texts
	Rows    []Row    `json:"rows"`
	Ranked  bool     `json:"-"` // what comes first in it is first in rank
	// Left counts the older rows that were left out.
	Left int `json:"rows_left_out,omitempty"`
}

// newest is the table with at most n rows, the newest, and no hold of the others.
func (t *Table) newest(n int) *Table {
	left := max(0, len(t.Rows)-n)
	return &Table{Columns: t.Columns, Rows: slices.Clone(t.Rows[left:]), Ranked: t.Ranked, Left: left}
}

// Row is one row of a table: a day or period, its cells in the order of the
// columns after the first, and a remark.
type Row struct {
	Name string `json:"name"` // 2025-10-13, 2025-10 or 2025
	// Cells are rounded for reading; an absent one is not defined there.
	Cells []market.Number `json:"cells"`
	Texts []string        `json:"texts,omitempty"`
	Note  string          `json:"note,omitempty"` // such as incomplete
	// Places are the decimals of the cells.
	Places []int `json:"-"`
	// From and To are the first and the last day that the cells are of.
	From, To market.Date `json:"-"`
	// Symbol is whose figures they are, and Unit that of cells whose columns have none,
	// in a table of several symbols by row.
	Symbol market.Symbol `json:"-"`
	Unit   Unit          `json:"-"`
}

// during says on which days a row's figures were.
func (r Row) during(from, to market.Date) Row {
	r.From, r.To = from, to
	return r
}
