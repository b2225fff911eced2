package model

import (
	"fmt"
	"slices"
	"strings"

	"quotewire/internal/sim/chatbot"
)

// reads is the request as the model gets it from its server.
func (d dialect) reads(r received) chatbot.Request {
	asked := r.asked
	if d.deaf || d.stubborn {
		asked.ToolChoice = nil
	}
	asked.Messages = slices.Clone(asked.Messages)
	for i, m := range asked.Messages {
		asked.Messages[i].ToolCalls = slices.Clone(m.ToolCalls)
		for n, c := range m.ToolCalls {
			asked.Messages[i].ToolCalls[n].Function.Name = plainName(c.Function.Name)
		}
	}
	if over := r.prompt + r.tools - d.window; d.window > 0 && over > 0 {
		return withoutFront(asked, over-r.tools)
	}
	return asked
}

// plainName is a tool's name without what a template puts around it.
func plainName(name string) string {
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "functions."), "<|")
	return name
}

func prefixedName(name string) string { return "functions." + name }

func channelName(name string) string { return name + "<|channel|>commentary" }

// step is what the model does next.
func (d dialect) step(b *chatbot.Bot, r received) chatbot.Step {
	if d.serial {
		if next, ok := d.oneByOne(b, r); ok {
			return next
		}
	}
	s := b.Step(r.asked)
	_, calculates := chatbot.Offered(r.asked)["calculate"]
	if d.stubborn && calculates && len(s.Calls) == 0 {
		return chatbot.Step{Calls: []chatbot.Call{{Name: "calculate", Arguments: fmt.Sprintf(`{"expression":"%d + 1"}`, r.turn.calls)}}}
	}
	return s
}

// oneByOne is the first call not made of those that begin the answer.
func (d dialect) oneByOne(b *chatbot.Bot, r received) (chatbot.Step, bool) {
	begin := r.asked
	begin.Messages = begin.Messages[:r.turn.at+1]
	calls := b.Step(begin).Calls
	if r.turn.calls >= len(calls) {
		return chatbot.Step{}, false
	}
	return chatbot.Step{Calls: calls[r.turn.calls:][:1]}, true
}
