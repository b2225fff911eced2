package market

import "time"

// Days is what the query asks for of all daily bars that a source has, oldest first: cut
// to the period, and joined where weeks or months are wanted. A week or month that began
// before the period is left out. loc is the zone of the exchange. Intervals within a day
// have none.
func (q HistoryQuery) Days(all []Bar, now time.Time, loc *time.Location) []Bar {
	from, to := q.days(now, loc)
	if n := q.Sessions(); n > 0 {
		all = all[max(0, len(all)-n):]
		from = Date{}
	}
	day := func(b Bar) Date { return DateOf(time.Unix(b.Time, 0).In(loc)) }
	switch q.Interval {
	case Week:
		all = joined(all, loc, func(b Bar) Date { d := day(b); return d.AddDays(-(int(d.Weekday()) + 6) % 7) })
	case Month:
		all = joined(all, loc, func(b Bar) Date { d := day(b); d.Day = 1; return d })
	case Day:
	default:
		return nil
	}
	var cut []Bar
	for _, b := range all {
		if d := day(b); (from.IsZero() || d.Compare(from) >= 0) && d.Compare(to) <= 0 {
			cut = append(cut, b)
		}
	}
	return cut
}

// Since is the first day at loc of which a source must have bars so that Days gives all
// that the query asks for. Where it is zero these are all since trading began, and where
// sessions are counted it lies a few weeks back.
func (q HistoryQuery) Since(now time.Time, loc *time.Location) Date {
	if q.Sessions() > 0 {
		return DateOf(now.In(loc)).AddDays(-3 * 7)
	}
	from, _ := q.days(now, loc)
	return from
}

// Until is the last day of which a source must have bars so that Days gives all that the
// query asks for: no later than today, and the whole of the last week or month.
func (q HistoryQuery) Until(today Date) Date {
	if last := q.Interval.LastDay(q.To); !q.To.IsZero() && last.Compare(today) < 0 {
		return last
	}
	return today
}

// Sessions is how many of the last sessions the query asks for, 0 where its period is of
// days of the calendar.
func (q HistoryQuery) Sessions() int { return map[string]int{"1d": 1, "5d": 5}[q.Range] }

// days are the first and last day of the query's period at loc. A zero first is since
// trading began.
func (q HistoryQuery) days(now time.Time, loc *time.Location) (from, to Date) {
	if !q.From.IsZero() {
		return q.From, q.To
	}
	today := now.In(loc)
	back := map[string][2]int{"1mo": {0, 1}, "3mo": {0, 3}, "6mo": {0, 6}, "1y": {1, 0}, "2y": {2, 0}, "5y": {5, 0}, "10y": {10, 0}}
	switch b, ok := back[q.Range]; {
	case ok:
		from = DateOf(today.AddDate(-b[0], -b[1], 0))
	case q.Range == "ytd":
		from = Date{Year: today.Year(), Month: time.January, Day: 1}
	}
	return from, DateOf(today)
}

// joined are bars joined to longer ones, each from the midnight of the day that period
// gives.
func joined(all []Bar, loc *time.Location, period func(Bar) Date) (long []Bar) {
	var last Date
	for _, b := range all {
		first := period(b)
		if n := len(long); n > 0 && first == last {
			long[n-1] = long[n-1].Join(b)
			continue
		}
		last, b.Time = first, first.In(loc).Unix()
		long = append(long, b)
	}
	return long
}

// LastDay is the last day of the calendar that a bar of i covers, by a day of it: of a bar
// within a day, that day.
func (i Interval) LastDay(day Date) Date {
	switch i {
	case Week:
		return day.AddDays((7 - int(day.Weekday())) % 7)
	case Month:
		day.Day = 1
		return DateOf(day.In(time.UTC).AddDate(0, 1, -1))
	}
	return day
}
