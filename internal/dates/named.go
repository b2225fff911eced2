package dates

import (
	"strings"
	"time"

	"quotewire/internal/calendar"
)

// named are the patterns of the days that have a name, most of them in the United
// States, with the day of a year; the zero Date in a year without it.
func named() map[string]func(year int) Date {
	fixed := func(m time.Month, day int) func(year int) Date {
		return func(year int) Date { return Date{Year: year, Month: m, Day: day} }
	}
	nth := func(n int, wd time.Weekday, m time.Month, later int) func(year int) Date {
		return func(year int) Date { return nthWeekday(year, m, wd, n).AddDays(later) }
	}
	easter := func(later int) func(year int) Date {
		return func(year int) Date { return calendar.Easter(year).AddDays(later) }
	}
	election := func(year int) Date {
		if year%2 != 0 {
			return Date{}
		}
		return nthWeekday(year, time.November, time.Monday, 1).AddDays(1)
	}
	return map[string]func(year int) Date{
		`new years(?: day)?`:        fixed(time.January, 1),
		`mlk day`:                   nth(3, time.Monday, time.January, 0),
		`valentines day`:            fixed(time.February, 14),
		`presidents day`:            nth(3, time.Monday, time.February, 0),
		`washington's birthday`:     nth(3, time.Monday, time.February, 0),
		`st\.? patrick's day`:       fixed(time.March, 17),
		`maundy thursday`:           easter(-3),
		`good friday`:               easter(-2),
		`easter(?: sunday)?`:        easter(0),
		`easter monday`:             easter(1),
		`anzac day`:                 fixed(time.April, 25),
		`ascension(?: day)?`:        easter(39),
		`whit monday`:               easter(50),
		`victoria day`:              func(year int) Date { return monday(Date{Year: year, Month: time.May, Day: 24}) },
		`memorial day`:              nth(-1, time.Monday, time.May, 0),
		`juneteenth`:                fixed(time.June, 19),
		`canada day`:                fixed(time.July, 1),
		`independence day`:          fixed(time.July, 4),
		`fourth of july`:            fixed(time.July, 4),
		`labor day`:                 nth(1, time.Monday, time.September, 0),
		`columbus day`:              nth(2, time.Monday, time.October, 0),
		`halloween`:                 fixed(time.October, 31),
		`election day`:              election,
		`veterans day`:              fixed(time.November, 11),
		`thanksgiving(?: day)?`:     nth(4, time.Thursday, time.November, 0),
		`black friday`:              nth(4, time.Thursday, time.November, 1),
		`cyber monday`:              nth(4, time.Thursday, time.November, 4),
		`christmas eve`:             fixed(time.December, 24),
		`christmas(?: day)?|x-?mas`: fixed(time.December, 25),
		`boxing day`:                fixed(time.December, 26),
		`new years eve`:             fixed(time.December, 31),
	}
}

// nthWeekday is the nth such day of a month, from its end when n is negative.
func nthWeekday(year int, m time.Month, wd time.Weekday, n int) Date {
	if n < 0 {
		d := Date{Year: year, Month: m, Day: lastDay(year, m)}
		return d.AddDays(7*(n+1) - (int(d.Weekday()-wd)+7)%7)
	}
	d := Date{Year: year, Month: m, Day: 1}
	return d.AddDays((int(wd-d.Weekday())+7)%7 + 7*(n-1))
}

// namedForms read each of them, with its year or as the latest completed one;
// ahead, as the next. A week is the one that holds it.
func namedForms() []form {
	var out []form
	for pattern, at := range named() {
		out = append(out, form{write(`{which}(` + pattern + `)( week)?(?: (?:of |in )?{year})?`), func(r reader, m []string, _ int) (Period, error) {
			p, err := readNamed(r, m, at)
			if m[2] != "" && err == nil {
				p = weekOf(p.From)
			}
			return p, err
		}})
	}
	return out
}

func readNamed(r reader, m []string, at func(year int) Date) (Period, error) {
	name := func(year int) (Period, bool) {
		p := one(at(year))
		p.Reading = capitals(m[1]) + ", " + p.Reading
		return p, !p.From.IsZero()
	}
	switch {
	case m[3] == "" && m[0] == "":
		return r.seek(r.limit().Year, name, r.forward(true))
	case m[3] == "":
		return r.meantYear(m[0], name)
	}
	return known(name(number(m[3])))
}

// capitals begins each word with a capital letter.
func capitals(words string) string {
	out := strings.Fields(words)
	for i, w := range out {
		out[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(out, " ")
}
