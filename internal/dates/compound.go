package dates

import (
	"fmt"
	"time"
)

func readSessionsAfter(r reader, m []string, depth int) (Period, error) {
	p, err := r.read(normal(m[1]), depth+1)
	n := counted(m[0])
	if err != nil || n == 0 {
		return Period{}, orUnreadable(err)
	}
	if p.To.Compare(r.today()) >= 0 {
		return Period{}, ErrFuture
	}
	return Period{r.Exchange.Add(p.To, 1), r.Exchange.Add(p.To, n), fmt.Sprintf("the %d trading %s after %s", n, plural(n, "day"), p.To)}, nil
}

func readSessionsBefore(r reader, m []string, depth int) (Period, error) {
	p, err := r.read(normal(m[1]), depth+1)
	n := counted(m[0])
	if err != nil || n == 0 {
		return Period{}, orUnreadable(err)
	}
	return Period{r.Exchange.Add(p.From, -n), r.Exchange.Add(p.From, -1), fmt.Sprintf("the %d trading %s before %s", n, plural(n, "day"), p.From)}, nil
}

func orUnreadable(err error) error {
	if err == nil {
		return ErrUnreadable
	}
	return err
}

func readEdgeSession(r reader, m []string, depth int) (Period, error) {
	p, err := r.read(normal(m[1]), depth+1)
	if err != nil {
		return Period{}, err
	}
	d := r.Exchange.OnOrAfter(p.From)
	if m[0] == "last" {
		d = r.Exchange.OnOrBefore(r.notAfterToday(p.To))
	}
	out := one(d)
	out.Reading = fmt.Sprintf("the %s trading day of %s", m[0], p.Reading)
	return out, nil
}

func readEdge(r reader, m []string, depth int) (Period, error) {
	p, err := r.read(normal(m[1]), depth+1)
	if err != nil {
		return Period{}, err
	}
	if m[0] == "end" || m[0] == "close" {
		return one(r.notAfterToday(p.To)), nil
	}
	return one(p.From), nil
}

func (r reader) notAfterToday(d Date) Date {
	if today := r.today(); d.Compare(today) > 0 {
		return today
	}
	return d
}

func readSince(r reader, m []string, depth int) (Period, error) {
	p, err := r.read(normal(m[0]), depth+1)
	if err != nil {
		return Period{}, err
	}
	return Period{p.From, r.today(), "since " + p.Reading}, nil
}

// readFromTo reads both ends. A start without a year is the latest one that is
// not after the end.
func readFromTo(r reader, m []string, depth int) (Period, error) {
	to, err := r.read(normal(m[1]), depth+1)
	if err != nil {
		return Period{}, err
	}
	before := r
	if end := to.To; end.Compare(r.today()) < 0 {
		before.Now, before.Location = endOf(r, end), r.Exchange.Location
	}
	from, err := before.read(normal(m[0]), depth+1)
	if err != nil {
		return Period{}, err
	}
	return Period{from.From, to.To, from.Reading + " to " + to.Reading}, nil
}

// endOf is the last moment of d at the exchange, when d counts as completed.
func endOf(r reader, d Date) time.Time {
	return d.AddDays(1).In(r.Exchange.Location).Add(-time.Second)
}
