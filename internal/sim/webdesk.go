package sim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"text/template"
	"time"
)

// desk gives a page its figures, all of them of one day's close. They agree with
// what the simulated Yahoo says of that day.
type desk struct {
	catalog *catalog
	day     day
	now     time.Time
}

// functions are what a page's template may call.
func (d *desk) functions() template.FuncMap {
	figure := func(of func(*instrument) string) func(string) (string, error) {
		return func(symbol string) (string, error) { return d.of(symbol, of) }
	}
	over := func(of func(*instrument, int) string) func(string, int) (string, error) {
		return func(symbol string, days int) (string, error) {
			return d.of(symbol, func(in *instrument) string { return of(in, days) })
		}
	}
	return template.FuncMap{
		"name":    figure(func(in *instrument) string { return in.longName }),
		"price":   figure(d.price),
		"cap":     figure(d.capital),
		"eps":     figure(func(in *instrument) string { return fmt.Sprintf("%.2f", in.eps) }),
		"pe":      figure(d.multiple),
		"yield":   figure(func(in *instrument) string { return fmt.Sprintf("%.2f", in.yield*100) }),
		"move":    over(d.move),
		"percent": over(func(in *instrument, days int) string { return fmt.Sprintf("%+.1f", d.change(in, days)) }),
		"date":    func() string { return d.day.time().Format("2 January 2006") },
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
func (d *desk) of(symbol string, figure func(*instrument) string) (string, error) {
	in := d.catalog.find(symbol)
	if in == nil {
		return "", fmt.Errorf("no such symbol: %q", symbol)
	}
	return figure(in), nil
}

// session is the last day until then on which the instrument made prices.
func (d *desk) session(in *instrument, on day) day { return in.exchange.before(on + 1) }

func (d *desk) close(in *instrument) float64 { return in.close(d.session(in, d.day)) }

// traded is the day of New York's closing prices, which need not be the page's.
func (d *desk) traded() (string, error) {
	return d.of("^GSPC", func(in *instrument) string { return d.session(in, d.day).time().Format("2 January 2006") })
}

func (d *desk) price(in *instrument) string {
	return fmt.Sprintf("%.*f", in.digits(), d.close(in))
}

func (d *desk) capital(in *instrument) string { return large(d.close(in) * in.shares) }

func (d *desk) multiple(in *instrument) string {
	if in.eps <= 0 {
		return "none (a loss)"
	}
	return fmt.Sprintf("%.1f", d.close(in)/in.eps)
}

// change is percent over so many calendar days.
func (d *desk) change(in *instrument, days int) float64 {
	return (d.close(in)/in.close(d.session(in, d.day-day(days))) - 1) * 100
}

func (d *desk) move(in *instrument, days int) string {
	c := d.change(in, days)
	verb := "rose"
	if c < 0 {
		verb = "fell"
	}
	return fmt.Sprintf("%s %.1f percent", verb, math.Abs(c))
}

// quarter is the last quarter of the calendar that had ended four weeks before.
func (d *desk) quarter() string {
	y, m, _ := (d.day - 28).time().Date()
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
