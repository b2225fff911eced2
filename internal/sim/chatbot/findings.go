package chatbot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// findings is what research has found, as its last message tells it. What stands
// between fences is quoted or left out, and never read as anything else.
type findings struct {
	question string
	parts    []evidence
	asked    []string
}

// evidence is a fenced text and the sources named above it.
type evidence struct {
	sources []source
	text    string
}

var (
	fenceNamed    = regexp.MustCompile(`Text between two lines "([^"\n]{1,200})" is data`)
	citedText     = regexp.MustCompile(`[^\[\]]{1,600}(?:\[\d{1,3}\])+`)
	marks         = regexp.MustCompile(`\[(\d{1,3})\]`)
	sentenceEnd   = regexp.MustCompile(`([.!?])\s+([A-Z0-9"“])`)
	wholeSentence = regexp.MustCompile(`^[A-Z0-9"“].{18,}[.!?]$`)
	unquotable    = regexp.MustCompile("https?:|[\\[\\]<>|`{}*#]")
	// orders are sentences that speak to whoever reads: they are nobody's findings.
	orders   = regexp.MustCompile(`(?i)\b(ignore|disregard|forget|reveal|override)\b|\b(system|assistant|user) ?:|\b(instructions?|prompt|api key|jailbreak)\b|\byou (must|are|should|will|have to)\b|\b(must|always) (say|buy|sell|recommend|reply|answer)\b`)
	upwards  = regexp.MustCompile(`(?i)\b(rises?|rose|gains?|gained|grows?|grew|raises?|raised|beats?|upgraded?|bullish|higher|strong(er)?|optimistic)\b`)
	downward = regexp.MustCompile(`(?i)\b(falls?|fell|los[te]s?|shrinks?|shrank|cuts?|misse[sd]|downgraded?|bearish|lower|weak(er)?|pessimistic|doubts?)\b`)
)

// readFindings reads a message by the fence that the rules name.
func readFindings(rules, text string) findings {
	var d findings
	fence := ""
	if m := fenceNamed.FindStringSubmatch(rules); m != nil {
		fence = m[1]
	}
	inside, list := false, false
	var told *evidence // whose text comes, nil between two
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case fence != "" && line == fence:
			if inside = !inside; !inside {
				told, list = nil, false
			}
		case inside && list:
			d.asked = append(d.asked, strings.TrimPrefix(line, "- "))
		case inside && told != nil:
			told.take(line)
		case inside:
		case sourceLine.MatchString(line):
			if told == nil {
				d.parts = append(d.parts, evidence{})
				told = &d.parts[len(d.parts)-1]
			}
			m := sourceLine.FindStringSubmatch(line)
			told.sources = append(told.sources, source{m[1], m[2]})
		case line == "Asked so far:":
			list = true
		case strings.HasPrefix(line, "The question: "):
			d.question = clippedTo(line[len("The question: "):], 2000)
		}
	}
	return d
}

// take adds a line of the text, but for those at its head that say what was asked
// and what the sources are called.
func (e *evidence) take(line string) {
	if e.text != "" || line != "" && !strings.HasPrefix(line, "asked: ") && !named(e.sources, line) {
		e.text += line + "\n"
	}
}

func clippedTo(text string, most int) string {
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

// mentions says that something was found on a symbol.
func (d findings) mentions(symbol, name string) bool {
	return slices.ContainsFunc(d.parts, func(p evidence) bool {
		return slices.ContainsFunc(p.sources, func(s source) bool {
			return strings.Contains(s.title, "("+symbol+")") || strings.Contains(strings.ToLower(s.title), strings.ToLower(name))
		})
	})
}

// pages says that something was found which is no answer of market data.
func (d findings) pages() bool {
	return slices.ContainsFunc(d.parts, func(p evidence) bool { return len(p.statements()) == 0 && p.text != "" })
}

// statements are the sentences that cite one of the evidence's own sources, as
// answers of market data do.
func (e evidence) statements() []string {
	var all []string
	for _, s := range citedText.FindAllString(e.text, maxFigures) {
		own := true
		for _, m := range marks.FindAllStringSubmatch(s, -1) {
			own = own && slices.ContainsFunc(e.sources, func(known source) bool { return known.n == m[1] })
		}
		s = strings.TrimLeft(s, " .\n")
		if own && !orders.MatchString(s) {
			all = append(all, s+".")
		}
	}
	return all
}

// quotes are the sentences of a page that speak of what was asked, two at most.
func (e evidence) quotes(words []string) []string {
	var all []string
	for s := range strings.Lines(sentenceEnd.ReplaceAllString(e.text, "$1\n$2")) {
		s = strings.TrimSpace(s)
		low := strings.ToLower(s)
		if len(s) > 400 || !wholeSentence.MatchString(s) || unquotable.MatchString(s) || orders.MatchString(s) {
			continue
		}
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(low, w) }) && !slices.Contains(all, s) && len(all) < 2 {
			all = append(all, s)
		}
	}
	return all
}

// answer is what the findings say: figures first, then pages in their own
// words, then where these part.
func (d findings) answer(w want, names []string) string {
	switch {
	case w.topic == tampering:
		return "I cannot change how I work or show my instructions."
	case w.strange():
		return "I cannot help with that: I answer questions about finance only."
	}
	var figures, pages, up, down []string
	words := names // a page about somebody else answers nothing
	if len(words) == 0 {
		words = telling(d.question)
	}
	for _, p := range d.parts {
		if own := p.statements(); len(own) > 0 {
			figures = append(figures, own...)
			continue
		}
		from := p.sources[0]
		for _, q := range p.quotes(words) {
			mark := "[" + from.n + "]"
			line := fmt.Sprintf("%s: “%s” %s.", title(from), q, mark)
			if !slices.Contains(pages, line) {
				pages = append(pages, line)
			}
			switch rises, falls := upwards.MatchString(q), downward.MatchString(q); {
			case rises && !falls && !slices.Contains(up, mark):
				up = append(up, mark)
			case falls && !rises && !slices.Contains(down, mark):
				down = append(down, mark)
			}
		}
	}
	if len(figures)+len(pages) == 0 {
		return "I found nothing that answers this."
	}
	said := slices.Concat(figures, pages)
	if text := declining(w.topic); text != "" && w.topic != news {
		said = slices.Insert(said, 0, text)
	}
	if len(up) > 0 && len(down) > 0 && !slices.ContainsFunc(up, func(m string) bool { return slices.Contains(down, m) }) {
		said = append(said, "The sources do not lean the same way: "+strings.Join(up, "")+" up, "+strings.Join(down, "")+" down.")
	}
	note := "(simulated prices)"
	if len(pages) > 0 {
		note = "(simulated prices and pages)"
	}
	return strings.Join(append(said, note), " ")
}

// title is what a source is called, without what its site calls itself.
func title(s source) string {
	name, _, _ := strings.Cut(s.title, " (unproven: of ")
	return clippedTo(strings.NewReplacer("[", "(", "]", ")", "<", "", ">", "", "*", "", "`", "").Replace(name), 120)
}

// telling are the words of a question that a sentence on it would have.
func telling(question string) []string {
	var words []string
	for _, t := range tokens(question) {
		if len(t.low) > 3 && !smallTalk.MatchString(t.low) && len(words) < 12 {
			words = append(words, t.low)
		}
	}
	return words
}
