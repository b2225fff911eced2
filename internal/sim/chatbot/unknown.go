package chatbot

import (
	"regexp"
	"strings"
)

// smallTalk are words that begin with a capital for other reasons than being
// a name.
var smallTalk = regexp.MustCompile(`^(who|what|which|where|when|why|how|is|are|was|were|do|does|did|can|could|will|would|should|has|have|i|any|some|all|every|the|a|an|and|or|but|please|tell|show|give|get|find|look|up|search|for|compare|me|my|of|in|on|at|to|about|price|quote|stock|share|shares|market|symbol|ticker|company|it|its|their|they|if|now|then|also|ok|okay|yes|no|thanks|hello|hi|hey|good|calculate|compute|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|usd|eur|p/?e|eps|ytd|etfs?|ceo|ipo|ai|us|usa|uk|eu|nyse|ohlc|gdp|you|your|we|i'm|let|let's|write|explain|list|display|chart|history|dividend|dividends|volume|high|low|open|close|that|this|there|these|those|with|than|from|since|over|per|cent|percent|max|ever|was|be|been|much|many|more|most|last|past|next|year|month|week|day|days)$`)

// unknownName is the longest run of capitalised words that are no names of ours
// and no small talk.
func unknownName(words []token, used []bool) string {
	best, run := "", ""
	for i, t := range words {
		upper := t.raw[0] >= 'A' && t.raw[0] <= 'Z'
		if upper && !used[i] && !smallTalk.MatchString(t.low) && !acronyms.MatchString(t.raw) {
			run = strings.TrimSpace(run + " " + t.raw)
		} else {
			run = ""
		}
		if len(run) > len(best) {
			best = run
		}
	}
	if best == "" {
		best = namedAfter(words)
	}
	return best
}

// namedAfter is a name written small, after words that a name follows.
func namedAfter(words []token) string {
	for i := 0; i+2 < len(words); i++ {
		pair := words[i].low + " " + words[i+1].low
		switch pair {
		case "price of", "quote for", "quote of", "symbol for", "symbol of", "ticker for", "ticker of", "look up", "search for", "shares of", "stock of", "who is":
			if name := words[i+2]; !smallTalk.MatchString(name.low) && !pronouns.MatchString(name.low) {
				return name.raw
			}
		}
	}
	return ""
}

func joined(words []token, used []bool) string {
	var b strings.Builder
	for i, t := range words {
		if used[i] {
			b.WriteString(" " + t.raw)
		}
	}
	return strings.TrimSpace(b.String())
}
