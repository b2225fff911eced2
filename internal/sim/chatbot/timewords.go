package chatbot

import (
	"regexp"
	"strings"
)

// timeWords finds the words about time in a question. They go to the tools as
// they are written: the tools know the calendar, and say what they read.
type timeWords struct{ whole *regexp.Regexp }

// Pieces of an expression for words about time, of which later ones are built
// from earlier ones. A month alone must be no verb: "may" and "march" need a
// word before them.
const (
	timeMonth = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	timeDay   = `\d{1,2}(?:st|nd|rd|th)?`
	timeYear  = `(?:19|20)\d\d`
	timeCount = `(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)`
	timeUnit  = `(?:trading days?|days?|weeks?|months?|quarters?|years?)`
	timeNth   = `(?:[1-4]st|[1-4]nd|[1-4]rd|[1-4]th|first|second|third|fourth)`
	timePoint = `(?:` + timeYear + `-\d\d-\d\d|` +
		timeDay + ` (?:of )?` + timeMonth + `(?:,? ` + timeYear + `)?|` +
		timeMonth + ` ` + timeDay + `(?:,? ` + timeYear + `)?|` +
		timeMonth + `(?: of)?,? ` + timeYear + `|` +
		`q[1-4](?: of)?(?: fy| fiscal(?: year)?)? ?\d{2,4}|fy ?\d{2,4} ?q[1-4]|fiscal q[1-4](?: \d{4})?|q[1-4]|h[12](?: fy)? ?\d{2,4}|` +
		timeNth + ` (?:fiscal )?(?:quarter|half)(?: of (?:fiscal (?:year )?|fy ?)?` + timeYear + `)?|` +
		`(?:fy ?|fiscal year |fiscal )\d{2,4}(?:/\d\d)?|` +
		`(?:the )?(?:black friday|thanksgiving|christmas eve|christmas|new year's eve|good friday|labor day)(?: ` + timeYear + `)?|` +
		`the ` + timeDay + `|(?:last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|` +
		`last ` + timeMonth + `|(?:this|last|past|previous|most recent) (?:fiscal )?(?:trading day|week|month|quarter|year)|` +
		`(?:year|month|quarter)[- ]to[- ]date|ytd|` +
		timeYear + `s?|(?:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|(?:in|of|since|during|for|from|to|until) (?:may|march))`
	timeEdge = `(?:(?:the )?(?:end|beginning|start|middle|(?:first|last|second|third) (?:` + timeCount + ` )?(?:trading )?(?:days?|weeks?|months?)) (?:of|in) (?:the )?` + timePoint + `|` +
		`(?:the )?(?:` + timeCount + ` )?(?:trading )?(?:days?|weeks?) (?:after|before|following) ` + timePoint + `|` + timePoint + `)`
	timeWhole = `\b(?:(?:between|from) ` + timeEdge + ` (?:to|and|until|till|through) (?:` + timeEdge + `|today|now)|` +
		timeEdge + ` (?:to|until|till|through|-|–) (?:` + timeEdge + `|today)|` +
		`since (?:the )?` + timeEdge + `|` +
		`(?:past|last|previous) ` + timeCount + `[- ]` + timeUnit + `|` + timeCount + ` ` + timeUnit + ` ago|` +
		timeEdge + `|(?:past|last) decade|over the (?:week|month|quarter|year))\b`
)

func newTimeWords() *timeWords { return &timeWords{regexp.MustCompile(`(?i)` + timeWhole)} }

// in is the first words about time of a text, empty when it has none. What the
// tools would not read is left out or said otherwise: "over the year" is the
// past year.
func (t *timeWords) in(text string) string {
	words := strings.Join(strings.Fields(t.whole.FindString(yearRange.ReplaceAllString(text, ""))), " ")
	low := strings.ToLower(words)
	switch {
	case low == "past decade" || low == "last decade":
		return "past 10 years"
	case strings.HasPrefix(low, "over the "):
		return "past " + low[len("over the "):]
	}
	return words
}
