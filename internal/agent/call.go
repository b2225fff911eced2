package agent

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/llm"
	"quotewire/internal/plaintext"
)

// off is the number of times one call may be asked for before tools are turned
// off: the model goes round in circles.
const off = 3

// maxToolName is how long a tool's name may be on the wire.
const maxToolName = 64

var oddName = regexp.MustCompile(`[^a-zA-Z0-9_-]`)

// call is one tool call of a step, from what the model wrote to its result.
type call struct {
	wire llm.ToolCall // as it came
	id   string
	name string
	tool Tool
	args json.RawMessage // canonical when the tool runs
	// settled calls have their result without being run.
	settled bool
	result  Result
	text    string         // of the result, for the model
	pages   []exhibit.Page // of the result's exhibits
	took    time.Duration
}

// plan decides what becomes of a call: it runs, or it is settled because the
// tool is unknown, the arguments do not fit, or the same call was made before.
func (a *answering) plan(c llm.ToolCall) *call {
	p := &call{wire: c, id: a.unique(c.ID), name: c.Name}
	if written := strings.TrimSpace(c.Arguments); json.Valid([]byte(written)) {
		p.args = json.RawMessage(written)
	}
	tool, known := a.tools[c.Name]
	if !known {
		a.metrics.refused(unknownTool)
		a.repeated(c.Name + " " + c.Arguments)
		return p.settle(failed(a.noTool(c.Name)))
	}
	args, err := tool.params.read(c.Arguments)
	if err != nil {
		a.metrics.refused(c.Name)
		a.repeated(c.Name + " " + c.Arguments)
		return p.settle(failed(err.Error()))
	}
	if a.repeated(c.Name + " " + string(args)) {
		return p.settle(Result{Text: a.prompts.Write("repeat.md", nil), Summary: "asked for before"})
	}
	p.tool = tool
	if p.args != nil {
		p.args = args
	}
	return p
}

// asked is the call as the transcript holds it. Servers that render earlier
// calls refuse a request whose arguments are no object or whose name is odd.
func (p *call) asked() llm.ToolCall {
	c := p.wire // what the server put beside these goes back as it came
	c.ID, c.Arguments = p.id, "{}"
	c.Name = cmp.Or(oddName.ReplaceAllString(plaintext.Clip(p.name, maxToolName), "_"), unknownTool)
	if len(p.args) > 0 && p.args[0] == '{' {
		c.Arguments = string(p.args)
	}
	return c
}

// settle gives a call its result without a run.
func (p *call) settle(r Result) *call {
	p.settled, p.result, p.text = true, r, r.Text
	return p
}

// repeated counts a call and says whether it was made before.
func (a *answering) repeated(key string) bool {
	a.seen[key]++
	if a.seen[key] >= off {
		a.quiet = true
	}
	return a.seen[key] > 1
}

// unique keeps a call's id if it is one: some servers send none, or the same
// one in every step.
func (a *answering) unique(id string) string {
	if id = oneLine(id, maxSummary); id == "" || a.ids[id] {
		id = fmt.Sprintf("call%05d", len(a.ids)+1) // Mistral wants nine letters and digits
	}
	for n := len(a.ids) + 2; a.ids[id]; n++ {
		id = fmt.Sprintf("call%05d", n)
	}
	a.ids[id] = true
	return id
}

func (a *answering) noTool(name string) string {
	if len(a.names) == 0 {
		return fmt.Sprintf("there is no tool %.40q: there are no tools", name)
	}
	return fmt.Sprintf("there is no tool %.40q: the tools are %s", name, strings.Join(a.names, ", "))
}

// record announces new sources and puts the results into the transcript, both
// in the order of the calls whatever order they ended in.
func (a *answering) record(calls []*call) error {
	for _, c := range calls {
		sources, err := a.show(c)
		if err != nil {
			return err
		}
		text := capped(c.text, a.maxResultBytes)
		a.messages = append(a.messages, llm.Message{Role: llm.RoleTool, ToolCallID: c.id, Content: a.told(c, sources, text)})
	}
	return nil
}

// show announces the sources of a call's exhibits and then these, and gives those that
// the model is told of.
func (a *answering) show(c *call) (told []answer.Source, err error) {
	for i, page := range c.pages {
		e := c.result.Exhibits[i]
		all := make([]answer.Source, len(e.Origins))
		for k, o := range e.Origins {
			all[k] = answer.Source{Origin: o}
		}
		for _, k := range page.Origins {
			if all[k].Kind == "" {
				continue // not cited
			}
			if all[k], err = a.Source(all[k]); err != nil {
				return nil, err
			}
			told = append(told, all[k])
		}
		a.exhibits++
		if err := a.Emit(answer.Exhibited{ID: fmt.Sprintf("e%d", a.exhibits), Exhibit: e, Page: page, Sources: all}); err != nil {
			return nil, err
		}
	}
	return told, nil
}

// told is a result as the transcript holds it: the sources in our words, and within
// the fence what they are called and what the tool says. What we say in the place of
// a tool is not fenced.
func (a *answering) told(c *call, sources []answer.Source, text string) string {
	if c.settled {
		return a.within(text, "")
	}
	var heads, names strings.Builder
	for _, s := range sources {
		heads.WriteString(s.Head() + "\n")
		names.WriteString(s.Name() + "\n")
	}
	text = a.within(text, heads.String()+names.String()+a.fence.Quote(""))
	if text = a.fence.Clean(names.String() + text); text == "" {
		text = "(empty)"
	}
	return heads.String() + a.fence.Quote(text)
}

// capped cuts text at a line's end, or within its first line at a rune's, and
// says how much is gone.
func capped(text string, most int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= most {
		return text
	}
	kept := plaintext.Clip(text, most)
	if i := strings.LastIndexByte(kept, '\n'); i > 0 {
		kept = kept[:i]
	}
	return fmt.Sprintf("%s\n[cut here: %d of %d bytes are left out; ask for less at once]", kept, len(text)-len(kept), len(text))
}
