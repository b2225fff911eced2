package study

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"quotewire/internal/dates"
	"quotewire/internal/market"
)

//go:embed companies.txt
var companiesText string

// company is what is known of a company's fiscal years beside the dates that the
// source sends. The zero one is not known.
type company struct {
	symbol  string
	known   bool
	byStart bool         // named after the year in which they begin
	weeks   *dates.Weeks // nil: whole months, or not known
}

// companyOf looks a company up.
func companyOf(symbol market.Symbol) company {
	for line := range strings.Lines(companiesText) {
		if f := strings.Fields(line); len(f) > 0 && f[0] == symbol.String() {
			if c, err := readCompany(f); err == nil {
				return c
			}
		}
	}
	return company{symbol: symbol.String()}
}

// readCompany reads the fields of one line. A test holds that all can be read.
func readCompany(f []string) (company, error) {
	if len(f) != 5 || f[1] != "begin" && f[1] != "end" {
		return company{}, fmt.Errorf("read a company's fiscal year: %q: want a symbol, begin or end, and three fields more", f)
	}
	c := company{symbol: f[0], known: true, byStart: f[1] == "begin"}
	if f[2] == "-" {
		return c, nil
	}
	rule, day, _ := strings.Cut(f[2], "-")
	w := &dates.Weeks{Weekday: -1, Nearest: rule == "nearest"}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if d.String() == day {
			w.Weekday = d
		}
	}
	if w.Weekday < 0 || !w.Nearest && rule != "last" {
		return company{}, fmt.Errorf("read a company's fiscal year: %s: %q is no rule for its end", f[0], f[2])
	}
	q := &w.Quarters
	if _, err := fmt.Sscanf(f[3]+" "+f[4], "%d-%d-%d-%d %d", &q[0], &q[1], &q[2], &q[3], &w.Long); err != nil {
		return company{}, fmt.Errorf("read a company's fiscal year: %s: %w", f[0], err)
	}
	c.weeks = w
	return c, nil
}
