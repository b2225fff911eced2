package yahoo

import (
	"fmt"
	"math"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
)

// opinions are how many analysts say what of a share in a month.
type opinions struct{ strongBuy, buy, hold, sell, strongSell int }

// opinionsOf the month that today is in: 20 to 40 analysts, fewer who would sell.
func opinionsOf(in *facts.Instrument, today facts.Day) opinions {
	y, m, _ := today.Time().Date()
	n := uint64(facts.QuarterOf(y, m))
	some := func(stream uint64, least, most float64) int {
		mid, half := (least+most)/2, (most-least)/2
		return int(math.Round(mid + half*facts.Noise(in.Seed, stream, 0) + facts.Noise(in.Seed, stream, n)))
	}
	return opinions{some(70, 4, 9), some(71, 8, 20), some(72, 5, 13), max(some(73, 0, 2), 0), max(some(74, 0, 1), 0)}
}

func (o opinions) all() int { return o.strongBuy + o.buy + o.hold + o.sell + o.strongSell }

// mean is from 1, a strong buy, to 5, a strong sell.
func (o opinions) mean() float64 {
	sum := o.strongBuy + 2*o.buy + 3*o.hold + 4*o.sell + 5*o.strongSell
	return math.Round(float64(sum)/float64(o.all())*1e5) / 1e5
}

func (o opinions) key() string {
	switch m := o.mean(); {
	case m < 1.5:
		return "strong_buy"
	case m < 2.5:
		return "buy"
	case m < 3.5:
		return "hold"
	}
	return "sell"
}

// words is the mean as quotes show it: "2.1 - Buy".
func (o opinions) words() string {
	key := strings.ReplaceAll(o.key(), "_", " ")
	return fmt.Sprintf("%.1f - %s", o.mean(), strings.ToUpper(key[:1])+key[1:])
}

func recommendationTrend(in *facts.Instrument, today facts.Day) fields {
	trend := []fields{}
	y, m, _ := today.Time().Date()
	for back := range 4 {
		o := opinionsOf(in, facts.Date(y, m-time.Month(back), 1))
		period := fmt.Sprintf("-%dm", back)
		if back == 0 {
			period = "0m"
		}
		trend = append(trend, fields{
			"period": period, "strongBuy": o.strongBuy, "buy": o.buy, "hold": o.hold, "sell": o.sell, "strongSell": o.strongSell,
		})
	}
	return fields{"trend": trend, "maxAge": 86400}
}

// firms are invented: no real one gave these grades.
func firms() []string {
	return []string{"Simulated Securities", "Simulated Capital", "Simulated Research", "Simulated Partners", "Simulated Brokers",
		"Simulated Equities", "Simulated Advisers", "Simulated Markets Group", "Simulated Bank", "Simulated Trust"}
}

// upgradesOf are sixty notes of analysts, one every nine days, newest first.
func upgradesOf(in *facts.Instrument, today facts.Day) fields {
	grades := []string{"Underperform", "Hold", "Buy"}
	grade := func(firm, n uint64) int { return int(1.5 + 1.499*facts.Noise(in.Seed, 75+firm, n/4)) }
	history := []fields{}
	slot := uint64(today-1) / 9
	for i := range uint64(60) {
		n := slot - i
		if facts.Day(n*9) < in.First {
			break
		}
		firm := n % uint64(len(firms()))
		now, before := grade(firm, n/10), grade(firm, n/10-1)
		action := "main"
		switch {
		case now > before:
			action = "up"
		case now < before:
			action = "down"
		}
		history = append(history, fields{
			"epochGradeDate": utc(facts.Day(n*9)) + 43200 + int64(n%3600), "firm": firms()[firm],
			"toGrade": grades[now], "fromGrade": grades[before], "action": action,
		})
	}
	return fields{"history": history, "maxAge": 86400}
}
