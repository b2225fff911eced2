package wire

import (
	"slices"
	"strings"
)

// Parting parts the text of a model's message into thoughts, calls of tools
// and the answer, for servers that leave that to their clients. A mark counts
// only where a chat template puts it: at the beginning, or, for thoughts, on a
// line of its own. In the midst of a text, and in code, it is text.
type Parting struct {
	offered []ToolSpec
	suspect bool // the text may begin as a thought that is not marked
	most    int  // bytes that are held at most until it is known what they are

	state   partState
	held    string          // not yet given out, because what it is is not yet known
	tag     tag             // of the thought that is open
	inline  bool            // it began within the text
	swallow strings.Builder // what may turn out to be text, when nothing closes the thought
	looked  int             // bytes of a suspected text that were searched

	parted  bool // something was taken off the beginning
	trims   bool // something was taken out of the text: no blanks follow
	newline bool // what was given out ends a line
	blank   bool // or ends in blanks at a line's beginning
	marks   byte // what ticks counts: ticks or tildes
	fence   byte // which of them has opened the code block that is open; 0: none is
	ticks   int  // of them in a row at the end of what was given out
	Given   int  // bytes of the answer given out
	Thought int  // of them those that turned out to be thought
	// Unmarked: the text began as a thought without a mark. Unneeded: it was
	// suspected of it, and did not.
	Unmarked, Unneeded bool
}

type partState uint8

const (
	opening   partState = iota // nothing but blanks so far
	suspected                  // a text that may be thought, its beginning not marked
	thinking
	calling // what may be a call
	writing
)

// Plain says whether text can be given out as it is. It is all that most chunks
// cost.
func (p *Parting) Plain(text string) bool {
	if p.state != writing || p.held != "" || p.trims || strings.IndexByte(text, '<') >= 0 {
		return false
	}
	p.Given += len(text)
	if !p.blank && p.ticks == 0 && strings.IndexByte(text, '\n') < 0 {
		p.newline = false
		return true
	}
	for i := range len(text) {
		p.pass(text[i])
	}
	return true
}

// Write takes a piece of text and gives out what is known of it.
func (p *Parting) Write(text string) (thought, answer string) {
	p.held += text
	var thoughts, answers strings.Builder
	for p.held != "" {
		before, state := len(p.held), p.state
		switch p.state {
		case opening:
			p.open()
		case suspected:
			from := max(0, min(p.looked, len(p.held))-len("</think>"))
			p.looked = len(p.held)
			if i := folded(p.held[from:], "</think>"); i >= 0 {
				i += from
				thoughts.WriteString(p.held[:i])
				p.held, p.state, p.suspect, p.Unmarked = p.held[i+len("</think>"):], opening, false, true
				p.parted = true
			} else if len(p.held) > p.most {
				p.state = writing
			}
		case thinking:
			thoughts.WriteString(p.think())
		case calling:
			// How a call begins tells: to look at all of it each time would cost the
			// square of its length.
			if len(p.held) > p.most || len(p.held) < 1<<10 && !mayBeCall(p.held, p.offered) {
				p.state = writing
			}
		case writing:
			answers.WriteString(p.give())
		}
		if len(p.held) == before && p.state == state {
			break
		}
	}
	return thoughts.String(), answers.String()
}

// maxBlank is how many blanks before a text are kept, in bytes.
const maxBlank = 256

// open looks at how a text begins.
func (p *Parting) open() {
	text := strings.TrimLeft(p.held, " \t\r\n")
	if p.parted {
		p.held = text // the blanks belong to what was parted
	}
	if text == "" {
		p.held = p.held[:min(len(p.held), maxBlank)] // some models write nothing else without end
		return
	}
	waits := false
	for _, t := range thoughtTags() {
		whole, begun := match(text, t.open)
		if whole {
			p.tag, p.inline, p.held, p.state = t, false, text[len(t.open):], thinking
			p.suspect, p.Unneeded, p.parted = false, p.Unneeded || p.suspect, true
			return
		}
		waits = waits || begun
	}
	for _, token := range tokensBefore() {
		whole, begun := match(text, token)
		if whole {
			p.held, p.parted = text[len(token):], true
			return
		}
		waits = waits || begun
	}
	switch {
	case waits:
	case len(p.offered) > 0 && mayBeCall(text, p.offered):
		p.state = calling
	case p.suspect:
		p.state = suspected
	default:
		p.state = writing
	}
}

// think takes what is thought, and ends with it.
func (p *Parting) think() (thought string) {
	if i, n := p.tag.closedBy(p.held); i >= 0 {
		thought = p.held[:i]
		p.held, p.state = p.held[i+n:], opening
		p.swallow.Reset()
		if p.inline {
			p.state, p.trims = writing, true
		}
		return thought
	}
	n := len(p.held) - max(overlap(p.held, p.tag.close), overlap(p.held, "<|start|>assistant"))
	thought, p.held = p.held[:n], p.held[n:]
	if p.inline || p.swallow.Len() < maxSentence {
		p.swallow.WriteString(thought)
	}
	return thought
}

// maxSentence is how long a text may be that begins with a tag and is no thought.
const maxSentence = 300

// sentence says whether what stands behind the mark of a thought is a sentence
// about it: one line, apart from the mark by a blank.
func (p *Parting) sentence() bool {
	text := p.swallow.String() + p.held
	return strings.HasPrefix(text, " ") && len(text) < maxSentence && !strings.Contains(text, "\n")
}

// give gives out text up to a mark on a line of its own, or to what may become one.
func (p *Parting) give() (answer string) {
	if p.trims {
		p.held = strings.TrimLeft(p.held, " \t\r\n")
		p.trims = p.held == ""
	}
	for i := 0; i < len(p.held); i++ {
		if b := p.held[i]; b == '<' && p.fence == 0 {
			if whole, begun := p.mark(p.held[i:]); whole {
				return p.release(i)
			} else if begun || isBehind(p.held[i:]) {
				answer, p.held = p.held[:i], p.held[i:]
				p.Given += len(answer)
				return answer
			}
		}
		p.pass(p.held[i])
	}
	return p.release(len(p.held))
}

// pass follows lines and code blocks over a byte of text. A block begins and ends
// with three ticks or tildes at a line's beginning.
func (p *Parting) pass(b byte) {
	switch {
	case (b == '`' || b == '~') && (p.blank || p.ticks > 0 && p.marks == b):
		p.marks = b
		if p.ticks++; p.ticks == 3 && p.fence == 0 {
			p.fence = b
		} else if p.ticks == 3 && p.fence == b {
			p.fence = 0
		}
		p.newline, p.blank = false, false
	case b == '\n':
		p.newline, p.blank, p.ticks = true, true, 0
	default:
		p.newline = p.newline && b == '\r'
		p.blank = p.blank && (b == ' ' || b == '\r')
		p.ticks = 0
	}
}

func (p *Parting) release(n int) (answer string) {
	answer = p.held[:n]
	p.held = p.held[n:]
	p.Given += len(answer)
	if p.held == "" {
		return answer
	}
	for _, t := range thoughtTags()[:inlineTags] {
		if whole, _ := match(p.held, t.open); whole && p.newline {
			p.tag, p.inline, p.held, p.state = t, true, p.held[len(t.open):], thinking
			p.swallow.WriteString(t.open)
			return answer
		}
		if whole, _ := match(p.held, t.close); whole { // all before it was thought
			p.held, p.trims = p.held[len(t.close):], true
			p.Thought = p.Given
			return answer
		}
	}
	return answer
}

// mark says whether text begins with a mark that counts within a text: one on a
// line of its own, or, wherever it stands, the end of a thought that ends a line.
func (p *Parting) mark(text string) (whole, begun bool) {
	for _, t := range thoughtTags()[:inlineTags] {
		if p.newline {
			w, b := match(text, t.open)
			whole, begun = whole || w, begun || b
		}
		w, b := match(text, t.close)
		switch {
		case p.newline:
		case p.blank: // indented: code
			w, b = false, false
		case w:
			rest := strings.TrimLeft(text[len(t.close):], " \r")
			w, b = strings.HasPrefix(rest, "\n"), rest == ""
		}
		whole, begun = whole || w, begun || b
	}
	return whole, begun
}

// End is what is left when the text is complete: calls, when all of what is held
// is calls of offered tools, else text. A thought that is not closed, and that
// the model was not kept from closing, was none.
func (p *Parting) End(cut bool) (answer string, calls []ToolCall) {
	defer func() { p.Given += len(answer) }()
	switch p.state {
	case calling:
		if calls := callsIn(p.held, p.offered); len(calls) > 0 {
			p.held = ""
			return "", calls
		}
	case thinking:
		switch {
		case cut, !p.inline && !p.sentence():
			return "", nil
		case !p.inline:
			answer = p.tag.open
		}
		answer += p.swallow.String()
	case suspected:
		p.Unneeded = !cut
	case writing:
		if strings.HasPrefix(p.held, "<") && slices.Contains(tokensBehind(), lower(strings.TrimRight(p.held, " \t\r\n"))) {
			p.held = ""
		}
	}
	answer += p.held
	p.held = ""
	return answer, nil
}

// NewParting parts the text of a model to which tools are offered. At most most
// bytes are held until it is known what they are. suspect says that the text may
// begin as a thought that is not marked.
func NewParting(offered []ToolSpec, most int, suspect bool) Parting {
	return Parting{offered: offered, most: most, suspect: suspect, blank: true}
}

// Trust says that the text begins with no thought: the server has sent those by
// themselves.
func (p *Parting) Trust() { p.suspect = false }
