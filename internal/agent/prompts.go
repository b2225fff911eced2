package agent

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"quotewire/internal/answer"
)

//go:embed prompts/*.md
var promptFiles embed.FS

// prompts are the texts that the model is given, kept as Markdown so that they
// are read and reviewed as prose.
type prompts struct{ set *template.Template }

// loadPrompts parses the texts and tries each once, so that a fault in one
// shows at the start and not in an answer.
func loadPrompts() (prompts, error) {
	set, err := template.New("").Option("missingkey=error").ParseFS(promptFiles, "prompts/*.md")
	if err != nil {
		return prompts{}, fmt.Errorf("parse prompts: %w", err)
	}
	p := prompts{set}
	for name, data := range map[string]any{
		"system.md":       systemPrompt{},
		"system-short.md": systemPrompt{Others: []string{"a", "b"}},
		"page.md":         pagePrompt{},
		"spent.md":        spentPrompt{},
		"repeat.md":       nil,
		"empty.md":        nil,
	} {
		if err := set.ExecuteTemplate(new(strings.Builder), name, data); err != nil {
			return prompts{}, fmt.Errorf("try prompt: %w", err)
		}
	}
	return p, nil
}

// systemPrompt fills system.md and system-short.md. What changes from day to day stands at the end
// of the text, so that model servers can cache what comes before.
type systemPrompt struct {
	Today       string
	TimeZone    string
	LastSession string   // empty: not known
	Others      []string // tools that are not offered, of the short form alone
}

// pagePrompt fills page.md.
type pagePrompt struct {
	Fence string
	URL   string
	Text  string
	Cut   bool
}

// spentPrompt fills spent.md.
type spentPrompt struct{ NotRun int }

// write renders one of the texts that loadPrompts has tried.
func (p prompts) write(name string, data any) string {
	var b strings.Builder
	if err := p.set.ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("prompt %s was tried at the start: %v", name, err))
	}
	return strings.TrimSpace(b.String())
}

// system is the first message of a conversation.
func (a *Agent) system(t answer.Turn) string { return a.prompts.write("system.md", a.facts(t)) }

// facts is what is known of the moment.
func (a *Agent) facts(t answer.Turn) systemPrompt {
	now, zone := a.now(), t.Location
	if zone == nil {
		zone = time.UTC
	}
	p := systemPrompt{Today: now.In(zone).Format("Monday, 2 January 2006"), TimeZone: zone.String()}
	if a.calendar != nil {
		p.LastSession = a.calendar(now)
	}
	return p
}
