package dates

import (
	"regexp"
	"strings"
	"sync"
)

// form is one way to write a period.
type form struct {
	pattern func() *regexp.Regexp
	read    func(r reader, m []string, depth int) (Period, error)
}

const (
	monthNames = `jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|oct|october|nov|november|dec|december`
	weekdays   = `mon|monday|tue|tues|tuesday|wed|wednesday|thu|thur|thurs|thursday|fri|friday|sat|saturday|sun|sunday`
	ordinals   = `first|second|third|fourth|1st|2nd|3rd|4th`
	counts     = `0*[1-9]\d{0,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|fifty|sixty|ninety|(?:a |one )?hundred`
	units      = `days?|weeks?|months?|quarters?|years?`
)

// write fills in the names of a pattern and anchors it, when it is first read by: to
// compile all of them takes longer than most of what an engine is made for.
func write(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return compile(pattern) })
}

func compile(pattern string) *regexp.Regexp {
	fill := strings.NewReplacer(
		"{month}", `(`+monthNames+`)\.?`, "{weekday}", `(`+weekdays+`)\.?`, "{nth}", `(`+ordinals+`)`,
		"{count}", `(`+counts+`)`, "{unit}", `(`+units+`)`, "{year}", `(\d{4})`, "{'year}", `(\d{4}|'\d{2})`, "{yy}", `'?(\d{4}|\d{2})`,
		"{day}", `(\d{1,2})(?:st|nd|rd|th)?`, "{last}", `(?:last|past|previous|latest|most recent|prior|trailing|most recently completed)`,
		"{session}", `(?:trading|business|market) (?:days?|sessions?)`, "{which}", `(?:(last|past|previous|prior|this past|latest|most recent|most recently completed|this|next|coming|upcoming|this coming) )?`,
		"{next}", `(?:next|coming|upcoming|this coming)`, "{fy}", `(?:fy|fiscal year|fiscal|financial year)`,
		"{dash}", `(?: ?- ?| (?:to|and|until|till|through|thru) (?:the )?)`, "{since}", `(?:since|from|starting(?: from| on| in)?|beginning(?: on| in)?)`,
		"{fq}", `(?:q([1-4])|([1-4])q|{nth} (?:fiscal )?quarter)`, "{q}", `(?:q([1-4])|([1-4])q|{nth} quarter)`, "{h}", `(?:h([12])|([12])h|(first|second) half)`,
	)
	return regexp.MustCompile(`^(?:` + fill.Replace(fill.Replace(pattern)) + `)$`)
}

// turned reads the submatches of a pattern in another order.
func turned(read func(reader, []string, int) (Period, error), order ...int) func(reader, []string, int) (Period, error) {
	return func(r reader, m []string, depth int) (Period, error) {
		var in []string
		for _, i := range order {
			in = append(in, m[i])
		}
		return read(r, in, depth)
	}
}

// forms are tried in order: what holds other periods comes last.
func forms() []form {
	var all []form
	for _, group := range [][]form{dayForms(), namedForms(), spanForms(), fiscalForms(), relativeForms(), aheadForms(), partForms(), compoundForms()} {
		all = append(all, group...)
	}
	return all
}

func dayForms() []form {
	return []form{
		{write(`{year}-(\d{1,2})-(\d{1,2})(?:t\d{2}:\S*)?`), readISO},
		{write(`{year}[/.](\d{1,2})[/.](\d{1,2})`), readISO},
		{write(`(\d{4})(\d{2})(\d{2})`), readISO},
		{write(`(\d{1,2})[/.-](\d{1,2})[/.-]{year}`), readNumbers},
		{write(`{day}[ -](?:of )?{month}[ -]{'year}`), readDayMonthYear},
		{write(`{month} (?:the )?{day} (?:of )?{'year}`), turned(readDayMonthYear, 1, 0, 2)},
		{write(`{day} (?:of )?{month}`), readDayMonth},
		{write(`{month} (?:the )?{day}`), turned(readDayMonth, 1, 0)},
		{write(`(\d{1,2})(?:st|nd|rd|th)(?: of the month)?`), readDayOfMonth},
		{write(`(today|now|right now|currently|date|present|yesterday|day before yesterday)`), readNearDay},
		{write(`{which}{weekday}`), readWeekday},
		{write(`{which}weekend`), readWeekend},
		{write(`{weekday} (?:of )?(?:the )?(last|previous|this|next) week`), readWeekdayOf},
		{write(`(0+|` + counts + `) {unit} ago`), readAgo},
		{write(`{last} {session}`), readLastSession},
	}
}

func spanForms() []form {
	return []form{
		{write(`{month} (?:of )?{'year}`), readMonthYear},
		{write(`{month}-{year}`), readMonthYear},
		{write(`{year}[/-](\d{1,2})`), readYearMonth},
		{write(`(\d{1,2})[/-]{year}`), turned(readYearMonth, 1, 0)},
		{write(`{which}{month}`), readMonth},
		{write(`(?:calendar )?{year}`), readYear},
		{write(`(\d{3})0'?s`), readDecade},
		{write(`{q}(?: (?:of )?|-|/)?{yy}`), readQuarterYear},
		{write(`{year}(?: |-)?{q}`), turned(readQuarterYear, 1, 2, 3, 0)},
		{write(`{which}{q}`), readQuarter},
		{write(`{h}(?: (?:of )?|-|/)?{yy}`), readHalfYear},
		{write(`{which}{h}(?: of (?:the )?year)?`), readHalf},
		{write(`{year}-?w(\d{1,2})`), readWeekYear},
		{write(`(?:calendar )?(?:week |w)(\d{1,2})(?: (?:of )?{year})?`), readWeekNumber},
	}
}

func fiscalForms() []form {
	return []form{
		{write(`{fy} ?{yy}`), readFiscalYear},
		{write(`{year} fiscal(?: year)?`), readFiscalYear},
		{write(`{fy} ?(\d{4}|\d{2})[/-](\d{4}|\d{2})`), readFiscalYears},
		{write(`(?:{fq}|{h})(?: (?:of )?| ?/ ?|-)?{fy} ?{yy}`), readFiscalPart},
		{write(`(?:{fq}|{h}) (?:of )?{year} fiscal(?: year)?`), readFiscalPart},
		{write(`{fy} ?{yy}(?: |-|/)?(?:{fq}|{h})`), turned(readFiscalPart, 1, 2, 3, 4, 5, 6, 0)},
		{write(`(?:({last}) )?(?:f(?:iscal )?q([1-4])|([1-4])fq|{nth} fiscal quarter)(?: ?(?:of )?{yy})?`), readFiscalQuarter},
		{write(`(?:{fq}|{h}) (?:of )?(?:the )?({last}|this|current|next) fiscal year`), readFiscalPartOf},
		{write(`(?:this|current) fiscal (quarter|year)( so far)?`), readThisFiscal},
		{write(`{next} fiscal (quarter|year)`), coming(readNextFiscal)},
		{write(`(?:fiscal|fy) ?ytd`), readFiscalToDate},
		{write(`(?:{last}(?: {count})?|{count}) fiscal (quarter|year)s?`), readLastFiscal},
	}
}

func relativeForms() []form {
	return []form{
		{write(`(ytd|mtd|qtd|wtd)`), readToDate},
		{write(`(so far )?(?:this|current) (day|week|month|quarter|year)( so far)?`), readThis},
		{write(`(week|month|quarter|year)`), readUnit},
		{write(`(?:this past|past|trailing) (week|month|quarter|year)`), readTrailing},
		{write(`ttm|ltm`), readTwelveMonths},
		{write(`{last} (?:full |completed? |calendar )?(day|week|month|quarter|year)`), readLast},
		{write(`(week|month|quarter|year) before last`), readBeforeLast},
		{write(`(?:{last} )?{count} {session}`), readLastSessions},
		{write(`(?:{last} )?{count} (?:full|whole|completed?|calendar) (weeks?|months?|quarters?|years?)`), readLastWhole},
		{write(`(?:{last} )?{count} {unit}`), readLastUnits},
		{write(`(0*[1-9]\d{0,2}) ?(d|w|wk|wks|m|mo|mos|mth|mths|q|y|yr|yrs)`), readRange},
		{write(`(max|all|all time|all-time|ever|since (?:inception|ipo|listing|its ipo)|(?:entire|full|whole) history)`), readEver},
	}
}

func partForms() []form {
	return []form{
		{write(`(start|beginning|end|close|first day|last day) of (.+)`), readEdge},
		{write(`(first|last)(?: {count})? {session} (?:of|in) (.+)`), readEdgeSessions},
		{write(`(first|last)(?: {count})? {unit} (?:of|in) (.+)`), readEdgeUnits},
		{write(`(0?[1-9]|[1-9]\d)(?:st|nd|rd|th) {session} (?:of|in) (.+)`), readNthSession},
		{write(`{nth} week (?:of|in) (.+)`), readNthWeek},
		{write(`(?:{nth}|(last)) {weekday} (?:of|in) (.+)`), readNthWeekday},
		{write(`(first|second) half of (.+)`), readHalfOf},
		{write(`(early|mid|middle of|late)[ -](?:in )?(.+)`), readThird},
		{write(`week of (.+)`), readWeekOf},
		{write(`(\d{1,2})(?:st|nd|rd|th) of (.+)`), readDayOf},
	}
}

func compoundForms() []form {
	return []form{
		{write(`(?:from |between )?(?:the )?{day}{dash}{day} (?:of )?{month}(?: {'year})?`), readDaysOfMonth},
		{write(`(?:from |between )?{month} (?:the )?{day}{dash}{day}(?: {'year})?`), turned(readDaysOfMonth, 1, 2, 0, 3)},
		{write(`{month}-{month} {year}`), readNamesFromTo},
		{write(`(q[1-4])-(q[1-4]) {year}`), readNamesFromTo},
		{write(`{year}-{year}`), readFromTo},
		{write(`(.+?) (?:of |in )?(last|previous|prior|this|current|next) year`), readInYear},
		{write(`(?:first |next )?{count} {session} (?:after|following|since) (.+)`), readSessionsAfter},
		{write(`(?:first |next )?{session}() (?:after|following) (.+)`), readSessionsAfter},
		{write(`(?:last )?{count} {session} (?:before|preceding|until|up to|leading up to|prior to) (.+)`), readSessionsBefore},
		{write(`(?:last )?{session}() (?:before|preceding|prior to) (.+)`), readSessionsBefore},
		{write(`(?:{count} )?{unit} (after|following|before|preceding) (.+)`), readUnitsBeside},
		{write(`(?:{count} )?(?:fiscal )?{unit} (?:ended|ending)(?: on)? (.+)`), readEnded},
		{write(`(?:from |starting )?(.+?) (?:up )?(?:to|until|till|through|thru|-) (.+)`), readFromTo},
		{write(`between (.+?) and (.+)`), readFromTo},
		{write(`(.+? {session}) (?:ended|ending)(?: on)? (.+)`), readFromTo},
		{write(`{since} (.+?) (?:onwards?|on)`), readSince},
		{write(`{since} (.+)`), readSince},
		{write(`after (.+)`), readAfter},
		{write(`{weekday} (?:the )?(.+)`), readWeekdayAnd},
		{write(`(?:next|coming|upcoming) .+`), readFuture},
	}
}
