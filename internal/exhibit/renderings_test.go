package exhibit

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

// maker makes random exhibits, each figure of them another one.
type maker struct {
	*rand.Rand
	n int // figures and rows so far
}

func (m *maker) number() Value {
	m.n++
	v := (float64(m.n) + m.Float64()) * math.Pow10(m.IntN(16)-6)
	if m.IntN(12) == 0 {
		v *= math.Pow10(m.IntN(40) - 20)
	}
	if m.IntN(3) == 0 {
		v = -v
	}
	form := []Form{Fixed(m.IntN(8)), Signed(2), Signed(4), Words(), Grouped(), Digits(), Shortest(), {}, Fixed(2).Explained(), Fixed(4).Plain()}[m.IntN(10)]
	unit := []Unit{In("USD"), In("GBp"), AShare("JPY"), In(Percent), AYear(Percent), In(Points), In(Shares), In(Count), In("ZAc"), {}}[m.IntN(10)]
	out := Number(v, form, unit).Of(Field(fmt.Sprintf("test.f%d", m.n)))
	if m.IntN(8) == 0 {
		out.Text = "-123456789012345678901234567890.5"
		out.Number = -123456789012345678901234567890.5
		out.Form = Grouped()
	}
	return out
}

func (m *maker) value() Value {
	switch m.IntN(12) {
	case 0:
		return Value{}
	case 1:
		return Missing("not reported")
	case 2:
		return m.number().Between("last trade: ", "*")
	case 3:
		return m.number().Between("", " to ").Then(m.number())
	case 4:
		return Number(math.NaN(), Form{}, In("USD"))
	case 5:
		return Text("a|b *c* <d> [e](f) _g_")
	}
	return m.number()
}

func (m *maker) facts() (all []Fact) {
	for range m.IntN(5) {
		f := Fact{Head: Head{Name: []string{"", "name"}[m.IntN(2)], Source: m.IntN(3)}}
		for range 1 + m.IntN(3) {
			f.Values = append(f.Values, m.value().Between("", "; "))
		}
		all = append(all, f)
	}
	return all
}

// table has rows that are told apart by their first cell.
func (m *maker) table(rows int) Part {
	m.n++
	p := Part{Head: Head{Name: fmt.Sprintf("Table %d", m.n), Source: m.IntN(2)}, Columns: []Head{{Name: "row"}, {Name: "one"}, {Name: "two %", Unit: In("EUR")}, {Name: "one"}}}
	for i := range rows {
		m.n++
		r := Row{Head: Head{Source: m.IntN(3)}, Cells: []Value{Text(fmt.Sprintf("<row-%d>", m.n))}}
		r.Period = On(calendar.Date{Year: 2000, Month: 1, Day: 1}.AddDays(i))
		for range 3 {
			r.Cells = append(r.Cells, m.value())
		}
		if m.IntN(20) == 0 {
			r.Note = "not final"
		}
		p.Rows = append(p.Rows, r)
	}
	return p
}

func (m *maker) exhibit() *Exhibit {
	e := &Exhibit{Title: "Title", Head: Head{Subject: "AAPL"}, Told: m.facts(), Facts: m.facts()}
	for i := range 2 {
		e.Origins = append(e.Origins, Origin{Kind: Market, Title: "t", Provider: "p", AsOf: time.Unix(int64(1e9+i), 0), Stale: i == 1, Age: time.Hour})
	}
	rows := []int{0, 1, 7, 60, 300}[m.IntN(5)]
	switch m.IntN(3) {
	case 0:
		p := m.table(1 + rows)
		p.Newest, p.Total = true, 1+rows
		e.Parts = []Part{p}
	case 1:
		e.OnePage = true
		e.Parts = []Part{m.table(rows), {Prose: []string{"prose", "# prose"}}}
	default:
		e.Parts = []Part{{Head: Head{Name: "List"}, Facts: m.facts()}, m.table(rows), m.table(3), {Columns: []Head{{Name: "x"}}, Empty: "none"}, {Prose: []string{"prose"}}}
		if rows > 0 {
			e.Parts[1].Chart = Chart{Type: []ChartType{Line, Bars}[m.IntN(2)], Y: []int{1, 2}}
		}
	}
	return e
}

// The text, Markdown, tables and CSV of an exhibit say the same: each figure is in all
// of them, exact or in a correct rounding, and each row once.
func TestRenderingsAgree(t *testing.T) {
	for seed := range uint64(120) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 1))}
		e := m.exhibit()
		text, onPages := e.pagesOf(t)
		if e.OnePage && strings.Contains(text, "do not fit") {
			onPages = nil
		}
		all := e.Data()
		if onPages != nil && len(onPages) != len(all) {
			t.Fatalf("seed %d: %d data on the pages, %d in all", seed, len(onPages), len(all))
		}
		markdown := e.Markdown()
		inJSON, inCSV := e.figures(t)
		for _, d := range all {
			if !inJSON[d.Exact] && !inJSON[strconv.FormatFloat(d.Value, 'g', -1, 64)] || !inCSV[d.Exact] {
				t.Fatalf("seed %d: %s (%s) is in JSON: %t, in CSV: %t", seed, d.Exact, d.Shown, inJSON[d.Exact], inCSV[d.Exact])
			}
			if fault := rounding(d); fault != "" {
				t.Fatalf("seed %d: %s", seed, fault)
			}
		}
		told := map[Field]bool{}
		for _, d := range e.told() {
			told[d.Field] = true
		}
		for _, d := range all {
			if told[d.Field] {
				continue // in no line
			}
			if onPages != nil && !strings.Contains(text, d.Shown) || !strings.Contains(markdown, escaped(d.Shown)) {
				t.Fatalf("seed %d: %q is not in the text, or not in\n%.3000s", seed, d.Shown, markdown)
			}
		}
		e.holdRows(t, text, markdown, onPages != nil)
		e.holdBounds(t)
	}
}

// escaped is as Markdown has it within a table.
func escaped(s string) string { return strings.ReplaceAll(markdown(s), "|", "\\|") }

// pagesOf are all pages of the text, and the data on them, those at the top once.
func (e *Exhibit) pagesOf(t *testing.T) (text string, data []Datum) {
	t.Helper()
	top := 0
	for _, l := range e.facts(e.Facts, Head{}) {
		top += len(l.data())
	}
	top += len(e.told())
	for n, pages := 1, 1; n <= pages; n++ {
		p := e.Page(n, Room{})
		if pages = p.Pages; n > 1 {
			p.Data = p.Data[top:]
		}
		text, data = text+p.Text+"\n", append(data, p.Data...)
	}
	return text, data
}

// figures are the numbers of all tables as they are read back, two in one cell each.
func (e *Exhibit) figures(t *testing.T) (inJSON, inCSV map[string]bool) {
	t.Helper()
	inJSON, inCSV = map[string]bool{}, map[string]bool{}
	for _, table := range e.Tables() {
		body, err := json.Marshal(table)
		if err != nil {
			t.Fatal(err)
		}
		var back struct {
			Columns []Column
			Rows    [][]any
		}
		d := json.NewDecoder(strings.NewReader(string(body)))
		d.UseNumber()
		if err := d.Decode(&back); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := table.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(lines) != 1+len(back.Rows) {
			t.Fatalf("%d lines of %d rows (%v)", len(lines), len(back.Rows), err)
		}
		for i, row := range back.Rows {
			if len(row) != len(back.Columns) || len(lines[i+1]) != len(back.Columns) {
				t.Fatalf("%d cells, in CSV %d, below %d columns", len(row), len(lines[i+1]), len(back.Columns))
			}
			for k, cell := range row {
				for one := range strings.SplitSeq(fmt.Sprint(cell), "/") {
					inJSON[canonical(one)] = true
				}
				for one := range strings.SplitSeq(lines[i+1][k], "/") {
					inCSV[one] = true
				}
			}
		}
	}
	return inJSON, inCSV
}

// canonical is a number of JSON as Exact writes it.
func canonical(s string) string {
	if v, err := strconv.ParseFloat(s, 64); err == nil && strings.ContainsAny(s, "eE") {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return s
}

var plainNumber = regexp.MustCompile(`[+-]?\d[\d,]*(?:\.\d+)?`)

// rounding says in what the shown form of a datum is no rounding of it.
func rounding(d Datum) string {
	exact, ok := new(big.Rat).SetString(d.Exact)
	if !ok {
		return "no number: " + d.Exact
	}
	if m, _, minor := strings.Cut(d.Shown, " ("); minor && d.Unit.Money() && !strings.Contains(m, "illion") {
		d.Shown = m // the value in the major unit has its own test
	}
	for i, s := range plainNumber.FindAllString(d.Shown, -1) {
		shown, _ := new(big.Rat).SetString(strings.ReplaceAll(strings.TrimPrefix(s, "+"), ",", ""))
		unit := big.NewRat(1, 1)
		if _, fraction, ok := strings.Cut(s, "."); ok {
			unit.SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(fraction))), nil))
		}
		for name, size := range map[string]int64{" trillion": 1e12, " billion": 1e9, " million": 1e6} {
			if i == 0 && strings.Contains(d.Shown, name) {
				shown.Mul(shown, big.NewRat(size, 1))
				unit.Mul(unit, big.NewRat(size, 1))
			}
		}
		off := new(big.Rat).Sub(shown, exact)
		// Half a unit, and what the sixteenth digit of a float is.
		most := new(big.Rat).Add(unit.Mul(unit, big.NewRat(1, 2)), new(big.Rat).Mul(new(big.Rat).Abs(exact), big.NewRat(1, 1e14)))
		if off.Abs(off).Cmp(most) > 0 {
			return fmt.Sprintf("%q shows %s", d.Shown, d.Exact)
		}
	}
	return ""
}

// holdRows says that each row of each table is told once.
func (e *Exhibit) holdRows(t *testing.T, text, markdown string, whole bool) {
	t.Helper()
	rows := 0
	for _, p := range e.Parts {
		for _, r := range p.Rows {
			if len(p.Columns) < 4 {
				continue
			}
			rows++
			name := r.Cells[0].Text
			if n := strings.Count(text, name); whole && n != 1 || n > 1 {
				t.Fatalf("%s is %d times in the text", name, n)
			}
			if n := strings.Count(markdown, escaped(name)); n != 1 {
				t.Fatalf("%s is %d times in Markdown", name, n)
			}
			_, line, _ := strings.Cut(markdown, "\n| "+escaped(name))
			line, _, _ = strings.Cut(line, "\n")
			if n := strings.Count(strings.ReplaceAll(line, "\\|", ""), "|"); n != len(p.Columns) {
				t.Fatalf("%d cells in Markdown: %s", n, line)
			}
		}
	}
	total := 0
	for _, table := range e.Tables() {
		if table.Kind != kindFacts {
			total += table.RowsTotal
		}
	}
	if total != rows {
		t.Fatalf("%d rows in tables, %d in all", total, rows)
	}
}

// holdBounds says that what is sent is bounded and of a series the newest.
func (e *Exhibit) holdBounds(t *testing.T) {
	t.Helper()
	whole := e.Tables()
	bounded := e.Bounded()
	if n := size(bounded); n > MostBytes+len(bounded)+2 {
		t.Fatalf("%d bytes", n)
	}
	for _, b := range bounded {
		i := slices.IndexFunc(whole, func(w Table) bool { return w.Title == b.Title && w.Kind == b.Kind })
		if len(b.Rows) > MostRows || len(b.origins) != len(b.Rows) || b.RowsTotal != whole[i].RowsTotal {
			t.Fatalf("%d of %d rows, %d origins", len(b.Rows), b.RowsTotal, len(b.origins))
		}
		last := func(rows [][]any) any { return rows[len(rows)-1][0] }
		if b.Kind == kindSeries && last(b.Rows) != last(whole[i].Rows) {
			t.Fatalf("the newest row is %v, want %v", last(b.Rows), last(whole[i].Rows))
		}
		for _, n := range b.Sources {
			if n > len(e.Origins) {
				t.Fatalf("there is no source %d", n)
			}
		}
	}
}
