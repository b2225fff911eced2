package main

import (
	"strings"
	"testing"
	"time"
)

// roundOf is a round in which quotewire costs the given multiple of the yardstick.
func roundOf(yardstick, ratio float64) round {
	at := func(v float64) sample {
		c := cost{time.Duration(v * 1e6), 1000} // v microseconds each
		return sample{burst: c, crowd: c, paced: c, opening: c, idle: weight{v, v}, delays: delays{[]float64{v}, []float64{v}},
			left: departures{took: []float64{v}}, held: v}
	}
	return round{direct: delays{[]float64{0}, []float64{0}}, yardstick: at(yardstick), quotewire: at(yardstick * ratio)}
}

// TestRatiosArePairedByRound has one round in which the machine was three times slower: a ratio of medians over all
// rounds would mix it with the others.
func TestRatiosArePairedByRound(t *testing.T) {
	rep := newReport([]round{roundOf(1, 1.1), roundOf(3, 1.0), roundOf(1, 1.3)}, false)
	l := rep.lines[0]
	if l.ratio < 1.099 || l.ratio > 1.101 || l.low > 1.001 || l.high < 1.299 {
		t.Errorf("ratio %v (%v to %v), want 1.1 (1.0 to 1.3)", l.ratio, l.low, l.high)
	}
}

func TestReportSaysWhichAimsAreMet(t *testing.T) {
	var out strings.Builder
	rep := newReport([]round{roundOf(2, 1.2)}, true)
	rep.write(&out)
	for _, want := range []string{
		"CPU s a million chunks, burst                   2.00      2.40   1.20  (1.20 to 1.20)  1.50 met\n",
		"CPU s a million chunks, paced                   2.00      2.40   1.20  (1.20 to 1.20)  1.15 missed\n",
		"1 rounds (quick)",
		"departures that never reached the model: 0 of 1",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
	if err := rep.verdict(false); err != nil {
		t.Errorf("verdict without gate = %v, want none", err)
	}
	if err := rep.verdict(true); err == nil || strings.Contains(err.Error(), "burst:") || !strings.Contains(err.Error(), "paced") {
		t.Errorf("verdict with gate = %v, want the missed aims", err)
	}
}

func TestMissedDepartureIsBroken(t *testing.T) {
	r := roundOf(1, 1)
	r.quotewire.left.missed = 1
	if err := newReport([]round{r}, true).verdict(false); err == nil {
		t.Error("a departure that never reached the model passed")
	}
}

func TestNoNumberMeetsNoAim(t *testing.T) {
	if err := newReport([]round{roundOf(0, 1)}, true).verdict(true); err == nil {
		t.Error("a ratio that is not a number met its aim")
	}
}
