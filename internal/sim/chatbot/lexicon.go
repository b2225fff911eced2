package chatbot

import (
	"regexp"
	"slices"
	"strings"

	"quotewire/internal/sim/facts"
)

// token is a word of a question.
type token struct{ raw, low string }

// tokens splits a question into words without the punctuation around them and
// without a possessive 's.
func tokens(text string) []token {
	var all []token
	for w := range strings.FieldsSeq(strings.NewReplacer("’", "'", "‘", "'", "“", " ", "”", " ").Replace(text)) {
		w = strings.Trim(w, "?!,;:()\"'`*[]{}<>…")
		w = strings.TrimRight(w, ".")
		for _, s := range []string{"'s", "'S", "s'"} {
			if cut, ok := strings.CutSuffix(w, s); ok {
				w = cut
				if s == "s'" {
					w += "s"
				}
				break
			}
		}
		if w != "" {
			all = append(all, token{w, strings.ToLower(w)})
		}
	}
	return all
}

const aliasWords = 5

// lexicon knows what people call the instruments.
type lexicon struct {
	alias   map[string]string // lower-case words with single spaces: symbol
	catalog *facts.Catalog
}

func newLexicon(c *facts.Catalog) *lexicon {
	p := &lexicon{alias: make(map[string]string), catalog: c}
	for _, s := range c.Symbols {
		in := c.Find(s)
		for _, a := range append([]string{in.LongName, in.ShortName}, in.Aliases...) {
			var words []string
			for _, t := range tokens(a) {
				words = append(words, t.low)
			}
			key := strings.Join(words, " ")
			// The first of two classes of a share keeps the name.
			if _, taken := p.alias[key]; key != "" && !taken {
				p.alias[key] = s
			}
		}
	}
	return p
}

var (
	specialSymbol = regexp.MustCompile(`^(\^[A-Z0-9]{2,8}|[A-Z]{3,6}=X|[A-Z]{2,3}=F|[A-Z]{2,5}-USD|[A-Z0-9]{1,10}\.(T|HK|DE|PA|L|TO|AX|NS)|BRK[-./][AB]|ZZ\d{1,9})$`)
	plainSymbol   = regexp.MustCompile(`^[A-Z][A-Z.\-]{0,5}$`)
	shouted       = regexp.MustCompile(`^[A-Z]{2,5}$`)
	// acronyms look like symbols and are none.
	acronyms = regexp.MustCompile(`^(USD|EUR|GBP|JPY|CEO|CFO|ETFS?|GDP|PE|EPS|YTD|US|USA|UK|EU|AI|IPO|SEC|FED|OK|PM|AM|TV|API|FAQ|NYSE|UTC|OHLC|ROI|CAGR|CAPS|AND|OR|THE|IS|IT|VS|FOR|OF|TO|IN|ON|AT|NOT|ALL|BUY|SELL|HOW|WHAT|WHO|WHY|ARE|WAS|MY|ME|NO|YES|HI|HELLO|IGNORE|NOW|AN|DO|BE|AS|BY|IF|SO|UP|WE|HE|GO|CAN|YOU|DID|HAS|RSI|MACD|ADX|ATR|OBV|SMA|EMA|PEG|ROE|ROA|TTM|FY|LSE|IV|NEWS)$`)
	// words of everyday speech that are symbols too count only in capitals.
	everyday = regexp.MustCompile(`^(dis|pep|ko|ba|ma|v|spy|cost|meta)$`)
)

// mentions finds the symbols and names in a question, in order, each once; used
// says which words they took.
func (p *lexicon) mentions(words []token) (found []string, used []bool) {
	used = make([]bool, len(words))
	for i := 0; i < len(words); {
		symbol, n := p.longest(words[i:])
		if n == 0 {
			symbol, n = p.symbol(words[i].raw), 1
		}
		for ; n > 0; i, n = i+1, n-1 {
			used[i] = symbol != ""
		}
		if symbol != "" && !slices.Contains(found, symbol) {
			found = append(found, symbol)
		}
	}
	return found, used
}

// longest is the alias of the most words that words begin with.
func (p *lexicon) longest(words []token) (symbol string, n int) {
	for n = min(aliasWords, len(words)); n > 0; n-- {
		var b strings.Builder
		for i, t := range words[:n] {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(t.low)
		}
		// "the market cap" and "the market value" name no market.
		if n < len(words) && strings.HasSuffix(b.String(), "market") && (strings.HasPrefix(words[n].low, "cap") || words[n].low == "value") {
			continue
		}
		if s, ok := p.alias[b.String()]; ok {
			return s, n
		}
	}
	return "", 0
}

// symbol reads a word as a symbol, which the catalog may not know.
func (p *lexicon) symbol(raw string) string {
	upper := strings.ToUpper(raw)
	if tagged, ok := strings.CutPrefix(upper, "$"); ok && plainSymbol.MatchString(tagged) {
		return tagged
	}
	switch {
	case p.catalog.Find(upper) != nil && (raw == upper || len(raw) >= 3 && !everyday.MatchString(strings.ToLower(raw))), specialSymbol.MatchString(upper):
		return upper
	case shouted.MatchString(raw) && !acronyms.MatchString(raw):
		return raw
	}
	return ""
}
