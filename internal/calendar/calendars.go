package calendar

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed exchanges.txt
var exchanges string

// Calendars holds the exchanges this package knows. It is immutable.
type Calendars struct {
	all      []*Exchange
	byCode   map[string]*Exchange
	bySuffix map[string]*Exchange
	byIndex  map[string]*Exchange
}

// New loads the calendars. It fails only where the time zone database is
// missing or a list is damaged.
func New() (*Calendars, error) {
	c := &Calendars{byCode: map[string]*Exchange{}, bySuffix: map[string]*Exchange{}, byIndex: map[string]*Exchange{}}
	sets := map[string][]string{}
	for paragraph := range strings.SplitSeq(exchanges, "\n\n") {
		var lines []string
		for line := range strings.SplitSeq(strings.TrimSpace(paragraph), "\n") {
			if set, ok := strings.CutPrefix(line, "use "); ok {
				lines = append(lines, sets[set]...)
			} else if !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
		if len(lines) == 0 {
			continue
		}
		kind, name, _ := strings.Cut(lines[0], " ")
		if kind == "set" {
			sets[name] = lines[1:]
		} else if err := c.add(name, lines[1:]); err != nil {
			return nil, fmt.Errorf("read calendar of %s: %w", name, err)
		}
	}
	return c, nil
}

// add takes an exchange by what the lines say of it.
func (c *Calendars) add(name string, lines []string) error {
	e := &Exchange{Name: name, once: map[Date]string{}, extra: map[Date]bool{}, special: map[Date]hours{}}
	c.all = append(c.all, e)
	names := map[string]map[string]*Exchange{"codes": c.byCode, "suffixes": c.bySuffix, "indices": c.byIndex}
	for _, line := range lines {
		key, of, _ := strings.Cut(line, " ")
		if by, ok := names[key]; ok {
			for name := range strings.FieldsSeq(of) {
				if by[name] != nil {
					return fmt.Errorf("%s is of %s already", name, by[name].Name)
				}
				by[name] = e
			}
		} else if err := e.read(key, of); err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
	}
	return nil
}

// Of is the calendar behind Yahoo's exchange code, such as NMS, LSE or CCC;
// false for one that is not known.
func (c *Calendars) Of(code string) (*Exchange, bool) {
	e, ok := c.byCode[code]
	return e, ok
}

// OfSymbol is the calendar that a Yahoo symbol names by its form: a suffix such as
// .L, an index such as ^FTSE or ^J203.JO, a currency pair, a coin. It is false where
// the form does not tell, as with a future, whose exchange only its quote names, and
// with a symbol without a suffix, which is American but not always a share.
func (c *Calendars) OfSymbol(symbol string) (*Exchange, bool) {
	var e *Exchange
	suffix := symbol[strings.LastIndexByte(symbol, '.')+1:]
	switch {
	case strings.HasPrefix(symbol, "^"):
		if e = c.byIndex[symbol]; e == nil {
			e = c.bySuffix[suffix] // ^SET.BK
		}
	case strings.HasSuffix(symbol, "=X"):
		e = c.byCode["CCY"]
	case suffix != symbol:
		e = c.bySuffix[suffix]
	case coin(symbol):
		e = c.byCode["CCC"]
	}
	return e, e != nil
}

// coin reports whether a symbol is a coin priced in a currency, such as BTC-USD:
// shares have one or two letters after their dash.
func coin(symbol string) bool {
	i := strings.LastIndexByte(symbol, '-')
	return i > 0 && len(symbol)-i > 3
}

// NewYork is the calendar of NYSE and Nasdaq.
func (c *Calendars) NewYork() *Exchange { return c.byCode["NYQ"] }
