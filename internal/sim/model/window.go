package model

import (
	"fmt"

	"quotewire/internal/sim/chatbot"
	"quotewire/internal/sim/wire"
)

const tokenBytes = 4 // of a prompt, about

// promptTokens is what the messages of a prompt count.
func promptTokens(messages []chatbot.Message) (n int) {
	for _, m := range messages {
		n += len(m.Content)/tokenBytes + 4
	}
	return n
}

// counted is the tokens of a prompt as the usage says them, the tools included.
func (d dialect) counted(r received) int {
	if d.window > 0 {
		return min(r.prompt+r.tools, d.window)
	}
	return r.prompt + r.tools
}

// withoutFront is a request of which a server has dropped the front without a
// word, as Ollama does: the tools, which stand there, and so many tokens of the
// messages.
func withoutFront(asked chatbot.Request, tokens int) chatbot.Request {
	asked.Tools = nil
	for i := range asked.Messages {
		if tokens <= 0 {
			return asked
		}
		m := &asked.Messages[i]
		lost := min(len(m.Content), tokens*tokenBytes)
		m.Content = m.Content[lost:]
		tokens -= lost/tokenBytes + 4
	}
	return asked
}

// withinWindow refuses a longer prompt, as vLLM does.
func withinWindow(window int) refusal {
	return func(r received) (wire.Reply, bool) {
		if n := r.prompt + r.tools; n > window {
			return refuse(400, fields{"object": "error", "type": "BadRequestError", "param": nil, "code": 400,
				"message": fmt.Sprintf("This model's maximum context length is %d tokens. However, your request has %d input tokens. Please reduce the length of the input messages.", window, n)})
		}
		return taken()
	}
}
