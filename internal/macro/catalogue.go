package macro

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:embed catalogue.txt
var catalogueLines string

// catalogueCells is how many a line of the catalogue has.
const catalogueCells = 10

// Catalogue is the series that are found by a name.
type Catalogue struct {
	series []Series
	byID   map[string]int
}

// NewCatalogue reads the table that is part of the program.
func NewCatalogue() (*Catalogue, error) {
	c := &Catalogue{byID: map[string]int{}}
	for line := range strings.Lines(catalogueLines) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		s, err := parseSeries(line)
		if err != nil {
			return nil, fmt.Errorf("parse catalogue: %w", err)
		}
		if _, twice := c.byID[s.ID]; twice {
			return nil, fmt.Errorf("parse catalogue: %s is there twice", s.ID)
		}
		c.byID[s.ID] = len(c.series)
		c.series = append(c.series, s)
	}
	return c, nil
}

// Series are all of them, in the order of the catalogue.
func (c *Catalogue) Series() []Series { return slices.Clone(c.series) }

// byName is the series of an id, false when there is none.
func (c *Catalogue) byName(id string) (Series, bool) {
	i, ok := c.byID[id]
	if !ok {
		return Series{}, false
	}
	return c.series[i], true
}

func parseSeries(line string) (Series, error) {
	cells := strings.Split(line, "|")
	if len(cells) != catalogueCells {
		return Series{}, fmt.Errorf("%d cells in %.40q, want %d", len(cells), line, catalogueCells)
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	s := Series{ID: cells[0], Title: cells[1], Agency: cells[2], Frequency: Frequency(cells[4]), Adjustment: cells[5], Lag: -1, Note: cells[9]}
	var err error
	if s.Unit, err = parseUnit(cells[3]); err != nil {
		return s, fmt.Errorf("%s: %w", s.ID, err)
	}
	if cells[6] != "" {
		if s.Lag, err = strconv.Atoi(cells[6]); err != nil {
			return s, fmt.Errorf("%s: lag: %w", s.ID, err)
		}
	}
	if !slices.Contains(frequencies(), s.Frequency) {
		return s, fmt.Errorf("%s: no such frequency: %q", s.ID, s.Frequency)
	}
	for text := range strings.SplitSeq(cells[7], ", ") {
		source, key, ok := strings.Cut(text, ":")
		if !ok {
			return s, fmt.Errorf("%s: no source and key: %q", s.ID, text)
		}
		s.Sources = append(s.Sources, Key{source, key})
	}
	s.readNames(cells[8])
	return s, nil
}

// readNames takes the names that people use, and what each means.
func (s *Series) readNames(cell string) {
	s.meanings = []meaning{{wordsOf(s.ID), ""}, {wordsOf(s.Title), ""}}
	for name := range strings.SplitSeq(cell, ";") {
		name, transform, _ := strings.Cut(strings.TrimSpace(name), ">")
		s.Names = append(s.Names, name)
		s.meanings = append(s.meanings, meaning{wordsOf(name), Transform(transform)})
	}
	for _, k := range s.Sources {
		if k.Source == fred && len(k.Key) >= shortestID {
			s.meanings = append(s.meanings, meaning{wordsOf(k.Key), ""})
		}
	}
}

// fred is the source of what has no id here.
const fred = "fred"

// fredID is an id of FRED as it is written there.
var fredID = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,39}$`)

// shortestID is how long an id of FRED is that is not told from a name otherwise: PCE
// is the name of a price index and the id of what is spent.
const shortestID = 4

// bareID is the id of FRED that a text is, alone or behind the name of the source;
// empty when it is none.
func bareID(text string) string {
	text = strings.TrimSpace(text)
	named, id, ok := strings.Cut(text, ":")
	if ok && strings.EqualFold(strings.TrimSpace(named), fred) {
		if id = strings.ToUpper(strings.TrimSpace(id)); fredID.MatchString(id) {
			return id
		}
		return ""
	}
	if fredID.MatchString(text) && len(text) >= shortestID {
		return text
	}
	return ""
}
