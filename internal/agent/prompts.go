package agent

import (
	"cmp"
	"embed"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/prompts"
)

//go:embed prompts/*.md
var promptFiles embed.FS

// loadPrompts reads the texts that the model is given.
func loadPrompts() (prompts.Set, error) {
	return prompts.Load(promptFiles, map[string]any{
		"system.md":       systemPrompt{},
		"system-short.md": systemPrompt{Others: []string{"a", "b"}},
		"page.md":         pagePrompt{},
		"spent.md":        spentPrompt{},
		"repeat.md":       nil,
		"empty.md":        nil,
	})
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

// system is the first message of a conversation.
func (a *Agent) system(t answer.Turn) string { return a.prompts.Write("system.md", a.facts(t)) }

// facts is what is known of the moment.
func (a *Agent) facts(t answer.Turn) systemPrompt {
	now, zone := a.now(), cmp.Or(t.Location, time.UTC)
	p := systemPrompt{Today: now.In(zone).Format("Monday, 2 January 2006"), TimeZone: zone.String()}
	if a.calendar != nil {
		p.LastSession = a.calendar(now)
	}
	return p
}
