package model

import (
	"encoding/json"

	"quotewire/internal/sim/chatbot"
)

// received is a request as a server sees it that looks at what is there and what
// is not.
type received struct {
	asked    chatbot.Request
	fields   rawFields
	messages []rawFields
	turn     turn
	// Tokens of the messages, and of the tools.
	prompt, tools int
}

type rawFields map[string]json.RawMessage

// turn is what the last question of a request has led to so far.
type turn struct {
	at       int // of its message
	question string
	steps    []int // its messages that call tools
	calls    int
}

// receive looks at a request whose JSON was read before, so that it cannot fail.
func receive(body []byte, asked chatbot.Request) received {
	r := received{asked: asked, turn: turn{at: -1}, prompt: promptTokens(asked.Messages)}
	var list struct {
		Messages []rawFields `json:"messages"`
	}
	if json.Unmarshal(body, &r.fields) != nil || json.Unmarshal(body, &list) != nil {
		return r
	}
	r.messages, r.tools = list.Messages, len(r.fields["tools"])/tokenBytes
	for i, m := range asked.Messages {
		switch {
		case m.Role == "user":
			r.turn = turn{at: i, question: string(m.Content)}
		case len(m.ToolCalls) > 0:
			r.turn.steps = append(r.turn.steps, i)
			r.turn.calls += len(m.ToolCalls)
		}
	}
	return r
}

// calls is the calls of a message.
func (f rawFields) calls() []rawFields {
	var all []rawFields
	if json.Unmarshal(f["tool_calls"], &all) != nil {
		return nil
	}
	return all
}

// text is a field that is a string; empty when it is not.
func (f rawFields) text(name string) string {
	var s string
	if json.Unmarshal(f[name], &s) != nil {
		return ""
	}
	return s
}
