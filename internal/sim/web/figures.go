package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"text/template"
	"time"

	"quotewire/internal/sim/facts"
)

// figures gives a page its figures, all of them of one day's close. They agree with
// what the simulated Yahoo says of that day.
type figures struct {
	catalog *facts.Catalog
	day     facts.Day
	now     time.Time
}

// functions are what a page's template may call.
func (d *figures) functions() template.FuncMap {
	figure := func(of func(*facts.Instrument) string) func(string) (string, error) {
		return func(symbol string) (string, error) { return d.of(symbol, of) }
	}
	over := func(of func(*facts.Instrument, int) string) func(string, int) (string, error) {
		return func(symbol string, days int) (string, error) {
			return d.of(symbol, func(in *facts.Instrument) string { return of(in, days) })
		}
	}
	return template.FuncMap{
		"name":    figure(func(in *facts.Instrument) string { return in.LongName }),
		"price":   figure(d.price),
		"cap":     figure(d.capital),
		"eps":     figure(func(in *facts.Instrument) string { return fmt.Sprintf("%.2f", in.EPS) }),
		"pe":      figure(d.multiple),
		"yield":   figure(func(in *facts.Instrument) string { return fmt.Sprintf("%.2f", in.Yield*100) }),
		"move":    over(d.move),
		"percent": over(func(in *facts.Instrument, days int) string { return fmt.Sprintf("%+.1f", d.change(in, days)) }),
		"date":    func() string { return d.day.Time().Format("2 January 2006") },
		"traded":  d.traded,
		"quarter": d.quarter,
		"obscure": func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"json":    func(v any) (string, error) { raw, err := json.Marshal(v); return string(raw), err },
		"chips":   func() []string { return []string{"NVDA", "AMD", "INTC"} },
		"numbers": func(n int) []int { return make([]int, n) },
		"add":     func(a, b int) int { return a + b },
	}
}

// of is a figure of the instrument that a symbol stands for.
func (d *figures) of(symbol string, figure func(*facts.Instrument) string) (string, error) {
	in := d.catalog.Find(symbol)
	if in == nil {
		return "", fmt.Errorf("no such symbol: %q", symbol)
	}
	return figure(in), nil
}

// session is the last day until then on which the instrument made prices.
func (d *figures) session(in *facts.Instrument, on facts.Day) facts.Day {
	return in.Exchange.Before(on + 1)
}

func (d *figures) close(in *facts.Instrument) float64 { return in.Close(d.session(in, d.day)) }

// traded is the day of New York's closing prices, which need not be the page's.
func (d *figures) traded() (string, error) {
	return d.of("^GSPC", func(in *facts.Instrument) string { return d.session(in, d.day).Time().Format("2 January 2006") })
}

func (d *figures) price(in *facts.Instrument) string {
	return fmt.Sprintf("%.*f", in.Digits(), d.close(in))
}

func (d *figures) capital(in *facts.Instrument) string { return large(d.close(in) * in.Shares) }

func (d *figures) multiple(in *facts.Instrument) string {
	if in.EPS <= 0 {
		return "none (a loss)"
	}
	return fmt.Sprintf("%.1f", d.close(in)/in.EPS)
}

// change is percent over so many calendar days.
func (d *figures) change(in *facts.Instrument, days int) float64 {
	return (d.close(in)/in.Close(d.session(in, d.day-facts.Day(days))) - 1) * 100
}

func (d *figures) move(in *facts.Instrument, days int) string {
	c := d.change(in, days)
	verb := "rose"
	if c < 0 {
		verb = "fell"
	}
	return fmt.Sprintf("%s %.1f percent", verb, math.Abs(c))
}

// quarter is the last quarter of the calendar that had ended four weeks before.
func (d *figures) quarter() string {
	y, m, _ := (d.day - 28).Time().Date()
	end := time.Date(y, (m-1)/3*3+1, 0, 0, 0, 0, 0, time.UTC)
	return end.Format("January 2006")
}

// large is an amount in words: 3.66 trillion.
func large(v float64) string {
	for _, u := range []struct {
		size float64
		word string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}} {
		if math.Abs(v) >= u.size {
			return strings.TrimSpace(fmt.Sprintf("%.2f %s", v/u.size, u.word))
		}
	}
	return fmt.Sprintf("%.0f", v)
}
