package agent

import (
	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/plaintext"
)

// dropped stands for a tool result that had to go.
const dropped = "(dropped to stay within budget)"

// maxURL caps the address of the reader's page, in bytes.
const maxURL = 2 << 10

// opening is the transcript that the first model step sees: the rules, earlier
// turns, the reader's page as untrusted data in so many tokens, and the question
// last.
func (a *Agent) opening(system string, t answer.Turn, fence Fence, pageTokens int) []llm.Message {
	messages := []llm.Message{{Role: llm.RoleSystem, Content: system}}
	messages = append(messages, Said(t.History)...)
	if page := a.page(t, fence, pageTokens); page != "" {
		messages = append(messages, llm.Message{Role: llm.RoleUser, Content: page})
	}
	return append(messages, llm.Message{Role: llm.RoleUser, Content: t.Question})
}

// Said is a history as a model reads it.
func Said(history []answer.Exchange) (messages []llm.Message) {
	for _, x := range history {
		messages = append(messages, llm.Message{Role: llm.RoleUser, Content: x.Question}, llm.Message{Role: llm.RoleAssistant, Content: x.Answer})
	}
	return messages
}

// ending is the end of history that most holds by a measure of its texts.
func ending(history []answer.Exchange, most int, weight func(string) int) []answer.Exchange {
	from := len(history)
	for ; from > 0; from-- {
		x := history[from-1]
		if most -= weight(x.Question) + weight(x.Answer); most < 0 {
			break
		}
	}
	return history[from:]
}

// weight is how many bytes a message adds to a request.
func weight(m llm.Message) int {
	n := len(m.Content) + len(m.Extra)
	for _, c := range m.ToolCalls {
		n += len(c.Name) + len(c.Arguments) + len(c.Extra) + len(c.FunctionExtra)
	}
	return n
}

// page fences what is known of the reader's page, in at most so many tokens.
func (a *Agent) page(t answer.Turn, fence Fence, most int) string {
	const around = 130 // tokens of the words around it
	p := pagePrompt{Fence: string(fence), URL: fence.Clean(oneLine(visible(t.CurrentURL), max(0, min(maxURL, most/4))))}
	text := fence.Clean(t.PageText)
	p.Text = Shorten(plaintext.Clip(text, a.maxPageBytes), most-most/4-around)
	p.Cut = len(p.Text) < len(text)
	if p.URL == "" && p.Text == "" {
		return ""
	}
	return a.prompts.Write("page.md", p)
}

// note adds a word of ours to the transcript. It goes to the end of the last
// tool result: several chat templates refuse a system message anywhere but
// first, or two user messages in a row. Without a tool result there is nothing
// to add to, and the step is asked again as it was.
func (a *answering) note(text string) {
	if m := &a.messages[len(a.messages)-1]; m.Role == llm.RoleTool {
		m.Content += "\n\n" + text
	}
}

// shrink drops the text of the oldest tool results until the transcript fits.
func (a *answering) shrink() {
	size := 0
	for _, m := range a.messages {
		size += weight(m)
	}
	for i := range a.messages {
		if size <= a.maxTranscriptBytes {
			return
		}
		if m := &a.messages[i]; m.Role == llm.RoleTool && len(m.Content) > len(dropped) {
			size -= len(m.Content) - len(dropped)
			m.Content = dropped
		}
	}
}
