package study

import (
	"fmt"
	"math"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// change tells all the ways in which a period's change is meant: from the close
// before it, from its first open, from its first close.
func change(_ *work, d *dailyBars, s *Section) error {
	closes := d.closes()
	first, last := closes[0], closes[len(closes)-1]
	if b, ok := d.before(); ok {
		s.Figures = append(s.Figures, d.money("close before the period", b.Value).of(d.closing()).on(b.Date))
		s.Figures = append(s.Figures, d.moved("change from the close before to the last close", d.changing(""), b, last)...)
	}
	if open := (analysis.Point{Date: first.Date, Value: d.history.Bars[d.from].Open}); !d.adjusted && open.Value != 0 {
		s.Figures = append(s.Figures, d.money("first open", open.Value).of("history.open").on(first.Date))
		s.Figures = append(s.Figures, d.moved("change from the first open to the last close", "history.change_from_open", open, last)...)
	}
	s.Figures = append(s.Figures, d.money("first close", first.Value).of(d.closing()).on(first.Date), d.money("last close", last.Value).of(d.closing()).on(last.Date))
	if len(closes) == 1 {
		return nil
	}
	s.Figures = append(s.Figures, d.moved("change from the first close to the last close", d.changing("_of_closes"), first, last)...)
	if years := last.Date.In(d.history.Location).Sub(first.Date.In(d.history.Location)).Hours() / 24 / 365.25; years > 1 && first.Value > 0 && last.Value > 0 {
		s.Figures = append(s.Figures, percent("compound growth a year, first close to last close", math.Pow(last.Value/first.Value, 1/years)-1).of("analysis.compound_growth"))
		s.About = "growth a year is over years of 365.25 days"
	}
	return nil
}

// moved is a change in the price's unit and in per cent, which is of a field of its own.
func (d *dailyBars) moved(name string, field Field, from, to analysis.Point) []Figure {
	figures := []Figure{d.money(name, to.Value-from.Value).of(field).move().during(from.Date, to.Date)}
	if from.Value > 0 {
		figures = append(figures, percent(name, to.Value/from.Value-1).of(field+"_percent").during(from.Date, to.Date))
	}
	return figures
}

// extremes are the highest and lowest closes, and prices within a day.
func extremes(_ *work, d *dailyBars, s *Section) error {
	closes := d.closes()
	top, bottom, err := closes.Extremes()
	if err != nil {
		return err
	}
	s.Figures = append(s.Figures, d.money("highest close", top.Value).of(d.closing()).on(top.Date), d.money("lowest close", bottom.Value).of(d.closing()).on(bottom.Date))
	if d.adjusted {
		return nil // highs and lows are not adjusted for dividends
	}
	highs, lows := d.of(func(b market.Bar) float64 { return b.High }), d.of(func(b market.Bar) float64 { return b.Low })
	if len(highs) > 0 {
		high, _, err := highs.Extremes()
		if err != nil {
			return err
		}
		s.Figures = append(s.Figures, d.money("highest price (intraday high)", high.Value).of("history.high").on(high.Date))
	}
	if len(lows) > 0 {
		_, low, err := lows.Extremes()
		if err != nil {
			return err
		}
		s.Figures = append(s.Figures, d.money("lowest price (intraday low)", low.Value).of("history.low").on(low.Date))
	}
	if n := len(closes) - min(len(highs), len(lows)); n > 0 {
		s.About = fmt.Sprintf("%d of %d days came without a high or a low: theirs are not among the highest and lowest prices", n, len(closes))
	}
	return nil
}

// daily finds the trading days of the largest changes, that of the first day from
// the close before the period. The largest in points and the largest in per cent
// are often different days.
func daily(_ *work, d *dailyBars, s *Section) error {
	moves, err := d.led().Moves()
	if err != nil {
		return err
	}
	s.About = "changes from one close to the next"
	up, down := 0, 0
	for _, m := range moves {
		if !m.Relative {
			s.About = fmt.Sprintf("changes from one close to the next; per cent are not defined from a close that is not above 0, as on %s", m.From.Date)
		}
		switch {
		case m.Difference > 0:
			up++
		case m.Difference < 0:
			down++
		}
	}
	rise, fall, err := d.led().LargestMoves(analysis.ByDifference)
	if err != nil {
		return err
	}
	riseInPercent, fallInPercent, err := d.led().LargestMoves(analysis.ByFraction)
	if err != nil {
		return err
	}
	largest := func(name string, field Field, byPoints, byPercent analysis.Move) {
		s.Figures = append(s.Figures, d.money(name, byPoints.Difference).of(field).move().on(byPoints.To.Date))
		if byPoints.Relative {
			s.Figures = append(s.Figures, percent(name, byPoints.Fraction).of(field).on(byPoints.To.Date))
		}
		if byPercent.Relative {
			s.Figures = append(s.Figures, percent(name+" in per cent", byPercent.Fraction).of(field+"_percent").on(byPercent.To.Date))
		}
	}
	if up > 0 {
		largest("largest rise of one day", "analysis.largest_rise", rise, riseInPercent)
	}
	if down > 0 {
		largest("largest drop of one day", "analysis.largest_drop", fall, fallInPercent)
	}
	s.Figures = append(s.Figures, count("days up", up).of("analysis.days_up"), count("days down", down).of("analysis.days_down"), count("days unchanged", len(moves)-up-down).of("analysis.days_unchanged"))
	return nil
}

func count(name string, n int) Figure { return figure(name, float64(n), Count, 0) }

// drawdown is the largest fall from a peak to a later trough. It counts from the
// close before the period, as its change does: a fall on the first day is one.
func drawdown(_ *work, d *dailyBars, s *Section) error {
	fall, err := d.led().Drawdown()
	if err != nil {
		return err
	}
	s.About = "largest fall from a close to a later one"
	if b, ok := d.before(); ok {
		s.About += ", from the close before the period on, " + b.Date.String()
	}
	if fall.Depth == 0 {
		s.Figures = append(s.Figures, percent("drawdown", 0).of("analysis.drawdown"))
		return nil
	}
	s.Figures = append(s.Figures, percent("drawdown", fall.Depth).of("analysis.drawdown").during(fall.Peak.Date, fall.Trough.Date),
		d.money("peak", fall.Peak.Value).of(d.closing()).on(fall.Peak.Date), d.money("trough", fall.Trough.Value).of(d.closing()).on(fall.Trough.Date))
	if fall.Recovered.IsZero() {
		s.About += "; the peak has not been reached again since, within the period"
	} else {
		s.Figures = append(s.Figures, d.money("back at the peak", fall.Peak.Value).of("analysis.drawdown.recovered").on(fall.Recovered))
	}
	return nil
}

// above counts days by a level.
func above(w *work, d *dailyBars, s *Section) error {
	level, _ := w.query.Level.Get()
	closes := d.closes()
	over, under := closes.Above(level)
	s.Figures = append(s.Figures, d.money("level", level).of("analysis.level"),
		count("days with a close above it", over).of("analysis.days_above"), count("days with a close below it", under).of("analysis.days_below"), count("days with a close at it", len(closes)-over-under).of("analysis.days_at"))
	return nil
}

// streaks are the longest runs of days that went one way.
func streaks(_ *work, d *dailyBars, s *Section) error {
	rise, fall, current, err := d.led().Runs()
	if err != nil {
		return err
	}
	s.About = "consecutive closes above, or below, the one before"
	for _, r := range []struct {
		name  string
		field Field
		run   analysis.Run
	}{{"longest rise", "analysis.longest_rise", rise}, {"longest fall", "analysis.longest_fall", fall}, {"run at the end", "analysis.current_run", current}} {
		n := max(r.run.Steps, -r.run.Steps)
		if n == 0 {
			continue
		}
		s.Figures = append(s.Figures, count(r.name+", days", n).of(r.field+"_days").during(r.run.From.Date, r.run.To.Date))
		s.Figures = append(s.Figures, d.moved(r.name, r.field, r.run.From, r.run.To)...)
	}
	if len(s.Figures) == 0 {
		s.Missing = "no close differs from the one before"
	}
	return nil
}
