package dates

import (
	"regexp"
	"strings"
)

// away is a length of time to come, which without its "in" is one that is past.
var away = regexp.MustCompile(`^(in|within) ((?:` + counts + `) (?:` + units + `|(?:trading|business|market) (?:days?|sessions?)))$`)

// ahead is the normal form of text, or that of a day so far away from now, or of
// the days until then.
func ahead(text, words string) string {
	s := strings.TrimRight(shortWords(strings.Join(strings.Fields(plainWords(strings.ToLower(text))), " ")), ".!; ")
	m := away.FindStringSubmatch(s)
	switch {
	case m == nil:
		return words
	case m[1] == "within":
		return "next " + m[2]
	}
	return m[2] + " from now"
}

// otherwise is the other reading of words that were read as p; empty: there is none.
func (r reader) otherwise(words string, p Period) string {
	r.other = true
	q, err := r.read(words, 0)
	if err != nil || q.From == p.From && q.To == p.To || q.From.Compare(q.To) > 0 || q.From.Year < oldest {
		return ""
	}
	shown := q.String()
	if q.Day {
		shown = one(q.From).Reading
	}
	if q.From.Compare(p.From) < 0 {
		return "the one before was " + shown
	}
	return "the next one is " + shown
}

// readFuture refuses what lies ahead, and ahead what no other form reads.
func readFuture(r reader, _ []string, _ int) (Period, error) {
	if r.Ahead {
		return Period{}, ErrUnreadable
	}
	return Period{}, ErrFuture
}

// coming wraps a form that reads what lies ahead.
func coming(read func(r reader, m []string) (Period, error)) func(reader, []string, int) (Period, error) {
	return func(r reader, m []string, _ int) (Period, error) {
		if !r.Ahead {
			return Period{}, ErrFuture
		}
		return read(r, m)
	}
}

func aheadForms() []form {
	return []form{
		{write(`(day after )?tomorrow`), coming(readTomorrow)},
		{write(`{count} {unit} from (?:now|today)`), coming(readAway)},
		{write(`{count} {session} from (?:now|today)`), coming(readSessionAway)},
		{write(`{next} ({session})`), coming(func(r reader, _ []string) (Period, error) { return readSessionAway(r, []string{"1"}) })},
		{write(`{next} (day|week|month|quarter|year)`), coming(readNextUnit)},
		{write(`(week|month|quarter|year) after next`), coming(readAfterNext)},
		{write(`{next} {count} {session}`), coming(readNextSessions)},
		{write(`{next} {count} {unit}`), coming(readNextUnits)},
		{write(`(?:until|till|up to) (.+)`), readUntil},
		{write(`(?:rest|remainder) of (?:the |this )?(?:current )?(week|month|quarter|year)`), coming(readRest)},
	}
}

func readTomorrow(r reader, m []string) (Period, error) {
	if m[0] != "" {
		return one(r.today().AddDays(2)), nil
	}
	return one(r.today().AddDays(1)), nil
}

// readAway is a day so many units after today.
func readAway(r reader, m []string) (Period, error) {
	return one(back(r.today(), -counted(m[0]), m[1])), nil
}

// readSessionAway is a trading day so many of them after today.
func readSessionAway(r reader, m []string) (Period, error) {
	return one(r.Exchange.Add(r.today(), counted(m[0]))), nil
}

// readNextUnit is the period after the current one.
func readNextUnit(r reader, m []string) (Period, error) {
	return later(m[0], r.today()), nil
}

func readAfterNext(r reader, m []string) (Period, error) {
	return later(m[0], later(m[0], r.today()).To), nil
}

func readNextSessions(r reader, m []string) (Period, error) {
	n := counted(m[0])
	return Period{
		From: r.Exchange.Add(r.today(), 1), To: r.Exchange.Add(r.today(), n),
		Reading: "the next " + plural(n, "trading day"), Day: n == 1,
	}, nil
}

// readNextUnits begins tomorrow; quarters are whole.
func readNextUnits(r reader, m []string) (Period, error) {
	n, unit := counted(m[0]), m[1]
	from := r.today().AddDays(1)
	if unit[0] == 'q' {
		from = later("quarter", r.today()).From
	}
	p := stretch(from, endAfter(from, n, unit), "the next "+plural(n, unit))
	p.Day = n == 1 && unit[0] == 'd'
	return p, nil
}

// readUntil begins today, so what it names is to come.
func readUntil(r reader, m []string, depth int) (Period, error) {
	if !r.Ahead {
		return Period{}, ErrUnreadable
	}
	return readFromTo(r, []string{"today", m[0]}, depth)
}

// readRest is what is left of a period: today too, until its session is over.
func readRest(r reader, m []string) (Period, error) {
	p := current(m[0], r.today())
	if p.From = r.today(); r.completed(p.From) {
		p.From = p.From.AddDays(1)
	}
	if p.From.Compare(p.To) > 0 {
		return Period{}, refusal("nothing is left of " + p.Reading)
	}
	p.Reading = "the rest of " + p.Reading
	return p, nil
}
