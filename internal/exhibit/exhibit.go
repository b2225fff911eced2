// Package exhibit is what a tool found, as data: titled facts and tables whose
// numbers carry their exact value, how they are written, unit, subject, field,
// period and origin. The text that a model reads, the tables and charts of a page,
// CSV, Markdown and the data that an answer's numbers are held against are
// renderings of one Exhibit and of nothing else, so they cannot disagree.
//
// It is pure: it asks nobody, and knows nothing of markets, models or HTTP. It refuses
// to guess: what is absent stays absent, and a number without a field is no datum.
package exhibit

import (
	"cmp"
	"time"
)

// Exhibit is one thing that was found, such as the quotes of some symbols or a
// company's key statistics.
type Exhibit struct {
	// Above is a line above the title: how what was asked for was read. Empty: none.
	Above string
	Title string
	Head
	// Told are figures that the title or the words of Facts tell. They have no line of
	// their own in a text, and stand in tables and among the data.
	Told  []Fact
	Facts []Fact // they stand on every page of the text
	Parts []Part
	// Origins are where the data came from. One that a row or a part names by its
	// number is shown with them, the others always.
	Origins []Origin
	// OnePage says that there are no pages: of rows that do not fit the reader is told.
	OnePage bool
	// Link is the path and query of the route that gives the same data whole. Empty:
	// there is none.
	Link string
}

// Head is what is said of data in one place for all that stands below it. A cell's is
// its own over its row's over its column's over its part's over the exhibit's, for
// each field that is not zero.
type Head struct {
	Name    string // a label for readers: "market cap", "2024-09-30 (12M)"
	Field   Field  // what it is; empty: no datum
	Subject string // the symbol that it is about
	Period  Period
	Unit    Unit
	Form    Form
	Source  int // 1 + index in Origins; 0: inherited
}

// Fact is one line: its name and one value, or several with words between them, as in
// "day range: 1.50 to 2.00". Without a name the values stand alone.
type Fact struct {
	Head
	Values []Value
}

// Part is a list of facts, or a table, or prose, below a title, which is its Name and
// may be empty. Its Head's other fields are for what stands in it.
type Part struct {
	Head
	Facts   []Fact
	Columns []Head
	Rows    []Row
	// Total counts the rows that there are where Rows are not all; 0: they are.
	Total int
	// Newest says that the rows run from old to new and that page 1 is their end. Where
	// Rows are not all, they are the newest.
	Newest bool
	// Prose is words without data, a paragraph each. They may be foreign.
	Prose []string
	// Empty stands in the place of rows where there are none. Without it a part
	// without rows is not shown.
	Empty string
	Chart Chart
	// Unwritten says that it is for programs alone: the text has nothing of it.
	Unwritten bool
}

// Row is a row of a table, a cell for each column.
type Row struct {
	Head
	Cells []Value
	Note  string // such as "session still open, not final"
}

// During is r with the time that it is of.
func (r Row) During(p Period) Row {
	r.Period = p
	return r
}

// ChartType is how people look at a table.
type ChartType string

// The types of chart.
const (
	Line    ChartType = "line"
	Candles ChartType = "candles" // y: open, high, low, close, then volume where there is one
	Bars    ChartType = "bars"
)

// Chart says how a table is drawn: by the numbers of its columns, from 0. The zero
// Chart is none.
type Chart struct {
	Type ChartType
	X    int
	Y    []int
	// Unit is of the rows that are drawn, as a column "unit" has it. Empty: all are.
	Unit string
	// Rebased says that each line starts at 100: of prices in several currencies only
	// the ways can be compared.
	Rebased bool
}

// OriginKind is what sort of thing a datum came from.
type OriginKind string

// The kinds of origin.
const (
	Market      OriginKind = "market"
	Filing      OriginKind = "filing"
	Web         OriginKind = "web"
	Calculation OriginKind = "calculation"
)

// Origin is where data came from.
type Origin struct {
	Kind     OriginKind // empty: it is not cited
	Title    string     // of what is cited; foreign
	Provider string     // in words that nobody else can choose
	// SiteClaim is what the publisher is called by itself or by Provider. Empty:
	// nothing else.
	SiteClaim string
	URL       string    // optional
	AsOf      time.Time // zero: not known
	// Stale says that the source refuses us and that this is what it said Age ago.
	Stale bool
	Age   time.Duration
	// ConfirmedBy are the providers that gave the same when they were asked too.
	ConfirmedBy []string
}

// under is h with what it leaves open taken from above.
func (h Head) under(above Head) Head {
	h.Field, h.Subject = cmp.Or(h.Field, above.Field), cmp.Or(h.Subject, above.Subject)
	if h.Period == (Period{}) { // cmp.Or copies it twice, for each cell of a table
		h.Period = above.Period
	}
	h.Unit, h.Form, h.Source = cmp.Or(h.Unit, above.Unit), cmp.Or(h.Form, above.Form), cmp.Or(h.Source, above.Source)
	return h
}
