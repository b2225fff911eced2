package chatbot

import (
	"regexp"
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

// mention is a symbol that a question names.
type mention struct {
	symbol string
	guess  bool // not known: it only looks like one
}

// mentions finds the symbols and names in a question, in order, each once; used
// says which words they took.
func (p *lexicon) mentions(words []token) (found []mention, used []bool) {
	used = make([]bool, len(words))
	seen := make(map[string]bool)
	add := func(symbol string, guess bool, from, to int) {
		for i := from; i < to; i++ {
			used[i] = true
		}
		if !seen[symbol] {
			seen[symbol] = true
			found = append(found, mention{symbol, guess})
		}
	}
	for i := 0; i < len(words); {
		if symbol, n := p.longest(words[i:]); n > 0 {
			add(symbol, false, i, i+n)
			i += n
			continue
		}
		if symbol, guess := p.symbol(words[i].raw); symbol != "" {
			add(symbol, guess, i, i+1)
		}
		i++
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

// symbol reads a word as a symbol; guess says that the catalog does not know it.
func (p *lexicon) symbol(raw string) (symbol string, guess bool) {
	upper := strings.ToUpper(raw)
	if tagged, ok := strings.CutPrefix(upper, "$"); ok && plainSymbol.MatchString(tagged) {
		return tagged, p.catalog.Find(tagged) == nil
	}
	known := p.catalog.Find(upper) != nil
	switch {
	case known && (raw == upper || len(raw) >= 3 && !everyday.MatchString(strings.ToLower(raw))):
		return upper, false
	case specialSymbol.MatchString(upper):
		return upper, !known
	case shouted.MatchString(raw) && !acronyms.MatchString(raw):
		return raw, true
	}
	return "", false
}
