package wire

import "strings"

// Parting parts the text of a model's message into thoughts, calls of tools
// and the answer, for servers that leave that to their clients. A mark counts
// only where a chat template puts it: at the beginning, or, for thoughts, on a
// line of its own. In the midst of a text, and in code, it is text.
type Parting struct {
	offered []ToolSpec
	suspect bool // the text may begin as a thought that is not marked
	most    int  // bytes that are held at most until it is known what they are

	state   partState
	held    string // not yet given out, because what it is is not yet known
	tag     tag    // of the thought that is open
	inline  bool   // it began within the text
	swallow strings.Builder

	parted  bool // something was taken off the beginning
	trims   bool // something was taken out of the text: no blanks follow
	newline bool // what was given out ends a line
	ticks   int  // backticks at the end of what was given out
	fenced  bool // what was given out has opened a code block
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
	if p.state != writing || p.held != "" || p.trims || strings.IndexByte(text, '<') >= 0 || strings.IndexByte(text, '`') >= 0 {
		return false
	}
	p.Given += len(text)
	p.newline = text[len(text)-1] == '\n'
	p.ticks = 0
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
			if i := folded(p.held, "</think>"); i >= 0 {
				thoughts.WriteString(p.held[:i])
				p.held, p.state, p.suspect, p.Unmarked = p.held[i+len("</think>"):], opening, false, true
				p.parted = true
			} else if len(p.held) > p.most {
				p.state = writing
			}
		case thinking:
			thoughts.WriteString(p.think())
		case calling:
			if len(p.held) > p.most || !mayBeCall(p.held, p.offered) {
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

// open looks at how a text begins.
func (p *Parting) open() {
	text := strings.TrimLeft(p.held, " \t\r\n")
	if p.parted {
		p.held = text // the blanks belong to what was parted
	}
	if text == "" {
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
	if i := folded(p.held, p.tag.close); i >= 0 {
		thought = p.held[:i]
		p.held, p.state = p.held[i+len(p.tag.close):], opening
		p.swallow.Reset()
		if p.inline {
			p.state, p.trims = writing, true
		}
		return thought
	}
	n := len(p.held) - overlap(p.held, p.tag.close)
	thought, p.held = p.held[:n], p.held[n:]
	if p.inline {
		p.swallow.WriteString(thought)
	}
	return thought
}

// give gives out text up to a mark on a line of its own, or to what may become one.
func (p *Parting) give() (answer string) {
	if p.trims {
		p.held = strings.TrimLeft(p.held, " \t\r\n")
		p.trims = p.held == ""
	}
	for i := 0; i < len(p.held); i++ {
		switch b := p.held[i]; {
		case b == '`':
			if p.ticks++; p.ticks == 3 {
				p.fenced = !p.fenced
			}
		case b == '<' && p.newline && !p.fenced:
			if whole, begun := p.mark(p.held[i:]); whole {
				return p.release(i)
			} else if begun {
				answer = p.held[:i]
				p.held = p.held[i:]
				p.Given += len(answer)
				return answer
			}
			p.newline = false
		default:
			p.newline = b == '\n' || p.newline && (b == ' ' || b == '\t' || b == '\r')
		}
		if p.held[i] != '`' {
			p.ticks = 0
		} else {
			p.newline = false
		}
	}
	return p.release(len(p.held))
}

func (p *Parting) release(n int) (answer string) {
	answer = p.held[:n]
	p.held = p.held[n:]
	p.Given += len(answer)
	if p.held == "" {
		return answer
	}
	for _, t := range thoughtTags()[:inlineTags] {
		if whole, _ := match(p.held, t.open); whole {
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

// mark says whether text begins with a mark that counts within a text.
func (p *Parting) mark(text string) (whole, begun bool) {
	for _, t := range thoughtTags()[:inlineTags] {
		for _, mark := range []string{t.open, t.close} {
			w, b := match(text, mark)
			whole, begun = whole || w, begun || b
		}
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
		if !p.inline || cut {
			return "", nil
		}
		answer = p.swallow.String()
	case suspected:
		p.Unneeded = !cut
	}
	answer += p.held
	p.held = ""
	return answer, nil
}

// NewParting parts the text of a model to which tools are offered. At most most
// bytes are held until it is known what they are. suspect says that the text may
// begin as a thought that is not marked.
func NewParting(offered []ToolSpec, most int, suspect bool) Parting {
	return Parting{offered: offered, most: most, suspect: suspect}
}

// Trust says that the text begins with no thought: the server has sent those by
// themselves.
func (p *Parting) Trust() { p.suspect = false }
