package dates

import (
	"regexp"
	"strings"
)

// form is one way to write a period.
type form struct {
	pattern *regexp.Regexp
	read    func(r reader, m []string, depth int) (Period, error)
}

const (
	months   = `jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|oct|october|nov|november|dec|december`
	weekdays = `mon|monday|tue|tues|tuesday|wed|wednesday|thu|thur|thurs|thursday|fri|friday|sat|saturday|sun|sunday`
	ordinals = `first|second|third|fourth|1st|2nd|3rd|4th`
	counts   = `\d{1,4}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty`
	units    = `days?|weeks?|months?|quarters?|years?`
)

// write fills in the names of a pattern and anchors it.
func write(pattern string) *regexp.Regexp {
	fill := strings.NewReplacer(
		"{month}", `(`+months+`)\.?`, "{weekday}", `(`+weekdays+`)`, "{nth}", `(`+ordinals+`)`,
		"{count}", `(`+counts+`)`, "{unit}", `(`+units+`)`, "{year}", `(\d{4})`,
		"{day}", `(\d{1,2})(?:st|nd|rd|th)?`, "{last}", `(?:last|past|previous|latest|most recent|prior|trailing)`,
		"{session}", `(?:trading |business )(?:days?|sessions?)`,
	)
	return regexp.MustCompile(`^` + fill.Replace(pattern) + `$`)
}

// forms are tried in order: what holds other periods comes last.
func forms() []form {
	return []form{
		// a day
		{write(`{year}-(\d{1,2})-(\d{1,2})`), readISO},
		{write(`{year}/(\d{1,2})/(\d{1,2})`), readISO},
		{write(`(\d{4})(\d{2})(\d{2})`), readISO},
		{write(`{day} (?:of )?{month} {year}`), readDayMonthYear},
		{write(`{month} {day} {year}`), readMonthDayYear},
		{write(`{day} (?:of )?{month}`), readDayMonth},
		{write(`{month} (?:the )?{day}`), readMonthDay},
		{write(`(\d{1,2})(?:st|nd|rd|th)`), readDayOfMonth},
		{write(`(today|now|date|yesterday|day before yesterday)`), readNearDay},
		{write(`(?:(?:{last}|this) )?{weekday}`), readWeekday},
		{write(`{count} {unit} ago`), readAgo},
		{write(`{last} {session}`), readLastSession},
		// a span of the calendar
		{write(`{month} (?:of )?{year}`), readMonthYear},
		{write(`{year}-(\d{1,2})`), readYearMonth},
		{write(`(?:(?:{last}|this) )?{month}`), readMonth},
		{write(`(?:calendar (?:year )?)?{year}`), readYear},
		{write(`(\d{3})0s`), readDecade},
		{write(`(?:fy|fiscal year|fiscal|financial year) ?'?(\d{4}|\d{2})`), readFiscalYear},
		{write(`(?:q([1-4])|{nth} (?:fiscal )?quarter)(?: (?:of )?| ?/ ?|-)(?:fy|fiscal year|fiscal|financial year) ?'?(\d{4}|\d{2})`), readFiscalQuarter},
		{write(`{nth} fiscal quarter (?:of )?{year}`), readNthFiscalQuarter},
		{write(`(?:q([1-4])|([1-4])q|{nth} quarter)(?: (?:of )?|-|/){year}`), readQuarterYear},
		{write(`{year}(?: |-)?q([1-4])`), readYearQuarter},
		{write(`(?:q([1-4])|([1-4])q|(?:{last} )?{nth} quarter)`), readQuarter},
		{write(`(?:h([12])|(first|second) half)(?: (?:of )?|-){year}`), readHalfYear},
		{write(`(?:h([12])|(first|second) half)(?: of (?:the )?year)?`), readHalf},
		{write(`week of (.+)`), readWeekOf},
		// relative to today
		{write(`(ytd|mtd|qtd|wtd|year to date|month to date|quarter to date|week to date)`), readToDate},
		{write(`(?:this|current) (day|week|month|quarter|year)(?: so far)?`), readThis},
		{write(`(?:so far )this (day|week|month|quarter|year)`), readThis},
		{write(`(?:past|trailing) (week|month|quarter|year)`), readTrailing},
		{write(`{last} (day|week|month|quarter|year)`), readLast},
		{write(`{last} {count} {session}`), readLastSessions},
		{write(`{last} {count} {unit}`), readLastUnits},
		{write(`{count} {unit}`), readLastUnits},
		{write(`(max|all time|all-time|ever|since inception|entire history)`), readEver},
		// periods made of others
		{write(`(?:first )?{count} {session} (?:after|following|since) (.+)`), readSessionsAfter},
		{write(`next {count} {session} (?:after|following) (.+)`), readSessionsAfter},
		{write(`(?:last )?{count} {session} (?:before|preceding|until|up to|leading up to) (.+)`), readSessionsBefore},
		{write(`(first|last) {session} (?:of|in) (.+)`), readEdgeSession},
		{write(`(start|beginning|end|close) of (.+)`), readEdge},
		{write(`(?:from )?(.+?) (?:to|until|till|through|thru|-) (.+)`), readFromTo},
		{write(`between (.+?) and (.+)`), readFromTo},
		{write(`(?:since|from|after) (.+)`), readSince},
	}
}
