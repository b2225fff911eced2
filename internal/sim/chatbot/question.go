package chatbot

import (
	"regexp"
	"strings"

	"quotewire/internal/sim/facts"
)

// want is what a question asks for, as far as the demo understands it.
type want struct {
	symbols        []string
	quote, history bool
	period         period
	focus          []string // labels of the figures asked for
	lookup         string   // a name to search for
	price          bool     // of what lookup finds
	expression     string   // to calculate
	units          string   // "12" of "12 shares of Apple": times the price
	topic          topic    // what the demo has to decline
	talk           topic    // a greeting and its like
	idle           bool     // symbols are only remembered, not asked about
	asked          string   // the question, in lower case
	time           string   // its words about time, as they are written
	intents        []intent // what asked wants of the tools beside quotes and histories
	more           bool     // a quote beside a history
	early          bool     // "this month" when its first session may not have been yet
}

// topic is what a question is about beside data.
type topic string

const (
	greeting  topic = "greeting"
	thanks    topic = "thanks"
	help      topic = "help"
	advice    topic = "advice"
	forecast  topic = "forecast"
	news      topic = "news"
	tampering topic = "tampering"
	foreign   topic = "foreign"
	which     topic = "which" // of what?
)

var (
	greets    = regexp.MustCompile(`^(hi|hello|hey|good (morning|afternoon|evening)|greetings)\b`)
	thankful  = regexp.MustCompile(`^(thanks|thank you|cheers|great|ok|okay|bye|goodbye)\b`)
	helpless  = regexp.MustCompile(`\b(help|what can you do|who are you|what are you|how do you work|capabilities|what do you know)\b`)
	advising  = regexp.MustCompile(`\b(should i|should we|would you (buy|sell)|recommend|(good|bad|safe) (buy|investment|time to)|worth buying|buy or sell|price targets?|best (stocks?|funds?|etfs?)|which (stocks?|funds?))\b`)
	foretells = regexp.MustCompile(`\b(will .*\b(be|go|rise|fall|reach|hit|do|crash)|predict|prediction|forecast|tomorrow|next (week|month|year|quarter)|going to)\b`)
	newsy     = regexp.MustCompile(`\b(news|headlines?|why (did|is|has|was|are)|what happened|rumou?rs?)\b`)
	tampers   = regexp.MustCompile(`\b(ignore|disregard|forget) (all|any|the|your|previous|prior)|system prompt|your (instructions|prompt|rules)|api key|jailbreak`)
	nonsense  = regexp.MustCompile(`\b(weather|poem|joke|recipe|pie|song|movie|president|capital of|football|translate|homework|python|javascript|code|story|meaning of life)\b`)

	momentary  = regexp.MustCompile(`\b(trading at|trades? at|quoted? at|stand(s|ing)? at|current(ly)?|right now|now|latest|quotes?|today|at the moment)\b`)
	tradingNow = regexp.MustCompile(`\b(trading at|quoted at|currently|right now|at the moment)\b`)
	insists    = regexp.MustCompile(`\b(should (i|we)|would you|recommend|buy or sell|predict|going to|will .*\b(rise|fall|reach|hit|crash|go)|why)\b`)
	priced     = regexp.MustCompile(`\b(prices?|worth|costs?|value[ds]?|how much|how (is|are)|compare|versus|vs|rate|quotes?|trad(es?|ing)|shares?|stocks?|doing)\b`)
	moving     = regexp.MustCompile(`\b(perform(ed|ance|ing|s)?|charts?|histor(y|ical)|trends?|returns?|returned|over time|bars|candles?|how (did|has|have|had) .*\b(do|done|doing|been|gone|moved|changed))\b`)
	asksName   = regexp.MustCompile(`\b(symbol|ticker)\b`)
	pronouns   = regexp.MustCompile(`\b(it|its|they|their|them|that|those|these|this (stock|company|share|one)|the (stock|company|share|same|two|both)|both|and|also|each)\b`)
	followOn   = regexp.MustCompile(`^(and|what about|how about|also|or|then|now|same|what of)\b`)
	holding    = regexp.MustCompile(`\b(\d[\d,]*(?:\.\d+)?) (?:shares?|units?|coins?|stocks?|of|ounces?|barrels?|[a-z]+ shares?)\b`)
	// maturity is a span of time that is none of the question's.
	maturity  = regexp.MustCompile(`(?i)\b(?:\d+|two|ten|thirty)[- ](?:year|month)( us)? (?:treasury|government|yield)`)
	yearRange = regexp.MustCompile(`\b52[- ]weeks?`)
)

// focuses are the figures a question may name and the labels under which the
// tools return them.
func focuses() []focus {
	return []focus{
		{regexp.MustCompile(`\bmarket (?:cap(?:itali[sz]ation)?|value)\b|\bhow big\b`), []string{"market cap"}, true},
		{regexp.MustCompile(`\bp/?e\b|\bprice[- ](to[- ])?earnings\b`), []string{"p/e (trailing)", "p/e (forward)"}, true},
		{regexp.MustCompile(`\bdividends?\b|\byield\b`), []string{"dividend yield (trailing)", "dividend a share and year (trailing)"}, true},
		{regexp.MustCompile(`\bturnover ratio\b`), []string{"turnover ratio"}, true},
		{regexp.MustCompile(`\bvolume\b|\btraded\b`), []string{"volume", "average volume (3 months)", "average volume"}, false},
		{regexp.MustCompile(`\b52[- ]week|\byear('s)? (high|low|range)\b`), []string{"year range"}, true},
		{regexp.MustCompile(`\b(high(est)?|low(est)?|range|peak|bottom)\b`), []string{"day range", "year range", "highest high", "lowest low"}, false},
		{regexp.MustCompile(`\bopen(ed|ing)?\b`), []string{"open", "first open"}, false},
		{regexp.MustCompile(`\bprevious close\b|\bclosed?\b|\bclosing\b`), []string{"previous close", "last close"}, false},
		{regexp.MustCompile(`\beps\b|\bearnings\b`), []string{"eps (trailing 12 months)", "next earnings announcement"}, true},
		{regexp.MustCompile(`\bbid\b|\bask\b|\bspread\b`), []string{"bid", "ask"}, true},
		{regexp.MustCompile(`\b(after[- ]hours|pre[- ]?market|post[- ]?market|extended)\b`), []string{"pre-market", "post-market"}, true},
		{regexp.MustCompile(`\bshares outstanding\b`), []string{"shares outstanding"}, true},
		{regexp.MustCompile(`\bbook value\b|\bprice to book\b`), []string{"book value a share", "price to book"}, true},
		{regexp.MustCompile(`\bexchange\b|\blisted\b`), []string{"exchange"}, true},
		{regexp.MustCompile(`\bcurrency\b`), []string{"currency"}, true},
	}
}

// focus is a figure that a question may name.
type focus struct {
	words  *regexp.Regexp
	labels []string
	quote  bool // only a quote has them
}

// signals are what a question's words say, whatever it is about.
type signals struct {
	period                  period
	today, momentary        bool
	priced, moving, onQuote bool
	focus                   []string
	time                    string
}

func (s signals) any() bool {
	return s.time != "" || !s.period.empty() || s.today || s.momentary || s.priced || s.moving || len(s.focus) > 0
}

func (b *Bot) signals(low string) signals {
	s := signals{momentary: momentary.MatchString(low), priced: priced.MatchString(low), moving: moving.MatchString(low)}
	for _, f := range focuses() {
		if f.words.MatchString(low) {
			s.focus = append(s.focus, f.labels...)
			s.onQuote = s.onQuote || f.quote
		}
	}
	s.period, s.today = periodOf(yearRange.ReplaceAllString(low, ""), facts.DayOf(b.now()), b.names.catalog.Synthetic)
	return s
}

// understand reads the questions of a conversation, oldest first, and says what
// the last one wants; what it leaves out it takes from those before it.
func (b *Bot) understand(questions []string) want {
	var w want
	for _, q := range questions {
		w = b.read(q, w)
	}
	return w
}

func (b *Bot) read(question string, before want) want {
	low := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(question, "’", "'")), " "))
	if tampers.MatchString(low) {
		return want{topic: tampering, symbols: before.symbols}
	}
	words := tokens(question)
	found, used := b.names.mentions(words)
	s := b.signals(low)
	s.time = b.time.in(maturity.ReplaceAllString(question, " Treasury yield"))
	w := want{topic: topicOf(low), period: s.period, focus: s.focus, asked: low, time: s.time, symbols: found}
	w.intents = matching(b.intents, low, w.time != "")
	switch {
	case len(found) == 0:
		if b.unnamed(&w, s, low, before, unknownName(words, used)) {
			return w
		}
	case nonsense.MatchString(low) && !s.any():
		return want{topic: foreign, symbols: before.symbols}
	case asksName.MatchString(low):
		w.lookup, w.symbols = joined(words, used), nil
		return w
	case !s.any() && w.topic == "" && len(w.intents) == 0 && (followOn.MatchString(low) || len(words) < 4) && (before.quote || before.history):
		symbols := w.symbols
		w, w.symbols, w.units = before, symbols, ""
		return w
	}
	if len(found) == 0 && len(w.intents) == 0 && w.time != "" && !s.moving && !s.priced { // "and in September?"
		w.asked, w.intents = before.asked, matching(b.intents, before.asked, true)
	}
	w.settle(s, low)
	return w
}

// unnamed reads a question that names no instrument. It reports whether that
// was all; if not, the instruments are those of the questions before.
func (b *Bot) unnamed(w *want, s signals, low string, before want, name string) bool {
	w.expression = expression(low)
	switch {
	case len(w.intents) > 0 && w.intents[0].general() && (len(before.symbols) == 0 || w.intents[0].tool != "news" || aboutIt.MatchString(low)):
		w.expression = ""
		return true
	case nonsense.MatchString(low):
		*w = want{topic: foreign}
	case w.expression != "":
		*w = want{expression: w.expression}
	case greets.MatchString(low) && !s.any():
		w.talk = greeting
	case helpless.MatchString(low):
		w.talk = help
	case thankful.MatchString(low) && !s.any():
		w.talk = thanks
	case len(w.intents) > 0 && len(before.symbols) > 0 && pronouns.MatchString(low): // "its Bollinger bands"
		w.symbols = before.symbols
		return false
	case name != "":
		w.lookup = name
		if s.any() || len(w.intents) > 0 {
			w.settle(s, low)
			w.price = true
		}
	case len(before.symbols) > 0 && (s.any() || len(w.intents) > 0 || pronouns.MatchString(low) || followOn.MatchString(low)):
		w.symbols = before.symbols
		return false
	case w.topic != "":
	case s.any() || len(w.intents) > 0:
		w.topic = which
	default:
		w.topic = foreign
	}
	if w.symbols == nil {
		w.symbols = before.symbols
		w.idle = true
	}
	return true
}

// settle decides between a quote, a history and both.
func (w *want) settle(s signals, low string) {
	switch {
	case !s.period.empty():
		w.history = true
	case s.moving && !s.today:
		w.history = true
		w.period = period{rng: "1mo", words: "over the past month"}
	}
	w.more = s.onQuote || s.momentary
	w.quote = !w.history || w.more
	w.early = w.period.rng == "1mo" && strings.EqualFold(w.time, "this month")
	if m := holding.FindStringSubmatch(low); m != nil && len(w.symbols) == 1 {
		w.units, w.quote = strings.ReplaceAll(m[1], ",", ""), true
	}
}

func topicOf(low string) topic {
	switch {
	case advising.MatchString(low):
		return advice
	case foretells.MatchString(low):
		return forecast
	case newsy.MatchString(low):
		return news
	}
	return ""
}
