package model

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"quotewire/internal/sim/chatbot"
)

// Thoughts hold what is none of it: a plan, a call, and words that no answer
// has. A client that takes them for the real thing shows it.

// thoughtOf is what the model thinks before a step: of the question and the
// number of steps before it, so that a request can be held against it.
func thoughtOf(s chatbot.Step, question string, step int) string {
	switch {
	case len(s.Calls) > 0:
		return callThought(question, step)
	case strings.HasPrefix(s.Text, "{"):
		return "A first idea, which is no plan:\n\n" +
			`{"questions": [{"text": "What does the Moon trade at?", "kind": "qualitative", "search": "price of the Moon"}]}` +
			"\n\nNobody trades the Moon. I have to be plainer."
	}
	return "Everything is at hand.\n\nOn the Moon I would say more: `1 < 2`, 3 > 2. Here I must not say too much."
}

func callThought(question string, step int) string {
	return fmt.Sprintf("Step %d. The reader asks: %s\n\n"+`I could write {"name": "calculate", "arguments": {"expression": "6 * 7"}}, as one does on the Moon.`+
		"\n\nThe tools know better.", step+1, bland(strings.ToValidUTF8(question[:min(len(question), 80)], "")))
}

// bland keeps a question from ending the thoughts that it is quoted in.
func bland(question string) string {
	return strings.NewReplacer("<", "(", ">", ")", "[", "(", "]", ")", "|", "/").Replace(question)
}

// signature seals the first call of a step.
func signature(question string, step int, name string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s", step, name, question))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// phrased parts a text after every few words.
func phrased(text string) (parts []string) {
	const words = 6
	n := 0
	for word := range strings.SplitAfterSeq(text, " ") {
		if n%words == 0 {
			parts = append(parts, "")
		}
		parts[len(parts)-1] += word
		n++
	}
	return parts
}

// Thoughts as deltas of their own.

func inField(name string) func(string) []fields {
	return func(thought string) (deltas []fields) {
		for _, p := range phrased(thought) {
			deltas = append(deltas, fields{name: p})
		}
		return deltas
	}
}

// inDetails is OpenRouter's form: each thought as a text and as a detail, then a
// signature, then one that only its sender can read.
func inDetails(thought string) (deltas []fields) {
	for _, p := range phrased(thought) {
		deltas = append(deltas, fields{"reasoning": p, "reasoning_details": []fields{detailText(p)}})
	}
	return append(deltas,
		fields{"reasoning_details": []fields{detailSeal(thought)}},
		fields{"reasoning_details": []fields{detailCipher(thought)}})
}

const anthropicFormat = "anthropic-claude-v1"

func detailText(text string) fields {
	return fields{"type": "reasoning.text", "text": text, "format": anthropicFormat, "index": 0}
}

func detailSeal(thought string) fields {
	return fields{"type": "reasoning.text", "signature": signature(thought, 0, "seal"), "format": anthropicFormat, "index": 0}
}

func detailCipher(thought string) fields {
	return fields{"type": "reasoning.encrypted", "data": signature(thought, 0, "cipher"), "id": "rs_1", "format": anthropicFormat, "index": 1}
}

// inParts is Mistral's form: a content part of another type.
func inParts(thought string) (deltas []fields) {
	for _, p := range phrased(thought) {
		part := fields{"type": "thinking", "thinking": []fields{{"type": "text", "text": p}}}
		deltas = append(deltas, fields{"content": []fields{part}})
	}
	return deltas
}

// Thoughts ahead of the text.

func between(open, close string) func(string) string {
	return func(thought string) string { return open + thought + close }
}

// nothing is what a model that was told not to think writes all the same.
func nothing(string) string { return "<think>\n\n</think>\n\n" }
