package search

import (
	"embed"

	"quotewire/internal/prompts"
)

//go:embed prompts/*.md
var promptFiles embed.FS

// loadPrompts reads the texts that the model is given for research.
func loadPrompts() (prompts.Set, error) {
	return prompts.Load(promptFiles, map[string]any{
		"plan.md": rulesPrompt{}, "check.md": rulesPrompt{}, "write.md": rulesPrompt{}, "derive.md": findingsPrompt{Findings: []partPrompt{{}}}, "lookup.md": findingsPrompt{},
		"findings.md": findingsPrompt{Page: "p", Asked: []string{"a"}, Failures: []string{"f"}, Findings: []partPrompt{{}}},
	})
}

// rulesPrompt fills plan.md, check.md and write.md.
type rulesPrompt struct {
	Today, TimeZone, Fence string
	Most                   int // questions
}

// findingsPrompt fills findings.md, derive.md and lookup.md.
type findingsPrompt struct {
	Question, Fence, Page string
	Findings              []partPrompt
	Asked, Failures       []string
}

// partPrompt is what one source says. Head are words of ours, Text is not.
type partPrompt struct{ Head, Text string }
