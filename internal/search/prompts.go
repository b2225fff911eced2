package search

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed prompts/*.md
var promptFiles embed.FS

// prompts are the texts that the model is given for research.
type prompts struct{ set *template.Template }

// loadPrompts parses the texts and tries each once, so that a fault in one shows
// at the start and not in an answer.
func loadPrompts() (prompts, error) {
	set, err := template.New("").Option("missingkey=error").ParseFS(promptFiles, "prompts/*.md")
	if err != nil {
		return prompts{}, fmt.Errorf("parse prompts: %w", err)
	}
	p := prompts{set}
	for name, data := range map[string]any{
		"plan.md": rulesPrompt{}, "check.md": rulesPrompt{}, "write.md": rulesPrompt{}, "derive.md": findingsPrompt{Findings: []partPrompt{{}}}, "lookup.md": findingsPrompt{},
		"findings.md": findingsPrompt{Page: "p", Asked: []string{"a"}, Failures: []string{"f"}, Findings: []partPrompt{{}}},
	} {
		if err := set.ExecuteTemplate(new(strings.Builder), name, data); err != nil {
			return prompts{}, fmt.Errorf("try prompt: %w", err)
		}
	}
	return p, nil
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

// write renders one of the texts that loadPrompts has tried.
func (p prompts) write(name string, data any) string {
	var b strings.Builder
	if err := p.set.ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("prompt %s was tried at the start: %v", name, err))
	}
	return strings.TrimSpace(b.String())
}
