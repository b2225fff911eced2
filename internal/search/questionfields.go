package search

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Names of the fields of a question, the likeliest first.
func textNames() []string {
	return []string{"text", "question", "subquestion", "q", "task", "ask", "description", "prompt", "content", "title", "step", "query", "subquery"}
}

func kindNames() []string {
	return []string{"kind", "type", "category", "class", "source", "tool", "questiontype", "questionkind", "kinds", "types"}
}

func searchNames() []string {
	return []string{"search", "searchquery", "searchqueries", "searchterms", "searchwords", "keywords", "terms", "query", "queries"}
}

// questionOf reads the fields of a question. Where no name is known, the longest
// text is taken for it, and named is false.
func questionOf(o []field, of kind) (q subquestion, named bool) {
	q.Kind = of
	text := nameOf(o, textNames(), "")
	q.Text, named = textOf(o, text), text != ""
	q.Search = textOf(o, nameOf(o, searchNames(), text))
	if word := textOf(o, nameOf(o, kindNames(), text)); word != "" {
		q.Kind = kindOf(word)
	}
	if named {
		return q, true
	}
	for _, f := range o {
		switch said, ok := f.value.(string); {
		case !ok:
		case kindWord.MatchString(said) && q.Kind == unsaid:
			q.Kind = kindOf(said)
		case len(said) >= leastLine && len(said) > len(q.Text) && said != q.Search:
			q.Text = said
		}
	}
	return q, false
}

// nameOf is the first of names that an object has a text under, without the one
// that was used already.
func nameOf(o []field, names []string, used string) string {
	for _, name := range names {
		if name != used && textOf(o, name) != "" {
			return name
		}
	}
	return ""
}

// textOf is the text of a field, the first one of a list.
func textOf(o []field, name string) string {
	for _, f := range o {
		if name == "" || plainName(f.name) != name {
			continue
		}
		value := f.value
		if all, ok := value.([]any); ok && len(all) > 0 {
			value = all[0]
		}
		text, ok := value.(string)
		if bare, is := value.(word); is {
			text, ok = string(bare), true
		}
		if ok && !nothing.MatchString(text) {
			return text
		}
	}
	return ""
}

// plainName is a name in small letters and digits alone.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// Words for a kind: their stems, in the languages that plans are mostly written in.
const (
	kindStems = `(?:numer|numér|núm|quanti|cuanti|zahl|числ|колич|数值|数字|定量|数値|quali|cuali|качес|定性|deriv|dériv|abgeleit|comput|calcul|berechn|произв|вычис|推导|计算|計算)`
	aKind     = kindStems + `[\pL_]*`
)

var (
	nothing  = regexp.MustCompile(`(?i)^(?:null|none|nil|undefined|true|false|n/a|\d*)$`)
	numbered = regexp.MustCompile(`^(?:(?:sub)?(?:q|question|query|step|task|item)s?)?\d{0,3}$`)
	kindWord = regexp.MustCompile(`(?i)^[^\pL\d]*` + aKind + `[^\pL\d]*(?:questions?|quer(?:y|ies)|data)?[^\pL\d]*$`)

	kindBefore = regexp.MustCompile(`(?i)^(?:[\[(*_]+(` + aKind + `)\W?[\])*_]+\s*[:–—-]?|(` + aKind + `)(?:\s*[:|]|\s+[–—-]\s))\s*[*_]*\s*(.{3,})$`)
	kindBehind = regexp.MustCompile(`(?i)^(.{3,}?)(?:\s*[\[(（]|\s+[–—|-])\s*[*_]*(?:kind|type)?\s*[:=]?\s*(` + aKind + `)\W*$`)
)

// kindIn reads a kind that is written before or behind a question.
func kindIn(text string) (of kind, rest string) {
	if m := kindBefore.FindStringSubmatch(text); m != nil {
		return kindOf(m[1] + m[2]), m[3]
	}
	if m := kindBehind.FindStringSubmatch(text); m != nil {
		return kindOf(m[2]), m[1]
	}
	return unsaid, text
}

// kindOf reads a kind by any word that means it.
func kindOf(text string) kind {
	text = strings.ToLower(text)
	for _, k := range []struct {
		kind  kind
		parts []string
	}{
		{derived, []string{"deriv", "comput", "calcul", "compar", "arithm", "combin", "synthe", "math", "dériv", "abgeleit", "berechn", "произв", "вычис", "推导", "计算", "計算"}},
		{qualitative, []string{"quali", "web", "news", "article", "page", "opinion", "narrativ", "textual", "descript", "search", "cuali", "качес", "定性", "新闻", "网页"}},
		{numerical, []string{"numer", "number", "quant", "market", "data", "price", "figure", "statist", "financ", "fundament", "metric", "quote", "stock", "value", "numér", "núm", "cuanti", "zahl", "числ", "колич", "数", "定量", "市场"}},
	} {
		if slices.ContainsFunc(k.parts, func(part string) bool { return strings.Contains(text, part) }) {
			return k.kind
		}
	}
	return unsaid
}
