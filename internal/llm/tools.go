package llm

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"

	"github.com/sashabaranov/go-openai"
)

// encodedTools keeps the tools of the last request as they go over the wire.
// They are the same in every step and weigh several times what is said in it, so
// to encode them anew would be most of what a step costs.
type encodedTools struct {
	mu     sync.Mutex
	specs  []ToolSpec
	habits *habits
	field  []byte // "tools":[...]; never changed once it was given out
}

// encode is the field of a request that offers specs, nil for none.
func (e *encodedTools) encode(specs []ToolSpec, h *habits) ([]byte, error) {
	if len(specs) == 0 {
		return nil, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.habits == h && slices.EqualFunc(e.specs, specs, sameTool) {
		return e.field, nil
	}
	list, err := json.Marshal(wireTools(specs, h))
	if err != nil {
		return nil, &Error{Kind: ErrRefused, Message: "not sent: a tool cannot be encoded", Err: err}
	}
	e.specs, e.habits = make([]ToolSpec, len(specs)), h
	for i, t := range specs {
		e.specs[i] = ToolSpec{Name: t.Name, Description: t.Description, Schema: bytes.Clone(t.Schema)}
	}
	e.field = append([]byte(`"tools":`), list...)
	return e.field, nil
}

func sameTool(t, u ToolSpec) bool {
	return t.Name == u.Name && t.Description == u.Description && bytes.Equal(t.Schema, u.Schema)
}

func wireTools(specs []ToolSpec, h *habits) []openai.Tool {
	tools := make([]openai.Tool, 0, len(specs))
	for _, t := range specs {
		schema := t.Schema
		if len(schema) == 0 {
			schema = json.RawMessage(`{"type":"object","properties":{}}`)
		}
		tools = append(tools, openai.Tool{
			Type:     openai.ToolTypeFunction,
			Function: &openai.FunctionDefinition{Name: t.Name, Description: t.Description, Parameters: h.schema(schema)},
		})
	}
	return tools
}
