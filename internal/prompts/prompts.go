// Package prompts holds the texts that a model is given, kept as Markdown so that
// they are read and reviewed as prose.
package prompts

import (
	"fmt"
	"io/fs"
	"strings"
	"text/template"
)

// Set is the texts of one package.
type Set struct{ set *template.Template }

// Load parses the texts in files/prompts and tries each of samples once, by its
// name, so that a fault in one shows at the start and not in an answer.
func Load(files fs.FS, samples map[string]any) (Set, error) {
	set, err := template.New("").Option("missingkey=error").ParseFS(files, "prompts/*.md")
	if err != nil {
		return Set{}, fmt.Errorf("parse prompts: %w", err)
	}
	for name, data := range samples {
		if err := set.ExecuteTemplate(new(strings.Builder), name, data); err != nil {
			return Set{}, fmt.Errorf("try prompt: %w", err)
		}
	}
	return Set{set}, nil
}

// Write renders one of the texts that Load has tried.
func (s Set) Write(name string, data any) string {
	var b strings.Builder
	if err := s.set.ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("prompt %s was tried at the start: %v", name, err))
	}
	return strings.TrimSpace(b.String())
}
