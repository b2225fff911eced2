package chatbot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
)

// period is a stretch of time that a question names: a range as the history
// tool knows them, or a start with or without an end.
type period struct {
	rng        string
	start, end string // 2006-01-02
	interval   string
	words      string // how the answer names it
}

func (p period) empty() bool { return p == period{} }

var (
	isoDate   = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	monthDay  = regexp.MustCompile(`\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`)
	dayMonth  = regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? (\d{4})\b`)
	monthYear = regexp.MustCompile(`\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? (\d{4})\b`)
	bareYear  = regexp.MustCompile(`\b(?:in|since|during|of|from|for|year|to|and|until|till) (19[89]\d|20\d\d)\b`)
	untilNow  = regexp.MustCompile(`\b(since|from|starting|after)\b`)
	ago       = regexp.MustCompile(`\b(\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[- ](trading days?|days?|weeks?|months?|years?|d|w|mo|y|yr|yrs)\b`)
	intradays = regexp.MustCompile(`\b(intraday|minute by minute|by the minute|hourly|hour by hour|during the day)\b`)
)

// wordedPeriod is a period that has a name.
type wordedPeriod struct {
	words *regexp.Regexp
	name  string
}

// wordedPeriods are looked at in order, the first that fits counts.
func wordedPeriods() []wordedPeriod {
	return []wordedPeriod{
		{regexp.MustCompile(`\b(ytd|year to date|year-to-date|this year|since new year|since the start of the year)\b`), "ytd"},
		{regexp.MustCompile(`\b(this week|past week|the week|last five days|last 5 days|past five days)\b`), "this week"},
		{regexp.MustCompile(`\blast week\b`), "last week"},
		{regexp.MustCompile(`\bthis month\b`), "this month"},
		{regexp.MustCompile(`\blast month\b`), "last month"},
		{regexp.MustCompile(`\b(past month|over the month)\b`), "1mo"},
		{regexp.MustCompile(`\b(past|last|this) quarter\b`), "3mo"},
		{regexp.MustCompile(`\blast year\b`), "last year"},
		{regexp.MustCompile(`\b(past year|over the year|52 weeks)\b`), "1y"},
		{regexp.MustCompile(`\b(past|last) decade\b`), "10y"},
		{regexp.MustCompile(`\b(all[- ]time|ever|whole history|since the beginning|max)\b`), "max"},
		{regexp.MustCompile(`\byesterday\b`), "yesterday"},
		{regexp.MustCompile(`\b(today|right now|this morning|this afternoon|now|currently)\b`), "today"},
	}
}

// datePhrase is a date of a question: a day, a month or a year.
type datePhrase struct {
	at         int // where in the text
	start, end facts.Day
}

// periodOf finds the period that lower-case text names, as of today. now says
// that it is today itself, which a quote answers.
func periodOf(low string, today facts.Day, exchange *facts.Exchange) (p period, now bool) {
	if intradays.MatchString(low) {
		return period{rng: "1d", interval: "5m", words: "today"}, false
	}
	if dates := datePhrases(low); len(dates) > 0 {
		return datedPeriod(low, dates, today), false
	}
	for _, n := range wordedPeriods() {
		if n.words.MatchString(low) {
			return namedPeriod(n.name, today, exchange), n.name == "today"
		}
	}
	if m := ago.FindStringSubmatch(low); m != nil {
		return countedPeriod(m[1], m[2], today), false
	}
	return period{}, false
}

func monthOf(name string) time.Month {
	return time.Month(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", name)/3 + 1)
}

// datePhrases is every date in the text, in order.
func datePhrases(low string) []datePhrase {
	var all []datePhrase
	taken := []byte(low)
	add := func(re *regexp.Regexp, read func(m []string) (start, end facts.Day, ok bool)) {
		for _, at := range re.FindAllSubmatchIndex(taken, -1) {
			var m []string
			for i := 0; i < len(at); i += 2 {
				m = append(m, low[at[i]:at[i+1]])
			}
			if start, end, ok := read(m); ok {
				all = append(all, datePhrase{at[0], start, end})
				for i := at[2]; i < at[1]; i++ {
					taken[i] = '#'
				}
			}
		}
	}
	one := func(y, m, d string) (facts.Day, facts.Day, bool) {
		v, err := facts.ParseDay(y + "-" + m + "-" + d)
		return v, v, err == nil
	}
	add(isoDate, func(m []string) (facts.Day, facts.Day, bool) { return one(m[1], m[2], m[3]) })
	add(monthDay, func(m []string) (facts.Day, facts.Day, bool) {
		return one(m[3], pad(int(monthOf(m[1]))), pad(number(m[2])))
	})
	add(dayMonth, func(m []string) (facts.Day, facts.Day, bool) {
		return one(m[3], pad(int(monthOf(m[2]))), pad(number(m[1])))
	})
	add(monthYear, func(m []string) (facts.Day, facts.Day, bool) {
		y, mon := number(m[2]), monthOf(m[1])
		return facts.Date(y, mon, 1), facts.Date(y, mon+1, 0), true
	})
	add(bareYear, func(m []string) (facts.Day, facts.Day, bool) {
		y := number(m[1])
		return facts.Date(y, 1, 1), facts.Date(y, 12, 31), true
	})
	slices.SortStableFunc(all, func(a, b datePhrase) int { return a.at - b.at }) // into the order of the text
	return all
}

func pad(n int) string { return fmt.Sprintf("%02d", n) }

// number reads digits or a small number word; 0 when it is neither.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	if s == "a" {
		return 1
	}
	return max(0, slices.Index(strings.Fields("zero one two three four five six seven eight nine ten eleven twelve"), s))
}

func datedPeriod(low string, dates []datePhrase, today facts.Day) period {
	start, end := dates[0].start, dates[0].end
	switch {
	case len(dates) > 1:
		start, end = min(start, dates[1].start), max(end, dates[1].end)
	case untilNow.MatchString(low):
		end = today
	}
	p := period{start: start.String(), words: "from " + start.String() + " to " + end.String()}
	if end < today {
		p.end = end.String()
	} else {
		p.words = "since " + start.String()
	}
	return p
}

func namedPeriod(name string, today facts.Day, x *facts.Exchange) period {
	y, m, d := today.Time().Date()
	between := func(from, to facts.Day, words string) period {
		return period{start: from.String(), end: to.String(), words: words}
	}
	switch name {
	case "this week":
		return period{rng: "5d", words: "over the last five sessions"}
	case "last week":
		return between(today.Monday()-7, today.Monday()-3, "last week")
	case "this month":
		if d < 4 { // its first session may not have been yet
			return period{rng: "1mo", words: "over the past month"}
		}
		return period{start: facts.Date(y, m, 1).String(), words: "this month"}
	case "last month":
		return between(facts.Date(y, m-1, 1), facts.Date(y, m, 0), "last month")
	case "last year":
		return between(facts.Date(y-1, 1, 1), facts.Date(y-1, 12, 31), "last year")
	case "yesterday":
		before := x.Before(today)
		return between(before, before, "on "+before.String())
	case "today":
		return period{}
	case "ytd":
		return period{rng: "ytd", words: "this year so far"}
	}
	return period{rng: name, words: "over the period " + name}
}

// countedPeriod is the last n days, weeks, months or years.
func countedPeriod(count, unit string, today facts.Day) period {
	n := number(count)
	words := fmt.Sprintf("over the last %s %s", count, unit)
	y, m, d := today.Time().Date()
	start := today
	switch unit = strings.TrimPrefix(unit, "trading "); unit[0] {
	case 'd':
		if n == 5 {
			return period{rng: "5d", words: words}
		}
		start = today - facts.Day(n)
	case 'w':
		start = today - facts.Day(7*n)
	case 'm':
		if n == 1 || n == 3 || n == 6 {
			return period{rng: strconv.Itoa(n) + "mo", words: words}
		}
		start = facts.Date(y, m-time.Month(n), d)
	default:
		if n == 1 || n == 2 || n == 5 || n == 10 {
			return period{rng: strconv.Itoa(n) + "y", words: words}
		}
		start = facts.Date(y-n, m, d)
	}
	return period{start: start.String(), words: words}
}
