package agent

import (
	"encoding/json"
	"fmt"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// Window is how many tokens a model holds, those that it is sent and those that
// it writes together. 0: not known.
type Window int

// smallestWindow is what an answer with a tool and its result needs.
const smallestWindow Window = 2048

// frame is how many tokens a chat template puts around a message.
const frame = 6

// Prompt is how many tokens a request may hold: a fifth of the window is left to
// the answer, and 700 tokens where that is less, and a sixteenth to what the chat
// template adds.
func (w Window) Prompt() int {
	answer := max(int(w)/5, min(700, int(w)/4))
	return int(w) - answer - int(w)/16
}

// messageTokens is what a message takes of a window.
func messageTokens(m llm.Message) int {
	n := frame + Tokens(m.Content) + Tokens(m.Extra)
	for _, c := range m.ToolCalls {
		n += frame + Tokens(c.Name) + Tokens(c.Arguments) + Tokens(c.Extra) + Tokens(c.FunctionExtra)
	}
	return n
}

// specTokens is what a tool takes of a window, in the JSON that most chat
// templates show it in.
func specTokens(s llm.ToolSpec) int {
	description, err := json.Marshal(s.Description)
	if err != nil {
		return 0 // a string is always valid JSON
	}
	return Tokens(fmt.Sprintf(`{"type":"function","function":{"name":%q,"description":%s,"parameters":%s}}`, s.Name, description, s.Schema))
}

// Recent is the end of history that most tokens hold.
func Recent(history []answer.Exchange, most int) []answer.Exchange {
	return ending(history, most, func(text string) int { return frame + Tokens(text) })
}
