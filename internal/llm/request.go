package llm

import (
	"cmp"
	"encoding/json"

	"github.com/sashabaranov/go-openai"
)

// noContent stands for an empty content, which go-openai would leave out and
// most servers refuse to miss.
const noContent = "(empty)"

// noName stands for the name of a call that the model did not name, for the same reason.
const noName = "unknown"

// wire puts a request into the dialect, all but its tools: encodedTools has
// those. It sets neither temperature nor a limit
// of tokens: several models refuse a request that does.
func wire(model string, req Request) openai.ChatCompletionRequest {
	out := openai.ChatCompletionRequest{
		Model:         model,
		Messages:      make([]openai.ChatCompletionMessage, 0, len(req.Messages)),
		StreamOptions: &openai.StreamOptions{IncludeUsage: true},
	}
	for _, m := range req.Messages {
		out.Messages = append(out.Messages, wireMessage(m))
	}
	if req.ToolsOff && len(req.Tools) > 0 {
		out.ToolChoice = "none"
	}
	return out
}

func wireMessage(m Message) openai.ChatCompletionMessage {
	out := openai.ChatCompletionMessage{Role: string(m.Role), Content: m.Content, ToolCallID: m.ToolCallID}
	for _, call := range m.ToolCalls {
		out.ToolCalls = append(out.ToolCalls, openai.ToolCall{
			ID:       call.ID,
			Type:     openai.ToolTypeFunction,
			Function: openai.FunctionCall{Name: cmp.Or(call.Name, noName), Arguments: wireArguments(call.Arguments)},
		})
	}
	if out.Content == "" && len(out.ToolCalls) == 0 {
		out.Content = noContent
	}
	return out
}

// wireArguments keeps a model's broken arguments from failing the next step:
// servers whose chat template parses them answer 500 to invalid JSON.
func wireArguments(arguments string) string {
	if !json.Valid([]byte(arguments)) {
		return "{}"
	}
	return arguments
}
