package facts

import (
	_ "embed" // the tables
	"fmt"
	"strconv"
	"strings"
)

//go:embed exchanges.txt
var exchangeTable string

//go:embed instruments.txt
var instrumentTable string

//go:embed companies.txt
var companyTable string

//go:embed funds.txt
var fundTable string

//go:embed components.txt
var componentTable string

//go:embed splits.txt
var splitTable string

// eachRow calls read with the cells of each line of a table, but for blank lines
// and comments. Every line must have so many cells.
func eachRow(name, table string, columns int, read func(cells []string) error) error {
	for n, line := range strings.Split(table, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != columns {
			return fmt.Errorf("parse %s line %d: %d columns, want %d", name, n+1, len(cells), columns)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if err := read(cells); err != nil {
			return fmt.Errorf("parse %s line %d: %w", name, n+1, err)
		}
	}
	return nil
}

// figuresOf reads cells that are numbers.
func figuresOf(cells []string) ([]float64, error) {
	all := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			return nil, fmt.Errorf("parse figure: %w", err)
		}
		all[i] = v
	}
	return all, nil
}

// addTables fills the catalog. Companies, funds and splits are of instruments
// that are there by then.
func (c *Catalog) addTables(exchanges map[string]*Exchange) error {
	if err := eachRow("instruments.txt", instrumentTable, 14, func(cells []string) error {
		in, err := parseInstrument(cells, exchanges)
		if err != nil {
			return err
		}
		c.bySymbol[in.Symbol] = in
		c.Symbols = append(c.Symbols, in.Symbol)
		return nil
	}); err != nil {
		return err
	}
	if err := eachRow("companies.txt", companyTable, 15, c.addCompany); err != nil {
		return err
	}
	if err := eachRow("funds.txt", fundTable, 11, c.addFund); err != nil {
		return err
	}
	if err := eachRow("splits.txt", splitTable, 4, c.addSplit); err != nil {
		return err
	}
	c.series = map[string]*Series{}
	if err := eachRow("series.txt", seriesTable, 9, c.addSeries); err != nil {
		return err
	}
	if err := eachRow("series.txt", seriesTable, 9, func(cells []string) error { return c.derive(cells[0], cells[8]) }); err != nil {
		return err
	}
	if err := eachRow("components.txt", componentTable, 2, c.addComponents); err != nil {
		return err
	}
	for _, in := range c.Listed() {
		if in.Kind == Equity && in.Company == nil || (in.Kind == ETF || in.Kind == Fund) && in.Portfolio == nil {
			return fmt.Errorf("nothing is said of the %s %s", in.Kind, in.Symbol)
		}
	}
	return nil
}

func (c *Catalog) addComponents(cells []string) error {
	in, err := c.known(cells[0])
	if err != nil {
		return err
	}
	in.Components = strings.Fields(cells[1])
	for _, symbol := range in.Components {
		if _, err := c.known(symbol); err != nil {
			return err
		}
	}
	return nil
}

// known is the instrument that a table speaks of.
func (c *Catalog) known(symbol string) (*Instrument, error) {
	in := c.bySymbol[symbol]
	if in == nil {
		return nil, fmt.Errorf("no such instrument: %q", symbol)
	}
	return in, nil
}

func (c *Catalog) addSplit(cells []string) error {
	in, err := c.known(cells[0])
	if err != nil {
		return err
	}
	d, err := ParseDay(cells[1])
	if err != nil {
		return err
	}
	parts, err := figuresOf(cells[2:])
	if err != nil {
		return err
	}
	in.Splits = append(in.Splits, Split{Day: d, Numerator: int(parts[0]), Denominator: int(parts[1])})
	return nil
}
