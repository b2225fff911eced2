package agent

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"quotewire/internal/llm"
)

// brief is a tool as models of a small window are told of it.
type brief struct {
	spec   llm.ToolSpec
	tokens int
	always bool     // it fits every question
	words  []string // that point to the tool, each the beginning of words of a question
}

// briefOf reads the lines that may stand at the head of a tool's description, and
// gives the description without them:
//
//	brief: what the tool is for, in a line
//	words: beginnings of words, comma separated, of questions that it answers; * for all
//
// Without them the tool is known by the first line of its description.
func briefOf(name, description string, p params) (b brief, full string, err error) {
	b.spec.Name, full = name, description
	for {
		line, rest, _ := strings.Cut(full, "\n")
		if text, ok := strings.CutPrefix(line, "brief: "); ok {
			b.spec.Description = strings.TrimSpace(text)
		} else if text, ok := strings.CutPrefix(line, "words: "); ok {
			for word := range strings.SplitSeq(text, ",") {
				if word = strings.TrimSpace(word); word == "*" {
					b.always = true
				} else {
					b.words = append(b.words, plainWords(word))
				}
			}
		} else {
			break
		}
		full = rest
	}
	full = strings.TrimSpace(full)
	if b.spec.Description == "" {
		b.spec.Description, _, _ = strings.Cut(full, "\n")
	}
	if b.spec.Schema, err = p.bare(); err != nil {
		return brief{}, "", fmt.Errorf("shorten schema: %w", err)
	}
	b.tokens = specTokens(b.spec)
	return b, full, nil
}

// bare is the schema without descriptions and bounds: read tells a model that
// oversteps one.
func (p params) bare() (json.RawMessage, error) {
	short := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}}
	for _, f := range p.fields {
		s := &jsonschema.Schema{Type: f.schema.Type, Enum: f.schema.Enum}
		if f.schema.Items != nil {
			s.Items = &jsonschema.Schema{Type: f.schema.Items.Type}
		}
		short.Properties[f.name] = s
		short.PropertyOrder = append(short.PropertyOrder, f.name)
		if f.required {
			short.Required = append(short.Required, f.name)
		}
	}
	return json.Marshal(short)
}
