package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
)

// row is one line of the report.
type row struct {
	label string
	value func(s sample, direct delays) float64
	aim   float64 // largest good ratio to the yardstick; 0: none, printed only
	bare  bool    // a ratio would say nothing
}

// rows lists what is printed. Slowest cases (p99) have no aim: they vary by a factor of three between equal runs.
func rows() []row {
	added := func(of func(delays) []float64, q float64) func(sample, delays) float64 {
		return func(s sample, direct delays) float64 { return quantile(of(s.delays), q) - quantile(of(direct), q) }
	}
	first := func(d delays) []float64 { return d.first }
	later := func(d delays) []float64 { return d.later }
	return []row{
		{label: "CPU s a million chunks, burst", aim: 1.5, value: func(s sample, _ delays) float64 { return s.burst.micros() }},
		{label: fmt.Sprintf("CPU s a million chunks, %d bursts at once", crowded), aim: 1.5, value: func(s sample, _ delays) float64 { return s.crowd.micros() }},
		{label: "CPU s a million chunks, paced", aim: 1.15, value: func(s sample, _ delays) float64 { return s.paced.micros() }},
		{label: "CPU ms a stream of one chunk", value: func(s sample, _ delays) float64 { return s.opening.micros() / 1e3 }},
		{label: "KB an idle stream, resident", aim: 1.15, value: func(s sample, _ delays) float64 { return s.idle.resident / 1024 }},
		{label: "KB an idle stream, live heap + stacks", value: func(s sample, _ delays) float64 { return s.idle.live / 1024 }},
		{label: "first chunk, added µs p50", value: added(first, 0.5)},
		{label: "first chunk, added µs p99", bare: true, value: added(first, 0.99)},
		{label: "later chunks, added µs p50", value: added(later, 0.5)},
		{label: "later chunks, added µs p99", bare: true, value: added(later, 0.99)},
		{label: "client gone to model ended, ms p50", value: func(s sample, _ delays) float64 { return quantile(s.left.took, 0.5) }},
		{label: "client gone to model ended, ms p99", bare: true, value: func(s sample, _ delays) float64 { return quantile(s.left.took, 0.99) }},
		{label: "longest wait before a silence, ms", bare: true, value: func(s sample, _ delays) float64 { return s.held / 1e3 }},
	}
}

// report is the rounds summed up.
type report struct {
	rounds []round
	quick  bool
	lines  []line
}

// line is one row over all rounds. The ratio is the median of the ratios of each round, not the ratio of the medians:
// what disturbs the machine for a while disturbs both servers of a round alike.
type line struct {
	row
	yardstick, quotewire, ratio, low, high float64
}

func newReport(rounds []round, quick bool) report {
	rep := report{rounds: rounds, quick: quick}
	for _, w := range rows() {
		var bare, ours, ratios []float64
		for _, r := range rounds {
			b, o := w.value(r.yardstick, r.direct), w.value(r.quotewire, r.direct)
			bare, ours, ratios = append(bare, b), append(ours, o), append(ratios, o/b)
		}
		rep.lines = append(rep.lines, line{row: w, yardstick: median(bare), quotewire: median(ours), ratio: median(ratios),
			low: slices.Min(ratios), high: slices.Max(ratios)})
	}
	return rep
}

// met holds for a line without an aim too. A ratio that is not a number meets none.
func (l line) met() bool { return l.aim == 0 || l.ratio <= l.aim }

func (rep report) write(w io.Writer) {
	kind := map[bool]string{true: "quick", false: "full"}[rep.quick]
	fmt.Fprintf(w, "\nquotewire beside a bare reverse proxy: %d rounds (%s), %s, %d CPUs\n", len(rep.rounds), kind,
		runtime.Version(), runtime.NumCPU())
	fmt.Fprintf(w, "medians of the rounds; the ratio is the median of the rounds' own ratios (lowest to highest)\n\n")

	fmt.Fprintf(w, "%-42s %9s %9s  %5s  %-15s %4s\n", "", "yardstick", "quotewire", "ratio", "", "aim")
	for _, l := range rep.lines {
		text := fmt.Sprintf("%-42s %9s %9s", l.label, number(l.yardstick), number(l.quotewire))
		if !l.bare {
			text += fmt.Sprintf("  %5.2f  %-15s", l.ratio, fmt.Sprintf("(%.2f to %.2f)", l.low, l.high))
		}
		if l.aim > 0 {
			text += fmt.Sprintf(" %4.2f %s", l.aim, map[bool]string{true: "met", false: "missed"}[l.met()])
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}

	var first, later []float64
	missed, left := 0, 0
	for _, r := range rep.rounds {
		first, later = append(first, r.direct.first...), append(later, r.direct.later...)
		missed += r.quotewire.left.missed
		left += r.quotewire.left.missed + len(r.quotewire.left.took)
	}
	fmt.Fprintf(w, "\nzero line of added latency, no server between: first chunk p50 %.0f µs p99 %.0f µs, later chunks p50 %.0f µs p99 %.0f µs\n",
		quantile(first, 0.5), quantile(first, 0.99), quantile(later, 0.5), quantile(later, 0.99))
	fmt.Fprintf(w, "departures that never reached the model: %d of %d; chunks held back: none\n", missed, left)
	fmt.Fprintln(w, "only ratios with an aim are judged: p99s and latencies vary too much between equal runs")
}

func number(v float64) string {
	if math.Abs(v) >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// verdict is an error when something is broken and, if gate is set, when an aim is missed.
func (rep report) verdict(gate bool) error {
	var errs []error
	for i, r := range rep.rounds {
		for _, s := range []struct {
			name string
			left departures
		}{{"quotewire", r.quotewire.left}, {"the yardstick", r.yardstick.left}} {
			if s.left.missed > 0 {
				errs = append(errs, fmt.Errorf("round %d: %d departures from %s never reached the model", i+1, s.left.missed, s.name))
			}
		}
	}
	for _, l := range rep.lines {
		if gate && !l.met() {
			errs = append(errs, fmt.Errorf("aim missed: %s: ratio %.2f, want at most %.2f", l.label, l.ratio, l.aim))
		}
	}
	return errors.Join(errs...)
}
