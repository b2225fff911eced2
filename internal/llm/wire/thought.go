package wire

import (
	"regexp"
	"slices"
	"strings"
)

// tag is a pair of marks between which a model thinks, when its server does not
// part its thoughts from its text.
type tag struct{ open, close string }

// thoughtTags are compared without regard to case. Those of the first row may
// stand on a line of their own within a text, the others only at its beginning.
func thoughtTags() []tag {
	return []tag{
		{"<think>", "</think>"}, {"<thinking>", "</thinking>"}, {"<thought>", "</thought>"}, {"<reasoning>", "</reasoning>"},
		{"<thoughts>", "</thoughts>"}, {"<reflection>", "</reflection>"}, {"<seed:think>", "</seed:think>"},
		{"<antthinking>", "</antthinking>"}, {"[think]", "[/think]"}, {"◁think▷", "◁/think▷"},
		{"<|start_thinking|>", "<|end_thinking|>"}, {"<|think|>", "<|/think|>"}, {"<mm:think>", "</mm:think>"},
		{"<scratchpad>", "</scratchpad>"}, {"<analysis>", "</analysis>"},
		{"<|begin_of_thought|>", "<|end_of_thought|>"}, {"<|thinking|>", "<|/thinking|>"},
		{"<|channel|>analysis<|message|>", "<|end|>"}, {"<|channel|>commentary<|message|>", "<|end|>"}, // gpt-oss
	}
}

// inlineTags is how many of thoughtTags may stand within a text.
const inlineTags = 4

// tokensBefore are what a chat template puts before an answer, or after thoughts
// whose beginning the server has taken away.
func tokensBefore() []string {
	return []string{
		"</think>", "</thinking>", "</thought>", "[/think]", "◁/think▷", "<|start|>assistant", "<|channel|>final<|message|>",
		"<|begin_of_solution|>", "<|start_response|>", "<answer>", "<response>", "<|end|>", "<|im_start|>assistant",
	}
}

// tokensBehind are what a chat template puts behind an answer, and the ends of what
// it may put before one.
func tokensBehind() []string {
	return []string{"<|return|>", "<|end|>", "<|im_end|>", "<|eot_id|>", "<|endoftext|>", "<|end_of_text|>", "</s>", "<|end_response|>", "</answer>", "</response>"}
}

// isBehind says whether text is such a token, or the beginning of one.
func isBehind(text string) bool {
	text = strings.TrimRight(text, " \t\r\n")
	return slices.ContainsFunc(tokensBehind(), func(token string) bool {
		whole, begun := match(text, token)
		return begun || whole && len(text) == len(token)
	})
}

// thinksUnasked are names of models that may begin to think without a mark: the
// template has it already, and only the end of their thoughts is marked.
var thinksUnasked = regexp.MustCompile(`(?i)\br1\b|qwq|thinking|reason`)

// closedBy finds where a thought ends and how long the mark is; -1: not yet. A
// channel of gpt-oss ends with the next one, too.
func (t tag) closedBy(text string) (at, length int) {
	at, length = folded(text, t.close), len(t.close)
	if strings.HasPrefix(t.open, "<|channel|>") {
		if next := folded(text, "<|start|>assistant"); next >= 0 && (at < 0 || next < at) {
			return next, 0
		}
	}
	return at, length
}

// folded finds mark in text without regard to the case of ASCII letters.
func folded(text, mark string) int {
	return strings.Index(lower(text), mark)
}

// lower makes ASCII letters small and keeps every byte's place.
func lower(text string) string {
	if !strings.ContainsAny(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return text
	}
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return string(b)
}

// match compares the beginning of text with a mark: whole when text begins with
// it, begun when text may yet.
func match(text, mark string) (whole, begun bool) {
	n := min(len(text), len(mark))
	if lower(text[:n]) != mark[:n] {
		return false, false
	}
	return n == len(mark), n < len(mark)
}

// overlap is how many bytes at the end of text may be the beginning of mark.
func overlap(text, mark string) int {
	for n := min(len(text), len(mark)-1); n > 0; n-- {
		if lower(text[len(text)-n:]) == mark[:n] {
			return n
		}
	}
	return 0
}

// ThinksUnasked says whether a model's name tells that its text may begin as a
// thought that is not marked.
func ThinksUnasked(model string) bool { return thinksUnasked.MatchString(model) }
